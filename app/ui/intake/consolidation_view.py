"""The tab «Свод»: which form, whose reports are in it, whose are wanting, and the way to the form itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.services import intake
from app.services.intake import ConsolidatedReport
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.intake.models import ConsolidationModel
from app.ui.intake.own_figures import OwnFiguresDialog
from app.ui.intake.words import consolidation_summary
from app.ui.kit import DataTable, button, column, flow, label, primary_button
from app.ui.kit.two_lines import TwoLinesDelegate
from app.ui.problems import one_line
from app.ui.words import sentence_case


class ConsolidationView(QWidget):
    """``wanted`` (bundle, form, period) asks to show an organisation's accepted report."""

    wanted = Signal(str, str, str)

    def __init__(self, context: UiContext, year: Callable[[], str]) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._context = context
        self._year = year
        self.made: ConsolidatedReport | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName("Сводная форма")
        forms = intake.consolidated_forms(context.session)
        for form in forms:
            self.choice.addItem(form.number, form.id)
        self.choice.currentIndexChanged.connect(lambda *_: self.refresh())
        self.open_button = primary_button("Открыть свод", self._open)
        self.last_year_button = button("Взять за прошлый год", self._take_last_year)
        self.own_button = button("Прибавить своё…", self._add_own, name="Прибавить свои числа к своду")
        self.may_write = context.session.may(Act.RECORD)
        self.title = label("", "muted", wrap=True)
        self.summary = label("", wrap=True)
        self.model = ConsolidationModel(self)
        self.table = DataTable("Организации в своде", row_height=72)
        self.table.setModel(self.model)
        self.table.setItemDelegate(TwoLinesDelegate(self.table))
        self.table.activated.connect(self._open_report)
        self.table.doubleClicked.connect(self._open_report)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._enable())
        bar = flow(self.choice, self.open_button, self.last_year_button, self.own_button)
        inside = column(bar, self.title, self.summary, self.table)
        inside.setStretch(3, 1)
        self.setLayout(inside)
        self.choice.setEnabled(bool(forms))
        self.open_button.setEnabled(bool(forms))
        self._enable()

    def refresh(self) -> None:
        """Bring the reports together again."""
        form, year = self.choice.currentData(), self._year()
        if form is None:
            self.summary.setText("Сводных форм у организации вашего вида в профиле профсоюза нет.")
            return
        self._context.run(
            self,
            lambda _: intake.consolidate(self._context.session, form, year),
            self._show,
            key="consolidation",
            on_error=lambda error: self.summary.setText(one_line(error)),
        )

    def _show(self, made: ConsolidatedReport) -> None:
        self.made = made
        self.title.setText(sentence_case(made.definition.title))
        self.summary.setText(consolidation_summary(made))
        self.model.show_consolidation(made, self._numbers())
        self.table.set_widths(260, 260, 150, stretch=0)
        self._enable()

    def _numbers(self) -> Mapping[str, str]:
        return {form: definition.number for form, definition in self._context.session.profile.forms.items()}

    def _open(self) -> None:
        self._context.show_page("reports", form=str(self.choice.currentData()), period=self._year())

    def _open_report(self, index: QModelIndex) -> None:
        report = self.model.report_at(index.row())
        if report is not None:
            self.wanted.emit(report.bundle, report.form, report.period)
        else:
            self._context.toast("Принятого отчёта этой организации пока нет.")

    def _enable(self) -> None:
        offer = self.model.offer_at(self.table.current_row())
        self.last_year_button.setEnabled(self.may_write and offer is not None)
        taken = offer is not None and offer.taken
        self.last_year_button.setText("Не брать за прошлый год" if taken else "Взять за прошлый год")
        self.own_button.setEnabled(self.may_write and self.made is not None)

    def _take_last_year(self) -> None:
        offer, form, year = self.model.offer_at(self.table.current_row()), self.choice.currentData(), self._year()
        if offer is None:
            return
        session, taken = self._context.session, not offer.taken

        def done(_: None) -> None:
            words = "взят отчёт за прошлый год, он отмечен" if taken else "отчёт за прошлый год больше не считается"
            self._context.toast(f"{offer.organisation}: {words}.")

        self._context.run(self, lambda _: intake.take_last_year(session, form, year, offer.uid, taken=taken), done)

    def _add_own(self) -> None:
        if self.made is not None:
            OwnFiguresDialog(self, self._context, self.made).open()
