"""Packs: blobs by key in append-only files, whole or damaged, and written anew when more than half is dead."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.store import packs as module
from generator.store.packs import PackReader, Packs, Place, StoreDamaged, checksum, read_blob
from tests.property.profiles import load_profile

load_profile()


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count every dead byte."""
    monkeypatch.setattr(module, "_SLACK_BYTES", 0)


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "packs").iterdir())


def test_a_blob_is_found_by_its_key_and_by_its_place(tmp_path: Path) -> None:
    packs = Packs(tmp_path, {})
    place = packs.put("a", b"first")
    assert place == Place(1, 0, 5, checksum(b"first"))
    assert packs.put("b", b"second") == Place(1, 5, 6, checksum(b"second"))
    assert (packs.get("a"), packs.get("b")) == (b"first", b"second")
    assert read_blob(packs.path_of(1), place) == b"first"
    packs.close()
    assert (tmp_path / "packs/1.pack").read_bytes() == b"firstsecond"


def test_nothing_is_made_until_something_is_put(tmp_path: Path) -> None:
    packs = Packs(tmp_path / "store", {})
    assert packs.size() == 0
    packs.keep_only([])
    packs.sweep()
    packs.close()
    assert not (tmp_path / "store").exists()


def test_an_empty_blob(tmp_path: Path) -> None:
    packs = Packs(tmp_path, {})
    packs.put("a", b"")
    assert packs.get("a") == b""


def test_a_known_key_is_not_written_again(tmp_path: Path) -> None:
    packs = Packs(tmp_path, {})
    assert packs.put("a", b"x") == packs.put("a", b"other")
    assert packs.get("a") == b"x"
    assert packs.size() == 1


def test_each_build_goes_on_in_the_newest_pack(tmp_path: Path) -> None:
    places: dict[str, Place] = {}
    for number in range(1, 4):
        packs = Packs(tmp_path, places)
        packs.put(f"key {number}", b"x" * number)
        packs.close()
        places = packs.places
    assert _files(tmp_path) == ["1.pack"]
    assert [Packs(tmp_path, places).get(f"key {number}") for number in (1, 2, 3)] == [b"x", b"xx", b"xxx"]


def test_what_a_killed_build_left_at_the_end_is_not_in_the_way(tmp_path: Path) -> None:
    packs = Packs(tmp_path, {})
    packs.put("a", b"x")
    packs.close()
    packs.close()
    with open(tmp_path / "packs/1.pack", "ab") as pack:
        pack.write(b"half a blob")
    assert packs.put("b", b"y") == Place(1, 12, 1, checksum(b"y"))
    assert (packs.get("a"), packs.get("b")) == (b"x", b"y")


def test_two_processes_in_turn_do_not_write_over_each_other(tmp_path: Path) -> None:
    first, second = Packs(tmp_path, {}), Packs(tmp_path, {})
    for number in range(3):
        for packs, name in ((first, "first"), (second, "second")):
            packs.put(f"{number}", f"{name} {number}".encode())
    for packs, name in ((first, "first"), (second, "second")):
        assert [packs.get(f"{number}") for number in range(3)] == [f"{name} {number}".encode() for number in range(3)]


@pytest.mark.parametrize("before", [b"", b"of before"])
def test_what_is_discarded_leaves_what_was_there(tmp_path: Path, before: bytes) -> None:
    places: dict[str, Place] = {}
    if before:
        packs = Packs(tmp_path, places)
        packs.put("before", before)
        packs.close()
    packs = Packs(tmp_path, dict(places))
    packs.put("new", b"new")
    packs.discard()
    assert b"".join(path.read_bytes() for path in (tmp_path / "packs").iterdir()) == before


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    for name in ("x.pack", "7.pack.tmp", "8", ".pack", "-1.pack"):
        (tmp_path / "packs" / name).write_bytes(b"y" * 100)
    packs = Packs(tmp_path, {})
    assert packs.size() == 0
    assert packs.put("a", b"x").pack == 1
    packs.sweep()
    assert len(_files(tmp_path)) == 6


def _make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda file: file.unlink(),
    "emptied": lambda file: file.write_bytes(b""),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "flipped": lambda file: file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:]),
    "zeroed": lambda file: file.write_bytes(bytes(len(file.read_bytes()))),
    "a folder": _make_folder,
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_a_damaged_blob_is_never_given(tmp_path: Path, damage: str) -> None:
    packs = Packs(tmp_path, {})
    place = packs.put("a", b"text of a blob")
    packs.close()
    DAMAGES[damage](tmp_path / "packs/1.pack")
    reader = PackReader(str(tmp_path))
    with pytest.raises(StoreDamaged):
        packs.get("a")
    with pytest.raises(StoreDamaged):
        reader.read(place)
    reader.close()


@pytest.mark.parametrize("place", [Place(1, 1, 4, 7), Place(1, 0, 99, 0), Place(2, 0, 1, 0), Place(1, -1, 1, 0)])
def test_a_place_that_leads_astray(tmp_path: Path, place: Place) -> None:
    packs = Packs(tmp_path, {})
    packs.put("a", b"blob")
    reader = PackReader(str(tmp_path))
    with pytest.raises(StoreDamaged):
        reader.read(place)
    with pytest.raises(StoreDamaged):
        read_blob(packs.path_of(place.pack), place)
    reader.close()


def test_a_reader_reads_from_many_packs_and_can_be_closed_twice(tmp_path: Path) -> None:
    places = []
    (tmp_path / "packs").mkdir()
    for number in range(5):
        data = str(number).encode()
        (tmp_path / f"packs/{number}.pack").write_bytes(data)
        places.append(Place(number, 0, 1, checksum(data)))
    reader = PackReader(str(tmp_path))
    for _ in range(2):
        assert [reader.read(place) for place in reversed(places)] == [b"4", b"3", b"2", b"1", b"0"]
    reader.close()
    reader.close()


def test_packs_are_written_anew_when_more_than_half_is_dead(tmp_path: Path, tight: None) -> None:
    packs = Packs(tmp_path, {})
    for key in "abcd":
        packs.put(key, key.encode() * 10)
    packs.keep_only("ab")
    assert set(packs.places) == set("abcd"), "just half is dead: an edit taken back may still want it"
    packs.keep_only("a")
    assert set(packs.places) == {"a"}
    assert packs.get("a") == b"a" * 10
    assert _files(tmp_path) == ["1.pack", "2.pack"], "the state that names the old one still stands"
    packs.sweep()
    assert _files(tmp_path) == ["2.pack"]
    assert packs.size() == 10


def test_a_little_that_is_dead_is_not_worth_it(tmp_path: Path) -> None:
    packs = Packs(tmp_path, {})
    for key in "abcd":
        packs.put(key, key.encode() * 10)
    packs.keep_only("a")
    assert set(packs.places) == set("abcd")


def test_packs_that_no_state_names_count_as_dead(tmp_path: Path, tight: None) -> None:
    """As builds leave them that failed before they could remember."""
    for number in range(3):
        packs = Packs(tmp_path, {})
        packs.put("lost", b"x" * number)
        packs.close()
    packs = Packs(tmp_path, {})
    packs.put("a", b"x")
    packs.keep_only(["a"])
    packs.sweep()
    assert len(_files(tmp_path)) == 1
    assert packs.get("a") == b"x"


def test_nothing_is_lost_when_a_live_blob_is_damaged(tmp_path: Path, tight: None) -> None:
    packs = Packs(tmp_path, {})
    packs.put("a", b"a" * 10)
    packs.put("b", b"b" * 30)
    (tmp_path / "packs/1.pack").write_bytes(b"z" * 40)
    with pytest.raises(StoreDamaged):
        packs.keep_only("a")
    assert _files(tmp_path) == ["1.pack"]


_keys = st.sampled_from("abcdefgh")
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), _keys, st.binary(max_size=40)),
        st.tuples(st.just("keep"), st.frozensets(_keys), st.none()),
        st.tuples(st.just("again"), st.none(), st.none()),
    ),
    max_size=30,
)


@given(steps=_steps, slack=st.sampled_from((0, 20, 1 << 20)))
def test_packs_are_like_a_mapping(steps: list[tuple[str, object, object]], slack: int) -> None:
    """Whatever is put, kept and swept, in one build or many: live keys have their bytes, and half at most is dead."""
    kept, module._SLACK_BYTES = module._SLACK_BYTES, slack
    try:
        with tempfile.TemporaryDirectory() as folder:
            packs = Packs(Path(folder), {})
            model: dict[str, bytes] = {}
            for what, key, data in steps:
                if what == "put" and isinstance(key, str) and isinstance(data, bytes):
                    if key not in packs.places:
                        model[key] = data
                    packs.put(key, data)
                elif what == "keep" and isinstance(key, frozenset):
                    packs.keep_only(key)
                    packs.sweep()
                    model = {k: v for k, v in model.items() if k in packs.places}
                    live = sum(len(model[k]) for k in key & set(model))
                    assert set(packs.places) >= key & set(model)
                    assert packs.size() <= 2 * live + slack
                else:
                    packs.close()
                    packs = Packs(Path(folder), packs.places)
                assert {k: packs.get(k) for k in packs.places} == model
            packs.close()
    finally:
        module._SLACK_BYTES = kept
