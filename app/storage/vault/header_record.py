"""The database remembers which header belongs to it, so that an older ``keys.json`` put back is noticed.

Two files cannot be written at once: before the header is replaced both digests are allowed, afterwards only the new.
"""

from __future__ import annotations

from pathlib import Path

from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.keyslots import Header, write_header

EPOCH = "key_epoch"
"""The setting that tells which key the database has (see :class:`app.storage.vault.keyslots.Renewal`)."""

_KNOWN = "header_sha256"


_SLOTS = "slots_sha256"


def replace_header(database: Database, path: Path, old: Header, new: Header) -> None:
    """Write ``keys.json``; not to be called inside a unit of work. Errors as of ``write_header``: the old one stays."""
    _allow(database, old, new)
    write_header(path, new)
    _allow(database, new)


def remember_header(uow: UnitOfWork, *headers: Header) -> None:
    """From now on only these headers belong to the database; the caller commits."""
    uow.settings.put(_KNOWN, [header.digest for header in headers])
    uow.settings.put(_SLOTS, sorted({slot.digest for header in headers for slot in header.slots}))


def is_known(uow: UnitOfWork, header: Header) -> bool:
    """Whether the header is the one written last; a vault of an older program knows none and believes any."""
    known = uow.settings.get(_KNOWN)
    return not isinstance(known, list) or header.digest in known


def is_only_known(uow: UnitOfWork, header: Header) -> bool:
    """Whether no other header is known either, as one is after a crash between the two writes."""
    return uow.settings.get(_KNOWN) == [header.digest] and known_slots(uow) is not None


def known_slots(uow: UnitOfWork) -> frozenset[str] | None:
    """Digests of the slots that belong to the database; None in a vault of an older program, which kept none."""
    known = uow.settings.get(_SLOTS)
    return frozenset(str(digest) for digest in known) if isinstance(known, list) else None


def put_header(database: Database, path: Path, header: Header) -> None:
    """Write a header in the place of one that is not known: that one is never believed, not for a moment."""
    _allow(database, header)
    write_header(path, header)


def _allow(database: Database, *headers: Header) -> None:
    with UnitOfWork(database, "") as uow:
        remember_header(uow, *headers)
        uow.commit()
