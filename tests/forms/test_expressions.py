"""The expression language: what it computes, what it refuses."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.expressions import (
    BUILT_IN_NAMES,
    Environment,
    ExpressionError,
    Result,
    compare,
    half_up,
    parse_expression,
    value_of,
)
from app.forms.scope import FormScope, Grid, split_address

GRID = Grid(("1", "1.1", "1.2", "2", "2.1"), ("3", "4", "5"))
SCOPE = FormScope({"II": GRID}, {"schools", "note"}, "II", "2", "3")
VALUES: dict[str, Decimal | str | None] = {
    "II.1.3": Decimal(3),
    "II.1.1.3": Decimal(8),
    "II.2.4": Decimal("0.5"),
    "schools": Decimal(2),
    "note": "есть",
}
ENV = Environment(VALUES, 2025, frozenset({"II.2.5"}), "ppo")


def value(text: str) -> Result:
    return value_of(parse_expression(text, SCOPE), ENV)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-2 + 5", 3),
        ("10 - 4 - 3", 3),
        ("12 / 4 / 3", 1),
        ("0.1 + 0.2", Decimal("0.3")),
        ("row[1] + row[1.1]", 11),
        ("cell[II.1.1.3] - col[4]", Decimal("7.5")),
        ("row[1] + row[1.2]", 3),
        ("row[1.2] + row[2.1]", None),
        ("row[1.2] + col[5]", None),
        ("row[1] + col[5]", 3),
        ("row[1] * row[1.2]", None),
        ("row[1] * col[5]", 0),
        ("row[1] / 0", None),
        ("sum(row[1..1.2])", 11),
        ("sum(row[1, 1.1], 1)", 12),
        ("sum(row[1.2], row[2.1])", None),
        ("sum(row[1.2], col[5])", None),
        ("percent(row[1], row[1.1])", Decimal("37.5")),
        ("percent(1, 16)", Decimal("6.3")),
        ("percent(2, 3)", Decimal("66.7")),
        ("percent(1, 0)", None),
        ("percent(row[1.2], 5)", None),
        ("if(row[1] <= 15, schools, 0)", 2),
        ("if(row[1.2] <= 15, 1, 0)", None),
        ("min(row[1..1.2])", 3),
        ("max(row[1..1.2])", 8),
        ("round(2.345, 2)", Decimal("2.35")),
        ("round(row[1.2], 1)", None),
        ("year - 1", 2024),
        ("row[1] <= 3", True),
        ("row[1] != 3", False),
        ("row[1.2] = 3", None),
        ("col[5] < 1", True),
        ("not row[1] = 3", False),
        ("not row[1.2] = 3", None),
        ("row[1.2] = 1 and row[1] = 4", False),
        ("row[1.2] = 1 or row[1] = 3", True),
        ("row[1.2] = 1 or row[1] = 4", None),
        ("filled(row[1]) and empty(row[1.2])", True),
        ("filled(col[5])", False),
        ("filled(note)", True),
        ("org_kind = 'ppo'", True),
        ("org_kind != 'ppo'", False),
        ("if(org_kind = 'mpo', 1, 2)", 2),
        ("one_of(note, 'нет', 'есть')", True),
        ("one_of(note, 'нет')", False),
        ("one_of(row[1], 1, 3)", True),
        ("one_of(row[1.2], 1, 3)", None),
        ("one_of(row[1], row[1.2], 3)", True),
        ("one_of(row[1], row[1.2], 4)", None),
    ],
)
def test_an_expression_gives(text: str, expected: Decimal | bool | None) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty expression"),
        ("1 +", "unexpected end"),
        ("1 2", "unexpected 'number 2'"),
        ("(1", "unexpected end"),
        ("(1 2", "expected ')'"),
        ("schols", "unknown name 'schols'"),
        ("exec(1)", "unknown function 'exec'"),
        ("row[9]", "no row '9'"),
        ("col[9]", "no column '9'"),
        ("cell[III.1.3]", "no cell 'III.1.3'"),
        ("cell[II.1]", "no cell 'II.1'"),
        ("row[1..1.2]", "names 3 cells"),
        ("sum(row[2..1])", "wrong order"),
        ("1 < 2 < 3", "cannot be chained"),
        ("1 and 2", "'and' needs a condition"),
        ("not 1", "'not' needs a condition"),
        ("(1 < 2) + 1", "'+' needs a number"),
        ("if(1, 2, 3)", "'if' needs a condition"),
        ("if(1 < 2, 3, 1 < 2)", "must be of one kind"),
        ("percent(1)", "takes 2 values, 1 given"),
        ("filled(1 + 1)", "takes a cell or a field"),
        ("one_of(1)", "takes a value and what it may equal"),
        ("round(1, 9)", "number of digits"),
        ("1; 2", "unexpected '; 2'"),
        ("'open", "unexpected"),
        ("(" * 50 + "1" + ")" * 50, "nested deeper"),
        ("-" * 50 + "1", "nested deeper"),
        ("not " * 50 + "1 = 1", "nested deeper"),
        ("1" * 3000, "longer than"),
    ],
)
def test_an_expression_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(reason)):
        parse_expression(text, SCOPE)


def test_row_and_column_need_their_own_place() -> None:
    with pytest.raises(ExpressionError, match="needs a column"):
        parse_expression("row[1]", FormScope({"II": GRID}, set(), "II"))
    with pytest.raises(ExpressionError, match="needs a table"):
        parse_expression("col[3]", FormScope({"II": GRID}, set()))


def test_an_expression_names_what_it_needs() -> None:
    expression = parse_expression("if(row[1] <= 15 and year > 2000, sum(row[1..1.2]), schools)", SCOPE)
    assert expression.references() == ("II.1.3", "II.1.1.3", "II.1.2.3", "schools")
    assert not BUILT_IN_NAMES & set(expression.references())


@pytest.mark.parametrize(
    ("address", "parts"),
    [("II.1.1.3", ("II", "1.1", "3")), ("II.1.3", ("II", "1", "3")), ("II.3", None), ("II..3", None), ("1", None)],
)
def test_an_address_is_split_at_the_first_and_the_last_dot(address: str, parts: tuple[str, str, str] | None) -> None:
    assert split_address(address) == parts


numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(numbers, numbers, numbers)
def test_arithmetic_is_exact(a: Decimal, b: Decimal, c: Decimal) -> None:
    env = Environment({"II.1.3": a, "II.1.1.3": b, "II.1.2.3": c}, 2025)
    assert value_of(parse_expression("row[1] + row[1.1] * row[1.2]", SCOPE), env) == a + b * c
    assert value_of(parse_expression("sum(row[1..1.2])", SCOPE), env) == a + b + c


@given(numbers, numbers)
def test_exactly_one_of_three_comparisons_holds(a: Decimal, b: Decimal) -> None:
    assert [compare(a, sign, b) for sign in ("<", "=", ">")].count(True) == 1
    assert compare(a, "<=", b) is not compare(a, ">", b)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_percent_is_within_half_a_tenth(part: int, whole: int) -> None:
    shown = half_up(Decimal(part) * 100 / whole)
    # |shown - part/whole*100| <= 0.05, and an exact half goes up; in whole numbers, so that nothing rounds
    tenths = int(shown * 10)
    assert -whole < part * 2000 - tenths * 2 * whole <= whole or part * 2000 - tenths * 2 * whole == -whole
    assert part * 2000 - tenths * 2 * whole < whole


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        expression = parse_expression(text, SCOPE)
    except ExpressionError:
        return
    assert isinstance(value_of(expression, ENV), Decimal | bool | str | None)
