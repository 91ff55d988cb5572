"""The foot line: saved, last backup, and what waits."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from app.ui.theme import px
from app.ui.widgets.labels import label
from app.ui.widgets.layouts import row


class StatusFoot(QFrame):
    """«Всё сохранено», «Последняя копия: …», «1 файл ждёт отправки»; always visible, always words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.saved, self.backup, self.waiting = label("Всё сохранено", "small"), label("", "small"), label("", "small")
        self.setLayout(row(self.saved, self.backup, 1, self.waiting, spacing=22, margins=(28, 6, 28, 6)))
        self.setMinimumHeight(px(34))

    def show_saved(self, text: str = "Всё сохранено") -> None:
        """What is happening with the data now."""
        self.saved.setText(text)

    def show_backup(self, text: str) -> None:
        """When and where the last copy was made."""
        self.backup.setText(text)

    def show_waiting(self, text: str) -> None:
        """Connection and outbox in words."""
        self.waiting.setText(text)
