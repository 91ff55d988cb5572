"""What people, offices, trainings and movements can be chosen and listed by: one definition for filters and queries.

A field knows its Russian title, its type and how it is found on a day. Nothing here asks the database: the register in
memory answers, so a filter of the list, a saved selection and a printed query cannot disagree. Other rooms add a field
with one line in the list it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.cards import CardMedium, CardState
from app.domain.dates import full_years, is_youth
from app.domain.enums import (
    EXIT_EVENTS,
    DeregistrationReason,
    Education,
    EventKind,
    MemberCategory,
    RoleKind,
    Sex,
    TrainingKind,
)
from app.domain.members import ConsentState, EventFact, PersonRecord, RegisterStatus, RoleFact, TrainingFact
from app.domain.vocabulary.calendar import MONTHS
from app.domain.vocabulary.words import Wording, word_for, words
from app.services.organisation.profiles import Profile


class What(StrEnum):
    """What a query lists: a line is a person, an office held, a training, a movement."""

    MEMBERS = "members"
    ACTIVISTS = "activists"
    TRAININGS = "trainings"
    MOVEMENTS = "movements"


class FieldType(StrEnum):
    """What the values are; it decides which conditions can be asked."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class QueryMoment:
    """States are those at the end of ``last``; trainings and movements lie from ``first`` to ``last``."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class QueryLine:
    """One line before its columns are chosen. ``person`` has the texts of the day."""

    person: PersonRecord
    role: RoleFact | None = None
    training: TrainingFact | None = None
    event: EventFact | None = None


ValueWords = Mapping[str, str]
Reader = Callable[[QueryLine, QueryMoment], Any]


@dataclass(frozen=True)
class QueryField:
    """``read`` gives None for an unknown value; a text gives "". ``choices``: values and their Russian words."""

    id: str
    title: str
    type: FieldType
    read: Reader
    choices: Mapping[str, str] | None = None
    group: str = ""
    """Under which heading the field stands in a list of fields."""
    width: float = 130

    def text(self, value: Any) -> str:
        """The value as it is shown and printed."""
        if value is None or value == ():
            return ""
        if self.choices is not None:
            items = value if isinstance(value, tuple) else (value,)
            return ", ".join(self.choices.get(str(item), str(item)) for item in items)
        if isinstance(value, bool):
            return "да" if value else "нет"
        if isinstance(value, date):
            return f"{value:%d.%m.%Y}"
        return str(value)


SEX: ValueWords = words(Sex)
CATEGORY: ValueWords = words(MemberCategory)
STATUS: ValueWords = words(RegisterStatus)
CONSENT: ValueWords = words(ConsentState)
ENDED: ValueWords = {kind: word_for(kind, Wording.NEUTRAL) for kind in EventKind if kind in EXIT_EVENTS}
EVENT: ValueWords = {kind: word_for(kind, Wording.NEUTRAL) for kind in EventKind if kind is not EventKind.CANCELLED}
REASON: ValueWords = words(DeregistrationReason)
ROLE: ValueWords = words(RoleKind)
TRAINING: ValueWords = words(TrainingKind, Wording.FULL)
CARD: ValueWords = {"none": "не заводился", **words(CardState)}
MEDIUM: ValueWords = words(CardMedium)
EDUCATION: ValueWords = words(Education)
MONTH: ValueWords = {str(number): month for number, month in enumerate(MONTHS, start=1)}


def _status(subject: QueryLine, moment: QueryMoment) -> RegisterStatus:
    person = subject.person
    if person.category_on(moment.last) is not None:
        return RegisterStatus.ON_REGISTER
    return RegisterStatus.NEVER if person.ended(moment.last) is None else RegisterStatus.FORMER


def _left(subject: QueryLine, moment: QueryMoment) -> EventFact | None:
    """The last exit of those who are not on the register."""
    person = subject.person
    return None if person.category_on(moment.last) is not None else person.ended(moment.last)


def _admitted(subject: QueryLine, moment: QueryMoment) -> date | None:
    for event in subject.person.events:
        if event.kind is EventKind.ADMITTED and event.on <= moment.last:
            return event.on
    return None


def _union_years(subject: QueryLine, moment: QueryMoment) -> int | None:
    since = subject.person.union_since or _admitted(subject, moment) or subject.person.since(moment.last)
    return None if since is None or since > moment.last else full_years(since, moment.last)


def _month(subject: QueryLine, _: QueryMoment) -> str | None:
    person = subject.person
    return str(person.birth_date.month) if person.birth_date is not None and person.birth_exact else None


def _jubilee(subject: QueryLine, moment: QueryMoment) -> bool:
    """Whether the age reached in the year of the day is 50, 55, 60 …"""
    born = subject.person.birth_date
    age = 0 if born is None else moment.last.year - born.year
    return age >= 50 and age % 5 == 0


def _trained(subject: QueryLine, moment: QueryMoment) -> list[TrainingFact]:
    return [t for t in subject.person.trainings if moment.first <= t.on <= moment.last]


def _text(name: str) -> Reader:
    return lambda subject, _: getattr(subject.person, name)


_T = FieldType
_PERSON: tuple[QueryField, ...] = (
    QueryField("name", "Фамилия, имя, отчество", _T.TEXT, lambda s, _: s.person.full_name, width=260),
    QueryField("sex", "Пол", _T.CHOICE, lambda s, _: s.person.sex, SEX, width=100),
    QueryField("birth_date", "Дата рождения", _T.DATE, lambda s, _: s.person.birth_date, width=120),
    QueryField("age", "Возраст, полных лет", _T.NUMBER, lambda s, m: s.person.age_on(m.last), width=100),
    QueryField(
        "youth", "Молодёжь (до 35 лет)", _T.YES_NO, lambda s, m: is_youth(s.person.birth_date, m.last), width=100
    ),
    QueryField("birth_month", "Месяц рождения", _T.CHOICE, _month, MONTH),
    QueryField("jubilee", "Юбилей в этом году (50, 55, 60 …)", _T.YES_NO, _jubilee),
    QueryField("former_names", "Прежние фамилии и имена", _T.TEXT, lambda s, _: s.person.former_names.title()),
    QueryField(
        "category", "Категория", _T.CHOICE, lambda s, m: s.person.category_on(m.last), CATEGORY, "Членство", 170
    ),
    QueryField("status", "Учёт", _T.CHOICE, _status, STATUS, "Членство"),
    QueryField("since", "На учёте с", _T.DATE, lambda s, m: s.person.since(m.last), group="Членство", width=110),
    QueryField("admitted_on", "Впервые принят в профсоюз", _T.DATE, _admitted, group="Членство"),
    QueryField("union_since", "В профсоюзе с", _T.DATE, lambda s, _: s.person.union_since, group="Членство", width=110),
    QueryField("union_years", "Стаж в профсоюзе, лет", _T.NUMBER, _union_years, group="Членство", width=100),
    QueryField("ended_on", "Выбыл, дата", _T.DATE, lambda s, m: e.on if (e := _left(s, m)) else None, group="Членство"),
    QueryField(
        "ended_kind", "Выбыл, как", _T.CHOICE, lambda s, m: e.kind if (e := _left(s, m)) else None, ENDED, "Членство"
    ),
    QueryField(
        "ended_reason",
        "Выбыл, причина",
        _T.CHOICE,
        lambda s, m: e.reason if (e := _left(s, m)) else None,
        REASON,
        "Членство",
    ),
    QueryField("card_number", "Номер билета", _T.TEXT, _text("card_number"), group="Членство", width=110),
    QueryField(
        "card_state",
        "Билет",
        _T.CHOICE,
        lambda s, m: c[1] if (c := s.person.card_on(m.last)) else "none",
        CARD,
        "Членство",
        110,
    ),
    QueryField(
        "card_medium",
        "Вид билета",
        _T.CHOICE,
        lambda s, m: c[0].medium if (c := s.person.card_on(m.last)) else None,
        MEDIUM,
        "Членство",
        110,
    ),
    QueryField("department", "Подразделение", _T.TEXT, _text("department"), group="Работа и учёба", width=170),
    QueryField("study_group", "Группа", _T.TEXT, _text("study_group"), group="Работа и учёба", width=100),
    QueryField("unit", "Цеховая организация, профгруппа", _T.TEXT, _text("unit"), group="Членство", width=170),
    QueryField("position", "Должность", _T.TEXT, _text("position"), group="Работа и учёба", width=170),
    QueryField("personnel_number", "Табельный номер", _T.TEXT, _text("personnel_number"), group="Работа и учёба"),
    QueryField("work_since", "Работает, учится с", _T.DATE, lambda s, _: s.person.work_since, group="Работа и учёба"),
    QueryField("work_until", "Договор, учёба до", _T.DATE, lambda s, _: s.person.work_until, group="Работа и учёба"),
    QueryField("education", "Образование", _T.CHOICE, lambda s, _: s.person.education, EDUCATION, "Работа и учёба"),
    QueryField("speciality", "Специальность", _T.TEXT, _text("speciality"), group="Работа и учёба"),
    QueryField("phone", "Телефон", _T.TEXT, _text("phone"), group="Связь", width=150),
    QueryField("email", "Электронная почта", _T.TEXT, _text("email"), group="Связь", width=190),
    QueryField("address", "Адрес", _T.TEXT, _text("address"), group="Связь", width=220),
    QueryField(
        "roles",
        "Должности в профсоюзе",
        _T.CHOICES,
        lambda s, m: tuple(dict.fromkeys(r.kind for r in s.person.roles_on(m.last))),
        ROLE,
        "Актив",
        200,
    ),
    QueryField(
        "full_time",
        "Освобождённый работник",
        _T.YES_NO,
        lambda s, m: any(r.full_time for r in s.person.roles_on(m.last)),
        group="Актив",
    ),
    QueryField("trained", "Обучался за период", _T.YES_NO, lambda s, m: bool(_trained(s, m)), group="Актив"),
    QueryField(
        "training_hours",
        "Часов обучения за период",
        _T.NUMBER,
        lambda s, m: sum(t.hours or 0 for t in _trained(s, m)),
        group="Актив",
    ),
    QueryField("note", "Заметка", _T.TEXT, _text("note"), group="Связь"),
    QueryField("blocked", "Данные заблокированы", _T.YES_NO, lambda s, m: s.person.blocked(m.last), group="Согласия"),
)
_ROLE: tuple[QueryField, ...] = (
    QueryField("role", "Должность в профсоюзе", _T.CHOICE, lambda s, _: s.role and s.role.kind, ROLE, "Должность", 220),
    QueryField(
        "unit",
        "Где (комиссия, цех, группа)",
        _T.TEXT,
        lambda s, _: s.role.unit if s.role else "",
        None,
        "Должность",
        160,
    ),
    QueryField(
        "role_full_time", "Освобождённый", _T.YES_NO, lambda s, _: s.role and s.role.full_time, None, "Должность"
    ),
    QueryField(
        "role_since", "В должности с", _T.DATE, lambda s, _: s.role and s.role.starts_on, None, "Должность", 120
    ),
    QueryField("role_until", "В должности до", _T.DATE, lambda s, _: s.role and s.role.ends_on, None, "Должность", 120),
    QueryField(
        "first_elected_on",
        "Впервые избран",
        _T.DATE,
        lambda s, _: s.role and s.role.first_elected_on,
        None,
        "Должность",
        120,
    ),
    QueryField(
        "term_until", "Полномочия до", _T.DATE, lambda s, _: s.role and s.role.term_until, None, "Должность", 120
    ),
    QueryField(
        "role_years",
        "Лет в должности",
        _T.NUMBER,
        lambda s, m: full_years(s.role.starts_on, m.last) if s.role else None,
        None,
        "Должность",
        100,
    ),
)
_TRAINING: tuple[QueryField, ...] = (
    QueryField(
        "training_on", "Дата обучения", _T.DATE, lambda s, _: s.training and s.training.on, None, "Обучение", 120
    ),
    QueryField(
        "training_kind",
        "Вид обучения",
        _T.CHOICE,
        lambda s, _: s.training and s.training.kind,
        TRAINING,
        "Обучение",
        220,
    ),
    QueryField("hours", "Часов", _T.NUMBER, lambda s, _: s.training and s.training.hours, None, "Обучение", 80),
    QueryField(
        "training_title",
        "Чему учили",
        _T.TEXT,
        lambda s, _: s.training.title if s.training else "",
        None,
        "Обучение",
        200,
    ),
    QueryField(
        "organiser", "Кто учил", _T.TEXT, lambda s, _: s.training.organiser if s.training else "", None, "Обучение", 170
    ),
    QueryField(
        "role_then",
        "Должность в день обучения",
        _T.CHOICES,
        lambda s, _: tuple(dict.fromkeys(r.kind for r in s.person.roles_on(s.training.on))) if s.training else (),
        ROLE,
        "Обучение",
        200,
    ),
)
_EVENT: tuple[QueryField, ...] = (
    QueryField("event_on", "Дата записи", _T.DATE, lambda s, _: s.event and s.event.on, None, "Движение", 120),
    QueryField("event_kind", "Что произошло", _T.CHOICE, lambda s, _: s.event and s.event.kind, EVENT, "Движение", 220),
    QueryField("event_reason", "Причина", _T.CHOICE, lambda s, _: s.event and s.event.reason, REASON, "Движение", 160),
    QueryField(
        "event_basis", "Основание", _T.TEXT, lambda s, _: s.event.basis if s.event else "", None, "Движение", 180
    ),
)
_OWN: Mapping[What, tuple[QueryField, ...]] = {
    What.MEMBERS: (),
    What.ACTIVISTS: _ROLE,
    What.TRAININGS: _TRAINING,
    What.MOVEMENTS: _EVENT,
}
DEFAULT_COLUMNS: Mapping[What, Sequence[str]] = {
    What.MEMBERS: ("name", "birth_date", "category", "department", "since"),
    What.ACTIVISTS: ("name", "role", "unit", "role_since", "role_until"),
    What.TRAININGS: ("name", "training_on", "training_kind", "hours", "training_title"),
    What.MOVEMENTS: ("name", "event_on", "event_kind", "event_reason", "event_basis"),
}


def fields_of(profile: Profile, what: What) -> dict[str, QueryField]:
    """The fields of a kind of line by id: its own first, then the person's, then the parts of the consent."""
    consents = tuple(
        QueryField(
            f"consent.{part.id}", f"Согласие: {part.title}", _T.CHOICE, _consent(part.id), CONSENT, "Согласия", 110
        )
        for part in profile.consent_parts
    )
    return {field.id: field for field in (*_OWN[what], *_PERSON, *consents)}


def _consent(part: str) -> Reader:
    return lambda subject, moment: subject.person.consent_on(part, moment.last)
