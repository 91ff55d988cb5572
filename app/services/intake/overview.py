"""What has come in: the list, one report, and who has sent what for a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from app.bundle.canonical import parse_canonical
from app.bundle.manifest import Manifest
from app.domain.dates import Period
from app.domain.enums import OrganisationKind, PartyRelation, Verdict
from app.errors import UserError
from app.forms.view import Value
from app.models import IntakeBundle, IntakeReport, Party
from app.services.exchange.evidence import kept_files
from app.services.exchange.exporting import PRINTED_TOGETHER
from app.services.exchange.keyring import party_view
from app.services.exchange.views import PartyView, ReceivedRemark
from app.services.intake.contents import edition_of, evaluated
from app.services.intake.deciding import find_bundle
from app.services.intake.describing import (
    TAKEN,
    current_ids,
    is_current,
    manifest_of,
    revision_in,
    title_of,
)
from app.services.intake.forks import is_half, open_forks
from app.services.intake.views import IncludedSource, ReceivedReport, ReceivedRow, StatusCell, StatusRow, StatusTable
from app.services.organisation.profiles import Profile
from app.services.reports.coverage import read_coverage
from app.services.session import Act, VaultSession, service
from app.storage.intake.desk import SentReport
from app.storage.unit_of_work import UnitOfWork


@service(Act.LOOK)
def received(session: VaultSession) -> tuple[ReceivedRow, ...]:
    """Everything taken in, the newest first."""
    with session.unit_of_work() as uow:
        found = uow.exchange.intake_bundles()
        manifests = {bundle.id: _known_manifest(uow, bundle) for bundle, _ in found}
        by_party: dict[str, list[IntakeBundle]] = defaultdict(list)
        for bundle, party in found:
            by_party[party.uid].append(bundle)  # an organisation goes on counting under a renewed key
        current = frozenset().union(*(current_ids(bundles, manifests) for bundles in by_party.values()))
        halves = {b.id for bundles in by_party.values() for pair in open_forks(bundles, manifests) for b in pair}
        problems = uow.desk.problems()
        views = {party.id: party_view(party) for _, party in found}
        return tuple(
            _row(
                session.profile,
                bundle,
                manifests[bundle.id],
                views[party.id],
                problems,
                bundle.id in current,
                forked=bundle.id in halves,
            )
            for bundle, party in found
        )


def _known_manifest(uow: UnitOfWork, bundle: IntakeBundle) -> Manifest:
    """Read once while the vault is open: thousands of manifests take a second, and they never change."""
    key = ("manifest", bundle.id)
    if key not in uow.memory:
        uow.memory[key] = manifest_of(bundle)
    return cast("Manifest", uow.memory[key])


def _row(
    profile: Profile,
    bundle: IntakeBundle,
    manifest: Manifest,
    organisation: PartyView,
    problems: Mapping[int, tuple[int, int]],
    current: bool,
    *,
    forked: bool,
) -> ReceivedRow:
    errors, warnings = problems.get(bundle.id, (0, 0))
    return ReceivedRow(
        uuid=bundle.uuid,
        organisation=organisation,
        title=title_of(profile, manifest),
        revision=bundle.revision,
        created_at=bundle.created_at,
        received_at=bundle.received_at,
        outcome=bundle.outcome,
        verdict=bundle.verdict,
        decided_at=bundle.decided_at,
        current=current,
        reports=tuple((item.form, item.period) for item in manifest.items),
        errors=errors,
        warnings=warnings,
        members=0 if manifest.register is None else manifest.register.members,
        forked=forked,
    )


@service(Act.LOOK)
def received_report(session: VaultSession, bundle_uuid: str, form: str, period: str | None = None) -> ReceivedReport:
    """One report of a file taken in, worked out again with our definition. ``period`` when the file has several.

    UserError ``intake.unknown_bundle``, ``intake.no_report``, ``forms.unknown`` or ``forms.*`` when our edition cannot
    read it.
    """
    with session.unit_of_work() as uow:
        bundle = find_bundle(uow, bundle_uuid)
        found = [
            report
            for report, _ in uow.exchange.intake_reports(bundle_id=bundle.id)
            if report.form == form and period in (None, report.period)
        ]
        party = uow.exchange.party(bundle.party_id)
        if not found or party is None:
            raise UserError("intake.no_report", form=form)
        report = found[0]
        document = parse_canonical(report.content.encode())
        definition = edition_of(session.profile, document) or session.profile.form(form)
        view, told = evaluated(definition, document, party.kind)
        files = kept_files(uow, bundle) if uow.keys or not bundle.sealed else {}
        before, previous = _year_before(uow, session.profile, party, report)
        return ReceivedReport(
            bundle=bundle.uuid,
            organisation=party_view(party),
            definition=definition,
            view=view,
            revision=revision_in(bundle, report.form, report.period),
            explanations=told,
            remarks=tuple(
                ReceivedRemark(r.form, r.period, r.cell, r.text)
                for r in uow.exchange.intake_remarks(bundle.id)
                if (r.form, r.period) in ((report.form, report.period), ("", ""))
            ),
            verdict=bundle.verdict,
            outcome=bundle.outcome,
            current=is_current(uow, bundle),
            created_at=bundle.created_at,
            received_at=bundle.received_at,
            previous=previous,
            previous_period=before,
            sources=_sources(document),
            own=_own(document),
            coverage=read_coverage(document.get("coverage")),
            forked=is_half(open_forks(uow.exchange.intake_of(party.uid)), bundle),
            printed=_printed(files, manifest_of(bundle), report.form, report.period),
        )


def _printed(files: Mapping[str, bytes], manifest: Manifest, form: str, period: str) -> bytes | None:
    """The report's own PDF, or its pages of the one for all reports."""
    alone, together = files.get(f"print/{form}_{period}.pdf"), files.get(PRINTED_TOGETHER)
    keys = [(item.form, item.period) for item in manifest.items]
    if alone is not None or together is None or (form, period) not in keys:
        return alone
    from app.rendering.joining import bookmarked_pages

    return bookmarked_pages(together, keys.index((form, period)))


def _year_before(
    uow: UnitOfWork, profile: Profile, party: Party, report: IntakeReport
) -> tuple[str, Mapping[str, Value]]:
    """The period and the numbers of the last accepted report about the year before; nothing when there is none."""
    before = Period.parse(report.period).years_before()
    if before is None:
        return "", {}
    sent = [
        one
        for one in uow.desk.sent(str(before), [report.form])
        if one.uid == party.uid and one.outcome == TAKEN and one.verdict is Verdict.ACCEPTED
    ]
    if not sent:
        return "", {}
    latest = max(sent, key=_order)
    found = uow.exchange.intake_reports(bundle_id=latest.bundle_id, period=str(before))
    content = next(row.content for row, _ in found if row.form == report.form)
    document = parse_canonical(content.encode())
    try:
        definition = edition_of(profile, document) or profile.form(report.form)
        view, _ = evaluated(definition, document, party.kind)
    except (UserError, ValueError):
        return "", {}  # made by an edition that is not known here: nothing to put beside
    return str(before), {place: cell.value for place, cell in (*view.cells.items(), *view.fields.items())}


def _sources(document: Mapping[str, Any]) -> tuple[IncludedSource, ...]:
    """What a consolidated report says it is made from; the sender's words, so anything may be missing."""
    listed = document.get("consolidated")
    return tuple(
        IncludedSource(
            **{name: str(one.get(name, "")) for name in ("organisation", "uid", "form", "period", "bundle")},
            manifest_sha256=str(one.get("manifest_sha256", "")),
            revision=one["revision"] if isinstance(one.get("revision"), int) else 0,
            last_year=one.get("last_year") is True,
        )
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict)
    )


def _own(document: Mapping[str, Any]) -> dict[str, str]:
    listed = document.get("own_figures")
    return {
        str(one["address"]): str(one["value"])
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and {"address", "value"} <= set(one)
    }


@service(Act.LOOK)
def status(session: VaultSession, period: str, on: date | None = None) -> StatusTable:
    """Organisation by form for a reporting year: what stands where, who is late as of ``on`` (today).

    UserError ``intake.bad_period``. An organisation has a cell for every form its kind owes by the profile's deadlines,
    and for every form it sent anyway.
    """
    try:
        year = Period.parse(period)
    except ValueError:
        raise UserError("intake.bad_period", period=period) from None
    today = on or date.today()
    with session.unit_of_work() as uow:
        sent: dict[tuple[str, str], list[SentReport]] = defaultdict(list)
        forms_of: dict[str, set[str]] = defaultdict(set)
        for report in uow.desk.sent(str(year)):
            sent[report.uid, report.form].append(report)
            forms_of[report.uid].add(report.form)
        due: dict[OrganisationKind, dict[str, date]] = {}
        rows = []
        for party in uow.exchange.parties():
            if party.relation is not PartyRelation.SUBORDINATE or party.revoked_at is not None:
                continue
            if party.kind not in due:
                due[party.kind] = owed_forms(session.profile, party.kind, str(year))
            days = due[party.kind]
            owed = sorted(days.keys() | forms_of[party.uid], key=_place_in(session.profile))
            mine = (_status_cell(f, days.get(f), sent.get((party.uid, f), []), today) for f in owed)
            rows.append(StatusRow(party_view(party), tuple(mine)))
    forms = sorted({cell.form for row in rows for cell in row.cells}, key=_place_in(session.profile))
    cells = [cell for row in rows for cell in row.cells]
    return StatusTable(
        period=str(year),
        on=today,
        forms=tuple(forms),
        rows=tuple(rows),
        complete=sum(all(c.state == "accepted" for c in row.cells) for row in rows if row.cells),
        late=sum(cell.late for cell in cells),
    )


def _place_in(profile: Profile) -> Callable[[str], tuple[int, str]]:
    """The order of the union's list; forms it does not have come last."""
    places = {form: place for place, form in enumerate((*profile.forms, *profile.documents))}
    return lambda form: (places.get(form, len(places)), form)


def owed_forms(profile: Profile, kind: OrganisationKind, period: str) -> dict[str, date]:
    """The forms an organisation of a kind owes about a period, with the day each is due, in the profile's order."""
    about = Period.parse(period)
    found = {form: _due(profile, form, kind, about) for form in profile.forms}
    return {form: day for form, day in found.items() if day is not None}


def _due(profile: Profile, form: str, kind: OrganisationKind, period: Period) -> date | None:
    """The day by the profile. A card does not say whether the organisation is directly under the union: such a one
    sends to the union, all others to an organisation between, so what is sent to us is due on the earlier day."""
    asked = (d.bound_to(kind, None) for d in profile.deadlines if d.form == form and kind in d.org_kinds)
    fitting = [line for d in asked if (line := d.in_force(period)) is not None]
    # What is asked of some organisations only is not owed by one of which nobody knows it.
    return min((line.due(period) for line in fitting if not line.condition), default=None)


def _status_cell(form: str, due: date | None, sent: Sequence[SentReport], today: date) -> StatusCell:
    counted = [report for report in sent if report.outcome == TAKEN]
    accepted = max((r for r in counted if r.verdict is Verdict.ACCEPTED), key=_order, default=None)
    conflict = any(report.open_fork(sent) for report in sent)
    if not counted:
        late = due is not None and today > due
        return StatusCell(
            form=form,
            state="conflict" if conflict else "missing",
            due=due,
            late=late,
            days_late=(today - due).days if due is not None and late else 0,
            bundle=None,
            revision=None,
            received_at=None,
            errors=0,
            warnings=0,
            accepted_bundle=None,
        )
    newest = max(counted, key=_order)
    first = min(r.received_at for r in counted).astimezone().date()
    late = due is not None and first > due
    return StatusCell(
        form=form,
        state="conflict" if conflict else newest.verdict.value,
        due=due,
        late=late,
        days_late=(first - due).days if due is not None and late else 0,
        bundle=newest.bundle,
        revision=newest.revision,
        received_at=newest.received_at,
        errors=newest.errors,
        warnings=newest.warnings,
        accepted_bundle=None if accepted is None else accepted.bundle,
    )


def _order(report: SentReport) -> tuple[int, int]:
    return report.revision, report.bundle_id
