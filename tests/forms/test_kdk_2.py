"""КДК-2 by an independent reading of its rules: right sums, no violation in right fillings, breaks at their cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView

FORM = load_form(resource_path("profiles", "ngsp", "forms", "kdk-2.toml"))
PARENTS = {"01.1": "01", "02": "01", "02.1": "02", "04": "03", "05": "03", "06": "03"}
PEOPLE = {f"{top}.{n}": top for top in ("11", "12") for n in range(1, 6)} | {"12": "11"}


@st.composite
def fillings(draw: st.DrawFn) -> dict[str, int]:
    """A filling by the rules: every organisation has an agreement or none, and what must close does."""
    values: dict[str, int] = {}
    count = st.integers(0, 5000)
    for column in "45":
        for row in ("02", "03.1", "03.2", "03.3"):
            values[f"I.{row}.{column}"] = draw(count)
        agreements = sum(values[f"I.03.{n}.{column}"] for n in (1, 2, 3))
        values[f"I.01.{column}"] = values[f"I.02.{column}"] + agreements
        values[f"I.01.1.{column}"] = draw(st.integers(0, values[f"I.01.{column}"]))
        least = min(values[f"I.01.1.{column}"], values[f"I.02.{column}"])
        values[f"I.02.1.{column}"] = draw(st.integers(0, least))
        for row in ("04", "05", "06"):
            values[f"I.{row}.{column}"] = draw(st.integers(0, agreements))
    every = values["I.01.4"] + values["I.01.5"]
    none = every == values["I.02.4"] + values["I.02.5"]
    for row in ("07.1", "07.2", "07.3", "08", "11"):
        values[f"II.{row}.3"] = draw(count)
    for row in ("09", "10"):
        values[f"II.{row}.3"] = draw(st.integers(0, every))
    values["II.12.3"] = draw(st.integers(0, values["II.11.3"]))
    for n in range(1, 6):
        workers = 0 if n == 1 and none else draw(st.integers(0, values["II.11.3"]))
        values[f"II.11.{n}.3"] = workers
        values[f"II.12.{n}.3"] = draw(st.integers(0, min(workers, values["II.12.3"])))
    return values


def view_of(values: dict[str, int]) -> ReportView:
    return evaluate(FORM, parse_values(FORM, {"values": values}), period=Period(2025), org_kind="tpo")


@given(fillings())
def test_a_right_filling_has_no_violations_and_right_sums(values: dict[str, int]) -> None:
    view = view_of(values)
    assert view.violations == ()
    assert view.complete
    for row in ("01", "01.1", "02", "02.1", "03.1", "03.2", "03.3", "04", "05", "06"):
        assert view.cells[f"I.{row}.3"].value == values[f"I.{row}.4"] + values[f"I.{row}.5"]
    every = {c: sum(values[f"I.03.{n}.{c}"] for n in (1, 2, 3)) for c in "45"}
    got = {c: view.cells[f"I.03.{c}"].value for c in "345"}
    assert got == {**every, "3": every["4"] + every["5"]}
    assert view.cells["II.07.3"].value == values["II.07.1.3"] + values["II.07.2.3"] + values["II.07.3.3"]


@given(fillings(), st.sampled_from(sorted(PARENTS)), st.sampled_from("45"), st.integers(1, 9))
def test_a_part_larger_than_its_whole_is_found(values: dict[str, int], row: str, column: str, more: int) -> None:
    parent = PARENTS[row]
    whole = sum(values[f"I.03.{n}.{column}"] for n in (1, 2, 3)) if parent == "03" else values[f"I.{parent}.{column}"]
    values[f"I.{row}.{column}"] = whole + more
    found = {v.cells: v for v in view_of(values).errors}
    violation = found[f"I.{row}.{column}", f"I.{parent}.{column}"]
    assert (violation.left, violation.operator, violation.right) == (whole + more, "<=", whole)
    assert f"строка {row}, графа {column}" in violation.message
    assert {cells[0] for cells in found} <= {
        f"I.{row}.{column}", f"I.{row}.3", *(f"I.{r}.{c}" for r, p in PARENTS.items() if p == row for c in "345"),
    }  # fmt: skip


@given(fillings(), st.sampled_from(sorted(PEOPLE)), st.integers(1, 9))
def test_more_people_than_all_is_found(values: dict[str, int], row: str, more: int) -> None:
    values[f"II.{row}.3"] = values[f"II.{PEOPLE[row]}.3"] + more
    found = [v.cells for v in view_of(values).errors]
    assert found == [(f"II.{row}.3", f"II.{PEOPLE[row]}.3")]


@given(fillings(), st.sampled_from(["I.01.4", "I.02.5", "I.03.2.4", "I.03.3.5"]), st.integers(1, 9))
def test_organisations_that_do_not_add_up_want_a_sentence(values: dict[str, int], address: str, more: int) -> None:
    values[address] += more
    column = address[-1]
    found = [v for v in view_of(values).violations if v.rule.startswith("I.closes")]
    assert [(v.cells[0], v.severity) for v in found] == [("I.01.3", "warning"), (f"I.01.{column}", "warning")]
    assert not view_of(values).errors


@given(fillings(), st.sampled_from(["I.01.3", "I.06.3", "I.03.3", "I.03.4", "I.03.5", "II.07.3"]), st.integers(1, 9))
def test_a_typed_total_that_differs_is_an_error(values: dict[str, int], address: str, more: int) -> None:
    right = view_of(values).cells[address].value
    assert right is not None
    view = view_of({**values, address: int(right) + more})
    assert [v.rule for v in view.violations] == [f"computed:{address}"]
    assert view.cells[address].value == right


@given(fillings(), st.data())
def test_a_missing_cell_makes_the_form_incomplete(values: dict[str, int], data: st.DataObject) -> None:
    del values[data.draw(st.sampled_from(sorted(values)))]
    assert view_of(values).complete is False
