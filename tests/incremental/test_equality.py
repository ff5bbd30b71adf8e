"""Scripts of edits: after each step the cached build equals a clean one, byte for byte, and tells the same.

A step is some edits, and a build with a clock, flags, a number of jobs and one of two output folders. Pools start for
any amount of work here, so that two jobs are two processes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build import pages as pages_module
from generator.build import sources as sources_module
from tests.incremental.clean import build_both
from tests.incremental.edits import BASE_URLS, BREAKS, CLOCKS, EDITS, FLAGS, start
from tests.magazine import Magazine
from tests.property.profiles import IS_LONG, cases

SCRIPTS = cases(12, 500)
STEPS = 20 if IS_LONG else 8

_number = st.integers(0, 999)
_edit = st.tuples(st.sampled_from(list(EDITS)), _number, _number)
_build = st.tuples(
    st.integers(0, len(CLOCKS) * 2), st.sampled_from(FLAGS), st.sampled_from(BASE_URLS),
    st.sampled_from(("1", "1", "1", "2")), st.sampled_from(("output", "output", "second")),
)  # fmt: skip
_step = st.tuples(
    st.lists(_edit, max_size=3),
    st.one_of(st.just(-1), st.just(-1), st.just(-1), st.integers(0, len(BREAKS) - 1)),
    _build,
)


@pytest.fixture(autouse=True)
def eager_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start a pool for any work."""
    monkeypatch.setattr(sources_module, "_PAYS", 1)
    monkeypatch.setattr(pages_module, "_PAYS", 1)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@given(articles=st.integers(3, 8), steps=st.lists(_step, min_size=STEPS, max_size=STEPS))
@SCRIPTS
def test_a_cached_build_equals_a_clean_one(articles: int, steps: list[Any]) -> None:
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
            # Mostly the same clock: what is left alone must be seen to be left.
            arguments = ["--now", CLOCKS[moment] if moment < len(CLOCKS) else CLOCKS[0], *flags]
            arguments += ["--base-url", base_url] if base_url else []
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
