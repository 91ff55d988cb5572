"""Form 1-Т against an independent reading of its controls: two grids of numbers, no engine of ours."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "1-t.toml"))
CLOSED = ["2.21.5", "2.26.5", "2.27.5", "2.28.5", "2.29.5", "2.30.4", "2.31.4"]
FACTORS, KINDS = range(3, 14), range(20, 29)
Cells = dict[tuple[int, int], Decimal]
"""By row and column: rows 1-13 stand in section 1, rows 20-31 in section 2."""
Found = set[tuple[str, str]]


def address(row: int, column: int) -> str:
    return f"{1 if row < 20 else 2}.{row:02d}.{column}"


PLACES = [
    (row, column)
    for row in (*range(1, 14), *range(20, 32))
    for column in (3, 4, 5)
    if address(row, column) not in CLOSED
]


def view_of(cells: Cells) -> ReportView:
    values = {address(*place): number for place, number in cells.items()}
    return evaluate(FORM, parse_values(FORM, {"values": values}), period=Period(2025))


def wrong(c: Cells) -> Found:
    """(severity, first cell) of all that the source's controls forbid in a filling with every cell."""
    bad: list[tuple[str, tuple[int, int]]] = []

    def error(broken: bool, row: int, column: int) -> None:
        bad.extend([("error", (row, column))] if broken else [])

    men = {row: c[row, 3] - c[row, 4] for row in (*range(1, 14), *range(20, 30))}
    for row in range(1, 14):
        error(c[row, 3] < c[row, 4], row, 4)
        error(c[row, 3] < c[row, 5], row, 5)
    for column in (3, 4, 5):
        error(c[1, column] < c[2, column], 2, column)
        error(c[2, column] > sum(c[row, column] for row in FACTORS), 2, column)
        for row in FACTORS:
            error(c[2, column] < c[row, column], row, column)
    error(men[1] < men[2], 2, 3)
    for row in FACTORS:
        error(men[2] < men[row], row, 3)
    for row in range(20, 30):
        error(c[row, 3] < c[row, 4], row, 4)
        error(men[row] > men[2], row, 3)
        for column in (3, 4):
            error(c[row, column] > c[2, column], row, column)
    for row in KINDS:
        error(men[29] < men[row], row, 3)
    for column in (3, 4):
        for row in KINDS:
            error(c[29, column] < c[row, column], row, column)
        error(c[29, column] < sum(c[row, column] for row in (26, 27, 28)), 29, column)
        error(c[29, column] > sum(c[row, column] for row in KINDS), 29, column)
    error(c[30, 3] > c[1, 3], 30, 3)
    error(c[31, 3] > c[2, 3], 31, 3)
    error((c[29, 3] > 0 or c[31, 3] > 0) and not c[2, 3] > 0, 2, 3)
    for column in (3, 5):
        error(c[30, column] < c[31, column], 31, column)
    if c[2, 3] > 0 and not (c[29, 3] > 0 or c[31, 3] > 0):
        bad.append(("warning", (2, 3)))
    for row in (25, 29):
        for column in (3, 4):
            if c[row, column] != c[2, column]:
                bad.append(("warning", (row, column)))
    return {(severity, address(*place)) for severity, place in bad}


def found(view: ReportView) -> Found:
    return {(v.severity.value, v.cells[0]) for v in view.violations}


@st.composite
def right_fillings(draw: st.DrawFn) -> Cells:
    """Men and women apart, so that differences come out right by themselves; the second column 5 is money."""

    def part(limit: int) -> int:
        return draw(st.integers(0, limit))

    def least(total: int, rest: list[int], limit: int) -> list[int]:
        """Raise the first of the numbers so that together they reach the total."""
        short = total - sum(rest)
        if short > 0:
            rest[0] = min(limit, rest[0] + short)
        return rest

    people: dict[str, dict[int, int]] = {}
    for who, top in (("men", 500), ("women", 300), ("young", 20)):
        all_, harmed = draw(st.integers(1 if who == "men" else 0, top)), 0
        harmed = draw(st.integers(1 if who == "men" else 0, all_))
        by = {1: all_, 2: harmed}
        by |= dict(zip(FACTORS, least(harmed, [part(harmed) for _ in FACTORS], harmed), strict=True))
        if who != "young":
            pensions = [0, 0, 0]
            for place in range(3):
                pensions[place] = part(harmed - sum(pensions))
            by |= {row: part(harmed) for row in range(20, 25)} | {25: harmed, 29: harmed}
            by |= dict(zip((26, 27, 28), pensions, strict=True))
        people[who] = by
    cells: Cells = {}
    for row in (*range(1, 14), *range(20, 30)):
        cells[row, 3] = Decimal(people["men"][row] + people["women"][row])
        cells[row, 4] = Decimal(people["women"][row])
    for row in range(1, 14):
        # Young people may be men or women: never more than all.
        cells[row, 5] = min(Decimal(people["young"][row]), cells[row, 3], cells.get((2, 5), cells[row, 3]))
    if cells[2, 5] > sum(cells[row, 5] for row in FACTORS):
        cells[3, 5] = cells[2, 5]
        cells[3, 3] = max(cells[3, 3], cells[3, 5])
        cells[3, 4] = min(max(cells[3, 4], cells[3, 3] - (cells[2, 3] - cells[2, 4])), cells[2, 4])
    cells[30, 3] = Decimal(part(int(cells[1, 3])))
    cells[31, 3] = Decimal(part(int(min(cells[30, 3], cells[2, 3]))))
    for row in (20, 22, 23, 24, 25, 30):
        cells[row, 5] = Decimal(draw(st.integers(0, 10**7))) / 10
    cells[31, 5] = min(cells[30, 5], Decimal(part(10**7)) / 10)
    return cells


@given(right_fillings())
def test_a_right_filling_has_no_violations(cells: Cells) -> None:
    assert set(cells) == set(PLACES)
    assert wrong(cells) == set()
    view = view_of(cells)
    assert view.violations == ()
    assert view.complete


@given(right_fillings(), st.data())
def test_whatever_is_typed_over_is_judged_as_the_source_does(cells: Cells, data: st.DataObject) -> None:
    """One to three cells take any number: exactly what contradicts the source is reported, at its cells."""
    counts = [place for place in PLACES if place[0] < 20 or place[1] != 5]
    for place in data.draw(st.lists(st.sampled_from(counts), min_size=1, max_size=3)):
        cells[place] = Decimal(data.draw(st.integers(1, 600)))
    cells[data.draw(st.sampled_from([30, 31])), 5] = Decimal(data.draw(st.integers(0, 10**7))) / 10
    assert found(view_of(cells)) == wrong(cells)


@given(right_fillings(), st.sampled_from(PLACES))
def test_a_missing_cell_makes_the_form_incomplete(cells: Cells, place: tuple[int, int]) -> None:
    del cells[place]
    view = view_of(cells)
    alone = place == (24, 5)
    assert view.complete is alone
    pay = [v.severity.value for v in view.violations if v.cells == ("2.24.5",)]
    assert pay == (["warning"] if alone and cells[24, 3] > 0 else [])


@given(st.sets(st.sampled_from(PLACES)))
def test_only_zeros_are_each_an_error_and_nothing_is_legal(places: set[tuple[int, int]]) -> None:
    view = view_of(dict.fromkeys(places, Decimal(0)))
    assert found(view) == {("error", address(*place)) for place in places}
    assert len(view.violations) == len(places)
    assert view.complete


@pytest.mark.parametrize("closed", CLOSED)
def test_a_closed_cell_takes_no_number(closed: str) -> None:
    view = evaluate(FORM, parse_values(FORM, {"values": {closed: 0}}), period=Period(2025))
    assert [(v.rule, v.cells) for v in view.violations] == [(f"blocked:{closed}", (closed,))]
