"""The decision on a file taken in: «принято», «на уточнение» or «отказ», with remarks at cells, as a second receipt."""

from __future__ import annotations

from collections.abc import Sequence

from app.bundle.receipt import AT_MEMBER, ReceiptRemark
from app.domain.enums import Verdict
from app.errors import UserError
from app.forms.definition import FormDefinition
from app.models import IntakeBundle, IssuedReceipt
from app.services.intake.answering import receipt_name
from app.services.intake.describing import CONFLICT, is_current, manifest_of
from app.services.intake.forks import is_half, open_forks
from app.services.intake.merging import known_member
from app.services.intake.recording import record_decision
from app.services.intake.views import IssuedReceiptView
from app.services.organisation.profiles import Profile
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

MEMBER_PLACE = "member:"
"""Before a member's uid, where a remark's place is asked for."""


@service(Act.RECEIVE)
def decide(session: VaultSession, uuid: str, verdict: Verdict, remarks: Sequence[tuple[str, str]] = ()) -> bytes:
    """Decide once; the sealed receipt. ``remarks``: (cell, or ``form:period:cell``, or ``member:UID``, or empty for
    the whole; text). An accepted register is laid over the one accepted before, in the same transaction.

    Asking again for the same decision gives the same stored bytes. A decided file is never decided otherwise: after a
    return the sender's next revision is decided, and after an acceptance too. Raises UserError
    ``intake.unknown_bundle``, ``intake.already_decided``, ``intake.superseded`` (a newer file stands in its place),
    ``intake.in_conflict`` (of two different files under one number one is chosen: :mod:`app.services.intake.forks`),
    ``intake.unknown_cell``,
    ``intake.which_report``, ``intake.unknown_member``, ``intake.not_a_decision``, ``intake.register_base`` (the changes
    of a register are to one that is not here: it must come whole).
    """
    if verdict is Verdict.RECEIVED:
        raise UserError("intake.not_a_decision")
    with session.unit_of_work() as uow:
        bundle = find_bundle(uow, uuid)
        said = [_remark(uow, session.profile, bundle, place, text) for place, text in remarks if text.strip()]
        if bundle.verdict is not Verdict.RECEIVED:
            return _again(uow, bundle, verdict, said).sealed
        if bundle.outcome != CONFLICT and not is_current(uow, bundle):
            raise UserError("intake.superseded")
        party = uow.exchange.party(bundle.party_id)
        if party is None:
            raise LookupError(bundle.party_id)
        if verdict is Verdict.ACCEPTED and is_half(open_forks(uow.exchange.intake_of(party.uid)), bundle):
            raise UserError("intake.in_conflict")
        sealed = record_decision(uow, session.profile, bundle, party, verdict, said).sealed
        uow.commit()
    return sealed


@service(Act.LOOK)
def receipts_of(session: VaultSession, uuid: str) -> tuple[IssuedReceiptView, ...]:
    """The receipts we signed for a file taken in, the first stage first."""
    with session.unit_of_work() as uow:
        bundle = find_bundle(uow, uuid)
        return tuple(
            IssuedReceiptView(r.uuid, r.verdict, r.issued_at, receipt_name(bundle, r), r.sealed)
            for r in uow.exchange.issued_receipts(bundle.id)
        )


def find_bundle(uow: UnitOfWork, uuid: str) -> IntakeBundle:
    """The bundle taken in under this number (the first, when a fork uses the number again)."""
    found = uow.exchange.intake_by_uuid(uuid)
    if not found:
        raise UserError("intake.unknown_bundle", uuid=uuid)
    return found[0]


def _again(uow: UnitOfWork, bundle: IntakeBundle, verdict: Verdict, said: Sequence[ReceiptRemark]) -> IssuedReceipt:
    stored = sorted((r.form, r.period, r.cell, r.text) for r in uow.exchange.intake_remarks(bundle.id))
    if bundle.verdict is not verdict or stored != sorted((r.form, r.period, r.cell, r.text) for r in said):
        raise UserError("intake.already_decided")
    return uow.exchange.issued_receipts(bundle.id)[-1]


def _remark(uow: UnitOfWork, profile: Profile, bundle: IntakeBundle, place: str, text: str) -> ReceiptRemark:
    if place.startswith(MEMBER_PLACE):
        uid = place.removeprefix(MEMBER_PLACE)
        party = uow.exchange.party(bundle.party_id)
        if party is None or not known_member(uow, party.uid, bundle.id, uid):
            raise UserError("intake.unknown_member", uid=uid)
        return ReceiptRemark(AT_MEMBER, "", uid, text.strip())
    items = [(item.form, item.period) for item in manifest_of(bundle).items]
    parts = place.split(":")
    if len(parts) == 3:
        form, period, cell = parts
        if (form, period) not in items:
            raise UserError("intake.unknown_cell", cell=place)
        return _at(profile, form, period, cell, text)
    if not place:
        form, period = items[0] if len(items) == 1 else ("", "")
        return ReceiptRemark(form, period, "", text.strip())
    fitting = [key for key in items if any(_has(d, place) for d in profile.editions_of(key[0]))]
    if not fitting:
        raise UserError("intake.unknown_cell", cell=place)
    if len(fitting) > 1:
        raise UserError("intake.which_report", cell=place)
    return _at(profile, *fitting[0], place, text)


def _at(profile: Profile, form: str, period: str, cell: str, text: str) -> ReceiptRemark:
    known = profile.editions_of(form)
    if cell and known and not any(_has(definition, cell) for definition in known):
        raise UserError("intake.unknown_cell", cell=cell)
    return ReceiptRemark(form, period, cell, text.strip())


def _has(definition: FormDefinition, cell: str) -> bool:
    if definition.cell(cell) is not None or cell in definition.fields or cell in definition.lists:
        return True
    return cell.partition(".")[0] in definition.lists
