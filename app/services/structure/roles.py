"""Roles by date and trainings: what forms 2 and 7 count of cadres and activists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from app.domain.bodies import HEADS, NAMED, UNIT_OF
from app.domain.enums import RoleKind, TrainingKind, TrainingProgramme
from app.domain.names import normalise, tidy
from app.errors import UserError
from app.models import Person, Role, Training, Unit
from app.services.members.offices import role_view, training_view
from app.services.members.reading import person_name
from app.services.members.views import RoleView, TrainingView
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OfficeDetails:
    """What is known of an office beside its days: :class:`app.services.members.RoleView` tells what each means."""

    first_elected_on: date | None = None
    contested: bool = False
    term_until: date | None = None
    basis: str = ""
    note: str = ""
    previous_post: str = ""
    undertaking_on: date | None = None
    undertaking_until: date | None = None


@service(Act.RECORD)
def set_role(
    session: VaultSession,
    person_id: int,
    kind: RoleKind,
    starts_on: date,
    *,
    unit: str = "",
    unit_id: int | None = None,
    full_time: bool = False,
    details: OfficeDetails = OfficeDetails(),
) -> int:
    """Record that a person holds an office from a day on; returns the role's id.

    ``unit_id`` or ``unit`` says which commission, shop organisation or group; a name nobody uses yet makes a new one.
    UserError ``activists.held_already`` when the person holds it, ``activists.office_taken`` when an office of which
    the body has one is held on that day, ``activists.term_before``, ``structure.unknown``, ``structure.other_kind``.
    """
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        place, note = _place(uow, kind, unit, unit_id, starts_on)
        role_id = _add(
            uow,
            person=person,
            kind=kind,
            starts_on=starts_on,
            unit_id=place,
            full_time=full_time,
            details=details,
            note=note,
        )
        uow.commit()
    return role_id


@service(Act.RECORD)
def update_role(session: VaultSession, role_id: int, *, full_time: bool, details: OfficeDetails) -> None:
    """Mend what is known of an office; its person, kind and days stay. UserError ``activists.unknown_role``,
    ``activists.term_before``."""
    with session.unit_of_work() as uow:
        role = uow.people.role(role_id)
        if role is None:
            raise UserError("activists.unknown_role")
        role.full_time = full_time
        _describe(role, details)
        uow.journal.record("role.changed", person_uid=_person(uow, role.person_id).uid, kind=role.kind.value)
        uow.commit()


@service(Act.RECORD)
def record_undertakings(session: VaultSession, role_ids: Sequence[int], on: date, until: date | None = None) -> None:
    """The holders of these offices undertook in writing on a day not to disclose personal data.

    UserError ``activists.unknown_role``, ``activists.undertaking_before``.
    """
    if until is not None and until < on:
        raise UserError("activists.undertaking_before", date=f"{on:%d.%m.%Y}")
    with session.unit_of_work() as uow:
        for role_id in role_ids:
            role = uow.people.role(role_id)
            if role is None:
                raise UserError("activists.unknown_role")
            role.undertaking_on, role.undertaking_until = on, until
            uow.journal.record("role.undertaking", person_uid=_person(uow, role.person_id).uid)
        uow.commit()


@service(Act.RECORD)
def end_role(session: VaultSession, role_id: int, ends_on: date) -> None:
    """The first day without the office. UserError when it is not after the beginning or the role is unknown."""
    with session.unit_of_work() as uow:
        role = uow.people.role(role_id)
        if role is None:
            raise UserError("activists.unknown_role")
        if ends_on <= role.starts_on:
            raise UserError("activists.end_before_start", date=f"{role.starts_on:%d.%m.%Y}")
        role.ends_on = ends_on
        person = uow.people.find(role.person_id)
        uow.journal.record("role.ended", person_uid=person.uid if person else None, kind=role.kind.value)
        uow.commit()


@service(Act.RECORD)
def remove_role(session: VaultSession, role_id: int) -> None:
    """Take back a role recorded by mistake."""
    with session.unit_of_work() as uow:
        role = uow.people.role(role_id)
        if role is None:
            raise UserError("activists.unknown_role")
        person = uow.people.find(role.person_id)
        uow.people.remove(role)
        uow.journal.record("role.removed", person_uid=person.uid if person else None, kind=role.kind.value)
        uow.commit()


@service(Act.LOOK)
def roles_on(session: VaultSession, on: date | None) -> tuple[RoleView, ...]:
    """Offices held on a date (all ever when None), in the order of the body's weight, then by name."""
    order = {kind: index for index, kind in enumerate(RoleKind)}
    with session.unit_of_work() as uow:
        units = uow.structure.names()
        views = [role_view(r, person_name(p), units) for r, p in uow.people.roles(on=on)]
    return tuple(sorted(views, key=lambda v: (order[v.kind], v.unit, v.person_name)))


@service(Act.RECORD)
def add_training(
    session: VaultSession,
    person_ids: Sequence[int],
    on: date,
    kind: TrainingKind,
    *,
    hours: int | None = None,
    title: str = "",
    organiser: str = "",
    programme: TrainingProgramme | None = None,
) -> int:
    """Record one training for these people in one transaction; returns how many.

    Hours must fit the kind as form 2 counts it: a seminar up to 16, qualification over 16, retraining over 250
    (UserError ``activists.hours``).
    """
    if hours is not None and not _hours_fit(kind, hours):
        raise UserError("activists.hours", hours=hours)
    ids = list(dict.fromkeys(person_ids))
    with session.unit_of_work() as uow:
        uids = uow.people.uids(ids)
        for person_id in ids:
            if person_id not in uids:
                raise UserError("people.unknown", id=person_id)
        uow.people.add_trainings(
            Training(
                person_id=person_id,
                on_date=on,
                kind=kind,
                hours=hours,
                title=tidy(title),
                organiser=tidy(organiser),
                programme=programme,
            )
            for person_id in ids
        )
        uow.journal.record_for_many("training.recorded", [uids[i] for i in ids], kind=kind.value)
        uow.commit()
    return len(ids)


@service(Act.RECORD)
def remove_training(session: VaultSession, training_id: int) -> None:
    """Take back a training recorded by mistake."""
    with session.unit_of_work() as uow:
        training = uow.people.training(training_id)
        if training is None:
            raise UserError("activists.unknown_training")
        person = uow.people.find(training.person_id)
        uow.people.remove(training)
        uow.journal.record("training.removed", person_uid=person.uid if person else None, kind=training.kind.value)
        uow.commit()


@service(Act.LOOK)
def trainings(session: VaultSession, year: int) -> tuple[TrainingView, ...]:
    """Trainings of a year with the people and the offices they held on the day, by date."""
    with session.unit_of_work() as uow:
        found = uow.people.trainings(first=date(year, 1, 1), last=date(year, 12, 31))
        held = _held(uow, [p.id for _, p in found])
        return tuple(training_view(t, person_name(p), held.on(p.id, t.on_date)) for t, p in found)


@service(Act.LOOK)
def roles_held(session: VaultSession, person_ids: Sequence[int], on: date) -> Mapping[int, tuple[RoleKind, ...]]:
    """Offices that these people hold on a day: as which their training on it would be counted."""
    with session.unit_of_work() as uow:
        held = _held(uow, person_ids)
        return {person_id: held.on(person_id, on) for person_id in person_ids}


@dataclass(frozen=True)
class _Held:
    roles: Mapping[int, Sequence[Role]]

    def on(self, person_id: int, day: date) -> tuple[RoleKind, ...]:
        kinds = {
            r.kind
            for r in self.roles.get(person_id, ())
            if r.starts_on <= day and (r.ends_on is None or r.ends_on > day)
        }
        return tuple(kind for kind in RoleKind if kind in kinds)


def _held(uow: UnitOfWork, person_ids: Sequence[int]) -> _Held:
    roles: dict[int, list[Role]] = {}
    for role in uow.structure.roles_of_people(person_ids):
        roles.setdefault(role.person_id, []).append(role)
    return _Held(roles)


def _unit_called(uow: UnitOfWork, kind: RoleKind, name: str, on: date) -> Unit | None:
    """The unit of the office's kind with this name that is there on a day; ё=е, case and spaces do not matter."""
    return next(
        (u for u in uow.structure.units(kind=UNIT_OF[kind], on=on) if normalise(u.name) == normalise(name)), None
    )


def _place(uow: UnitOfWork, kind: RoleKind, name: str, unit_id: int | None, on: date) -> tuple[int | None, str]:
    """The unit of an office and the words that are not a unit's name (the post of a paid worker)."""
    said = tidy(name)
    if UNIT_OF.get(kind) not in NAMED:
        return None, said
    if unit_id is not None:
        unit = uow.structure.unit(unit_id)
        if unit is None:
            raise UserError("structure.unknown")
        if unit.kind is not UNIT_OF[kind]:
            raise UserError("structure.other_kind", name=unit.name)
        return unit.id, ""
    if not said:
        return None, ""
    found = _unit_called(uow, kind, said, on)
    if found is not None:
        return found.id, ""
    added = uow.structure.add_unit(Unit(kind=UNIT_OF[kind], name=said))
    uow.journal.record("unit.added", kind=UNIT_OF[kind].value)
    return added, ""


def _add(
    uow: UnitOfWork,
    person: Person,
    kind: RoleKind,
    starts_on: date,
    unit_id: int | None,
    full_time: bool,
    details: OfficeDetails,
    note: str,
) -> int:
    for role, holder in uow.people.roles(on=starts_on):
        if role.kind is not kind or role.unit_id != unit_id:
            continue
        if holder.id == person.id and (not note or role.note == note):
            raise UserError("activists.held_already", date=f"{role.starts_on:%d.%m.%Y}")
        if kind in HEADS and (unit_id is not None or UNIT_OF[kind] not in NAMED):
            raise UserError("activists.office_taken", date=f"{role.starts_on:%d.%m.%Y}")
    role = Role(person_id=person.id, kind=kind, unit_id=unit_id, full_time=full_time, starts_on=starts_on)
    _describe(role, details)
    role.note = role.note or note
    role_id = uow.people.add_role(role)
    uow.journal.record("role.recorded", person_uid=person.uid, kind=kind.value)
    return role_id


def _describe(role: Role, details: OfficeDetails) -> None:
    if details.term_until is not None and details.term_until < role.starts_on:
        raise UserError("activists.term_before", date=f"{role.starts_on:%d.%m.%Y}")
    if details.undertaking_until is not None and (
        details.undertaking_on is None or details.undertaking_until < details.undertaking_on
    ):
        raise UserError("activists.undertaking_before", date=f"{details.undertaking_until:%d.%m.%Y}")
    for one in fields(OfficeDetails):
        value = getattr(details, one.name)
        setattr(role, one.name, tidy(value) if isinstance(value, str) else value)


def _person(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None:
        raise UserError("people.unknown", id=person_id)
    return person


def _hours_fit(kind: TrainingKind, hours: int) -> bool:
    if kind is TrainingKind.SEMINAR:
        return 0 < hours <= 16
    if kind is TrainingKind.RETRAINING:
        return hours > 250
    return hours > 16
