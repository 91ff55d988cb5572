"""A line of the first page: a thing to do, its colour, and where its button leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.enums import ReportState
from app.services.today import Task, TaskKind
from app.ui.kit.chips import Tone
from app.ui.urgency import TONES


@dataclass(frozen=True)
class TodayLine:
    """The word in the chip, what, details, and where the button leads."""

    tone: Tone
    chip: str
    title: str
    text: str
    button: str
    page: str
    params: Mapping[str, object] = field(default_factory=dict)


_Params = Mapping[str, object]
_PRIVACY: tuple[str, _Params] = ("privacy", {})
_PLACES: Mapping[TaskKind, tuple[str, _Params]] = {
    TaskKind.OTHER_REPORTS: ("reports", {}),
    TaskKind.FIRST_LIST: ("members", {"import": True}),
    TaskKind.INCIDENT: _PRIVACY,
    TaskKind.REQUEST: _PRIVACY,
    TaskKind.DATA_END: _PRIVACY,
    TaskKind.NOTICE: _PRIVACY,
    TaskKind.WAITING_ROWS: ("members", {"waiting": True}),
    TaskKind.NO_CONSENT: ("members", {"chip": "no_consent"}),
    TaskKind.NO_CARD: ("members", {"chip": "no_card"}),
    TaskKind.INTAKE: ("intake", {}),
    TaskKind.CARDS: ("papers", {"tab": "cards"}),
    TaskKind.POLL: ("papers", {"tab": "polls"}),
    TaskKind.NEWS: ("papers", {"tab": "news"}),
    TaskKind.BACKUP: ("settings", {"section": "copies"}),
    TaskKind.RECOVERY_SHEET: ("settings", {"section": "security"}),
}
"""Where a thing is done that is always done at the same place."""


def _report_place(about: _Params) -> tuple[str, _Params]:
    draft = about["state"] in (ReportState.DRAFT, ReportState.RETURNED)
    return "reports" if draft else "exchange", {"form": about["form"], "period": about["period"]}


_OWN_PLACES: Mapping[TaskKind, Callable[[_Params], tuple[str, _Params]]] = {
    TaskKind.REPORT: _report_place,
    TaskKind.POWERS: lambda about: ("activists", {"tab": "roles" if about["people"] else "elections"}),
    TaskKind.MEETING: lambda about: ("papers", {"tab": "meetings", **about}),
    TaskKind.OUTBOX: lambda about: ("exchange", about),
    TaskKind.BIRTHDAY: lambda about: ("members", about),
    TaskKind.DRAFTS: lambda about: (str(about["page"]), {}),
}


def line_of(task: Task) -> TodayLine:
    """The task as the page shows it."""
    place = _PLACES.get(task.kind) or _OWN_PLACES[task.kind](task.about)
    return TodayLine(TONES[task.urgency], task.mark, task.title, task.text, task.action, *place)
