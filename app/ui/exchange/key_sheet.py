"""The paper sheet with the fingerprint of our key, for the higher organisation to compare."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.progress import Progress
from app.rendering.sheets import KeySheet, key_sheet_pdf
from app.services.organisation import chair_on, own_identity
from app.ui.context import UiContext
from app.ui.printing.preview import show_pdf


def print_key_sheet(context: UiContext, owner: QWidget) -> None:
    """Make the sheet and show it before printing."""

    def work(_: Progress) -> bytes:
        own = own_identity(context.session)
        chair = chair_on(context.session, date.today())
        return key_sheet_pdf(
            KeySheet(
                organisation=own.organisation.full_name,
                fingerprint=own.fingerprint,
                chair="" if chair is None else chair.short,
                printed_on=date.today(),
            )
        )

    context.run(
        owner,
        work,
        lambda pdf: show_pdf(owner, "Лист с отпечатком ключа", pdf, "Лист-с-ключом.pdf", files=context.files),
        title="Готовлю лист",
    )
