"""Tables of offices and trainings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.services.people import RoleView, TrainingView
from app.ui.theme import theme
from app.ui.widgets.chips import Tone
from app.ui.widgets.fields import format_date
from app.ui.widgets.tables import ChipRole
from app.ui.words import ROLE, TRAINING

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
            return text(row)
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


def _until(role: RoleView) -> str:
    return f"по {format_date(role.ends_on - timedelta(days=1))}" if role.ends_on else "сейчас"


def roles_model(today: date) -> RowsModel[RoleView]:
    """Offices with their holders."""
    columns: Columns[RoleView] = (
        ("Фамилия, имя, отчество", lambda r: r.person_name),
        ("Должность", lambda r: ROLE[r.kind] + (f", {r.unit}" if r.unit else "")),
        ("С какого дня", lambda r: format_date(r.starts_on)),
        ("До какого", _until),
        ("Работа", lambda r: "освобождённая" if r.full_time else ""),
    )

    def tone(role: RoleView, section: int) -> Tone | None:
        if section != 3:
            return None
        return Tone.GOOD if role.ends_on is None or role.ends_on > today else Tone.NEUTRAL

    return RowsModel(columns, tone)


def trainings_model() -> RowsModel[TrainingView]:
    """Trainings with those who learned."""
    columns: Columns[TrainingView] = (
        ("Фамилия, имя, отчество", lambda t: t.person_name),
        ("Чему учились", lambda t: t.title),
        ("Вид", lambda t: TRAINING[t.kind]),
        ("Часов", lambda t: str(t.hours or "")),
        ("Дата", lambda t: format_date(t.on)),
    )
    return RowsModel(columns)
