"""The first run: five screens to a vault, and what is asked to be mended on the way."""

from __future__ import annotations

import contextlib
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.domain.enums import OrganisationCategory, OrganisationKind
from app.services.organisation.passport import chair_on, headcounts, passport
from app.services.session import VaultSession
from app.services.today import TaskKind, to_do
from app.services.vault.creating import (
    MINIMUM_KDF,
    backup_folder,
    create_vault,
    new_recovery_code,
    open_vault,
    open_with_recovery,
)
from app.services.vault.sheets import sheet_is_due
from app.ui.settings.security import SecuritySection
from app.ui.start.answers import FirstRunAnswers
from app.ui.start.folders import free_folder
from app.ui.start.wizard import FirstRun
from tests.gui.conftest import House


@pytest.fixture
def wizard(empty_house: House) -> FirstRun:
    """The first screen, with the cheapest key derivation."""
    screen = empty_house.window.show_first_run()
    screen._create = partial(create_vault, kdf=MINIMUM_KDF)
    return screen


def fill_chair(wizard: FirstRun) -> None:
    """The third screen as a chair fills it."""
    for name, text in (("surname", "Щербакова"), ("name", "Елена"), ("patronymic", "Петровна")):
        wizard.chair.fields[name].setText(text)  # type: ignore[attr-defined]
    wizard.chair.birth.setText("03.03.1968")
    wizard.chair.password.setText("берёза у дороги 14")
    wizard.chair.again.setText("берёза у дороги 14")


def test_from_nothing_to_the_window(empty_house: House, wizard: FirstRun, tmp_path: Path) -> None:
    house = empty_house
    assert wizard.subtitle.text() == "Шаг 1 из 5"
    wizard.go_next()
    wizard.go_next()
    assert wizard.organisation.form.problems() == ["Напишите полное название, как в уставе или на печати."]
    fields = wizard.organisation.fields
    fields["full_name"].setText("Первичная организация школы № 14")  # type: ignore[attr-defined]
    fields["short_name"].setText("ППО: школа № 14")  # type: ignore[attr-defined]
    fields["employees"].setText("60")  # type: ignore[attr-defined]
    fields["employees_women"].setText("61")  # type: ignore[attr-defined]
    wizard.go_next()
    assert "Больше, чем всего" in wizard.organisation.form.problems()[0]
    fields["employees_women"].setText("48")  # type: ignore[attr-defined]
    wizard.go_next()
    assert wizard.title.text() == "Председатель и пароль"
    wizard.go_next()
    assert len(wizard.chair.form.problems()) == 3
    fill_chair(wizard)
    wizard.go_next()
    house.settle()
    assert wizard.title.text() == "Лист восстановления"
    assert wizard.subtitle.text() == "Шаг 3 из 5"
    assert len(wizard.recovery.code.text()) > 30
    assert not wizard.back.isVisible()
    wizard.go_next()
    assert "отметьте" in wizard.recovery.banner.text()
    house.files.path = tmp_path / "лист.pdf"
    wizard.recovery.save_button.click()
    assert house.files.path.read_bytes().startswith(b"%PDF")
    wizard.recovery.kept.setChecked(True)
    wizard.go_next()
    assert wizard.title.text() == "Список членов профсоюза"
    wizard.later.click()
    copies = tmp_path / "копии"
    copies.mkdir()
    house.files.path = copies
    wizard.copies_step.folder_button.click()
    wizard.go_next()
    house.settle()
    session = house.window.session
    assert session is not None
    assert house.window.workspace is not None
    assert house.window.workspace.current == "today"
    assert passport(session).short_name == "ППО: школа № 14"
    assert [(h.employees, h.employees_women) for h in headcounts(session)] == [(60, 48)]
    chair = chair_on(session, date.today())
    assert chair is not None
    assert chair.short == "Щербакова Е. П."
    assert backup_folder(session) == copies
    assert session.folder.parent == house.window.startup.documents
    assert ":" not in session.folder.name
    assert wizard.answers.password == ""


def test_a_list_chosen_at_the_beginning_is_shown_at_the_end(empty_house: House, wizard: FirstRun) -> None:
    house = empty_house
    wizard.go_next()
    wizard.organisation.fields["full_name"].setText("ППО школы № 14")  # type: ignore[attr-defined]
    wizard.go_next()
    fill_chair(wizard)
    wizard.go_next()
    house.settle()
    wizard.recovery.kept.setChecked(True)
    wizard.go_next()
    house.files.path = Path(__file__).parents[1] / "data" / "spisok_shkola.xlsx"
    wizard.list.file_button.click()
    wizard.go_next()
    wizard.go_next()
    house.settle()
    dialog = house.dialog()
    assert "64" in dialog.outcome.text() or "63" in dialog.outcome.text()


def made(house: House, wizard: FirstRun) -> Path:
    """The first run up to the recovery sheet; the folder of the vault."""
    wizard.go_next()
    wizard.organisation.fields["full_name"].setText("ППО школы № 14")  # type: ignore[attr-defined]
    wizard.go_next()
    fill_chair(wizard)
    wizard.go_next()
    house.settle()
    assert wizard.session is not None
    return wizard.session.folder


def unlocked(house: House, folder: Path) -> object:
    """The screen after the password."""
    house.window.open_session(open_vault(folder, "берёза у дороги 14"))
    house.settle()
    return house.window.stack.currentWidget()


def test_closed_at_the_recovery_sheet_it_goes_on_there_with_a_new_code(empty_house: House, wizard: FirstRun) -> None:
    house = empty_house
    folder, shown = made(house, wizard), wizard.recovery.code.text()
    assert house.window.startup.preferences.recent_vaults()[0] == folder
    house.window.lock()
    house.settle()
    screen = unlocked(house, folder)
    assert isinstance(screen, FirstRun) and screen.title.text() == "Лист восстановления"
    code = screen.recovery.code.text()
    assert len(code) > 30 and code != shown
    assert "больше не действует" in screen.recovery.banner.text()
    screen.recovery.kept.setChecked(True)
    screen.go_next()
    house.settle()
    assert screen.session is not None and not sheet_is_due(screen.session)
    house.window.shut()
    with contextlib.closing(open_with_recovery(folder, code, "осина у колодца 7", kdf=MINIMUM_KDF)):
        pass


def test_closed_at_a_later_step_it_goes_on_there_with_the_list(empty_house: House, wizard: FirstRun) -> None:
    house = empty_house
    folder = made(house, wizard)
    wizard.recovery.kept.setChecked(True)
    wizard.go_next()
    house.files.path = Path(__file__).parents[1] / "data" / "spisok_shkola.xlsx"
    wizard.list.file_button.click()
    wizard.go_next()
    house.settle()
    house.window.lock()
    house.settle()
    screen = unlocked(house, folder)
    assert isinstance(screen, FirstRun) and screen.title.text() == wizard.copies_step.title
    assert screen.list_file == house.files.path
    screen.go_next()
    house.settle()
    house.dialog().reject()
    house.window.lock()
    house.settle()
    assert not isinstance(unlocked(house, folder), FirstRun)


def test_a_sheet_that_nobody_has_is_told_of_until_it_is_marked(house: House, session: VaultSession) -> None:
    assert not sheet_is_due(session)
    new_recovery_code(session)
    assert TaskKind.RECOVERY_SHEET in {task.kind for task in to_do(session, date.today())}
    section = house.go("settings", section="security").findChild(SecuritySection)
    house.settle()
    assert section is not None
    assert section.sheet_banner.isVisible()
    section.sheet_banner.activated.emit()
    house.settle()
    assert not sheet_is_due(session) and not section.sheet_banner.isVisible()


def test_back_from_the_first_screen_leads_to_the_start(empty_house: House, wizard: FirstRun) -> None:
    wizard.go_next()
    wizard.go_back()
    wizard.go_back()
    assert empty_house.window.stack.currentWidget() is not wizard


def test_a_folder_that_cannot_be_written_is_told(empty_house: House, wizard: FirstRun, tmp_path: Path) -> None:
    blocked = tmp_path / "файл"
    blocked.write_text("", encoding="utf-8")
    wizard.go_next()
    wizard.organisation.fields["full_name"].setText("ППО школы № 14")  # type: ignore[attr-defined]
    wizard.go_next()
    fill_chair(wizard)
    wizard.answers.folder = blocked / "организация"
    wizard._make()
    empty_house.settle()
    assert wizard.banner.isVisible()
    assert wizard.next.isEnabled()
    assert wizard.session is None


def test_students_are_asked_for_where_they_are(wizard: FirstRun) -> None:
    step = wizard.organisation
    wizard.go_next()
    assert step.fields["students"].isHidden() or not step.fields["students"].isVisible()
    step.category.choose(OrganisationCategory.HIGHER_EDUCATION)
    assert step.fields["students"].isVisible()


def test_answers_make_a_draft() -> None:
    answers = FirstRunAnswers(
        profile="ngsp", kind=OrganisationKind.OPPO, full_name="  ОППО  завода ", surname="Орлов", name="Пётр",
        patronymic="Ильич", employees=10, email="a@b.ru", headcount_on=date(2026, 1, 1),
    )  # fmt: skip
    draft = answers.draft()
    assert draft.full_name == "ОППО завода"
    assert draft.headcounts[0].on == date(2026, 1, 1)
    assert draft.chair is not None
    assert draft.chair.sex is not None
    assert answers.organisation_problems() == {}
    answers.email = "нет"
    answers.students_women = 3
    assert set(answers.organisation_problems()) == {"email", "students"}


def test_a_taken_folder_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "ППО").mkdir()
    assert free_folder(tmp_path, "ППО").name == "ППО 2"
    assert FirstRunAnswers(full_name='ППО "Заря": цех/3').folder_name() == "ППО Заря цех3"


def test_enter_goes_on(wizard: FirstRun) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(wizard.union, QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier))
    assert wizard.subtitle.text() == "Шаг 2 из 5"


def test_a_cloud_folder_chosen_for_the_data_is_told_of(empty_house: House, wizard: FirstRun, tmp_path: Path) -> None:
    wizard.answers.short_name = "ППО: школа № 14"
    empty_house.files.path = tmp_path / "Яндекс.Диск"
    wizard.chair.folder_requested.emit()
    assert "Эта папка сама уходит в интернет (Яндекс Диск)" in wizard.chair.folder.text()
    assert wizard.chair.folder.property("role") == "problem"
    empty_house.files.path = tmp_path / "Документы"
    wizard.chair.folder_requested.emit()
    assert "интернет" not in wizard.chair.folder.text()
    assert wizard.chair.folder.property("role") == "small"


def test_every_screen_has_one_button_that_goes_on(empty_house: House, wizard: FirstRun) -> None:
    """Seen in the packed program: after «Позже» the last screen had no button at all."""
    for place, (_, step) in enumerate(wizard.steps):
        wizard._show(place)
        empty_house.settle()
        shown = [item for item in (wizard.next, wizard.later) if item.isVisible()]
        assert shown == [wizard.later if step is wizard.list else wizard.next], step.title
    wizard.list_file = Path("список.xlsx")
    wizard._show(4)
    assert wizard.next.isVisible() and not wizard.later.isVisible()
