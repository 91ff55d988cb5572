"""Colours and type size."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary.words import title_for
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, Form, column, label
from app.ui.kit.theme import SCALES, ThemeName


class LookSection(QWidget):
    """Choices act at once and are remembered on this computer."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        preferences = context.preferences
        form = Form()
        self.theme, self.scale = ChoiceBox(), ChoiceBox()
        for name in ThemeName:
            self.theme.add(title_for(name), name.value)
        self.theme.choose(preferences.text("theme", ThemeName.LIGHT.value))
        for percent in SCALES:
            self.scale.add(f"{percent} %", percent)
        self.scale.choose(preferences.number("scale", 100))
        form.add("Цвета", self.theme)
        form.add("Размер букв", self.scale)
        self.theme.activated.connect(lambda _: self._choose("theme", self.theme.value()))
        self.scale.activated.connect(lambda _: self._choose("scale", self.scale.value()))
        form.setMaximumWidth(460)
        self.setLayout(column(form, label("Запоминается на этом компьютере.", "small"), 1))

    def _choose(self, name: str, value: object) -> None:
        self.context.preferences.set(name, value)
        self.context.shell.restyle()

    def refresh(self) -> None:
        """Nothing to read."""
