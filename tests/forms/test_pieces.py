"""Cells that may stay empty, tables in pieces, codes behind titles, last year's column, millions, who signs."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app.domain.dates import Period
from app.forms.definition import FormDefinition, Leading
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import TypedValues, format_value, json_value, parse_values
from app.forms.view import ReportView
from app.rendering.form_pdf import form_pdf
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_reading import read_form_xlsx

FORM = """
id = "pieces"
edition = "1"
number = "Форма"
title = "Форма в кусках"
heading = ["за {year} год"]
source = "источник"
org_kinds = ["ppo"]
period = "year"
as_of = "last_day"
orientation = "portrait"

[banner]
missing = "Не всё!"
complete = "Спасибо."

[[fields]]
name = "why"
title = "Между кусками"
type = "text"

[[fields]]
name = "code"
title = "Код"
type = "text"
on_paper = false

[[fields]]
name = "who"
title = "Составил"
type = "text"

[[tables]]
id = "A"
title = "Только на экране"
show_title = false
leading = ["label", "title", "code"]
stub = ["Код строки", "Показатель"]
label = "Пункт"
numbered = false
before_mark = "х"
empty_is_error = true

[[tables.columns]]
code = "4"
title = "отчетный"

[[tables.columns]]
code = "5"
title = "предыдущий"
previous = "4"

[[tables.rows]]
code = "1"
label = "1.1"
title = "Есть ли договор"
type = "mark"
required = true
rule = "Ставят 1 или 0."
source = "п. 1"

[[tables.rows]]
code = "2"
title = "Срок договора"
required = "row[1] = 1"

[[tables.rows]]
code = "3"
title = "Сколько сэкономлено"
before = "из них:"
type = "millions"
required = false

[[tables.rows]]
code = "4"
title = "Вдвое"
type = "millions"
compute = "row[3] * 2"

[[checks]]
id = "code"
severity = "error"
must = "one_of(code, '11', '12')"
cells = ["code"]
message = "код не тот"
source = "п. 2"

[[parts]]
kind = "table"
table = "A"
rows = ["1..2"]

[[parts]]
kind = "fields"
fields = ["why", "who"]

[[parts]]
kind = "table"
table = "A"
rows = ["3", "4"]

[[parts]]
kind = "signatures"
lines = ["Инспектор"]
signer = "who"

[[parts]]
kind = "signatures"
lines = ["Председатель"]
"""
HEADING = FormHeading(2026, ("Иванова М. П.",))


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> FormDefinition:
    path = tmp_path_factory.mktemp("forms") / "pieces.toml"
    path.write_text(FORM, encoding="utf-8")
    return load_form(path)


def view(form: FormDefinition, values: dict[str, object], fields: dict[str, object] | None = None) -> ReportView:
    return evaluate(form, parse_values(form, {"values": values, "fields": fields or {}}), period=Period(2026))


def rules(report: ReportView) -> list[str]:
    return [violation.rule for violation in report.violations]


def test_an_empty_cell_is_an_error_only_while_it_is_needed(form: FormDefinition) -> None:
    assert rules(view(form, {})) == ["empty:A.1.4", "empty:A.1.5", "empty:A.2.4", "empty:A.2.5"]
    half = view(form, {"A.1.4": 0, "A.1.5": 1})
    assert rules(half) == ["empty:A.2.5"]
    assert half.violations[0].cells == ("A.2.5",)
    assert not half.complete
    assert view(form, {"A.1.4": 0, "A.1.5": 0}).complete


def test_last_years_column_asks_for_the_same_row(form: FormDefinition) -> None:
    asked = {address: cell.fact for address, cell in form.tables["A"].cells.items() if cell.fact is not None}
    assert {a: (f.name, dict(f.arguments)) for a, f in asked.items()} == {
        f"A.{row}.5": ("previous.value", {"address": f"A.{row}.4"}) for row in "123"
    }


def test_millions_are_kept_to_the_thousand_and_shown_without_needless_zeros(form: FormDefinition) -> None:
    report = view(form, {"A.3.4": 1.0625, "A.3.5": 2})
    kind = form.tables["A"].cells["A.3.4"].type
    assert report.cells["A.3.4"].value == Decimal("1.063")
    assert report.cells["A.4.4"].value == Decimal("2.126")
    shown = {text: format_value(Decimal(text), kind) for text in ("1.0625", "2", "1.25", "1000", "0.001", "-0.5")}
    assert shown == {"1.0625": "1,063", "2": "2,0", "1.25": "1,25", "1000": "1\u00a0000,0", "0.001": "0,001"} | {
        "-0.5": "-0,5"
    }
    assert json_value(Decimal("1.0625"), kind) == 1.063


def test_leading_columns_stand_in_their_order(form: FormDefinition) -> None:
    assert form.tables["A"].leading == (Leading.LABEL, Leading.TITLE, Leading.CODE)
    report = view(form, {"A.1.4": 1, "A.2.4": 3, "A.3.4": 0.25}, {"why": "Потому", "who": "Орлов П. И.", "code": "11"})
    with pypdfium2.PdfDocument(form_pdf(form, report, heading=HEADING)) as document:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    assert "Пункт Показатель Код строки отчетный предыдущий 1.1 Есть ли договор 1 1 Срок договора 2 3" in text
    assert "Между кусками Потому" in text
    assert "из них: х х х Сколько сэкономлено 3 0,25 Вдвое 4 0,5" in text
    assert "Только на экране" not in text
    assert "Код 11" not in text
    assert text.rindex("Орлов П. И.") < text.index("Иванова М. П.")
    assert text.count("Орлов П. И.") == 2
    assert text.count("Иванова М. П.") == 1


def test_the_spreadsheet_reads_back_and_keeps_what_is_off_paper(form: FormDefinition, tmp_path: Path) -> None:
    values = {"A.1.4": Decimal(1), "A.1.5": Decimal(0), "A.2.4": Decimal(3), "A.3.5": Decimal("0.125")}
    fields = {"why": "Потому", "code": "12"}
    report = evaluate(form, TypedValues(values, fields), period=Period(2026))
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_xlsx(form, report, heading=HEADING))
    again = read_form_xlsx(form, path)
    assert (again.values, again.fields) == (values, fields)
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    hint = cells["Есть ли договор"].comment
    assert hint is not None
    assert hint.text == "Ставят 1 или 0.\n(п. 1)"
    last_printed = int(str(sheet.print_area).rpartition("$")[2])
    assert cells["Для проверки (не печатается)"].row >= last_printed
    assert "Только на экране" not in cells
