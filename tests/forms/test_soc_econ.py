"""Приложение № 5 against a small implementation of its own: shares of the employed, the sum of those who left."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "soc-econ.toml"))
COUNTS = st.integers(0, 10**6)


@st.composite
def right_rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row as it should be: nobody is counted who does not work there."""
    employed = draw(COUNTS)
    row: dict[str, Any] = {"2": "ООО «Пример»", "3": employed, "7": "2/3", "11": "нет"}
    row |= {code: draw(st.integers(0, employed)) for code in ("4", "5", "6", "8")}
    row |= {code: draw(st.integers(0, 10**6)) for code in ("9а", "9б", "9в")}
    row["10б"] = draw(st.integers(0, 10**6)) / 1000
    return {code: value for code, value in row.items() if code == "2" or draw(st.booleans())}


def filled(rows: list[dict[str, Any]]) -> ReportView:
    return evaluate(FORM, parse_values(FORM, {"lists": {"1": rows}}), period=Period(2025, "q2"))


@settings(max_examples=60, deadline=None)
@given(st.lists(right_rows(), max_size=5))
def test_a_right_filling_has_right_sums_and_no_violation(rows: list[dict[str, Any]]) -> None:
    view = filled(rows)
    assert view.violations == ()
    for given_row, row in zip(rows, view.lists["1"], strict=True):
        parts = [given_row[code] for code in ("9а", "9б", "9в") if code in given_row]
        assert row["9"] == (Decimal(sum(parts)) if parts else None)
    for index, row in enumerate(view.lists["1"]):
        if row["9"] is not None:
            assert filled([*rows[:index], {**rows[index], "9": int(Decimal(str(row["9"])))}]).violations == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(right_rows(), min_size=1, max_size=4), st.data())
def test_every_break_is_reported_at_its_cell(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    broken = dict(rows[place])
    which = data.draw(st.sampled_from(["4", "5", "6", "8", "9", "negative", "fraction"]))
    if which == "9":
        broken |= {"9а": 5, "9б": 6, "9в": 7, "9": data.draw(st.integers(0, 100).filter(lambda n: n != 18))}
        cell = "9"
    elif which in ("negative", "fraction"):
        cell = data.draw(st.sampled_from(["3", "4", "5", "6", "8", "9а"]))
        broken = {cell: -1 if which == "negative" else 0.5}
    else:
        employed = data.draw(COUNTS)
        broken = {"3": employed, which: employed + data.draw(st.integers(1, 1000))}
        cell = which
    (one,) = filled([*rows[:place], broken, *rows[place + 1 :]]).violations
    assert one.cells[0] == f"1.{place + 1}.{cell}"
