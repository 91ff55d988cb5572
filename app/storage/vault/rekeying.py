"""Giving the database a new key: crash-safe at each point, without the two files ever disagreeing for good.

1. ``VACUUM INTO`` a file beside the database, ``PRAGMA rekey`` there, the rows that tell of it, every page checked.
2. The header gets the new slots beside the old ones, and the epoch of the new key.
3. The new file is renamed over ``vault.db``.
4. The header loses the old slots.

A crash in 1 or after it leaves a file, under the old key or the new, that the next opening removes. Between 2 and 4
both passwords' slots are in the header, and the database, old or new, says by its epoch which are its own: opening
settles it (``Header.settled``).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import sqlcipher3

from app.domain.files import fault_from, move_into_place, sync_folder
from app.errors import EnvironmentFault
from app.storage.engine import open_engine
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.backup import vacuum_into
from app.storage.vault.cipher_key import encrypt_anew, set_key
from app.storage.vault.files import VaultFiles
from app.storage.vault.head import HEAD_KEPT, write_head
from app.storage.vault.header_record import EPOCH, remember_header, replace_header
from app.storage.vault.integrity import damaged_pages
from app.storage.vault.keyslots import Header, Renewal, Slot, write_header
from app.storage.vault.leftovers import RENEWED


def renew_key(
    database: Database,
    files: VaultFiles,
    new_key: bytes,
    slots: tuple[Slot, ...],
    epoch: str,
    edit: Callable[[UnitOfWork], None],
    user_name: str,
) -> Database:
    """Re-encrypt the vault under ``new_key``, whose only ``slots`` these are; returns the database opened anew.

    ``edit`` writes in the new database what belongs to the change (users, journal). The given database is closed; its
    lock goes with the new one. On a failure before the rename the old vault is as it was, and the given database
    stays usable. Raises EnvironmentFault ``files.…``, ``vault.…``.
    """
    old = files.header()
    both = replace(old, slots=(*old.slots, *slots), renewal=Renewal(epoch, frozenset(slot.id for slot in slots)))
    final = both.settled(epoch)
    fresh = files.folder / f"{RENEWED}{secrets.token_hex(4)}.db"
    try:
        try:
            _encrypt_anew(
                database=database,
                path=fresh,
                new_key=new_key,
                epoch=epoch,
                both=both,
                final=final,
                edit=edit,
                user_name=user_name,
            )
            write_header(files.keys, both)
        except OSError as error:
            raise fault_from(error, files.folder.name) from error
        lock = database.hand_over_lock()
        try:
            move_into_place(fresh, files.database)
        except OSError as error:
            database.take_lock(lock)
            write_header(files.keys, old)
            raise fault_from(error, files.database.name) from error
    finally:
        for leftover in (fresh, fresh.with_name(fresh.name + "-journal")):
            with suppress(OSError):
                leftover.unlink()
    sync_folder(files.folder)
    secret = bytearray(new_key)
    renewed = Database(open_engine(files.database, secret), files.database, secret, lock)
    database.dispose()
    try:
        with suppress(EnvironmentFault):
            write_head(files.head, renewed)
        with suppress(EnvironmentFault):  # no room for the header: both keys' slots stay until the next opening
            replace_header(renewed, files.keys, both, final)
    except BaseException:
        renewed.dispose()
        raise
    return renewed


def _encrypt_anew(
    database: Database,
    path: Path,
    new_key: bytes,
    epoch: str,
    both: Header,
    final: Header,
    edit: Callable[[UnitOfWork], None],
    user_name: str,
) -> None:
    vacuum_into(database, path)
    _rekey(path, database.key, new_key)
    secret = bytearray(new_key)
    made = Database(open_engine(path, secret), path, secret)
    try:
        with UnitOfWork(made, user_name) as uow:
            uow.settings.put(EPOCH, epoch)
            uow.settings.put(HEAD_KEPT, False)  # the head that lies there is of the old key
            remember_header(uow, both, final)
            edit(uow)
            uow.commit()
        if damaged_pages(made.engine):
            raise EnvironmentFault("vault.disk_error")
    finally:
        made.dispose()
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _rekey(path: Path, old_key: bytes | bytearray, new_key: bytes) -> None:
    connection = sqlcipher3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level = NONE")
        cursor.close()
        set_key(connection, old_key)
        encrypt_anew(connection, new_key)
    except sqlcipher3.OperationalError as error:
        raise EnvironmentFault("vault.no_space") from error
    finally:
        connection.close()
