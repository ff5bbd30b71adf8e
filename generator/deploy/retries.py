"""Faults that pass: asked again after growing waits, a few times; all others at once to whoever asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from generator.deploy.place import PassingFault

_WAITS_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
_Answer = TypeVar("_Answer")


def retrying(ask: Callable[[], _Answer]) -> _Answer:
    """Ask until there is an answer; raises the last `PassingFault` when there is none after the longest wait."""
    for wait in _WAITS_SECONDS:
        try:
            return ask()
        except PassingFault:
            time.sleep(wait)
    return ask()
