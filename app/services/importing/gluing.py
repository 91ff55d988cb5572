"""Lines that were glued or torn: which sign takes lines apart, several cells in one, two records in one line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.services.importing.fields import NAME_FIELDS
from app.services.importing.names import looks_like_full_name
from app.services.importing.vocabulary import fold_heading, meanings

_SEPARATORS = (";", "\t", ",", "|")
_SPACES = "   "
"""Columns of a text kept apart by spaces alone."""
_LOOKED_AT = 40


@dataclass(frozen=True)
class Separated:
    """The rows of a text, and what is wrong with some of them, in Russian, by row from 0."""

    rows: Sequence[Sequence[object]]
    broken: Mapping[int, str] = field(default_factory=dict)
    uneven: Mapping[int, str] = field(default_factory=dict)
    separated_by: str = ""
    glued_head: int | None = None
    """The row in which the first person stands in one line with the headings."""


def separator_of(text: str) -> str:
    """The sign that takes the lines of a text apart: into known headings where there are some, else most evenly."""
    sample = "\n".join(text.split("\n")[:400])
    best = max(_SEPARATORS, key=lambda sign: (_headings_by(sample, sign), _evenness(sample, sign)))
    if _headings_by(sample, best) < 2 and _evenness(sample, best) == 0 and _evenness(sample, _SPACES) > 50:
        return _SPACES
    return best


def _headings_by(sample: str, sign: str) -> int:
    return max((known_headings(row) for row in parse_separated(sample, sign, _LOOKED_AT)), default=0)


def known_headings(row: Sequence[object]) -> int:
    """How many cells of a row are headings of a list of people; 0 when none of them names the people."""
    if not 1 < len(row) < 200:
        return 0
    found = [meanings(fold_heading(cell)) for cell in row if isinstance(cell, str) and 0 < len(cell) < 100]
    if not any(field in NAME_FIELDS for told in found for field, _ in told):
        return 0
    return sum(bool(told) for told in found)


def _evenness(sample: str, sign: str) -> float:
    widths: dict[int, int] = {}
    rows = parse_separated(sample, sign, 400)
    for row in rows:
        if any(cell.strip() for cell in row):
            widths[len(row)] = widths.get(len(row), 0) + 1
    widths.pop(1, None)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    order = _SEPARATORS[::-1].index(sign) if sign in _SEPARATORS else 0
    return count / max(1, len(rows)) * 100 + min(width, 30) / 10 + order / 100


def parse_separated(text: str, sign: str, limit_rows: int) -> list[list[str]]:
    """Rows of cells, at most one more than the limit; quotation marks that do not close are ordinary signs."""
    if sign == _SPACES:
        return [re.split(r"\s{2,}", line.strip()) for line in text.split("\n")[: limit_rows + 1]]
    if text.count('"') % 2 == 0:
        rows = _parse(text, sign, limit_rows, csv.QUOTE_MINIMAL)
        if rows is not None and not any("\n" in cell and cell.count(sign) >= 2 for row in rows for cell in row):
            return rows
    rows = _parse(text, sign, limit_rows, csv.QUOTE_NONE)
    if rows is None:
        rows = [line.split(sign) for line in text.split("\n")[: limit_rows + 1]]
    return [[_unquoted(cell) for cell in row] for row in rows]


def _parse(text: str, sign: str, limit_rows: int, quoting: Literal[0, 3]) -> list[list[str]] | None:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign, quoting=quoting):
            rows.append(row)
            if len(rows) > limit_rows:
                break
    except csv.Error:
        return None
    return rows


def _unquoted(cell: str) -> str:
    """The marks around a whole cell go, those that belong to its text stay."""
    text = cell.strip()
    if len(text) > 1 and text[0] == text[-1] == '"' and text[1:-1].replace('""', "").count('"') % 2 == 0:
        return text[1:-1].replace('""', '"')
    return text


def look_over(rows: Sequence[Sequence[str]], separated_by: str = "") -> Separated:
    """The rows of a text with those that hold more than the headings have room for."""
    head, width = _head_of(rows)
    if width and _person_after_headings(rows[head]):
        return Separated(rows, separated_by=separated_by, glued_head=head)
    broken: dict[int, str] = {}
    uneven: dict[int, str] = {}
    for number in range(head + 1, len(rows)) if width > 2 else ():
        row = rows[number]
        filled = next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)
        if filled <= width:
            continue
        if _two_records(row, width):
            broken[number] = "в одной строке стоят две записи: разделите их переводом строки"
        else:
            uneven[number] = "в строке больше значений, чем столбцов: проверьте, не сдвинулись ли они"
    return Separated(rows, broken, uneven, separated_by)


def _head_of(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The row of the headings and how many columns it has; a width of 0 when there are no headings."""
    counts = [(known_headings(row), -number) for number, row in enumerate(rows[:_LOOKED_AT])]
    known, place = max(counts, default=(0, 0))
    if known < 2:
        return 0, 0
    row = rows[-place]
    return -place, max((column + 1 for column, cell in enumerate(row) if cell.strip()), default=0)


_NAME_AT_END = re.compile(r"[\d.»\"'а-яё)]\s*([А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё-]+){1,2})$")


def _ends_in_name(cell: str) -> bool:
    found = _NAME_AT_END.search(cell.strip())
    return found is not None and looks_like_full_name(found.group(1))


def _person_after_headings(row: Sequence[str]) -> bool:
    """Whether the line of headings went on without an end: a name glued to the last of them, values behind it."""
    glued = next((place for place, cell in enumerate(row) if _ends_in_name(cell)), None)
    return glued is not None and any(re.search(r"\d", cell) for cell in row[glued + 1 :])


def _two_records(row: Sequence[str], width: int) -> bool:
    """Whether a line went on without an end: a second name stands where its first column would come again."""
    later = row[width - 1 :]
    names = sum(looks_like_full_name(cell.strip()) for cell in row[:width])
    again = any(looks_like_full_name(re.sub(r"^[\d.\s]+", "", cell.strip())) for cell in later[1:])
    return names > 0 and (again or (bool(later) and _ends_in_name(later[0])))


def mend_glued(cells: Sequence[Sequence[object]]) -> Separated | None:
    """The rows of a sheet whose lines stand in one cell each, taken apart; None when they do not.

    A text table opened by a double click stands so in a workbook; where it was cut at commas, they join it again.
    """
    for number, row in enumerate(cells[:_LOOKED_AT]):
        texts = [cell for cell in row if isinstance(cell, str) and cell]
        if not texts or len(texts) > 3 or not isinstance(row[0], str):
            continue
        line = ", ".join(str(cell) for cell in row).rstrip(", ")
        for sign in _SEPARATORS:
            if row[0].count(sign) >= 2 and known_headings(line.split(sign)) >= 3 and known_headings(row) < 2:
                rows = [_line_of(one, sign) if place >= number else list(one) for place, one in enumerate(cells)]
                texts_of = [[str(cell) for cell in one] for one in rows]
                return look_over(texts_of, sign)
    return None


def _line_of(row: Sequence[object], sign: str) -> list[object]:
    filled = [place for place, cell in enumerate(row) if cell != ""]
    if not filled:
        return []
    whole = ", ".join(_as_text(cell) for cell in row[: filled[-1] + 1])
    parsed = parse_separated(whole, sign, 1)
    return list(parsed[0]) if parsed else []


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)
