"""Names under which a form's spreadsheet keeps its cells, shared by the writer and the reader."""

from __future__ import annotations

FORM_NAME = "pervichka_form"
EDITION_NAME = "pervichka_edition"
YEAR_NAME = "pervichka_year"
PORTION_NAME = "pervichka_portion"
"""For which kind of shorter period the sheet holds a portion of the form; absent: it holds the whole form."""


def cell_name(address: str) -> str:
    """``II.1.1.3`` -> ``cell_II_1_1_3``: codes of a form hold letters, digits and dots, so nothing collides."""
    return "cell_" + address.replace(".", "_")


def field_name(name: str) -> str:
    """The name of a field's cell."""
    return f"field_{name}"


def list_name(table: str) -> str:
    """The name of the area of a list's rows."""
    return f"list_{table}"
