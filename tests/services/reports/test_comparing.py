"""Reports compared with last year's, with other forms and with the vault; the balance of members term by term."""

from __future__ import annotations

import json

import pytest

from app.domain.enums import CellSource
from app.errors import DataError, UserError
from app.services import reports
from app.services.session import VaultSession


def rules(session: VaultSession, form: str, period: int = 2025) -> set[str]:
    return {v.rule for v in reports.fill(session, form, period).view.violations}


def last_year_signed(session: VaultSession, members: int) -> None:
    reports.set_value(session, "fnpr-2", "II.2.3", members, 2024, "реестр ещё не внесён")
    for column in "345":
        reports.set_value(session, "fnpr-2", f"II.1.{column}", 60, 2024)
    for warning in reports.fill(session, "fnpr-2", 2024).view.warnings:
        reports.explain(session, "fnpr-2", 2024, warning.rule, "так и было")
    reports.sign(session, "fnpr-2", 2024)


def test_members_follow_from_last_year(session: VaultSession) -> None:
    reports.set_value(session, "fnpr-2", "II.2.3", 40, 2025, "реестр ещё не внесён")
    assert "balance" not in rules(session, "fnpr-2"), "no report of last year"
    last_year_signed(session, 42)
    assert "balance" in rules(session, "fnpr-2")
    reports.set_value(session, "fnpr-2", "II.13.3", 2, 2025, "двое вышли")
    assert "balance" not in rules(session, "fnpr-2")


def test_the_balance_is_shown_term_by_term(session: VaultSession) -> None:
    last_year_signed(session, 42)
    reports.set_value(session, "fnpr-2", "II.2.3", 40, 2025, "реестр ещё не внесён")
    told = reports.comparison(session, "fnpr-2", "balance", 2025)
    assert (told.left, told.operator, told.right, told.holds) == (40, "=", 42, False)
    assert [(t.value, t.sign) for t in told.right_terms] == [
        (42, 1), (0, 1), (0, 1), (0, 1), (0, -1), (0, -1), (0, -1), (0, -1),
    ]  # fmt: skip
    assert told.right_terms[0].text == "Форма № 2 за прошлый год: Таблица II, строка 12, графа 3"
    assert told.right_terms[1].text == "Впервые приняты в Профсоюз за год"
    with pytest.raises(UserError) as refused:
        reports.comparison(session, "fnpr-2", "II.magic", 2025)
    assert refused.value.code == "reports.no_such_rule"


def test_a_begun_draft_of_another_form_is_compared_with(session: VaultSession) -> None:
    reports.set_value(session, "fnpr-2", "II.2.3", 40, 2025, "реестр ещё не внесён")
    assert "kdk.members" not in rules(session, "fnpr-2"), "nobody has begun КДК-1"
    reports.set_value(session, "kdk-1", "1.401.3", 38, 2025, "по журналу")
    assert "kdk.members" in rules(session, "fnpr-2")
    assert "fnpr.members" in rules(session, "kdk-1")
    reports.set_value(session, "kdk-1", "1.401.3", 40, 2025, "по журналу")
    assert "kdk.members" not in rules(session, "fnpr-2")


def test_a_number_comes_from_another_form_and_says_so(session: VaultSession) -> None:
    reports.set_value(session, "10-pb", "1B.3.4", 5, 2025)
    reports.set_value(session, "10-pb", "1B.4.4", 95, 2025)
    field = reports.fill(session, "fnpr-2", 2025).view.fields["training_share_percent"]
    assert (field.value, field.source) == (5, CellSource.COMPUTED)
    told = reports.why(session, "fnpr-2", "training_share_percent", 2025)
    assert [item.text.partition(": ")[2] for item in told.items] == ["Таблица 1B, строка 3, графа 5: 5,0"]


def test_last_years_column_is_filled_from_last_years_report(session: VaultSession) -> None:
    reports.set_value(session, "4-pi", "1.3.4", 7, 2024)
    for warning in reports.fill(session, "4-pi", 2024).view.warnings:
        reports.explain(session, "4-pi", 2024, warning.rule, "так и было")
    reports.sign(session, "4-pi", 2024, zeros=True)
    cell = reports.fill(session, "4-pi", 2025).view.cells["1.3.3"]
    assert (cell.value, cell.source) == (7, CellSource.PREVIOUS)


def test_a_signed_report_keeps_what_it_was_compared_with(session: VaultSession) -> None:
    last_year_signed(session, 42)
    reports.set_value(session, "fnpr-2", "II.2.3", 40, 2025, "реестр ещё не внесён")
    reports.set_value(session, "kdk-1", "1.401.3", 38, 2025, "по журналу")
    with pytest.raises(DataError):
        reports.sign(session, "fnpr-2", 2025)
    for warning in reports.fill(session, "fnpr-2", 2025).view.warnings:
        reports.explain(session, "fnpr-2", 2025, warning.rule, "двоих сняли с учёта без записи")
    signed = reports.sign(session, "fnpr-2", 2025)
    kept = json.loads(signed.content)["outside"]
    assert kept["previous"] == {"II.1.3": 60, "II.2.3": 42, "II.4.3": 0, "II.5.3": 0, "II.12.3": 42}
    assert kept["others"]["kdk-1"]["1.401.3"] == 38
    assert kept["facts"]["admitted"] == 0
    before = reports.fill(session, "fnpr-2", 2025).view
    reports.set_value(session, "kdk-1", "1.401.3", 40, 2025, "по журналу")
    after = reports.fill(session, "fnpr-2", 2025)
    assert after.view.violations == before.violations
    assert {"balance", "kdk.members"} <= {v.rule for v in after.view.violations}
    assert after.others["kdk-1"]["1.401.3"] == 38


def test_a_calendar_year_is_the_period_of_comparison(session: VaultSession) -> None:
    reports.set_value(session, "kdk-1", "1.401.3", 38, 2024, "другой год")
    reports.set_value(session, "fnpr-2", "II.2.3", 40, 2025, "реестр ещё не внесён")
    assert "kdk.members" not in rules(session, "fnpr-2")
