"""Goals of a union's programme: shown beside a report, never in the way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.dates import Period
from app.forms.evaluation import evaluate
from app.forms.values import parse_values
from app.forms.view import ReportView
from app.services.organisation.profiles import load_profile


def view_of(profile: str, values: dict[str, object]) -> ReportView:
    form = load_profile(profile).form("10-pb")
    return evaluate(form, parse_values(form, {"values": values}), period=Period(2025))


@pytest.mark.parametrize("profile", ["ngsp", "asm"])
def test_shares_are_measured_against_the_gross_dues(profile: str) -> None:
    spent = {"1B.3.4": 40, "1B.4.4": 39.4, "1B.2.4": 30.5}
    view = view_of(profile, {"1A.2.4": 1000, "1A.5.4": 9000, **spent})
    assert [(t.id, t.value, t.least, t.reached) for t in view.targets] == [
        ("training", Decimal("4.0"), Decimal(4), True),
        ("youth", Decimal("3.9"), Decimal(4), False),
        ("information", Decimal("3.1"), Decimal(3), True),
    ]
    assert view.targets[1].sentence.endswith(": 3,9 %, цель – не меньше 4,0 %, цель не достигнута")


def test_a_goal_that_is_missed_is_no_violation() -> None:
    view = view_of("ngsp", {"1A.2.4": 1000, "1B.3.4": 0, "1B.4.4": 0, "1B.2.4": 0})
    assert [t.reached for t in view.targets] == [False, False, False]
    assert view.violations == ()


@pytest.mark.parametrize("values", [{}, {"1A.2.4": 0, "1B.3.4": 5}, {"1B.3.4": 5}, {"1A.2.4": 5}])
def test_without_dues_or_expenses_nothing_is_said(values: dict[str, object]) -> None:
    view = view_of("ngsp", values)
    assert [(t.value, t.reached) for t in view.targets] == [(None, None)] * 3
    assert view.targets[0].sentence.endswith("пока неизвестно")


def test_other_forms_have_no_goals() -> None:
    forms = load_profile("ngsp").forms
    assert [name for name, form in forms.items() if form.targets] == ["10-pb"]
