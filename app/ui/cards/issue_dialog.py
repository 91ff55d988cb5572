"""Handing out cards in one go: a row for each person, numbers scanned one after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from app.domain.cards import CardMedium
from app.progress import Progress
from app.services import cards
from app.services.cards import NewCard
from app.ui.cards.models import MEDIUM
from app.ui.context import UiContext
from app.ui.form_dialog import FormDialog
from app.ui.theme import px
from app.ui.widgets import Choice, DateField, label, link_button, row
from app.ui.words import people

MOST = 500
"""People in one dialog: more rows than anybody scans at a sitting."""


class IssueDialog(FormDialog):
    """``order_id``: the cards came by an order, and their kind is known."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        whom: Sequence[tuple[int, str]],
        *,
        medium: CardMedium = CardMedium.PAPER,
        order_id: int | None = None,
    ) -> None:
        super().__init__(parent, context, "Выдать билеты", "Выдать", width=760, columns=2)
        self._order, self._people = order_id, list(whom[:MOST])
        self.medium = Choice()
        for one in CardMedium:
            self.medium.add(MEDIUM[one].capitalize(), one)
        self.medium.choose(medium)
        self.medium.setEnabled(order_id is None)
        self.on = DateField("День выдачи", date.today())
        self.exchange = QCheckBox("Взамен бумажного билета")
        self.exchange.setAccessibleName(self.exchange.text())
        self.numbers: list[QLineEdit] = []
        self.table = QTableWidget(len(self._people), 2)
        self.table.setHorizontalHeaderLabels(["Фамилия, имя, отчество", "Номер билета"])
        self.table.setAccessibleName("Кому какой номер")
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(px(44))
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, px(240))
        self.table.setMinimumHeight(px(280))
        self.table.setTabKeyNavigation(False)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for place, (_, name) in enumerate(self._people):
            cell = QTableWidgetItem(name)
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(place, 0, cell)
            field = QLineEdit()
            field.setAccessibleName(f"Номер билета: {name}")
            field.returnPressed.connect(lambda p=place: self._next(p))
            self.table.setCellWidget(place, 1, field)
            self.numbers.append(field)
        self.form.add("Какие билеты", self.medium)
        self.form.add("День выдачи", self.on)
        self.form.add_free(self.exchange)
        self.form.add_free(label("Считывайте номера сканером подряд: после каждого курсор переходит ниже.", "small"))
        self.form.add_free(self.table)
        holder = QWidget()
        holder.setLayout(row(link_button("Пронумеровать подряд", self._suggest), 1))
        self.form.add_free(holder)
        # Enter ends a scan; it must not close the dialog.
        self.save_button.setDefault(False)
        self.save_button.setAutoDefault(False)
        if self.numbers:
            self.numbers[0].setFocus()

    def _next(self, place: int) -> None:
        if place + 1 < len(self.numbers):
            self.numbers[place + 1].setFocus()
            self.table.scrollTo(self.table.model().index(place + 1, 0))
        else:
            self.save_button.setFocus()

    def _suggest(self) -> None:
        session = self.context.session
        empty = [field for field in self.numbers if not field.text().strip()]

        def fill(found: tuple[str, ...]) -> None:
            for field, number in zip(empty, found, strict=False):
                field.setText(number)

        self.context.run(self, lambda _: cards.suggest_numbers(session, len(empty)), fill, key="numbers")

    def save(self) -> None:
        """Hand out the cards that have a number; the others wait."""
        on = self.on.date()
        if on is None:
            self.show_problems({self.on: "Напишите дату так: 12.09.2026."})
            return
        wanted = [
            NewCard(person, field.text())
            for (person, _), field in zip(self._people, self.numbers, strict=True)
            if field.text().strip()
        ]
        session, context, order, medium = self.context.session, self.context, self._order, self.medium.value()
        exchange = self.exchange.isChecked()

        def work(_: Progress) -> int:
            if order is not None:
                return cards.issue_order(session, order, wanted, on, instead_of_paper=exchange)
            return cards.issue_cards(session, wanted, medium, on, instead_of_paper=exchange)

        def done(count: int) -> None:
            context.changed("cards", "register")
            context.toast(f"Билеты выданы: {people(count)}.")

        self.work(work, done)
