"""What has come in: the list, one report, and who has sent what for a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from app.bundle.canonical import parse
from app.domain.dates import Period
from app.domain.enums import PartyRelation, Severity, Verdict
from app.errors import UserError
from app.forms.view import Violation
from app.models import IntakeBundle, Party
from app.services.exchange.keyring import open_sealed_file, party_view
from app.services.exchange.views import RemarkView
from app.services.intake.contents import edition_of, evaluated, load_violations
from app.services.intake.deciding import find_bundle
from app.services.intake.describing import (
    CONFLICT,
    TAKEN,
    current_ids,
    is_current,
    manifest_of,
    revision_in,
    title_of,
)
from app.services.intake.views import ReceivedReport, ReceivedRow, StatusCell, StatusRow, StatusTable
from app.services.profiles import Deadline, Profile
from app.services.session import READERS, VaultSession
from app.storage.unit_of_work import UnitOfWork


def received(session: VaultSession) -> tuple[ReceivedRow, ...]:
    """Everything taken in, the newest first."""
    session.require(*READERS)
    with session.unit_of_work() as uow:
        found = uow.exchange.intake_bundles()
        by_party: dict[int, list[IntakeBundle]] = defaultdict(list)
        for bundle, party in found:
            by_party[party.id].append(bundle)
        current = frozenset().union(*(current_ids(bundles) for bundles in by_party.values()))
        violations: dict[int, list[Violation]] = defaultdict(list)
        for report, bundle in uow.exchange.intake_reports():
            violations[bundle.id].extend(load_violations(report.violations))
        return tuple(
            _row(session.profile, bundle, party, violations[bundle.id], bundle.id in current) for bundle, party in found
        )


def _row(
    profile: Profile, bundle: IntakeBundle, party: Party, violations: Sequence[Violation], current: bool
) -> ReceivedRow:
    manifest = manifest_of(bundle)
    return ReceivedRow(
        uuid=bundle.uuid,
        organisation=party_view(party),
        title=title_of(profile, manifest),
        revision=bundle.revision,
        created_at=bundle.created_at,
        received_at=bundle.received_at,
        outcome=bundle.outcome,
        verdict=bundle.verdict,
        decided_at=bundle.decided_at,
        current=current,
        reports=tuple((item.form, item.period) for item in manifest.items),
        errors=sum(v.severity is Severity.ERROR for v in violations),
        warnings=sum(v.severity is Severity.WARNING for v in violations),
        members=0 if manifest.register is None else manifest.register.members,
    )


def received_report(session: VaultSession, bundle_uuid: str, form: str, period: str | None = None) -> ReceivedReport:
    """One report of a file taken in, worked out again with our definition. ``period`` when the file has several.

    UserError ``intake.unknown_bundle``, ``intake.no_report``, ``forms.unknown`` or ``forms.*`` when our edition cannot
    read it.
    """
    session.require(*READERS)
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
        document = parse(report.content.encode())
        definition = edition_of(session.profile, document) or session.profile.form(form)
        view, told = evaluated(definition, document, party.kind)
        opened, _ = open_sealed_file(uow, bundle.sealed)
        return ReceivedReport(
            bundle=bundle.uuid,
            organisation=party_view(party),
            definition=definition,
            view=view,
            revision=revision_in(bundle, report.form, report.period),
            explanations=told,
            remarks=tuple(
                RemarkView(r.form, r.period, r.cell, r.text)
                for r in uow.exchange.intake_remarks(bundle.id)
                if (r.form, r.period) in ((report.form, report.period), ("", ""))
            ),
            verdict=bundle.verdict,
            outcome=bundle.outcome,
            current=is_current(uow, bundle),
            created_at=bundle.created_at,
            received_at=bundle.received_at,
            printed=opened.files.get(f"print/{report.form}_{report.period}.pdf"),
        )


def status(session: VaultSession, period: str, on: date | None = None) -> StatusTable:
    """Organisation by form for a reporting year: what stands where, who is late as of ``on`` (today).

    UserError ``intake.bad_period``. An organisation has a cell for every form its kind owes by the profile's deadlines,
    and for every form it sent anyway.
    """
    session.require(*READERS)
    try:
        year = Period.parse(period)
    except ValueError:
        raise UserError("intake.bad_period", period=period) from None
    today = on or date.today()
    with session.unit_of_work() as uow:
        subordinate = [
            p for p in uow.exchange.parties() if p.relation is PartyRelation.SUBORDINATE and p.revoked_at is None
        ]
        rows = tuple(_status_row(uow, session.profile, party, year, today) for party in subordinate)
    forms = sorted({cell.form for row in rows for cell in row.cells}, key=_place_in(session.profile))
    cells = [cell for row in rows for cell in row.cells]
    return StatusTable(
        period=str(year),
        on=today,
        forms=tuple(forms),
        rows=rows,
        complete=sum(all(c.state == "accepted" for c in row.cells) for row in rows if row.cells),
        late=sum(cell.late for cell in cells),
    )


def _place_in(profile: Profile) -> Callable[[str], tuple[int, str]]:
    """The order of the union's list; forms it does not have come last."""
    places = {form: place for place, form in enumerate((*profile.forms, *profile.documents))}
    return lambda form: (places.get(form, len(places)), form)


def _status_row(uow: UnitOfWork, profile: Profile, party: Party, period: Period, today: date) -> StatusRow:
    sent = [
        (report, bundle)
        for other in uow.exchange.parties_by_uid(party.uid)
        for report, bundle in uow.exchange.intake_reports(party_id=other.id, period=str(period))
    ]
    due = {form: _due(profile, form, party, period) for form in profile.forms}
    owed = {form for form, deadline in due.items() if deadline is not None} | {report.form for report, _ in sent}
    cells = []
    for form in sorted(owed, key=_place_in(profile)):
        mine = [(report.violations, bundle) for report, bundle in sent if report.form == form]
        cells.append(_status_cell(form, str(period), due.get(form), mine, today))
    return StatusRow(party_view(party), tuple(cells))


def _due(profile: Profile, form: str, party: Party, period: Period) -> date | None:
    """The day by the profile. A card does not say whether the organisation is directly under the union: such a one
    sends to the union, all others to an organisation between, so what is sent to us is due on the earlier day."""
    fitting: list[Deadline] = [
        d
        for d in profile.deadlines
        # What is asked of some organisations only is not owed by one of which nobody knows it.
        if d.form == form and party.kind in d.org_kinds and d.covers(period) and not d.condition
    ]
    return min((d.due(period) for d in fitting), default=None)


def _status_cell(
    form: str, period: str, due: date | None, sent: list[tuple[str, IntakeBundle]], today: date
) -> StatusCell:
    counted = [
        (revision_in(bundle, form, period), bundle.id, violations, bundle)
        for violations, bundle in sent
        if bundle.outcome == TAKEN
    ]
    accepted = max((c for c in counted if c[3].verdict is Verdict.ACCEPTED), key=lambda c: c[:2], default=None)
    conflict = any(bundle.outcome == CONFLICT and bundle.verdict is Verdict.RECEIVED for _, bundle in sent)
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
    revision, _, found, bundle = max(counted, key=lambda c: c[:2])
    violations = load_violations(found)
    first = min(b.received_at for _, _, _, b in counted).astimezone().date()
    late = due is not None and first > due
    return StatusCell(
        form=form,
        state="conflict" if conflict else bundle.verdict.value,
        due=due,
        late=late,
        days_late=(first - due).days if due is not None and late else 0,
        bundle=bundle.uuid,
        revision=revision,
        received_at=bundle.received_at,
        errors=sum(v.severity is Severity.ERROR for v in violations),
        warnings=sum(v.severity is Severity.WARNING for v in violations),
        accepted_bundle=None if accepted is None else accepted[3].uuid,
    )
