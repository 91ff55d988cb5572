"""19-ТИ by an independent reading of its rules: right sums, no violation in right fillings, breaks at their cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.enums import CellKind
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "19-ti.toml"))
SUMS = {
    1: [2, 3, 4],
    23: list(range(24, 57, 3)),
    59: list(range(25, 57, 3)),
    60: list(range(26, 57, 3)),
    61: [62, 63, 64],
    65: [66, 67, 68],
    69: [70, 71, 72],
    73: [74, 75, 76],
}
INPUTS = [code for code in range(1, 88) if code not in SUMS]
PARENTS = {8: 5, 11: 5, 14: 5, 17: 5, 20: 5, 58: 57, 77: 73, 79: 78, 82: 81, 84: 83}

Filling = dict[tuple[int, int], int]


@st.composite
def fillings(draw: st.DrawFn) -> Filling:
    """Right, row 23 within row 5 included."""
    values: Filling = {}
    for column in (4, 5):
        numbers = {code: draw(st.integers(0, 300)) for code in INPUTS}
        numbers[5] = sum(numbers[code] for code in SUMS[23]) + draw(st.integers(0, 50))
        every = {**numbers, 73: sum(numbers[code] for code in SUMS[73])}
        numbers.update({code: draw(st.integers(0, every[whole])) for code, whole in PARENTS.items()})
        values.update({(code, column): number for code, number in numbers.items()})
    return values


def view_of(values: Filling) -> ReportView:
    document = {"values": {f"1.{code}.{column}": number for (code, column), number in values.items()}}
    return evaluate(FORM, parse_values(FORM, document), period=Period(2025))


def total(values: Filling, code: int, column: int) -> int:
    parts = SUMS.get(code)
    return values[code, column] if parts is None else sum(values[part, column] for part in parts)


def test_the_computed_cells_are_those_that_show_0_in_the_source() -> None:
    cells = FORM.tables["1"].cells
    assert {a for a, c in cells.items() if c.kind is CellKind.COMPUTED} == {f"1.{n}.{c}" for n in SUMS for c in (4, 5)}
    assert {a for a, c in cells.items() if c.kind is CellKind.INPUT} == {f"1.{n}.{c}" for n in INPUTS for c in (4, 5)}


@given(fillings())
def test_a_right_filling_has_no_violations_and_right_sums(values: Filling) -> None:
    view = view_of(values)
    assert view.violations == ()
    assert view.complete
    for code in range(1, 88):
        for column in (4, 5):
            assert view.cells[f"1.{code}.{column}"].value == total(values, code, column)


@given(fillings(), st.sets(st.tuples(st.sampled_from(INPUTS), st.sampled_from([4, 5])), min_size=1, max_size=6))
def test_every_empty_cell_is_an_error_at_its_place(values: Filling, gone: set[tuple[int, int]]) -> None:
    for place in gone:
        del values[place]
    view = view_of(values)
    empty = [v for v in view.violations if v.rule.startswith("empty:")]
    assert {v.cells for v in empty} == {(f"1.{code}.{column}",) for code, column in gone}
    assert all(v.severity == "error" for v in empty)
    assert not view.complete


@given(fillings(), st.sampled_from(sorted(PARENTS)), st.sampled_from([4, 5]), st.integers(1, 9))
def test_a_part_larger_than_its_whole_is_found(values: Filling, code: int, column: int, more: int) -> None:
    whole = total(values, PARENTS[code], column)
    values[code, column] = whole + more
    (violation,) = view_of(values).violations
    assert violation.cells == (f"1.{code}.{column}", f"1.{PARENTS[code]}.{column}")
    assert (violation.left, violation.right, violation.severity) == (whole + more, whole, "error")


@given(fillings(), st.sampled_from(SUMS[23]), st.sampled_from([4, 5]), st.integers(1, 9))
def test_more_thematic_inspections_than_all_is_a_warning(values: Filling, code: int, column: int, more: int) -> None:
    values[code, column] += values[5, column] - total(values, 23, column) + more
    (violation,) = view_of(values).violations
    assert (violation.cells, violation.severity) == ((f"1.23.{column}", f"1.5.{column}"), "warning")


@given(fillings(), st.sampled_from(sorted(SUMS)), st.sampled_from([4, 5]), st.integers(1, 9))
def test_a_typed_total_that_differs_is_an_error(values: Filling, code: int, column: int, more: int) -> None:
    right = total(values, code, column)
    view = view_of({**values, (code, column): right + more})
    assert [v.rule for v in view.violations] == [f"computed:1.{code}.{column}"]
    assert view.cells[f"1.{code}.{column}"].value == right


@given(fillings(), st.sampled_from(INPUTS), st.sampled_from([4, 5]))
def test_a_negative_number_is_an_error(values: Filling, code: int, column: int) -> None:
    values[code, column] = -1
    assert f"count:1.{code}.{column}" in {v.rule for v in view_of(values).violations}


def test_the_year_before_is_asked_of_last_years_report() -> None:
    asked = {a: c.fact for a, c in FORM.tables["1"].cells.items() if c.fact is not None}
    assert {a: (f.name, f.arguments) for a, f in asked.items()} == {
        f"1.{code}.5": ("previous.value", (("address", f"1.{code}.4"),)) for code in INPUTS
    }
