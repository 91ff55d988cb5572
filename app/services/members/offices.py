"""Rows of offices and trainings as views."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.enums import RoleKind
from app.models import Role, Training
from app.services.members.views import RoleView, TrainingView


def role_view(role: Role, name: str, units: Mapping[int, str]) -> RoleView:
    """An office as it is shown; ``units`` are the names of all units."""
    return RoleView(
        id=role.id,
        person_id=role.person_id,
        person_name=name,
        kind=role.kind,
        unit=units.get(role.unit_id, "") if role.unit_id is not None else "",
        full_time=role.full_time,
        starts_on=role.starts_on,
        ends_on=role.ends_on,
        unit_id=role.unit_id,
        note=role.note,
        first_elected_on=role.first_elected_on,
        contested=role.contested,
        term_until=role.term_until,
        basis=role.basis,
        previous_post=role.previous_post,
        undertaking_on=role.undertaking_on,
        undertaking_until=role.undertaking_until,
        election_id=role.election_id,
    )


def training_view(training: Training, name: str, roles: tuple[RoleKind, ...] = ()) -> TrainingView:
    """A training as it is shown."""
    return TrainingView(
        id=training.id,
        person_id=training.person_id,
        person_name=name,
        on=training.on_date,
        kind=training.kind,
        hours=training.hours,
        title=training.title,
        organiser=training.organiser,
        programme=training.programme,
        roles=roles,
    )
