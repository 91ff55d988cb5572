"""Finding the tables of a sheet: title lines, heading rows of one to three lines, where the people begin and end."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.services.importing.fields import NAME_FIELDS, ListField
from app.services.importing.names import is_patronymic, looks_like_full_name
from app.services.importing.sheets import SheetCell, SourceSheet
from app.services.importing.values import is_phone, text_of
from app.services.importing.vocabulary import fold_heading, is_generic, meanings, role_of, topic_of

HEADING_DEPTH = 40
"""The first heading is looked for in this many rows."""
_LONGEST_NUMBER = 6
"""Digits of a column's number, and one: what is longer is no number of a column."""


@dataclass(frozen=True)
class SourceTable:
    """A table of a sheet: rows from 0. ``headings`` has one text a column, ``parts`` its lines from the top down."""

    first_heading: int
    first_data: int
    end: int
    headings: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    title: tuple[str, ...]
    repeats: frozenset[int] = frozenset()
    """Rows inside the data that only repeat the heading or number the columns."""


def find_tables(sheet: SourceSheet, told: Collection[str] = ()) -> tuple[SourceTable, ...]:
    """All tables with headings in a sheet, from the top; empty when there is no heading of a list.

    ``told``: headings a person named; a row that holds one is a heading whatever it says.
    """
    named = {fold_heading(name) for name in told if len(name.strip()) > 2}  # a letter of a column is no heading
    blocks: list[tuple[int, int]] = []
    row = floor = 0
    while row < len(sheet.rows):
        near = bool(blocks) or row < HEADING_DEPTH
        if near and (_is_heading(sheet, row) or (not blocks and _names_told(sheet.rows[row], named))):
            first, floor = _extend(sheet, row, floor)
            blocks.append((first, floor))
            row = floor
        else:
            row += 1
    if not blocks and (guess := _best_row(sheet)) is not None:
        blocks.append(_extend(sheet, guess, floor))
    return _tables(sheet, blocks)


def _names_told(row: Sequence[SheetCell], named: Collection[str]) -> bool:
    return any(isinstance(cell, str) and fold_heading(cell) in named for cell in row)


def _tables(sheet: SourceSheet, blocks: Sequence[tuple[int, int]]) -> tuple[SourceTable, ...]:
    tables: list[SourceTable] = []
    for first, after in blocks:
        parts = _parts(sheet, first, after)
        headings = tuple(" ".join(part) for part in parts)
        data = after + _numbers_columns(sheet, after)
        if tables and _same(tables[-1].headings, headings):
            repeats = tables[-1].repeats.union(range(first, data))
            tables[-1] = replace(tables[-1], end=len(sheet.rows), repeats=repeats)
            continue
        since = 0
        if tables:
            since = tables[-1].first_data
            tables[-1] = replace(tables[-1], end=first)
        tables.append(SourceTable(first, data, len(sheet.rows), headings, parts, title_above(sheet, first, since)))
    return tuple(tables)


def title_above(sheet: SourceSheet, row: int, since: int) -> tuple[str, ...]:
    """The texts that stand above a heading: up to the top of the sheet, or to the last full row of an upper table."""
    lines: list[str] = []
    for place in range(row - 1, since - 1, -1):
        filled = [text_of(cell) for cell in sheet.rows[place] if cell != ""]
        if since and len(filled) > 2:
            break
        lines.append(" ".join(dict.fromkeys(filled)))
    return tuple(line for line in reversed(lines) if line)


# --- which row is the heading

_EXACT, _SURE, _VAGUE = 10.5, 10.0, 6.5
"""The weights of «Фамилия» alone, of any «Ф.И.О. …» and of «Сотрудник»."""
_LONGEST_NAME, _LONGEST = 12, 14
"""So many words may a heading of names and another heading have."""


def _is_heading(sheet: SourceSheet, row: int) -> bool:
    """Whether the row heads people, and is not a line of titles such as «Член профсоюза» over the heading itself."""
    return _is_anchor(sheet.rows[row]) and (
        _is_sure(sheet.rows[row]) or not any(map(_is_anchor, sheet.rows[row + 1 : row + 2]))
    )


def _heads(row: Sequence[SheetCell]) -> list[str]:
    """The folded texts of a row that holds nothing but texts, each once; none when a value stands among them."""
    texts = [cell for cell in row if cell != ""]
    if not all(isinstance(cell, str) and not _is_data(cell) for cell in texts):
        return []
    return list(dict.fromkeys(fold_heading(str(cell)) for cell in texts))


def _is_anchor(row: Sequence[SheetCell]) -> bool:
    heads = _heads(row)
    if len(heads) == 1:
        return _names(heads[0], _EXACT) or bool(re.match(r"(ф ?и ?о)\b", heads[0]))
    meaningful = sum(map(_means, heads))
    sure = any(_names(head, _SURE) for head in heads) and (meaningful >= 2 or len(heads) == 2)
    return sure or (any(_names(head, _VAGUE) for head in heads) and meaningful >= 3)


def _is_sure(row: Sequence[SheetCell]) -> bool:
    """Whether «Ф.И.О.» or its like stands in the row, not only a word such as «Сотрудник»."""
    return any(isinstance(cell, str) and _names(fold_heading(cell), _SURE) for cell in row)


def _names(folded: str, least: float) -> bool:
    """Whether a heading names people, at least so surely."""
    short = len(folded.split()) <= _LONGEST_NAME
    return short and any(weight >= least for field, weight in meanings(folded) if field in NAME_FIELDS)


def _means(folded: str) -> bool:
    return len(folded.split()) <= _LONGEST and (bool(meanings(folded)) or is_generic(folded))


def _is_data(text: str) -> bool:
    """A value rather than a heading: a date, an address, a telephone, somebody's full name, a line to sign on."""
    return bool(
        re.search(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\w@\w|____", text)
        or (is_phone(text) and not re.search(r"[а-яa-z]{3}", text.casefold()))
        or (looks_like_full_name(text) and any(map(is_patronymic, text.split())) and not meanings(fold_heading(text)))
    )


def _best_row(sheet: SourceSheet) -> int | None:
    """The row that most speaks of fields, the upper of two alike, when none speaks of names."""
    counts = [sum(bool(meanings(head)) for head in _heads(row)) for row in sheet.rows[:HEADING_DEPTH]]
    likely = [
        (count, -number)
        for number, count in enumerate(counts)
        if count >= 2 and count * 2 >= len(_heads(sheet.rows[number]))
    ]
    return -max(likely)[1] if likely else None


# --- headings of several lines


def _extend(sheet: SourceSheet, anchor: int, floor: int) -> tuple[int, int]:
    """The heading's rows around the anchor: [first, after)."""
    first, after = anchor, anchor + 1
    while first > max(floor, anchor - 2) and _is_group_row(sheet, first - 1):
        first -= 1
    while after < min(len(sheet.rows), anchor + 3) and _is_sub_row(sheet, anchor, after):
        after += 1
    return first, after


def _covering(sheet: SourceSheet, row: int) -> list[str]:
    """The head that stands over each column in the row: its own text, that of the merge it lies in, or the text to
    the left where the cell is blank over something filled."""
    heads = [text_of(cell) for cell in sheet.rows[row]]
    merged: set[int] = set()
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom:
            for column in range(len(heads))[left : right + 1]:
                heads[column] = text_of(sheet.rows[top][left])
                merged.add(column)
    for column, below in enumerate(sheet.rows[row + 1]):
        if column and not heads[column] and below != "" and column - 1 not in merged:
            heads[column] = heads[column - 1]
    return heads


def _shares(heads: Sequence[str], column: int) -> bool:
    """Whether the head over the column covers the next one too, to the left or to the right."""
    around = ["", *heads, ""]
    return heads[column] != "" and heads[column] in (around[column], around[column + 2])


def _is_group_row(sheet: SourceSheet, row: int) -> bool:
    """A line of group heads above the anchor: short texts over blanks, or each over several columns."""
    texts = {column: cell for column, cell in enumerate(sheet.rows[row]) if cell != ""}
    heads = _covering(sheet, row)
    wide = {column for column in texts if _shares(heads, column)}
    below = sheet.rows[row + 1]
    return (
        bool(wide)
        and all(isinstance(cell, str) and _is_title(cell) for cell in texts.values())
        and all(column in wide or below[column] == "" or _means(fold_heading(str(texts[column]))) for column in texts)
        and (len(set(texts.values())) > 1 or _is_lone_group(heads, str(next(iter(texts.values())))))
    )


def _is_title(text: str) -> bool:
    return not _is_data(text) and not text.endswith(":") and len(text) <= 80


def _is_lone_group(heads: Sequence[str], text: str) -> bool:
    """One title over some of the columns, «Снятие с учёта» over «дата» and «причина»: a list's own title stands from
    the first column on, or over nearly all."""
    return heads[0] == "" and bool(topic_of(fold_heading(text))) and heads.count(text) < len(heads) - 1


def _is_sub_row(sheet: SourceSheet, anchor: int, row: int) -> bool:
    """A line of heads under the anchor: short texts, no values, nobody's name in the columns of names."""
    texts = {column: str(cell) for column, cell in enumerate(sheet.rows[row]) if cell != ""}
    covering = [_covering(sheet, up) for up in range(anchor, row)]
    above = {column: [fold_heading(heads[column]) for heads in covering] for column in texts}
    grouped = {column for column in texts if any(_shares(heads, column) for heads in covering)}
    # Where one column is surely headed «Ф.И.О.», «Член профсоюза» over another is a title.
    sure = _is_sure(sheet.rows[anchor])
    names = {
        column
        for column, heads in above.items()
        if any(_names(head, _SURE if sure or column in grouped else _VAGUE) for head in heads)
    }
    # «Физическое лицо» with nothing under it is the name; «Член профсоюза» over «Подразделение» beside it is a title.
    named_alone = any(
        column not in texts and isinstance(cell, str) and _names(fold_heading(cell), _VAGUE)
        for column, cell in enumerate(sheet.rows[anchor])
    )
    speaking = sum(column in grouped or _speaks(text, above[column]) for column, text in texts.items())
    return (
        all(isinstance(sheet.rows[row][column], str) and _is_line(text) for column, text in texts.items())
        and all(
            _continues_name(texts[column], above[column]) or (named_alone and _means(fold_heading(texts[column])))
            for column in names
        )
        and speaking * 2 >= len(texts)
        and (len(texts) > 1 or any(_goes_on(text, above[column]) for column, text in texts.items()))
    )


def _is_line(text: str) -> bool:
    folded = fold_heading(text)
    return not _is_data(text) and len(text) <= 100 and folded != "" and not folded.isdecimal()


def _speaks(text: str, above: Sequence[str]) -> bool:
    folded = fold_heading(text)
    return _means(folded) or text.startswith("(") or folded in above


def _continues_name(text: str, above: Sequence[str]) -> bool:
    """What may stand under «Ф.И.О.» in a heading: its parts, a hint in brackets, whose name it is, the same again."""
    folded = fold_heading(text)
    return (
        _goes_on(text, above)
        or folded in above
        or any(field in _NAME_PARTS for field, _ in meanings(folded))
        or bool(re.match(r"(полностью|член|сотрудник|работник|студент|без сокращений|по паспорту)", folded))
    )


_NAME_PARTS = frozenset(
    {ListField.FULL_NAME, ListField.SURNAME, ListField.NAME, ListField.PATRONYMIC, ListField.NAME_PATRONYMIC}
)
_OPEN = frozenset({"when", "why", "year", "from", "until"})


def _goes_on(text: str, above: Sequence[str]) -> bool:
    """Whether a line alone in its row belongs to the heading: an open word, a hint, or the end of «Дата»."""
    folded = fold_heading(text)
    ends = bool(meanings(folded)) and any(role_of(head) in _OPEN for head in above)
    return is_generic(folded) or text.startswith("(") or ends


def _parts(sheet: SourceSheet, first: int, after: int) -> tuple[tuple[str, ...], ...]:
    """Each column's heading lines, each once, with the heads that cover several columns put over each of them."""
    lines = [_covering(sheet, row) for row in range(first, after - 1)]
    lines.append([text_of(cell) for cell in sheet.rows[after - 1]])
    return tuple(tuple(dict.fromkeys(line[column] for line in lines if line[column])) for column in range(sheet.width))


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a heading is the one above once more: four of five of its columns say the same."""
    equal = [fold_heading(one[column]) == fold_heading(head) for column, head in enumerate(other) if head]
    return sum(equal) * 10 >= len(equal) * 8


def _numbers_columns(sheet: SourceSheet, row: int) -> bool:
    """The line «1 2 3 4 …» (or «А Б 1 2») under a heading."""
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    texts = [text_of(cell).strip(" .()") for cell in cells if cell != ""]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < _LONGEST_NUMBER]
    return (
        len(numbers) >= 2
        and all(text.isdecimal() or len(text) == 1 for text in texts)
        and all(b - a in (1, 2) for a, b in pairwise(numbers))
        and numbers[0] in (1, 2, 3)
    )
