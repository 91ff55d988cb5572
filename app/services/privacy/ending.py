"""The purpose of keeping somebody's data ended: the row that waits for a decision within thirty days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.domain.enums import EndCause
from app.models import ProcessingEnd
from app.services.privacy.definitions import DAYS
from app.storage.unit_of_work import UnitOfWork


def end_processing_in(uow: UnitOfWork, person_id: int, cause: EndCause, since: date, note: str = "") -> int:
    """Write it down; an undecided end of the same person is kept, with the earlier day."""
    for row in uow.privacy.ends_of(person_id):
        if row.decision is None:
            if since < row.since:
                row.since, row.due_on = since, since + timedelta(days=DAYS)
            return row.id
    made = ProcessingEnd(
        person_id=person_id,
        cause=cause,
        since=since,
        due_on=since + timedelta(days=DAYS),
        decision=None,
        ground="",
        note=note,
        keep_until=None,
        decided_on=None,
        user_name=uow.user_name,
        recorded_at=datetime.now(UTC),
    )
    uow.privacy.add(made)
    return made.id
