"""«Изменилось с даты …» or «Исправляю ошибку»: the plain question asked at every change of a person."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton

from app.ui.kit import DateField, column, label, row
from app.ui.kit.theme import px


class ChangeChoice(QFrame):
    """Two answers; the first one with its day."""

    def __init__(self, *, correction: bool = False) -> None:
        super().__init__()
        self.changed = QRadioButton("Изменилось с даты")
        self.mistake = QRadioButton("Исправляю ошибку: так было всегда")
        self.group = QButtonGroup(self)
        for choice in (self.changed, self.mistake):
            self.group.addButton(choice)
            choice.setMinimumHeight(px(32))
        (self.mistake if correction else self.changed).setChecked(True)
        self.on = DateField("Изменилось с даты", date.today())
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.changed.toggled.connect(lambda on: self.on.setEnabled(on))
        self.on.setEnabled(not correction)
        self.setLayout(
            column(label("Почему меняются данные", "strong"), row(self.changed, self.on, 1), self.mistake, self.problem,
                   spacing=4)
        )  # fmt: skip
        self.setAccessibleName("Почему меняются данные")

    def changed_on(self) -> date | None:
        """The day of the change; None for a correction."""
        return self.on.date() if self.changed.isChecked() else None

    def check(self) -> bool:
        """Whether it can be written so; says what is wrong otherwise."""
        words = ""
        if self.changed.isChecked():
            day = self.on.date()
            if day is None:
                words = "Напишите дату так: 01.09.2026."
            elif day > date.today():
                words = "Этот день ещё не наступил: запишите изменение, когда оно произойдёт."
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if words:
            self.on.setFocus()
        return not words
