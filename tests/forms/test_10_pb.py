"""Form 10-ПБ against an independent reading: sums of money in tenths of a thousand, as whole numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.enums import CellSource
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import Automatic, ReportView, Unknown
from app.services.organisation.profiles import load_profile

FORM = load_form(resource_path("profiles", "ngsp", "forms", "10-pb.toml"))
WITH_GOALS = load_profile("ngsp").form("10-pb")
NAMES = {11: "line_11_name", 15: "line_15_name", 28: "line_28_name"}
TARGETS_APART = [2, 3, 4, 5, 6, 8, 10]
SPENT = [*TARGETS_APART, 7, 9, 11, 13, 14, 15, 16, 17, 18, *range(20, 31), *range(33, 39)]
Money = dict[str, int]
"""Tenths of a thousand roubles (or of a per cent) by address."""


def view_of(tenths: Money, names: dict[str, str]) -> ReportView:
    values = {place: Decimal(number) / 10 for place, number in tenths.items()}
    return evaluate(FORM, parse_values(FORM, {"values": values, "fields": names}), period=Period(2025))


def share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def parts_of(draw: st.DrawFn, whole: int, count: int) -> list[int]:
    """Numbers that add up to the whole."""
    cuts = sorted(draw(st.lists(st.integers(0, whole), min_size=count - 1, max_size=count - 1)))
    return [b - a for a, b in zip([0, *cuts], [*cuts, whole], strict=True)]


@st.composite
def right_fillings(draw: st.DrawFn) -> tuple[Money, dict[str, str]]:
    amount = st.integers(0, 100_000)
    tenths = {f"1B.{row}.4": draw(amount) for row in SPENT}
    for part, whole in ((7, 6), (9, 8), (11, 10)):
        tenths[f"1B.{part}.4"] = draw(st.integers(0, tenths[f"1B.{whole}.4"]))
    names = {}
    for row, name in NAMES.items():
        if draw(st.booleans()):
            names[name] = "своя статья"
        else:
            del tenths[f"1B.{row}.4"]
    income = {f"1A.{row}.4": draw(amount) for row in (2, 3, 4, 5)}
    short = max(0, spent(tenths)[39] - sum(income.values()))
    tenths |= income | {"1A.1.4": short + draw(amount)}
    for row, whole in ((1, 1000), (2, tenths["1A.2.4"])):
        for column, number in zip(range(3, 9), parts_of(draw, whole, 6), strict=True):
            tenths[f"2.{row}.{column}"] = number
    return tenths, names


def spent(tenths: Money) -> dict[int, int]:
    """Every row of the expenses."""
    of = {row: tenths.get(f"1B.{row}.4", 0) for row in SPENT}
    of[1] = sum(of[row] for row in TARGETS_APART)
    of[12] = of[13] + of[14] + of[15]
    of[19] = sum(of[row] for row in range(20, 29))
    of[31] = sum(of[row] for row in range(33, 38))
    of[39] = of[1] + of[12] + of[16] + of[17] + of[18] + of[19] + of[29] + of[30] + of[31] + of[38]
    return of


@given(right_fillings())
def test_a_right_filling_has_no_violations_and_right_sums(filling: tuple[Money, dict[str, str]]) -> None:
    tenths, names = filling
    view = view_of(tenths, names)
    assert view.violations == ()
    assert view.complete
    of = spent(tenths)
    total = sum(tenths[f"1A.{row}.4"] for row in (2, 3, 4, 5))
    expected: dict[str, Decimal | None] = {f"1B.{row}.4": Decimal(of[row]) / 10 for row in (1, 12, 19, 31, 39)}
    expected["1A.6.4"] = Decimal(total) / 10
    expected["1B.40.4"] = Decimal(tenths["1A.1.4"] + total - of[39]) / 10
    expected |= {f"1A.{row}.5": share(tenths.get(f"1A.{row}.4", total), total) for row in range(2, 7)}
    shown = [row for row in of if row not in NAMES or f"1B.{row}.4" in tenths]
    expected |= {f"1B.{row}.5": share(of[row], of[39]) for row in shown}
    expected |= {"1A.1.5": None, "1B.40.5": None, "1B.32.4": None, "1B.32.5": None, "2.0.9": None}
    dues = tenths["1A.2.4"]
    expected |= {"2.1.9": Decimal(100), "2.2.9": Decimal(dues) / 10, "2.3.9": share(dues, dues)}
    expected |= {f"2.3.{column}": share(tenths[f"2.2.{column}"], dues) for column in range(3, 9)}
    assert {place: view.cells[place].value for place in expected} == expected


@given(right_fillings(), st.data())
def test_whatever_is_typed_over_is_judged_as_the_form_says(
    filling: tuple[Money, dict[str, str]], data: st.DataObject
) -> None:
    tenths, names = filling
    for place in data.draw(st.lists(st.sampled_from(sorted(tenths)), min_size=1, max_size=3)):
        tenths[place] = data.draw(st.integers(0, 1000))
    of = spent(tenths)
    wrong = {
        ("error", f"1B.{part}.4")
        for part, whole in ((7, 6), (9, 8), (11, 10))
        if f"1B.{part}.4" in tenths and of[part] > of[whole]
    }
    income = sum(tenths[f"1A.{row}.4"] for row in (2, 3, 4, 5))
    wrong |= {("warning", "1B.40.4")} if tenths["1A.1.4"] + income < of[39] else set()
    first, second = (sum(tenths[f"2.{row}.{column}"] for column in range(3, 9)) for row in (1, 2))
    wrong |= {("error", "2.1.9")} if first != 1000 else set()
    wrong |= {("error", "2.2.9")} if second != tenths["1A.2.4"] else set()
    assert {(v.severity.value, v.cells[0]) for v in view_of(tenths, names).violations} == wrong


@given(right_fillings(), st.sampled_from(sorted(NAMES)), st.integers(0, 5))
def test_a_free_line_needs_a_name_and_a_sum_together(
    filling: tuple[Money, dict[str, str]], row: int, number: int
) -> None:
    tenths, names = filling
    tenths[f"1B.{row}.4"] = number
    if row == 11:
        tenths["1B.10.4"] = tenths["1B.10.4"] + number
    named = {**names, NAMES[row]: "своя статья"}
    unnamed = {name: text for name, text in names.items() if name != NAMES[row]}
    assert view_of(tenths, named).complete
    assert view_of(tenths, unnamed).complete is (number == 0)
    del tenths[f"1B.{row}.4"]
    assert not view_of(tenths, named).complete
    assert view_of(tenths, unnamed).complete


@given(right_fillings(), st.data())
def test_a_missing_cell_makes_the_form_incomplete(filling: tuple[Money, dict[str, str]], data: st.DataObject) -> None:
    tenths, names = filling
    del tenths[data.draw(st.sampled_from(sorted(tenths)))]
    assert not view_of(tenths, names).complete


@pytest.mark.parametrize(
    ("spent_on", "share_of_dues", "told"),
    [("4", Decimal(4), "цель достигнута"), ("3.9", Decimal("3.9"), "цель не достигнута")],
)
def test_a_goal_of_the_programme_is_reached_with_its_least_share(
    spent_on: str, share_of_dues: Decimal, told: str
) -> None:
    values = {"1A.2.4": Decimal(100), "1B.3.4": Decimal(spent_on)}
    view = evaluate(WITH_GOALS, parse_values(WITH_GOALS, {"values": values}), period=Period(2025))
    training = next(target for target in view.targets if target.id == "training")
    assert (training.value, training.least) == (share_of_dues, 4)
    assert training.reached is (share_of_dues == 4)
    assert training.sentence.endswith(told)


def test_without_dues_it_is_not_known_whether_a_goal_is_reached() -> None:
    targets = evaluate(WITH_GOALS, parse_values(WITH_GOALS, {}), period=Period(2025)).targets
    assert {target.reached for target in targets} == {None}
    assert all(target.sentence.endswith("пока неизвестно") for target in targets)


def test_what_nobody_below_could_give_is_told_until_somebody_types_the_number() -> None:
    missing = (Unknown("1A.2.4", "нет бухгалтера", "Школа № 3"),)
    counted = {"1A.2.4": Automatic(Decimal(100), CellSource.CONSOLIDATED, missing)}
    assert evaluate(FORM, parse_values(FORM, {}), counted, Period(2025)).unknown["1A.2.4"] == missing
    typed = parse_values(FORM, {"values": {"1A.2.4": Decimal(120)}})
    assert "1A.2.4" not in evaluate(FORM, typed, counted, Period(2025)).unknown
