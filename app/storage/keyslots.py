"""The vault's header ``keys.json``: key slots, each the same database key wrapped under one password.

A slot says nothing about whose it is: only an id, the kind, the Argon2id parameters and the wrapped key
(AES-256-GCM; the vault's id, the slot's id, its kind and parameters are authenticated with it, so a slot cannot be
moved to another vault or weakened). Sources: RFC 9106 (Argon2id, 64 MiB and 3 passes as its second choice), NIST SP
800-38D. Reading enforces limits, so that a hostile header cannot ask for all the memory of the machine.
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
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.bounded_json import parse_bounded
from app.domain.files import read_limited, write_atomically
from app.errors import EnvironmentFault, UserError

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

    def unwrap(self, vault_id: str, secret: str) -> bytes | None:
        """The 32-byte database key, or None when the secret is not this slot's."""
        try:
            return AESGCM(_derive(secret, self.salt, self.kdf)).decrypt(
                self.nonce, self.wrapped, _bound(vault_id, self.id, self.kind, self.kdf, self.salt)
            )
        except InvalidTag:
            return None


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

    def unlock(self, kind: str, secret: str) -> tuple[Slot, bytes] | None:
        """The slot that the secret opens and the database key; None when it opens none."""
        return next(self.openings(kind, secret), None)

    def openings(self, kind: str, secret: str) -> Iterator[tuple[Slot, bytes]]:
        """Every slot that the secret opens: two while a user's slot is being renewed under the same password."""
        for slot in self.of_kind(kind):
            key = slot.unwrap(self.vault_id, secret)
            if key is not None:
                yield slot, key


def new_key() -> bytes:
    """A new random database key."""
    return secrets.token_bytes(KEY_BYTES)


def make_slot(
    vault_id: str, key: bytes, secret: str, *, kind: str, kdf: KdfParameters, slot_id: str | None = None
) -> Slot:
    """Wrap the database key under a password or a recovery code (already in its plain form)."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    identifier = slot_id or str(uuid.uuid4())
    wrapped = AESGCM(_derive(secret, salt, kdf)).encrypt(nonce, key, _bound(vault_id, identifier, kind, kdf, salt))
    return Slot(identifier, kind, kdf, salt, nonce, wrapped)


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
        "slots": [
            {
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
            for slot in header.slots
        ],
    }
    if header.renewal is not None:
        document["renewal"] = {"epoch": header.renewal.epoch, "slots": sorted(header.renewal.slots)}
    return json.dumps(document, indent=1).encode() + b"\n"


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
    if len(salt) != 16 or len(nonce) != 12 or len(wrapped) != KEY_BYTES + 16:
        raise ValueError("length")
    return Slot(str(uuid.UUID(item["id"])), item["kind"], parameters, salt, nonce, wrapped)


def _within(value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError("limits")
    return value
