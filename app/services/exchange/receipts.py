"""Reading the receipts that come back: verified, matched to our own file, applied once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.bundle.manifest import BundleKind
from app.bundle.receipt import AT_MEMBER, RECEIPT_PATH, Receipt, ReceiptRemark, read_receipt_data
from app.domain.enums import OutboxState, PartyRelation, ReportState, Verdict
from app.domain.outside_names import visible
from app.errors import TrustError, UserError
from app.models import MemberRemark, OutboxItem, Party, ReceivedReceipt, Remark, Report, SignedRevision
from app.services.exchange.keyring import open_sealed_file, party_view
from app.services.exchange.views import ReceiptOutcome, ReceivedRemark
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.head import ROLLED_BACK

_DECISIONS = frozenset({Verdict.ACCEPTED, Verdict.RETURNED, Verdict.REFUSED})
_ON_ITS_WAY = frozenset(
    {
        ReportState.SIGNED,
        ReportState.PREPARED,
        ReportState.HANDED_OVER,
        ReportState.RECEIVED,
        ReportState.ACCEPTED,
        ReportState.RETURNED,
        ReportState.REFUSED,
    }
)
"""A report in work again (draft) or replaced is not touched by a receipt for what was sent before."""


@service(Act.OPEN_SEALED)
def read_receipt(session: VaultSession, data: bytes) -> ReceiptOutcome:
    """Read a sealed receipt and apply it in one transaction.

    Only the organisation the file went to may answer for it, and only about exactly our bytes. Reading it again changes
    nothing; an earlier stage never overwrites a later decision. TrustError ``bundle.*``, ``exchange.receipt_foreign``,
    ``exchange.receipt_other_file``; UserError ``exchange.not_a_receipt`` for another kind of sealed file.
    """
    with session.unit_of_work() as uow:
        opened, sender = open_sealed_file(uow, data)
        if opened.manifest.kind is not BundleKind.RECEIPT:
            raise UserError("exchange.not_a_receipt")
        if set(opened.files) != {RECEIPT_PATH}:
            raise TrustError("bundle.unsafe_contents", place=RECEIPT_PATH)
        receipt = read_receipt_data(opened.files[RECEIPT_PATH])
        item = uow.exchange.outbox_item(receipt.bundle)
        if item is None:
            if sender is not None and sender.relation is PartyRelation.HIGHER:
                _note_older(uow, sender, receipt)
            raise TrustError("exchange.receipt_other_file")
        recipient = uow.exchange.party(item.party_id)
        # By organisation, not by key: it may have renewed its key since, and the old one is then revoked.
        if sender is None or recipient is None or sender.uid != recipient.uid:
            raise TrustError("exchange.receipt_foreign")
        if (receipt.sealed_sha256, receipt.manifest_sha256) != (item.sealed_sha256, item.manifest_sha256):
            raise TrustError("exchange.receipt_other_file")
        if receipt.verdict is Verdict.RECEIVED and receipt.next_revision is not None:  # other files under our numbers
            _note_older(uow, sender, receipt)
        outcome = _take(uow, item, receipt, data, opened.files[RECEIPT_PATH].decode())
        result = ReceiptOutcome(
            outcome=outcome,
            receipt=receipt.receipt,
            bundle=item.uuid,
            title=item.title,
            verdict=receipt.verdict,
            issued_at=receipt.issued,
            sender=party_view(sender),
            state=item.state,
            remarks=tuple(_shown(uow, r) for r in receipt.remarks),
            send_whole=receipt.verdict is Verdict.RECEIVED and receipt.next_revision is not None,
        )
        if outcome != "repeated":
            uow.commit()
    return result


def _note_older(uow: UnitOfWork, sender: Party, receipt: Receipt) -> None:
    """The organisation above has a file of ours that is not here: the vault is older than it once was. Lasts at once.

    Whoever puts back the whole folder takes every trace out of it; what was sent remembers.
    """
    known = {"vault.restored", "vault.rollback_confirmed"} & {entry.action for entry in uow.journal.entries()}
    if uow.settings.get(ROLLED_BACK) is None and not known:  # who brought an older state back knows of it
        uow.settings.put(ROLLED_BACK, {"file": receipt.bundle})
        uow.journal.record("vault.rolled_back", file=receipt.bundle, party=sender.uid)
        uow.commit()


def _take(uow: UnitOfWork, item: OutboxItem, receipt: Receipt, data: bytes, content: str) -> str:
    known = uow.exchange.received_receipt(receipt.receipt)
    if known is not None:
        if known.content != content:
            raise TrustError("exchange.receipt_other_file")
        return "repeated"
    decided = [r.issued_at for r in uow.exchange.receipts(item.id) if r.verdict in _DECISIONS]
    uow.exchange.add(
        ReceivedReceipt(
            uuid=receipt.receipt,
            outbox_id=item.id,
            verdict=receipt.verdict,
            issued_at=receipt.issued,
            received_at=datetime.now(UTC),
            content=content,
            sealed=data,
        )
    )
    uow.journal.record(
        "receipt.read",
        receipt=receipt.receipt,
        bundle=item.uuid,
        verdict=receipt.verdict.value,
        remarks=len(receipt.remarks),
    )
    _keep_member_remarks(uow, item, receipt)
    late = bool(decided) and (receipt.verdict is Verdict.RECEIVED or receipt.issued < max(decided))
    if late or (receipt.verdict is Verdict.RECEIVED and item.state is OutboxState.REPLACED):
        return "late"
    _apply(uow, item, receipt)
    return "new"


def _apply(uow: UnitOfWork, item: OutboxItem, receipt: Receipt) -> None:
    state = ReportState(receipt.verdict.value)
    if item.state is not OutboxState.REPLACED:
        item.state = OutboxState(receipt.verdict.value)
    contents = uow.exchange.contents(item.id)
    for revision, report in contents:
        if revision.state is not ReportState.REPLACED:
            revision.state = state
        latest = uow.exchange.latest_revision(report.id)
        if latest is revision and report.state in _ON_ITS_WAY:
            report.state = state
        if receipt.verdict in _DECISIONS:
            _keep_remarks(uow, report, item, receipt)
        if receipt.verdict is Verdict.ACCEPTED:
            _replace_earlier(uow, revision)
    if receipt.verdict is Verdict.ACCEPTED:
        _replace_earlier_files(uow, item)


def _keep_remarks(uow: UnitOfWork, report: Report, item: OutboxItem, receipt: Receipt) -> None:
    """A decision settles the remarks before it and brings its own."""
    now = datetime.now(UTC)
    for remark in uow.exchange.open_remarks(report.id):
        remark.closed_at = now
    for said in receipt.remarks:
        if (said.form, said.period) in ((report.form, report.period), ("", "")):
            uow.exchange.add(
                Remark(
                    report_id=report.id,
                    bundle_uuid=item.uuid,
                    cell=said.cell,
                    text=said.text,
                    received_at=now,
                    closed_at=None,
                )
            )


def _shown(uow: UnitOfWork, remark: ReceiptRemark) -> ReceivedRemark:
    view = ReceivedRemark(remark.form, remark.period, remark.cell, visible(remark.text))
    person = uow.people.by_uid(remark.cell) if remark.form == AT_MEMBER else None
    if person is None or person.erased_on is not None:
        return view
    return replace(view, person_id=person.id, person=person_name(person))


def _keep_member_remarks(uow: UnitOfWork, item: OutboxItem, receipt: Receipt) -> None:
    """Remarks at members travel with any receipt, and stay until the chair has seen to them."""
    for said in receipt.remarks:
        person = uow.people.by_uid(said.cell) if said.form == AT_MEMBER else None
        if person is None or person.erased_on is not None or uow.received.remark_exists(person.id, said.text):
            continue
        uow.received.add(
            MemberRemark(
                person_id=person.id,
                bundle_uuid=item.uuid,
                text=said.text,
                received_at=datetime.now(UTC),
                closed_at=None,
            )
        )


def _replace_earlier(uow: UnitOfWork, accepted: SignedRevision) -> None:
    for earlier in uow.exchange.earlier_revisions(accepted):
        earlier.state = ReportState.REPLACED


def _replace_earlier_files(uow: UnitOfWork, item: OutboxItem) -> None:
    """Earlier files of the same stream, and files all of whose reports were replaced, are «заменён»."""
    recipient = uow.exchange.party(item.party_id)
    same_recipient = {p.id for p in uow.exchange.parties_by_uid(recipient.uid)} if recipient is not None else set()
    for other in uow.exchange.outbox_items():
        if other.id == item.id or other.party_id not in same_recipient:
            continue
        same_stream = other.stream == item.stream and other.revision < item.revision
        carried = uow.exchange.contents(other.id)
        all_replaced = bool(carried) and all(r.state is ReportState.REPLACED for r, _ in carried)
        if same_stream or (all_replaced and "register" not in other.stream):
            other.state = OutboxState.REPLACED
