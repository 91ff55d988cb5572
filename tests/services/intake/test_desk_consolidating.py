"""A consolidated form with last year's reports and our own figures in it, and its way further up: three levels."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from app.domain.enums import Verdict
from app.errors import UserError
from app.services.exchange import export
from app.services.intake import (
    accept,
    consolidate,
    decide,
    enrol,
    received_report,
    set_own_figure,
    take_last_year,
)
from app.services.organisation.passport import own_card
from app.services.reports import explain, fill, set_unknown, sign, why
from tests.primaries import Primary, form_2
from tests.services.conftest import PASSWORD

FORM, YEAR = "fnpr-7", "2025"


def take(higher, primary: Primary, values: dict[str, object], period: str = YEAR) -> str:
    enrol(higher, primary.card)
    bundle = accept(higher, primary.report(higher, values, period)).bundle
    decide(higher, bundle, Verdict.ACCEPTED)
    return bundle


def total(higher, cell: str = "II.4.3") -> int:
    return int(consolidate(higher, FORM, YEAR).view.cells[cell].value)


def test_last_year_is_offered_marked_and_never_mixed_in_silently(exchange) -> None:
    district = exchange.district
    plant, late = Primary("ППО Завода"), Primary("ППО Опоздавших")
    take(district, plant, form_2(100, 40))
    old = take(district, late, form_2(60, 25), "2024")
    made = consolidate(district, FORM, YEAR)
    assert made.missing == ("ППО Опоздавших",)
    assert [(o.organisation, o.period, o.bundle, o.taken) for o in made.offered] == [
        ("ППО Опоздавших", "2024", old, False)
    ]
    assert total(district) == 40
    with pytest.raises(UserError, match="no_last_year"):
        take_last_year(district, FORM, YEAR, plant.uid)
    take_last_year(district, FORM, YEAR, late.uid)
    made = consolidate(district, FORM, YEAR)
    assert total(district) == 65
    assert {r.organisation: r.last_year for r in made.included} == {"ППО Завода": False, "ППО Опоздавших": True}
    assert made.missing == ("ППО Опоздавших",), "it is still missing, whatever stands in its place"
    told = why(district, FORM, "II.4.3", YEAR)
    assert "из них за прошлый год: 1" in told.sentence
    assert any("(за прошлый год): 25" in item.text for item in told.items)
    take(district, late, form_2(60, 28))
    assert total(district) == 68, "this year's report takes the place of last year's by itself"
    assert consolidate(district, FORM, YEAR).offered == ()


def test_own_figures_are_added_and_named(exchange) -> None:
    district = exchange.district
    take(district, Primary("ППО Завода"), form_2(100, 40))
    set_own_figure(district, FORM, YEAR, "II.4.3", 7, "работники аппарата")
    made = consolidate(district, FORM, YEAR)
    assert total(district) == 47
    assert [(o.address, o.value, o.note) for o in made.own] == [("II.4.3", Decimal(7), "работники аппарата")]
    assert sum(p.value for p in made.parts["II.4.3"]) == 40, "what the organisations gave stays apart"
    assert "своё: 7" in why(district, FORM, "II.4.3", YEAR).sentence
    set_own_figure(district, FORM, YEAR, "II.4.3", None)
    assert total(district) == 40
    with pytest.raises(UserError, match="not_a_total"):
        set_own_figure(district, FORM, YEAR, "нет.такой", 1)


def test_the_union_traces_a_total_down_to_the_files_of_primaries(exchange) -> None:
    """Primaries, the district, the union: the district's signed sum names the reports and hashes it rests on."""
    district, union = exchange.district, exchange.other
    plant, late = Primary("ППО Завода"), Primary("ППО Опоздавших")
    bundles = {
        plant.uid: take(district, plant, form_2(100, 40)),
        late.uid: take(district, late, form_2(60, 25), "2024"),
    }
    take_last_year(district, FORM, YEAR, late.uid)
    set_own_figure(district, FORM, YEAR, "II.4.3", 7)
    for warning in fill(district, FORM, YEAR).view.warnings:
        explain(district, FORM, YEAR, warning.rule, "Так и есть.")
    # Short forms of primaries: what they left empty nobody knows here.
    set_unknown(district, FORM, fill(district, FORM, YEAR).view.missing, "организации не сообщили", YEAR)
    for warning in fill(district, FORM, YEAR).view.warnings:
        explain(district, FORM, YEAR, warning.rule, "Так и есть.")
    signed = json.loads(sign(district, FORM, YEAR).content)
    assert signed["own_figures"] == [{"address": "II.4.3", "value": "7"}]
    enrol(union, exchange.district_card)
    sent = export(district, own_card(union), [(FORM, YEAR)], print_forms=False, password=PASSWORD)
    taken = accept(union, sent.sealed)
    assert (taken.outcome, [v.message for r in taken.reports for v in r.violations if v.severity == "error"]) == (
        "taken", [],
    )  # fmt: skip
    report = received_report(union, taken.bundle, FORM)
    assert report.view.cells["II.4.3"].value == 72
    assert {(s.uid, s.bundle, s.manifest_sha256, s.period, s.last_year) for s in report.sources} == {
        (plant.uid, bundles[plant.uid], plant.sent[0], "2025", False),
        (late.uid, bundles[late.uid], late.sent[0], "2024", True),
    }
    assert report.own == {"II.4.3": "7"}
    # What is signed stays as it was signed, whatever comes to the district later.
    take(district, late, form_2(60, 28))
    assert total(district) == 72
    assert "из них за прошлый год: 1" in why(district, FORM, "II.4.3", YEAR).sentence


def test_a_report_is_read_beside_last_years(exchange) -> None:
    district, plant = exchange.district, Primary("ППО Завода")
    take(district, plant, form_2(100, 40, 10, III_3_3=5), "2024")
    bundle = take(district, plant, form_2(104, 20, 10, III_3_3=0))
    report = received_report(district, bundle, "fnpr-2")
    assert (report.previous_period, report.previous["II.2.3"]) == ("2024", 40)
    told = {change.address: change.per_cent for change in report.changes(20)}
    assert told["II.2.3"] == -50 and told["III.3.3"] == -100
    assert "II.1.3" not in told and "II.2.4" not in told
    assert "II.1.3" in {change.address for change in report.changes(3)}
