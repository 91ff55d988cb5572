"""The tab «Кто сдал»: organisations by forms, who is late first when asked, on paper and in Excel, whom to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.progress import Progress
from app.services import intake
from app.services.intake import DecidedFile, LateOrganisation, WantedReport
from app.services.intake.views import StatusCell, StatusTable
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.intake.give_receipts import GiveReceiptsDialog
from app.ui.intake.models import StatusModel
from app.ui.intake.words import STATUS_WORDS, cell_detail
from app.ui.kit import ChoiceBox, DataTable, FilterChips, button, column, flow, label, menu_button
from app.ui.kit.dialogs import confirm
from app.ui.kit.fields import format_date
from app.ui.kit.two_lines import TwoLinesDelegate
from app.ui.printing.sheets import TableSheet, preview_sheet, save_xlsx
from app.ui.words import plural

_FILTERS: tuple[tuple[str, str, Callable[[StatusCell], bool]], ...] = (
    ("all", "Все", lambda _: True),
    ("late", "Опоздали", lambda cell: cell.late),
    ("missing", "Не сдали", lambda cell: cell.state == "missing"),
    ("waiting", "Ждут решения", lambda cell: cell.state in ("received", "conflict")),
    ("returned", "Возвращены", lambda cell: cell.state in ("returned", "refused")),
    ("errors", "С ошибками", lambda cell: cell.errors > 0),
)


def narrowed(table: StatusTable, key: str, order: str) -> StatusTable:
    """Only organisations with a cell of this sort, in this order: by name, or those that are longest late first."""
    fits = next(fits for name, _, fits in _FILTERS if name == key)
    rows = [row for row in table.rows if key == "all" or any(fits(cell) for cell in row.cells)]
    if order == "late":
        rows.sort(key=lambda row: -max((cell.days_late for cell in row.cells), default=0))
    return replace(table, rows=tuple(rows))


def counts(table: StatusTable) -> dict[str, int]:
    """How many organisations each chip leaves."""
    return {
        key: sum(key == "all" or any(fits(cell) for cell in row.cells) for row in table.rows)
        for key, _, fits in _FILTERS
    }


def status_sheet(table: StatusTable, numbers: Mapping[str, str]) -> TableSheet:
    """The table for paper and Excel, with words for every state and the days late."""
    rows = []
    for row in table.rows:
        by_form = {cell.form: cell for cell in row.cells}
        texts = []
        for form in table.forms:
            cell = by_form.get(form)
            detail = "" if cell is None else cell_detail(cell)
            texts.append("" if cell is None else STATUS_WORDS[cell.state] + (f"; {detail}" if detail else ""))
        rows.append((row.organisation.short_name, row.organisation.phone, *texts))
    heads = ("Организация", "Телефон", *(numbers.get(form, form) for form in table.forms))
    subtitle = f"Отчёты за {table.period} год на {format_date(table.on)}. Организаций: {len(rows)}."
    return TableSheet("Кто сдал отчёты", subtitle, heads, tuple(rows))


def late_sheet(found: tuple[LateOrganisation, ...], period: str, on: date) -> TableSheet:
    """The list to call by: the number, whom to ask for, what is missing, a place to write the answer in."""
    rows = tuple(
        (
            one.organisation,
            one.phone or "нет телефона",
            one.chair,
            "; ".join(_wanted(report) for report in one.reports),
            "",
        )
        for one in found
    )
    heads = ("Организация", "Телефон", "Председатель", "Чего не хватает и на сколько опоздали", "Когда обещали")
    return TableSheet("Кому позвонить", f"Отчёты за {period} год на {format_date(on)}.", heads, rows)


def _wanted(report: WantedReport) -> str:
    """«Форма № 2: 12 дней», «КДК-1 (возвращён)»."""
    if report.state != "missing":
        return f"{report.number} ({STATUS_WORDS[report.state]})"
    return f"{report.number}: {plural(report.days, 'день', 'дня', 'дней')}" if report.days else report.number


class StatusPanel(QWidget):
    """``show_status`` puts a table in; chips and the order narrow it without asking the database again."""

    def __init__(self, context: UiContext, year: Callable[[], str], opened: Callable[..., object]) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._context, self._year = context, year
        self._whole: StatusTable | None = None
        self._numbers: Mapping[str, str] = {}
        self.model = StatusModel(self)
        self.table = DataTable("Кто сдал отчёты", row_height=72)
        self.table.setModel(self.model)
        self.table.setItemDelegate(TwoLinesDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.activated.connect(opened)
        self.table.doubleClicked.connect(opened)
        self.chips = FilterChips("Какие организации показать", [(key, title) for key, title, _ in _FILTERS])
        self.chips.chosen.connect(lambda *_: self._narrow())
        self.order = ChoiceBox()
        self.order.setAccessibleName("Порядок организаций")
        self.order.add("по названию", "name")
        self.order.add("сначала опоздавшие", "late")
        self.order.currentIndexChanged.connect(lambda *_: self._narrow())
        self.clean_button = button("Принять без ошибок…", self.ask_clean, name="Принять все файлы без ошибок")
        self.receipts_button = button("Квитанции…", self.give_receipts, name="Передать квитанции")
        self.call_button = button("Кому звонить…", self.call, name="Кому позвонить: список для печати")
        self.more = menu_button(
            "Ещё",
            [
                ("Напечатать таблицу…", lambda: preview_sheet(self, self._context, self.sheet())),
                ("Сохранить таблицу в Excel…", lambda: save_xlsx(self, self._context, self.sheet())),
                ("Сохранить список для звонков в Excel…", self.call_xlsx),
            ],
            name="Ещё действия с таблицей",
        )
        self.clean_button.setEnabled(context.session.may(Act.RECEIVE))
        self.receipts_button.setEnabled(context.session.may(Act.RECEIVE))
        self.nobody = label("Таких организаций нет.", "muted")
        self.nobody.hide()
        bar = flow(self.order, self.clean_button, self.receipts_button, self.call_button, self.more)
        inside = column(self.chips, bar, self.nobody, self.table, spacing=8)
        inside.setStretch(3, 1)
        self.setLayout(inside)

    def show_status(self, table: StatusTable, numbers: Mapping[str, str], waiting_receipts: int) -> None:
        """Take a table; ``waiting_receipts`` are not given yet."""
        self._whole, self._numbers = table, numbers
        for key, count in counts(table).items():
            self.chips.set_count(key, count)
        self.receipts_button.setText(f"Квитанции ({waiting_receipts})…" if waiting_receipts else "Квитанции…")
        self.receipts_button.setEnabled(waiting_receipts > 0 and self._context.session.may(Act.RECEIVE))
        self._narrow()

    def sheet(self) -> TableSheet:
        """What is shown now, for paper."""
        assert self._whole is not None
        return status_sheet(narrowed(self._whole, self.chips.current(), str(self.order.value())), self._numbers)

    def call(self) -> None:
        """Make the list of those to be called and show it as paper."""
        self._late(lambda sheet: preview_sheet(self, self._context, sheet))

    def call_xlsx(self) -> None:
        """The same as a spreadsheet."""
        self._late(lambda sheet: save_xlsx(self, self._context, sheet))

    def ask_clean(self) -> None:
        """Say how many would be accepted, then do it."""
        session, year = self._context.session, self._year()

        def ask(count: int) -> None:
            if not count:
                self._context.toast("Нет файлов без ошибок, которые ждут решения.")
                return
            confirm(
                self,
                f"Принять {plural(count, 'файл', 'файла', 'файлов')} за {year} год?",
                "В их отчётах наша проверка не нашла ошибок. Каждая организация получит квитанцию «принято». Потом "
                "решение изменить нельзя: исправленный отчёт приходит новой редакцией.",
                "Принять",
                self.accept_clean,
            )

        self._context.run(self, lambda _: len(intake.clean_files(session, year)), ask)

    def accept_clean(self) -> None:
        """Accept them; receipts wait to be given."""
        session, year = self._context.session, self._year()

        def work(progress: Progress) -> tuple[DecidedFile, ...]:
            return intake.accept_clean(session, year, progress)

        def done(decided: tuple[DecidedFile, ...]) -> None:
            good = sum(not one.problem for one in decided)
            left = len(decided) - good
            words = f"Принято: {plural(good, 'файл', 'файла', 'файлов')}. Передайте квитанции."
            self._context.toast(words + (f" Не приняты: {left}." if left else ""))

        self._context.run(self, work, done, title="Принимаю отчёты")

    def give_receipts(self) -> None:
        """All receipts that nobody was given yet, in one go."""
        session = self._context.session
        self._context.run(
            self,
            lambda _: intake.receipts_to_give(session),
            lambda waiting: GiveReceiptsDialog(self._context, self, waiting).open(),
        )

    def _late(self, show: Callable[[TableSheet], object]) -> None:
        session, year = self._context.session, self._year()

        def done(found: tuple[LateOrganisation, ...]) -> None:
            if found:
                show(late_sheet(found, year, date.today()))
            else:
                self._context.toast("Звонить некому: никто не опоздал и возвращённых отчётов нет.")

        self._context.run(self, lambda _: intake.late(session, year), done)

    def _narrow(self) -> None:
        if self._whole is None:
            return
        shown = narrowed(self._whole, self.chips.current(), str(self.order.value()))
        kept = self.table.currentIndex()
        place = (max(kept.row(), 0), max(kept.column(), 0))
        self.model.show_table(shown, self._numbers)
        self.table.set_widths(240, *([190] * len(shown.forms)), fill=0)
        self.table.setCurrentIndex(self.model.index(*place))
        self.nobody.setVisible(not shown.rows)
