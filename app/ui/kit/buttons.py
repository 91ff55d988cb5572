"""Buttons. One filled button on a page: the next right thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton

from app.ui.kit.icons import icon
from app.ui.kit.theme import px
from app.ui.kit.tips import set_tip

Action = Callable[[], object]


class PressedByEnter(QPushButton):
    """Enter presses the button that has the focus, in dialogs too: never the default one instead."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter as the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def _make(text: str, kind: str, action: Action | None, name: str) -> QPushButton:
    result = PressedByEnter(text)
    result.setProperty("kind", kind)
    result.setAccessibleName(name or text)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    result.setAutoDefault(kind == "primary")
    if action is not None:
        result.clicked.connect(lambda *_: action())
    return result


def button(
    text: str, action: Action | None = None, *, name: str = "", shortcut: str = "", danger: bool = False
) -> QPushButton:
    """A secondary button; ``name`` is what a screen reader says when the word alone is not enough."""
    result = _make(text, "danger" if danger else "secondary", action, name)
    if shortcut:
        result.setShortcut(QKeySequence(shortcut))
        set_tip(result, f"{text} ({shortcut})")
    return result


def primary_button(text: str, action: Action | None = None, *, name: str = "", shortcut: str = "") -> QPushButton:
    """The one filled button."""
    result = _make(text, "primary", action, name)
    if shortcut:
        result.setShortcut(QKeySequence(shortcut))
        set_tip(result, f"{text} ({shortcut})")
    return result


def link_button(text: str, action: Action | None = None, *, name: str = "") -> QPushButton:
    """A button that looks like a link."""
    return _make(text, "link", action, name)


def icon_button(icon_name: str, name: str, action: Action | None = None) -> QPushButton:
    """A small square button with an icon only; its name is spoken and shown as a hint."""
    result = _make("", "icon", action, name)
    result.setIcon(icon(icon_name))
    result.setIconSize(QSize(px(18), px(18)))
    set_tip(result, name)
    return result


def menu_button(text: str, entries: Sequence[tuple[str, Action] | None], *, name: str = "") -> QPushButton:
    """A button that opens a list of actions; None in the list is a line."""
    result = _make(text, "secondary", None, name)
    result.setProperty("menu", "true")
    menu = QMenu(result)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        title, action = entry
        menu.addAction(title).triggered.connect(lambda *_, act=action: act())
    result.setMenu(menu)
    return result
