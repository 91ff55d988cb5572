"""Money of a year: entries, totals by article, and how they stand to the programme's targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.domain.finance import roubles
from app.domain.subjects import Subject
from app.domain.vocabulary.words import Wording, word_for
from app.forms.view import TargetView
from app.services.finance.ledger import (
    Article,
    LedgerDraft,
    LedgerEntryView,
    LedgerTotals,
    add_entry,
    articles,
    cancel_entry,
    entries,
    totals,
)
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.finance.dialogs import ask_ledger_entry
from app.ui.finance.models import entries_model, totals_model
from app.ui.kit import (
    ChoiceBox,
    DataTable,
    EmptyState,
    PageHeader,
    button,
    clear_layout,
    column,
    flow,
    label,
    primary_button,
    row,
)
from app.ui.kit.icons import pixmap
from app.ui.kit.theme import px
from app.ui.pages import Page
from app.ui.printing.sheets import member_list

_ACROSS = Qt.Orientation.Horizontal
LedgerRead = tuple[tuple[LedgerEntryView, ...], LedgerTotals, tuple[Article, ...]]


class Goals(QFrame):
    """The programme's goals, a line each: a sign, the words, never a colour alone."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Цели программы профсоюза")
        self.goals: tuple[TargetView, ...] = ()
        self._lines = column(spacing=4)
        self.setLayout(self._lines)

    def show_goals(self, goals: Sequence[TargetView]) -> None:
        """Other goals; none hides the place."""
        clear_layout(self._lines)
        self.goals = tuple(goals)
        for goal in goals:
            sign = QLabel()
            sign.setPixmap(pixmap(*(("check", "good") if goal.reached else ("info", "accent")), 18))
            words = label(goal.sentence, wrap=True)
            words.setAccessibleName(goal.sentence)
            line = row(sign, words, spacing=8)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
        self.setVisible(bool(goals))


class FinancePage(Page):
    """Two tables of a year with their buttons, the targets above."""

    reads = frozenset({Subject.FINANCE, Subject.LIBRARY})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Финансы")
        self.may_write = context.session.may(Act.RECORD)
        today = date.today()
        self._articles: tuple[Article, ...] = ()
        actions: list[QWidget] = [button("Печать списка", self.print_list)]
        if self.may_write:
            actions.append(primary_button("Записать", self.add))
        self.header = PageHeader("Финансы", "", actions)
        self.year = ChoiceBox()
        self.year.setAccessibleName("Год")
        for year in range(today.year, today.year - 8, -1):
            self.year.add(str(year), year)
        self.year.currentIndexChanged.connect(lambda *_: self.refresh())
        self.cancelled = QCheckBox("Показать отменённые")
        self.cancelled.setAccessibleName(self.cancelled.text())
        self.cancelled.toggled.connect(lambda *_: self.refresh())
        self.cancel_button = button("Отменить запись", self.cancel)
        self.cancel_button.setVisible(self.may_write)
        self.goals = Goals()

        self.entries = entries_model()
        self.table = DataTable("Записи за год")
        self.table.setModel(self.entries)
        self.table.set_widths(110, 100, 75, 190, 130, 135, fill=3)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(px(200))
        self.stack.addWidget(self.table)
        self.stack.addWidget(
            EmptyState(
                "За этот год ничего не записано",
                "Запишите взносы, другие поступления и расходы: из них сама заполнится форма № 10-ПБ.",
                "Записать" if self.may_write else "",
                self.add,
                icon="finance",
            )
        )
        self.totals = totals_model()
        self.totals_table = DataTable("Итоги по статьям")
        self.totals_table.setModel(self.totals)
        self.totals_table.set_widths(110, 80, 300, 100, 160, fill=2)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Записи и итоги")
        self.tabs.tabBar().setAccessibleName("Записи и итоги")
        self.tabs.addTab(self._tab(flow(self.cancel_button, self.cancelled), self.stack), "Записи")
        self.tabs.addTab(self._tab(None, self.totals_table), "По статьям")
        self.box.addWidget(self.header)
        self.box.addWidget(flow(label("За год"), self.year))
        self.box.addWidget(self.goals)
        self.box.addWidget(self.tabs, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        QShortcut(QKeySequence.StandardKey.Print, self).activated.connect(self.print_list)
        self._enable()

    def _tab(self, tools: QWidget | None, content: QWidget) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(12))
        if tools is not None:
            box.addWidget(tools)
        box.addWidget(content, 1)
        return holder

    def refresh(self) -> None:
        """Read the year."""
        session, year, cancelled = self.context.session, self.year.value(), self.cancelled.isChecked()

        def read(_: object) -> LedgerRead:
            return entries(session, year, cancelled=cancelled), totals(session, year), articles(session)

        self.context.run(self, read, self._show, key="finance")

    def open(self, **params: object) -> None:
        """``year`` shows that year, ``add`` opens the dialog."""
        if "year" in params:
            self.year.choose(params["year"])
        if params.get("add"):
            self.add()

    def _show(self, read: LedgerRead) -> None:
        found, sums, self._articles = read
        self.entries.show_rows(found)
        self.totals.show_rows(sums.articles)
        self.stack.setCurrentIndex(0 if found else 1)
        self.goals.show_goals(sums.targets)
        opening = "не записан" if sums.opening is None else f"{roubles(sums.opening)} руб."
        left = "" if sums.closing is None else f", остаток {roubles(sums.closing)} руб."
        self.header.set_subtitle(
            f"Остаток на начало {sums.year} года {opening}; доходы {roubles(sums.income)} руб., "
            f"расходы {roubles(sums.expense)} руб.{left}"
        )
        self._enable()

    def _chosen(self) -> LedgerEntryView | None:
        found = self.entries.row_at(self.table.current_row())
        return None if found is None or found.cancelled else found

    def _enable(self) -> None:
        self.cancel_button.setEnabled(self._chosen() is not None)

    def add(self) -> None:
        """Record an entry; the day is today, or the last of the year shown."""
        if not self.may_write:
            return
        if not self._articles:
            self._articles = articles(self.context.session)
        year, today = self.year.value(), date.today()
        on = today if year == today.year else date(year, 12, 31)
        ask_ledger_entry(self, self.context, self._articles, on)

    def cancel(self) -> None:
        """Void the chosen entry; the message lets one take it back."""
        found = self._chosen()
        if found is None:
            return
        session, context = self.context.session, self.context

        def done(draft: LedgerDraft) -> None:
            words = f"Отменено: {word_for(draft.kind, Wording.SHORT)}, {roubles(draft.amount)} руб."
            context.toast(words, "Вернуть", lambda: again(draft))

        def again(draft: LedgerDraft) -> None:
            context.run(self, lambda _: add_entry(session, draft))

        context.run(self, lambda _: cancel_entry(session, found.id), done)

    def print_list(self) -> None:
        """The table of the tab shown."""
        whole = self.tabs.currentIndex() == 0
        model = self.entries if whole else self.totals
        titles = [str(model.headerData(i, _ACROSS)) for i in range(model.columnCount())]
        rows = [
            [str(model.index(r, c).data() or "") for c in range(model.columnCount())] for r in range(model.rowCount())
        ]
        name = "Доходы и расходы" if whole else "Доходы и расходы по статьям"
        title, session = f"{name} за {self.year.currentText()} год", self.context.session
        self.context.run(
            self,
            lambda _: member_list(session, title, titles, rows),
            lambda pdf: self._preview(title, pdf),
            title="Готовлю список к печати",
        )

    def _preview(self, title: str, pdf: bytes) -> None:
        from app.ui.printing.preview import show_pdf

        show_pdf(self, title, pdf, f"{title}.pdf")
