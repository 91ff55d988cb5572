"""The page of the register: search, chips, table, card; everything else opens from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QScrollArea, QWidget

from app.domain.enums import EventKind
from app.domain.subjects import Subject
from app.progress import Progress
from app.services.importing import count_waiting
from app.services.members import MemberCard, MemberRow, member_card
from app.services.queries import ConditionGroup, What, fields_of
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import Banner, FilterChips, PageHeader, SearchField, Tone, button, menu_button, primary_button, row
from app.ui.kit.dialogs import LIST_FILES, is_list_file
from app.ui.kit.theme import px
from app.ui.members import actions
from app.ui.members.card import CardPanel
from app.ui.members.card_acts import CardActs
from app.ui.members.consent_dialog import ConsentDialog, WithdrawDialog
from app.ui.members.date_dialog import DateDialog
from app.ui.members.event_dialog import CancelEventDialog, EventDialog
from app.ui.members.group_bar import GroupBar
from app.ui.members.group_dialogs import DecideDialog, DecisionsDialog, GroupFieldsDialog, OperationsDialog
from app.ui.members.list_panel import ListPanel
from app.ui.members.person_dialog import PersonDialog
from app.ui.members.presenter import ALL, CHIPS, FORMER, Line, MembersPresenter, Order
from app.ui.members.transfer_dialog import TRANSFER_FILES, AcceptDialog
from app.ui.pages import Page
from app.ui.printing.sheets import member_list
from app.ui.queries.filter_dialog import ConditionBar, FilterDialog
from app.ui.queries.query_dialog import QueryDialog
from app.ui.words import CATEGORY_MANY, waiting_words

_NARROW = 720
"""Below this width (at 100 %) an open card takes the place of the list, and the chips go under the search line."""
_ROOMY = 1340
"""From this width on the buttons of the head stand in one line with «Загрузить список»."""
_CATEGORY_CHIPS = frozenset(c.value for c in CATEGORY_MANY)


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
        self.header = PageHeader("Члены профсоюза", "", self._actions())
        self.search = SearchField("Имя, билет или телефон")
        self.search.setMinimumWidth(px(280))
        self.search.setMaximumWidth(px(380))
        self.chips = FilterChips("Показать", CHIPS)
        self.lists = ListPanel(context.preferences, self.import_list, may_write=self.may_write)
        self.model, self.table, self.empty = self.lists.model, self.lists.table, self.lists.empty
        self.card = CardPanel(context.session.profile.consent_parts, self.today, may_write=self.may_write)
        self.card.hide()
        self.group_bar = GroupBar(self)
        self.conditions = ConditionBar()
        self.waiting = Banner()
        self.waiting.activated.connect(self.show_waiting)
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
        self.presenter = MembersPresenter(context.session, self, self._run, self.today)
        self._connect()
        self.acts = CardActs(self)
        self._apply_columns()

    # Building.

    def _actions(self) -> list[QWidget]:
        shown: list[QWidget] = [
            button("Отбор…", self.choose_where, name="Отбор по условиям", shortcut="Ctrl+Shift+F"),
            button("На дату…", self.choose_date),
            menu_button("Печать", actions.entries(actions.PRINT, self)),
            menu_button("Вид", actions.entries(actions.VIEW, self), name="Вид: столбцы и группы"),
        ]
        more = actions.entries(actions.MORE, self)
        if more:
            shown.append(menu_button("Ещё", more, name="Ещё: действия со всем списком"))
        if self.may_write:
            self.import_button = button("Загрузить список", self.import_list)
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
            lambda i, name, act: self.context.show_page("papers", tab="privacy", person_id=i, name=name, act=act)
        )
        self.card.print_consent_requested.connect(lambda person_id: self._print_consents([person_id]))
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._to_search)
        if self.may_write:
            QShortcut(QKeySequence.StandardKey.Open, self).activated.connect(self.import_list)
        QShortcut(QKeySequence.StandardKey.Print, self).activated.connect(self.print_list)

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
            self.import_file(Path(str(params["import_file"])))
        elif params.get("import"):
            self.import_list()
        if params.get("add"):
            self.add_person()
        if params.get("waiting"):
            self.show_waiting()
        if params.get("print_consents"):
            self.print_consents()

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
        self.context.toast("Точно никто не нашёлся. Похожих людей отметьте по одному или уточните поиск.")

    # What the person does.

    def add_person(self) -> None:
        """A new member."""
        PersonDialog(self, self.context, lambda person_id: self.open(person_id=person_id)).open()

    def edit_person(self) -> None:
        """Mend the data of the open card."""
        if self.card.card is not None:
            PersonDialog(self, self.context, lambda _: None, self.card.card).open()

    def import_list(self) -> None:
        """Choose a list."""
        self.context.files.open_file(self, "Загрузить список", LIST_FILES, self.import_file)

    def import_file(self, path: Path) -> QDialog:
        """Look into a list."""
        return self.context.doors.import_list(self.context, self, path)

    def show_waiting(self) -> None:
        """Rows of lists that wait for a decision."""
        self.context.doors.decide_waiting(self.context, self, may_write=self.may_write)

    def _show_waiting(self, count: int) -> None:
        if count:
            self.waiting.show_state(Tone.WARNING, waiting_words(count), link="Решить…")
        else:
            self.waiting.hide()

    def event_for_marked(self, kind: EventKind) -> None:
        """One event for all marked."""
        names = self._marked_names()
        EventDialog(self, self.context, names, kind, may_choose=True).open()

    def consent_for_marked(self) -> None:
        """The same consent for all marked."""
        ConsentDialog(self, self.context, self._marked_names()).open()

    def _record_consent(self, people: dict[int, str]) -> None:
        ConsentDialog(self, self.context, people).open()

    def _record_role(self, people: dict[int, str]) -> None:
        self.context.doors.record_role(self.context, self, people)

    def _record_training(self, people: dict[int, str]) -> None:
        self.context.doors.record_training(self.context, self, people)

    def _marked_names(self) -> dict[int, str]:
        return {r.id: r.full_name for r in self.presenter.marked_rows()}

    def training_for_marked(self) -> None:
        """The same training for all marked."""
        self._record_training(self._marked_names())

    def fields_for_marked(self) -> None:
        """The same group, department or post for all marked."""
        GroupFieldsDialog(self, self.context, self._marked_names()).open()

    def order_cards_for_marked(self) -> None:
        """Order cards of the marked at the higher organisation."""
        self.context.doors.order_cards(self.context, self, list(self._marked_names()))

    def issue_cards_for_marked(self) -> None:
        """Hand out cards to the marked."""
        self.context.doors.hand_out_cards(self.context, self, self._marked_names())

    def print_cards_of_marked(self) -> None:
        """Sheets with the cards of the marked."""
        self.context.doors.print_cards(self.context, self, list(self._marked_names()))

    def decision_for_marked(self) -> None:
        """The decision that admitted the marked."""
        DecideDialog(self, self.context, self._marked_names()).open()

    def show_decisions(self) -> None:
        """Decisions and their extracts."""
        DecisionsDialog(self, self.context).open()

    def show_operations(self) -> None:
        """Acts upon many, to be taken back."""
        OperationsDialog(self, self.context, may_write=self.may_write).open()

    def accept_by_file(self) -> None:
        """Somebody comes from another organisation with a file."""
        self.context.files.open_file(
            self, "Файл перевода", TRANSFER_FILES, lambda path: AcceptDialog(self, self.context, path).open()
        )

    def unmark(self) -> None:
        """Take the marks away."""
        self.presenter.mark_none()

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

    def query(self) -> QueryDialog:
        """A report by parameters."""
        dialog = QueryDialog(self, self.context, self.presenter.filter.where, self.presenter.filter.as_of)
        dialog.people_chosen.connect(self.mark_only)
        dialog.person_chosen.connect(self._read_card)
        dialog.open()
        return dialog

    def mark_only(self, person_ids: Sequence[int]) -> None:
        """Mark these people and nobody else."""
        self.presenter.mark_none()
        self.presenter.mark(person_ids, True)

    def choose_date(self) -> None:
        """The register as it was."""
        DateDialog(self, self.context, self.presenter.filter.as_of, self.presenter.choose_date).open()

    def choose_columns(self) -> None:
        """A menu of columns with ticks."""
        self.lists.choose_columns(self.toggle_column)

    def group_by(self, grouping: str) -> None:
        """The list in groups: ``department``, ``group``, ``unit``, ``category``; "" without."""
        self.model.group_by(grouping)

    def toggle_column(self, name: str, on: bool) -> None:
        """Show a column or take it away, now and next time."""
        self.lists.remember_column(name, on)
        self._apply_columns()

    def _chosen_rows(self) -> Sequence[MemberRow]:
        """The marked, or all that were found; those only like the words looked for must be marked one by one."""
        marked = self.presenter.marked_rows()
        if not marked and not self.presenter.exact:
            self.show_not_exact()
        return marked or (self.model.rows() if self.presenter.exact else [])

    def print_list(self) -> None:
        """The rows as they are shown, marked ones only when there are any."""
        rows = [row for row in self._chosen_rows() if not row.blocked]
        if not rows:
            return
        columns = self.model.columns()
        session = self.context.session
        title = f"Члены профсоюза на {self.presenter.filter.as_of:%d.%m.%Y}"
        heads = [c.title for c in columns]
        self.context.run(
            self,
            lambda _: member_list(session, title, heads, [[c.text(r) for c in columns] for r in rows]),
            lambda pdf: self.preview("Список членов профсоюза", pdf),
            title="Готовлю список к печати",
        )

    def print_consents(self) -> None:
        """Blank consents of the marked, or of those found who have not given one."""
        rows: Sequence[MemberRow] = self.presenter.marked_rows()
        if not rows:
            rows = [r for r in self._chosen_rows() if r.consent.value != "given"] or self._chosen_rows()
        if not rows:
            return
        self._print_consents([r.id for r in rows])

    def documents_for_people(self) -> None:
        """Papers for the marked people, or for those found, at their own place."""
        rows = self._chosen_rows()
        if not rows:
            return
        self.context.show_page("papers", tab="documents", people={r.id: r.full_name for r in rows})

    def _print_consents(self, person_ids: Sequence[int]) -> None:
        session = self.context.session

        def printed(progress: Progress) -> bytes:
            from app.services.privacy.sheets import consent_sheets  # loads the printing

            return consent_sheets(session, person_ids, progress)

        self.context.run(
            self,
            printed,
            lambda pdf: self.preview("Бланки согласий", pdf),
            title="Готовлю бланки согласий",
        )

    def preview(self, title: str, pdf: bytes) -> None:
        """A paper to look at, print and save."""
        from app.ui.printing.preview import show_pdf

        show_pdf(self, title, pdf, f"{title}.pdf")

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
        self._for_card(lambda names: EventDialog(self, self.context, names, kind))

    def _for_card(self, ask: Callable[[dict[int, str]], object]) -> None:
        if self.card.card is not None:
            ask({self.card.card.id: self.card.card.full_name})

    def _cancel_event(self, event_id: int, what: str) -> None:
        CancelEventDialog(self, self.context, event_id, what).open()

    def _withdraw(self) -> None:
        if self.card.card is not None:
            WithdrawDialog(self, self.context, self.card.card).open()

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
        narrow = self.width() < px(_NARROW)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(down if narrow else across)
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
            self.import_file(path)

    def _dropped(self, event: QDropEvent) -> Path | None:
        urls = event.mimeData().urls()
        if len(urls) != 1 or not urls[0].isLocalFile():
            return None
        path = Path(urls[0].toLocalFile())
        return path if is_list_file(path) else None
