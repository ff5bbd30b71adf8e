"""Exchange rates: a snapshot or a history in, what the ticker shows out. All numbers are decimals as typed."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Rate(msgspec.Struct, frozen=True):
    """One pair and its value; `change` is in percent, nothing where none is shown."""

    pair: str
    value: Decimal
    change: Decimal | None = None


class Rates(msgspec.Struct, frozen=True):
    """A snapshot: the rates in the file's order, their source, and their day as ISO text.

    `sources` holds the source's name by language, in lower case, where it was given so.
    """

    path: str
    source: str = ""
    as_of: str = ""
    items: tuple[Rate, ...] = ()
    sources: dict[str, str] = {}


class DatedRate(msgspec.Struct, frozen=True):
    """One row of a history; the date is ISO text."""

    date: str
    pair: str
    value: Decimal


class RateHistory(msgspec.Struct, frozen=True):
    """A history, in the file's order; the plan chooses the day to show by the clock."""

    path: str
    rows: tuple[DatedRate, ...] = ()
