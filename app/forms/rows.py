"""Rows of a table as they are to be shown beside an evaluated report: on the screen, on paper, in a sheet."""

from __future__ import annotations

from app.forms.definition import Row, Table
from app.forms.view import ReportView


def row_title(row: Row, view: ReportView | None) -> str:
    """The row's title, with the name that people gave it."""
    named = None if view is None or not row.named_by else view.fields.get(row.named_by)
    return f"{row.title} {named.value}" if named is not None and isinstance(named.value, str) else row.title


def is_shown(table: Table, row: Row, view: ReportView) -> bool:
    """False for a row to be named by hand that has neither a name nor numbers."""
    if not row.named_by or row_title(row, view) != row.title:
        return True
    cells = (view.cells.get(table.address(row.code, column.code)) for column in table.columns)
    return any(cell is not None and cell.value not in (None, 0) for cell in cells)
