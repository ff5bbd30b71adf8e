"""Readers during deploys; deploys that are killed, cut and refused: readers see whole sites, the next does the rest."""

from __future__ import annotations

import fcntl
import http.server
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import msgspec
import pytest

from generator.digest import digest_bytes
from tests.deploy.servers import Ssh, Store, proxy, store_server
from tests.deploy.spots import FolderSpot, Spot, StoreSpot, built, make_spot, public
from tests.kills import CHANGES, run_until
from tests.magazine import Magazine, files_in, start_program

# A quarter of BROADSHEET_KILLS, since each takes seconds: 50 in a long run; a quick run has a handful.
KILLS = int(os.environ.get("BROADSHEET_KILLS", "0")) // 4
_QUICK = {"folder": 5, "releases": 3, "ssh": 4, "store": 4}
# Those changes of a folder by which a release is finished and shown.
_FINISHING = ("rename", "symlink", "rmdir")
DEPLOYS = 20
_ADDRESS = re.compile(rb'(?:href|src)="(/[^"#?]*)')
_STYLE = re.compile(rb'href="(/assets/[^"]+\.css)"')
_HASHED = re.compile(r"\.([0-9a-f]{10,})\.\w+$")


def edit(magazine: Magazine, step: int) -> None:
    """Change the site: its style, its scripts' page, a new article and an old one; no page goes."""
    magazine.put("themes/ours/theme.toml", 'name = "ours"\nextends = "broadsheet"\n')
    magazine.put("themes/ours/static/broadsheet.css", f"/* step {step} */\nbody {{ color: black }}\n")
    magazine.configure("", '[site]\ntitle = "T"\nbase_url = "https://test.example/"\ntheme = "ours"\n')
    magazine.article(f"news/n{step:02}.md", title=f"Step {step}", date=f"2025-05-02T{step // 60:02}:{step % 60:02}")
    magazine.article("news/a1.md", title="T1", date="2025-04-01", body=f"Changed {step}.")
    magazine.build()


class Reader(threading.Thread):
    """Fetches the front page and all that it refers to, over and over; keeps what is wrong."""

    def __init__(self, origin: str) -> None:
        super().__init__(daemon=True)
        self._origin = origin
        self.ends = threading.Event()
        self.rounds = 0
        self.faults: list[str] = []

    def run(self) -> None:
        while not self.ends.is_set() or not self.rounds:
            page = self._fetch("/")
            step = re.search(rb"Step (\d+)", page)
            [style] = _STYLE.findall(page)
            css = self._fetch(style.decode())
            if step and b"/* step %s */" % step[1] not in css:
                self.faults.append(f"a page of step {step[1]!r} has the style {css[:20]!r}")
            for address in sorted(set(_ADDRESS.findall(page))):
                self._fetch(address.decode())
            self.rounds += 1

    def _fetch(self, address: str) -> bytes:
        path = address + "index.html" if address.endswith("/") else address
        try:
            with urlopen(self._origin + path, timeout=60) as answer:
                data: bytes = answer.read()
        except OSError as error:
            self.faults.append(f"{address}: {error}")
            return b"/* none */"
        name = _HASHED.search(path)
        if name and not digest_bytes(data).startswith(name[1]) and "/pictures/" not in path:
            self.faults.append(f"{address} has other bytes than its name says")
        if path.endswith(".html") and not data.rstrip().endswith(b"</html>"):
            self.faults.append(f"{address} is not whole")
        return data


@contextmanager
def web(folder: Path) -> Iterator[str]:
    """Serve a folder, or what a link leads to at each moment."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("kind", ["folder", "releases", "store"])
def test_readers_see_whole_pages_with_their_own_style(
    steppe: Magazine, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    spot = make_spot(kind, tmp_path, None, request.getfixturevalue("store") if kind == "store" else None)
    edit(steppe, 0)
    spot.deploy(steppe)
    if isinstance(spot, StoreSpot):
        assert spot.store
        _read_during(f"{spot.store.endpoint}/{spot.bucket}/{spot.prefix}", steppe, spot)
    elif isinstance(spot, FolderSpot):
        with web(spot.folder) as origin:
            _read_during(origin, steppe, spot)


def _read_during(origin: str, magazine: Magazine, spot: Spot) -> None:
    reader = Reader(origin)
    reader.start()
    for step in range(1, DEPLOYS + 1):
        edit(magazine, step)
        spot.deploy(magazine)
    reader.ends.set()
    reader.join(120)
    assert reader.rounds > 1
    assert reader.faults == []


def _program(spot: Spot, magazine: Magazine) -> subprocess.Popen[str]:
    return start_program("deploy", spot.address, "--site", str(magazine.folder), environment=spot.environment)


def _expect_whole(found: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes], why: object) -> None:
    """Expect each file to be whole, old or new, and each page to have the files that it refers to."""
    for path, data in found.items():
        assert data in (old.get(path), new.get(path)), (path, why)
    assert not (set(old) & set(new)) - set(found), why
    for path, data in found.items():
        if path.endswith(".html"):
            wanted = {address.decode()[1:] for address in _ADDRESS.findall(data) if address.startswith(b"/assets/")}
            assert wanted <= set(found), (path, wanted - set(found), why)


def _sent_again(spot: Spot, magazine: Magazine, old: dict[str, bytes], new: dict[str, bytes], why: object) -> set[str]:
    """Deploy again, and expect all that is new and nothing else but what is kept of the old; gives what was sent."""
    files = spot.deploy(magazine, "--json").data["files"]
    kept = {path for path in files["kept"] if path in old}
    assert {path: data for path, data in spot.public().items() if path not in kept} == new, why
    return set(files["sent"])


def test_killed_at_any_moment_and_run_again(steppe: Magazine, spot: Spot, request: pytest.FixtureRequest) -> None:
    kind = request.node.callspec.params["spot"]
    edit(steppe, 0)
    spot.deploy(steppe)
    spot.put("mine.txt", b"mine")
    chance = random.Random(8)
    edit(steppe, 1)
    started = time.monotonic()
    program = _program(spot, steppe)
    program.communicate()
    assert program.returncode == 0
    duration = time.monotonic() - started
    step, left = 1, KILLS or _QUICK[kind]
    while left:
        step += 1
        old = spot.public()
        edit(steppe, step)
        new = built(steppe) | {"mine.txt": b"mine"}
        program = _program(spot, steppe)
        time.sleep(duration * chance.uniform(0.2, 0.9))
        program.kill()
        program.communicate()
        if program.returncode == -signal.SIGKILL:
            left -= 1
        else:  # it was quicker than the one that was measured
            duration *= 0.9
        if kind != "store":  # whoever the host runs for a deploy ends with it, if not at once
            _wait_until_free(spot)
        found = spot.public()
        _expect_whole(found, old, new, (kind, step))
        near = _near(spot) | found
        missing = {path for path, data in built(steppe).items() if near.get(path) != data}
        if kind == "store":
            _let_lock_grow_old(spot)
        assert _sent_again(spot, steppe, old, new, (kind, step)) <= missing, (kind, step)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize(
    ("kind", "changes", "stride"),
    [("folder", CHANGES, 10), ("releases", CHANGES, 40), ("releases", _FINISHING, 1)],
    ids=["folder", "releases", "a release is shown"],
)
def test_killed_between_any_two_steps_and_run_again(
    steppe: Magazine, kind: str, changes: tuple[str, ...], stride: int, tmp_path: Path
) -> None:
    """Killed before changes of a folder; whatever was not done then is done by the next, without another edit."""
    stride = max(1, stride // 8) if KILLS else stride
    spot = make_spot(kind, tmp_path, None, None)
    edit(steppe, 0)
    spot.deploy(steppe)
    shown = [built(steppe)]
    status = -signal.SIGKILL
    for step in range(1000 if KILLS else 10):
        old = spot.public()
        edit(steppe, step % 50 + 1)
        new = built(steppe)
        status = run_until(step * stride, ["deploy", spot.address, "--site", str(steppe.folder)], changes)
        assert status in (0, -signal.SIGKILL)
        _expect_whole(spot.public(), old, new, step)
        _sent_again(spot, steppe, old, new, step)
        assert "nothing to do" in spot.deploy(steppe).out
        shown.append(spot.public())
        if status == 0:
            break
    assert len(shown) > 4
    assert status == 0 or not KILLS
    if kind == "releases":
        for before in reversed(shown[-4:-1]):  # no release is there that readers have never seen
            spot.deploy(steppe, "--rollback")
            assert spot.public() == before


def _near(spot: Spot) -> dict[str, bytes]:
    """Read what a release that was being made has already."""
    if not isinstance(spot, FolderSpot):
        return {}
    releases = spot.folder.with_name(f"{spot.folder.name}.releases")
    return {path: data for place in releases.glob("next-of-*") for path, data in public(files_in(place)).items()}


def _wait_until_free(spot: Spot) -> None:
    assert isinstance(spot, FolderSpot)
    releases = spot.folder.with_name(f"{spot.folder.name}.releases")
    descriptor = os.open(releases if releases.is_dir() else spot.folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.close(descriptor)


def _let_lock_grow_old(spot: Spot, age: timedelta = timedelta(minutes=3)) -> None:
    lock = spot.files().get(".broadsheet-lock")
    if lock:
        held = msgspec.json.decode(lock)
        spot.put(".broadsheet-lock", msgspec.json.encode({**held, "time": datetime.now(UTC) - age}))


def test_two_at_once_the_second_says_so(steppe: Magazine, spot: Spot, request: pytest.FixtureRequest) -> None:
    spot.deploy(steppe)
    edit(steppe, 1)
    before = spot.public()
    with _held(spot):
        run = spot.deploy(steppe, status=1)
        assert re.search("another deploy to .* is under way", run.errors[0])
        assert spot.public() == before
        assert "files to send" in spot.deploy(steppe, "--dry-run").out
    spot.deploy(steppe)
    assert ".broadsheet-lock" not in spot.files()
    with _held(spot):
        assert "nothing to do" in spot.deploy(steppe).out  # the lock is taken only when there is something to send


@contextmanager
def _held(spot: Spot) -> Iterator[None]:
    """Hold a target as another deploy would."""
    if isinstance(spot, FolderSpot):
        releases = spot.folder.with_name(f"{spot.folder.name}.releases")
        descriptor = os.open(releases if releases.is_dir() else spot.folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.close(descriptor)
    else:
        spot.put(".broadsheet-lock", msgspec.json.encode({"owner": "other", "time": datetime.now(UTC)}))
        yield
        spot.remove(".broadsheet-lock")


def test_a_lock_left_behind_in_a_store_is_taken_over_with_a_word(
    steppe: Magazine, store: Store, tmp_path: Path
) -> None:
    spot = make_spot("store", tmp_path, None, store)
    spot.put(".broadsheet-lock", msgspec.json.encode({"owner": "x", "time": datetime.now(UTC)}))
    _let_lock_grow_old(spot, timedelta(seconds=110))
    spot.deploy(steppe, status=1)
    _let_lock_grow_old(spot, timedelta(seconds=121))
    assert re.search(r"was left behind 12\d s ago; it is taken over", spot.deploy(steppe).err)
    assert ".broadsheet-lock" not in spot.files()


def test_a_lock_is_renewed_and_a_deploy_that_lost_it_ends(
    steppe: Magazine, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.deploy import object_store

    monkeypatch.setattr(object_store, "_RENEWED_SECONDS", 0.05)
    spot = make_spot("store", tmp_path, None, store)
    put = object_store.Bucket.begin
    locks: list[bytes] = []

    def begin(self: object_store.Bucket, record: bytes) -> None:
        """Between the journal and the first file: wait for two renewals, then let another take the lock over."""
        put(self, record)
        while len(set(locks)) < 3:
            locks.append(spot.files()[".broadsheet-lock"])
        spot.put(".broadsheet-lock", msgspec.json.encode({"owner": "other", "time": datetime.now(UTC)}))
        assert self._lost.wait(60)

    monkeypatch.setattr(object_store.Bucket, "begin", begin)
    run = spot.deploy(steppe, status=1)
    assert "has taken the lock over" in run.err
    assert spot.public() == {}
    assert b"other" in spot.files()[".broadsheet-lock"]


def _some(*faults: str, share: float = 0.3) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(faults) if chance.random() < share else ""


def test_a_store_that_cuts_delays_and_is_too_busy(steppe: Magazine, store: Store, tmp_path: Path) -> None:
    spot = make_spot("store", tmp_path, None, store)
    with proxy(store.port, _some("cut", "delay", "503")) as between:
        spot.environment = {**store.environment, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{between.port}"}
        spot.deploy(steppe)
        assert spot.public() == built(steppe)
        edit(steppe, 1)
        spot.deploy(steppe)
        assert {"cut", "503"} <= set(between.befallen)
    assert set(built(steppe).items()) <= set(spot.public().items())


def test_a_host_whose_connections_are_cut(steppe: Magazine, ssh: Ssh, tmp_path: Path) -> None:
    spot = make_spot("ssh", tmp_path, ssh, None)
    cuts = iter(["cut", "", "cut", "delay", "cut", "delay"])
    with proxy(ssh.port, lambda chance: next(cuts, "")) as between:
        spot.environment = ssh.through(between.port)
        spot.deploy(steppe)
        edit(steppe, 1)
        spot.deploy(steppe)
        assert between.befallen["cut"] == 3
    assert set(built(steppe).items()) <= set(spot.public().items())


def test_a_host_that_is_gone_is_asked_again_then_told_of(
    steppe: Magazine, ssh: Ssh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.deploy import retries

    monkeypatch.setattr(retries, "_WAITS_SECONDS", (0.01, 0.02))
    spot = make_spot("ssh", tmp_path, ssh, None)
    with proxy(1, lambda chance: "cut") as between:
        spot.environment = ssh.through(between.port)
        run = spot.deploy(steppe, status=1)
        assert between.befallen["cut"] == 3
    assert "cannot be reached" in run.errors[0]


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk in memory, so small that it can be full; it can be made read-only."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tests", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("kind", ["folder", "releases", "ssh"])
@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_disk_that_takes_nothing_is_told_of_and_the_site_is_as_it_was(
    steppe: Magazine, kind: str, fault: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    edit(steppe, 0)
    with small_disk(tmp_path / "disk", "2m") as disk:
        spot = make_spot(kind, disk, request.getfixturevalue("ssh") if kind == "ssh" else None, None)
        spot.deploy(steppe)
        before = spot.public()
        edit(steppe, 1)
        if fault == "full":
            steppe.put("static/large.bin", random.Random(1).randbytes(3_000_000))
            steppe.build()
        else:
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        run = spot.deploy(steppe, status=1)
        says = "No space left on device|no room left" if fault == "full" else "[Rr]ead-only"
        assert re.search(says, run.err)
        assert spot.public() == before
        if fault == "full":
            steppe.put("static/large.bin", b"small")
            steppe.build()
            spot.deploy(steppe)
            assert set(built(steppe).items()) <= set(spot.public().items())


def test_a_folder_that_may_not_be_written(steppe: Magazine, tmp_path: Path) -> None:
    """As this user without the right to write anywhere, which the tests' user may have."""
    place = tmp_path / "www"
    place.mkdir()
    place.chmod(0o555)
    without = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    words = [*without, sys.executable, "-m", "generator", "deploy", str(place), "--site", str(steppe.folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Permission denied" in done.stderr, done.stderr
    assert "hint: deploy as a user who may write there" in done.stderr
    assert files_in(place) == {}


def test_wrong_host_key_and_wrong_key(steppe: Magazine, ssh: Ssh, tmp_path: Path) -> None:
    spot = make_spot("ssh", tmp_path, ssh, None)
    spot.deploy(steppe)
    before = spot.files()
    edit(steppe, 1)
    for environment, says in (
        (ssh.through(ssh.port, UserKnownHostsFile=str(ssh.folder / "others_hosts")), "has another host key"),
        (ssh.through(ssh.port, IdentityFile=str(ssh.folder / "other")), "does not let you in"),
    ):
        spot.environment = environment
        run = spot.deploy(steppe, status=1)
        assert says in run.errors[0]
        assert "hint:" in run.err
        assert spot.files() == before


def test_a_store_that_does_not_know_the_key(steppe: Magazine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INITIAL_NO_AUTH_ACTION_COUNT", "2")
    with store_server(tmp_path) as strict:
        strict.make_bucket("bucket")
        spot = StoreSpot("s3://bucket/site", strict.environment, strict, "bucket")
        assert "does not know the key" in spot.deploy(steppe, status=1).errors[0]


def test_no_such_bucket(steppe: Magazine, store: Store) -> None:
    spot = StoreSpot("s3://no-such-bucket/site", store.environment, store, "no-such-bucket")
    run = spot.deploy(steppe, status=1)
    assert run.errors == ["broadsheet: error: there is no bucket s3://no-such-bucket"]
