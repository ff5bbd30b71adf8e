"""A process that stands by, for a build of many files: what it does is what the build does itself without it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import pytest

from generator.build import BuildSettings, pages, survey_site
from generator.build.standby import Standby
from generator.build.workers import Workers
from generator.clock import Clock
from generator.model.kit import Kit
from tests.incremental.archive import expect_to_pay, start_archive
from tests.incremental.clean import clean_files, expect_equal, let_settle
from tests.incremental.processes import expect_all_gone, group
from tests.magazine import Magazine, files_in

ENDS = max(4, int(os.environ.get("BROADSHEET_KILLS", "4")))
INTERRUPTED_BEFORE = "broadsheet: interrupted; nothing was changed"
LARGE = 3 << 20

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def turn(payload: bytes) -> bytes:
    """Turn a text around."""
    return payload[::-1]


def name_process(payload: bytes) -> bytes:
    """Tell which process does this."""
    return str(os.getpid()).encode()


def die(payload: bytes) -> bytes:
    """End the process, unless it is the one that is named."""
    if payload != name_process(b""):
        os._exit(1)
    return b"alone"


def fail(payload: bytes) -> bytes:
    """Fail, and say so."""
    os.write(1, b"a word of it\n")
    raise ValueError("a fault")


def test_results_are_those_of_another_process_in_order() -> None:
    standby = Standby()
    begun = [standby.begin(turn, f"{number}".encode() * LARGE) for number in range(4)]
    other = standby.begin(name_process, b"")
    assert other.result() not in (b"", name_process(b""))
    for number in (3, 0, 2, 1):
        assert begun[number].result() == f"{number}".encode() * LARGE
    standby.end()


def test_one_that_breaks_off_leaves_the_work_to_who_wants_it() -> None:
    standby = Standby()
    before = standby.begin(turn, b"before")
    fatal = standby.begin(die, name_process(b""))
    after = [standby.begin(turn, b"x" * LARGE) for _ in range(3)]
    assert fatal.result() == b"alone"
    assert before.result() == b"erofeb"
    assert [one.result() for one in after] == [b"x" * LARGE] * 3
    assert standby.begin(turn, b"late").result() == b"etal"
    standby.end()


def test_a_fault_is_raised_where_the_result_is_wanted(capfd: pytest.CaptureFixture[str]) -> None:
    standby = Standby()
    begun = standby.begin(fail, b"")
    with pytest.raises(ValueError, match="a fault"):
        begun.result()
    standby.end()
    assert capfd.readouterr() == ("a word of it\n", "")


def test_it_leaves_nothing_behind() -> None:
    descriptors = set(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else set()
    standby = Standby()
    process = int(standby.begin(name_process, b"").result())
    standby.end()
    standby.end()
    with pytest.raises(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert not descriptors or set(os.listdir("/proc/self/fd")) == descriptors


@pytest.mark.parametrize("workers", [Workers(1), Workers(0, "tcp://host:1")])
def test_who_has_one_process_or_a_cluster_starts_none(workers: Workers) -> None:
    workers.stand_by()
    assert workers.begin(turn, b"a") is None


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    """A site of so many files that a process stands by."""
    magazine = start_archive(tmp_path_factory.mktemp("archive") / "site", "One *two* three four five")
    _wait(_start(magazine))
    let_settle(magazine.folder)
    expect_to_pay(magazine)
    return magazine


def _start(magazine: Magazine) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "build", "--site", str(magazine.folder), "--now", magazine.now],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def _wait(build: subprocess.Popen[str]) -> str:
    out, err = build.communicate(timeout=60)
    assert (build.returncode, err) == (0, "")
    expect_all_gone(build.pid)
    return out


def _other(build: subprocess.Popen[str]) -> int:
    """Wait for the process that stands by; 0 when the build ends before it is seen."""
    while build.poll() is None:
        if others := [process for process in group(build.pid) if process != build.pid]:
            return others[0]
    return 0


def _edit(magazine: Magazine, step: int) -> None:
    """Another excerpt, for whose cards and pages, too, there is work."""
    source = magazine.folder / f"content/news/a{step * 7 % 300:04}.md"
    head, line, _ = source.read_text().rpartition("---\n")
    source.write_text(f"{head}{line}Edit {step} *two* three four five.\n")


def _expect_clean(magazine: Magazine, context: object) -> None:
    expect_equal(files_in(magazine.output), clean_files(magazine), context)
    let_settle(magazine.folder)


def test_an_edit_is_loaded_and_rendered_beside(archive: Magazine) -> None:
    """As `--jobs 1` does it, which starts no process."""
    _edit(archive, 0)
    assert " files written" in _wait(_start(archive))
    _expect_clean(archive, "an edit")


def test_one_that_is_killed_changes_nothing(archive: Magazine) -> None:
    chance = random.Random(3)
    for step in range(1, ENDS + 1):
        _edit(archive, step)
        build = _start(archive)
        other = _other(build)
        time.sleep(chance.uniform(0, 0.2))
        if other in group(build.pid):
            os.kill(other, signal.SIGKILL)
        _wait(build)
        _expect_clean(archive, step)


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_a_build_that_is_cut_short(archive: Magazine, way: signal.Signals) -> None:
    chance = random.Random(4)
    for step in range(1, ENDS // 2 + 1):
        _edit(archive, step + int(way) * 10)
        build = _start(archive)
        _other(build)
        time.sleep(chance.uniform(0, 0.2))
        build.send_signal(way)
        _, err = build.communicate(timeout=60)
        expect_all_gone(build.pid)
        if build.returncode == 0:  # it was over before
            assert err == ""
        elif way is signal.SIGINT:
            assert err.strip() in ("broadsheet: interrupted; the output is whole", INTERRUPTED_BEFORE)
        else:
            assert err == ""
        _wait(_start(archive))
        _expect_clean(archive, (way, step))


def test_what_is_waited_for_goes_first() -> None:
    """Of what has not been begun with: the first job is under way when the others come."""
    standby = Standby()
    begun = [standby.begin(note, str(number).encode()) for number in range(5)]
    urgent = standby.begin(note, b"urgent", is_first=True)
    order = urgent.result().split()
    assert order[-1] == b"urgent"
    assert len(order) < 5
    assert begun[4].result().split()[-1] == b"4"
    standby.end()


_noted: list[bytes] = []


def note(payload: bytes) -> bytes:
    """Take a moment, and tell what was noted so far, this payload the last."""
    time.sleep(0.05)
    _noted.append(payload)
    return b" ".join(_noted)


def test_templates_are_compiled_ahead(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all that they name, and whatever is wrong with one of them."""
    magazine.write(
        '-- themes/own/theme.toml --\nextends = "broadsheet"\n'
        "-- themes/own/templates/article.html --\n{% include 'one.html' %}{% include \"broken.html\" %}\n"
        "-- themes/own/templates/one.html --\n{% include 'two.html' %}{{ 1 }}\n-- themes/own/templates/two.html --\n2\n"
        "-- themes/own/templates/broken.html --\n{% if %}\n-- themes/own/templates/other.html --\n3\n"
    )
    magazine.configure('theme = "own"\n')
    compiled: list[str | None] = []
    compile_ = jinja2.Environment.compile

    def compile_noted(self: Any, source: Any, name: str | None = None, *rest: Any, **named: Any) -> Any:
        compiled.append(name)
        return compile_(self, source, name, *rest, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_noted)
    kits: list[Kit] = []
    survey_site(
        magazine.folder, lambda zone: Clock(datetime(2025, 5, 14, tzinfo=UTC), zone), BuildSettings(), lambda *_: None,
        {}, lambda planned, blob: kits.append(planned.kit),
    )  # fmt: skip
    readying = pages._Readying(msgspec.msgpack.encode(kits[0]), ("article.html", "nowhere.html"))
    assert pages.get_ready_to_render(msgspec.msgpack.encode(readying)) == b""
    assert sorted(name for name in compiled if name) == ["article.html", "broken.html", "one.html", "two.html"]
