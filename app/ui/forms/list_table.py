"""A list of a form (any number of rows) as an editable table with an empty row at its end for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.forms.definition import ListTable, ValueType
from app.forms.view import Unknown, Value
from app.ui.forms.values import Rejected, edit_text, parse_value, shown_value
from app.ui.kit import label
from app.ui.kit.rows_model import Index
from app.ui.kit.theme import px


class ListTableModel(QAbstractTableModel):
    """Rows of one list. ``changed`` carries all rows after an edit, ``rejected`` a sentence."""

    changed = Signal(object)
    rejected = Signal(str)

    def __init__(self, table: ListTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.read_only = False
        self._rows: list[dict[str, Value]] = []

    def show_rows(self, rows: tuple[Mapping[str, Value], ...]) -> None:
        """Take the rows of an evaluated report."""
        if [dict(row) for row in rows] != self._rows:
            self.beginResetModel()
            self._rows = [dict(row) for row in rows]
            self.endResetModel()

    def remove(self, row: int) -> None:
        """Take a row out."""
        if 0 <= row < len(self._rows) and not self.read_only:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()
            self.changed.emit([dict(r) for r in self._rows])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows, and an empty one to type into."""
        return 0 if parent.isValid() else len(self._rows) + int(not self.read_only)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The printed columns."""
        return 0 if parent.isValid() else len(self.table.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be typed into unless the report is only read."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        closed = self.read_only or self._code(index) in self.table.compute
        return flags if closed else flags | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles with their numbers; row numbers."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        if not 0 <= section < len(self.table.columns):
            return None
        column = self.table.columns[section]
        title = column.shown.format(year="отчётном", next_year="следующем") if column.shown else column.title
        return f"{title}\n{column.printed or column.code}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts."""
        if not index.isValid():
            return None
        kind = self._type(index)
        value = self._rows[index.row()].get(self._code(index)) if index.row() < len(self._rows) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_value(value, kind)
        if role == Qt.ItemDataRole.EditRole:
            return edit_text(value, kind)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.table.columns[index.column()].title}: {shown_value(value, kind) or 'пусто'}"
        if role == Qt.ItemDataRole.TextAlignmentRole and kind not in (ValueType.TEXT, ValueType.DATE):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a typed text; typing into the last, empty row makes a new one."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.read_only:
            return False
        try:
            parsed = parse_value(str(value), self._type(index))
        except Rejected as reason:
            self.rejected.emit(str(reason))
            return False
        if index.row() == len(self._rows):
            if parsed is None:
                return False
            end = self.rowCount()
            self.beginInsertRows(QModelIndex(), end, end)
            self._rows.append({self._code(index): parsed})
            self.endInsertRows()
        elif self._rows[index.row()].get(self._code(index)) == parsed:
            return False
        else:
            self._rows[index.row()][self._code(index)] = parsed
        self.dataChanged.emit(index, index)
        self.changed.emit([dict(row) for row in self._rows])
        return True

    def _code(self, index: Index) -> str:
        return self.table.columns[index.column()].code

    def _type(self, index: Index) -> ValueType:
        return self.table.columns[index.column()].type or ValueType.TEXT


class ListTableView(QWidget):
    """The table with «Удалить строку» below."""

    changed = Signal(object)
    refused = Signal(str)
    unknown_said = Signal(str)
    """Why the list stays empty: «нет сведений»."""
    unknown_taken_back = Signal()

    def __init__(self, table: ListTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "clear")
        self.model = ListTableModel(table, self)
        self.model.changed.connect(self.changed)
        self.model.rejected.connect(self.refused)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(table.title)
        self.table.setWordWrap(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().setDefaultSectionSize(px(40))
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.horizontalHeader().setDefaultSectionSize(px(150))
        self.remove_button = QPushButton("Удалить строку")
        self.remove_button.clicked.connect(lambda: self.model.remove(self.table.currentIndex().row()))
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove_button)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Почему список пуст")
        self.reason.setPlaceholderText("Сообщить нечего? Напишите почему")
        self.reason.returnPressed.connect(self._say_unknown)
        self.unknown_button = QPushButton("Нет сведений")
        self.unknown_button.clicked.connect(self._say_unknown)
        self.unknown_label = label(wrap=True)
        self.back_button = QPushButton("Убрать «нет сведений»")
        self.back_button.clicked.connect(self.unknown_taken_back)
        self._unknown: tuple[Unknown, ...] = ()
        buttons.addWidget(self.unknown_label, 1)
        buttons.addWidget(self.reason, 1)
        buttons.addWidget(self.unknown_button)
        buttons.addWidget(self.back_button)
        self.show_unknown(())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)

    def set_read_only(self, read_only: bool) -> None:
        """A signed or received report is only read."""
        if self.model.read_only != read_only:
            self.model.beginResetModel()
            self.model.read_only = read_only
            self.model.endResetModel()
        self._show_buttons()

    def show_unknown(self, unknown: tuple[Unknown, ...]) -> None:
        """What was said of the list: «нет сведений» of our own, or of those whose rows are wanting."""
        self._unknown = unknown
        own = [one.reason for one in unknown if not one.organisation]
        others = list(dict.fromkeys(one.organisation for one in unknown if one.organisation))
        told = f"Нет сведений: {own[0]}" if own else f"Нет строк от: {', '.join(others)}" if others else ""
        self.unknown_label.setText(told)
        self.unknown_label.setVisible(bool(told))
        self._show_buttons()

    def go_to(self, place: str) -> bool:
        """Move to ``ROW.COLUMN``; to the list itself when it is empty."""
        row, _, code = place.partition(".")
        column = next((n for n, c in enumerate(self.model.table.columns) if c.code == code), 0)
        self.table.setCurrentIndex(self.model.index(int(row) - 1 if row.isdigit() else 0, column))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _show_buttons(self) -> None:
        """An empty list may be said to have nothing to tell; a list with rows may lose one."""
        open_ = not self.model.read_only
        said = any(not one.organisation for one in self._unknown)
        rows = self.model.rowCount() > int(open_)
        self.remove_button.setVisible(open_ and rows)
        self.reason.setVisible(open_ and not rows and not said)
        self.unknown_button.setVisible(open_ and not rows and not said)
        self.back_button.setVisible(open_ and said)

    def _say_unknown(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.reason.setFocus()
            return
        self.reason.clear()
        self.unknown_said.emit(reason)
