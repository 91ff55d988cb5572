"""A sealed copy of a vault in one file: a ZIP of ``manifest.json``, ``keys.json`` and ``vault.db``.

The database in it is encrypted with the same key, so the copy needs no further seal. It is taken with
``VACUUM INTO``: one consistent moment, without free pages, and (measured with SQLCipher 4.19, checked again at every
copy) encrypted. The file appears under its name only when it is complete and was read back.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from app.domain.bounded_json import parse_bounded
from app.domain.files import fault_from, move_into_place, sync_folder
from app.errors import EnvironmentFault, UserError
from app.storage.engine import open_engine
from app.storage.schema import revision_of
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.integrity import damaged_pages
from app.storage.vault.keyslots import Header, header_bytes, parse_header
from app.storage.vault.leftovers import copy_leftovers, remove

FORMAT = "pervichka-copy"
VERSION = 1
_MANIFEST, _KEYS, _DATABASE = "manifest.json", "keys.json", "vault.db"
_DATABASE_LIMIT = 16 * 1024**3
_SMALL_LIMIT = 256 * 1024
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class CopyManifest:
    """What a copy says of itself without a password. ``journal`` numbers the last act it holds."""

    vault_id: str
    created: datetime
    schema: str
    journal: int
    sha256: dict[str, str]


def write_copy(database: Database, header: Header, target: Path) -> CopyManifest:
    """Write a sealed copy to ``target``, replacing a file of that name only when the new one is whole and verified.

    Raises EnvironmentFault ``files.…`` for the target's disk, ``vault.damaged`` when a page of the vault is damaged,
    ``vault.copy_not_verified`` when what was written does not read back.
    """
    remove(copy_leftovers(target.parent, target.name))
    token = secrets.token_hex(4)
    plain_database = target.with_name(f".{target.name}.{token}.db")
    beside = target.with_name(f".{target.name}.{token}.part")
    try:
        try:
            vacuum_into(database, plain_database)
            manifest = _describe(database, header, plain_database)
            _pack(beside, manifest, header, plain_database)
            _read_back(beside, manifest)
            move_into_place(beside, target)
        except OSError as error:
            raise fault_from(error, target.name) from error
    finally:
        for path in (plain_database, beside, plain_database.with_name(plain_database.name + "-journal")):
            with suppress(OSError):
                path.unlink()
    sync_folder(target.parent)
    return manifest


def vacuum_into(database: Database, path: Path) -> None:
    """Write one consistent moment of the database, encrypted with the same key, into the new file ``path``."""
    # Made here first: VACUUM INTO would create it readable for others. It accepts an existing empty file.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection = database.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(path),))
    except Exception as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise EnvironmentFault("vault.damaged") from error
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise EnvironmentFault("files.no_space", name=path.name.lstrip(".")) from error
        raise
    finally:
        connection.close()


def _describe(database: Database, header: Header, path: Path) -> CopyManifest:
    """Open the copy with the key in hand: every page's seal, its schema, its last act."""
    engine = open_engine(path, database.key, read_only=True)
    try:
        if damaged_pages(engine):
            raise EnvironmentFault("vault.copy_not_verified")
        with engine.connect() as connection:
            schema = revision_of(connection)
        with UnitOfWork(Database(engine, path, bytearray()), "") as uow:
            journal = uow.journal.last()[0]
    finally:
        engine.dispose()
    hashes = {_KEYS: hashlib.sha256(header_bytes(header)).hexdigest(), _DATABASE: _sha256(path)}
    return CopyManifest(header.vault_id, datetime.now(UTC), schema, journal, hashes)


def _pack(path: Path, manifest: CopyManifest, header: Header, database: Path) -> None:
    document = {
        "format": FORMAT,
        "version": VERSION,
        "vault": manifest.vault_id,
        "created": manifest.created.isoformat(),
        "schema": manifest.schema,
        "journal": manifest.journal,
        "sha256": manifest.sha256,
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as stream:
        # Stored, not deflated: encrypted pages do not shrink.
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_MANIFEST, json.dumps(document, indent=1))
            archive.writestr(_KEYS, header_bytes(header))
            archive.write(database, _DATABASE)
        stream.flush()
        os.fsync(stream.fileno())


def _read_back(path: Path, manifest: CopyManifest) -> None:
    try:
        with open_copy(path) as copy:
            if copy.manifest != manifest:
                raise EnvironmentFault("vault.copy_not_verified")
            copy.check()
    except UserError as error:
        raise EnvironmentFault("vault.copy_not_verified") from error


class OpenedCopy:
    """A sealed copy being read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.manifest, self.header = self._read_small()

    def _read_small(self) -> tuple[CopyManifest, Header]:
        items = self._archive.infolist()
        if sorted(item.filename for item in items) != sorted((_MANIFEST, _KEYS, _DATABASE)):
            raise UserError("vault.not_a_copy")
        limits = {_MANIFEST: _SMALL_LIMIT, _KEYS: _SMALL_LIMIT, _DATABASE: _DATABASE_LIMIT}
        if any(i.compress_type != zipfile.ZIP_STORED or i.file_size > limits[i.filename] for i in items):
            raise UserError("vault.not_a_copy")
        document = parse_bounded(self._archive.read(_MANIFEST), fraction=float)
        if document["format"] != FORMAT:
            raise UserError("vault.not_a_copy")
        if document["version"] > VERSION:
            raise UserError("vault.newer")
        keys = self._archive.read(_KEYS)
        manifest = CopyManifest(
            str(document["vault"]),
            datetime.fromisoformat(document["created"]),
            str(document["schema"]),
            int(document["journal"]),
            {str(name): str(digest) for name, digest in document["sha256"].items()},
        )
        if set(manifest.sha256) != {_KEYS, _DATABASE} or manifest.sha256[_KEYS] != hashlib.sha256(keys).hexdigest():
            raise UserError("vault.copy_damaged")
        header = parse_header(keys)
        if header.vault_id != manifest.vault_id:
            raise UserError("vault.copy_damaged")
        return manifest, header

    def check(self) -> None:
        """Read the database's bytes; UserError ``vault.copy_damaged`` when they are not what the manifest says."""
        try:
            with self._archive.open(_DATABASE) as stream:
                digest = _stream_sha256(stream)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
            raise UserError("vault.copy_damaged") from error
        if digest != self.manifest.sha256[_DATABASE]:
            raise UserError("vault.copy_damaged")

    def extract(self, keys: Path, database: Path) -> None:
        """Write the header and the database (still encrypted) into a folder being made."""
        self.check()
        for path, name in ((keys, _KEYS), (database, _DATABASE)):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "wb") as target, self._archive.open(name) as source:
                shutil.copyfileobj(source, target, _BLOCK)
                target.flush()
                os.fsync(target.fileno())


@contextmanager
def open_copy(path: Path) -> Iterator[OpenedCopy]:
    """Open a sealed copy for reading.

    Raises UserError ``vault.not_a_copy``, ``vault.copy_damaged`` or ``vault.newer``; EnvironmentFault
    ``files.cannot_read``.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise EnvironmentFault("files.cannot_read", name=path.name) from error
    with stream:
        try:
            copy = OpenedCopy(zipfile.ZipFile(stream))
        except zipfile.BadZipFile as error:
            raise UserError("vault.copy_damaged" if _looks_like_zip(path) else "vault.not_a_copy") from error
        except (ValueError, KeyError, TypeError, AttributeError, EOFError, RuntimeError, OSError) as error:
            raise UserError("vault.copy_damaged") from error
        yield copy


def _looks_like_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return _stream_sha256(stream)


def _stream_sha256(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
