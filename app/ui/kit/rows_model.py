"""Read-only tables of rows: one model that every list of the window is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.ui.kit.chips import Tone
from app.ui.kit.tables import ChipRole
from app.ui.kit.theme import theme
from app.ui.kit.tips import plain_tip

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex


Columns = Sequence[tuple[str, Callable[[T], str]]]


class RowsModel(QAbstractTableModel, Generic[T]):
    """Read-only rows; the first column is bold; ``tone`` turns a cell into a chip."""

    def __init__(self, columns: Columns[T], tone: Callable[[T, int], Tone | None] = lambda *_: None) -> None:
        super().__init__()
        self._columns, self._tone = columns, tone
        self._rows: list[T] = []

    def show_rows(self, rows: Sequence[T]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_at(self, place: int) -> T | None:
        """A row; None past the end."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and look of a cell."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        title, text = self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return plain_tip(text(row)) if role == Qt.ItemDataRole.ToolTipRole else text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{title}: {text(row) or 'не указано'}"
        if role == Qt.ItemDataRole.FontRole and index.column() == 0:
            return theme().font(bold=True)
        if role == ChipRole:
            tone = self._tone(row, index.column())
            return tone.value if tone else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section][0]
        return None
