"""The place «Отчёты»: the list of forms and years, and behind it one report."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from app.domain.dates import Period
from app.domain.subjects import Subject
from app.progress import Progress
from app.services import reports
from app.services.organisation.passport import passport
from app.services.reports import ReportSummary
from app.ui.context import UiContext
from app.ui.kit import DataTable, EmptyState, PageHeader, button, column, primary_button
from app.ui.kit.pane import PaneBehind
from app.ui.kit.two_lines import TwoLinesDelegate
from app.ui.pages import HIGHER, Page
from app.ui.reports.report_view import ReportPane
from app.ui.reports.reports_model import ReportsModel, detail_of, is_late, most_urgent

_YEARS = 3

ByYear = tuple[tuple[int, tuple[ReportSummary, ...]], ...]


class ReportsPage(Page):
    """``open(form=…, period=…, cell=…)`` opens a report, at a cell when one is named."""

    reads = frozenset(
        {
            Subject.REPORTS,
            Subject.MEMBERS,
            Subject.CONSENTS,
            Subject.STRUCTURE,
            Subject.FINANCE,
            Subject.ORGANISATION,
            Subject.EXCHANGE,
            Subject.INTAKE,
            Subject.LIBRARY,
            Subject.SETTINGS,
            Subject.MEETINGS,
        }
    )

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Отчёты")
        self.model = ReportsModel(self)
        self.table = DataTable("Отчёты по годам", row_height=92)
        self.table.setModel(self.model)
        self.table.setItemDelegate(TwoLinesDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.activated.connect(self._open_index)
        self.table.doubleClicked.connect(self._open_index)
        self.open_button = primary_button("Открыть", lambda: self._open_index(self.table.currentIndex()))
        self.indicators_button = button("Показатели", self.show_indicators, name="Показатели и паспорт организации")
        self.header = PageHeader(
            "Отчёты",
            "Формы заполняются из списка членов профсоюза сами.",
            [self.indicators_button, self.open_button],
        )
        self.empty = EmptyState(
            "Отчётов пока нет", "Для организации вашего вида в профиле профсоюза форм нет.", icon="reports"
        )
        self.empty.hide()
        self._list = QWidget()
        self._list.setProperty("role", "clear")
        inside = column(self.header, self.table, self.empty, spacing=16)
        inside.setStretch(1, 1)
        inside.setStretch(2, 1)
        self._list.setLayout(inside)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._list)
        self.box.addWidget(self.stack)
        self.report: ReportPane | None = None
        self.indicators: PaneBehind | None = None
        self._fresh = True

    def refresh(self) -> None:
        """Read the list again, and the open report unless it has just changed itself."""
        if self.report is not None:
            if self.report.telling:
                return
            self.report.reload()
        if self.indicators is not None and self.stack.currentWidget() is self.indicators:
            self.indicators.refresh()
        self._load()

    def open(self, **params: object) -> None:
        """Open a report of a form and period, or the numbers of the organisation (``indicators=years|passport``)."""
        numbers = params.get("indicators")
        if isinstance(numbers, str):
            self.show_indicators(numbers)
            return
        form, period = params.get("form"), params.get("period")
        if isinstance(period, (str, int)):
            period = Period.parse(str(period))
        if isinstance(form, str) and isinstance(period, Period):
            self.open_report(form, period)
            cell = params.get("cell")
            if isinstance(cell, str) and self.report is not None:
                self.report.go_to(cell)

    def open_report(self, form: str, period: Period) -> None:
        """Show one report."""
        if self.report is not None and self.report.presenter.key == (form, period):
            self.stack.setCurrentWidget(self.report)
            self.report.reload()
            return
        self._drop_report()
        self.report = ReportPane(self.context, form, period)
        self.report.closed.connect(self.show_list)
        self.stack.addWidget(self.report)
        self.stack.setCurrentWidget(self.report)

    def show_indicators(self, tab: str = "") -> None:
        """The organisation in numbers."""
        if self.indicators is None:
            higher = passport(self.context.session).kind in HIGHER
            self.indicators = self.context.doors.indicators(self.context, higher=higher)
            self.indicators.closed.connect(self.show_list)
            self.stack.addWidget(self.indicators)
        self._drop_report()
        self.stack.setCurrentWidget(self.indicators)
        self.indicators.show_tab(tab)

    def show_list(self) -> None:
        """Back to the list, the cursor where it was."""
        self.stack.setCurrentWidget(self._list)
        self._drop_report()
        self._load()
        self.table.setFocus()

    def _load(self) -> None:
        today = date.today()
        last = today.year

        def work(_: Progress) -> ByYear:
            return reports.list_years(self.context.session, range(last, last - _YEARS, -1))

        self.context.run(self, work, self._show, key="list")

    def _show(self, by_year: ByYear) -> None:
        today = date.today()
        place = self.table.currentIndex()
        self.model.show_reports(by_year, today)
        any_rows = self.model.rowCount() > 0
        self.table.setVisible(any_rows)
        self.empty.setVisible(not any_rows)
        self.open_button.setEnabled(any_rows)
        self.table.set_widths(240, *([172] * len(by_year)), stretch=0)
        if any_rows:
            kept = self.model.index(max(place.row(), 0), max(place.column(), 1))
            self.table.setCurrentIndex(kept if kept.isValid() else self.model.index(0, 1))
            if self.open_button.hasFocus() or self.focusWidget() is None:
                self.table.setFocus()
        urgent = most_urgent([summary for _year, found in by_year for summary in found], today)
        if urgent is not None:
            period = Period.parse(urgent.period).words
            self.header.set_subtitle(f"{urgent.number} за {period}: {detail_of(urgent, today)}")
            if self._fresh:
                self.table.setCurrentIndex(self.model.index_of(urgent))
        self._fresh = False
        late = sum(is_late(summary, today) for _year, found in by_year[:2] for summary in found)
        self.context.shell.set_badge("reports", late)

    def _open_index(self, index: QModelIndex) -> None:
        summary = self.model.summary_at(index)
        if summary is not None:
            self.open_report(summary.form, Period.parse(str(summary.period)))

    def _drop_report(self) -> None:
        if self.report is not None:
            self.stack.removeWidget(self.report)
            self.report.hide()
            self.report.deleteLater()
            self.report = None
