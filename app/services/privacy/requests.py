"""Requests of people about their data: received, due in ten working days, extended once by five, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.enums import RequestKind
from app.errors import UserError
from app.models import Person, SubjectRequest
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service
from app.services.working_days import working_day
from app.storage.unit_of_work import UnitOfWork

WORKING_DAYS = 10
EXTENSION = 5
"""152-ФЗ, article 20, part 1 (access, refusal) and article 21, part 5.1 (to stop processing): ten working days, five
more with a reasoned notice."""
CORRECTION = 7
"""Article 21, part 2: wrong data are corrected within seven working days."""


@dataclass(frozen=True)
class RequestView:
    """One request. ``due_on`` is the last day, extension included."""

    id: int
    person_id: int
    name: str
    kind: RequestKind
    received_on: date
    text: str
    due_on: date
    extended: bool
    extension_reason: str
    answered_on: date | None
    outcome: str

    @property
    def open(self) -> bool:
        """Not answered yet."""
        return self.answered_on is None


def due_on(kind: RequestKind, received_on: date) -> date:
    """The last day for the answer."""
    return working_day(received_on, CORRECTION if kind is RequestKind.CORRECT else WORKING_DAYS)


@service(Act.RECORD)
def add_request(session: VaultSession, person_id: int, kind: RequestKind, received_on: date, text: str = "") -> int:
    """Register a request; its number. UserError ``people.unknown``, ``privacy.request_future``."""
    if received_on > date.today():
        raise UserError("privacy.request_future", date=f"{received_on:%d.%m.%Y}")
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        row = SubjectRequest(
            person_id=person_id,
            kind=kind,
            received_on=received_on,
            text=text.strip(),
            due_on=due_on(kind, received_on),
            extended_to=None,
            extension_reason="",
            answered_on=None,
            outcome="",
            user_name=uow.user_name,
            recorded_at=datetime.now(UTC),
        )
        uow.privacy.add(row)
        uow.journal.record("request.received", person_uid=person.uid, kind=kind.value, due=row.due_on)
        uow.commit()
        return row.id


@service(Act.RECORD)
def extend_request(session: VaultSession, request_id: int, reason: str) -> date:
    """Five working days more, once, with a reasoned notice; the new day. UserError ``privacy.no_reason``,
    ``privacy.extended_already``, ``privacy.request_closed``."""
    if not reason.strip():
        raise UserError("privacy.no_reason")
    with session.unit_of_work() as uow:
        row = _open(uow, request_id)
        if row.extended_to is not None:
            raise UserError("privacy.extended_already", date=f"{row.extended_to:%d.%m.%Y}")
        row.extended_to, row.extension_reason = working_day(row.due_on, EXTENSION), reason.strip()
        until = row.extended_to
        person = _person(uow, row.person_id)
        uow.journal.record("request.extended", person_uid=person.uid, due=until)
        uow.commit()
    return until


@service(Act.RECORD)
def close_request(session: VaultSession, request_id: int, outcome: str, on: date | None = None) -> None:
    """The answer was given. UserError ``privacy.no_reason`` without words of what was done."""
    if not outcome.strip():
        raise UserError("privacy.no_reason")
    with session.unit_of_work() as uow:
        row = _open(uow, request_id)
        row.answered_on, row.outcome = on or date.today(), outcome.strip()
        person = uow.people.find(row.person_id)
        uid = None if person is None or person.erased_on is not None else person.uid
        uow.journal.record("request.answered", person_uid=uid, kind=row.kind.value)
        uow.commit()


@service(Act.LOOK)
def requests(session: VaultSession, *, only_open: bool = False) -> tuple[RequestView, ...]:
    """The register of requests: open ones first by their day, then the answered, the newest first."""
    with session.unit_of_work() as uow:
        found = [_view(row, person) for row, person in uow.privacy.requests()]
    waiting = sorted((r for r in found if r.open), key=lambda r: (r.due_on, r.id))
    return tuple(waiting if only_open else [*waiting, *(r for r in found if not r.open)])


def _view(row: SubjectRequest, person: Person) -> RequestView:
    return RequestView(
        id=row.id,
        person_id=row.person_id,
        name=person_name(person),
        kind=row.kind,
        received_on=row.received_on,
        text=row.text,
        due_on=row.extended_to or row.due_on,
        extended=row.extended_to is not None,
        extension_reason=row.extension_reason,
        answered_on=row.answered_on,
        outcome=row.outcome,
    )


def _open(uow: UnitOfWork, request_id: int) -> SubjectRequest:
    row = uow.privacy.get(SubjectRequest, request_id)
    if row is None:
        raise UserError("privacy.no_request")
    if row.answered_on is not None:
        raise UserError("privacy.request_closed", date=f"{row.answered_on:%d.%m.%Y}")
    return row


def _person(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None or person.erased_on is not None:
        raise UserError("people.unknown", id=person_id)
    return person
