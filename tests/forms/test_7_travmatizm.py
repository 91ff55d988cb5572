"""Form 7-травматизм against an independent reading of its «Логический контроль»: rows as numbers, no engine of ours."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "7-travmatizm.toml"))
ATMOST = [*((1, part) for part in range(2, 7)), *((part, part + 6) for part in range(2, 7))]
"""(whole, part): the whole is not less than the part."""
NEEDS = [*((1, n) for n in range(2, 8)), *((7, n) for n in range(8, 13)), *((n, n + 6) for n in range(2, 7))]
"""(whole, part): when the part is not nought, neither is the whole."""
Rows = dict[int, Decimal]


def address(row: int) -> str:
    return f"1.{row:02d}.4"


def view_of(rows: Rows) -> ReportView:
    return evaluate(FORM, parse_values(FORM, {"values": {address(n): v for n, v in rows.items()}}), period=Period(2025))


def marked(view: ReportView) -> set[tuple[str, frozenset[str]]]:
    return {(v.severity.value, frozenset(v.cells)) for v in view.violations}


def wrong(rows: Rows) -> set[tuple[str, frozenset[str]]]:
    """What a careful reader of the source would underline in a filling with every row."""
    found = {(whole, part) for whole, part in ATMOST if rows[whole] < rows[part]}
    found |= {(whole, part) for whole, part in NEEDS if rows[part] != 0 and rows[whole] == 0}
    found |= {(whole, part) for whole, part in ((14, 15), (23, 24)) if rows[part] > rows[whole]}
    result = {("error", frozenset(map(address, pair))) for pair in found}
    if rows[17] < sum(rows[n] for n in range(18, 23)):
        result.add(("warning", frozenset(address(n) for n in range(17, 23))))
    return result


def money() -> st.SearchStrategy[Decimal]:
    return st.integers(0, 10_000_000).map(lambda tenths: Decimal(tenths) / 10)


@st.composite
def right_fillings(draw: st.DrawFn) -> Rows:
    rows: Rows = {1: Decimal(draw(st.integers(0, 300)))}
    for row in range(2, 7):
        rows[row] = Decimal(draw(st.integers(0, int(rows[1]))))
    rows[7] = Decimal(draw(st.integers(0 if rows[1] == 0 else 1, 400 if rows[1] else 0)))
    for row in range(8, 13):
        rows[row] = Decimal(draw(st.integers(0, int(rows[row - 6]) if rows[7] else 0)))
    for row in (13, 14, 16, 23):
        rows[row] = Decimal(draw(st.integers(0, 9999)))
    for part, whole in ((15, 14), (24, 23)):
        rows[part] = Decimal(draw(st.integers(0, int(rows[whole]))))
    for row in range(18, 23):
        rows[row] = draw(money())
    rows[17] = sum((rows[n] for n in range(18, 23)), draw(money()))
    rows[25] = Decimal(draw(st.integers(0, 1)))
    return rows


@given(right_fillings())
def test_a_right_filling_has_no_violations(rows: Rows) -> None:
    view = view_of(rows)
    assert view.violations == ()
    assert view.complete
    assert {a: c.value for a, c in view.cells.items()} == {address(n): v for n, v in rows.items()}


@given(right_fillings(), st.data())
def test_whatever_is_typed_over_is_judged_as_the_source_does(rows: Rows, data: st.DataObject) -> None:
    """One to three rows take any number: exactly what contradicts the source is reported, at its cells."""
    counts = [*range(1, 17), 23, 24]
    for row in data.draw(st.lists(st.sampled_from(counts), min_size=1, max_size=3)):
        rows[row] = Decimal(data.draw(st.integers(0, 500)))
    row = data.draw(st.integers(17, 22))
    rows[row] = data.draw(money())
    assert marked(view_of(rows)) == wrong(rows)


@given(right_fillings(), st.data())
def test_a_single_excess_is_reported_at_its_cell(rows: Rows, data: st.DataObject) -> None:
    whole, part = data.draw(st.sampled_from([*ATMOST, (14, 15), (23, 24)]))
    rows[part] = rows[whole] + data.draw(st.integers(1, 9))
    found = [v for v in view_of(rows).violations if v.cells == (address(part), address(whole)) and v.operator == "<="]
    assert [(v.left, v.right) for v in found] == [(rows[part], rows[whole])]
    assert f"строка {part:02d}, графа 4" in found[0].message


@given(right_fillings(), st.data())
def test_rows_that_are_always_needed(rows: Rows, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from([17, 23, 24, 25]))
    del rows[row]
    view = view_of(rows)
    assert [(v.severity.value, v.cells) for v in view.violations] == [("error", (address(row),))]
    assert not view.complete


@given(right_fillings(), st.data())
def test_other_rows_are_needed_only_after_an_accident(rows: Rows, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from([*range(1, 17), *range(18, 23)]))
    del rows[row]
    assert view_of(rows).complete is not any(rows.get(n, 0) for n in range(1, 17))
