"""The paper sheet with the fingerprint of our key, for the higher organisation to compare."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.organisation.passport import key_sheet
from app.ui.context import UiContext
from app.ui.printing.preview import show_pdf


def print_key_sheet(context: UiContext, owner: QWidget) -> None:
    """Make the sheet and show it before printing."""
    session = context.session
    context.run(
        owner,
        lambda _: key_sheet(session),
        lambda pdf: show_pdf(owner, "Лист с отпечатком ключа", pdf, "Лист-с-ключом.pdf", files=context.files),
        title="Готовлю лист",
    )
