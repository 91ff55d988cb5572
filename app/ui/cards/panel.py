"""The tab «Билеты»: who has which card, who has none, and everything that is done with cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from app.domain.cards import CLOSED, CardMedium, CardState
from app.domain.enums import OrganisationKind
from app.domain.files import write_atomically
from app.domain.subjects import Subject
from app.progress import Progress
from app.services import cards
from app.services.cards import CardPerson, CardView, PrintedCards
from app.services.organisation.passport import passport
from app.services.session import Act
from app.ui.cards.coverage_dialog import CoverageDialog
from app.ui.cards.issue_dialog import IssueDialog
from app.ui.cards.models import MEDIUM, cards_model, people_model
from app.ui.cards.order_dialog import OrderDialog
from app.ui.cards.orders_dialog import IncomingOrdersDialog, OrdersDialog
from app.ui.cards.verify_dialog import VerifyDialog
from app.ui.context import UiContext
from app.ui.kit import (
    DataTable,
    EmptyState,
    FilterChips,
    button,
    flow,
    label,
    menu_button,
    primary_button,
    set_label_role,
)
from app.ui.kit.dialogs import confirm
from app.ui.kit.tab import TabPanel
from app.ui.kit.theme import px
from app.ui.kit.tips import set_tip
from app.ui.printing.preview import show_pdf
from app.ui.words import people

_VIEWS = (
    ("without", "Без билета"),
    ("ordered", "Заказаны"),
    ("issued", "Выданы"),
    ("closed", "Недействительные"),
    ("unknown", "Вид не указан"),
)
_STATES = {
    "ordered": (CardState.ORDERED,),
    "issued": (CardState.ISSUED,),
    "closed": tuple(CLOSED),
}
_EMPTY = {
    "without": ("У всех есть билеты", "Новые члены профсоюза без билета появятся здесь."),
    "ordered": ("Заказанных билетов нет", "Отметьте людей без билета и нажмите «Заказать»."),
    "issued": ("Выданных билетов нет", "Отметьте людей и нажмите «Выдать»: номера можно считать сканером."),
    "closed": ("Недействительных билетов нет", "Утерянные, испорченные и заменённые билеты будут здесь."),
    "unknown": ("У всех билетов вид указан", "Сюда попадают номера из загруженных списков."),
}
_HOW = "Выберите людей: щелчок с Ctrl или Shift отмечает нескольких, Ctrl+A – всех."
CardsRead = tuple[tuple[CardPerson, ...], tuple[CardView, ...], tuple[CardPerson, ...], bool]


class CardsPanel(TabPanel):
    """``open(verify=True)`` shows the check."""

    reads = frozenset({Subject.CARDS, Subject.MEMBERS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Билеты")
        self.may_write = context.session.may(Act.RECORD)
        self.views = FilterChips("Какие билеты показать", _VIEWS)
        self.views.chosen.connect(lambda *_: self._show_view())
        self.cards, self.people = cards_model(), people_model()
        self.card_table, self.people_table = DataTable("Билеты"), DataTable("Люди без билета")
        for table, model in ((self.card_table, self.cards), (self.people_table, self.people)):
            table.setModel(model)
            table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
            table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.card_table.set_widths(270, 130, 120, 120, 160, 120, stretch=0)
        self.people_table.set_widths(320, 260, 140, stretch=0)
        self.empty = EmptyState("", "", icon="members")
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(px(200))
        for widget in (self.people_table, self.card_table, self.empty):
            self.stack.addWidget(widget)
        self.verify_button = button("Проверить билет…", self.verify)
        self.orders_button = button("Заказы…", self.show_orders)
        self.incoming_button = button("Заказы от организаций…", self.show_incoming)
        self.coverage_button = button("Охват…", self.show_coverage)
        self.trust_button = button("Список доверия…", self.save_trusted, name="Сохранить список доверия")
        self.order_button = button("Заказать…", self.order, name="Заказать билеты выбранным")
        self.issue_button = primary_button("Выдать…", self.issue, name="Выдать билеты выбранным")
        self.print_button = button("Напечатать билеты…", self.print_cards)
        set_tip(self.print_button, "Листы A4 с билетами и квадратным кодом для проверки")
        self.medium_button = menu_button(
            "Указать вид",
            [(MEDIUM[one].capitalize(), partial(self._set_medium, one)) for one in CardMedium],
            name="Указать, какие это билеты",
        )
        self.state_button = menu_button(
            "Отметить",
            [
                ("Утерян", partial(self._close, CardState.LOST)),
                ("Испорчен", partial(self._close, CardState.SPOILED)),
                ("Сдан", partial(self._close, CardState.RETURNED)),
                ("Нашёлся", self._find_again),
                None,
                ("Записан по ошибке…", self._remove),
            ],
            name="Отметить, что стало с билетом",
        )
        self.words = label(
            "Выберите людей: щелчок с Ctrl или Shift отмечает нескольких, Ctrl+A – всех.", "small", wrap=True
        )
        self.box.addWidget(
            flow(self.verify_button, self.orders_button, self.incoming_button, self.coverage_button, self.trust_button)
        )
        self.box.addWidget(self.views)
        self.box.addWidget(self.stack, 1)
        self.box.addWidget(self.words)
        self.box.addWidget(
            flow(self.issue_button, self.order_button, self.print_button, self.medium_button, self.state_button)
        )
        self._read: CardsRead = ((), (), (), False)
        self._fresh = True

    def refresh(self) -> None:
        """Read everything again."""
        session = self.context.session

        def work(_: Progress) -> CardsRead:
            higher = passport(session).kind is not OrganisationKind.PPO
            return cards.without_card(session), cards.list_cards(session), cards.unknown_medium(session), higher

        self.context.run(self, work, self._show, key="cards")

    def open(self, **params: object) -> None:
        """Show the check."""
        if params.get("verify"):
            self.verify()

    def _show(self, read: CardsRead) -> None:
        self._read = read
        without, found, unknown, higher = read
        self.views.set_count("without", len(without))
        self.views.set_count("unknown", len(unknown))
        for view, states in _STATES.items():
            self.views.set_count(view, sum(card.state in states for card in found))
        for widget in (self.incoming_button, self.trust_button):
            widget.setVisible(higher)
        if self._fresh:
            self._fresh = False
            self.views.choose("without" if without or not found else "issued")
        self._show_view()

    def _show_view(self) -> None:
        without, found, unknown, _ = self._read
        view = self.views.current()
        if view in _STATES:
            rows: Sequence[object] = [card for card in found if card.state in _STATES[view]]
            self.cards.show_rows([card for card in found if card.state in _STATES[view]])
        else:
            chosen = without if view == "without" else unknown
            rows = chosen
            self.people.show_rows(chosen)
        self.empty.show_words(*_EMPTY[view])
        self.stack.setCurrentIndex(2 if not rows else 1 if view in _STATES else 0)
        for widget, views in (
            (self.issue_button, ("without", "ordered")),
            (self.order_button, ("without", "issued")),
            (self.print_button, ("issued",)),
            (self.medium_button, ("unknown",)),
            (self.state_button, ("ordered", "issued", "closed")),
        ):
            widget.setVisible(self.may_write and view in views)
        set_label_role(self.issue_button, "kind", "primary")
        self.words.setVisible(self.may_write and bool(rows))
        self._enable()

    def _enable(self) -> None:
        some = bool(self.chosen_people())
        for widget in (
            self.issue_button, self.order_button, self.print_button, self.medium_button, self.state_button
        ):  # fmt: skip
            widget.setEnabled(some)
        if some:
            self.words.setText(f"Выбрано: {people(len(self.chosen_people()))}.")
        else:
            self.words.setText(_HOW)

    def chosen_cards(self) -> list[CardView]:
        """The chosen cards."""
        if self.views.current() not in _STATES:
            return []
        places = sorted(index.row() for index in self.card_table.selectionModel().selectedRows())
        return [card for place in places if (card := self.cards.row_at(place)) is not None]

    def chosen_people(self) -> dict[int, str]:
        """Whom the chosen rows are about, by id."""
        if self.views.current() in _STATES:
            return {card.person_id: card.person_name for card in self.chosen_cards()}
        places = sorted(index.row() for index in self.people_table.selectionModel().selectedRows())
        return {one.id: one.name for place in places if (one := self.people.row_at(place)) is not None}

    # What a person does

    def verify(self) -> None:
        """Check a card."""
        VerifyDialog(self, self.context).open()

    def show_orders(self) -> None:
        """Our orders."""
        OrdersDialog(self, self.context).open()

    def show_incoming(self) -> None:
        """Orders from below."""
        IncomingOrdersDialog(self, self.context).open()

    def show_coverage(self) -> None:
        """The coverage table."""
        CoverageDialog(self, self.context).open()

    def order(self) -> None:
        """Order cards for the chosen."""
        OrderDialog(self, self.context, list(self.chosen_people())).open()

    def issue(self) -> None:
        """Hand out cards to the chosen."""
        ordered = {card.medium for card in self.chosen_cards()}
        medium = ordered.pop() if len(ordered) == 1 else CardMedium.PAPER
        IssueDialog(self, self.context, list(self.chosen_people().items()), medium=medium).open()

    def print_cards(self) -> None:
        """Sheets of cards of the chosen."""
        preview_cards(self.context, self, list(self.chosen_people()))

    def save_trusted(self) -> None:
        """Save the signed list of organisations for those who check cards."""
        session = self.context.session

        def write(path: Path) -> None:
            self.context.run(
                self,
                lambda _: write_atomically(path, cards.export_trusted(session)),
                lambda _: self.context.toast(f"Список доверия записан: {path.name}. Секретного в нём нет."),
            )

        self.context.files.save_file(
            self, "Сохранить список доверия", "список-доверия.pervichka-trusted", "Все файлы (*)", write
        )

    def _set_medium(self, medium: CardMedium) -> None:
        session, ids = self.context.session, list(self.chosen_people())
        self._do(lambda: cards.set_medium(session, ids, medium), f"Указано: билеты {MEDIUM[medium][:-2]}ые.")

    def _close(self, state: CardState) -> None:
        session, chosen = self.context.session, self.chosen_cards()

        def close() -> None:
            for card in chosen:
                cards.close_card(session, card.id, state, date.today())

        self._do(close, "Отмечено. Номер этого билета больше не действует.")

    def _find_again(self) -> None:
        session, chosen = self.context.session, self.chosen_cards()

        def find() -> None:
            for card in chosen:
                cards.find_again(session, card.id)

        self._do(find, "Отмечено: билет снова действует.")

    def _remove(self) -> None:
        session, chosen = self.context.session, self.chosen_cards()

        def remove() -> None:
            for card in chosen:
                cards.remove_card(session, card.id)

        words = f"{people(len(chosen))}. Запись о билете исчезнет, номер из списка тоже."
        confirm(self, "Убрать записи о билетах?", words, "Убрать", lambda: self._do(remove, "Убрано."), danger=True)

    def _do(self, work: Callable[[], object], said: str) -> None:
        def done(_: object) -> None:
            self.context.toast(said)

        self.context.run(self, lambda _: work(), done)


def preview_cards(context: UiContext, owner: QWidget, person_ids: Sequence[int]) -> None:
    """Sheets of the valid cards of these people, in the preview; who is left out is told."""
    session = context.session

    def show(printed: PrintedCards) -> None:
        show_pdf(owner, "Профсоюзные билеты", printed.pdf, "билеты.pdf", files=context.files)
        if printed.left_out:
            first = printed.left_out[0]
            more = f" и ещё {len(printed.left_out) - 1}" if len(printed.left_out) > 1 else ""
            context.toast(f"На листах нет: {first.name}{more} ({first.why}).")

    context.run(
        owner,
        lambda progress: cards.print_cards(session, person_ids, progress=progress),
        show,
        title="Готовлю билеты",
    )
