"""HTML and XML tables saved as «.xls»: cells that span rows and columns, hidden and struck-out rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from app.services.importing.marks import Marks

_ROW = frozenset({"tr", "row", "ss:row"})
_CELL = frozenset({"td", "th", "cell", "ss:cell"})
_TABLE = frozenset({"table", "ss:table"})
_STRIKES = frozenset({"s", "strike", "del"})
_MOST_DOWN = 1000
_MOST_ACROSS = 100


@dataclass
class MarkupTable:
    """A table of a page. ``merged``: first row, first column, last row, last column, from 0, inclusive."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)


def read_markup(text: str, limit_cells: int) -> list[MarkupTable]:
    """Every table of an HTML page or an XML spreadsheet, as rows of text."""
    struck = frozenset(
        re.findall(r'(?is)<(?:ss:)?style\b[^>]*\bss:id="([^"]*)"(?:(?!</(?:ss:)?style>).)*strikethrough="1"', text)
    )
    parser = _Tables(limit_cells, struck)
    parser.feed(text)
    parser.close()
    return [table for table in parser.tables if table.rows]


class _Tables(HTMLParser):
    """Collects the cells of HTML tables, and of the rows of «XML table 2003» sheets."""

    def __init__(self, limit_cells: int, struck_styles: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[MarkupTable] = []
        self._struck_styles = struck_styles
        self._taken: set[tuple[int, int]] = set()
        self._cell: list[str] | None = None
        self._across = self._down = 1
        self._strikes = 0
        self._row_struck = self._cell_struck = False
        self._left = limit_cells

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        values = {name: value or "" for name, value in attrs}
        if tag in _TABLE:
            self._end_cell()
            self.tables.append(MarkupTable())
            self._taken = set()
        elif tag in _ROW:
            self._begin_row(values)
        elif tag in _CELL:
            self._begin_cell(values)
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")
        elif (tag in _STRIKES or _struck(values)) and self._cell is not None:
            self._cell_struck = True

    def _begin_row(self, values: dict[str, str]) -> None:
        self._end_cell()
        if not self.tables:
            self.tables.append(MarkupTable())
        table = self.tables[-1]
        place = values.get("ss:index", "").strip()
        while place.isdecimal() and len(table.rows) < min(int(place) - 1, 100_000):
            table.rows.append([])
        table.rows.append([])
        self._row_struck = _struck(values)
        if _hidden(values):
            table.marks.hidden_rows.add(len(table.rows) - 1)

    def _begin_cell(self, values: dict[str, str]) -> None:
        self._end_cell()
        if self.tables and not self.tables[-1].rows:  # a cell without a row of its own
            self.tables[-1].rows.append([])
        self._cell = []
        self._across = _span(values, "colspan", "ss:mergeacross", _MOST_ACROSS)
        self._down = _span(values, "rowspan", "ss:mergedown", _MOST_DOWN)
        self._cell_struck = self._row_struck or _struck(values) or values.get("ss:styleid", "") in self._struck_styles
        place = values.get("ss:index", "").strip()
        if self.tables and place.isdecimal():
            row = self.tables[-1].rows[-1]
            row.extend([""] * (min(int(place) - 1, 500) - len(row)))

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in _CELL or tag in _ROW or tag in _TABLE:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Text of the current cell."""
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = " ".join("".join(self._cell).split())
        self._cell = None
        if not self.tables or self._left <= 0:
            return
        table = self.tables[-1]
        number, row = len(table.rows) - 1, table.rows[-1]
        while (number, len(row)) in self._taken:
            row.append("")
        column = len(row)
        self._left -= self._across
        row.extend([text] + [""] * (self._across - 1))
        if self._cell_struck and text:
            table.marks.struck.setdefault(number, set()).add(column)
        if self._across * self._down > 1 and self._left >= self._across * self._down:
            self._left -= self._across * (self._down - 1)
            table.merged.append((number, column, number + self._down - 1, column + self._across - 1))
            self._taken |= {
                (down, across)
                for down in range(number + 1, number + self._down)
                for across in range(column, column + self._across)
            }


def _span(values: dict[str, str], html: str, xml: str, most: int) -> int:
    told, more = values.get(html, "").strip(), values.get(xml, "").strip()
    if told.isdecimal() and len(told) < 7:
        return max(1, min(int(told), most))
    return min(int(more) + 1, most) if more.isdecimal() and len(more) < 7 else 1


def _struck(values: dict[str, str]) -> bool:
    return "line-through" in values.get("style", "").lower()


def _hidden(values: dict[str, str]) -> bool:
    style = re.sub(r"\s", "", values.get("style", "").lower())
    return (
        "display:none" in style
        or "visibility:collapse" in style
        or "hidden" in values
        or values.get("ss:hidden") == "1"
    )
