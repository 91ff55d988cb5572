"""Updating without internet: look at an update file, install it beside the old version, switch, and a way back.

A version is unpacked under a name of its own, tried, and only then does one replacement of ``current.json`` make it the
one that runs. Killed anywhere before, the old version runs and the next attempt clears the rest away. The program
itself never asks anybody for updates.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

from app import __version__
from app.domain.files import fault_from, move_into_place, sync_folder, write_atomically
from app.errors import EnvironmentFault, TrustError, UserError
from app.progress import Progress, silent
from app.services.program.places import Places, ordered, places, pointer_path, read_pointer, runtime
from app.services.program.update_file import PROGRAM, Content, Update, read_update
from app.services.session import VaultSession
from app.services.vault.copies import back_up
from app.storage.vault.files import VaultFiles

_CHUNK = 1024 * 1024
_MOST_FILES, _MOST_UNPACKED = 20_000, 600 * 1024 * 1024
_SECONDS = 120
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from app.__main__ import main; sys.exit(main(sys.argv[1:]))"
_TAKEN_ALONG = ("licences", "licences.json", "sbom.cdx.json", "runtime.json")
"""What a part without libraries keeps from the version it runs on: they describe the libraries."""


@dataclass(frozen=True)
class UpdateOffer:
    """What an update file brings. ``newer``: it would be installed here; else ``why`` is the code of the refusal."""

    version: str
    present: str
    released: str
    news: tuple[str, ...]
    newer: bool
    why: str = ""


@dataclass(frozen=True)
class InstalledUpdate:
    """Installed; it runs from the next start on. ``copy``: the copy of the data made before, if data were open."""

    version: str
    previous: str
    folder: Path
    copy: Path | None


@dataclass(frozen=True)
class ProgramState:
    """What runs now and what the next start will run; ``previous``: to which :func:`go_back` leads, "" when nowhere."""

    present: str
    next: str
    previous: str
    folder: Path
    packed: bool
    portable: bool


def check_update(path: Path, *, here: Places | None = None, keys: tuple[bytes, ...] | None = None) -> UpdateOffer:
    """Verify an update file and say what it brings; nothing is written. Errors as of :func:`read_update`."""
    at = here or places()
    update = read_update(path, keys)
    why = _refusal(update, at)
    return UpdateOffer(update.version, _next_version(at), update.released, update.news, not why, why)


def install_update(
    path: Path,
    session: VaultSession | None = None,
    *,
    here: Places | None = None,
    keys: tuple[bytes, ...] | None = None,
    progress: Progress | None = None,
) -> InstalledUpdate:
    """Install the version in ``path``; it runs from the next start on. With a session the data are copied before.

    Raises UserError ``update.not_newer``, ``update.other_system``, ``update.not_packed``; TrustError of
    :func:`read_update` and ``update.damaged``; EnvironmentFault ``files.…``, ``update.does_not_run``.
    """
    at = here or places()
    steps = progress or silent()
    update = read_update(path, keys)
    why = _refusal(update, at)
    if why:
        raise UserError(why, version=update.version, present=_next_version(at))
    content = _fitting(update, at)
    previous = _next_version(at)
    copy = None
    if session is not None and not session.read_only:
        steps.step("Делаю копию данных", 0, 4)
        files = VaultFiles(session.folder)
        copy = back_up(session, files.sealed_copy_path(f"before-update-{update.version}", datetime.now(UTC))).path
    final = at.programs / f"pervichka-{update.version}"
    fresh = at.programs / f".{final.name}.part"
    try:
        at.programs.mkdir(parents=True, exist_ok=True)
        _clear(at)
        steps.step("Проверяю и распаковываю", 1, 4)
        _unpack(update, content, fresh)
        if content.kind == PROGRAM:
            _take_along(at.root, fresh)
        steps.step("Пробую новую версию", 2, 4)
        _try_out(fresh, content.kind, update.version)
        _sync_tree(fresh)
        move_into_place(fresh, final)
        sync_folder(at.programs)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise fault_from(error, final.name) from error
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    steps.step("Включаю новую версию", 3, 4)
    told = {"version": update.version, "folder": final.name, "previous": previous}
    if copy is not None:
        told["copy"] = str(copy)
    old = read_pointer(at.programs)
    if old:
        told["previous_folder"] = old["folder"]
    write_atomically(pointer_path(at.programs), json.dumps(told, ensure_ascii=False, sort_keys=True).encode())
    return InstalledUpdate(update.version, previous, final, copy)


def go_back(*, here: Places | None = None) -> tuple[str, Path | None]:
    """From the next start on the version before the last update runs again; that version and the copy of the data from
    before. Raises UserError ``update.nowhere_back``."""
    at = here or places()
    told = read_pointer(at.programs)
    if not told:
        raise UserError("update.nowhere_back")
    earlier = told.get("previous_folder", "")
    if earlier and (at.programs / earlier / "app" / "__main__.py").is_file():
        kept = {"version": told["previous"], "folder": earlier}
        write_atomically(pointer_path(at.programs), json.dumps(kept, ensure_ascii=False, sort_keys=True).encode())
    else:
        try:
            pointer_path(at.programs).unlink()
        except OSError as error:
            raise fault_from(error, pointer_path(at.programs).name) from error
        sync_folder(at.programs)
    copy = told.get("copy")
    return told.get("previous", __version__), Path(copy) if copy and Path(copy).is_file() else None


def program_state(*, here: Places | None = None) -> ProgramState:
    """What runs, what will run, and whether there is a way back."""
    at = here or places()
    told = read_pointer(at.programs)
    return ProgramState(
        __version__, _next_version(at), told.get("previous", ""), at.root, bool(runtime(at.root)), at.stick is not None
    )


def _next_version(at: Places) -> str:
    told = read_pointer(at.programs).get("version", "")
    with contextlib.suppress(ValueError):
        if told and ordered(told) > ordered(__version__):
            return told
    return __version__


def _refusal(update: Update, at: Places) -> str:
    if ordered(update.version) <= ordered(_next_version(at)):
        return "update.not_newer"
    if not runtime(at.root):
        return "update.not_packed"
    return "" if _found(update, at) else "update.other_system"


def _found(update: Update, at: Places) -> Content | None:
    own = runtime(at.root)
    for content in update.contents:
        if content.kind == PROGRAM and own.get("id", "-") in content.runtimes:
            return content
    return next((content for content in update.contents if content.kind == own.get("platform")), None)


def _fitting(update: Update, at: Places) -> Content:
    found = _found(update, at)
    if found is None:
        raise UserError("update.other_system", version=update.version, present=__version__)
    return found


def _clear(at: Places) -> None:
    """What an attempt that was killed left, and versions that neither run nor are the way back."""
    told = read_pointer(at.programs)
    kept = {told.get("folder", ""), at.root.name}
    for path in at.programs.iterdir():
        if path.is_file() and path.name.startswith(".current.json."):
            path.unlink()
        if path.is_dir() and path.name.lstrip(".").startswith("pervichka-") and path.name not in kept:
            shutil.rmtree(path)


class _Window:
    """The bytes of one content, hashed as they pass."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size
        self.digest = hashlib.sha256()

    def read(self, most: int = -1) -> bytes:
        wanted = self._left if most < 0 else min(most, self._left)
        data = self._stream.read(wanted)
        self._left -= len(data)
        self.digest.update(data)
        return data


def _unpack(update: Update, content: Content, fresh: Path) -> None:
    """First the whole content is read against its SHA-256, only then is it opened."""
    for opened in _positioned(update.path, content):
        while opened.read(_CHUNK):
            pass
        if opened.digest.hexdigest() != content.sha256:
            raise TrustError("update.damaged", name=update.path.name)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o755)
    try:
        for opened in _positioned(update.path, content):
            with tarfile.open(fileobj=cast(IO[bytes], opened), mode="r|xz") as archive:
                count = size = 0
                for member in archive:
                    count, size = count + 1, size + member.size
                    if count > _MOST_FILES or size > _MOST_UNPACKED:
                        raise TrustError("update.damaged", name=update.path.name)
                    _lay(archive, member, fresh, update.path.name)
    except (tarfile.TarError, EOFError, lzma.LZMAError) as error:
        raise TrustError("update.damaged", name=update.path.name) from error


def _lay(archive: tarfile.TarFile, member: tarfile.TarInfo, fresh: Path, name: str) -> None:
    """One plain file or folder inside ``fresh``; anything else is no update of ours."""
    parts = [part for part in member.name.split("/") if part not in ("", ".")]
    if any(part == ".." or re.search(r"[\\:\x00]", part) for part in parts) or member.name.startswith("/"):
        raise TrustError("update.damaged", name=name)
    target = fresh.joinpath(*parts)
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True)
        return
    content = archive.extractfile(member) if member.isreg() else None
    if content is None:
        raise TrustError("update.damaged", name=name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as stream:
        shutil.copyfileobj(content, stream, _CHUNK)
    if member.mode & 0o100:
        with contextlib.suppress(OSError):  # a FAT stick has no modes and refuses them
            target.chmod(0o755)


def _positioned(path: Path, content: Content) -> Iterator[_Window]:
    with path.open("rb") as stream:
        stream.seek(content.offset)
        yield _Window(stream, content.size)


def _take_along(root: Path, fresh: Path) -> None:
    for name in _TAKEN_ALONG:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, fresh / name, dirs_exist_ok=True)
        elif source.is_file():
            shutil.copyfile(source, fresh / name)


def _try_out(fresh: Path, kind: str, version: str) -> None:
    """The new version must start and call itself what the header says."""
    own = fresh / ("pervichka-cli.exe" if sys.platform == "win32" else "pervichka")
    if kind == PROGRAM:
        python = getattr(sys, "_base_executable", sys.executable)
        command = [str(python), "-I", "-B", "-X", "utf8", "-c", _START, str(fresh)]
        if sys.platform == "win32":  # pervichka.exe takes no program text
            return
    else:
        command = [str(own)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, just unpacked from a signed file
            [*command, "--version"],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=str(fresh),
            env={**os.environ, "PERVICHKA_THIS_VERSION": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EnvironmentFault("update.does_not_run", version=version) from error
    if done.returncode or done.stdout.decode("utf-8", "replace").split() != ["pervichka", version]:
        raise EnvironmentFault("update.does_not_run", version=version)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        else:
            sync_folder(path)
    sync_folder(folder)
