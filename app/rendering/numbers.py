"""The organisation in numbers on paper: tables with headings of groups, a chart of years, a pyramid of ages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib import colors
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer
from reportlab.platypus import Table as Grid

from app.rendering.fonts import BOLD, REGULAR, drawing, register_fonts
from app.rendering.paper import CENTRED, RIGHTWARDS, document, page_width, plain, style

_SIZE = 9.5
_ACCENT, _SECOND, _THIRD = colors.HexColor("#0f5a6e"), colors.HexColor("#c98f2b"), colors.HexColor("#b9b6a8")
"""As on the screen: women, men, unknown."""
_GROUP = colors.Color(0.93, 0.93, 0.93)


@dataclass(frozen=True)
class NumberTable:
    """``rows``: (heading of a group, ()) goes across; else (title, numbers as texts). ``note`` stands below."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    note: str = ""
    first_width: float = 0.46
    """Share of the width that the titles take."""


@dataclass(frozen=True)
class YearColumns:
    """A column for each year."""

    title: str
    data: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class AgePyramid:
    """(age, women, men, unknown) from young to old; the old stand at the top."""

    title: str
    bands: tuple[tuple[str, int, int, int], ...]


NumberBlock = NumberTable | YearColumns | AgePyramid


def numbers_pdf(
    title: str,
    subtitle: str,
    facts: Sequence[tuple[str, str]],
    blocks: Sequence[NumberBlock],
    *,
    signers: Sequence[tuple[str, str]] = (),
    is_landscape: bool = False,
) -> bytes:
    """The paper. ``facts``: name and value pairs under the title; ``signers``: who signs and the name printed."""
    with drawing:
        register_fonts()
        story: list[Flowable] = [plain(title, style(14, bold=True, align=CENTRED, spaceAfter=4))]
        if subtitle:
            story.append(plain(subtitle, style(10.5, align=CENTRED, spaceAfter=8)))
        if facts:
            story += [_facts(facts, page_width(is_landscape)), Spacer(0, 8)]
        for block in blocks:
            story += _flowables(block, page_width(is_landscape))
        if signers:
            story.append(KeepTogether([Spacer(0, 18), _signatures(signers, page_width(is_landscape))]))
        return document(story, title=title, is_landscape=is_landscape, footer=title)


def _flowables(block: NumberBlock, width: float) -> list[Flowable]:
    heading = plain(block.title, style(11.5, bold=True, spaceBefore=10, spaceAfter=4))
    if isinstance(block, NumberTable):
        made: list[Flowable] = [CondPageBreak(120), heading] if block.title else []
        made.append(_table(block, width))
        if block.note:
            made.append(plain(block.note, style(8.5, spaceBefore=3)))
        return made
    chart = _columns(block, width) if isinstance(block, YearColumns) else _pyramid(block, width)
    return [KeepTogether([heading, chart])]


def _facts(facts: Sequence[tuple[str, str]], width: float) -> Grid:
    rows = [[plain(name, style(10)), plain(value, style(10, bold=True))] for name, value in facts]
    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0), *_close(1)]
    return Grid(rows, colWidths=[width * 0.32, width * 0.68], style=look)


def _close(points: float) -> list[tuple[Any, ...]]:
    return [("TOPPADDING", (0, 0), (-1, -1), points), ("BOTTOMPADDING", (0, 0), (-1, -1), points + 1)]


def _table(block: NumberTable, width: float) -> Grid:
    count = len(block.heads) - 1
    first = width * block.first_width
    widths = [first, *([(width - first) / count] * count)]
    rows: list[list[Any]] = [[plain(head, style(_SIZE, bold=True, align=CENTRED)) for head in block.heads]]
    look: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        *_close(0.7),
    ]
    number_look, title_look = style(_SIZE, align=RIGHTWARDS), style(_SIZE)
    inner_look = style(_SIZE, leftIndent=12)
    for title, numbers in block.rows:
        if numbers:
            rows.append(
                [
                    plain(title, inner_look if title[:1].islower() else title_look),
                    *(plain(text, number_look) for text in numbers),
                ]
            )
            continue
        place = len(rows)
        rows.append([plain(title, style(_SIZE, bold=True)), *[""] * count])
        look += [("SPAN", (0, place), (-1, place)), ("BACKGROUND", (0, place), (-1, place), _GROUP)]
        look.append(("NOSPLIT", (0, place), (0, place + 1)))
    return Grid(rows, colWidths=widths, style=look, repeatRows=1)


def _signatures(signers: Sequence[tuple[str, str]], width: float) -> Grid:
    rows = [
        [plain(who, style(11)), plain("_______________________", style(11)), plain(name, style(11))]
        for who, name in signers
    ]
    return Grid(rows, colWidths=[width * 0.4, width * 0.33, width * 0.27], style=_close(4))


def _columns(block: YearColumns, width: float) -> Drawing:
    height, foot, head = 96.0, 16.0, 14.0
    picture = Drawing(width, height)
    top = max((number for _, number in block.data), default=0) or 1
    slot = min(width / max(len(block.data), 1), 70.0)
    for place, (title, number) in enumerate(block.data):
        tall = (height - foot - head) * number / top
        x = place * slot
        picture.add(_filled(x + slot * 0.17, foot, slot * 0.66, tall, _ACCENT))
        picture.add(String(x + slot / 2, foot + tall + 3, str(number), fontName=BOLD, fontSize=9, textAnchor="middle"))
        picture.add(String(x + slot / 2, 3, title, fontName=REGULAR, fontSize=9, textAnchor="middle"))
    return picture


def _pyramid(block: AgePyramid, width: float) -> Drawing:
    line, foot = 15.0, 20.0
    picture = Drawing(width, line * len(block.bands) + foot)
    label, number = 62.0, 28.0
    half = (width - label) / 2 - number
    top = max((max(women, men + unknown) for _, women, men, unknown in block.bands), default=0) or 1
    middle = width / 2
    for place, (title, women, men, unknown) in enumerate(block.bands):
        y = foot + place * line
        picture.add(String(middle, y + 3, title, fontName=REGULAR, fontSize=9, textAnchor="middle"))
        left, right = half * women / top, half * men / top
        _bar(picture, middle - label / 2 - left, y, left, line, _ACCENT)
        _bar(picture, middle + label / 2, y, right, line, _SECOND)
        more = half * unknown / top
        _bar(picture, middle + label / 2 + right, y, more, line, _THIRD)
        x = middle - label / 2 - left - 4
        picture.add(String(x, y + 3, str(women), fontName=REGULAR, fontSize=9, textAnchor="end"))
        x = middle + label / 2 + right + more + 4
        picture.add(String(x, y + 3, str(men + unknown), fontName=REGULAR, fontSize=9))
    names: list[tuple[str, Any]] = [("женщины", _ACCENT), ("мужчины", _SECOND)]
    if any(unknown for *_, unknown in block.bands):
        names.append(("пол не указан", _THIRD))
    x = middle - 36.0 * len(names)
    for name, colour in names:
        picture.add(_filled(x, 3, 8, 8, colour))
        picture.add(String(x + 12, 3, name, fontName=REGULAR, fontSize=9))
        x += 76
    return picture


def _filled(x: float, y: float, wide: float, tall: float, colour: Any) -> Rect:
    look: dict[str, Any] = {"fillColor": colour, "strokeColor": None}
    return Rect(x, y, wide, tall, **look)


def _bar(picture: Drawing, x: float, y: float, wide: float, line: float, colour: Any) -> None:
    if wide > 0:
        picture.add(_filled(x, y + 1, wide, line - 3, colour))
