"""Short phrases about a person that stand in cells of forms and beside names."""

from __future__ import annotations

from datetime import date

from app.domain.enums import Sex
from app.domain.vocabulary.calendar import MONTHS
from app.domain.vocabulary.numbers import years

BLOCKED = "данные заблокированы"
"""In the place of a name that may only be kept."""


def by_sex(sex: Sex | None, his: str, hers: str, neither: str) -> str:
    """«избран», «избрана», «избрание»: never an ending in brackets."""
    return {Sex.MALE: his, Sex.FEMALE: hers, None: neither}[sex]


def elected_first(sex: Sex | None) -> str:
    """«избрана впервые»"""
    return by_sex(sex, "избран впервые", "избрана впервые", "первое избрание")


def trained_on(day: date | None, sex: Sex | None) -> str:
    """«март 2026 года», «не обучалась»."""
    if day is None:
        return by_sex(sex, "не обучался", "не обучалась", "обучения не было")
    return f"{MONTHS[day.month - 1]} {day.year} года"


def for_years(number: int) -> str:
    """«6 лет», «меньше года»."""
    return "меньше года" if number < 1 else years(number)


def year_of_birth(born: date | None) -> str:
    """«1970 г. р.»"""
    return f"{born.year} г. р." if born else ""
