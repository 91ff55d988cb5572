"""Rows that people name themselves, tables that go on in each other, tables with different leading columns."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import ReportView
from app.rendering.form_pdf import form_pdf
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_names import cell_name, field_name
from app.rendering.xlsx_reading import read_form_xlsx

VALUES = {"1B.10.4": 25, "1B.11.4": 20.5, "1B.15.4": 3, "2.0.3": "Первичная профсоюзная организация", "2.1.3": 100}
FIELDS = {"line_11_name": "День нефтяника"}


@pytest.fixture(scope="module")
def form() -> FormDefinition:
    return load_form(resource_path("profiles", "ngsp", "forms", "10-pb.toml"))


@pytest.fixture(scope="module")
def view(form: FormDefinition) -> ReportView:
    return evaluate(form, parse_values(form, {"values": VALUES, "fields": FIELDS}), period=Period(2025))


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def place(book: openpyxl.Workbook, name: str) -> str:
    ((_, area),) = book.defined_names[name].destinations
    return str(area).replace("$", "")


def test_a_filled_form_shows_rows_that_are_named_or_hold_a_sum(form: FormDefinition, view: ReportView) -> None:
    text = " ".join(pages(form_pdf(form, view, heading=FormHeading(year=2025))))
    assert "- День нефтяника 11 20,5" in text
    assert "финансирование мероприятий солидарности 14 - 15 3,0" in text
    assert "- прочие 27 7. Другие фонды 29" in text


def test_a_blank_form_leaves_all_of_them_to_the_hand(form: FormDefinition) -> None:
    text = " ".join(pages(form_pdf(form, None, heading=FormHeading(), blank=True)))
    assert "1.7. - проведение отдельных мероприятий 10 - 11 2. Фонд «Солидарность» 12" in text
    assert "- прочие 27 - 28 7. Другие фонды 29" in text


def test_a_table_that_goes_on_repeats_the_first_ones_head(form: FormDefinition) -> None:
    first, second = pages(form_pdf(form, None, heading=FormHeading(), blank=True))
    assert "Итого доходов (строки 2-5) 6 Расходы (дебет счета 86) 1. Целевые мероприятия 1" in first
    assert "расходы)" not in first
    assert second.startswith("№ пп Наименование статей Код строк Сумма (тыс. руб.) %")


def test_closed_cells_bear_the_forms_own_mark(form: FormDefinition) -> None:
    _, second = pages(form_pdf(form, None, heading=FormHeading(), blank=True))
    assert "в том числе: 32 9.1." in second
    other = load_form(resource_path("profiles", "ngsp", "forms", "1-t.toml"))
    assert (
        "сокращенную продолжительность рабочего времени 21 X" in pages(form_pdf(other, None, heading=FormHeading()))[1]
    )


def test_a_sheet_takes_names_in_the_titles_of_rows(form: FormDefinition, view: ReportView, tmp_path: Path) -> None:
    path = tmp_path / "10-пб.xlsx"
    path.write_bytes(form_xlsx(form, view, heading=FormHeading(2025)))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    title = sheet[place(book, field_name("line_28_name"))]
    assert (title.column, title.row) == (2, sheet[place(book, cell_name("1B.28.4"))].row)
    assert not title.protection.locked
    title.value = "подписка"
    sheet[place(book, cell_name("1B.28.4"))].value = 1.2
    book.save(path)
    typed = read_form_xlsx(form, path)
    assert typed.fields == {"line_11_name": "День нефтяника", "line_28_name": "подписка"}
    assert typed.values == {
        "1B.10.4": Decimal(25),
        "1B.11.4": Decimal("20.5"),
        "1B.15.4": Decimal(3),
        "1B.28.4": Decimal("1.2"),
        "2.0.3": "Первичная профсоюзная организация",
        "2.1.3": Decimal(100),
    }


def test_titles_of_a_shorter_table_take_the_room_of_longer_ones(form: FormDefinition) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx(form, None, heading=FormHeading())))
    sheet = book.worksheets[0]
    longer, shorter = (sheet[place(book, cell_name(address))] for address in ("1A.2.4", "2.1.3"))
    assert longer.column == shorter.column == 4
    assert sheet.cell(longer.row, 1).value == "1."
    assert sheet.cell(shorter.row, 1).value == "Установленный процент"
    assert f"A{shorter.row}:B{shorter.row}" in {str(area) for area in sheet.merged_cells.ranges}
