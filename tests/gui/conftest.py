"""The real window over a real vault, without a screen. ``house`` is the window opened on a school with people."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.domain.enums import EventKind, MemberCategory, Sex
from app.progress import Progress
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.session import VaultSession
from app.services.vault.creating import open_vault
from app.ui.kit.theme import apply_theme
from app.ui.preferences import Preferences
from app.ui.window import MainWindow, Startup

PASSWORD = "берёза у дороги 14"
"""Of the template vault (the conftest above)."""
PEOPLE = (
    ("Ахметов", "Ильдар", "Магомедович", Sex.MALE, date(1985, 4, 2), "учитель", "1377001", date(2024, 9, 2)),
    ("Воробьёва", "Нина", "Ильинична", Sex.FEMALE, date(1966, 1, 14), "библиотекарь", "1204402", date(1988, 9, 1)),
    ("Дьячкова", "Ольга", "Сергеевна", Sex.FEMALE, date(1998, 6, 30), "воспитатель", "", date(2025, 9, 1)),
    ("Ёлкина", "Татьяна", "Викторовна", Sex.FEMALE, date(1975, 11, 5), "повар", "1310092", date(2019, 2, 1)),
    ("Щербакова", "Нина", "Ильинична", Sex.FEMALE, date(1960, 3, 3), "учитель", "1204418", date(1988, 9, 1)),
)


class PreparedFiles:
    """Stands for the system's file dialogs: gives the prepared path at once."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.asked: list[str] = []

    def _answer(self, title: str, on_path: Callable[[Any], object]) -> None:
        self.asked.append(title)
        if self.path is not None:
            on_path(self.path)

    def open_file(self, parent: QWidget, title: str, kinds: str, on_path: Callable[[Path], object]) -> None:
        self._answer(title, on_path)

    def open_files(self, parent: QWidget, title: str, kinds: str, on_paths: Callable[[list[Path]], object]) -> None:
        self._answer(title, lambda path: on_paths([path]))

    def save_file(self, parent: QWidget, title: str, name: str, kinds: str, on_path: Callable[[Path], object]) -> None:
        self._answer(title, on_path)

    def folder(self, parent: QWidget, title: str, on_path: Callable[[Path], object]) -> None:
        self._answer(title, on_path)


@dataclass
class House:
    """The window and what a test needs to live in it."""

    window: MainWindow
    files: PreparedFiles
    bot: QtBot

    def settle(self) -> None:
        """Wait until all work is done and shown."""
        for _ in range(3):
            self.bot.waitUntil(self.window.jobs.idle, timeout=20_000)
            QApplication.sendPostedEvents()

    def go(self, place: str, **params: object) -> Any:
        """Visit a place; gives its page."""
        assert self.window.workspace is not None
        self.window.workspace.show_page(place, **params)
        self.settle()
        return self.window.workspace.pages[place]

    def dialog(self) -> Any:
        """The dialog that is open."""
        self.settle()
        found = [w for w in self.window.findChildren(QDialog) if w.isVisible()]
        assert found, "no dialog is open"
        return found[-1]

    def toast(self) -> str:
        """What was said last."""
        assert self.window.workspace is not None
        return self.window.workspace._toast.text.text()


def add_people(session: VaultSession) -> list[int]:
    """The five of :data:`PEOPLE`; gives their ids."""
    return [
        add_member(
            session,
            PersonDraft(surname, name, patronymic, sex, born, position=position, card_number=card),
            EntryDraft(EventKind.ADMITTED, since, MemberCategory.WORKING),
        )
        for surname, name, patronymic, sex, born, position, card, since in PEOPLE
    ]


def no_practice(parent: Path, progress: Progress) -> tuple[VaultSession, str]:
    """Tests that need a practice organisation bring their own."""
    raise AssertionError("not asked for")


@pytest.fixture
def look(qapp: QApplication) -> QApplication:
    """The light theme at 100 %."""
    apply_theme(qapp)
    return qapp


@pytest.fixture
def empty_house(look: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[House]:
    """The window before anything is open."""
    files = PreparedFiles()
    startup = Startup(Preferences(tmp_path / "window.json"), tmp_path / "docs", no_practice, files)  # type: ignore[arg-type]
    window = MainWindow(startup)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    yield House(window, files, qtbot)
    window.shut()


@pytest.fixture(scope="session")
def peopled_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with the five members, made once."""
    folder = tmp_path_factory.mktemp("peopled") / "vault"
    shutil.copytree(template_vault, folder)
    session = open_vault(folder, PASSWORD)
    add_people(session)
    session.close()
    return folder


@pytest.fixture
def session(peopled_vault: Path, tmp_path: Path) -> Iterator[VaultSession]:
    """The chair's open session in a private copy of the vault with people."""
    folder = tmp_path / "vault"
    shutil.copytree(peopled_vault, folder)
    opened = open_vault(folder, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def house(empty_house: House, session: VaultSession) -> House:
    """The window open on a school with five members."""
    empty_house.window.open_session(session)
    empty_house.settle()
    return empty_house
