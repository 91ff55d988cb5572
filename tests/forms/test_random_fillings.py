"""Random fillings of form 2: right ones give no violations and right sums; one break is found at its place."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.enums import CellKind
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import dump_values, parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "fnpr-2.toml"))
PARENTS = {"II": {"2": "1", "3": "2", "5": "4", "6": "5"}, "III": {f"{n}.1": n for n in "123456"}}
GROUP_ROWS = {
    "II": ["1", "2", "3", "4", "5", "6", "10", "11", "13", "14"],
    "III": ["1", "1.1", "1.2", "2", "2.1", "3", "3.1", "4", "4.1", "5", "5.1", "6", "6.1", "7"],
}


@st.composite
def fillings(draw: st.DrawFn) -> dict[str, int]:
    """A filling that obeys every rule: each row of a part of its parent, women and youth parts of all."""
    values: dict[str, int] = {}
    for table, rows in GROUP_ROWS.items():
        for row in rows:
            parent = PARENTS[table].get(row)
            for column in ("3", "4", "5"):
                if (table, row, column) == ("II", "10", "5"):
                    continue
                limit = 5000 if column == "3" else values[f"{table}.{row}.3"]
                if parent is not None:
                    limit = min(limit, values[f"{table}.{parent}.{column}"])
                values[f"{table}.{row}.{column}"] = draw(st.integers(0, limit))
    small = sum(values[f"II.{row}.3"] for row in ("2", "5", "10", "11")) <= 15
    for row, chair in (("1", 1), ("1.2", int(small)), ("1.1", draw(st.integers(0, 1)))):
        values[f"III.{row}.3"] = chair
        for column in ("4", "5"):
            top = values[f"III.1.{column}"] if row != "1" else 1
            values[f"III.{row}.{column}"] = draw(st.integers(0, min(chair, top)))
    for row in ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5"):
        for column in ("4", "5", "6"):
            values[f"IV.{row}.{column}"] = draw(st.integers(0, 60))
    return values


def view_of(values: dict[str, int]) -> ReportView:
    return evaluate(FORM, parse_values(FORM, {"values": values}), period=Period(2025))


def percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


@given(fillings())
def test_a_right_filling_has_no_violations_and_right_sums(values: dict[str, int]) -> None:
    view = view_of(values)
    assert view.violations == ()
    assert view.complete
    for column in "345":
        got = {row: view.cells[f"II.{row}.{column}"].value for row in ("7", "8", "9", "12")}
        rows = {row: values.get(f"II.{row}.{column}", 0) for row in ("1", "2", "4", "5", "10", "11")}
        members = rows["2"] + rows["5"]
        assert got == {
            "7": rows["1"] + rows["4"],
            "8": members,
            "9": percent(members, rows["1"] + rows["4"]),
            "12": members + rows["10"] + rows["11"],
        }
    for top, parts in (("1", ("1.1", "1.2", "1.3")), ("2", ("2.1", "2.2", "2.3", "2.4", "2.5"))):
        for column in "456":
            assert view.cells[f"IV.{top}.{column}"].value == sum(values[f"IV.{p}.{column}"] for p in parts)
        assert view.cells[f"IV.{top}.3"].value == sum(values[f"IV.{p}.{c}"] for p in parts for c in "456")
        assert all(view.cells[f"IV.{p}.3"].value == sum(values[f"IV.{p}.{c}"] for c in "456") for p in parts)


@given(fillings(), st.data())
def test_a_single_excess_is_reported_at_its_cell(values: dict[str, int], data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(["II", "III"]))
    row = data.draw(st.sampled_from(GROUP_ROWS[table]))
    column = data.draw(st.sampled_from(["4", "5"]))
    address = f"{table}.{row}.{column}"
    if address not in values:
        return
    values[address] = values[f"{table}.{row}.3"] + data.draw(st.integers(1, 9))
    found = [v for v in view_of(values).violations if v.rule == f"{table}.group:{row}.{column}"]
    assert [v.cells[0] for v in found] == [address]
    assert found[0].left == values[address]
    assert found[0].right == values[f"{table}.{row}.3"]
    assert f"строка {row}, графа {column}" in found[0].message


@given(fillings(), st.data())
def test_a_part_larger_than_its_whole_is_reported_at_the_part(values: dict[str, int], data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(["II", "III"]))
    row, parent = data.draw(st.sampled_from(sorted(PARENTS[table].items())))
    column = data.draw(st.sampled_from(["3", "4", "5"]))
    address = f"{table}.{row}.{column}"
    values[address] = values[f"{table}.{parent}.{column}"] + data.draw(st.integers(1, 9))
    found = [v for v in view_of(values).violations if v.rule == f"{table}.share:{row}.{column}"]
    assert [v.cells for v in found] == [(address, f"{table}.{parent}.{column}")]


@given(fillings(), st.data())
def test_a_typed_total_that_differs_is_an_error_and_the_computed_one_stands(
    values: dict[str, int], data: st.DataObject
) -> None:
    right = view_of(values)
    computed = [a for t in FORM.tables.values() for a, c in t.cells.items() if c.kind is CellKind.COMPUTED]
    address = data.draw(st.sampled_from(computed))
    stands = right.cells[address].value
    values[address] = int(stands if isinstance(stands, Decimal) else 0) + data.draw(st.integers(1, 5))
    view = view_of(values)
    assert [v.rule for v in view.violations] == [f"computed:{address}"]
    assert view.cells[address].value == stands


@given(fillings())
def test_what_is_written_out_reads_back_the_same(values: dict[str, int]) -> None:
    view = view_of(values)
    again = evaluate(FORM, parse_values(FORM, dump_values(FORM, view)), period=Period(2025))
    assert again.violations == ()
    assert {a: c.value for a, c in again.cells.items()} == {a: c.value for a, c in view.cells.items()}


@given(fillings(), st.data())
def test_a_missing_cell_makes_the_form_incomplete(values: dict[str, int], data: st.DataObject) -> None:
    del values[data.draw(st.sampled_from(sorted(values)))]
    assert view_of(values).complete is False
