"""Tables of units, offices, elections, trainings and the reserve."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from app.domain.enums import Rating
from app.domain.vocabulary.words import Wording, title_for, word_for
from app.services.members import RoleView, TrainingView
from app.services.structure.elections import ElectionView
from app.services.structure.reserve import CandidateView
from app.services.structure.units import UnitView
from app.ui.kit.chips import Tone
from app.ui.kit.fields import format_date
from app.ui.kit.rows_model import Columns, RowsModel
from app.ui.structure.words import ends_soon, office, until

T = TypeVar("T")


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
        ("Вид", lambda t: title_for(t.kind, Wording.FULL)),
        ("Часов", lambda t: str(t.hours or "")),
        ("Дата", lambda t: format_date(t.on)),
        ("Кем был в тот день", lambda t: ", ".join(word_for(kind) for kind in t.roles) or "не в активе"),
    )
    return RowsModel(columns, lambda t, section: Tone.NEUTRAL if section == 5 and not t.roles else None)


def units_model() -> RowsModel[UnitView]:
    """The tree: what a unit is part of is told by the indent."""

    def members(number: int, unit: UnitView) -> str:
        return str(number) if unit.is_part else ""

    columns: Columns[UnitView] = (
        ("Название", lambda u: "\u2003" * u.depth + u.name),
        ("Что это", lambda u: title_for(u.kind)),
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
        ("Выборы", lambda e: f"{title_for(e.kind)}, {word_for(e.way)}"),
        ("Участвовало", came),
        ("Прежняя работа", lambda e: word_for(e.rating) if e.rating else ""),
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
        ("Обучение", lambda c: format_date(c.trained_on) or "не было"),
    )
    return RowsModel(columns, lambda c, section: Tone.WARNING if section == 6 and c.trained_on is None else None)
