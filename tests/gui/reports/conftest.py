"""A page needs a context: an open vault, the job queue, and a shell that only remembers what was asked of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.enums import EventKind, MemberCategory, PartyRelation, Sex
from app.services import intake, reports
from app.services.exchange.views import PartyView
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.organisation.passport import Headcount, draft_from_json, own_card, set_headcount
from app.services.session import VaultSession
from app.services.vault.creating import create_vault, open_vault, vault_info
from app.ui.context import UiContext
from app.ui.jobs import Jobs
from app.ui.kit.theme import apply_theme
from app.ui.preferences import Preferences
from app.ui.rooms import Rooms

YEAR = date.today().year - 1  # the year reported about is over
PASSWORD = "берёза у дороги 14"
"""Of the template vault (the outermost conftest)."""
HIGHER = {
    "kind": "tpo", "full_name": "Примерская областная организация Профсоюза", "short_name": "Примерский обком",
    "union": "Нефтегазстройпрофсоюз России", "address": "г. Примерск", "directly_under_union": True,
    "chair": {
        "surname": "Образцов", "name": "Пётр", "patronymic": "Ильич", "sex": "male", "birth_date": "1970-05-05",
        "full_time": True,
    },
    "created_on": "2000-01-01",
}  # fmt: skip


@dataclass
class RecordingShell:
    """The window around a page, as far as a page can tell."""

    shown: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    badges: dict[str, int] = field(default_factory=dict)

    def show_page(self, page_id: str, **params: object) -> None:
        self.shown.append((page_id, params))

    def toast(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        self.said.append(text)

    def set_badge(self, page_id: str, count: int) -> None:
        self.badges[page_id] = count

    def lock(self) -> None:
        self.said.append("lock")

    def show_help(self, topic: str = "") -> None:
        self.said.append(f"help {topic}")

    def restyle(self) -> None:
        self.said.append("restyle")


class Chooser:
    """Answers the file dialogs with prepared paths."""

    def __init__(self) -> None:
        self.answer: Path = Path()
        self.asked: list[str] = []

    def open_file(self, parent: QWidget, title: str, kinds: str, on_path: Callable[[Path], object]) -> None:
        self.asked.append(title)
        on_path(self.answer)

    def open_files(self, parent: QWidget, title: str, kinds: str, on_paths: Callable[[list[Path]], object]) -> None:
        self.asked.append(title)
        on_paths([self.answer])

    def save_file(self, parent: QWidget, title: str, name: str, kinds: str, on_path: Callable[[Path], object]) -> None:
        self.asked.append(name)
        on_path(self.answer)

    def folder(self, parent: QWidget, title: str, on_path: Callable[[Path], object]) -> None:
        self.asked.append(title)
        on_path(self.answer)


def fill_register(session: VaultSession) -> None:
    """Four people: three admitted this year, one of them young."""
    people = (
        ("Ахметов", "Ильдар", Sex.MALE, date(YEAR - 40, 3, 4), date(YEAR, 1, 14)),
        ("Дьячкова", "Ольга", Sex.FEMALE, date(YEAR - 50, 3, 4), date(YEAR, 2, 2)),
        ("Жукова", "Анна", Sex.FEMALE, date(YEAR - 25, 3, 4), date(YEAR, 1, 20)),
        ("Лебедь", "Нина", Sex.FEMALE, date(YEAR - 60, 3, 4), date(2001, 9, 1)),
    )
    for surname, name, sex, born, since in people:
        add_member(
            session,
            PersonDraft(surname, name, "", sex, born),
            EntryDraft(EventKind.ADMITTED, since, MemberCategory.WORKING),
        )


def sign_form_2(session: VaultSession) -> None:
    """Explain what asks for an explanation, and sign."""
    for warning in reports.fill(session, "fnpr-2", YEAR).view.warnings:
        reports.explain(session, "fnpr-2", YEAR, warning.rule, "Так и есть, организация маленькая")
    reports.sign(session, "fnpr-2", YEAR)


class Hands:
    """Keys as the window system sends them; pytest-qt's own way aborts on Cyrillic."""

    @staticmethod
    def press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))

    def type(self, widget: QWidget, text: str) -> None:
        for letter in text:
            self.press(widget, Qt.Key.Key_unknown, letter)


@pytest.fixture
def hands() -> Hands:
    """Somebody at the keyboard."""
    return Hands()


@pytest.fixture
def signed(session: VaultSession, context: UiContext) -> VaultSession:
    """The school's session with form 2 of this year signed."""
    sign_form_2(session)
    return session


@pytest.fixture
def looks(qapp: QApplication) -> QApplication:
    """The theme is applied, as in the program."""
    apply_theme(qapp)
    return qapp


@pytest.fixture
def make_context(looks: QApplication, qtbot: QtBot) -> Iterator[Callable[[VaultSession], UiContext]]:
    """Contexts for sessions; their job queues are stopped at the end."""
    queues: list[Jobs] = []

    def make(session: VaultSession) -> UiContext:
        jobs = Jobs()
        queues.append(jobs)
        made = UiContext(session, jobs, RecordingShell(), Preferences(), Rooms(), files=Chooser())  # type: ignore[arg-type]
        jobs.delivered.connect(lambda _: made.publish())
        return made

    yield make
    for jobs in queues:
        jobs.stop()


@pytest.fixture(scope="session")
def school_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with the four people of :func:`fill_register`, made once."""
    folder = tmp_path_factory.mktemp("school") / "vault"
    shutil.copytree(template_vault, folder)
    opened = open_vault(folder, PASSWORD)
    fill_register(opened)
    set_headcount(opened, Headcount(date(YEAR - 1, 12, 31), employees=60, employees_women=44, employees_youth=12))
    opened.close()
    return folder


@pytest.fixture
def session(school_vault: Path, tmp_path: Path) -> Iterator[VaultSession]:
    """The chair's open session in a private copy of the school."""
    folder = tmp_path / "school"
    shutil.copytree(school_vault, folder)
    opened = open_vault(folder, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def context(session: VaultSession, make_context: Callable[[VaultSession], UiContext]) -> UiContext:
    """The chair of a school with four members."""
    return make_context(session)


@pytest.fixture(scope="session")
def higher_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault of a territorial organisation, made once."""
    folder = tmp_path_factory.mktemp("higher") / "vault"
    create_vault(folder, draft_from_json(HIGHER), profile="ngsp", password="дуб у реки 7").session.close()
    return folder


@pytest.fixture
def higher(higher_template: Path, tmp_path: Path) -> Iterator[VaultSession]:
    """Its open session, in a private copy."""
    folder = tmp_path / "higher"
    shutil.copytree(higher_template, folder)
    opened = open_vault(folder, "дуб у реки 7")
    yield opened
    opened.close()


@pytest.fixture
def acquainted(session: VaultSession, higher: VaultSession) -> PartyView:
    """Both trust each other's keys; gives the higher organisation as the school knows it."""
    intake.enrol(higher, own_card(session), relation=PartyRelation.SUBORDINATE)
    return intake.enrol(session, own_card(higher), vault_info(higher).fingerprint, PartyRelation.HIGHER)


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[UiContext], None]:
    """Wait until the jobs of a context are done and delivered."""

    def wait(context: UiContext) -> None:
        qtbot.waitUntil(context.jobs.idle, timeout=20_000)
        QApplication.sendPostedEvents()

    return wait


@pytest.fixture
def year() -> int:
    """The year reported about."""
    return YEAR
