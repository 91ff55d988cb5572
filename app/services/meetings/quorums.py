"""Who has a vote at a meeting, and whether those present can decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.meetings import Entitled, Quorum
from app.errors import DataError, UserError
from app.models import Meeting
from app.services.meetings.rules import MeetingRule
from app.services.meetings.views import QuorumView
from app.storage.unit_of_work import UnitOfWork


def meeting_row(uow: UnitOfWork, meeting_id: int) -> Meeting:
    """The meeting's row. UserError ``meetings.unknown``."""
    row = uow.meetings.find(meeting_id)
    if row is None:
        raise UserError("meetings.unknown")
    return row


def require_day_come(row: Meeting, today: date | None = None) -> None:
    """Nobody can have come to a meeting before its day, nor can it have decided. DataError ``meetings.not_yet``."""
    if (today or date.today()) < row.on_date:
        raise DataError("meetings.not_yet", day=f"{row.on_date:%d.%m.%Y}")


def condition(uow: UnitOfWork, rule: MeetingRule, row: Meeting) -> Any:
    """Who has a vote at a meeting, as the repository takes it."""
    if rule.who is Entitled.DELEGATES:
        return uow.meetings.delegates(row.id)
    if rule.who is Entitled.BODY:
        return uow.meetings.body(rule.roles, row.on_date)
    if row.unit_id is not None:
        return uow.meetings.members_of_units(row.on_date, _with_parts(uow, row.unit_id))
    return uow.meetings.members(row.on_date, row.unit)


def quorum_in(uow: UnitOfWork, rule: MeetingRule, row: Meeting) -> QuorumView:
    """The quorum now."""
    who = condition(uow, rule, row)
    entitled = uow.meetings.count(who)
    quorum = Quorum.parse(row.quorum)
    words = f"{quorum.words} из {entitled}"
    return QuorumView(entitled, uow.meetings.count_present(row.id, who), quorum.needed(entitled), words, rule.source)


def _with_parts(uow: UnitOfWork, unit_id: int) -> set[int]:
    """A unit and the units within it."""
    found, units = {unit_id}, uow.structure.units()
    while more := {u.id for u in units if u.parent_id in found} - found:
        found |= more
    return found
