"""«Свод»: our own form made from accepted reports, which organisation gave what, and whose reports are wanting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.dates import Period
from app.domain.enums import ReportState, Verdict
from app.errors import UserError
from app.forms.consolidation import sources_of
from app.forms.definition import FormDefinition, ValueType
from app.forms.sources import belongs
from app.forms.view import ReportView, Value
from app.models import BorrowedReport, OwnFigure
from app.services.reports.coverage import ReportCoverage
from app.services.reports.filling import filled_in, form_and_period
from app.services.reports.standing import FORKED, MISSING, report_coverage_in, standings
from app.services.reports.subordinates import GatheredForm
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OrganisationPart:
    """What one organisation gave to a total, and the file it came in."""

    party: int
    organisation: str
    bundle: str
    form: str
    value: Value


@dataclass(frozen=True)
class IncludedReport:
    """An accepted report that the form is made from."""

    party: int
    uid: str
    organisation: str
    form: str
    period: str
    revision: int
    bundle: str
    received_at: datetime
    last_year: bool = False
    """This year's is wanting, and somebody here put last year's in its place."""


@dataclass(frozen=True)
class LastYearReport:
    """What an organisation without an accepted report gave a year before. ``taken``: it stands in the form."""

    uid: str
    organisation: str
    form: str
    period: str
    bundle: str
    taken: bool


@dataclass(frozen=True)
class OwnFigureView:
    """What we add of our own to a total."""

    address: str
    value: Decimal
    note: str


@dataclass(frozen=True)
class ConsolidatedReport:
    """Our own report: ``view`` with what was typed over the totals, as «Отчёты» shows it; signed, it is the signed one.

    ``parts`` by address or field, for totals as the accepted reports give them. By short name: ``missing`` sent
    nothing that counts, ``waiting`` for a decision, ``returned`` (or refused), ``forked`` two different files under one
    number, ``unreadable`` accepted under another edition of the form. An organisation with an accepted report and a
    newer one that waits stands in both. ``coverage`` says all this, and who gave no number, as the signed form will.
    ``expected``: how many organisations were to send. ``offered``: last year's reports of those without an accepted
    one; they count only where somebody decided so, and each is marked. ``own``: what we add ourselves.
    """

    definition: FormDefinition
    period: str
    state: ReportState
    view: ReportView
    parts: Mapping[str, tuple[OrganisationPart, ...]]
    included: tuple[IncludedReport, ...]
    missing: tuple[str, ...]
    waiting: tuple[str, ...]
    returned: tuple[str, ...]
    unreadable: tuple[str, ...]
    expected: int
    offered: tuple[LastYearReport, ...] = ()
    own: tuple[OwnFigureView, ...] = ()
    forked: tuple[str, ...] = ()
    coverage: ReportCoverage | None = None

    @property
    def organisations(self) -> int:
        """How many organisations' reports are in it."""
        return len({report.uid for report in self.included})


@service(Act.LOOK)
def consolidated_forms(session: VaultSession) -> tuple[FormDefinition, ...]:
    """Forms that an organisation of our kind makes from others' reports, in the profile's order."""
    with session.unit_of_work() as uow:
        kind = uow.organisation.get().kind
    return tuple(f for f in session.profile.forms.values() if kind in f.org_kinds and sources_of(f))


@service(Act.LOOK)
def consolidate(session: VaultSession, form_id: str, period: Period | int | str) -> ConsolidatedReport:
    """The form as the accepted reports make it: of every organisation and form the latest accepted revision.

    UserError ``forms.unknown``, ``forms.not_consolidated``, ``reports.bad_period``, ``reports.wrong_period``.
    """
    definition, when = form_and_period(session, form_id, period)
    if not sources_of(definition):
        raise UserError("forms.not_consolidated", form=definition.number)
    with session.unit_of_work() as uow:
        filled = filled_in(uow, definition, when)
        standing = standings(uow, definition, when)
        coverage = report_coverage_in(uow, definition, when, filled.gathered, filled.view)
        offered = _offered(uow, definition, when)
        own = tuple(
            OwnFigureView(row.address, Decimal(row.value), row.note)
            for row in uow.desk.own_figures(definition.id, str(when))
        )
    below = filled.gathered
    included = tuple(
        IncludedReport(
            s.party_id, s.uid, s.organisation, s.form, s.period, s.revision, s.bundle, s.received_at, s.last_year
        )
        for s in (below.sources if below is not None else ())
    )
    unreadable = tuple(dict.fromkeys(s.organisation for s in (below.unreadable if below is not None else ())))

    def named(*states: str) -> tuple[str, ...]:
        return tuple(name for name, found in standing.values() if found in states)

    return ConsolidatedReport(
        definition=definition,
        period=str(when),
        state=filled.state,
        view=filled.view,
        parts={} if below is None else _parts(below),
        included=included,
        missing=named(MISSING),
        waiting=named(Verdict.RECEIVED.value),
        forked=named(FORKED),
        returned=named(Verdict.RETURNED.value, Verdict.REFUSED.value),
        unreadable=unreadable,
        expected=len(standing),
        offered=offered,
        own=own,
        coverage=filled.coverage or coverage,
    )


@service(Act.RECORD)
def take_last_year(
    session: VaultSession, form_id: str, period: Period | int | str, uid: str, *, taken: bool = True
) -> None:
    """Let an organisation's last year's report stand in our form until this year's is accepted, or no longer.

    UserError ``desk.no_last_year`` when there is none; the others as :func:`consolidate`.
    """
    definition, when = form_and_period(session, form_id, period)
    with session.unit_of_work() as uow:
        if taken and not any(one.uid == uid for one in _offered(uow, definition, when)):
            raise UserError("desk.no_last_year")
        uow.desk.forget_borrowed(definition.id, str(when), uid)
        if taken:
            uow.desk.add(BorrowedReport(form=definition.id, period=str(when), uid=uid))
        uow.journal.record("report.last_year", form=definition.id, period=str(when), party=uid, taken=taken)
        uow.commit()


@service(Act.RECORD)
def set_own_figure(
    session: VaultSession,
    form_id: str,
    period: Period | int | str,
    address: str,
    value: Decimal | int | None,
    note: str = "",
) -> None:
    """Add a number of our own to a total; None takes it away. The total keeps saying what is ours and what is theirs.

    UserError ``desk.not_a_total`` for a place that accepted reports do not fill with a number.
    """
    definition, when = form_and_period(session, form_id, period)
    cell, named = definition.cell(address), definition.fields.get(address)
    place = cell or named
    filled = {place for block in definition.consolidations for place in block.places}
    if place is None or address not in filled or place.type in (ValueType.TEXT, ValueType.DATE):
        raise UserError("desk.not_a_total", cell=address)
    with session.unit_of_work() as uow:
        uow.desk.forget_own_figure(definition.id, str(when), address)
        if value is not None:
            uow.desk.add(
                OwnFigure(
                    form=definition.id, period=str(when), address=address, value=str(Decimal(value)), note=note.strip()
                )
            )
        uow.journal.record("report.own_figure", form=definition.id, period=str(when), cell=address)
        uow.commit()


def _offered(uow: UnitOfWork, definition: FormDefinition, period: Period) -> tuple[LastYearReport, ...]:
    """The latest accepted report of the year before of everybody who has none of this year."""
    forms = [form for form in sources_of(definition) if form in definition.siblings]
    before = period.years_before()
    if before is None or not forms:
        return ()
    borrowed = uow.desk.borrowed(definition.id, str(period))
    now: set[tuple[str, str]] = set()
    then: dict[tuple[str, str], LastYearReport] = {}
    for report, bundle, party in uow.exchange.accepted_reports(forms):
        about, key = Period.parse(report.period), (party.uid, report.form)
        if belongs(definition.siblings[report.form], period, about):
            now.add(key)
        elif belongs(definition.siblings[report.form], before, about):
            taken = party.uid in borrowed
            then[key] = LastYearReport(party.uid, party.short_name, report.form, report.period, bundle.uuid, taken)
    return tuple(found for key, found in then.items() if key not in now)


def _parts(below: GatheredForm) -> dict[str, tuple[OrganisationPart, ...]]:
    result = {}
    for place, found in below.made.parts.items():
        sources = [(below.sources[part.source], part.value) for part in found]
        result[place] = tuple(
            OrganisationPart(s.party_id, s.organisation, s.bundle, s.form, value) for s, value in sources
        )
    return result
