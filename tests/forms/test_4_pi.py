"""4-ПИ by an independent reading of its rules: right fillings give no violation, every break is found at its cell."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.enums import CellKind
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "4-pi.toml"))
PARENTS = {
    "1.1": "1", "2.1": "2", "2.2": "2", "3.1": "3", "3.2": "3", "3.3": "3", "3.4": "3", "4.1.1": "4.1",
    "4.1.2": "4.1", "5.1.1": "5.1", "5.1.1.1": "5.1.1", "6.1": "6", "6.1.1": "6.1", "6.1.1.1": "6.1.1", "7.1": "7",
    "7.1.1": "7.1", "9.1": "9", "9.1.1": "9.1", "10.1": "10", "10.2.1": "10.2", "10.2.2": "10.2", "13.1": "13",
    "14.1": "14",
}  # fmt: skip
PEOPLE = {"4.1.2", "5.1.1", "6.1.1", "7.1", "9.1.1"}
"""People or cases beside measures of another kind: one order may concern twelve of them."""
ROOTS = ["1", "2", "3", "4", "4.1", "5", "5.1", "6", "7", "8.1", "8.2", "8.3", "8.4", "9", "10", "10.2"]
ROOTS += ["12", "13", "14", "17"]
EFFECTS = ["4.2", "5.2", "6.2", "11", "15"]

Filling = dict[str, int | Decimal]
MILLIONS = st.integers(0, 50_000_000).map(lambda n: Decimal(n) / 1000)


@st.composite
def fillings(draw: st.DrawFn) -> Filling:
    values: Filling = {}
    for column in "34":
        counts = {row: draw(st.integers(0, 9000)) for row in ROOTS}
        for row, parent in PARENTS.items():
            counts[row] = draw(st.integers(0, counts[parent]))
        counts["8"] = sum(counts[f"8.{part}"] for part in "1234")
        values.update({f"1.{row}.{column}": number for row, number in counts.items()})
        effects = {row: draw(MILLIONS) for row in EFFECTS}
        values.update({f"1.{row}.{column}": number for row, number in effects.items()})
        values[f"1.16.{column}"] = sum(effects.values(), draw(MILLIONS))
    return values


def view_of(values: Filling) -> ReportView:
    return evaluate(FORM, parse_values(FORM, {"values": values}), period=Period(2025))


def test_every_row_is_here() -> None:
    assert {row.code for row in FORM.tables["1"].rows} == {*ROOTS, *PARENTS, *EFFECTS, "8", "16"}
    assert {cell.kind for cell in FORM.tables["1"].cells.values()} == {CellKind.INPUT}


@given(fillings())
def test_a_right_filling_has_no_violations_and_is_kept(values: Filling) -> None:
    view = view_of(values)
    assert view.violations == ()
    assert view.complete
    assert {address: cell.value for address, cell in view.cells.items()} == values


@given(fillings(), st.sampled_from(sorted(PARENTS)), st.sampled_from("34"), st.integers(1, 9))
def test_a_part_larger_than_its_whole_is_found(values: Filling, row: str, column: str, more: int) -> None:
    whole = values[f"1.{PARENTS[row]}.{column}"]
    values[f"1.{row}.{column}"] = whole + more
    found = view_of(values).violations
    (violation,) = [v for v in found if v.cells[0] == f"1.{row}.{column}"]
    assert violation.cells[1] == f"1.{PARENTS[row]}.{column}"
    severity = "warning" if row in PEOPLE else "error"
    assert (violation.left, violation.right, violation.severity) == (whole + more, whole, severity)
    assert len(found) == 1


@given(fillings(), st.sampled_from("34"), st.integers(1, 1000))
def test_help_that_is_not_the_sum_of_its_kinds_is_a_warning(values: Filling, column: str, more: int) -> None:
    values[f"1.8.{column}"] += more
    (violation,) = view_of(values).violations
    assert violation.cells == tuple(f"1.{row}.{column}" for row in ("8", "8.1", "8.2", "8.3", "8.4"))
    assert violation.severity == "warning"


@given(fillings(), st.sampled_from("34"), st.integers(1, 1000))
def test_an_effect_less_than_its_parts_is_a_warning(values: Filling, column: str, thousands: int) -> None:
    parts = sum((values[f"1.{row}.{column}"] for row in EFFECTS), Decimal(0))
    values[f"1.16.{column}"] = parts - Decimal(thousands) / 1000
    (violation,) = view_of(values).violations
    assert violation.cells == tuple(f"1.{row}.{column}" for row in ("16", *EFFECTS))
    assert (violation.severity, violation.right) == ("warning", parts)


@given(fillings(), st.data())
def test_a_missing_cell_makes_the_form_incomplete(values: Filling, data: st.DataObject) -> None:
    del values[data.draw(st.sampled_from(sorted(values)))]
    assert view_of(values).complete is False


def test_the_year_before_is_asked_of_last_years_report() -> None:
    for row in FORM.tables["1"].rows:
        fact = FORM.tables["1"].cells[f"1.{row.code}.3"].fact
        assert fact is not None
        assert (fact.name, fact.arguments) == ("previous.value", (("address", f"1.{row.code}.4"),))
        assert FORM.tables["1"].cells[f"1.{row.code}.4"].fact is None
