"""Finding the tables of a sheet: title lines, heading rows of one to three lines, where the people begin and end."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.services.importing.fields import NAME_FIELDS, Field
from app.services.importing.names import is_patronymic, looks_like_full_name
from app.services.importing.sheets import Cell, Sheet
from app.services.importing.values import is_phone, text_of
from app.services.importing.vocabulary import fold_heading, is_generic, meanings

HEADING_DEPTH = 40
"""The first heading is looked for in this many rows."""
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Table:
    """A table of a sheet: rows from 0. ``headings`` has one text a column, ``parts`` its lines from the top down."""

    first_heading: int
    first_data: int
    end: int
    headings: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    title: tuple[str, ...]
    repeats: frozenset[int] = frozenset()
    """Rows inside the data that only repeat the heading or number the columns."""


def find_tables(sheet: Sheet, told: Collection[str] = ()) -> tuple[Table, ...]:
    """All tables with headings in a sheet, from the top; empty when there is no heading of a list.

    ``told``: headings a person named; a row that holds one is a heading whatever it says.
    """
    named = {fold_heading(name) for name in told if len(name.strip()) > 2}
    blocks: list[tuple[int, int]] = []
    row = 0
    while row < len(sheet.rows):
        cells = sheet.rows[row]
        shown = row < HEADING_DEPTH and any(isinstance(cell, str) and fold_heading(cell) in named for cell in cells)
        if (shown and not blocks) or (_may_head(cells) and (blocks or row < HEADING_DEPTH) and _is_anchor(cells)):
            first, after = _extend(sheet, row, blocks[-1][1] if blocks else 0)
            blocks.append((first, after))
            row = after
        else:
            row += 1
    if not blocks and (guess := _best_row(sheet)) is not None:
        blocks.append(_extend(sheet, guess, 0))
    return _tables(sheet, blocks)


def _tables(sheet: Sheet, blocks: Sequence[tuple[int, int]]) -> tuple[Table, ...]:
    tables: list[Table] = []
    for first, after in blocks:
        parts = _parts(sheet, first, after)
        headings = tuple(" ".join(dict.fromkeys(part)) for part in parts)
        data = after
        if tables and _same(tables[-1].headings, headings):
            skipped = set(range(first, after)) | ({after} if _numbers_columns(sheet, after) else set())
            last = tables[-1]
            tables[-1] = Table(
                last.first_heading, last.first_data, len(sheet.rows), last.headings, last.parts, last.title,
                last.repeats | skipped,
            )  # fmt: skip
            continue
        if _numbers_columns(sheet, data):
            data += 1
        since = 0
        if tables:
            since = tables[-1].first_data
            last = tables[-1]
            tables[-1] = Table(
                last.first_heading, last.first_data, first, last.headings, last.parts, last.title, last.repeats
            )
        tables.append(Table(first, data, len(sheet.rows), headings, parts, title_above(sheet, first, since)))
    return tuple(tables)


def title_above(sheet: Sheet, row: int, since: int) -> tuple[str, ...]:
    """The texts that stand above a heading: up to the top of the sheet, or to the last full row of an upper table."""
    lines: list[str] = []
    for place in range(row - 1, max(since, row - HEADING_DEPTH) - 1, -1):
        filled = [text_of(cell) for cell in sheet.rows[place] if cell != ""]
        if since and len(filled) > 2:
            break
        if filled:
            lines.append(" ".join(dict.fromkeys(filled)))
    return tuple(reversed(lines))


_NAME_WORDS = re.compile(
    r"фам|ф\.?\s*и|имя|сотрудник|работник|студент|обучающ|член|физ|человек|кто|name|employee|member|person|список|препод|учител",
    re.IGNORECASE,
)


def _may_head(row: Sequence[Cell]) -> bool:
    """A cheap look before the real one: some short text speaks of names."""
    return any(isinstance(cell, str) and cell and len(cell) < 120 and _NAME_WORDS.search(_latin(cell)) for cell in row)


def _latin(text: str) -> str:
    return fold_heading(text) if re.search(r"[A-Za-z]", text) and re.search(r"[А-Яа-я]", text) else text


def _is_anchor(row: Sequence[Cell]) -> bool:
    texts = [cell for cell in row if cell != ""]
    if any(not isinstance(cell, str) for cell in texts) or any(_is_data(str(cell)) for cell in texts):
        return False
    folded = list(dict.fromkeys(fold_heading(str(cell)) for cell in texts))
    named = [_name_weight(text) for text in folded]
    meaningful = sum(1 for text in folded if _means(text))
    if len(folded) == 1:
        return named[0] >= 10.5 or bool(re.match(r"^(ф ?и ?о|фио)\b", folded[0]))
    strong = any(weight >= 10 for weight in named)
    weak = any(weight >= 6 for weight in named)
    return (strong and meaningful >= 2) or (weak and meaningful >= 3) or (strong and len(folded) == 2)


def _name_weight(folded: str) -> float:
    if len(folded.split()) > 12:
        return 0.0
    return max((weight for field, weight in meanings(folded) if field in NAME_FIELDS), default=0.0)


def _means(folded: str) -> bool:
    return len(folded.split()) <= 14 and (bool(meanings(folded)) or is_generic(folded))


def _is_data(text: str) -> bool:
    """A value rather than a heading: a date, an address, a telephone, somebody's full name."""
    return bool(
        re.search(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\w@\w|____", text)
        or (is_phone(text) and not re.search(r"[а-яa-z]{3}", text.casefold()))
        or (
            looks_like_full_name(text)
            and any(is_patronymic(word) for word in text.split())
            and not meanings(fold_heading(text))
        )
    )  # fmt: skip


def _best_row(sheet: Sheet) -> int | None:
    """The row that most speaks of fields, when none speaks of names."""
    best, best_count = None, 1
    for number, row in enumerate(sheet.rows[:HEADING_DEPTH]):
        texts = [cell for cell in row if cell != ""]
        if len(texts) < 2 or any(not isinstance(cell, str) or _is_data(cell) for cell in texts):
            continue
        folded = [fold_heading(str(cell)) for cell in texts]
        count = sum(1 for text in folded if meanings(text))
        if count > best_count and count * 2 >= len(texts):
            best, best_count = number, count
    return best


def _extend(sheet: Sheet, anchor: int, floor: int) -> tuple[int, int]:
    """The heading's rows around the anchor: [first, after)."""
    first = anchor
    while first > floor and anchor - first < 2 and _is_group_row(sheet, first - 1, first):
        first -= 1
    after = anchor + 1
    while after < len(sheet.rows) and after - anchor < 3 and _is_sub_row(sheet, anchor, after):
        after += 1
    return first, after


def _is_group_row(sheet: Sheet, row: int, below: int) -> bool:
    """A line of group heads above the anchor: short texts, at least two, over blanks or merged over several columns."""
    texts = [(column, cell) for column, cell in enumerate(sheet.rows[row]) if cell != ""]
    if len({text for _, text in texts}) < 2 or any(
        not isinstance(cell, str) or _is_data(cell) or cell.endswith(":") or len(cell) > 80 for _, cell in texts
    ):
        return False
    spread = 0
    for column, cell in texts:
        empty_below = sheet.rows[below][column] == ""
        right = column + 1
        wide = right < sheet.width and sheet.rows[row][right] == "" and sheet.rows[below][right] != ""
        spread += wide
        if not (wide or empty_below or _means(fold_heading(str(cell)))):
            return False
    return spread > 0


def _is_sub_row(sheet: Sheet, anchor: int, row: int) -> bool:
    filled = 0
    for column, cell in enumerate(sheet.rows[row]):
        if cell == "":
            continue
        filled += 1
        if not isinstance(cell, str) or _is_data(cell) or len(cell) > 100:
            return False
        folded = fold_heading(cell)
        if not folded or folded.isdigit():
            return False
        above = [sheet.rows[up][column] for up in range(anchor, row)]
        group = _group_of(sheet, anchor, row, column)
        if all(part == "" for part in above) or group:
            if not (_means(folded) or len(folded.split()) <= 4):
                return False
            heads = fold_heading(str(above[0])) if above[0] != "" else ""
            if _name_weight(heads) and not any(
                f in (Field.SURNAME, Field.NAME, Field.PATRONYMIC, Field.NAME_PATRONYMIC) for f, _ in meanings(folded)
            ):
                return False
        elif not (is_generic(folded) or cell.startswith("(") or "/" in cell or _merged_down(sheet, row, column)):
            return False
    return filled >= 1 and not (filled == 1 and _lone(sheet, row))


def _lone(sheet: Sheet, row: int) -> bool:
    """One text in the row: a sub-heading only when a merge above asks for it or it is generic."""
    text = next(str(cell) for cell in sheet.rows[row] if cell != "")
    return not is_generic(fold_heading(text)) and not text.startswith("(")


def _group_of(sheet: Sheet, anchor: int, row: int, column: int) -> str:
    """The head that spans this column from above: by a merge, or by a blank to the right of it over filled cells."""
    for top, left, bottom, right in sheet.merged:
        if anchor <= top <= row - 1 and left <= column <= right and right > left and bottom < row:
            return str(sheet.rows[top][left])
    for up in range(row - 1, anchor - 1, -1):
        head = sheet.rows[up]
        place = column
        while place > 0 and head[place] == "" and sheet.rows[row][place] != "":
            place -= 1
        spans = place + 1 < sheet.width and head[place + 1] == "" and sheet.rows[row][place + 1] != ""
        if head[place] != "" and sheet.rows[row][place] != "" and (place != column or spans):
            return str(head[place])
    return ""


def _merged_down(sheet: Sheet, row: int, column: int) -> bool:
    return any(t < row <= b and left <= column <= right for t, left, b, right in sheet.merged)


def _parts(sheet: Sheet, first: int, after: int) -> tuple[tuple[str, ...], ...]:
    """Each column's heading lines, with the heads that span several columns put over each of them."""
    columns: list[tuple[str, ...]] = []
    for column in range(sheet.width):
        parts: list[str] = []
        for row in range(first, after):
            text = text_of(sheet.rows[row][column])
            if not text and row < after - 1:
                text = next(
                    (
                        text_of(sheet.rows[t][left])
                        for t, left, b, right in sheet.merged
                        if t <= row <= b and left <= column <= right
                    ),
                    "",
                )
                if not text and sheet.rows[row + 1][column] != "":
                    text = _group_of(sheet, first, row + 1, column)
            if text and text not in parts:
                parts.append(text)
        columns.append(tuple(parts))
    return tuple(columns)


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if b]
    equal = sum(fold_heading(a) == fold_heading(b) for a, b in pairs)
    return bool(pairs) and equal * 10 >= len(pairs) * 8


def _numbers_columns(sheet: Sheet, row: int) -> bool:
    """The line «1 2 3 4 …» (or «А Б 1 2») under a heading."""
    if row >= len(sheet.rows):
        return False
    texts = [text_of(cell) for cell in sheet.rows[row] if cell != "" and not isinstance(cell, date)]
    if len(texts) < 2 or len(texts) != sum(cell != "" for cell in sheet.rows[row]):
        return False
    numbers = [int(text.strip(" .()")) for text in texts if _NUMBER.fullmatch(text.strip(" .()"))]
    letters = [text for text in texts if not text.strip(" .()").isdigit()]
    return (
        len(numbers) >= 2
        and all(len(text) == 1 for text in letters)
        and all(b - a in (1, 2) for a, b in pairwise(numbers))
        and numbers[0] in (1, 2, 3)
    )
