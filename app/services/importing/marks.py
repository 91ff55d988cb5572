"""What a workbook's own markup says of rows and cells beside their values: hidden, struck out, never worked out.

The reader of workbooks tells values only, so the sheets' XML is looked through for these marks, by patterns: cheap
where there are none, which is nearly always.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

NO_VALUE = "#ФОРМУЛА?"
"""What stands in a cell whose formula was never worked out: its value is not in the file."""


@dataclass
class Marks:
    """The marks of one sheet, rows and columns from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    filtered: bool = False
    struck: dict[int, set[int]] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    lost: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells whose value is not in the file: what is put there instead."""


Unpack = Callable[[str], bytes]

_ROW_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*([^<]*)</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)/?>")
_SHARED = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="s"[^>]*)>\s*<(?:\w+:)?v>(\d+)<')
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_RUSSIAN = {
    "#N/A": "#Н/Д",
    "#REF!": "#ССЫЛКА!",
    "#VALUE!": "#ЗНАЧ!",
    "#NAME?": "#ИМЯ?",
    "#DIV/0!": "#ДЕЛ/0!",
    "#NUM!": "#ЧИСЛО!",
    "#NULL!": "#ПУСТО!",
}


def xlsx_marks(archive: zipfile.ZipFile, unpack: Unpack) -> dict[str, Marks]:
    """The marks of every sheet of a workbook by its name."""
    members = set(archive.namelist())
    paths = _sheet_paths(members, unpack)
    struck_styles = _struck_styles(unpack("xl/styles.xml")) if "xl/styles.xml" in members else frozenset()
    struck_texts = _struck_texts(unpack("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in members else frozenset()
    unsaved = b'fullCalcOnLoad="1"' in unpack("xl/workbook.xml") if "xl/workbook.xml" in members else False
    return {
        name: _sheet_marks(unpack(path), struck_styles, struck_texts, unsaved=unsaved)
        for name, path in paths.items()
        if path in members
    }


def _sheet_paths(members: set[str], unpack: Unpack) -> dict[str, str]:
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= members:
        return {}
    targets: dict[str, str] = {}
    for tag in re.findall(
        r"<(?:\w+:)?Relationship\b[^>]*>", unpack("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    ):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        target = told.get("Target", "")
        targets[told.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    paths: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", unpack("xl/workbook.xml").decode("utf-8", "replace")):
        told = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
        key = next((value for name, value in told.items() if name.endswith(":id")), "")
        paths[_plain(told.get("name", ""))] = targets.get(key, "")
    return paths


def _plain(text: str) -> str:
    for coded, sign in (("&quot;", '"'), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(coded, sign)
    return text


def _struck_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of the cell formats whose font is struck through."""
    if b"strike" not in styles:
        return frozenset()
    text = styles.decode("utf-8", "replace")
    fonts = _inside(text, "fonts", "font")
    struck = {str(n) for n, font in enumerate(fonts) if _strikes(font)}
    formats = _inside(text, "cellXfs", "xf")
    return frozenset(
        str(n).encode()
        for n, one in enumerate(formats)
        if (found := re.search(r'\bfontId="(\d+)"', one)) and found.group(1) in struck
    )


def _inside(text: str, group: str, one: str) -> list[str]:
    found = re.search(rf"<(?:\w+:)?{group}\b[^>]*>(.*?)</(?:\w+:)?{group}>", text, re.DOTALL)
    if found is None:
        return []
    return re.findall(rf"<(?:\w+:)?{one}\b(?:[^>]*/>|.*?</(?:\w+:)?{one}>)", found.group(1), re.DOTALL)


def _strikes(markup: str) -> bool:
    found = re.search(r'<(?:\w+:)?d?strike\b(?:[^>]*\bval="([^"]*)")?', markup)
    return found is not None and (found.group(1) or "1") not in {"0", "false", "noStrike"}


def _struck_texts(shared: bytes) -> frozenset[bytes]:
    """The numbers of the shared texts every part of which is struck through."""
    if b"strike" not in shared:
        return frozenset()
    struck: set[bytes] = set()
    items = re.findall(r"<(?:\w+:)?si\b(?:[^>]*/>|.*?</(?:\w+:)?si>)", shared.decode("utf-8", "replace"), re.DOTALL)
    for number, item in enumerate(items):
        runs = re.findall(r"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", item, re.DOTALL)
        worded = [run for run in runs if re.search(r"<(?:\w+:)?t\b[^>]*>[^<]*\S", run)]
        if worded and all(_strikes(run) for run in worded):
            struck.add(str(number).encode())
    return frozenset(struck)


def _sheet_marks(data: bytes, styles: frozenset[bytes], texts: frozenset[bytes], *, unsaved: bool) -> Marks:
    marks = Marks()
    if b"hidden=" in data:
        marks.hidden_rows = {int(number) - 1 for number in _ROW_HIDDEN.findall(data)}
        marks.filtered = bool(marks.hidden_rows) and bool(re.search(rb"<(?:\w+:)?filterColumn\b", data))
        for tag in _COLUMN.findall(data):
            told = dict(re.findall(rb'(\w+)="([^"]*)"', tag))
            if told.get(b"hidden") in {b"1", b"true"}:
                first, last = int(told.get(b"min", b"1")), int(told.get(b"max", b"1"))
                marks.hidden_columns.update(range(first - 1, min(last, first + 400)))
    if re.search(rb"<(?:\w+:)?f\b", data):
        for about, value in _FORMULA.findall(data):
            told_text = b't="str"' in about and value == b""
            if (not value.strip() and not told_text) or (unsaved and value.strip() == b"0"):
                _put(marks, about, NO_VALUE)
    if b't="e"' in data:
        for about, value in _ERROR.findall(data):
            shown = value.decode("utf-8", "replace").strip()
            _put(marks, about, _RUSSIAN.get(shown, shown) or NO_VALUE)
    if styles:
        for about in _CELL.findall(data):
            style = _STYLE.search(about)
            if style is not None and style.group(1) in styles:
                _strike(marks, about)
    if texts:
        for about, number in _SHARED.findall(data):
            if number in texts:
                _strike(marks, about)
    return marks


def _put(marks: Marks, about: bytes, text: str) -> None:
    if (place := _place(about)) is not None:
        marks.lost[place] = text


def _strike(marks: Marks, about: bytes) -> None:
    if (place := _place(about)) is not None:
        marks.struck.setdefault(place[0], set()).add(place[1])


def _place(about: bytes) -> tuple[int, int] | None:
    found = _PLACE.search(about)
    if found is None:
        return None
    column = 0
    for letter in found.group(1):
        column = column * 26 + letter - 64
    return int(found.group(2)) - 1, column - 1


_ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table-column|table)\b([^>]*?)(/?)>")


def ods_marks(content: bytes) -> dict[str, Marks]:
    """The marks of every sheet of an OpenDocument workbook by its name."""
    struck = _ods_struck_styles(content)
    if not struck and not re.search(rb'table:visibility="(?:collapse|filter)"|table:formula=', content):
        return {}
    result: dict[str, Marks] = {}
    for name, row, column, tag, about in _walk(content):
        marks = result.setdefault(name, Marks())
        hidden = b'table:visibility="collapse"' in about or b'table:visibility="filter"' in about
        if tag == b"table-row" and hidden:
            marks.hidden_rows.update(range(row, row + min(_repeated(about, b"rows"), 10_000)))
            marks.filtered = marks.filtered or b'"filter"' in about
        elif tag == b"table-column" and hidden:
            marks.hidden_columns.update(range(column, column + min(_repeated(about, b"columns"), 400)))
        elif tag == b"table-cell":
            if (
                b"table:formula=" in about
                and b"office:value-type=" not in about
                and b"calcext:value-type=" not in about
            ):
                marks.lost[row, column] = NO_VALUE
            style = re.search(rb'table:style-name="([^"]*)"', about)
            if style is not None and style.group(1) in struck and b"office:value-type=" in about:
                marks.struck.setdefault(row, set()).add(column)
    return result


def _ods_struck_styles(content: bytes) -> set[bytes]:
    if b"text-line-through" not in content:
        return set()
    struck: set[bytes] = set()
    for name, body in re.findall(
        rb'<style:style\b[^>]*?style:name="([^"]*)"[^>]*?>(.*?)</style:style>', content, re.DOTALL
    ):
        found = re.search(rb'style:text-line-through-style="([^"]*)"', body)
        if found is not None and found.group(1) != b"none":
            struck.add(name)
    return struck


def _walk(content: bytes) -> Iterator[tuple[str, int, int, bytes, bytes]]:
    """Rows, columns and cells in their order: the sheet's name, the place from 0, the tag, its attributes."""
    name, row, column, next_row, columns = "", 0, 0, 0, 0
    for closing, tag, about, _alone in _ODS_TAG.findall(content):
        if tag == b"table":
            if not closing:
                found = re.search(rb'table:name="([^"]*)"', about)
                name = _plain(found.group(1).decode("utf-8", "replace")) if found else ""
                next_row = columns = 0
        elif closing:
            continue
        elif tag == b"table-column":
            yield name, 0, columns, tag, about
            columns += _repeated(about, b"columns")
        elif tag == b"table-row":
            row, column = next_row, 0
            next_row += _repeated(about, b"rows")
            yield name, row, 0, tag, about
        else:
            yield name, row, column, tag, about
            column += _repeated(about, b"columns")


def _repeated(about: bytes, what: bytes) -> int:
    found = re.search(rb"number-" + what + rb'-repeated="(\d+)"', about)
    return int(found.group(1)) if found else 1
