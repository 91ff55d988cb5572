"""Working days in Russia, for terms that the law counts in them. The days off are data: ``resources/holidays.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.domain.files import resource_path
from app.domain.vocabulary.calendar import on_weekday
from app.forms.reading import read_toml


@dataclass(frozen=True)
class _Year:
    days_off: frozenset[date]
    working: frozenset[date]


@cache
def _known() -> tuple[frozenset[tuple[int, int]], dict[int, _Year]]:
    top = read_toml(resource_path("holidays.toml"))
    fixed = frozenset((int(text[:2]), int(text[3:])) for text in top.texts("fixed", required=True))
    years: dict[int, _Year] = {}
    for section in top.sections("years", ("year",)):
        days = frozenset(date.fromisoformat(text) for text in section.texts("days_off", required=True))
        working = frozenset(date.fromisoformat(text) for text in section.texts("working_days"))
        years[section.need("year", int)] = _Year(days, working)
        section.need("source", str)
        section.done(("year", "source", "days_off", "working_days"))
    top.done(("fixed", "years"))
    return fixed, years


def is_working(day: date) -> bool:
    """Whether offices work on a day."""
    known = _known()[1].get(day.year)
    if known is not None:
        return day in known.working or (day.weekday() < 5 and day not in known.days_off)
    return day.weekday() < 5 and day not in _by_article_112(day.year)


@cache
def _by_article_112(year: int) -> frozenset[date]:
    """Holidays, and for each one on a weekend (January's aside, which the Government moves) the next working day."""
    fixed = _known()[0]
    holidays = {date(year, month, day) for month, day in fixed}
    moved = set(holidays)
    for holiday in sorted(holidays):
        if holiday.weekday() >= 5 and holiday.month != 1:
            later = holiday + timedelta(days=1)
            while later.weekday() >= 5 or later in moved:
                later += timedelta(days=1)
            moved.add(later)
    return frozenset(moved)


def working_day(since: date, count: int) -> date:
    """The ``count``-th working day after ``since``; the day itself is not counted (Civil Code, article 191)."""
    day = since
    while count:
        day += timedelta(days=1)
        if is_working(day):
            count -= 1
    return day


def last_working_day(day: date) -> date:
    """The day itself, or the last one before it on which offices work: what is due on a Sunday is handed in on
    Friday."""
    while not is_working(day):
        day -= timedelta(days=1)
    return day


def working_days_before(day: date, count: int) -> date:
    """The working day from which ``count`` working days are left to ``day``, which is one of them when it works.

    >>> working_days_before(date(2026, 3, 2), 5)
    datetime.date(2026, 2, 20)
    """
    found = last_working_day(day)
    for _ in range(count):
        found = last_working_day(found - timedelta(days=1))
    return found


def hand_in_words(due: date) -> str:
    """«сдайте в пятницу, 13 февраля» when offices are closed on the last day; empty otherwise."""
    day = last_working_day(due)
    if day == due:
        return ""
    return f"сдайте {on_weekday(day)}"
