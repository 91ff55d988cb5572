"""The register as an XLSX workbook: a list for people in front, a hidden sheet for every table behind it.

Texts are written as texts, never as formulas (and marked so for whoever edits them). Days are ISO 8601 texts, so that
no spreadsheet turns them. Contents of attached files stay in the vault; the JSON has them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from app.errors import UserError
from app.progress import Progress
from app.services.members.exporting.document import FORMAT, VERSION, Tables

PEOPLE_SHEET = "Члены профсоюза"
ABOUT_SHEET = "О файле"
_REST_SHEET = "Продолжение"
_LONGEST = 32_000
"""Excel keeps 32,767 signs in a cell; what is longer goes on in a sheet of its own."""
_EMPTY = "_x_"
"""An empty text where the column may also hold nothing."""


def write_workbook(
    about: Mapping[str, Any],
    heads: Sequence[str],
    lines: Sequence[Sequence[Any]],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    progress: Progress,
) -> bytes:
    """The workbook's bytes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(PEOPLE_SHEET)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head) for head in heads])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    info = book.create_sheet(ABOUT_SHEET)
    for name, value in {"format": FORMAT, "version": VERSION, **about}.items():
        info.append([_cell(info, name), _cell(info, str(value))])
    rest: list[tuple[str, int, str, int, str]] = []
    for number, (table, found) in enumerate(rows.items()):
        progress.step("Записываю листы", number, len(rows))
        page = book.create_sheet(table)
        page.sheet_state = "hidden"
        names = list(found[0]) if found else []
        page.append([_cell(page, name) for name in names])
        for place, row in enumerate(found, start=2):
            page.append([_cell(page, _shortened(row[name], (table, place, name), rest)) for name in names])
    page = book.create_sheet(_REST_SHEET)
    page.sheet_state = "hidden"
    for entry in rest:
        page.append([_cell(page, value) for value in entry])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _shortened(value: Any, place: tuple[str, int, str], rest: list[tuple[str, int, str, int, str]]) -> Any:
    if value == "":
        return _EMPTY
    if not isinstance(value, str):
        return value
    text = _escaped(value)
    if len(text) <= _LONGEST:
        return _Escaped(text)
    pieces = [_escaped(value[start : start + _LONGEST // 8]) for start in range(0, len(value), _LONGEST // 8)]
    rest += [(*place, number, _Escaped(piece)) for number, piece in enumerate(pieces[1:])]
    return _Escaped(pieces[0])


class _Escaped(str):
    """A text whose signs a workbook cannot hold are written as Excel writes them."""


_UNWRITTEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|^_(?=x_$)|^ | $")
_WRITTEN = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _escaped(text: str) -> str:
    """Signs that XML or a spreadsheet would lose as ``_xHHHH_`` (ECMA-376, 22.9.2.19), and what looks so itself."""
    return _UNWRITTEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescape(text: object) -> str:
    """The text of a cell that :func:`_escaped` wrote."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), str(text))


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell: Any = WriteOnlyCell(sheet, value=None)
    text = value if isinstance(value, _Escaped) or value == _EMPTY else _escaped_visible(value)
    cell._value = str(text)  # «=…» given to .value would become a formula
    cell.data_type = "s"
    if text[:1] in "=+-@'":
        cell.quotePrefix = True
    return cell


def _escaped_visible(text: str) -> str:
    """For people: line ends stay, signs that no workbook holds go."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")[:_LONGEST]


def read_workbook(data: bytes) -> tuple[dict[str, str], Tables]:
    """What the workbook says of itself, and the rows of its hidden sheets.

    UserError ``exporting.not_ours`` or ``exporting.damaged``.
    """
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        if ABOUT_SHEET not in book.sheetnames:
            raise UserError("exporting.not_ours")
        about = {str(line[0]): str(line[1]) for line in book[ABOUT_SHEET].iter_rows(values_only=True) if len(line) > 1}
        if about.get("format") != FORMAT:
            raise UserError("exporting.not_ours")
        rest: dict[tuple[str, int, str], list[str]] = {}
        if _REST_SHEET in book.sheetnames:
            line: Any
            for line in book[_REST_SHEET].iter_rows(values_only=True):
                table, place, name, _, piece = line
                rest.setdefault((str(table), int(place), str(name)), []).append(unescape(piece))
        own = {PEOPLE_SHEET, ABOUT_SHEET, _REST_SHEET}
        rows = {name: list(_rows(book[name], name, rest)) for name in book.sheetnames if name not in own}
        book.close()
    except UserError:
        raise
    except Exception as error:  # a reader of foreign files fails in many ways, all of them one to people
        raise UserError("exporting.damaged") from error
    return about, rows


def _rows(sheet: Any, table: str, rest: Mapping[tuple[str, int, str], list[str]]) -> Iterator[dict[str, Any]]:
    lines = sheet.iter_rows(values_only=True)
    names = [str(name) for name in next(lines, ()) if name is not None]
    for place, line in enumerate(lines, start=2):
        if all(value is None for value in line):
            continue
        row = {}
        for name, value in zip_longest(names, line[: len(names)]):
            if isinstance(value, str):
                text = "" if value == _EMPTY else unescape(value)
                row[name] = text + "".join(rest.get((table, place, name), ()))
            else:
                row[name] = value
        yield row
