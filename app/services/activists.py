"""Roles by date and trainings: what forms 2 and 7 count of cadres and activists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.enums import RoleKind, TrainingKind
from app.domain.names import tidy
from app.errors import UserError
from app.models import Role, Training
from app.services.people.reading import person_name
from app.services.people.views import RoleView, TrainingView
from app.services.session import READERS, WRITERS, VaultSession

SINGLE = frozenset({RoleKind.CHAIR, RoleKind.AUDIT_CHAIR})
"""Offices of which an organisation has one."""


def set_role(
    session: VaultSession, person_id: int, kind: RoleKind, starts_on: date, *, unit: str = "", full_time: bool = False
) -> int:
    """Record that a person holds an office from a day on; returns the role's id.

    UserError ``activists.held_already`` when the person holds it, ``activists.office_taken`` when the single office
    is held by another person on that day.
    """
    session.require(*WRITERS)
    unit = tidy(unit)
    with session.unit_of_work() as uow:
        person = uow.people.find(person_id)
        if person is None:
            raise UserError("people.unknown", id=person_id)
        for role, holder in uow.people.roles(on=starts_on):
            if role.kind is kind and holder.id == person_id and role.unit == unit:
                raise UserError("activists.held_already", date=f"{role.starts_on:%d.%m.%Y}")
            if role.kind is kind and kind in SINGLE:
                raise UserError("activists.office_taken", date=f"{role.starts_on:%d.%m.%Y}")
        role_id = uow.people.add_role(
            Role(person_id=person_id, kind=kind, unit=unit, full_time=full_time, starts_on=starts_on)
        )
        uow.journal.record("role.recorded", person_uid=person.uid, kind=kind.value)
        uow.commit()
    return role_id


def end_role(session: VaultSession, role_id: int, ends_on: date) -> None:
    """The first day without the office. UserError when it is not after the beginning or the role is unknown."""
    session.require(*WRITERS)
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


def remove_role(session: VaultSession, role_id: int) -> None:
    """Take back a role recorded by mistake."""
    session.require(*WRITERS)
    with session.unit_of_work() as uow:
        role = uow.people.role(role_id)
        if role is None:
            raise UserError("activists.unknown_role")
        person = uow.people.find(role.person_id)
        uow.people.remove(role)
        uow.journal.record("role.removed", person_uid=person.uid if person else None, kind=role.kind.value)
        uow.commit()


def roles_on(session: VaultSession, on: date | None) -> tuple[RoleView, ...]:
    """Offices held on a date (all ever when None), in the order of the body's weight, then by name."""
    session.require(*READERS)
    order = {kind: index for index, kind in enumerate(RoleKind)}
    with session.unit_of_work() as uow:
        views = [
            RoleView(r.id, p.id, person_name(p), r.kind, r.unit, r.full_time, r.starts_on, r.ends_on)
            for r, p in uow.people.roles(on=on)
        ]
    return tuple(sorted(views, key=lambda v: (order[v.kind], v.unit, v.person_name)))


def add_training(
    session: VaultSession,
    person_ids: Sequence[int],
    on: date,
    kind: TrainingKind,
    *,
    hours: int | None = None,
    title: str = "",
) -> int:
    """Record one training for these people in one transaction; returns how many.

    Hours must fit the kind as form 2 counts it: a seminar up to 16, qualification over 16, retraining over 250
    (UserError ``activists.hours``).
    """
    session.require(*WRITERS)
    if hours is not None and not _hours_fit(kind, hours):
        raise UserError("activists.hours", hours=hours)
    with session.unit_of_work() as uow:
        for person_id in person_ids:
            person = uow.people.find(person_id)
            if person is None:
                raise UserError("people.unknown", id=person_id)
            uow.people.add_trainings(
                [Training(person_id=person_id, on_date=on, kind=kind, hours=hours, title=tidy(title))]
            )
            uow.journal.record("training.recorded", person_uid=person.uid, kind=kind.value)
        uow.commit()
    return len(person_ids)


def remove_training(session: VaultSession, training_id: int) -> None:
    """Take back a training recorded by mistake."""
    session.require(*WRITERS)
    with session.unit_of_work() as uow:
        training = uow.people.training(training_id)
        if training is None:
            raise UserError("activists.unknown_training")
        person = uow.people.find(training.person_id)
        uow.people.remove(training)
        uow.journal.record("training.removed", person_uid=person.uid if person else None, kind=training.kind.value)
        uow.commit()


def trainings(session: VaultSession, year: int) -> tuple[TrainingView, ...]:
    """Trainings of a year with the people, by date."""
    session.require(*READERS)
    with session.unit_of_work() as uow:
        return tuple(
            TrainingView(t.id, p.id, person_name(p), t.on_date, t.kind, t.hours, t.title)
            for t, p in uow.people.trainings(first=date(year, 1, 1), last=date(year, 12, 31))
        )


def _hours_fit(kind: TrainingKind, hours: int) -> bool:
    if kind is TrainingKind.SEMINAR:
        return 0 < hours <= 16
    if kind is TrainingKind.RETRAINING:
        return hours > 250
    return hours > 16
