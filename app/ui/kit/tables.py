"""Tables: rows 44 high, a word in a chip where a state stands, keyboard that leaves with Tab."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.kit.theme import px, theme

ChipRole = Qt.ItemDataRole.UserRole + 1
"""Data of this role is a :class:`~app.ui.kit.chips.Tone`: the text is drawn as a chip."""
MutedRole = Qt.ItemDataRole.UserRole + 2
"""True: the text is drawn in the quiet colour."""

_TONES = {
    "good": ("good", "good_soft"),
    "warning": ("warning", "warning_soft"),
    "error": ("error", "error_soft"),
    "info": ("accent", "accent_soft"),
    "neutral": ("muted", "neutral_soft"),
}


class CellDelegate(QStyledItemDelegate):
    """Draws a cell: soft selection, a line under the row, text or chip, a focus frame, a check box."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        look = theme()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, look.colour("accent_soft" if selected else "card"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        check = index.data(Qt.ItemDataRole.CheckStateRole)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        inner = rect.adjusted(px(8), 0, -px(8), 0)
        if check is not None:
            self._box(painter, inner, checked=Qt.CheckState(check) == Qt.CheckState.Checked)
        elif text:
            tone = index.data(ChipRole)
            font = index.data(Qt.ItemDataRole.FontRole) or look.font(tabular=True)
            painter.setFont(font)
            if tone is not None:
                self._chip(painter, inner, str(text), str(tone))
            else:
                painter.setPen(look.colour("muted" if index.data(MutedRole) else "ink"))
                align = index.data(Qt.ItemDataRole.TextAlignmentRole) or (
                    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                )
                elided = painter.fontMetrics().elidedText(str(text), Qt.TextElideMode.ElideRight, inner.width())
                painter.drawText(inner, int(align), elided)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)  # a chip or a box leaves its own, which would cover the cell
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _chip(self, painter: QPainter, inner: QRect, text: str, tone: str) -> None:
        look = theme()
        ink, soft = _TONES[tone]
        font = look.font(13, bold=True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width() - px(16))
        width, height = metrics.horizontalAdvance(text) + px(16), px(22)
        box = QRect(inner.x(), inner.center().y() - height // 2 + 1, min(width, inner.width()), height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.colour(soft))
        edge = QPen(look.colour(ink), 1) if getattr(look.tokens, soft) == look.tokens.card else QPen(QColor(0, 0, 0, 0))
        painter.setPen(edge)
        painter.drawRoundedRect(box, px(6), px(6))
        painter.setPen(look.colour(ink))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _box(self, painter: QPainter, inner: QRect, *, checked: bool) -> None:
        look = theme()
        size = px(18)
        box = QRect(inner.center().x() - size // 2, inner.center().y() - size // 2, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent" if checked else "field_line"), 1))
        painter.setBrush(look.colour("accent" if checked else "card"))
        painter.drawRoundedRect(box, px(4), px(4))
        if checked:
            painter.setPen(QPen(look.colour("on_accent"), max(px(2), 2)))
            x, y = box.x(), box.y()
            painter.drawLine(x + size * 5 // 18, y + size * 9 // 18, x + size * 8 // 18, y + size * 12 // 18)
            painter.drawLine(x + size * 8 // 18, y + size * 12 // 18, x + size * 13 // 18, y + size * 6 // 18)


class DataTable(QTableView):
    """A table of records: whole rows are chosen, Enter opens, Space marks, Tab goes on to the next widget."""

    def __init__(self, name: str, parent: QWidget | None = None, *, row_height: float = 44) -> None:
        super().__init__(parent)
        self._fill: tuple[int, tuple[float, ...]] | None = None
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(px(20))
        rows.setDefaultSectionSize(px(row_height))
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(px(40))
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_widths(self, *widths: float, stretch: int | None = None, fill: int | None = None) -> None:
        """Widths of the columns at 100 %; the column ``stretch`` takes what is left, be it much or little.

        The column ``fill`` takes what is left too, but never less than its width: then the table scrolls.
        """
        head = self.horizontalHeader()
        self._fill = None if fill is None else (fill, tuple(widths))
        for index, width in enumerate(widths):
            head.setSectionResizeMode(index, QHeaderView.ResizeMode.Interactive)
            head.resizeSection(index, px(width))
        if stretch is not None:
            head.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self._fill_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room that came to the filling column."""
        super().resizeEvent(event)
        self._fill_up()

    def _fill_up(self) -> None:
        if self._fill is not None:
            column, widths = self._fill
            spare = self.viewport().width() - sum(px(width) for width in widths)
            self.horizontalHeader().resizeSection(column, px(widths[column]) + max(spare, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a double click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def current_row(self) -> int:
        """The row with the cursor, -1 when there is none."""
        return self.currentIndex().row()
