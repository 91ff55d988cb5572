"""Rows of lists that wait for a decision: who it is, a new person, or nobody's. One after another, none is lost."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMenu, QVBoxLayout, QWidget

from app.progress import Progress
from app.services.importing import DecidedRow, RowDecision, WaitingView, decide_row, undo, waiting_rows
from app.ui.context import UiContext
from app.ui.kit import Banner, DataTable, DateField, Tone, button, column, label, row
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.people_picker import PeoplePicker
from app.ui.kit.rows_model import RowsModel
from app.ui.kit.theme import px
from app.ui.problems import one_line
from app.ui.shell import ProgressStrip


class WaitingDialog(QDialog):
    """The rows, why each of them waits, and what can be decided about the chosen one."""

    def __init__(self, parent: QWidget, context: UiContext, *, may_write: bool = True) -> None:
        super().__init__(parent.window())
        self.context, self._owner, self._may_write = context, parent, may_write
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Строки, которые ждут решения")
        room = parent.window().size()
        self.resize(min(px(1080), room.width() - 40), min(px(660), room.height() - 40))
        self.heading = label("Строки, которые ждут решения", "section", wrap=True)
        self.words = label("Читаю…", "muted", wrap=True)
        self.banner = Banner()
        self.model: RowsModel[WaitingView] = RowsModel(
            [
                ("Кто в строке", _who),
                ("Почему ждёт", lambda r: "; ".join(r.reasons)),
                ("Список", lambda r: f"{r.file_name}, строка {r.row}"),
            ]
        )
        self.table = DataTable("Строки, которые ждут решения", row_height=36)
        self.table.setModel(self.model)
        self.table.set_widths(340, 400, 200)
        self.table.set_widths(stretch=1)
        self.table.activated.connect(lambda *_: self.choose())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.detail = label("", "muted", wrap=True)
        self.detail.setAccessibleName("Почему строка ждёт")
        self.leave_button = button("Не брать", self.leave_out, name="Не брать выбранную строку")
        self.who_button = button("Решить, кто это…", self.choose)
        tools = row(self.detail, self.leave_button, self.who_button, spacing=10)
        tools.setStretch(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(24), px(18), px(24), px(18))
        outer.setSpacing(px(10))
        outer.addLayout(column(self.heading, self.words, spacing=2))
        outer.addWidget(self.banner)
        outer.addWidget(self.table, 1)
        outer.addLayout(tools)
        outer.addWidget(ProgressStrip(context.jobs))
        outer.addLayout(row(1, button("Закрыть", self.reject), spacing=10))
        self._enable()
        self.read()

    def read(self) -> None:
        """All rows that wait."""
        session = self.context.session
        self.context.run(
            self, lambda _: waiting_rows(session), self._show, on_error=self._refused, title="Читаю", key="waiting"
        )

    def _show(self, rows: tuple[WaitingView, ...]) -> None:
        self.model.show_rows(rows)
        self.words.setText(
            "Эти строки не вошли в реестр и не потеряны. Скажите о каждой, кто это: программа сама не угадывает."
            if rows
            else "Решать больше нечего."
        )
        if rows:
            self.table.selectRow(0)
        self._enable()

    def _refused(self, error: Exception) -> None:
        self.banner.show_state(Tone.ERROR, one_line(error))

    def chosen(self) -> WaitingView | None:
        """The row with the cursor."""
        return self.model.row_at(self.table.current_row())

    def _enable(self) -> None:
        found = self.chosen()
        self.leave_button.setEnabled(self._may_write and found is not None)
        self.who_button.setEnabled(self._may_write and found is not None and found.readable)
        self.detail.setText("" if found is None else "; ".join(found.reasons))

    # What the person decides.

    def choose(self) -> None:
        """A menu: the people the row may mean, somebody else of the register, a new person."""
        found = self.chosen()
        if found is None or not found.readable or not self._may_write:
            return
        menu = QMenu(self)
        for one in found.candidates:
            born = f", {one.birth_date:%d.%m.%Y}" if one.birth_date else ""
            menu.addAction(f"Это {one.name}{born}").triggered.connect(
                lambda *_, who=one.id: self.decide(found, RowDecision.SAME, who)
            )
        menu.addAction("Это другой человек из реестра…").triggered.connect(lambda *_: self.pick(found))
        menu.addAction("Это новый человек: добавить").triggered.connect(lambda *_: self.take_new(found))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.who_button.mapToGlobal(self.who_button.rect().bottomLeft()))

    def take_new(self, found: WaitingView) -> None:
        """A new person; a row without a date asks for it first."""
        if found.dated:
            self.decide(found, RowDecision.NEW)
        else:
            SinceWhenDialog(self, self.context, found).open()

    def pick(self, found: WaitingView) -> None:
        """Somebody of the register."""
        SamePersonDialog(self, self.context, found).open()

    def leave_out(self) -> None:
        """Nobody's row."""
        found = self.chosen()
        if found is not None:
            self.decide(found, RowDecision.LEAVE_OUT)

    def decide(
        self, found: WaitingView, decision: RowDecision, person_id: int | None = None, entry_on: date | None = None
    ) -> None:
        """Write it; the next row comes up."""
        session = self.context.session

        def work(_: Progress) -> DecidedRow:
            return decide_row(session, found.id, decision, person_id=person_id, entry_on=entry_on)

        self.context.run(self, work, self._decided, on_error=self._refused)

    def _decided(self, done: DecidedRow) -> None:
        self.banner.hide()
        batch, context, owner = done.batch_id, self.context, self._owner

        def take_back() -> None:
            session = context.session
            context.run(owner, lambda _: undo(session, batch or 0))

        words = {
            RowDecision.NEW: "Человек добавлен",
            RowDecision.SAME: "Данные строки записаны" if batch else "В карточке всё это уже есть",
            RowDecision.LEAVE_OUT: "Строка не взята, её данные удалены",
        }[done.decision]
        if batch is None:
            context.toast(words)
        else:
            context.toast(words, "Отменить", take_back)
        self.read()


class SinceWhenDialog(FormDialog):
    """Since when a new person is on the register, when the row does not say."""

    def __init__(self, parent: WaitingDialog, context: UiContext, found: WaitingView) -> None:
        super().__init__(parent, context, f"С какого дня на учёте: {found.name}", "Добавить")
        self._dialog, self._found = parent, found
        self.on = DateField("Дата постановки на учёт")
        self.form.add("Дата постановки на учёт", self.on)

    def save(self) -> None:
        """Take the row with this day."""
        on = self.on.date()
        if self.show_problems({} if on else {self.on: "Впишите день, с которого человек на учёте."}):
            return
        self.accept()
        self._dialog.decide(self._found, RowDecision.NEW, entry_on=on)


class SamePersonDialog(FormDialog):
    """Who of the register it is."""

    def __init__(self, parent: WaitingDialog, context: UiContext, found: WaitingView) -> None:
        super().__init__(parent, context, f"Кто это: {found.name}", "Это он")
        self._dialog, self._found = parent, found
        self.people = PeoplePicker(context, many=False)
        self.people.search.setText(found.name.split(" ")[0])
        self.form.add("", self.people)

    def save(self) -> None:
        """The row is about the chosen person."""
        if self.show_problems({} if self.people.chosen else {self.people: "Выберите человека из списка."}):
            return
        self.accept()
        self._dialog.decide(self._found, RowDecision.SAME, next(iter(self.people.chosen)))


def _who(found: WaitingView) -> str:
    born = f", {found.birth_date:%d.%m.%Y}" if found.birth_date else ""
    return (found.name or "имя не читается") + born
