"""Tables of units, offices, elections, trainings and the reserve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.enums import Rating
from app.services.members import RoleView, TrainingView
from app.services.structure.elections import ElectionView
from app.services.structure.reserve import CandidateView
from app.services.structure.units import UnitView
from app.ui.kit.chips import Tone
from app.ui.kit.fields import format_date
from app.ui.kit.tables import ChipRole
from app.ui.kit.theme import theme
from app.ui.kit.tips import plain_tip
from app.ui.structure.words import ELECTION, RATING, UNIT, WAY, ends_soon, office, until
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


def roles_model(today: date) -> RowsModel[RoleView]:
    """Offices with their holders."""
    columns: Columns[RoleView] = (
        ("Фамилия, имя, отчество", lambda r: r.person_name),
        ("Должность", office),
        ("С какого дня", lambda r: format_date(r.starts_on)),
        ("Впервые", lambda r: format_date(r.first_elected_on)),
        ("Полномочия", until),
        ("Работа", lambda r: "освобождённая" if r.full_time else ""),
    )

    def tone(role: RoleView, section: int) -> Tone | None:
        if section != 4:
            return None
        if ends_soon(role, today):
            return Tone.WARNING
        return Tone.GOOD if role.ends_on is None or role.ends_on > today else Tone.NEUTRAL

    return RowsModel(columns, tone)


def trainings_model() -> RowsModel[TrainingView]:
    """Trainings with those who learned and the offices that count for forms 2 and 7."""
    columns: Columns[TrainingView] = (
        ("Фамилия, имя, отчество", lambda t: t.person_name),
        ("Чему учились", lambda t: ", ".join(part for part in (t.title, t.organiser) if part)),
        ("Вид", lambda t: TRAINING[t.kind]),
        ("Часов", lambda t: str(t.hours or "")),
        ("Дата", lambda t: format_date(t.on)),
        ("Кем был в тот день", lambda t: ", ".join(ROLE[kind].lower() for kind in t.roles) or "не в активе"),
    )
    return RowsModel(columns, lambda t, section: Tone.NEUTRAL if section == 5 and not t.roles else None)


def units_model() -> RowsModel[UnitView]:
    """The tree: what a unit is part of is told by the indent."""

    def members(number: int, unit: UnitView) -> str:
        return str(number) if unit.is_part else ""

    columns: Columns[UnitView] = (
        ("Название", lambda u: "\u2003" * u.depth + u.name),
        ("Что это", lambda u: UNIT[u.kind]),
        ("Во главе", lambda u: ", ".join(u.heads)),
        ("Членов", lambda u: members(u.members.total, u)),
        ("Женщин", lambda u: members(u.members.women, u)),
        ("До 35 лет", lambda u: members(u.members.youth, u)),
        ("В составе", lambda u: f"{u.held} из {u.seats}" if u.seats else str(u.held)),
    )
    return RowsModel(columns)


def elections_model() -> RowsModel[ElectionView]:
    """Elections, the latest first."""

    def came(one: ElectionView) -> str:
        if one.present is None:
            return ""
        return str(one.present) if one.eligible is None else f"{one.present} из {one.eligible}"

    def elected(one: ElectionView) -> str:
        number = len({r.person_id for r in one.elected})
        return f"{number}: женщин {one.women}, до 35 лет {one.youth}, впервые {one.first}"

    columns: Columns[ElectionView] = (
        ("Когда", lambda e: format_date(e.on)),
        ("Кто избирал", lambda e: e.unit),
        ("Выборы", lambda e: f"{ELECTION[e.kind]}, {WAY[e.way].lower()}"),
        ("Участвовало", came),
        ("Прежняя работа", lambda e: RATING[e.rating] if e.rating else ""),
        ("Избрано", elected),
        ("Полномочия по", lambda e: format_date(e.term_until)),
    )
    bad = Rating.UNSATISFACTORY
    return RowsModel(columns, lambda e, section: Tone.WARNING if section == 4 and e.rating is bad else None)


def reserve_model() -> RowsModel[CandidateView]:
    """The reserve of cadres."""
    columns: Columns[CandidateView] = (
        ("Фамилия, имя, отчество", lambda c: c.name),
        ("На какую должность", lambda c: c.post),
        ("Возраст", lambda c: "" if c.age is None else str(c.age)),
        ("Работает", lambda c: c.position),
        ("Образование", lambda c: c.education.replace("\n", "; ")),
        ("В резерве с", lambda c: format_date(c.listed_on)),
        ("Учился(лась)", lambda c: format_date(c.trained_on) or "не обучался(лась)"),
    )
    return RowsModel(columns, lambda c, section: Tone.WARNING if section == 6 and c.trained_on is None else None)
