"""The first page: lines with one button each at the left, the organisation in two charts at the right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain.subjects import ALL_BUT_JOURNAL
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import (
    Chip,
    EmptyState,
    PageHeader,
    VerticalScroll,
    button,
    card_frame,
    clear_layout,
    column,
    label,
    link_button,
    primary_button,
    row,
    rule,
)
from app.ui.kit.charts import AgeChart, YearChart
from app.ui.kit.theme import px
from app.ui.pages import Page
from app.ui.reading import after_reading
from app.ui.today.lines import TodayLine
from app.ui.today.presenter import Today, read_today
from app.ui.words import greeting, people, plural, weekday_date


class LineWidget(QWidget):
    """Chip, words and button side by side, or one under another where there is no room."""

    def __init__(self, line: TodayLine, go: QPushButton) -> None:
        super().__init__()
        self._lead = QWidget()
        self._lead.setLayout(row(Chip(line.chip, line.tone), 1))
        words = column(label(line.title, "strong", wrap=True), spacing=2)
        if line.text:
            words.addWidget(label(line.text, "muted", wrap=True))
        go.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._content = row(self._lead, words, go, spacing=14, margins=(0, 12, 0, 12))
        self._content.setStretch(1, 1)
        self.setLayout(self._content)

    def minimumSizeHint(self) -> QSize:
        """Narrow: it folds."""
        return QSize(px(200), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold and unfold."""
        super().resizeEvent(event)
        wide = self.width() >= px(460)
        # A common width of the chips lets the sentences of all lines begin under one another.
        self._lead.setMinimumWidth(px(120) if wide else 0)
        self._content.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._content.setSpacing(px(14 if wide else 6))


class TodayPage(Page):
    """Reads :func:`read_today` whenever anything changes."""

    reads = ALL_BUT_JOURNAL

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Сегодня")
        actions: list[QWidget] = []
        if context.session.may(Act.RECORD):
            actions = [
                button("Добавить человека", lambda: context.show_page("members", add=True)),
                button("Загрузить список", lambda: context.show_page("members", **{"import": True})),
            ]
        self.header = PageHeader(greeting(datetime.now().hour), weekday_date(date.today()), actions)
        self.box.addWidget(self.header)
        self._tasks = QVBoxLayout()
        self._tasks.setSpacing(0)
        tasks = card_frame(title="Что сделать", spacing=4)
        layout = tasks.layout()
        assert isinstance(layout, QBoxLayout)
        layout.addLayout(self._tasks)
        layout.addStretch(1)
        self.years, self.ages = YearChart(), AgeChart()
        self.count, self.coverage = label("", "section", wrap=True), label("", "muted", wrap=True)
        self.more = link_button(
            "Все показатели",
            lambda: context.show_page("reports", indicators="years"),
            name="Все показатели организации",
        )
        numbers = card_frame(column(self.count, self.coverage, spacing=2), self.years, self.more)
        ages = card_frame(self.ages, 1, title="Возраст")
        right = QWidget()
        right.setProperty("role", "clear")
        right.setLayout(column(numbers, ages, spacing=16))
        right.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(18))
        self._body.addWidget(tasks, 9)
        self._body.addWidget(right, 7)
        area = VerticalScroll(self._body)
        self.box.addWidget(area, 1)
        self.today: Today | None = None
        self._unfolded = False
        self.unfold_button: QPushButton | None = None

    def refresh(self) -> None:
        """Read again."""
        session = self.context.session
        after_reading(
            self.context,
            self,
            lambda: self.context.run(self, lambda _: read_today(session, date.today()), self.show_today, key="today"),
        )

    def show_today(self, today: Today) -> None:
        """Show what was read."""
        self.today = today
        hello = greeting(datetime.now().hour)
        self.header.set_title(f"{hello}, {today.chair}" if today.chair else hello)
        self.count.setText(f"В организации {people(today.members)}")
        self.coverage.setText(today.coverage)
        self.coverage.setVisible(bool(today.coverage))
        self.years.show_data(today.by_year)
        self.ages.show_data(today.ages)
        clear_layout(self._tasks)
        rest = QWidget()
        rest.setProperty("role", "clear")
        below = column(spacing=0)
        rest.setLayout(below)
        for index, line in enumerate(today.lines):
            place = self._tasks if index < today.shown else below
            if index:
                place.addWidget(rule())
            place.addWidget(self._line(line, first=index == 0))
        folded = len(today.lines) - today.shown
        rest.setVisible(False)
        if folded:
            self._fold(rest, folded)
        if not today.lines:
            self._tasks.addWidget(EmptyState("Всё сделано", "Срочных дел нет. Программу можно закрыть.", icon="check"))
        self.context.shell.set_badge("today", today.urgent)

    def _fold(self, rest: QWidget, number: int) -> None:
        """The less urgent lines wait behind a button; once opened they stay open."""
        self._tasks.addWidget(rest)
        more = button(f"Показать ещё {number}", name=f"Показать ещё {plural(number, 'дело', 'дела', 'дел')}")

        def unfold() -> None:
            self._unfolded = True
            rest.setVisible(True)
            first = rest.findChild(QPushButton)
            if more.hasFocus() and isinstance(first, QPushButton):
                first.setFocus()
            more.setVisible(False)

        more.clicked.connect(unfold)
        line = row(more, 1, margins=(0, 10, 0, 0))
        self._tasks.addLayout(line)
        self.unfold_button = more
        if self._unfolded:
            unfold()

    def _line(self, line: TodayLine, *, first: bool) -> QWidget:
        make = primary_button if first else button
        go = make(line.button, lambda: self._go(line.page, line.params), name=f"{line.button}: {line.title}")
        return LineWidget(line, go)

    def _go(self, page: str, params: Mapping[str, object]) -> None:
        self.context.show_page(page, **params)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the charts go below the lines."""
        super().resizeEvent(event)
        wide = self.width() >= px(860)
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
