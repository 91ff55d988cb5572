"""One person of the register as it stands now: what comparing, finding doubles and printing lists read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.enums import Sex
from app.models import Person


@dataclass(frozen=True)
class RegisterPerson:
    """A person as lists and other people are compared with and as lists print: the columns of Person that a list may
    fill, and what one is found by."""

    id: int
    search_name: str
    surname: str
    name: str
    patronymic: str
    sex: Sex | None
    birth_date: date | None
    birth_exact: bool
    position: str
    department: str
    study_group: str
    personnel_number: str
    phone: str
    email: str
    address: str
    card_number: str
    union_since: date | None
    note: str
    former_names: str = ""
    work_until: date | None = None
    blocked_on: date | None = None


PERSON_COLUMNS = tuple(getattr(Person, name) for name in RegisterPerson.__dataclass_fields__)
"""The columns of a row of :class:`RegisterPerson`, in its order."""
