"""Layouts: rows and columns of the 4-px grid, and one that wraps like words."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QSizePolicy, QVBoxLayout, QWidget

from app.ui.kit.theme import px

Item = QWidget | QLayout | int
"""A widget, a layout, or a stretch of this weight."""


def _fill(
    layout: QHBoxLayout | QVBoxLayout, items: tuple[Item, ...], spacing: float, margins: tuple[float, ...]
) -> None:
    layout.setSpacing(px(spacing))
    layout.setContentsMargins(*(px(m) for m in margins))
    for item in items:
        if isinstance(item, QWidget):
            layout.addWidget(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addStretch(item)


def row(*items: Item, spacing: float = 12, margins: tuple[float, float, float, float] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Items from left to right."""
    layout = QHBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def column(*items: Item, spacing: float = 12, margins: tuple[float, float, float, float] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Items from top to bottom."""
    layout = QVBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget: QWidget | None = item.widget()
        inner: QLayout | None = item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


def flow(*widgets: QWidget, spacing: float = 10) -> QWidget:
    """Widgets in a line that goes on below when the width ends."""
    holder = QWidget()
    layout = FlowLayout(holder, spacing=spacing)
    for widget in widgets:
        layout.addWidget(widget)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    return holder


class FlowLayout(QLayout):
    """Items side by side, going on in the next line when the width ends."""

    def __init__(self, parent: QWidget | None = None, *, spacing: float = 8, right: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = px(spacing)
        self._right = right
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        """Qt: take an item."""
        self._items.append(item)

    def count(self) -> int:
        """Qt: how many items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """Qt: an item, None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        """Qt: give an item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        """Qt: does not ask for more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt: the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height of all lines."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Qt: place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Qt: one line of everything."""
        sizes = [i.sizeHint() for i in self._items if not i.isEmpty()]
        if not sizes:
            return QSize(0, 0)
        return QSize(sum(s.width() for s in sizes) + self._gap * (len(sizes) - 1), max(s.height() for s in sizes))

    def minimumSize(self) -> QSize:
        """Qt: the widest item."""
        sizes = [i.minimumSize() for i in self._items if not i.isEmpty()]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        lines: list[tuple[list[tuple[QLayoutItem, QSize]], int, int]] = []
        line: list[tuple[QLayoutItem, QSize]] = []
        width = height = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(rect.width(), 1), 100000))
            needed = size.width() + (self._gap if line else 0)
            if line and width + needed > rect.width():
                lines.append((line, width, height))
                line, width, height = [], 0, 0
                needed = size.width()
            line.append((item, size))
            width += needed
            height = max(height, size.height())
        if line:
            lines.append((line, width, height))
        y = rect.y()
        for entries, used, tall in lines:
            x = rect.x() + (rect.width() - used if self._right else 0)
            for item, size in entries:
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (tall - size.height()) // 2), size))
                x += size.width() + self._gap
            y += tall + self._gap
        return max(y - self._gap - rect.y(), 0) if lines else 0
