"""What remembers a destroyed person outside the database: older sealed copies, folders put aside by a restore.

The rule: every older copy in the places the program knows is replaced by a new one made after the act; copies carried
elsewhere are named to the chair; a restored older copy forgets again by the list beside it (tombstones).

What the act still owes (the file to be written anew, the places whose copies are to be replaced) stands in the database
from the act's own transaction on, so that whatever ends the program, the next opening goes on (:func:`finish`). A place
that is not there, a stick, is asked for at each opening.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.errors import AppError
from app.progress import Progress, silent
from app.services.privacy.tombstones import tombstones_in, write_beside
from app.services.session import Act, VaultSession, service
from app.services.vault.copies import back_up, backup_folder
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.backup import open_copy
from app.storage.vault.files import VaultFiles
from app.storage.vault.leftovers import COPY_SUFFIX

_OWED = "destruction_owed"


@dataclass(frozen=True)
class BackupsReplaced:
    """``made``: new copies; ``removed``: names of older ones that are gone; ``left``: what the chair must see to."""

    made: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]


def begin(uow: UnitOfWork, session: VaultSession) -> None:
    """Write down, in the act's own transaction, what is owed after it."""
    places = sorted({*_owed(uow).places, *(str(place) for place in _places(session, uow))})
    _owe(uow, _Owed(rewrite=True, places=tuple(places)))


@service(Act.DESTROY)
def finish(session: VaultSession, progress: Progress | None = None) -> BackupsReplaced:
    """Pay what acts of destruction still owe: the file written anew, the lists put beside, the copies replaced.

    Called by the act itself and at each opening. A place that is not there or takes no copy stays owed. Raises
    EnvironmentFault when the file cannot be written anew: that stays owed as well.
    """
    steps = progress or silent()
    with session.unit_of_work() as uow:
        owed = _owed(uow)
    if owed.rewrite:
        steps.step("Переписываем базу", 1, 3)
        session.database.rewrite()
        _pay(session, rewrite=True)
    if not owed.places:
        return BackupsReplaced((), (), ())
    steps.step("Заменяем копии", 2, 3)
    made: list[str] = []
    removed: list[str] = []
    left = [str(path) for path in _set_aside(session.folder)]
    for name in owed.places:
        folder = Path(name)
        if not folder.is_dir():
            left.append(name)
            continue
        with session.unit_of_work() as uow:
            write_beside(tombstones_in(uow, VaultFiles(session.folder).header().vault_id), (session.folder, folder))
        if _replace_copies(session, folder, made, removed, left):
            _pay(session, place=name)
    return BackupsReplaced(tuple(made), tuple(removed), tuple(left))


def owed_places(uow: UnitOfWork) -> tuple[bool, tuple[str, ...]]:
    """Whether the file is still to be written anew, and where older copies still hold a destroyed person."""
    owed = _owed(uow)
    return owed.rewrite, owed.places


def _set_aside(folder: Path) -> tuple[Path, ...]:
    folder = folder.absolute()
    with contextlib.suppress(OSError):
        return tuple(sorted(p for p in folder.parent.glob(f"{folder.name}.before-restore-*") if p.is_dir()))
    return ()


def _replace_copies(session: VaultSession, folder: Path, made: list[str], removed: list[str], left: list[str]) -> bool:
    """A new verified copy in the folder, then the older ones go. False while something is left there."""
    files = VaultFiles(session.folder)
    vault_id = files.header().vault_id
    copies = [path for path in sorted(folder.glob(f"*{COPY_SUFFIX}")) if _is_of(path, vault_id)]
    if not copies and folder == files.backups:
        return True  # nothing there remembers, and nobody asked for copies there
    fresh = folder / f"pervichka-{vault_id[:8]}-{date.today().isoformat()}{COPY_SUFFIX}"
    try:
        back_up(session, fresh)
    except AppError:
        left += [str(path) for path in copies]
        return False
    made.append(str(fresh))
    whole = True
    for path in copies:
        if path == fresh:
            continue  # the copy of the same day was replaced by name
        try:
            path.unlink()
        except OSError:
            left.append(str(path))
            whole = False
        else:
            removed.append(path.name)
    return whole


@dataclass(frozen=True)
class _Owed:
    rewrite: bool
    places: tuple[str, ...]


def _owed(uow: UnitOfWork) -> _Owed:
    found = uow.settings.get(_OWED)
    if not isinstance(found, dict):
        return _Owed(rewrite=False, places=())
    return _Owed(bool(found["rewrite"]), tuple(str(place) for place in found["places"]))


def _owe(uow: UnitOfWork, owed: _Owed) -> None:
    uow.settings.put(_OWED, {"rewrite": owed.rewrite, "places": list(owed.places)})


def _pay(session: VaultSession, *, rewrite: bool = False, place: str | None = None) -> None:
    with session.unit_of_work() as uow:
        owed = _owed(uow)
        places = tuple(one for one in owed.places if one != place)
        _owe(uow, _Owed(rewrite=owed.rewrite and not rewrite, places=places))
        uow.commit()


def _places(session: VaultSession, uow: UnitOfWork) -> tuple[Path, ...]:
    files = VaultFiles(session.folder)
    chosen = backup_folder(session, uow)
    return (files.backups,) if chosen is None or chosen == files.backups else (chosen, files.backups)


def _is_of(path: Path, vault_id: str) -> bool:
    try:
        with open_copy(path) as copy:
            return copy.manifest.vault_id == vault_id
    except AppError:
        return False
