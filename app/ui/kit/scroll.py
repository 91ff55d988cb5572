"""A vertical scroll area whose content takes exactly the height it needs at the width it has.

Qt asks wrapped labels for their height at their narrowest, which leaves gaps; here the width is known first.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget


class _Body(QWidget):
    """Tells the scroll area its height for the width it is given."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._content = layout
        self.setLayout(layout)
        self.given = 0

    def minimumSizeHint(self) -> QSize:
        """The height at the given width; the layout's own least width."""
        hint = self._content.totalMinimumSize()
        width = max(self.given, hint.width())
        if self._content.hasHeightForWidth():
            return QSize(hint.width(), self._content.totalMinimumHeightForWidth(width))
        return hint

    def sizeHint(self) -> QSize:
        """Not taller than needed."""
        hint = self._content.totalSizeHint()
        if self._content.hasHeightForWidth():
            return QSize(hint.width(), self._content.totalHeightForWidth(max(self.given, 1)))
        return hint


class VerticalScroll(QScrollArea):
    """Scrolls ``layout`` up and down; ``sideways`` too, when even the narrowest layout has no room."""

    def __init__(self, layout: QLayout, parent: QWidget | None = None, *, sideways: bool = False) -> None:
        super().__init__(parent)
        self._body = _Body(layout)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the content its width before Qt asks for its height."""
        self._body.given = self.viewport().width()
        self._body.updateGeometry()
        super().resizeEvent(event)

    def height_for(self, width: int) -> int:
        """How high the content would like to be at a width."""
        self._body.given = width
        return self._body.sizeHint().height()
