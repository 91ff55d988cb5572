"""What marks may name: values of the organisation, of a person, and lists about a person, with their Russian names."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.papers.template import PaperField, PaperList, ValueKind


def _fields(*rows: tuple[str, str, ValueKind, int]) -> Mapping[str, PaperField]:
    return {name: PaperField(name, title, kind, blank=blank) for name, title, kind, blank in rows}


T, P, N, D, C = ValueKind.TEXT, ValueKind.PHRASE, ValueKind.NAME, ValueKind.DATE, ValueKind.NUMBER

ORGANISATION_VALUES = _fields(
    ("organisation", "Наименование организации", P, 60),
    ("organisation.short", "Краткое наименование", P, 40),
    ("organisation.union", "Профсоюз", P, 60),
    ("organisation.dues_receiver", "Чей счёт для взносов", P, 60),
    ("organisation.kind", "Вид организации: «первичная профсоюзная организация»", P, 40),
    ("organisation.committee", "Выборный орган: «профсоюзный комитет»", P, 30),
    ("organisation.parent", "Вышестоящая организация", P, 50),
    ("organisation.address", "Адрес организации", T, 50),
    ("organisation.phone", "Телефон организации", T, 20),
    ("organisation.email", "Почта организации", T, 20),
    ("organisation.inn", "ИНН", T, 14),
    ("organisation.ogrn", "ОГРН", T, 16),
    ("organisation.town", "Населённый пункт", T, 20),
    ("organisation.requisites", "Адрес, телефон, почта, ИНН и ОГРН одной строкой", T, 60),
    ("employer", "Работодатель (учебное заведение)", P, 60),
    ("employer.head", "Руководитель работодателя", N, 40),
    ("employer.address", "Адрес работодателя", T, 50),
    ("chair", "Председатель", N, 30),
    ("chair.office", "Должность председателя: «председатель первичной профсоюзной организации»", P, 40),
    ("chair.phone", "Телефон председателя", T, 20),
    ("date", "Дата документа", D, 18),
)
"""Known in every paper."""

PERSON = _fields(
    ("person", "Фамилия, имя, отчество", N, 45),
    ("person.surname", "Фамилия", T, 25),
    ("person.name", "Имя", T, 25),
    ("person.patronymic", "Отчество", T, 25),
    ("person.sex", "Пол", T, 10),
    ("person.birth_date", "Дата рождения", D, 16),
    ("person.position", "Должность", P, 40),
    ("person.department", "Подразделение", P, 40),
    ("person.study_group", "Учебная группа", T, 15),
    ("person.work", "Должность и подразделение или группа одной строкой", P, 50),
    ("person.personnel_number", "Табельный номер", T, 12),
    ("person.work_since", "Работает (учится) с", D, 16),
    ("person.education", "Образование", T, 30),
    ("person.speciality", "Специальность", T, 30),
    ("person.phone", "Телефон", T, 20),
    ("person.email", "Электронная почта", T, 25),
    ("person.address", "Адрес", T, 60),
    ("person.card_number", "Номер профсоюзного билета", T, 15),
    ("person.union_since", "Член профсоюза с", D, 16),
    ("person.since", "На учёте в организации с", D, 16),
    ("person.ended_on", "Снят с учёта", D, 16),
    ("person.ended_reason", "Почему снят с учёта", T, 30),
    ("person.transferred_to", "Куда переведён", P, 50),
    ("person.category", "Категория члена профсоюза", T, 25),
    ("person.consent_date", "Дата согласия на обработку данных", D, 16),
    ("person.consent_until", "Срок согласия", D, 16),
    ("person.withdrawn_on", "Дата отзыва согласия", D, 16),
    ("person.destroy_by", "Срок уничтожения данных после отзыва", D, 16),
)
"""Of the person a paper is about, and of each row of a list of people."""


def _columns(*rows: tuple[str, str, ValueKind]) -> tuple[PaperField, ...]:
    return tuple(PaperField(name, title, kind) for name, title, kind in rows)


PERSON_LISTS: Mapping[str, PaperList] = {
    "history": PaperList(
        "history",
        "История членства",
        _columns(
            ("on", "Дата", D), ("event", "Событие", T), ("basis", "Основание", T), ("organisation", "Организация", T)
        ),
    ),
    "roles": PaperList(
        "roles", "Выборные должности", _columns(("since", "С", D), ("until", "По", D), ("role", "Должность", T))
    ),
    "trainings": PaperList("trainings", "Обучение", _columns(("on", "Дата", D), ("training", "Обучение", T))),
}  # fmt: skip
"""Known in a paper about one person."""

PEOPLE = PaperList("people", "Люди", tuple(PERSON.values()))
"""Known in a paper about many people."""
