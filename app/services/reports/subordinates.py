"""Accepted reports of subordinate organisations, and the form that is made from them.

Only accepted bundles count: of every organisation and form the latest accepted revision, even when a newer one waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from app.domain.dates import Period
from app.domain.enums import OrganisationCategory, OrganisationKind
from app.errors import UserError
from app.forms.consolidation import Consolidated, ConsolidationSource, Sender, bring_together, sources_of
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.sources import belongs
from app.forms.values import DOCUMENT_KEYS, load_document, parse_values
from app.forms.view import Unknown, Value
from app.models import IntakeBundle, IntakeReport, Party
from app.services.reports.coverage import ReportCoverage, read_coverage
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AcceptedSource:
    """A report that counts. ``organisation`` is the sender's short name, ``bundle`` the file that carried it.

    ``manifest_sha256`` is the hash of what its sender signed. ``last_year``: its report of this year is wanting, and
    somebody here decided that last year's stands in its place.

    ``source`` None: our edition of the form cannot read it, so it does not count after all.
    """

    party_id: int
    uid: str
    organisation: str
    form: str
    period: str
    revision: int
    bundle: str
    received_at: datetime
    source: ConsolidationSource | None
    manifest_sha256: str = ""
    last_year: bool = False
    said: ReportCoverage | None = None
    """Of a report that is a sum itself: what it says of its coverage."""


@dataclass(frozen=True)
class GatheredForm:
    """The form made from accepted reports. A part's ``source`` is its place in ``sources``.

    ``own``: what we add to a total of our own, by address.
    """

    made: Consolidated
    sources: tuple[AcceptedSource, ...]
    unreadable: tuple[AcceptedSource, ...] = ()
    own: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def unknown(self) -> Mapping[str, tuple[Unknown, ...]]:
        """Whose numbers the totals lack, by open cell, field and list."""
        return self.made.typed.unknown

    @property
    def values(self) -> Mapping[str, Value]:
        """What it gives to cells and fields, with what we add of our own."""
        given = {**self.made.typed.values, **self.made.typed.fields}
        for place, more in self.own.items():
            number = given.get(place)
            given[place] = more + (number if isinstance(number, Decimal) else 0)
        return given

    def document(self) -> list[dict[str, object]]:
        """Which reports a signed one is made from, as its content keeps it: whoever reads it above can ask for each.

        ``last_year`` stands only where last year's report was put in the place of a wanting one.
        """
        return [
            {
                "bundle": s.bundle, "form": s.form, "period": s.period, "revision": s.revision, "uid": s.uid,
                "organisation": s.organisation, "manifest_sha256": s.manifest_sha256,
                **({"last_year": True} if s.last_year else {}),
            }
            for s in self.sources
        ]  # fmt: skip


def gathered(
    uow: UnitOfWork,
    definition: FormDefinition,
    period: Period,
    signed: Iterable[Mapping[str, Any]] | None = None,
    own: Mapping[str, Decimal] | None = None,
) -> GatheredForm | None:
    """What the accepted reports make of a form; None when it is not made from others or nothing was accepted.

    ``signed``: from these reports alone (:meth:`GatheredForm.document` of a signed revision), whatever came after;
    ``own`` is then what was added of our own when it was signed.
    """
    forms = [form for form in sources_of(definition) if form in definition.siblings]
    if not forms:
        return None
    only = None if signed is None else {(s["bundle"], s["form"], s["period"]) for s in signed}
    accepted = uow.exchange.accepted_reports(forms)
    fitting = [
        (report, bundle, party)
        for report, bundle, party in accepted
        if (
            belongs(definition.siblings[report.form], period, Period.parse(report.period))
            if only is None
            else (bundle.uuid, report.form, report.period) in only
        )
    ]
    if only is None:
        fitting += _of_last_year(uow, definition, period, accepted, fitting)
    _work_out(uow, definition, [(report, party) for report, _, party in fitting])
    latest: dict[tuple[str, str], tuple[tuple[Period, int, int], AcceptedSource]] = {}
    for report, bundle, party in fitting:
        revision, source, said = cast("_Known", uow.memory[_key(definition, report)])
        about = Period.parse(report.period)
        found = AcceptedSource(
            party.id,
            party.uid,
            party.short_name,
            report.form,
            report.period,
            revision,
            bundle.uuid,
            bundle.received_at,
            source,
            bundle.manifest_sha256,
            not belongs(definition.siblings[report.form], period, about),
            said,
        )
        order = (about, revision, bundle.id)
        key = (party.uid, report.form)
        if key not in latest or latest[key][0] < order:
            latest[key] = (order, found)
    if own is None:
        own = {row.address: Decimal(row.value) for row in uow.desk.own_figures(definition.id, str(period))}
    return _together(uow, definition, period, [found for _, found in latest.values()], own, signed=only is not None)


def accepted_of(uow: UnitOfWork, form: FormDefinition, period: Period) -> tuple[AcceptedSource, ...]:
    """The latest accepted report of a form from each organisation below, about exactly this period."""
    latest: dict[str, tuple[tuple[int, int], AcceptedSource]] = {}
    found = [
        (report, bundle.uuid, bundle.id, bundle.received_at, party)
        for report, bundle, party in uow.exchange.accepted_reports([form.id])
        if report.period == str(period)
    ]
    contents = uow.exchange.intake_contents([report.id for report, *_ in found]) if found else {}
    for report, uuid, number, received_at, party in found:
        document = load_document(contents[report.id])
        assert isinstance(document, dict)
        revision = int(document["revision"])
        known = latest.get(party.uid)
        if known is not None and known[0] > (revision, number):
            continue
        source = AcceptedSource(
            party.id, party.uid, party.short_name, report.form, report.period, revision, uuid, received_at,
            _source(form, document, party, period),
        )  # fmt: skip
        latest[party.uid] = ((revision, number), source)
    return tuple(source for _, source in latest.values())


Accepted = tuple[IntakeReport, IntakeBundle, Party]
_Known = tuple[int, ConsolidationSource | None, ReportCoverage | None]
"""Revision, the report worked out (None: unreadable), what it says of its coverage."""


def _of_last_year(
    uow: UnitOfWork, definition: FormDefinition, period: Period, accepted: Sequence[Accepted], this: Sequence[Accepted]
) -> list[Accepted]:
    """Last year's reports of those for whom that was decided and whose report of this year is not accepted."""
    borrowed = uow.desk.borrowed(definition.id, str(period))
    before = period.years_before()
    if not borrowed or before is None:
        return []
    there = {(party.uid, report.form) for report, _, party in this}
    return [
        (report, bundle, party)
        for report, bundle, party in accepted
        if party.uid in borrowed
        and (party.uid, report.form) not in there
        and belongs(definition.siblings[report.form], before, Period.parse(report.period))
    ]


def _together(
    uow: UnitOfWork,
    definition: FormDefinition,
    period: Period,
    found: list[AcceptedSource],
    own: Mapping[str, Decimal],
    *,
    signed: bool,
) -> GatheredForm | None:
    if not found:
        return None
    readable = tuple(f for f in found if f.source is not None)
    unreadable = tuple(f for f in found if f.source is None)
    kind = uow.organisation.get().kind.value
    # Bringing hundreds of reports together takes a while, and every keystroke in the form asks for it.
    place = ("consolidated", id(definition), str(period), kind, signed)
    known = cast("GatheredForm | None", uow.memory.get(place))
    if known is not None and (known.sources, known.unreadable) == (readable, unreadable):
        return known if known.own == own else replace(known, own=own)
    made = bring_together(definition, [f.source for f in readable if f.source is not None], period, org_kind=kind)
    result = GatheredForm(made, readable, unreadable, own)
    uow.memory[place] = result
    return result


def _key(definition: FormDefinition, report: IntakeReport) -> object:
    return ("accepted", id(definition.siblings[report.form]), report.id)


def _work_out(uow: UnitOfWork, definition: FormDefinition, wanted: list[tuple[IntakeReport, Party]]) -> None:
    """Evaluate those not known yet. What was taken in never changes."""
    new = [(report, party) for report, party in wanted if _key(definition, report) not in uow.memory]
    contents = uow.exchange.intake_contents([report.id for report, _ in new]) if new else {}
    for report, party in new:
        document = load_document(contents[report.id])
        assert isinstance(document, dict)
        said = read_coverage(document.get("coverage"))
        source = _source(definition.siblings[report.form], document, party, Period.parse(report.period))
        uow.memory[_key(definition, report)] = (int(document["revision"]), source, said)


def _source(
    form: FormDefinition, document: Mapping[str, Any], party: Party, period: Period
) -> ConsolidationSource | None:
    sender = _sender(document.get("organisation"), party)
    try:
        typed = parse_values(form, {key: document.get(key) for key in DOCUMENT_KEYS})
        return ConsolidationSource(form, evaluate(form, typed, None, period, org_kind=sender.kind), sender)
    except (UserError, ValueError):
        return None


def _sender(told: object, party: Party) -> Sender:
    """As the report says of its organisation when it was signed, and its card where the report is silent."""
    said = told if isinstance(told, dict) else {}
    sender = Sender(party.short_name, party.kind.value, party.category.value if party.category else None)
    kind, category, created = said.get("kind"), said.get("category"), said.get("created_on")
    if kind in [k.value for k in OrganisationKind]:
        sender = replace(sender, kind=str(kind))
    if category in [c.value for c in OrganisationCategory]:
        sender = replace(sender, category=str(category))
    try:
        return sender if created is None else replace(sender, created_on=date.fromisoformat(str(created)))
    except ValueError:
        return sender
