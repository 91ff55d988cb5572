"""The print typeface: Liberation Serif, cut down once a process so that a PDF carries few bytes.

Hinting, layout tables and signs outside European scripts are dropped before reportlab sees the font; reportlab then
embeds only the signs a document uses. Form 2 takes 12 KB of fonts this way instead of 45.
"""

from __future__ import annotations

import io
import logging
import threading
from functools import lru_cache

from fontTools import subset
from fontTools.ttLib import TTFont as FontFile
from fontTools.ttLib.scaleUpem import scale_upem
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.domain.files import resource_path

REGULAR = "PrintSerif"
BOLD = "PrintSerif-Bold"
ITALIC = "PrintSerif-Italic"
logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every glyph it keeps

_FILES = {REGULAR: "Regular", BOLD: "Bold", ITALIC: "Italic"}

_UNITS_PER_EM = 500
"""A coarser grid than the font's 2048: at 10 points a unit is a fiftieth of a point, finer than any office printer."""

_CHARACTERS = (
    *range(0x20, 0x250),  # Latin
    *range(0x400, 0x530),  # Cyrillic with the letters of the peoples of Russia
    *range(0x2010, 0x2040),  # dashes, quotation marks, the ellipsis
    *range(0x20A0, 0x20C0),  # currencies
    0x2116,  # №
    0x2122,
    *range(0x2190, 0x2194),
    0x2212,
    0x2260,
    0x2264,
    0x2265,
    *range(0x25A0, 0x25D0),
)

drawing = threading.RLock()
"""Held while a document is drawn: reportlab's fonts keep a reading position."""


def _thin_font(style: str) -> io.BytesIO:
    font = FontFile(resource_path("fonts", f"LiberationSerif-{style}.ttf"), lazy=True)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [6]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "FFTM", "gasp", "hdmx", "VDMX", "LTSH", "PCLT"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_CHARACTERS)
    cutter.subset(font)
    scale_upem(font, _UNITS_PER_EM)
    data = io.BytesIO()
    font.save(data)
    font.close()
    data.seek(0)
    return data


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make the three styles known to reportlab; costs about 0.3 s, once."""
    for name, style in _FILES.items():
        # asciiReadable would embed all of ASCII whether used or not.
        pdfmetrics.registerFont(TTFont(name, _thin_font(style), asciiReadable=False))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


def text_width(text: str, font: str, size: float) -> float:
    """The width in points; the fonts must be registered."""
    return float(pdfmetrics.stringWidth(text, font, size))
