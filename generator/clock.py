"""The build's instant and the site's time zone, and dates as people type them.

Nothing below a face reads the wall clock: the instant comes in as a value. Naive dates are read in the site's zone; a
date without a time is its midnight there (contract, sections 3 and 5).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

_TYPED = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?"
    r"\s*(?:([Zz]|UTC|GMT)|([+-])(\d{1,2})(?::?(\d{2}))?)?)?",
    re.ASCII,
)


class Clock(msgspec.Struct, frozen=True):
    """The instant of the build, aware, and the name of the site's time zone."""

    instant: datetime
    zone: str = "UTC"

    @property
    def day(self) -> date:
        """The day of the instant in the site's zone."""
        return self.instant.astimezone(zone_named(self.zone)).date()


@lru_cache(maxsize=32)
def zone_named(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name; raises `LookupError` for any other text."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise LookupError(name) from error


@lru_cache(maxsize=4096)
def parse_moment(text: str, zone: str) -> datetime | None:
    """Read a date or date-time as typed; naive ones in `zone`. Nothing when it cannot be read."""
    match = _TYPED.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, utc, sign, offset_hours, offset_minutes = match.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
        )  # fmt: skip
        if utc:
            moment = moment.replace(tzinfo=UTC)
        elif sign:
            offset = timedelta(hours=int(offset_hours), minutes=int(offset_minutes or 0))
            moment = moment.replace(tzinfo=timezone(-offset if sign == "-" else offset))
        else:
            moment = moment.replace(tzinfo=zone_named(zone))
        # Years at the ends of the calendar have no day in some zones: they are not dates of articles.
        return moment if 1000 <= moment.astimezone(UTC).year <= 9000 else None
    except (ValueError, OverflowError):
        return None


def is_date_alone(text: str) -> bool:
    """Tell whether a typed date has no time of day."""
    return ":" not in text


def with_plain_offset(moment: datetime) -> datetime:
    """Give a moment by an offset that the web's formats can write: of whole minutes, else by UTC.

    The zones of old had seconds in theirs.
    """
    offset = moment.utcoffset()
    return moment if offset is None or not offset % timedelta(minutes=1) else moment.astimezone(UTC)


def microseconds(moment: datetime) -> int:
    """Count the microseconds from 1970 to an aware moment, exactly: the key by which moments are ordered."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
