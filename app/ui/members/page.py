"""The page of the register: search, chips, table, card; everything else opens from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QScrollArea, QWidget

from app.domain.enums import EventKind, MemberCategory
from app.domain.subjects import Subject
from app.services.importing import count_waiting
from app.services.members import MemberCard, member_card
from app.services.queries import ConditionGroup, What, fields_of
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import Banner, FilterChips, PageHeader, SearchField, Tone, button, menu_button, primary_button, row
from app.ui.kit.dialogs import is_list_file
from app.ui.kit.theme import px
from app.ui.members import actions
from app.ui.members.card import CardPanel
from app.ui.members.card_acts import CardActs
from app.ui.members.card_dialogs import ask_cancellation
from app.ui.members.consent_dialog import ask_consent, ask_withdrawal
from app.ui.members.date_dialog import ask_date
from app.ui.members.event_dialog import EventDialog
from app.ui.members.group_bar import GroupBar
from app.ui.members.list_acts import NOT_EXACT, ListActs
from app.ui.members.list_panel import ListPanel
from app.ui.members.person_dialog import PersonDialog
from app.ui.members.presenter import ALL, CHIPS, FORMER, Line, MembersPresenter, Order
from app.ui.pages import Page
from app.ui.queries.filter_dialog import ConditionBar, FilterDialog
from app.ui.words import waiting_words

_NARROW = 720
"""Below this width (at 100 %) an open card takes the place of the list, and the chips go under the search line."""
_ROOMY = 1340
"""From this width on the buttons of the head stand in one line with «Загрузить список»."""
_CATEGORY_CHIPS = frozenset(c.value for c in MemberCategory)


class MembersPage(Page):
    """A thin view over :class:`MembersPresenter`."""

    reads = frozenset(
        {Subject.MEMBERS, Subject.CONSENTS, Subject.STRUCTURE, Subject.CARDS, Subject.WAITING, Subject.PRIVACY}
    )

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Члены профсоюза")
        self.may_write = context.session.may(Act.RECORD)
        self.today = date.today()
        self.setAcceptDrops(self.may_write)
        self.presenter = MembersPresenter(context.session, self, self._run, self.today)
        self.lists = ListPanel(context.preferences, lambda: self.list_acts.import_list(), may_write=self.may_write)
        self.list_acts = ListActs(
            self, context, self.presenter, self.lists, on_person=self._read_card, on_column=self.toggle_column
        )
        self.header = PageHeader("Члены профсоюза", "", self._actions())
        self.search = SearchField("Имя, билет или телефон")
        self.search.setMinimumWidth(px(200))
        self.search.setMaximumWidth(px(380))
        self.chips = FilterChips("Показать", CHIPS)
        self.model, self.table, self.empty = self.lists.model, self.lists.table, self.lists.empty
        self.card = CardPanel(context.session.profile.consent_parts, self.today, may_write=self.may_write)
        self.card.hide()
        self.group_bar = GroupBar(self.list_acts)
        self.conditions = ConditionBar()
        self.waiting = Banner()
        self.waiting.activated.connect(self.list_acts.show_waiting)
        self._wanted = 0
        """Whose card was asked for last; it may still be on its way."""
        self.fields = fields_of(context.session.profile, What.MEMBERS)
        self._line = row(self.search, self.chips, spacing=10)
        self._line.setStretch(1, 1)
        self._line.setAlignment(self.search, Qt.AlignmentFlag.AlignTop)
        self.card.setMinimumHeight(px(300))
        body = row(self.lists, self.card, spacing=14)
        body.setStretch(0, 1)
        self.box.addWidget(self.header)
        self.box.addWidget(self.waiting)
        self.box.addLayout(self._line)
        self.box.addWidget(self.conditions)
        self.box.addWidget(self.group_bar)
        self.box.addLayout(body, 1)
        self._connect()
        self.card_acts = CardActs(self, context, self.card)
        self._apply_columns()

    # Building.

    def _actions(self) -> list[QWidget]:
        shown: list[QWidget] = [
            button("Отбор…", self.choose_where, name="Отбор по условиям", shortcut="Ctrl+Shift+F"),
            button("На дату…", self.choose_date),
            menu_button("Печать", actions.entries(actions.PRINT, self.list_acts)),
            menu_button("Вид", actions.entries(actions.VIEW, self.list_acts), name="Вид: столбцы и группы"),
        ]
        more = actions.entries(actions.MORE, self.list_acts)
        if more:
            shown.append(menu_button("Ещё", more, name="Ещё: действия со всем списком"))
        if self.may_write:
            self.import_button = button("Загрузить список", self.list_acts.import_list)
            shown.append(self.import_button)
            shown.append(primary_button("Добавить", self.add_person, name="Добавить человека", shortcut="Ctrl+N"))
        return shown

    def _connect(self) -> None:
        self.search.searched.connect(self._searched)
        self.chips.chosen.connect(self._chip_chosen)
        self.model.order_chosen.connect(self._lay_out)
        self.conditions.removed.connect(self._remove_condition)
        self.conditions.edit_requested.connect(self.choose_where)
        self.lists.mark_toggled.connect(
            lambda person_id: self.presenter.mark([person_id], person_id not in self.presenter.marked)
        )
        self.lists.all_toggled.connect(lambda: self.presenter.mark_found())
        self.lists.opened.connect(self._read_card)
        self.lists.moved.connect(self._moved)
        self.lists.escaped.connect(self._escaped)
        self.card.closed.connect(self._apply_columns)
        self.card.edit_requested.connect(lambda _: self.edit_person())
        self.card.event_requested.connect(lambda _, kind: self._event_for_card(EventKind(kind)))
        self.card.cancel_requested.connect(self._cancel_event)
        self.card.consent_requested.connect(lambda _: self._for_card(self._record_consent))
        self.card.withdraw_requested.connect(lambda _: self._withdraw())
        self.card.role_requested.connect(lambda _: self._for_card(self._record_role))
        self.card.training_requested.connect(lambda _: self._for_card(self._record_training))
        self.card.privacy_requested.connect(
            lambda i, name, act: self.context.show_page("privacy", person_id=i, name=name, act=act)
        )
        self.card.print_consent_requested.connect(lambda person_id: self.list_acts.print_consents_of([person_id]))
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._to_search)
        if self.may_write:
            QShortcut(QKeySequence.StandardKey.Open, self).activated.connect(self.list_acts.import_list)
        QShortcut(QKeySequence.StandardKey.Print, self).activated.connect(self.list_acts.print_list)

    def _run(self, work: Callable[..., object], on_done: Callable[..., object], *, key: str = "") -> None:
        self.context.run(self, work, on_done, key=key)

    # Page.

    def refresh(self) -> None:
        """Read the register and the open card again."""
        self.presenter.load()
        session = self.context.session
        self.context.run(self, lambda _: count_waiting(session), self._show_waiting, key="waiting")
        if self.card.isVisible() and self.card.card is not None:
            self._read_card(self._wanted)

    def open(self, **params: object) -> None:
        """``person_id``: that card; ``chip``: that filter; ``import_file``: a list; ``add``: a new person."""
        if "chip" in params:
            self.chips.choose(str(params["chip"]))
            self.presenter.choose_chip(str(params["chip"]))
        if isinstance(params.get("person_id"), int):
            self._read_card(int(str(params["person_id"])))
            self.presenter.load(select=int(str(params["person_id"])))
        if isinstance(params.get("import_file"), Path):
            self.list_acts.import_file(Path(str(params["import_file"])))
        elif params.get("import"):
            self.list_acts.import_list()
        if params.get("add"):
            self.add_person()
        if params.get("waiting"):
            self.list_acts.show_waiting()
        if params.get("print_consents"):
            self.list_acts.print_consents()

    # MembersView.

    def show_rows(self, rows: Sequence[Line], select: int | None) -> None:
        """The found rows; the cursor stays with its person when it can."""
        self.lists.show_rows(rows, select)

    def show_summary(self, subtitle: str, found: str) -> None:
        """Under the title and in the search line."""
        self.header.set_subtitle(subtitle)
        self.search.show_found(found)

    def show_counts(self, counts: Mapping[str, int | None]) -> None:
        """Chips of categories that nobody has are not shown: fewer words to read."""
        for chip, count in counts.items():
            self.chips.set_count(chip, count if chip != ALL else None)
            if chip in _CATEGORY_CHIPS:
                self.chips.chip(chip).setVisible(bool(count) or self.chips.current() == chip)

    def show_nothing(self, reason: str) -> None:
        """What to do when there is nothing to see."""
        self.lists.show_nothing(reason)

    def show_marked(self, count: int) -> None:
        """The bar of group operations comes with the first mark."""
        self.lists.show_marked(self.presenter.marked)
        self.group_bar.show_count(count)

    def show_not_exact(self) -> None:
        """Those who are only like the words looked for are marked one by one."""
        self.context.toast(NOT_EXACT)

    # What the person does.

    def add_person(self) -> None:
        """A new member."""
        PersonDialog(self, self.context, lambda person_id: self.open(person_id=person_id)).open()

    def edit_person(self) -> None:
        """Mend the data of the open card."""
        if self.card.card is not None:
            PersonDialog(self, self.context, lambda _: None, self.card.card).open()

    def _show_waiting(self, count: int) -> None:
        if count:
            self.waiting.show_state(Tone.WARNING, waiting_words(count), link="Решить…")
        else:
            self.waiting.hide()

    def _record_consent(self, people: dict[int, str]) -> None:
        ask_consent(self, self.context, people)

    def _record_role(self, people: dict[int, str]) -> None:
        self.context.doors.record_role(self.context, self, people)

    def _record_training(self, people: dict[int, str]) -> None:
        self.context.doors.record_training(self.context, self, people)

    def choose_where(self) -> None:
        """The filter by conditions."""
        FilterDialog(self, self.context, self.fields, self.presenter.filter.where, self.show_where).open()

    def show_where(self, where: ConditionGroup) -> None:
        """Only the people for whom these conditions hold."""
        self.conditions.show_group(where, self.fields)
        self.presenter.choose_where(where)

    def _remove_condition(self, place: int) -> None:
        where = self.presenter.filter.where
        self.show_where(replace(where, items=(*where.items[:place], *where.items[place + 1 :])))

    def choose_date(self) -> None:
        """The register as it was."""
        ask_date(self, self.context, self.presenter.filter.as_of, self.presenter.choose_date)

    def toggle_column(self, name: str, on: bool) -> None:
        """Show a column or take it away, now and next time."""
        self.lists.remember_column(name, on)
        self._apply_columns()

    # Small things.

    def show_person_at(self, place: int) -> None:
        """Open the card of a row."""
        self.lists.open_at(place)

    def _read_card(self, person_id: int) -> None:
        self._wanted = person_id
        session = self.context.session
        self.context.run(self, lambda _: member_card(session, person_id), self._show_card, key="card")

    def _show_card(self, card: MemberCard) -> None:
        self.card.show_card(card)
        self._apply_columns()
        if self.lists.isHidden():
            self._scroll_to_card()

    def _scroll_to_card(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.card.title)

    def _event_for_card(self, kind: EventKind) -> None:
        self._for_card(lambda names: EventDialog(self, self.context, names, kind).open())

    def _for_card(self, ask: Callable[[dict[int, str]], object]) -> None:
        if self.card.card is not None:
            ask({self.card.card.id: self.card.card.full_name})

    def _cancel_event(self, event_id: int, what: str) -> None:
        ask_cancellation(self, self.context, event_id, what)

    def _withdraw(self) -> None:
        if self.card.card is not None:
            ask_withdrawal(self, self.context, self.card.card)

    def _searched(self, text: str) -> None:
        self.presenter.search(text)

    def _chip_chosen(self, chip: str) -> None:
        self.presenter.choose_chip(chip)
        self._apply_columns()

    def _lay_out(self, order: Order) -> None:
        self.table.scrollToTop()
        self.presenter.lay_out(order)

    def _moved(self, person_id: int) -> None:
        if self.card.isVisible():
            self._read_card(person_id)

    def _escaped(self) -> None:
        if self.card.isVisible():
            self.card.close_panel()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _apply_columns(self) -> None:
        narrow = self.width() < px(_NARROW)
        self.lists.setVisible(not (narrow and self.card.isVisible()))
        self.card.setMaximumWidth(16_777_215 if narrow else px(390))
        margins = self.box.contentsMargins()
        room = self.width() - margins.left() - margins.right() - px(390 + 14 + 44 + 20)
        self.lists.apply_columns(
            former=self.presenter.filter.chip == FORMER, room=room if self.card.isVisible() else None
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths suit other columns."""
        super().resizeEvent(event)
        if self.may_write:
            self.import_button.setVisible(self.width() >= px(_ROOMY))  # it is in «Ещё» too
        self._apply_columns()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A list may be dropped anywhere on the page."""
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look into the dropped list."""
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.list_acts.import_file(path)

    def _dropped(self, event: QDropEvent) -> Path | None:
        urls = event.mimeData().urls()
        if len(urls) != 1 or not urls[0].isLocalFile():
            return None
        path = Path(urls[0].toLocalFile())
        return path if is_list_file(path) else None
