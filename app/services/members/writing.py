"""Changing the register for one person: what is known of them, dated events, corrections."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.enums import ENTRY_EVENTS, DeregistrationReason, EventKind
from app.domain.membership import Event, effective, replay
from app.domain.names import cyrillicise, normalise, sex_from_patronymic, tidy
from app.errors import UserError
from app.models import MembershipEvent, Person
from app.services.members.views import DecisionDraft, EntryDraft, EventDraft, PersonDraft
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_AFTER_ALL = 2**62
"""The order of an event that is only tried: after every stored one of its day."""
_FARTHEST = timedelta(days=366)
"""An event may be known ahead (a dismissal next month); a later date is a misprint."""


def checked_draft(draft: PersonDraft) -> PersonDraft:
    """Tidied fields; sex from the patronymic when not given. UserError for no surname or an impossible birth date."""
    texts = (
        "position", "department", "study_group", "personnel_number", "speciality", "phone", "email", "address",
        "card_number", "note",
    )  # fmt: skip
    tidied: dict[str, Any] = {name: tidy(getattr(draft, name)) for name in texts}
    tidied.update({name: cyrillicise(tidy(getattr(draft, name))) for name in ("surname", "name", "patronymic")})
    draft = replace(draft, **tidied)
    if not draft.surname:
        raise UserError("people.no_surname")
    today = date.today()
    if draft.birth_date is not None and not today.replace(year=today.year - 120, day=1) < draft.birth_date <= today:
        raise UserError("people.birth_date", date=f"{draft.birth_date:%d.%m.%Y}")
    if draft.work_since is not None and draft.work_until is not None and draft.work_until < draft.work_since:
        raise UserError("people.work_dates")
    if draft.sex is None:
        draft = replace(draft, sex=sex_from_patronymic(draft.patronymic))
    return draft


@service(Act.RECORD)
def find_doubles(session: VaultSession, draft: PersonDraft) -> tuple[int, ...]:
    """Ids of people of the same name whose birth date is the same or unknown."""
    with session.unit_of_work() as uow:
        search_name = normalise(" ".join((draft.surname, draft.name, draft.patronymic)))
        return tuple(
            p.id
            for p in uow.people.same_name(search_name)
            if draft.birth_date is None or p.birth_date is None or p.birth_date == draft.birth_date
        )


@service(Act.RECORD)
def add_member(session: VaultSession, draft: PersonDraft, entry: EntryDraft) -> int:
    """Record a new person and how they came. Returns the id."""
    draft = checked_draft(draft)
    if entry.kind not in ENTRY_EVENTS:
        raise UserError("people.not_an_entry")
    with session.unit_of_work() as uow:
        person_id = add_member_in(uow, draft, entry)
        uow.commit()
    return person_id


def add_member_in(uow: UnitOfWork, draft: PersonDraft, entry: EntryDraft, uid: str = "") -> int:
    """The same within a unit of work; the draft is checked already. ``uid``: the one the person has elsewhere."""
    person = Person(
        uid=uid or str(uuid.uuid4()),
        created_at=datetime.now(UTC),
        search_name=normalise(draft.full_name),
        **{item.name: getattr(draft, item.name) for item in fields(PersonDraft)},
    )
    person_id = uow.people.add(person)
    record_event_in(
        uow,
        person,
        EventDraft(
            entry.kind,
            entry.on,
            entry.category,
            basis=entry.basis,
            organisation=entry.organisation,
            decision=entry.decision,
        ),
    )
    uow.journal.record("person.added", person_uid=person.uid)
    return person_id


@service(Act.RECORD)
def update_person(
    session: VaultSession, person_id: int, draft: PersonDraft, *, changed_on: date | None = None
) -> tuple[str, ...]:
    """Replace what is known of a person (not the membership); returns the columns that became other.

    ``changed_on``: the day from which the new values are true; None when they mend what was always wrong. UserError
    ``people.change_ahead`` for a day to come, ``people.before_birth`` for one before the birth.
    """
    draft = checked_draft(draft)
    check_change_day(changed_on)
    with session.unit_of_work() as uow:
        person = _found(uow, person_id)
        if changed_on is not None and draft.birth_date is not None and changed_on <= draft.birth_date:
            raise UserError("people.before_birth", date=f"{changed_on:%d.%m.%Y}")
        uid = person.uid
        values = {item.name: getattr(draft, item.name) for item in fields(PersonDraft)}
        changed = uow.people.set_fields({person_id: values}, changed_on=changed_on).get(person_id, ())
        if changed:
            uow.journal.record("person.changed", person_uid=uid, fields=list(changed), correction=changed_on is None)
            uow.commit()
    return changed


def check_change_day(changed_on: date | None) -> None:
    """A change is written down when it has come true: the columns hold what is so today."""
    if changed_on is not None and changed_on > date.today():
        raise UserError("people.change_ahead", date=f"{changed_on:%d.%m.%Y}")


@service(Act.RECORD)
def record_event(session: VaultSession, person_id: int, draft: EventDraft) -> int:
    """Record one membership event. UserError ``people.event_does_not_fit`` when it makes no sense on that day."""
    with session.unit_of_work() as uow:
        person = _found(uow, person_id)
        event_id = record_event_in(uow, person, draft)
        uow.journal.record("membership.recorded", person_uid=person.uid, kind=draft.kind.value)
        uow.commit()
    return event_id


@service(Act.RECORD)
def cancel_event(session: VaultSession, event_id: int, basis: str = "") -> None:
    """Void an event recorded by mistake: a correction is an event too, nothing is rubbed out."""
    with session.unit_of_work() as uow:
        event = uow.people.event(event_id)
        if event is None or event.kind is EventKind.CANCELLED:
            raise UserError("people.no_such_event")
        person = _found(uow, event.person_id)
        before = uow.people.replay_input([person.id])[person.id]
        if any(e.cancels == event_id for e in before):
            raise UserError("people.already_cancelled")
        after = [*before, Event(_AFTER_ALL, EventKind.CANCELLED, event.on_date, cancels=event_id)]
        if len(replay(after).problems) > len(replay(before).problems):
            raise UserError("people.cancel_does_not_fit", date=f"{event.on_date:%d.%m.%Y}")
        uow.people.add_event(
            MembershipEvent(
                person_id=person.id,
                kind=EventKind.CANCELLED,
                on_date=event.on_date,
                basis=tidy(basis),
                cancels_id=event_id,
                recorded_at=datetime.now(UTC),
            )
        )
        uow.people.rebuild_spans([person.id])
        uow.journal.record("membership.cancelled", person_uid=person.uid, kind=event.kind.value)
        uow.commit()


def _found(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None or person.erased_on is not None:
        raise UserError("people.unknown", id=person_id)
    return person


def record_event_in(uow: UnitOfWork, person: Person, draft: EventDraft) -> int:
    """Check that the event fits the person's history and store it with the spans made anew."""
    before = uow.people.replay_input([person.id]).get(person.id, [])
    refusal = refusal_of(draft, before, person.birth_date)
    if refusal:
        raise UserError(refusal, date=f"{draft.on:%d.%m.%Y}")
    event_id = uow.people.add_event(MembershipEvent(**event_columns(uow, person.id, draft)))
    uow.people.rebuild_spans([person.id])
    return event_id


def refusal_of(draft: EventDraft, before: Sequence[Event], birth_date: date | None) -> str:
    """The error code of why the event cannot be added to these; empty when it can."""
    if draft.kind is EventKind.CANCELLED:
        return "people.not_an_event"
    if draft.on > date.today() + _FARTHEST:
        return "people.date_too_far"
    if birth_date is not None and draft.on <= birth_date:
        return "people.before_birth"
    if draft.kind is EventKind.CATEGORY_CHANGED and draft.category is None:
        return "people.no_category"
    if draft.kind in ENTRY_EVENTS and _died_before(before, draft.on):
        return "people.died_before"
    history = replay(before)
    if draft.kind is EventKind.CATEGORY_CHANGED and history.category_on(draft.on) is draft.category:
        return "people.same_category"
    after = replay([*before, Event(_AFTER_ALL, draft.kind, draft.on, draft.category)])
    own = next((p for p in after.problems if p.sequence == _AFTER_ALL), None)
    if own is not None:
        return f"people.{own.code}"
    return "people.event_does_not_fit" if len(after.problems) > len(history.problems) else ""


def _died_before(before: Sequence[Event], on: date) -> bool:
    """Whether a death stands before the day: nobody joins after it, one of the two records is a mistake."""
    return any(event.kind is EventKind.DIED and event.on <= on for event in effective(before))


def event_columns(
    uow: UnitOfWork, person_id: int, draft: EventDraft, operation_id: int | None = None
) -> dict[str, Any]:
    """The columns of the event's row; the decision is stored when it is new."""
    reason = draft.reason
    if draft.kind is EventKind.DEREGISTERED and reason is None:
        reason = DeregistrationReason.OTHER
    return {
        "person_id": person_id,
        "kind": draft.kind,
        "on_date": draft.on,
        "category": draft.category,
        "reason": reason,
        "basis": tidy(draft.basis),
        "organisation": tidy(draft.organisation),
        "decision_id": None if draft.decision is None else decision_in(uow, draft.decision),
        "operation_id": operation_id,
        "recorded_at": datetime.now(UTC),
    }


def decision_in(uow: UnitOfWork, draft: DecisionDraft) -> int:
    """The decision's id; UserError ``people.decision_number`` without a number, ``people.decision_ahead``."""
    number, body = tidy(draft.number), tidy(draft.body)
    if not number:
        raise UserError("people.decision_number")
    if draft.on > date.today():
        raise UserError("people.decision_ahead", date=f"{draft.on:%d.%m.%Y}")
    return uow.changes.decision_id(draft.on, number, body)
