"""A quiet message at the bottom that goes by itself, with one action («Отменить»)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.ui.kit.buttons import button, icon_button
from app.ui.kit.labels import label
from app.ui.kit.layouts import row
from app.ui.kit.theme import px

SHOWN_MS = 12_000
"""Long enough for slow readers; it waits while it has the focus or the mouse."""


class Toast(QFrame):
    """Sits over ``parent``'s lower edge; one at a time, the newest wins."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.text = label("", wrap=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action = button("", self._act)
        self.cross = icon_button("close", "Убрать сообщение", self.hide)
        self._row = row(self.text, self.action, self.cross, spacing=12, margins=(18, 8, 10, 8))
        self.setLayout(self._row)
        self._over = parent
        self._do: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._expire)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """Show a sentence; ``action`` is the word of its one button."""
        from app.ui.kit.icons import icon

        self.cross.setIcon(icon("close", "card"))
        self.text.setText(text)
        self.setAccessibleName(text)
        self._do = on_action
        self.action.setText(action)
        self.action.setAccessibleName(f"{action}: {text}" if action else "Действие")
        self.action.setVisible(bool(action))
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the parent's size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self._over
        width = min(px(640), parent.width() - px(48))
        self.setFixedWidth(width)
        height = max(self._row.totalHeightForWidth(width), self.sizeHint().height(), px(52))
        self.setFixedHeight(height)
        self.move((parent.width() - width) // 2, parent.height() - height - px(20))

    def _act(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()

    def _expire(self) -> None:
        focus = self.window().focusWidget() if self.window() else None
        if self.testAttribute(Qt.WidgetAttribute.WA_UnderMouse) or (focus is not None and self.isAncestorOf(focus)):
            self._timer.start(SHOWN_MS // 3)
            return
        self.hide()
