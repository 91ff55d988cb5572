"""What a person's card and history say of a column's value and of a state on a day."""

from __future__ import annotations

from datetime import date

from app.domain.enums import DuesWay, Education, MemberCategory, Sex
from app.domain.vocabulary.words import word_for


def state_words(category: MemberCategory | None) -> str:
    """«на учёте: работает» or «не на учёте»."""
    return "не на учёте" if category is None else f"на учёте: {word_for(category)}"


def value_words(field: str, value: object) -> str:
    """A column's value as a person reads it; «не указано» for none."""
    if field == "birth_exact":
        return "известна полностью" if value else "известен только год"
    if value is None or value == "":
        return "не указано"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return word_for(value) if isinstance(value, Sex | Education | DuesWay) else str(value)
