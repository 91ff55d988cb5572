"""«Свод»: form 7 from what primaries sent and the district accepted; what does not count; where each number is from."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from app.domain.enums import CellSource, ReportState, Verdict
from app.errors import UserError
from app.services.intake import accept, consolidate, consolidated_forms, decide, enrol, revoke
from app.services.reports import clear_value, explain, fill, list_reports, reopen, set_unknown, set_value, sign, why
from app.services.session import VaultSession
from tests.primaries import Primary, form_2

FORM, YEAR = "fnpr-7", "2025"


def take(district: VaultSession, primary: Primary, values: dict[str, object], verdict: Verdict | None) -> str:
    """A report of a primary taken in and decided; gives the file's number."""
    enrol(district, primary.card)
    taken = accept(district, primary.report(district, values))
    assert taken.outcome == "taken"
    if verdict is not None:
        decide(district, taken.bundle, verdict, [("II.1.3", "уточните")] if verdict is Verdict.RETURNED else [])
    return taken.bundle


@pytest.fixture
def plant() -> Primary:
    return Primary("ППО Завода")


@pytest.fixture
def pipeline() -> Primary:
    return Primary("ППО Трубопровода", created_on="2025-04-01")


@pytest.fixture
def university() -> Primary:
    return Primary("ППО Университета", "higher_education")


PLANT, PIPELINE = form_2(100, 40, 18, 9, III_3_3=7, IV_2_1_4=5), form_2(50, 30, 11, 4, III_3_3=4, IV_2_1_4=2)
UNIVERSITY = form_2(80, 60, 44, 12, II_4_3=900, II_5_3=700, II_5_4=400, II_5_5=700, III_3_3=11)


@pytest.fixture
def three(exchange, plant: Primary, pipeline: Primary, university: Primary) -> dict[str, str]:
    """Three accepted reports: the files' numbers by organisation."""
    pairs = ((plant, PLANT), (pipeline, PIPELINE), (university, UNIVERSITY))
    return {p.name: take(exchange.district, p, values, Verdict.ACCEPTED) for p, values in pairs}


def numbers(view) -> dict[str, int | None]:
    return {a: None if c.value is None else int(c.value) for a, c in view.cells.items() if "." in a}


def test_form_7_is_the_sum_of_what_was_accepted(exchange, three: dict[str, str]) -> None:
    made = consolidate(exchange.district, FORM, YEAR)
    got = numbers(made.view)
    # Worked by hand from the three: enterprises in column 3, higher education in 4, all in 6, women in 7, youth in 8.
    expected = {
        "II.1.3": 2, "II.1.4": 1, "II.1.5": 0, "II.1.6": 3,
        "II.1.1.3": 1, "II.1.1.4": 0, "II.2.3": 1, "II.2.4": 0,
        "II.3.3": 150, "II.3.4": 80, "II.3.6": 230, "II.3.7": 73, "II.3.8": 25,
        "II.4.3": 70, "II.4.4": 60, "II.4.6": 130, "II.4.7": 73, "II.4.8": 25,
        "II.5.4": 900, "II.6.4": 700, "II.6.7": 400, "II.6.8": 700,
        "II.8.3": 70, "II.8.4": 760, "II.8.6": 830, "III.1.1.3": 3, "III.3.3": 22, "IV.2.1.4": 7,
    }  # fmt: skip
    assert {a: got[a] for a in expected} == expected
    assert (made.expected, made.organisations) == (3, 3)
    assert (made.missing, made.waiting, made.returned, made.unreadable) == ((), (), (), ())
    assert {r.organisation: r.bundle for r in made.included} == three
    assert all(c.source is CellSource.CONSOLIDATED for a, c in made.view.cells.items() if a in ("II.3.3", "II.4.7"))


def test_every_total_names_its_organisations_and_their_files(exchange, three: dict[str, str]) -> None:
    parts = consolidate(exchange.district, FORM, YEAR).parts
    assert {(p.organisation, p.bundle, p.value) for p in parts["II.4.3"]} == {
        ("ППО Завода", three["ППО Завода"], 40), ("ППО Трубопровода", three["ППО Трубопровода"], 30),
    }  # fmt: skip
    assert {p.organisation: p.value for p in parts["II.8.6"]} == {
        "ППО Завода": 40, "ППО Трубопровода": 30, "ППО Университета": 760,
    }  # fmt: skip
    told = why(exchange.district, FORM, "II.4.7", YEAR)
    assert (told.value, told.source) == (73, CellSource.CONSOLIDATED)
    assert {(i.organisation, i.value, i.bundle, i.form) for i in told.items} == {
        ("ППО Завода", 18, three["ППО Завода"], "fnpr-2"),
        ("ППО Трубопровода", 11, three["ППО Трубопровода"], "fnpr-2"),
        ("ППО Университета", 44, three["ППО Университета"], "fnpr-2"),
    }  # fmt: skip
    assert "принятых у 3 организаций: 73" in told.sentence
    computed = why(exchange.district, FORM, "II.8.3", YEAR)
    assert sum(i.value for i in computed.items if i.bundle) == computed.value == 70


def test_what_was_not_accepted_does_not_count(exchange, plant: Primary, pipeline: Primary, university: Primary) -> None:
    district = exchange.district
    take(district, plant, PLANT, None)
    take(district, pipeline, PIPELINE, Verdict.RETURNED)
    enrol(district, university.card)
    made = consolidate(district, FORM, YEAR)
    assert (made.waiting, made.returned, made.missing) == (
        ("ППО Завода",),
        ("ППО Трубопровода",),
        ("ППО Университета",),
    )
    assert (made.included, made.parts, made.expected, made.organisations) == ((), {}, 3, 0)
    assert made.view.cells["II.4.3"].value is None
    take(district, pipeline, PIPELINE, Verdict.ACCEPTED)
    assert consolidate(district, FORM, YEAR).view.cells["II.4.3"].value == 30


def test_a_newer_accepted_revision_replaces_the_older_and_a_waiting_one_does_not(exchange, plant: Primary) -> None:
    district = exchange.district
    first = take(district, plant, PLANT, Verdict.ACCEPTED)
    second = take(district, plant, form_2(100, 55), None)
    made = consolidate(district, FORM, YEAR)
    assert (made.view.cells["II.4.3"].value, made.included[0].bundle, made.waiting) == (40, first, ("ППО Завода",))
    decide(district, second, Verdict.ACCEPTED)
    made = consolidate(district, FORM, YEAR)
    assert (made.view.cells["II.4.3"].value, made.view.cells["II.1.3"].value) == (55, 1)
    assert [(r.bundle, r.revision) for r in made.included] == [(second, 2)]
    assert made.waiting == ()


def test_another_year_does_not_count(exchange, plant: Primary) -> None:
    take(exchange.district, plant, PLANT, Verdict.ACCEPTED)
    made = consolidate(exchange.district, FORM, "2024")
    assert (made.included, made.missing) == ((), ("ППО Завода",))


def test_a_revoked_key_keeps_what_was_accepted_and_expects_nothing(exchange, plant: Primary, pipeline: Primary) -> None:
    district = exchange.district
    take(district, plant, PLANT, Verdict.ACCEPTED)
    revoke(district, enrol(district, plant.card).id)
    revoke(district, enrol(district, pipeline.card).id)
    made = consolidate(district, FORM, YEAR)
    assert (made.view.cells["II.4.3"].value, made.missing, made.expected) == (40, (), 1)


def test_own_numbers_are_laid_over_and_both_are_kept(exchange, three: dict[str, str]) -> None:
    district = exchange.district
    set_value(district, FORM, "II.10.3", 6, YEAR, "наши пенсионеры")
    set_value(district, FORM, "II.4.3", 75, YEAR, "и пятеро в аппарате")
    cell = fill(district, FORM, YEAR).view.cells["II.4.3"]
    assert (cell.value, cell.automatic, cell.source, cell.reason) == (75, 70, CellSource.MANUAL, "и пятеро в аппарате")
    told = why(district, FORM, "II.4.3", YEAR)
    assert {i.organisation for i in told.items} == {"ППО Завода", "ППО Трубопровода"}
    assert "75" in told.sentence
    assert "70" in told.sentence
    assert consolidate(district, FORM, YEAR).view.cells["II.8.3"].value == 75
    clear_value(district, FORM, "II.4.3", YEAR)
    assert fill(district, FORM, YEAR).view.cells["II.4.3"].value == 70


def signed(district: VaultSession) -> None:
    set_unknown(district, FORM, fill(district, FORM, YEAR).view.missing, "организации не сообщили", YEAR)
    for violation in fill(district, FORM, YEAR).view.warnings:
        explain(district, FORM, YEAR, violation.rule, "Так и есть.")
    sign(district, FORM, YEAR)


def test_a_signed_form_keeps_its_numbers_and_its_sources(exchange, three: dict[str, str], plant: Primary) -> None:
    district = exchange.district
    view = fill(district, FORM, YEAR).view
    assert view.errors == (), [v.message for v in view.errors]
    signed(district)
    later = take(district, plant, form_2(100, 60, 18, 9), Verdict.ACCEPTED)
    filled = fill(district, FORM, YEAR)
    cell = filled.view.cells["II.4.3"]
    assert (filled.state, cell.value, cell.source) == (ReportState.SIGNED, 70, CellSource.CONSOLIDATED)
    assert "II.4.3" in filled.changed_since
    told = why(district, FORM, "II.4.3", YEAR)
    assert {i.organisation: (i.value, i.bundle) for i in told.items} == {
        "ППО Завода": (40, three["ППО Завода"]), "ППО Трубопровода": (30, three["ППО Трубопровода"]),
    }  # fmt: skip
    assert {r.bundle for r in consolidate(district, FORM, YEAR).included} == set(three.values())
    with district.unit_of_work() as uow:
        content = json.loads(uow.reports.signed_content(FORM, YEAR) or "")
    assert {s["bundle"] for s in content["consolidated"]} == set(three.values())
    reopen(district, FORM, YEAR)
    assert fill(district, FORM, YEAR).view.cells["II.4.3"].value == 90
    assert later in {r.bundle for r in consolidate(district, FORM, YEAR).included}


def test_numbers_are_exact(exchange, three: dict[str, str]) -> None:
    value = consolidate(exchange.district, FORM, YEAR).view.cells["II.4.3"].value
    assert isinstance(value, Decimal)


def test_only_forms_made_from_others_are_brought_together(exchange, three: dict[str, str]) -> None:
    with pytest.raises(UserError, match="not_consolidated"):
        consolidate(exchange.district, "fnpr-2", YEAR)
    with pytest.raises(UserError, match=r"forms\.unknown"):
        consolidate(exchange.district, "нет", YEAR)
    offered = [form.id for form in consolidated_forms(exchange.district)]
    assert {"fnpr-7", "fnpr-14", "kdk-2"} <= set(offered)
    assert "fnpr-2" not in offered


def test_a_higher_organisation_has_its_own_forms(exchange) -> None:
    forms = {summary.form for summary in list_reports(exchange.district, YEAR)}
    assert {"fnpr-7", "kdk-2"} <= forms
    assert not {"fnpr-2", "kdk-1"} & forms
    assert "fnpr-7" not in {summary.form for summary in list_reports(exchange.school, YEAR)}
