"""Changing the register: people, dated events for one and for many, corrections."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.enums import ENTRY_EVENTS, DeregistrationReason, EventKind
from app.domain.membership import Event, replay
from app.domain.names import cyrillicise, normalise, sex_from_patronymic, tidy
from app.errors import UserError
from app.models import MembershipEvent, Person
from app.services.people.views import EntryDraft, EventDraft, GroupOutcome, PersonDraft
from app.services.session import WRITERS, VaultSession
from app.storage.unit_of_work import UnitOfWork

_FARTHEST = timedelta(days=366)
"""An event may be known ahead (a dismissal next month); a later date is a misprint."""


def _checked(draft: PersonDraft) -> PersonDraft:
    """Tidied fields; sex from the patronymic when not given. UserError for no surname or an impossible birth date."""
    texts = ("position", "department", "study_group", "phone", "email", "address", "card_number", "note")
    tidied: dict[str, Any] = {name: tidy(getattr(draft, name)) for name in texts}
    tidied.update({name: cyrillicise(tidy(getattr(draft, name))) for name in ("surname", "name", "patronymic")})
    draft = replace(draft, **tidied)
    if not draft.surname:
        raise UserError("people.no_surname")
    today = date.today()
    if draft.birth_date is not None and not today.replace(year=today.year - 120, day=1) < draft.birth_date <= today:
        raise UserError("people.birth_date", date=f"{draft.birth_date:%d.%m.%Y}")
    if draft.sex is None:
        draft = replace(draft, sex=sex_from_patronymic(draft.patronymic))
    return draft


def _fill(person: Person, draft: PersonDraft) -> None:
    for name in PersonDraft.__dataclass_fields__:
        setattr(person, name, getattr(draft, name))
    person.search_name = normalise(" ".join((draft.surname, draft.name, draft.patronymic)))


def find_doubles(session: VaultSession, draft: PersonDraft) -> tuple[int, ...]:
    """Ids of people of the same name whose birth date is the same or unknown."""
    with session.unit_of_work() as uow:
        search_name = normalise(" ".join((draft.surname, draft.name, draft.patronymic)))
        return tuple(
            p.id
            for p in uow.people.same_name(search_name)
            if draft.birth_date is None or p.birth_date is None or p.birth_date == draft.birth_date
        )


def add_member(session: VaultSession, draft: PersonDraft, entry: EntryDraft) -> int:
    """Record a new person and how they came. Returns the id."""
    session.require(*WRITERS)
    draft = _checked(draft)
    if entry.kind not in ENTRY_EVENTS:
        raise UserError("people.not_an_entry")
    with session.unit_of_work() as uow:
        person = Person(uid=str(uuid.uuid4()), created_at=datetime.now(UTC))
        _fill(person, draft)
        person_id = uow.people.add(person)
        _record(uow, person, EventDraft(entry.kind, entry.on, entry.category, basis=entry.basis))
        uow.journal.record("person.added", person_uid=person.uid)
        uow.commit()
    return person_id


def update_person(session: VaultSession, person_id: int, draft: PersonDraft) -> None:
    """Replace what is known of a person (not the membership)."""
    session.require(*WRITERS)
    draft = _checked(draft)
    with session.unit_of_work() as uow:
        person = _found(uow, person_id)
        changed = [n for n in PersonDraft.__dataclass_fields__ if getattr(person, n) != getattr(draft, n)]
        _fill(person, draft)
        uow.journal.record("person.changed", person_uid=person.uid, fields=changed)
        uow.commit()


def record_event(session: VaultSession, person_id: int, draft: EventDraft) -> int:
    """Record one membership event. UserError ``people.event_does_not_fit`` when it makes no sense on that day."""
    session.require(*WRITERS)
    with session.unit_of_work() as uow:
        person = _found(uow, person_id)
        event_id = _record(uow, person, draft)
        uow.journal.record("membership.recorded", person_uid=person.uid, kind=draft.kind.value)
        uow.commit()
    return event_id


def record_event_for_many(
    session: VaultSession, person_ids: Sequence[int], draft: EventDraft, *, dry_run: bool = False
) -> GroupOutcome:
    """Record the same event for many in one transaction; those it does not fit are skipped and named.

    ``dry_run`` only tells what would happen.
    """
    session.require(*WRITERS)
    done: list[int] = []
    skipped: dict[int, str] = {}
    events: list[int] = []
    with session.unit_of_work() as uow:
        for person_id in person_ids:
            try:
                person = _found(uow, person_id)
                events.append(_record(uow, person, draft))
            except UserError as error:
                skipped[person_id] = error.code
                continue
            uow.journal.record("membership.recorded", person_uid=person.uid, kind=draft.kind.value)
            done.append(person_id)
        if not dry_run:
            uow.commit()
    return GroupOutcome(tuple(done), skipped, () if dry_run else tuple(events))


def cancel_event(session: VaultSession, event_id: int, basis: str = "") -> None:
    """Void an event recorded by mistake: a correction is an event too, nothing is rubbed out."""
    session.require(*WRITERS)
    with session.unit_of_work() as uow:
        event = uow.people.event(event_id)
        if event is None or event.kind is EventKind.CANCELLED:
            raise UserError("people.no_such_event")
        person = _found(uow, event.person_id)
        before = uow.people.replay_input([person.id])[person.id]
        if any(e.cancels == event_id for e in before):
            raise UserError("people.already_cancelled")
        after = [*before, Event(2**62, EventKind.CANCELLED, event.on_date, cancels=event_id)]
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
    if person is None:
        raise UserError("people.unknown", id=person_id)
    return person


def _record(uow: UnitOfWork, person: Person, draft: EventDraft) -> int:
    """Check that the event fits the person's history and store it with the spans made anew."""
    day = f"{draft.on:%d.%m.%Y}"
    if draft.kind is EventKind.CANCELLED:
        raise UserError("people.not_an_event")
    if draft.on > date.today() + _FARTHEST:
        raise UserError("people.date_too_far", date=day)
    if person.birth_date is not None and draft.on <= person.birth_date:
        raise UserError("people.before_birth", date=day)
    if draft.kind is EventKind.CATEGORY_CHANGED and draft.category is None:
        raise UserError("people.no_category")
    before = uow.people.replay_input([person.id]).get(person.id, [])
    history = replay(before)
    after = replay([*before, Event(2**62, draft.kind, draft.on, draft.category)])
    own = next((p for p in after.problems if p.sequence == 2**62), None)
    if own is not None:
        raise UserError(f"people.{own.code}", date=day)
    if len(after.problems) > len(history.problems):
        raise UserError("people.event_does_not_fit", date=day)
    reason = draft.reason
    if draft.kind is EventKind.DEREGISTERED and reason is None:
        reason = DeregistrationReason.OTHER
    event_id = uow.people.add_event(
        MembershipEvent(
            person_id=person.id,
            kind=draft.kind,
            on_date=draft.on,
            category=draft.category,
            reason=reason,
            basis=tidy(draft.basis),
            recorded_at=datetime.now(UTC),
        )
    )
    uow.people.rebuild_spans([person.id])
    return event_id
