"""Fingerprints: what tells that a file may have changed, and which stamps are too fresh to be trusted."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.store.fingerprint import Fingerprint, fingerprint_of
from tests.property.profiles import load_profile

load_profile()

SECOND = 1_000_000_000
MILLISECOND = 1_000_000
NOW = 1_750_000_000 * SECOND + 123_456_789


@pytest.mark.parametrize(
    ("mtime", "ctime", "is_settled"),
    [
        (NOW - SECOND, NOW - SECOND, True),
        (NOW - 21 * MILLISECOND, NOW - 21 * MILLISECOND, True),
        (NOW - 20 * MILLISECOND, NOW - 20 * MILLISECOND, False),
        (NOW - 5 * MILLISECOND, NOW - SECOND, False),  # written just now
        (NOW - SECOND, NOW - 5 * MILLISECOND, False),  # renamed or given an old time just now
        (NOW, NOW, False),
        (NOW + SECOND, NOW - SECOND, False),  # a time to come
        # A file system that keeps whole seconds may hide a change for as long.
        (NOW // SECOND * SECOND, NOW // SECOND * SECOND, False),
        (NOW // SECOND * SECOND - SECOND, NOW // SECOND * SECOND - SECOND, True),
        (NOW // SECOND * SECOND - SECOND, NOW // SECOND * SECOND, False),
    ],
)
def test_which_stamps_are_trusted(mtime: int, ctime: int, is_settled: bool) -> None:
    assert Fingerprint(1, mtime, ctime, 1).is_settled(NOW) is is_settled


@given(age=st.integers(-(10**12), 10**12), more=st.integers(0, 10**12))
def test_a_stamp_once_trusted_stays_so(age: int, more: int) -> None:
    found = Fingerprint(1, NOW - age, NOW - age, 1)
    assert not found.is_settled(NOW) or found.is_settled(NOW + more)
    assert not (age <= 0 and found.is_settled(NOW))


def _marked(file: Path) -> Fingerprint:
    return fingerprint_of(os.stat(file))


def _let_pass() -> None:
    """Let the clock that stamps files tick."""
    time.sleep(0.03)


def test_a_file_left_alone_is_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("text")
    before = _marked(file)
    _let_pass()
    file.read_text()
    assert _marked(file) == before


def test_every_change_shows(tmp_path: Path) -> None:
    file, other = tmp_path / "x", tmp_path / "y"
    file.write_text("text")
    seen = {_marked(file)}

    def expect_new() -> None:
        assert _marked(file) not in seen
        seen.add(_marked(file))
        _let_pass()

    _let_pass()
    file.write_text("text")  # the same again
    expect_new()
    file.write_text("more text")
    expect_new()
    stamp = file.stat()
    file.write_text("text more")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # as long and as old as before
    expect_new()
    other.write_text("text more")
    os.utime(other, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    other.replace(file)
    expect_new()
    file.rename(other)
    other.rename(file)
    expect_new()


def test_a_change_within_one_tick_is_never_taken_for_settled(tmp_path: Path) -> None:
    """Two changes may bear one stamp: whoever looked between them must not trust it."""
    file = tmp_path / "x"
    for number in range(50):
        file.write_text(f"{number:04}")
        looked_at = time.time_ns()
        first = _marked(file)
        file.write_text(f"{number + 1:04}")
        assert _marked(file) != first or not first.is_settled(looked_at)
