"""«Первичка на флешке»: the program for Windows and Linux side by side with the vault, on one stick.

Made beside under another name and renamed when it is whole. FAT32 and exFAT: no links, no modes, plain names.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.files import fault_from, move_into_place, safe_name, sync_folder
from app.errors import EnvironmentFault, UserError
from app.progress import Progress, silent
from app.services.program.places import MARKER, Places, places, runtime
from app.services.session import Act, VaultSession, service
from app.storage.engine import open_engine
from app.storage.unit_of_work import Database
from app.storage.vault.backup import vacuum_into
from app.storage.vault.files import VaultFiles, new_folder
from app.storage.vault.head import write_head
from app.storage.vault.integrity import damaged_pages
from app.storage.vault.keyslots import write_header

FOLDER = "Pervichka"
LINUX_LAUNCHER, LINUX_SCRIPT, WINDOWS_LAUNCHER = "Первичка-Linux.com", "Первичка-Linux.sh", "Первичка-Windows.exe"
_WINDOWS_SCRIPT = "Первичка-Windows.cmd"
_OWN_STUB = "pervichka-stick.exe"
_BLOCK = 1024 * 1024
_ROOM_TO_SPARE = 64 * 1024 * 1024
_MARK = """Это переносная «Первичка». Не удаляйте этот файл: по нему программа узнаёт, что она на флешке,
и ничего не оставляет на чужом компьютере.
"""
_READ_ME = """«Первичка» на флешке

Windows:  дважды щёлкните «{windows}».
Linux:    дважды щёлкните «{linux}». Если ничего не произошло, откройте терминал в этой папке
          и наберите:  sh Первичка-Linux.sh

Данные организаций лежат в папке vault, зашифрованы и открываются паролем. Потерянная флешка без пароля бесполезна,
но и данные на ней потеряны: делайте запасные копии на другую флешку (Настройки – Запасные копии).
Прежде чем вынуть флешку, закройте программу и нажмите «Безопасно извлечь». Если флешку вынули раньше, записанное цело.
"""
_SH = """#!/bin/sh
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
[ -x "$here/linux/pervichka" ] && exec "$here/linux/pervichka" "$@"
exec /lib64/ld-linux-x86-64.so.2 "$here/linux/python.com" -I -B -X utf8 "$here/linux/start.py" "$@"
"""
_CMD = '@start "" "%~dp0windows\\pervichka.exe" %*\r\n'


@dataclass(frozen=True)
class PortableCopy:
    """What was made: the folder, for which systems it runs, where the vault's copy lies (None: no data were copied)."""

    folder: Path
    systems: tuple[str, ...]
    vault: Path | None


def make_portable(
    target: Path,
    session: VaultSession | None = None,
    *,
    programs: tuple[Path, ...] | None = None,
    here: Places | None = None,
    progress: Progress | None = None,
) -> PortableCopy:
    """Make ``target/Pervichka`` with the programs at hand, and with a copy of the session's vault.

    ``programs``: folders of packed programs; None: the running one, and on a stick all that lie there.
    Raises UserError ``portable.not_packed``, ``portable.there_already``, ``portable.inside``; EnvironmentFault
    ``portable.no_room``, ``files.…``; OperationCancelled.
    """
    at = here or places()
    steps = progress or silent()
    sources = _sources(at) if programs is None else {_system_of(folder): folder for folder in programs}
    if not sources or "" in sources:
        raise UserError("portable.not_packed")
    folder = target.absolute() / FOLDER
    if folder.exists():
        raise UserError("portable.there_already", name=FOLDER)
    for inside in (*sources.values(), *((session.folder,) if session is not None else ())):
        if folder.is_relative_to(inside.absolute()):
            raise UserError("portable.inside")
    files = [(source / name, Path(system) / name) for system, source in sources.items() for name in _files(source)]
    if programs is None and at.stick is not None and at.programs.is_dir():
        files += [(at.programs / name, Path("versions") / name) for name in _files(at.programs)]
    elif programs is None and at.root not in sources.values():
        files = _laid_over(files, at.root)
    _refuse_no_room(target, files, session)
    fresh = target.absolute() / f".{FOLDER}.part"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        for number, (source, name) in enumerate(files):
            if number % 50 == 0:
                steps.step("Копирую программу", number, len(files))
            _copy(source, fresh / name)
        _lay_launchers(fresh, sources)
        steps.step("Копирую данные", len(files), len(files))
        vault = copy_vault_to_stick(session, fresh / "vault") if session is not None else None
        (fresh / "vault").mkdir(exist_ok=True)
        sync_folder(fresh)
        move_into_place(fresh, folder)
        sync_folder(folder.parent)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise fault_from(error, FOLDER) from error
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return PortableCopy(folder, tuple(sorted(sources)), folder / "vault" / vault if vault else None)


@service(Act.COPY)
def copy_vault_to_stick(session: VaultSession, folder: Path) -> str:
    """One consistent moment of the vault, encrypted with the same key, opened by the same passwords."""
    own = VaultFiles(session.folder)
    name = safe_name(session.folder.name, longest=60)
    with new_folder(folder / name) as temporary:
        files = VaultFiles(temporary)
        write_header(files.keys, own.header())
        files.backups.mkdir(mode=0o700)
        vacuum_into(session.database, files.database)
        secret = bytearray(session.database.key)
        copied = Database(open_engine(files.database, secret), files.database, secret)
        try:
            if damaged_pages(copied.engine):
                raise EnvironmentFault("vault.copy_not_verified")
            write_head(files.head, copied)
        finally:
            copied.dispose()
    if not session.read_only:
        with session.unit_of_work() as uow:
            uow.journal.record("vault.copied")
            uow.commit()
    return name


def _sources(at: Places) -> dict[str, Path]:
    if at.stick is not None:
        return {name: at.stick / name for name in ("linux", "windows") if (at.stick / name / "app").is_dir()}
    base = Path(sys.executable).parent  # a newer version without a Python of its own runs on this one
    found = next((folder for folder in (at.root, base) if _system_of(folder)), None)
    return {_system_of(found): found} if found is not None else {}


def _system_of(folder: Path) -> str:
    if (folder / "python.com").is_file():
        return "linux"
    return "windows" if (folder / "pervichka.exe").is_file() else ""


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        if Path(parent).name == "__pycache__" and not runtime(folder):
            continue
        for name in sorted(names):
            yield (Path(parent) / name).relative_to(folder)


def _laid_over(files: list[tuple[Path, Path]], root: Path) -> list[tuple[Path, Path]]:
    """The files of a newer version in place of those of the one it runs on."""
    system = files[0][1].parts[0]
    newer = {Path(system) / name: root / name for name in _files(root)}
    replaced = {name.parts[1] for name in newer}
    return [(s, n) for s, n in files if n.parts[1] not in replaced] + [(s, n) for n, s in newer.items()]


def _refuse_no_room(target: Path, files: list[tuple[Path, Path]], session: VaultSession | None) -> None:
    needed = sum(source.stat().st_size for source, _ in files) + _ROOM_TO_SPARE
    if session is not None:
        needed += VaultFiles(session.folder).database.stat().st_size
    try:
        free = shutil.disk_usage(target).free
    except OSError as error:
        raise fault_from(error, target.name) from error
    if free < needed:
        words = (f"{needed // 1024**2} МБ", f"{free // 1024**2} МБ")
        raise EnvironmentFault("portable.no_room", needed=words[0], free=words[1])


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, _BLOCK)
        written.flush()
        os.fsync(written.fileno())
    if source.stat().st_mode & 0o100:
        with contextlib.suppress(OSError):  # a FAT stick has no modes and refuses them
            target.chmod(0o755)


def _lay_launchers(folder: Path, sources: dict[str, Path]) -> None:
    (folder / MARKER).write_text(_MARK, "utf-8", newline="\r\n")
    windows = "—"
    if "windows" in sources:
        stub = sources["windows"] / _OWN_STUB
        windows = WINDOWS_LAUNCHER if stub.is_file() else _WINDOWS_SCRIPT
        if stub.is_file():
            _copy(stub, folder / windows)
        else:
            (folder / windows).write_bytes(_CMD.encode("ascii"))
    if "linux" in sources:
        _copy(sources["linux"] / "pervichka", folder / LINUX_LAUNCHER)
        (folder / LINUX_SCRIPT).write_text(_SH, "utf-8", newline="\n")
    linux = LINUX_LAUNCHER if "linux" in sources else "—"
    (folder / "Прочтите.txt").write_text(_READ_ME.format(windows=windows, linux=linux), "utf-8-sig", newline="\r\n")
