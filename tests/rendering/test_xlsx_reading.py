"""Reading a filled spreadsheet back: everything typed, nothing else, and a plain refusal of what is not ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.values import TypedValues
from app.messages import message_for
from app.messages.rendering import overtyped_words
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_names import EDITION_NAME, FORM_NAME, cell_name, field_name, list_name
from app.rendering.xlsx_reading import read_form_xlsx, read_sheet
from app.services.organisation.profiles import load_profile

Edit = Callable[[Any, Any], None]


def place(book: Any, name: str) -> str:
    ((_, area),) = book.defined_names[name].destinations
    return area.partition(":")[0].replace("$", "")


@pytest.fixture
def saved(tmp_path: Path, make_view) -> Callable[..., Path]:
    """Writes the empty form, lets a test type into it as a spreadsheet program would, saves it."""

    def save(form: FormDefinition, edit: Edit | None = None, **cells: Any) -> Path:
        path = tmp_path / "отчёт.xlsx"
        path.write_bytes(form_xlsx(form, make_view(form, {}), heading=FormHeading(2026)))
        book = openpyxl.load_workbook(path)
        for name, value in cells.items():
            book.worksheets[0][place(book, name)].value = value
        if edit is not None:
            edit(book, book.worksheets[0])
        book.save(path)
        return path

    return save


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.dictionaries(
        st.sampled_from(["II.1.3", "II.1.4", "II.2.3", "II.10.3", "II.13.5"]), st.integers(0, 10**6).map(Decimal)
    ),
    fields=st.fixed_dictionaries(
        {},
        optional={
            "organisation_name": st.text("абвAB =+-@'\"1<&", min_size=1).map(str.strip).filter(bool).map(
                lambda text: " ".join(text.split())
            ),
            "share": st.integers(0, 1000).map(lambda n: Decimal(n) / 10),
            "founded": st.dates().filter(lambda d: d.year > 1900).map(lambda d: d.isoformat()),
        },
    ),
)  # fmt: skip
def test_reads_back_what_was_written(small_form_once, make_view_once, tmp_path, cells, fields) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(
        form_xlsx(small_form_once, make_view_once(small_form_once, cells, fields), heading=FormHeading(2026))
    )
    assert read_form_xlsx(small_form_once, path, year=2026) == TypedValues(cells, fields, {})


def test_lists_are_read_row_by_row_without_their_empty_rows(wide_form, make_view, tmp_path) -> None:
    rows = ({"2": "Первый", "3": Decimal("1.5")}, {"2": "=Второй", "4": "2026-02-03"})
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_xlsx(wide_form, make_view(wide_form, {}, {}, {"people": rows}), heading=FormHeading(2026)))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    first = sheet[place(book, list_name("people"))].row
    sheet.cell(row=first + 7, column=2).value = "Восьмой"
    book.save(path)
    assert read_form_xlsx(wide_form, path).lists == {"people": (*rows, {"2": "Восьмой"})}


def test_people_type_numbers_in_many_ways(small_form, saved) -> None:
    def percent(book: Any, sheet: Any) -> None:
        sheet[place(book, field_name("share"))].number_format = "0.0%"

    path = saved(
        small_form,
        percent,
        **{
            cell_name("II.1.3"): "1 250",
            cell_name("II.1.4"): 50.0,
            cell_name("II.2.3"): " 97 ",
            cell_name("II.2.4"): "",
            field_name("share"): 0.045,
            field_name("founded"): date(2001, 2, 3),
            field_name("organisation_name"): 1905,
        },
    )
    typed = read_form_xlsx(small_form, path)
    assert typed.values == {"II.1.3": 1250, "II.1.4": 50, "II.2.3": 97}
    assert typed.fields == {"share": Decimal("4.5"), "founded": "2001-02-03", "organisation_name": "1905"}


def test_computed_and_dictated_cells_are_not_read(small_form, saved) -> None:
    path = saved(small_form, **{cell_name("II.12.1.3"): 999, cell_name("II.13.3"): 5, cell_name("II.9.3"): "x"})
    assert read_form_xlsx(small_form, path) == TypedValues({}, {}, {})


def test_numbers_typed_over_totals_are_told(small_form, saved) -> None:
    path = saved(
        small_form,
        **{cell_name("II.1.3"): 200, cell_name("II.2.3"): 100, cell_name("II.12.1.3"): 999, cell_name("II.13.3"): 5,
           cell_name("II.9.3"): "50,0"},
    )  # fmt: skip
    over = read_sheet(small_form, path).overtyped
    # 50 % is what the form counts itself: a program may have saved it without the formula.
    assert [(o.cell, o.typed, o.right) for o in over] == [("II.12.1.3", 999, 100), ("II.13.3", 5, 1)]
    assert all(overtyped_words(o).startswith(f"Ячейка {o.place} ({o.cell}): поверх формы вписано") for o in over)
    assert "а форма даёт 100" in overtyped_words(over[0])


def test_a_file_saved_without_formulas_has_nothing_typed_over(small_form, saved) -> None:
    def drop_formulas(book: Any, sheet: Any) -> None:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = None

    assert read_sheet(small_form, saved(small_form, drop_formulas, **{cell_name("II.1.3"): 5})).overtyped == ()


def test_a_computed_column_of_a_list_typed_over_is_told(tmp_path) -> None:
    form = load_profile("ngsp").form("soc-econ")
    path = tmp_path / "form.xlsx"
    rows = ({"2": "Завод", "9а": Decimal(1), "9б": Decimal(2), "9в": Decimal(3)},)
    view = evaluate(form, TypedValues({}, {}, {"1": rows}))
    path.write_bytes(form_xlsx(form, view, heading=FormHeading(2026)))
    assert read_sheet(form, path).overtyped == ()
    book = openpyxl.load_workbook(path)
    first = book.worksheets[0][place(book, list_name("1"))]
    book.worksheets[0].cell(row=first.row, column=9).value = 7
    book.save(path)
    (over,) = read_sheet(form, path).overtyped
    assert (over.cell, over.typed, over.right) == ("1.1.9", 7, 6)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({cell_name("II.1.3"): "много"}, "xlsx.not_a_number"),
        ({cell_name("II.1.3"): date(2026, 4, 5)}, "xlsx.not_a_number"),
        ({field_name("founded"): "давно"}, "xlsx.not_a_date"),
        ({field_name("founded"): "31.02.2001"}, "xlsx.not_a_date"),
        ({cell_name("II.1.3"): "=2+2"}, "xlsx.no_value"),
    ],
)
def test_a_wrong_cell_is_named(small_form, saved, cells, code) -> None:
    path = saved(small_form, **cells)
    where = place(openpyxl.load_workbook(path), next(iter(cells)))
    with pytest.raises(UserError) as caught:
        read_form_xlsx(small_form, path)
    assert caught.value.code == code
    assert f"ячейке {where} " in message_for(caught.value).what


def test_a_huge_number_is_refused(small_form, saved) -> None:
    with pytest.raises(UserError, match=r"forms\.too_big"):
        read_form_xlsx(small_form, saved(small_form, **{cell_name("II.1.3"): 1e300}))


def _other_edition(book: Any, _sheet: Any) -> None:
    book.defined_names[EDITION_NAME].attr_text = '"1999-1"'


def _nameless(book: Any, _sheet: Any) -> None:
    del book.defined_names[FORM_NAME]


@pytest.mark.parametrize(
    ("edit", "form", "year", "code"),
    [
        (None, "wide_form", 2026, "xlsx.other_form"),
        (_other_edition, "small_form", 2026, "xlsx.other_edition"),
        (None, "small_form", 2025, "xlsx.other_year"),
        (_nameless, "small_form", 2026, "xlsx.not_our_form"),
    ],
)
def test_a_file_of_another_form_edition_or_year_is_refused(small_form, saved, request, edit, form, year, code) -> None:
    with pytest.raises(UserError) as caught:
        read_form_xlsx(request.getfixturevalue(form), saved(small_form, edit), year=year)
    assert caught.value.code == code
    assert "отчёт.xlsx" in message_for(caught.value).what


def test_a_lost_cell_is_called_lost(small_form, saved) -> None:
    def lose(book: Any, sheet: Any) -> None:
        book.defined_names[cell_name("II.1.3")].attr_text = "#REF!"

    with pytest.raises(UserError, match=r"xlsx\.cell_gone"):
        read_form_xlsx(small_form, saved(small_form, lose))


def _zipped(name: str, size: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    return data.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"PK\x03\x04broken", _zipped("a.txt", 10), _zipped("xl/workbook.xml", 101 * 1024 * 1024)]
)
def test_what_is_no_spreadsheet_is_refused(small_form, tmp_path, data) -> None:
    path = tmp_path / "файл.xlsx"
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        read_form_xlsx(small_form, path)
    assert caught.value.code == "xlsx.not_a_table"
