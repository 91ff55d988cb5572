"""The window of an import: what was recognised, each row with the reason, one click, one undo."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QMenu,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.progress import Progress
from app.services.importing import TITLES, ImportResult, ListField, PreviewRow, RowStatus, undo
from app.ui.context import UiContext
from app.ui.importing.gone_tab import GoneTab
from app.ui.importing.import_presenter import (
    ALL,
    DOUBTFUL,
    GROUPS,
    HELD,
    STATUS,
    ImportPresenter,
    Shown,
    columns_of,
    done_words,
    outcome_words,
    rows_of_group,
    why_row,
)
from app.ui.kit import (
    Banner,
    Chip,
    ChoiceBox,
    DataTable,
    DateField,
    FilterChips,
    Tone,
    button,
    column,
    label,
    primary_button,
    row,
)
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.problems import one_line
from app.ui.shell import ProgressStrip
from app.ui.words import plural


class ImportDialog(QDialog):
    """A thin view over :class:`ImportPresenter`."""

    def __init__(self, parent: QWidget, context: UiContext, path: Path) -> None:
        super().__init__(parent.window())
        self.context, self._owner = context, parent
        self.presenter = ImportPresenter(context.session, path, self, self._run)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(f"Загрузка списка: {path.name}")
        room = parent.window().size()
        self.resize(min(px(1080), room.width() - 40), min(px(700), room.height() - 40))
        self.heading = label(path.name, "section", wrap=True)
        self.summary = label("Читаю файл…", "muted", wrap=True)
        self.banner = Banner()
        self.groups = FilterChips("Строки", GROUPS)
        self.groups.chosen.connect(lambda _: self._show_rows())
        self.model: RowsModel[PreviewRow] = RowsModel(
            [
                ("Фамилия, имя, отчество", lambda r: r.name or "—"),
                ("Что сделаем", lambda r: STATUS[r.status][0]),
                ("Почему", why_row),
                ("Строка", lambda r: f"{r.sheet}, {r.row}" if self._many_sheets else str(r.row)),
            ],
            lambda r, section: STATUS[r.status][1] if section == 1 else None,
        )
        self._many_sheets = False
        self.table = DataTable("Строки списка", row_height=36)
        self.table.setModel(self.model)
        self.table.setSelectionMode(DataTable.SelectionMode.ExtendedSelection)
        self.table.set_widths(270, 130, 400, 90)
        self.table.set_widths(stretch=2)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.detail = label("", "muted", wrap=True)
        self.skip_button = button("Не брать", self._skip, name="Не брать выбранные строки")
        self.take_button = button("Всё-таки взять", self._take, name="Взять выбранные строки")
        self.who_button = button("Кто это…", self._who, name="Решить, кто это")
        people = QWidget()
        tools = row(self.detail, self.who_button, self.take_button, self.skip_button, spacing=10)
        tools.setStretch(0, 1)
        people.setLayout(column(self.groups, self.table, tools, spacing=10, margins=(0, 12, 0, 0)))
        self.columns_area = QScrollArea()
        self.columns_area.setWidgetResizable(True)
        self.columns_area.setFrameShape(QFrame.Shape.NoFrame)
        self.columns_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.columns_area.setAccessibleName("Столбцы списка")
        self.combos: dict[str, ChoiceBox] = {}
        self.entry_on = DateField("Дата постановки на учёт для тех, у кого её нет в списке")
        self.entry_on.date_changed.connect(lambda: self.presenter.set_entry_date(self.entry_on.date()))
        columns = QWidget()
        dates = row(
            label("Если в списке нет даты приёма, считать, что принят:", "muted", wrap=True), self.entry_on, spacing=12
        )
        dates.setStretch(0, 1)
        columns.setLayout(column(self.columns_area, dates, spacing=10, margins=(0, 12, 0, 0)))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Люди и столбцы")
        self.tabs.tabBar().setAccessibleName("Люди и столбцы")
        self.tabs.addTab(people, "Люди")
        self.tabs.addTab(columns, "Столбцы")
        self.gone = GoneTab(self.presenter.compare, self.presenter.choose_gone)
        self.tabs.addTab(self.gone, "Сверка с реестром")
        self.outcome = label("", "strong", wrap=True)
        self.apply_button = primary_button("Загрузить", self.apply)
        self.apply_button.setEnabled(False)
        self.cancel_button = button("Отмена", self.reject)
        foot = row(self.outcome, self.cancel_button, self.apply_button, spacing=12)
        foot.setStretch(0, 1)
        strip = ProgressStrip(context.jobs)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(24), px(18), px(24), px(18))
        outer.setSpacing(px(10))
        outer.addLayout(column(self.heading, self.summary, spacing=2))
        outer.addWidget(self.banner)
        outer.addWidget(self.tabs, 1)
        outer.addWidget(strip)
        outer.addLayout(foot)
        self._enable()
        self.presenter.read()

    def _run(self, work: object, on_done: object, on_error: object, *, title: str) -> None:
        self.context.run(self, work, on_done, on_error=on_error, title=title, key="import")  # type: ignore[arg-type]

    # ImportView.

    def show_busy(self, words: str) -> None:
        """Reading or writing."""
        self.outcome.setText(words)
        self.apply_button.setEnabled(False)

    def show_preview(self, shown: Shown) -> None:
        """Everything that was recognised."""
        found = shown.preview
        counts = found.counts
        self._many_sheets = sum(not sheet.skipped for sheet in found.sheets) > 1
        words = [plural(counts.rows, "строка", "строки", "строк")]
        if self._many_sheets:
            words.append(plural(sum(not s.skipped for s in found.sheets), "лист", "листа", "листов"))
        if found.list_date is not None:
            words.append(f"список на {found.list_date:%d.%m.%Y}")
        self.summary.setText(", ".join(words) + ". " + " ".join(found.assumptions))
        if found.already_imported:
            self.banner.show_state(Tone.INFO, "Этот файл уже загружали.", "Двойников не будет: изменится только новое.")
        else:
            self.banner.hide()
        numbers = {key: len(rows_of_group(found, key)) for key, _ in GROUPS}
        for key, number in numbers.items():
            self.groups.set_count(key, number)
            self.groups.chip(key).setVisible(number > 0 or key == ALL)
        if not numbers[self.groups.current()]:
            self.groups.choose(HELD if numbers[HELD] else ALL)
        self._show_columns(shown)
        self._show_rows()
        self.outcome.setText(outcome_words(found))
        self.gone.show_gone(found.gone, found.list_date)
        leaving = sum(item.leaves is not None for item in found.gone)
        unkept = 0 if found.already_imported else counts.held + counts.rejected
        self.apply_button.setEnabled(counts.new + counts.changed + leaving + unkept > 0)
        self.apply_button.setText("Загрузить" if not numbers[DOUBTFUL] else "Загрузить с сомнительными")

    def show_refusal(self, error: Exception) -> None:
        """A calm sentence; the dialog stays."""
        self.banner.show_state(Tone.ERROR, one_line(error))
        self.outcome.setText("")
        self.apply_button.setEnabled(False)

    def show_done(self, result: ImportResult) -> None:
        """Close; say what was done with the way back."""
        context, owner = self.context, self._owner
        batch = result.batch_id
        self.accept()
        if batch is None:
            context.toast(done_words(result))
            return

        def undone(_: int) -> None:
            context.toast("Загрузка отменена, список такой же, как до неё")

        def take_back() -> None:
            def work(_: Progress) -> int:
                return undo(context.session, batch)

            context.run(owner, work, undone, title="Отменяю загрузку")

        context.toast(done_words(result), "Отменить", take_back)

    # What the person does.

    def apply(self) -> None:
        """One click."""
        self.presenter.apply()

    def selected(self) -> list[PreviewRow]:
        """The chosen rows."""
        found = (self.model.row_at(index.row()) for index in self.table.selectionModel().selectedRows())
        return [item for item in found if item is not None]

    def _skip(self) -> None:
        self.presenter.skip(self.selected())

    def _take(self) -> None:
        self.presenter.take(self.selected())

    def _who(self) -> None:
        chosen, shown = self.selected(), self.presenter.shown
        if len(chosen) != 1 or shown is None:
            return
        item = chosen[0]
        menu = QMenu(self)
        for person_id in item.candidates:
            name = shown.names.get(person_id, "")
            menu.addAction(f"Это {name}").triggered.connect(lambda *_, who=person_id: self.presenter.link(item, who))
        if item.twin is not None:
            where = f"Это человек из строки {item.twin[1]}: соединить"
            menu.addAction(where).triggered.connect(lambda *_: self.presenter.join(item))
        menu.addAction("Это другой человек: добавить").triggered.connect(lambda *_: self.presenter.link(item, None))
        menu.addAction("Не брать").triggered.connect(lambda *_: self.presenter.skip([item]))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.who_button.mapToGlobal(self.who_button.rect().bottomLeft()))

    # Showing.

    def _show_rows(self) -> None:
        if self.presenter.shown is not None:
            self.model.show_rows(rows_of_group(self.presenter.shown.preview, self.groups.current()))
        self._enable()

    def _enable(self) -> None:
        chosen = self.selected()
        self.skip_button.setEnabled(
            any(r.status not in {RowStatus.SKIPPED, RowStatus.SERVICE, RowStatus.DUPLICATE} for r in chosen)
        )
        self.take_button.setVisible(any(r.status in {RowStatus.SKIPPED, RowStatus.SERVICE} for r in chosen))
        self.take_button.setText(
            "Это человек" if chosen and chosen[0].status is RowStatus.SERVICE else "Всё-таки взять"
        )
        self.who_button.setVisible(len(chosen) == 1 and chosen[0].waits and chosen[0].readable)
        self.detail.setText(why_row(chosen[0]) if len(chosen) == 1 else "")

    def _show_columns(self, shown: Shown) -> None:
        inside = QWidget()
        inside.setProperty("role", "clear")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, px(12), 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(1, 1)
        for place, title in enumerate(("В списке", "Например", "Что это")):
            grid.addWidget(label(title, "small"), 0, place)
        self.combos = {}
        for line, item in enumerate(columns_of(shown.preview), start=1):
            combo = ChoiceBox()
            combo.setAccessibleName(f"Что означает столбец «{item.title}»")
            for field in ListField:
                combo.add(TITLES[field].capitalize(), field)
            combo.choose(item.field)
            combo.setMinimumWidth(px(280))
            combo.activated.connect(partial(self._field_chosen, item.key))
            combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.combos[item.key] = combo
            name = label(item.title, "strong", wrap=True)
            name.setMaximumWidth(px(260))
            grid.addWidget(name, line, 0)
            grid.addWidget(label("; ".join(item.samples) or "пусто", "muted", wrap=True), line, 1)
            grid.addWidget(combo, line, 2)
            grid.addWidget(Chip("узнали", Tone.GOOD) if item.sure else Chip("проверьте", Tone.WARNING), line, 3)
        grid.setRowStretch(grid.rowCount(), 1)
        self.columns_area.setWidget(inside)

    def _field_chosen(self, key: str, _: int) -> None:
        self.presenter.set_field(key, self.combos[key].value())
