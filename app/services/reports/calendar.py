"""Which reports there are, how they stand, and when they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.dates import Period
from app.domain.enums import ReportState
from app.services.profiles import Deadline
from app.services.reports.filling import FilledReport, as_period, filled_in
from app.services.session import READERS, VaultSession
from app.storage.unit_of_work import UnitOfWork

DELIVERED = frozenset({ReportState.HANDED_OVER, ReportState.RECEIVED, ReportState.ACCEPTED})
"""States in which nothing more is asked of the chair."""


@dataclass(frozen=True)
class ReportSummary:
    """A report in a list. ``due`` None: the profile names no day for such an organisation. ``warnings`` counts those
    not explained yet."""

    form: str
    number: str
    title: str
    period: str
    due: date | None
    state: ReportState
    errors: int
    warnings: int
    complete: bool
    recipient: str
    revision: int


@dataclass(frozen=True)
class DueReport:
    """A line of the calendar. ``days_left`` is negative when the day has passed."""

    form: str
    number: str
    title: str
    period: str
    due: date
    days_left: int
    state: ReportState
    recipient: str


def list_reports(session: VaultSession, year: Period | int | str) -> tuple[ReportSummary, ...]:
    """The reports about ``year`` that such an organisation fills in, the soonest due first."""
    session.require(*READERS)
    period = as_period(year)
    with session.unit_of_work() as uow:
        found = [
            _summary(filled_in(uow, session.profile.forms[form_id], period), period, deadline)
            for form_id, deadline in _asked(session, uow)
        ]
    return tuple(sorted(found, key=lambda s: (s.due or date.max, s.form)))


def due(session: VaultSession, on: date | None = None) -> tuple[DueReport, ...]:
    """What is asked on a day: reports whose last day is ahead, and the newest one already late and not handed over."""
    session.require(*READERS)
    day = on or date.today()
    result: list[DueReport] = []
    with session.unit_of_work() as uow:
        for form_id, deadline in _asked(session, uow):
            if deadline is None:
                continue
            definition = session.profile.forms[form_id]
            newest = day.year - deadline.period_offset
            for period in (Period(newest), Period(newest + 1)):
                report = uow.reports.find(form_id, str(period))
                state = ReportState.DRAFT if report is None else report.state
                last_day = deadline.due(period)
                if state in DELIVERED or (
                    last_day >= day and any(r.form == form_id and r.days_left >= 0 for r in result)
                ):
                    continue
                result.append(
                    DueReport(
                        form_id,
                        definition.number,
                        definition.title,
                        str(period),
                        last_day,
                        (last_day - day).days,
                        state,
                        deadline.recipient,
                    )
                )
    return tuple(sorted(result, key=lambda r: (r.due, r.form)))


def _asked(session: VaultSession, uow: UnitOfWork) -> list[tuple[str, Deadline | None]]:
    own = uow.organisation.get()
    return [
        (form_id, session.profile.deadline(form_id, own.kind, own.directly_under_union))
        for form_id, definition in session.profile.forms.items()
        if own.kind in definition.org_kinds
    ]


def _summary(filled: FilledReport, period: Period, deadline: Deadline | None) -> ReportSummary:
    return ReportSummary(
        form=filled.definition.id,
        number=filled.definition.number,
        title=filled.definition.title,
        period=str(period),
        due=None if deadline is None else deadline.due(period),
        state=filled.state,
        errors=len(filled.view.errors),
        warnings=sum(1 for v in filled.view.warnings if not v.explanation),
        complete=filled.view.complete,
        recipient="" if deadline is None else deadline.recipient,
        revision=filled.revision,
    )
