"""Handing out cards in one go: a row for each person, numbers scanned one after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.domain.cards import CardMedium
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import title_for
from app.progress import Progress
from app.services import cards
from app.services.cards import NewCard
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DateField, label, link_button, row
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px


class _NumberDelegate(QStyledItemDelegate):
    """A line to type or scan a number into, made when its turn comes: thousands of them would stop the window."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """The line knows whose number it is."""
        line = QLineEdit(parent)
        line.setAccessibleName(f"Номер билета: {index.sibling(index.row(), 0).data()}")
        return line


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
        self._order, self._people = order_id, list(whom)
        self.medium = ChoiceBox()
        for one in CardMedium:
            self.medium.add(title_for(one), one)
        self.medium.choose(medium)
        self.medium.setEnabled(order_id is None)
        self.on = DateField("День выдачи", date.today())
        self.exchange = QCheckBox("Взамен бумажного билета")
        self.exchange.setAccessibleName(self.exchange.text())
        self.table = QTableWidget(len(self._people), 2)
        self.table.setHorizontalHeaderLabels(["Фамилия, имя, отчество", "Номер билета"])
        self.table.setAccessibleName("Кому какой номер")
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(px(44))
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, px(240))
        self.table.setMinimumHeight(px(280))
        self.table.setTabKeyNavigation(False)
        triggers = QTableWidget.EditTrigger
        self.table.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.SelectedClicked)
        delegate = _NumberDelegate(self.table)
        self.table.setItemDelegateForColumn(1, delegate)
        delegate.closeEditor.connect(self._typed)
        for place, (_, name) in enumerate(self._people):
            cell = QTableWidgetItem(name)
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(place, 0, cell)
            self.table.setItem(place, 1, QTableWidgetItem(""))
        self.form.add("Какие билеты", self.medium)
        self.form.add("День выдачи", self.on)
        self.form.add_free(self.exchange)
        self.form.add_free(label("Считывайте номера сканером подряд: после каждого курсор переходит ниже.", "small"))
        self.form.add_free(self.table)
        holder = QWidget()
        told = label("Впишите первый номер: следующие продолжат его.", "small")
        holder.setLayout(row(link_button("Пронумеровать подряд", self.number_on), told, 1))
        self.form.add_free(holder)
        # Enter ends a scan; it must not close the dialog.
        self.save_button.setDefault(False)
        self.save_button.setAutoDefault(False)
        if self._people:
            self.table.setCurrentCell(0, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """The first scan goes to the first row."""
        super().showEvent(event)
        if self._people:
            self.edit_number(0)

    def edit_number(self, place: int) -> None:
        """Put the cursor into the number of a row."""
        self.table.setCurrentCell(place, 1)
        place_of = self.table.model().index(place, 1)
        self.table.scrollTo(place_of)
        self.table.edit(place_of)

    def numbers(self) -> list[str]:
        """What is typed, a row for each person."""
        cells = (self.table.item(place, 1) for place in range(len(self._people)))
        return ["" if cell is None else cell.text().strip() for cell in cells]

    def _typed(self, _: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        if hint is not QStyledItemDelegate.EndEditHint.SubmitModelCache:  # Enter, which ends a scan
            return
        place = self.table.currentRow() + 1
        if place < len(self._people):
            self.edit_number(place)
        else:
            self.save_button.setFocus()

    def number_on(self) -> None:
        """Fill the empty places; each number goes on from the one above it."""
        self.table.setFocus()  # a line that is still open gives up what was typed when it loses the focus
        session, typed = self.context.session, self.numbers()

        def fill(found: tuple[str, ...]) -> None:
            for place, number in enumerate(found):
                self.table.setItem(place, 1, QTableWidgetItem(number))

        self.context.run(self, lambda _: cards.number_on(session, typed), fill, on_error=self._refused, key="numbers")

    def save(self) -> None:
        """Hand out the cards that have a number; the others wait."""
        self.table.setFocus()
        on = self.on.date()
        if on is None:
            self.show_problems({self.on: self.on.problem(needed=True)})
            return
        wanted = [
            NewCard(person, number) for (person, _), number in zip(self._people, self.numbers(), strict=True) if number
        ]
        session, context, order, medium = self.context.session, self.context, self._order, self.medium.value()
        exchange = self.exchange.isChecked()

        def work(_: Progress) -> int:
            if order is not None:
                return cards.issue_order(session, order, wanted, on, instead_of_paper=exchange)
            return cards.issue_cards(session, wanted, medium, on, instead_of_paper=exchange)

        def done(count: int) -> None:
            context.toast(f"Билеты выданы: {people(count)}.")

        self.work(work, done)
