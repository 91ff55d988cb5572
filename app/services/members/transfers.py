"""A member goes to another organisation: taken off the register here, with a file for the receiving chair there.

Only what the member's consent allows goes in (:func:`app.services.privacy.disclosure.disclose`, channel ``transfer``).
The receiving program makes the person and their history of it, as one who came (``registered``); their own consent is
asked for anew, because another organisation keeps the data now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

from app.bundle.card import make_card, read_card
from app.bundle.identity import ungrouped
from app.bundle.transfer import make_transfer, needs_code, new_transfer_code, read_transfer
from app.domain.enums import (
    AttachmentKind,
    DeregistrationReason,
    EventKind,
    MemberCategory,
    TransferDirection,
)
from app.domain.membership import replay
from app.domain.names import normalise, tidy
from app.domain.outside_names import marked
from app.domain.personal_fields import FIELD_WORDS
from app.errors import TrustError, UserError
from app.models import OutsideEvent, Party, Person, Transfer
from app.services.exchange.first_sending import require_confirmed, uncompared
from app.services.exchange.keyring import find_party
from app.services.members.attachments import CheckedFile, add_attachment_in, checked_photo
from app.services.members.transfer_document import TransferDocument, document_of, parse_document
from app.services.members.views import DecisionDraft, EntryDraft, EventDraft, PersonDraft
from app.services.members.writing import add_member_in, record_event_in
from app.services.organisation.passport import identity_in
from app.services.privacy.disclosure import Disclosure, disclose
from app.services.session import Act, VaultSession, service
from app.services.vault.own_keys import require_keys
from app.storage.unit_of_work import UnitOfWork

TRANSFER_CHANNEL = "transfer"


@dataclass(frozen=True)
class TransferDraft:
    """Where a member goes. ``party_id``: that organisation when its key is enrolled; the file is sealed to it."""

    on: date
    organisation: str
    party_id: int | None = None
    basis: str = ""
    decision: DecisionDraft | None = None


@dataclass(frozen=True)
class TransferFile:
    """The file for the receiving chair. ``code`` is to be told by telephone; empty when it is sealed to their key."""

    person_id: int
    name: str
    content: bytes = field(repr=False)
    code: str = field(repr=False)
    organisation: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class TransferPreview:
    """What would go into the file, before it goes. ``refusal``: why nothing may go by name; empty when it may."""

    full_name: str
    fields: tuple[str, ...]
    refusal: str


@dataclass(frozen=True)
class IncomingTransfer:
    """A file looked into. ``known_sender``: its key is enrolled; else compare ``fingerprint``, or the code tells it.

    ``same_person``: the person who was on this register before; ``alike``: people of the same name here.
    """

    uuid: str
    made_at: datetime
    sender: str
    sender_phone: str
    fingerprint: str
    known_sender: bool
    with_code: bool
    full_name: str
    person: PersonDraft
    category: MemberCategory | None
    left_on: date
    membership: tuple[tuple[EventKind, date, MemberCategory | None], ...]
    photo: bytes | None = field(repr=False)
    same_person: int | None
    alike: tuple[int, ...]


@dataclass(frozen=True)
class AcceptDraft:
    """How the one who came is taken on. ``fingerprint``: read from the sender's key sheet when the key is unknown."""

    on: date
    category: MemberCategory
    basis: str = ""
    decision: DecisionDraft | None = None
    fingerprint: str = ""


@service(Act.LOOK)
def preview_transfer(session: VaultSession, person_id: int) -> TransferPreview:
    """Which fields the member's consent lets go with them; nothing is recorded."""
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        allowed = _disclosed(uow, session, person_id)
        refusal = allowed.withheld[0].sentence if allowed.withheld else ""
    return TransferPreview(_name(person), () if refusal else tuple(FIELD_WORDS[f] for f in _sent(allowed)), refusal)


@service(Act.SEND)
def transfer_out(
    session: VaultSession, person_id: int, draft: TransferDraft, *, password: str | None = None
) -> TransferFile:
    """Take a member off the register as transferred and make the file, in one transaction.

    Somebody already taken off as transferred gets only the file. UserError ``transfer.no_consent`` (print the
    registration card instead), ``transfer.no_organisation``, and those of recording an event. ``password`` as of
    :func:`app.services.exchange.export`, for a party whose key nobody compared.
    """
    if draft.party_id is not None:
        with session.unit_of_work() as uow:
            refusal = uncompared(uow, find_party(uow, draft.party_id))
        require_confirmed(session, refusal, password)
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        party = None if draft.party_id is None else find_party(uow, draft.party_id)
        organisation = party.full_name if party is not None else tidy(draft.organisation)
        if not organisation:
            raise UserError("transfer.no_organisation")
        allowed = _disclosed(uow, session, person_id)
        if allowed.withheld:
            raise UserError("transfer.no_consent", reason=allowed.withheld[0].sentence)
        category = _category_before(uow, person_id, draft.on)
        _take_off(uow, person, draft, organisation)
        own = identity_in(uow)
        fields = _sent(allowed)
        uuid, now = str(uuid4()), datetime.now(UTC)
        data = {**allowed.allowed[0].data, "category": category}
        content = document_of(
            uuid=uuid,
            made_at=now,
            person_uid=person.uid,
            data={name: data[name] for name in fields if name in data},
            membership=_membership(uow, person_id) if "membership" in fields else (),
            left_on=draft.on,
            photo=_photo(uow, person_id) if "photo" in fields else None,
            recipient=organisation,
            recipient_fingerprint="" if party is None else party.fingerprint,
        )
        code = "" if party is not None else new_transfer_code()
        packed = make_transfer(
            content,
            make_card(own.identity, own.organisation),
            own.identity,
            recipient="" if party is None else read_card(party.card).seal_recipient,
            code=code,
        )
        _remember(uow, uuid, TransferDirection.OUT, person_id, organisation, fields, now)
        uow.journal.record(
            "person.sent", person_uid=person.uid, channel=TRANSFER_CHANNEL, transfer=uuid, recipient=organisation,
            fields=list(fields),
        )  # fmt: skip
        uow.commit()
    return TransferFile(person_id, f"perevod_{uuid[:8]}.perevod", packed, code, organisation, fields)


@service(Act.RECORD)
def look_into(session: VaultSession, data: bytes, code: str = "") -> IncomingTransfer:
    """Open and verify a file that came; nothing is recorded.

    UserError ``transfer.needs_code`` for one sealed under a code; TrustError ``transfer.*`` and ``exchange.revoked``;
    UserError ``transfer.own``, ``transfer.taken`` for one made here or taken in already.
    """
    with session.unit_of_work() as uow:
        return _looked_into(uow, data, code)[1]


@service(Act.RECORD)
def accept_transfer(session: VaultSession, data: bytes, draft: AcceptDraft, code: str = "") -> int:
    """Take the person in as one who came from another organisation; returns the id.

    The one who was on this register before gets the new entry and the newer data; nobody is doubled. TrustError
    ``transfer.unknown_sender`` when neither the key is known nor its fingerprint told nor a code agreed;
    UserError ``transfer.on_register`` and those of recording an event. The same file twice: ``transfer.taken``.
    """
    with session.unit_of_work() as uow:
        document, shown = _looked_into(uow, data, code)
        compared = bool(draft.fingerprint) and ungrouped(draft.fingerprint) == shown.fingerprint
        if draft.fingerprint and not compared:
            raise TrustError("transfer.other_fingerprint", fingerprint=shown.fingerprint)
        if not (shown.known_sender or shown.with_code or compared):
            raise TrustError("transfer.unknown_sender", organisation=shown.sender)
        entry = EntryDraft(EventKind.REGISTERED, draft.on, draft.category, draft.basis, shown.sender, draft.decision)
        person_id = shown.same_person
        if person_id is None:
            person_id = add_member_in(uow, shown.person, entry, uid=document.person_uid)
        else:
            _take_back(uow, person_id, shown.person, entry, document)
        now = datetime.now(UTC)
        uow.person_cards.add_outside_events(
            [
                OutsideEvent(
                    person_id=person_id, organisation=shown.sender, kind=k, on_date=on, category=c, recorded_at=now
                )
                for k, on, c in shown.membership
            ]
        )
        if shown.photo is not None and uow.person_cards.photo(person_id) is None:
            photo = CheckedFile("image/jpeg", shown.photo)
            add_attachment_in(uow, person_id, AttachmentKind.PHOTO, "Фотография", photo)
        _remember(uow, shown.uuid, TransferDirection.IN, person_id, shown.sender, tuple(document.person), now)
        uow.journal.record("transfer.taken", person_uid=_person(uow, person_id).uid, transfer=shown.uuid)
        uow.commit()
    return person_id


def _looked_into(uow: UnitOfWork, data: bytes, code: str) -> tuple[TransferDocument, IncomingTransfer]:
    with_code = needs_code(data)
    if with_code and not code.strip():
        raise UserError("transfer.needs_code")
    if not with_code and not uow.keys:
        require_keys(uow, uow.organisation.key_pair().fingerprint)
    signed = read_transfer(data, [key.seal_identity for key in uow.keys.values()], code)
    own = {key.fingerprint for key in uow.exchange.own_keys()}
    document = parse_document(signed.content)
    if signed.card.fingerprint in own:
        raise UserError("transfer.own")
    if document.recipient_fingerprint and document.recipient_fingerprint not in own:
        raise TrustError("transfer.not_for_us")
    enrolled = _enrolled(uow, signed.card.fingerprint, signed.card.organisation.uid)
    if uow.person_cards.transfer(document.uuid) is not None:
        raise UserError("transfer.taken")
    same = uow.people.by_uid(document.person_uid)
    if same is not None and same.erased_on is not None:
        same = None
    if same is not None and _category_on(uow, same.id, date.max) is not None:
        raise UserError("transfer.on_register")
    person = document.draft
    alike = uow.people.same_name(normalise(person.full_name))
    shown = IncomingTransfer(
        uuid=document.uuid,
        made_at=document.made_at,
        sender=marked(signed.card.organisation.full_name if enrolled is None else enrolled.full_name),
        sender_phone=signed.card.organisation.phone,
        fingerprint=signed.card.fingerprint,
        known_sender=enrolled is not None,
        with_code=with_code,
        full_name=marked(person.full_name),
        person=person,
        category=document.category,
        left_on=document.left_on,
        membership=document.membership,
        photo=None if document.photo is None else _checked_photo(document.photo),
        same_person=None if same is None else same.id,
        alike=tuple(p.id for p in alike if p.erased_on is None and (same is None or p.id != same.id)),
    )
    return document, shown


def _enrolled(uow: UnitOfWork, fingerprint: str, uid: str) -> Party | None:
    known = uow.exchange.party_by_fingerprint(fingerprint)
    if known is not None:
        if known.revoked_at is not None:
            raise TrustError("exchange.revoked", organisation=known.short_name)
        if known.uid != uid:
            raise TrustError("transfer.forged")
        return known
    other = next((row for row in uow.exchange.parties_by_uid(uid) if row.revoked_at is None), None)
    if other is not None:
        raise TrustError("transfer.other_key", organisation=other.short_name)
    return None


def _checked_photo(data: bytes) -> bytes | None:
    """The photo as it is kept here; a picture that does not open is left out, the person is what matters."""
    try:
        return checked_photo(data)
    except UserError:
        return None


def _take_back(
    uow: UnitOfWork, person_id: int, draft: PersonDraft, entry: EntryDraft, document: TransferDocument
) -> None:
    """Somebody who was here before: the newer data are true from the day they came back."""
    values = {name: getattr(draft, name) for name in document.columns if getattr(draft, name) not in (None, "")}
    uow.people.set_fields({person_id: values}, changed_on=entry.on)
    event = EventDraft(
        entry.kind,
        entry.on,
        entry.category,
        basis=entry.basis,
        organisation=entry.organisation,
        decision=entry.decision,
    )
    record_event_in(uow, _person(uow, person_id), event)


def _take_off(uow: UnitOfWork, person: Person, draft: TransferDraft, organisation: str) -> None:
    events = [e for e in uow.people.events_of(person.id) if e.kind is not EventKind.CANCELLED]
    gone = events and events[-1].kind is EventKind.DEREGISTERED
    if gone and events[-1].reason is DeregistrationReason.TRANSFERRED:
        return
    record_event_in(
        uow,
        person,
        EventDraft(
            EventKind.DEREGISTERED,
            draft.on,
            reason=DeregistrationReason.TRANSFERRED,
            basis=draft.basis,
            organisation=organisation,
            decision=draft.decision,
        ),
    )
    uow.journal.record("membership.recorded", person_uid=person.uid, kind=EventKind.DEREGISTERED.value)


def _disclosed(uow: UnitOfWork, session: VaultSession, person_id: int) -> Disclosure:
    return disclose(uow, session.profile, TRANSFER_CHANNEL, date.today(), [person_id])


def _sent(allowed: Disclosure) -> tuple[str, ...]:
    """The fields that go: offices and trainings stay, the receiving organisation counts only its own."""
    return tuple(name for name in allowed.fields if name not in ("roles", "trainings"))


def _membership(uow: UnitOfWork, person_id: int) -> tuple[tuple[EventKind, date, MemberCategory | None], ...]:
    rows = uow.people.events_of(person_id)
    voided = {row.cancels_id for row in rows}
    return tuple(
        (row.kind, row.on_date, row.category)
        for row in rows
        if row.kind is not EventKind.CANCELLED and row.id not in voided
    )


def _category_before(uow: UnitOfWork, person_id: int, on: date) -> MemberCategory | None:
    history = replay(uow.people.replay_input([person_id]).get(person_id, []))
    earlier = [span for span in history.spans if span.starts_on <= on]
    return earlier[-1].category if earlier else None


def _category_on(uow: UnitOfWork, person_id: int, on: date) -> MemberCategory | None:
    return replay(uow.people.replay_input([person_id]).get(person_id, [])).category_on(on)


def _photo(uow: UnitOfWork, person_id: int) -> bytes | None:
    row = uow.person_cards.photo(person_id)
    return None if row is None else row.content


def _remember(
    uow: UnitOfWork,
    uuid: str,
    direction: TransferDirection,
    person_id: int,
    organisation: str,
    fields: tuple[str, ...],
    at: datetime,
) -> None:
    uow.person_cards.add_transfer(
        Transfer(
            uuid=uuid,
            direction=direction,
            person_id=person_id,
            organisation=organisation,
            fields=",".join(fields),
            at=at,
            user_name=uow.user_name,
        )
    )


def _person(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None or person.erased_on is not None:
        raise UserError("people.unknown", id=person_id)
    return person


def _name(person: Person) -> str:
    return " ".join(part for part in (person.surname, person.name, person.patronymic) if part)
