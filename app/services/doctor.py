"""The check of an installation: what works on this computer, what is missing, what to do. Changes nothing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.domain.files import resource_path
from app.errors import AppError

_PRINTER_SECONDS = 5
_LEAST_SPACE = 200 * 1024 * 1024
_REINSTALL = "Установите программу заново: ./installer/run."
PRINT_FONTS = ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf")


class Health(StrEnum):
    """FINE; ADVICE: works without it, but; BROKEN: the program cannot do its work."""

    FINE = "fine"
    ADVICE = "advice"
    BROKEN = "broken"


@dataclass(frozen=True)
class InstallationCheck:
    """One thing looked at: a stable id, its Russian name, how it is, what was seen, what to do (when not fine)."""

    id: str
    title: str
    health: Health
    seen: str
    todo: str = ""


def examine(data_folder: Path) -> tuple[InstallationCheck, ...]:
    """Look at everything. ``data_folder``: where this user's vaults are to lie; it need not be there yet."""
    looks: tuple[Callable[[], InstallationCheck], ...] = (
        _python,
        _window,
        _display,
        _fonts,
        _cipher,
        _seal,
        lambda: _writing(data_folder),
        _printers,
    )
    return tuple(look() for look in looks)


def _python() -> InstallationCheck:
    version = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info[:2] >= (3, 11)
    health = Health.FINE if fine else Health.BROKEN
    return InstallationCheck("python", "Python", health, version, "" if fine else "Установите Python 3.11 или новее.")


def _window() -> InstallationCheck:
    missing = [name for name in ("PySide6.QtWidgets", "PySide6.QtPrintSupport") if not _there(name)]
    if missing:
        return InstallationCheck(
            "qt",
            "Окно (Qt)",
            Health.BROKEN,
            "не установлено",
            "Запустите ./installer/run ещё раз: он поставит недостающее.",
        )
    return InstallationCheck("qt", "Окно (Qt)", Health.FINE, "установлено")


def _there(module: str) -> bool:
    package, _, name = module.rpartition(".")
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return False
    return any(any(Path(folder).glob(f"{name}.*")) for folder in spec.submodule_search_locations)


def _display() -> InstallationCheck:
    shown = sys.platform in ("win32", "darwin") or any(os.environ.get(v) for v in ("DISPLAY", "WAYLAND_DISPLAY"))
    if shown:
        return InstallationCheck("display", "Экран", Health.FINE, "есть")
    return InstallationCheck(
        "display", "Экран", Health.ADVICE, "не найден", "Окно не откроется; команды в терминале работают."
    )


def _fonts() -> InstallationCheck:
    missing = [name for name in PRINT_FONTS if not resource_path("fonts", name).is_file()]
    if missing:
        return InstallationCheck("fonts", "Шрифты", Health.BROKEN, "не хватает: " + ", ".join(missing), _REINSTALL)
    return InstallationCheck("fonts", "Шрифты", Health.FINE, "свои, вместе с программой")


def _cipher() -> InstallationCheck:
    """Write a real encrypted database and see that its file is not readable as a plain one."""
    title = "Шифрование данных"
    try:
        from app.storage.engine import open_engine

        with tempfile.TemporaryDirectory(prefix="pervichka-") as folder:
            path = Path(folder) / "probe.db"
            path.touch()
            engine = open_engine(path, os.urandom(32))
            try:
                with engine.begin() as connection:
                    connection.exec_driver_sql("CREATE TABLE probe (value TEXT)")
                    version = connection.exec_driver_sql("PRAGMA cipher_version").scalar_one()
            finally:
                engine.dispose()
            hidden = not path.read_bytes().startswith(b"SQLite format 3")
    except (AppError, ImportError, OSError):
        hidden, version = False, ""
    if not hidden:
        return InstallationCheck("cipher", title, Health.BROKEN, "не работает", _REINSTALL)
    return InstallationCheck("cipher", title, Health.FINE, f"SQLCipher {version}")


def _seal() -> InstallationCheck:
    from app.bundle.identity import make_identity

    try:
        make_identity("Проверка", "00000000-0000-0000-0000-000000000000")
    except (ImportError, ValueError, OSError):
        return InstallationCheck("seal", "Подпись и запечатывание", Health.BROKEN, "не работают", _REINSTALL)
    return InstallationCheck("seal", "Подпись и запечатывание", Health.FINE, "работают")


def _writing(folder: Path) -> InstallationCheck:
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    title = "Папка для данных"
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".pervichka-") as probe:
            probe.write(b"0" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
        free = shutil.disk_usage(place).free
    except OSError:
        return InstallationCheck(
            "writing", title, Health.BROKEN, f"{folder}: записать нельзя", "Проверьте права на папку и место на диске."
        )
    if free < _LEAST_SPACE:
        return InstallationCheck(
            "writing", title, Health.ADVICE, f"{folder}: осталось {free // 2**20} МБ", "Освободите место на диске."
        )
    return InstallationCheck("writing", title, Health.FINE, f"{folder}, свободно {free // 2**30} ГБ")


def _printers() -> InstallationCheck:
    title = "Принтеры"
    if sys.platform == "win32":
        return InstallationCheck("printers", title, Health.FINE, "их показывает Windows при печати")
    command = shutil.which("lpstat")
    advice = "Подключите принтер в настройках системы. Без него отчёты сохраняются в PDF."
    if command is None:
        return InstallationCheck("printers", title, Health.ADVICE, "служба печати не установлена", advice)
    try:
        # The command is the system's own, found on PATH; no shell, no arguments of anybody's.
        answer = subprocess.run(  # noqa: S603
            [command, "-e"], capture_output=True, text=True, timeout=_PRINTER_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return InstallationCheck("printers", title, Health.ADVICE, "служба печати не отвечает", advice)
    names = answer.stdout.split()
    if not names:
        return InstallationCheck("printers", title, Health.ADVICE, "не найдены", advice)
    return InstallationCheck("printers", title, Health.FINE, ", ".join(names))
