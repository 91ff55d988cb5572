"""Form 15 against a second, independent reading of its rules: who fills which row, one chair in one's own row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import dump_values, parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "fnpr-15.toml"))
OWN = {"region": (3, 4), "town": (5, 6), "mpo": (7, 8), "oppo": (9, 10)}
COLUMNS = range(3, 12)


def open_columns(row: int) -> list[int]:
    """The chair of an audit commission is never paid."""
    return [column for column in COLUMNS if row % 2 or column != 11]


BLOCKED = sorted(
    [f"III.{row}.{column}" for row in (1, 2) for column in COLUMNS] + [f"III.{row}.11" for row in (4, 6, 8, 10)]
)


@st.composite
def fillings(draw: st.DrawFn, kind: str) -> dict[str, int]:
    """A filling by the rules. Rows of others are empty or zero; rows 9 and 10 are everybody's."""
    values: dict[str, int] = {}
    for row in range(3, 11):
        own = row in OWN[kind]
        if not own and row < 9:
            if draw(st.booleans()):
                values |= {f"III.{row}.{column}": 0 for column in open_columns(row)}
            continue
        members, chairs = draw(st.integers(0, 90)), 1 if own else draw(st.integers(0, 20))
        if row == 10:  # each joint organisation elects both chairs
            chairs = values["III.9.6"]
        for column in open_columns(row):
            limit = members if column in (4, 5) else chairs
            fixed = {3: members, 6: chairs}.get(column)
            values[f"III.{row}.{column}"] = draw(st.integers(0, limit)) if fixed is None else fixed
    return values


def by_kind() -> st.SearchStrategy[tuple[str, dict[str, int]]]:
    return st.sampled_from(sorted(OWN)).flatmap(lambda kind: st.tuples(st.just(kind), fillings(kind)))


def view_of(values: dict[str, int], kind: str | None, **fields: int) -> ReportView:
    known = "tpo" if kind in ("town", "region") else kind
    return evaluate(FORM, parse_values(FORM, {"values": values, "fields": fields}), period=Period(2025), org_kind=known)


@given(by_kind())
def test_a_right_filling_has_no_violations(filled: tuple[str, dict[str, int]]) -> None:
    kind, values = filled
    view = view_of(values, kind)
    assert view.violations == ()
    assert view.complete
    assert {a: c.value for a, c in view.cells.items() if c.value is not None} == values
    again = evaluate(FORM, parse_values(FORM, dump_values(FORM, view)), period=Period(2025))
    assert again.violations == ()
    assert {a: c.value for a, c in again.cells.items()} == {a: c.value for a, c in view.cells.items()}


@given(by_kind(), st.data())
def test_a_single_excess_is_reported_at_its_cell(filled: tuple[str, dict[str, int]], data: st.DataObject) -> None:
    kind, values = filled
    row = data.draw(st.sampled_from([*OWN[kind], 9, 10]))
    column = data.draw(st.sampled_from([c for c in open_columns(row) if c not in (3, 6)]))
    address, limit = f"III.{row}.{column}", f"III.{row}.{3 if column < 6 else 6}"
    values[address] = values[limit] + data.draw(st.integers(1, 9))
    for known in (kind, None):
        (violation,) = view_of(values, known).violations
        assert violation.cells == (address, limit)
        assert (violation.left, violation.right) == (values[address], values[limit])
        assert f"строка {row}, графа {column}: " in violation.message


@given(by_kind(), st.data())
def test_ones_own_row_has_one_chair(filled: tuple[str, dict[str, int]], data: st.DataObject) -> None:
    kind, values = filled
    row = data.draw(st.sampled_from(OWN[kind]))
    values[f"III.{row}.6"] = data.draw(st.integers(2, 50))
    (violation,) = view_of(values, kind).violations
    assert violation.cells == (f"III.{row}.6",)
    assert str(violation.severity) == "error"
    assert view_of(values, None).violations == ()
    values |= {f"III.{row}.{column}": 0 for column in open_columns(row) if column > 5}
    found = [v.cells for v in view_of(values, kind).violations]
    # A town's organisation that has no members either is not known to be one.
    whole = sum(values[f"III.{r}.{c}"] for r in OWN[kind] for c in open_columns(r))
    assert found == [(f"III.{row}.6",)] or (kind == "town" and whole == 0)


@given(by_kind(), st.integers(3, 8), st.data())
def test_rows_of_another_kind_of_organisation(
    filled: tuple[str, dict[str, int]], row: int, data: st.DataObject
) -> None:
    kind, values = filled
    if row in OWN[kind]:
        return
    address = f"III.{row}.{data.draw(st.sampled_from(open_columns(row)))}"
    values[address] = data.draw(st.integers(1, 99))
    found = {v.cells[0] for v in view_of(values, kind).violations}
    # A town's organisation is also territorial: with rows 3-4 filled its own rows are the foreign ones.
    assert (address if (kind, row) not in (("town", 3), ("town", 4)) else "III.5.6") in found


@given(fillings("oppo"), st.integers(9, 10), st.data())
def test_a_primary_organisation_fills_nothing(values: dict[str, int], row: int, data: st.DataObject) -> None:
    address = f"III.{row}.{data.draw(st.sampled_from(open_columns(row)))}"
    found = view_of({**values, address: 1}, "ppo").violations
    assert address in {v.cells[0] for v in found}


@given(by_kind(), st.sampled_from(BLOCKED), st.integers(0, 9))
def test_a_closed_cell_takes_nothing(filled: tuple[str, dict[str, int]], address: str, number: int) -> None:
    kind, values = filled
    view = view_of({**values, address: number}, kind)
    assert [v.rule for v in view.violations] == [f"blocked:{address}"]
    assert view.cells[address].value is None


@given(by_kind(), st.data())
def test_a_missing_cell_makes_the_form_incomplete(filled: tuple[str, dict[str, int]], data: st.DataObject) -> None:
    kind, values = filled
    rows = [*OWN[kind], 9, 10]
    del values[data.draw(st.sampled_from([a for a in values if int(a.split(".")[1]) in rows]))]
    assert view_of(values, kind).complete is False


@given(st.integers(0, 500), st.integers(0, 500))
def test_no_more_delegates_come_than_were_elected(elected: int, came: int) -> None:
    found = view_of({}, None, delegates_elected=elected, delegates_present=came).violations
    assert [v.cells for v in found] == [("delegates_present", "delegates_elected")] * (came > elected)


def test_the_closed_cells_are_those_of_the_form() -> None:
    assert sorted(a for a, c in FORM.tables["III"].cells.items() if c.kind == "blocked") == BLOCKED
