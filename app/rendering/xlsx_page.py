"""The page of a form's spreadsheet: widths, heights, protection and how it is printed."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.forms.definition import FormDefinition, Leading, Table

_STUB_WIDTHS = (7.0, 46.0)
_LEADING_WIDTHS = {Leading.CODE: 7.0, Leading.TITLE: 46.0, Leading.LABEL: 11.0}
_NUMBER_WIDTH = 13.0
_LIST_WIDTH = 16.0
_A4 = 9


def column_widths(definition: FormDefinition) -> tuple[float, ...]:
    """Widths of the sheet's columns: each as wide as its widest use."""
    found: list[float] = list(_STUB_WIDTHS) if definition.fields and not definition.tables else []
    lead = max((len(table.leading) for table in definition.tables.values()), default=0)
    layouts = [
        [*_leading(table, lead), *(max(10.0, _NUMBER_WIDTH * column.width) for column in table.columns)]
        for table in definition.tables.values()
    ]
    layouts += [
        [max(6.0, _LIST_WIDTH * column.width) for column in table.columns] for table in definition.lists.values()
    ]
    for layout in layouts:
        found += [0.0] * (len(layout) - len(found))
        found = [max(old, new) for old, new in zip(found, [*layout, *[0.0] * len(found)], strict=False)]
    if definition.fields and len(found) < 5:
        found += [_NUMBER_WIDTH] * (5 - len(found))
    return tuple(found)


def _leading(table: Table, lead: int) -> list[float]:
    """A code behind the title has a heading of words: it needs more room. Shorter tables take what others need."""
    if len(table.leading) < lead:
        return [0.0] * lead
    widths = [_LEADING_WIDTHS[place] for place in table.leading]
    if table.leading[0] is not Leading.CODE and Leading.CODE in table.leading:
        widths[table.leading.index(Leading.CODE)] = 9.0
    if table.leading[0] is Leading.LABEL:
        widths[0] = 7.0
    return widths


def lines_needed(text: str, width: float, size: float) -> int:
    """How many lines the text takes in a column of that width (in characters of 11 points)."""
    room = max(1.0, width * 10.2 / size)
    return sum(max(1, -(-len(line) // int(room))) for line in text.split("\n")) if text else 1


def set_up_page(sheet: Worksheet, definition: FormDefinition, corner: tuple[int, int], footer: str) -> None:
    """Protect the sheet without a password and fit its print to the width of A4. ``corner`` is (column, row)."""
    sheet.protection.sheet = True
    # False means: not forbidden. New rows may be needed in lists only.
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False
    sheet.protection.insertRows = not definition.lists
    setup = sheet.page_setup
    setup.paperSize = _A4
    setup.orientation = "landscape" if definition.orientation == "landscape" else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    setup.blackAndWhite = True  # the fills guide the typing and would only darken the paper
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 0.79, 0.4, 0.5, 0.75
    margins.footer = 0.35
    sheet.print_area = f"A3:{get_column_letter(corner[0])}{corner[1]}"
    under = sheet.oddFooter
    assert under is not None
    for place, text in ((under.left, definition.number), (under.center, footer), (under.right, "Стр. &P из &N")):
        assert place is not None
        place.text, place.size = text or None, 8
    sheet.sheet_view.showGridLines = False
