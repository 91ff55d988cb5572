"""Sealed copies of a vault: making them by hand or by the day, keeping generations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.domain.files import fault_from
from app.errors import EnvironmentFault, UserError
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.backup import write_copy
from app.storage.vault.files import VaultFiles
from app.storage.vault.leftovers import COPY_SUFFIX, copy_leftovers, remove

_LAST = "last_backup"
_ASKED_AFTER_DAYS = 7
_BEGUN = "copies_begun"
"""The setting that names copies being written: where to look for what a killed one left."""
_FOLDER = "backup_folder"

COPY_REST = timedelta(hours=4)
"""While the program stays open, how long after a copy the next one waits; at opening it does not."""

_DATED = re.compile(r"-(\d{4}-\d{2}-\d{2})" + re.escape(COPY_SUFFIX) + "$")


@dataclass(frozen=True)
class BackupInfo:
    """A copy that was written and verified. ``size`` in bytes."""

    path: Path
    created: datetime
    size: int


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
        uow.journal.record("vault.copied", sha256=manifest.sha256["vault.db"], place=str(target))
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


def copy_is_due(last: datetime | None, now: datetime) -> bool:
    """A copy is gently asked for when there is none or the last is a week old."""
    return last is None or (now - last).days >= _ASKED_AFTER_DAYS


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
def copy_of_the_day(session: VaultSession, rest: timedelta = timedelta(0)) -> bool:
    """Make the day's copy when a place was chosen and is there; a stick that is not in is nobody's fault.

    Not sooner than ``rest`` after the last one, and only for those who may record. Whether a copy was made.
    """
    if not session.may(Act.RECORD):
        return False
    folder = backup_folder(session)
    if folder is None or not folder.is_dir():
        return False
    try:
        return backup_if_due(session, folder, rest=rest) is not None
    except (EnvironmentFault, UserError):
        return False


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
