"""The vault's header ``keys.json``: key slots, each the same database key wrapped under one password.

A slot says nothing about whose it is: only an id, the kind, the Argon2id parameters and the wrapped key
(AES-256-GCM; the vault's id, the slot's id, its kind and parameters are authenticated with it, so a slot cannot be
moved to another vault or weakened). Beside it lies what only the owner of the slot has: with it the organisation's keys
are opened that the chair gave this user (:mod:`app.bundle.grants`). Sources: RFC 9106 (Argon2id, 64 MiB and 3 passes as
its second choice), NIST SP 800-38D. Reading enforces limits, so that a hostile header cannot ask for all the memory of
the machine.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
import time
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.bounded_json import parse_bounded
from app.domain.files import read_limited, write_atomically
from app.errors import EnvironmentFault, UserError
from app.storage.vault.memory import wipe

FORMAT = "pervichka-vault"
VERSION = 1
KEY_BYTES = 32
PASSWORD = "password"  # noqa: S105 - the kind of a slot, not a password
RECOVERY = "recovery"

_HEADER_LIMIT = 256 * 1024
_SLOT_LIMIT = 64
_MEMORY_LIMIT_KIB = 256 * 1024
_PASSES_LIMIT = 32
_LANES_LIMIT = 8
_NONCE = 12
_OWN_LIMIT = 256
_OWN_MARK = b" own"
"""Told apart from the database key, which the same slot key wraps."""


@dataclass(frozen=True)
class KdfParameters:
    """Argon2id: memory in KiB, passes over it, lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


MINIMUM_KDF = KdfParameters()
"""The least the program writes: 64 MiB, 3 passes (about 0.12 s)."""


def calibrated(goal_seconds: float = 0.4, most_passes: int = 12) -> KdfParameters:
    """More passes until one derivation takes about ``goal_seconds`` on this machine; never under the minimum."""
    start = time.perf_counter()
    _derive("калибровка", b"\0" * 16, MINIMUM_KDF)
    one_pass = max(time.perf_counter() - start, 0.001) / MINIMUM_KDF.passes
    return replace(MINIMUM_KDF, passes=min(max(round(goal_seconds / one_pass), MINIMUM_KDF.passes), most_passes))


@dataclass(frozen=True)
class Slot:
    """One way into the vault: the database key wrapped under a password or the recovery code."""

    id: str
    kind: str
    kdf: KdfParameters
    salt: bytes
    nonce: bytes
    wrapped: bytes
    own: bytes = b""
    """Nonce and ciphertext of what only this slot's owner has; empty in a slot that an older program made."""

    @property
    def digest(self) -> str:
        """SHA-256 of the slot, by which the database knows it."""
        return hashlib.sha256(json.dumps(_slot_document(self), sort_keys=True).encode()).hexdigest()

    def open(self, vault_id: str, secret: str) -> Opening | None:
        """The 32-byte database key and the owner's own secret, or None when the secret is not this slot's."""
        cipher = AESGCM(_derive(secret, self.salt, self.kdf))
        bound = _bound(vault_id, self.id, self.kind, self.kdf, self.salt)
        try:
            key = cipher.decrypt(self.nonce, self.wrapped, bound)
            own = cipher.decrypt(self.own[:_NONCE], self.own[_NONCE:], bound + _OWN_MARK) if self.own else b""
        except InvalidTag:
            return None
        return Opening(self, key, own)

    def is_opened_by(self, vault_id: str, secret: str) -> bool:
        """Whether the secret is this slot's."""
        found = self.open(vault_id, secret)
        if found is not None:
            found.forget()
        return found is not None


class Opening(NamedTuple):
    """What a secret opened: the slot, the database key, and the owner's own secret (empty in an old slot)."""

    slot: Slot
    key: bytes
    own: bytes

    def forget(self) -> None:
        """Overwrite the key in memory; nothing may use this opening afterwards."""
        wipe(self.key)


@dataclass(frozen=True)
class Renewal:
    """The database is being given a new key: these slots wrap the new one, the others the old one.

    ``epoch`` is written into the database that has the new key; so whichever of the two lies in the folder after a
    crash tells which slots are to be kept.
    """

    epoch: str
    slots: frozenset[str]


@dataclass(frozen=True)
class Header:
    """The vault's id and its slots. ``renewal`` only while the database's key is being changed."""

    vault_id: str
    slots: tuple[Slot, ...]
    renewal: Renewal | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the header's bytes; the database remembers it, so that an older header put back is noticed."""
        return hashlib.sha256(header_bytes(self)).hexdigest()

    def settled(self, epoch: object) -> Header:
        """The header after a renewal that ended (the database has its epoch) or was broken off (it has not)."""
        if self.renewal is None:
            return self
        ended = self.renewal.epoch == epoch
        kept = tuple(slot for slot in self.slots if (slot.id in self.renewal.slots) is ended)
        return Header(self.vault_id, kept)

    def of_kind(self, kind: str) -> tuple[Slot, ...]:
        """Slots of one kind, in the header's order."""
        return tuple(slot for slot in self.slots if slot.kind == kind)

    def with_slot(self, slot: Slot) -> Header:
        """A header in which ``slot`` is added, or replaces the one of the same id."""
        others = [s for s in self.slots if s.id != slot.id]
        return replace(self, slots=(*others, slot))

    def without(self, slot_id: str) -> Header:
        """A header without the slot."""
        return replace(self, slots=tuple(s for s in self.slots if s.id != slot_id))

    def unlock(self, kind: str, secret: str) -> Opening | None:
        """The slot that the secret opens and what is in it; None when it opens none."""
        return next(self.openings(kind, secret), None)

    def openings(self, kind: str, secret: str) -> Iterator[Opening]:
        """Every slot that the secret opens: two while a user's slot is being renewed under the same password."""
        for slot in self.of_kind(kind):
            found = slot.open(self.vault_id, secret)
            if found is not None:
                yield found


def new_key() -> bytes:
    """A new random database key."""
    return secrets.token_bytes(KEY_BYTES)


def make_slot(
    vault_id: str,
    key: bytes | bytearray,
    secret: str,
    *,
    kind: str,
    kdf: KdfParameters,
    slot_id: str | None = None,
    own: bytes = b"",
) -> Slot:
    """Wrap the database key under a password or a recovery code (already in its plain form).

    ``own`` is what only the owner of this slot is to have: the same when the password changes, another when somebody
    else sets the password.
    """
    salt, nonce, own_nonce = secrets.token_bytes(16), secrets.token_bytes(_NONCE), secrets.token_bytes(_NONCE)
    identifier = slot_id or str(uuid.uuid4())
    cipher, bound = AESGCM(_derive(secret, salt, kdf)), _bound(vault_id, identifier, kind, kdf, salt)
    wrapped = cipher.encrypt(nonce, key, bound)
    hidden = own_nonce + cipher.encrypt(own_nonce, own, bound + _OWN_MARK) if own else b""
    return Slot(id=identifier, kind=kind, kdf=kdf, salt=salt, nonce=nonce, wrapped=wrapped, own=hidden)


def _derive(secret: str, salt: bytes, kdf: KdfParameters) -> bytes:
    """The key of a slot. NFC: the same password typed on another system must give the same bytes."""
    material = unicodedata.normalize("NFC", secret).encode()
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=kdf.passes, lanes=kdf.lanes, memory_cost=kdf.memory_kib
    ).derive(material)


def _bound(vault_id: str, slot_id: str, kind: str, kdf: KdfParameters, salt: bytes) -> bytes:
    """What is authenticated beside the wrapped key."""
    return json.dumps(
        [FORMAT, VERSION, vault_id, slot_id, kind, kdf.memory_kib, kdf.passes, kdf.lanes, salt.hex()]
    ).encode()


def write_header(path: Path, header: Header) -> None:
    """Write ``keys.json`` whole, owner-only."""
    write_atomically(path, header_bytes(header))


def header_bytes(header: Header) -> bytes:
    """The header as JSON."""
    document: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "vault": header.vault_id,
        "slots": [_slot_document(slot) for slot in header.slots],
    }
    if header.renewal is not None:
        document["renewal"] = {"epoch": header.renewal.epoch, "slots": sorted(header.renewal.slots)}
    return json.dumps(document, indent=1).encode() + b"\n"


def _slot_document(slot: Slot) -> dict[str, object]:
    document: dict[str, object] = {
        "id": slot.id,
        "kind": slot.kind,
        "kdf": {
            "name": "argon2id",
            "memory_kib": slot.kdf.memory_kib,
            "passes": slot.kdf.passes,
            "lanes": slot.kdf.lanes,
            "salt": base64.b64encode(slot.salt).decode(),
        },
        "nonce": base64.b64encode(slot.nonce).decode(),
        "key": base64.b64encode(slot.wrapped).decode(),
    }
    if slot.own:
        document["own"] = base64.b64encode(slot.own).decode()
    return document


def read_header(path: Path) -> Header:
    """Read ``keys.json``; errors as of :func:`parse_header`, or UserError ``vault.not_a_vault`` without the file."""
    if not path.is_file():
        raise UserError("vault.not_a_vault", name=path.parent.name)
    return parse_header(read_limited(path, _HEADER_LIMIT))


def parse_header(data: bytes) -> Header:
    """A header from JSON.

    Raises UserError ``vault.newer`` for a format of a later program, EnvironmentFault ``vault.keys_damaged`` for
    anything malformed or beyond the limits.
    """
    try:
        document = parse_bounded(data, fraction=float)
        if document["format"] != FORMAT:
            raise ValueError("format")
        version = document["version"]
        if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
            raise UserError("vault.newer")
        if version != VERSION or set(document) - {"renewal"} != {"format", "version", "vault", "slots"}:
            raise ValueError("version")
        vault_id = str(uuid.UUID(document["vault"]))
        slots = tuple(_parse_slot(item) for item in document["slots"])
        if not 1 <= len(slots) <= _SLOT_LIMIT or len({slot.id for slot in slots}) != len(slots):
            raise ValueError("slots")
        renewal = _parse_renewal(document.get("renewal"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise EnvironmentFault("vault.keys_damaged") from error
    return Header(vault_id, slots, renewal)


def _parse_renewal(item: dict[str, Any] | None) -> Renewal | None:
    if item is None:
        return None
    return Renewal(str(uuid.UUID(item["epoch"])), frozenset(str(uuid.UUID(slot)) for slot in item["slots"]))


def _parse_slot(item: dict[str, Any]) -> Slot:
    kdf = item["kdf"]
    if kdf["name"] != "argon2id" or item["kind"] not in (PASSWORD, RECOVERY):
        raise ValueError("slot")
    parameters = KdfParameters(
        _within(kdf["memory_kib"], 8 * 1024, _MEMORY_LIMIT_KIB),
        _within(kdf["passes"], 1, _PASSES_LIMIT),
        _within(kdf["lanes"], 1, _LANES_LIMIT),
    )
    salt, nonce, wrapped = (base64.b64decode(text, validate=True) for text in (kdf["salt"], item["nonce"], item["key"]))
    own = base64.b64decode(item["own"], validate=True) if "own" in item else b""
    if len(salt) != 16 or len(nonce) != _NONCE or len(wrapped) != KEY_BYTES + 16:
        raise ValueError("length")
    if own and not _NONCE + 16 < len(own) <= _OWN_LIMIT:
        raise ValueError("own")
    return Slot(
        id=str(uuid.UUID(item["id"])),
        kind=item["kind"],
        kdf=parameters,
        salt=salt,
        nonce=nonce,
        wrapped=wrapped,
        own=own,
    )


def _within(value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError("limits")
    return value
