"""Scripts of edits: after each step the cached build equals a clean one, byte for byte, and tells the same.

A step is some edits, and a build with a clock, flags, a number of jobs and one of two output folders. Pools start for
any amount of work here, so that two jobs are two processes.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build import pages as pages_module
from generator.build import sources as sources_module
from generator.plan import outputs as outputs_module
from tests.incremental.clean import build_both
from tests.incremental.edits import BASE_URLS, BREAKS, CLOCKS, EDITS, FLAGS, start
from tests.magazine import Magazine
from tests.property.profiles import IS_LONG, cases

# In a long run in four parts, so that none of those who share the work is left alone with it.
PARTS = range(4 if IS_LONG else 1)
SCRIPTS = cases(12, 500 // len(PARTS))
STEPS = 20 if IS_LONG else 8

_number = st.integers(0, 999)
_edit = st.tuples(st.sampled_from(list(EDITS)), _number, _number)
# What every page shows is mostly left as it is: else all is made anew, and nothing can be seen to be stale.
_USUAL = (CLOCKS[0], (), "", "1", "output")
_build = st.one_of(
    *[st.just(_USUAL)] * 4,
    st.tuples(st.sampled_from(CLOCKS), st.just(()), st.just(""), st.just("1"), st.just("output")),
    st.tuples(
        st.sampled_from(CLOCKS), st.sampled_from(FLAGS), st.sampled_from(BASE_URLS), st.sampled_from(("1", "2")),
        st.sampled_from(("output", "second")),
    ),
)  # fmt: skip
_fault = st.one_of(*[st.just(-1)] * 4, st.integers(0, len(BREAKS) - 1))
_step = st.tuples(st.lists(_edit, min_size=1, max_size=3), _fault, _build)


@pytest.fixture(autouse=True)
def eager_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start a pool for any work, and plan few pages together, so that most batches stand after an edit."""
    monkeypatch.setattr(sources_module, "_PAYS", 1)
    monkeypatch.setattr(pages_module, "_PAYS", 1)
    monkeypatch.setattr(outputs_module, "_DEALT", 2)
    monkeypatch.setattr(outputs_module, "_LISTED", 1)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("part", PARTS)
@given(articles=st.integers(3, 8), steps=st.lists(_step, min_size=STEPS, max_size=STEPS))
@SCRIPTS
def test_a_cached_build_equals_a_clean_one(part: int, articles: int, steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (site := Path(folder) / "site").mkdir()
        magazine = Magazine(site)
        start(magazine, articles)
        broken: dict[str, bytes | None] = {}
        for number, (edits, fault, build) in enumerate(steps):
            mend(magazine, broken)
            for name, which, how in edits:
                EDITS[name](magazine, which, how)
            if fault >= 0:
                break_(magazine, BREAKS[fault], broken)
            moment, flags, base_url, jobs, output = build
            if edits[0][1] % 3 == 0:  # somebody looks before building, which must change nothing of it
                assert "Traceback" not in magazine.run("check", "--now", moment).err
            arguments = ["--now", moment, *flags, *(["--base-url", base_url] if base_url else [])]
            place = magazine.output if output == "output" else Path(folder) / "second"
            build_both(magazine, place, tuple(arguments), (number, edits, fault, build), jobs)


def break_(magazine: Magazine, fault: tuple[str, str], broken: dict[str, bytes | None]) -> None:
    """Break the site, and remember how it was."""
    path, text = fault
    file = magazine.folder / path
    broken[path] = file.read_bytes() if file.is_file() else None
    magazine.put(path, text)


def mend(magazine: Magazine, broken: dict[str, bytes | None]) -> None:
    """Put back what was broken."""
    for path, data in broken.items():
        if data is None:
            (magazine.folder / path).unlink(missing_ok=True)
        else:
            magazine.put(path, data)
    broken.clear()


# How many versions of each kind of edit there are to see.
_VERSIONS = {"article": 60, "text": 54, "configure": 30, "template": 24, "theme": 12, "tamper": 12}

# One file at a time, in version after version.
_IN_TURN = ("text", "author", "picture", "section", "term", "rates", "page", "translation", "described", "languages")


@pytest.mark.parametrize("kind", list(EDITS))
def test_one_edit_at_a_time(magazine: Magazine, kind: str) -> None:
    """Every kind, alone, in many versions, with nothing else about it changed."""
    start(magazine, 6)
    chance = random.Random(kind)
    wanted = _VERSIONS.get(kind, 18 if kind in _IN_TURN else 10)
    written = 0
    for number in range(wanted * (5 if IS_LONG else 1)):
        if kind in ("template", "theme"):
            which, how = number, number // 2
        elif kind in _IN_TURN:
            which, how = number // 6, number
        else:
            which, how = chance.randrange(1000), number
        EDITS[kind](magazine, which, how)
        written += build_both(magazine, magazine.output, (), (number, which, how))
    assert written >= wanted // 2
