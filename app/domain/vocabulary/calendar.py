"""Months, days of the week and dates in words."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
OF_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
"""In the genitive, as dates have them."""
_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_ON_WEEKDAYS = (
    "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье",
)  # fmt: skip


def short_date(on: date) -> str:
    """«20.11.2026»"""
    return f"{on:%d.%m.%Y}"


def day_month(on: date) -> str:
    """«14 января»"""
    return f"{on.day} {OF_MONTHS[on.month - 1]}"


def long_date(on: date) -> str:
    """«3 марта 1960»"""
    return f"{day_month(on)} {on.year}"


def full_date(on: date) -> str:
    """«20 ноября 2026 г.»"""
    return f"{long_date(on)} г."


def quoted_date(on: date) -> str:
    """«20» ноября 2026 г."""
    return f"«{on:%d}» {OF_MONTHS[on.month - 1]} {on.year} г."


def weekday_date(on: date) -> str:
    """«пятница, 8 января 2027 года»"""
    return f"{_WEEKDAYS[on.weekday()]}, {long_date(on)} года"


def on_weekday(on: date) -> str:
    """«во вторник, 8 января»"""
    return f"{_ON_WEEKDAYS[on.weekday()]}, {day_month(on)}"
