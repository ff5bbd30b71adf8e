"""An output of many files, looked at by a process beside the one that builds: what was altered is mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.incremental.archive import expect_to_pay, start_archive
from tests.incremental.clean import clean_files, let_settle
from tests.magazine import Magazine, files_in, start_program

_PAGE = "news/a0007/index.html"


def _build(magazine: Magazine) -> tuple[int, str]:
    """Build by a program of its own, which has no thread beside its main one; gives how many files it wrote."""
    program = start_program("build", "--site", str(magazine.folder), "--now", magazine.now)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 0, err
    return int(out.partition(" files written")[0].rpartition(" ")[2]), err


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    """A site of so many files that a look at them pays, built until every stamp is trusted."""
    magazine = start_archive(tmp_path_factory.mktemp("archive") / "site", "One two three four five")
    for _ in range(2):
        _build(magazine)
        let_settle(magazine.folder)
    expect_to_pay(magazine)
    return magazine


def _alter(page: Path) -> None:
    page.write_bytes(page.read_bytes()[::-1])


def _cut(page: Path) -> None:
    page.write_bytes(b"")


def test_nothing_changed(archive: Magazine) -> None:
    assert _build(archive) == (0, "")


@pytest.mark.parametrize("damage", [_alter, _cut, Path.unlink])
@pytest.mark.parametrize("is_edited", [False, True])
def test_a_damaged_file_is_mended(archive: Magazine, damage: Callable[[Path], None], is_edited: bool) -> None:
    """As the only thing to do, and beside an edit of another article's text."""
    source = archive.folder / "content/news/a0100.md"
    if is_edited:
        source.write_text(f"{source.read_text().rstrip()} More of {damage.__name__}.\n")
    damage(archive.output / _PAGE)
    assert _build(archive)[0] == 1 + is_edited
    assert files_in(archive.output) == clean_files(archive)
    let_settle(archive.folder)
    assert _build(archive) == (0, "")


def test_a_file_put_back_by_its_own_bytes(archive: Magazine) -> None:
    page = archive.output / _PAGE
    data = page.read_bytes()
    page.unlink()
    page.write_bytes(data)
    assert _build(archive) == (0, "")


def test_a_lost_manifest(archive: Magazine) -> None:
    """What stands in the output is no longer known to be ours, and is taken over since its bytes are."""
    (archive.output / ".broadsheet-manifest").unlink()
    assert _build(archive) == (0, "")
    assert (archive.output / ".broadsheet-manifest").exists()
