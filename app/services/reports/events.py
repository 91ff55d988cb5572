"""What only the organisation knows of its calendar: days of elections and other events, forms not asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.enums import EventOfYear
from app.domain.names import tidy
from app.errors import UserError
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

MAX_TITLE = 200
_EVENTS, _NOT_ASKED = "calendar.events", "calendar.not_asked"


@dataclass(frozen=True, order=True)
class CalendarEvent:
    """An event that reports follow: ``kind`` is one of the closed list."""

    on: date
    kind: EventOfYear
    title: str = ""


@service(Act.LOOK)
def calendar_events(session: VaultSession) -> tuple[CalendarEvent, ...]:
    """All that were told, the earliest first."""
    with session.unit_of_work() as uow:
        return events_in(uow)


@service(Act.RECORD)
def add_calendar_event(session: VaultSession, kind: EventOfYear, on: date, title: str = "") -> None:
    """Tell the day of an election, a conference and so on; the same kind and day again changes its title.

    UserError ``reports.unknown_event``, ``reports.title_too_long``.
    """
    if kind not in set(EventOfYear):
        raise UserError("reports.unknown_event", kind=kind, known=", ".join(EventOfYear))
    said = tidy(title)
    if len(said) > MAX_TITLE:
        raise UserError("reports.title_too_long", limit=MAX_TITLE)
    with session.unit_of_work() as uow:
        others = [e for e in events_in(uow) if (e.kind, e.on) != (kind, on)]
        _keep(uow, [*others, CalendarEvent(on, kind, said)])
        uow.journal.record("calendar.event_added", kind=kind, on=on.isoformat())
        uow.commit()


@service(Act.RECORD)
def remove_calendar_event(session: VaultSession, kind: EventOfYear, on: date) -> None:
    """Take an event back; a report about it that was begun stays. UserError ``reports.no_such_event``."""
    with session.unit_of_work() as uow:
        known = events_in(uow)
        others = [e for e in known if (e.kind, e.on) != (kind, on)]
        if len(others) == len(known):
            raise UserError("reports.no_such_event", on=on)
        _keep(uow, others)
        uow.journal.record("calendar.event_removed", kind=kind, on=on.isoformat())
        uow.commit()


@service(Act.RECORD)
def set_asked(session: VaultSession, form_id: str, asked: bool) -> None:
    """Say that a form is not asked of this organisation (it has no inspector), or that it is after all.

    UserError ``forms.unknown`` for a form the union does not have.
    """
    if not any(deadline.form == form_id for deadline in session.profile.deadlines):
        session.profile.form(form_id)
    with session.unit_of_work() as uow:
        refused = not_asked_in(uow) - {form_id} if asked else not_asked_in(uow) | {form_id}
        uow.settings.put(_NOT_ASKED, sorted(refused))
        uow.journal.record("calendar.asked", form=form_id, asked=asked)
        uow.commit()


def events_in(uow: UnitOfWork) -> tuple[CalendarEvent, ...]:
    """As :func:`calendar_events`, inside a transaction of the caller."""
    kept = uow.settings.get(_EVENTS, [])
    assert isinstance(kept, list)
    return tuple(sorted(CalendarEvent(date.fromisoformat(e["on"]), EventOfYear(e["kind"]), e["title"]) for e in kept))


def add_event_in(uow: UnitOfWork, event: CalendarEvent) -> bool:
    """Tell the day of an event inside a transaction of the caller; False when that kind and day is known already."""
    known = events_in(uow)
    if any((e.kind, e.on) == (event.kind, event.on) for e in known):
        return False
    _keep(uow, [*known, event])
    return True


def remove_event_in(uow: UnitOfWork, kind: EventOfYear, on: date) -> None:
    """Take an event back inside a transaction of the caller; one that is not there changes nothing."""
    _keep(uow, [e for e in events_in(uow) if (e.kind, e.on) != (kind, on)])


def not_asked_in(uow: UnitOfWork) -> frozenset[str]:
    """Forms that the organisation said are not asked of it."""
    kept = uow.settings.get(_NOT_ASKED, [])
    assert isinstance(kept, list)
    return frozenset(kept)


def _keep(uow: UnitOfWork, events: list[CalendarEvent]) -> None:
    uow.settings.put(_EVENTS, [{"on": e.on.isoformat(), "kind": e.kind, "title": e.title} for e in sorted(events)])
