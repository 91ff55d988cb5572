"""Rows that people name themselves: out of the way until they are named, then under their name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.dates import Period
from app.forms.evaluation import evaluate
from app.forms.values import parse_values
from app.forms.view import ReportView
from app.services.organisation.profiles import load_profile
from app.ui.forms.form_model import FIRST_VALUE_COLUMN, TITLE_COLUMN
from app.ui.forms.form_view import FormView

ROW_28 = 27


def view_of(fields: dict[str, str], values: dict[str, float]) -> ReportView:
    form = load_profile("ngsp").form("10-pb")
    return evaluate(form, parse_values(form, {"values": values, "fields": fields}), period=Period(2025))


@pytest.fixture
def shown(qtbot: QtBot) -> FormView:
    view = FormView(load_profile("ngsp").form("10-pb"))
    qtbot.addWidget(view)
    return view


def test_a_row_appears_when_it_is_named(shown: FormView) -> None:
    table = shown.tables["1B"]
    place = (ROW_28, FIRST_VALUE_COLUMN)
    shown.show_report(view_of({}, {}))
    assert table.isRowHidden(ROW_28)
    assert place not in table.form_model.inputs()
    shown.show_report(view_of({"line_28_name": "подписка"}, {}))
    assert not table.isRowHidden(ROW_28)
    assert place in table.form_model.inputs()
    title = table.form_model.index(ROW_28, TITLE_COLUMN)
    assert table.form_model.data(title, Qt.ItemDataRole.DisplayRole) == "- подписка"


def test_a_sum_without_a_name_is_not_hidden(shown: FormView) -> None:
    shown.show_report(view_of({}, {"1B.28.4": 5}))
    assert not shown.tables["1B"].isRowHidden(ROW_28)


def test_the_names_are_typed_below_their_table(shown: FormView) -> None:
    assert [list(fields.names) for fields in shown.field_views] == [
        ["organisation_name"],
        ["line_11_name", "line_15_name", "line_28_name"],
    ]
