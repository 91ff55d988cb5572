"""The one table of urgency: how pressing a thing is, by its kind and by the days that are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """How pressing; the smallest stands first."""

    OVERDUE = 0
    SOON = 1
    OPEN = 2
    LATER = 3
    PLEASANT = 4


class TaskKind(StrEnum):
    """What there is to do."""

    REPORT = "report"
    OTHER_REPORTS = "other_reports"
    FIRST_LIST = "first_list"
    DRAFTS = "drafts"
    RECOVERY_SHEET = "recovery_sheet"
    POWERS = "powers"
    INCIDENT = "incident"
    REQUEST = "request"
    DATA_END = "data_end"
    NOTICE = "notice"
    WAITING_ROWS = "waiting_rows"
    NO_CONSENT = "no_consent"
    NO_CARD = "no_card"
    MEETING = "meeting"
    INTAKE = "intake"
    CARDS = "cards"
    OUTBOX = "outbox"
    POLL = "poll"
    NEWS = "news"
    BACKUP = "backup"
    BIRTHDAY = "birthday"


@dataclass(frozen=True)
class _Pace:
    """``soon``: with so many days left it presses; before that it is ``early``."""

    early: Urgency
    soon: int


_DATED: Mapping[TaskKind, _Pace] = {
    TaskKind.REPORT: _Pace(Urgency.LATER, 30),
    TaskKind.POWERS: _Pace(Urgency.LATER, 30),
    TaskKind.INCIDENT: _Pace(Urgency.SOON, 0),
    TaskKind.REQUEST: _Pace(Urgency.OPEN, 4),
    TaskKind.DATA_END: _Pace(Urgency.OPEN, 10),
    TaskKind.NOTICE: _Pace(Urgency.OPEN, 10),
    TaskKind.MEETING: _Pace(Urgency.OPEN, 1),
}
_UNDATED: Mapping[TaskKind, Urgency] = {
    TaskKind.OTHER_REPORTS: Urgency.LATER,
    TaskKind.FIRST_LIST: Urgency.OPEN,
    TaskKind.DRAFTS: Urgency.SOON,
    TaskKind.RECOVERY_SHEET: Urgency.SOON,
    TaskKind.WAITING_ROWS: Urgency.SOON,
    TaskKind.NO_CONSENT: Urgency.SOON,
    TaskKind.NO_CARD: Urgency.LATER,
    TaskKind.INTAKE: Urgency.SOON,
    TaskKind.CARDS: Urgency.LATER,
    TaskKind.OUTBOX: Urgency.OPEN,
    TaskKind.POLL: Urgency.OPEN,
    TaskKind.NEWS: Urgency.OPEN,
    TaskKind.BACKUP: Urgency.SOON,
    TaskKind.BIRTHDAY: Urgency.PLEASANT,
}


def urgency(kind: TaskKind, days_left: int | None = None) -> Urgency:
    """How pressing a thing is; ``days_left`` is negative when its day has passed, None when it has no day.

    >>> urgency(TaskKind.REQUEST, 4).name, urgency(TaskKind.REQUEST, -1).name, urgency(TaskKind.NEWS).name
    ('SOON', 'OVERDUE', 'OPEN')
    """
    if days_left is None or kind in _UNDATED:
        return _UNDATED[kind]
    if days_left < 0:
        return Urgency.OVERDUE
    pace = _DATED[kind]
    return Urgency.SOON if days_left <= pace.soon else pace.early
