"""The top of every page: rates and clock in, the strip and the dateline's day out (contract, sections 6 and 7)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from generator.clock import Clock
from generator.config import TickerTable
from generator.digest import digest_of
from generator.errors import Diagnostic, Position
from generator.model.rates import Rate, RateHistory, Rates
from generator.model.site import Masthead, Ticker, TickerItem

# Characters that tell one masthead from another: they stand behind each page's own digest.
_SHORT = 16


def masthead_digest(masthead: Masthead) -> str:
    """Give one short digest of all that a masthead holds."""
    return digest_of(masthead)[:_SHORT]


def rates_at(rates: Rates | RateHistory | None, clock: Clock) -> tuple[Rates | None, list[Diagnostic]]:
    """Choose what is shown on the clock's day: a snapshot as it is; of a history the newest day not after it.

    A pair's change in a history is against the newest earlier day that has the pair. Reports, as a warning, a history
    that starts only after the clock's day.
    """
    if not isinstance(rates, RateHistory):
        return rates, []
    today = clock.day.isoformat()
    days = [row.date for row in rates.rows if row.date <= today]
    if not days:
        message = f"there are no rates on or before {today}"
        return None, [Diagnostic("warning", message, Position(rates.path))]
    shown = max(days)
    previous: dict[str, tuple[str, Decimal]] = {}
    for row in rates.rows:
        if row.date < shown and row.date > previous.get(row.pair, ("", 0))[0]:
            previous[row.pair] = (row.date, row.value)
    items = tuple(
        Rate(row.pair, row.value, _change(row.value, previous[row.pair][1]) if row.pair in previous else None)
        for row in rates.rows
        if row.date == shown
    )
    return Rates(rates.path, as_of=shown, items=items), []


def plan_ticker(rates: Rates, table: TickerTable, language: str) -> Ticker:
    """Print a snapshot as the strip shows it in an edition."""
    items = tuple(_ticker_item(rate, table.decimals) for rate in rates.items)
    return Ticker(items, table.repeat, rates.sources.get(language.lower(), rates.source), rates.as_of)


def rates_json(rates: Rates) -> dict[str, Any]:
    """Give the content of `/rates.json`: values as typed, changes in percent as the strip shows them, as strings."""
    return {
        "source": rates.source or None,
        "as_of": rates.as_of or None,
        "rates": [
            {
                "pair": rate.pair,
                "value": _plain(rate.value),
                "change": None if rate.change is None else format_change(rate.change).removesuffix("%"),
            }
            for rate in rates.items
        ],
    }


def format_value(value: Decimal, decimals: int) -> str:
    """Print a value with exactly so many decimals, rounded half up, ties away from zero."""
    return _plain(_rounded(value, decimals))


def format_change(change: Decimal) -> str:
    """Print a change in percent: `0%` when it rounds to zero, else two decimals and an ASCII minus."""
    rounded = _rounded(change, 2)
    return "0%" if rounded == 0 else f"{_plain(rounded)}%"


def _ticker_item(rate: Rate, decimals: int) -> TickerItem:
    value = format_value(rate.value, decimals)
    change = "" if rate.change is None else format_change(rate.change)
    return TickerItem(rate.pair, value, change, f"{rate.pair} = {value} {change}".rstrip())


def _rounded(number: Decimal, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = 200
        return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _change(value: Decimal, previous: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 100
        return (value - previous) / previous * 100


def _plain(number: Decimal) -> str:
    return format(number, "f")
