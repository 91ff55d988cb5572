"""Lists of people or things as PDF: numbered, the head repeated on every page, widths found from the contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus import LongTable as Grid

from app.rendering.fonts import BOLD, REGULAR, drawing, register_fonts, text_width
from app.rendering.paper import CENTRED, document, page_width, plain, style

_SIZE = 9.0
_PADDING = 3.0
_TALLEST = 200.0
_SAMPLE = 400


def member_list_pdf(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    subtitle: str = "",
    landscape: bool = False,
    numbered: bool = True,
) -> bytes:
    """The list as PDF. Each row has as many texts as there are columns; «№ п/п» is added in front when ``numbered``.

    ``subtitle`` says as of when and how many; ValueError when a row has another number of texts.
    """
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row of the list does not fit the columns")
    heads = ["№ п/п", *columns] if numbered else list(columns)
    texts = [[str(n), *row] if numbered else list(row) for n, row in enumerate(rows, start=1)]
    with drawing:
        register_fonts()
        story: list[Flowable] = [plain(title, style(13, bold=True, align=CENTRED, spaceAfter=4))]
        if subtitle:
            story.append(plain(subtitle, style(10, align=CENTRED, spaceAfter=4)))
        story.append(Spacer(0, 6))
        story.append(_table(heads, texts, page_width(landscape), numbered=numbered))
        return document(story, title=title, is_landscape=landscape, footer=title)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: float, *, numbered: bool) -> Flowable:
    widths = _widths(heads, rows, width)
    look = style(_SIZE)
    above = [plain(head, style(_SIZE, bold=True, align=CENTRED)) for head in heads]
    body: list[list[Any]] = []
    for row in rows:
        cells = [_cell(text, room, look) for text, room in zip(row, widths, strict=True)]
        body += _cut(cells, widths)
    if not body:
        body.append(["—", *[""] * (len(heads) - 1)])
    commands: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
        ("FONT", (0, 0), (-1, -1), REGULAR, _SIZE, _SIZE * 1.16),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    if numbered:
        commands.append(("ALIGN", (0, 1), (0, -1), "CENTER"))
    return Grid([above, *body], colWidths=widths, repeatRows=1, style=commands)


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
