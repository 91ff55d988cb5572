"""What can be done with the list: with the people marked in it, those found, and the register as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from app.domain.enums import EventKind
from app.progress import Progress
from app.services.members import MemberRow
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit.dialogs import LIST_FILES
from app.ui.members.consent_dialog import ask_consent
from app.ui.members.event_dialog import EventDialog
from app.ui.members.group_dialogs import DecideDialog, DecisionsDialog, GroupFieldsDialog, OperationsDialog
from app.ui.members.list_panel import ListPanel
from app.ui.members.presenter import MembersPresenter
from app.ui.members.transfer_dialog import TRANSFER_FILES, AcceptDialog
from app.ui.printing.sheets import member_list
from app.ui.queries.query_dialog import QueryDialog

NOT_EXACT = "Точно никто не нашёлся. Похожих людей отметьте по одному или уточните поиск."


class ListActs:
    """Dialogs open over ``owner``; what they chose comes back through ``on_person`` and ``on_column``."""

    def __init__(
        self,
        owner: QWidget,
        context: UiContext,
        presenter: MembersPresenter,
        lists: ListPanel,
        *,
        on_person: Callable[[int], object],
        on_column: Callable[[str, bool], object],
    ) -> None:
        self.owner, self.context, self.presenter, self.lists = owner, context, presenter, lists
        self.may_write = context.session.may(Act.RECORD)
        self._on_person, self._on_column = on_person, on_column

    def marked_names(self) -> dict[int, str]:
        """The marked people by id."""
        return {r.id: r.full_name for r in self.presenter.marked_rows()}

    def import_list(self) -> None:
        """Choose a list."""
        self.context.files.open_file(self.owner, "Загрузить список", LIST_FILES, self.import_file)

    def import_file(self, path: Path) -> QDialog:
        """Look into a list."""
        return self.context.doors.import_list(self.context, self.owner, path)

    def show_waiting(self) -> None:
        """Rows of lists that wait for a decision."""
        self.context.doors.decide_waiting(self.context, self.owner, may_write=self.may_write)

    def event_for_marked(self, kind: EventKind) -> None:
        """One event for all marked."""
        names = self.marked_names()
        EventDialog(self.owner, self.context, names, kind, may_choose=True).open()

    def consent_for_marked(self) -> None:
        """The same consent for all marked."""
        ask_consent(self.owner, self.context, self.marked_names())

    def training_for_marked(self) -> None:
        """The same training for all marked."""
        self.context.doors.record_training(self.context, self.owner, self.marked_names())

    def fields_for_marked(self) -> None:
        """The same group, department or post for all marked."""
        GroupFieldsDialog(self.owner, self.context, self.marked_names()).open()

    def order_cards_for_marked(self) -> None:
        """Order cards of the marked at the higher organisation."""
        self.context.doors.order_cards(self.context, self.owner, list(self.marked_names()))

    def issue_cards_for_marked(self) -> None:
        """Hand out cards to the marked."""
        self.context.doors.hand_out_cards(self.context, self.owner, self.marked_names())

    def print_cards_of_marked(self) -> None:
        """Sheets with the cards of the marked."""
        self.context.doors.print_cards(self.context, self.owner, list(self.marked_names()))

    def decision_for_marked(self) -> None:
        """The decision that admitted the marked."""
        DecideDialog(self.owner, self.context, self.marked_names()).open()

    def show_decisions(self) -> None:
        """Decisions and their extracts."""
        DecisionsDialog(self.owner, self.context).open()

    def show_operations(self) -> None:
        """Acts upon many, to be taken back."""
        OperationsDialog(self.owner, self.context, may_write=self.may_write).open()

    def accept_by_file(self) -> None:
        """Somebody comes from another organisation with a file."""
        self.context.files.open_file(
            self.owner,
            "Файл перевода",
            TRANSFER_FILES,
            lambda path: AcceptDialog(self.owner, self.context, path).open(),
        )

    def unmark(self) -> None:
        """Take the marks away."""
        self.presenter.mark_none()

    def query(self) -> QueryDialog:
        """A report by parameters."""
        dialog = QueryDialog(self.owner, self.context, self.presenter.filter.where, self.presenter.filter.as_of)
        dialog.people_chosen.connect(self.mark_only)
        dialog.person_chosen.connect(self._on_person)
        dialog.open()
        return dialog

    def mark_only(self, person_ids: Sequence[int]) -> None:
        """Mark these people and nobody else."""
        self.presenter.mark_none()
        self.presenter.mark(person_ids, True)

    def choose_columns(self) -> None:
        """A menu of columns with ticks."""
        self.lists.choose_columns(self._on_column)

    def group_by(self, grouping: str) -> None:
        """The list in groups: ``department``, ``group``, ``unit``, ``category``; "" without."""
        self.lists.model.group_by(grouping)

    def _chosen_rows(self) -> Sequence[MemberRow]:
        """The marked, or all that were found; those only like the words looked for must be marked one by one."""
        marked = self.presenter.marked_rows()
        if not marked and not self.presenter.exact:
            self.context.toast(NOT_EXACT)
        return marked or (self.lists.model.rows() if self.presenter.exact else [])

    def print_list(self) -> None:
        """The rows as they are shown, marked ones only when there are any."""
        rows = [row for row in self._chosen_rows() if not row.blocked]
        if not rows:
            return
        columns = self.lists.model.columns()
        session = self.context.session
        title = f"Члены профсоюза на {self.presenter.filter.as_of:%d.%m.%Y}"
        heads = [c.title for c in columns]
        self.context.run(
            self.owner,
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
        self.print_consents_of([r.id for r in rows])

    def documents_for_people(self) -> None:
        """Papers for the marked people, or for those found, at their own place."""
        rows = self._chosen_rows()
        if not rows:
            return
        self.context.show_page("papers", tab="documents", people={r.id: r.full_name for r in rows})

    def print_consents_of(self, person_ids: Sequence[int]) -> None:
        """Blank consents of these people."""
        session = self.context.session

        def printed(progress: Progress) -> bytes:
            from app.services.privacy.sheets import consent_sheets  # loads the printing

            return consent_sheets(session, person_ids, progress)

        self.context.run(
            self.owner,
            printed,
            lambda pdf: self.preview("Бланки согласий", pdf),
            title="Готовлю бланки согласий",
        )

    def preview(self, title: str, pdf: bytes) -> None:
        """A paper to look at, print and save."""
        from app.ui.printing.preview import show_pdf

        show_pdf(self.owner, title, pdf, f"{title}.pdf")
