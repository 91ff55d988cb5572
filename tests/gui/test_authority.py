"""What a person is told of rights, of keys that are not compared, and of files that were put back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.enums import UserRight
from app.services.authority import MAY, TAKES_OUT
from app.services.session import VaultSession
from app.services.vault.creating import new_recovery_code, open_vault
from app.services.vault.users import add_user
from app.ui.problems import ProblemDialog
from tests.cheap_vault import QUICK
from tests.gui.conftest import PASSWORD, House


def test_the_settings_show_the_table_the_session_asks(house: House) -> None:
    section = house.go("settings", section="users").sections["users"]
    house.settle()
    order = (UserRight.VIEWER, UserRight.RECORDS, UserRight.DESK, UserRight.CHAIR)
    assert len(section.powers) == len(order)
    for number, right in enumerate(order):
        shown = " ".join(section.powers[: number + 1])
        for act, words in TAKES_OUT.items():
            assert (words in shown) is (right in MAY[act]), (right, words)
    assert {label.text() for label in section.findChildren(QLabel)} >= set(section.powers)
    if "PICTURES" in os.environ:
        house.window.resize(1024, 768)
        house.settle()
        house.window.grab().save(str(Path(os.environ["PICTURES"]) / "users.png"))


@pytest.mark.parametrize("right", [UserRight.RECORDS, UserRight.VIEWER])
def test_who_may_not_is_offered_nothing(empty_house: House, session: VaultSession, right: UserRight) -> None:
    add_user(session, "Орлова А. А.", right, "пароль помощницы", undertaking=True, kdf=QUICK)
    folder = session.folder
    session.close()
    helper = open_vault(folder, "пароль помощницы")
    empty_house.window.open_session(helper)
    empty_house.settle()
    page = empty_house.go("exchange")
    assert not page.seal_button.isEnabled() and not page.receipt_button.isEnabled()
    section = empty_house.go("settings", section="users").sections["users"]
    assert not section.table.isVisible()
    helper.close()


def test_an_older_keys_file_waits_for_the_chair(empty_house: House, vault_folder: Path) -> None:
    chair = open_vault(vault_folder, PASSWORD)
    older = (vault_folder / "keys.json").read_bytes()
    new_recovery_code(chair)
    chair.close()
    (vault_folder / "keys.json").write_bytes(older)
    screen = empty_house.window.show_login(vault_folder)
    screen.password.setText(PASSWORD)
    screen.go.click()
    empty_house.settle()
    assert "keys.json" in screen.banner.text() and screen.accept_keys.isVisible()
    if "PICTURES" in os.environ:
        empty_house.window.resize(1024, 768)
        empty_house.settle()
        empty_house.window.grab().save(str(Path(os.environ["PICTURES"]) / "keys.png"))
    screen.accept_keys.click()
    empty_house.settle()
    assert empty_house.window.workspace is not None


def test_a_missing_head_is_told_when_the_window_opens(empty_house: House, vault_folder: Path) -> None:
    (vault_folder / "head.json").unlink()
    session = open_vault(vault_folder, PASSWORD)
    empty_house.window.open_session(session)
    empty_house.settle()
    dialog = empty_house.dialog()
    assert isinstance(dialog, ProblemDialog)
    dialog.reject()
    section = empty_house.go("settings", section="security").sections["security"]
    section.check()
    empty_house.settle()
    assert "head.json" in section.findings.text() and section.confirm_button.isVisible()
    session.close()
