"""A plain table as a spreadsheet: a title, what was asked, a head that stays in sight, typed cells, a filter."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from app.rendering.xlsx_look import COMPUTED_FILL, dress, font, put_text

_POINTS_PER_SIGN = 7.0


def table_xlsx(
    title: str, told: Sequence[str], heads: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float]
) -> bytes:
    """``rows`` hold texts, whole numbers, dates or None; ``widths`` of the columns in points of the screen."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = "Список"
    sheet.cell(1, 1, title).font = font(14, bold=True)
    for number, line in enumerate(told, start=2):
        put_text(sheet.cell(number, 1), line)
        sheet.cell(number, 1).font = font(10)
    top = len(told) + 3
    for place, head in enumerate(heads, start=1):
        cell = sheet.cell(top, place, head)
        dress(cell, bold=True, align="center", fill=COMPUTED_FILL)
        sheet.column_dimensions[get_column_letter(place)].width = max(widths[place - 1] / _POINTS_PER_SIGN, 8)
    face, wrapped = font(10), Alignment(vertical="top", wrap_text=True)
    for number, row in enumerate(rows, start=top + 1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if isinstance(value, str):
                put_text(cell, value)
            elif value is not None:
                cell.value = value
                if isinstance(value, date):
                    cell.number_format = "dd.mm.yyyy"
            cell.font, cell.alignment = face, wrapped
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(heads))}{max(top + len(rows), top)}"
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation = "landscape" if sum(widths) > 760 else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "Страница &P из &N"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
