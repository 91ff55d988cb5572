"""The tables of «Показатели»: each reads its numbers, opens the people behind them, prints and saves itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QBoxLayout, QWidget

from app.progress import Progress
from app.services import indicators
from app.services.indicators import BelowTable, IndicatorTable, OrganisationPassport, PassportColumn, PeopleBehind
from app.ui.context import UiContext
from app.ui.indicators.behind_dialog import BehindDialog
from app.ui.indicators.model import NumberLine, NumbersModel
from app.ui.kit import ChoiceBox, DataTable, DateField, column, flow, label
from app.ui.kit.charts import AgePyramidChart, YearChart
from app.ui.kit.theme import px
from app.ui.reading import after_reading


class NumbersSheet(QWidget):
    """A table of numbers with a chart beside it; below the table in a narrow window."""

    cell_changed = Signal()
    file_name = "показатели"

    def __init__(self, context: UiContext, name: str, chart: QWidget | None) -> None:
        super().__init__()
        self.context = context
        self.setAccessibleName(name)
        self.model = NumbersModel()
        self.table = DataTable(name, row_height=34)
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.activated.connect(self._activated)
        self.table.selectionModel().currentChanged.connect(lambda *_: self.cell_changed.emit())
        self.words = label("", "muted", wrap=True)
        self.chart = chart
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(px(16))
        self._body.addWidget(self.table, 5)
        if chart is not None:
            self._body.addWidget(chart, 3, Qt.AlignmentFlag.AlignTop)
        self.content = column(self.words, self._body, spacing=10, margins=(0, 12, 0, 0))
        self.content.setStretch(1, 1)
        self.setLayout(self.content)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chart stands beside the table, below it in a narrow window, nowhere in a small one."""
        super().resizeEvent(event)
        wide = self.width() >= px(940)
        if self.chart is not None:
            self._body.setStretchFactor(self.chart, 3 if wide else 0)
            self.chart.setVisible(wide or self.height() >= px(480))
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def refresh(self) -> None:
        """Read the numbers when everybody is read."""
        after_reading(self.context, self, self._read)

    def _read(self) -> None:
        raise NotImplementedError

    def _activated(self, index: QModelIndex) -> None:
        if self.can_open():
            self.open_cell(index.row(), index.column())

    def open_current(self) -> None:
        """Show who stands behind the number with the cursor."""
        index = self.table.currentIndex()
        if self.can_open():
            self.open_cell(index.row(), index.column())

    def can_open(self) -> bool:
        """Whether the cursor stands in a line of people."""
        line = self.model.line_at(self.table.currentIndex().row())
        return line is not None and line.key is not None

    def open_cell(self, row: int, place: int) -> None:
        """Show who stands behind a number."""
        raise NotImplementedError

    def pdf(self) -> bytes | None:
        """The paper; None while nothing is read."""
        raise NotImplementedError

    def xlsx(self) -> bytes | None:
        """The spreadsheet; None while nothing is read."""
        raise NotImplementedError

    def show_behind(self, read: Callable[[], PeopleBehind]) -> None:
        """Read the people in the background and show them."""

        def show(behind: PeopleBehind) -> None:
            BehindDialog(self, self.context, behind).open()

        self.context.run(self, lambda _: read(), show, key="behind")

    def _show(self, heads: Sequence[str], lines: Sequence[NumberLine], widths: Sequence[float]) -> None:
        place = self.table.currentIndex()
        self.model.show_lines(heads, lines)
        self.table.set_widths(*widths, fill=0)
        self.table.clearSpans()
        for row, line in enumerate(lines):
            if line.heading:
                self.table.setSpan(row, 0, 1, len(heads))
        first = next((row for row, line in enumerate(lines) if line.key is not None), 0)
        kept = self.model.index(place.row() if place.isValid() else first, place.column() if place.isValid() else 1)
        if kept.isValid():
            self.table.setCurrentIndex(kept)
        self.cell_changed.emit()


class YearsSheet(NumbersSheet):
    """Indicators by calendar year, or for years that end on a day."""

    file_name = "показатели-по-годам"

    def __init__(self, context: UiContext) -> None:
        self.years = YearChart()
        super().__init__(context, "Показатели по годам", self.years)
        self.count = ChoiceBox()
        self.count.setAccessibleName("За сколько лет")
        for number, words in ((3, "За 3 года"), (5, "За 5 лет"), (10, "За 10 лет")):
            self.count.add(words, number)
        self.count.choose(5)
        self.count.currentIndexChanged.connect(lambda *_: self._read())
        self.ends = ChoiceBox()
        self.ends.setAccessibleName("Какие годы")
        self.ends.add("Календарные годы", None)
        self.ends.add("Годы до сегодняшнего дня", "today")
        self.ends.setMinimumContentsLength(24)
        self.ends.currentIndexChanged.connect(lambda *_: self._read())
        self.content.insertWidget(0, flow(self.count, self.ends))
        self.read: IndicatorTable | None = None

    def _stretches(self) -> Sequence[indicators.Stretch]:
        today, count = date.today(), int(self.count.value())
        if self.ends.value() is None:
            return indicators.calendar_years(today, count)
        days = [today.replace(year=today.year - n, day=min(today.day, 28)) for n in range(1, count)]
        return indicators.years_up_to([today, *days])

    def _read(self) -> None:
        session, stretches = self.context.session, self._stretches()

        def work(progress: Progress) -> IndicatorTable:
            return indicators.indicators(session, stretches, progress)

        self.context.run(self, work, self.show_table, key="years")

    def show_table(self, table: IndicatorTable) -> None:
        """Show what was counted."""
        self.read = table
        last = table.stretches[-1].last
        self.words.setText(f"Состояние на конец каждого года, последнего – на {last:%d.%m.%Y}.")
        lines = []
        for group in table.groups:
            lines.append(NumberLine((group.title,)))
            for line in group.lines:
                title = line.title if line.unit == "чел." else f"{line.title}, {line.unit}"
                texts = (title, *(line.text(place) for place in range(len(table.stretches))))
                lines.append(NumberLine(texts, line.id if line.people else None))
        self._show(("Показатель", *(s.title for s in table.stretches)), lines, (270, *(86 for _ in table.stretches)))
        members = table.line("members").values
        self.years.show_data([(s.last.year, int(v or 0)) for s, v in zip(table.stretches, members, strict=True)])

    def open_cell(self, row: int, place: int) -> None:
        """Who stands behind a number; from the title, behind the last one."""
        line, session, table = self.model.line_at(row), self.context.session, self.read
        if line is None or line.key is None or table is None:
            return
        key, stretch = line.key, table.stretches[place - 1 if place else -1]
        self.show_behind(lambda: indicators.people_of_indicator(session, stretch, key))

    def pdf(self) -> bytes | None:
        """The paper."""
        return None if self.read is None else indicators.indicators_pdf(self.context.session, self.read)

    def xlsx(self) -> bytes | None:
        """The spreadsheet."""
        return None if self.read is None else indicators.indicators_xlsx(self.context.session, self.read)


class PassportSheet(NumbersSheet):
    """The passport of the organisation on a day."""

    file_name = "паспорт-организации"

    def __init__(self, context: UiContext) -> None:
        self.pyramid = AgePyramidChart()
        super().__init__(context, "Паспорт организации", self.pyramid)
        self.on = DateField("На дату", date.today())
        self.on.date_changed.connect(lambda *_: self._read())
        self.content.insertWidget(0, flow(label("На дату"), self.on))
        self.read: OrganisationPassport | None = None

    def _read(self) -> None:
        session, day = self.context.session, self.on.date() or date.today()
        self.context.run(self, lambda _: indicators.organisation_passport(session, day), self.show_passport, key="pass")

    def show_passport(self, shown: OrganisationPassport) -> None:
        """Show what was counted."""
        self.read = shown
        self.words.setText(
            "Сведения о семье, здоровье и льготах – только о тех, кто их разрешил. "
            "На бумаге и в Excel числа меньше 3 в этом разделе скрыты."
        )
        lines = []
        for section in shown.sections:
            lines.append(NumberLine((section.title,)))
            for line in section.lines:
                texts = (
                    line.title,
                    *(line.text(c) for c in PassportColumn),
                    indicators.share_text(line, shown.members),
                )
                lines.append(NumberLine(texts, line.id))
        self._show(("Показатель", "Всего", "Женщины", "До 35 лет", "Доля, %"), lines, (300, 84, 96, 100, 90))
        self.pyramid.show_data(shown.pyramid)

    def open_cell(self, row: int, place: int) -> None:
        """Who stands behind a number."""
        line, session, shown = self.model.line_at(row), self.context.session, self.read
        if line is None or line.key is None or shown is None:
            return
        key, day = line.key, shown.as_of
        which = list(PassportColumn)[place - 1] if 1 <= place <= len(PassportColumn) else PassportColumn.TOTAL
        if shown.line(key).number(which) is not None:
            self.show_behind(lambda: indicators.people_of_passport(session, day, key, which))

    def pdf(self) -> bytes | None:
        """The paper."""
        return None if self.read is None else indicators.passport_pdf(self.context.session, self.read)

    def xlsx(self) -> bytes | None:
        """The spreadsheet."""
        return None if self.read is None else indicators.passport_xlsx(self.context.session, self.read)


class BelowSheet(NumbersSheet):
    """What the organisations below reported."""

    file_name = "показатели-организаций"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Показатели подчинённых организаций", None)
        self.year = ChoiceBox()
        self.year.setAccessibleName("За какой год")
        for year in range(date.today().year - 1, date.today().year - 5, -1):
            self.year.add(f"За {year} год", year)
        self.year.currentIndexChanged.connect(lambda *_: self._read())
        self.content.insertWidget(0, flow(self.year))
        self.read: BelowTable | None = None

    def refresh(self) -> None:
        """Read the accepted reports."""
        self._read()

    def _read(self) -> None:
        session, year = self.context.session, int(self.year.value())
        self.context.run(self, lambda _: indicators.organisations_below(session, year), self.show_table, key="below")

    def show_table(self, table: BelowTable) -> None:
        """Show what was reported."""
        self.read = table
        self.words.setText(table.told)
        lines = [NumberLine(row.texts(), row.bundle or None) for row in (*table.rows, table.total)]
        self._show(table.heads, lines, (220, 84, 90, 96, 116, 126, 92, 140, 84, 104, 100))

    def open_cell(self, row: int, place: int) -> None:
        """The report itself."""
        del place
        line, table = self.model.line_at(row), self.read
        if line is not None and line.key is not None and table is not None:
            self.context.show_page("intake", bundle=line.key, form="fnpr-2", period=str(table.year))

    def pdf(self) -> bytes | None:
        """The paper."""
        return None if self.read is None else indicators.below_pdf(self.context.session, self.read)

    def xlsx(self) -> bytes | None:
        """The spreadsheet."""
        return None if self.read is None else indicators.below_xlsx(self.context.session, self.read)
