"""«277 из 295»: a consolidated form says whom it is without, wants to know why, and makes no zero of a hole."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from app.domain.enums import OrganisationKind, Verdict
from app.errors import DataError
from app.services.exchange import export
from app.services.intake import (
    PassportDraft,
    accept,
    consolidate,
    decide,
    enrol,
    enter_organisation,
    received_report,
    take_last_year,
)
from app.services.organisation.passport import own_card
from app.services.reports import explain, fill, report_pdf, report_xlsx, reports_pdf, set_value, sign, why
from app.services.session import VaultSession
from tests.primaries import Primary, form_2, whole_form_2
from tests.services.conftest import PASSWORD

FORM, YEAR = "fnpr-7", "2025"


def take(
    higher: VaultSession, name: str, values: dict[str, object], verdict: Verdict | None = Verdict.ACCEPTED,
    period: str = YEAR,
) -> Primary:  # fmt: skip
    primary = Primary(name, created_on="2001-04-01")
    enrol(higher, primary.card)
    bundle = accept(higher, primary.report(higher, values, period)).bundle
    if verdict is not None:
        decide(higher, bundle, verdict, [("II.1.3", "уточните")] if verdict is Verdict.RETURNED else [])
    return primary


def explain_others(session: VaultSession) -> None:
    """Every warning but that of the coverage."""
    for warning in fill(session, FORM, YEAR).view.warnings:
        if warning.rule != "coverage":
            explain(session, FORM, YEAR, warning.rule, "Так и есть.")


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in PdfDocument(pdf)).split())


@pytest.fixture
def district(exchange) -> VaultSession:
    """Counted, returned, waiting, forked and silent, and one entered by hand that has no key."""
    higher = exchange.district
    take(higher, "ППО Завода", whole_form_2(higher, 100, 40))
    take(higher, "ППО Карьера", whole_form_2(higher, 70, 20), Verdict.RETURNED)
    take(higher, "ППО Порта", whole_form_2(higher, 70, 20), None)
    forked = take(higher, "ППО Рудника", whole_form_2(higher, 50, 20), None)
    assert accept(higher, forked.twin(higher, whole_form_2(higher, 50, 30))).outcome == "conflict"
    enrol(higher, Primary("ППО Тишины").card)
    enter_organisation(higher, PassportDraft("ППО без ключа", OrganisationKind.PPO))
    return higher


SENTENCE = (
    "В своде 1 из 6 организаций; нет: ППО Тишины, ППО без ключа; на уточнении: ППО Карьера; ждут решения: ППО Порта; "
    "два разных файла: ППО Рудника"
)


def test_the_form_names_its_coverage_and_wants_an_explanation(district: VaultSession) -> None:
    made = consolidate(district, FORM, YEAR)
    assert made.coverage is not None
    assert made.coverage.sentence() == SENTENCE
    assert (made.missing, made.returned, made.waiting, made.forked) == (
        ("ППО Тишины", "ППО без ключа"), ("ППО Карьера",), ("ППО Порта",), ("ППО Рудника",),
    )  # fmt: skip
    explain_others(district)
    with pytest.raises(DataError, match=r"unexplained") as refused:
        sign(district, FORM, YEAR, zeros=True)
    assert refused.value.params["first"] == SENTENCE
    explain(district, FORM, YEAR, "coverage", "Пришлют в феврале, свод будет подписан заново.")
    content = json.loads(sign(district, FORM, YEAR, zeros=True).content)
    assert content["coverage"] == {
        "expected": 6, "counted": 1, "sentence": SENTENCE, "missing": ["ППО Тишины", "ППО без ключа"],
        "returned": ["ППО Карьера"], "waiting": ["ППО Порта"], "forked": ["ППО Рудника"],
    }  # fmt: skip
    assert {"rule": "coverage", "text": "Пришлют в феврале, свод будет подписан заново."} in content["explanations"]


def test_paper_and_spreadsheet_say_the_same(district: VaultSession) -> None:
    explain_others(district)
    explain(district, FORM, YEAR, "coverage", "Пришлют в феврале.")
    sign(district, FORM, YEAR, zeros=True)
    for pdf in (report_pdf(district, FORM, YEAR), reports_pdf(district, [(FORM, YEAR)])):
        assert SENTENCE in words_of(pdf) and "Пришлют в феврале." in words_of(pdf)
    sheet = load_workbook(BytesIO(report_xlsx(district, FORM, YEAR))).active
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert f"{SENTENCE}." in texts


def test_what_was_signed_stays_whatever_comes_later(district: VaultSession) -> None:
    explain_others(district)
    explain(district, FORM, YEAR, "coverage", "Пришлют в феврале.")
    sign(district, FORM, YEAR, zeros=True)
    take(district, "ППО Новая", whole_form_2(district, 10, 5))
    shown = fill(district, FORM, YEAR)
    assert shown.coverage is not None and shown.coverage.sentence() == SENTENCE
    assert [(v.message, v.explanation) for v in shown.view.warnings if v.rule == "coverage"] == [
        (SENTENCE, "Пришлют в феврале.")
    ]


def test_a_whole_form_says_so_and_asks_nothing(exchange) -> None:
    higher = exchange.district
    for name in ("ППО А", "ППО Б"):
        take(higher, name, whole_form_2(higher, 100, 40))
    shown = fill(higher, FORM, YEAR)
    assert shown.coverage is not None
    assert shown.coverage.notes(shown.definition) == ("В своде 2 из 2 организаций.",)
    assert "coverage" not in {v.rule for v in shown.view.violations}
    assert "В своде 2 из 2 организаций." in words_of(report_pdf(higher, FORM, YEAR))


def test_an_accepted_report_with_a_newer_one_returned_is_counted_and_named(exchange) -> None:
    higher = exchange.district
    plant = take(higher, "ППО Завода", whole_form_2(higher, 100, 40))
    newer = accept(higher, plant.report(higher, whole_form_2(higher, 100, 50))).bundle
    coverage = consolidate(higher, FORM, YEAR).coverage
    assert coverage is not None
    assert coverage.sentence() == "В своде 1 из 1 организации; ждут решения: ППО Завода"
    decide(higher, newer, Verdict.RETURNED, [("II.1.3", "уточните")])
    coverage = consolidate(higher, FORM, YEAR).coverage
    assert coverage is not None
    assert coverage.sentence() == "В своде 1 из 1 организации; на уточнении: ППО Завода"


def test_last_years_report_is_not_counted_as_this_years(exchange) -> None:
    higher = exchange.district
    late = take(higher, "ППО Опоздавших", whole_form_2(higher, 60, 25), period="2024")
    take_last_year(higher, FORM, YEAR, late.uid)
    coverage = consolidate(higher, FORM, YEAR).coverage
    assert coverage is not None
    assert (coverage.sentence(), coverage.whole) == (
        "В своде 0 из 1 организации; за прошлый год: ППО Опоздавших",
        False,
    )


# --- numbers that nobody gave


def test_an_empty_number_of_a_child_is_named_at_the_total_and_is_no_zero(exchange) -> None:
    """An old report with holes: the total is without them, and says so on the page, on paper and in the content."""
    higher = exchange.district
    take(higher, "ППО Завода", whole_form_2(higher, 100, 40, III_3_3=7))
    holes = whole_form_2(higher, 60, 25)
    del holes["III.3.3"], holes["II.1.3"]
    take(higher, "ППО Молчания", holes)
    made = consolidate(higher, FORM, YEAR)
    assert made.coverage is not None
    unknown = made.coverage.unknown
    assert unknown["III.3.3"] == ("ППО Молчания",)
    assert unknown["II.3.3"] == ("ППО Молчания",), "employees"
    assert unknown["II.3.6"] == ("ППО Молчания",), "and what is computed from them"
    assert "II.4.3" not in unknown
    assert (made.view.cells["III.3.3"].value, made.view.cells["II.3.3"].value) == (7, 100)
    told = why(higher, FORM, "III.3.3", YEAR)
    assert "ППО Молчания (III.3.3): не заполнено" in told.sentence
    assert [item.text for item in told.items if item.organisation == "ППО Молчания"] == [
        "ППО Молчания: нет сведений, в сумму не вошла"
    ]
    assert "ППО Молчания: нет сведений" in " ".join(i.text for i in why(higher, FORM, "II.3.6", YEAR).items)
    paper = words_of(report_pdf(higher, FORM, YEAR))
    assert "В итоги" in paper and "не вошли (1): ППО Молчания" in paper and "III.3.3" in paper
    explain_others(higher)
    assert json.loads(sign(higher, FORM, YEAR, zeros=True).content)["coverage"]["unknown"]["III.3.3"] == [
        "ППО Молчания"
    ]


def test_a_number_written_here_is_known_whoever_was_silent(exchange) -> None:
    higher = exchange.district
    holes = whole_form_2(higher, 60, 25)
    del holes["III.3.3"]
    take(higher, "ППО Молчания", holes)
    set_value(higher, FORM, "III.3.3", 4, YEAR, "сказали по телефону")
    coverage = consolidate(higher, FORM, YEAR).coverage
    assert coverage is not None and "III.3.3" not in coverage.unknown


def test_holes_and_gaps_go_further_up_with_the_sum(exchange) -> None:
    district, union = exchange.district, exchange.other
    holes = whole_form_2(district, 60, 25)
    del holes["III.3.3"]
    take(district, "ППО Молчания", holes)
    take(district, "ППО Завода", whole_form_2(district, 100, 40, III_3_3=7))
    enrol(district, Primary("ППО Тишины").card)
    explain_others(district)
    explain(district, FORM, YEAR, "coverage", "Не прислала.")
    sign(district, FORM, YEAR, zeros=True)
    enrol(union, exchange.district_card)
    sent = export(district, own_card(union), [(FORM, YEAR)], print_forms=False, password=PASSWORD)
    bundle = accept(union, sent.sealed).bundle
    report = received_report(union, bundle, FORM)
    assert report.coverage is not None
    assert report.coverage.sentence() == "В своде 2 из 3 организаций; нет: ППО Тишины"
    assert report.explanations["coverage"] == "Не прислала."
    decide(union, bundle, Verdict.ACCEPTED)
    made = consolidate(union, "fnpr-7", YEAR)
    assert made.coverage is not None
    assert made.coverage.partial == ("Районная (2 из 3)",)
    assert made.coverage.unknown["III.3.3"] == ("ППО Молчания",)


def test_hundreds_are_named_in_the_content_and_shortened_on_paper(exchange) -> None:
    higher = exchange.district
    values = whole_form_2(higher, 10, 4)
    for number in range(30):
        take(higher, f"ППО {number:03d}", values)
    for number in range(270):  # no key is needed to be wanting
        enter_organisation(higher, PassportDraft(f"Тихая {number:03d}", OrganisationKind.PPO))
    shown = fill(higher, FORM, YEAR)
    assert shown.coverage is not None
    assert (shown.coverage.expected, shown.coverage.counted, len(shown.coverage.missing)) == (300, 30, 270)
    assert "Тихая 059 и ещё 210" in shown.coverage.sentence()
    assert shown.coverage.document()["missing"] == [f"Тихая {number:03d}" for number in range(270)]
    assert shown.view.cells["II.4.3"].value == 120


def test_every_hole_of_a_sparse_report_is_counted(exchange) -> None:
    """Whatever the report leaves open is unknown, down to the last cell; what it gives is not."""
    higher, plant = exchange.district, Primary("ППО Завода")
    enrol(higher, plant.card)
    decide(higher, accept(higher, plant.report(higher, form_2(100, 40))).bundle, Verdict.ACCEPTED)
    made = consolidate(higher, FORM, YEAR)
    assert made.coverage is not None
    assert not {"II.3.3", "II.4.3"} & made.coverage.unknown.keys()
    brought = [block for block in made.definition.consolidations if block.source == "fnpr-2"]
    places = {place for block in brought for place in block.places}
    empty = {p for p in places if p in made.view.cells and made.view.cells[p].value is None}
    assert empty and empty <= made.coverage.unknown.keys()
    assert "II.2.3" in empty, "nobody said when it was created, so nobody knows whether in this year"
