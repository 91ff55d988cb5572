"""The journal for people: what was done lately, and everything that was done to one person's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.session import CHAIR, VaultSession
from app.storage.journal import JournalRow
from app.storage.unit_of_work import UnitOfWork

__all__ = ["JournalRow", "PersonJournal", "recent", "for_person", "for_person_in"]  # noqa: RUF022 - by meaning


@dataclass(frozen=True)
class PersonJournal:
    """The extract for one person. ``intact``: the whole journal's chain was checked when the extract was made."""

    person_uid: str
    made_at: datetime
    intact: bool
    entries: tuple[JournalRow, ...]


def recent(session: VaultSession, limit: int = 200) -> tuple[JournalRow, ...]:
    """The last acts, the oldest of them first. Only the chair may."""
    session.require(*CHAIR)
    with session.unit_of_work() as uow:
        return uow.journal.entries(limit=limit)


def for_person(session: VaultSession, person_uid: str) -> PersonJournal:
    """Everything the journal knows of one person's data; making the extract is itself recorded, after it."""
    session.require(*CHAIR)
    with session.unit_of_work() as uow:
        extract = for_person_in(uow, person_uid)
        uow.journal.record("journal.exported", person_uid=person_uid)
        uow.commit()
    return extract


def for_person_in(uow: UnitOfWork, person_uid: str) -> PersonJournal:
    """The extract inside somebody's unit of work, for an answer to a member's request."""
    intact = uow.journal.verify_chain() is None
    return PersonJournal(person_uid, datetime.now().astimezone(), intact, uow.journal.entries(person_uid))
