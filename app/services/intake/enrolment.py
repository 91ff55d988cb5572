"""Whose files we take: enrolling a card after its fingerprint was compared, and revoking a lost key."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.enums import PartyRelation
from app.services.exchange.keyring import enrol_card, find_party, party_view
from app.services.exchange.views import PartyView
from app.services.session import Act, VaultSession, service


@service(Act.TRUST)
def enrol(
    session: VaultSession,
    card: bytes,
    fingerprint: str | None = None,
    relation: PartyRelation = PartyRelation.SUBORDINATE,
) -> PartyView:
    """Trust an organisation's key. ``fingerprint`` as typed from the printed key sheet, compared when given.

    Enrolling the same card again changes nothing. TrustError ``exchange.other_fingerprint``, ``exchange.own_card``,
    ``exchange.other_key`` (known under another key: revoke that first), ``exchange.revoked``, ``bundle.card_damaged``,
    ``bundle.not_a_card``.
    """
    with session.unit_of_work() as uow:
        row = enrol_card(uow, card, relation, fingerprint)
        view = party_view(row)
        uow.commit()
    return view


@service(Act.LOOK)
def parties(session: VaultSession, relation: PartyRelation | None = None) -> tuple[PartyView, ...]:
    """Enrolled organisations by name, revoked ones too; of one relation when given."""
    with session.unit_of_work() as uow:
        found = tuple(party_view(row) for row in uow.exchange.parties())
    return tuple(view for view in found if relation is None or view.relation is relation)


@service(Act.TRUST)
def revoke(session: VaultSession, party_id: int) -> PartyView:
    """Trust this key no more: its organisation lost it and brings a new sheet. What was taken in stays."""
    with session.unit_of_work() as uow:
        row = find_party(uow, party_id)
        row.revoked_at = datetime.now(UTC)
        uow.journal.record("party.revoked", party=row.uid, fingerprint=row.fingerprint)
        view = party_view(row)
        uow.commit()
    return view
