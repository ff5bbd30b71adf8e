"""Dates as people type them (contract, section 3), and the clock's day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from generator.clock import Clock, is_date_alone, microseconds, parse_moment, zone_named


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2025-05-14", "2025-05-14T00:00:00+05:00"),
        ("2025-5-4", "2025-05-04T00:00:00+05:00"),
        ("2025-05-14 9:00", "2025-05-14T09:00:00+05:00"),
        ("2025-05-14 09:00:30", "2025-05-14T09:00:30+05:00"),
        ("2025-05-14T09:00:00.000Z", "2025-05-14T09:00:00+00:00"),
        ("2025-05-14t09:00z", "2025-05-14T09:00:00+00:00"),
        ("2025-05-14T09:00:00.5Z", "2025-05-14T09:00:00.500000+00:00"),
        ("2025-05-14T09:00:00,123456789Z", "2025-05-14T09:00:00.123456+00:00"),
        ("2025-05-14 09:00:00 +0000", "2025-05-14T09:00:00+00:00"),
        ("2025-05-14 09:00:00 -5", "2025-05-14T09:00:00-05:00"),
        ("2025-05-14 09:00-5", "2025-05-14T09:00:00-05:00"),
        ("2025-05-14 09:00 +5:30", "2025-05-14T09:00:00+05:30"),
        ("2025-05-14T09:00+0545", "2025-05-14T09:00:00+05:45"),
        ("2025-05-14 09:00 UTC", "2025-05-14T09:00:00+00:00"),
        ("2025-05-14 09:00:00 GMT", "2025-05-14T09:00:00+00:00"),
        ("  2025-05-14  ", "2025-05-14T00:00:00+05:00"),
        ("2024-02-29", "2024-02-29T00:00:00+06:00"),  # the last day of another offset
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, iso: str) -> None:
    moment = parse_moment(typed, "Asia/Almaty")
    assert moment is not None
    assert moment.isoformat() == iso


@pytest.mark.parametrize(
    "typed",
    [
        "", "yesterday", "14.05.2025", "05/14/2025", "2025", "2025-05", "2025-13-01", "2025-02-30", "2025-02-29",
        "25-05-14", "2025-05-14T", "2025-05-14 9", "2025-05-14 24:00", "2025-05-14 09:60", "2025-05-14 09:00:60",
        "2025-05-14 9:00 PM", "2025-05-14 09:00 CET", "2025-05-14 09:00 +25", "2025-05-14Z", "2025-05-14 09:00 extra",
        "٢٠٢٥-٠٥-١٤", "0000-01-01", "0001-01-01", "9999-12-31T23:59:59-23:00", "99999-01-01", "-2025-05-14",
        "2025-05-14\0",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed(typed: str) -> None:
    assert parse_moment(typed, "Asia/Almaty") is None


def test_naive_dates_follow_the_zone_through_the_year() -> None:
    winter, summer = parse_moment("2025-01-01", "Europe/Berlin"), parse_moment("2025-07-01", "Europe/Berlin")
    assert winter is not None
    assert summer is not None
    assert (winter.utcoffset(), summer.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))
    skipped = parse_moment("2025-03-30 02:30", "Europe/Berlin")
    assert skipped is not None
    assert skipped.astimezone(UTC) == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)


def test_the_day_of_the_clock_is_that_of_the_sites_zone() -> None:
    instant = datetime(2025, 5, 13, 19, 30, tzinfo=UTC)
    assert Clock(instant, "Asia/Almaty").day == date(2025, 5, 14)
    assert Clock(instant, "UTC").day == date(2025, 5, 13)
    assert Clock(instant, "America/New_York").day == date(2025, 5, 13)


@pytest.mark.parametrize("name", ["", "Mars/Base", "/etc/passwd", "../UTC", "Asia", "UTC\0", "Asia/Almaty/"])
def test_an_unknown_zone_is_a_lookup_error(name: str) -> None:
    with pytest.raises(LookupError):
        zone_named(name)


def test_microseconds_are_exact_and_order_moments() -> None:
    assert microseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
    assert microseconds(datetime(8999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) % 1_000_000 == 999_999
    here = datetime(2025, 5, 14, 9, 0, tzinfo=timezone(timedelta(hours=5)))
    assert microseconds(here) == microseconds(here.astimezone(UTC))


def test_a_date_alone_has_no_time_of_day() -> None:
    assert is_date_alone("2025-05-14")
    assert not is_date_alone("2025-05-14 9:00")
