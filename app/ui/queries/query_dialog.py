"""The report by parameters: what to list and of whom, then the answer to look at, print and save."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QWidget

from app.domain.files import safe_name, write_atomically
from app.domain.names import tidy
from app.domain.vocabulary.numbers import people, plural
from app.domain.vocabulary.words import title_for
from app.progress import Progress
from app.services.queries import (
    DEFAULT_COLUMNS,
    EVERYTHING,
    ConditionGroup,
    Query,
    QueryResult,
    SavedKind,
    SavedName,
    What,
    fields_of,
    forget_saved,
    listed_people,
    load_query,
    query_pdf,
    query_xlsx,
    run_query,
    save_query,
    saved_names,
)
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, DataTable, DateField, button, column, flow, label, primary_button
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.theme import px
from app.ui.leaving import ask_about_consent
from app.ui.queries.condition_editor import ConditionEditor, Ticks
from app.ui.queries.query_model import QueryModel

_STATUS = (("on_register", "Состоят на учёте"), ("former", "Выбыли"), ("all", "Все, кто есть в учёте"))
_XLSX = "Таблицы Excel (*.xlsx)"


class QueryDialog(FormDialog):
    """Two steps in one dialog: the question, the answer."""

    people_chosen = Signal(object)
    """Ids of the people to be marked for a group operation."""
    person_chosen = Signal(int)

    def __init__(self, parent: QWidget, context: UiContext, where: ConditionGroup, until: date) -> None:
        super().__init__(parent, context, "Отчёт по параметрам", "Показать", width=980, columns=2)
        self.result_shown: QueryResult | None = None
        self._profile = context.session.profile
        self._build_question(until)
        self._build_answer()
        self.show_query(Query(where=where, until=until))
        session = context.session
        context.run(self, lambda _: saved_names(session, SavedKind.QUERY), self._show_saved)

    # The question.

    def _build_question(self, until: date) -> None:
        self.saved = ChoiceBox()
        self.saved.setAccessibleName("Сохранённые запросы")
        self.forget_button = button("Забыть", self._forget, name="Забыть выбранный запрос")
        self._saved_line = flow(self.saved, self.forget_button)
        self._saved_line.hide()
        self.form.add_free(self._saved_line)
        self.what = ChoiceBox()
        for what in What:
            self.what.add(title_for(what), what)
        self.status = ChoiceBox()
        for status, title in _STATUS:
            self.status.add(title, status)
        self.since, self.until = DateField("Первый день периода"), DateField("На дату", until)
        self.form.add("Что перечислить", self.what)
        self.form.add("Кого", self.status)
        self.form.add("С какого дня", self.since, "Пусто: с 1 января того же года. Для обучения и движения.")
        self.form.add("На какую дату, по какой день", self.until, "Пусто: на сегодня")
        self.editor = ConditionEditor(fields_of(self._profile, What.MEMBERS))
        self._columns_place, self._order_place = QFrame(), QFrame()
        self._columns_place.setLayout(column(spacing=0))
        self.group, self.group_too, self.order = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.descending = QCheckBox("Сначала большие, поздние, с конца алфавита")
        self.form.add("Условия", self.editor, wide=True)
        self.form.add("Столбцы", self._columns_place, wide=True)
        self.form.add("Собрать в группы", self.group, "С числом строк в каждой")
        self.form.add("И внутри них", self.group_too)
        self.form.add("Порядок", self.order)
        self.form.add_free(self.descending, wide=False)
        self.name = QLineEdit()
        self.name.setPlaceholderText("например: молодёжь в активе")
        self.form.add(
            "Сохранить запрос под названием",
            self.name,
            "Не обязательно. Сохранённые запросы видите только вы.",
            wide=True,
        )
        self.what.currentIndexChanged.connect(lambda *_: self._show_fields(DEFAULT_COLUMNS[self.what.value()]))
        self.saved.currentIndexChanged.connect(lambda *_: self._chosen())

    def _show_fields(self, columns: Sequence[str]) -> None:
        """The fields of what is listed."""
        what = self.what.value()
        fields = fields_of(self._profile, what)
        self.editor.show_fields(fields)
        place = self._columns_place.layout()
        assert place is not None
        while place.count():
            item = place.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self.columns = Ticks("Столбцы", {field.id: field.title for field in fields.values()})
        self.columns.tick(tuple(columns))
        place.addWidget(self.columns)
        for choice, none in ((self.group, "Без групп"), (self.group_too, "Больше никак"), (self.order, "По имени")):
            choice.clear_choices()
            choice.add(none, None)
            for field in fields.values():
                choice.add(field.title, field.id)
        self.form.set_shown(self.status, what is What.MEMBERS)
        self.form.set_shown(self.since, what in (What.TRAININGS, What.MOVEMENTS, What.MEMBERS))

    def show_query(self, query: Query) -> None:
        """Fill the fields from a query."""
        self.what.blockSignals(True)
        self.what.choose(query.what)
        self.what.blockSignals(False)
        self.editor.show_group(EVERYTHING)
        self._show_fields(query.columns or DEFAULT_COLUMNS[query.what])
        self.editor.show_group(query.where)
        self.status.choose(query.status)
        self.since.set_date(query.since)
        self.until.set_date(query.until)
        self.group.choose(query.group_by[0] if query.group_by else None)
        self.group_too.choose(query.group_by[1] if len(query.group_by) > 1 else None)
        self.order.choose(query.order[0][0] if query.order else None)
        self.descending.setChecked(bool(query.order and query.order[0][1]))

    def query(self) -> Query | None:
        """The question as it stands; None with the problems told."""
        where = self.editor.group()
        problems: dict[QWidget, str] = {
            field: field.problem() for field in (self.since, self.until) if field.is_wrong()
        }
        columns = tuple(self.columns.values())
        if not columns or len(columns) > 20:
            problems[self._columns_place] = "Выберите от одного до двадцати столбцов."
        first, last = self.since.date(), self.until.date() or date.today()
        if first is not None and first > last:
            problems[self.since] = "Первый день позже последнего."
        if self.show_problems(problems) or where is None:
            self.fit()
            return None
        groups = tuple(dict.fromkeys(g for g in (self.group.value(), self.group_too.value()) if g))
        down = self.descending.isChecked()
        order = ((self.order.value() or "name", down),) if self.order.value() or down else ()
        return Query(self.what.value(), self.status.value(), first, self.until.date(), where, columns, order, groups)

    def _show_saved(self, names: Sequence[SavedName]) -> None:
        self.saved.blockSignals(True)
        self.saved.clear_choices()
        self.saved.add("Сохранённые запросы", None)
        for one in names:
            self.saved.add(one.name if one.works else f"{one.name} (больше не годится)", one.name)
        self.saved.blockSignals(False)
        self.forget_button.hide()
        self._saved_line.setVisible(bool(names))
        self.fit()

    def _chosen(self) -> None:
        name, session = self.saved.value(), self.context.session
        self.forget_button.setVisible(name is not None)
        if name is not None:
            self.context.run(self, lambda _: load_query(session, name), self._loaded, on_error=self._refused)

    def _loaded(self, query: Query) -> None:
        self.show_query(query)
        self.name.setText(self.saved.value() or "")
        self.fit()

    def _forget(self) -> None:
        name, session = self.saved.value(), self.context.session

        def work(_: object) -> Sequence[SavedName]:
            forget_saved(session, SavedKind.QUERY, name)
            return saved_names(session, SavedKind.QUERY)

        self.context.run(self, work, self._show_saved, on_error=self._refused)

    def save(self) -> None:
        """Answer."""
        query = self.query()
        if query is None:
            return
        name, session = tidy(self.name.text()), self.context.session

        def work(progress: Progress) -> QueryResult:
            if name:
                save_query(session, name, query)
            return run_query(session, query, progress=progress)

        self.save_button.setEnabled(False)
        self.context.run(self, work, self.show_result, title="Отбираю людей", on_error=self._refused)

    # The answer.

    def _build_answer(self) -> None:
        self.summary = label("", "strong", wrap=True)
        self.asked = label("", "small", wrap=True)
        self.model = QueryModel()
        self.table = DataTable("Ответ на запрос", row_height=36)
        self.table.setModel(self.model)
        self.table.setMinimumHeight(px(360))
        self.table.activated.connect(self._open_person)
        self.back_button = button("Изменить запрос", self.show_question)
        self.print_button = button("Печать…", self.print_result)
        self.xlsx_button = button("Excel…", self.save_xlsx)
        self.mark_button = button("Отметить этих людей", self._mark)
        tools = flow(self.back_button, self.print_button, self.xlsx_button, self.mark_button)
        self.answer = QFrame()
        self.answer.setLayout(column(self.summary, self.asked, tools, self.table, spacing=10))
        self.answer.hide()
        self.content.addWidget(self.answer, 1)
        self.close_button = primary_button("Закрыть", self.accept)
        self.close_button.hide()
        self._buttons.addWidget(self.close_button)

    def show_question(self) -> None:
        """Back to the question."""
        self._turn(answered=False)
        self.what.setFocus()

    def show_result(self, result: QueryResult) -> None:
        """The answer in place of the question."""
        self.result_shown = result
        self.model.show_result(result)
        self.table.set_widths(*(field.width for field in result.columns), fill=0)
        rows = len(result.rows)
        self.summary.setText(f"{result.title}: {plural(rows, 'строка', 'строки', 'строк')}, {people(result.people)}")
        blocked = rows - len(result.open_rows())
        note = " Строки людей с заблокированными данными не печатаются и не сохраняются." if blocked else ""
        self.asked.setText(f"Отобрано: {result.asked}.{note}")
        for tool in (self.print_button, self.xlsx_button):
            tool.setEnabled(rows > blocked)
        self.mark_button.setVisible(result.query.what is What.MEMBERS and rows > 0)
        self._turn(answered=True)
        self.table.setFocus()

    def _turn(self, *, answered: bool) -> None:
        self.form.setVisible(not answered)
        self.banner.setVisible(False)
        self.answer.setVisible(answered)
        self.save_button.setEnabled(True)
        self.save_button.setText("Показать")
        for item, shown in ((self.save_button, not answered), (self.cancel_button, not answered)):
            item.setVisible(shown)
        self.close_button.setVisible(answered)
        self.fit()

    def _open_person(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is not None:
            self.accept()
            self.person_chosen.emit(row.person_id)

    def _mark(self) -> None:
        if self.result_shown is not None:
            self.accept()
            self.people_chosen.emit(listed_people(self.result_shown))

    def print_result(self) -> None:
        """Look at the pages, print them."""
        from app.ui.printing.preview import show_pdf

        result, session = self.result_shown, self.context.session
        if result is None:
            return
        self.context.run(
            self,
            lambda progress: query_pdf(session, result, progress),
            lambda pdf: show_pdf(self, result.title, pdf, f"{_file_name(result)}.pdf"),
            title="Готовлю отчёт к печати",
            on_error=self._refused,
        )

    def save_xlsx(self) -> None:
        """Choose where, then save."""
        result = self.result_shown
        if result is None:
            return

        def ask_where() -> None:
            name = f"{_file_name(result)}.xlsx"
            self.context.files.save_file(
                self, "Сохранить таблицу", name, _XLSX, lambda path: self._save_xlsx(result, path)
            )

        ask_about_consent(self, self.context, sorted({row.person_id for row in result.open_rows()}), ask_where)

    def _save_xlsx(self, result: QueryResult, path: Path) -> None:
        session = self.context.session

        def work(_: Progress) -> Path:
            write_atomically(path, query_xlsx(session, result))
            return path

        self.context.run(
            self,
            work,
            lambda saved: self.context.toast(f"Сохранено: {saved.name}"),
            title="Сохраняю таблицу",
            on_error=self._refused,
        )


def _file_name(result: QueryResult) -> str:
    return safe_name(result.title.replace(":", "").replace(",", ""))
