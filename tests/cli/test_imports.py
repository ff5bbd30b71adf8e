"""What a start costs: modules that few commands need, or another process, come in when they are needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.incremental.clean import let_settle
from tests.magazine import Magazine

# What a build with nothing to do has no use for.
_LATER = {
    "PIL", "babel", "bz2", "concurrent.futures", "csv", "difflib", "email", "feedgen", "html", "importlib.metadata",
    "jinja2", "json", "logging", "lxml", "lzma", "markdown_it", "markupsafe", "mdit_py_plugins", "multiprocessing",
    "pygments", "random", "rich", "shutil", "socket", "subprocess", "tempfile", "yaml",
    "generator.check", "generator.deploy", "generator.documents.toml_places", "generator.load.frontmatter",
    "generator.load.markdown", "generator.parallel", "generator.plan.memo", "generator.plan.site", "generator.render",
    "generator.serve", "generator.target", "generator.write.staging",
}  # fmt: skip
# What one edit needs of these: to plan, and to write; but neither to parse nor to render, which another process does.
_FOR_AN_EDIT = {
    "generator.documents.toml_places", "generator.plan.memo", "generator.plan.site", "generator.write.staging",
}  # fmt: skip


def _imported(*arguments: str) -> set[str]:
    """Run the command in a process of its own; gives the modules that it has imported, with those they lie in."""
    command = [sys.executable, "-X", "importtime", "-m", "generator", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = run.stderr.splitlines()
    start = next(number for number, line in enumerate(lines) if line.endswith(" site"))
    return set(_with_those_above(line.rpartition("|")[2].strip() for line in lines[start:]))


def _with_those_above(names: Iterator[str]) -> Iterator[str]:
    for name in names:
        parts = name.split(".")
        yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    """A site of so many files that a process stands by for its edits, built until nothing is to do."""
    magazine = Magazine(tmp_path_factory.mktemp("archive") / "site").write("")
    for number in range(300):
        magazine.article(f"news/a{number:04}.md", title=f"Headline {number}", date="2025-04-01", body=f"Text {number}.")
    for _ in range(2):
        _imported("build", "--site", str(magazine.folder), "--now", magazine.now)
        let_settle(magazine.folder)
    return magazine


def test_a_build_with_nothing_to_do(archive: Magazine) -> None:
    imported = _imported("build", "--site", str(archive.folder), "--now", archive.now)
    assert "generator.build.site" in imported
    assert imported & _LATER == set()


def test_an_edit(archive: Magazine) -> None:
    source = archive.folder / "content/news/a0001.md"
    source.write_text(source.read_text() + "More of it.\n")
    before = _written(archive)
    imported = _imported("build", "--site", str(archive.folder), "--now", archive.now)
    assert _written(archive) > before
    assert imported & _LATER <= _FOR_AN_EDIT


def _written(magazine: Magazine) -> int:
    return Path(magazine.output / "news/a0001/index.html").stat().st_mtime_ns
