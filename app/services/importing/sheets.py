"""Reading a file of people's making into sheets of plain cells, with limits; the content decides what it is.

Raises one clear :class:`UserError` (``importing.*``) for what is damaged, encrypted, empty, too large or no list.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from app.domain.defusing import undefuse
from app.errors import UserError
from app.services.importing.gluing import Separated, mend_glued
from app.services.importing.json_people import read_people
from app.services.importing.kinds import kind_of
from app.services.importing.marks import NO_VALUE, Marks, ods_marks, xlsx_marks
from app.services.importing.markup import read_markup
from app.services.importing.text_tables import decode, read_separated

__all__ = ["NO_VALUE", "SheetCell", "SourceFile", "SourceSheet", "read_content"]

SheetCell = str | int | float | bool | date
"""What a cell holds; an empty one is ``""``. A moment keeps its day only."""

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 400
MAX_CELLS = 8_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_REPEATED = re.compile(rb'<table:table-(row|cell|column)\b[^>]*?number-(?:rows|columns)-repeated="([0-9]+)"[^>]*?(/?)>')


@dataclass(frozen=True)
class SourceSheet:
    """One sheet. ``rows[0]`` is row 1 of the spreadsheet; every row has ``width`` cells."""

    name: str
    rows: tuple[tuple[SheetCell, ...], ...]
    width: int
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = field(default=())
    """Merged regions: first row, first column, last row, last column, from 0, inclusive."""
    hidden_rows: frozenset[int] = frozenset()
    filtered: bool = False
    """A filter was set when the file was saved: it is what hid the rows."""
    hidden_columns: frozenset[int] = frozenset()
    struck: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """The struck-out cells: columns by row, from 0."""
    broken: Mapping[int, str] = field(default_factory=dict)
    """Lines that the file itself has spoilt, with the reason in Russian: they cannot be read as one person."""
    uneven: Mapping[int, str] = field(default_factory=dict)
    """Lines that may be spoilt, with the reason in Russian."""
    separated_by: str = ""
    """The sign at which lines that stood in one cell each were taken apart."""


@dataclass(frozen=True)
class SourceFile:
    """A file that was read."""

    name: str
    sha256: str
    sheets: tuple[SourceSheet, ...]


def read_content(data: bytes, name: str) -> SourceFile:
    """Read a spreadsheet or a text table; in the cage only (:mod:`app.services.importing.caged`), for its libraries
    may ask for any memory and end the process. UserError ``importing.*`` when it cannot be read.
    """
    digest = hashlib.sha256(data).hexdigest()
    sheets = _read(data, name)
    if not any(any(cell != "" for cell in row) for sheet in sheets for row in sheet.rows):
        raise UserError("importing.empty", name=name)
    return SourceFile(name, digest, sheets)


def _read(data: bytes, name: str) -> tuple[SourceSheet, ...]:
    if not data.strip():
        raise UserError("importing.empty", name=name)
    if data.startswith(b"PK"):
        return _read_zip(data, name)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UserError("importing.encrypted", name=name)
        if "WordDocument".encode("utf-16-le") in data:
            raise UserError("importing.wrong_kind", name=name, kind="документ Word")
        return _read_workbook(data, name, {})
    if (kind := kind_of(data)) is not None:
        raise UserError(kind.code, name=name, kind=kind.title)
    text = decode(data, name)
    start = text[:3000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith("{"):
        return (_sheet("Реестр", read_people(text, name), name),)
    if start.startswith(("<!doctype html", "<html", "<table", "<?xml", "<meta", "<head", "<body", "<div", "<style")):
        tables = read_markup(text, MAX_CELLS)
        if not tables:
            raise UserError("importing.not_a_list", name=name)
        return tuple(
            _sheet(f"Таблица {n}", table.rows, name, merged=tuple(table.merged), marks=table.marks)
            for n, table in enumerate(tables, 1)
        )
    return (_sheet(Path(name).stem, read_separated(text, MAX_ROWS), name),)


def _read_zip(data: bytes, name: str) -> tuple[SourceSheet, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: info for info in archive.infolist()}
            if sum(info.file_size for info in members.values()) > MAX_UNPACKED:
                raise UserError("importing.too_large", name=name)
            if "word/document.xml" in members:
                raise UserError("importing.wrong_kind", name=name, kind="документ Word")
            if any(info.flag_bits & 1 for info in members.values()) or "encrypted-package" in members:
                raise UserError("importing.encrypted", name=name)
            if "content.xml" in members:
                marks = _look_at_ods(archive, name)
            elif any(member.startswith("xl/") for member in members):
                _check_xlsx(archive, name)
                marks = xlsx_marks(archive, lambda member: _unpacked(archive, member, name))
            else:
                raise UserError("importing.wrong_kind", name=name, kind="архив")
    except UserError:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
        raise UserError("importing.damaged", name=name) from error
    return _read_workbook(data, name, marks)


def _check_xlsx(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a sheet whose far corner would make a table of billions of cells, before the reader allocates it."""
    for member in archive.namelist():
        if not member.startswith("xl/worksheets/") or not member.endswith(".xml"):
            continue
        columns: set[bytes] = set()
        last, first = 0, 10_000_000
        for letters, number in _REFERENCE.findall(_unpacked(archive, member, name)):
            columns.add(letters)
            row = int(number)
            last, first = max(last, row), min(first, row)
        width = max((_column_number(letters) for letters in columns), default=0)
        if last and (last - first + 1) * width > 4 * MAX_CELLS:
            raise UserError("importing.too_large", name=name)


def _look_at_ods(archive: zipfile.ZipFile, name: str) -> dict[str, Marks]:
    """Refuse what is locked, no workbook, or would make a table of billions of cells; the marks of the sheets."""
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UserError("importing.encrypted", name=name)
    content = _unpacked(archive, "content.xml", name)
    kind_told = archive.read("mimetype")[:100] if "mimetype" in archive.namelist() else b""
    if b"opendocument.text" in kind_told or b"opendocument.presentation" in kind_told:
        raise UserError("importing.wrong_kind", name=name, kind="документ OpenDocument")
    cells = rows = 0
    for kind, number, closed in _REPEATED.findall(content):
        if closed or kind == b"column":
            continue  # an empty run at the end of a row or sheet is ordinary
        if kind == b"cell":
            cells = max(cells, int(number))
        elif int(number) < 1_000_000:
            rows = max(rows, int(number))
    if max(cells, 1) * max(rows, 1) > MAX_CELLS:
        raise UserError("importing.too_large", name=name)
    return ods_marks(content)


def _unpacked(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """The member's bytes, whatever size its directory claims."""
    with archive.open(member) as stream:
        data = stream.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise UserError("importing.too_large", name=name)
    return data


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_workbook(data: bytes, name: str, marks: Mapping[str, Marks]) -> tuple[SourceSheet, ...]:
    sheets: list[SourceSheet] = []
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, about in enumerate(book.sheets_metadata):
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            source = book.get_sheet_by_index(number)
            rows: Sequence[Sequence[object]] = []
            if source.end is not None:
                if (source.end[0] + 1) * (source.end[1] + 1) > 4 * MAX_CELLS:
                    raise UserError("importing.too_large", name=name)
                rows = source.to_python(skip_empty_area=False)
            merged = tuple((a, b, c, d) for (a, b), (c, d) in source.merged_cell_ranges or ())
            hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
            told = marks.get(about.name)
            sheets.append(_sheet(about.name, rows, name, hidden=hidden, merged=merged, marks=told))
    except UserError:
        raise
    except python_calamine.PasswordError as error:
        raise UserError("importing.encrypted", name=name) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader's own panics are no Exception
        raise UserError("importing.damaged", name=name) from error
    return tuple(sheets)


def _sheet(
    title: str,
    rows: Sequence[Sequence[object]] | Separated,
    name: str,
    *,
    hidden: bool = False,
    merged: tuple[tuple[int, int, int, int], ...] = (),
    marks: Marks | None = None,
) -> SourceSheet:
    told = rows if isinstance(rows, Separated) else None
    cells = [[_cell(value) for value in row] for row in (rows.rows if isinstance(rows, Separated) else rows)]
    if told is None and (told := mend_glued(cells)) is not None:
        cells = [[_cell(value) for value in row] for row in told.rows]
    if told is not None and told.glued_head is not None:
        raise UserError("importing.glued_lines", name=name, row=told.glued_head + 1)
    marks = marks or Marks()
    for (row, column), text in marks.lost.items():
        if row < MAX_ROWS and column < MAX_COLUMNS:
            cells += [[] for _ in range(row + 1 - len(cells))]
            cells[row] += [""] * (column + 1 - len(cells[row]))
            cells[row][column] = text
    while cells and not any(value != "" for value in cells[-1]):
        cells.pop()
    width = max((_last_filled(row) for row in cells), default=0)
    if len(cells) > MAX_ROWS or width > MAX_COLUMNS:
        raise UserError("importing.too_many_rows", name=name, rows=MAX_ROWS, columns=MAX_COLUMNS)
    even = tuple((*row[:width], *[""] * (width - len(row))) for row in cells)
    return SourceSheet(
        title,
        even,
        width,
        hidden,
        merged,
        hidden_rows=frozenset(row for row in marks.hidden_rows if row < len(even)),
        filtered=marks.filtered,
        hidden_columns=frozenset(column for column in marks.hidden_columns if column < width),
        struck={row: frozenset(columns) for row, columns in marks.struck.items() if row < len(even)},
        broken={} if told is None else told.broken,
        uneven={} if told is None else told.uneven,
        separated_by="" if told is None else told.separated_by,
    )


def _last_filled(row: list[SheetCell]) -> int:
    for place in range(len(row), 0, -1):
        if row[place - 1] != "":
            return place
    return 0


_TOLD_AS_TEXT = re.compile(r'="([^"]*)"')
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\u200b-\u200f\u2028-\u202e\ufffe\uffff]")


def _cell(value: object) -> SheetCell:
    if isinstance(value, str):
        text = _CONTROLS.sub("", value).replace("_x000D_", "").strip()
        told = undefuse(text)
        if told != text:  # our own text tables, and those of others who defuse formulas
            return told
        if text[:2] == '="' and (shown := _TOLD_AS_TEXT.fullmatch(text)) is not None:
            return shown.group(1)  # ="0012345": how text tables keep the zeros
        # An apostrophe in front is how Excel is told «this is text».
        return text[1:] if text[:1] == "'" and "'" not in text[1:] else text
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool | int | date):
        return value
    if isinstance(value, float):
        if value != value or abs(value) == float("inf"):
            return ""
        return value
    if value is None:
        return ""
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).strip()
