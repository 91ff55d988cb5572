"""Moments written by programs («1978-04-30T21:00:00.000Z»): the day they mean in Moscow, or a day in doubt."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_OFFSET = re.compile(r"\s*(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)", re.IGNORECASE)
_MOMENT = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})[t ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    + _OFFSET.pattern
    + r"(?![\d:])",
    re.IGNORECASE,
)
_ZONES = (2, *range(5, 13))
"""Hours before Greenwich of the country's other zones."""


def moment_in(text: str) -> re.Match[str] | None:
    """The moment with a zone that a text holds."""
    return _MOMENT.search(text) if ":" in text else None


def day_of_moment(match: re.Match[str]) -> tuple[date, bool]:
    """The local day and whether it is sure. ValueError for a moment that never was.

    A day kept by a program is midnight where it was typed: midnight in Moscow, or in the zone written, settles it.
    """
    year, month, day, hour, minute = (int(match.group(n)) for n in range(1, 6))
    second = int(match.group(6) or 0)
    written = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    zone = match.group(7).casefold()
    if zone in {"z", "utc", "gmt"} or not re.search(r"[1-9]", zone):
        return _from_greenwich(written)
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    greenwich = written - offset if zone[0] == "+" else written + offset
    moscow = {(greenwich + timedelta(hours=hours)).date() for hours in (3, 4)}
    return written.date(), written.date() in moscow and (offset <= timedelta(hours=4) or len(moscow) == 1)


def _from_greenwich(moment: datetime) -> tuple[date, bool]:
    at = moment.time()
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return moment.date(), True
    moscow = [moment + timedelta(hours=hours) for hours in (3, 4)]
    summer = is_summer_in_moscow(moment)
    local = moscow[summer]
    midnight = [found for found in moscow if (found.hour, found.minute, found.second) == (0, 0, 0)]
    if midnight:  # the zone in force may have differed by an hour then: the midnight is what was typed
        return midnight[0].date(), True
    elsewhere = any((moment + timedelta(hours=hours)).hour == 0 for hours in _ZONES)
    last_minute = (at.hour, at.minute) == (23, 59)
    sure = not (elsewhere and at.minute == at.second == 0) and not last_minute
    return local.date(), sure and moscow[0].date() == moscow[1].date()


def is_summer_in_moscow(moment: datetime) -> bool:
    """Whether Moscow was four hours before Greenwich: summer time of 1981 to 2010, and all of 2011 to 2014."""
    day = moment.date()
    if date(2011, 3, 27) <= day < date(2014, 10, 26):
        return True
    if not 1981 <= day.year <= 2010:
        return False
    if day.year <= 1984:
        return date(day.year, 4, 1) <= day < date(day.year, 10, 1)
    return _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 9 if day.year <= 1995 else 10)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31 if month in {3, 10} else 30)
    return last - timedelta(days=(last.weekday() + 1) % 7)
