"""Cut Liberation Serif down to what the program prints: ``python installer/cut_fonts.py`` writes resources/fonts/print.

Hinting, layout tables and signs outside European scripts are dropped: form 2 takes 12 KB of fonts this way instead of
45. The result is part of the program (cutting at every start of a command cost 0.4 s); a test cuts again and compares.
The licence (OFL) keeps the name Liberation for the unchanged fonts, so the cut ones are called Print Serif.
"""

from __future__ import annotations

import io
import logging
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FONTS = Path(__file__).parents[1] / "resources" / "fonts"
STYLES = ("Regular", "Bold", "Italic")

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


def cut(style: str) -> bytes:
    """One style; the same input always gives the same bytes."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every glyph it keeps
    font = TTFont(FONTS / f"LiberationSerif-{style}.ttf", lazy=True, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [6]
    options.recalc_timestamp = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "FFTM", "gasp", "hdmx", "VDMX", "LTSH", "PCLT"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_CHARACTERS)
    cutter.subset(font)
    scale_upem(font, _UNITS_PER_EM)
    for record in font["name"].names:
        record.string = f"PrintSerif-{style}"
    data = io.BytesIO()
    font.save(data)
    font.close()
    return data.getvalue()


if __name__ == "__main__":
    for name in STYLES:
        (FONTS / "print" / f"PrintSerif-{name}.ttf").write_bytes(cut(name))
