"""Lists with computed columns, texts in tables, narratives: what the forms without numbers stand on."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import dump_values, parse_values
from app.rendering.form_pdf import form_pdf
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_reading import read_form_xlsx

FORM = """
id = "mixed"
edition = "1"
number = "Форма"
title = "Смешанная"
heading = ["Смешанная", "за {period}"]
source = "Источник"
org_kinds = ["ppo"]
period = "quarter"
as_of = "last_day"
orientation = "landscape"

[[fields]]
name = "story"
title = "1. Рассказ"
type = "text"

[[tables]]
id = "T"
title = "Таблица"

[[tables.columns]]
code = "3"
title = "Значение"

[[tables.rows]]
code = "1"
title = "Сколько"

[[tables.rows]]
code = "2"
title = "Что именно"
type = "text"

[[lists]]
id = "L"
title = "Список"

[[lists.columns]]
code = "1"
title = "№ п/п"

[[lists.columns]]
code = "2"
title = "Ушло в 2019 году"
shown = "Ушло в {year} году"
type = "count"
rule = "Сколько ушло."
source = "Источник, гр. 2"

[[lists.columns]]
code = "3"
title = "Пришло"
type = "count"

[[lists.columns]]
code = "4"
title = "Всего"
type = "count"
compute = "col[2] + col[3]"

[[lists.columns]]
code = "5"
title = "Для расчёта"
type = "count"
on_paper = false

[[parts]]
kind = "fields"
wide = true
fields = ["story"]

[[parts]]
kind = "table"
table = "T"

[[parts]]
kind = "list"
table = "L"

[[parts]]
kind = "signatures"
lines = ["Председатель"]
"""
VALUES = {
    "values": {"T.1.3": 4, "T.2.3": "Курсы\nи семинар"},
    "fields": {"story": "Первый абзац.\n" + "Очень длинная строка повести. " * 40},
    "lists": {"L": [{"2": 3, "3": 4, "5": 9}, {"3": 1}]},
}


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


@pytest.fixture
def mixed(tmp_path: Path) -> FormDefinition:
    path = tmp_path / "mixed.toml"
    path.write_text(FORM, encoding="utf-8")
    return load_form(path)


def test_a_computed_column_is_never_typed(mixed: FormDefinition) -> None:
    right = evaluate(mixed, parse_values(mixed, {"lists": {"L": [{"2": 3, "3": 4, "4": 7}]}}))
    assert right.violations == ()
    wrong = evaluate(mixed, parse_values(mixed, {"lists": {"L": [{"2": 3, "3": 4}, {"2": 3, "4": 7}]}}))
    (one,) = wrong.violations
    assert (one.rule, one.cells, one.left, one.right) == ("computed:L.2.4", ("L.2.4",), Decimal(7), Decimal(3))
    assert "строка 2, графа 4: считается сама – 3, а указано 7" in one.message


def test_texts_in_tables_are_kept_and_not_needed_for_completeness(mixed: FormDefinition) -> None:
    view = evaluate(mixed, parse_values(mixed, VALUES))
    assert view.cells["T.2.3"].value == "Курсы\nи семинар"
    assert parse_values(mixed, dump_values(mixed, view)).values == parse_values(mixed, VALUES).values
    assert evaluate(mixed, parse_values(mixed, {"values": {"T.1.3": 0}})).complete


def test_the_paper_says_it_all(mixed: FormDefinition) -> None:
    view = evaluate(mixed, parse_values(mixed, VALUES))
    heading = FormHeading(year=2025, period="I квартал 2025 года")
    words = words_of(form_pdf(mixed, view, heading=heading))
    for said in ("за I квартал 2025 года", "1. Рассказ", "Первый абзац.", "и семинар", "Ушло в", "2025 году", "7"):
        assert said in words
    assert "2019" not in words
    assert "Для расчёта" not in words
    assert "20__" in words_of(form_pdf(mixed, None, heading=FormHeading(), blank=True))


def test_the_spreadsheet_is_read_back(mixed: FormDefinition, tmp_path: Path) -> None:
    typed = parse_values(mixed, VALUES)
    path = tmp_path / "mixed.xlsx"
    path.write_bytes(form_xlsx(mixed, evaluate(mixed, typed), heading=FormHeading(year=2025)))
    assert load_workbook(path).active is not None
    again = read_form_xlsx(mixed, path)
    assert again.values == typed.values
    assert again.lists == typed.lists
    assert str(again.fields["story"]).split() == str(typed.fields["story"]).split()
