"""A report as it stands: the vault's facts, what was typed over them, and the checks; or the frozen signed one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from app.domain.dates import Period
from app.domain.enums import CellKind, CellSource, OrganisationKind, ReportState
from app.domain.subjects import Subject
from app.errors import UserError
from app.forms import facts as fact_kinds
from app.forms.definition import Cell, FactRequest, Field, FormDefinition, ValueType
from app.forms.evaluation import evaluate, fact_key
from app.forms.expressions import OutsideRef
from app.forms.places import listed
from app.forms.values import TypedValues, json_value, load_document, parse_values
from app.forms.view import Automatic, ReportView, Unknown, Value
from app.models import Report
from app.services.organisation.profiles import Profile
from app.services.reports.coverage import ReportCoverage, read_coverage, with_coverage
from app.services.reports.standing import coverage_of, standings
from app.services.reports.subordinates import GatheredForm, gathered
from app.services.session import Act, VaultSession, service
from app.storage.reports.facts import Moment
from app.storage.unit_of_work import UnitOfWork

OPEN_STATES = frozenset({ReportState.DRAFT, ReportState.RETURNED, ReportState.REFUSED})
"""States in which numbers follow the vault and may be typed; in the others the signed numbers stand."""


@dataclass(frozen=True)
class RemarkView:
    """A remark of the higher organisation at a cell."""

    cell: str
    text: str
    received_at: datetime
    bundle_uuid: str


@dataclass(frozen=True)
class FilledReport:
    """A report to show. ``revision`` is the one being prepared, or the signed one that is shown.

    ``previous``: what was signed for the year before, by address and field name. ``changed_since``: addresses whose
    numbers the vault would now count otherwise than was signed. ``gathered``: the accepted reports of subordinate
    organisations that it is made from; those of the signing when it is signed.
    """

    definition: FormDefinition
    view: ReportView
    state: ReportState
    remarks: tuple[RemarkView, ...]
    previous: Mapping[str, Value]
    revision: int
    changed_since: tuple[str, ...] = ()
    others: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """What rules and automatic numbers need of other forms, by form and place."""
    facts: Mapping[str, Value] = field(default_factory=dict)
    """Answers to the form's named facts."""
    gathered: GatheredForm | None = None
    ready_on: date | None = None
    """The first day on which it can be signed; None: on any."""
    coverage: ReportCoverage | None = None
    """Of a form made from others: whose reports are in it; of a signed one as it was signed."""


@dataclass(frozen=True)
class Ground:
    """All a report stands on but what was typed into it."""

    kind: OrganisationKind
    automatic: Mapping[str, Automatic]
    lists: Mapping[str, tuple[Mapping[str, Value], ...]]
    """Rows that fill themselves."""
    previous: Mapping[str, Value]
    others: Mapping[str, Mapping[str, Value]]
    """What the form's rules need of other forms, by form and place."""
    gathered: GatheredForm | None
    """What the accepted reports of subordinate organisations make of the form."""
    standing: Mapping[str, tuple[str, str]]
    """Where the reports of those below stand."""


@dataclass(frozen=True)
class Draft:
    """The living report inside a transaction; for the sibling modules."""

    definition: FormDefinition
    period: Period
    ground: Ground
    typed: TypedValues
    reasons: Mapping[str, str]
    told: Mapping[str, str]
    """Written explanations, by rule."""
    view: ReportView
    coverage: ReportCoverage | None = None
    filled: FilledReport | None = None
    """The report as it was filled, when that is known."""

    @property
    def previous(self) -> Mapping[str, Value]:
        """What was signed for the year before."""
        return self.ground.previous

    @property
    def others(self) -> Mapping[str, Mapping[str, Value]]:
        """What the form's rules need of other forms, by form and place."""
        return self.ground.others

    @property
    def gathered(self) -> GatheredForm | None:
        """What the accepted reports of subordinate organisations make of the form."""
        return self.ground.gathered

    @property
    def facts(self) -> Mapping[str, Value]:
        """Answers to the form's named facts."""
        return {name: self.ground.automatic[fact_key(name)].value for name in self.definition.facts}

    @property
    def ready_on(self) -> date | None:
        """The first day on which it can be signed: the period is over, the election was held; None: on any."""
        told = self.view.fields.get(self.definition.day)
        day = date.fromisoformat(told.value) if told is not None and isinstance(told.value, str) else None
        return self.definition.ready_on(self.period, day)


def as_period(period: Period | int | str) -> Period:
    """A period from whatever the caller has; UserError ``reports.bad_period``."""
    if isinstance(period, Period):
        return period
    try:
        return Period.parse(str(period))
    except ValueError as error:
        raise UserError("reports.bad_period", period=period) from error


@service(Act.LOOK)
def form_and_period(session: VaultSession, form_id: str, period: Period | int | str) -> tuple[FormDefinition, Period]:
    """The form in the edition for the period, and the period, which must suit it.

    A year suits every form: a whole one of parts, an election's year. UserError ``forms.unknown``, ``forms.not_yet``,
    ``reports.bad_period``, ``reports.wrong_period``.
    """
    when = as_period(period)
    definition = session.profile.form(form_id, when)
    fitting = {"year", "event" if definition.period in ("election", "event") else definition.period}
    if when.kind not in fitting and not any(d.form == form_id and d.covers(when) for d in session.profile.deadlines):
        raise UserError("reports.wrong_period", form=definition.number, period=when.words)
    return definition, when


def shown_form(
    uow: UnitOfWork, session: VaultSession, form_id: str, period: Period | int | str
) -> tuple[FormDefinition, Period]:
    """As :func:`form_and_period`, but a report that stands as signed is shown in the edition it was made by."""
    when = as_period(period)
    made_by = signed_edition(uow, session.profile, form_id, when)
    return form_and_period(session, form_id, when) if made_by is None else (made_by, when)


def signed_edition(uow: UnitOfWork, profile: Profile, form_id: str, period: Period) -> FormDefinition | None:
    """The edition that a signed report was made by; None for a draft, and for an edition that is not known."""
    report = uow.reports.find(form_id, str(period))
    last = None if report is None or report.state in OPEN_STATES else uow.reports.last_revision(report.id)
    if last is None:
        return None
    document = load_document(last.content)
    assert isinstance(document, dict)
    return profile.made_by(form_id, document["edition"], period)


@service(Act.LOOK)
def fill(session: VaultSession, form_id: str, period: Period | int | str) -> FilledReport:
    """The report for a period. Raises UserError ``forms.unknown``, ``forms.not_yet``, ``reports.bad_period``."""
    with session.unit_of_work() as uow:
        return filled_in(uow, *shown_form(uow, session, form_id, period))


def filled_in(uow: UnitOfWork, definition: FormDefinition, period: Period) -> FilledReport:
    """As :func:`fill`, inside a transaction of the caller."""
    draft = living(uow, definition, period)
    if draft.filled is not None:
        return draft.filled
    filled = _stands(uow, draft)
    _keep_at_hand(uow, draft, filled)
    return filled


def glanced_at(uow: UnitOfWork, definition: FormDefinition, period: Period) -> FilledReport:
    """The same for one of many: the report somebody works at stays at hand."""
    draft = living(uow, definition, period)
    return draft.filled or _stands(uow, draft)


REPORT_READS = frozenset(Subject) - {Subject.JOURNAL, Subject.DRAFTS, Subject.QUERIES}
"""What a report is made of: all but what nobody counts."""
_AT_HAND = "report at hand"


def _key(definition: FormDefinition, period: Period) -> tuple[object, ...]:
    return definition.id, definition.edition, definition.portion, str(period), date.today()


def _at_hand(uow: UnitOfWork, definition: FormDefinition, period: Period) -> tuple[Draft, FilledReport] | None:
    """The report that was filled last, while nothing it is made of was written since."""
    known = cast("tuple[tuple[object, ...], Draft, FilledReport] | None", uow.kept(_AT_HAND))
    return None if known is None or known[0] != _key(definition, period) else known[1:]


def _keep_at_hand(uow: UnitOfWork, draft: Draft, filled: FilledReport) -> None:
    uow.keep(_AT_HAND, (_key(draft.definition, draft.period), draft, filled), REPORT_READS)


def _stands(uow: UnitOfWork, draft: Draft) -> FilledReport:
    definition, period = draft.definition, draft.period
    report = uow.reports.find(definition.id, str(period))
    if report is None:
        return _filled(draft, ReportState.DRAFT, (), 1)
    remarks = tuple(
        RemarkView(r.cell, r.text, r.received_at, r.bundle_uuid) for r in uow.reports.open_remarks(report.id)
    )
    last = uow.reports.last_revision(report.id)
    if report.state in OPEN_STATES or last is None:
        revision = 1 if last is None else last.revision + 1
        return _filled(draft, report.state, remarks, revision)
    then = _signed_sources(uow, definition, period, last.content)
    frozen = frozen_view(definition, period, last.content, draft, then)
    others, _, facts = _compared_with(last.content)
    filled = _filled(draft, report.state, remarks, last.revision)
    differing = _differing(frozen, draft.view)
    said = _signed_coverage(last.content)
    return replace(
        filled, view=frozen, changed_since=differing, others=others, facts=facts, gathered=then, coverage=said
    )


def keep_edited(uow: UnitOfWork, draft: Draft, report: Report) -> None:
    """After what was typed was written: the same report with it, kept for whoever shows it next.

    Nothing but this report's own entries may have been written since ``draft``; of a report that was signed nothing is
    kept.
    """
    known = draft.filled
    if known is None or known.state not in OPEN_STATES:
        return
    typed, reasons = typed_values(uow, draft.definition, report)
    edited = _drawn(draft.definition, draft.period, draft.ground, typed, reasons, draft.told)
    _keep_at_hand(uow, edited, _filled(edited, known.state, known.remarks, known.revision))


def _signed_coverage(content: str) -> ReportCoverage | None:
    document = load_document(content)
    assert isinstance(document, dict)
    return read_coverage(document.get("coverage"))


def _signed_sources(uow: UnitOfWork, definition: FormDefinition, period: Period, content: str) -> GatheredForm | None:
    document = load_document(content)
    assert isinstance(document, dict)
    own = {str(one["address"]): Decimal(one["value"]) for one in document.get("own_figures") or ()}
    return gathered(uow, definition, period, document.get("consolidated") or (), own)


def _filled(draft: Draft, state: ReportState, remarks: tuple[RemarkView, ...], revision: int) -> FilledReport:
    return FilledReport(
        draft.definition,
        draft.view,
        state,
        remarks,
        draft.previous,
        revision,
        others=draft.others,
        facts=draft.facts,
        gathered=draft.gathered,
        ready_on=draft.ready_on,
        coverage=draft.coverage,
    )


def living(uow: UnitOfWork, definition: FormDefinition, period: Period, *, alone: bool = False) -> Draft:
    """The report as the vault and the typed values make it now, whatever its state.

    ``alone``: without a look at other forms, which look at this one.
    """
    known = None if alone else _at_hand(uow, definition, period)
    if known is not None:
        draft, filled = known
        return replace(draft, filled=filled)
    report = uow.reports.find(definition.id, str(period))
    typed = TypedValues()
    reasons: dict[str, str] = {}
    told: dict[str, str] = {}
    if report is not None:
        typed, reasons = typed_values(uow, definition, report)
        told = uow.reports.explanations(report.id)
    return _drawn(definition, period, _ground(uow, definition, period, alone=alone), typed, reasons, told)


def _ground(uow: UnitOfWork, definition: FormDefinition, period: Period, *, alone: bool) -> Ground:
    previous = _previous(uow, definition, period)
    kind = uow.organisation.get().kind
    below = gathered(uow, definition, period)
    automatic = _automatic(uow, definition, period, previous)
    others = {} if alone else _others(uow, definition, period)
    if below is not None:
        _lay_under(definition, below, automatic, previous, others)
    return Ground(
        kind=kind,
        automatic=automatic,
        lists=_listed(uow, definition, period, below),
        previous=previous,
        others=others,
        gathered=below,
        standing={} if alone else standings(uow, definition, period),
    )


def _drawn(
    definition: FormDefinition,
    period: Period,
    ground: Ground,
    typed: TypedValues,
    reasons: Mapping[str, str],
    told: Mapping[str, str],
) -> Draft:
    below = ground.gathered
    lists = {**ground.lists, **typed.lists}
    untold = {} if below is None else {k: v for k, v in below.unknown.items() if k in lists and k not in typed.lists}
    given = TypedValues(typed.values, typed.fields, lists, {**untold, **typed.unknown})
    view = evaluate(
        definition,
        given,
        ground.automatic,
        period,
        told,
        reasons=reasons,
        org_kind=ground.kind,
        others=ground.others,
        previous=ground.previous,
    )
    view = replace(view, emptied=tuple(name for name, rows in typed.lists.items() if not rows))
    coverage = coverage_of(ground.standing, below, view)
    return Draft(
        definition=definition,
        period=period,
        ground=ground,
        typed=typed,
        reasons=reasons,
        told=told,
        view=with_coverage(view, coverage, told),
        coverage=coverage,
    )


def _listed(
    uow: UnitOfWork, definition: FormDefinition, period: Period, below: GatheredForm | None
) -> dict[str, tuple[Mapping[str, Value], ...]]:
    """Rows that fill themselves: our own, then those of the accepted reports, numbered through."""
    brought = {} if below is None else dict(below.made.typed.lists)
    for name, table in definition.lists.items():
        if table.fact is None:
            continue
        own = uow.facts.rows(table.fact, Moment.of(period, definition.as_of))
        rows = [*own, *brought.get(name, ())]
        if own and "1" in own[0]:
            rows = [{**row, "1": str(number)} for number, row in enumerate(rows, 1)]
        if rows:
            brought[name] = tuple(rows)
    return brought


def _lay_under(
    definition: FormDefinition,
    below: GatheredForm,
    automatic: dict[str, Automatic],
    previous: Mapping[str, Value],
    others: Mapping[str, Mapping[str, Value]],
) -> None:
    """Totals of the accepted reports, where neither the vault, our last year's report nor another form of ours gives
    a number."""

    def known(ref: OutsideRef) -> bool:
        if ref.where == "other":
            return others.get(ref.form, {}).get(ref.place) is not None
        if ref.where == "previous":
            return previous.get(ref.place) is not None
        return automatic[fact_key(ref.place)].value is not None

    values = below.values
    for place in dict.fromkeys((*values, *below.unknown)):
        if place in definition.lists:
            continue
        value, unknown = values.get(place), below.unknown.get(place, ())
        own = automatic.get(place)
        if own is not None and own.value is not None:
            continue
        found = definition.cell(place) or definition.fields[place]
        asked = () if found.auto is None else found.auto.outside()
        if not asked or not all(known(ref) for ref in asked):
            automatic[place] = Automatic(value, CellSource.CONSOLIDATED, unknown)


def asked_facts(definition: FormDefinition) -> Iterator[tuple[str, FactRequest]]:
    """Every address, field name and key of a named fact with the question."""
    for name, one in definition.fields.items():
        if one.fact is not None:
            yield name, one.fact
    for table in definition.tables.values():
        for address, cell in table.cells.items():
            if cell.fact is not None:
                yield address, cell.fact
    for named in definition.facts.values():
        yield fact_key(named.name), named.request


def _automatic(
    uow: UnitOfWork, definition: FormDefinition, period: Period, previous: Mapping[str, Value]
) -> dict[str, Automatic]:
    asked = dict(asked_facts(definition))
    here = [request for request in asked.values() if request.name != "previous.value"]
    here += [other for request in asked.values() if (other := fact_kinds.instead(request))]
    answers = _answers(uow, here, Moment.of(period, definition.as_of))
    result: dict[str, Automatic] = {}
    for place, request in asked.items():
        if request.name == "previous.value":
            value = previous.get(dict(request.arguments)["address"])
            other = fact_kinds.instead(request)
            if value is None and other is not None:
                value, request = answers[other], other
        else:
            value = answers[request]
        result[place] = Automatic(value, fact_kinds.FACT_KINDS[request.name].source)
    return result


_FACTS_READ = frozenset(
    {Subject.MEMBERS, Subject.STRUCTURE, Subject.ORGANISATION, Subject.FINANCE, Subject.MEETINGS, Subject.CONSENTS}
)


def _answers(uow: UnitOfWork, requests: Iterable[FactRequest], moment: Moment) -> Mapping[FactRequest, Value]:
    """Answers of the vault, counted once for all forms until the register, the structure or the ledger is written."""
    place = ("facts", moment, date.today())  # who is blocked today is counted and not named
    known = cast("Mapping[FactRequest, Value]", uow.kept(place) or {})
    new = [request for request in dict.fromkeys(requests) if request not in known]
    if not new:
        return known
    answers = {**known, **uow.facts.answer(new, moment)}
    uow.keep(place, answers, _FACTS_READ)
    return answers


def typed_values(uow: UnitOfWork, definition: FormDefinition, report: Report) -> tuple[TypedValues, dict[str, str]]:
    """What was typed, and the reasons by address.

    An entry without a value is «нет сведений». An entry that the form no longer has a place for, or has a place of
    another kind for (it was typed into an older edition), is left out.
    """
    values: dict[str, Value] = {}
    fields: dict[str, Value] = {}
    lists: dict[str, tuple[Mapping[str, Value], ...]] = {}
    reasons: dict[str, str] = {}
    unknown: dict[str, tuple[Unknown, ...]] = {}
    for entry in uow.reports.entries(report.id):
        cell = definition.cell(entry.address)
        place = (
            "values"
            if cell is not None and cell.kind is CellKind.INPUT
            else "fields"
            if entry.address in definition.fields
            else "lists"
            if entry.address in definition.lists
            else ""
        )
        if not place:
            continue
        content = load_document(entry.value)
        if content is None:
            unknown[entry.address] = (Unknown(entry.address, entry.reason),)
            continue
        if place == "lists":
            content = _known_columns(definition, entry.address, content)
        try:
            typed = parse_values(definition, {place: {entry.address: content}})
        except UserError:
            continue
        values.update(typed.values)
        fields.update(typed.fields)
        lists.update(typed.lists)
        reasons[entry.address] = entry.reason
    return TypedValues(values, fields, lists, unknown), reasons


def _known_columns(definition: FormDefinition, name: str, rows: object) -> object:
    """Rows of a list without the columns that the form no longer has."""
    columns = {column.code for column in definition.lists[name].columns}
    if not isinstance(rows, list):
        return rows
    return [{k: v for k, v in row.items() if k in columns} if isinstance(row, dict) else row for row in rows]


def signed_values(definition: FormDefinition, content: str) -> TypedValues:
    """The numbers of a signed revision, read by the edition it was made by, where that is known.

    Places that the form (in this edition) no longer has, or has for another kind of value, are left out.
    """
    document = load_document(content)
    assert isinstance(document, dict)
    made_by = definition.editions.get(document["edition"], definition)
    if made_by.edition == definition.edition:
        made_by = definition
    found = parse_values(
        made_by,
        {
            "values": {k: v for k, v in document["values"].items() if made_by.cell(k)},
            "fields": {k: v for k, v in document["fields"].items() if k in made_by.fields},
            "lists": {k: _known_columns(made_by, k, v) for k, v in document["lists"].items() if k in made_by.lists},
            "unknown": {k: v for k, v in (document.get("unknown") or {}).items() if _has_place(made_by, k)},
        },
    )
    if made_by is definition:
        return found
    return TypedValues(
        {k: v for k, v in found.values.items() if (cell := definition.cell(k)) is not None and _suits(v, cell.type)},
        {k: v for k, v in found.fields.items() if k in definition.fields and _suits(v, definition.fields[k].type)},
        {},
        {k: v for k, v in found.unknown.items() if _has_place(definition, k)},
    )


def _has_place(definition: FormDefinition, place: str) -> bool:
    return definition.cell(place) is not None or place in definition.fields or place in definition.lists


def places_left_empty(profile: Profile, form_id: str, period: Period | int | str, content: str) -> str:
    """What a signed revision lacks by the edition it was made by, a line a place; empty when nothing."""
    when = as_period(period)
    document = load_document(content)
    assert isinstance(document, dict)
    definition = profile.made_by(form_id, document["edition"], when)
    if definition is None:
        return ""
    kind = (document.get("organisation") or {}).get("kind")
    view = evaluate(definition, signed_values(definition, content), None, when, org_kind=kind)
    return listed(definition, view.missing)


def _suits(value: Value, kind: ValueType) -> bool:
    return isinstance(value, str) == (kind in (ValueType.TEXT, ValueType.DATE))


def _previous(uow: UnitOfWork, definition: FormDefinition, period: Period) -> dict[str, Value]:
    before = period.years_before(2 if definition.period == "two_years" else 1)
    content = None if before is None else uow.reports.signed_content(definition.id, str(before))
    if content is None:
        return {}
    signed = signed_values(definition, content)
    return {**signed.values, **signed.fields}


def _others(uow: UnitOfWork, definition: FormDefinition, period: Period) -> dict[str, dict[str, Value]]:
    """What the form needs of the organisation's other forms: as signed, or as a draft that was begun stands.

    A form that nobody has opened yet says nothing: what the vault would fill into it is no report. The form of the
    ledger speaks as soon as the ledger of the year was kept: its entries are what the organisation said.
    """
    wanted: dict[str, list[str]] = {}
    for ref in definition.outside:
        if ref.where == "other" and ref.form in definition.siblings:
            wanted.setdefault(ref.form, []).append(ref.place)
    result: dict[str, dict[str, Value]] = {}
    for form_id, places in wanted.items():
        other = definition.siblings[form_id]
        content = uow.reports.signed_content(form_id, str(period))
        known: dict[str, Value] = {}
        if content is not None:
            signed = signed_values(other, content)
            known = {**signed.values, **signed.fields}
        elif uow.reports.find(form_id, str(period)) is not None or _kept_in_ledger(uow, other, period):
            view = living(uow, other, period, alone=True).view
            known = {name: cell.value for name, cell in (*view.cells.items(), *view.fields.items())}
        result[form_id] = {place: known.get(place) for place in places}
    return result


def _kept_in_ledger(uow: UnitOfWork, definition: FormDefinition, period: Period) -> bool:
    asks = any(request.name == "ledger.sum" for _, request in asked_facts(definition))
    return asks and uow.ledger.any_in(period.year)


def outside_document(draft: Draft) -> dict[str, object]:
    """What a report was compared with, as its signed content keeps it: ``others``, ``previous``, ``facts``."""
    here: dict[str, Mapping[str, Value]] = {"previous": draft.previous, "facts": draft.facts}
    result: dict[str, dict[str, object]] = {}
    for ref in draft.definition.outside:
        known = draft.others.get(ref.form, {}) if ref.where == "other" else here[_KEPT[ref.where]]
        value = json_value(known.get(ref.place), ValueType.COUNT)
        if value is None:
            continue
        kept = result.setdefault(_KEPT[ref.where], {})
        if ref.where == "other":
            kept = kept.setdefault(ref.form, {})  # type: ignore[assignment]
        kept[ref.place] = value
    return dict(result)


_KEPT = {"other": "others", "previous": "previous", "fact": "facts"}


def _compared_with(content: str) -> tuple[dict[str, dict[str, Value]], dict[str, Value], dict[str, Value]]:
    """Other forms' values, last year's and the vault's answers that a signed report was compared with."""
    document = load_document(content)
    assert isinstance(document, dict)
    kept = document.get("outside") or {}
    others = {form: _kept(known) for form, known in (kept.get("others") or {}).items()}
    return others, _kept(kept.get("previous")), _kept(kept.get("facts"))


def _kept(found: object) -> dict[str, Value]:
    """Values of :func:`outside_document` read back."""
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(k): Decimal(v) if isinstance(v, int) else v for k, v in pairs if isinstance(v, int | Decimal | str)}


def frozen_view(
    definition: FormDefinition, period: Period, content: str, draft: Draft, then: GatheredForm | None = None
) -> ReportView:
    """The signed numbers with the sources they had: typed ones stay typed, the rest came from the vault."""
    signed = signed_values(definition, content)
    sources = {name: fact_kinds.FACT_KINDS[request.name].source for name, request in asked_facts(definition)}
    places: dict[str, Field | Cell] = dict(definition.fields)
    places |= {a: c for t in definition.tables.values() for a, c in t.cells.items()}
    last_year = (n for n, p in places.items() if p.auto and any(r.where == "previous" for r in p.auto.outside()))
    sources |= dict.fromkeys(last_year, CellSource.PREVIOUS)
    if then is not None:
        both = {**signed.values, **signed.fields}
        sources |= {a: CellSource.CONSOLIDATED for a, v in then.values.items() if v is not None and both.get(a) == v}
    by_hand = draft.reasons.keys()
    typed = TypedValues(
        {a: v for a, v in signed.values.items() if a in by_hand},
        {n: v for n, v in signed.fields.items() if n in by_hand},
        signed.lists,
        signed.unknown,
    )
    counted: dict[str, Automatic] = {}
    for place, value in (*signed.values.items(), *signed.fields.items()):
        cell = definition.cell(place)
        if place not in by_hand and (cell is None or cell.kind is CellKind.INPUT):
            counted[place] = Automatic(value, sources.get(place, CellSource.COMPUTED))
    for place in places:
        # What was empty when signed stays empty, although the vault may know it now.
        counted.setdefault(place, Automatic(None, sources.get(place, CellSource.COMPUTED)))
    document = load_document(content)
    assert isinstance(document, dict)
    told = {item["rule"]: item["text"] for item in document.get("explanations", [])}
    kind = (document.get("organisation") or {}).get("kind")
    others, previous, facts = _compared_with(content)
    counted |= {fact_key(name): Automatic(value, CellSource.REGISTER) for name, value in facts.items()}
    view = evaluate(
        definition,
        typed,
        counted,
        period,
        told,
        reasons=draft.reasons,
        org_kind=kind,
        others=others,
        previous=previous,
    )
    return with_coverage(view, read_coverage(document.get("coverage")), told)


def _differing(frozen: ReportView, now: ReportView) -> tuple[str, ...]:
    pairs = [(a, v.value, now.cells[a].value) for a, v in frozen.cells.items()]
    pairs += [(n, v.value, now.fields[n].value) for n, v in frozen.fields.items()]
    return tuple(place for place, signed, current in pairs if signed != current)
