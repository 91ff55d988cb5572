"""Queries of the import: the register as lists are compared with it, batches, and taking a batch back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import delete, func, insert, or_, select, true
from sqlalchemy.orm import Session

from app.domain.cards import CardMedium, CardState
from app.domain.changes import UNKNOWN_DAY
from app.domain.enums import OrganisationCategory
from app.models import (
    Consent,
    ConsentPart,
    ImportBatch,
    JournalEntry,
    MembershipEvent,
    MembershipSpan,
    Organisation,
    Person,
    PersonChange,
    UnionCard,
)
from app.storage.members.register_person import PERSON_COLUMNS, RegisterPerson
from app.storage.privacy.person_columns import columns_of_people

_CHUNK = 500
_T = TypeVar("_T")


_OWN_TABLES = frozenset({"membership_event", "membership_span", "person_change", "consent", "waiting_row"})
"""Tables in which an import itself writes about people: looked at one by one."""


class ImportRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- comparing

    def register(self) -> list[RegisterPerson]:
        """Everybody the vault holds, but for those whose data were destroyed."""
        statement = select(*PERSON_COLUMNS).where(Person.erased_on.is_(None)).order_by(Person.id)
        return [RegisterPerson(*row) for row in self._session.execute(statement)]

    def organisation_category(self) -> OrganisationCategory | None:
        """The column of form 7 our organisation stands in."""
        return self._session.scalar(select(Organisation.category))

    def was_imported(self, sha256: str) -> bool:
        """Whether this very file was imported and not taken back."""
        statement = select(ImportBatch.id).where(ImportBatch.file_sha256 == sha256, ImportBatch.undone_at.is_(None))
        return self._session.scalar(statement.limit(1)) is not None

    def with_cards(self) -> frozenset[int]:
        """People a card of whom is recorded."""
        return frozenset(self._session.scalars(select(UnionCard.person_id).distinct()))

    # --- writing

    def add_former_surnames(self, rows: Sequence[tuple[int, str, str]], batch_id: int, user_name: str) -> None:
        """(person, surname before, surname now): borne before, nobody knows until when."""
        now = datetime.now(UTC)
        self._session.execute(
            insert(PersonChange),
            [
                {
                    "person_id": person_id,
                    "field": "surname",
                    "before": json.dumps(before, ensure_ascii=False),
                    "after": json.dumps(after, ensure_ascii=False),
                    "changed_on": UNKNOWN_DAY,
                    "recorded_at": now,
                    "user_name": user_name,
                    "import_batch_id": batch_id,
                    "operation_id": None,
                }
                for person_id, before, after in rows
            ],
        )

    def add_card_kinds(self, rows: Sequence[tuple[int, str, CardMedium]], batch_id: int) -> None:
        """(person, number, kind): the card a list tells of, handed out nobody knows when."""
        self._session.execute(
            insert(UnionCard),
            [
                {
                    "person_id": person_id,
                    "number": number,
                    "medium": medium,
                    "state": CardState.ISSUED,
                    "instead_of_paper": False,
                    "import_batch_id": batch_id,
                }
                for person_id, number, medium in rows
            ],
        )

    def add_batch(self, file_name: str, sha256: str, at: datetime, before: str) -> int:
        """Open a batch and return its id. ``before``: JSON of the values it overwrites."""
        batch = ImportBatch(file_name=file_name, file_sha256=sha256, at=at, before=before)
        self._session.add(batch)
        self._session.flush()
        return batch.id

    def forget_changes(self, batch_id: int) -> None:
        """Take the batch's lines out of the log of changes: it is taken back as if it had never been."""
        self._session.execute(delete(PersonChange).where(PersonChange.import_batch_id == batch_id))

    # --- batches

    def batch(self, batch_id: int) -> ImportBatch | None:
        """One batch, or None."""
        return self._session.get(ImportBatch, batch_id)

    def last_batch(self) -> ImportBatch | None:
        """The latest batch that was not taken back."""
        statement = select(ImportBatch).where(ImportBatch.undone_at.is_(None)).order_by(ImportBatch.id.desc())
        return self._session.scalars(statement.limit(1)).first()

    def later_batches(self, batch_id: int) -> Sequence[ImportBatch]:
        """Batches after this one that were not taken back."""
        statement = select(ImportBatch).where(ImportBatch.id > batch_id, ImportBatch.undone_at.is_(None))
        return self._session.scalars(statement).all()

    def created_people(self, batch_id: int) -> dict[int, str]:
        """Ids and uids of the persons a batch created."""
        statement = select(Person.id, Person.uid).where(Person.import_batch_id == batch_id)
        return {row.id: row.uid for row in self._session.execute(statement)}

    def people_with_events(self, batch_id: int) -> set[int]:
        """Persons to whom a batch added events."""
        statement = select(MembershipEvent.person_id).where(MembershipEvent.import_batch_id == batch_id).distinct()
        return set(self._session.scalars(statement))

    def values_of(self, person_ids: Iterable[int]) -> dict[int, RegisterPerson]:
        """The present values of these persons."""
        found: dict[int, RegisterPerson] = {}
        for chunk in _chunks(sorted(person_ids)):
            for row in self._session.execute(select(*PERSON_COLUMNS).where(Person.id.in_(chunk))):
                person = RegisterPerson(*row)
                found[person.id] = person
        return found

    # --- what hangs on a batch

    def has_later_events(self, batch_id: int, created: Iterable[int], touched: Iterable[int]) -> bool:
        """Whether somebody recorded events over those of the batch."""
        first = self._session.scalar(
            select(func.min(MembershipEvent.id)).where(MembershipEvent.import_batch_id == batch_id)
        )
        foreign = or_(MembershipEvent.import_batch_id.is_(None), MembershipEvent.import_batch_id != batch_id)
        created_ids = sorted(created)
        for chunk in _chunks(created_ids):
            if self._any(select(MembershipEvent.id).where(MembershipEvent.person_id.in_(chunk), foreign)):
                return True
        if first is None:
            return False
        return any(
            self._any(
                select(MembershipEvent.id).where(
                    MembershipEvent.person_id.in_(chunk), foreign, MembershipEvent.id > first
                )
            )
            for chunk in _chunks(sorted(set(touched) - set(created_ids)))
        )

    def has_offices(self, created: Iterable[int]) -> bool:
        """Whether persons of the batch got offices, trainings, cards, papers: a row of any table that names people."""
        own = UnionCard.import_batch_id
        return any(
            self._any(
                select(column).where(column.in_(chunk), own.is_(None) if column.table.name == "union_card" else true())
            )
            for column in columns_of_people()
            if column.table.name not in _OWN_TABLES
            for chunk in _chunks(sorted(created))
        )

    def has_later_changes(self, batch_id: int, created: Iterable[int]) -> bool:
        """Whether the data of persons of the batch were changed by something else since."""
        foreign = or_(PersonChange.import_batch_id.is_(None), PersonChange.import_batch_id != batch_id)
        return any(
            self._any(select(PersonChange.id).where(PersonChange.person_id.in_(chunk), foreign))
            for chunk in _chunks(sorted(created))
        )

    def has_other_consents(self, batch_id: int, created: Iterable[int]) -> bool:
        """Whether consents were added to the batch's persons, or one of the batch's consents was withdrawn."""
        withdrawn = (
            select(ConsentPart.id)
            .join(Consent, Consent.id == ConsentPart.consent_id)
            .where(Consent.import_batch_id == batch_id, ConsentPart.withdrawn_on.is_not(None))
        )
        if self._any(withdrawn):
            return True
        foreign = or_(Consent.import_batch_id.is_(None), Consent.import_batch_id != batch_id)
        return any(
            self._any(select(Consent.id).where(Consent.person_id.in_(chunk), foreign))
            for chunk in _chunks(sorted(created))
        )

    def has_later_edits(self, at: datetime, uids: Iterable[str]) -> bool:
        """Whether the journal tells that one of these persons was corrected by hand after ``at``."""
        return any(
            self._any(
                select(JournalEntry.id).where(
                    JournalEntry.person_uid.in_(chunk), JournalEntry.at > at, JournalEntry.action == "person.changed"
                )
            )
            for chunk in _chunks(sorted(uids))
        )

    def _any(self, statement: Any) -> bool:
        return self._session.execute(statement.limit(1)).first() is not None

    def remove(self, batch_id: int, created: Iterable[int]) -> None:
        """Delete what a batch added: its consents, events and persons. The caller rebuilds spans of those who stay."""
        self._session.flush()
        consents = select(Consent.id).where(Consent.import_batch_id == batch_id)
        self._session.execute(delete(ConsentPart).where(ConsentPart.consent_id.in_(consents)))
        self._session.execute(delete(Consent).where(Consent.import_batch_id == batch_id))
        self._session.execute(delete(MembershipEvent).where(MembershipEvent.import_batch_id == batch_id))
        self._session.execute(delete(UnionCard).where(UnionCard.import_batch_id == batch_id))
        for chunk in _chunks(sorted(created)):
            self._session.execute(delete(MembershipSpan).where(MembershipSpan.person_id.in_(chunk)))
            self._session.execute(delete(Person).where(Person.id.in_(chunk)))


def _chunks(items: Sequence[_T]) -> Iterable[Sequence[_T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
