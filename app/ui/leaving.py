"""Asking before people without a consent go into a file that is not sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary.numbers import people
from app.services.privacy.disclosure import without_consent
from app.ui.context import UiContext
from app.ui.kit.dialogs import confirm


def ask_about_consent(
    owner: QWidget, context: UiContext, person_ids: Sequence[int] | None, on_yes: Callable[[], object]
) -> None:
    """Go on at once when everybody agreed, else ask; ``person_ids`` None means everybody on the register."""
    session = context.session

    def told(count: int) -> None:
        if not count:
            on_yes()
            return
        words = (
            f"{people(count)} не давали согласия на передачу своих данных. Для работы внутри организации файл сделать "
            "можно, но другим его отдавать нельзя."
        )
        confirm(owner, "В файле будут люди без согласия", words, "Сохранить для себя", on_yes)

    context.run(owner, lambda _: without_consent(session, person_ids), told, key="consent")
