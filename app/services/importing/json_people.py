"""People in JSON, as 1С and other programs give them: ``docs/register-json.md``. They become rows of a list.

So everything the import does with a spreadsheet (preview, comparison with the register, undo) holds for them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.bounded_json import parse_bounded
from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, Sex
from app.domain.names import tidy
from app.domain.vocabulary.words import Wording, word_for, words
from app.errors import UserError

REGISTER_FORMAT = "pervichka-register"

JSON_COLUMNS: Mapping[str, str] = {
    "personnel_number": "Табельный номер",
    "surname": "Фамилия",
    "name": "Имя",
    "patronymic": "Отчество",
    "sex": "Пол",
    "birth_date": "Дата рождения",
    "category": "Категория",
    "position": "Должность",
    "department": "Подразделение",
    "study_group": "Учебная группа",
    "phone": "Телефон",
    "email": "Электронная почта",
    "address": "Адрес",
    "card_number": "Номер профсоюзного билета",
    "union_since": "Дата вступления в профсоюз",
    "since": "Дата постановки на учёт",
    "first_time": "Принят впервые",
    "left_on": "Дата снятия с учёта",
    "left_reason": "Причина снятия с учёта",
    "consent_on": "Дата согласия",
    "note": "Примечание",
}
"""Keys of a person that a list can hold, under the headings the import knows."""

DAY_FIELDS = frozenset({"birth_date", "union_since", "since", "left_on", "consent_on"})
_EXITS = (EventKind.LEFT, EventKind.EXPELLED, EventKind.DIED)
JSON_WORDS: Mapping[str, Mapping[Any, str]] = {
    "sex": {**words(Sex)},
    "category": {**words(MemberCategory, Wording.NOUN)},
    "left_reason": {**words(DeregistrationReason), **{kind: word_for(kind) for kind in _EXITS}},
    "first_time": {True: "да", False: "нет"},
}
"""Values of closed lists as the import reads them."""


def read_people(text: str, name: str) -> list[list[object]]:
    """Rows with a title and a heading. UserError ``importing.json`` when it is not people, or a value does not fit."""
    try:
        document = parse_bounded(text.lstrip("\ufeff").encode(), fraction=float)
    except ValueError as error:
        raise UserError("importing.json", name=name, where="это не JSON") from error
    if not isinstance(document, dict) or document.get("format") != REGISTER_FORMAT:
        raise UserError("importing.json", name=name, where=f'нет «"format": "{REGISTER_FORMAT}"»')
    people = document.get("people")
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise UserError("importing.json", name=name, where="нет списка «people»")
    keys = [key for key in JSON_COLUMNS if any(person.get(key) not in (None, "") for person in people)]
    rows: list[list[object]] = []
    if isinstance(document.get("as_of"), str) and not document.get("complete"):
        rows.append([f"Список на {_day(document['as_of'], 'as_of', 0, name):%d.%m.%Y}"])
    rows.append([JSON_COLUMNS[key] for key in keys])
    for number, person in enumerate(people, start=1):
        if person.get("category") is None and document.get("complete"):
            continue  # a whole register also holds people who are not members now
        rows.append([_cell(key, person, number, name) for key in keys])
    return rows


def _cell(key: str, person: Mapping[str, Any], number: int, name: str) -> object:
    value = person.get(key)
    if value is None or value == "":
        return ""
    if key in JSON_WORDS:
        if value not in JSON_WORDS[key]:
            raise UserError("importing.json", name=name, where=f"человек {number}, «{key}»: {value}")
        return JSON_WORDS[key][value]
    if key == "birth_date" and (person.get("birth_exact") is False or len(str(value)) == 4):
        return str(value)[:4]
    if key in DAY_FIELDS:
        return _day(value, key, number, name)
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise UserError("importing.json", name=name, where=f"человек {number}, «{key}»")
    return tidy(str(value))


def _day(value: object, key: str, number: int, name: str) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        where = f"человек {number}, «{key}»: {value}" if number else f"«{key}»: {value}"
        raise UserError("importing.json", name=name, where=where) from error
