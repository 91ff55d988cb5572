"""Queries of ``vault check`` over the rows: spans made again from the events, contents of signed reports."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.membership import Event, Span, replay
from app.models import MembershipEvent, MembershipSpan, SignedRevision


class CheckRepository:
    """Reads only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def people_with_wrong_spans(self) -> list[int]:
        """Ids of people whose stored spans are not what their events mean."""
        stored: dict[int, list[Span]] = {}
        span = MembershipSpan
        query = select(span.person_id, span.starts_on, span.ends_on, span.category)
        for person, starts, ends, category in self._session.execute(query.order_by(span.person_id, span.starts_on)):
            stored.setdefault(person, []).append(Span(starts, ends, category))
        event = MembershipEvent
        rows = self._session.execute(
            select(event.person_id, event.id, event.kind, event.on_date, event.category, event.cancels_id).order_by(
                event.person_id, event.id
            )
        )
        wrong = []
        for person, group in groupby(rows, key=lambda row: row.person_id):
            history = replay(Event(r.id, r.kind, r.on_date, r.category, r.cancels_id) for r in group)
            if list(history.spans) != stored.pop(person, []):
                wrong.append(person)
        return sorted(wrong + list(stored))

    def signed_contents(self) -> Iterator[tuple[int, str, str]]:
        """Id, content and recorded SHA-256 of every signed revision."""
        query = select(SignedRevision.id, SignedRevision.content, SignedRevision.content_sha256)
        for row in self._session.execute(query.order_by(SignedRevision.id)):
            yield row[0], row[1], row[2]
