"""Queries over rows of lists that wait for a decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.models import WaitingRow

_CHUNK = 500


class WaitingRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session, user_name: str) -> None:
        self._session, self._user_name = session, user_name

    def add(self, rows: Sequence[WaitingRow]) -> None:
        """Keep rows until somebody decides."""
        self._session.add_all(rows)
        self._session.flush()

    def waiting(self) -> Sequence[WaitingRow]:
        """Rows not decided yet, in the order they came."""
        statement = select(WaitingRow).where(WaitingRow.decided_at.is_(None)).order_by(WaitingRow.id)
        return self._session.scalars(statement).all()

    def count(self) -> int:
        """How many rows wait."""
        statement = select(func.count()).select_from(WaitingRow).where(WaitingRow.decided_at.is_(None))
        return self._session.scalar(statement) or 0

    def find(self, row_id: int) -> WaitingRow | None:
        """One row that waits, or None."""
        row = self._session.get(WaitingRow, row_id)
        return row if row is not None and row.decided_at is None else None

    def fingerprints(self) -> set[str]:
        """Of the rows that wait already: the same row of the same list is not kept twice."""
        return set(self._session.scalars(select(WaitingRow.fingerprint).where(WaitingRow.decided_at.is_(None))))

    def decisions(self) -> dict[str, int | None]:
        """What was decided, by fingerprint: a person, or None for a row that was left out. The latest counts."""
        statement = select(WaitingRow.fingerprint, WaitingRow.person_id)
        statement = statement.where(WaitingRow.decided_at.is_not(None)).order_by(WaitingRow.decided_at, WaitingRow.id)
        return {row.fingerprint: row.person_id for row in self._session.execute(statement)}

    def decide(self, row: WaitingRow, person_id: int | None, batch_id: int | None) -> None:
        """Close a row. Of one that is left out the words go at once; of another they go with the person."""
        row.decided_at, row.person_id, row.decided_batch_id = datetime.now(UTC), person_id, batch_id
        row.user_name = self._user_name
        if person_id is None:
            row.name, row.search_name, row.birth_date = "", "", None
            row.content, row.reasons, row.candidates = "", "[]", "[]"
        self._session.flush()

    def close(self, fingerprints: Iterable[str], decided: dict[str, int | None], batch_id: int | None) -> None:
        """Close the waiting rows of these fingerprints: the same words were taken or decided in a later list."""
        wanted = set(fingerprints)
        for row in self.waiting() if wanted else ():
            if row.fingerprint in wanted:
                self.decide(row, decided.get(row.fingerprint), batch_id)

    def take_back(self, batch_id: int) -> None:
        """An import is taken back: its rows wait no longer, and those that it decided wait again."""
        self._session.execute(
            update(WaitingRow)
            .where(WaitingRow.decided_batch_id == batch_id, WaitingRow.content != "")
            .values(decided_at=None, person_id=None, decided_batch_id=None, user_name="")
        )
        self._session.execute(
            update(WaitingRow).where(WaitingRow.decided_batch_id == batch_id).values(decided_batch_id=None)
        )
        own = WaitingRow.import_batch_id == batch_id
        self._session.execute(delete(WaitingRow).where(own, WaitingRow.decided_at.is_(None)))
        self._session.execute(update(WaitingRow).where(own).values(import_batch_id=None))
        self._session.expire_all()

    def forget_person(self, person_id: int, search_name: str, birth_date: date | None) -> int:
        """Delete rows that wait and may be about a destroyed person; how many."""
        named = WaitingRow.search_name == search_name
        if birth_date is not None:
            named &= or_(WaitingRow.birth_date.is_(None), WaitingRow.birth_date == birth_date)
        found = set(self._session.scalars(select(WaitingRow.id).where(named, WaitingRow.search_name != "")))
        for row_id, candidates in self._session.execute(
            select(WaitingRow.id, WaitingRow.candidates).where(WaitingRow.candidates != "[]")
        ):
            if person_id in json.loads(candidates):
                found.add(row_id)
        ids = sorted(found)
        for start in range(0, len(ids), _CHUNK):
            self._session.execute(delete(WaitingRow).where(WaitingRow.id.in_(ids[start : start + _CHUNK])))
        self._session.expire_all()
        return len(ids)
