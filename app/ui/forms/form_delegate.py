"""How a cell of a form is painted and typed into."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.enums import CellKind, Severity
from app.ui.forms.form_model import NUMBER_COLUMN, TITLE_COLUMN, FormRole, FormTableModel
from app.ui.forms.paper import PaperColours, paper_colours
from app.ui.forms.values import Rejected, parse_value
from app.ui.kit.rows_model import Index
from app.ui.kit.theme import px, theme

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_STEPS = {
    Qt.Key.Key_Return: "down",
    Qt.Key.Key_Enter: "down",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Tab: "next",
    Qt.Key.Key_Backtab: "previous",
}


class CellEditor(QLineEdit):
    """The field over a cell; what it holds is a typed text until the model accepts it."""


class FormDelegate(QStyledItemDelegate):
    """Paints the paper; ends an edit with Enter, Tab or arrows, and keeps it open when the text is not a number.

    ``moved`` says where the person goes after an accepted edit: ``down``, ``up``, ``next``, ``previous``.
    """

    moved = Signal(str)
    refused = Signal(str)
    typing = Signal(str, str)
    """Address and what stands in its field now; nothing once it was recorded or taken back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.unrecorded: Callable[[str], str] = lambda _: ""
        """What was typed into a cell before and not recorded."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell: its ground, the number, what is wrong with it, and the cursor."""
        colours = paper_colours()
        painter.save()
        box = option.rect  # type: ignore[attr-defined]
        if index.column() == TITLE_COLUMN:
            self._paint_title(painter, box, index, colours)
        elif index.column() == NUMBER_COLUMN:
            self._paint_text(painter, box, index, colours.ink, theme().font(14))
        elif index.data(FormRole.ADDRESS) is None and index.data(FormRole.KIND) is None:
            self._paint_text(painter, box, index, colours.muted, theme().font(13, tabular=True))
        else:
            self._paint_value(painter, box, index, colours)
        if option.state & QStyle.StateFlag.State_HasFocus or option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            width = 3 if option.state & QStyle.StateFlag.State_HasFocus else 2  # type: ignore[attr-defined]
            painter.setPen(QPen(colours.accent, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        if index.data(FormRole.REMARK):
            self._corner(painter, box, colours)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A row is 31 px high at 100 % or as high as its wrapped title."""
        height = px(31)
        width = option.rect.width()  # type: ignore[attr-defined]
        if index.column() == TITLE_COLUMN:
            height = max(height, self.title_height(index, width))
        return QSize(width, height)

    def title_height(self, index: Index, width: int) -> int:
        """What the wrapped title needs in a column of this width."""
        metrics = QFontMetrics(theme().font(14))
        room = max(width - self._indent(index) - px(16), px(60))
        return metrics.boundingRect(QRect(0, 0, room, 4000), int(_WRAP), self._title(index)).height() + px(5)

    # Painting

    @staticmethod
    def _title(index: Index) -> str:
        before = index.data(FormRole.BEFORE)
        return f"{before}\n{index.data()}" if before else str(index.data() or "")

    @staticmethod
    def _indent(index: Index) -> int:
        return px(14) * int(index.data(FormRole.INDENT) or 0)

    def _paint_title(self, painter: QPainter, box: QRect, index: Index, colours: PaperColours) -> None:
        painter.setFont(theme().font(14))
        painter.setPen(colours.ink)
        painter.drawText(box.adjusted(px(8) + self._indent(index), 0, -px(8), 0), int(_WRAP), self._title(index))

    @staticmethod
    def _paint_text(painter: QPainter, box: QRect, index: Index, colour: Any, font: Any) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        painter.drawText(box.adjusted(px(4), 0, -px(8), 0), int(alignment), str(index.data() or ""))

    def _paint_value(self, painter: QPainter, box: QRect, index: Index, colours: PaperColours) -> None:
        kind, severity = index.data(FormRole.KIND), index.data(FormRole.SEVERITY)
        if kind in (CellKind.COMPUTED, CellKind.FIXED):
            painter.fillRect(box, colours.computed)
        if kind == CellKind.BLOCKED:
            self._hatch(painter, box, colours)
        if severity == Severity.ERROR:
            self._mark(painter, box, colours.error, colours.error_soft, colours)
        elif severity == Severity.WARNING:
            self._mark(painter, box, colours.warning, colours.warning_soft, colours)
        replaced = index.data(FormRole.REPLACED)
        if replaced is not None:
            font = theme().font(12, tabular=True)
            font.setStrikeOut(True)
            painter.setFont(font)
            painter.setPen(colours.muted)
            left = box.adjusted(px(22) if severity is not None else px(6), 0, 0, 0)
            painter.drawText(left, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), str(replaced))
        ink = colours.error if severity == Severity.ERROR else colours.ink
        self._paint_text(painter, box, index, ink, theme().font(15, tabular=True, bold=replaced is not None))

    @staticmethod
    def _hatch(painter: QPainter, box: QRect, colours: PaperColours) -> None:
        painter.save()
        painter.setClipRect(box)
        painter.setPen(QPen(colours.hatch, 3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = px(9)
        for start in range(box.left() - box.height(), box.right() + 1, step):
            painter.drawLine(start, box.bottom() + 1, start + box.height() + 1, box.top())
        painter.restore()

    @staticmethod
    def _mark(painter: QPainter, box: QRect, ink: Any, ground: Any, colours: PaperColours) -> None:
        """A border and a triangle with an exclamation mark: seen without colours too."""
        painter.fillRect(box, ground)
        painter.setPen(QPen(ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = px(13)
        left, top = box.left() + px(6), box.center().y() - size / 2 + 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(ink))
        painter.drawPolygon(
            QPolygonF([QPointF(left, top + size), QPointF(left + size, top + size), QPointF(left + size / 2, top)])
        )
        painter.setPen(QPen(colours.paper, px(1.6)))
        middle = left + size / 2
        painter.drawLine(QPointF(middle, top + size * 0.4), QPointF(middle, top + size * 0.68))
        painter.drawPoint(QPointF(middle, top + size * 0.86))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @staticmethod
    def _corner(painter: QPainter, box: QRect, colours: PaperColours) -> None:
        """A folded corner: somebody wrote a remark here."""
        size = px(14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colours.warning))
        right, top = box.right() + 1, box.top()
        painter.drawPolygon(QPolygonF([QPointF(right - size, top), QPointF(right, top), QPointF(right, top + size)]))

    # Typing

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """A field as large as the cell."""
        del option
        editor = CellEditor(parent)
        editor.setFrame(False)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))
        tokens = theme().tokens
        editor.setStyleSheet(
            f"QLineEdit {{ border: 2px solid {tokens.accent}; border-radius: 0; padding: 0 {px(5)}px; min-height: 0;"
            f" background: {tokens.card}; }}"
        )
        editor.setFont(theme().font(15, tabular=True))
        address = index.data(FormRole.ADDRESS)
        editor.setProperty("address", address)
        editor.textEdited.connect(lambda text: self.typing.emit(address, text))
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Begin with what stands in the cell, selected."""
        if isinstance(editor, QLineEdit):
            before = self.unrecorded(str(index.data(FormRole.ADDRESS) or ""))
            editor.setText(before or str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Hand it over; a text that is no value stays unrecorded."""
        super().setModelData(editor, model, index)
        if isinstance(editor, QLineEdit) and isinstance(model, FormTableModel):
            address = editor.property("address")
            with suppress(Rejected):
                parse_value(editor.text(), model.table.cells[address].type)
                self.typing.emit(address, "")

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Exactly over the cell."""
        del index
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Tab and arrows finish the edit only when the text is a value; Esc restores."""
        if isinstance(watched, CellEditor) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self._finish(watched, step)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.typing.emit(watched.property("address"), "")
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.RevertModelCache)
                return True
        return super().eventFilter(watched, event)

    def _finish(self, editor: CellEditor, step: str) -> None:
        view = self.parent()
        model = view.model() if view is not None and hasattr(view, "model") else None
        address = editor.property("address")
        if isinstance(model, FormTableModel) and address is not None:
            try:
                parse_value(editor.text(), model.table.cells[address].type)
            except Rejected as reason:
                editor.selectAll()
                self.refused.emit(str(reason))
                return
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.moved.emit(step)
