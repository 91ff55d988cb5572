"""Locking with the screen, one window per vault, the clipboard, and what the settings say of safety."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes import wintypes
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.domain.enums import UserRight
from app.services.vault.copies import COPY_REST, copy_of_the_day
from app.services.vault.creating import back_up, last_backup, open_vault
from app.services.vault.users import add_user, list_users
from app.ui.absence import (
    ENDED,
    LOCKED,
    PBT_APMSUSPEND,
    SLEPT,
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    Absence,
    LinuxAbsence,
    WindowsAbsence,
    absence_of_this_system,
)
from app.ui.instance import Instance, ask_to_show, socket_name
from app.ui.kit.dialogs import CalmDialog
from app.ui.overview import FrameOverview
from app.ui.settings.bring_back import BringBackDialog
from tests.cheap_vault import QUICK
from tests.gui.conftest import PASSWORD, House

_ADDRESS: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """New passwords cost next to nothing here."""
    for room in ("users", "chair_change"):
        monkeypatch.setattr(f"app.services.vault.{room}.calibrated", lambda: QUICK)
    monkeypatch.setattr("app.services.vault.chair_change.MINIMUM_KDF", QUICK)


# --- when the person has gone


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[QDBusConnection]:
    """A D-Bus of our own."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={tmp_path}/bus"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    _ADDRESS["bus"] = daemon.stdout.readline().strip()
    yield QDBusConnection.connectToBus(_ADDRESS["bus"], "watching")
    QDBusConnection.disconnectFromBus("watching")
    QDBusConnection.disconnectFromBus("telling")
    daemon.terminate()
    daemon.communicate()


@pytest.mark.parametrize(
    ("path", "interface", "name", "arguments", "said"),
    [
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", [True], SLEPT),
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", [False], None),
        ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock", [], LOCKED),
        ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [True], LOCKED),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", [True], LOCKED),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", [False], None),
    ],
)
def test_signals_of_a_linux_desktop(
    qtbot: QtBot, bus: QDBusConnection, path: str, interface: str, name: str, arguments: list[bool], said: str | None
) -> None:
    absence = LinuxAbsence(bus, bus)
    told: list[str] = []
    absence.gone.connect(told.append)
    absence.watch(0)
    teller = QDBusConnection.connectToBus(_ADDRESS["bus"], "telling")
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(arguments)
    assert bus.isConnected() and teller.send(message)
    last = QDBusMessage.createSignal("/ScreenSaver", "org.mate.ScreenSaver", "ActiveChanged")
    last.setArguments([True])
    assert teller.send(last)
    qtbot.waitUntil(lambda: len(told) == (1 if said is None else 2))
    assert told == ([LOCKED] if said is None else [said, LOCKED])


class Library:
    """Stands for wtsapi32.dll."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int | None]] = []

    def WTSRegisterSessionNotification(self, window: wintypes.HWND, flags: int) -> int:
        self.calls.append(("register", window.value))
        assert flags == 0
        return 1

    def WTSUnRegisterSessionNotification(self, window: wintypes.HWND) -> int:
        self.calls.append(("unregister", window.value))
        return 1


@pytest.mark.parametrize(
    ("message", "parameter", "said"),
    [
        (WM_WTSSESSION_CHANGE, 0x7, LOCKED),
        (WM_WTSSESSION_CHANGE, 0x2, ENDED),
        (WM_WTSSESSION_CHANGE, 0x8, None),
        (WM_POWERBROADCAST, PBT_APMSUSPEND, SLEPT),
        (WM_POWERBROADCAST, 0x7, None),
        (0x0011, 0, ENDED),
        (0x0200, 7, None),
    ],
)
def test_messages_of_windows(qtbot: QtBot, message: int, parameter: int, said: str | None) -> None:
    library = Library()
    absence = WindowsAbsence(library)
    told: list[str] = []
    absence.gone.connect(told.append)
    absence.watch(77)
    absence.watch(77)
    sent = wintypes.MSG(hWnd=77, message=message, wParam=parameter)
    for kind in (b"windows_generic_MSG", QByteArray(b"windows_generic_MSG"), b"xcb_generic_event_t"):
        assert absence.messages.nativeEventFilter(kind, ctypes.addressof(sent)) == (False, 0), "swallows nothing"
    assert told == ([said] * 2 if said else [])
    absence.stop()
    absence.stop()
    assert library.calls == [("register", 77), ("unregister", 77)]


def test_this_system_has_a_source(qapp: QApplication) -> None:
    kinds = {"linux": LinuxAbsence, "win32": WindowsAbsence}
    assert type(absence_of_this_system()) is kinds.get(sys.platform, Absence)


def test_the_screen_locks_the_vault_and_every_dialog_goes(house: House) -> None:
    session = house.window.session
    assert session is not None
    dialog = CalmDialog(house.window, "Права: Щербакова Е. П.")
    dialog.open()
    inner = CalmDialog(dialog, "Ещё")
    inner.open()
    house.window.absence.gone.emit(LOCKED)
    house.settle()
    assert session.closed and not any(session.database.key)
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()] == []
    assert house.window.workspace is None
    assert "экран был заблокирован" in " ".join(w.text() for w in house.window.findChildren(QLabel))


def test_locking_with_the_screen_can_be_switched_off(house: House) -> None:
    page = house.go("settings", section="security")
    page.sections["security"].with_screen.setChecked(False)
    house.window.absence.gone.emit(LOCKED)
    house.settle()
    assert house.window.session is not None and not house.window.session.closed


def test_names_stay_out_of_the_frames_of_windows(house: House) -> None:
    dialog = CalmDialog(house.window, "Права: Щербакова Е. П.")
    assert dialog.windowTitle() == "Права" and dialog.accessibleName() == "Права: Щербакова Е. П."
    dialog.close()


# --- one window

ASK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.ui.instance import ask_to_show
application = QCoreApplication([])
arrived = Path(sys.argv[2]) if len(sys.argv) > 2 else None
sys.exit(0 if ask_to_show(Path(sys.argv[1]), arrived) else 9)
"""


def _second_start(qtbot: QtBot, *given: Path) -> int:
    """What another process is told that asks for the vault's window."""
    other = subprocess.Popen([sys.executable, "-c", ASK, *map(str, given)], cwd=Path(__file__).parents[2])
    qtbot.waitUntil(lambda: other.poll() is not None, timeout=60_000)
    return int(other.returncode)


def test_a_second_start_brings_the_first_window_forward(qtbot: QtBot, tmp_path: Path) -> None:
    first = Instance()
    shown: list[bool] = []
    first.show_requested.connect(lambda: shown.append(True))
    first.answer_for(tmp_path)
    assert _second_start(qtbot, tmp_path) == 0
    assert shown == [True]
    first.answer_for(None)
    assert not ask_to_show(tmp_path)
    assert tmp_path.name not in socket_name(tmp_path)


def test_a_second_start_hands_its_file_to_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    first, file = Instance(), tmp_path / "Отчёт «школы» за\t2025.pervichka"
    came: list[object] = []
    first.open_requested.connect(came.append)
    first.answer_for(tmp_path)
    assert _second_start(qtbot, tmp_path, file) == 0
    qtbot.waitUntil(lambda: bool(came))
    assert came == [file]
    first.answer_for(None)


def test_the_window_answers_for_its_vault(house: House, qtbot: QtBot) -> None:
    folder = house.window.folder
    assert folder is not None
    house.window.hide()
    assert _second_start(qtbot, folder) == 0
    qtbot.waitUntil(house.window.isVisible)


# --- the clipboard


def test_what_was_copied_leaves_the_clipboard(house: House, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    guard = house.window.clipboard
    if QGuiApplication.platformName() == "offscreen":
        guard.owns = lambda: True  # type: ignore[method-assign, assignment]
    clipboard.setText("Щербакова Нина Ильинична")
    assert guard.timer.isActive() and 30_000 <= guard.timer.interval() <= 60_000
    guard.timer.setInterval(1)
    guard.timer.start()
    qtbot.waitUntil(lambda: clipboard.text() == "")
    clipboard.setText("Щербакова Нина Ильинична")
    house.window.lock()
    assert clipboard.text() == "", "locking does not wait"
    guard.owns = lambda: False  # type: ignore[method-assign, assignment]
    clipboard.setText("чужое")
    assert not guard.timer.isActive()
    guard.clear()
    assert clipboard.text() == "чужое", "what another program put there stays"


# --- the settings


def test_the_check_tells_in_words_what_to_do(house: House) -> None:
    page = house.go("settings", section="security")
    section = page.sections["security"]
    section.check_button.click()
    house.settle()
    assert section.banner.text() == "Данные целы"
    session = house.window.session
    assert session is not None
    with session.unit_of_work() as uow:
        uow.settings.put("rolled_back", {"known": 90, "has": 80})
        uow.commit()
    section.check()
    house.settle()
    assert "последних действий в ней нет" in section.findings.text() and section.confirm_button.isVisible()
    section.confirm_button.click()
    house.dialog().yes_button.click()
    house.settle()
    assert section.banner.text() == "Данные целы"


def test_a_new_key_from_the_settings(house: House) -> None:
    session = house.window.session
    assert session is not None
    add_user(session, "Орлова А. А.", UserRight.VIEWER, "пароль Орловой", undertaking=True)
    key = bytes(session.database.key)
    section = house.go("settings", section="security").sections["security"]
    section.key_button.click()
    dialog = house.dialog()
    dialog.save()
    assert "Введите пароль" in dialog.form.problems()[0]
    dialog.field("password").setText(PASSWORD)
    dialog.save()
    house.settle()
    assert bytes(session.database.key) != key and not session.closed
    assert "Орлова А. А." in section.banner.text() + section.banner.accessibleDescription() + _texts(section)
    assert house.dialog().windowTitle() == "Лист восстановления"


def _texts(widget: Any) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_the_chair_changes_in_the_window(house: House) -> None:
    session = house.window.session
    assert session is not None
    section = house.go("settings", section="security").sections["security"]
    section.handover_button.click()
    dialog = house.dialog()
    dialog.save()
    assert len(dialog.form.problems()) == 3
    dialog.own.setText(PASSWORD)
    dialog.name.setText("Зайцев В. В.")
    for field in (dialog.password, dialog.again):
        field.setText("облака над полем 7")
    dialog.save()
    house.settle()
    assert session.closed and house.window.workspace is None
    titles = {w.windowTitle() for w in house.window.findChildren(QDialog) if w.isVisible()}
    assert titles == {"Лист восстановления", "Акт передачи учётных данных"}
    chair = open_vault(session.folder, "облака над полем 7")
    assert [user.name for user in list_users(chair) if user.blocked_at is None] == ["Зайцев В. В."]
    chair.close()


def test_the_journal_in_the_settings(house: House, tmp_path: Path) -> None:
    section = house.go("settings", section="journal").sections["journal"]
    QAbstractItemModelTester(section.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = section.model.rowCount()
    assert rows > 5 and "Карточка человека: добавление" in {
        section.model.index(row, 1).data() for row in range(rows)
    }  # fmt: skip
    section.person.setText("ахметов")
    assert 0 < section.model.rowCount() < rows
    section.person.setText("")
    section.action.choose("person.added")
    section.refresh()
    house.settle()
    assert {section.model.index(row, 1).data() for row in range(section.model.rowCount())} == {
        "Карточка человека: добавление"
    }
    house.files.path = tmp_path / "журнал.csv"
    section.export("csv")
    house.settle()
    assert "Ахметов" in house.files.path.read_text("utf-8-sig")


def test_bringing_back_shows_the_difference_first(house: House, tmp_path: Path) -> None:
    session = house.window.session
    assert session is not None
    made = back_up(session, tmp_path / "к.pervichka-copy")
    add_user(session, "Орлова А. А.", UserRight.VIEWER, "пароль Орловой", undertaking=True)
    section = house.go("settings", section="copies").sections["copies"]
    section.back.click()
    dialog = house.dialog()
    assert isinstance(dialog, BringBackDialog)
    dialog.save()
    assert "выберите файл" in _texts(dialog)
    dialog.take_file(made.path)
    dialog.password.setText(PASSWORD)
    dialog.save()
    house.settle()
    assert dialog.found is not None and dialog.found.lost == 1
    assert "Карточек людей" in _texts(dialog) and "После возврата их не будет" in _texts(dialog)
    dialog.save()
    house.settle()
    assert session.closed and house.window.workspace is None
    again = open_vault(session.folder, PASSWORD)
    assert len(list_users(again)) == 1
    again.close()


def test_the_copy_of_the_day_comes_with_the_stick(house: House, tmp_path: Path) -> None:
    from app.services.vault.creating import choose_backup_folder

    session = house.window.session
    assert session is not None
    stick = tmp_path / "stick"
    stick.mkdir()
    choose_backup_folder(session, stick)
    stick.rmdir()
    assert not copy_of_the_day(session)
    stick.mkdir()
    house.window._copy_when_it_can_be()
    house.settle()
    assert len(list(stick.iterdir())) == 1 and last_backup(session) is not None
    add_user(session, "Орлова А. А.", UserRight.VIEWER, "пароль Орловой", undertaking=True)
    assert not copy_of_the_day(session, COPY_REST), "not every minute"
    assert copy_of_the_day(session)


def test_the_foot_asks_for_a_copy_gently(house: House) -> None:
    assert house.window.workspace is not None
    assert house.window.workspace.foot.backup.text() == "Копий ещё нет"
    old = FrameOverview("", "", "", None, datetime.now().astimezone() - timedelta(days=9), 0)  # type: ignore[arg-type]
    assert old.backup_words.endswith("Пора сделать новую")
