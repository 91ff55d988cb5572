"""Tables kept as text: which encoding, which separator, which cells; and HTML or XML tables saved as «.xls»."""

from __future__ import annotations

import codecs
import csv
import io
import re
from html.parser import HTMLParser
from typing import Literal

from app.errors import UserError

_FREQUENT = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё"
_WEIGHT = {letter: len(_FREQUENT) - place for place, letter in enumerate(_FREQUENT)}
_PAIR_TEXT = (
    "ст но то на ен ов ни ра во ко ро ал ор пр ре ан ер ол по го ла ин ев ва ич ло ет ит ка те ие де ли ос ле та ти"
    " ми мо ма ив ил ис ар ам да до ей ий ая вн со се ск ьн дн ри рь ья пе му ем ня аз ош кт ик"
)
_PAIRS = frozenset(_PAIR_TEXT.split())
"""Frequent pairs of letters: what tells capitals in Windows-1251 from nonsense in KOI8-R."""
_ENCODINGS = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5")
_SEPARATORS = (";", "\t", ",", "|")


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 or one of the Russian eight-bit encodings.

    UTF-8 wins when the bytes are valid in it; otherwise the encoding whose Cyrillic looks most like Russian.
    Raises UserError ``importing.not_a_list`` for bytes that are no text at all.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    head = data[:4000]
    # In UTF-16 without a mark the high bytes are 0x04 for Cyrillic and 0x00 for digits and separators.
    even, odd = (sum(byte in (0, 4) for byte in head[start::2]) for start in (0, 1))
    if len(head) >= 8 and max(even, odd) * 10 > len(head) // 2 * 8 and min(even, odd) * 4 < max(even, odd):
        return data.decode("utf-16-be" if even > odd else "utf-16-le", errors="replace")
    binary = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 12, 13, 26, 27))
    if binary > max(2, len(head) // 50):
        raise UserError("importing.not_a_list", name=name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 and error.reason == "unexpected end of data":
            return data.decode("utf-8", errors="replace")
    return max((data.decode(encoding, errors="replace") for encoding in _ENCODINGS), key=_russian)


def _russian(text: str) -> float:
    """How Russian a decoding looks: frequent lower-case letters speak for it, odd signs inside words against it."""
    sample = text[:60000]
    score = 0.0
    previous = " "
    for letter in sample:
        if letter < "\x80":
            previous = letter
            continue
        low = letter.lower()
        if low in _WEIGHT:
            # A capital right after a small letter is what KOI8-R read as Windows-1251 looks like.
            inside = letter != low and previous.isalpha() and previous == previous.lower()
            score += -25 if inside else _WEIGHT[low] / 2 * (1.0 if letter == low else 0.9)
            score += 25 if previous.lower() + low in _PAIRS else 0
        else:
            score -= 3 if letter in "№«»–—…\xa0°" else 30
        previous = letter
    return score


def read_separated(text: str, limit_rows: int) -> list[list[str]]:
    """Rows of a separated text; the separator is the one that cuts the lines most evenly."""
    clean = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    told = re.match(r"sep=(.)\n", clean)
    if told:  # a line Excel itself writes and reads
        rows = _parse(clean, told.group(1), limit_rows)
        return [[], *rows[1:]]
    sample = "\n".join(clean.split("\n")[:400])
    best = max(_SEPARATORS, key=lambda sign: _evenness(sample, sign))
    return _parse(clean, best, limit_rows)


def _evenness(sample: str, sign: str) -> float:
    widths: dict[int, int] = {}
    rows = _parse(sample, sign, 400)
    for row in rows:
        if any(cell.strip() for cell in row):
            widths[len(row)] = widths.get(len(row), 0) + 1
    widths.pop(1, None)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return count / max(1, len(rows)) * 100 + min(width, 30) / 10 + (_SEPARATORS[::-1].index(sign)) / 100


def _parse(text: str, sign: str, limit_rows: int) -> list[list[str]]:
    rows: list[list[str]] = []
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if text.count('"') % 2 == 0 else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, quoting=quoting)
    try:
        for row in reader:
            rows.append([cell.strip(' "') for cell in row] if quoting == csv.QUOTE_NONE else row)
            if len(rows) > limit_rows:
                break
    except csv.Error:
        return [line.split(sign) for line in text.split("\n")[: limit_rows + 1]]
    return rows


class _Tables(HTMLParser):
    """Collects the cells of HTML tables, and of the rows of «XML table 2003» sheets."""

    _ROW = frozenset({"tr", "row", "ss:row"})
    _CELL = frozenset({"td", "th", "cell", "ss:cell"})
    _TABLE = frozenset({"table", "ss:table"})

    def __init__(self, limit_cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._left = limit_cells

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        values = dict(attrs)
        if tag in self._TABLE:
            self.tables.append([])
        elif tag in self._ROW:
            self._end_cell()
            if not self.tables:
                self.tables.append([])
            place = (values.get("ss:index") or "").strip()
            while place.isdecimal() and len(self.tables[-1]) < min(int(place) - 1, 100_000):
                self.tables[-1].append([])
            self.tables[-1].append([])
        elif tag in self._CELL:
            self._end_cell()
            self._cell = []
            across = values.get("colspan") or ""
            self._span = min(int(across), 100) if across.isdecimal() else 1
            place = (values.get("ss:index") or "").strip()
            while place.isdecimal() and self.tables and self.tables[-1]:
                row = self.tables[-1][-1]
                if len(row) >= min(int(place) - 1, 500):
                    break
                row.append("")
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in self._CELL or tag in self._ROW:
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
        if self.tables and self.tables[-1] and self._left > 0:
            self._left -= self._span
            self.tables[-1][-1].extend([text] + [""] * (self._span - 1))


def read_markup(text: str, limit_cells: int) -> list[list[list[str]]]:
    """Every table of an HTML page or an XML spreadsheet, as rows of text."""
    parser = _Tables(limit_cells)
    parser.feed(text)
    parser.close()
    return [table for table in parser.tables if table]
