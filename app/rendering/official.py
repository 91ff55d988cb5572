"""A paper of an organisation on A4: heading, paragraphs, lines «what: value», tables, signatures. Knows no contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer
from reportlab.platypus import Table as Grid

from app.rendering.fonts import drawing, register_fonts
from app.rendering.paper import (
    CENTRED,
    JUSTIFIED,
    document,
    page_width,
    plain,
    style,
)

_BODY = 11.0
_CELL = 9.0


@dataclass(frozen=True)
class PaperHeading:
    """A heading inside the paper."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Lines:
    """Lines «what: value»; an empty value is left to the hand."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class OfficialTable:
    """A table: heads, rows, and shares of the width (equal when empty)."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float] = ()


@dataclass(frozen=True)
class SignatureLines:
    """Lines to sign: who (office), and the name when known; with the place of the day and of the stamp."""

    people: Sequence[tuple[str, str]]
    stamp: bool = False


OfficialBlock = PaperHeading | Paragraph | Lines | OfficialTable | SignatureLines


@dataclass(frozen=True)
class OfficialPaper:
    """A whole paper. ``lines`` stand under the title in small type; ``approval``: «Утверждаю» in the corner."""

    title: str
    blocks: Sequence[OfficialBlock]
    organisation: str = ""
    lines: Sequence[str] = field(default=())
    approval: tuple[str, str] | None = None
    landscape: bool = False


def paper_pdf(paper: OfficialPaper) -> bytes:
    """The PDF."""
    with drawing:
        register_fonts()
        width = page_width(paper.landscape)
        story: list[Flowable] = []
        if paper.organisation:
            story.append(plain(paper.organisation, style(10.5, align=CENTRED, spaceAfter=8)))
        if paper.approval is not None:
            story.append(_approval(paper.approval, width))
        story.append(plain(paper.title, style(13, bold=True, align=CENTRED, spaceBefore=4, spaceAfter=4)))
        story += [plain(line, style(10, align=CENTRED)) for line in paper.lines]
        story.append(Spacer(0, 6))
        for block in paper.blocks:
            story += _flow(block, width)
        footer = paper.title.replace("\n", " ")
        return document(story, title=footer, is_landscape=paper.landscape, footer=footer[:90])


def _approval(approval: tuple[str, str], width: float) -> Flowable:
    office, name = approval
    text = f"УТВЕРЖДАЮ\n{office}\n_______________ {name}\n«____» ____________ 20___ г."
    cell = plain(text, style(10))
    return Grid([["", cell]], colWidths=[width - 75 * mm, 75 * mm], style=[("RIGHTPADDING", (0, 0), (-1, -1), 0)])


def _flow(block: OfficialBlock, width: float) -> list[Flowable]:
    if isinstance(block, PaperHeading):
        return [plain(block.text, style(_BODY, bold=True, spaceBefore=9, spaceAfter=3, keepWithNext=1))]
    if isinstance(block, Paragraph):
        return [plain(block.text, style(_BODY, align=JUSTIFIED, spaceBefore=4))]
    if isinstance(block, Lines):
        return [_lines(block, width), Spacer(0, 4)]
    if isinstance(block, OfficialTable):
        return [_sheet(block, width), Spacer(0, 6)]
    return [_signatures(block, width)]


def _lines(block: Lines, width: float) -> Flowable:
    look, strong = style(10.5), style(10.5, bold=True)
    rows = [[plain(what, strong), plain(value or "_" * 40, look)] for what, value in block.rows]
    commands: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.grey)]
    commands += [("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    commands += [("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
    return Grid(rows or [["", ""]], colWidths=[width * 0.36, width * 0.64], style=commands)


def _sheet(block: OfficialTable, width: float) -> Flowable:
    shares = list(block.shares) or [1.0] * len(block.heads)
    head, look = style(_CELL, bold=True, align=CENTRED), style(_CELL)
    rows = [[plain(text, head) for text in block.heads]]
    rows += [[plain(text, look) for text in row] for row in block.rows or [["—", *[""] * (len(block.heads) - 1)]]]
    commands: list[Any] = [("GRID", (0, 0), (-1, -1), 0.4, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    commands += [("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    commands += [("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3)]
    widths = [width * share / sum(shares) for share in shares]
    return Grid(rows, colWidths=widths, style=commands, repeatRows=1)


def _signatures(block: SignatureLines, width: float) -> Flowable:
    look, small = style(10.5), style(8, align=CENTRED)
    rows: list[list[Flowable | str]] = []
    for office, name in block.people:
        rows.append([plain(office, look), plain("________________", look), plain(name or "_" * 24, look)])
        rows.append(["", plain("(подпись)", small), plain("(фамилия, имя, отчество)" if not name else " ", small)])
    rows.append([plain("М. П." if block.stamp else " ", look), "", plain("«____» ____________ 20___ г.", look)])
    commands = [("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("TOPPADDING", (0, 0), (-1, -1), 3)]
    commands += [("BOTTOMPADDING", (0, 0), (-1, -1), 0), ("LEFTPADDING", (0, 0), (-1, -1), 2)]
    return KeepTogether(
        [Spacer(0, 14), Grid(rows, colWidths=[width * 0.42, width * 0.22, width * 0.36], style=commands)]
    )


__all__ = ["Lines", "OfficialPaper", "OfficialTable", "PaperHeading", "Paragraph", "SignatureLines", "paper_pdf"]
