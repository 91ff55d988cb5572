"""A table's cell in two lines: a word (in a chip where it is a state) and a quiet line under it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.ui.kit import ChipRole
from app.ui.kit.tables import CellDelegate
from app.ui.kit.theme import px, theme


class TwoLinesDelegate(CellDelegate):
    """Falls back to one line when there is no second."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        detail = index.data(DetailRole)
        if not detail:
            super().paint(painter, option, index)
            return
        look = theme()
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(box, look.colour("accent_soft" if state & QStyle.StateFlag.State_Selected else "card"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = self._draw_folded(painter, box.adjusted(px(8), px(7), -px(8), -px(6)), index, above=px(3))
        upper = QRect(inner.x(), inner.y(), inner.width(), px(24))
        lower = QRect(inner.x(), upper.bottom() + px(3), inner.width(), inner.bottom() - upper.bottom() - px(2))
        text, tone = str(index.data() or ""), index.data(ChipRole)
        if tone is not None:
            self._chip(painter, upper, text, str(tone))
        else:
            painter.setFont(look.font(bold=True))
            painter.setPen(look.colour("ink"))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, upper.width())
            painter.drawText(upper, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setFont(look.font(13))
        painter.setPen(look.colour("muted"))
        wrap = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        painter.setClipRect(lower)
        painter.drawText(lower, wrap, str(detail))
        painter.setClipping(False)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()


DetailRole = Qt.ItemDataRole.UserRole + 11
"""A quiet second line under the text."""
