"""Filters, saved selections and the report by parameters in the window."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtTest import QAbstractItemModelTester

from app.services import queries
from app.services.queries import Condition, ConditionGroup, What
from app.services.session import VaultSession
from app.ui.queries.condition_editor import ConditionEditor, Ticks
from app.ui.queries.query_model import QueryModel
from tests.gui.conftest import House


def shown(page: object) -> list[str]:
    return [row.surname for row in page.model.rows()]  # type: ignore[attr-defined]


def test_a_filter_narrows_the_list_and_is_taken_away_as_a_chip(house: House, session: VaultSession) -> None:
    page = house.go("members")
    page.choose_where()
    dialog = house.dialog()
    line = dialog.editor.rows[0]
    dialog.save()
    assert line.problem.text() == "Напишите, что искать."
    line.field.choose("age")
    line.op.choose("from")
    line._values.findChild(type(dialog.name)).setText("50")
    dialog.name.setText("старшие")
    dialog.save()
    house.settle()
    assert shown(page) == ["Воробьёва", "Ёлкина", "Щербакова"]
    assert page.search.found.text() == "найдено 3"
    assert page.conditions.isVisible()
    chip = next(
        w for w in page.conditions.children() if getattr(w, "accessibleName", str)().startswith("Убрать условие")
    )
    assert chip.text().startswith("Возраст, полных лет: не меньше 50")
    chip.click()
    house.settle()
    assert len(shown(page)) == 5
    assert not page.conditions.isVisible()
    page.choose_where()
    again = house.dialog()
    house.settle()
    again.saved.choose("старшие")
    house.settle()
    again.save()
    house.settle()
    assert shown(page) == ["Воробьёва", "Ёлкина", "Щербакова"]


@pytest.mark.parametrize(
    "condition",
    [
        Condition("name", "contains", "нина"),
        Condition("age", "between", (18, 35)),
        Condition("category", "among", ("working", "student")),
        Condition("phone", "empty"),
        Condition("youth", "yes"),
    ],
)
def test_the_editor_gives_back_what_it_was_shown(house: House, condition: Condition) -> None:
    fields = queries.fields_of(house.window.workspace.context.session.profile, What.MEMBERS)  # type: ignore[union-attr]
    editor = ConditionEditor(fields)
    house.bot.addWidget(editor)
    group = ConditionGroup((condition, ConditionGroup((condition,), True)), any_of=True)
    editor.show_group(group)
    assert editor.group() == group


def test_a_report_is_asked_shown_saved_and_printed(house: House, tmp_path: Path) -> None:
    page = house.go("members")
    dialog = page.list_acts.query()
    house.settle()
    dialog.columns.tick(("name", "age", "position"))
    dialog.group.choose("position")
    dialog.order.choose("age")
    dialog.name.setText("по должностям")
    dialog.save()
    house.settle()
    assert dialog.summary.text().endswith("5 строк, 5 человек")
    model: QueryModel = dialog.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    texts = [model.index(place, 0).data() for place in range(model.rowCount())]
    assert texts[:2] == ["библиотекарь: 1", "Воробьёва Нина Ильинична"]
    assert "учитель: 2" in texts
    house.files.path = tmp_path / "отчёт.xlsx"
    dialog.save_xlsx()
    house.settle()
    house.dialog().yes_button.click()
    house.settle()
    sheet = openpyxl.load_workbook(tmp_path / "отчёт.xlsx").active
    assert [cell.value for cell in sheet[6]] == [
        "Должность", "Фамилия, имя, отчество", "Возраст, полных лет", "Должность",
    ]  # fmt: skip
    assert sheet.max_row == 11
    dialog.print_result()
    preview = house.dialog()
    assert preview.windowTitle() == dialog.result_shown.title
    preview.reject()
    dialog.mark_button.click()
    house.settle()
    assert len(page.presenter.marked) == 5
    kept = page.list_acts.query()
    house.settle()
    kept.saved.choose("по должностям")
    house.settle()
    assert (kept.group.value(), kept.order.value()) == ("position", "age")
    kept.what.choose(What.TRAININGS)
    assert kept.query() is not None
    kept.reject()


def test_ticks_tell_what_is_ticked(house: House) -> None:
    ticks = Ticks("Категория", {"working": "работает", "student": "учится"})
    house.bot.addWidget(ticks)
    assert ticks.accessibleName() == "Категория: выберите"
    ticks.tick(("student",))
    assert (ticks.text(), ticks.values()) == ("учится", ["student"])


def test_the_list_in_groups(house: House) -> None:
    page = house.go("members")
    page.list_acts.group_by("category")
    house.settle()
    assert page.model.index(0, 1).data() == "Работает: 5 человек"
    page.table.selectRow(0)
    page.lists.open_at(0)
    house.settle()
    assert not page.card.isVisible()
    page.list_acts.group_by("")
    house.settle()
    assert page.model.rowCount() == 5
