"""The password of a list that was saved: shown once, to be told to the recipient by another way than the file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.vocabulary.numbers import people
from app.ui.kit import label, primary_button
from app.ui.kit.dialogs import CalmDialog


class ListPasswordDialog(CalmDialog):
    """Big figures that can be selected and copied."""

    def __init__(self, parent: QWidget, name: str, count: int, password: str) -> None:
        super().__init__(parent, "Файл закрыт паролем", width=520)
        self.content.addWidget(label(f"Сохранено: {name}, {people(count)}. Пароль файла:", wrap=True))
        self.password = label(password, "title")
        self.password.setAccessibleName("Пароль файла")
        self.password.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.content.addWidget(self.password)
        words = "Запишите его и сообщите получателю отдельно от файла, например по телефону. Второй раз его не узнать."
        self.content.addWidget(label(words, wrap=True))
        self.set_buttons(primary_button("Записал", self.accept))


__all__ = ["ListPasswordDialog"]
