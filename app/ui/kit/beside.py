"""Two panes: side by side in a wide window, one under the other in a narrow one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QWidget

from app.ui.kit.theme import px

_BESIDE = 700
"""Below this width (at 100 %) the second pane goes under the first."""
_ROOMY = 1000
_FREE = 16_777_215
_LEAST_FIRST = 340


def scrolled(body: QWidget) -> QScrollArea:
    """The body of a page in an area that scrolls when large type needs more height than the screen has."""
    body.setProperty("role", "clear")
    area = QScrollArea()
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class Beside(QSplitter):
    """``first`` takes the room, ``second`` is as wide as a side panel."""

    def __init__(
        self, first: QWidget, parent: QWidget | None = None, *, narrow: float = 262, wide: float = 330
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._narrow, self._wide = narrow, wide
        self._second: QWidget | None = None
        self.setChildrenCollapsible(False)
        self.setHandleWidth(px(12))
        self.addWidget(first)

    def set_second(self, second: QWidget) -> None:
        """Put the side pane in."""
        self._second = second
        second.setMinimumWidth(px(min(self._narrow, 250)))
        self.addWidget(second)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the width asks for it."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() or event.oldSize().height() <= 0:
            self._fold()

    def _fold(self) -> None:
        if self._second is None:
            return
        beside = self.width() >= px(_BESIDE)
        self._second.setMaximumWidth(px(self._wide) if beside else _FREE)
        turn = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.orientation() != turn:
            self.setOrientation(turn)
        self.widget(0).setMinimumHeight(0 if beside else px(_LEAST_FIRST))
        if beside:
            panel = px(self._wide if self.width() >= px(_ROOMY) else self._narrow)
            self.setSizes([max(self.width() - panel, 1), panel])
        else:
            self.setSizes([max(self.height() * 3 // 5, 1), max(self.height() * 2 // 5, 1)])
