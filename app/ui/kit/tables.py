"""Tables: rows 44 high, a word in a chip where a state stands, keyboard that leaves with Tab."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
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
                upper = self._draw_folded(painter, inner, index)
                painter.setFont(font)
                elided = painter.fontMetrics().elidedText(str(text), Qt.TextElideMode.ElideRight, upper.width())
                painter.drawText(upper, int(align), elided)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)  # a chip or a box leaves its own, which would cover the cell
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _draw_folded(
        self, painter: QPainter, inner: QRect, index: QModelIndex | QPersistentModelIndex, above: int = 0
    ) -> QRect:
        """Below the text, what stands in the columns that have no room; gives the rest, for the text itself."""
        table = self.parent()
        if not isinstance(table, DataTable):
            return inner
        folded = table.folded_text(index)
        if not folded:
            return inner
        look = theme()
        below = table.folded_height()
        pen = painter.pen()
        painter.setFont(look.font(13))
        painter.setPen(look.colour("muted"))
        lower = QRect(inner.x(), inner.bottom() - below - px(3) + above, inner.width(), below)
        painter.setClipRect(lower)
        wrap = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        painter.drawText(lower, wrap, folded)
        painter.setClipping(False)
        painter.setPen(pen)
        return inner.adjusted(0, px(4), 0, -below - px(3))

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


_LINE = 19
"""Height of a line of folded columns at 100 %."""
_VALUE = 75
"""Room for what stands in a folded column, at 100 %."""
_ROWS, _LOW, _ONE_LINE = 8, 34, 50
"""So many rows are seen where the window is low, down to this height of a row; higher rows have two lines."""
_NARROW = 50
"""A column not wider than this (marks) is never folded."""


class DataTable(QTableView):
    """A table of records: whole rows are chosen, Enter opens, Space marks, Tab goes on to the next widget.

    Columns that do not fit beside the names are folded, from the right: they stand under the name with their titles.
    So nothing runs out of a small window, and nothing scrolls sideways, however large the letters are.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, row_height: float = 44) -> None:
        super().__init__(parent)
        self._names = 0
        self._widths: tuple[float, ...] = ()
        self._folded: tuple[int, ...] = ()
        self._row_height = row_height
        self.tells_folded = True
        """False: what is folded stands elsewhere on the page (a card), and the rows stay low."""
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
        """Widths of the columns at 100 %; the column ``stretch`` or ``fill`` (the names) takes the room that is left.

        It never gets less than its width while others can be folded. Without either the table keeps its widths.
        """
        head = self.horizontalHeader()
        names = stretch if fill is None else fill
        if widths:
            self._widths = widths
        self._names = -1 if names is None else names
        for index, width in enumerate(widths):
            head.setSectionResizeMode(index, QHeaderView.ResizeMode.Interactive)
            head.resizeSection(index, px(width))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold and unfold columns, and give the room that is left to the names."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        names, widths = self._names, [px(width) for width in self._widths]
        if names < 0 or names >= len(widths):
            return
        room, folded = self.viewport().width(), list[int]()
        foldable = [place for place in range(len(widths)) if place != names and self._widths[place] > _NARROW]
        while foldable and sum(widths) - sum(widths[place] for place in folded) > room:
            folded.insert(0, foldable.pop())
        for place in range(len(widths)):
            self.setColumnHidden(place, place in folded)
        others = sum(width for place, width in enumerate(widths) if place != names and place not in folded)
        self.horizontalHeader().resizeSection(names, max(room - others, min(widths[names], room)))
        self._folded = tuple(folded)
        low = max(min(px(self._row_height), self.viewport().height() // _ROWS), min(px(_LOW), px(self._row_height)))
        height = (px(self._row_height) if self._row_height > _ONE_LINE else low) + self.folded_height()
        if height != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(height)

    def folded_height(self) -> int:
        """How much higher the rows are for what is folded, pixels."""
        if not self._folded or not self.tells_folded:
            return 0
        metrics, model = QFontMetrics(theme().font(13)), self.model()
        titles = [str(model.headerData(place, Qt.Orientation.Horizontal) or "") for place in self._folded]
        wanted = sum(metrics.horizontalAdvance(f"{title}: ") + px(_VALUE) for title in titles)
        room = max(self.columnWidth(self._told_in()) - px(16), 1)
        return px(_LINE) * -(-wanted // room)

    def _told_in(self) -> int:
        """The column under whose text the folded ones stand: the first that is not narrow."""
        return next((place for place, width in enumerate(self._widths) if width > _NARROW), 0)

    def folded_text(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """«Билет: 7199470 · На учёте с: 07.07.2021» for the cell of the name; nothing for others."""
        if not self._folded or not self.tells_folded or index.column() != self._told_in():
            return ""
        model = index.model()
        told = []
        for place in self._folded:
            text = str(model.index(index.row(), place).data() or "").replace("\n", ", ")
            title = str(model.headerData(place, Qt.Orientation.Horizontal) or "").replace("\n", " ").strip()
            if text:
                told.append(f"{title}: {text}" if title else text)
        return " · ".join(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a double click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def current_row(self) -> int:
        """The row with the cursor, -1 when there is none."""
        return self.currentIndex().row()
