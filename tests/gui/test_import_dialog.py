"""A list in the window: recognised, mended, decided, written, taken back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from app.services.importing import GoneAs, ListField
from tests.gui.conftest import House

SCHOOL = Path(__file__).parents[1] / "data" / "spisok_shkola.xlsx"


def write(folder: Path, text: str) -> Path:
    path = folder / "список.csv"
    path.write_text(text, encoding="utf-8")
    return path


LIST = """Фамилия;Имя;Отчество;Дата рождения;Дата вступления;Кличка
Рябова;Клара;Сергеевна;10.02.1990;02.09.2024;Первая
Мамедова;Лейла;Юрьевна;;02.09.2024;Вторая
Щербакова;Нина;Ильинична;03.03.1960;01.09.1988;Третья
Чернов;Пётр;Ильич;45.45.1990;02.09.2024;Четвёртый
"""


def test_one_click_and_one_undo(house: House) -> None:
    house.files.path = SCHOOL
    page = house.go("members")
    page.list_acts.import_list()
    dialog = house.dialog()
    assert dialog.outcome.text() == "Добавим 64 человека."
    assert dialog.apply_button.isEnabled()
    dialog.apply()
    house.settle()
    assert len(page.model.rows()) > 50
    assert house.toast().startswith("Добавлено: 64 человека")
    assert house.window.workspace is not None
    house.window.workspace._toast.action.click()
    house.settle()
    assert len(page.model.rows()) == 5


def test_the_same_file_again_changes_nothing(house: House) -> None:
    page = house.go("members")
    for _ in range(2):
        page.list_acts.import_file(SCHOOL)
        dialog = house.dialog()
        if dialog.apply_button.isEnabled():
            dialog.apply()
            house.settle()
    assert "Нового в списке нет" in dialog.outcome.text()
    assert "уже загружали" in dialog.banner.text()
    assert not dialog.apply_button.isEnabled()


def test_a_column_can_be_named_by_hand(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    page.list_acts.import_file(write(tmp_path, LIST))
    dialog = house.dialog()
    assert set(dialog.combos) >= {"Фамилия", "Кличка"}
    dialog.combos["Кличка"].choose(ListField.NOTE)
    dialog.combos["Кличка"].activated.emit(0)
    house.settle()
    dialog.apply()
    house.settle()
    page.presenter.search("рябова")
    house.settle()
    page.show_person_at(0)
    house.settle()
    assert page.card.card.person.note == "Первая"


def test_rows_say_why_and_can_be_left_out(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    page.list_acts.import_file(write(tmp_path, LIST))
    dialog = house.dialog()
    rows = {dialog.model.row_at(i).name: dialog.model.row_at(i) for i in range(dialog.model.rowCount())}
    assert any("рожден" in reason.lower() for reason in rows["Чернов Пётр Ильич"].reasons)
    place = next(i for i in range(dialog.model.rowCount()) if dialog.model.row_at(i).name.startswith("Рябова"))
    dialog.table.selectRow(place)
    assert dialog.skip_button.isEnabled()
    dialog.skip_button.click()
    house.settle()
    assert "Рябова" in next(
        dialog.model.row_at(i).name
        for i in range(dialog.model.rowCount())
        if dialog.model.index(i, 1).data() == "пропущен"
    )
    dialog.apply()
    house.settle()
    assert "Рябова" not in [row.surname for row in page.model.rows()]
    assert "Мамедова" in [row.surname for row in page.model.rows()]


def test_a_broken_file_is_one_calm_sentence(house: House, tmp_path: Path) -> None:
    broken = tmp_path / "список.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    page = house.go("members")
    page.list_acts.import_file(broken)
    dialog = house.dialog()
    assert "список.xlsx" in dialog.banner.text()
    assert not dialog.apply_button.isEnabled()


def test_a_list_can_be_dropped_on_the_page(house: House) -> None:
    page = house.go("members")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(SCHOOL))])
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(event)
    assert "spisok_shkola.xlsx" in house.dialog().windowTitle()


def test_another_kind_of_file_is_not_taken(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "foto.jpg"))])
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert page._dropped(event) is None


def test_the_list_is_compared_with_the_register(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    head = "Список на 01.09.2026;;\nФИО;Дата рождения;Должность\n"
    people = "Щербакова Нина Ильинична;03.03.1960;завуч\nРябова Клара Сергеевна;10.02.1990;швея\n"
    page.list_acts.import_file(write(tmp_path, head + people))
    dialog = house.dialog()
    dialog.tabs.setCurrentWidget(dialog.gone)
    dialog.gone.tick.click()
    house.settle()
    gone = dialog.gone.model
    names = [gone.row_at(n).name.split()[0] for n in range(gone.rowCount())]
    assert names == ["Ахметов", "Воробьёва", "Дьячкова", "Ёлкина"]
    assert "снимем" not in dialog.outcome.text()
    dialog.gone.table.selectRow(1)
    dialog.gone._choose(GoneAs.DISMISSED)
    house.settle()
    assert "снимем с учёта: 1" in dialog.outcome.text()
    dialog.gone.others.choose(GoneAs.OTHER)
    dialog.gone.others.activated.emit(0)
    house.settle()
    assert "снимем с учёта: 4" in dialog.outcome.text()
    dialog.apply()
    house.settle()
    assert "снято с учёта: 4" in house.toast()
    assert sorted(row.surname for row in page.model.rows()) == ["Рябова", "Щербакова"]
    house.window.workspace._toast.action.click()
    house.settle()
    assert len(page.model.rows()) == 5
