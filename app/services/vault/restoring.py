"""Putting a vault back from a sealed copy, and what that would change.

A restored copy forgets again those who were destroyed after it was made: this stands above the destroying, which
itself replaces copies (:mod:`app.services.vault.copies`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app.domain.files import fault_from
from app.errors import AccessError, EnvironmentFault, UserError
from app.services.privacy.tombstones import Tombstones, read_beside, tombstones_in
from app.services.session import Act, VaultSession
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.backup import OpenedCopy, open_copy
from app.storage.vault.files import (
    VaultFiles,
    exchange_folders,
    finish_exchange,
    fresh_name,
    new_folder,
    open_database,
    temporary_folder,
)
from app.storage.vault.head import write_head
from app.storage.vault.integrity import damaged_pages, structure_problems
from app.storage.vault.journal import JournalRow
from app.storage.vault.keyslots import PASSWORD, RECOVERY, Header
from app.storage.vault.leftovers import sweep_beside
from app.storage.vault.memory import wipe
from app.storage.vault.recovery_code import plain_code

_ABOUT_COPIES = ("vault.copied", "vault.restored", "vault.folder_chosen")
"""Acts that are no loss: they only tell of copies."""


@dataclass(frozen=True)
class VaultState:
    """How much a vault or a copy holds, and when the last act was."""

    people: int
    events: int
    reports: int
    acts: int
    last_act: datetime | None


@dataclass(frozen=True)
class RestoreDifference:
    """What restoring would change. ``lost`` acts are only in the present vault (the first at ``lost_since``).

    ``gained`` acts are only in the copy: it comes from another branch. ``present`` is None when there is nothing
    there, or nothing readable.
    """

    created: datetime
    copy: VaultState
    present: VaultState | None
    lost: int
    gained: int
    lost_since: datetime | None


@dataclass(frozen=True)
class RestoreInfo:
    """A vault put back. ``kept`` is where the vault that stood there was moved, None when there was none."""

    folder: Path
    created: datetime
    kept: Path | None


def restore(file: Path, folder: Path, password: str, *, force: bool = False) -> RestoreInfo:
    """Put a vault back from a sealed copy into ``folder``, after its password opened it and all of it was verified.

    ``password`` is one of the copy's day, or its recovery code. An older state of the same vault in the folder is
    replaced, but moved aside, never deleted. When it holds acts that the copy does not, UserError
    ``vault.restore_would_lose`` (``count``, ``since``) unless ``force``. Another vault or other files in the folder:
    UserError ``vault.restore_elsewhere``. Also UserError ``vault.not_a_copy``, ``vault.copy_damaged``,
    ``vault.newer``; AccessError ``vault.wrong_password``; EnvironmentFault ``vault.in_use``, ``files.…``.
    """
    folder = folder.absolute()
    finish_exchange(folder)
    with open_copy(file) as copy, _unlocked(copy.header, password) as key:
        present = VaultFiles(folder)
        if not present.keys.is_file():
            with new_folder(folder) as temporary:
                stones = read_beside(copy.manifest.vault_id, (file.parent,))
                _extract(copy, VaultFiles(temporary), key, None, stones)
            return RestoreInfo(folder, copy.manifest.created, None)
        lock = present.take_lock(0.0)
        try:
            if _vault_id(present) not in (None, copy.manifest.vault_id):
                raise UserError("vault.restore_elsewhere", name=folder.name)
            sweep_beside(folder)
            stones = read_beside(copy.manifest.vault_id, (folder, file.parent))
            known, destroyed = _look_before(present, copy.header, key, password, force=force)
            stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
            fresh = fresh_name(folder, stamp)
            with new_folder(fresh) as temporary:
                _extract(copy, VaultFiles(temporary), key, None if force else known, (*stones, *destroyed))
            if sys.platform == "win32":
                lock.release()  # Windows cannot rename a folder with an open file in it
            aside = exchange_folders(folder, fresh, stamp)
            return RestoreInfo(folder, copy.manifest.created, aside)
        finally:
            lock.release()


def compare_copy(
    file: Path, password: str, *, folder: Path | None = None, session: VaultSession | None = None
) -> RestoreDifference:
    """What a copy holds beside what stands in ``folder``, or in the open vault of ``session``; nothing is changed.

    The copy is opened in a temporary folder beside, still encrypted, which is removed. Errors as of :func:`restore`.
    """
    if session is not None:
        session.require(Act.SETTINGS)
        folder = session.folder
    place = (folder or file).absolute()
    with open_copy(file) as copy, _unlocked(copy.header, password) as key:
        with temporary_folder(place, "compare") as (temporary, _):
            database = _open_extracted(copy, VaultFiles(temporary), key)
            try:
                copied = _acts(database)
                state = _state(database)
            finally:
                database.dispose()
        present: VaultState | None
        if session is not None:
            present, acts = _state(session.database), _acts(session.database)
        else:
            present, acts = _look_at(place, copy, key, password)
    lost = sorted(at for digest, at in acts.items() if digest not in copied)
    gained = sum(digest not in acts for digest in copied) if acts else 0
    return RestoreDifference(copy.manifest.created, state, present, len(lost), gained, lost[0] if lost else None)


def _look_at(
    folder: Path, copy: OpenedCopy, key: bytes, password: str
) -> tuple[VaultState | None, dict[str, datetime]]:
    files = VaultFiles(folder)
    if not files.keys.is_file():
        return None, {}
    lock = files.take_lock(0.0)
    try:
        database = _open_present(files, copy.header, key, password)
        if database is None:
            return None, {}
        try:
            return _state(database), _acts(database)
        finally:
            database.dispose()
    finally:
        lock.release()


def _acts(database: Database) -> dict[str, datetime]:
    with UnitOfWork(database, "") as uow:
        return {e.digest: e.at for e in uow.journal.entries() if e.action not in _ABOUT_COPIES}


def _state(database: Database) -> VaultState:
    with UnitOfWork(database, "") as uow:
        sizes = uow.checks.sizes()
        entries = uow.journal.entries(limit=1)
        number = uow.journal.last()[0]
    return VaultState(sizes.people, sizes.events, sizes.reports, number, entries[-1].at if entries else None)


@contextmanager
def _unlocked(header: Header, password: str) -> Iterator[bytes]:
    """The database key that a password or the code of the recovery sheet opens; overwritten afterwards."""
    found = header.unlock(PASSWORD, password)
    if found is None:
        with suppress(AccessError):
            found = header.unlock(RECOVERY, plain_code(password))
    if found is None:
        raise AccessError("vault.wrong_password")
    try:
        yield found.key
    finally:
        found.forget()


def _vault_id(files: VaultFiles) -> str | None:
    """Which vault it is; None when its header is damaged, which is what a copy is restored for."""
    try:
        return files.header().vault_id
    except EnvironmentFault as error:
        if error.code != "vault.keys_damaged":
            raise
        return None


def _extract(
    copy: OpenedCopy, files: VaultFiles, key: bytes, known: Sequence[JournalRow] | None, stones: Sequence[Tombstones]
) -> None:
    """Write the copy into a folder being made and check all of it; ``known`` are the acts of what it will replace.

    People destroyed since the copy was made, as ``stones`` tell, are destroyed in it again.
    """
    from app.services.privacy.forgetting import forget_again  # loads the printing of the act

    database = _open_extracted(copy, files, key)
    try:
        with UnitOfWork(database, "") as uow:
            if known is not None:
                _refuse_loss({entry.digest for entry in uow.journal.entries()}, known)
            forgotten = forget_again(uow, copy.manifest.vault_id, stones, files.folder)
            uow.journal.record("vault.restored", journal=copy.manifest.journal)
            uow.commit()
        write_head(files.head, database)
        if forgotten:
            database.rewrite()
            for older in files.backups.iterdir():  # made by bringing the schema up: they hold the person still
                older.unlink()
    finally:
        database.dispose()


def _open_extracted(copy: OpenedCopy, files: VaultFiles, key: bytes) -> Database:
    try:
        copy.extract(files.keys, files.database)
        files.backups.mkdir(mode=0o700)
    except OSError as error:
        raise fault_from(error, files.folder.name) from error
    database = open_database(files, copy.header, key, None)
    if damaged_pages(database.engine) or structure_problems(database.engine):
        database.dispose()
        raise UserError("vault.copy_damaged")
    return database


def _look_before(
    present: VaultFiles, header: Header, key: bytes, password: str, *, force: bool
) -> tuple[Sequence[JournalRow], Sequence[Tombstones]]:
    """The acts that the vault standing there knows, and whom it has destroyed; nothing when it cannot be read.

    With ``force`` a vault that opens with another password is no obstacle: then only the lists beside it tell.
    """
    try:
        database = _open_present(present, header, key, password)
    except UserError:
        if not force:
            raise
        return (), ()
    if database is None:
        return (), ()  # what stands there cannot be read: nothing readable would be lost
    try:
        with UnitOfWork(database, "") as uow:
            return uow.journal.entries(), (tombstones_in(uow, header.vault_id),)
    except EnvironmentFault as error:
        if error.code != "vault.damaged":
            raise
        return (), ()
    finally:
        database.dispose()


def _refuse_loss(copied: set[str], known: Sequence[JournalRow]) -> None:
    """Refuse when the vault that stands there knows acts that the copy does not: newer ones or another branch."""
    lost = [e for e in known if e.digest not in copied and e.action not in _ABOUT_COPIES]
    if lost:
        since = lost[0].at.astimezone().strftime("%d.%m.%Y %H:%M")
        raise UserError("vault.restore_would_lose", count=len(lost), since=since)


def _open_present(present: VaultFiles, header: Header, key: bytes, password: str) -> Database | None:
    """The vault that would be replaced, opened with the copy's key or, when its key was changed since, by the password.

    None when it is damaged. Raises UserError ``vault.restore_cannot_compare`` when it may be whole and only opens with
    another password.
    """
    own: tuple[Header, bytearray] | None = None
    with suppress(EnvironmentFault):  # a damaged header is what a copy is restored for
        standing = present.header()
        found = standing.unlock(PASSWORD, password)
        if found is not None:
            own = (standing, bytearray(found.key))
            found.forget()
        if own is None and present.database.is_file() and not _opens(present, header, key):
            raise UserError("vault.restore_cannot_compare")
    try:
        for candidate in (own, (header, key)):
            if candidate is None:
                continue
            try:
                return open_database(present, replace(candidate[0], renewal=None), candidate[1], None)
            except EnvironmentFault as error:
                if error.code != "vault.damaged":
                    raise
        return None
    finally:
        if own is not None:
            wipe(own[1])


def _opens(present: VaultFiles, header: Header, key: bytes) -> bool:
    try:
        open_database(present, header, key, None).dispose()
    except EnvironmentFault as error:
        if error.code != "vault.damaged":
            raise
        return False
    return True
