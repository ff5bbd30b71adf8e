"""nginx and Apache on loopback, each with one site's output and the rules that were made for it."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_SEARCHED = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
_LOADED = ("mpm_event", "unixd", "authz_core", "dir", "rewrite")
_MODULES = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")

_NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {output}/.htredirects.conf;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    absolute_redirect off;
    location ~ /\\.ht {{ return 404; }}
    if ($broadsheet_moved) {{ return 301 $broadsheet_moved; }}
  }}
}}
"""

_APACHE = """
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
DefaultRuntimeDir {folder}
{loaded}
{user}
DocumentRoot {root}
<Directory {root}>
  AllowOverride All
  Require all granted
</Directory>
<FilesMatch "^\\.ht">
  Require all denied
</FilesMatch>
"""


@contextlib.contextmanager
def serving(name: str, output: Path, path: str) -> Iterator[int]:
    """Run a server whose root holds the output at a path; gives its port."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # neither serves as root
        with _running(name, output, Path(folder), path) as port:
            yield port


@contextlib.contextmanager
def _running(name: str, output: Path, folder: Path, path: str) -> Iterator[int]:
    program = shutil.which({"nginx": "nginx", "apache": "apache2"}[name], path=_SEARCHED)
    assert program, f"there is no {name}: run `make servers`"
    root = folder / "root"
    target = root / path.strip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(output, target)
    port = _free_port()
    modules = next((place for place in _MODULES if Path(place).is_dir()), "")
    # What is built in cannot be loaded again.
    loaded = [
        f"<IfModule !{one}_module>\nLoadModule {one}_module {modules}/mod_{one}.so\n</IfModule>" for one in _LOADED
    ]
    user = "User www-data\nGroup www-data" if os.getuid() == 0 else ""
    values = {"folder": folder, "output": target, "root": root, "port": port, "loaded": "\n".join(loaded), "user": user}
    text = (_NGINX if name == "nginx" else _APACHE).format(**values)
    (folder / "server.conf").write_text(text, "utf-8")
    command = {
        "nginx": [program, "-c", str(folder / "server.conf"), "-e", str(folder / "error.log")],
        "apache": [program, "-f", str(folder / "server.conf"), "-D", "FOREGROUND"],
    }[name]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        _wait(port, process, folder)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    process.terminate()
    told = process.communicate()[0].decode()
    log = folder / "error.log"
    raise AssertionError(f"the server did not start: {told} {log.read_text() if log.exists() else ''}")


def ask(port: int, target: str) -> tuple[int, str]:
    """Ask for an address as it is given; tells the status and where the answer leads, from the root on."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        # The module itself would refuse what a careless client may send.
        connection.putrequest("GET", "/", skip_accept_encoding=True)
        connection._buffer[0] = f"GET {target} HTTP/1.1".encode()  # type: ignore[attr-defined]
        connection.endheaders()
        response = connection.getresponse()
        response.read()
        place = response.getheader("Location") or ""
        return response.status, place.removeprefix(f"http://127.0.0.1:{port}").removeprefix("http://127.0.0.1")
    finally:
        connection.close()
