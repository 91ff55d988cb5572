"""Salted hashes of the identifiers of destroyed people: a copy made before the act forgets them when it is restored.

The list lies in the database and, as ``forgotten.json``, beside it and beside the copies: a restore over a lost vault
finds it there. A hash tells nothing without the identifier, which is random and was destroyed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.bounded_json import parse_bounded
from app.domain.files import read_limited, write_atomically
from app.errors import AppError, EnvironmentFault
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.leftovers import remove, written_leftovers

_SALT = "tombstone_salt"
_ALSO = "tombstone_also"
FILE_NAME = "forgotten.json"
_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True)
class Tombstones:
    """The salt and the hashes of one vault. ``also``: hashes of the places that the chair took for a person's."""

    vault_id: str
    salt: str
    hashes: frozenset[str]
    also: frozenset[str] = frozenset()

    def holds(self, uid: str) -> bool:
        """Whether a person was destroyed."""
        return uid_hash(self.salt, uid) in self.hashes

    def took(self, uid: str, place: str) -> bool:
        """Whether the chair told, when the person was destroyed, that this place is about them."""
        return place_hash(self.salt, uid, place) in self.also


def uid_hash(salt: str, uid: str) -> str:
    """SHA-256 of the salt and the identifier."""
    return hashlib.sha256(f"{salt}:{uid}".encode()).hexdigest()


def place_hash(salt: str, uid: str, place: str) -> str:
    """The same of a place that names a person, told to be theirs."""
    return hashlib.sha256(f"{salt}:{uid}:{place}".encode()).hexdigest()


def salt_in(uow: UnitOfWork) -> str:
    """The vault's salt, made when first asked for."""
    found = uow.settings.get(_SALT)
    if isinstance(found, str):
        return found
    made = secrets.token_hex(32)
    put_salt(uow, made)
    return made


def put_salt(uow: UnitOfWork, salt: str) -> None:
    """Take over the salt of a list, in a copy older than it."""
    uow.settings.put(_SALT, salt)


def tombstones_in(uow: UnitOfWork, vault_id: str) -> Tombstones:
    """The list of an open vault."""
    found = uow.settings.get(_SALT)
    hashes = frozenset(row.uid_hash for row in uow.privacy.destructions())
    return Tombstones(vault_id, found if isinstance(found, str) else "", hashes, _also_in(uow))


def keep_also(uow: UnitOfWork, hashes: Iterable[str]) -> None:
    """Remember more decisions of the chair, so that a copy made before them follows them when it is restored."""
    known = _also_in(uow)
    if more := set(hashes) - known:
        uow.settings.put(_ALSO, sorted(known | more))


def _also_in(uow: UnitOfWork) -> frozenset[str]:
    found = uow.settings.get(_ALSO)
    return frozenset(str(one) for one in found) if isinstance(found, list) else frozenset()


def write_beside(stones: Tombstones, folders: Iterable[Path]) -> None:
    """Put the list into these folders; one that cannot be written is passed over, the database has the list."""
    document = {"vault": stones.vault_id, "salt": stones.salt, "forgotten": sorted(stones.hashes)}
    data = json.dumps(document | {"also": sorted(stones.also)}).encode()
    for folder in folders:
        with contextlib.suppress(AppError, OSError):
            if folder.is_dir():
                remove(written_leftovers(folder))
                write_atomically(folder / FILE_NAME, data)


def read_beside(vault_id: str, folders: Iterable[Path]) -> Sequence[Tombstones]:
    """Lists of this vault found in folders; what cannot be read is none."""
    found = []
    for folder in folders:
        path = folder / FILE_NAME
        try:
            if not path.is_file() or path.stat().st_size > _LIMIT:
                continue
            document = parse_bounded(read_limited(path, _LIMIT))
            if document["vault"] == vault_id:
                hashes = frozenset(str(one) for one in document["forgotten"])
                also = frozenset(str(one) for one in document.get("also", ()))
                found.append(Tombstones(vault_id, str(document["salt"]), hashes, also))
        except (OSError, EnvironmentFault, ValueError, KeyError, TypeError):
            continue
    return found
