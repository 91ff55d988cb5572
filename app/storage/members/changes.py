"""The log of changes to people, the decisions events rest on, and the acts upon many people.

The log is written in one place, :meth:`app.storage.members.people.PeopleRepository.set_fields`; here it
is read, and here are the texts in which it keeps values.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from app.domain.enums import ENTRY_EVENTS
from app.models import Decision, GroupOperation, MembershipEvent, Person, PersonChange
from app.models.base import ClosedList, Day

_CHUNK = 500


def chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Pieces well under SQLite's limit of bound values."""
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def encode_value(value: object) -> str:
    """The JSON text in which the log keeps a column's value: days as ISO 8601, lists as their values."""
    if isinstance(value, StrEnum):
        value = value.value
    if isinstance(value, date):
        value = value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def decode_value(field: str, text: str) -> Any:
    """The value of the column ``field`` of :class:`Person` from the log's text."""
    value = json.loads(text)
    if value is None:
        return None
    kind = Person.__table__.c[field].type
    if isinstance(kind, ClosedList):
        return kind.kind(value)
    if isinstance(kind, Day):
        return date.fromisoformat(value)
    return value


class ChangeRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session, user_name: str) -> None:
        self._session = session
        self._user_name = user_name

    # --- changes

    def of_person(self, person_id: int) -> Sequence[PersonChange]:
        """Every change of one person in the order of recording."""
        return self._session.scalars(
            select(PersonChange).where(PersonChange.person_id == person_id).order_by(PersonChange.id)
        ).all()

    def of_people(self, person_ids: Sequence[int], fields: Sequence[str] = ()) -> dict[int, list[PersonChange]]:
        """The same for many, by person; only of these fields when some are named."""
        found: dict[int, list[PersonChange]] = defaultdict(list)
        for chunk in chunks(person_ids):
            statement = select(PersonChange).where(PersonChange.person_id.in_(chunk)).order_by(PersonChange.id)
            if fields:
                statement = statement.where(PersonChange.field.in_(fields))
            for change in self._session.scalars(statement):
                found[change.person_id].append(change)
        return dict(found)

    def of_operation(self, operation_id: int) -> Sequence[PersonChange]:
        """Every change one act upon many made, in the order of recording."""
        return self._session.scalars(
            select(PersonChange).where(PersonChange.operation_id == operation_id).order_by(PersonChange.id)
        ).all()

    def last_ids(self, person_ids: Sequence[int], field: str) -> dict[int, int]:
        """The number of the last change of one field, by person."""
        found: dict[int, int] = {}
        for chunk in chunks(person_ids):
            statement = (
                select(PersonChange.person_id, func.max(PersonChange.id))
                .where(PersonChange.person_id.in_(chunk), PersonChange.field == field)
                .group_by(PersonChange.person_id)
            )
            found.update({row[0]: row[1] for row in self._session.execute(statement)})
        return found

    # --- acts upon many

    def add_operation(self, kind: str, title: str) -> int:
        """Open an act upon many people and return its id; events and changes name it (``operation_id``).

        ``kind`` is a word of the program (32 characters at most), ``title`` a Russian line a person understands
        («Принято в члены профсоюза: 312»).
        """
        operation = GroupOperation(kind=kind, title=title, at=datetime.now(UTC), user_name=self._user_name)
        self._session.add(operation)
        self._session.flush()
        return operation.id

    def operation(self, operation_id: int) -> GroupOperation | None:
        """One act, or None."""
        return self._session.get(GroupOperation, operation_id)

    def operations(self) -> Sequence[GroupOperation]:
        """The last acts, the latest first."""
        return self._session.scalars(select(GroupOperation).order_by(GroupOperation.id.desc())).all()

    def events_of_operation(self, operation_id: int) -> Sequence[MembershipEvent]:
        """Every membership event one act recorded, in the order of recording."""
        return self._session.scalars(
            select(MembershipEvent).where(MembershipEvent.operation_id == operation_id).order_by(MembershipEvent.id)
        ).all()

    def close_operation(self, operation_id: int) -> None:
        """Mark an act as taken back."""
        self._session.execute(
            update(GroupOperation).where(GroupOperation.id == operation_id).values(undone_at=datetime.now(UTC))
        )

    # --- decisions

    def decision_id(self, on: date, number: str, body: str) -> int:
        """The decision of this day, number and body; stored when it is new."""
        found = self._session.scalar(
            select(Decision.id).where(Decision.on_date == on, Decision.number == number, Decision.body == body)
        )
        if found is not None:
            return found
        decision = Decision(on_date=on, number=number, body=body)
        self._session.add(decision)
        self._session.flush()
        return decision.id

    def decision(self, decision_id: int) -> Decision | None:
        """One decision, or None."""
        return self._session.get(Decision, decision_id)

    def decisions(self) -> Sequence[Decision]:
        """Every decision, the latest first."""
        return self._session.scalars(select(Decision).order_by(Decision.on_date.desc(), Decision.id.desc())).all()

    def events_of_decision(self, decision_id: int) -> Sequence[MembershipEvent]:
        """The membership events that rest on a decision and are not voided, in the order of recording."""
        return self._session.scalars(
            select(MembershipEvent)
            .where(MembershipEvent.decision_id == decision_id, _standing())
            .order_by(MembershipEvent.id)
        ).all()

    def last_entries(self, person_ids: Sequence[int]) -> dict[int, MembershipEvent]:
        """The last admission, registration or restoration that is not voided, by person."""
        found: dict[int, MembershipEvent] = {}
        for chunk in chunks(person_ids):
            statement = (
                select(MembershipEvent)
                .where(MembershipEvent.person_id.in_(chunk), MembershipEvent.kind.in_(ENTRY_EVENTS), _standing())
                .order_by(MembershipEvent.on_date, MembershipEvent.id)
            )
            found.update({event.person_id: event for event in self._session.scalars(statement)})
        return found

    def rest_on(self, event_ids: Sequence[int], decision_id: int) -> None:
        """Say on which decision events rest that named none."""
        for chunk in chunks(event_ids):
            self._session.execute(
                update(MembershipEvent).where(MembershipEvent.id.in_(chunk)).values(decision_id=decision_id)
            )


def _standing() -> ColumnElement[bool]:
    """The event is not voided by a later one."""
    voiding = aliased(MembershipEvent)
    return ~exists().where(voiding.cancels_id == MembershipEvent.id)
