"""While a name is typed: who in the register looks like it. Says so below the names and stops nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from app.services.members.doubles import Hint, likely
from app.ui.context import UiContext
from app.ui.kit import DateField, label

PAUSE_MS = 250
"""After the last key."""


class DoublesHint(QWidget):
    """Listens to three fields and the birth date; ``on_shown`` lets the dialog take the height it needs."""

    def __init__(
        self,
        context: UiContext,
        names: Sequence[QLineEdit],
        birth: DateField,
        on_shown: Callable[[], object],
    ) -> None:
        super().__init__()
        self._context, self._names, self._birth, self._on_shown = context, names, birth, on_shown
        self.found: tuple[Hint, ...] = ()
        self.words = label("", "muted", wrap=True)
        self.words.setAccessibleName("Похожие люди в списке")
        from app.ui.kit import column

        self.setLayout(column(self.words, spacing=0))
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.look)
        for field in (*names, birth):
            field.textChanged.connect(lambda *_: self._timer.start())

    def look(self) -> None:
        """Ask now."""
        self._timer.stop()
        session = self._context.session
        surname, name, patronymic = (field.text() for field in self._names)
        text = self._birth.text().strip()
        only_year = text.isdigit() and len(text) == 4 and 1900 <= int(text) <= date.today().year
        born = date(int(text), 7, 1) if only_year else self._birth.date()
        self._context.run(
            self,
            lambda _: likely(session, surname, name, patronymic, born, birth_exact=not only_year),
            self._show,
            on_error=lambda _: None,
            key="hint",
        )

    def _show(self, found: tuple[Hint, ...]) -> None:
        self.found = found
        lines = [f"{hint.full_name}{_born(hint)} — {hint.why}" for hint in found]
        self.words.setText("Уже есть в списке:\n" + "\n".join(lines) if lines else "")
        if self.isHidden() == bool(lines):
            self.setVisible(bool(lines))
        self._on_shown()


def _born(hint: Hint) -> str:
    if hint.birth_date is None:
        return ""
    return f", {hint.birth_date:%d.%m.%Y}" if hint.birth_exact else f", {hint.birth_date.year} г. р."
