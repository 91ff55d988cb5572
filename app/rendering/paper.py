"""A PDF document on A4: margins, numbered pages, the same bytes for the same content.

Used by forms and by the other papers; knows nothing about what is printed.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph

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
    return Paragraph(paragraph_markup(text), look)


def paragraph_markup(text: str) -> str:
    """Text made safe for a paragraph with mark-up, its line breaks and runs of spaces kept."""
    kept = re.sub(" {2,}", lambda match: "\u00a0" * len(match[0]), _printable(text))
    return escape(kept).replace("\n", "<br/>")


def _printable(text: str) -> str:
    """Without control signs; Liberation Serif has no sign of the rouble."""
    return "".join(c for c in text if c >= " " or c == "\n").replace("₽", "руб.")


@dataclass(frozen=True)
class PaperSection:
    """Pages of one kind: numbered from 1, with a footer of their own. ``title`` is the bookmark of the first page."""

    story: Sequence[Flowable]
    title: str
    is_landscape: bool = False
    footer: str = ""


class _NumberedCanvas(Canvas):
    """Keeps the pages until the end, when their number is known, then writes «Стр. 1 из 2» under each."""

    sections: Sequence[PaperSection] = ()
    numbered = True
    section = 0
    """Where the page being drawn belongs; its template tells."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep the page instead of writing it."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # reportlab's own way to begin a page

    def save(self) -> None:
        """Write the pages, now that their number is known."""
        totals = Counter(page["section"] for page in self._pages)
        numbers: Counter[int] = Counter()
        for page in self._pages:
            self.__dict__.update(page)
            numbers[self.section] += 1
            if len(self.sections) > 1 and numbers[self.section] == 1:
                mark = f"part{self.section}"
                self.bookmarkPage(mark)
                self.addOutlineEntry(_printable(self.sections[self.section].title), mark)
            self._draw_footer(numbers[self.section], totals[self.section])
            super().showPage()
        super().save()

    def _draw_footer(self, number: int, total: int) -> None:
        width = self._pagesize[0]  # type: ignore[attr-defined]
        self.setFont(REGULAR, _FOOTER_SIZE)
        footer = _printable(self.sections[self.section].footer)
        if footer:
            self.drawString(LEFT, 8 * mm, footer)
        if self.numbered:
            self.drawRightString(width - RIGHT, 8 * mm, f"Стр. {number} из {total}")


def document(
    story: Sequence[Flowable], *, title: str, is_landscape: bool = False, footer: str = "", numbered: bool = True
) -> bytes:
    """The PDF of the story. ``footer`` stands at the lower left of each page, its number at the lower right."""
    return sections_document([PaperSection(story, title, is_landscape, footer)], title=title, numbered=numbered)


def sections_document(sections: Sequence[PaperSection], *, title: str, numbered: bool = True) -> bytes:
    """One PDF of several sections, with a bookmark to each when there is more than one; fonts are embedded once."""

    class Sheet(_NumberedCanvas):
        pass

    Sheet.sections, Sheet.numbered = sections, numbered
    data = io.BytesIO()
    with drawing:
        register_fonts()
        # Binary streams: a quarter smaller than the text encoding reportlab likes. Set while the lock is held.
        before, rl_config.useA85 = rl_config.useA85, 0
        try:
            paper = BaseDocTemplate(
                data,
                pagesize=_size(sections[0]),
                title=_printable(title),
                author="",
                subject="",
                creator="",
                invariant=1,
                pageCompression=1,
                initialFontName=REGULAR,
                lang="ru-RU",
            )
            paper.addPageTemplates([_template(number, section) for number, section in enumerate(sections)])
            flow = list(sections[0].story)
            for number, section in enumerate(sections[1:], start=1):
                flow += [NextPageTemplate(f"page{number}"), PageBreak(), *section.story]
            paper.build(flow, canvasmaker=Sheet)
        finally:
            rl_config.useA85 = before
    return compact(data.getvalue())


def _size(section: PaperSection) -> tuple[float, float]:
    return landscape(A4) if section.is_landscape else A4


def _template(number: int, section: PaperSection) -> PageTemplate:
    size = _size(section)
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

    def begin(canvas: Any, _document: Any) -> None:
        canvas.section = number

    return PageTemplate(id=f"page{number}", frames=[frame], pagesize=size, onPage=begin)
