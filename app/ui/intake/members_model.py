"""Members of the organisations below as a table read slice by slice, and their organisations as another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from app.domain.vocabulary.numbers import people
from app.services.intake import ReceivedMemberView, ReceivedPage, RegisterRow
from app.ui.kit import ChipRole, Tone
from app.ui.kit.rows_model import Index
from app.ui.kit.tips import plain_tip
from app.ui.kit.two_lines import DetailRole

_HEADS = ("Фамилия, имя, отчество", "Родился", "Билет", "Организация")
_WAIT = "…"


class ReceivedMembersModel(QAbstractTableModel):
    """As many rows as were found; a slice that is looked at and not here yet is asked for with ``wanted``."""

    wanted = Signal(int)
    """The offset of a slice."""

    def __init__(self, page: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._total = 0
        self._slices: dict[int, tuple[ReceivedMemberView, ...]] = {}
        self._asked: set[int] = set()

    def show_found(self, page: ReceivedPage) -> None:
        """Something else was found; ``page`` is its first slice."""
        self.beginResetModel()
        self._total = page.total
        self._slices = {0: page.items}
        self._asked = {0}
        self.endResetModel()

    def put(self, page: ReceivedPage) -> None:
        """A slice that was asked for; one of another search is left aside."""
        if page.total != self._total or page.offset not in self._asked:
            return
        self._slices[page.offset] = page.items
        last = min(page.offset + len(page.items), self._total) - 1
        if last >= page.offset:
            self.dataChanged.emit(self.index(page.offset, 0), self.index(last, len(_HEADS) - 1))

    def member(self, row: int) -> ReceivedMemberView | None:
        """The member in a row; None while the slice is on its way."""
        if not 0 <= row < self._total:
            return None
        offset = row - row % self._page
        found = self._slices.get(offset)
        if found is None:
            if offset not in self._asked:
                self._asked.add(offset)
                self.wanted.emit(offset)
            return None
        return found[row - offset] if row - offset < len(found) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section] if 0 <= section < len(_HEADS) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell's text; for screen readers with its heading."""
        if not index.isValid():
            return None
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
        ):  # fmt: skip
            return None
        one = self.member(index.row())
        text = _WAIT
        if one is not None:
            text = (one.full_name, one.birth, one.card_number, one.organisation)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text)
        return f"{_HEADS[index.column()]}: {text}" if role == Qt.ItemDataRole.AccessibleTextRole else text


class RegistersModel(QAbstractTableModel):
    """«Все организации», then each with the date of its register or a word that it sent none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[RegisterRow, ...] = ()

    def show_rows(self, rows: Sequence[RegisterRow]) -> None:
        """Show these; those who sent none first, they are whom to call."""
        self.beginResetModel()
        self.rows = tuple(sorted(rows, key=lambda row: row.as_of is not None))
        self.endResetModel()

    def uid(self, row: int) -> str:
        """The organisation in a row; "" for all."""
        return self.rows[row - 1].uid if 1 <= row <= len(self.rows) else ""

    def row_of(self, uid: str) -> int:
        """Where an organisation stands; 0 when it does not."""
        return next((n for n, row in enumerate(self.rows, start=1) if row.uid == uid), 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows."""
        return 0 if parent.isValid() else len(self.rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One column."""
        return 0 if parent.isValid() else 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The heading."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and section == 0:
            return "Организация"
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name, the quiet line under it."""
        if not index.isValid():
            return None
        name, detail = self._words(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return plain_tip(name) if role == Qt.ItemDataRole.ToolTipRole else name
        if role == DetailRole:
            return detail
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}. {detail}"
        if role == ChipRole and index.row() and self.rows[index.row() - 1].as_of is None:
            return Tone.WARNING
        return None

    def _words(self, row: int) -> tuple[str, str]:
        if row == 0:
            members = sum(one.members for one in self.rows)
            sent = sum(one.as_of is not None for one in self.rows)
            return "Все организации", f"{people(members)}, реестр есть от {sent} из {len(self.rows)}"
        one = self.rows[row - 1]
        if one.as_of is None:
            return one.organisation, "реестра не присылала"
        return one.organisation, f"{people(one.members)}, на {one.as_of:%d.%m.%Y}"
