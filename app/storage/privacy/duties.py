"""Queries over consents as rules see them, requests, ends of processing, acts of destruction and incidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from app.domain.enums import MemberCategory
from app.models import (
    Base,
    Consent,
    ConsentPart,
    Destruction,
    Handover,
    Incident,
    MembershipSpan,
    OutboxItem,
    Person,
    ProcessingEnd,
    RegulatorNotice,
    SignedRedaction,
    SubjectRequest,
)

_CHUNK = 500
_R = TypeVar("_R", bound=Base)


class PrivacyRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Base) -> None:
        """Insert and number a row."""
        self._session.add(row)
        self._session.flush()

    # --- consents

    def consent_rows(
        self, part: str, person_id: int | None = None
    ) -> Sequence[tuple[int, str, date, date | None, bool, date | None]]:
        """(person, edition, given on, last day, given, withdrawn on) of one part, in order: a person's last one counts.

        The last day is the earlier of the document's and the part's. Of one person when ``person_id`` is told.
        """
        statement = (
            select(
                Consent.person_id,
                Consent.edition,
                Consent.given_on,
                Consent.valid_until,
                ConsentPart.valid_until,
                ConsentPart.given,
                ConsentPart.withdrawn_on,
            )
            .join(ConsentPart, ConsentPart.consent_id == Consent.id)
            .where(ConsentPart.part == part)
            .order_by(Consent.given_on, Consent.id)
        )
        if person_id is not None:
            statement = statement.where(Consent.person_id == person_id)
        rows = []
        for person, edition, given_on, whole, own, given, withdrawn in self._session.execute(statement):
            last = min((day for day in (whole, own) if day is not None), default=None)
            rows.append((person, edition, given_on, last, given, withdrawn))
        return rows

    def consent(self, consent_id: int) -> Consent | None:
        """One document."""
        return self._session.get(Consent, consent_id)

    def same_record(self, person_id: int, record: str) -> bool:
        """Whether a consent with this record of another system is here already."""
        return (
            self._session.scalar(
                select(Consent.id).where(Consent.person_id == person_id, Consent.record == record).limit(1)
            )
            is not None
        )

    def person_by_uid(self, uid: str) -> Person | None:
        """The person of a lasting identifier."""
        return self._session.scalar(select(Person).where(Person.uid == uid))

    # --- who may be sent

    def people(
        self, on: date, person_ids: Sequence[int] | None = None
    ) -> Sequence[tuple[Person, MemberCategory | None]]:
        """Those on the register at the end of a day with their category, by name; or exactly these people, whether on
        the register or not. Nameless markers are never among them."""
        return [(row[0], row[1]) for row in self._on_register((Person,), on, person_ids)]

    def columns_of(
        self, on: date, names: Sequence[str], person_ids: Sequence[int] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """The same people, of each only these columns and the category: thousands are read without an object each."""
        return self._on_register([getattr(Person, name) for name in names], on, person_ids)

    def _on_register(
        self, columns: Sequence[Any], on: date, person_ids: Sequence[int] | None
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        covers = (MembershipSpan.starts_on <= on) & or_(MembershipSpan.ends_on.is_(None), MembershipSpan.ends_on > on)
        member = (MembershipSpan.person_id == Person.id) & covers
        statement = select(*columns, MembershipSpan.category).select_from(Person)
        asked = statement.where(Person.erased_on.is_(None)).order_by(Person.search_name, Person.id)
        if person_ids is None:
            return self._session.execute(asked.join(MembershipSpan, member)).all()
        found: list[Row[*tuple[Any, ...]]] = []
        for start in range(0, len(person_ids), _CHUNK):
            chunk = person_ids[start : start + _CHUNK]
            found += self._session.execute(asked.outerjoin(MembershipSpan, member).where(Person.id.in_(chunk)))
        return found

    def everybody(self) -> list[int]:
        """Numbers of all people, nameless markers left out."""
        return list(self._session.scalars(select(Person.id).where(Person.erased_on.is_(None)).order_by(Person.id)))

    def remove(self, row: Base) -> None:
        """Delete a row."""
        self._session.delete(row)
        self._session.flush()

    # --- what the law asks to be written down

    def get(self, kind: type[_R], row_id: int) -> _R | None:
        """One row by its number."""
        return self._session.get(kind, row_id)

    def requests(self) -> Sequence[tuple[SubjectRequest, Person]]:
        """All requests with the people, the newest first."""
        statement = select(SubjectRequest, Person).join(Person, Person.id == SubjectRequest.person_id)
        order = (SubjectRequest.received_on.desc(), SubjectRequest.id.desc())
        return [(r, p) for r, p in self._session.execute(statement.order_by(*order))]

    def ends(self) -> Sequence[tuple[ProcessingEnd, Person]]:
        """All ends of processing with the people, by the day they are due."""
        statement = select(ProcessingEnd, Person).join(Person, Person.id == ProcessingEnd.person_id)
        return [(e, p) for e, p in self._session.execute(statement.order_by(ProcessingEnd.due_on, ProcessingEnd.id))]

    def ends_of(self, person_id: int) -> Sequence[ProcessingEnd]:
        """One person's ends of processing."""
        statement = select(ProcessingEnd).where(ProcessingEnd.person_id == person_id)
        return self._session.scalars(statement.order_by(ProcessingEnd.id)).all()

    def destructions(self) -> Sequence[Destruction]:
        """All acts by their number."""
        return self._session.scalars(select(Destruction).order_by(Destruction.number)).all()

    def redactions(self) -> Sequence[SignedRedaction]:
        """What was blacked out in signed lists, in order."""
        return self._session.scalars(select(SignedRedaction).order_by(SignedRedaction.id)).all()

    def notices(self) -> Sequence[RegulatorNotice]:
        """Notices to Roskomnadzor in the order they were sent."""
        return self._session.scalars(
            select(RegulatorNotice).order_by(RegulatorNotice.sent_on, RegulatorNotice.id)
        ).all()

    def incidents(self) -> Sequence[Incident]:
        """All incidents, the newest first."""
        return self._session.scalars(select(Incident).order_by(Incident.discovered_at.desc(), Incident.id.desc())).all()

    def left_before(self, day: date) -> Sequence[tuple[Person, date]]:
        """People whose last membership ended before a day, with the day it ended; markers are not among them."""
        last = (
            select(
                MembershipSpan.person_id,
                func.max(MembershipSpan.ends_on).label("ended"),
                func.sum(func.coalesce(MembershipSpan.ends_on, 0) == 0).label("open"),
            )
            .group_by(MembershipSpan.person_id)
            .subquery()
        )
        statement = (
            select(Person, last.c.ended)
            .join(last, last.c.person_id == Person.id)
            .where(Person.erased_on.is_(None), last.c.open == 0, last.c.ended < day)
            .order_by(last.c.ended, Person.search_name)
        )
        return [(p, d) for p, d in self._session.execute(statement)]

    def sent_items(self, uuids: Sequence[str]) -> Sequence[tuple[OutboxItem, date | None]]:
        """Sealed files of ours by their numbers, with the day they were first handed over."""
        found: list[tuple[OutboxItem, date | None]] = []
        for start in range(0, len(uuids), _CHUNK):
            first = (
                select(Handover.outbox_id, func.min(Handover.at).label("at")).group_by(Handover.outbox_id).subquery()
            )
            statement = (
                select(OutboxItem, first.c.at)
                .outerjoin(first, first.c.outbox_id == OutboxItem.id)
                .where(OutboxItem.uuid.in_(uuids[start : start + _CHUNK]))
            )
            found += [(i, None if at is None else at.date()) for i, at in self._session.execute(statement)]
        return found
