"""A person's cards, the newest first, with what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.cards import CardMedium, CardState
from app.services import cards
from app.services.cards import CardView
from app.services.session import Act
from app.ui.cards.issue_dialog import IssueDialog
from app.ui.cards.models import cards_model
from app.ui.cards.panel import preview_cards
from app.ui.context import UiContext
from app.ui.kit import Banner, DataTable, Tone, button, flow, primary_button
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.problems import one_line


class PersonCardsDialog(CalmDialog):
    """Opened from the card of a member."""

    def __init__(self, parent: QWidget, context: UiContext, person_id: int, name: str) -> None:
        super().__init__(parent, f"Билеты: {name}", width=820)
        self._context, self._owner, self._person, self._name = context, parent, person_id, name
        self.banner = Banner()
        self.model = cards_model()
        self.table = DataTable("Билеты человека")
        self.table.setModel(self.model)
        self.table.set_widths(220, 120, 120, 110, 150, 120, fill=0)
        self.table.setMinimumHeight(px(180))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.lost = button("Утерян", lambda: self._close_card(CardState.LOST))
        self.spoiled = button("Испорчен", lambda: self._close_card(CardState.SPOILED))
        self.returned = button("Сдан", lambda: self._close_card(CardState.RETURNED))
        self.found = button("Нашёлся", self._find_again)
        self.content.addWidget(self.banner)
        self.content.addWidget(self.table)
        self.content.addWidget(flow(self.lost, self.spoiled, self.returned, self.found))
        self.print_button = button("Напечатать билет…", self._print)
        self.issue_button = primary_button("Выдать билет…", self._issue)
        may_write = context.session.may(Act.RECORD)
        for one in (self.lost, self.spoiled, self.returned, self.found, self.print_button, self.issue_button):
            one.setVisible(may_write)
        self.set_buttons(button("Закрыть", self.reject), self.print_button, self.issue_button)
        self._read()

    def _read(self) -> None:
        session, person = self._context.session, self._person
        self._context.run(self, lambda _: cards.cards_of(session, person), self._show, key="cards")

    def _show(self, rows: tuple[CardView, ...]) -> None:
        self.model.show_rows(rows)
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        else:
            self.banner.show_state(Tone.NEUTRAL, "Записей о билетах нет", "Номер из списка хранится на карточке.")
        self.print_button.setEnabled(any(card.state is CardState.ISSUED for card in rows))
        self._enable()

    def _enable(self) -> None:
        card = self.model.row_at(self.table.current_row())
        for one in (self.lost, self.spoiled, self.returned):
            one.setEnabled(card is not None and card.state is CardState.ISSUED)
        self.found.setEnabled(card is not None and card.state is CardState.LOST)

    def _close_card(self, state: CardState) -> None:
        card = self.model.row_at(self.table.current_row())
        if card is not None:
            session = self._context.session
            self._do(lambda: cards.close_card(session, card.id, state, date.today()))

    def _find_again(self) -> None:
        card = self.model.row_at(self.table.current_row())
        if card is not None:
            session = self._context.session
            self._do(lambda: cards.find_again(session, card.id))

    def _do(self, work: Callable[[], object]) -> None:
        def done(_: object) -> None:
            self.banner.hide()
            self._read()

        def failed(error: Exception) -> None:
            self.banner.show_state(Tone.ERROR, one_line(error))

        self._context.run(self, lambda _: work(), done, on_error=failed)

    def _issue(self) -> None:
        self.accept()
        IssueDialog(self._owner, self._context, [(self._person, self._name)], medium=CardMedium.PAPER).open()

    def _print(self) -> None:
        preview_cards(self._context, self._owner, [self._person])
