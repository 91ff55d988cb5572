"""Russian words for the closed lists, plural forms and dates: what people read instead of codes."""

from __future__ import annotations

from datetime import datetime

from app.domain.vocabulary.calendar import day_month, long_date
from app.domain.vocabulary.numbers import plural


def moment(at: datetime, now: datetime) -> str:
    """«сегодня в 14:05», «вчера в 9:10», «12 мая», «12 мая 2025»; ``at`` may be of any zone."""
    local, here = at.astimezone(), now.astimezone()
    days = (here.date() - local.date()).days
    if days == 0:
        return f"сегодня в {local:%H:%M}"
    if days == 1:
        return f"вчера в {local:%H:%M}"
    return day_month(local.date()) if local.year == here.year else long_date(local.date())


def greeting(hour: int) -> str:
    """«Доброе утро»"""
    if hour < 5 or hour >= 23:
        return "Доброй ночи"
    if hour < 12:
        return "Доброе утро"
    return "Добрый день" if hour < 18 else "Добрый вечер"


def found_words(count: int, *, exact: bool) -> str:
    """«найдено 2», «точно не нашлось; похожие: 498»."""
    return f"найдено {count}" if exact else f"точно не нашлось; похожие: {count}"


_BYTES = 1024


_GROUP = 4


def size_words(size: int) -> str:
    """``38 КБ``, ``3,2 ГБ``."""
    if size < _BYTES:
        return f"{size} Б"
    number = float(size)
    for unit in ("КБ", "МБ", "ГБ", "ТБ"):
        number /= _BYTES
        if number < _BYTES or unit == "ТБ":
            return f"{number:.0f}\u00a0{unit}" if number >= 10 else f"{number:.1f}\u00a0{unit}".replace(".", ",")
    raise AssertionError("the loop above always returns")


def fingerprint_lines(fingerprint: str, groups_in_line: int = 4) -> str:
    """The fingerprint as on the paper sheet: groups of four letters and figures, a few groups a line."""
    groups = [fingerprint[i : i + _GROUP].upper() for i in range(0, len(fingerprint), _GROUP)]
    lines = [" ".join(groups[i : i + groups_in_line]) for i in range(0, len(groups), groups_in_line)]
    return "\n".join(lines)


def breakable(file_name: str) -> str:
    """A long file name that may be broken over lines after its underscores."""
    return file_name.replace("_", "_\u200b")


def waiting_words(count: int) -> str:
    """«3 строки списков ждут вашего решения»"""
    return f"{plural(count, 'строка списка ждёт', 'строки списков ждут', 'строк списков ждут')} вашего решения"
