"""«Свод»: our own form made from accepted reports, which organisation gave what, and whose reports are wanting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.dates import Period
from app.domain.enums import PartyRelation, ReportState, Verdict
from app.errors import UserError
from app.forms.consolidation import sources_of
from app.forms.definition import FormDefinition
from app.forms.view import ReportView, Value
from app.models import IntakeBundle, Party
from app.services.intake.describing import CONFLICT, TAKEN, revision_in
from app.services.reports.filling import filled_in, form_and_period
from app.services.reports.subordinates import Gathered, belongs
from app.services.session import READERS, VaultSession
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


@dataclass(frozen=True)
class ConsolidatedReport:
    """Our own report: ``view`` with what was typed over the totals, as «Отчёты» shows it; signed, it is the signed one.

    ``parts`` by address or field, for totals as the accepted reports give them. By short name: ``missing`` sent
    nothing that counts, ``waiting`` for a decision, ``returned`` (or refused), ``unreadable`` accepted under another
    edition of the form. An organisation with an accepted report and a newer one that waits stands in both.
    ``expected``: how many organisations were to send.
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

    @property
    def organisations(self) -> int:
        """How many organisations' reports are in it."""
        return len({report.uid for report in self.included})


def consolidated_forms(session: VaultSession) -> tuple[FormDefinition, ...]:
    """Forms that an organisation of our kind makes from others' reports, in the profile's order."""
    session.require(*READERS)
    with session.unit_of_work() as uow:
        kind = uow.organisation.get().kind
    return tuple(f for f in session.profile.forms.values() if kind in f.org_kinds and sources_of(f))


def consolidate(session: VaultSession, form_id: str, period: Period | int | str) -> ConsolidatedReport:
    """The form as the accepted reports make it: of every organisation and form the latest accepted revision.

    UserError ``forms.unknown``, ``forms.not_consolidated``, ``reports.bad_period``, ``reports.wrong_period``.
    """
    session.require(*READERS)
    definition, when = form_and_period(session, form_id, period)
    if not sources_of(definition):
        raise UserError("forms.not_consolidated", form=definition.number)
    with session.unit_of_work() as uow:
        filled = filled_in(uow, definition, when)
        standing = _standing(uow, definition, when)
    below = filled.gathered
    included = tuple(
        IncludedReport(s.party_id, s.uid, s.organisation, s.form, s.period, s.revision, s.bundle, s.received_at)
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
        missing=named("missing"),
        waiting=named("received", "conflict"),
        returned=named(Verdict.RETURNED.value, Verdict.REFUSED.value),
        unreadable=unreadable,
        expected=len(standing),
    )


def _parts(below: Gathered) -> dict[str, tuple[OrganisationPart, ...]]:
    result = {}
    for place, found in below.made.parts.items():
        sources = [(below.sources[part.source], part.value) for part in found]
        result[place] = tuple(
            OrganisationPart(s.party_id, s.organisation, s.bundle, s.form, value) for s, value in sources
        )
    return result


def _standing(uow: UnitOfWork, definition: FormDefinition, period: Period) -> dict[str, tuple[str, str]]:
    """(short name, where its newest report stands) of every organisation that sends or is to send, by its uid."""
    forms = [definition.siblings[form] for form in sources_of(definition) if form in definition.siblings]
    result: dict[str, tuple[str, str]] = {}
    sent = _sent(uow, forms, period)
    for party in uow.exchange.parties():
        if party.relation is not PartyRelation.SUBORDINATE:
            continue
        owes = party.revoked_at is None and any(party.kind in form.org_kinds for form in forms)
        if party.uid in sent or owes:
            result[party.uid] = (party.short_name, sent.get(party.uid, "missing"))
    return result


def _sent(uow: UnitOfWork, forms: list[FormDefinition], period: Period) -> dict[str, str]:
    """By uid of the sender, the state of its newest report that belongs here."""
    by_id = {form.id: form for form in forms}
    parties = {party.id: party for party in uow.exchange.parties()}
    newest: dict[str, tuple[tuple[Period, int, int], str]] = {}
    for report, bundle in uow.exchange.intake_reports(contents=False):
        form = by_id.get(report.form)
        if form is None or not belongs(form, period, Period.parse(report.period)):
            continue
        state = _state(bundle, parties[bundle.party_id])
        order = (Period.parse(report.period), revision_in(bundle, report.form, report.period), bundle.id)
        uid = parties[bundle.party_id].uid
        if state and (uid not in newest or newest[uid][0] < order):
            newest[uid] = (order, state)
    return {uid: state for uid, (_, state) in newest.items()}


def _state(bundle: IntakeBundle, party: Party) -> str:
    """Empty for what does not count: an older file, a decided fork, anything of a higher organisation."""
    if party.relation is not PartyRelation.SUBORDINATE:
        return ""
    if bundle.outcome == CONFLICT:
        return "conflict" if bundle.verdict is Verdict.RECEIVED else ""
    return bundle.verdict.value if bundle.outcome == TAKEN else ""
