"""A made-up person for looking at a wording, and the list of fields that may be put into it."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.declension import PersonName
from app.domain.enums import Sex
from app.services.papers import values
from app.services.papers.loading import scope_of
from app.services.papers.template import PaperField, PaperSubject, Template, ValueKind

_PERSON: dict[str, Any] = {
    "person": PersonName("Образцова", "Анна", "Сергеевна", Sex.FEMALE),
    "person.surname": "Образцова",
    "person.name": "Анна",
    "person.patronymic": "Сергеевна",
    "person.sex": "женский",
    "person.birth_date": date(1985, 4, 2),
    "person.position": "старший воспитатель",
    "person.department": "младшая группа",
    "person.work": "старший воспитатель, младшая группа",
    "person.phone": "+7 900 000-00-00",
    "person.address": "000000, г. Примерный, ул. Учебная, д. 1",
    "person.card_number": "0000001",
    "person.union_since": date(2010, 9, 1),
    "person.since": date(2015, 9, 1),
    "person.category": "работающий",
}
_TEXTS = {
    ValueKind.TEXT: "…",
    ValueKind.PHRASE: "пример",
    ValueKind.LINES: "…",
    ValueKind.NUMBER: 3,
    ValueKind.DATE: date(2026, 9, 1),
}


def sample_values(template: Template) -> dict[str, Any]:
    """Values of a made-up person, and two rows in every list of the template's own."""
    result: dict[str, Any] = {}
    if template.subject is PaperSubject.PERSON:
        result |= _PERSON
        result["history"] = [{"on": date(2015, 9, 1), "event": "Принята в профсоюз", "basis": "протокол № 3"}]
    if template.subject is PaperSubject.PEOPLE:
        result["people"] = [_PERSON, _PERSON]
    for made in template.lists.values():
        if made.name not in result and made.name not in values.PERSON_LISTS:
            result[made.name] = [{c.name: _sample(c, n) for c in made.columns} for n in (1, 2)]
    return result


def _sample(column: PaperField, number: int) -> Any:
    if column.kind is ValueKind.NAME:
        return _PERSON["person"]
    return f"{column.title} {number}" if column.kind is ValueKind.TEXT else _TEXTS[column.kind]


def marks_for(template: Template) -> tuple[PaperField, ...]:
    """Every field that may stand in the template's words, its own first."""
    names = scope_of(template.subject, template.fields, template.lists).names
    own = [field.name for field in template.fields]
    return tuple(names[name] for name in [*own, *(n for n in names if n not in own)])
