"""Conditions one under another: what, how, and the value; all of them hold, or at least one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.errors import UserError
from app.services.queries import (
    EVERYTHING,
    OPERATORS,
    WITHOUT_VALUE,
    Condition,
    ConditionGroup,
    FieldType,
    QueryField,
    group_in_words,
    read_condition,
)
from app.ui.kit import ChoiceBox, DateField, button, clear_layout, column, flow, icon_button, label, row
from app.ui.kit.theme import px
from app.ui.kit.tips import set_tip

_NARROW = 560
"""Below this width (at 100 %) a condition takes two lines."""


class Ticks(QPushButton):
    """Several of a list: a button that tells what is ticked and opens the list."""

    def __init__(self, name: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._words = ""
        self.setProperty("kind", "secondary")
        self.setProperty("menu", "true")
        self.setAutoDefault(False)
        self._name = name
        menu = QMenu(self)
        self._actions: dict[str, QAction] = {}
        for value, title in choices.items():
            action = menu.addAction(title)
            action.setCheckable(True)
            action.toggled.connect(lambda *_: self._tell())
            self._actions[str(value)] = action
        self.setMenu(menu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def values(self) -> list[str]:
        """What is ticked."""
        return [value for value, action in self._actions.items() if action.isChecked()]

    def tick(self, values: tuple[str, ...]) -> None:
        """Tick these."""
        for value, action in self._actions.items():
            action.setChecked(value in values)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much of the words as there is room for."""
        super().resizeEvent(event)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        """Narrow: the words give way."""
        return QSize(px(120), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """The same: long words must not push a dialog out of the window."""
        return QSize(px(200), super().sizeHint().height())

    def _elide(self) -> None:
        room = max(self.width() - px(56), px(64))
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def _tell(self) -> None:
        ticked = [self._actions[value].text() for value in self.values()]
        text = ", ".join(ticked) or "выберите"
        self._words = text
        self._elide()
        set_tip(self, "\n".join(ticked))
        self.setAccessibleName(f"{self._name}: {text}")


class ConditionRow(QFrame):
    """One condition. ``removed`` when the person takes it away."""

    removed = Signal(object)

    def __init__(self, fields: Mapping[str, QueryField], condition: Condition | None = None) -> None:
        super().__init__()
        self._fields = fields
        self.field = ChoiceBox()
        self.field.setAccessibleName("Признак")
        groups = list(dict.fromkeys(known.group for known in fields.values()))
        for known in sorted(fields.values(), key=lambda one: groups.index(one.group)):
            self.field.add(known.title, known.id)
        self.op = ChoiceBox()
        self.op.setAccessibleName("Как спросить")
        self._values = QWidget()
        self._inside = row(spacing=8)
        self._values.setLayout(self._inside)
        self._read: Callable[[], Any] = lambda: None
        off = icon_button("close", "Убрать условие", lambda: self.removed.emit(self))
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        asked = row(self.op, self._values, off, spacing=8)
        asked.setStretch(0, 2)
        asked.setStretch(1, 4)
        self._line = row(self.field, asked, spacing=8)
        self._line.setStretch(0, 4)
        self._line.setStretch(1, 7)
        self.setLayout(column(self._line, self.problem, spacing=4))
        if condition is not None:
            self.field.choose(condition.field)
        self._show_ops()
        if condition is not None:
            self.op.choose(condition.op)
        self._show_values()
        if condition is not None:
            self._fill(condition.value)
        self.field.currentIndexChanged.connect(lambda *_: self._show_ops())
        self.op.currentIndexChanged.connect(lambda *_: self._show_values())

    def condition(self) -> Condition | None:
        """What is asked; None with the problem told under the line."""
        data: dict[str, Any] = {"field": self.field.value(), "op": self.op.value()}
        if self.op.value() not in WITHOUT_VALUE:
            data["value"] = self._read()
        try:
            found = read_condition(data, self._fields)
        except UserError:
            self.problem.setText(self._hint())
            self.problem.show()
            return None
        self.problem.hide()
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the field stands above what is asked of it."""
        super().resizeEvent(event)
        narrow = self.width() < px(_NARROW)
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _hint(self) -> str:
        kind = self._fields[self.field.value()].type
        if self.op.value() == "between":
            return "Напишите оба значения: сначала меньшее, потом большее."
        words = {
            FieldType.NUMBER: "Напишите целое число.",
            FieldType.DATE: "Напишите дату так: 31.12.2025.",
            FieldType.TEXT: "Напишите, что искать.",
        }
        return words.get(kind, "Выберите хотя бы одно.")

    def _show_ops(self) -> None:
        field = self._fields[self.field.value()]
        before = self.op.value()
        self.op.blockSignals(True)
        self.op.clear_choices()
        for op, words in OPERATORS[field.type].items():
            if not (field.type is FieldType.TEXT and op == "among"):
                self.op.add(words, op)
        self.op.choose(before)
        self.op.blockSignals(False)
        self._show_values()

    def _show_values(self) -> None:
        clear_layout(self._inside)
        field, op = self._fields[self.field.value()], self.op.value()
        if op in WITHOUT_VALUE:
            self._read = lambda: None
            self._inside.addStretch(1)
        elif op in ("among", "not_among") and field.choices is not None:
            ticks = Ticks(field.title, field.choices)
            self._inside.addWidget(ticks)
            self._read = ticks.values
        elif op == "between":
            low, high = self._single(field, "от"), self._single(field, "до")
            for words, edit in (("от", low), ("до", high)):
                self._inside.addWidget(label(words))
                self._inside.addWidget(edit, 1)
            self._read = lambda: [_value(field, low), _value(field, high)]
        else:
            edit = self._single(field, "значение")
            self._inside.addWidget(edit, 1)
            self._read = lambda: _value(field, edit)

    def _single(self, field: QueryField, words: str) -> QLineEdit:
        if field.type is FieldType.DATE:
            return DateField(f"{field.title}, {words}")
        edit = QLineEdit()
        edit.setAccessibleName(f"{field.title}, {words}")
        return edit

    def _fill(self, value: Any) -> None:
        edits = [w for i in range(self._inside.count()) if (w := self._inside.itemAt(i).widget()) is not None]
        ticks = [w for w in edits if isinstance(w, Ticks)]
        if ticks:
            ticks[0].tick(value)
            return
        values = value if isinstance(value, tuple) else (value,)
        for edit, one in zip((w for w in edits if isinstance(w, QLineEdit)), values, strict=False):
            if isinstance(edit, DateField) and isinstance(one, date):
                edit.set_date(one)
            else:
                edit.setText("" if one is None else str(one))


def _value(field: QueryField, edit: QLineEdit) -> Any:
    if isinstance(edit, DateField):
        found = edit.date()
        return None if found is None else found.isoformat()
    text = edit.text().strip()
    if field.type is FieldType.NUMBER:
        return int(text) if text.lstrip("-").isdigit() and len(text) < 8 else None
    return text


class ConditionEditor(QFrame):
    """All conditions of a filter or a query. Groups inside a group (made elsewhere) are told in words and kept."""

    def __init__(self, fields: Mapping[str, QueryField]) -> None:
        super().__init__()
        self.setAccessibleName("Условия")
        self._fields = fields
        self._kept: list[ConditionGroup] = []
        self.rows: list[ConditionRow] = []
        self.mode = ChoiceBox()
        self.mode.setAccessibleName("Сколько условий должно выполняться")
        self.mode.add("Выполняются все условия", False)
        self.mode.add("Выполняется хотя бы одно", True)
        self.mode.setMinimumContentsLength(26)
        self._kept_words = label("", "small", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(8))
        self.add_button = button("Добавить условие", lambda: self.add())
        self.setLayout(column(self._lines, self._kept_words, flow(self.add_button, self.mode), spacing=10))
        self._tell()

    def show_fields(self, fields: Mapping[str, QueryField]) -> None:
        """Other fields to ask about: conditions on unknown ones go."""
        kept = [found for line in self.rows if (found := line.condition()) is not None and found.field in fields]
        self._fields = fields
        self.show_group(ConditionGroup(tuple(kept), bool(self.mode.value())))

    def show_group(self, group: ConditionGroup) -> None:
        """Show these conditions."""
        for line in list(self.rows):
            self._remove(line)
        self._kept = [item for item in group.items if isinstance(item, ConditionGroup)]
        self.mode.choose(group.any_of)
        for item in group.items:
            if isinstance(item, Condition):
                self.add(item)
        self._tell()

    def add(self, condition: Condition | None = None) -> ConditionRow:
        """One more condition."""
        line = ConditionRow(self._fields, condition)
        line.removed.connect(self._remove)
        self.rows.append(line)
        self._lines.addWidget(line)
        self._tell()
        if condition is None:
            line.field.setFocus()
        return line

    def group(self) -> ConditionGroup | None:
        """What is asked; None when something is not filled in (told under its line)."""
        found = [line.condition() for line in self.rows]
        if any(condition is None for condition in found):
            return None
        items: tuple[Condition | ConditionGroup, ...] = (*(c for c in found if c is not None), *self._kept)
        return ConditionGroup(items, bool(self.mode.value())) if items else EVERYTHING

    def _remove(self, line: ConditionRow) -> None:
        self.rows.remove(line)
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._tell()

    def _tell(self) -> None:
        self.mode.setVisible(len(self.rows) + len(self._kept) > 1)
        self._kept_words.setText("\n".join(f"и ещё: {group_in_words(group, self._fields)}" for group in self._kept))
        self._kept_words.setVisible(bool(self._kept))
