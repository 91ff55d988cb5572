"""What is known about a person, by field: one word for one thing in cards, consents, lists of what leaves, papers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.domain.vocabulary.words import Wording, title_for, word_for


class PersonField(StrEnum):
    """Columns of a person, and groups of data that consents speak of."""

    SURNAME = "surname"
    NAME = "name"
    PATRONYMIC = "patronymic"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    BIRTH_EXACT = "birth_exact"
    PHOTO = "photo"
    CATEGORY = "category"
    POSITION = "position"
    DEPARTMENT = "department"
    STUDY_GROUP = "study_group"
    PERSONNEL_NUMBER = "personnel_number"
    WORK_SINCE = "work_since"
    WORK_UNTIL = "work_until"
    EDUCATION = "education"
    SPECIALITY = "speciality"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CARD_NUMBER = "card_number"
    UNION_SINCE = "union_since"
    DUES_WAY = "dues_way"
    NOTE = "note"
    MEMBERSHIP = "membership"
    ROLES = "roles"
    TRAININGS = "trainings"
    FAMILY = "family"
    CHILDREN = "children"
    HEALTH = "health"
    BENEFITS = "benefits"


_KEPT_HERE = frozenset(
    {PersonField.BIRTH_EXACT, PersonField.PERSONNEL_NUMBER, PersonField.WORK_UNTIL, PersonField.DUES_WAY}
    | {PersonField.NOTE}
)
"""No consent part and no channel may name these."""
FIELD_WORDS: Mapping[str, str] = {
    field.value: word_for(field, Wording.FULL) for field in PersonField if field not in _KEPT_HERE
}
"""Names that a profile's consent parts and channels may use, in the words of consents."""
COLUMN_TITLES: Mapping[str, str] = {field.value: title_for(field) for field in PersonField}
"""What a column of a person is called in a card and its history."""


def field_words(fields: tuple[str, ...]) -> str:
    """«фамилия, имя, телефон»"""
    return ", ".join(FIELD_WORDS[name] for name in fields)
