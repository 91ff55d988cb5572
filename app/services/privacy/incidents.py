"""Incidents with personal data: what happened, and the two clocks of 152-ФЗ, article 21, part 3.1.

Within 24 hours Roskomnadzor is told of the incident, its presumed causes, the presumed harm, the measures taken and who
will answer; within 72 hours of what the inquiry found and through whose acts it happened.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.errors import UserError
from app.models import Incident
from app.services.session import Act, VaultSession, service

FIRST_HOURS, SECOND_HOURS = 24, 72


@dataclass(frozen=True)
class IncidentDraft:
    """What is known; everything but the moment and what happened may come later. ``categories`` are ids."""

    discovered_at: datetime
    happened: str
    people: int | None = None
    categories: tuple[str, ...] = ()
    cause: str = ""
    harm: str = ""
    measures: str = ""
    contact: str = ""
    findings: str = ""


@dataclass(frozen=True)
class IncidentView:
    """An incident with its clocks."""

    id: int
    draft: IncidentDraft
    first_notice_at: datetime | None
    second_notice_at: datetime | None
    closed_at: datetime | None

    @property
    def first_due(self) -> datetime:
        """By when Roskomnadzor is told."""
        return self.draft.discovered_at + timedelta(hours=FIRST_HOURS)

    @property
    def second_due(self) -> datetime:
        """By when it is told what the inquiry found."""
        return self.draft.discovered_at + timedelta(hours=SECOND_HOURS)

    @property
    def next_due(self) -> datetime | None:
        """The clock that runs now; None when both notices were sent or the incident is closed."""
        if self.closed_at is not None or self.second_notice_at is not None:
            return None
        return self.first_due if self.first_notice_at is None else self.second_due

    @property
    def missing(self) -> tuple[str, ...]:
        """What the next notice still needs."""
        wanted = {
            "cause": "предполагаемая причина",
            "harm": "предполагаемый вред",
            "measures": "принятые меры",
            "contact": "кто отвечает перед Роскомнадзором",
        }
        if self.first_notice_at is not None:
            wanted = {"findings": "что показало расследование"}
        return tuple(words for name, words in wanted.items() if not getattr(self.draft, name))


@service(Act.RECORD)
def add_incident(session: VaultSession, draft: IncidentDraft) -> int:
    """Record an incident; its number. UserError ``privacy.incident_empty``, ``privacy.incident_future``."""
    _check(draft)
    with session.unit_of_work() as uow:
        row = Incident(
            user_name=uow.user_name,
            recorded_at=datetime.now(UTC),
            first_notice_at=None,
            second_notice_at=None,
            closed_at=None,
            **_columns(draft),
        )
        uow.privacy.add(row)
        uow.journal.record("incident.recorded", number=row.id)
        uow.commit()
        return row.id


@service(Act.RECORD)
def change_incident(session: VaultSession, incident_id: int, draft: IncidentDraft) -> None:
    """Write down what became known. UserError ``privacy.no_incident``, ``privacy.incident_closed``."""
    _check(draft)
    with session.unit_of_work() as uow:
        row = _open(uow.privacy.get(Incident, incident_id))
        for name, value in _columns(draft).items():
            setattr(row, name, value)
        uow.journal.record("incident.changed", number=incident_id)
        uow.commit()


@service(Act.RECORD)
def notice_sent(session: VaultSession, incident_id: int, at: datetime | None = None) -> None:
    """Roskomnadzor was told: the first notice, then the second. UserError ``privacy.notice_not_ready`` names what the
    notice still needs."""
    with session.unit_of_work() as uow:
        row = _open(uow.privacy.get(Incident, incident_id))
        view = _view(row)
        if view.missing:
            raise UserError("privacy.notice_not_ready", missing=", ".join(view.missing))
        moment = at or datetime.now(UTC)
        if row.first_notice_at is None:
            row.first_notice_at = moment
        else:
            row.second_notice_at = moment
        uow.journal.record("incident.notice_sent", number=incident_id)
        uow.commit()


@service(Act.RECORD)
def close_incident(session: VaultSession, incident_id: int) -> None:
    """The inquiry is over. UserError ``privacy.notice_not_ready`` while a notice is owed."""
    with session.unit_of_work() as uow:
        row = _open(uow.privacy.get(Incident, incident_id))
        if row.second_notice_at is None:
            raise UserError("privacy.notice_not_ready", missing="уведомление Роскомнадзора")
        row.closed_at = datetime.now(UTC)
        uow.journal.record("incident.closed", number=incident_id)
        uow.commit()


@service(Act.LOOK)
def incidents(session: VaultSession) -> tuple[IncidentView, ...]:
    """All incidents, the newest first."""
    with session.unit_of_work() as uow:
        return tuple(_view(row) for row in uow.privacy.incidents())


def _check(draft: IncidentDraft) -> None:
    if not draft.happened.strip():
        raise UserError("privacy.incident_empty")
    if draft.discovered_at > datetime.now(UTC):
        raise UserError("privacy.incident_future")


def _columns(draft: IncidentDraft) -> dict[str, object]:
    return {
        "discovered_at": draft.discovered_at,
        "happened": draft.happened.strip(),
        "people": draft.people,
        "categories": json.dumps(list(draft.categories)),
        "cause": draft.cause,
        "harm": draft.harm,
        "measures": draft.measures,
        "contact": draft.contact,
        "findings": draft.findings,
    }


def _open(row: Incident | None) -> Incident:
    if row is None:
        raise UserError("privacy.no_incident")
    if row.closed_at is not None:
        raise UserError("privacy.incident_closed")
    return row


def _view(row: Incident) -> IncidentView:
    draft = IncidentDraft(
        discovered_at=row.discovered_at,
        happened=row.happened,
        people=row.people,
        categories=tuple(json.loads(row.categories)),
        cause=row.cause,
        harm=row.harm,
        measures=row.measures,
        contact=row.contact,
        findings=row.findings,
    )
    return IncidentView(row.id, draft, row.first_notice_at, row.second_notice_at, row.closed_at)


__all__ = [
    "IncidentDraft", "IncidentView", "add_incident", "change_incident", "close_incident", "incidents", "notice_sent",

]  # fmt: skip
