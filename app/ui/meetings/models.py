"""Tables of meetings and of those who came, and their words."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.meetings import MeetingState
from app.domain.vocabulary.words import title_for
from app.services.meetings import CheckInOutcome, MeetingRow, PresentPerson
from app.ui.kit.chips import Tone
from app.ui.kit.fields import format_date
from app.ui.kit.rows_model import Columns, RowsModel

_STATE_TONE = {
    MeetingState.PLANNED: Tone.INFO,
    MeetingState.HELD: Tone.GOOD,
    MeetingState.CANCELLED: Tone.NEUTRAL,
}
OUTCOME_TONE: Mapping[CheckInOutcome, Tone] = {
    CheckInOutcome.RECORDED: Tone.GOOD,
    CheckInOutcome.ALREADY: Tone.INFO,
    CheckInOutcome.NOT_ENTITLED: Tone.WARNING,
    CheckInOutcome.SEVERAL: Tone.INFO,
    CheckInOutcome.UNKNOWN: Tone.WARNING,
    CheckInOutcome.REFUSED: Tone.ERROR,
}


def when(row: MeetingRow) -> str:
    """«12.09.2026, 14:30»"""
    return ", ".join(part for part in (format_date(row.on), row.at) if part)


def meetings_model() -> RowsModel[MeetingRow]:
    """Meetings, the latest first."""
    columns: Columns[MeetingRow] = (
        ("Собрание", lambda m: m.name),
        ("Когда", when),
        ("Состояние", lambda m: title_for(m.state)),
        ("Пришли", lambda m: str(m.present or "")),
        ("Протокол", lambda m: f"№ {m.protocol_number}" if m.protocol_number else ""),
    )
    return RowsModel(columns, lambda m, section: _STATE_TONE[m.state] if section == 2 else None)


def present_model() -> RowsModel[PresentPerson]:
    """Those who came, the last first."""
    columns: Columns[PresentPerson] = (
        ("Фамилия, имя, отчество", lambda p: p.name),
        ("Подразделение", lambda p: p.department or p.position),
        ("Время", lambda p: f"{p.at.astimezone():%H:%M}"),
        ("Как отмечен", lambda p: ("по билету" if p.by_card else "по фамилии") if p.entitled else "без голоса"),
    )
    return RowsModel(columns, lambda p, section: Tone.WARNING if section == 3 and not p.entitled else None)
