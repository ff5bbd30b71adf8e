"""What a check shares with builds: bodies are parsed once, whoever asks first, and neither misleads the other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from generator.store.state import SourcesState, read_state, write_state
from tests.magazine import Magazine, files_in


@pytest.fixture
def steppe(magazine: Magazine) -> Magazine:
    magazine.write("")
    for name in ("a", "b", "c"):
        magazine.article(f"news/{name}.md", title=name, body=f"All about {name}. [x](#gone)")
    return magazine


def _work(magazine: Magazine, *arguments: str) -> dict[str, int]:
    """Build, and say what there was to do."""
    work: dict[str, int] = magazine.build("--json", "--verbose", *arguments).data["work"]
    return work


def _memory(magazine: Magazine) -> dict[str, bytes]:
    return files_in(magazine.folder / ".broadsheet")


def _clean_build(magazine: Magazine, folder: Path) -> dict[str, bytes]:
    magazine.build("--no-cache", "--output", str(folder))
    return files_in(folder)


def test_a_first_check_parses_for_those_after_it(steppe: Magazine, tmp_path: Path) -> None:
    first = steppe.run("check")
    before = _memory(steppe)
    assert steppe.run("check").err == first.err
    assert _memory(steppe) == before
    assert _work(steppe)["bodies_parsed"] == 0
    assert files_in(steppe.output) == _clean_build(steppe, tmp_path / "clean")
    assert not [path for path in before if path.startswith("outputs/")]


def test_a_check_leaves_it_to_the_next_build_to_tell_what_has_changed(steppe: Magazine) -> None:
    steppe.build()
    before = _memory(steppe)
    steppe.article("news/b.md", title="b", body="Other. [x](#gone) [y](#gone)")
    steppe.article("news/d.md", title="d", body="New.")
    assert len(steppe.run("check").warnings) == 4
    assert _memory(steppe) == before
    lines = steppe.build("--verbose").out.splitlines()
    assert "written  news/b/index.html  because content/news/b.md changed" in lines
    assert not [line for line in lines if line.startswith("written  news/a/")]


def test_other_settings_are_read_by_once(steppe: Magazine, tmp_path: Path) -> None:
    steppe.build()
    steppe.configure("[listing]\nexcerpt_words = 2\n")
    steppe.run("check")
    assert _work(steppe)["bodies_parsed"] == 0
    assert files_in(steppe.output) == _clean_build(steppe, tmp_path / "clean")


def test_what_other_software_remembered_is_not_taken_over(steppe: Magazine, tmp_path: Path) -> None:
    steppe.build()
    file = steppe.folder / ".broadsheet/sources.state"
    state = read_state(file, SourcesState)
    assert state is not None
    write_state(file, msgspec.structs.replace(state, software="another"))
    steppe.run("check")
    assert not [path for path in _memory(steppe) if path.startswith("outputs/")]
    work = _work(steppe)
    assert (work["bodies_parsed"], work["pages_rendered"] > 0) == (0, True)
    assert files_in(steppe.output) == _clean_build(steppe, tmp_path / "clean")


@pytest.mark.parametrize("pattern", ["packs/*.pack", "sources.state", "outputs/*.state"])
@pytest.mark.parametrize("damage", ["gone", "cut", "turned"])
def test_a_damaged_memory_is_done_without(steppe: Magazine, tmp_path: Path, pattern: str, damage: str) -> None:
    steppe.build()
    expected = steppe.run("check")
    for file in (steppe.folder / ".broadsheet").glob(pattern):
        data = file.read_bytes()
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes(data[: len(data) // 2] if damage == "cut" else bytes(255 - byte for byte in data))
    assert steppe.run("check") == expected
    steppe.build()
    assert files_in(steppe.output) == _clean_build(steppe, tmp_path / "clean")


def test_a_check_where_there_is_no_site_leaves_nothing(tmp_path: Path) -> None:
    magazine = Magazine(tmp_path)
    assert magazine.run("check").status == 1
    assert list(tmp_path.iterdir()) == []
