"""A QR code as vectors on a reportlab canvas: sharp at any size, a few bytes."""

from __future__ import annotations

from typing import Any

import segno
from reportlab.lib import colors

QUIET = 4
"""Light modules around the code (ISO/IEC 18004, 9.1)."""


def modules(text: str, error: str = "m") -> list[bytes]:
    """Rows of the code, a byte 1 for each dark module, without the quiet zone."""
    return [bytes(row) for row in segno.make_qr(text, error=error).matrix]


def draw_square(canvas: Any, text: str, x: float, y: float, side: float, error: str = "m") -> None:
    """Draw with the lower left corner at (x, y); ``side`` in points holds the quiet zone too."""
    rows = modules(text, error)
    unit = side / (len(rows) + 2 * QUIET)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        start = 0
        while start < len(row):
            if not row[start]:
                start += 1
                continue
            end = start
            while end < len(row) and row[end]:
                end += 1
            bottom = y + side - (number + QUIET + 1) * unit
            # A hair taller than a module: no light seams between the rows.
            path.rect(x + (start + QUIET) * unit, bottom, (end - start) * unit, unit * 1.02)
            start = end
    canvas.setFillColor(colors.black)
    canvas.drawPath(path, stroke=0, fill=1)
