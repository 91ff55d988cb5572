"""Choosing a vault, the password, the recovery sheet, locking."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QLabel, QWidget

from app.errors import AccessError
from app.progress import silent
from app.services.organisation.passport import draft_from_json
from app.services.session import VaultSession
from app.services.vault import opening as module
from app.services.vault.creating import MINIMUM_KDF, create_vault, open_vault, open_with_recovery
from app.ui.start.choose import ChooseScreen
from app.ui.start.login import LoginPresenter, LoginScreen, RecoveryScreen
from tests.gui.conftest import PASSWORD, House


class View:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.busy: list[bool] = []
        self.said: list[tuple[str, int]] = []

    def show_busy(self, busy: bool) -> None:
        self.busy.append(busy)

    def show_refusal(self, text: str, wait_seconds: int) -> None:
        self.said.append((text, wait_seconds))


def all_words(widget: QWidget) -> str:
    """What the labels of a screen say."""
    return "\n".join(shown.text() for shown in widget.findChildren(QLabel))


def at_once(work, on_done, on_error) -> None:  # type: ignore[no-untyped-def]
    try:
        result = work(silent())
    except Exception as error:
        on_error(error)
    else:
        on_done(result)


def test_presenter_waits_as_long_as_it_must(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def patience(*_: object, **__: object) -> VaultSession:
        raise AccessError("vault.wait", seconds=4)

    monkeypatch.setattr(module, "open_vault", patience)
    view = View()
    LoginPresenter(tmp_path, view, at_once, lambda _: None).try_password("что-то")
    assert view.busy == [True, False]
    text, seconds = view.said[0]
    assert seconds == 4
    assert text


def test_presenter_asks_for_a_good_new_password(tmp_path: Path) -> None:
    view = View()
    presenter = LoginPresenter(tmp_path, view, at_once, lambda _: None)
    presenter.try_password("")
    presenter.try_recovery("", "берёза у дороги 15", "берёза у дороги 15")
    presenter.try_recovery("АБВГД", "мало", "мало")
    presenter.try_recovery("АБВГД", "берёза у дороги 15", "берёза у дороги 16")
    assert [text.split(":")[0].split(".")[0] for text, _ in view.said] == [
        "Введите пароль",
        "Введите код с листа восстановления",
        "Новый пароль",
        "Пароли не совпадают",
    ]
    assert view.busy == []


def test_wrong_password_is_calm_and_the_right_one_opens(empty_house: House, vault_folder: Path) -> None:
    house = empty_house
    screen = house.window.show_login(vault_folder)
    screen.password.setText("не тот")
    screen.go.click()
    house.settle()
    assert screen.banner.isVisible()
    assert "пароль" in screen.banner.text().lower()
    assert screen.password.selectedText() == "не тот"
    screen.password.setText(PASSWORD)
    screen.password.returnPressed.emit()
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.organisation.text() == "ППО СОШ № 14"
    assert house.window.workspace.place.text() == "с. Верхний Услон"
    assert house.window.startup.preferences.recent_vaults() == [vault_folder]


def test_slow_down_is_shown(empty_house: House, vault_folder: Path) -> None:
    screen = empty_house.window.show_login(vault_folder)
    screen.show_refusal("Подождите немного.", 2)
    assert not screen.go.isEnabled()
    assert "2 секунды" in screen.go.text()
    empty_house.bot.waitUntil(screen.go.isEnabled, timeout=6000)
    assert screen.go.text() == "Открыть"


def test_a_forgotten_password(empty_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.conftest import ORGANISATION

    folder = tmp_path / "Наша организация"
    made = create_vault(folder, draft_from_json(ORGANISATION), profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF)
    made.session.close()
    monkeypatch.setattr(module, "open_with_recovery", partial(open_with_recovery, kdf=MINIMUM_KDF))
    screen = empty_house.window.show_login(folder)
    screen.forgotten.emit()
    recovery = empty_house.window.stack.currentWidget()
    assert isinstance(recovery, RecoveryScreen)
    recovery.code.setText("АБВГД-АБВГД")
    recovery.password.setText("сирень за окном 3")
    recovery.again.setText("сирень за окном 3")
    recovery.go.click()
    empty_house.settle()
    assert recovery.banner.isVisible()
    recovery.code.setText(made.recovery_code.lower().replace("-", " "))
    recovery.go.click()
    empty_house.settle()
    assert empty_house.window.workspace is not None
    empty_house.window.lock()
    empty_house.settle()
    open_vault(folder, "сирень за окном 3").close()


def test_lock_lets_everything_go(house: House, session: VaultSession) -> None:
    house.go("members")
    house.window.lock()
    house.settle()
    assert session.closed
    assert house.window.workspace is None
    assert isinstance(house.window.stack.currentWidget(), LoginScreen)
    assert house.window.windowTitle() == "Первичка"


def test_lock_closes_an_open_dialog(house: House) -> None:
    house.go("members", add=True)
    dialog = house.dialog()
    house.window.lock()
    house.settle()
    assert not shiboken6.isValid(dialog)


def test_nobody_at_the_keyboard(house: House, session: VaultSession) -> None:
    house.window._lock_idle()
    house.settle()
    assert session.closed
    screen = house.window.stack.currentWidget()
    assert isinstance(screen, LoginScreen)
    assert "15 минут" in screen.banner.text()


def test_first_screen(empty_house: House, tmp_path: Path) -> None:
    empty_house.window.show_start()
    screen = empty_house.window.stack.currentWidget()
    assert isinstance(screen, ChooseScreen)
    assert screen.title.text() == "Добро пожаловать"
    empty_house.files.path = tmp_path
    screen.other_requested.emit()
    again = empty_house.window.stack.currentWidget()
    assert isinstance(again, ChooseScreen)
    assert "нет данных организации" in again.banner.text()


def test_damaged_preferences_cost_nothing(tmp_path: Path) -> None:
    from app.ui.preferences import Preferences

    file = tmp_path / "window.json"
    file.write_text("{нет", encoding="utf-8")
    preferences = Preferences.load(file)
    assert preferences.number("scale", 100) == 100
    preferences.set("scale", 150)
    assert Preferences.load(file).number("scale", 100) == 150


def test_practice_organisation_from_the_first_screen(empty_house: House) -> None:
    from app.bootstrap import practice

    house = empty_house
    house.window.startup.make_practice = practice
    house.window.show_start()
    screen = house.window.stack.currentWidget()
    assert isinstance(screen, ChooseScreen)
    screen.practice_button.click()
    house.settle()
    assert house.window.session is not None
    assert house.window.workspace is not None
    password = house.toast().rsplit(" ", 1)[-1]
    folder = house.window.session.folder
    house.window.lock()
    house.settle()
    open_vault(folder, password).close()


def test_arguments_choose_between_window_and_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import app.bootstrap
    import app.cli.main
    from app.__main__ import main

    seen: list[object] = []
    monkeypatch.setattr(app.bootstrap, "run_window", lambda *given: seen.append(given) or 0)
    monkeypatch.setattr(app.cli.main, "run", lambda given: seen.append(given) or 3)
    assert main([]) == 0
    assert main(["window", "--vault", str(tmp_path)]) == 0
    assert main(["doctor", "--json"]) == 3
    assert main([str(tmp_path / "Отчёт из школы.pervichka")]) == 0
    assert main(["window", "Квитанция.PERVICHKA"]) == 0
    assert seen == [
        (None, None, None),
        (tmp_path, None, None),
        ["doctor", "--json"],
        (None, None, tmp_path / "Отчёт из школы.pervichka"),
        (None, None, Path("Квитанция.PERVICHKA")),
    ]


def test_a_double_clicked_file_waits_for_the_password(house: House, tmp_path: Path) -> None:
    file = tmp_path / "квитанция.pervichka"
    file.write_bytes(b"not sealed by anybody")
    house.window.lock()
    house.settle()
    house.window.take_arrived(file)
    screen = house.window.stack.currentWidget()
    assert isinstance(screen, LoginScreen)
    assert "После входа прочтём файл «квитанция.pervichka»" in all_words(screen)
    screen.submitted.emit(PASSWORD)
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.current == "exchange"
    dialog = house.dialog()
    assert "Это не запечатанный файл «Первички»" in all_words(dialog)


def test_a_double_clicked_file_is_read_at_once_in_an_open_vault_and_only_once(house: House, tmp_path: Path) -> None:
    file = tmp_path / "квитанция.pervichka"
    file.write_bytes(b"not sealed by anybody")
    house.window.take_arrived(file)
    house.settle()
    dialog = house.dialog()
    dialog.reject()
    house.window.lock()
    house.settle()
    screen = house.window.stack.currentWidget()
    assert isinstance(screen, LoginScreen)
    assert "квитанция" not in all_words(screen)


def test_without_an_organisation_the_start_says_what_waits(house: House, tmp_path: Path) -> None:
    house.window.lock()
    house.settle()
    house.window.take_arrived(tmp_path / "отчёт.pervichka")
    house.window.show_start()
    assert "после этого прочтём файл «отчёт.pervichka»" in all_words(house.window.stack.currentWidget())


def test_files_are_not_proposed_to_lie_in_the_programs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.bootstrap import leave_program_folder

    program, documents, stick = (tmp_path / name for name in ("Программа", "Документы", "Флешка"))
    for folder in (program / "resources", documents, stick):
        folder.mkdir(parents=True)
    for begun, ended in ((program, documents), (program / "resources", documents), (stick, stick)):
        monkeypatch.chdir(begun)
        leave_program_folder(program, documents)
        assert Path.cwd() == ended
    monkeypatch.chdir(program)
    monkeypatch.setenv("HOME", str(stick))
    leave_program_folder(program, tmp_path / "нет")
    assert Path.cwd() == stick
