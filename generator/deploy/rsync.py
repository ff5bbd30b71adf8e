"""A folder on a host that readers get the site from, by the system's rsync over ssh.

All bytes travel into a folder beside the site first; from there rsync links them into place, group by group. Names,
ports and keys are those of ssh's own configuration; `RSYNC_RSH` takes the place of `ssh`, as rsync has it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.deploy.place import RECORD, STAGING, Parcel, PassingFault, PlaceFault, Say, Told
from generator.deploy.program import Done, concealed, run, start
from generator.deploy.retries import retrying
from generator.target import Address

_SSH = ("-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15")
# By name and bytes, not by times; a folder that is a link to one stays a link.
_RSYNC = ("rsync", "--checksum", "--keep-dirlinks", "--protect-args", "--8-bit-output", "--no-motd",
          "--timeout=60")  # fmt: skip
# Where a name starts in a line of rsync's: after eleven letters that say what is done, and a space.
_NAME_AT = 12
_LOCK = """
mkdir -p -- {folder} && cd -- {folder} || exit 1
if command -v flock >/dev/null 2>&1; then
  exec 9<.
  flock -n 9 && flock -n -s 9 || {{ echo busy; exit 0; }}
  echo held
else
  echo unlocked
fi
exec cat >/dev/null
"""
# A command shares the lock, so that no other deploy begins before it has ended; and does nothing when the deploy that
# has sent it holds the folder no more. 255 is how ssh itself tells of a connection that is gone.
_SHARE = """
if command -v flock >/dev/null 2>&1; then
  exec 8<. && ! flock -n 8 && flock -n -s 8 || exit 255
fi
"""


class Host:
    """A folder on a host, as a place."""

    def __init__(self, address: Address) -> None:
        self._host = address.place
        self._folder = address.path
        self._ssh = [*shlex.split(os.environ.get("RSYNC_RSH", "ssh")), *_SSH]
        if address.port:
            self._ssh += ["-p", str(address.port)]
        self._master: list[str] = []
        self._lock: subprocess.Popen[bytes] | None = None

    def read(self) -> bytes | None:
        """Read the record of what is published."""
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:

            def fetch() -> bytes | None:
                done = self._rsync([f"{self._host}:{self._folder}/{RECORD}", folder + "/"])
                if done.status == 23 and "No such file or directory" in done.err:
                    return None
                self._check(done)
                return (Path(folder) / RECORD).read_bytes()

            return retrying(fetch)

    def survey(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        """Look at the places of parcels, by rsync's own checksums."""
        with _laid_out(parcels) as (source, listed):

            def look() -> dict[str, bool]:
                words = ["--dry-run", "-ii", "--out-format=%i %n", "--copy-links", f"--files-from={listed}", "--from0"]
                done = self._rsync([*words, source, self._target("")])
                if _is_missing(done):
                    return {}
                if not _is_about_folders(done):
                    self._check(done)
                return _standing(done.out, {parcel.path for parcel in parcels})

            return retrying(look)

    @contextmanager
    def hold(self, say: Say) -> Iterator[None]:
        """Hold the folder by a process on the host that lives as long as this one."""
        self._say = say
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
            # All that follows goes over the connection that holds the lock, and over its own where that was cut.
            self._ssh += ["-o", f"ControlPath={folder}/ssh"]
            self._master = ["-o", "ControlMaster=yes"]
            try:
                retrying(self._take_lock)
                yield
            finally:
                self._drop_lock()

    def gather(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Send all bytes beside the site; what is there from an earlier deploy does not travel again."""
        for parcel in parcels:
            parcel.read()  # what is not as it was built must not travel
        try:
            with _laid_out(parcels) as (source, listed):
                self._send(source, listed, STAGING, told)
        except PassingFault:
            raise
        except PlaceFault:
            with suppress(PlaceFault):
                self._shell(f"rm -rf -- {STAGING}")
            raise

    def begin(self, record: bytes) -> None:
        """Write the record with the journal."""
        self._put_record(record)

    def put(self, parcels: Sequence[Parcel], told: Told) -> None:
        """Link what was gathered into place."""
        with _laid_out(parcels) as (source, listed):
            self._send(source, listed, "", told, f"--link-dest={STAGING}")

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and the folders that are empty then."""
        listed = sorted(paths)
        if not listed:
            return
        folders = {str(above) for path in listed for above in Path(path).parents if str(above) != "."}
        inner_first = sorted(folders, key=lambda folder: (-folder.count("/"), folder))
        data = "".join(f"./{path}\0" for path in listed).encode("utf-8", "surrogateescape")
        self._shell("xargs -0 rm -f --", data)
        data = "".join(f"./{folder}\0" for folder in inner_first).encode("utf-8", "surrogateescape")
        if data:
            self._shell("xargs -0 rmdir -- 2>/dev/null || true", data)

    def finish(self, record: bytes) -> None:
        """Write the record last, and sweep what was beside the site."""
        self._put_record(record)
        self._shell(f"rm -rf -- {STAGING}")

    def _target(self, below: str) -> str:
        return f"{self._host}:{self._folder}/{below}"

    def _rsync(self, words: Sequence[str], told: Told | None = None) -> Done:
        return run([*_RSYNC, "-e", shlex.join(self._ssh), *words], on_line=told or (lambda line: None))

    def _send(self, source: str, listed: str, below: str, told: Told, *words: str) -> None:
        """Send the files of a list; each whose bytes travel is told."""

        def tell(line: str) -> None:
            if line.startswith("<f"):
                told(line[_NAME_AT:])

        def send() -> None:
            self._hold_on()
            words_of_all = ["-i", "--out-format=%i %n", "--copy-links", f"--files-from={listed}", "--from0", *words]
            self._check(self._rsync([*words_of_all, source, self._target(below)], tell))

        retrying(send)

    def _put_record(self, record: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
            file = Path(folder) / RECORD
            file.write_bytes(record)
            file.chmod(0o644)

            def send() -> None:
                self._hold_on()
                self._check(self._rsync([str(file), self._target("")]))

            retrying(send)

    def _shell(self, command: str, data: bytes = b"") -> None:
        """Run a command in the folder on the host."""

        def ask() -> None:
            self._hold_on()
            script = f"cd -- {shlex.quote(self._folder)} || exit 1\n{_SHARE}{command}"
            self._check(run([*self._ssh, self._host, f"sh -c {shlex.quote(script)}"], data=data))

        retrying(ask)

    def _take_lock(self, is_again: bool = False) -> None:
        """Hold the folder; `is_again` says that what holds it may be a command of our own that is about to end."""
        script = _LOCK.format(folder=shlex.quote(self._folder))
        lock = start([*self._ssh, *self._master, self._host, f"sh -c {shlex.quote(script)}"])
        assert lock.stdout and lock.stderr
        word = lock.stdout.readline().strip()
        if word in (b"held", b"unlocked"):
            self._lock = lock
            if word == b"unlocked":
                self._say(f"{self._host} has no flock: that no other deploy runs now is yours to see to")
            return
        _, err = lock.communicate()
        if word == b"busy":
            fault = PassingFault if is_again else PlaceFault
            raise fault(f"another deploy to {self._host}:{self._folder} is under way", "wait until it is done")
        self._check(Done(lock.returncode or 255, "", concealed(err.decode("utf-8", "replace"))))

    def _hold_on(self) -> None:
        """Take the lock again when its connection was cut; another deploy may have it now."""
        if self._lock is None or self._lock.poll() is not None:
            self._drop_lock()
            self._take_lock(is_again=True)

    def _drop_lock(self) -> None:
        if self._lock is not None:
            lock, self._lock = self._lock, None
            with suppress(OSError, subprocess.TimeoutExpired):
                lock.communicate(timeout=5)
            lock.kill()
            lock.communicate()

    def _check(self, done: Done) -> None:
        """Raise the fault that a program's end tells of, if it is one."""
        if done.status == 0:
            return
        for signs, message, hint in _REFUSALS:
            if any(sign in done.err for sign in signs):
                raise PlaceFault(f"{self._host} {message}", hint)
        said = [line.strip() for line in done.err.splitlines() if line.strip()]
        reason = said[0] if said else f"status {done.status}"
        if done.status in _PASSING:
            raise PassingFault(f"{self._host} cannot be reached: {reason}", "run the deploy again")
        raise PlaceFault(f"{self._host} refuses: {reason}")


# rsync's ends that may be others next time: protocol, sockets, streams, timeouts; and ssh's own.
_PASSING = (5, 10, 12, 14, 20, 30, 35, 255)
_REFUSALS = (
    (
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", "Host key verification failed", "host key is known"),
        "has another host key than is known, or an unknown one",
        "compare it with the host's own, then connect once by hand with ssh",
    ),
    (
        ("Permission denied (", "Too many authentication failures", "Load key"),
        "does not let you in", "ssh needs a key that the host knows, from an agent or its configuration",
    ),
    (("Could not resolve hostname",), "is a name that leads nowhere", "look at the target's address"),
    (("No space left on device", "Disk quota exceeded"),
     "has no room left; the site is as it was", "make room, and run the deploy again"),
    (("Read-only file system",), "has a read-only disk; the site is as it was", ""),
    (("Permission denied", "Operation not permitted"),
     "lets you in, but not write there", "look at the owner of the folder"),
    (("rsync: command not found", "rsync: not found", "remote command not found"),
     "has no rsync", "install it there"),
)  # fmt: skip


@contextmanager
def _laid_out(parcels: Sequence[Parcel]) -> Iterator[tuple[str, str]]:
    """Lay parcels out in a folder by their paths, as links; gives the folder and a file that lists them."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as above:
        root = Path(above) / "files"
        root.mkdir()
        made = {""}
        for parcel in parcels:
            folder = parcel.path.rpartition("/")[0]
            if folder not in made:
                os.makedirs(root / folder, exist_ok=True)
                made.add(folder)
            (root / parcel.path).symlink_to(os.path.abspath(parcel.location))
        listed = Path(above) / "list"
        listed.write_bytes(b"".join(os.fsencode(parcel.path) + b"\0" for parcel in parcels))
        yield f"{root}/", str(listed)


def _standing(out: str, paths: set[str]) -> dict[str, bool]:
    """Read rsync's list of differences: which files stand there, and whether with equal bytes."""
    found = {}
    for line in out.splitlines():
        change, path = line[:_NAME_AT], line[_NAME_AT:]
        if path in paths and change[1:2] == "f" and "+" not in change:
            found[path] = change[0] == "." and change[2:3] in " ."
    return found


def _is_missing(done: Done) -> bool:
    """Tell whether the folder is not there yet."""
    return done.status in (3, 11, 23) and "No such file or directory" in done.err


def _is_about_folders(done: Done) -> bool:
    """Tell whether all that rsync complains of is folders where files must stand: that shows when they are put."""
    lines = [line for line in done.err.splitlines() if line.strip() and "rsync error:" not in line]
    return done.status == 23 and all("make way" in line or "non-empty directory" in line for line in lines)
