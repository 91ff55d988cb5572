"""Sealed copies of a vault: making them by hand or by the day, keeping generations, restoring."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.domain.files import fault_from
from app.errors import AccessError, EnvironmentFault, UserError
from app.services.privacy.tombstones import Tombstones, read_beside, tombstones_in
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import Database, UnitOfWork
from app.storage.vault.backup import OpenedCopy, open_copy, write_copy
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
from app.storage.vault.leftovers import COPY_SUFFIX, copy_leftovers, remove, sweep_beside
from app.storage.vault.memory import wipe
from app.storage.vault.recovery_code import plain_code

_LAST = "last_backup"
_BEGUN = "copies_begun"
"""The setting that names copies being written: where to look for what a killed one left."""
_FOLDER = "backup_folder"
_ABOUT_COPIES = ("vault.copied", "vault.restored", "vault.folder_chosen")
"""Acts that are no loss: they only tell of copies."""

_DATED = re.compile(r"-(\d{4}-\d{2}-\d{2})" + re.escape(COPY_SUFFIX) + "$")


@dataclass(frozen=True)
class BackupInfo:
    """A copy that was written and verified. ``size`` in bytes."""

    path: Path
    created: datetime
    size: int


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


@service(Act.COPY)
def back_up(session: VaultSession, to: Path) -> BackupInfo:
    """Write a sealed copy into the file ``to``; it opens with the same passwords and the same recovery sheet.

    Raises UserError ``vault.copy_inside``; EnvironmentFault ``files.…``, ``vault.damaged``,
    ``vault.copy_not_verified``.
    """
    files = VaultFiles(session.folder)
    target = to.absolute()
    if target.is_dir() or target.parent == files.folder.absolute():
        raise UserError("vault.copy_inside", name=target.name)
    if session.read_only:
        manifest = write_copy(session.database, files.header(), target)
        return BackupInfo(target, manifest.created, target.stat().st_size)
    with session.unit_of_work() as uow:
        uow.settings.put(_BEGUN, sorted({*_begun(uow), str(target)}))
        uow.commit()
    manifest = write_copy(session.database, files.header(), target)
    with session.unit_of_work() as uow:
        number, digest = uow.journal.last()
        uow.journal.record("vault.copied", sha256=manifest.sha256["vault.db"])
        last = {"at": manifest.created.isoformat(), "journal": number, "digest": digest, "own": uow.journal.last()[0]}
        uow.settings.put(_LAST, last)
        uow.settings.put(_BEGUN, [path for path in _begun(uow) if path != str(target)])
        uow.commit()
    return BackupInfo(target, manifest.created, target.stat().st_size)


@service(Act.COPY)
def clear_copies_begun(session: VaultSession) -> None:
    """Clear away what killed copies left, on sticks that are there now; the others wait for their next time."""
    with session.unit_of_work() as uow:
        begun = _begun(uow)
        waiting = []
        for name in begun:
            path = Path(name)
            if not path.parent.is_dir():
                waiting.append(name)
                continue
            remove(copy_leftovers(path.parent, path.name))
            if copy_leftovers(path.parent, path.name):
                waiting.append(name)
        if waiting != begun:
            uow.settings.put(_BEGUN, waiting)
            uow.commit()


def _begun(uow: UnitOfWork) -> list[str]:
    found = uow.settings.get(_BEGUN)
    return [str(path) for path in found] if isinstance(found, list) else []


@service(Act.LOOK)
def last_backup(session: VaultSession, uow: UnitOfWork | None = None) -> datetime | None:
    """When the last copy was made; None when never."""
    if uow is not None:
        return _last_at(uow)
    with session.unit_of_work() as own:
        return _last_at(own)


def _last_at(uow: UnitOfWork) -> datetime | None:
    last = uow.settings.get(_LAST)
    return datetime.fromisoformat(last["at"]) if isinstance(last, dict) else None


@service(Act.COPY)
def backup_if_due(
    session: VaultSession, folder: Path, today: date | None = None, *, rest: timedelta = timedelta(0)
) -> BackupInfo | None:
    """A copy of the day in ``folder``, when something changed since the last copy; older generations are thinned.
    Nothing while the last copy is younger than ``rest``.

    Kept are the last copy of each of 7 days, 4 weeks and 12 months. None when nothing changed. Meant for a second
    place (a stick, a network folder): EnvironmentFault ``files.no_folder`` when it is not there.
    """
    if session.read_only:
        return None  # nothing changes there
    if not folder.is_dir():
        raise EnvironmentFault("files.no_folder", name=folder.name)
    with session.unit_of_work() as uow:
        last = uow.settings.get(_LAST)
        changed = not isinstance(last, dict) or uow.journal.last()[0] != last["own"]
        made_at = _last_at(uow)
    # A last copy from the future means that the clock was set back: then the rest is over.
    if not changed or (made_at is not None and timedelta(0) <= datetime.now(UTC) - made_at < rest):
        return None
    day = today or date.today()
    prefix = f"pervichka-{VaultFiles(session.folder).header().vault_id[:8]}"
    made = back_up(session, folder / f"{prefix}-{day.isoformat()}{COPY_SUFFIX}")
    mine = {
        date.fromisoformat(match.group(1)): path
        for path in folder.glob(f"{prefix}-*{COPY_SUFFIX}")
        if (match := _DATED.search(path.name))
    }
    for old in set(mine) - generations(set(mine), day):
        try:
            mine[old].unlink()
        except OSError as error:
            raise fault_from(error, mine[old].name) from error
    return made


@service(Act.LOOK)
def backup_folder(session: VaultSession, uow: UnitOfWork | None = None) -> Path | None:
    """Where copies of the day go; None when nobody has chosen yet."""
    if uow is not None:
        return _folder_in(uow)
    with session.unit_of_work() as own:
        return _folder_in(own)


def _folder_in(uow: UnitOfWork) -> Path | None:
    value = uow.settings.get(_FOLDER)
    return Path(value) if isinstance(value, str) else None


@service(Act.SETTINGS)
def choose_backup_folder(session: VaultSession, folder: Path | None) -> None:
    """Choose where copies of the day go (another disk, a stick), or None for nowhere.

    Raises UserError ``vault.copy_inside`` for the vault's own folder; EnvironmentFault ``files.no_folder``.
    """
    if folder is not None:
        own = VaultFiles(session.folder).folder.resolve()
        if folder.resolve() == own or own in folder.resolve().parents:
            raise UserError("vault.copy_inside", name=folder.name)
        if not folder.is_dir():
            raise EnvironmentFault("files.no_folder", name=folder.name)
    with session.unit_of_work() as uow:
        uow.settings.put(_FOLDER, None if folder is None else str(folder.absolute()))
        uow.journal.record("vault.folder_chosen")
        uow.commit()


def generations(days: set[date], today: date, *, daily: int = 7, weekly: int = 4, monthly: int = 12) -> set[date]:
    """Which days' copies to keep: the last ``daily`` days, the last of each of ``weekly`` weeks, of months likewise."""
    past = sorted((day for day in days if day <= today), reverse=True)
    kept = {day for day in days if day > today} | set(past[:daily])
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in past:
        weeks.setdefault(day.isocalendar()[:2], day)
        months.setdefault((day.year, day.month), day)
    return kept | set(list(weeks.values())[:weekly]) | set(list(months.values())[:monthly])


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
    from app.services.privacy.forgetting import forget_again

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
