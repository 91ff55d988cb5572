"""Form 7 against a second, independent reading of its rules: sums, percentages, checks, kinds of organisations."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import dump_values, parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "fnpr-7.toml"))
KINDS = ("oppo", "mpo", "town", "region")
BLOCKED = frozenset(
    [f"II.{row}.{column}" for row in ("1", "1.1", "1.2", "2") for column in "78"]
    + [f"II.{row}.3" for row in ("1.2", "5", "6", "6.1")]
    + ["II.10.8", "III.3.4"]
    + [f"III.{row}.{column}" for row in range(14, 20) for column in "3456"]
    + [f"IV.3.{column}" for column in "3456"]
)
PARENTS = {"1.1": "1", "1.2": "1", "2": "1", "4": "3", "4.1": "4", "6": "5", "6.1": "6"}
PEOPLE = ("3", "4", "4.1", "5", "6", "6.1", "10", "11", "13", "14")
ACTIVE = ("1.1", "1.2", "1.3", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13")
STAFF = ("9", "11", "13")
ONLY = {"III.10": "town", "III.11": "town", "IV.1.3": "town"} | {
    "III.12": "region",
    "III.13": "region",
    "IV.1.5": "region",
}
FULL_TIME, ACTIVISTS = ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6"), ("2.1", "2.2", "2.3", "2.4")


@st.composite
def fillings(draw: st.DrawFn, kind: str) -> dict[str, int]:
    """A filling by the rules; rows of other kinds of organisations are left out or zero."""
    values: dict[str, int] = {}

    def put(address: str, limit: int) -> None:
        if address not in BLOCKED:
            values[address] = draw(st.integers(0, max(limit, 0)))

    for row in ("1", "1.1", "1.2", "2", *PEOPLE):
        parent = PARENTS.get(row)
        for column in "345":
            top = 2000 if row not in ("1", "13", "14") else 60
            if row in PEOPLE and not values[f"II.1.{column}"]:
                top = 0  # nobody is where no organisation is
            put(f"II.{row}.{column}", values.get(f"II.{parent}.{column}", 0) if parent else top)
    for row in PEOPLE:
        total = sum(values.get(f"II.{row}.{column}", 0) for column in "345")
        for column in "78":
            parent = PARENTS.get(row)
            put(f"II.{row}.{column}", min(total, values[f"II.{parent}.{column}"]) if parent else total)
    organisations = sum(values[f"II.1.{column}"] for column in "345")
    values["III.1.2.3"] = sum(values[f"II.1.2.{column}"] for column in "45")
    values["III.1.1.3"] = organisations - values["III.1.2.3"]
    for row in ACTIVE:
        foreign = ONLY.get(f"III.{row}", kind) != kind
        if foreign and draw(st.booleans()):
            continue
        single = row in ("10", "12") or (row == "8" and kind == "oppo")
        if row not in ("1.1", "1.2"):
            limit = organisations if row == "1.3" else 0 if foreign else 1 if single else 300
            put(f"III.{row}.3", limit)
        if row in ("10", "12") and not foreign:
            values[f"III.{row}.3"] = 1
        for column in "456":
            limit = values[f"III.{row}.3"]
            if row == "1.3":
                limit = min(limit, sum(values[f"III.{part}.{column}"] for part in ("1.1", "1.2")))
            put(f"III.{row}.{column}", limit)
        if row in STAFF:
            values[f"III.{row}.4"] = values[f"III.{row}.3"]
    for row in (*FULL_TIME, *ACTIVISTS):
        foreign = ONLY.get(f"IV.{row}", kind) != kind
        if not (foreign and draw(st.booleans())):
            for column in "456":
                put(f"IV.{row}.{column}", 0 if foreign else 90)
    return values


def by_kind() -> st.SearchStrategy[tuple[str, dict[str, int]]]:
    return st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), fillings(kind)))


def view_of(values: dict[str, int], kind: str | None) -> ReportView:
    known = "tpo" if kind in ("town", "region") else kind
    return evaluate(FORM, parse_values(FORM, {"values": values}), period=Period(2025), org_kind=known)


def percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def expected(values: dict[str, int]) -> dict[str, Decimal | int | None]:
    """Every computed cell, by plain arithmetic."""
    result: dict[str, Decimal | int | None] = {}
    everything = dict(values)
    for row in ("1", "1.1", "1.2", "2", *PEOPLE):
        everything[f"II.{row}.6"] = result[f"II.{row}.6"] = sum(values.get(f"II.{row}.{c}", 0) for c in "345")
    for column in "345678":
        at = {row: everything.get(f"II.{row}.{column}", 0) for row in PEOPLE}
        everyone, members = at["3"] + at["5"], at["4"] + at["6"]
        result[f"II.7.{column}"], result[f"II.8.{column}"] = everyone, members
        result[f"II.9.{column}"] = percent(members, everyone)
        result[f"II.12.{column}"] = members + at["10"] + at["11"]
    for column in "3456":
        result[f"III.1.{column}"] = values[f"III.1.1.{column}"] + values[f"III.1.2.{column}"]
    for top, parts in (("1", FULL_TIME), ("2", ACTIVISTS)):
        for column in "456":
            result[f"IV.{top}.{column}"] = sum(values.get(f"IV.{part}.{column}", 0) for part in parts)
        for part in parts:
            known = [values[f"IV.{part}.{c}"] for c in "456" if f"IV.{part}.{c}" in values]
            result[f"IV.{part}.3"] = sum(known) if known else None
        result[f"IV.{top}.3"] = sum(values.get(f"IV.{part}.{c}", 0) for part in parts for c in "456")
    return result


@given(by_kind())
def test_a_right_filling_has_no_violations_and_right_sums(filled: tuple[str, dict[str, int]]) -> None:
    kind, values = filled
    view = view_of(values, kind)
    assert view.violations == ()
    assert view.complete
    right = expected(values)
    assert {address: view.cells[address].value for address in right} == right
    assert view_of(values, None).violations == ()


@given(by_kind(), st.data())
def test_a_single_excess_is_reported_at_its_cell(filled: tuple[str, dict[str, int]], data: st.DataObject) -> None:
    kind, values = filled
    limits: dict[str, str] = {}
    for row, parent in PARENTS.items():
        limits |= {f"II.{row}.{column}": f"II.{parent}.{column}" for column in "34578"}
    for row in PEOPLE:
        limits.update({f"II.{row}.{column}": f"II.{row}.6" for column in "78" if row not in PARENTS})
    for row in ACTIVE:
        limits |= {f"III.{row}.{column}": f"III.{row}.3" for column in "456" if row != "1.3"}
    limits |= {f"III.1.3.{column}": f"III.1.{column}" for column in "3456"}
    address = data.draw(st.sampled_from(sorted(set(limits) & set(values))))
    limit = {**expected(values), **values}[limits[address]]
    assert isinstance(limit, int)
    broken = {**values, address: limit + data.draw(st.integers(1, 9))}
    found = [v for v in view_of(broken, kind).violations if v.cells[0] == address]
    assert any(v.cells[1:] == (limits[address],) and (v.left, v.right) == (broken[address], limit) for v in found)


@given(by_kind(), st.integers(1, 50), st.data())
def test_chairs_must_be_as_many_as_organisations(
    filled: tuple[str, dict[str, int]], more: int, data: st.DataObject
) -> None:
    kind, values = filled
    address = data.draw(st.sampled_from(["III.1.1.3", "III.1.2.3"]))
    values[address] += more
    (violation,) = view_of(values, kind).errors
    organisations = sum(values[f"II.1.{column}"] for column in "345")
    assert (violation.rule, violation.cells) == ("III.marker", ("III.1.3", "II.1.6"))
    assert (violation.left, violation.right) == (organisations + more, organisations)
    asked = [v.cells for v in view_of(values, kind).warnings]
    assert asked == ([("III.1.2.3", "II.1.2.6")] if address == "III.1.2.3" else [])


@given(by_kind(), st.sampled_from(STAFF), st.integers(1, 5))
def test_all_staff_are_full_time(filled: tuple[str, dict[str, int]], row: str, fewer: int) -> None:
    _, values = filled
    values |= {f"III.{row}.{column}": 0 for column in "56"}
    values |= {f"III.{row}.3": 9, f"III.{row}.4": 9 - fewer}
    (violation,) = view_of(values, None).violations
    assert (violation.rule, violation.cells) == (f"III.staff:{row}.4", (f"III.{row}.4", f"III.{row}.3"))


@given(by_kind(), st.sampled_from(sorted(ONLY)), st.data())
def test_rows_of_another_kind_of_organisation(
    filled: tuple[str, dict[str, int]], place: str, data: st.DataObject
) -> None:
    kind, values = filled
    if ONLY[place] == kind:
        return
    address = f"{place}.{data.draw(st.sampled_from('456' if place.startswith('IV') else '3456'))}"
    values[address] = 1
    found = {v.cells[0] for v in view_of(values, kind).violations}
    # A town's organisation is also territorial: with row 12 filled its own rows are the foreign ones.
    assert (address if (kind, place[:3]) != ("town", "III") else "III.10.3") in found


@given(by_kind(), st.sampled_from(sorted(BLOCKED)), st.integers(0, 9))
def test_a_closed_cell_takes_nothing(filled: tuple[str, dict[str, int]], address: str, number: int) -> None:
    kind, values = filled
    right = expected(values)
    view = view_of({**values, address: number}, kind)
    assert [v.rule for v in view.violations] == [f"blocked:{address}"]
    assert view.cells[address].value is None
    assert {a: view.cells[a].value for a in right} == right


@given(by_kind(), st.data())
def test_a_typed_total_that_differs_is_an_error(filled: tuple[str, dict[str, int]], data: st.DataObject) -> None:
    kind, values = filled
    right = expected(values)
    address = data.draw(st.sampled_from(sorted(right)))
    stands = right[address]
    view = view_of({**values, address: int(stands or 0) + data.draw(st.integers(1, 5))}, kind)
    assert [v.rule for v in view.violations] == [f"computed:{address}"]
    assert view.cells[address].value == stands


@given(by_kind(), st.data())
def test_a_missing_cell_of_everybody_makes_the_form_incomplete(
    filled: tuple[str, dict[str, int]], data: st.DataObject
) -> None:
    kind, values = filled
    common = sorted(a for a in values if a.rpartition(".")[0] not in ONLY)
    del values[data.draw(st.sampled_from(common))]
    assert view_of(values, kind).complete is False


@given(by_kind())
def test_what_is_written_out_reads_back_the_same(filled: tuple[str, dict[str, int]]) -> None:
    kind, values = filled
    view = view_of(values, kind)
    known = "tpo" if kind in ("town", "region") else kind
    again = evaluate(FORM, parse_values(FORM, dump_values(FORM, view)), period=Period(2025), org_kind=known)
    assert again.violations == ()
    assert {a: c.value for a, c in again.cells.items()} == {a: c.value for a, c in view.cells.items()}


def test_the_official_numbers_stand_on_paper() -> None:
    columns = FORM.tables["II"].columns
    assert [c.code for c in columns] == ["3", "4", "5", "6", "7", "8"]
    assert [c.printed or c.code for c in columns] == ["3", "4", "5", "7", "8", "9"]
    assert {a for t in FORM.tables.values() for a, c in t.cells.items() if c.kind == "blocked"} == BLOCKED
