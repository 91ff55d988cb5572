"""Queries of a member's card beside the register: files, photo, social passport, membership elsewhere, transfers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.enums import AttachmentKind, SocialKind
from app.models import Attachment, OutsideEvent, SocialFact, Transfer


@dataclass(frozen=True)
class StoredFile:
    """A file of a person without its contents. ``size`` in bytes."""

    id: int
    kind: AttachmentKind
    title: str
    media_type: str
    size: int
    added_at: datetime


class PersonCardRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- files

    def files(self, person_id: int) -> list[StoredFile]:
        """A person's files but the photo, the latest first; the contents are not read."""
        columns = (
            Attachment.id,
            Attachment.kind,
            Attachment.title,
            Attachment.media_type,
            func.length(Attachment.content),
            Attachment.added_at,
        )
        statement = (
            select(*columns)
            .where(Attachment.person_id == person_id, Attachment.kind != AttachmentKind.PHOTO)
            .order_by(Attachment.added_at.desc(), Attachment.id.desc())
        )
        return [StoredFile(*row) for row in self._session.execute(statement)]

    def photo(self, person_id: int) -> Attachment | None:
        """The person's photo, or None."""
        return self._session.scalars(
            select(Attachment)
            .where(Attachment.person_id == person_id, Attachment.kind == AttachmentKind.PHOTO)
            .order_by(Attachment.id.desc())
            .limit(1)
        ).first()

    def add_file(self, row: Attachment) -> int:
        """Keep a file; its id."""
        self._session.add(row)
        self._session.flush()
        return row.id

    def file(self, attachment_id: int) -> Attachment | None:
        """One file with its contents, or None."""
        return self._session.get(Attachment, attachment_id)

    def delete_file(self, row: Attachment) -> None:
        """Delete a file; consents that named it as their scan keep their other columns."""
        self._session.delete(row)
        self._session.flush()

    def remove_photos(self, person_id: int) -> None:
        """Delete the person's photo."""
        self._session.execute(
            delete(Attachment).where(Attachment.person_id == person_id, Attachment.kind == AttachmentKind.PHOTO)
        )

    # --- the social passport

    def social_facts(self, person_id: int) -> Sequence[SocialFact]:
        """Every line of a person's social passport, children by birth."""
        return self._session.scalars(
            select(SocialFact)
            .where(SocialFact.person_id == person_id)
            .order_by(SocialFact.kind, SocialFact.born_on, SocialFact.id)
        ).all()

    def social_rows(self) -> list[tuple[int, SocialKind, date | None, date | None, date | None]]:
        """Everybody's lines for counting: person, kind, birth of a child, since, until."""
        query = select(
            SocialFact.person_id, SocialFact.kind, SocialFact.born_on, SocialFact.since, SocialFact.until
        ).order_by(SocialFact.id)
        return [(row[0], row[1], row[2], row[3], row[4]) for row in self._session.execute(query)]

    def social_fact(self, fact_id: int) -> SocialFact | None:
        """One line, or None."""
        return self._session.get(SocialFact, fact_id)

    def add_social_fact(self, row: SocialFact) -> int:
        """Store a line; its id."""
        self._session.add(row)
        self._session.flush()
        return row.id

    def delete_social_facts(self, person_id: int, fact_ids: Sequence[int] | None) -> int:
        """Delete lines (all when None) of a person; how many."""
        rows = [row for row in self.social_facts(person_id) if fact_ids is None or row.id in fact_ids]
        for row in rows:
            self._session.delete(row)
        self._session.flush()
        return len(rows)

    # --- membership elsewhere

    def outside_events(self, person_id: int) -> Sequence[OutsideEvent]:
        """What transfer files told of membership in other organisations, by date."""
        return self._session.scalars(
            select(OutsideEvent)
            .where(OutsideEvent.person_id == person_id)
            .order_by(OutsideEvent.on_date, OutsideEvent.id)
        ).all()

    def add_outside_events(self, rows: Sequence[OutsideEvent]) -> None:
        """Store them."""
        self._session.add_all(list(rows))
        self._session.flush()

    def transfer(self, uuid: str) -> Transfer | None:
        """The transfer file of this number, made here or taken in; None when there was none."""
        return self._session.scalars(select(Transfer).where(Transfer.uuid == uuid)).first()

    def transfers(self, person_id: int) -> Sequence[Transfer]:
        """Transfer files made for a person or taken in with them, by time."""
        return self._session.scalars(
            select(Transfer).where(Transfer.person_id == person_id).order_by(Transfer.id)
        ).all()

    def add_transfer(self, row: Transfer) -> None:
        """Remember a transfer file."""
        self._session.add(row)
        self._session.flush()
