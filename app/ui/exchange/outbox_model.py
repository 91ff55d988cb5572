"""Sealed files of ours as a Qt model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.domain.vocabulary.words import word_for
from app.services.exchange.views import OutboxRow
from app.ui.exchange.words import OUTBOX_TONES, outbox_detail
from app.ui.kit import ChipRole, Tone
from app.ui.kit.rows_model import Index
from app.ui.kit.tips import plain_tip
from app.ui.kit.two_lines import DetailRole

_HEADINGS = ("Что", "Состояние")


class OutboxModel(QAbstractTableModel):
    """What and to whom; state and the last event. The newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[OutboxRow, ...] = ()

    def show_rows(self, rows: Sequence[OutboxRow]) -> None:
        """Take all rows."""
        self.beginResetModel()
        self._rows = tuple(sorted(rows, key=lambda row: row.created_at, reverse=True))
        self.endResetModel()

    def row_at(self, number: int) -> OutboxRow | None:
        """The file of a row."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, uuid: str) -> int:
        """The row of a file, -1 when it is not here."""
        return next((i for i, row in enumerate(self._rows) if row.uuid == uuid), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Files."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """What, and how far."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings."""
        if (
            orientation is Qt.Orientation.Horizontal
            and role == Qt.ItemDataRole.DisplayRole
            and section < len(_HEADINGS)
        ):
            return _HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        now = datetime.now(UTC)
        if index.column() == 0:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return plain_tip(row.title) if role == Qt.ItemDataRole.ToolTipRole else row.title
            return f"для: {row.recipient.short_name}" if role == DetailRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return word_for(row.state)
        if role == ChipRole:
            return Tone(OUTBOX_TONES[row.state])
        if role == DetailRole:
            return outbox_detail(row, now)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}: {word_for(row.state)}. {outbox_detail(row, now)}"
        return None
