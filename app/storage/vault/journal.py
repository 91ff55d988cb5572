"""The journal of what was done to whose data: appended to, hash-chained, its order and its acts never changed.

``digest`` = SHA-256 of the previous digest (64 hex, empty for the first) followed by the entry's canonical JSON, in
which the person and the details stand only as salted marks: SHA-256 of kind, salt and text. While an entry lives, its
marks are computed; when a person's data is destroyed, the marks are written down and uid, details and salts are
cleared. The chain holds, and nobody can tell from a mark whose it was: the salt of 128 random bits is gone. Every
erasure is itself an entry that names the numbers erased, so that an erasure nobody ordered is found.

A changed, removed or reordered entry breaks the chain from there on. Details carry no names of people.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from app.models import JournalEntry, Person
from app.models.base import table_of

FORGOTTEN = "journal.forgotten"
"""The act of erasing; its details name the numbers of the entries: ``{"entries": [4, 9], "mentions": [12]}``."""


@dataclass(frozen=True)
class JournalRow:
    """One entry as it is shown and exported. ``erased``: it concerned a person whose data was destroyed.

    The salts, marks and ``details_text`` (the JSON as it was hashed) let others check the chain from an export.
    """

    id: int
    at: datetime
    user_name: str
    action: str
    person_uid: str | None
    details: dict[str, object]
    digest: str
    erased: bool
    person_salt: str
    person_mark: str
    details_text: str
    details_salt: str
    details_mark: str


@dataclass(frozen=True)
class JournalFilter:
    """Which entries: one person's, one user's, of some acts, from a moment on, before a moment."""

    person_uid: str | None = None
    user_name: str = ""
    actions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


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
        rows: list[dict[str, object]] = []
        for person_uid in person_uids:
            number += 1
            person_salt = "" if person_uid is None else secrets.token_hex(16)
            details_salt = secrets.token_hex(16)
            person_mark = None if person_uid is None else _mark("person", person_salt, person_uid)
            details_mark = _mark("details", details_salt, text)
            digest = _chained(digest, number, now, self._user_name, action, person_mark, details_mark)
            rows.append(
                {
                    "id": number,
                    "at": now,
                    "user_name": self._user_name,
                    "action": action,
                    "person_uid": person_uid,
                    "person_salt": person_salt,
                    "person_mark": "",
                    "details": text,
                    "details_salt": details_salt,
                    "details_mark": "",
                    "digest": digest,
                }
            )
        if rows:
            self._session.flush()
            self._session.execute(insert(table_of(JournalEntry)), rows)

    def forget(self, person_uid: str, names: Callable[[str], bool] | None = None) -> int:
        """Unlink a destroyed person: uid and details of their entries go, and details elsewhere that hold the uid or,
        by ``names``, name the person.

        The acts themselves stay (who, what, when), and so does the chain; an entry :data:`FORGOTTEN` tells which
        numbers were erased. Returns how many entries were touched. Not to be undone.
        """
        mentions = JournalEntry.details.contains(person_uid, autoescape=True)
        named: list[int] = []
        if names is not None:
            told = select(JournalEntry.id, JournalEntry.details).where(JournalEntry.details != "{}")
            named = [number for number, details in self._session.execute(told) if names(details)]
        wanted = or_(JournalEntry.person_uid == person_uid, mentions, JournalEntry.id.in_(named))
        query = select(JournalEntry).where(wanted)
        own, other = [], []
        for entry in self._session.scalars(query.order_by(JournalEntry.id)).all():
            if entry.person_uid == person_uid:
                entry.person_mark, entry.person_salt, entry.person_uid = _person_mark(entry) or "", "", None
                own.append(entry.id)
            else:
                other.append(entry.id)
            if not entry.details_mark:
                entry.details_mark, entry.details_salt, entry.details = _details_mark(entry), "", "{}"
        self._session.flush()
        if own or other:
            self.record(FORGOTTEN, entries=own, mentions=other)
        return len(own) + len(other)

    def entries(self, person_uid: str | None = None, *, limit: int | None = None) -> tuple[JournalRow, ...]:
        """Entries in the order of time: all, or one person's; with ``limit`` the last so many."""
        query = select(JournalEntry).order_by(JournalEntry.id.desc())
        if person_uid is not None:
            query = query.where(JournalEntry.person_uid == person_uid)
        rows = self._session.scalars(query.limit(limit)).all()
        return tuple(_row(entry) for entry in reversed(rows))

    def find(self, wanted: JournalFilter, *, limit: int | None = None) -> tuple[JournalRow, ...]:
        """Entries that are asked for, in the order of time; with ``limit`` the last so many."""
        query = select(JournalEntry).order_by(JournalEntry.id.desc())
        if wanted.person_uid is not None:
            query = query.where(JournalEntry.person_uid == wanted.person_uid)
        if wanted.user_name:
            query = query.where(JournalEntry.user_name == wanted.user_name)
        if wanted.actions:
            query = query.where(JournalEntry.action.in_(wanted.actions))
        if wanted.since is not None:
            query = query.where(JournalEntry.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(JournalEntry.at < wanted.until)
        return tuple(_row(entry) for entry in reversed(self._session.scalars(query.limit(limit)).all()))

    def users(self) -> tuple[str, ...]:
        """Names of everybody who ever did something."""
        query = select(JournalEntry.user_name).distinct().order_by(JournalEntry.user_name)
        return tuple(self._session.scalars(query))

    def actions(self) -> tuple[str, ...]:
        """Every kind of act that was ever done."""
        return tuple(self._session.scalars(select(JournalEntry.action).distinct().order_by(JournalEntry.action)))

    def names(self, person_uids: set[str]) -> dict[str, str]:
        """Surname, name and patronymic of the people whose uids these are, as they are now."""
        found: dict[str, str] = {}
        wanted = sorted(person_uids)
        for start in range(0, len(wanted), 500):
            query = select(Person.uid, Person.surname, Person.name, Person.patronymic)
            for uid, *parts in self._session.execute(query.where(Person.uid.in_(wanted[start : start + 500]))):
                found[uid] = " ".join(part for part in parts if part)
        return found

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
        """The number of the first entry that is not what was written or was erased by nobody; None when all are."""
        digest = ""
        erased: set[int] = set()
        ordered: set[int] = set()
        for expected, entry in enumerate(self._all(), start=1):
            if entry.id != expected or _digest(digest, entry) != entry.digest:
                return expected
            digest = entry.digest
            if entry.person_mark or entry.details_mark:
                erased.add(entry.id)
            if entry.action == FORGOTTEN and not entry.details_mark:
                told = json.loads(entry.details)
                ordered.update(told["entries"], told["mentions"])
        return min(erased - ordered, default=None)

    def _all(self) -> Iterator[JournalEntry]:
        return iter(self._session.scalars(select(JournalEntry).order_by(JournalEntry.id)).yield_per(1000))


def _row(entry: JournalEntry) -> JournalRow:
    details = json.loads(entry.details)
    erased = bool(entry.person_mark)
    return JournalRow(
        id=entry.id,
        at=entry.at,
        user_name=entry.user_name,
        action=entry.action,
        person_uid=entry.person_uid,
        details=details,
        digest=entry.digest,
        erased=erased,
        person_salt=entry.person_salt,
        person_mark=entry.person_mark,
        details_text=entry.details,
        details_salt=entry.details_salt,
        details_mark=entry.details_mark,
    )


def _mark(kind: str, salt: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{salt}:{text}".encode()).hexdigest()


def _person_mark(entry: JournalEntry) -> str | None:
    """The mark of whose data it concerned; None when it concerned nobody's."""
    if entry.person_uid is None:
        return entry.person_mark or None
    return _mark("person", entry.person_salt, entry.person_uid)


def _details_mark(entry: JournalEntry) -> str:
    return entry.details_mark or _mark("details", entry.details_salt, entry.details)


def _digest(previous: str, entry: JournalEntry) -> str:
    marks = (_person_mark(entry), _details_mark(entry))
    return _chained(previous, entry.id, entry.at, entry.user_name, entry.action, *marks)


def _chained(
    previous: str, number: int, at: datetime, user: str, action: str, person_mark: str | None, details_mark: str
) -> str:
    document = {
        "id": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": user,
        "action": action,
        "person": person_mark,
        "details": details_mark,
    }
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + canonical).encode()).hexdigest()
