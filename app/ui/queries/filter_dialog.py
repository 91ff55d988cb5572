"""The filter of the list of members: conditions, and selections kept under a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from app.domain.names import tidy
from app.services.queries import (
    EVERYTHING,
    Condition,
    ConditionGroup,
    QueryField,
    SavedKind,
    SavedName,
    forget_saved,
    group_in_words,
    in_words,
    load_selection,
    save_selection,
    saved_names,
)
from app.ui.context import UiContext
from app.ui.kit import ChoiceBox, FlowLayout, button, clear_layout, flow, label, link_button
from app.ui.kit.form_dialog import FormDialog
from app.ui.kit.tips import set_tip
from app.ui.queries.condition_editor import ConditionEditor


class FilterDialog(FormDialog):
    """«Отбор»: ``on_group`` gets the conditions when the person asks to show the people."""

    def __init__(
        self,
        parent: QWidget,
        context: UiContext,
        fields: Mapping[str, QueryField],
        group: ConditionGroup,
        on_group: Callable[[ConditionGroup], object],
    ) -> None:
        super().__init__(parent, context, "Отбор", "Показать", width=860)
        self._on_group = on_group
        self.saved = ChoiceBox()
        self.saved.setAccessibleName("Сохранённые отборы")
        self.saved.add("Сохранённые отборы", None)
        self.forget_button = button("Забыть", self._forget, name="Забыть выбранный отбор")
        self._saved_line = flow(self.saved, self.forget_button)
        self.form.add_free(self._saved_line)
        self.editor = ConditionEditor(fields)
        self.form.add_free(self.editor)
        self.name = QLineEdit()
        self.name.setPlaceholderText("например: студенты общежития")
        self.form.add("Сохранить под названием", self.name, "Не обязательно. Сохранённые отборы видите только вы.")
        self.content.addWidget(link_button("Убрать все условия", lambda: self.editor.show_group(EVERYTHING)))
        self.editor.show_group(group)
        if not group.items:
            self.editor.add()
        self.saved.currentIndexChanged.connect(lambda *_: self._chosen())
        self._saved_line.hide()
        session = context.session
        context.run(self, lambda _: saved_names(session, SavedKind.SELECTION), self._show_saved)

    def _show_saved(self, names: Sequence[SavedName]) -> None:
        self.saved.blockSignals(True)
        self.saved.clear_choices()
        self.saved.add("Сохранённые отборы", None)
        for one in names:
            self.saved.add(one.name if one.works else f"{one.name} (больше не годится)", one.name)
        self.saved.blockSignals(False)
        self._saved_line.setVisible(bool(names))
        self.forget_button.setVisible(False)
        self.fit()

    def _chosen(self) -> None:
        name, session = self.saved.value(), self.context.session
        self.forget_button.setVisible(name is not None)
        if name is not None:
            self.context.run(self, lambda _: load_selection(session, name), self._loaded, on_error=self._refused)

    def _loaded(self, group: ConditionGroup) -> None:
        self.editor.show_group(group)
        self.name.setText(self.saved.value() or "")
        self.fit()

    def _forget(self) -> None:
        name, session = self.saved.value(), self.context.session

        def work(_: object) -> Sequence[SavedName]:
            forget_saved(session, SavedKind.SELECTION, name)
            return saved_names(session, SavedKind.SELECTION)

        self.context.run(self, work, self._show_saved, on_error=self._refused)

    def save(self) -> None:
        """Show the people; keep the conditions when they got a name."""
        group = self.editor.group()
        if group is None:
            self.fit()
            return
        name, session = tidy(self.name.text()), self.context.session
        if name and group.items:
            self.work(lambda _: save_selection(session, name, group), lambda _: self._on_group(group))
        else:
            self.accept()
            self._on_group(group)


class ConditionBar(QFrame):
    """The conditions of the list as chips; a click takes one away."""

    removed = Signal(int)
    edit_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Условия отбора")
        self._flow = FlowLayout(self, spacing=8)
        self.hide()

    def show_group(self, group: ConditionGroup, fields: Mapping[str, QueryField]) -> None:
        """Other conditions; without any the bar goes."""
        clear_layout(self._flow)
        if group.any_of and len(group.items) > 1:
            self._flow.addWidget(label("Хотя бы одно:", "small"))
        for place, item in enumerate(group.items):
            words = in_words(item, fields) if isinstance(item, Condition) else group_in_words(item, fields)
            chip = QPushButton(f"{words if len(words) < 60 else words[:58] + '…'}  ✕")
            chip.setProperty("kind", "chip")
            chip.setAutoDefault(False)
            set_tip(chip, f"{words}\nЩёлкните, чтобы убрать")
            chip.setAccessibleName(f"Убрать условие: {words}")
            chip.clicked.connect(lambda *_, at=place: self.removed.emit(at))
            self._flow.addWidget(chip)
        if group.items:
            self._flow.addWidget(link_button("Изменить отбор", self.edit_requested.emit))
        self.setVisible(bool(group.items))
        self.updateGeometry()
