"""A member's card: now, as it was on a day, and as it was known at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from app.domain.changes import UNKNOWN_DAY, FieldChange, known_at, put_away, value_on
from app.domain.enums import EventKind
from app.domain.membership import Event, replay
from app.errors import UserError
from app.models import MembershipEvent, Person
from app.services.members.history import field_change, history_lines
from app.services.members.offices import role_view, training_view
from app.services.members.reading import consent_of, consent_views, person_name
from app.services.members.register import required_part
from app.services.members.social import social_passport_in
from app.services.members.views import DecisionView, EventView, FormerName, MemberCard, PersonDraft
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_NAMES = ("surname", "name", "patronymic")


@service(Act.LOOK)
def member_card(
    session: VaultSession, person_id: int, on: date | None = None, known: datetime | None = None
) -> MemberCard:
    """Everything about one person; the look is written in the journal.

    ``on``: as it was at the end of that day, as we know it now; today when None. ``known``: as it was recorded by
    that moment; what was written, changed or mended later is not seen. UserError ``people.unknown``, and
    ``people.unknown_then`` when nobody knew of the person at that moment.
    """
    day = on or date.today()
    moment = known or datetime.max.replace(tzinfo=UTC)
    with session.unit_of_work() as uow:
        person = uow.people.find(person_id)
        if person is None or person.erased_on is not None:
            raise UserError("people.unknown", id=person_id)
        if person.created_at > moment:
            raise UserError("people.unknown_then", date=f"{moment.astimezone():%d.%m.%Y %H:%M}")
        rows = [e for e in uow.people.events_of(person_id) if e.recorded_at <= moment]
        events = event_views(uow, rows)
        history = replay(Event(e.id, e.kind, e.on_date, e.category, e.cancels_id) for e in rows)
        log = uow.changes.of_person(person_id)
        changes = [field_change(row) for row in log]
        draft = _person_then(person, changes, on, moment)
        known_changes = [change for change in changes if change.recorded_at <= moment]
        parts = {part.id: part.title for part in session.profile.consent_parts}
        seen = {c.id for c, _ in uow.people.consent_parts(person_id=person_id) if c.recorded_at <= moment}
        consents = tuple(view for view in consent_views(uow, person_id) if view.id in seen)
        name, units = person_name(person), uow.structure.names()
        roles = tuple(role_view(r, name, units) for r, _ in uow.people.roles(person_id=person_id))
        trainings = tuple(training_view(t, name) for t, _ in uow.people.trainings(person_id=person_id))
        photo = uow.person_cards.photo(person_id)
        papers = [row for row in uow.person_cards.files(person_id) if row.added_at <= moment]
        card = MemberCard(
            id=person.id,
            uid=person.uid,
            person=draft,
            category=history.category_on(day),
            since=history.since(day),
            consent=consent_of(uow, required_part(session.profile), person_id, day, session.profile.consent_editions),
            events=events,
            consents=consents,
            roles=roles,
            trainings=trainings,
            former_names=_former_names(person, known_changes, draft, on),
            history=history_lines(
                sex=draft.sex,
                events=events,
                changes=[row for row in log if row.recorded_at <= moment],
                outside=[row for row in uow.person_cards.outside_events(person_id) if row.recorded_at <= moment],
                roles=roles,
                trainings=trainings,
                consents=consents,
                consent_parts=parts,
                units={unit.id: unit.name for unit in uow.structure.units()},
            ),
            photo=None if photo is None or photo.added_at > moment else photo.content,
            attachments=tuple(papers),
            social=social_passport_in(uow, session.profile, person_id, day),
            as_of=on,
            known_at=known,
        )
        uow.journal.record("person.viewed", person_uid=person.uid)
        uow.commit()
    return card


def event_views(uow: UnitOfWork, rows: Sequence[MembershipEvent]) -> tuple[EventView, ...]:
    """Events with their decisions, each told whether another of them voids it."""
    cancelled = {e.cancels_id for e in rows if e.kind is EventKind.CANCELLED}
    decisions: dict[int, DecisionView] = {}
    for number in {e.decision_id for e in rows if e.decision_id is not None}:
        found = uow.changes.decision(number)
        if found is not None:
            decisions[number] = DecisionView(found.id, found.number, found.on_date, found.body)
    return tuple(
        EventView(
            id=e.id,
            kind=e.kind,
            on=e.on_date,
            category=e.category,
            reason=e.reason,
            basis=e.basis,
            recorded_at=e.recorded_at,
            cancelled=e.id in cancelled,
            cancels=e.cancels_id,
            organisation=e.organisation,
            decision=decisions.get(e.decision_id or 0),
            operation=e.operation_id,
        )
        for e in rows
    )


def _person_then(person: Person, changes: Sequence[FieldChange], on: date | None, moment: datetime) -> PersonDraft:
    """The columns as they were recorded by the moment and, when a day is asked for, as they were on it."""
    values: dict[str, Any] = {}
    for item in fields(PersonDraft):
        name = item.name
        own = [change for change in changes if change.field == name]
        value = known_at(own, getattr(person, name), moment)
        if on is not None:
            value = value_on([change for change in own if change.recorded_at <= moment], value, on)
        values[name] = value
    return PersonDraft(**values)


def _former_names(
    person: Person, changes: Sequence[FieldChange], now: PersonDraft, on: date | None
) -> tuple[FormerName, ...]:
    """Full names borne before (up to ``on``), the latest last: each until the day a part of it was put away."""
    own = {name: [change for change in changes if change.field == name] for name in _NAMES}
    current = {name: own[name][-1].after if own[name] else getattr(person, name) for name in _NAMES}
    days = sorted({day for name in _NAMES for _, day in put_away(own[name], current[name]) if on is None or day <= on})
    found = []
    for day in days:
        before = date.fromordinal(day.toordinal() - 1)
        full = " ".join(filter(None, (value_on(own[name], current[name], before) for name in _NAMES)))
        if full and full != now.full_name:
            found.append(FormerName(full, None if day == UNKNOWN_DAY else day))
    return tuple(found)
