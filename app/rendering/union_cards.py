"""Members' cards on A4: ten of 85.6 x 54 mm (ISO/IEC 7810, ID-1) on a sheet, crop marks, backs behind their fronts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from app.progress import Progress, silent
from app.rendering.compact import compact
from app.rendering.fonts import BOLD, REGULAR, drawing, register_fonts, text_width
from app.rendering.paper import plain, style
from app.rendering.square import draw_square

WIDTH, HEIGHT = 85.6 * mm, 54 * mm
ACROSS, DOWN = 2, 5
SQUARE = 20 * mm
"""The side of the square code with its quiet zone."""

_LEFT = (A4[0] - ACROSS * WIDTH) / 2
_BELOW = (A4[1] - DOWN * HEIGHT) / 2
_PAD = 4 * mm
_INK, _QUIET_INK, _ACCENT = colors.HexColor("#1B2329"), colors.HexColor("#56626B"), colors.HexColor("#0E5A6E")


@dataclass(frozen=True)
class CardFace:
    """What stands on one card. ``code`` is the text of its square; ``since`` when its holder joined the union."""

    union: str
    organisation: str
    surname: str
    first_names: str
    number: str
    until: date
    code: str
    since: date | None = None


@dataclass(frozen=True)
class CardBack:
    """What stands on the back of every card. ``lines`` are sentences."""

    organisation: str
    address: str
    phone: str
    lines: tuple[str, ...] = (
        "Билет удостоверяет членство в профсоюзе.",
        "Подлинность проверяется по квадратному коду без интернета: программа «Первичка», «Проверить билет».",
        "Нашедшего просим вернуть билет по адресу организации.",
    )


def union_cards_pdf(faces: Sequence[CardFace], back: CardBack | None = None, progress: Progress | None = None) -> bytes:
    """The sheets as PDF; with ``back``, each sheet is followed by the backs, mirrored for printing on both sides
    (turned over the long edge). ValueError without cards; OperationCancelled when the person asks to stop."""
    if not faces:
        raise ValueError("no cards")
    steps = progress or silent()
    data = io.BytesIO()
    with drawing:
        register_fonts()
        before, rl_config.useA85 = rl_config.useA85, 0
        try:
            options: dict[str, Any] = {"initialFontName": REGULAR, "lang": "ru-RU"}
            canvas = Canvas(data, pagesize=A4, invariant=1, pageCompression=1, **options)
            canvas.setTitle("Профсоюзные билеты")
            for start in range(0, len(faces), ACROSS * DOWN):
                sheet = faces[start : start + ACROSS * DOWN]
                steps.step("Готовим билеты", start, len(faces))
                _marks(canvas)
                for place, face in enumerate(sheet):
                    _front(canvas, face, *_corner(place, mirrored=False))
                canvas.showPage()
                if back is not None:
                    _marks(canvas)
                    for place in range(len(sheet)):
                        _back(canvas, back, *_corner(place, mirrored=True))
                    canvas.showPage()
            canvas.save()
        finally:
            rl_config.useA85 = before
    return compact(data.getvalue())


def _corner(place: int, *, mirrored: bool) -> tuple[float, float]:
    down, across = divmod(place, ACROSS)
    column = ACROSS - 1 - across if mirrored else across
    return _LEFT + column * WIDTH, _BELOW + (DOWN - 1 - down) * HEIGHT


def _marks(canvas: Any) -> None:
    """Crop marks outside the cards, so that no line is left on a card cut a little askew."""
    canvas.setStrokeColor(colors.black)
    canvas.setLineWidth(0.3)
    gap, length = 1.5 * mm, 5 * mm
    right, top = _LEFT + ACROSS * WIDTH, _BELOW + DOWN * HEIGHT
    for column in range(ACROSS + 1):
        x = _LEFT + column * WIDTH
        canvas.line(x, _BELOW - gap, x, _BELOW - gap - length)
        canvas.line(x, top + gap, x, top + gap + length)
    for row in range(DOWN + 1):
        y = _BELOW + row * HEIGHT
        canvas.line(_LEFT - gap, y, _LEFT - gap - length, y)
        canvas.line(right + gap, y, right + gap + length, y)


def _front(canvas: Any, face: CardFace, x: float, y: float) -> None:
    top = y + HEIGHT
    canvas.setFillColor(_ACCENT)
    canvas.rect(x + _PAD, top - _PAD - 0.8 * mm, WIDTH - 2 * _PAD, 0.8 * mm, stroke=0, fill=1)
    used = _text(
        canvas=canvas,
        text=face.union,
        x=x + _PAD,
        top=top - _PAD - 2.2 * mm,
        width=WIDTH - 2 * _PAD,
        size=8,
        least=6.5,
        lines=2,
        bold=True,
    )
    used = _text(
        canvas=canvas,
        text=face.organisation,
        x=x + _PAD,
        top=used - 0.8 * mm,
        width=WIDTH - 2 * _PAD,
        size=7,
        least=5.5,
        lines=3,
    )
    room = WIDTH - 2 * _PAD - SQUARE
    canvas.setFillColor(_QUIET_INK)
    canvas.setFont(REGULAR, 6.5)
    canvas.drawString(x + _PAD, y + 24.4 * mm, "ПРОФСОЮЗНЫЙ БИЛЕТ")
    _line(canvas, f"№ {face.number}", x + _PAD, y + 20.2 * mm, room, 10, bold=True)
    _line(canvas, face.surname, x + _PAD, y + 14.6 * mm, room, 11.5, bold=True)
    _line(canvas, face.first_names, x + _PAD, y + 10.2 * mm, room, 9.5)
    canvas.setFillColor(_QUIET_INK)
    small = f"Действует по {face.until:%d.%m.%Y}"
    if face.since is not None:
        small = f"В профсоюзе с {face.since:%Y} г. · {small[0].lower()}{small[1:]}"
    _line(canvas, small, x + _PAD, y + _PAD, room, 6.5, colour=_QUIET_INK)
    # The quiet zone reaches into the margin: nothing is printed there.
    draw_square(canvas, face.code, x + WIDTH - SQUARE - 2 * mm, y + 2 * mm, SQUARE)


def _back(canvas: Any, back: CardBack, x: float, y: float) -> None:
    width, place = WIDTH - 2 * _PAD, y + HEIGHT - _PAD
    place = (
        _text(
            canvas=canvas,
            text=back.organisation,
            x=x + _PAD,
            top=place,
            width=width,
            size=7.5,
            least=5.5,
            lines=3,
            bold=True,
        )
        - 1 * mm
    )
    where = ", ".join(part for part in (back.address, back.phone) if part)
    if where:
        place = (
            _text(canvas=canvas, text=where, x=x + _PAD, top=place, width=width, size=7, least=5.5, lines=2) - 1.5 * mm
        )
    for line in back.lines:
        place = (
            _text(canvas=canvas, text=line, x=x + _PAD, top=place, width=width, size=7, least=5.5, lines=3) - 0.8 * mm
        )
    canvas.setStrokeColor(_INK)
    canvas.setLineWidth(0.4)
    canvas.line(x + _PAD, y + 8 * mm, x + _PAD + 38 * mm, y + 8 * mm)
    canvas.line(x + _PAD + 44 * mm, y + 8 * mm, x + WIDTH - _PAD, y + 8 * mm)
    canvas.setFillColor(_QUIET_INK)
    canvas.setFont(REGULAR, 6)
    canvas.drawString(x + _PAD, y + 5.4 * mm, "подпись владельца")
    canvas.drawString(x + _PAD + 44 * mm, y + 5.4 * mm, "председатель, М.П.")


def _line(
    canvas: Any, text: str, x: float, y: float, room: float, size: float, *, bold: bool = False, colour: Any = _INK
) -> None:
    """One line, its type shrunk down to half until it fits; then it loses its end."""
    font = BOLD if bold else REGULAR
    clean = " ".join(text.split())
    while size > 5.5 and text_width(clean, font, size) > room:
        size -= 0.5
    while len(clean) > 1 and text_width(clean, font, size) > room:
        clean = clean[:-2].rstrip() + "…"
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    canvas.drawString(x, y, clean)


def _text(
    canvas: Any,
    text: str,
    x: float,
    top: float,
    width: float,
    size: float,
    least: float,
    lines: int,
    *,
    bold: bool = False,
) -> float:
    """A paragraph from ``top`` down in at most so many lines, its type shrunk to fit; gives where it ends."""
    paragraph: Paragraph = plain(text, style(size, bold=bold, textColor=_INK))
    while True:
        _, height = paragraph.wrap(width, 1000)
        if height <= lines * size * 1.17 or size <= least:
            break
        size -= 0.5
        paragraph = plain(text, style(size, bold=bold, textColor=_INK))
    if height > lines * size * 1.17:
        shown = paragraph.split(width, lines * size * 1.17)[0]
        _, height = shown.wrap(width, 1000)
        shown.drawOn(canvas, x, top - height)
        return float(top - height)
    paragraph.drawOn(canvas, x, top - height)
    return float(top - height)
