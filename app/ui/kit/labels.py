"""Labels in the sizes of the type scale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from app.ui.kit.theme import px

LabelRole = Literal["", "title", "section", "strong", "muted", "small", "problem", "code", "badge"]


def label(text: str = "", role: LabelRole = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A plain-text label (never rich text: names of people are data) in one of the sizes of the design."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        result.setProperty("role", role)
    if wrap:
        result.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        result.setSizePolicy(policy)
    if selectable:
        result.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        result.setAccessibleName(text)
    return result


def set_label_role(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property the style sheet looks at, and restyle."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    QWidget.update(widget)  # a table has its own update, of a cell


def facts_grid(pairs: Iterable[tuple[str, str]], parent: QWidget | None = None) -> QFrame:
    """Two columns, muted names at the left and values at the right, as on a person's card."""
    frame = QFrame(parent)
    grid = QGridLayout(frame)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(12))
    grid.setVerticalSpacing(px(8))
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for index, (name, value) in enumerate(pairs):
        left, right = label(name, "muted"), label(value or "—", wrap=True)
        right.setAccessibleName(f"{name}: {value or 'не указано'}")
        grid.addWidget(left, index, 0, top)
        grid.addWidget(right, index, 1, top)
    return frame
