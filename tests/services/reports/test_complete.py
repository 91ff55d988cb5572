"""Nothing incomplete is signed: refused with the places, filled with zeros, or said to be unknown; nothing early."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest

from app.domain.dates import Period
from app.domain.enums import CellSource, ReportState
from app.errors import AppError, DataError, UserError
from app.messages import sentence
from app.services import reports
from app.services.organisation.profiles import load_profile
from app.services.reports import Hindrance
from app.services.session import VaultSession

FORM, YEAR = "fnpr-2", 2025
EMPLOYEES = ["II.1.3", "II.1.4", "II.1.5"]


@contextmanager
def refused(code: str, kind: type[AppError] = DataError) -> Iterator[AppError]:
    with pytest.raises(kind) as caught:
        yield caught  # type: ignore[misc]
    assert caught.value.code == code
    assert sentence(caught.value)


@pytest.fixture
def without_employees(session: VaultSession) -> VaultSession:
    """The employer never said how many people work; there are members."""
    with session.unit_of_work() as uow:
        for row in uow.organisation.headcounts():
            uow.session.delete(row)
        uow.commit()
    reports.set_value(session, FORM, "II.2.3", 40, YEAR, "реестр ещё не внесён")
    return session


def explain_all(session: VaultSession, form: str = FORM) -> None:
    for violation in reports.fill(session, form, YEAR).view.warnings:
        reports.explain(session, form, YEAR, violation.rule, "Так и есть.")


def test_form_2_without_the_number_of_employees_is_not_signed(without_employees: VaultSession) -> None:
    view = reports.fill(without_employees, FORM, YEAR).view
    assert set(EMPLOYEES) <= set(view.missing) and not view.complete
    with pytest.raises(DataError) as caught:
        reports.sign(without_employees, FORM, YEAR)
    assert caught.value.code == "reports.incomplete"
    told = sentence(caught.value)
    assert "II.1.3 – Всего работающих; графа 3 (Всего)" in told
    assert str(caught.value.params["count"]) in told
    assert reports.fill(without_employees, FORM, YEAR).state is ReportState.DRAFT


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("kdk-1", "reports.incomplete"),
        ("4-pi", "reports.incomplete"),
        ("10-pb", "reports.incomplete"),
        ("19-ti", "reports.incomplete"),
        ("7-travmatizm", "reports.incomplete"),
        ("kd-hod", "reports.incomplete"),
        ("obuchenie", "reports.incomplete"),
        ("rezerv", "reports.nothing_typed"),
        ("soc-econ", "reports.nothing_typed"),
        ("deti", "reports.nothing_typed"),
    ],
)
def test_a_report_with_nothing_typed_is_refused(session: VaultSession, form: str, code: str) -> None:
    state = reports.readiness(reports.fill(session, form, YEAR))
    assert not state.ready
    with refused(code):
        reports.sign(session, form, YEAR)
    summary = [s for s in reports.list_reports(session, YEAR) if s.form == form]
    assert all(not s.complete for s in summary)


def test_the_legal_empty_form_is_signed_but_never_ready_by_itself(session: VaultSession) -> None:
    state = reports.readiness(reports.fill(session, "1-t", YEAR))
    assert (state.hindrances, state.blank, state.ready) == ((), True, False)
    assert json.loads(reports.sign(session, "1-t", YEAR).content)["values"]["1.01.3"] is None


def test_zeros_fill_the_rest_and_can_be_taken_back(without_employees: VaultSession) -> None:
    session = without_employees
    reports.set_value(session, "4-pi", "1.3.4", 2, YEAR)
    before = reports.fill(session, "4-pi", YEAR).view
    places = reports.put_zeros(session, "4-pi", YEAR)
    after = reports.fill(session, "4-pi", YEAR).view
    assert set(places) == set(before.missing) and after.complete
    assert after.cells["1.3.4"].value == 2
    zero = after.cells[places[0]]
    assert (zero.value, zero.source, zero.reason) == (0, CellSource.MANUAL, "остальное – нули")
    reports.set_value(session, "4-pi", places[0], 7, YEAR)
    assert set(reports.take_zeros_back(session, "4-pi", YEAR)) == set(places[1:])
    back = reports.fill(session, "4-pi", YEAR).view
    assert set(back.missing) == set(places[1:])
    assert (back.cells[places[0]].value, back.cells["1.3.4"].value) == (7, 2)


def test_signing_with_zeros_tells_what_no_zero_may_fill(without_employees: VaultSession) -> None:
    session = without_employees
    with refused("reports.incomplete_zeros") as caught:
        reports.sign(session, FORM, YEAR, zeros=True)
    assert (caught.value.params["zeros"], caught.value.params["count"]) == (2, len(EMPLOYEES))
    assert reports.fill(session, FORM, YEAR).view.fields["schools_count"].value == 0
    for place in EMPLOYEES:
        assert reports.fill(session, FORM, YEAR).view.cells[place].value is None
        reports.set_value(session, FORM, place, 50, YEAR)
    signed = reports.sign(session, FORM, YEAR)
    assert json.loads(signed.content)["fields"]["schools_count"] == 0


def test_what_nobody_knows_is_said_and_goes_with_the_report(without_employees: VaultSession) -> None:
    session = without_employees
    reports.set_unknown(session, FORM, EMPLOYEES, "  работодатель  не ответил ", YEAR)
    view = reports.fill(session, FORM, YEAR).view
    assert not set(EMPLOYEES) & set(view.missing)
    assert view.cells["II.1.3"].value is None
    assert [one.reason for one in view.unknown["II.1.3"]] == ["работодатель не ответил"]
    assert view.cells["II.9.3"].value is None, "no coverage of nobody knows how many"
    told = reports.why(session, FORM, "II.1.3", YEAR)
    assert (told.value, told.sentence.startswith("Нет сведений: работодатель не ответил.")) == (None, True)
    assert "II.1.3" in reports.why(session, FORM, "II.7.3", YEAR).sentence

    reports.put_zeros(session, FORM, YEAR)
    explain_all(session)
    document = json.loads(reports.sign(session, FORM, YEAR).content)
    assert document["unknown"]["II.1.3"] == [{"place": "II.1.3", "reason": "работодатель не ответил"}]
    assert document["values"]["II.1.3"] is None
    frozen = reports.fill(session, FORM, YEAR)
    assert frozen.state is ReportState.SIGNED and frozen.changed_since == ()
    assert frozen.view.unknown["II.7.3"][0].place == "II.1.3"

    # A number known after all takes it back.
    reports.set_value(session, FORM, "II.1.3", 55, YEAR)
    view = reports.fill(session, FORM, YEAR).view
    assert view.cells["II.1.3"].value == 55 and "II.1.3" not in view.unknown and "II.1.4" in view.unknown


def test_it_can_be_said_of_a_list_or_a_field_and_of_what_the_vault_thinks(session: VaultSession) -> None:
    reports.set_unknown(session, "rezerv", ["1"], "резерв не создан", YEAR)
    assert reports.readiness(reports.fill(session, "rezerv", YEAR)).ready
    reports.sign(session, "rezerv", YEAR)
    reports.set_unknown(session, FORM, ["II.10.3"], "пенсионеров не считали", YEAR)
    cell = reports.fill(session, FORM, YEAR).view.cells["II.10.3"]
    assert (cell.value, cell.automatic) == (None, 0)
    reports.clear_value(session, FORM, "II.10.3", YEAR)
    assert reports.fill(session, FORM, YEAR).view.cells["II.10.3"].value == 0


@pytest.mark.parametrize(
    ("form", "places", "reason", "code"),
    [
        (FORM, ["II.7.3"], "нет", "reports.closed_cell"),
        (FORM, ["II.99.3"], "нет", "forms.unknown_cell"),
        (FORM, ["II.1.3"], "  ", "forms.unknown_without_reason"),
        (FORM, ["II.1.3"], "я" * 2001, "reports.reason_too_long"),
        ("rezerv", ["1.1.2"], "нет", "reports.unknown_in_row"),
    ],
)
def test_what_cannot_be_unknown_is_refused(
    session: VaultSession, form: str, places: list[str], reason: str, code: str
) -> None:
    with refused(code, UserError):
        reports.set_unknown(session, form, [*places], reason, YEAR)
    assert reports.fill(session, form, YEAR).view.unknown == {}


# --- The period is over ---------------------------------------------------------------------------------------------

FORMS = {**load_profile("ngsp").forms, **load_profile("ngsp").documents}


@pytest.mark.parametrize(
    ("form", "period", "day"),
    [
        ("fnpr-2", "2026", date(2027, 1, 1)),
        ("kdk-1", "2026", date(2027, 1, 1)),
        ("rezerv", "2026", date(2027, 1, 1)),
        ("kd-hod", "2026-1", date(2026, 7, 1)),
        ("10-pb", "2026-1", date(2026, 7, 1)),
        ("soc-econ", "2026-q3", date(2026, 10, 1)),
        ("deti", "2026", date(2026, 9, 1)),
        ("fnpr-4", "2026-12-05", date(2026, 12, 5)),
        ("fnpr-4", "2026", date(2027, 1, 1)),
        ("work-plan", "2026-12-20", date(2026, 12, 20)),
        ("conference", "2026-12-20", None),
        ("event-before", "2026-12-20", None),
        ("event-after", "2026-12-20", date(2026, 12, 20)),
    ],
)
def test_the_first_day_on_which_a_report_can_be_signed(form: str, period: str, day: date | None) -> None:
    assert FORMS[form].ready_on(Period.parse(period)) == day


def test_an_election_named_by_its_year_follows_its_own_day() -> None:
    assert FORMS["fnpr-4"].ready_on(Period(2026), date(2026, 3, 4)) == date(2026, 3, 4)
    assert FORMS["fnpr-2"].ready_on(Period(2026), date(2026, 3, 4)) == date(2027, 1, 1)


def test_a_year_that_is_not_over_is_not_signed_and_its_first_day_is_named(session: VaultSession) -> None:
    reports.set_value(session, FORM, "II.2.3", 40, 2026, "реестр ещё не внесён")
    state = reports.readiness(reports.fill(session, FORM, 2026), date(2026, 12, 1))
    assert state.hindrances == (Hindrance.NOT_OVER,)
    with pytest.raises(DataError) as caught:
        reports.sign(session, FORM, 2026, on=date(2026, 12, 31))
    assert caught.value.code == "reports.not_over"
    assert "01.01.2027" in sentence(caught.value)
    assert reports.report_pdf(session, FORM, 2026).startswith(b"%PDF"), "a draft is printed all the same"
    assert reports.sign(session, FORM, 2026, on=date(2027, 1, 1)).revision == 1


def test_a_conference_is_announced_before_its_day(session: VaultSession) -> None:
    for name, text in (("kind", "Собрание"), ("held_on", "2027-02-20"), ("agenda", "Отчёт")):
        reports.set_value(session, "conference", name, text, "2027-02-20")
    assert reports.sign(session, "conference", "2027-02-20", on=date(2026, 12, 1)).revision == 1


def test_a_list_row_without_its_name_is_not_complete(session: VaultSession) -> None:
    reports.set_value(session, "soc-econ", "1", [{"2": "Завод", "3": 10}, {"3": 5}], YEAR)
    assert reports.fill(session, "soc-econ", YEAR).view.missing == ("1.2.2",)
    with pytest.raises(DataError) as caught:
        reports.sign(session, "soc-econ", YEAR)
    assert "1.2.2 – строка 2: Наименование организации" in sentence(caught.value)
    reports.set_value(session, "soc-econ", "1", [{"2": "Завод", "3": 10}], YEAR)
    assert reports.sign(session, "soc-econ", YEAR).revision == 1


def test_zeros_are_numbers_of_the_vaults_own_kind(session: VaultSession) -> None:
    reports.put_zeros(session, "10-pb", YEAR)
    view = reports.fill(session, "10-pb", YEAR).view
    assert view.cells["1B.39.4"].value == Decimal(0)


# --- Sizes ----------------------------------------------------------------------------------------------------------


def test_an_impossible_size_is_asked_about_and_explained(session: VaultSession) -> None:
    """A school of 60: what the employer said and last year's report say that 99,999,999,999 cannot be."""
    huge = 99_999_999_999
    reports.put_zeros(session, "kdk-1", YEAR)
    for row, value in (("101", 1), ("102", 0), ("301", huge), ("401", 0)):
        reports.set_value(session, "kdk-1", f"1.{row}.3", value, YEAR)
    reports.set_value(session, "kdk-1", "no_agreement_reason", "Идут переговоры", YEAR)
    asked = {v.rule for v in reports.fill(session, "kdk-1", YEAR).view.warnings}
    assert asked == {"size:1.301.3", "size.employees"}
    with refused("reports.unexplained"):
        reports.sign(session, "kdk-1", YEAR)
    for rule in asked:
        reports.explain(session, "kdk-1", YEAR, rule, "опечатки нет")
    told = json.loads(reports.sign(session, "kdk-1", YEAR).content)["explanations"]
    assert {item["rule"] for item in told} == asked


def test_a_leap_since_last_year_is_asked_about(session: VaultSession) -> None:
    for year, members in ((2024, 40), (2025, 60), (2026, 25)):
        reports.set_value(session, FORM, "II.2.3", members, year, "реестр ещё не внесён")
        for column in "345":
            reports.set_value(session, FORM, f"II.1.{column}", 60, year)
        for warning in reports.fill(session, FORM, year).view.warnings:
            reports.explain(session, FORM, year, warning.rule, "так и есть")
        rules = {v.rule for v in reports.fill(session, FORM, year).view.warnings}
        assert ("size.less:2.3" in rules) is (year == 2026)
        assert "size.more:2.3" not in rules, "half as many more is still believed"
        if year < 2026:
            reports.sign(session, FORM, year)


def test_a_list_without_rows_is_said_and_signed(session: VaultSession) -> None:
    with pytest.raises(DataError) as refused:
        reports.sign(session, "rezerv", YEAR)
    assert refused.value.code == "reports.nothing_typed"
    assert reports.sign(session, "rezerv", YEAR, zeros=True).zeros == ("1",)


def test_an_empty_list_that_was_typed_is_kept(session: VaultSession) -> None:
    reports.set_value(session, "rezerv", "1", [], YEAR)
    assert not reports.fill(session, "rezerv", YEAR).view.untouched
    assert reports.sign(session, "rezerv", YEAR).revision == 1


def test_no_rows_are_taken_back_with_the_zeros(session: VaultSession) -> None:
    assert reports.put_zeros(session, "rezerv", YEAR) == ("1",)
    assert reports.take_zeros_back(session, "rezerv", YEAR) == ("1",)
    assert reports.fill(session, "rezerv", YEAR).view.untouched


def test_zeros_that_do_not_finish_a_report_stay_and_are_told(session: VaultSession) -> None:
    with pytest.raises(DataError) as refused:
        reports.sign(session, "10-pb", YEAR, zeros=True)
    assert refused.value.code == "reports.incomplete_zeros"
    assert refused.value.params["zeros"] > 10
    assert len(reports.fill(session, "10-pb", YEAR).view.missing) == refused.value.params["count"]


def test_the_number_of_members_is_never_a_zero_by_the_way(session: VaultSession) -> None:
    assert "1.1.3" not in reports.put_zeros(session, "obuchenie", YEAR)


@pytest.mark.parametrize("form", ["fnpr-14", "kdk-2", "fnpr-7"])
def test_a_primary_signs_only_its_own_forms(session: VaultSession, form: str) -> None:
    with pytest.raises(UserError) as refused:
        reports.sign(session, form, YEAR, zeros=True)
    assert refused.value.code == "reports.not_ours"
