"""The decision an event rests on: protocol number, its day, whose decision it is."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.services.members import DecisionDraft
from app.ui.kit import DateField, Form, column, row
from app.ui.kit.theme import px

BODIES = ("профсоюзный комитет", "общее собрание", "конференция")


class DecisionFields(QWidget):
    """Asked for only when ticked, unless the decision is what the dialog is about (``always``)."""

    def __init__(self, *, always: bool = False, ticked: bool = False) -> None:
        super().__init__()
        self._always = always
        self.tick = QCheckBox("По решению (протокол)")
        self.tick.setMinimumHeight(px(32))
        self.tick.setChecked(always or ticked)
        self.tick.setVisible(not always)
        self.number = QLineEdit()
        self.number.setMaximumWidth(px(170))
        self.on = DateField("Дата протокола", date.today())
        self.body = QComboBox()
        self.body.setEditable(True)
        self.body.addItems(BODIES)
        self.form = Form(columns=2)
        self.form.add("Номер протокола", self.number)
        self.form.add("Дата протокола", self.on)
        self.form.add("Чьё решение", self.body, wide=True)
        self.form.setVisible(self.tick.isChecked())
        self.tick.toggled.connect(self.form.setVisible)
        self.setLayout(column(row(self.tick, 1), self.form, spacing=6, margins=(0, 0, 0, 0)))

    def wanted(self) -> bool:
        """Whether a decision is to be named."""
        return self._always or self.tick.isChecked()

    def draft(self) -> DecisionDraft | None:
        """The decision as typed; None when none is wanted or it is not whole yet."""
        on = self.on.date()
        if not self.wanted() or on is None or not self.number.text().strip():
            return None
        return DecisionDraft(self.number.text(), on, self.body.currentText())

    def check(self) -> bool:
        """Whether it can be written; says under the fields what is missing."""
        self.form.clear_problems()
        if not self.wanted():
            return True
        good = True
        on = self.on.date()
        if on is None or on > date.today():
            self.form.show_problem(self.on, "Напишите день протокола: 12.09.2026, не позже сегодняшнего.")
            self.on.setFocus()
            good = False
        if not self.number.text().strip():
            self.form.show_problem(self.number, "Впишите номер протокола.")
            self.number.setFocus()
            good = False
        return good
