"""Taking a sealed file in: verified, compared with what is here already, checked again, stored, answered; once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from app.bundle.manifest import BundleKind, Manifest
from app.bundle.reader import OpenedBundle
from app.domain.enums import PartyRelation, Severity, TakenOutcome, Verdict
from app.errors import TrustError, UserError
from app.models import IntakeBundle, IntakeCardOrder, IntakeRegister, IntakeReport, Party
from app.services.exchange.keyring import open_sealed_file, party_view
from app.services.intake.answering import issue_receipt, receipt_name
from app.services.intake.contents import Carried, carried, dump_violations
from app.services.intake.describing import (
    CONFLICT,
    OLDER,
    REPEATED,
    TAKEN,
    accepted_reports,
    manifest_of,
    revision_in,
    title_of,
)
from app.services.intake.views import AcceptOutcome
from app.services.library.polls import take_answers
from app.services.organisation.profiles import Profile
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_SENTENCES = {
    TAKEN: "Принят в работу.",
    REPEATED: "Этот файл уже был принят раньше: ничего не изменилось, квитанция прежняя.",
    OLDER: "Есть более новый файл этой организации: этот записан, но не учитывается.",
    CONFLICT: "Расходится с тем, что прислано раньше под тем же номером редакции. Записан, но не учитывается: "
    "позвоните в организацию.",
}


@service(Act.RECEIVE)
def accept(session: VaultSession, data: bytes, name: str = "") -> AcceptOutcome:
    """Take a file in and answer «получено», all in one transaction. ``name`` is the file's name, for the outcome.

    Idempotent: the same bytes again give the same stored receipt. Raises TrustError ``bundle.*``,
    ``exchange.revoked``, ``intake.not_subordinate`` (a file of the organisation above), UserError ``intake.own_file``,
    ``intake.a_receipt``.
    """
    with session.unit_of_work() as uow:
        known = uow.exchange.intake_by_seal(hashlib.sha256(data).hexdigest())
        if known is not None:
            return _outcome(uow, session.profile, known, name, REPEATED)
        opened, sender = open_sealed_file(uow, data)
        party = _sender(opened, sender)
        known = uow.exchange.intake_by_manifest(party.id, opened.manifest_sha256)
        if known is not None:
            # The same signed content in another seal: nothing new is in it.
            return _outcome(uow, session.profile, known, name, REPEATED)
        contents = carried(opened, session.profile, party.kind)
        outcome = _compare(uow, party, opened, contents)
        bundle = _store(uow, party, opened, contents, outcome, data)
        issue_receipt(
            uow, session.profile, bundle, party, Verdict.RECEIVED, next_revision=_expected(uow, party, bundle)
        )
        uow.journal.record(
            "bundle.taken_in", bundle=bundle.uuid, party=party.uid, outcome=outcome, revision=bundle.revision,
            sealed_sha256=bundle.sealed_sha256,
        )  # fmt: skip
        result = _outcome(uow, session.profile, bundle, name, outcome)
        uow.commit()
    return result


def _sender(opened: OpenedBundle, sender: Party | None) -> Party:
    if sender is None:
        raise UserError("intake.own_file")
    if opened.manifest.kind is not BundleKind.REPORT:
        raise UserError("intake.a_receipt")
    if sender.relation is not PartyRelation.SUBORDINATE:
        raise TrustError("intake.not_subordinate", organisation=sender.short_name)
    return sender


def _compare(uow: UnitOfWork, party: Party, opened: OpenedBundle, contents: Carried) -> TakenOutcome:
    """taken, older or conflict, from the chain of revisions of the stream and of each signed report."""
    manifest = opened.manifest
    if uow.exchange.intake_by_uuid(manifest.uuid):
        return CONFLICT
    chain = uow.exchange.intake_stream(party.uid, manifest.stream)
    if any(b.revision == manifest.revision for b in chain) or not _fits(manifest, opened.manifest_sha256, chain):
        return CONFLICT
    here = {
        (report.form, report.period, revision_in(bundle, report.form, report.period)): report.content
        for report, bundle in uow.exchange.intake_reports(uid=party.uid)
        if bundle.outcome != CONFLICT
    }
    older = 0
    for carried_report in contents.reports:
        key = (carried_report.form, carried_report.period)
        same = here.get((*key, carried_report.revision))
        if same is not None and same != carried_report.content:
            return CONFLICT
        older += any(k[:2] == key and k[2] > carried_report.revision for k in here)
    if any(b.revision > manifest.revision for b in chain):
        return OLDER
    extra = contents.register is not None or contents.card_order is not None or bool(contents.answers or contents.note)
    nothing_else = not extra and bool(contents.reports)
    return OLDER if nothing_else and older == len(contents.reports) else TAKEN


def _fits(manifest: Manifest, manifest_sha256: str, chain: Sequence[IntakeBundle]) -> bool:
    """Whether the named predecessor is the one we have (or we have none of that number), and so for the successor.

    A fork we answered may be the predecessor too, whatever its number: the answer said which number comes next, and a
    file that names the fork and has that number brings the two sides together again.
    """
    if (manifest.revision == 1) != (manifest.previous_manifest_sha256 is None):
        return False
    before = [b.manifest_sha256 for b in chain if b.revision == manifest.revision - 1]
    forks = [b.manifest_sha256 for b in chain if b.outcome == CONFLICT and b.revision < manifest.revision]
    if before and manifest.previous_manifest_sha256 not in (*before, *forks):
        return False
    after = [b.previous_manifest_sha256 for b in chain if b.revision == manifest.revision + 1]
    return not after or manifest_sha256 in after


def _expected(uow: UnitOfWork, party: Party, bundle: IntakeBundle) -> int | None:
    """The number the sender should go on with, when this file's number shows that it does not know."""
    if bundle.outcome != CONFLICT:
        return None
    return max(b.revision for b in uow.exchange.intake_stream(party.uid, bundle.stream)) + 1


def _store(
    uow: UnitOfWork, party: Party, opened: OpenedBundle, contents: Carried, outcome: TakenOutcome, data: bytes
) -> IntakeBundle:
    manifest = opened.manifest
    bundle = IntakeBundle(
        uuid=manifest.uuid,
        party_id=party.id,
        stream=manifest.stream,
        revision=manifest.revision,
        previous_manifest_sha256=manifest.previous_manifest_sha256,
        manifest_sha256=opened.manifest_sha256,
        sealed_sha256=opened.sealed_sha256,
        created_at=manifest.created,
        received_at=datetime.now(UTC),
        outcome=outcome,
        verdict=Verdict.RECEIVED,
        decided_at=None,
        manifest=opened.manifest_bytes.decode(),
        sealed=data,
        evidence=None,
    )
    uow.exchange.add(bundle)
    for report in contents.reports:
        uow.exchange.add(
            IntakeReport(
                bundle_id=bundle.id,
                form=report.form,
                period=report.period,
                content=report.content,
                violations=dump_violations(report.violations),
                revision=report.revision,
                errors=sum(v.severity is Severity.ERROR for v in report.violations),
                warnings=sum(v.severity is Severity.WARNING for v in report.violations),
            )
        )
    if contents.register is not None:
        uow.exchange.add(IntakeRegister(bundle_id=bundle.id, content=contents.register, scrubbed_on=None))
    if contents.card_order is not None:
        uow.exchange.add(IntakeCardOrder(bundle_id=bundle.id, content=contents.card_order))
    take_answers(uow, bundle.id, contents.answers, contents.note)
    return bundle


def _outcome(
    uow: UnitOfWork, profile: Profile, bundle: IntakeBundle, name: str, outcome: TakenOutcome
) -> AcceptOutcome:
    party = uow.exchange.party(bundle.party_id)
    if party is None:
        raise LookupError(bundle.party_id)
    manifest = manifest_of(bundle)
    receipt = uow.exchange.issued_receipts(bundle.id)[-1]
    return AcceptOutcome(
        outcome=outcome,
        bundle=bundle.uuid,
        name=name,
        organisation=party_view(party),
        title=title_of(profile, manifest),
        revision=bundle.revision,
        verdict=bundle.verdict,
        received_at=bundle.received_at,
        reports=accepted_reports(uow, profile, bundle),
        members=0 if manifest.register is None else manifest.register.members,
        sentence=_SENTENCES[outcome],
        receipt=receipt.sealed,
        receipt_name=receipt_name(bundle, receipt),
    )
