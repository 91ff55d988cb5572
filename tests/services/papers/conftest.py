"""A session with people whose names are not easy."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.enums import EventKind, MemberCategory, Sex
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.session import VaultSession

NAMES = (
    ("Ахметова", "Гульнара", "Ильдаровна", Sex.FEMALE),
    ("Шевчук", "Ольга", "Петровна", Sex.FEMALE),
    ("Соловей", "Лев", "Ильич", Sex.MALE),
    ("Мамедов", "Вагиф", "Али оглы", Sex.MALE),
)


@pytest.fixture
def people(session: VaultSession) -> list[int]:
    """Their ids."""
    return [
        add_member(
            session,
            PersonDraft(surname, name, patronymic, sex, date(1985, 4, 2), position="старший воспитатель"),
            EntryDraft(EventKind.ADMITTED, date(2024, 9, 2), MemberCategory.WORKING, basis="протокол № 3"),
        )
        for surname, name, patronymic, sex in NAMES
    ]
