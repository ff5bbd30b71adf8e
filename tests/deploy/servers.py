"""Real servers on loopback: an S3 store, sshd, web servers; and a proxy that cuts, delays and refuses."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# What the store takes for keys: looked for in all that we write.
ACCESS_KEY = "AKIATESTTESTTESTTEST"
SECRET_KEY = "s3cr3t+of/the=tests0123456789abcdef"
_DEADLINE_SECONDS = 60.0


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for_port(port: int, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until somebody listens on a port."""
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process is None or process.poll() is None, "the server has ended"
        assert time.monotonic() < deadline, "the server does not listen"
        time.sleep(0.02)


@contextmanager
def running(words: list[str], port: int, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it listens, and end it with the block."""
    with open(log, "ab") as out:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env={**os.environ, **environment}
        )
    try:
        wait_for_port(port, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class Store:
    """An S3 server, and what stands in it, asked as a browser asks: without keys."""

    port: int
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def make_bucket(self, name: str) -> None:
        """Make a bucket that anyone may read from."""
        assert self.ask("PUT", f"/{name}")[0] == 200
        allowed = {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
        statement = {"Effect": "Allow", "Principal": "*", **allowed}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]}).encode()
        assert self.ask("PUT", f"/{name}?policy", policy)[0] in (200, 204)

    def ask(self, method: str, path: str, data: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, data)
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()

    def objects(self, bucket: str, prefix: str = "") -> dict[str, bytes]:
        """Read all objects below a prefix, by their keys from there."""
        store = self.open(bucket, prefix)
        found = [one["path"] for one in store.list().collect()]
        return {path: bytes(store.get(path).bytes()) for path in sorted(found)}

    def open(self, bucket: str, prefix: str = "") -> Any:
        """Open a bucket as any other program would."""
        from obstore.store import S3Store

        return S3Store(
            bucket, prefix=prefix or None, endpoint=self.endpoint, region="us-east-1", access_key_id=ACCESS_KEY,
            secret_access_key=SECRET_KEY, client_options={"allow_http": True},
        )  # fmt: skip


@contextmanager
def store_server(folder: Path) -> Iterator[Store]:
    """Run moto's S3 server."""
    port = free_port()
    words = [str(HERE / ".venv/bin/moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with running(words, port, folder / "store.log"):
        store = Store(port)
        store.environment = {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_ENDPOINT_URL": store.endpoint,
            "AWS_REGION": "us-east-1",
        }
        yield store


@dataclass
class Ssh:
    """An OpenSSH server of this user's own, and a client's configuration that reaches it as `host`."""

    port: int
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return self.through(self.port)

    def through(self, port: int, **changes: str) -> dict[str, str]:
        """Give the environment in which ssh reaches the server by a port, with other settings if need be."""
        settings = {
            "HostName": "127.0.0.1", "Port": str(port), "User": os.environ.get("USER", "root"),
            "IdentityFile": str(self.folder / "key"), "IdentitiesOnly": "yes", "HostKeyAlias": "tests",
            "UserKnownHostsFile": str(self.folder / "known_hosts"), "StrictHostKeyChecking": "yes",
            "LogLevel": "ERROR", **changes,
        }  # fmt: skip
        file = self.folder / f"config-{port}-{abs(hash(tuple(changes.items())))}"
        file.write_text("Host host\n" + "".join(f"  {name} {value}\n" for name, value in settings.items()))
        command = f"ssh -F {file}"
        return {"RSYNC_RSH": command, "GIT_SSH_COMMAND": command}


@contextmanager
def ssh_server(folder: Path) -> Iterator[Ssh]:
    """Run sshd, with a host key and one key that it lets in."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("host", "key", "other"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    port = free_port()
    (folder / "authorized_keys").write_bytes((folder / "key.pub").read_bytes())
    (folder / "known_hosts").write_text("tests " + (folder / "host.pub").read_text())
    (folder / "others_hosts").write_text("tests " + (folder / "other.pub").read_text())
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized_keys\n"
        f"PidFile {folder}/pid\nStrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "PermitRootLogin yes\nUsePAM no\nMaxStartups 100\n"
        "SetEnv SHLVL=2\n"  # a login shell that is nested reads no configuration of the machine's own
    )
    sshd = shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin")
    assert sshd
    Path("/run/sshd").mkdir(exist_ok=True)
    with running([sshd, "-D", "-e", "-f", str(folder / "sshd_config")], port, folder / "sshd.log"):
        yield Ssh(port, folder)


Fault = Callable[[random.Random], str]


@dataclass
class Proxy:
    """A proxy before a server; `fault` says of each connection what befalls it: "", "cut", "delay" or "503"."""

    target: int
    fault: Fault
    chance: random.Random
    port: int = 0
    befallen: dict[str, int] = field(default_factory=dict)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            what = self.fault(self.chance)
            self.befallen[what] = self.befallen.get(what, 0) + 1
            threading.Thread(target=self._connect, args=(client, what), daemon=True).start()

    def _connect(self, client: socket.socket, what: str) -> None:
        if what == "503":
            with client, suppress(OSError):
                client.recv(65536)
                client.sendall(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        if what == "delay":
            time.sleep(0.2)
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self.target)) as server:
            left = self.chance.randrange(200, 20_000) if what == "cut" else -1
            back = threading.Thread(target=self._pump, args=(server, client, -1), daemon=True)
            back.start()
            self._pump(client, server, left)
            if what == "cut":
                for one in (client, server):
                    with suppress(OSError):
                        one.shutdown(socket.SHUT_RDWR)
            back.join()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket, left: int) -> None:
        """Carry bytes, at most so many where `left` is not negative."""
        with suppress(OSError):
            while data := source.recv(65536):
                if left >= 0:
                    sink.sendall(data[:left])
                    left -= len(data)
                    if left <= 0:
                        return
                else:
                    sink.sendall(data)
            with suppress(OSError):
                sink.shutdown(socket.SHUT_WR)


@contextmanager
def proxy(target: int, fault: Fault, seed: int = 1) -> Iterator[Proxy]:
    """Run a proxy before the server on a port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        one = Proxy(target, fault, random.Random(seed), listener.getsockname()[1])
        threading.Thread(target=one.serve, args=(listener,), daemon=True).start()
        yield one
        listener.shutdown(socket.SHUT_RDWR)
