"""Приложение № 7 against a small implementation of its own: the reserve, and forms 2 and 7 of the same year."""

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

FORM = load_form(resource_path("profiles", "ngsp", "forms", "obuchenie.toml"))
NUMBERS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "14.1", "14.3", "14.5", "15", "15.1", "17"]
NUMBERS += ["18.1.1", "18.1.2", "18.1.3", "18.1.4"]
TEXTS = ["13", "14.2", "14.4", "14.6", "15.2", "16"]


@st.composite
def right_values(draw: st.DrawFn) -> dict[str, Any]:
    """A filling as it should be."""
    values: dict[str, Any] = {f"1.{row}.3": draw(st.integers(0, 10**6)) for row in NUMBERS}
    people = max(values[f"1.{row}.3"] for row in ("4", "5", "6", "7", "9", "17"))
    values["1.1.3"] = people + draw(st.integers(0, 10**6))  # more trained than members is asked about
    values["1.7.1.3"] = draw(st.integers(0, values["1.7.3"]))
    values |= {f"1.{row}.3": draw(st.sampled_from(["нет", "Первое\nВторое"])) for row in TEXTS}
    return values


def filled(values: dict[str, Any], members: int | None = None, organisations: int | None = None) -> ReportView:
    others = {}
    if members is not None:
        others["fnpr-2"] = {"II.12.3": Decimal(members)}
    if organisations is not None:
        others["fnpr-7"] = {"II.1.6": Decimal(organisations)}
    typed = parse_values(FORM, {"values": values})
    return evaluate(FORM, typed, period=Period(2025), org_kind="tpo", others=others)


@settings(max_examples=60, deadline=None)
@given(right_values(), st.booleans(), st.booleans())
def test_a_right_filling_is_complete_and_has_no_violation(
    values: dict[str, Any], with_members: bool, with_organisations: bool
) -> None:
    members = values["1.1.3"] if with_members else None
    view = filled(values, members, values["1.2.3"] if with_organisations else None)
    assert view.violations == ()
    assert view.complete
    assert {a: v.value for a, v in view.cells.items() if v.value is not None} == {
        a: Decimal(v) if isinstance(v, int) else v for a, v in values.items()
    }


@settings(max_examples=60, deadline=None)
@given(right_values(), st.data())
def test_every_break_is_reported_at_its_cell(values: dict[str, Any], data: st.DataObject) -> None:
    broken = dict(values)
    members, organisations = values["1.1.3"], values["1.2.3"]
    more = data.draw(st.integers(1, 1000))
    cell = data.draw(st.sampled_from(["1.7.1.3", "1.1.3", "1.2.3", "1.14.3", "1.17.3"]))
    if cell == "1.7.1.3":
        broken[cell] = values["1.7.3"] + more
    elif cell == "1.1.3":
        members += more
    elif cell == "1.2.3":
        organisations += more
    elif cell == "1.14.3":
        broken[cell] = more
    else:
        broken[cell] = -more
    (one,) = filled(broken, members, organisations).violations
    assert one.cells[0] == cell
    assert one.severity.value == ("warning" if cell in ("1.1.3", "1.2.3") else "error")


def test_items_1_and_2_fill_themselves_from_forms_2_and_7() -> None:
    view = evaluate(
        FORM,
        parse_values(FORM, {}),
        {},
        Period(2025),
        org_kind="oppo",
        others={"fnpr-2": {"II.12.3": Decimal(845)}, "fnpr-7": {"II.1.6": Decimal(7)}},
    )
    assert [view.cells[address].value for address in ("1.1.3", "1.2.3")] == [Decimal(845), Decimal(7)]
