"""Chooses how many scripts of edits are run; and no test here compiles the same template twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jinja2
import pytest

from tests.property.profiles import load_profile

load_profile()

_compiled: dict[Any, Any] = {}
_compile = jinja2.Environment.compile


def _compile_once(self: Any, source: Any, name: Any = None, filename: Any = None, *rest: Any, **named: Any) -> Any:
    if not isinstance(source, str):
        return _compile(self, source, name, filename, *rest, **named)
    self.optimized = False  # what would be folded into the code depends on the site
    key = (source, name, filename, rest, *sorted(named.items()))
    if key not in _compiled:
        _compiled[key] = _compile(self, source, name, filename, *rest, **named)
    return _compiled[key]


@pytest.fixture(autouse=True)
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compile each template's text once in a run of tests: most of a small site's build is that."""
    monkeypatch.setattr(jinja2.Environment, "compile", _compile_once)
    yield
