"""«Изменилось с даты …» or «Исправляю ошибку»: the plain question asked at every change of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton

from app.ui.kit import DateField, column, label, row
from app.ui.kit.asking import Editor, Unclear
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

    def sentence(self) -> str:
        """What is wrong with the answer; nothing when it can be written so."""
        if not self.changed.isChecked():
            return ""
        day = self.on.date()
        if day is None:
            return self.on.problem(needed=True)
        if day > date.today():
            return "Этот день ещё не наступил: запишите изменение, когда оно произойдёт."
        return ""

    def check(self) -> bool:
        """Whether it can be written so; says what is wrong otherwise."""
        words = self.sentence()
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if words:
            self.on.setFocus()
        return not words


class ChangeEditor(Editor[date | None]):
    """The same as an answer of a dialog: the day of the change, None for a correction."""

    widget: ChangeChoice

    def __init__(self, *, correction: bool = False) -> None:
        self.widget = ChangeChoice(correction=correction)

    def read(self) -> date | None:
        """The day."""
        if words := self.widget.sentence():
            raise Unclear(words)
        return self.widget.changed_on()

    def typed(self) -> str:
        """What stands in the line of the day; «=» when a mistake is corrected."""
        return "=" if self.widget.mistake.isChecked() else self.widget.on.text()

    def put(self, typed: str) -> None:
        """Answer so again."""
        (self.widget.mistake if typed == "=" else self.widget.changed).setChecked(True)
        if typed != "=":
            self.widget.on.setText(typed)

    def listen(self, changed: Callable[[], object]) -> None:
        """After every change."""
        self.widget.changed.toggled.connect(lambda *_: changed())
        self.widget.on.textChanged.connect(lambda *_: changed())
