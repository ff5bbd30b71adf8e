"""Faults: builds that are killed, and memories that are damaged, full or shut. Files stay whole, the next is right."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generator.store.packs import Packs
from generator.store.state import OutputState, SourceEntry, SourcesState, read_state, write_state
from tests.incremental.clean import NOTHING, build_report, clean_files, expect_equal, let_settle
from tests.kills import run_until
from tests.magazine import Magazine, files_in
from tests.pictures import png

KILLS = int(os.environ.get("BROADSHEET_KILLS", "10"))
LATER = "2025-06-01T12:00:00+05:00"
_OURS = (".broadsheet-staging", ".broadsheet-journal")


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    """A site of a dozen articles, built twice: its memory holds all there is to hold."""
    magazine.write(
        '-- content/rates.toml --\n[[rates]]\npair = "A/B"\nvalue = "1"\n-- static/deep/er/file.bin --\nx\n'
        "-- content/authors/ann.md --\n---\ntitle: Ann\n---\nShe *writes*.\n"
    )
    magazine.configure("[listing]\npage_size = 2\n")
    for number in range(1, 10):
        magazine.article(
            f"news/a{number}.md", title=f"T{number}", date=f"2025-04-0{number}", tags=f"[T{number % 3}]",
            authors="Ann", body=f"Text *number* {number}.\n\n" * 3,
        )  # fmt: skip
    magazine.article("world/b/index.md", body="![x](p.png)", image="{src: p.png, alt: x}")
    magazine.put("content/world/b/p.png", png())
    magazine.build("--no-cache")
    magazine.build()
    let_settle(magazine.folder)
    magazine.build()
    return magazine


def _edit(magazine: Magazine, step: int) -> str:
    """Change the site so that there is something to parse, render, write, add and remove; gives the next clock."""
    magazine.article(f"news/new{step}.md", title=f"New {step}", date="2025-05-01", body=f"Step {step}.")
    (magazine.folder / f"content/news/new{step - 1}.md").unlink(missing_ok=True)
    magazine.article("news/a1.md", title="T1", date="2025-04-01", body=f"Changed {step}.")
    magazine.put("static/deep/er/file.bin", f"step {step}")
    return f"2025-06-{step % 28 + 1:02}"


def _expect_whole(found: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes], why: object) -> None:
    """Expect each file to be whole: as it was, or as it will be; a page that both builds have is there."""
    for path, data in found.items():
        if not path.startswith(_OURS):
            assert data in (old.get(path), new.get(path)), (path, why)
    missing = (set(old) & set(new)) - set(found)
    assert not missing, (missing, why)


def _expect_mended(magazine: Magazine, why: object, *arguments: str) -> None:
    """Expect the next build to equal a clean one, and the memory to be of use again soon."""
    clean = clean_files(magazine, *arguments)
    run = magazine.build(*arguments)
    assert run.err == "", why
    expect_equal(files_in(magazine.output), clean, why)
    assert not (magazine.output / ".broadsheet-staging").exists()
    for _ in range(2):
        let_settle(magazine.folder)
        magazine.build(*arguments)
        expect_equal(files_in(magazine.output), clean, why)
    now = arguments[arguments.index("--now") + 1] if "--now" in arguments else ""
    assert build_report(magazine, now).work == NOTHING, why


_EAGER = """
import sys
from generator import cli
from generator.build import pages, sources
pages._PAYS = sources._PAYS = 1
cli.main()
"""


def test_killed_at_any_moment(steppe: Magazine) -> None:
    """With two workers from the first source on; those must not outlive the build."""
    arguments = [sys.executable, "-c", _EAGER, "build", "--jobs", "2", "--site", str(steppe.folder), "--now"]
    started = time.monotonic()
    assert subprocess.run([*arguments, _edit(steppe, 0)], capture_output=True, check=False).returncode == 0
    duration = time.monotonic() - started
    chance = random.Random(6)
    ends = {"killed": 0, "done": 0}
    for step in range(1, KILLS + 1):
        old = files_in(steppe.output)
        now = _edit(steppe, step)
        new = clean_files(steppe, "--now", now)
        # The first part of a run only imports; the last may be over before the kill.
        delay = duration * chance.uniform(0.3, 1.05)
        build = subprocess.Popen([*arguments, now], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        build.kill()
        ends["killed" if build.wait() == -signal.SIGKILL else "done"] += 1
        _expect_whole(files_in(steppe.output), old, new, (step, delay))
        # In half of the cases the very site of before is built again, with nothing to do but to sweep.
        if step % 2:
            now = "2025-06-15"
        steppe.build("--now", now)
        expect_equal(files_in(steppe.output), clean_files(steppe, "--now", now), (step, delay))
    assert ends["killed"] > 0


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("is_back", [False, True])
def test_killed_between_any_two_steps(steppe: Magazine, is_back: bool) -> None:
    """Killed before each change of a folder; then built as it was to be, or as it was."""
    stride = max(1, 200 // KILLS)
    count, step, status = 0, 0, -signal.SIGKILL
    while status:
        step += 1
        count += stride if step > 1 else 0
        before = "2025-06-30"
        steppe.build("--now", before)
        old = files_in(steppe.output)
        now = f"2025-07-{step % 28 + 1:02}" if is_back else _edit(steppe, step)
        new = clean_files(steppe, "--now", now)
        status = run_until(count, ["build", "--jobs", "1", "--site", str(steppe.folder), "--now", now])
        assert status in (0, -signal.SIGKILL)
        _expect_whole(files_in(steppe.output), old, new, count)
        after = before if is_back else now
        steppe.build("--now", after)
        expect_equal(files_in(steppe.output), clean_files(steppe, "--now", after), count)
    assert step > 3


def _store_files(magazine: Magazine) -> list[Path]:
    return sorted(path for path in (magazine.folder / ".broadsheet").rglob("*") if path.is_file())


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _zero(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) or 1)
    end = min(len(data), start + chance.choice((1, 16, 4096)))
    return data[:start] + bytes(end - start) + data[end:]


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return b"\1"
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "cut": _cut,
    "zeroed": _zero,
    "flipped": _flip,
    "emptied": lambda data, chance: b"",
    "garbage": lambda data, chance: chance.randbytes(len(data)),
    "longer": lambda data, chance: data + b"\0" * 100,
    "gone": lambda data, chance: None,
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_a_damaged_file_of_the_memory(steppe: Magazine, damage: str) -> None:
    """Each file in turn, before a build that parses and renders, and before one that needs every stored part."""
    chance = random.Random(damage)
    kinds = {"packs", "outputs", "sources.state"}
    for number, file in enumerate(_store_files(steppe)):
        if not file.exists():  # swept with what was dropped before
            continue
        kinds -= {file.name, file.parent.name}
        data = DAMAGES[damage](file.read_bytes(), chance)
        if data is None:
            file.unlink()
        else:
            file.write_bytes(data)
        if number % 2:
            steppe.put("templates/page.html", f"{number}")
        now = _edit(steppe, number)
        _expect_mended(steppe, (damage, file), "--now", now)
    assert not kinds


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_the_whole_memory_damaged(steppe: Magazine, damage: str) -> None:
    chance = random.Random(damage)
    for file in _store_files(steppe):
        data = DAMAGES[damage](file.read_bytes(), chance)
        if data is None:
            file.unlink()
        else:
            file.write_bytes(data)
    _expect_mended(steppe, damage)
    _expect_mended(steppe, damage, "--now", LATER)


def _other_software(state: SourcesState) -> SourcesState:
    return msgspec.structs.replace(state, software=state.software + " 9")


def _no_places(state: SourcesState) -> SourcesState:
    return msgspec.structs.replace(state, places=msgspec.Raw(b"\x80"))


def _odd_places(state: SourcesState) -> SourcesState:
    return msgspec.structs.replace(state, places=msgspec.Raw(b"\x01"))


def _with_loaded(state: SourcesState, loaded: bytes) -> SourcesState:
    files = {path: SourceEntry(entry.stamp, entry.digest, msgspec.Raw(loaded)) for path, entry in state.files.items()}
    return msgspec.structs.replace(state, files=files)


FOREIGN: dict[str, Callable[[SourcesState], SourcesState]] = {
    "another version": _other_software,
    "no places": _no_places,
    "odd places": _odd_places,
    "records of another kind": lambda state: _with_loaded(state, b"\x93\x01\x02\x03"),
    "records that are none": lambda state: _with_loaded(state, b"\xc0"),
    "other settings": lambda state: msgspec.structs.replace(state, settings="other"),
}


@pytest.mark.parametrize("kind", list(FOREIGN))
@pytest.mark.parametrize("now", ["", LATER])
def test_a_whole_state_of_another_kind(steppe: Magazine, kind: str, now: str) -> None:
    """As another version, or a shared cache that somebody else filled, may leave it: its checksum holds."""
    file = steppe.folder / ".broadsheet/sources.state"
    state = read_state(file, SourcesState)
    assert state is not None
    write_state(file, FOREIGN[kind](state))
    steppe.article("news/a2.md", title="Changed")
    _expect_mended(steppe, kind, *(["--now", now] if now else []))


@pytest.mark.parametrize("files", [b"\x01", b"\x81\xa1x\x01", b"\x80"])
@pytest.mark.parametrize("world", ["", "of another build"])
@pytest.mark.parametrize("is_edited", [False, True])
def test_a_whole_state_of_an_output_of_another_kind(
    steppe: Magazine, files: bytes, world: str, is_edited: bool
) -> None:
    (file,) = (steppe.folder / ".broadsheet/outputs").glob("*.state")
    state = read_state(file, OutputState)
    assert state is not None
    batches = {name: msgspec.structs.replace(batch, files=msgspec.Raw(files)) for name, batch in state.batches.items()}
    write_state(file, msgspec.structs.replace(state, batches=batches, world=world or state.world))
    if is_edited:
        steppe.article("news/a2.md", title="Changed")
    _expect_mended(steppe, (files, world))


def test_batches_that_changed_places(steppe: Magazine) -> None:
    """Each whole, none with the files that its name says."""
    (file,) = (steppe.folder / ".broadsheet/outputs").glob("*.state")
    state = read_state(file, OutputState)
    assert state is not None
    names = list(state.batches)
    moved = dict(zip(names, [*names[1:], names[0]], strict=True))
    batches = {name: msgspec.structs.replace(batch, files=state.batches[moved[name]].files)
               for name, batch in state.batches.items()}  # fmt: skip
    write_state(file, msgspec.structs.replace(state, batches=batches))
    steppe.article("news/a2.md", title="Changed")
    _expect_mended(steppe, "batches")


def test_a_place_that_leads_astray(steppe: Magazine) -> None:
    """Two blobs that changed places: each whole, neither what its key says."""
    file = steppe.folder / ".broadsheet/sources.state"
    state = read_state(file, SourcesState)
    assert state is not None
    places = msgspec.msgpack.decode(state.places)
    for place in places.values():
        place[1] += 1
    write_state(file, msgspec.structs.replace(state, places=msgspec.Raw(msgspec.msgpack.encode(places))))
    _expect_mended(steppe, "astray", "--now", LATER)


@pytest.mark.parametrize("name", [".broadsheet", ".broadsheet/packs", ".broadsheet/outputs"])
def test_a_file_where_a_folder_of_the_memory_must_be(steppe: Magazine, name: str) -> None:
    shutil.rmtree(steppe.folder / name)
    steppe.put(name, "a file")
    now = _edit(steppe, 1)
    for _ in range(2):
        steppe.build("--now", now)
        expect_equal(files_in(steppe.output), clean_files(steppe, "--now", now), name)


@pytest.mark.parametrize("name", [".broadsheet/sources.state", ".broadsheet/.gitignore", ".broadsheet/packs/1.pack"])
def test_a_folder_where_a_file_of_the_memory_must_be(steppe: Magazine, name: str) -> None:
    (steppe.folder / name).unlink(missing_ok=True)
    (steppe.folder / name).mkdir(parents=True)
    now = _edit(steppe, 1)
    for _ in range(2):
        steppe.build("--now", now)
        expect_equal(files_in(steppe.output), clean_files(steppe, "--now", now), name)


def test_a_memory_that_leads_nowhere(steppe: Magazine) -> None:
    shutil.rmtree(steppe.folder / ".broadsheet")
    (steppe.folder / ".broadsheet").symlink_to("gone/away")
    steppe.build("--now", LATER)
    expect_equal(files_in(steppe.output), clean_files(steppe, "--now", LATER), "a link")


@contextmanager
def _mounted(folder: Path, kibibytes: int) -> Iterator[bool]:
    """Put a small file system of its own over a folder, with what stood there; tells whether this system lets us."""
    kept = files_in(folder)
    arguments = ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(arguments, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        is_mounted = False
    try:
        if is_mounted:
            for path, data in kept.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("kibibytes", [96, 128, 192, 256])
def test_a_memory_on_a_full_disk(steppe: Magazine, kibibytes: int) -> None:
    """The memory takes less than is to be remembered: the output is right, and what is not remembered is built again.

    Where nothing can be mounted, the disk is as large as it is.
    """
    with _mounted(steppe.folder / ".broadsheet", kibibytes):
        for number in range(40):
            steppe.article(f"news/long{number}.md", title=f"Long {number}", body=f"Word {number} and more. " * 200)
        for now in (LATER, LATER, "2025-06-02"):
            run = steppe.build("--now", now)
            assert run.err == ""
            expect_equal(files_in(steppe.output), clean_files(steppe, "--now", now), kibibytes)
    _expect_mended(steppe, kibibytes, "--now", LATER)


@pytest.mark.parametrize("fails", ["put", "compact", "sources", "output"])
def test_a_memory_that_cannot_be_written(steppe: Magazine, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    """The same at each place that writes, wherever the tests run."""
    from generator.build import memory

    def refuse(*arguments: Any, **named: Any) -> Any:
        raise OSError(28, "No space left on device", "somewhere")

    def write(file: Path, state: Any) -> None:
        if isinstance(state, SourcesState if fails == "sources" else OutputState):
            refuse()
        write_state(file, state)

    put = Packs.put

    def put_below(packs: Packs, key: str, data: bytes) -> Any:
        return refuse() if ".broadsheet" in packs.path_of(1) else put(packs, key, data)

    now = _edit(steppe, 1)
    with monkeypatch.context() as patch:
        if fails == "put":
            patch.setattr(Packs, "put", put_below)
        elif fails == "compact":
            patch.setattr(Packs, "keep_only", refuse)
        else:
            patch.setattr(memory, "write_state", write)
        for _ in range(2):
            run = steppe.build("--now", now)
            assert run.err == ""
            expect_equal(files_in(steppe.output), clean_files(steppe, "--now", now), fails)
    _expect_mended(steppe, fails, "--now", now)


def test_a_read_only_memory(steppe: Magazine) -> None:
    folder = steppe.folder / ".broadsheet"
    with _mounted(folder, 8192) as is_mounted:
        if is_mounted:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        for path in folder.rglob("*"):
            if not is_mounted:
                path.chmod(0o555 if path.is_dir() else 0o444)
        before = files_in(folder) if is_mounted else {}
        for step in range(1, 3):
            now = _edit(steppe, step)
            run = steppe.build("--now", now)
            assert run.err == ""
            expect_equal(files_in(steppe.output), clean_files(steppe, "--now", now), "read-only")
        if is_mounted:
            assert files_in(folder) == before
        for path in folder.rglob("*"):
            if not is_mounted:
                path.chmod(0o755)


def test_a_read_only_site_that_was_never_built(magazine: Magazine, tmp_path: Path) -> None:
    magazine.write("").article("news/a.md")
    with _mounted(magazine.folder, 4096) as is_mounted:
        if is_mounted:
            subprocess.run(["mount", "-o", "remount,ro", str(magazine.folder)], check=True)
        output = tmp_path / "output"
        run = magazine.build("--output", str(output))
        assert run.err == ""
        assert not is_mounted or not (magazine.folder / ".broadsheet").exists()
        expect_equal(files_in(output), clean_files(magazine), "read-only")


def test_an_output_that_refuses_is_told_of_in_plain_words(steppe: Magazine) -> None:
    """An error of the output is none of the memory's, though both are files."""
    output = steppe.folder.parent / "small"
    output.mkdir()
    with _mounted(output, 64) as is_mounted:
        run = steppe.run("build", "--output", str(output))
        assert "Traceback" not in run.err
        if is_mounted:
            assert run.status == 1
            assert run.errors[0].startswith("broadsheet: error: the output cannot be written: No space left on device")
            assert files_in(output) == {}
            subprocess.run(["mount", "-o", "remount,ro", str(output)], check=True)
            run = steppe.run("build", "--output", str(output))
            assert run.errors[0].startswith("broadsheet: error: the output cannot be written: Read-only file system")
        else:
            expect_equal(files_in(output), clean_files(steppe), "a disk as large as it is")
