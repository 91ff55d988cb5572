"""Fonts, fills, formats and typing rules of a form's spreadsheet: one look for all forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from app.forms.definition import ValueType

FACE = "Times New Roman"
"""On every Windows; elsewhere spreadsheets put Liberation Serif in its place, of the same widths."""

_THIN = Side(style="thin", color="FF000000")
FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
UNDERLINE = Border(bottom=_THIN)
COMPUTED_FILL = PatternFill("solid", fgColor="FFE7E6E6")
BLOCKED_FILL = PatternFill("lightUp", fgColor="FF7F7F7F")
INPUT_FILL = PatternFill("solid", fgColor="FFFFFBE6")
RED_FILL = PatternFill("solid", bgColor="FFFFC7CE")
YELLOW_FILL = PatternFill("solid", bgColor="FFFFEB9C")
GREEN_FILL = PatternFill("solid", bgColor="FFC6EFCE")
NOTE_FONT = Font(name=FACE, size=10, color="FFC00000")

FORMATS = {
    ValueType.COUNT: "0",
    ValueType.MARK: "0",
    ValueType.YEAR: "0",
    ValueType.PERCENT: "0.0",
    ValueType.MONEY: "0.0",
    ValueType.MILLIONS: "0.0##",
    ValueType.DATE: "dd.mm.yyyy",
    ValueType.TEXT: "@",
}


@dataclass(frozen=True)
class TypingRule:
    """What may be typed into a cell: the rule of the spreadsheet and the sentence it shows otherwise."""

    kind: Literal["whole", "decimal", "date", "textLength"]
    operator: Literal["between", "greaterThanOrEqual", "lessThanOrEqual"]
    first: str
    second: str
    sentence: str

    def validation(self) -> DataValidation:
        """A new validation with no cells yet."""
        made = DataValidation(
            type=self.kind, operator=self.operator, formula1=self.first, formula2=self.second or None, allow_blank=True
        )
        made.showErrorMessage = True
        made.errorTitle = "Проверьте, что введено"
        made.error = self.sentence
        return made


_SUM = TypingRule("decimal", "between", "-1000000000000", "1000000000000", "Здесь может стоять только число (сумма).")
TYPING_RULES = {
    ValueType.COUNT: TypingRule(
        "whole", "greaterThanOrEqual", "0", "", "Здесь может стоять только целое число, 0 или больше."
    ),
    ValueType.MARK: TypingRule("whole", "between", "0", "1", "Здесь может стоять только 1 (да) или 0 (нет)."),
    ValueType.YEAR: TypingRule("whole", "between", "1900", "2100", "Здесь должен стоять год, например 2026."),
    ValueType.PERCENT: TypingRule(
        "decimal", "between", "0", "100", "Здесь может стоять только число от 0 до 100, без знака %."
    ),
    ValueType.MONEY: _SUM,
    ValueType.MILLIONS: _SUM,
    ValueType.DATE: TypingRule("date", "between", "1", "73050", "Здесь должна стоять дата, например 20.01.2027."),
    ValueType.TEXT: TypingRule("textLength", "lessThanOrEqual", "10000", "", "Слишком длинный текст."),
}


def font(size: float = 10, *, bold: bool = False, italic: bool = False) -> Font:
    """The print face."""
    return Font(name=FACE, size=size, bold=bold, italic=italic)


def dress(
    cell: SheetCell,
    *,
    size: float = 10,
    bold: bool = False,
    align: str = "left",
    frame: bool = True,
    fill: PatternFill | None = None,
    number_format: str = "General",
    indent: int = 0,
) -> None:
    """Give a cell its look; locked unless :func:`open_for_typing` follows."""
    cell.font = font(size, bold=bold)
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True, indent=indent)
    if frame:
        cell.border = FRAME
    if fill is not None:
        cell.fill = fill
    cell.number_format = number_format


def open_for_typing(cell: SheetCell) -> None:
    """Unlock the cell in the protected sheet."""
    cell.protection = Protection(locked=False)


def add_hint(cell: SheetCell, text: str) -> None:
    """A red corner on the cell, and the text while the pointer rests there."""
    lines = sum(1 + len(line) // 48 for line in text.split("\n"))
    cell.comment = Comment(text, "", height=30 + 18 * lines, width=340)


def put_text(cell: SheetCell, text: str) -> None:
    """Write text as text: a leading ``=``, ``+``, ``-`` or ``@`` must never become a formula, here or when edited."""
    clean = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    cell.value = clean
    if clean[:1] in ("=", "+", "-", "@"):
        cell.data_type = "s"
        cell.quotePrefix = True
