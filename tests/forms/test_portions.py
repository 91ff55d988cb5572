"""10-ПБ for the half-year is table 2 alone: checked, printed, read back, brought together."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app.domain.dates import Period
from app.domain.files import resource_path
from app.errors import UserError
from app.forms.consolidation import bring_together
from app.forms.evaluation import evaluate
from app.forms.loader import DefinitionError, load_form
from app.forms.portions import portion_for, portion_of
from app.forms.sources import read_report_source
from app.forms.values import parse_values
from app.rendering.form_pdf import form_pdf
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_names import cell_name
from app.rendering.xlsx_reading import read_form_xlsx
from app.services.organisation.profiles import load_profile

HALF = Period(2026, "1")
FORM = load_profile("ngsp").form("10-pb", HALF)
WHOLE = load_profile("ngsp").form("10-pb", Period(2026))
HEADING = FormHeading(year=2026, period=HALF.words)
VALUES = {f"2.1.{column}": share for column, share in zip("345678", (80, 0, 0, 17, 1, 2), strict=True)} | {
    f"2.2.{column}": sum_ for column, sum_ in zip("345678", (400, 0, 0, 85, 5, 10), strict=True)
}


def test_the_half_year_asks_for_table_2_alone() -> None:
    view = evaluate(FORM, parse_values(FORM, {"values": VALUES}), period=HALF, org_kind="ppo")
    assert list(view.cells) == [f"2.{row}.{column}" for row in "0123" for column in "3456789"]
    assert view.cells["2.2.9"].value == 500
    assert view.cells["2.3.6"].value == 17
    assert view.violations == ()
    assert view.complete
    assert list(WHOLE.tables) == ["1A", "1B", "2"]
    assert {c.id for c in FORM.checks} < {c.id for c in WHOLE.checks}


def test_shares_must_make_a_hundred_in_the_half_year_too() -> None:
    view = evaluate(FORM, parse_values(FORM, {"values": VALUES | {"2.1.3": 79}}), period=HALF)
    assert [v.rule for v in view.violations] == ["2.hundred"]


def test_a_number_of_the_year_has_no_place_in_the_half_year() -> None:
    with pytest.raises(UserError, match="unknown_cell"):
        parse_values(FORM, {"values": {"1A.2.4": 500}})


@pytest.mark.parametrize("profile", ["ngsp", "eseur", "asm"])
def test_its_heading_names_the_half_year(profile: str) -> None:
    form = load_profile(profile).form("10-pb", HALF)
    pages = pypdfium2.PdfDocument(io.BytesIO(form_pdf(form, None, heading=HEADING, blank=True)))
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())
    assert "за I полугодие 2026 года" in text
    assert "распределении членских профсоюзных взносов" in text
    assert "Остаток средств" not in text and "Составляется за год" not in text
    assert "за 2026 год" not in text


def test_its_spreadsheet_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "полугодие.xlsx"
    path.write_bytes(form_xlsx(FORM, None, heading=HEADING, blank=True))
    book = openpyxl.load_workbook(path)
    assert cell_name("1A.2.4") not in book.defined_names
    ((sheet, place),) = book.defined_names[cell_name("2.2.3")].destinations
    book[sheet][place.replace("$", "")].value = 400.5
    book.save(path)
    for form, year in ((FORM, 2026), (WHOLE, None)):  # without a report it is known by the file
        assert read_form_xlsx(form, path, year=year).values == {"2.2.3": Decimal("400.5")}
    with pytest.raises(UserError, match="other_period"):
        read_form_xlsx(WHOLE, path, year=2026)


def test_half_years_are_brought_together() -> None:
    documents = [
        {"form": "10-pb", "period": "2026-1", "values": VALUES, "organisation": {"short_name": name}}
        for name in ("Завод", "Промысел")
    ]
    sources = [read_report_source(FORM, document, "f", HALF) for document in documents]
    made = bring_together(FORM, sources, HALF, org_kind="oppo")
    assert made.view.cells["2.2.9"].value == 1000
    assert [(p.label, p.value) for p in made.parts["2.2.6"]] == [("Завод", 85), ("Промысел", 85)]
    assert set(made.view.cells) == set(FORM.tables["2"].cells)


def test_other_forms_and_periods_stay_whole() -> None:
    assert portion_for(WHOLE, Period(2026)) is WHOLE
    assert portion_for(WHOLE, None) is WHOLE
    assert portion_of(FORM, "half_year") is FORM
    other = load_profile("ngsp").form("kd-hod", HALF)
    assert other.portion == ""


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        ('tables = ["2"]', 'tables = ["3"]', "tables"),
        ('tables = ["2"]', 'tables = ["1B"]', "tables"),  # needs the totals of 1A
        ('period = "half_year"', 'period = "month"', "period"),
        ('fields = ["organisation_name"]\ntables', 'fields = ["nobody"]\ntables', "fields"),
    ],
)
def test_a_portion_that_cannot_stand_alone_is_refused(tmp_path: Path, was: str, becomes: str, place: str) -> None:
    text = resource_path("profiles", "ngsp", "forms", "10-pb.toml").read_text(encoding="utf-8")
    assert text.count(was) == 1
    path = tmp_path / "10-pb.toml"
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(DefinitionError, match=place):
        load_form(path)
