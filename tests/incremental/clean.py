"""A cached build beside a clean one of the same folder: status, messages, report and every byte must agree.

And the work of a build, as its report counts it.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

from generator.build import BuildSettings, build_site, pages
from generator.clock import Clock, parse_moment
from generator.model.report import BuildReport
from tests.magazine import Magazine, Run, files_in
from tests.search import by_what_is_searched

NOTHING = {
    "sources_read": 0, "bodies_parsed": 0, "cards_rendered": 0, "pages_rendered": 0, "pictures_encoded": 0,
    "articles_indexed": 0,
}  # fmt: skip


def clean_run(magazine: Magazine, *arguments: str) -> tuple[Run, dict[str, bytes]]:
    """Build without the memory into an empty folder; gives the run and the files."""
    folder = magazine.folder.parent / "clean"
    pages._press.cache_clear()  # as in a process of its own: what this one has rendered must not help it
    shutil.rmtree(folder, ignore_errors=True)
    run = magazine.run("build", "--no-cache", "--jobs", "1", "--json", "--output", str(folder), *arguments)
    return run, files_in(folder)


def clean_files(magazine: Magazine, *arguments: str) -> dict[str, bytes]:
    """Build without the memory into an empty folder, and expect it to succeed."""
    run, files = clean_run(magazine, *arguments)
    assert run.status == 0, run.err
    return files


def expect_equal(found: dict[str, bytes], clean: dict[str, bytes], why: object) -> None:
    """Compare two outputs, and name the files that differ; of a search index, what is found by it."""
    found, clean = by_what_is_searched(found), by_what_is_searched(clean)
    missing = sorted(set(clean) - set(found))
    surplus = sorted(set(found) - set(clean))
    other = sorted(path for path in set(found) & set(clean) if found[path] != clean[path])
    assert not (missing or surplus or other), (why, {"missing": missing, "surplus": surplus, "other": other})


def told(run: Run) -> Any:
    """Take from a run what a cached and a clean build must tell alike."""
    data = run.data
    return run.status, run.err, data["pages"], data["warnings"], data["errors"]


def build_both(magazine: Magazine, output: Path, arguments: tuple[str, ...], why: object, jobs: str = "1") -> bool:
    """Build with the memory and without, and compare; tells whether there was something to write."""
    before = files_in(output)
    cached = magazine.run("build", "--json", "--jobs", jobs, "--output", str(output), *arguments)
    clean, files = clean_run(magazine, *arguments)
    assert cached.status in (0, 1), (why, cached.err)
    assert told(cached) == told(clean), why
    if cached.status:
        expect_equal(files_in(output), before, (why, "an output that must be as it was"))
        return False
    expect_equal(files_in(output), files, why)
    return True


def build_report(magazine: Magazine, now: str = "", **settings: Any) -> BuildReport:
    """Build in this process, with settings as the command line has them; gives the report with the work done."""

    def clock(zone: str) -> Clock:
        moment = parse_moment(now or magazine.now, zone)
        assert moment is not None
        return Clock(moment, zone)

    return build_site(magazine.folder, clock, BuildSettings(**settings), lambda stage, done, total: None)


def let_settle(folder: Path) -> None:
    """Wait until no file of a folder is so fresh that its stamp cannot be trusted."""
    newest = max((os.lstat(path).st_ctime for path in folder.rglob("*")), default=0.0)
    while time.time() < newest + 0.05:
        time.sleep(0.01)
