"""Recording an office and a training; choosing people by typing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.enums import RoleKind, TrainingKind
from app.services.activists import add_training, end_role, set_role
from app.services.people import MemberQuery, MemberRow, RoleView, list_members
from app.ui.context import UiContext
from app.ui.firstrun.steps import NumberField
from app.ui.form_dialog import FormDialog
from app.ui.theme import px
from app.ui.widgets import Choice, DateField, SearchField, label
from app.ui.words import ROLE, TRAINING, long_date, people

SHOWN = 50


class PeoplePicker(QWidget):
    """A search line and a short list; ``many`` keeps several marked."""

    picked = Signal()

    def __init__(self, context: UiContext, *, many: bool) -> None:
        super().__init__()
        self._context, self._many = context, many
        self.chosen: dict[int, str] = {}
        self.search = SearchField("Найти по фамилии")
        self.list = QListWidget()
        self.list.setAccessibleName("Найденные люди")
        self.list.setFixedHeight(px(190))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.summary = label("", "small", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        for widget in (self.search, self.list, self.summary):
            box.addWidget(widget)
        self.search.searched.connect(self._find)
        self.list.itemChanged.connect(self._marked)
        self.list.currentItemChanged.connect(lambda *_: self._current())
        self.setFocusProxy(self.search)
        self._find("")

    def _find(self, text: str) -> None:
        session = self._context.session
        query = MemberQuery(as_of=date.today(), search=text)
        self._context.run(self, lambda _: list_members(session, query).items[:SHOWN], self._show, key="pick")

    def _show(self, rows: tuple[MemberRow, ...]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.full_name}{f', {row.position}' if row.position else ''}")
            item.setData(Qt.ItemDataRole.UserRole, (row.id, row.full_name))
            if self._many:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if row.id in self.chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if not self._many and len(rows) == 1:
            self.list.setCurrentRow(0)

    def _marked(self, item: QListWidgetItem) -> None:
        person_id, name = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() == Qt.CheckState.Checked:
            self.chosen[person_id] = name
        else:
            self.chosen.pop(person_id, None)
        self._tell()

    def _current(self) -> None:
        item = self.list.currentItem()
        if self._many or item is None:
            return
        person_id, name = item.data(Qt.ItemDataRole.UserRole)
        self.chosen = {person_id: name}
        self._tell()

    def _tell(self) -> None:
        names = list(self.chosen.values())
        if not self._many:
            self.summary.setText(f"Выбран(а): {names[0]}" if names else "")
        else:
            self.summary.setText(f"Отмечено: {people(len(names))}" if names else "")
        self.picked.emit()


class RoleDialog(FormDialog):
    """An office from a day on; ``names`` None lets one choose the person."""

    def __init__(self, parent: QWidget, context: UiContext, names: Mapping[int, str] | None = None) -> None:
        super().__init__(parent, context, "Записать должность", "Записать")
        self.picker: PeoplePicker | None = None
        self._names = dict(names or {})
        if names:
            self.form.add_free(label(next(iter(names.values())), "strong", wrap=True))
        else:
            self.picker = PeoplePicker(context, many=False)
            self.form.add("Кто", self.picker)
        self.kind = Choice()
        for kind in RoleKind:
            self.kind.add(ROLE[kind], kind)
        self.kind.choose(RoleKind.COMMITTEE_MEMBER)
        self.unit = QLineEdit()
        self.on = DateField("С какого дня", date.today())
        self.full_time = QCheckBox("Освобождённая работа (получает зарплату в профсоюзе)")
        self.full_time.setAccessibleName(self.full_time.text())
        self.form.add("Должность", self.kind)
        self.form.add("Комиссия, цех, группа", self.unit, "Название, если их несколько")
        self.form.add("С какого дня", self.on)
        self.form.add_free(self.full_time)

    def save(self) -> None:
        """Record it."""
        names = self.picker.chosen if self.picker else self._names
        on = self.on.date()
        problems: dict[QWidget, str] = {}
        if self.picker is not None and not names:
            problems[self.picker] = "Выберите человека в списке."
        if on is None:
            problems[self.on] = "Напишите дату так: 12.09.2026."
        if self.show_problems(problems) or on is None:
            return
        (person_id, name), *_ = names.items()
        kind, unit, full_time = self.kind.value(), self.unit.text(), self.full_time.isChecked()
        session, context = self.context.session, self.context

        def done(_: int) -> None:
            context.changed("roles")
            context.toast(f"{ROLE[kind]}: {name}")

        self.work(lambda _: set_role(session, person_id, kind, on, unit=unit, full_time=full_time), done)


class EndRoleDialog(FormDialog):
    """The last day in office."""

    def __init__(self, parent: QWidget, context: UiContext, role: RoleView) -> None:
        super().__init__(parent, context, "Закончил работу в должности", "Записать")
        self._role = role
        self.form.add_free(label(f"{role.person_name}: {ROLE[role.kind].lower()}", "strong", wrap=True))
        self.form.add_free(label(f"В должности с {long_date(role.starts_on)}", "muted"))
        self.last = DateField("Последний день в должности", date.today())
        self.form.add("Последний день в должности", self.last)
        self.last.setFocus()

    def save(self) -> None:
        """Record the end: the office is not held from the next day on."""
        last = self.last.date()
        if last is None:
            self.show_problems({self.last: "Напишите дату так: 12.09.2026."})
            return
        session, context, role = self.context.session, self.context, self._role

        def done(_: object) -> None:
            context.changed("roles")
            context.toast(f"Записано: {role.person_name}, {ROLE[role.kind].lower()}, до {long_date(last)}")

        self.work(lambda _: end_role(session, role.id, last + timedelta(days=1)), done)


class TrainingDialog(FormDialog):
    """One training for many."""

    def __init__(self, parent: QWidget, context: UiContext, names: Mapping[int, str] | None = None) -> None:
        super().__init__(parent, context, "Записать обучение", "Записать")
        self.picker: PeoplePicker | None = None
        self._names = dict(names or {})
        self.what = QLineEdit()
        self.kind = Choice()
        for kind in TrainingKind:
            self.kind.add(TRAINING[kind], kind)
        self.hours = NumberField("Сколько часов")
        self.on = DateField("Дата окончания", date.today())
        self.form.add("Чему учились", self.what, "Например: охрана труда для уполномоченных")
        self.form.add("Вид обучения", self.kind)
        self.form.add("Сколько часов", self.hours)
        self.form.add("Дата окончания", self.on)
        if self._names:
            who = next(iter(self._names.values())) if len(self._names) == 1 else people(len(self._names))
            self.form.add_free(label(f"Кто: {who}", "strong", wrap=True))
        else:
            self.picker = PeoplePicker(context, many=True)
            self.form.add("Кто учился", self.picker)
        self.what.setFocus()

    def save(self) -> None:
        """Record it."""
        names = self.picker.chosen if self.picker else self._names
        on = self.on.date()
        problems: dict[QWidget, str] = {}
        if on is None:
            problems[self.on] = "Напишите дату так: 12.09.2026."
        if self.picker is not None and not names:
            problems[self.picker] = "Отметьте в списке тех, кто учился."
        if self.show_problems(problems) or on is None:
            return
        ids, kind, hours, title = list(names), self.kind.value(), self.hours.value(), self.what.text()
        session, context = self.context.session, self.context

        def done(count: int) -> None:
            context.changed("training")
            context.toast(f"Обучение записано: {people(count)}")

        self.work(lambda _: add_training(session, ids, on, kind, hours=hours, title=title), done)
