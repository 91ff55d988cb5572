"""The print typeface: Liberation Serif, cut down so that a PDF carries few bytes (``installer/cut_fonts.py``)."""

from __future__ import annotations

import threading
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.domain.files import resource_path

REGULAR = "PrintSerif"
BOLD = "PrintSerif-Bold"
ITALIC = "PrintSerif-Italic"

_FILES = {REGULAR: "Regular", BOLD: "Bold", ITALIC: "Italic"}

drawing = threading.RLock()
"""Held while a document is drawn: reportlab's fonts keep a reading position."""


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make the three styles known to reportlab, once."""
    for name, style in _FILES.items():
        # asciiReadable would embed all of ASCII whether used or not.
        path = resource_path("fonts", "print", f"PrintSerif-{style}.ttf")
        pdfmetrics.registerFont(TTFont(name, str(path), asciiReadable=False))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


def text_width(text: str, font: str, size: float) -> float:
    """The width in points; the fonts must be registered."""
    return float(pdfmetrics.stringWidth(text, font, size))
