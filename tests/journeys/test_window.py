"""The main job in the real window, from the first run to «принято», with the higher organisation's window beside it.

Only the system's file dialogs are answered for the person; everything else is the widgets a person presses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.domain.enums import OrganisationKind
from app.services.vault.creating import MINIMUM_KDF, create_vault
from app.ui.exchange.enrol_dialog import EnrolDialog
from app.ui.exchange.handover_dialog import HandoverDialog
from app.ui.exchange.receipt_dialog import ReceiptDialog
from app.ui.exchange.seal_dialog import SealDialog
from app.ui.intake.accepting import AcceptedDialog
from app.ui.intake.receipts import ReceiptsDialog
from app.ui.kit.dialogs import ConfirmDialog
from app.ui.kit.theme import apply_theme
from app.ui.preferences import Preferences
from app.ui.printing.preview import PreviewDialog
from app.ui.window import MainWindow, Startup
from tests.gui.conftest import House, PreparedFiles, no_practice

SCHOOL_LIST = Path(__file__).parents[1] / "data" / "spisok_shkola.xlsx"
PERIOD = 2025
D = TypeVar("D", bound=QDialog)
MakeHouse = Callable[[str], House]


def opened(kind: type[D]) -> D:
    """The dialog of a kind that is open now."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def press(root: QWidget, word: str) -> None:
    """Press the visible button with this word."""
    next(b for b in root.findChildren(QAbstractButton) if b.text() == word and b.isVisible()).click()


@pytest.fixture
def make_house(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MakeHouse]:
    """Windows of different computers."""
    apply_theme(qapp)
    windows: list[MainWindow] = []

    def make(name: str) -> House:
        files = PreparedFiles()
        documents = tmp_path / name
        startup = Startup(Preferences(tmp_path / f"{name}.json"), documents, no_practice, files)  # type: ignore[arg-type]
        window = MainWindow(startup)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        windows.append(window)
        return House(window, files, qtbot)

    yield make
    for window in windows:
        window.shut()


def first_run(house: House, answers: dict[str, str], kind: OrganisationKind, list_file: Path | None) -> None:
    """Five screens, as a new user goes through them."""
    wizard = house.window.show_first_run()
    wizard._create = partial(create_vault, kdf=MINIMUM_KDF)
    press(wizard, "Дальше")
    wizard.organisation.kind.choose(kind)
    for name, text in answers.items():
        wizard.organisation.fields[name].setText(text)  # type: ignore[attr-defined]
    press(wizard, "Дальше")
    for name, text in (("surname", "Щербакова"), ("name", "Елена"), ("patronymic", "Петровна")):
        wizard.chair.fields[name].setText(text)  # type: ignore[attr-defined]
    wizard.chair.birth.setText("03.03.1968")
    wizard.chair.password.setText("берёза у дороги 14")
    wizard.chair.again.setText("берёза у дороги 14")
    wizard.next.click()
    house.settle()
    wizard.recovery.kept.setChecked(True)
    wizard.next.click()
    if list_file is None:
        wizard.later.click()
    else:
        house.files.path = list_file
        wizard.list.file_button.click()
        wizard.next.click()
    wizard.next.click()
    house.settle()
    assert house.window.workspace is not None


def save_card(house: House, path: Path) -> Path:
    """«Сохранить карточку нашей организации…» of the place «Обмен»."""
    page = house.go("exchange")
    house.files.path = path
    next(a for a in page.more_button.menu().actions() if a.text().startswith("Сохранить карточку")).trigger()
    house.settle()
    assert path.exists()
    return path


def enrol(house: House) -> None:
    """Compare the fingerprint with the paper and add the key."""
    dialog = opened(EnrolDialog)
    dialog.compared.setChecked(True)
    dialog.add_button.click()
    house.settle()


def correct_and_record_consents(school: House) -> None:
    """The list is there; one person is mended; consents are recorded for everybody at once."""
    page = school.go("members")
    page.presenter.search("цой регина")
    school.settle()
    assert not page.model.rows()  # she has left
    page.presenter.search("олимпиева")
    school.settle()
    page.show_person_at(0)
    school.settle()
    page.edit_person()
    edit = school.dialog()
    edit.lines["position"].setText("заведующая библиотекой")
    edit.save()
    school.settle()
    assert page.card.card.person.position == "заведующая библиотекой"
    page.presenter.search("")
    school.settle()
    page.presenter.mark([row.id for row in page.model.rows()], True)
    page.list_acts.consent_for_marked()
    consent = school.dialog()
    consent.save()
    school.settle()
    assert all(row.consent.value == "given" for row in page.model.rows())


def fill_and_sign(school: House, folder: Path) -> None:
    """The form fills itself; what the checks say is mended; it is printed, saved as Excel and signed."""
    page = school.go("reports", form="fnpr-2", period=PERIOD)
    report: Any = page.report
    assert report.presenter.report.view.cells["II.2.3"].value == 44
    assert report.presenter.report.view.cells["II.12.3"].value == 44 + 9 + 2
    assert report.banner.text().startswith("Не заполнено: 3 места")  # the employer's figures of that year
    assert report.next_button.text() == "Заполнить пустое"
    for column, value in ((3, 43), (4, 40), (5, 30)):
        report.presenter.type_value(f"II.1.{column}", value)
        school.settle()
    assert report.banner.text().startswith("Нельзя сдавать")  # 44 members among 43 people
    assert report.next_button.text().startswith("Исправить")
    report.next_button.click()
    school.settle()
    report.presenter.type_value("II.1.3", 60)
    school.settle()
    for warning in report.presenter.report.view.warnings:
        report.presenter.explain(warning.rule, "Проверено по списку, так и есть.")
        school.settle()
    assert report.banner.text().startswith("Можно сдавать")

    school.files.path = folder / "форма.xlsx"
    report.excel_button.menu().actions()[0].trigger()
    school.settle()
    sheet = openpyxl.load_workbook(folder / "форма.xlsx")
    assert any(cell.value == 60 for row in sheet.worksheets[0].iter_rows() for cell in row)
    press(report, "Печать")
    school.settle()
    preview = opened(PreviewDialog)
    assert len(preview.pages) == 2
    school.files.path = folder / "форма.pdf"
    preview.save_button.click()
    school.settle()
    assert (folder / "форма.pdf").read_bytes().startswith(b"%PDF")
    preview.accept()

    assert report.next_button.text() == "Подписать и отправить"
    report.next_button.click()
    opened(ConfirmDialog).yes_button.click()
    school.settle()


def seal_and_hand_over(school: House, card: Path, stick: Path) -> Path:
    """After signing the window is at the sealing; the recipient's card is added; the file goes onto a stick."""
    dialog = opened(SealDialog)
    school.settle()
    school.files.path = card
    dialog.add_recipient.click()
    enrol(school)
    assert dialog.chosen() == [("fnpr-2", str(PERIOD))]
    dialog.seal_button.click()
    school.settle()
    handover = opened(HandoverDialog)
    handover.write_to(stick, "KINGSTON")
    school.settle()
    assert "можно вынимать" in handover.result_banner.text()
    handover.accept()
    [sealed] = stick.glob("*.pervichka")
    return sealed


def take_in_and_accept(district: House, card: Path, sealed: Path, back: Path) -> None:
    """The higher organisation's window: key, file, look, decision, receipts."""
    page = district.go("intake")
    district.files.path = card
    page.enrol_button.click()
    enrol(district)
    page.accept_paths([sealed])
    district.settle()
    results = opened(AcceptedDialog)
    assert [line.split(":")[0] for line in results.lines] == ["принято в работу"]
    results.reject()
    page.year.setCurrentIndex(page.year.findData(str(PERIOD)))
    district.settle()
    page.status_table.activated.emit(page.status_model.index(0, 1))
    district.settle()
    page.report.accept_button.click()
    opened(ConfirmDialog).yes_button.click()
    district.settle()
    saving = opened(ReceiptsDialog)
    saving.write_to(back)
    district.settle()
    saving.accept()


def test_from_the_first_run_to_accepted(make_house: MakeHouse, tmp_path: Path) -> None:
    school, district = make_house("school"), make_house("district")
    names = {"full_name": "ППО школы № 14", "short_name": "ППО школы № 14", "employees": "60"}
    first_run(school, names, OrganisationKind.PPO, SCHOOL_LIST)
    importing = school.dialog()
    assert importing.outcome.text() == "Добавим 64 человека."
    importing.apply()
    school.settle()
    first_run(district, {"full_name": "Районная организация", "short_name": "Районная"}, OrganisationKind.TPO, None)
    school_card = save_card(school, tmp_path / "school.card")
    district_card = save_card(district, tmp_path / "district.card")

    correct_and_record_consents(school)
    fill_and_sign(school, tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    sealed = seal_and_hand_over(school, district_card, stick)
    back = tmp_path / "back"
    back.mkdir()
    take_in_and_accept(district, school_card, sealed, back)

    page = school.go("exchange")
    for receipt in sorted(back.iterdir()):
        page.read_receipt(receipt)
        school.settle()
        opened(ReceiptDialog).accept()
    assert page.model.index(0, 1).data() == "принят"
    reports = school.go("reports")
    shown = [reports.model.index(0, column).data() for column in range(1, reports.model.columnCount())]
    assert any("принят" in str(text) for text in shown)

    school.window.lock()
    school.settle()
    assert school.window.session is None
