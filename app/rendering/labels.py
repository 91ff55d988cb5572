"""Sheets of labels for envelopes: 70×37 mm, three columns by eight rows on A4, without margins between them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.progress import Progress
from app.rendering.compact import compact
from app.rendering.fonts import BOLD, REGULAR, drawing, register_fonts, text_width
from app.rendering.paper import plain, style

WIDTH, HEIGHT = 70 * mm, 37 * mm
COLUMNS, ROWS = 3, 8
PER_SHEET = COLUMNS * ROWS
_INSIDE = 5 * mm
_NAME_SIZE, _SIZE, _LEAST = 11.0, 10.0, 6.5


@dataclass(frozen=True)
class Label:
    """To whom and where."""

    name: str
    address: str


def labels_sheet(labels: Sequence[Label], *, first_place: int = 1, progress: Progress) -> bytes:
    """The PDF. ``first_place`` 1-24: the first free label of the first sheet, counted along the rows.

    A text that is too long for its label is set smaller. ValueError for another place.
    """
    if not 1 <= first_place <= PER_SHEET:
        raise ValueError("first_place")
    data = io.BytesIO()
    with drawing:
        register_fonts()
        canvas = Canvas(
            data,
            pagesize=A4,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs call it a number
            lang="ru-RU",
        )
        canvas.setTitle("Наклейки")
        for number, label in enumerate(labels, start=first_place - 1):
            place = number % PER_SHEET
            if place == 0 and number > 0:
                canvas.showPage()
            if place == 0:
                progress.step("Готовлю наклейки", number, len(labels))
            _draw(canvas, label, place % COLUMNS * WIDTH, _top() - place // COLUMNS * HEIGHT)
        canvas.showPage()
        canvas.save()
    return compact(data.getvalue())


def _top() -> float:
    """Eight rows are 296 mm high: half a millimetre stays above and below."""
    return float(A4[1]) - (float(A4[1]) - ROWS * HEIGHT) / 2


def _draw(canvas: Canvas, label: Label, left: float, top: float) -> None:
    room = WIDTH - 2 * _INSIDE
    name_size = _NAME_SIZE
    while text_width(label.name, BOLD, name_size) > room * 2 and name_size > _LEAST:
        name_size -= 0.5
    size = _SIZE
    while True:
        name = plain(label.name, style(name_size, bold=True))
        address = plain(label.address, style(size))
        heights = [paragraph.wrap(room, HEIGHT * 9)[1] for paragraph in (name, address)]
        if sum(heights) + 2 * mm <= HEIGHT - 2 * _INSIDE or size <= _LEAST:
            break
        size, name_size = size - 0.5, max(name_size - 0.5, _LEAST)
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(left, top - HEIGHT, WIDTH, HEIGHT)
    canvas.clipPath(clip, stroke=0, fill=0)
    below = top - _INSIDE
    for paragraph, height in zip((name, address), heights, strict=True):
        paragraph.drawOn(canvas, left + _INSIDE, below - height)
        below -= height + 2 * mm
    canvas.restoreState()
