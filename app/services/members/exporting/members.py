"""The list of members of a day, with the headings under which the program takes it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.defusing import defuse
from app.domain.enums import MemberCategory, Sex
from app.storage.members.whole import ListedPerson

CATEGORY_WORDS: Mapping[MemberCategory, str] = {
    MemberCategory.WORKING: "работающий",
    MemberCategory.STUDENT: "студент",
    MemberCategory.PENSIONER: "неработающий пенсионер",
    MemberCategory.UNEMPLOYED: "временно не работает",
}
SEX_WORDS: Mapping[Sex | None, str] = {Sex.FEMALE: "женский", Sex.MALE: "мужской", None: ""}

LIST_HEADS = (
    "Фамилия", "Имя", "Отчество", "Пол", "Дата рождения", "Категория", "Должность", "Подразделение", "Учебная группа",
    "Табельный номер", "Телефон", "Электронная почта", "Адрес", "Номер профсоюзного билета",
    "Дата вступления в профсоюз", "Дата постановки на учёт", "Принят впервые", "Согласие", "Дата согласия",
    "Примечание",
)  # fmt: skip


def member_lines(people: Sequence[ListedPerson], consents: Mapping[int, date]) -> list[list[Any]]:
    """A line for each, in the order of :data:`LIST_HEADS`; days are days. ``consents``: since when
    a consent is in force.
    """
    return [
        [
            person.surname,
            person.name,
            person.patronymic,
            SEX_WORDS[person.sex],
            birth_cell(person),
            CATEGORY_WORDS[person.category],
            person.position,
            person.department,
            person.study_group,
            person.personnel_number,
            person.phone,
            person.email,
            person.address,
            person.card_number,
            person.union_since or (person.since if person.first_time else ""),
            person.since,
            "да" if person.first_time else "нет",
            "да" if person.id in consents else "",
            consents.get(person.id, ""),
            person.note,
        ]
        for person in people
    ]


def birth_cell(person: ListedPerson) -> date | str:
    """The day, the year when only that is known, or an empty text."""
    if person.birth_date is None:
        return ""
    return person.birth_date if person.birth_exact else str(person.birth_date.year)


def shown(value: Any) -> str:
    """A cell as people read it."""
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def write_csv(lines: Sequence[Sequence[Any]]) -> bytes:
    """A text table that Excel opens: semicolons, UTF-8 with a mark, nothing in it that could be run."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(LIST_HEADS)
    for line in lines:
        writer.writerow([defuse(shown(value)) for value in line])
    return target.getvalue().encode("utf-8-sig")
