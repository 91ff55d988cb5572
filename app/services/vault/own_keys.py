"""Who may use the organisation's own keys: giving them, taking them away, opening them at login.

The private halves are sealed to each user who may use them (:mod:`app.bundle.grants`); the database key, which every
user has, opens none of them. A vault of an older program has them open until its chair logs in: then they are sealed to
the chair, and what stood open is overwritten as soon as somebody else may open the vault or the recovery sheet has
them too. (A sheet made by the older program cannot be given them: nobody but its holder knows its code. Where only
the chair could read what stands open, it stays, so that a forgotten password does not cost the keys.)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from app.bundle.grants import OwnSecret, grant, open_grant
from app.bundle.identity import Identity, make_identity
from app.domain.enums import UserRight
from app.errors import AccessError
from app.models import KeyPair, User
from app.storage.organisation import PrivateKeys
from app.storage.unit_of_work import UnitOfWork

KEY_HOLDERS = frozenset({UserRight.CHAIR, UserRight.DESK})
"""Rights with which the keys go: the chair signs, the desk opens what comes and signs receipts."""


def opened_keys(uow: UnitOfWork, own: OwnSecret) -> dict[str, PrivateKeys]:
    """The private keys that this secret opens, by fingerprint."""
    pairs = {pair.id: pair for pair in uow.organisation.key_pairs()}
    found = {}
    for row in uow.organisation.grants(recipient=own.recipient):
        pair = pairs[row.key_pair_id]
        identity = open_grant(row.sealed, own, pair.certificate, pair.seal_recipient)
        if identity is not None:
            found[pair.fingerprint] = PrivateKeys(identity.signing_key_pem, identity.seal_identity)
    return found


def keys_left_open(uow: UnitOfWork) -> dict[str, PrivateKeys]:
    """Private keys that stand in the database as an older program left them."""
    return {
        pair.fingerprint: PrivateKeys(pair.signing_key, pair.seal_identity)
        for pair in uow.organisation.key_pairs()
        if pair.signing_key
    }


def give_keys(uow: UnitOfWork, keys: Mapping[str, PrivateKeys], user: User | None, recipient: str) -> None:
    """Seal the keys to a user, or to the recovery sheet (None), and forget what was sealed there before.

    The caller commits.
    """
    for pair in uow.organisation.key_pairs():
        private = keys.get(pair.fingerprint)
        if private is not None:
            sealed = grant(_identity(pair, private), recipient)
            uow.organisation.add_grant(pair, None if user is None else user.id, recipient, sealed)


def log_in(uow: UnitOfWork, user: User, own: OwnSecret) -> dict[str, PrivateKeys]:
    """The keys of a user who has just opened the vault; the caller commits.

    What the chair of an older program's vault finds open is sealed to the chair; for anybody else it does not exist.
    """
    if user.recipient != own.recipient:
        user.recipient = own.recipient
    if user.right not in KEY_HOLDERS:
        uow.organisation.remove_grants(user_id=user.id)
        return {}
    keys = opened_keys(uow, own)
    left = keys_left_open(uow) if user.right is UserRight.CHAIR else {}
    if left:
        give_keys(uow, left, user, own.recipient)
        keys = {**left, **keys}
        others = any(one.id != user.id for one in uow.users.active())
        if others or any(row.user_id is None for row in uow.organisation.grants()):
            shut(uow)
    if keys:
        uow.organisation.remove_grants(user_id=user.id, but=own.recipient)
    return keys


def shut(uow: UnitOfWork) -> None:
    """Overwrite private keys that stand open (SQLCipher overwrites what is deleted); the caller commits."""
    held = {row.key_pair_id for row in uow.organisation.grants()}
    for pair in uow.organisation.key_pairs():
        if pair.signing_key and pair.id in held:
            pair.signing_key, pair.seal_identity = b"", ""
            uow.journal.record("keys.sealed", fingerprint=pair.fingerprint)


def new_keys(uow: UnitOfWork) -> dict[str, PrivateKeys]:
    """New keys in the place of lost ones, which are retired; the caller gives them to somebody and commits."""
    row, now = uow.organisation.get(), datetime.now(UTC)
    for pair in uow.organisation.key_pairs():
        pair.retired_at = pair.retired_at or now
    identity = make_identity(row.full_name, row.uid)
    add_pair(uow, identity, now)
    uow.journal.record("keys.renewed", fingerprint=identity.fingerprint)
    return {identity.fingerprint: PrivateKeys(identity.signing_key_pem, identity.seal_identity)}


def add_pair(uow: UnitOfWork, identity: Identity, now: datetime) -> None:
    """Keep a pair's public halves; the private ones go to who may use them."""
    uow.organisation.add(
        KeyPair(
            created_at=now,
            signing_key=b"",
            certificate=identity.certificate_pem,
            seal_identity="",
            seal_recipient=identity.seal_recipient,
            fingerprint=identity.fingerprint,
        )
    )


def require_keys(uow: UnitOfWork, fingerprint: str) -> PrivateKeys:
    """The private keys of a pair; AccessError ``keys.not_given`` names who can."""
    private = uow.keys.get(fingerprint)
    if private is None:
        raise AccessError("keys.not_given", who=chairs(uow))
    return private


def chairs(uow: UnitOfWork) -> str:
    """Who may do what others may not, by name."""
    return ", ".join(user.name for user in uow.users.active() if user.right is UserRight.CHAIR) or "председатель"


def _identity(pair: KeyPair, private: PrivateKeys) -> Identity:
    return Identity(private.signing_key, pair.certificate, private.seal_identity, pair.seal_recipient)
