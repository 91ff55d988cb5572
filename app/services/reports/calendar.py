"""Which reports there are, how they stand, and when they are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import cast

from app.domain.dates import Period
from app.domain.enums import ReportState
from app.forms.definition import FormDefinition
from app.models import Organisation
from app.services.organisation.profiles import Deadline, Profile
from app.services.reports.events import CalendarEvent, events_in, not_asked_in
from app.services.reports.filling import REPORT_READS, FilledReport, as_period, glanced_at, signed_edition
from app.services.session import Act, VaultSession, service
from app.services.working_days import hand_in_words
from app.storage.reports.facts import Moment
from app.storage.unit_of_work import UnitOfWork

DELIVERED = frozenset({ReportState.HANDED_OVER, ReportState.RECEIVED, ReportState.ACCEPTED})
"""States in which nothing more is asked of the chair."""
_UNFINISHED = frozenset({ReportState.SIGNED, ReportState.PREPARED, ReportState.RETURNED, ReportState.REFUSED})
_YEAR = timedelta(days=365)
_EARLIER = "чтобы вышестоящая организация успела со сводным отчётом"


class CalendarState(StrEnum):
    """How a line of the calendar stands. A draft is told by the day: not yet, to be made now, too late."""

    NOT_DUE = "not_due"
    DUE = "due"
    LATE = "late"
    SIGNED = "signed"
    PREPARED = "prepared"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REFUSED = "refused"
    REPLACED = "replaced"


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
    """Nothing is missing and something is there."""
    recipient: str
    revision: int
    place: int = 0
    """The form's place in the union's list."""
    advice: str = ""
    """«сдайте в пятницу, 13 февраля» when offices are closed on the last day; or why it is earlier than listed."""
    missing: int = 0
    """How many places are empty that must not be."""
    untouched: bool = False
    """Nobody and nothing has put anything into it."""
    ready_on: date | None = None
    """The first day on which it can be signed; None: on any."""


@dataclass(frozen=True)
class DueReport:
    """A report that waits. ``days_left`` is negative when the day has passed; ``condition`` («если …») when it is
    asked only of some organisations and nobody knows whether of this one."""

    form: str
    number: str
    title: str
    period: str
    due: date
    days_left: int
    state: ReportState
    recipient: str
    condition: str = ""
    advice: str = ""
    """«сдайте в пятницу, 13 февраля» when offices are closed on the last day; or why it is earlier than listed."""


@dataclass(frozen=True)
class CalendarRow:
    """A line of the calendar: one report or document, one period.

    ``period``, ``due``, ``opens`` and ``days_left`` are empty for what follows an event (``event`` is its kind) that
    nobody has told yet. ``when`` is the rule in the words of the union's list, ``item`` its number there, ``number``
    what people call the form. ``advice``: «сдайте в пятницу, 13 февраля» when offices are closed on the last day.
    ``available``: the program has the form. ``late``: the day has passed and the report
    has not left, whatever its state.
    """

    form: str
    item: str
    number: str
    title: str
    period: str
    period_words: str
    opens: date | None
    due: date | None
    days_left: int | None
    state: CalendarState
    late: bool
    recipient: str
    when: str
    condition: str
    event: str
    event_title: str
    available: bool
    advice: str = ""


@service(Act.LOOK)
def list_reports(session: VaultSession, year: Period | int | str) -> tuple[ReportSummary, ...]:
    """The reports about ``year`` and its parts that such an organisation fills in, the soonest due first.

    Documents and elections are there when their day was told or the report was begun.
    """
    wanted = as_period(year)
    ((_, found),) = _listed(session, [wanted])
    return found


@service(Act.LOOK)
def list_years(session: VaultSession, years: Sequence[int]) -> tuple[tuple[int, tuple[ReportSummary, ...]], ...]:
    """:func:`list_reports` of several years: what their forms ask for is read once for all."""
    return tuple((period.year, found) for period, found in _listed(session, [Period(year) for year in years]))


def _listed(session: VaultSession, periods: Sequence[Period]) -> list[tuple[Period, tuple[ReportSummary, ...]]]:
    with session.unit_of_work() as uow:
        asked = _Asked.of(uow, session.profile)
        with uow.held(()):
            forms = [
                [
                    (asked.edition(uow, form_id, period), period, deadline)
                    for (form_id, period), deadline in asked.of_year(uow, wanted.year).items()
                    if wanted.kind == "year" or period == wanted
                ]
                for wanted in periods
            ]
        moments = {Moment.of(period, definition.as_of) for known in forms for definition, period, _ in known}
        with uow.held(sorted(moments, key=lambda moment: (moment.first_day, moment.last_day, moment.date))):
            found = [
                [_summary_of(uow, definition, period, deadline, asked) for definition, period, deadline in known]
                for known in forms
            ]
    in_order = [tuple(sorted(known, key=lambda s: (s.due or date.max, s.form, s.period))) for known in found]
    return list(zip(periods, in_order, strict=True))


def _summary_of(
    uow: UnitOfWork, definition: FormDefinition, period: Period, deadline: Deadline | None, asked: _Asked
) -> ReportSummary:
    place = ("summary", definition.id, str(period), date.today())
    known = cast("ReportSummary | None", uow.kept(place))
    if known is None:
        known = _summary(glanced_at(uow, definition, period), period, deadline, asked)
        uow.keep(place, known, REPORT_READS)
    return known


@service(Act.LOOK)
def due(session: VaultSession, on: date | None = None) -> tuple[DueReport, ...]:
    """What is asked on a day: of every report the newest one already late and not handed over, and the next one.

    A report not handed over that was signed or returned stays, however old it is.
    """
    day = on or date.today()
    ahead: set[tuple[str, str]] = set()
    result: list[DueReport] = []
    with session.unit_of_work() as uow:
        asked = _Asked.of(uow, session.profile)
        for line in sorted(asked.around(uow, day), key=lambda x: x.due):
            key = (line.deadline.form, line.deadline.event or line.deadline.period)
            if line.state in DELIVERED or not line.available:
                continue
            if line.due >= day:
                if key in ahead:
                    continue
                ahead.add(key)
            definition = session.profile.form(line.deadline.form, line.period)
            result.append(
                DueReport(
                    form=definition.id,
                    number=definition.number,
                    title=definition.title,
                    period=str(line.period),
                    due=line.due,
                    days_left=(line.due - day).days,
                    state=line.state,
                    recipient=asked.recipient(line.deadline.in_force(line.period) or line.deadline),
                    condition=asked.condition(line.deadline.in_force(line.period) or line.deadline),
                    advice=asked.advice(line.deadline, line.period, line.due),
                )
            )
    return tuple(sorted(result, key=lambda r: (r.due, r.form)))


@service(Act.LOOK)
def calendar(session: VaultSession, on: date | None = None) -> tuple[CalendarRow, ...]:
    """Everything the union asks of such an organisation, as it stands on a day, the soonest due first.

    Of every line of the union's list: the newest report whose day has passed (until the next is to be made), those
    due within a year, older ones that were signed or returned and have not left; and a line without a period where it
    follows an event not told.
    """
    day = on or date.today()
    with session.unit_of_work() as uow:
        asked = _Asked.of(uow, session.profile)
        lines = list(asked.around(uow, day))
        rows = [_row(asked, line.deadline, line, day) for line in lines]
        told = {id(line.deadline) for line in lines}
        rows += [_row(asked, d, None, day) for d in asked.deadlines if _waits(d) and id(d) not in told]
    return tuple(sorted(rows, key=lambda r: (r.due or date.max, r.item, r.form, r.period)))


@dataclass(frozen=True)
class _Line:
    deadline: Deadline
    period: Period
    due: date
    state: ReportState
    available: bool
    event_title: str = ""


@dataclass(frozen=True)
class _Asked:
    """What is asked of our organisation."""

    profile: Profile
    own: Organisation
    deadlines: tuple[Deadline, ...]
    events: tuple[CalendarEvent, ...]

    @classmethod
    def of(cls, uow: UnitOfWork, profile: Profile) -> _Asked:
        own, refused = uow.organisation.get(), not_asked_in(uow)
        asked = profile.asked(own.kind, own.directly_under_union)
        return cls(profile, own, tuple(d for d in asked if d.form not in refused), events_in(uow))

    def recipient(self, deadline: Deadline) -> str:
        return deadline.recipient_of(self.own.kind, self.own.directly_under_union)

    def condition(self, deadline: Deadline) -> str:
        return "" if deadline.legal_person and self.own.ogrn else deadline.condition

    def due(self, deadline: Deadline, period: Period) -> date:
        return self.profile.due(deadline, self.own.kind, self.own.directly_under_union, period)

    def advice(self, deadline: Deadline, period: Period, due: date) -> str:
        """Why the day is not the one the list names, or on which day to come instead."""
        return _EARLIER if due < deadline.due(period) else hand_in_words(due)

    def of_year(self, uow: UnitOfWork, year: int) -> dict[tuple[str, Period], Deadline | None]:
        """Reports of a year that the program has forms for: asked for, or begun."""
        found: dict[tuple[str, Period], Deadline | None] = {}
        for deadline in self.deadlines:
            told = (Period.of_day(e.on) for e in self.events if e.kind == deadline.event and e.on.year == year)
            days = (period for period in told if deadline.covers(period))
            for period in (*deadline.periods(year), *days):
                if self._fills(deadline.form, period):
                    found.setdefault((deadline.form, period), deadline)
        for form_id in self.profile.forms:
            # The union names no day for it, yet the organisation may fill it in.
            if self._fills(form_id, Period(year)) and not any(d.form == form_id for d in self.profile.deadlines):
                found[(form_id, Period(year))] = None
        for form_id, period, _ in _begun(uow):
            if period.year == year and self._fills(form_id, period):
                found.setdefault((form_id, period), self._covering(form_id, period))
        return found

    def around(self, uow: UnitOfWork, day: date) -> Iterator[_Line]:
        """Per deadline: the newest that has passed, those of the year ahead, and older ones that are unfinished."""
        states = {(form, period): state for form, period, state in _begun(uow)}
        for deadline in self.deadlines:
            titles = {Period.of_day(e.on): e.title for e in self.events if e.kind == deadline.event}
            titles = {period: title for period, title in titles.items() if deadline.covers(period)}
            near = [p for year in range(day.year - 3, day.year + 3) for p in deadline.periods(year)]
            periods = sorted({*near, *titles})
            days = {p: self.due(deadline, p) for p in periods}
            passed = [p for p, due in days.items() if due < day and not self._before_us(due)]
            ahead = [p for p, due in days.items() if day <= due < day + _YEAR]
            left = [
                period
                for (form, period), state in states.items()
                if form == deadline.form
                and state in _UNFINISHED
                and deadline.covers(period)
                and self.due(deadline, period) < day
            ]
            # Each event is a duty of its own; of a yearly report the newest one shows that it was forgotten.
            # When the next one is to be made already, an older one nobody began is history, not a duty.
            kept = [p for p in passed if days[p] >= day - _YEAR] if deadline.event else passed[-1:]
            if deadline.dropped_on is not None:
                kept = [p for p in kept if days[p] >= day - _YEAR]
            if not deadline.event and any(deadline.opens(p, days[p]) <= day for p in ahead):
                kept = [p for p in kept if states.get((deadline.form, p), ReportState.DRAFT) is not ReportState.DRAFT]
            for period in sorted({*kept, *left, *ahead}):
                state = states.get((deadline.form, period), ReportState.DRAFT)
                available = self.profile.has_form(deadline.form, period)
                due = self.due(deadline, period)
                yield _Line(deadline, period, due, state, available, titles.get(period, ""))

    def edition(self, uow: UnitOfWork, form_id: str, period: Period) -> FormDefinition:
        """The edition of a report: for its period, or the one it was signed in."""
        return signed_edition(uow, self.profile, form_id, period) or self.profile.form(form_id, period)

    def _fills(self, form_id: str, period: Period) -> bool:
        """Whether the form is in force for the period, and for organisations like ours."""
        if not self.profile.has_form(form_id, period):
            return False
        return self.own.kind in self.profile.form(form_id, period).org_kinds

    def _before_us(self, due: date) -> bool:
        return self.own.created_on is not None and due < self.own.created_on

    def _covering(self, form_id: str, period: Period) -> Deadline | None:
        return next((d for d in self.deadlines if d.form == form_id and d.covers(period)), None)


def _begun(uow: UnitOfWork) -> Sequence[tuple[str, Period, ReportState]]:
    return [(r.form, Period.parse(r.period), r.state) for r in uow.reports.all()]


def _waits(deadline: Deadline) -> bool:
    """Whether the line follows an event that somebody will tell."""
    return bool(deadline.event) and deadline.dropped_on is None


def _row(asked: _Asked, deadline: Deadline, line: _Line | None, day: date) -> CalendarRow:
    period = None if line is None else line.period
    available = asked.profile.has_form(deadline.form, period)
    definition = asked.profile.form(deadline.form, period) if available else None
    deadline = deadline if period is None else deadline.in_force(period) or deadline
    opens = None if line is None else deadline.opens(line.period, line.due)
    return CalendarRow(
        form=deadline.form,
        item=deadline.item,
        number=deadline.title if definition is None else definition.number,
        # The list calls a part of a form by its own name: table 2 of 10-ПБ for the half-year.
        title=deadline.title or (definition.title if definition else deadline.form),
        period="" if line is None else str(line.period),
        period_words="" if line is None else line.period.words,
        opens=opens,
        due=None if line is None else line.due,
        days_left=None if line is None else (line.due - day).days,
        state=CalendarState.NOT_DUE if line is None or opens is None else _state(line, opens, day),
        late=line is not None and line.due < day and line.state not in DELIVERED,
        recipient=asked.recipient(deadline),
        when=deadline.when,
        condition=asked.condition(deadline),
        event=deadline.event,
        event_title="" if line is None else line.event_title,
        available=available,
        advice="" if line is None else asked.advice(deadline, line.period, line.due),
    )


def _state(line: _Line, opens: date, day: date) -> CalendarState:
    if line.state is not ReportState.DRAFT:
        return CalendarState(line.state.value)
    if line.due < day:
        return CalendarState.LATE
    return CalendarState.DUE if opens <= day else CalendarState.NOT_DUE


def _summary(filled: FilledReport, period: Period, deadline: Deadline | None, asked: _Asked) -> ReportSummary:
    due = None if deadline is None else asked.due(deadline, period)
    return ReportSummary(
        form=filled.definition.id,
        number=filled.definition.number,
        title=filled.definition.title,
        period=str(period),
        due=due,
        state=filled.state,
        errors=len(filled.view.errors),
        warnings=sum(1 for v in filled.view.warnings if not v.explanation),
        complete=filled.view.complete and not filled.view.untouched,
        missing=len(filled.view.missing),
        untouched=filled.view.untouched,
        ready_on=filled.ready_on,
        recipient="" if deadline is None else asked.recipient(deadline),
        revision=filled.revision,
        place=[*asked.profile.forms, *asked.profile.documents].index(filled.definition.id),
        advice="" if deadline is None or due is None else asked.advice(deadline, period, due),
    )
