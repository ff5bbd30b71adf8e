"""A scalar as typed, with what its format reads in it: "strings stay strings" (contract, section 3)."""

from __future__ import annotations

from typing import Any


class Typed(str):
    """A scalar that is not quoted: the text as typed, with the value that its format reads in it."""

    __slots__ = ("value",)
    value: Any

    def __new__(cls, text: str, value: Any) -> Typed:
        """Keep a text as typed, with its value beside it."""
        typed = super().__new__(cls, text)
        typed.value = value
        return typed
