"""The strip's numbers, the day of a history that is shown, and `rates.json` (contract, section 6)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, localcontext

import pytest

from generator.clock import Clock
from generator.config import TickerTable
from generator.model.rates import DatedRate, Rate, RateHistory, Rates
from generator.plan.masthead import format_change, format_value, plan_ticker, rates_at, rates_json

_CLOCK = Clock(datetime(2025, 5, 14, 3, tzinfo=UTC), "Asia/Almaty")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("0.01144", 5, "0.01144"),
        ("0.011444", 5, "0.01144"),
        ("0.011445", 5, "0.01145"),
        ("0.0114449999999999999999999999", 5, "0.01144"),
        ("0.000005", 5, "0.00001"),
        ("0.000004", 5, "0.00000"),
        ("0.00008", 5, "0.00008"),
        ("512.3", 5, "512.30000"),
        ("1", 0, "1"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("0.4999", 0, "0"),
        ("9.995", 2, "10.00"),
        ("9" * 40, 20, "9" * 40 + "." + "0" * 20),
        ("0." + "0" * 37 + "5", 20, "0." + "0" * 20),
        (".5", 1, "0.5"),
        ("5.", 1, "5.0"),
    ],
)
def test_values_have_exactly_so_many_decimals_rounded_half_up(value: str, decimals: int, text: str) -> None:
    assert format_value(Decimal(value), decimals) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("0", "0%"),
        ("0.00", "0%"),
        ("-0", "0%"),
        ("0.004", "0%"),
        ("-0.004", "0%"),
        ("0.0049999", "0%"),
        ("-0.0049999", "0%"),
        ("0.005", "0.01%"),
        ("-0.005", "-0.01%"),
        ("-0.14", "-0.14%"),
        ("1.2", "1.20%"),
        ("+1.2", "1.20%"),
        ("1.005", "1.01%"),
        ("-1.005", "-1.01%"),
        ("1.0049", "1.00%"),
        ("12.5", "12.50%"),
        ("-99.995", "-100.00%"),
        ("12345678901234567890123456789.5", "12345678901234567890123456789.50%"),
        ("1E+3", "1000.00%"),
    ],
)
def test_changes_have_two_decimals_or_are_zero(change: str, text: str) -> None:
    assert format_change(Decimal(change)) == text


def test_rounding_does_not_depend_on_the_ambient_precision() -> None:
    with localcontext() as context:
        context.prec = 3
        assert format_value(Decimal("1234.567895"), 5) == "1234.56790"
        assert format_change(Decimal("1234.565")) == "1234.57%"


def test_the_strip_keeps_the_files_order_and_leaves_out_what_is_unknown() -> None:
    rates = Rates("content/rates.toml", "Banks", "2025-05-14", (
        Rate("KGS/USD", Decimal("0.01144"), Decimal("0")),
        Rate("KZT/USD", Decimal("0.00195"), Decimal("-0.14")),
        Rate("AAA/USD", Decimal("1")),
    ))  # fmt: skip
    ticker = plan_ticker(rates, TickerTable(decimals=5, repeat=3), "en")
    assert [item.text for item in ticker.items] == [
        "KGS/USD = 0.01144 0%", "KZT/USD = 0.00195 -0.14%", "AAA/USD = 1.00000",
    ]  # fmt: skip
    assert (ticker.repeat, ticker.source, ticker.as_of) == (3, "Banks", "2025-05-14")


def _history(*rows: tuple[str, str, str]) -> RateHistory:
    return RateHistory("content/rates.csv", tuple(DatedRate(date, pair, Decimal(value)) for date, pair, value in rows))


def test_a_history_shows_the_newest_day_not_after_the_clock() -> None:
    history = _history(
        ("2025-05-15", "A", "9"), ("2025-05-14", "B", "3"), ("2025-05-14", "A", "1.01"), ("2025-05-13", "A", "1"),
        ("2025-05-01", "B", "2"), ("2025-04-01", "B", "1"), ("2025-05-13", "C", "5"),
    )  # fmt: skip
    rates, found = rates_at(history, _CLOCK)
    assert not found
    assert rates is not None
    assert rates.as_of == "2025-05-14"
    assert [(rate.pair, rate.value, rate.change) for rate in rates.items] == [
        ("B", Decimal("3"), Decimal("50")), ("A", Decimal("1.01"), Decimal("1")),
    ]  # fmt: skip


def test_the_day_of_a_history_is_that_of_the_sites_zone() -> None:
    history = _history(("2025-05-14", "A", "2"), ("2025-05-13", "A", "1"))
    late = datetime(2025, 5, 13, 20, tzinfo=UTC)
    here, there = rates_at(history, Clock(late, "Asia/Almaty"))[0], rates_at(history, Clock(late, "UTC"))[0]
    assert here is not None
    assert there is not None
    assert (here.as_of, there.as_of) == ("2025-05-14", "2025-05-13")
    assert there.items[0].change is None


def test_a_history_that_starts_later_is_a_warning_and_no_strip() -> None:
    rates, [warning] = rates_at(_history(("2025-05-15", "A", "9")), _CLOCK)
    assert rates is None
    assert (warning.severity, warning.message) == ("warning", "there are no rates on or before 2025-05-14")
    assert rates_at(None, _CLOCK) == (None, [])


def test_rates_json_has_decimals_as_strings() -> None:
    rates = Rates("r", "", "2025-05-14", (Rate("A", Decimal("0.0000001"), Decimal("-0.004")), Rate("B", Decimal("5"))))
    assert rates_json(rates) == {
        "source": None,
        "as_of": "2025-05-14",
        "rates": [{"pair": "A", "value": "0.0000001", "change": "0"}, {"pair": "B", "value": "5", "change": None}],
    }
