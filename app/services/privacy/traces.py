"""What remembers a destroyed person outside the database: older sealed copies, folders put aside by a restore.

The rule: every older copy in the places the program knows is replaced by a new one made after the act; copies carried
elsewhere are named to the chair; a restored older copy forgets again by the list beside it (tombstones).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.errors import AppError
from app.services.privacy.tombstones import Tombstones, tombstones_in, write_beside
from app.services.session import Act, VaultSession, service
from app.services.vault_copies import COPY_SUFFIX, back_up, backup_folder
from app.storage.backup import open_copy
from app.storage.vault_files import VaultFiles


@dataclass(frozen=True)
class BackupsReplaced:
    """``made``: new copies; ``removed``: names of older ones that are gone; ``left``: what the chair must see to."""

    made: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]


@service(Act.DESTROY)
def older_copies(session: VaultSession) -> tuple[Path, ...]:
    """Sealed copies of this vault in the places the program knows: they hold everybody who was here then."""
    files = VaultFiles(session.folder)
    vault_id = files.header().vault_id
    found: list[Path] = []
    for folder in _places(session):
        with contextlib.suppress(OSError):
            found += [path for path in sorted(folder.glob(f"*{COPY_SUFFIX}")) if _is_of(path, vault_id)]
    return tuple(found)


@service(Act.DESTROY)
def put_aside(session: VaultSession) -> tuple[Path, ...]:
    """Folders of this vault that a restore put aside: the program does not delete them by itself."""
    folder = session.folder.absolute()
    with contextlib.suppress(OSError):
        return tuple(sorted(p for p in folder.parent.glob(f"{folder.name}.before-restore-*") if p.is_dir()))
    return ()


@service(Act.DESTROY)
def replace_backups(session: VaultSession) -> BackupsReplaced:
    """A new verified copy in each known place that has older ones, then the older ones go."""
    made: list[str] = []
    removed: list[str] = []
    left = [str(path) for path in put_aside(session)]
    by_folder: dict[Path, list[Path]] = {}
    for path in older_copies(session):
        by_folder.setdefault(path.parent, []).append(path)
    chosen = backup_folder(session)
    if chosen is not None and not chosen.is_dir():
        left.append(str(chosen))
    elif chosen is not None:
        by_folder.setdefault(chosen, [])
    vault = VaultFiles(session.folder).header().vault_id[:8]
    for folder, copies in by_folder.items():
        fresh = folder / f"pervichka-{vault}-{date.today().isoformat()}{COPY_SUFFIX}"
        try:
            back_up(session, fresh)
        except AppError:
            left += [str(path) for path in copies]
            continue
        made.append(str(fresh))
        for path in copies:
            if path == fresh:
                continue  # the copy of the same day was replaced by name
            try:
                path.unlink()
            except OSError:
                left.append(str(path))
            else:
                removed.append(path.name)
    return BackupsReplaced(tuple(made), tuple(removed), tuple(left))


@service(Act.DESTROY)
def tombstones(session: VaultSession) -> Tombstones:
    """The vault's list of destroyed people."""
    with session.unit_of_work() as uow:
        return tombstones_in(uow, VaultFiles(session.folder).header().vault_id)


@service(Act.DESTROY)
def write_tombstones(session: VaultSession) -> None:
    """Put the list beside the vault and beside its copies."""
    write_beside(tombstones(session), (session.folder, *_places(session)))


def _places(session: VaultSession) -> tuple[Path, ...]:
    files = VaultFiles(session.folder)
    chosen = backup_folder(session)
    return (files.backups,) if chosen is None or chosen == files.backups else (chosen, files.backups)


def _is_of(path: Path, vault_id: str) -> bool:
    try:
        with open_copy(path) as copy:
            return copy.manifest.vault_id == vault_id
    except AppError:
        return False
