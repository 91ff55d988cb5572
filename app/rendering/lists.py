"""Lists of people or things as PDF: numbered, the head repeated on every page, widths found from the contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer
from reportlab.platypus import Table as Grid

from app.progress import Progress, silent
from app.rendering.fonts import BOLD, REGULAR, drawing, register_fonts, text_width
from app.rendering.paper import CENTRED, document, page_height, page_width, plain, style

_SIZE = 9.0
_PADDING = 3.0
_TALLEST = 200.0
_SAMPLE = 400
_ABOVE, _BELOW = 1.5, 2.5
_LOOK: list[tuple[Any, ...]] = [
    ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
    ("FONT", (0, 0), (-1, -1), REGULAR, _SIZE, _SIZE * 1.16),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), _ABOVE),
    ("BOTTOMPADDING", (0, 0), (-1, -1), _BELOW),
]


def member_list_pdf(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    subtitle: str = "",
    landscape: bool = False,
    numbered: bool = True,
    headings: frozenset[int] = frozenset(),
    progress: Progress | None = None,
) -> bytes:
    """The list as PDF. Each row has as many texts as there are columns; «№ п/п» is added in front when ``numbered``.

    ``subtitle`` says as of when and how many. Rows whose places are in ``headings`` are headings of groups: their first
    text goes across, and they are not numbered. Raises ValueError when a row has another number of texts, and
    OperationCancelled when the person at the progress asks to stop.
    """
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row of the list does not fit the columns")
    heads = ["№ п/п", *columns] if numbered else list(columns)
    texts, number = [], 0
    for place, row in enumerate(rows):
        if place in headings:
            texts.append([*row, ""] if numbered else list(row))
            continue
        number += 1
        texts.append([str(number), *row] if numbered else list(row))
    with drawing:
        register_fonts()
        story: list[Flowable] = [plain(title, style(13, bold=True, align=CENTRED, spaceAfter=4))]
        if subtitle:
            story.append(plain(subtitle, style(10, align=CENTRED, spaceAfter=4)))
        story.append(Spacer(0, 6))
        used = sum(f.wrap(page_width(landscape), 10_000)[1] + f.getSpaceAfter() for f in story)
        for table in _tables(heads, texts, landscape, used + 2, numbered=numbered, headings=headings):
            (progress or silent()).step("Готовим список")
            story.append(table)
        return document(story, title=title, is_landscape=landscape, footer=title)


def grouped_list_pdf(
    title: str,
    columns: Sequence[str],
    sections: Sequence[tuple[str, Sequence[Sequence[str]]]],
    *,
    subtitle: str = "",
    progress: Progress | None = None,
) -> bytes:
    """Lists one under another, each with its heading, its own numbers and how many it has; widths are the same."""
    everybody = [row for _, rows in sections for row in rows]
    heads = ["№ п/п", *columns]
    with drawing:
        register_fonts()
        widths = _widths(heads, [[str(n), *row] for n, row in enumerate(everybody, start=1)], page_width(False))
        story: list[Flowable] = [plain(title, style(13, bold=True, align=CENTRED, spaceAfter=4))]
        if subtitle:
            story.append(plain(subtitle, style(10, align=CENTRED, spaceAfter=6)))
        look = style(_SIZE)
        above: list[Any] = [plain(head, style(_SIZE, bold=True, align=CENTRED)) for head in heads]
        commands = [*_LOOK, ("ALIGN", (0, 1), (0, -1), "CENTER")]
        for number, (name, rows) in enumerate(sections):
            (progress or silent()).step("Готовим списки", number, len(sections))
            texts = [[str(n), *row] for n, row in enumerate(rows, start=1)]
            cells = [[_cell(text, room, look) for text, room in zip(row, widths, strict=True)] for row in texts]
            heading = plain(f"{name}: {len(rows)}", style(11, bold=True, spaceBefore=8, spaceAfter=3, keepWithNext=1))
            story.append(CondPageBreak(90))
            story.append(heading)
            for start in range(0, len(cells), _AT_ONCE):
                part = cells[start : start + _AT_ONCE]
                story.append(
                    Grid([above, *part], colWidths=widths, style=commands, repeatRows=1)
                    if start == 0
                    else Grid(part, colWidths=widths, style=commands)
                )
        return document(story, title=title, footer=title)


_AT_ONCE = 60
"""Rows of one table: a longer one would be measured anew for every page it goes over."""


def _tables(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    is_landscape: bool,
    used: float,
    *,
    numbered: bool,
    headings: frozenset[int],
) -> Iterator[Flowable]:
    """A table for each page, ``used`` points of the first being taken: one table for thousands of rows would be
    measured anew for every page."""
    plain_rows = [row for place, row in enumerate(rows) if place not in headings] if headings else rows
    widths = _widths(heads, plain_rows, page_width(is_landscape))
    look = style(_SIZE)
    above: list[Any] = [plain(head, style(_SIZE, bold=True, align=CENTRED)) for head in heads]
    commands = [*_LOOK, ("ALIGN", (0, 1), (0, -1), "CENTER")] if numbered else _LOOK
    head_height = _height(above, widths)
    page, heights, room = [above], [head_height], page_height(is_landscape) - used - head_height
    across: list[tuple[Any, ...]] = []
    bold = style(_SIZE, bold=True)
    for place, row in enumerate(rows or [["—", *[""] * (len(heads) - 1)]]):
        if place in headings:
            parts = [[plain(row[0], bold), *[""] * (len(heads) - 1)]]
            heights_of = [plain(row[0], bold).wrap(sum(widths) - 2 * _PADDING, 10_000)[1] + _ABOVE + _BELOW]
        else:
            parts = _cut([_cell(text, width, look) for text, width in zip(row, widths, strict=True)], widths)
            heights_of = [_height(cells, widths) for cells in parts]
        for cells, height in zip(parts, heights_of, strict=True):
            # A heading never stays alone at the foot of a page.
            needed = height + (head_height if place in headings else 0)
            if needed > room and len(page) > 1:
                yield Grid(page, colWidths=widths, rowHeights=heights, style=[*commands, *across])
                yield PageBreak()
                page, heights, room = [above], [head_height], page_height(is_landscape) - head_height
                across = []
            if place in headings:
                across += [
                    ("SPAN", (0, len(page)), (-1, len(page))),
                    ("ALIGN", (0, len(page)), (0, len(page)), "LEFT"),
                    ("BACKGROUND", (0, len(page)), (-1, len(page)), colors.Color(0.93, 0.93, 0.93)),
                ]
            page.append(cells)
            heights.append(height)
            room -= height
    yield Grid(page, colWidths=widths, rowHeights=heights, style=[*commands, *across])


def _height(cells: Sequence[Any], widths: Sequence[float]) -> float:
    tallest = _SIZE * 1.16
    for cell, width in zip(cells, widths, strict=True):
        if not isinstance(cell, str):
            tallest = max(tallest, cell.wrap(width - 2 * _PADDING, 10_000)[1])
    return float(tallest) + _ABOVE + _BELOW


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """Each column as wide as its longest text of the first rows, shrunk together, never below its longest word."""
    sample = rows[:_SAMPLE]
    wanted, least = [], []
    for number, head in enumerate(heads):
        texts = [row[number] for row in sample]
        words = [word for text in texts for word in text.split()]
        longest = max((text_width(text, REGULAR, _SIZE) for text in texts), default=0.0)
        word = max(
            [text_width(w, REGULAR, _SIZE) for w in words] + [text_width(w, BOLD, _SIZE) for w in head.split()],
            default=0.0,
        )
        room = 2 * _PADDING + 1
        least.append(min(word + room, width / 3))
        wanted.append(max(min(longest + room, width / 2), least[-1]))
    if sum(wanted) <= width or sum(least) >= width:
        base = wanted if sum(wanted) <= width else least
        return [one * width / sum(base) for one in base]
    spare = (width - sum(least)) / (sum(wanted) - sum(least))
    return [low + (high - low) * spare for low, high in zip(least, wanted, strict=True)]


def _cell(text: str, room: float, look: Any) -> Any:
    """A plain string when it fits on one line: a page of paragraphs takes ten times as long."""
    clean = " ".join(text.split(" "))
    if "\n" not in clean and clean.isprintable() and text_width(clean, REGULAR, _SIZE) <= room - 2 * _PADDING:
        return clean
    return plain(text, look)


def _cut(cells: list[Any], widths: Sequence[float]) -> list[list[Any]]:
    """One row, or several when a text is taller than a good part of a page."""
    columns: list[list[Any]] = []
    for cell, room in zip(cells, widths, strict=True):
        rest: list[Any] = [cell]
        found: list[Any] = []
        while rest:
            parts = [rest[-1]] if isinstance(rest[-1], str) else rest[-1].split(room - 2 * _PADDING, _TALLEST) or rest
            found.append(parts[0])
            rest = parts[1:]
        columns.append(found)
    tallest = max(len(found) for found in columns)
    return [[found[n] if n < len(found) else "" for found in columns] for n in range(tallest)]
