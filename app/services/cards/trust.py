"""Whose cards are genuine: our own keys, enrolled organisations, and signed lists from those above us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.bundle.card import read_card
from app.bundle.identity import ungrouped
from app.bundle.trusted import TrustedFile, TrustedOrganisation, make_trusted, read_trusted
from app.bundle.union_card import KEY_BYTES
from app.domain.enums import PartyRelation
from app.errors import TrustError
from app.models import TrustedList
from app.services.organisation.passport import identity_in
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class TrustedKey:
    """A key a card may be signed with. ``own``: it is ours; ``vouched_by``: whose list told it, empty when enrolled
    here; ``revoked_on``: believed no more from that day."""

    certificate: bytes
    fingerprint: str
    organisation: str
    own: bool = False
    revoked_on: date | None = None
    vouched_by: str = ""


@dataclass(frozen=True)
class TrustedListView:
    """A list kept here: who signed it, when, how many organisations are in it and how many of those revoked."""

    issuer: str
    fingerprint: str
    created: datetime
    organisations: int
    revoked: int


@service(Act.SIGN)
def export_trusted(session: VaultSession) -> bytes:
    """The list of organisations below us with ourselves, for those who check cards; signed with our key.

    The revoked are in it too, so that their cards are refused and not merely unknown.
    """
    with session.unit_of_work() as uow:
        own = identity_in(uow)
        known = [
            TrustedOrganisation(
                own.organisation.uid, own.organisation.short_name, own.identity.certificate_pem.decode()
            )
        ]
        for party in uow.exchange.parties():
            if party.relation is PartyRelation.SUBORDINATE:
                revoked = "" if party.revoked_at is None else party.revoked_at.date().isoformat()
                certificate = read_card(party.card).certificate_pem.decode()
                known.append(TrustedOrganisation(party.uid, party.short_name, certificate, revoked))
        data = make_trusted(own.identity, own.organisation.uid, own.organisation.short_name, known)
        uow.journal.record("card.list_signed", organisations=len(known))
        uow.commit()
    return data


@service(Act.TRUST)
def import_trusted(session: VaultSession, data: bytes) -> TrustedListView:
    """Keep a list signed by an enrolled organisation (or by us). An older one never takes the place of a newer.

    TrustError ``cards.not_a_list``, ``cards.list_newer``, ``cards.list_damaged``, ``cards.list_unknown`` (its signer
    is not enrolled here), ``cards.list_older``, ``exchange.revoked``.
    """
    found = read_trusted(data)
    with session.unit_of_work() as uow:
        _require_known(uow, found)
        kept = uow.cards.trusted_list_of(found.issuer.uid)
        if kept is not None and kept.created_at > found.created:
            raise TrustError("cards.list_older", date=f"{kept.created_at.astimezone():%d.%m.%Y}")
        if kept is not None:
            uow.cards.remove(kept)
        uow.cards.add(
            TrustedList(
                issuer_uid=found.issuer.uid, created_at=found.created, received_at=datetime.now(UTC), content=data
            )
        )
        uow.journal.record("card.list_taken", party=found.issuer.uid, organisations=len(found.organisations))
        uow.commit()
    return _view(found)


@service(Act.LOOK)
def trusted_lists(session: VaultSession) -> tuple[TrustedListView, ...]:
    """Lists kept here."""
    with session.unit_of_work() as uow:
        return tuple(_view(read_trusted(row.content)) for row in uow.cards.trusted_lists())


def keys_in(uow: UnitOfWork) -> tuple[TrustedKey, ...]:
    """Every key a card may be signed with, the surest first: ours, enrolled ones, those of lists.

    What we revoked ourselves stays revoked whatever a list says; what a list revokes is revoked too.
    """
    own = [
        TrustedKey(key.certificate, key.fingerprint, uow.organisation.get().short_name, own=True)
        for key in uow.exchange.own_keys()
    ]
    enrolled = [
        TrustedKey(
            read_card(party.card).certificate_pem,
            party.fingerprint,
            party.short_name,
            revoked_on=None if party.revoked_at is None else party.revoked_at.date(),
        )
        for party in uow.exchange.parties()
    ]
    listed: list[TrustedKey] = []
    for row in uow.cards.trusted_lists():
        found = read_trusted(row.content)
        party = uow.exchange.party_by_fingerprint(found.issuer_fingerprint)
        ours = found.issuer_fingerprint in {key.fingerprint for key in own}
        if ours or (party is not None and party.revoked_at is None):
            listed += keys_of(found)
    return merged([*own, *enrolled, *listed])


def keys_of(found: TrustedFile) -> list[TrustedKey]:
    """The keys of a list."""
    return [
        TrustedKey(
            one.certificate.encode("ascii"),
            one.fingerprint,
            one.name,
            revoked_on=date.fromisoformat(one.revoked_on) if one.revoked_on else None,
            vouched_by=found.issuer.name,
        )
        for one in found.organisations
    ]


def merged(keys: Sequence[TrustedKey]) -> tuple[TrustedKey, ...]:
    """Each key once, as its first source tells it, revoked when any source says so."""
    revoked: dict[str, date] = {}
    for key in keys:
        if key.revoked_on is not None:
            revoked[key.fingerprint] = min(key.revoked_on, revoked.get(key.fingerprint, key.revoked_on))
    first: dict[str, TrustedKey] = {}
    for key in keys:
        first.setdefault(key.fingerprint, key)
    return tuple(
        TrustedKey(k.certificate, k.fingerprint, k.organisation, k.own, revoked.get(k.fingerprint), k.vouched_by)
        for k in first.values()
    )


def keys_named(keys: Iterable[TrustedKey], beginning: str) -> list[TrustedKey]:
    """Keys whose fingerprint begins like that: nearly always one."""
    return [key for key in keys if key.fingerprint[: 2 * KEY_BYTES] == beginning]


def compared_list(data: bytes, fingerprint: str) -> TrustedFile:
    """A list for a check without a vault: its signer's fingerprint as typed from the key sheet must be the one.

    TrustError as :func:`import_trusted`, ``cards.list_other_signer``.
    """
    found = read_trusted(data)
    if ungrouped(fingerprint) != found.issuer_fingerprint:
        raise TrustError("cards.list_other_signer", organisation=found.issuer.name)
    return found


def _require_known(uow: UnitOfWork, found: TrustedFile) -> None:
    if found.issuer_fingerprint in {key.fingerprint for key in uow.exchange.own_keys()}:
        return
    party = uow.exchange.party_by_fingerprint(found.issuer_fingerprint)
    if party is None or party.uid != found.issuer.uid or party.relation is not PartyRelation.HIGHER:
        raise TrustError("cards.list_unknown", organisation=found.issuer.name)
    if party.revoked_at is not None:
        raise TrustError("exchange.revoked", organisation=party.short_name)


def _view(found: TrustedFile) -> TrustedListView:
    return TrustedListView(
        issuer=found.issuer.name,
        fingerprint=found.issuer_fingerprint,
        created=found.created,
        organisations=len(found.organisations),
        revoked=sum(bool(one.revoked_on) for one in found.organisations),
    )
