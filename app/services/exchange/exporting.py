"""Making a sealed file of signed reports and of the register, into the outbox, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import uuid4

from app.bundle.card import read_card
from app.bundle.circular import ANSWERS_PATH, EXTRA_TITLES
from app.bundle.manifest import (
    BundleKind,
    Manifest,
    ManifestCheck,
    ManifestExplanation,
    ManifestItem,
    ProfileEdition,
    RegisterPart,
)
from app.bundle.reader import PackedBundle, make_bundle
from app.bundle.receipt import read_receipt_data
from app.domain.enums import OutboxState, PartyRelation, ReportState
from app.errors import UserError
from app.models import OutboxContent, OutboxItem, Party
from app.services.cards.orders import ORDER_PATH, order_document
from app.services.cards.views import OrderPreview
from app.services.exchange.first_sending import require_confirmed, uncompared
from app.services.exchange.keyring import enrol_card, find_party, own_endpoint, party_endpoint, party_view
from app.services.exchange.leaving import ReportKey, SignedContent, extra_files, signed_contents
from app.services.exchange.register_part import REGISTER_PATH, RegisterDraft, draft_register
from app.services.exchange.views import ExportedBundle
from app.services.organisation.passport import OwnIdentity, identity_in
from app.services.reports import reports_pdf
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_STREAM_LIMIT = 96
PRINTED_TOGETHER = "print/reports.pdf"
"""Several reports as one document, with a bookmark to each in the order of the manifest's items."""
_NOT_YET_THERE = frozenset({ReportState.SIGNED, ReportState.PREPARED})
"""States that sealing may set anew; a report already handed over or decided keeps what was reached."""


@service(Act.SEND)
def export(
    session: VaultSession,
    to: bytes | int,
    reports: Sequence[ReportKey],
    register: str = "none",
    *,
    print_forms: bool = True,
    card_order: int | None = None,
    answers: bool = False,
    note: str = "",
    password: str | None = None,
) -> ExportedBundle:
    """Pack, sign, seal and store. ``to``: the recipient's card (enrolled as higher the first time) or a party's id.

    ``reports``: (form, period) pairs, all signed. ``register``: none | full | changes. ``print_forms``: the PDFs too.
    ``card_order``: the number of an order of cards, of which those go whose consent still allows it.
    ``answers``: all our answers to the recipient's polls; ``note``: a few words with the file.
    ``password``: of who is logged in, asked again before anything goes for the first time to an organisation whose key
    nobody compared with its printed sheet; AccessError ``exchange.uncompared`` without it, ``vault.wrong_password``.
    The stored bytes never change. Raises UserError ``exchange.nothing``, ``exchange.not_signed``, ``exchange.no_base``,
    ``exchange.register_mode``, ``exchange.unknown_party``, ``exchange.no_answers``, ``exchange.bad_note``; TrustError
    for a bad, foreign or revoked card.
    """
    said = note.strip()
    if not reports and register == "none" and card_order is None and not answers and not said:
        raise UserError("exchange.nothing")
    with session.unit_of_work() as uow:  # rolled back: a new card is only looked at
        party = enrol_card(uow, to, PartyRelation.HIGHER) if isinstance(to, bytes) else find_party(uow, to)
        refusal = uncompared(uow, party)
    require_confirmed(session, refusal, password)
    with session.unit_of_work() as uow, uow.held(()):
        order_of_reports = [(c.report.form, c.report.period) for c in signed_contents(uow, session, reports)]
    printed = reports_pdf(session, order_of_reports) if print_forms and order_of_reports else None
    with session.unit_of_work() as uow:
        party = enrol_card(uow, to, PartyRelation.HIGHER) if isinstance(to, bytes) else find_party(uow, to)
        own = identity_in(uow)
        with uow.held(()):  # of reports nothing is written yet
            contents = signed_contents(uow, session, reports)
        draft = draft_register(uow, session.profile, register, party, date.today())
        order = None if card_order is None else order_document(uow, session.profile, card_order, date.today())
        order_row = None if card_order is None else uow.cards.order(card_order)
        extra = extra_files(uow, party, answers=answers, note=said)
        if answers and ANSWERS_PATH not in extra:
            raise UserError("exchange.no_answers")
        stream = stream_of(reports, register, "" if order_row is None else order_row.uid, answers=answers)
        before = uow.exchange.last_of_stream(party.uid, stream)
        manifest = _manifest(
            session,
            own=own,
            party=party,
            contents=contents,
            draft=draft,
            stream=stream,
            before=before,
            asked_for=_asked_for(uow, party, stream),
        )
        files = {**_files(contents, draft, printed, order), **extra}
        packed = make_bundle(manifest, files, own.identity, [read_card(party.card).seal_recipient])
        item = _store(uow, party, packed, contents, draft, order)
        if order_row is not None:
            order_row.bundle = item.uuid
        exported = _exported(item, party, packed)
        uow.journal.record(
            "bundle.exported",
            bundle=item.uuid,
            party=party.uid,
            stream=stream,
            revision=item.revision,
            sealed_sha256=item.sealed_sha256,
            members=exported.members,
        )
        if draft is not None:
            uow.journal.record_for_many("person.sent", draft.person_uids, bundle=item.uuid, party=party.uid)
        if order is not None:
            ordered = [line.uid for line in order[0].lines]
            uow.journal.record_for_many("person.sent", ordered, bundle=item.uuid, party=party.uid, what="card_order")
        uow.commit()
    return exported


def stream_of(reports: Sequence[ReportKey], register: str, card_order: str = "", *, answers: bool = False) -> str:
    """What revisions of a file are counted by: the same reports, the same kind of register, the same order of cards
    (by its uid) and answers or none to one recipient. A note alone is a stream of its own."""
    parts = [f"{form}:{period}" for form, period in sorted(set(reports))]
    if register != "none":
        parts.append("register")
    if card_order:
        parts.append(f"card-order:{card_order[:8]}")
    if answers:
        parts.append("answers")
    stream = ",".join(parts) or "note"
    if len(stream) > _STREAM_LIMIT:
        stream = "sha256:" + hashlib.sha256(stream.encode()).hexdigest()
    return stream


def file_name(item: OutboxItem) -> str:
    """A name any stick and mailbox takes: ``fnpr-2_2025_r1_7b0f3ba0.pervichka``."""
    what = item.stream.replace(":", "_").replace(",", "_")
    if len(what) > 60:
        what = "otchety"
    return f"{what}_r{item.revision}_{item.uuid[:8]}.pervichka"


def _manifest(
    session: VaultSession,
    own: OwnIdentity,
    party: Party,
    contents: Sequence[SignedContent],
    draft: RegisterDraft | None,
    stream: str,
    before: OutboxItem | None,
    asked_for: int,
) -> Manifest:
    editions = sorted({f"{c.report.form} {c.content['edition']}" for c in contents})
    return Manifest(
        uuid=str(uuid4()),
        kind=BundleKind.REPORT,
        created=datetime.now(UTC).replace(microsecond=0),
        sender=own_endpoint(own),
        recipient=party_endpoint(party),
        stream=stream,
        revision=1 if before is None else max(before.revision + 1, asked_for),
        previous_manifest_sha256=None if before is None else before.manifest_sha256,
        profile=ProfileEdition(session.profile.id, ", ".join(editions)),
        items=tuple(ManifestItem(c.report.form, c.report.period, c.revision.revision) for c in contents),
        checks=tuple(
            ManifestCheck(
                c.report.form, c.report.period, v["rule"], v["severity"], tuple(v.get("cells", ())), v["message"]
            )
            for c in contents
            for v in c.content.get("violations", ())
        ),
        explanations=tuple(
            ManifestExplanation(c.report.form, c.report.period, e["rule"], e["text"])
            for c in contents
            for e in c.content.get("explanations", ())
        ),
        register=None if draft is None else RegisterPart(draft.mode, draft.as_of.isoformat(), len(draft.members)),
    )


def _asked_for(uow: UnitOfWork, party: Party, stream: str) -> int:
    """The highest revision a verified receipt asks for; 0 when none does.

    Once a vault came back from an older copy its numbers begin again, and the recipient has other files under them: it
    records those and says which number it expects. That is how the two come together again.
    """
    told = (
        read_receipt_data(text.encode()).next_revision for text in uow.exchange.receipts_of_stream(party.uid, stream)
    )
    return max((number for number in told if number is not None), default=0)


def _files(
    contents: Sequence[SignedContent],
    draft: RegisterDraft | None,
    printed: bytes | None,
    order: tuple[OrderPreview, bytes] | None,
) -> dict[str, bytes]:
    files = {f"data/{c.stem}.json": c.revision.content.encode() for c in contents}
    if printed is not None:
        # Several reports are printed as one document: the fonts weigh more than the pages.
        files[f"print/{contents[0].stem}.pdf" if len(contents) == 1 else PRINTED_TOGETHER] = printed
    if draft is not None:
        files[REGISTER_PATH] = draft.to_bytes()
    if order is not None:
        files[ORDER_PATH] = order[1]
    return files


def _store(
    uow: UnitOfWork,
    party: Party,
    packed: PackedBundle,
    contents: Sequence[SignedContent],
    draft: RegisterDraft | None,
    order: tuple[OrderPreview, bytes] | None,
) -> OutboxItem:
    titles = [c.title for c in contents]
    if draft is not None:
        titles.append("Реестр членов профсоюза" if draft.mode == "full" else "Реестр: изменения")
    if order is not None:
        titles.append(f"Заказ профбилетов: {len(order[0].lines)}")
    manifest = packed.manifest
    inside = {entry.path for entry in manifest.files}
    titles += [title for path, title in EXTRA_TITLES.items() if path in inside]
    item = OutboxItem(
        uuid=manifest.uuid,
        party_id=party.id,
        created_at=manifest.created,
        state=OutboxState.PREPARED,
        title="; ".join(titles),
        stream=manifest.stream,
        revision=manifest.revision,
        manifest_sha256=packed.manifest_sha256,
        sealed_sha256=packed.sealed_sha256,
        sealed=packed.sealed,
        manifest=packed.manifest_bytes.decode(),
    )
    uow.exchange.add(item)
    uow.exchange.add(*(OutboxContent(outbox_id=item.id, signed_revision_id=c.revision.id) for c in contents))
    for c in contents:
        if c.revision.state in _NOT_YET_THERE:
            c.revision.state = ReportState.PREPARED
        if c.report.state in _NOT_YET_THERE:
            c.report.state = ReportState.PREPARED
    return item


def _exported(item: OutboxItem, party: Party, packed: PackedBundle) -> ExportedBundle:
    register = packed.manifest.register
    return ExportedBundle(
        uuid=item.uuid,
        name=file_name(item),
        title=item.title,
        recipient=party_view(party),
        stream=item.stream,
        revision=item.revision,
        manifest_sha256=item.manifest_sha256,
        sealed_sha256=item.sealed_sha256,
        size=len(item.sealed),
        created_at=item.created_at,
        contents=tuple(entry.path for entry in packed.manifest.files),
        members=0 if register is None else register.members,
        sealed=item.sealed,
    )
