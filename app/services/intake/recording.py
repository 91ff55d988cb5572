"""Writing a decision down inside somebody's transaction: the verdict, the remarks, the receipt, the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from app.bundle.receipt import ReceiptRemark
from app.domain.enums import Verdict
from app.models import IntakeBundle, IntakeRemark, IssuedReceipt, Party
from app.services.intake.answering import issue_receipt
from app.services.intake.merging import merge_register
from app.services.organisation.profiles import Profile
from app.storage.unit_of_work import UnitOfWork


def record_decision(
    uow: UnitOfWork,
    profile: Profile,
    bundle: IntakeBundle,
    party: Party,
    verdict: Verdict,
    said: Sequence[ReceiptRemark] = (),
) -> IssuedReceipt:
    """The caller has made sure that it may be decided, and commits. UserError ``intake.register_base``."""
    if verdict is Verdict.ACCEPTED:
        merge_register(uow, bundle, party)
    bundle.verdict = verdict
    bundle.decided_at = datetime.now(UTC)
    for remark in said:
        uow.exchange.add(
            IntakeRemark(
                bundle_id=bundle.id, form=remark.form, period=remark.period, cell=remark.cell, text=remark.text
            )
        )
    receipt = issue_receipt(uow, profile, bundle, party, verdict, said)
    uow.journal.record("bundle.decided", bundle=bundle.uuid, verdict=verdict.value, remarks=len(said))
    return receipt
