"""Signing receipts: sealed for the sender of the bundle, kept so that asking again gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from app.bundle.card import read_card
from app.bundle.manifest import BundleKind, Manifest, ProfileEdition
from app.bundle.reader import make_bundle
from app.bundle.receipt import AT_MEMBER, RECEIPT_PATH, Receipt, ReceiptRemark
from app.domain.enums import Verdict
from app.models import IntakeBundle, IssuedReceipt, Party, WaitingRemark
from app.services.exchange.keyring import open_sealed_file, own_endpoint, party_endpoint
from app.services.organisation.passport import identity_in
from app.services.organisation.profiles import Profile
from app.storage.unit_of_work import UnitOfWork


def issue_receipt(
    uow: UnitOfWork,
    profile: Profile,
    bundle: IntakeBundle,
    party: Party,
    verdict: Verdict,
    remarks: Sequence[ReceiptRemark] = (),
    sealed_sha256: str | None = None,
    next_revision: int | None = None,
) -> IssuedReceipt:
    """Sign, seal and keep a receipt for a bundle taken in; the caller commits.

    Remarks at members of the sender that wait for a receipt go with it.
    """
    own = identity_in(uow)
    earlier = uow.exchange.issued_receipts(bundle.id)
    previous = open_sealed_file(uow, earlier[-1].sealed)[0].manifest_sha256 if earlier else None
    now = datetime.now(UTC).replace(microsecond=0)
    again = verdict in (Verdict.RETURNED, Verdict.REFUSED)
    uuid = str(uuid4())
    waiting = uow.received.waiting_remarks(party.uid)
    for remark in waiting:
        remark.receipt_uuid = uuid
    said = {(r.form, r.period, r.cell, r.text): r for r in remarks}
    said |= {(r.form, r.period, r.cell, r.text): r for r in map(_at_member, waiting)}
    receipt = Receipt(
        receipt=uuid,
        bundle=bundle.uuid,
        sealed_sha256=sealed_sha256 or bundle.sealed_sha256,
        manifest_sha256=bundle.manifest_sha256,
        issued=now,
        verdict=verdict,
        remarks=tuple(said.values()),
        next_revision=bundle.revision + 1 if again and next_revision is None else next_revision,
    )
    manifest = Manifest(
        uuid=receipt.receipt,
        kind=BundleKind.RECEIPT,
        created=now,
        sender=own_endpoint(own),
        recipient=party_endpoint(party),
        stream=f"receipt:{bundle.uuid}",
        revision=len(earlier) + 1,
        previous_manifest_sha256=previous,
        profile=ProfileEdition(profile.id, ""),
    )
    packed = make_bundle(
        manifest, {RECEIPT_PATH: receipt.to_bytes()}, own.identity, [read_card(party.card).seal_recipient]
    )
    row = IssuedReceipt(uuid=receipt.receipt, bundle_id=bundle.id, verdict=verdict, issued_at=now, sealed=packed.sealed)
    uow.exchange.add(row)
    uow.journal.record("receipt.issued", receipt=row.uuid, bundle=bundle.uuid, verdict=verdict.value)
    return row


def _at_member(remark: WaitingRemark) -> ReceiptRemark:
    return ReceiptRemark(AT_MEMBER, "", remark.uid, remark.text)


def receipt_name(bundle: IntakeBundle, receipt: IssuedReceipt) -> str:
    """``kvitanciya_7b0f3ba0_accepted.pervichka``"""
    return receipt_file_name(bundle.uuid, receipt.verdict)


def receipt_file_name(bundle: str, verdict: Verdict) -> str:
    """The same from the bundle's number and the decision."""
    return f"kvitanciya_{bundle[:8]}_{verdict.value}.pervichka"
