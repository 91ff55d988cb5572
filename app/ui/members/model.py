"""The table of the register: only what is seen is asked for, so 50,000 rows scroll like fifty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from app.domain.names import normalise
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import Wording, title_for, word_for
from app.services.members import ConsentState, MemberRow
from app.ui.kit.chips import Tone
from app.ui.kit.fields import format_date
from app.ui.kit.rows_model import Index
from app.ui.kit.tables import ChipRole, MutedRole
from app.ui.kit.theme import theme
from app.ui.kit.tips import plain_tip
from app.ui.members.presenter import GroupHeading, Line, Order

CONSENT_TONE = {
    ConsentState.GIVEN: Tone.GOOD,
    ConsentState.MISSING: Tone.ERROR,
    ConsentState.REFUSED: Tone.ERROR,
    ConsentState.WITHDRAWN: Tone.WARNING,
    ConsentState.EXPIRED: Tone.WARNING,
    ConsentState.OUTDATED: Tone.WARNING,
}


@dataclass(frozen=True)
class MemberColumn:
    """A column one may choose. ``sort`` gives the key; ``width`` at 100 %."""

    id: str
    title: str
    width: float
    text: Callable[[MemberRow], str]
    sort: Callable[[MemberRow], Any]


def _name(row: MemberRow) -> str:
    return f"{row.full_name} (заблокирован)" if row.blocked else row.full_name


def _place(row: MemberRow) -> str:
    return row.position or row.study_group or row.department


def _born(row: MemberRow) -> str:
    if row.birth_date is None:
        return ""
    return format_date(row.birth_date) if row.birth_exact else str(row.birth_date.year)


def _ended(row: MemberRow) -> str:
    if row.ended_on is None:
        return ""
    return (
        f"{format_date(row.ended_on)}, {word_for(row.ended_kind, Wording.NEUTRAL)}"
        if row.ended_kind
        else format_date(row.ended_on)
    )


COLUMNS = (
    MemberColumn("name", "Фамилия, имя, отчество", 240, _name, lambda r: normalise(r.full_name)),
    MemberColumn("place", "Должность, группа", 140, _place, lambda r: normalise(_place(r))),
    MemberColumn(
        "since", "На учёте с", 108, lambda r: format_date(r.since), lambda r: r.since.toordinal() if r.since else 0
    ),
    MemberColumn("consent", "Согласие", 104, lambda r: word_for(r.consent), lambda r: word_for(r.consent)),
    MemberColumn("card", "Билет", 168, lambda r: r.card_number or "—", lambda r: r.card_number),
    MemberColumn(
        "category", "Категория", 170, lambda r: title_for(r.category) if r.category else "", lambda r: r.category or ""
    ),
    MemberColumn("born", "Родился", 108, _born, lambda r: r.birth_date.toordinal() if r.birth_date else 0),
    MemberColumn("department", "Подразделение", 160, lambda r: r.department, lambda r: normalise(r.department)),
    MemberColumn("group", "Группа", 100, lambda r: r.study_group, lambda r: normalise(r.study_group)),
    MemberColumn("unit", "Цех, профгруппа", 150, lambda r: r.unit, lambda r: normalise(r.unit)),
    MemberColumn("sex", "Пол", 100, lambda r: title_for(r.sex) if r.sex else "", lambda r: r.sex or ""),
    MemberColumn("phone", "Телефон", 150, lambda r: r.phone, lambda r: r.phone),
    MemberColumn("email", "Почта", 190, lambda r: r.email, lambda r: r.email),
    MemberColumn("ended", "Выбыл", 230, _ended, lambda r: r.ended_on.toordinal() if r.ended_on else 0),
)
GROUPINGS: tuple[tuple[str, str, Callable[[MemberRow], str]], ...] = (
    ("department", "По подразделениям", lambda r: r.department),
    ("group", "По группам", lambda r: r.study_group),
    ("unit", "По цехам и профгруппам", lambda r: r.unit),
    ("category", "По категориям", lambda r: title_for(r.category) if r.category else ""),
)
"""Ways to lay the list out in groups: id, title, the group of a row."""
BY_ID = {column.id: column for column in COLUMNS}
DEFAULT = ("name", "place", "since", "consent", "card")
PRIORITY = ("name", "consent", "ended", "place", "card", "since", "category")


class MembersModel(QAbstractTableModel):
    """Rows of :class:`MemberRow`; the first column holds the marks."""

    mark_changed = Signal(int, bool)
    order_chosen = Signal(object)
    """Another :class:`Order` was asked for; the rows come back from the presenter."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._places: dict[int, int] | None = None
        self._marked: set[int] = set()
        self._columns: tuple[MemberColumn, ...] = tuple(BY_ID[name] for name in DEFAULT)
        self._sort: tuple[str, bool] | None = None
        self._grouping = ""

    # Ours.

    def show_rows(self, lines: Sequence[Line]) -> None:
        """Other rows, in the order in which they come; headings of groups may stand between them."""
        self.beginResetModel()
        self._lines, self._places = lines, None
        self.endResetModel()

    def show_marked(self, marked: set[int]) -> None:
        """Other marks."""
        self._marked = marked
        if self._lines:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._lines) - 1, 0), [Qt.ItemDataRole.CheckStateRole]
            )
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)

    def show_columns(self, names: Sequence[str]) -> None:
        """Other columns after the marks."""
        self.beginResetModel()
        self._columns = tuple(BY_ID[name] for name in names)
        self.endResetModel()

    def columns(self) -> tuple[MemberColumn, ...]:
        """The columns after the marks."""
        return self._columns

    def row_at(self, row: int) -> MemberRow | None:
        """A row; None past the end and for the heading of a group."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        return line if isinstance(line, MemberRow) else None

    def row_of(self, person_id: int) -> int:
        """Where a person stands; -1 when not shown."""
        if self._places is None:
            self._places = {line.id: i for i, line in enumerate(self._lines) if isinstance(line, MemberRow)}
        return self._places.get(person_id, -1)

    def rows(self) -> list[MemberRow]:
        """The rows as they are shown, without headings."""
        return [line for line in self._lines if isinstance(line, MemberRow)]

    # Qt.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many rows."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The marks and the chosen columns."""
        return 0 if parent.isValid() else len(self._columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, chip, mark, what a screen reader says."""
        if not index.isValid():
            return None
        row = self._lines[index.row()]
        if isinstance(row, GroupHeading):
            return _heading(row, index.column(), role)
        if index.column() == 0:
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if row.id in self._marked else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.full_name}: {'отмечен' if row.id in self._marked else 'не отмечен'}"
            return None
        column = self._columns[index.column() - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {column.text(row) or 'не указано'}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column.text(row)) or None
        if role == Qt.ItemDataRole.FontRole and column.id == "name":
            return theme().font(bold=True)
        if role == ChipRole and column.id == "consent":
            return CONSENT_TONE[row.consent].value
        if role == MutedRole:
            return column.text(row) == "—"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A mark was put or taken away."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        row = self.row_at(index.row())
        if row is None:
            return False
        self.mark_changed.emit(row.id, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen and marked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.row_at(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section <= len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            if section == 0:
                return "☑" if self._marked and self._head_marked() else "☐"
            column = self._columns[section - 1]
            arrow = {"asc": " ↑", "desc": " ↓"}.get(self._direction(column), "")
            return column.title + arrow
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(
                "Отметить всех найденных" if section == 0 else "Нажмите, чтобы расставить по этому столбцу"
            )
        return None

    def sort_by(self, section: int) -> None:
        """Order by a column; again turns it round, a third time brings the first order back."""
        column = self._columns[section - 1]
        before = self._direction(column)
        self._sort = {"": (column.id, False), "asc": (column.id, True), "desc": None}[before]
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns))
        self.order_chosen.emit(self.order())

    def group_by(self, grouping: str) -> None:
        """Lay the rows out in groups; "" without."""
        self._grouping = grouping
        self.order_chosen.emit(self.order())

    def grouping(self) -> str:
        """The id of the chosen grouping, or ""."""
        return self._grouping

    def order(self) -> Order:
        """The chosen order and grouping."""
        group = next((title for name, _, title in GROUPINGS if name == self._grouping), None)
        if self._sort is None:
            return Order(group=group)
        return Order(BY_ID[self._sort[0]].sort, self._sort[1], group)

    def _head_marked(self) -> bool:
        return all(line.id in self._marked for line in self._lines[:200] if isinstance(line, MemberRow))

    def _direction(self, column: MemberColumn) -> str:
        if self._sort is None or self._sort[0] != column.id:
            return ""
        return "desc" if self._sort[1] else "asc"


def _heading(line: GroupHeading, column: int, role: int) -> Any:
    """The heading of a group stands in the column of names."""
    text = f"{line.title}: {people(line.count)}"
    if role == Qt.ItemDataRole.DisplayRole:
        return text if column == 1 else None
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"Группа «{line.title}», {people(line.count)}"
    if role == Qt.ItemDataRole.FontRole and column == 1:
        return theme().font(bold=True)
    return role == MutedRole or None
