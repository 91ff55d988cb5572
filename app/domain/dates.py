"""Ages, report dates and periods. Plain Python; no database, no forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

YOUTH_LIMIT = 35
"""«Молодёжь до 35 лет» is everybody of 35 full years or less on the report's date (``forms.md``)."""


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


@dataclass(frozen=True, order=True)
class Period:
    """A reporting year. Its text is the year: ``2025``."""

    year: int

    @property
    def first_day(self) -> date:
        """1 January of the year."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """31 December of the year."""
        return date(self.year, 12, 31)

    @property
    def next_first_day(self) -> date:
        """1 January of the year after: the date of «по состоянию на 1 января» and of ages in such a form."""
        return date(self.year + 1, 1, 1)

    def __str__(self) -> str:
        return str(self.year)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2025``; raises ValueError for anything else or a year outside 1990-2100."""
        year = int(text)
        if not 1990 <= year <= 2100:
            raise ValueError(text)
        return cls(year)
