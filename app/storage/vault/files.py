"""The folder of a vault and opening what lies in it.

What may lie in it, and what killed programs leave beside it: :mod:`app.storage.vault.leftovers`. No file
names a person.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from glob import escape as glob_escape
from pathlib import Path

from app.domain.files import fault_from, move_into_place, sync_folder
from app.errors import EnvironmentFault, UserError
from app.storage import schema
from app.storage.engine import open_engine
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.attempts import Attempts
from app.storage.vault.backup import write_copy
from app.storage.vault.header_record import EPOCH, is_known, replace_header
from app.storage.vault.keyslots import Header, Opening, read_header
from app.storage.vault.leftovers import ASIDE, COPY_SUFFIX, KEYS_NAME, sweep_beside
from app.storage.vault.locks import VaultLock

_FRESH = ".restored-"

VAULT_ID = "vault_id"
"""The setting that ties a database to its header."""


class VaultFiles:
    """The paths of one vault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.database = self.folder / "vault.db"
        self.keys = self.folder / KEYS_NAME
        self.lock = self.folder / "lock"
        self.head = self.folder / "head.json"
        self.backups = self.folder / "backups"

    def header(self) -> Header:
        """The key slots; errors as of :func:`app.storage.vault.keyslots.read_header`."""
        return read_header(self.keys)

    def attempts(self) -> Attempts:
        """The counter of failed passwords."""
        return Attempts(self.folder / "attempts.json", time.time)

    def take_lock(self, wait_seconds: float) -> VaultLock:
        """Keep other programs out; UserError ``vault.not_a_vault`` when there is no vault here."""
        if not self.keys.is_file():
            raise UserError("vault.not_a_vault", name=self.folder.name)
        return VaultLock(self.lock, wait_seconds=wait_seconds)

    def protected(self) -> bool:
        """Whether this folder or the database in it takes no writing."""
        return not (os.access(self.folder, os.W_OK) and os.access(self.database, os.W_OK))

    def sealed_copy_path(self, reason: str, moment: datetime) -> Path:
        """Where a copy made beside the vault goes."""
        return self.backups / f"{reason}-{moment.astimezone(UTC):%Y-%m-%d-%H%M%S}{COPY_SUFFIX}"


def open_database(files: VaultFiles, header: Header, key: bytes | bytearray, lock: VaultLock | None) -> Database:
    """Open ``vault.db`` with its key, and bring an older schema up after a sealed copy was made.

    A medium that takes no writing opens for reading (:attr:`Database.read_only`).
    Raises UserError ``vault.newer`` (nothing was touched) and EnvironmentFault ``vault.damaged`` when the database is
    missing, cannot be decrypted with the header's key, or belongs to another vault; ``vault.read_only_older`` when an
    older schema would have to be brought up where nothing can be written.
    """
    if not files.database.is_file() or files.database.stat().st_size == 0:
        raise EnvironmentFault("vault.damaged")
    secret = bytearray(key)
    read_only = files.protected() or (lock is not None and lock.read_only)
    engine = open_engine(files.database, secret, read_only=read_only, traces_apart=read_only)
    database = Database(engine, files.database, secret, lock, read_only=read_only)
    try:
        with database.engine.connect() as connection:
            revision = schema.revision_of(connection)
        if read_only and revision != schema.HEAD:
            raise EnvironmentFault("vault.read_only_older")
        if header.renewal is not None and not read_only:
            header = _settle(files, header, database)
        if revision != schema.HEAD:
            _bring_up(files, header, database, revision)
        with UnitOfWork(database, "") as uow:
            if uow.settings.get(VAULT_ID) != header.vault_id:
                raise EnvironmentFault("vault.damaged")
    except BaseException:
        database.engine.dispose()
        raise
    return database


def unlock(files: VaultFiles, header: Header, kind: str, secret: str) -> Opening | None:
    """The slot that the secret opens and the key; while the key is being renewed, the one the database has."""
    if header.renewal is None:
        return header.unlock(kind, secret)
    for found in header.openings(kind, secret):
        engine = open_engine(files.database, found.key, read_only=True)
        try:
            with engine.connect() as connection:
                schema.revision_of(connection)
            return found
        except EnvironmentFault:
            found.forget()  # the slot of the other key
        finally:
            engine.dispose()
    return None


def _settle(files: VaultFiles, header: Header, database: Database) -> Header:
    """End what a crash broke off while the database was given a new key: keep the slots of the key it has."""
    with UnitOfWork(database, "") as uow:
        settled = header.settled(uow.settings.get(EPOCH))
        if not (is_known(uow, header) or is_known(uow, settled)):
            return header  # not ours: whoever opens the vault is told, nothing is tidied away
    replace_header(database, files.keys, header, settled)
    return settled


def _bring_up(files: VaultFiles, header: Header, database: Database, revision: str) -> None:
    files.backups.mkdir(mode=0o700, exist_ok=True)
    copy = files.sealed_copy_path(f"before-schema-{schema.HEAD}-from-{revision}", datetime.now(UTC))
    write_copy(database, header, copy)
    schema.upgrade(database.engine)


def exchange_folders(folder: Path, fresh: Path, stamp: str) -> Path:
    """``fresh`` becomes ``folder``, which is moved aside, never deleted; returns where to.

    A crash between the two renames leaves no ``folder``: :func:`finish_exchange` ends it at the next opening. On
    failure everything is as it was, and ``fresh`` is gone.
    """
    aside = folder.with_name(f"{folder.name}{ASIDE}{stamp}")
    try:
        move_into_place(folder, aside)
        try:
            move_into_place(fresh, folder)
        except OSError:
            move_into_place(aside, folder)
            raise
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise fault_from(error, folder.name) from error
    sync_folder(folder.parent)
    return aside


def fresh_name(folder: Path, stamp: str) -> Path:
    """Where a vault is put together that will take the place of ``folder``."""
    return folder.with_name(f"{folder.name}{_FRESH}{stamp}")


def finish_exchange(folder: Path) -> bool:
    """End an exchange that a crash broke off between its renames; True when it did. Nothing to do is no error."""
    if folder.exists():
        return False
    with suppress(OSError):
        for aside in sorted(folder.parent.glob(f"{glob_escape(folder.name)}{ASIDE}*"), reverse=True):
            fresh = fresh_name(folder, aside.name.rpartition(ASIDE)[2])
            if fresh.is_dir():
                move_into_place(fresh, folder)
                sync_folder(folder.parent)
                return True
    return False


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A temporary sibling of ``folder`` that becomes it when the block ends well, and is removed when it does not.

    Raises UserError ``vault.folder_not_empty``; EnvironmentFault when the place cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("vault.folder_not_empty", name=folder.name)
    with temporary_folder(folder, "new") as (temporary, lock):
        yield temporary
        for path in temporary.iterdir():
            with suppress(OSError):  # a FAT stick has no modes and refuses them
                path.chmod(0o700 if path.is_dir() else 0o600)
        lock.release()  # Windows cannot rename a folder with an open file in it
        try:
            with suppress(FileNotFoundError):
                folder.rmdir()
            move_into_place(temporary, folder)
        except OSError as error:
            raise fault_from(error, folder.name) from error
    sync_folder(folder.parent)


@contextmanager
def temporary_folder(place: Path, purpose: str) -> Iterator[tuple[Path, VaultLock]]:
    """A folder beside ``place`` that is gone when the block ends, unless the block renamed it.

    What killed programs left of the same kind is cleared away first. While the block runs the folder is held like an
    open vault, so that nobody takes it for such a leftover. Raises EnvironmentFault when the place cannot be written.
    """
    sweep_beside(place)
    temporary = place.with_name(f".{place.name}.{os.urandom(4).hex()}.{purpose}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir(mode=0o700)
    except OSError as error:
        raise fault_from(error, place.name) from error
    try:
        lock = VaultLock(temporary / "lock", wait_seconds=0.0)
        try:
            yield temporary, lock
        finally:
            lock.release()
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
