"""What a paper to be signed is made of, ready to be drawn: words filled in, cases chosen. Plain data, no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "centre", "right", "justify"]


@dataclass(frozen=True)
class PaperText:
    """Words with ``**bold**`` marks; line breaks are kept. ``size`` 0: as the sheet. ``indent``: first line set in.

    ``hang`` is a label (a list's number) that the lines stand beside. ``before`` and ``after`` are mm of room.
    """

    text: str
    align: Align = "justify"
    bold: bool = False
    italic: bool = False
    size: float = 0
    indent: bool = False
    hang: str = ""
    before: float = 0
    after: float = 0
    keep: bool = False
    """Stands on the same page as what comes next."""


@dataclass(frozen=True)
class RightBlock:
    """The address at the upper right: lines that begin at the middle of the page."""

    text: str
    width: float = 0.5
    """Part of the line's width."""


@dataclass(frozen=True)
class TwoSides:
    """Words at the left and at the right of one line: place and date."""

    left: str
    right: str
    bold: bool = False


@dataclass(frozen=True)
class GridColumn:
    """``width`` is relative; 0 finds it from the contents."""

    title: str
    width: float = 0
    align: Align = "left"


@dataclass(frozen=True)
class GridBlock:
    """A table with lines; its head is repeated on every page. No titles at all: no head."""

    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    size: float = 0


@dataclass(frozen=True)
class Facts:
    """Label and value, line by line, the value underlined as on a card filled by hand."""

    rows: tuple[tuple[str, str], ...]
    width: float = 0.4
    """The labels' part of the width."""


@dataclass(frozen=True)
class Signature:
    """Who signs, a line for the hand, the name; maybe the date beside it and the place of the stamp below."""

    title: str
    name: str = ""
    date: str | None = None
    """None: no date; empty: to be written by hand."""
    stamp: bool = False


@dataclass(frozen=True)
class HandLines:
    """Empty lines to write on, with small words under the last."""

    count: int = 1
    caption: str = ""


@dataclass(frozen=True)
class Space:
    """Empty room, in mm."""

    mm: float


@dataclass(frozen=True)
class Rule:
    """A line across; ``cut``: dashed, where the sheet is to be cut."""

    cut: bool = False


@dataclass(frozen=True)
class NewPage:
    """What follows begins on another page."""


SheetBlock = PaperText | RightBlock | TwoSides | GridBlock | Facts | Signature | HandLines | Space | Rule | NewPage


@dataclass(frozen=True)
class PaperSheet:
    """One paper. ``size`` is that of its letters in points; pages are numbered from the second when ``numbered``."""

    title: str
    blocks: tuple[SheetBlock, ...]
    size: float = 14
    landscape: bool = False
    numbered: bool = True
