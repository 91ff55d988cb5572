"""Explaining a warning that stands at no cell: whose reports a consolidated form is without."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.kit import button, label, primary_button
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px


class ExplainDialog(CalmDialog):
    """What the warning says, and a place for the explanation; ``None`` for who may only read."""

    def __init__(
        self, parent: QWidget, sentences: Sequence[str], told: str, on_save: Callable[[str], object] | None
    ) -> None:
        super().__init__(parent, "Пояснение к отчёту", width=640)
        for sentence in sentences:
            self.content.addWidget(label(sentence, wrap=True, selectable=True))
        self.content.addWidget(label("Почему отчёт сдаётся таким? Пояснение уйдёт вместе с ним.", "muted", wrap=True))
        self.text = QPlainTextEdit(told)
        self.text.setAccessibleName("Пояснение")
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(px(90))
        self.text.setMaximumHeight(px(140))
        self.text.setReadOnly(on_save is None)
        self.content.addWidget(self.text)
        self._on_save = on_save
        if on_save is None:
            self.set_buttons(primary_button("Закрыть", self.reject))
        else:
            self.set_buttons(button("Отмена", self.reject), primary_button("Записать", self.save))
            self.text.setFocus()

    def save(self) -> None:
        """Hand the text over."""
        assert self._on_save is not None
        self._on_save(self.text.toPlainText().strip())
        self.accept()
