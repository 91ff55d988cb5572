"""The journal of what was done to whose data: appended to, hash-chained, never changed.

``digest`` = SHA-256 of the previous digest (64 hex, empty for the first) followed by the entry's canonical JSON. A
changed, removed or reordered entry breaks the chain from there on. Details carry no names of people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import JournalEntry


@dataclass(frozen=True)
class JournalRow:
    """One entry as it is shown and exported."""

    id: int
    at: datetime
    user_name: str
    action: str
    person_uid: str | None
    details: dict[str, object]
    digest: str


class JournalRepository:
    """The journal of one vault, written in the transaction of what it tells of."""

    def __init__(self, session: Session, user_name: str) -> None:
        self._session = session
        self._user_name = user_name

    def record(self, action: str, *, person_uid: str | None = None, **details: object) -> None:
        """Append an entry. ``details`` become JSON (dates and enums as texts) and must not name people."""
        self._append(action, [person_uid], details)

    def record_for_many(self, action: str, person_uids: Sequence[str], **details: object) -> None:
        """The same act for each of these people, one entry each, written together: thousands take a second."""
        self._append(action, person_uids, details)

    def _append(self, action: str, person_uids: Sequence[str | None], details: dict[str, object]) -> None:
        number, digest = self.last()
        text = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
        now = datetime.now(UTC)
        entries = []
        for person_uid in person_uids:
            number += 1
            entry = JournalEntry(
                id=number, at=now, user_name=self._user_name, action=action, person_uid=person_uid, details=text
            )
            digest = entry.digest = _digest(digest, entry)
            entries.append(entry)
        self._session.add_all(entries)
        self._session.flush()

    def entries(self, person_uid: str | None = None, *, limit: int | None = None) -> tuple[JournalRow, ...]:
        """Entries in the order of time: all, or one person's; with ``limit`` the last so many."""
        query = select(JournalEntry).order_by(JournalEntry.id.desc())
        if person_uid is not None:
            query = query.where(JournalEntry.person_uid == person_uid)
        rows = self._session.scalars(query.limit(limit)).all()
        return tuple(
            JournalRow(e.id, e.at, e.user_name, e.action, e.person_uid, json.loads(e.details), e.digest)
            for e in reversed(rows)
        )

    def last(self) -> tuple[int, str]:
        """Number and digest of the last entry; (0, "") of an empty journal."""
        row = self._session.execute(
            select(JournalEntry.id, JournalEntry.digest).order_by(JournalEntry.id.desc()).limit(1)
        ).first()
        return (0, "") if row is None else (row.id, row.digest)

    def digest_of(self, number: int) -> str | None:
        """The digest of entry ``number``; None when there is no such entry."""
        return self._session.scalar(select(JournalEntry.digest).where(JournalEntry.id == number))

    def verify_chain(self) -> int | None:
        """The number of the first entry that does not follow from the one before; None when all do."""
        digest = ""
        for expected, entry in enumerate(self._all(), start=1):
            if entry.id != expected or _digest(digest, entry) != entry.digest:
                return expected
            digest = entry.digest
        return None

    def _all(self) -> Iterator[JournalEntry]:
        return iter(self._session.scalars(select(JournalEntry).order_by(JournalEntry.id)).yield_per(1000))


def _digest(previous: str, entry: JournalEntry) -> str:
    document = {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": entry.user_name,
        "action": entry.action,
        "person": entry.person_uid,
        "details": entry.details,
    }
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + canonical).encode()).hexdigest()
