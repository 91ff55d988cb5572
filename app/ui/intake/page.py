"""The place «Приём и свод» of a higher organisation: who has sent what, files taken in, organisations and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QStackedWidget, QTabBar, QWidget

from app.domain.enums import PartyRelation, Verdict
from app.domain.subjects import Subject
from app.progress import Progress
from app.services import intake
from app.services.exchange.views import PartyView
from app.services.intake import OrganisationNode
from app.services.intake.views import ReceivedRow, StatusTable
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.intake.accepting import AcceptedDialog, FileResult, accept_files
from app.ui.intake.consolidation_view import ConsolidationView
from app.ui.intake.members_panel import MembersPanel
from app.ui.intake.models import PartiesModel, ReceivedModel
from app.ui.intake.receipts import ReceiptsDialog
from app.ui.intake.received_view import ReceivedView
from app.ui.intake.register_dialog import RegisterDialog
from app.ui.intake.status_panel import StatusPanel
from app.ui.intake.tree_panel import TreePanel
from app.ui.intake.words import table_summary
from app.ui.kit import DataTable, EmptyState, PageHeader, button, column, label, primary_button, row
from app.ui.kit.dialogs import confirm
from app.ui.kit.tips import set_tip
from app.ui.kit.two_lines import TwoLinesDelegate
from app.ui.pages import Page

BUNDLE_KINDS = "Запечатанные файлы Первички (*.pervichka);;Все файлы (*)"
_YEARS = 4
_TABS = ("Кто сдал", "Полученные файлы", "Свод", "Структура", "Ключи", "Члены профсоюза")
_OF_A_YEAR = (0, 2)


@dataclass(frozen=True)
class Everything:
    """What the page shows, read at once."""

    table: StatusTable
    parties: tuple[PartyView, ...]
    nodes: tuple[OrganisationNode, ...]
    receipts: int


class IntakePage(Page):
    """``open(bundle=…, form=…, period=…)`` opens a report taken in; ``open(files=[…])`` takes files in."""

    reads = frozenset({Subject.INTAKE, Subject.EXCHANGE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Приём и свод")
        self.setAcceptDrops(True)
        self.received_model, self.parties_model = ReceivedModel(self), PartiesModel(self)
        self.enrol_button = button("Добавить ключ организации", self._enrol)
        self.accept_button = primary_button("Принять файлы", self._choose)
        subtitle = "Файлы или папку с ними можно перетащить сюда мышью."
        self.header = PageHeader("Приём и свод", subtitle, [self.enrol_button, self.accept_button])
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Разделы приёма")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in _TABS:
            self.tabs.addTab(title)
        self.year = QComboBox()
        self.year.setAccessibleName("Отчётный год")
        last = date.today().year
        for year in range(last, last - _YEARS, -1):
            self.year.addItem(f"за {year} год", str(year))
        if date.today().month <= 6:
            self.year.setCurrentIndex(1)  # in the first half of a year the reports about the last one come in
        self.year.currentIndexChanged.connect(lambda *_: self.refresh())
        self.summary = label("", "muted", wrap=True)
        self.status_panel = StatusPanel(context, lambda: str(self.year.currentData()), self._open_status)
        self.status_model, self.status_table = self.status_panel.model, self.status_panel.table
        self.tree_panel = TreePanel(context)
        self.received_table = self._table("Полученные файлы", self.received_model, self._open_received)
        self.parties_table = self._table("Организации и ключи", self.parties_model, None)
        self.pages = QStackedWidget()
        self.revoke_button = button("Отозвать ключ…", self._ask_revoke, danger=True)
        self.package_button = button("Рассылка…", lambda: context.doors.make_package(context, self))
        set_tip(self.package_button, "Документы, новости, опросы, формы и сроки для нижестоящих организаций")
        self.package_button.setEnabled(context.session.may(Act.SIGN))
        keys = QWidget()
        keys.setProperty("role", "clear")
        keys_box = column(self.parties_table, row(self.package_button, 1, self.revoke_button), spacing=10)
        keys_box.setStretch(0, 1)
        keys.setLayout(keys_box)
        self.consolidation = ConsolidationView(context, lambda: str(self.year.currentData()))
        self.consolidation.wanted.connect(self.open_report)
        self.members = MembersPanel(context)
        panels = (self.status_panel, self.received_table, self.consolidation, self.tree_panel, keys, self.members)
        for widget in panels:
            self.pages.addWidget(widget)
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self.tabs.currentChanged.connect(self._turn_to)
        self.empty = EmptyState(
            "Ключей ещё нет",
            "Чтобы принимать файлы, добавьте ключи организаций: карточку из файла и бумажный лист для сверки.",
            "Добавить ключ организации",
            self._enrol,
            icon="intake",
        )
        self.empty.hide()
        self.list = QWidget()
        self.list.setProperty("role", "clear")
        self.tabs.setUsesScrollButtons(False)
        bar = row(self.tabs, self.year, spacing=12)
        bar.setStretch(0, 1)
        inside = column(self.header, bar, self.summary, self.pages, self.empty, spacing=12)
        inside.setStretch(3, 1)
        inside.setStretch(4, 1)
        self.list.setLayout(inside)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.box.addWidget(self.stack)
        self.report: ReceivedView | None = None
        self.enrol_button.setEnabled(context.session.may(Act.TRUST))
        self.accept_button.setEnabled(context.session.may(Act.RECEIVE))
        self.revoke_button.setEnabled(context.session.may(Act.TRUST))

    # Page

    def refresh(self) -> None:
        """Read everything again."""
        year = str(self.year.currentData())
        session = self.context.session

        def work(_: Progress) -> Everything:
            parties = intake.parties(session, PartyRelation.SUBORDINATE)
            return Everything(
                intake.status(session, year),
                parties,
                intake.tree(session),
                intake.count_receipts_to_give(session),
            )

        self.context.run(self, work, self._show, key="intake")
        # Thousands of files take a moment; who has sent what is on the screen before.
        self.context.run(self, lambda _: intake.received(session), self._show_received, key="received")
        if self.pages.currentWidget() is self.consolidation:
            self.consolidation.refresh()
        if self.pages.currentWidget() is self.members:
            self.members.refresh()

    def open(self, **params: object) -> None:
        """Open a report taken in, or take files in."""
        files, bundle, form, period = (params.get(name) for name in ("files", "bundle", "form", "period"))
        if isinstance(files, (list, tuple)):
            self.accept_paths([Path(str(path)) for path in files])
        elif isinstance(bundle, str) and isinstance(form, str):
            self.open_report(bundle, form, str(period))

    def accept_paths(self, paths: Sequence[Path]) -> None:
        """Take files and folders of files in."""
        session = self.context.session

        def work(progress: Progress) -> list[FileResult]:
            return accept_files(session, intake.sealed_files_in(paths), progress)

        def done(results: list[FileResult]) -> None:
            AcceptedDialog(self.context, self, results).open()

        self.context.run(self, work, done, title="Принимаю файлы")

    def open_report(self, bundle: str, form: str, period: str) -> None:
        """Show one report taken in."""
        self._drop_report()
        self.report = ReceivedView(self.context, bundle, form, period, self.received_model.reports_of(bundle))
        self.report.closed.connect(self.show_list)
        self.report.decided.connect(lambda name, sealed: ReceiptsDialog(self.context, self, {name: sealed}).open())
        self.stack.addWidget(self.report)
        self.stack.setCurrentWidget(self.report)

    def show_list(self) -> None:
        """Back to the tables."""
        self.stack.setCurrentWidget(self.list)
        self._drop_report()
        self.refresh()
        self.pages.currentWidget().setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped files in."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self.accept_paths(paths)

    # Inside

    def _table(self, name: str, model: object, opened: object) -> DataTable:
        table = DataTable(name, row_height=72)
        table.setModel(model)  # type: ignore[arg-type]
        table.setItemDelegate(TwoLinesDelegate(table))
        if opened is not None:
            table.activated.connect(opened)
            table.doubleClicked.connect(opened)
        return table

    def _numbers(self) -> Mapping[str, str]:
        return {form: definition.number for form, definition in self.context.session.profile.forms.items()}

    def _show(self, found: Everything) -> None:
        table, parties = found.table, found.parties
        self.status_panel.show_status(table, self._numbers(), found.receipts)
        self.tree_panel.show_nodes(found.nodes)
        chosen = max(self.parties_table.current_row(), 0)
        self.parties_model.show_rows(parties)
        self.parties_table.setCurrentIndex(self.parties_model.index(chosen, 0))
        self.summary.setText(table_summary(table))
        self.parties_table.set_widths(260, 260, 130, stretch=0)
        there = bool(found.nodes)
        for widget in (self.tabs, self.pages):
            widget.setVisible(there)
        self.year.setVisible(there and self.tabs.currentIndex() in _OF_A_YEAR)
        self.summary.setVisible(there and self.tabs.currentIndex() == 0)
        self.empty.setVisible(not there)

    def _show_received(self, received: tuple[ReceivedRow, ...]) -> None:
        self.received_model.show_rows(received)
        self.received_table.set_widths(260, 220, 150, stretch=0)
        waiting = sum(row.verdict is Verdict.RECEIVED and row.current for row in received)
        self.context.shell.set_badge("intake", waiting)

    def _turn_to(self, number: int) -> None:
        self.year.setVisible(number in _OF_A_YEAR)
        self.summary.setVisible(number == 0)
        if self.pages.currentWidget() is self.consolidation:
            self.consolidation.refresh()
        if self.pages.currentWidget() is self.members:
            self.members.refresh()

    def _open_status(self, index: QModelIndex) -> None:
        cell = self.status_model.status_at(index)
        if cell is not None and cell.bundle is not None:
            self.open_report(cell.bundle, cell.form, str(self.year.currentData()))
        elif cell is not None:
            self.context.toast("Этот отчёт ещё не приходил.")

    def _open_received(self, index: QModelIndex) -> None:
        item = self.received_model.row_at(index.row())
        if item is None:
            return
        if item.reports:
            self.open_report(item.uuid, *item.reports[0])
        else:
            RegisterDialog(self.context, self, item, self._offer_receipt).open()

    def _offer_receipt(self, name: str, sealed: bytes) -> None:
        ReceiptsDialog(self.context, self, {name: sealed}).open()

    def _ask_revoke(self) -> None:
        party = self.parties_model.row_at(self.parties_table.current_row())
        if party is None or party.revoked:
            return
        confirm(
            self,
            f"Отозвать ключ: {party.short_name}?",
            "Файлы, подписанные этим ключом, приниматься больше не будут. Принятое останется. Отзывают, когда ключ "
            "потерян или организация принесла новый бумажный лист.",
            "Отозвать ключ",
            partial(self._revoke, party),
            danger=True,
        )

    def _revoke(self, party: PartyView) -> None:
        self.context.run(self, lambda _: intake.revoke(self.context.session, party.id))

    def _choose(self) -> None:
        self.context.files.open_files(self, "Принять файлы", BUNDLE_KINDS, self.accept_paths)

    def _enrol(self) -> None:
        def done(party: PartyView) -> None:
            mark = "" if party.compared else " Сверьте отпечаток с бумажным листом."
            self.context.toast(f"{party.short_name}: ключ добавлен.{mark}")

        self.context.doors.enrol(self.context, self, PartyRelation.SUBORDINATE, done)

    def _drop_report(self) -> None:
        if self.report is not None:
            self.stack.removeWidget(self.report)
            self.report.hide()
            self.report.deleteLater()
            self.report = None
