"""What may lie in a vault's folder and beside it, and what killed programs leave there.

Every act writes beside first and renames when all is whole, so a killed one leaves a neighbour: a database half made
with a new key, a folder half restored, a copy half written. Such a neighbour may open with a password that was taken
away since, or hold a person who was destroyed since; so it is cleared away at the next opening, under the vault's lock.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from app.errors import EnvironmentFault
from app.storage.vault.locks import VaultLock

MEMBERS = (
    ("vault.db", "the database, SQLCipher 4"),
    ("vault.db-journal", "while something is being written; ended by the next opening when a crash left it"),
    ("keys.json", "key slots (the header)"),
    ("head.json", "how far the journal went when the vault was last closed"),
    ("attempts.json", 'failed passwords: {"failures": n, "last": seconds}'),
    ("forgotten.json", "salted hashes of destroyed people, for copies made before"),
    ("lock", "held by the program that has the vault open (flock / LockFile)"),
    ("backups", "sealed copies made before migrations, and their `forgotten.json`"),
)
"""Everything that may lie in the folder of a closed vault; ``docs/security.md`` prints this list."""

KEYS_NAME = "keys.json"
ASIDE = ".before-restore-"
"""What a folder is called while another is put in its place."""
COPY_SUFFIX = ".pervichka-copy"
RENEWED = ".vault.renewed."
"""How the names of databases being made with a new key begin."""

_NAMES = frozenset(name for name, _ in MEMBERS)
_HEX = "[0-9a-f]{8}"
_WRITTEN = re.compile(rf"\.(keys|head|attempts|forgotten)\.json\.{_HEX}\.part")
_RENEWED = re.compile(re.escape(RENEWED) + rf"{_HEX}\.db(-journal)?")
_STAMP = r"\d{8}-\d{6}-\d{6}"


def copy_leftovers(folder: Path, name: str | None = None) -> tuple[Path, ...]:
    """Half-written sealed copies in a folder: of the copy called ``name``, or of any."""
    stem = re.escape(name) if name is not None else ".*" + re.escape(COPY_SUFFIX)
    pattern = re.compile(rf"\.{stem}\.{_HEX}\.(db|part|db-journal|compare)")
    return tuple(path for path in _listed(folder) if pattern.fullmatch(path.name))


def written_leftovers(folder: Path) -> tuple[Path, ...]:
    """Half-written small files of the vault in a folder: beside the database, beside its copies."""
    return tuple(path for path in _listed(folder) if _WRITTEN.fullmatch(path.name))


def clear_leftovers(folder: Path) -> tuple[str, ...]:
    """Clear away what killed programs left in the folder of a vault and beside it; the names of what is gone.

    Only under the vault's lock, after the database was opened and its header settled. What cannot be removed (a
    read-only place) stays and is named by ``vault check``.
    """
    inside = [path for path in _listed(folder) if _is_leftover(path)]
    backups = [*copy_leftovers(folder / "backups"), *filter(_is_leftover, _listed(folder / "backups"))]
    return (*_removed([*inside, *backups]), *sweep_beside(folder))


def sweep_beside(place: Path) -> tuple[str, ...]:
    """Clear away half-made vaults of this name beside ``place``; one that a running program makes is left alone."""
    name = re.escape(place.name)
    pattern = re.compile(
        rf"\.{name}\.{_HEX}\.(new|compare)|\.{name}\.restored-{_STAMP}\.{_HEX}\.new|{name}\.restored-{_STAMP}"
    )
    # A restore that ended but for its last rename is not a leftover while the folder itself is missing.
    found = [
        path
        for path in _listed(place.parent)
        if pattern.fullmatch(path.name)
        and (path.name.startswith(".") or place.exists())
        and _holds_only_a_vault(path)
        and _is_abandoned(path)
    ]
    return _removed(found)


def strangers(folder: Path) -> tuple[str, ...]:
    """Names in the vault's folder that the program did not put there, or could not clear away."""
    inside = [path.name for path in _listed(folder) if path.name not in _NAMES]
    backups = [
        f"backups/{path.name}"
        for path in _listed(folder / "backups")
        if path.name != "forgotten.json" and (path.suffix != COPY_SUFFIX or path.name.startswith("."))
    ]
    return tuple(sorted([*inside, *backups]))


def remove(paths: Iterable[Path]) -> tuple[str, ...]:
    """Remove leftover files; the names of those that are gone."""
    return _removed(paths)


def _is_leftover(path: Path) -> bool:
    return bool(_RENEWED.fullmatch(path.name) or _WRITTEN.fullmatch(path.name))


def _holds_only_a_vault(folder: Path) -> bool:
    return folder.is_dir() and all(path.name in _NAMES or _is_leftover(path) for path in _listed(folder))


def _is_abandoned(folder: Path) -> bool:
    """Nobody is making this folder now: whoever does holds its lock."""
    lock = folder / "lock"
    if not lock.exists():
        return True
    try:
        VaultLock(lock, wait_seconds=0.0).release()
    except EnvironmentFault:
        return False
    return True


def _listed(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(folder.iterdir())


def _removed(paths: Iterable[Path]) -> tuple[str, ...]:
    gone = []
    for path in paths:
        with suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            gone.append(path.name)
    return tuple(gone)
