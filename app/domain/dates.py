"""Ages, report dates and periods. Plain Python; no database, no forms."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from app.domain.vocabulary.calendar import MONTHS

YOUTH_LIMIT = 35
"""«Молодёжь до 35 лет» is everybody of 35 full years or less on the report's date."""


def full_years(born: date, on: date) -> int:
    """Age in full years on a date. Somebody born on 29 February has a birthday on 1 March of common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_youth(born: date | None, on: date) -> bool:
    """True for 35 full years or less; an unknown birth date is nobody's youth."""
    return born is not None and full_years(born, on) <= YOUTH_LIMIT


def youth_born_after(on: date) -> date:
    """The bound for queries: a person is youth on ``on`` exactly when born strictly after the returned day.

    >>> youth_born_after(date(2026, 1, 1))
    datetime.date(1990, 1, 1)
    """
    year = on.year - YOUTH_LIMIT - 1
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February of a year whose counterpart is common: turned 36 when born up to 28 February
        return date(year, 2, 28)


_HALF, _QUARTERS = "1", ("q1", "q2", "q3")
MONTH_PARTS = tuple(f"m{month:02}" for month in range(1, 13))
_LAST_MONTHS = {"": 12, _HALF: 6, "q1": 3, "q2": 6, "q3": 9} | {part: n for n, part in enumerate(MONTH_PARTS, 1)}
_PART_WORDS = (
    {"": "{} год", _HALF: "I полугодие {} года", "q1": "I квартал {} года"}
    | {
        "q2": "I полугодие {} года",
        "q3": "9 месяцев {} года",
    }
    | {part: f"{month} {{}} года" for part, month in zip(MONTH_PARTS, MONTHS, strict=True)}
)
_PERIOD = re.compile(r"([0-9]{4})(?:-(1|q[1-4]|m(?:0[1-9]|1[0-2])|[0-9]{2}-[0-9]{2}))?")


@total_ordering
@dataclass(frozen=True)
class Period:
    """What a report is about. A period begins on 1 January, because the reports of the field are cumulative; a month
    alone begins on its first day.

    ``part`` and the text of the period: empty is the year (``2025``), ``1`` the first half-year (``2025-1``), ``q1``,
    ``q2``, ``q3`` the quarters counted from January (``2025-q2`` is six months), ``MM-DD`` the day of an election or
    another event (``2025-11-14``). The year of a quarterly or half-yearly form is the year: ``2025-q4`` is read as
    ``2025``. A form of two years is named by the second of them.
    """

    year: int
    part: str = ""

    @classmethod
    def of_day(cls, day: date) -> Period:
        """The period of an event."""
        return cls(day.year, day.strftime("%m-%d"))

    @property
    def day(self) -> date | None:
        """The day of the event; None for a stretch of time."""
        return None if self.part in _LAST_MONTHS else date.fromisoformat(f"{self.year:04d}-{self.part}")

    @property
    def kind(self) -> str:
        """``year``, ``half_year``, ``quarter``, ``month`` or ``event``."""
        if not self.part:
            return "year"
        if self.part == _HALF:
            return "half_year"
        if self.part in MONTH_PARTS:
            return "month"
        return "quarter" if self.part in _QUARTERS else "event"

    @property
    def first_day(self) -> date:
        """1 January of the year, the first of a month."""
        return date(self.year, _LAST_MONTHS[self.part] if self.kind == "month" else 1, 1)

    @property
    def last_day(self) -> date:
        """The last day that is counted: 31 December for a year, the day of an event."""
        return self.day or self.next_first_day - timedelta(days=1)

    @property
    def next_first_day(self) -> date:
        """The day after: 1 January for a year. The date of «по состоянию на 1 января» and of ages in such a form."""
        if self.day is not None:
            return self.day + timedelta(days=1)
        months = _LAST_MONTHS[self.part]
        return date(self.year + months // 12, months % 12 + 1, 1)

    @property
    def words(self) -> str:
        """«2025 год», «I полугодие 2025 года», «14.11.2025»."""
        return self.day.strftime("%d.%m.%Y") if self.day is not None else _PART_WORDS[self.part].format(self.year)

    @property
    def words_without_year(self) -> str:
        """«I полугодие», «9 месяцев», «14.11»; empty for a year."""
        if self.day is not None:
            return self.day.strftime("%d.%m")
        return self.words.removesuffix(" год").removesuffix(f" {self.year} года") if self.part else ""

    def years_before(self, years: int = 1) -> Period | None:
        """The same part of an earlier year; None for an event, which has no such."""
        return None if self.day is not None else Period(self.year - years, self.part)

    def __lt__(self, other: Period) -> bool:
        return (self.last_day, self.part) < (other.last_day, other.part)

    def __str__(self) -> str:
        return f"{self.year}-{self.part}" if self.part else str(self.year)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read what ``str()`` writes; raises ValueError for anything else or a year outside 1990-2100."""
        match = _PERIOD.fullmatch(text)
        if match is None or not 1990 <= int(match[1]) <= 2100:
            raise ValueError(text)
        part = match[2] or ""
        period = cls(int(match[1]), "" if part == "q4" else part)
        _ = period.last_day  # 2025-02-30 is refused here
        return period


def months_after(day: date, months: int) -> date:
    """The same day of a later (or, below zero, earlier) month, or the last day of a shorter one.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
