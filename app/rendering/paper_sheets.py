"""Papers to be signed as one PDF: office margins, Liberation Serif, each paper from a new page with pages of its own.

Margins and page numbers follow ГОСТ Р 7.0.97-2016: 30 mm at the left, 10 at the right, 20 above and below; the number
in the middle of the upper margin, from the second page on.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any, Literal

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.pagesizes import landscape as turned
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Grid

from app.domain.vocabulary.calendar import OF_MONTHS
from app.progress import Progress, silent
from app.rendering.compact import compact
from app.rendering.fonts import BOLD, ITALIC, REGULAR, drawing, register_fonts, text_width
from app.rendering.paper import paragraph_markup
from app.rendering.paper_blocks import (
    Align,
    Facts,
    GridBlock,
    HandLines,
    NewPage,
    PaperSheet,
    PaperText,
    RightBlock,
    Rule,
    SheetBlock,
    Signature,
    Space,
    TwoSides,
)

LEFT, RIGHT, TOP, BOTTOM = 30 * mm, 10 * mm, 20 * mm, 20 * mm
_INDENT = 12.5 * mm
_LEADING = 1.2
_SMALL = 9.0
_SAMPLE = 200
_PADDING = 3.5
_ALIGN: dict[Align, Literal[0, 1, 2, 4]] = {
    "left": TA_LEFT,
    "centre": TA_CENTER,
    "right": TA_RIGHT,
    "justify": TA_JUSTIFY,
}
_BOLD_MARK = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_STICK = (
    (re.compile(r"(№|ст\.|п\.|ч\.|г\.|д\.|ул\.|кв\.|стр\.|тел\.|ИНН|ОГРН) (?=[\d+А-ЯЁ«_])"), "\\1\u00a0"),
    (re.compile(rf"(?<=\d) (?=г\.|гг\.|руб|коп|мм|%|{'|'.join(OF_MONTHS)})"), "\u00a0"),
    (re.compile(r"\b([А-ЯЁ]\.) (?=[А-ЯЁ]\.)"), "\\1\u00a0"),
    (re.compile(r"\b([А-ЯЁ]\.) (?=[А-ЯЁ][а-яё])"), "\\1\u00a0"),
    (re.compile(r"(?<=[а-яё]) (?=[А-ЯЁ]\.(?:[\s\u00a0][А-ЯЁ]\.|$|[,;)]))"), "\u00a0"),
)  # fmt: skip
"""Places where a line must not end: «№ 3», «20 ноября 2026 г.», «Е. П. Щербакова»."""


def sheets_pdf(sheets: Sequence[PaperSheet], *, title: str = "", progress: Progress | None = None) -> bytes:
    """All papers in one file, in their order; the same bytes for the same papers.

    Raises OperationCancelled when the person at the progress asks to stop.
    """
    heard = progress or silent()
    with drawing:
        register_fonts()
        story: list[Flowable] = []
        for number, sheet in enumerate(sheets):
            heard.step("Готовим листы", number, len(sheets))
            kind = _template_id(sheet)
            if story:
                story += [NextPageTemplate(kind), PageBreak()]
            story.append(_Begin(sheet, number))
            story += _Drawer(sheet).story()
        return _built(story, sheets, title or (sheets[0].title if sheets else ""), heard)


def width_of(landscape: bool) -> float:
    """The width between the margins in points."""
    return float((turned(A4) if landscape else A4)[0]) - LEFT - RIGHT


class _Begin(Flowable):
    """Takes no room; tells the page that a paper begins here."""

    def __init__(self, sheet: PaperSheet, number: int) -> None:
        super().__init__()
        self.sheet, self.number = sheet, number
        self.width = self.height = 0

    def wrap(self, *_: Any) -> tuple[float, float]:
        """Nothing."""
        return 0, 0

    def draw(self) -> None:
        """Count this paper's pages from here."""
        self.canv._paper = [self.sheet, 1]  # type: ignore[attr-defined]


def _template_id(sheet: PaperSheet) -> str:
    return "landscape" if sheet.landscape else "portrait"


def _built(story: list[Flowable], sheets: Sequence[PaperSheet], title: str, heard: Progress) -> bytes:
    data = io.BytesIO()
    before, rl_config.useA85 = rl_config.useA85, 0
    try:
        paper = BaseDocTemplate(
            data, pagesize=A4, title=_clean(title), author="", subject="", creator="", invariant=1, pageCompression=1,
            initialFontName=REGULAR, lang="ru-RU",
        )  # fmt: skip
        first = "landscape" if sheets and sheets[0].landscape else "portrait"
        done = 0

        def ended(canvas: Canvas, _document: Any) -> None:
            nonlocal done
            sheet, page = getattr(canvas, "_paper", (None, 0))
            if sheet is None:
                return
            if page > 1 and sheet.numbered:
                width, height = canvas._pagesize  # type: ignore[attr-defined]
                canvas.setFont(REGULAR, 12)
                canvas.drawCentredString(LEFT + (width - LEFT - RIGHT) / 2, height - TOP + 4 * mm, str(page))
            canvas._paper = [sheet, page + 1]  # type: ignore[attr-defined]
            done += 1
            heard.step("Складываем страницы", min(done, len(sheets)), len(sheets))

        templates = []
        for kind in (first, "portrait" if first == "landscape" else "landscape"):
            size = turned(A4) if kind == "landscape" else A4
            frame = Frame(
                LEFT, BOTTOM, size[0] - LEFT - RIGHT, size[1] - TOP - BOTTOM, leftPadding=0, rightPadding=0,
                topPadding=0, bottomPadding=0,
            )  # fmt: skip
            templates.append(PageTemplate(id=kind, frames=[frame], pagesize=size, onPageEnd=ended))
        paper.addPageTemplates(templates)
        paper.build(story)
    finally:
        rl_config.useA85 = before
    return compact(data.getvalue())


def _clean(text: str) -> str:
    return "".join(c for c in text if c >= " " or c == "\n").replace("₽", "руб.")


def words(text: str) -> str:
    """Text with its bold marks as reportlab's mark-up, its lines held together where they must be."""
    for pattern, replacement in _STICK:
        text = pattern.sub(replacement, text)
    return _BOLD_MARK.sub(r"<b>\1</b>", paragraph_markup(text))


class _Drawer:
    """One paper's blocks as flowables."""

    def __init__(self, sheet: PaperSheet) -> None:
        self.sheet = sheet
        self.size = sheet.size
        self.width = width_of(sheet.landscape)

    def story(self) -> list[Flowable]:
        flow: list[Flowable] = []
        held: list[Flowable] = []
        for block in self.sheet.blocks:
            made = self._block(block)
            keep = isinstance(block, PaperText) and block.keep
            if keep:
                held += made
            elif held and made:
                flow += [CondPageBreak(self._room(held, made[0])), *held, *made]
                held = []
            else:
                flow += made
        return [*flow, *held]

    def _room(self, held: Sequence[Flowable], following: Flowable) -> float:
        """The height of pieces that stand with what follows: all of a small one, the beginning of a large one."""
        heights = [f.wrap(self.width, 10_000)[1] + f.getSpaceBefore() + f.getSpaceAfter() for f in held]
        return float(sum(heights)) + min(float(following.wrap(self.width, 10_000)[1]), 45 * mm) + 2 * mm

    def _style(
        self, size: float = 0, *, bold: bool = False, italic: bool = False, align: Align = "left", **more: Any
    ) -> ParagraphStyle:
        size = size or self.size
        font = BOLD if bold else ITALIC if italic else REGULAR
        return ParagraphStyle(
            font, fontName=font, fontSize=size, leading=size * _LEADING, alignment=_ALIGN[align], splitLongWords=1,
            allowWidows=0, allowOrphans=0, **more,
        )  # fmt: skip

    def _paragraph(self, text: str, look: ParagraphStyle) -> Paragraph:
        return Paragraph(words(text), look)

    def _block(self, block: SheetBlock) -> list[Flowable]:
        match block:
            case PaperText():
                return [self._text(block)]
            case RightBlock():
                return [self._right(block)]
            case TwoSides():
                return [self._sides(block)]
            case GridBlock():
                return self._grid(block)
            case Facts():
                return [self._facts(block)]
            case Signature():
                return [self._signature(block)]
            case HandLines():
                return self._lines(block)
            case Space():
                return [Spacer(0, block.mm * mm)]
            case Rule():
                return [self._rule(block)]
            case NewPage():
                return [PageBreak()]

    def _text(self, block: PaperText) -> Flowable:
        # A blank for the hand is one long word: justified, the words before it would be torn apart.
        align: Align = "left" if block.align == "justify" and "__" in block.text else block.align
        look = self._style(
            block.size, bold=block.bold, italic=block.italic, align=align,
            spaceBefore=block.before * mm, spaceAfter=block.after * mm,
            firstLineIndent=_INDENT if block.indent and not block.hang else 0,
        )  # fmt: skip
        if not block.hang:
            return self._paragraph(block.text, look)
        room = max(text_width(block.hang, look.fontName, look.fontSize) + 5, 7 * mm)
        look.leftIndent, look.bulletIndent = _INDENT + room, _INDENT
        look.bulletFontName, look.bulletFontSize = look.fontName, look.fontSize
        return Paragraph(words(block.text), look, bulletText=block.hang)

    def _right(self, block: RightBlock) -> Flowable:
        return self._paragraph(block.text, self._style(leftIndent=self.width * (1 - block.width), spaceAfter=6 * mm))

    def _plain_grid(self, cells: list[list[Any]], widths: list[float], *extra: tuple[Any, ...]) -> Grid:
        base = [
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]  # fmt: skip
        return Grid(cells, colWidths=widths, style=[*base, *extra], hAlign="LEFT")

    def _sides(self, block: TwoSides) -> Flowable:
        left = self._paragraph(block.left, self._style(bold=block.bold))
        right = self._paragraph(block.right, self._style(bold=block.bold, align="right"))
        grid = self._plain_grid([[left, right]], [self.width * 0.5, self.width * 0.5])
        grid.spaceBefore, grid.spaceAfter = 3 * mm, 4 * mm
        return grid

    def _facts(self, block: Facts) -> Flowable:
        size = min(self.size, 12)
        cells = [
            [self._paragraph(label, self._style(size)), self._paragraph(value, self._style(size))]
            for label, value in block.rows
        ]
        rules = [("LINEBELOW", (1, row), (1, row), 0.4, colors.black) for row in range(len(cells))]
        label = self.width * block.width
        grid = self._plain_grid(
            cells, [label, self.width - label], *rules, ("RIGHTPADDING", (0, 0), (0, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        )  # fmt: skip
        grid.spaceBefore, grid.spaceAfter = 2 * mm, 3 * mm
        return grid

    def _signature(self, block: Signature) -> Flowable:
        """«Председатель   ________   Е. П. Щербакова», small words under the lines."""
        small = self._style(_SMALL, align="centre")
        name = self._paragraph(block.name, self._style()) if block.name else ""
        gap = 4 * mm
        parts: list[tuple[Any, Any, float, bool]] = [(self._paragraph(block.title, self._style()), "", 0.0, False)]
        if block.date is not None:
            day = self._paragraph(block.date, self._style(align="centre")) if block.date else ""
            parts.append((day, "(дата)", 28 * mm, True))
        parts.append(("", "(подпись)", (36 if block.date is None else 28) * mm, True))
        parts.append((name, "" if block.name else "(расшифровка подписи)", 46 * mm, not block.name))
        fixed = sum(width + gap for _, _, width, _ in parts[1:])
        first: list[Any] = []
        second: list[Any] = []
        widths: list[float] = []
        rules: list[tuple[Any, ...]] = []
        for number, (cell, caption, width, ruled) in enumerate(parts):
            if number:
                first.append("")
                second.append("")
                widths.append(gap)
            column = len(widths)
            first.append(cell)
            second.append(self._paragraph(caption, small) if caption else "")
            widths.append(width or self.width - fixed)
            if ruled:
                rules.append(("LINEBELOW", (column, 0), (column, 0), 0.5, colors.black))
        rows = [first, second]
        if block.stamp:
            rows.append([self._paragraph("М.П.", self._style()), *[""] * (len(widths) - 1)])
        whole = ("NOSPLIT", (0, 0), (-1, -1))
        grid = self._plain_grid(rows, widths, *rules, ("VALIGN", (0, 0), (-1, 0), "BOTTOM"), whole)
        grid.spaceBefore = 6 * mm
        return grid

    def _lines(self, block: HandLines) -> list[Flowable]:
        height = 8.5 * mm
        flow: list[Flowable] = []
        for _ in range(block.count):
            flow += [
                Spacer(0, height),
                HRFlowable(width="100%", thickness=0.5, color=colors.black, spaceBefore=0, spaceAfter=0),
            ]
        if block.caption:
            flow.append(self._paragraph(block.caption, self._style(_SMALL, align="centre")))
        return flow

    def _rule(self, block: Rule) -> Flowable:
        return HRFlowable(
            width="100%", thickness=0.5, color=colors.black, dash=[3, 3] if block.cut else None, spaceBefore=3 * mm,
            spaceAfter=3 * mm,
        )  # fmt: skip

    # Tables

    def _grid(self, block: GridBlock) -> list[Flowable]:
        size = block.size or min(self.size, 11)
        head = any(column.title for column in block.columns)
        widths = self._widths(block, size)
        looks = [self._style(size, align="left" if c.align == "justify" else c.align) for c in block.columns]
        bold = self._style(size, bold=True, align="centre")
        cells: list[list[Any]] = [[self._paragraph(c.title, bold) for c in block.columns]] if head else []
        cells += [
            [_cell(text, width, look) for text, width, look in zip(row, widths, looks, strict=True)]
            for row in block.rows
        ]
        if not cells:
            return []
        heights = [_height(row, widths, size) for row in cells]
        commands: list[tuple[Any, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("FONT", (0, 0), (-1, -1), REGULAR, size, size * _LEADING),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), _PADDING), ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ]  # fmt: skip
        for number, column in enumerate(block.columns):
            if column.align in ("centre", "right"):
                side = {"centre": "CENTER", "right": "RIGHT"}[column.align]
                commands.append(("ALIGN", (number, 0), (number, -1), side))
        grid = Grid(
            cells, colWidths=widths, rowHeights=heights, style=commands, repeatRows=1 if head else 0, hAlign="LEFT"
        )
        grid.spaceBefore, grid.spaceAfter = 2 * mm, 3 * mm
        return [grid]

    def _widths(self, block: GridBlock, size: float) -> list[float]:
        """Told widths are relative to each other; the others are found from the longest text and word."""
        if all(column.width for column in block.columns):
            total = sum(column.width for column in block.columns)
            return [self.width * column.width / total for column in block.columns]
        wanted, least = [], []
        for number, column in enumerate(block.columns):
            texts = [row[number] for row in block.rows[:_SAMPLE]]
            parts = [word for text in texts for word in text.split()]
            room = 2 * _PADDING + 2
            heads = [text_width(w, BOLD, size) for w in column.title.split()]
            word = max([text_width(w, REGULAR, size) for w in parts] + heads, default=0.0)
            longest = max((text_width(text, REGULAR, size) for text in texts), default=0.0)
            least.append(min(word + room, self.width / 3))
            wanted.append(max(min(longest + room, self.width / 2), least[-1]))
        if sum(wanted) <= self.width or sum(least) >= self.width:
            base = wanted if sum(wanted) <= self.width else least
            return [one * self.width / sum(base) for one in base]
        spare = (self.width - sum(least)) / (sum(wanted) - sum(least))
        return [low + (high - low) * spare for low, high in zip(least, wanted, strict=True)]


def _cell(text: str, room: float, look: ParagraphStyle) -> Any:
    """A plain string when it fits on one line: paragraphs take ten times as long."""
    plain = "\n" not in text and "**" not in text and "₽" not in text and text.isprintable()
    if plain and text_width(text, look.fontName, look.fontSize) <= room - 2 * _PADDING:
        return text
    return Paragraph(words(text), look)


def _height(cells: Sequence[Any], widths: Sequence[float], size: float) -> float:
    tallest = size * _LEADING
    for cell, width in zip(cells, widths, strict=True):
        if not isinstance(cell, str):
            tallest = max(tallest, cell.wrap(width - 2 * _PADDING, 10_000)[1])
    return float(tallest) + 4
