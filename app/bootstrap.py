"""The only place that wires things together: paths, log, theme, the window and what it opens first."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtWidgets import QApplication

from app.cage import end_waiting_child, keep_warm
from app.domain.files import resource_path
from app.progress import Progress
from app.services.program.places import NAME, Places, places
from app.services.vault.finding import is_vault
from app.services.vault.synchronised import place_for_data
from app.ui.instance import ask_to_show
from app.ui.kit.dialogs import FileChooser
from app.ui.preferences import Preferences
from app.ui.problems import install_hook, start_log
from app.ui.start.folders import free_folder
from app.ui.window import MainWindow, Startup, apply_preferred_theme

if TYPE_CHECKING:
    from app.services.session import VaultSession


def practice(parent: Path, progress: Progress) -> tuple[VaultSession, str]:
    """A practice organisation, open, and its password: invented people, nothing to protect."""
    from app.services.demo import build_practice_vault  # only who practises waits for it
    from app.services.vault.creating import open_vault

    made = build_practice_vault(free_folder(parent, "Учебная организация"), progress=progress)
    return open_vault(made.folder, made.password), made.password


def make_application(arguments: Sequence[str]) -> QApplication:
    """The one QApplication, speaking Russian."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    application = QApplication(list(arguments))
    application.setApplicationName("Первичка")
    application.setDesktopFileName(NAME)
    QLocale.setDefault(QLocale(QLocale.Language.Russian, QLocale.Country.Russia))
    translator = QTranslator(application)
    if translator.load("qtbase_ru", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return application


def make_window(preferences: Preferences, documents: Path | None = None) -> MainWindow:
    """The window with everything it needs; nothing is shown yet."""
    apply_preferred_theme(preferences)
    here = places()
    folder = documents or (
        here.documents if here.stick else place_for_data(Path(platformdirs.user_documents_dir()), Path.home())
    )
    return MainWindow(Startup(preferences, folder, practice, FileChooser()))


def known_vaults(preferences: Preferences, here: Places) -> list[Path]:
    """Vaults opened before; on a stick that nobody opened yet, those that lie on it."""
    recent = preferences.recent_vaults()
    if recent or here.stick is None or not here.documents.is_dir():
        return recent
    return [folder for folder in (here.documents, *sorted(here.documents.iterdir())) if is_vault(folder)]


def leave_program_folder(program: Path, documents: Path) -> None:
    """Started by a shortcut of Windows we stand in the program's own folder, and files would be proposed to lie there,
    where nobody finds them and the next version may clear them away."""
    here = Path.cwd()
    if here == program or program in here.parents:
        os.chdir(documents if documents.is_dir() else Path.home())


def run_window(vault: Path | None = None, password_file: Path | None = None, arrived: Path | None = None) -> int:
    """Open the window, on a vault when one is given (with its password from a file: the practice organisation).

    ``arrived``: a sealed file to read there, once somebody has logged in.
    """
    arrived = None if arrived is None else arrived.absolute()
    leave_program_folder(resource_path().parent, Path(platformdirs.user_documents_dir()))
    application = make_application([sys.argv[0]])
    here = places()
    if here.stick is not None:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(here.settings / "config"))
    start_log(here.log)
    install_hook()
    preferences = Preferences.load(here.settings / "window.json", here.stick)
    recent = known_vaults(preferences, here)
    likely = [vault] if vault else list(recent) if arrived is not None else recent[:1]
    if any(is_vault(folder) and ask_to_show(folder, arrived) for folder in likely):
        return 0  # its window is open already and has come forward
    window = make_window(preferences)
    if arrived is not None:
        window.take_arrived(arrived)
    if vault is not None:
        if is_vault(vault):
            screen = window.show_login(vault)
            if password_file is not None and password_file.is_file():
                first = password_file.read_text("utf-8").splitlines()[:1]
                screen.submitted.emit("".join(first))
        else:
            window.show_start(f"В папке «{vault.name}» нет данных организации.")
    elif recent and is_vault(recent[0]):
        window.show_login(recent[0])
    else:
        window.show_start()
    window.show_fitting()
    window.watch_connection()
    keep_warm()  # the first file somebody brings is not waited for
    try:
        return application.exec()
    finally:
        end_waiting_child()
