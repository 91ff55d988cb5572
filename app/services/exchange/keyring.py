"""Whose keys we trust: our own, and those of enrolled organisations; opening a sealed file with them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from app.bundle.card import Card, CardOrganisation, read_card
from app.bundle.identity import ungrouped
from app.bundle.manifest import Endpoint
from app.bundle.reader import OpenedBundle, open_bundle
from app.domain.enums import OrganisationCategory, OrganisationKind, PartyRelation
from app.domain.outside_names import marked
from app.errors import TrustError, UserError
from app.models import Party
from app.services.exchange.views import PartyView
from app.services.organisation.passport import OwnIdentity
from app.services.vault.own_keys import require_keys
from app.storage.unit_of_work import UnitOfWork


def party_view(row: Party) -> PartyView:
    """An enrolled organisation as people see it."""
    return PartyView(
        id=row.id,
        uid=row.uid,
        relation=row.relation,
        kind=row.kind,
        category=row.category,
        full_name=marked(row.full_name),
        short_name=marked(row.short_name),
        phone=row.phone,
        email=card_organisation(row.card).email,
        fingerprint=row.fingerprint,
        compared=row.compared,
        enrolled_at=row.enrolled_at,
        revoked=row.revoked_at is not None,
    )


@lru_cache(maxsize=4096)
def card_organisation(card: bytes) -> CardOrganisation:
    """Who an enrolled card says it is.

    Cards are public and never change; checking a signature for every line of a long list takes seconds.
    """
    return read_card(card).organisation


def own_endpoint(own: OwnIdentity) -> Endpoint:
    """Ourselves as a manifest names us."""
    return Endpoint(own.organisation.uid, own.fingerprint, own.organisation.full_name)


def party_endpoint(row: Party) -> Endpoint:
    """An enrolled organisation as a manifest names it."""
    return Endpoint(row.uid, row.fingerprint, row.full_name)


def enrol_card(uow: UnitOfWork, data: bytes, relation: PartyRelation, fingerprint: str | None = None) -> Party:
    """Trust a card: find it enrolled, or enrol it. The caller commits.

    ``fingerprint`` as read from the printed key sheet (any spacing); a different one is TrustError
    ``exchange.other_fingerprint``. Our own card: ``exchange.own_card``. The same organisation under another key:
    ``exchange.other_key`` - keys must be compared on paper and the old one revoked first.
    """
    card = read_card(data)
    if fingerprint is not None and ungrouped(fingerprint) != card.fingerprint:
        raise TrustError(
            "exchange.other_fingerprint", organisation=card.organisation.short_name, fingerprint=card.fingerprint
        )
    own = {key.fingerprint for key in uow.exchange.own_keys()}
    if card.fingerprint in own or card.organisation.uid == uow.organisation.get().uid:
        raise TrustError("exchange.own_card")
    known = uow.exchange.party_by_fingerprint(card.fingerprint)
    if known is not None:
        return _again(uow, known, card, relation, compared=fingerprint is not None, data=data)
    if any(row.revoked_at is None for row in uow.exchange.parties_by_uid(card.organisation.uid)):
        raise TrustError("exchange.other_key", organisation=card.organisation.short_name, fingerprint=card.fingerprint)
    described = card.organisation
    row = Party(
        relation=relation,
        uid=described.uid,
        kind=OrganisationKind(described.kind),
        category=OrganisationCategory(described.category) if described.category else None,
        full_name=described.full_name,
        short_name=described.short_name,
        fingerprint=card.fingerprint,
        card=data,
        phone=described.phone,
        enrolled_at=datetime.now(UTC),
        compared=fingerprint is not None,
        revoked_at=None,
    )
    uow.exchange.add(row)
    uow.journal.record("party.enrolled", party=row.uid, fingerprint=row.fingerprint, relation=relation.value)
    return row


def _again(uow: UnitOfWork, known: Party, card: Card, relation: PartyRelation, *, compared: bool, data: bytes) -> Party:
    """The same key once more: a later comparison counts, a newer card brings a new name or telephone."""
    if known.revoked_at is not None:
        raise TrustError("exchange.revoked", organisation=known.short_name)
    if known.uid != card.organisation.uid:
        raise TrustError("exchange.other_key", organisation=card.organisation.short_name, fingerprint=card.fingerprint)
    changed = False
    if compared and not known.compared:
        known.compared = changed = True
    if card.created > read_card(known.card).created:
        described = card.organisation
        known.kind = OrganisationKind(described.kind)
        known.category = OrganisationCategory(described.category) if described.category else None
        known.full_name, known.short_name, known.phone = described.full_name, described.short_name, described.phone
        known.card = data
        changed = True
    if relation is PartyRelation.SUBORDINATE and known.relation is not relation:
        known.relation, changed = relation, True
    if changed:
        uow.journal.record("party.renewed", party=known.uid, fingerprint=known.fingerprint, compared=known.compared)
    return known


def find_party(uow: UnitOfWork, party_id: int) -> Party:
    """An enrolled organisation; UserError ``exchange.unknown_party``, TrustError ``exchange.revoked``."""
    row = uow.exchange.party(party_id)
    if row is None:
        raise UserError("exchange.unknown_party")
    if row.revoked_at is not None:
        raise TrustError("exchange.revoked", organisation=row.short_name)
    return row


def open_sealed_file(
    uow: UnitOfWork, data: bytes, *, believed_before: bool = False
) -> tuple[OpenedBundle, Party | None]:
    """Open and verify a sealed file for us or by us; the sender's enrolment, None when we are the sender.

    Raises TrustError ``bundle.*``, or ``exchange.revoked`` when the sender's key was revoked; not for a file
    ``believed_before``, which was taken in while the key was good.
    """
    keys = uow.exchange.own_keys()
    if not uow.keys:
        require_keys(uow, keys[0].fingerprint)
    own = {key.fingerprint: key.certificate for key in keys}

    def enrolled(fingerprint: str) -> bytes | None:
        if fingerprint in own:
            return own[fingerprint]
        row = uow.exchange.party_by_fingerprint(fingerprint)
        return None if row is None else read_card(row.card).certificate_pem

    opened = open_bundle(data, [key.seal_identity for key in uow.keys.values()], enrolled, own)
    if opened.fingerprint in own:
        return opened, None
    sender = uow.exchange.party_by_fingerprint(opened.fingerprint)
    if sender is None or opened.manifest.sender.uid != sender.uid:
        raise TrustError("bundle.forged")
    if sender.revoked_at is not None and not believed_before:
        raise TrustError("exchange.revoked", organisation=sender.short_name)
    if not opened.manifest.circular and opened.manifest.recipient.fingerprint not in own:
        raise TrustError("bundle.not_for_us")
    return opened, sender
