"""A PDF document on A4: margins, numbered pages, the same bytes for the same content.

Used by forms and by the other papers; knows nothing about what is printed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from app.rendering.compact import compact
from app.rendering.fonts import BOLD, ITALIC, REGULAR, drawing, register_fonts

LEFT, RIGHT, TOP, BOTTOM = 20 * mm, 12 * mm, 12 * mm, 13 * mm
"""Margins: the left one wide enough to be bound."""

LEFTWARDS, CENTRED, RIGHTWARDS, JUSTIFIED = TA_LEFT, TA_CENTER, TA_RIGHT, TA_JUSTIFY
_FOOTER_SIZE = 8


def page_width(is_landscape: bool) -> float:
    """The width between the margins in points."""
    return float((landscape(A4) if is_landscape else A4)[0]) - LEFT - RIGHT


def page_height(is_landscape: bool) -> float:
    """The height between the margins in points."""
    return float((landscape(A4) if is_landscape else A4)[1]) - TOP - BOTTOM


def style(
    size: float, *, bold: bool = False, italic: bool = False, align: int = TA_LEFT, **more: Any
) -> ParagraphStyle:
    """A paragraph style; leading 1.16 of the size."""
    font = BOLD if bold else ITALIC if italic else REGULAR
    settings = {"leading": size * 1.16, "alignment": align, "fontName": font, "fontSize": size, **more}
    return ParagraphStyle(f"{font}-{size}", **settings)


def plain(text: str, look: ParagraphStyle) -> Paragraph:
    """A paragraph of text as it is; line breaks are kept, marks of mark-up are not understood."""
    return Paragraph(marked(text), look)


def marked(text: str) -> str:
    """Text made safe for a paragraph with mark-up, its line breaks and runs of spaces kept."""
    kept = re.sub(" {2,}", lambda match: "\u00a0" * len(match[0]), _printable(text))
    return escape(kept).replace("\n", "<br/>")


def _printable(text: str) -> str:
    """Without control signs; Liberation Serif has no sign of the rouble."""
    return "".join(c for c in text if c >= " " or c == "\n").replace("₽", "руб.")


class _NumberedCanvas(Canvas):
    """Keeps the pages until the end, when their number is known, then writes «Стр. 1 из 2» under each."""

    footer = ""
    numbered = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep the page instead of writing it."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # reportlab's own way to begin a page

    def save(self) -> None:
        """Write the pages, now that their number is known."""
        total = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._draw_footer(number, total)
            super().showPage()
        super().save()

    def _draw_footer(self, number: int, total: int) -> None:
        width = self._pagesize[0]  # type: ignore[attr-defined]
        self.setFont(REGULAR, _FOOTER_SIZE)
        if self.footer:
            self.drawString(LEFT, 8 * mm, self.footer)
        if self.numbered:
            self.drawRightString(width - RIGHT, 8 * mm, f"Стр. {number} из {total}")


def document(
    story: Sequence[Flowable], *, title: str, is_landscape: bool = False, footer: str = "", numbered: bool = True
) -> bytes:
    """The PDF of the story. ``footer`` stands at the lower left of each page, its number at the lower right."""

    class Sheet(_NumberedCanvas):
        pass

    Sheet.footer, Sheet.numbered = _printable(footer), numbered
    size = landscape(A4) if is_landscape else A4
    data = io.BytesIO()
    with drawing:
        register_fonts()
        # Binary streams: a quarter smaller than the text encoding reportlab likes. Set while the lock is held.
        before, rl_config.useA85 = rl_config.useA85, 0
        try:
            paper = BaseDocTemplate(
                data,
                pagesize=size,
                title=_printable(title),
                author="",
                subject="",
                creator="",
                invariant=1,
                pageCompression=1,
                initialFontName=REGULAR,
                lang="ru-RU",
            )
            frame = Frame(
                LEFT,
                BOTTOM,
                size[0] - LEFT - RIGHT,
                size[1] - TOP - BOTTOM,
                leftPadding=0,
                rightPadding=0,
                topPadding=0,
                bottomPadding=0,
            )
            paper.addPageTemplates(PageTemplate(id="page", frames=[frame], pagesize=size))
            paper.build(list(story), canvasmaker=Sheet)
        finally:
            rl_config.useA85 = before
    return compact(data.getvalue())
