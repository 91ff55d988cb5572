"""Plain Russian for what a person's card and history tell: names of columns, values, events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.domain.enums import (
    DeregistrationReason,
    DuesWay,
    Education,
    EventKind,
    MemberCategory,
    Sex,
    SocialKind,
)

FIELDS: Mapping[str, str] = {
    "surname": "Фамилия",
    "name": "Имя",
    "patronymic": "Отчество",
    "sex": "Пол",
    "birth_date": "Дата рождения",
    "birth_exact": "Точность даты рождения",
    "position": "Должность",
    "department": "Подразделение",
    "study_group": "Учебная группа",
    "personnel_number": "Табельный номер",
    "work_since": "Работает или учится с",
    "work_until": "Работа или учёба до",
    "education": "Образование",
    "speciality": "Специальность",
    "phone": "Телефон",
    "email": "Электронная почта",
    "address": "Адрес",
    "card_number": "Номер билета",
    "union_since": "В профсоюзе с",
    "dues_way": "Как платит взносы",
    "note": "Заметка",
}
"""What a column of a person is called."""

CATEGORY: Mapping[MemberCategory, str] = {
    MemberCategory.WORKING: "работает",
    MemberCategory.STUDENT: "учится",
    MemberCategory.PENSIONER: "неработающий пенсионер",
    MemberCategory.UNEMPLOYED: "временно не работает",
}
REASON: Mapping[DeregistrationReason, str] = {
    DeregistrationReason.DISMISSED: "увольнение",
    DeregistrationReason.TRANSFERRED: "переход в другую организацию Профсоюза",
    DeregistrationReason.GRADUATED: "окончание обучения",
    DeregistrationReason.OTHER: "другая причина",
}
EDUCATION: Mapping[Education, str] = {
    Education.GENERAL: "общее среднее",
    Education.VOCATIONAL: "среднее профессиональное",
    Education.HIGHER: "высшее",
    Education.DEGREE: "учёная степень",
}
DUES: Mapping[DuesWay, str] = {
    DuesWay.EMPLOYER: "через работодателя, из зарплаты или стипендии",
    DuesWay.CASH: "наличными",
    DuesWay.TRANSFER: "переводом на счёт",
    DuesWay.EXEMPT: "освобождён от уплаты",
}
SOCIAL: Mapping[SocialKind, str] = {
    SocialKind.CHILD: "Ребёнок",
    SocialKind.LARGE_FAMILY: "Многодетная семья",
    SocialKind.SINGLE_PARENT: "Один воспитывает ребёнка",
    SocialKind.GUARDIAN: "Опекун или приёмный родитель",
    SocialKind.DISABILITY: "Инвалидность",
    SocialKind.DISABLED_CHILD: "Ребёнок с инвалидностью",
    SocialKind.COMBAT_VETERAN: "Ветеран боевых действий",
    SocialKind.LABOUR_VETERAN: "Ветеран труда",
    SocialKind.CHERNOBYL: "Пострадавший от радиации",
    SocialKind.ORPHAN: "Из числа детей-сирот",
    SocialKind.HOUSING_NEED: "Нуждается в жилье",
    SocialKind.DORMITORY: "Живёт в общежитии",
    SocialKind.OTHER: "Другое",
}
SEX: Mapping[Sex, str] = {Sex.FEMALE: "женский", Sex.MALE: "мужской"}
_EVENTS: Mapping[EventKind, tuple[str, str, str]] = {
    EventKind.ADMITTED: ("Принята в Профсоюз впервые", "Принят в Профсоюз впервые", "Принят(а) в Профсоюз впервые"),
    EventKind.REGISTERED: ("Поставлена на учёт", "Поставлен на учёт", "Поставлен(а) на учёт"),
    EventKind.DEREGISTERED: ("Снята с учёта", "Снят с учёта", "Снят(а) с учёта"),
    EventKind.LEFT: ("Вышла из Профсоюза по желанию", "Вышел из Профсоюза по желанию", "Выход из Профсоюза по желанию"),
    EventKind.EXPELLED: ("Исключена из Профсоюза", "Исключён из Профсоюза", "Исключён(а) из Профсоюза"),
    EventKind.DIED: ("Умерла", "Умер", "Умер(ла)"),
    EventKind.CATEGORY_CHANGED: ("Сменилась категория", "Сменилась категория", "Сменилась категория"),
    EventKind.RESTORED: (
        "Восстановлена в Профсоюзе", "Восстановлен в Профсоюзе", "Восстановлен(а) в Профсоюзе",
    ),
    EventKind.CANCELLED: ("Запись отменена", "Запись отменена", "Запись отменена"),
}  # fmt: skip


def event_words(kind: EventKind, sex: Sex | None) -> str:
    """«Принята в Профсоюз впервые»: with the ending that suits the person."""
    return _EVENTS[kind][{Sex.FEMALE: 0, Sex.MALE: 1, None: 2}[sex]]


def state_words(category: MemberCategory | None) -> str:
    """«на учёте: работает» or «не на учёте»."""
    return "не на учёте" if category is None else f"на учёте: {CATEGORY[category]}"


def value_words(field: str, value: object) -> str:
    """A column's value as a person reads it; «не указано» for none."""
    if field == "birth_exact":
        return "известна полностью" if value else "известен только год"
    if value is None or value == "":
        return "не указано"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, StrEnum):
        for words in (SEX, EDUCATION, DUES):
            if value in words:
                return words[value]  # type: ignore[index]
    return str(value)
