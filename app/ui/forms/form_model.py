"""A table of a form as a Qt model: the definition gives the rows and columns, the evaluated report the values.

Column 0 is the row's number, column 1 its title, then the numbered columns, and at the end last year's numbers of
whichever column the person is in. Values are ``Decimal`` as everywhere; only texts leave through the roles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from app.domain.enums import CellKind, CellSource, Severity
from app.domain.vocabulary.words import Wording, title_for
from app.forms.definition import Cell, FormDefinition, Table, ValueType
from app.forms.rows import is_shown, row_title
from app.forms.view import CellView, ReportView, Value, Violation
from app.ui.forms.values import Rejected, edit_text, parse_value, shown_value
from app.ui.forms.wording import kind_words, place_words, severity_word
from app.ui.kit.rows_model import Index
from app.ui.kit.tips import plain_tip

NUMBER_COLUMN = 0
TITLE_COLUMN = 1
FIRST_VALUE_COLUMN = 2


class FormRole(IntEnum):
    """What the painting asks beyond Qt's own roles."""

    ADDRESS = Qt.ItemDataRole.UserRole + 1
    KIND = Qt.ItemDataRole.UserRole + 2
    SEVERITY = Qt.ItemDataRole.UserRole + 3
    REMARK = Qt.ItemDataRole.UserRole + 4
    REPLACED = Qt.ItemDataRole.UserRole + 5
    BEFORE = Qt.ItemDataRole.UserRole + 6
    INDENT = Qt.ItemDataRole.UserRole + 7


class FormTableModel(QAbstractTableModel):
    """One table of one report. ``typed`` is emitted for every accepted value, ``rejected`` for every other text."""

    typed = Signal(str, object)
    cleared = Signal(str)
    rejected = Signal(str, str)

    def __init__(self, definition: FormDefinition, table: Table, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.definition = definition
        self.table = table
        self.read_only = False
        self._view: ReportView | None = None
        self._previous: Mapping[str, Value] = {}
        self._previous_label = ""
        self._previous_column = 0
        self._remarks: dict[str, list[str]] = {}
        self._violations: dict[str, list[Violation]] = {}
        self._pending: dict[str, Value] = {}

    # What is shown

    def show(
        self,
        view: ReportView,
        *,
        previous: Mapping[str, Value] | None = None,
        previous_label: str = "",
        remarks: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Take a newly evaluated report; ``remarks`` are (address, text) of the higher organisation."""
        self._show_label(previous_label)
        self._view = view
        self._previous = dict(previous or {})
        self._pending.clear()
        self._remarks = defaultdict(list)
        for address, text in remarks:
            self._remarks[address].append(text)
        self._violations = defaultdict(list)
        for violation in view.violations:
            for address in violation.cells:
                self._violations[address].append(violation)
        self._all_changed()

    def _show_label(self, label: str) -> None:
        """Last year's column comes, goes, or only changes its heading; the person stays in the same cell."""
        last = FIRST_VALUE_COLUMN + len(self.table.columns)
        if label and not self._previous_label:
            self.beginInsertColumns(QModelIndex(), last, last)
            self._previous_label = label
            self.endInsertColumns()
        elif self._previous_label and not label:
            self.beginRemoveColumns(QModelIndex(), last, last)
            self._previous_label, self._previous_column = "", 0
            self.endRemoveColumns()
        else:
            self._previous_label = label

    def show_previous_of(self, column: int) -> None:
        """Let the last column follow the person: last year's numbers of this model column."""
        place = column - FIRST_VALUE_COLUMN
        if self.has_previous and 0 <= place < len(self.table.columns) and place != self._previous_column:
            self._previous_column = place
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(0, last), self.index(self.rowCount() - 1, last))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, last, last)

    @property
    def has_previous(self) -> bool:
        """True when last year's numbers stand at the right."""
        return bool(self._previous_label)

    @property
    def previous_label(self) -> str:
        """``за 2025``, and for other columns than the first which one."""
        if self._previous_column == 0:
            return self._previous_label
        column = self.table.columns[self._previous_column]
        return f"{self._previous_label}, графа {column.printed or column.code}"

    def is_previous(self, column: int) -> bool:
        """True for the column of last year's numbers."""
        return self.has_previous and column == self.columnCount() - 1

    # Addresses

    def address_of(self, index: Index) -> str | None:
        """The address of a model cell; None for numbers, titles and last year's numbers."""
        place = index.column() - FIRST_VALUE_COLUMN
        if not index.isValid() or not 0 <= place < len(self.table.columns):
            return None
        return self.table.address(self.table.rows[index.row()].code, self.table.columns[place].code)

    def index_of(self, address: str) -> QModelIndex:
        """The model cell of an address; an invalid index when it is not in this table."""
        cell = self.table.cells.get(address)
        if cell is None:
            return QModelIndex()
        row = next(i for i, r in enumerate(self.table.rows) if r.code == cell.row)
        column = next(i for i, c in enumerate(self.table.columns) if c.code == cell.column)
        return self.index(row, column + FIRST_VALUE_COLUMN)

    def is_input(self, index: Index) -> bool:
        """True where a person may type."""
        address = self.address_of(index)
        cell = None if address is None else self.table.cells.get(address)
        return cell is not None and cell.kind is CellKind.INPUT and not self.read_only

    def hidden_rows(self) -> set[int]:
        """Rows to be named by hand that have neither a name nor numbers yet."""
        view = self._view
        return {n for n, row in enumerate(self.table.rows) if view is not None and not is_shown(self.table, row, view)}

    def inputs(self) -> list[tuple[int, int]]:
        """Model places where a person may type, in reading order."""
        hidden = self.hidden_rows()
        return [
            (row, column)
            for row in range(self.rowCount())
            if row not in hidden
            for column in range(FIRST_VALUE_COLUMN, FIRST_VALUE_COLUMN + len(self.table.columns))
            if self.is_input(self.index(row, column))
        ]

    # Qt's model

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows of the table."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number, title, the numbered columns, and last year's."""
        if parent.isValid():
            return 0
        return FIRST_VALUE_COLUMN + len(self.table.columns) + int(self.has_previous)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only inputs can be edited; every cell can be reached, so that a screen reader can read the form."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_input(index) else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings as text; how they are grouped on paper is the header's painting."""
        if orientation is not Qt.Orientation.Horizontal or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        if section < FIRST_VALUE_COLUMN:
            return self.table.stub[section]
        if self.is_previous(section):
            return self.previous_label
        if not 0 <= section - FIRST_VALUE_COLUMN < len(self.table.columns):
            return None
        column = self.table.columns[section - FIRST_VALUE_COLUMN]
        group = f"{column.group}: " if column.group and role == Qt.ItemDataRole.AccessibleTextRole else ""
        return f"{group}{column.title}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for painting, editing and for screen readers."""
        if not index.isValid():
            return None
        row = self.table.rows[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index)
        if index.column() == NUMBER_COLUMN:
            return (row.printed or row.code) if role == Qt.ItemDataRole.DisplayRole else None
        if index.column() == TITLE_COLUMN:
            return self._title(index, role)
        if self.is_previous(index.column()):
            return self._previous_data(index, role)
        return self._cell_data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a typed text; an unchanged one is not a change, an unreadable one is refused with a sentence."""
        address = self.address_of(index)
        if role != Qt.ItemDataRole.EditRole or address is None or not self.is_input(index):
            return False
        try:
            parsed = parse_value(str(value), self.table.cells[address].type)
        except Rejected as reason:
            self.rejected.emit(address, str(reason))
            return False
        if parsed == self.value_at(address):
            return False
        self._pending[address] = parsed
        self.dataChanged.emit(index, index)
        if parsed is None:
            self.cleared.emit(address)
        else:
            self.typed.emit(address, parsed)
        return True

    def clear(self, index: Index) -> None:
        """Take a typed number away, back to the automatic one."""
        address = self.address_of(index)
        view = None if address is None else self._cell_view(address)
        if address is not None and self.is_input(index) and view is not None and view.source is CellSource.MANUAL:
            self._pending[address] = view.automatic
            self.dataChanged.emit(index, index)
            self.cleared.emit(address)

    def forget_pending(self) -> None:
        """The typed numbers were not taken: show the report's own again."""
        self._pending.clear()
        self._all_changed()

    # One cell

    def value_at(self, address: str) -> Value:
        """What stands in the cell now: a number just typed, or the evaluated one."""
        if address in self._pending:
            return self._pending[address]
        view = self._cell_view(address)
        return None if view is None else view.value

    def _cell_view(self, address: str) -> CellView | None:
        return None if self._view is None else self._view.cells.get(address)

    def _alignment(self, index: Index) -> Qt.AlignmentFlag:
        if index.column() == NUMBER_COLUMN:
            return Qt.AlignmentFlag.AlignCenter
        if index.column() == TITLE_COLUMN:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

    def _title(self, index: Index, role: int) -> Any:
        row = self.table.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row_title(row, self._view)
        if role == FormRole.BEFORE:
            return row.before
        if role == FormRole.INDENT:
            return row.indent
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.rule) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.before} {row_title(row, self._view)}".strip()
        return None

    def _previous_data(self, index: Index, role: int) -> Any:
        row, column = self.table.rows[index.row()], self.table.columns[self._previous_column]
        address = self.table.address(row.code, column.code)
        text = shown_value(self._previous.get(address), self._type_of(address))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.previous_label}: {text or 'пусто'}"
        return None

    def _cell_data(self, index: Index, role: int) -> Any:
        address = self.address_of(index)
        cell = None if address is None else self.table.cells.get(address)
        if address is None or cell is None:
            return CellKind.BLOCKED if role == FormRole.KIND else None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_value(self.value_at(address), cell.type) + self._lack(address)
        if role == Qt.ItemDataRole.EditRole:
            return edit_text(self.value_at(address), cell.type)
        if role == FormRole.ADDRESS:
            return address
        if role == FormRole.KIND:
            return cell.kind
        if role == FormRole.SEVERITY:
            return self._severity(address)
        if role == FormRole.REMARK:
            return "\n".join(self._remarks.get(address, ())) or None
        if role == FormRole.REPLACED:
            return self._replaced(cell)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            told = self._explanation(cell)
            return (plain_tip(told) if role == Qt.ItemDataRole.ToolTipRole else told) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(cell)
        return None

    def _type_of(self, address: str) -> ValueType:
        cell = self.table.cells.get(address)
        return ValueType.COUNT if cell is None else cell.type

    def _lack(self, address: str) -> str:
        """«н/с» where nobody knows the number, a star after a total that lacks somebody's."""
        if self._view is None or address in self._pending or not self._view.unknown.get(address):
            return ""
        return "н/с" if self.value_at(address) is None else "*"

    def _severity(self, address: str) -> Severity | None:
        found = self._violations.get(address)
        if not found:
            return None
        if any(v.severity is Severity.ERROR for v in found):
            return Severity.ERROR
        return Severity.WARNING if any(not v.explanation.strip() for v in found) else None

    def _replaced(self, cell: Cell) -> str | None:
        view = self._cell_view(cell.address)
        if view is None or view.source is not CellSource.MANUAL or view.automatic is None:
            return None
        if cell.address in self._pending or view.automatic == view.value:
            return None
        return shown_value(view.automatic, cell.type)

    def _explanation(self, cell: Cell) -> str:
        """What the pointer and a screen reader hear about a cell beyond its number."""
        lines = [f"{severity_word(v).capitalize()}: {v.message}" for v in self._violations.get(cell.address, ())]
        lines += [f"Замечание вышестоящей организации: {text}" for text in self._remarks.get(cell.address, ())]
        replaced = self._replaced(cell)
        view = self._cell_view(cell.address)
        if replaced is not None and view is not None:
            why = f": {view.reason}" if view.reason else ". Причина не указана."
            lines.append(f"Вписано вместо {replaced}{why}")
        elif cell.kind is not CellKind.INPUT:
            lines.append(kind_words(cell.kind).capitalize() + ".")
        elif view is not None and view.source is not None:
            lines.append(title_for(view.source, Wording.FULL) + ".")
        return "\n".join(lines)

    def _spoken(self, cell: Cell) -> str:
        text = shown_value(self.value_at(cell.address), cell.type)
        words = [text or kind_words(cell.kind) or "пусто", place_words(self.definition, cell.address)]
        words += [f"{severity_word(v)}: {v.message}" for v in self._violations.get(cell.address, ())]
        words += [f"замечание: {text}" for text in self._remarks.get(cell.address, ())]
        return ". ".join(words)

    def _all_changed(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
