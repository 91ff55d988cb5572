"""Files on disk: where the program's resources lie, and writing that is either complete or not there."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import time
from pathlib import Path

from app.errors import EnvironmentFault

_TOO_LONG_ON_WINDOWS = (111, 206)
_LONGEST_ON_WINDOWS = 259
_HELD_ON_WINDOWS = (32, 33)
"""ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION"""
_DENIED_ON_WINDOWS = 5
"""ERROR_ACCESS_DENIED: of a rename also when another program has the place open"""
_TRIES, _PAUSE_SECONDS = 20, 0.05
"""A virus scanner or an indexer looks at a fresh file for a moment; who holds it a second works in it."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\s*(\.|$))")
_ROOT = Path(__file__).resolve().parents[2]


def resource_path(*parts: str) -> Path:
    """A file or folder of ``resources/``, beside ``app/`` in a checkout and in an installed package alike."""
    return _ROOT.joinpath("resources", *parts)


def safe_name(text: str, *, instead: str = "без имени", longest: int = 120) -> str:
    """A name of a file or folder that every system takes: no signs it forbids, no space or dot at the end, none of the
    words Windows keeps for itself, not longer than ``longest`` signs (the ending is kept)."""
    name = " ".join(_FORBIDDEN.sub(" ", text).split()).strip(" .")
    if len(name) > longest:
        stem, dot, ending = name.rpartition(".")
        ending = f".{ending}" if dot and 0 < len(ending) <= 20 and " " not in ending else ""
        name = (stem if ending else name)[: longest - len(ending)].rstrip(" .") + ending
    stem, dot, ending = name.rpartition(".")
    if dot and stem != stem.rstrip(" .") and stem.rstrip(" ."):
        name = f"{stem.rstrip(' .')}.{ending}"
    return _RESERVED.sub(r"\1_", name, count=1) if _RESERVED.match(name) else name or instead


def too_long(error: BaseException) -> EnvironmentFault | None:
    """The fault of a name or a path that this system does not take for its length, from wherever it comes."""
    if isinstance(error, OSError) and (
        error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", None) in _TOO_LONG_ON_WINDOWS
    ):
        return EnvironmentFault("files.name_too_long", name=Path(str(error.filename or "")).name[:60])
    return None


class HeldOpen(PermissionError):
    """Another program has the file, or a file of the folder, open and lets nobody change it (Windows)."""


def is_held(error: BaseException) -> bool:
    """Whether the system refused because another program has the file open, not because a right is missing."""
    return isinstance(error, HeldOpen) or getattr(error, "winerror", None) in _HELD_ON_WINDOWS


def fault_from(error: OSError, name: str) -> EnvironmentFault:
    """The fault a person can act on for an operating system's error while writing ``name``."""
    if is_held(error):
        return EnvironmentFault("files.held_open", name=name)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return EnvironmentFault("files.no_space", name=name)
    if too_long(error) is not None:
        return EnvironmentFault("files.name_too_long", name=name[:60])
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if os.name == "nt" and len(str(error.filename or "")) > _LONGEST_ON_WINDOWS:
            return EnvironmentFault("files.name_too_long", name=name[:60])
        return EnvironmentFault("files.no_folder", name=name)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return EnvironmentFault("files.no_right", name=name)
    return EnvironmentFault("files.cannot_write", name=name)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last; systems that cannot open folders (Windows) need no such call."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def move_into_place(fresh: Path, place: Path) -> None:
    """``fresh`` becomes ``place``, all at once: the one way a finished file or folder takes its name.

    Windows refuses while another program has ``place`` open. That is waited for a second, then :class:`HeldOpen` is
    raised and both are as they were; any other OSError comes through at once.
    """
    for tried in range(1, _TRIES + 1):
        try:
            fresh.replace(place)
        except PermissionError as error:
            if not _refused_by_a_holder(error, place):
                raise
            if tried == _TRIES:
                raise HeldOpen(error.errno, "held open by another program", str(place)) from error
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _refused_by_a_holder(error: PermissionError, place: Path) -> bool:
    """``fresh`` was written beside ``place``, so a denial is not about the folder: somebody holds ``place``, unless it
    is marked to be read only."""
    if is_held(error):
        return True
    if getattr(error, "winerror", None) != _DENIED_ON_WINDOWS:
        return False
    try:
        marks = getattr(place.stat(), "st_file_attributes", 0)
    except OSError:
        return True  # a folder that takes a name nobody has: a file in it is still open
    return not marks & stat.FILE_ATTRIBUTE_READONLY


def write_atomically(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write beside, fsync, replace: ``path`` holds the old bytes or all of the new ones, never a part.

    Raises :class:`EnvironmentFault` ``files.no_space``, ``files.no_right``, ``files.no_folder``, ``files.held_open`` or
    ``files.cannot_write``; the half-written neighbour is removed.
    """
    beside = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            move_into_place(beside, path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
    except OSError as error:
        raise fault_from(error, path.name) from error
    sync_folder(path.parent)


def _size_words(size: int) -> str:
    kib = 1024
    return f"{size // kib**2} МБ" if size >= kib**2 else f"{size // kib} КБ" if size >= kib else f"{size} байт"


def read_limited(path: Path, limit: int) -> bytes:
    """The file's bytes; raises EnvironmentFault ``files.cannot_read``, ``files.held_open`` or ``files.too_large``
    (``limit`` told)."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise EnvironmentFault("files.held_open" if is_held(error) else "files.cannot_read", name=path.name) from error
    if len(data) > limit:
        raise EnvironmentFault("files.too_large", name=path.name, limit=_size_words(limit))
    return data
