"""Numbers as a table: headings of groups between the lines, a number in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from app.ui.kit import MutedRole
from app.ui.kit.rows_model import Index
from app.ui.kit.theme import theme
from app.ui.kit.tips import plain_tip


@dataclass(frozen=True)
class NumberLine:
    """``texts`` of the cells, the title first; a heading has its title alone. ``key`` None: nothing to open."""

    texts: tuple[str, ...]
    key: str | None = None

    @property
    def heading(self) -> bool:
        """A heading of a group."""
        return len(self.texts) == 1


class NumbersModel(QAbstractTableModel):
    """Lines under ``heads``."""

    def __init__(self) -> None:
        super().__init__()
        self._heads: tuple[str, ...] = ()
        self._lines: tuple[NumberLine, ...] = ()

    def show_lines(self, heads: Sequence[str], lines: Sequence[NumberLine]) -> None:
        """Other numbers."""
        self.beginResetModel()
        self._heads, self._lines = tuple(heads), tuple(lines)
        self.endResetModel()

    def line_at(self, row: int) -> NumberLine | None:
        """A line; None past the end."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, key: str) -> int:
        """The row of a line, -1 when there is none."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Qt: lines and headings."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: the heads."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: text, what a screen reader says, bold headings, numbers to the right."""
        if not index.isValid():
            return None
        line, place = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.FontRole:
            return theme().font(bold=True) if line.heading else theme().font(tabular=True)
        if place >= len(line.texts):
            return None
        text = line.texts[place]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"    {text}" if place == 0 and text[:1].islower() else text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text if place == 0 else f"{line.texts[0]}, {self._heads[place]}: {text}"
        if role == Qt.ItemDataRole.TextAlignmentRole and place:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == MutedRole:
            return place > 0 and text in ("0", "—", "0,0")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the heads, over numbers to the right."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._heads):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None
