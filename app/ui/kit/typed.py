"""What stands in the fields of any widget, as texts by name, and back again: for drafts of dialogs made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.ui.kit.fields import SearchField
from app.ui.kit.people_picker import PeoplePicker

_KINDS = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox, PeoplePicker)


def fields_in(root: QWidget) -> dict[str, QWidget]:
    """Fields by their names, in their order. Passwords and searches are none; parts of a larger field are not asked."""
    found: dict[str, QWidget] = {}
    for number, widget in enumerate(_fields(root)):
        found[f"{widget.accessibleName()}#{number}"] = widget
    return found


def _fields(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, _KINDS) or isinstance(widget, SearchField):
            continue
        if isinstance(widget, QLineEdit) and widget.echoMode() is not QLineEdit.EchoMode.Normal:
            continue
        if not _inside(widget, root):
            yield widget


def _inside(widget: QWidget, root: QWidget) -> bool:
    """Part of a larger field: the line of a drop-down, the search of a picker."""
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, (QComboBox, PeoplePicker, QAbstractSpinBox)):
            return True
        parent = parent.parentWidget()
    return False


def typed_in(widget: QWidget) -> str:
    """What stands in a field, as a text that :func:`put_into` takes back."""
    if isinstance(widget, QLineEdit):
        return widget.text()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QCheckBox):
        return "1" if widget.isChecked() else ""
    if isinstance(widget, PeoplePicker):
        return json.dumps(widget.chosen, ensure_ascii=False) if widget.chosen else ""
    return ""


def put_into(widget: QWidget, text: str) -> None:
    """Show what was typed before; what is offered no more changes nothing."""
    if isinstance(widget, QLineEdit):
        widget.setText(text)
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText(text)
    elif isinstance(widget, QComboBox):
        place = widget.findText(text)
        if place >= 0:
            widget.setCurrentIndex(place)
        elif widget.isEditable():
            widget.setCurrentText(text)
    elif isinstance(widget, QCheckBox):
        widget.setChecked(bool(text))
    elif isinstance(widget, PeoplePicker):
        names: Mapping[str, str] = json.loads(text or "{}")
        widget.choose({int(number): name for number, name in names.items()})


def listen(widget: QWidget, changed: Callable[[], object]) -> None:
    """Call this after every change of a field."""
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        widget.textChanged.connect(lambda *_: changed())
    elif isinstance(widget, QComboBox):
        widget.currentTextChanged.connect(lambda *_: changed())
    elif isinstance(widget, QCheckBox):
        widget.toggled.connect(lambda *_: changed())
    elif isinstance(widget, PeoplePicker):
        widget.picked.connect(changed)


def listen_to_hands(widget: QWidget, changed: Callable[[], object]) -> None:
    """Call this after every change that a person makes: what the program itself fills in is not typed."""
    if isinstance(widget, QLineEdit):
        widget.textEdited.connect(lambda *_: changed())
    elif isinstance(widget, QPlainTextEdit):
        widget.textChanged.connect(lambda: changed() if widget.hasFocus() else None)
    elif isinstance(widget, QComboBox):
        widget.activated.connect(lambda *_: changed())
        line = widget.lineEdit()
        if line is not None:
            line.textEdited.connect(lambda *_: changed())
    elif isinstance(widget, QCheckBox):
        widget.clicked.connect(lambda *_: changed())
    elif isinstance(widget, PeoplePicker):
        widget.picked.connect(changed)
