"""The coverage table and the order list of cards, as PDF and XLSX."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Liberation Serif"
COVERAGE_TITLE = "Данные об обмене бумажной формы профсоюзного билета на новую форму электронного профсоюзного билета"
_ABOVE = "Произведена замена бумажных профсоюзных билетов"
_PLASTIC = "На пластиковую карту ЭПБ"
_VIRTUAL = "На виртуальную форму в мобильном приложении"
_TOGETHER = "Всего членов Профсоюза с новой формой ЭПБ"
_SHARE = (
    "Членов Профсоюза, которым произведена замена на новую форму ЭПБ от общего количества членов Профсоюза на учёте, %"
)
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True)
class CoverageLine:
    """One line: name, members, plastic, virtual, together, per cent as printed («92,9»)."""

    title: str
    members: int
    plastic: int
    virtual: int
    together: int
    percent: str


def _heads(head: str, on: date) -> tuple[list[str], list[str]]:
    members = f"Членов Профсоюза на учёте на {on:%d.%m.%Y} г."
    return ["№ п/п", head, members, _ABOVE, "", "", ""], ["", "", "", _PLASTIC, _VIRTUAL, _TOGETHER, _SHARE]


def coverage_pdf(
    organisation: str, head: str, on: date, lines: Sequence[CoverageLine], total: CoverageLine, note: str = ""
) -> bytes:
    """The table with its two-storeyed head, landscape; ``note`` below it: whom it is without."""
    from reportlab.lib import colors
    from reportlab.platypus import Spacer, Table

    from app.rendering.fonts import BOLD, REGULAR, drawing, register_fonts
    from app.rendering.paper import CENTRED, document, page_width, plain, style

    with drawing:
        register_fonts()
        small, centred = style(9), style(9, align=CENTRED)
        first, second = _heads(head, on)
        rows: list[list[Any]] = [[plain(t, centred) for t in first], [plain(t, centred) for t in second]]
        for number, line in enumerate([*lines, total], start=1):
            last = line is total
            cells = [str(line.members), str(line.plastic), str(line.virtual), str(line.together), line.percent]
            rows.append(
                ["" if last else f"{number}.", plain(line.title, style(9, bold=last) if last else small), *cells]
            )
        widths = [0.05, 0.27, 0.13, 0.12, 0.14, 0.13, 0.16]
        table = Table(
            rows,
            colWidths=[part * page_width(True) for part in widths],
            repeatRows=2,
            style=[
                ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
                ("SPAN", (3, 0), (6, 0)),
                *(("SPAN", (column, 0), (column, 1)) for column in range(3)),
                ("FONT", (0, 0), (-1, -1), REGULAR, 9),
                ("FONT", (0, -1), (-1, -1), BOLD, 9),
                ("FONT", (6, 2), (6, -1), BOLD, 9),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("ALIGN", (2, 2), (-1, -1), "RIGHT"),
            ],
        )
        story = [
            plain(COVERAGE_TITLE, style(13, bold=True, align=CENTRED, spaceAfter=4)),
            plain(organisation, style(10, align=CENTRED)),
            Spacer(0, 10),
            table,
            *([Spacer(0, 8), plain(note, style(9))] if note else []),
        ]
        return document(story, title="Охват электронными профбилетами", is_landscape=True)


def coverage_xlsx(
    organisation: str, head: str, on: date, lines: Sequence[CoverageLine], total: CoverageLine, note: str = ""
) -> bytes:
    """The same as a spreadsheet; sums and shares are formulas with their values checked by who opens it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Охват"
    sheet.merge_cells("A1:G1")
    _put(sheet, 1, 1, COVERAGE_TITLE, bold=True, box=False, centre=True)
    sheet.row_dimensions[1].height = 34
    sheet.merge_cells("A2:G2")
    _put(sheet, 2, 1, organisation, box=False, centre=True)
    first, second = _heads(head, on)
    for place, texts in ((4, first), (5, second)):
        for column, text in enumerate(texts, start=1):
            _put(sheet, place, column, text, centre=True)
    sheet.merge_cells("D4:G4")
    for letter in "ABC":
        sheet.merge_cells(f"{letter}4:{letter}5")
    sheet.row_dimensions[5].height = 118
    row = 6
    for number, line in enumerate(lines, start=1):
        _put(sheet, row, 1, f"{number}.")
        _put(sheet, row, 2, line.title)
        for column, count in enumerate((line.members, line.plastic, line.virtual), start=3):
            _number(sheet, row, column, count)
        _formulas(sheet, row)
        row += 1
    _put(sheet, row, 1, "")
    _put(sheet, row, 2, total.title, bold=True)
    for column, letter in enumerate("CDE", start=3):
        span = f"=SUM({letter}6:{letter}{row - 1})" if lines else 0
        _number(sheet, row, column, span, bold=True)
    _formulas(sheet, row, bold=True)
    if note:
        sheet.merge_cells(f"A{row + 2}:G{row + 2}")
        _put(sheet, row + 2, 1, note, box=False)
        sheet.row_dimensions[row + 2].height = 15 * (1 + len(note) // 110)
    for letter, width in zip("ABCDEFG", (6, 46, 16, 14, 17, 16, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A6"
    sheet.page_setup.orientation = "landscape"
    _fit_width(sheet)
    sheet.print_title_rows = "4:5"
    return _saved(book)


def list_xlsx(title: str, subtitle: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A numbered list as a spreadsheet: every value is a text, so that numbers of cards keep their zeros and nothing
    that begins with a sign of equality is computed."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Список"
    _put(sheet, 1, 1, title, bold=True, box=False)
    _put(sheet, 2, 1, subtitle, box=False)
    for row_number in (1, 2):
        sheet.merge_cells(start_row=row_number, start_column=1, end_row=row_number, end_column=len(heads) + 1)
    for column, head in enumerate(("№ п/п", *heads), start=1):
        _put(sheet, 4, column, head, bold=True, centre=True)
    for number, texts in enumerate(rows, start=1):
        for column, text in enumerate((str(number), *texts), start=1):
            _put(sheet, 4 + number, column, text)
    sheet.column_dimensions["A"].width = 7
    for column, head in enumerate(heads, start=2):
        longest = max([len(head), *(len(texts[column - 2]) for texts in rows)])
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 12), 50)
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "4:4"
    _fit_width(sheet)
    return _saved(book)


def _put(
    sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False, box: bool = True, centre: bool = False
) -> None:
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.font = Font(name=FONT, size=11, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if centre else None)
    if box:
        cell.border = _BOX


def _number(sheet: Worksheet, row: int, column: int, value: int | str, *, bold: bool = False) -> None:
    cell = sheet.cell(row, column)
    cell.value = value
    cell.font = Font(name=FONT, size=11, bold=bold)
    cell.border = _BOX


def _formulas(sheet: Worksheet, row: int, *, bold: bool = False) -> None:
    _number(sheet, row, 6, f"=D{row}+E{row}", bold=bold)
    _number(sheet, row, 7, f'=IF(C{row}=0,"",ROUND(100*F{row}/C{row},1))', bold=True)


def _fit_width(sheet: Worksheet) -> None:
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _saved(book: Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
