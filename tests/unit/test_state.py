"""States: replaced as a whole, read whole or not at all."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.store.fingerprint import Fingerprint
from generator.store.packs import Place
from generator.store.state import (
    OutputEntry,
    OutputState,
    SourceEntry,
    SourcesState,
    decode_places,
    read_state,
    write_state,
)
from tests.property.profiles import load_profile

load_profile()

PLACES = {"key": Place(1, 2, 3, 7)}


def _state(name: str = "a.md") -> SourcesState:
    entry = SourceEntry((1, 2, 3, 4), "digest", msgspec.Raw(b"\x93\x01\x02\x03"))
    return SourcesState(
        software="broadsheet 1",
        settings="settings",
        files={name: entry, "б.md": SourceEntry(None, "other")},
        places=msgspec.Raw(msgspec.msgpack.encode(PLACES)),
    )


def test_a_state_comes_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "sources.state"
    write_state(file, _state())
    found = read_state(file, SourcesState)
    assert found is not None
    assert (found.software, found.settings) == ("broadsheet 1", "settings")
    assert found.files["a.md"].stamp == (1, 2, 3, 4)
    assert bytes(found.files["a.md"].loaded) == b"\x93\x01\x02\x03"
    assert found.files["б.md"] == SourceEntry(None, "other")
    assert decode_places(found.places) == PLACES


def test_an_entry_of_an_output_comes_back_as_it_was() -> None:
    entries = {
        "index.html": OutputEntry("inputs", "digest", Fingerprint(1, 2, 3, 4), "head", "body"),
        "x": OutputEntry("i", "d", None),
    }
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(entries), type=dict[str, OutputEntry]) == entries


def test_the_same_state_gives_the_same_bytes(tmp_path: Path) -> None:
    write_state(tmp_path / "a", _state())
    write_state(tmp_path / "b", _state())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_state_is_replaced_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "sources.state"
    write_state(file, _state("old"))
    before = file.stat().st_ino
    write_state(file, _state("new"))
    assert file.stat().st_ino != before
    found = read_state(file, SourcesState)
    assert found is not None
    assert "new" in found.files
    assert [path.name for path in tmp_path.iterdir()] == ["sources.state"]


def test_a_state_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sources.state"
    write_state(file, _state("old"))
    before = file.read_bytes()

    def refuse(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", refuse)
        with pytest.raises(OSError, match="No space left"):
            write_state(file, _state("new"))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["sources.state"]


def test_no_state(tmp_path: Path) -> None:
    assert read_state(tmp_path / "none", SourcesState) is None
    assert read_state(tmp_path, SourcesState) is None


def test_a_state_of_another_kind(tmp_path: Path) -> None:
    file = tmp_path / "sources.state"
    write_state(file, _state())
    assert read_state(file, OutputState) is None


@pytest.mark.parametrize("data", [b"", b"x", b"broadsheet state 2\n", b"broadsheet state 2\n" + bytes(4), bytes(1000)])
def test_what_is_no_state(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    assert read_state(tmp_path / "x", SourcesState) is None


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("state") / "x"
    write_state(file, _state())
    return file.read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "x"


@given(where=st.integers(0, 1 << 16), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere(whole: bytes, place: Path, where: int, bit: int) -> None:
    where %= len(whole)
    place.write_bytes(whole[:where] + bytes([whole[where] ^ 1 << bit]) + whole[where + 1 :])
    assert read_state(place, SourcesState) is None


@given(length=st.integers(0, 1 << 16))
def test_a_cut_anywhere(whole: bytes, place: Path, length: int) -> None:
    place.write_bytes(whole[: length % len(whole)])
    assert read_state(place, SourcesState) is None


@given(more=st.binary(min_size=1, max_size=100))
def test_more_at_the_end(whole: bytes, place: Path, more: bytes) -> None:
    place.write_bytes(whole + more)
    assert read_state(place, SourcesState) is None
