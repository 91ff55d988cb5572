"""Cells that hold nothing although something stands in them: empty dates of databases, paper masks; and cells whose
value is lost: formulas never worked out, errors, marks of repetition."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from app.services.importing.sheets import NO_VALUE, SheetCell

_NOTHING = frozenset({
    "нет", "н/д", "нд", "неизвестно", "неизв", "не известно", "не известна", "не указана", "не указано", "не указан",
    "нет данных", "нет даты", "без даты", "б/д", "x", "х", "n/a", "na", "none", "null", "<null>", "(null)", "nan",
    "nat", "undefined", "nil", "0", "пусто", "<пусто>", "(пусто)", "не заполнено", "отсутствует",
    "по настоящее время", "настоящее время", "по н/в", "н/в", "н.в", "н.в.", "по н.в", "по н.в.", "наст. время",
    "по наст. время", "по наст. вр.", "сейчас", "до сих пор", "бессрочно", "не выбыл", "не выбыла", "не выбывал",
    "не выбывала", "не снят", "не снята", "не уволен", "не уволена", "состоит", "на учете", "член профсоюза",
    "работает", "учится", "действует", "действующий", "действующая", "активен", "активна",
})  # fmt: skip

_ZEROS = frozenset({
    (1, 1, 1), (1601, 1, 1), (1753, 1, 1), (1858, 11, 17), (1899, 12, 28), (1899, 12, 29), (1899, 12, 30),
    (1899, 12, 31), (1900, 1, 0), (1900, 1, 1), (1901, 12, 13), (1904, 1, 1), (4501, 1, 1),
})  # fmt: skip
"""The first days of calendars of programs and databases: what an empty date becomes in them."""
_NEVER = frozenset({(12, 31), (12, 30), (1, 1)})
_LAST_SERIAL = (2_958_465, 2_958_466)
"""31.12.9999 as a spreadsheet counts days."""

_TIME = r"(?:[t ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?:\s*г\.?)?" + _TIME)
_NO_SIGNS = re.compile(r"[\s.\-–—_/\\*?:,;…«»\"'|0]*(?:г\.?(?:р\.?)?|год[а]?)?")
_MASK_OF_CENTURY = re.compile(r"[\s._\-–—/\\«»\"'…]*(?:19|20)[\s._\-–—/\\…]*(?:г\.?|год[а]?)?")
_LETTERS = re.compile(
    r"(?:[дd]{1,2}|[хx]{1,2}|[чч]{1,2}|#{1,2}|9{1,2})[\s./-](?:[мm]{1,2}|[хx]{1,2}|#{1,2}|9{1,2})"
    r"[\s./-](?:[гg]{2,4}|y{2,4}|[хx]{2,4}|#{2,4}|9{3,4})"
)
_REPEATED = re.compile(r"[-–—\s]*(?://|\\\\|\"|″|''|“|”|„|«|»|<<|>>|,,|\|\|)[-–—\s]*|то же|то-же|также|так же")
_ERROR = re.compile(
    r"#[A-ZА-ЯЁ]+(?:[/_][A-ZА-ЯЁ0-9]+)*[!?]?|#[A-ZА-ЯЁ]+/0!|#{3,}|(?:Err|Ошибка|Ош):\s?\d{3}", re.IGNORECASE
)
_FORMULA = re.compile(r"=[A-Za-zА-Яа-яЁё(\[$+\-\d@]")


def is_blank_date(value: SheetCell) -> bool:
    """Nothing, a dash, «нет», «по настоящее время», a mask of paper, or a day that programs write for none."""
    if isinstance(value, str):
        return _is_blank_text(value)
    if isinstance(value, date):
        return _stands_for_none(value.year, value.month, value.day)
    return isinstance(value, bool) or value == 0 or value in _LAST_SERIAL


@lru_cache(maxsize=50_000)
def _is_blank_text(value: str) -> bool:
    text = " ".join(value.casefold().replace("ё", "е").split())
    if not text or text in _NOTHING or text.rstrip(" .") in _NOTHING:
        return True
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(group) for group in found.groups())
        return _stands_for_none(year, month, day)
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(group) for group in found.groups())
        return _stands_for_none(year, month, day)
    # A letter O typed for a zero is one.
    mask = re.sub(r"[oо]", "0", text)
    return bool(
        _NO_SIGNS.fullmatch(mask)
        or _LETTERS.fullmatch(text)
        or (_MASK_OF_CENTURY.fullmatch(text) and len(re.findall(r"[_.…\s/-]", text)) >= 3)
    )


def _stands_for_none(year: int, month: int, day: int) -> bool:
    return year <= 1 or year >= 9000 or (year, month, day) in _ZEROS or (year >= 2099 and (month, day) in _NEVER)


def is_repeated(value: SheetCell) -> bool:
    """A mark that says «as in the line above»: what it repeats is not known for sure."""
    if not isinstance(value, str) or value[:1].isdecimal():
        return False
    return bool(_REPEATED.fullmatch(value.strip().casefold()))


def lost_value(value: SheetCell) -> str:
    """Why the value of a cell is not known, in Russian; empty for a cell that says what it holds."""
    if not isinstance(value, str) or not value or value[0] not in "#=EeОо":
        return ""
    text = value.strip()
    if text == NO_VALUE:
        return "формула без значения: откройте файл в Excel, сохраните его и загрузите ещё раз"
    if re.fullmatch(r"#{3,}", text):
        return "вместо значения решётки: столбец был слишком узким"
    if _ERROR.fullmatch(text):
        return f"ошибка формулы ({text})"
    return "вместо значения стоит текст формулы" if _FORMULA.match(text) else ""
