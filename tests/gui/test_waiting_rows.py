"""Rows that wait: told on the members' page and on «Сегодня», decided in a window."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.services.importing import RowDecision, RowStatus, count_waiting
from app.ui.today.presenter import read_today
from tests.gui.conftest import House

LIST = """ФИО;Дата рождения;Дата вступления;Отдел
Рябова Клара Сергеевна;10.02.1990;02.09.2024;Столовая
Рябова Клара Сергеевна;10.02.1991;02.09.2024;Библиотека
Сат Чойгана;;;
Чернов Пётр Ильич;45.45.1990;02.09.2024;
Итого: 4;;;
"""


def write(folder: Path) -> Path:
    path = folder / "список.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_rows_wait_until_they_are_decided(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    assert page.waiting.isHidden()
    page.list_acts.import_file(write(tmp_path))
    dialog = house.dialog()
    assert "оставим до вашего решения 3 человека" in dialog.outcome.text()
    dialog.apply()
    house.settle()
    assert house.toast() == "Добавлено: 1 человек, ждут вашего решения: 3"
    assert "3 строки списков ждут вашего решения" in page.waiting.text()
    lines = read_today(page.context.session, date.today()).lines
    (line,) = [line for line in lines if line.title == "Решите, кто это"]
    assert (line.page, line.params) == ("members", {"waiting": True})
    page = house.go("members", waiting=True)
    waiting = house.dialog()
    assert waiting.model.rowCount() == 3
    assert "одной цифрой" in waiting.detail.text()
    waiting.decide(waiting.chosen(), RowDecision.SAME, waiting.chosen().candidates[0].id)
    house.settle()
    assert waiting.model.rowCount() == 2 and waiting.chosen().name == "Сат Чойгана"
    waiting.take_new(waiting.chosen())
    asking = house.dialog()
    asking.save()
    assert asking.isVisible()
    asking.on.set_date(date(2026, 1, 15))
    asking.save()
    house.settle()
    assert "Сат" in [row.surname for row in page.model.rows()]
    waiting.leave_button.click()
    house.settle()
    assert waiting.model.rowCount() == 0 and not waiting.who_button.isEnabled()
    assert page.waiting.isHidden() and count_waiting(page.context.session) == 0


def test_the_preview_joins_twins_and_takes_a_row_of_nobody(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    page.list_acts.import_file(write(tmp_path))
    dialog = house.dialog()
    rows = {row.row: row for row in dialog.presenter.shown.preview.rows}
    assert rows[3].twin == rows[2].key
    dialog.presenter.join(rows[3])
    house.settle()
    assert 3 not in {row.row for row in dialog.presenter.shown.preview.rows}
    dialog.groups.choose("service")
    dialog._show_rows()
    dialog.table.selectRow(0)
    assert dialog.take_button.isVisible() and dialog.take_button.text() == "Это человек"
    dialog.take_button.click()
    house.settle()
    assert any(row.row == 6 and row.status is RowStatus.REJECTED for row in dialog.presenter.shown.preview.rows)


def test_somebody_else_of_the_register_is_chosen_by_name(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    page.list_acts.import_file(write(tmp_path))
    house.dialog().apply()
    house.settle()
    page.list_acts.show_waiting()
    waiting = house.dialog()
    waiting.table.selectRow(1)
    waiting.pick(waiting.chosen())
    picker = house.dialog()
    picker.people.search.setText("рябова")
    picker.people._find("рябова")
    house.settle()
    picker.people.list.setCurrentRow(0)
    picker.save()
    house.settle()
    assert waiting.model.rowCount() == 2
    assert [row.surname for row in page.model.rows()].count("Рябова") == 1
