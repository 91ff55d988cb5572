"""The fields of a form outside its tables («I. Общие сведения»): a label, what the vault knows, room to type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.enums import CellKind, CellSource, Severity
from app.domain.vocabulary.words import Wording, title_for
from app.forms.definition import Field, FormDefinition, ValueType
from app.forms.view import CellView, ReportView, Violation
from app.ui.forms.values import Rejected, edit_text, parse_value, shown_value
from app.ui.forms.wording import severity_word
from app.ui.kit import label
from app.ui.kit.theme import px


@dataclass
class _Entry:
    field: Field
    line: QLineEdit
    note: QLabel
    view: CellView | None = None


class FieldsView(QScrollArea):
    """Emits ``typed`` (name, value), ``cleared`` (name), ``refused`` (sentence) and ``cell_entered`` (name)."""

    typed = Signal(str, object)
    cleared = Signal(str)
    refused = Signal(str)
    cell_entered = Signal(str)
    typing = Signal(str, str)
    """Name and what stands in the field now; nothing once it was recorded or taken back."""

    def __init__(self, definition: FormDefinition, names: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._entries: dict[str, _Entry] = {}
        self._read_only = False
        inner = QWidget()
        inner.setProperty("role", "clear")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, px(4), px(8), px(8))
        column.setSpacing(px(4))
        for name in names:
            self._add(definition.fields[name], column)
        column.addStretch(1)
        self.setWidget(inner)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields shown here."""
        return tuple(self._entries)

    def set_read_only(self, read_only: bool) -> None:
        """A signed or received report is only read."""
        self._read_only = read_only
        for entry in self._entries.values():
            self._apply_read_only(entry)

    def show_report(self, view: ReportView, remarks: Iterable[tuple[str, str]] = ()) -> None:
        """Put the values in; a field being typed into keeps its text."""
        notes: Mapping[str, list[str]] = _grouped(remarks)
        for name, entry in self._entries.items():
            entry.view = view.fields.get(name)
            if not (entry.line.hasFocus() and entry.line.isModified()):
                self._restore(entry)
            self._apply_read_only(entry)
            self._say(entry, [v for v in view.violations if name in v.cells], notes.get(name, []))

    def know_unrecorded(self, unrecorded: Callable[[str], str]) -> None:
        """Show what was typed before and not recorded; leaving the field records it."""
        for name, entry in self._entries.items():
            if before := unrecorded(name):
                entry.line.setText(before)
                entry.line.setModified(True)

    def go_to(self, name: str) -> bool:
        """Move into a field; False when it is not here."""
        entry = self._entries.get(name)
        if entry is None:
            return False
        self.ensureWidgetVisible(entry.line)
        entry.line.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc restores, Delete on a fully selected text returns to the automatic one, entering tells the side panel."""
        entry = next((e for e in self._entries.values() if e.line is watched), None)
        if entry is not None and event.type() == QEvent.Type.FocusIn:
            self.cell_entered.emit(entry.field.name)
        if entry is not None and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and entry.line.isModified():
                self.typing.emit(entry.field.name, "")
                self._restore(entry)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.focusNextChild()
                return True
            if event.key() == Qt.Key.Key_Up:
                self.focusPreviousChild()
                return True
        return super().eventFilter(watched, event)

    def _add(self, field: Field, column: QVBoxLayout) -> None:
        title = label(field.title, wrap=True)
        line = QLineEdit()
        line.setAccessibleName(field.title)
        title.setBuddy(line)
        if field.type is not ValueType.TEXT:
            line.setMaximumWidth(px(180))
            side = Qt.AlignmentFlag.AlignLeft if field.type is ValueType.DATE else Qt.AlignmentFlag.AlignRight
            line.setAlignment(side)
        note = label("", "small", wrap=True)
        entry = _Entry(field, line, note)
        self._entries[field.name] = entry
        line.textEdited.connect(lambda words: self.typing.emit(field.name, words))
        line.editingFinished.connect(lambda: self._finish(entry))
        line.installEventFilter(self)
        for widget in (title, line, note):
            column.addWidget(widget)
        column.addSpacing(px(8))

    def _finish(self, entry: _Entry) -> None:
        if not entry.line.isModified():
            return
        entry.line.setModified(False)
        try:
            value = parse_value(entry.line.text(), entry.field.type)
        except Rejected as reason:
            self.refused.emit(str(reason))
            self._restore(entry)
            return
        self.typing.emit(entry.field.name, "")
        if entry.view is not None and value == entry.view.value:
            return
        if value is None:
            self.cleared.emit(entry.field.name)
        else:
            self.typed.emit(entry.field.name, value)

    def _restore(self, entry: _Entry) -> None:
        entry.line.setText("" if entry.view is None else edit_text(entry.view.value, entry.field.type))
        entry.line.setCursorPosition(0)
        entry.line.setModified(False)

    def _apply_read_only(self, entry: _Entry) -> None:
        computed = entry.view is not None and entry.view.kind is not CellKind.INPUT
        entry.line.setReadOnly(self._read_only or computed)

    @staticmethod
    def _say(entry: _Entry, violations: list[Violation], remarks: list[str]) -> None:
        lines = [f"{severity_word(v).capitalize()}: {v.message}" for v in violations]
        lines += [f"Замечание: {text}" for text in remarks]
        view = entry.view
        if view is not None and view.source is CellSource.MANUAL and view.automatic is not None:
            was = shown_value(view.automatic, entry.field.type)
            if view.automatic != view.value:
                lines.append(f"Вписано вместо «{was}»" + (f": {view.reason}" if view.reason else ""))
        elif view is not None and view.source is not None and view.value is not None:
            lines.append(title_for(view.source, Wording.FULL))
        elif entry.field.required is True and (view is None or view.value is None):
            lines.append("Обязательно заполнить")
        bad = any(v.severity is Severity.ERROR for v in violations)
        entry.note.setProperty("role", "problem" if bad or remarks else "small")
        entry.line.setProperty("problem", bad)
        for widget in (entry.note, entry.line):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        entry.note.setText("\n".join(lines))
        entry.note.setVisible(bool(lines))
        entry.line.setAccessibleDescription(". ".join(lines))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for key, text in pairs:
        result.setdefault(key, []).append(text)
    return result
