"""How far the journal had gone when the vault was last closed: ``head.json`` beside the database.

The journal's chain cannot miss its own end, and an older database put in the place of a newer one is whole in itself.
The head tells: number and digest of the last entry, authenticated with a key made from the database's (HKDF-SHA-256,
HMAC-SHA-256), so that nobody without a password can write one. Whoever puts back the older head as well is found only
by comparing with a sealed copy or with the number on a printed act: that is said in ``docs/security.md``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.bounded_json import parse_bounded
from app.domain.files import read_limited, write_atomically
from app.errors import EnvironmentFault
from app.storage.unit_of_work import Database, UnitOfWork

_LIMIT = 4096
_PURPOSE = b"pervichka-vault head 1"
ROLLED_BACK = "rolled_back"
"""The setting that holds an unconfirmed rollback: ``{"known": 812, "has": 790}``, or ``{"head": "missing"}``."""

HEAD_KEPT = "head_kept"
"""The setting that tells that a head lies beside this database; put after the file was written, so it never lies."""


@dataclass(frozen=True)
class Rollback:
    """The journal was once ``known`` entries long and is now of another course or only ``has`` entries long."""

    known: int
    has: int


@dataclass(frozen=True)
class HeadLost:
    """The head that this database once had is ``missing``, or is ``unknown``: altered, or of another vault."""

    how: str


def write_head(path: Path, database: Database) -> None:
    """Write down the last entry, when it moved. A folder that cannot be written only loses the trace."""
    if database.read_only:
        return  # traces in memory are no part of the vault
    with UnitOfWork(database, "") as uow:
        number, digest = uow.journal.last()
        if uow.settings.get(ROLLED_BACK) is not None:
            return  # not before somebody has looked
        kept = uow.settings.get(HEAD_KEPT) is True
    mac = _mac(database, number, digest)
    document = {"journal": number, "digest": digest, "mac": mac}
    if _read(path) != document:
        try:
            write_atomically(path, json.dumps(document).encode())
        except EnvironmentFault:
            return
    if not kept:
        with UnitOfWork(database, "") as uow:
            uow.settings.put(HEAD_KEPT, True)
            uow.commit()


def rollback(path: Path, database: Database) -> Rollback | HeadLost | None:
    """What is missing of the journal that this folder once had, or the head itself; None when all is there.

    A vault whose head was never written (of an older program, just given a new key) misses none.
    """
    with UnitOfWork(database, "") as uow:
        kept = uow.settings.get(HEAD_KEPT) is True
    document = _read(path)
    if document is None:
        return HeadLost("unknown" if path.exists() else "missing") if kept else None
    try:
        known, digest = int(str(document["journal"])), str(document["digest"])
        if not hmac.compare_digest(str(document["mac"]).encode(), _mac(database, known, digest).encode()):
            raise ValueError("mac")
    except (KeyError, ValueError, TypeError):
        return HeadLost("unknown") if kept else None
    with UnitOfWork(database, "") as uow:
        if known == 0 or uow.journal.digest_of(known) == digest:
            return None
        return Rollback(known, uow.journal.last()[0])


def _read(path: Path) -> dict[str, object] | None:
    try:
        document = parse_bounded(read_limited(path, _LIMIT), fraction=float)
    except (EnvironmentFault, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _mac(database: Database, number: int, digest: str) -> str:
    key = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(database.key)
    return hmac.new(key, f"{number}:{digest}".encode(), hashlib.sha256).hexdigest()
