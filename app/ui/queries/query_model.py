"""The answer to a query as a table: headings of groups between the lines, a mark on people whose data are blocked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from app.services.queries import QueryResult, ResultRow
from app.ui.kit import MutedRole
from app.ui.kit.rows_model import Index
from app.ui.kit.theme import theme
from app.ui.kit.tips import plain_tip


class QueryModel(QAbstractTableModel):
    """Rows of :class:`ResultRow`; texts are made only for what is seen."""

    def __init__(self) -> None:
        super().__init__()
        self._result: QueryResult | None = None
        self._lines: list[ResultRow | str] = []

    def show_result(self, result: QueryResult) -> None:
        """Another answer."""
        self.beginResetModel()
        self._result = result
        self._lines = []
        counts = dict(result.group_counts())
        before: tuple[str, ...] = ()
        for row in result.rows:
            if row.groups != before:
                self._lines.append(f"{' — '.join(row.groups)}: {counts[row.groups]}")
                before = row.groups
            self._lines.append(row)
        self.endResetModel()

    def row_at(self, place: int) -> ResultRow | None:
        """A line; None for a heading and past the end."""
        line = self._lines[place] if 0 <= place < len(self._lines) else None
        return line if isinstance(line, ResultRow) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Qt: lines and headings."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: the asked columns."""
        return 0 if parent.isValid() or self._result is None else len(self._result.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: text, what a screen reader says, a quiet colour for the blocked."""
        if not index.isValid() or self._result is None:
            return None
        line, place = self._lines[index.row()], index.column()
        if isinstance(line, str):
            if role == Qt.ItemDataRole.FontRole:
                return theme().font(bold=True)
            return line if place == 0 and role in (
                Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole
            ) else None  # fmt: skip
        field = self._result.columns[place]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = field.text(line.values[place])
            if line.blocked and place == 0:
                text += " (данные заблокированы)"
            if role == Qt.ItemDataRole.ToolTipRole:
                return plain_tip(text)
            return f"{field.title}: {text or 'не указано'}" if role == Qt.ItemDataRole.AccessibleTextRole else text
        return line.blocked if role == MutedRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole or self._result is None:
            return None
        return self._result.columns[section].title
