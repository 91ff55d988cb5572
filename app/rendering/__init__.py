"""From an evaluated report or a document's data to PDF and XLSX bytes, and from a filled XLSX back to typed values.

Knows forms' definitions and views; no database, no window. A form's look comes from its definition alone.

The papers can be taken from here; forms from :mod:`app.rendering.form_pdf`, :mod:`app.rendering.form_xlsx`,
:mod:`app.rendering.xlsx_reading` and :mod:`app.rendering.layout` (``Heading``). reportlab is loaded on first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.rendering.consents import consent_form_pdf
    from app.rendering.lists import member_list_pdf
    from app.rendering.sheets import key_sheet_pdf, receipt_pdf, recovery_sheet_pdf

__all__ = ["consent_form_pdf", "key_sheet_pdf", "member_list_pdf", "receipt_pdf", "recovery_sheet_pdf"]

_HOMES = {
    "consent_form_pdf": "consents",
    "member_list_pdf": "lists",
    "key_sheet_pdf": "sheets",
    "receipt_pdf": "sheets",
    "recovery_sheet_pdf": "sheets",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
