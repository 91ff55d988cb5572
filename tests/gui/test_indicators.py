"""«Показатели» in the window: numbers that open their people, the passport on a day, print and Excel."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.services.demo.practice import PRACTICE_PASSWORD, build_practice_vault
from app.services.indicators import organisation_passport
from app.services.vault.creating import open_vault
from app.ui.indicators.model import NumberLine, NumbersModel
from app.ui.kit.theme import ThemeName, apply_theme
from tests.gui.conftest import House
from tests.gui.test_places import nameless


def test_a_number_opens_its_people_and_a_card(house: House) -> None:
    page = house.go("reports", indicators="years")
    view = page.indicators
    QAbstractItemModelTester(view.years.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert view.sheet is view.years
    assert nameless(view) == []
    row = view.years.model.row_of("members")
    last = view.years.model.columnCount() - 1
    assert view.years.model.index(row, last).data() == "5"
    view.years.table.setCurrentIndex(view.years.model.index(row, last))
    assert view.who_button.isEnabled()
    view.who_button.click()
    dialog = house.dialog()
    assert nameless(dialog) == []
    assert dialog.model.rowCount() == 5
    assert "Ахметов" in dialog.model.index(0, 0).data()
    dialog.table.activated.emit(dialog.model.index(0, 0))
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.current == "members"


def test_headings_and_employers_numbers_open_nothing(house: House) -> None:
    view = house.go("reports", indicators="years").indicators
    view.years.table.setCurrentIndex(view.years.model.index(0, 0))
    assert not view.who_button.isEnabled()
    view.years.count.choose(10)
    house.settle()
    assert view.years.model.columnCount() == 11


def test_the_passport_on_another_day(house: House, tmp_path: Path) -> None:
    page = house.go("reports", indicators="passport")
    view = page.indicators
    assert view.sheet is view.passport
    view.passport.on.set_date(date(2020, 1, 1))
    view.passport.on.date_changed.emit()
    house.settle()
    row = view.passport.model.row_of("members")
    assert view.passport.model.index(row, 1).data() == str(
        organisation_passport(page.context.session, date(2020, 1, 1)).members
    )
    assert "женщин" in view.passport.pyramid.accessibleDescription()
    house.files.path = tmp_path / "паспорт.xlsx"
    view.xlsx_button.click()
    house.settle()
    assert openpyxl.load_workbook(house.files.path).active is not None
    view.print_button.click()
    house.dialog().reject()
    house.settle()
    view.back_button.click()
    house.settle()
    assert page.stack.currentIndex() == 0


def test_a_higher_organisation_opens_the_report_behind_a_line(
    empty_house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = build_practice_vault(tmp_path_factory.mktemp("below") / "школа", members=20)
    empty_house.window.open_session(open_vault(made.higher, PRACTICE_PASSWORD))
    empty_house.settle()
    view = empty_house.go("reports", indicators="below").indicators
    assert view.sheet is view.below
    assert view.below.table.currentIndex().row() == 0
    view.who_button.click()
    empty_house.settle()
    assert empty_house.window.workspace is not None
    assert empty_house.window.workspace.current == "intake"
    assert empty_house.window.workspace.pages["intake"].report is not None  # type: ignore[attr-defined]


@pytest.mark.parametrize(("theme", "percent"), [(ThemeName.LIGHT, 100), (ThemeName.CONTRAST, 150)])
def test_buttons_are_whole_in_a_small_window(house: House, theme: ThemeName, percent: int) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    house.window.startup.preferences.set("theme", theme.value)
    house.window.startup.preferences.set("scale", percent)
    house.window.restyle()
    house.settle()
    house.window.resize(1024, 768)
    page = house.go("reports", indicators="passport")
    application.sendPostedEvents()
    for button in page.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.fontMetrics().horizontalAdvance(button.text().replace("&", "")) <= button.width()
            assert button.mapTo(page, button.rect().topRight()).x() <= page.width()
    apply_theme(application)


def test_the_table_is_a_good_model() -> None:
    model = NumbersModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_lines(("Показатель", "2025"), [NumberLine(("Членство",)), NumberLine(("Членов", "5"), "members")])
    assert model.line_at(0).heading  # type: ignore[union-attr]
    assert model.line_at(7) is None
    assert model.index(1, 1).data() == "5"
