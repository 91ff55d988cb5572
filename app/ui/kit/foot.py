"""The foot line: saved, last backup, and what waits."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from app.ui.kit.labels import label
from app.ui.kit.layouts import row
from app.ui.kit.theme import px


class StatusFoot(QFrame):
    """«Всё сохранено», «Последняя копия: …», «1 файл ждёт отправки»; always visible, always words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._calm, self._unrecorded = "Всё сохранено", ""
        self.saved, self.backup, self.waiting = label("Всё сохранено", "small"), label("", "small"), label("", "small")
        self.whose = label("", "small")
        self.whose.hide()
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lines.setContentsMargins(px(28), px(6), px(28), px(6))
        self._lines.setSpacing(px(4))
        self._lines.addLayout(row(self.whose, self.saved, self.backup, 1, spacing=22), 1)
        self._lines.addWidget(self.waiting)
        self.setLayout(self._lines)
        self.setMinimumHeight(px(34))

    def show_whose(self, name: str) -> None:
        """Whose vault it is, when the side bar has no room to say so; the foot then takes two lines."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._lines.setDirection(down if name else across)
        self.whose.setText(name)
        self.whose.setVisible(bool(name))

    def show_saved(self, text: str = "") -> None:
        """What is happening with the data now; without words, that all is well."""
        self.saved.setText(text or self._unrecorded or self._calm)

    def show_unrecorded(self, words: str) -> None:
        """What was begun and is not recorded; nothing when all is."""
        self._unrecorded = words
        self.show_saved()

    def show_read_only(self) -> None:
        """From now on the line says that nothing can be written here."""
        self._calm = "Только чтение: папка защищена от записи"
        self.show_saved()

    def show_backup(self, text: str) -> None:
        """When and where the last copy was made."""
        self.backup.setText(text)

    def show_waiting(self, text: str) -> None:
        """Connection and outbox in words."""
        self.waiting.setText(text)
