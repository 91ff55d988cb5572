"""Dates as people write them: typed, Excel serials, «05.11.78», «5 ноября 1978 г.», a year only, and nonsense."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from app.domain.dates import full_years
from app.services.importing.blanks import lost_value
from app.services.importing.moments import day_of_moment, moment_in
from app.services.importing.sheets import SheetCell


class Meaning(Enum):
    """What a date is about: two-digit years and bounds differ."""

    BIRTH = "birth"
    EVENT = "event"
    PLANNED = "planned"
    """An event that may lie ahead: a leaving that is agreed on."""


@dataclass(frozen=True)
class ReadDate:
    """A date with the rest of its cell. ``precision``: day, month or year; ``doubt``: why it may be another day."""

    value: date
    precision: str = "day"
    rest: str = ""
    doubt: str = ""


class BadDate(ValueError):
    """The cell holds something that is no date; the message says why, in Russian."""


_MONTHS = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "маи": 5, "июн": 6, "июл": 7, "авг": 8,
    "сен": 9, "окт": 10, "ноя": 11, "дек": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = (
    r"(янв|фев|мар|апр|ма[йяи]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[а-яёa-z]*"
)
_YEAR_END = r"(?:\s*(?:г\.?\s?р\.?|год[а-я]*(?:\s+рождения)?|г\.?|yr))?"
_ISO = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[t ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?(?!\d)")
_NUMERIC = re.compile(
    r"(?<!\d)(\d{1,2})\s*([-./,\\ ]|\.{2})\s*(\d{1,2})\s*([-./,\\ ]|\.{2})\s*(\d{4}|\d{2})"
    r"(?:[ t]+\d{1,2}:\d{2}(?::\d{2})?)?(?!\d)" + _YEAR_END
)
_WORDS = re.compile(
    r"[«\"']?(?<!\d)(\d{1,2})[»\"']?(?:-?(?:е|го|ое))?[\s.-]*" + _MONTH + r"[\s.,-]*(\d{4}|\d{2})(?!\d)" + _YEAR_END
)
_WORDS_US = re.compile(_MONTH + r"[\s.]*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_MONTH_YEAR = re.compile(r"^(?:с\s+)?(\d{1,2})[-./](\d{4})" + _YEAR_END + r"$")
_MONTH_WORD_YEAR = re.compile(r"^(?:с\s+)?" + _MONTH + r"[\s.,-]*(\d{4})" + _YEAR_END + r"$")
_YEAR = re.compile(r"^(?:с|в|от|from|since)?\s*(\d{4})" + _YEAR_END + r"\.?$")
_DIGITS = re.compile(r"^\d+(?:[.,]0+)?$")

FARTHEST = timedelta(days=366)
"""An event may be known ahead (a dismissal next month); a later date is a misprint."""
_EPOCH = date(1899, 12, 30)

_TWO_NUMBERS = re.compile(r"\s*(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*[/.-]\s*\d{2,4}")


class DayOrder(Enum):
    """How the dates of one column are written: the day before the month, after it, or now this way, now that."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    MIXED = "mixed"


def order_of(values: Iterable[SheetCell]) -> DayOrder:
    """The order of a column: «11/25/1978» fits only with the month first, «25/11/1978» only with the day first."""
    month_first = day_first = False
    for value in values:
        if isinstance(value, str) and (found := _TWO_NUMBERS.match(value)):
            first, second = int(found.group(1)), int(found.group(3))
            month_first = month_first or (first <= 12 < second <= 31 and found.group(2) != ".")
            day_first = day_first or second <= 12 < first <= 31
    if month_first:
        return DayOrder.MIXED if day_first else DayOrder.MONTH_FIRST
    return DayOrder.DAY_FIRST


def could_be_either(value: SheetCell) -> bool:
    """Whether a date reads as another day with day and month changed round, as in a column of mixed orders.

    A typed date too: a spreadsheet that takes the month for the day types those it can and leaves the others as text.
    """
    if isinstance(value, date):
        return value.day <= 12 and value.day != value.month
    if not isinstance(value, str) or (found := _TWO_NUMBERS.match(value)) is None:
        return False
    first, second = int(found.group(1)), int(found.group(3))
    return found.group(2) != "." and 1 <= first <= 12 and 1 <= second <= 12 and first != second


def read_date(value: SheetCell, meaning: Meaning, today: date, *, us_order: bool = False) -> ReadDate:
    """The date in a cell that is not blank. ``BadDate`` when there is none or it is out of all bounds.

    Two-digit years: a birth makes the person 14 to 100 years old when it can, an event is not in the future.
    """
    if isinstance(value, str):
        return _read_text(value, meaning, today, us_order)
    found = _find(value, meaning, today, us_order)
    _check_bounds(found.value, meaning, today)
    return found


@lru_cache(maxsize=50_000)
def _read_text(value: str, meaning: Meaning, today: date, us_order: bool) -> ReadDate:
    found = _find(value, meaning, today, us_order)
    _check_bounds(found.value, meaning, today)
    return found


def _find(value: SheetCell, meaning: Meaning, today: date, us_order: bool) -> ReadDate:
    if isinstance(value, bool):
        raise BadDate("вместо даты стоит логическое значение")
    if isinstance(value, date):
        return ReadDate(value)
    if isinstance(value, int | float):
        return _from_number(float(value), meaning, today)
    text = _fold(value)
    if _DIGITS.match(text):
        return _from_digits(re.split(r"[.,]", text)[0], meaning, today)
    if lost := lost_value(value):
        raise BadDate(lost)
    if moment := moment_in(text):
        return _from_moment(moment, text)
    for pattern, order in ((_ISO, "ymd"), (_NUMERIC, "dmy"), (_WORDS, "dMy"), (_WORDS_US, "Mdy")):
        if match := pattern.search(text):
            return _from_match(match, order, text, meaning, today, us_order)
    if match := _MONTH_YEAR.match(text):
        return ReadDate(_build(int(match.group(2)), int(match.group(1)), 1, value), "month")
    if match := _MONTH_WORD_YEAR.match(text):
        return ReadDate(_build(int(match.group(2)), _MONTHS[match.group(1)[:3]], 1, value), "month")
    if match := _YEAR.match(text):
        return _year_only(int(match.group(1)), meaning)
    raise BadDate(f"«{_short(value)}» — не дата")


def _fold(value: str) -> str:
    text = " ".join(value.casefold().replace("ё", "е").replace("\xa0", " ").split())
    # A letter O typed for a zero, between digits and points.
    return re.sub(r"(?<=[\d.])[оo](?=[\d.])|\b[оo](?=\d[./-])", "0", text)


def _from_moment(moment: re.Match[str], text: str) -> ReadDate:
    try:
        day, sure = day_of_moment(moment)
    except (ValueError, OverflowError):
        raise BadDate(f"такой даты нет: «{_short(text)}»") from None
    doubt = "" if sure else f"время указано не по Москве: принято {day:%d.%m.%Y}, проверьте день"
    return ReadDate(day, "day", _beside(moment, text), doubt)


def _beside(match: re.Match[str], text: str) -> str:
    return " ".join((text[: match.start()] + " " + text[match.end() :]).split()).strip(" ,.;:-–()")


def _from_number(number: float, meaning: Meaning, today: date) -> ReadDate:
    whole = int(number)
    if 1900 <= number <= 2100 and whole == number:
        return _year_only(whole, meaning)
    if 2100 < number < 80_000 or 1 <= number < 1900:
        return ReadDate(_EPOCH + timedelta(days=whole))
    if whole == number and number > 0:
        return _from_digits(str(whole), meaning, today)
    raise BadDate(f"число {number:g} — не дата")


def _from_digits(digits: str, meaning: Meaning, today: date) -> ReadDate:
    if len(digits) == 7:
        digits = "0" + digits  # 05111978 kept as a number loses its zero
    if len(digits) == 8:
        for order in ("ymd", "dmy"):
            parts = (digits[:4], digits[4:6], digits[6:]) if order == "ymd" else (digits[4:], digits[2:4], digits[:2])
            year, month, day = (int(part) for part in parts)
            if 1900 <= year <= today.year + 1 and 1 <= month <= 12 and 1 <= day <= 31:
                return ReadDate(_build(year, month, day, digits))
    if len(digits) == 6:
        day, month = int(digits[:2]), int(digits[2:4])
        if 1 <= day <= 31 and 1 <= month <= 12:
            return ReadDate(_build(_full_year(digits[4:], month, day, meaning, today), month, day, digits))
    if 3 <= len(digits) <= 5:
        number = int(digits)
        if 1900 <= number <= 2100:
            return _year_only(number, meaning)
        return ReadDate(_EPOCH + timedelta(days=number))
    raise BadDate(f"«{_short(digits)}» — не дата")


def _from_match(match: re.Match[str], order: str, text: str, meaning: Meaning, today: date, us_order: bool) -> ReadDate:
    groups = match.groups()
    if order == "ymd":
        year, month, day = groups[0], int(groups[1]), int(groups[2])
    elif order == "dmy":
        day, month, year = int(groups[0]), int(groups[2]), groups[4]
        slash = groups[1] in "/-"
        if slash and ((us_order and day <= 12) or month > 12 >= day):
            day, month = month, day
    elif order == "dMy":
        day, month, year = int(groups[0]), _MONTHS[groups[1][:3]], groups[2]
    else:
        month, day, year = _MONTHS[groups[0][:3]], int(groups[1]), groups[2]
    rest = _beside(match, text)
    if day == 0 and len(year) == 4:  # «00.00.1978»: only the year (or the month) is known
        if month == 0:
            return ReadDate(_year_only(int(year), meaning).value, "year", rest)
        return ReadDate(_build(int(year), month, 1, text), "month", rest)
    full = int(year) if len(year) == 4 else _full_year(year, month, day, meaning, today)
    return ReadDate(_build(full, month, day, text), "day", rest)


def _full_year(two: str, month: int, day: int, meaning: Meaning, today: date) -> int:
    short = int(two)
    recent, old = 2000 + short, 1900 + short
    bound = (today.year, today.month, today.day)
    if meaning is Meaning.PLANNED and recent == today.year + 1:
        return recent
    if meaning is not Meaning.BIRTH:
        return recent if (recent, month, day) <= bound or recent == today.year else old
    if (recent + 14, month, day) <= bound:
        return recent
    if today.year - old <= 100:
        return old
    return recent if (recent, month, day) <= bound else old


def _year_only(year: int, meaning: Meaning) -> ReadDate:
    """A birth stands on 1 July of its year (ages on 1 January do not change by it), an event on 1 January."""
    if not date.min.year <= year <= date.max.year:
        raise BadDate(f"такого года нет: {year}")
    return ReadDate(date(year, 7, 1) if meaning is Meaning.BIRTH else date(year, 1, 1), "year")


def _build(year: int, month: int, day: int, shown: object) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(f"такой даты нет: «{_short(shown)}»") from None


def _check_bounds(value: date, meaning: Meaning, today: date) -> None:
    if meaning is Meaning.PLANNED and today < value <= today + FARTHEST:
        return
    if value > today + timedelta(days=1):
        raise BadDate(f"дата в будущем: {value:%d.%m.%Y}")
    if meaning is Meaning.BIRTH:
        if full_years(value, today) > 110:
            raise BadDate(f"дата рождения {value:%d.%m.%Y}: больше 110 лет")
    elif value.year < 1920:
        raise BadDate(f"слишком давняя дата: {value:%d.%m.%Y}")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
