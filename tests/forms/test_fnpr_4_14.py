"""Forms 4 and 14 (elections) against a second, independent reading of their rules."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import dump_values, parse_values
from app.forms.view import ReportView
from app.rendering.form_pdf import form_pdf
from app.rendering.layout import FormHeading

FORMS = {name: load_form(resource_path("profiles", "ngsp", "forms", f"{name}.toml")) for name in ("fnpr-4", "fnpr-14")}
PARTS = {
    "fnpr-4": {"2": "1", "5": "4", "6": "4", "8": "7"},
    "fnpr-14": {"2": "1", "3": "2", "5": "4", "6": "4", "8": "7"},
}
ROWS = ("1", "1.1", "2", "2.1", "3", "4", "5", "5.1", "6", "7")
WITHOUT_CHOICE = ("2", "2.1", "4", "6")
WHOLES = {"1.1": "1", "2.1": "2", "5.1": "5"}
HELD = {"fnpr-4": {"5": "5", "7": "8"}, "fnpr-14": {"1": "2", "3": "2", "5": "5", "7": "8"}}
"""Whose chairs are elected where elections were held: rows of table III by rows of table II."""
FIXED = {"fnpr-4": ("III.1.3", "III.3.3"), "fnpr-14": ()}


@st.composite
def fillings(draw: st.DrawFn, name: str) -> dict[str, int]:
    """A filling by the rules, the fixed cells of form 4 included."""
    values: dict[str, int] = {}
    for row in "12345678":
        parent = PARTS[name].get(row)
        limit = values[f"II.{parent}.3"] if parent else 3000
        least = 0
        if name == "fnpr-4":
            limit = 1 if row == "3" else limit
            least = limit // 2 + 1 if row == "2" else 1 if row == "1" else 0
        values[f"II.{row}.3"] = draw(st.integers(least, limit))
    for row in ROWS:
        for column in "345":
            if column == "5" and row in WITHOUT_CHOICE:
                continue
            limit = 400 if column == "3" else values[f"III.{row}.3"]
            if column == "3" and row in HELD[name]:
                limit = values[f"II.{HELD[name][row]}.3"]
            if row in WHOLES:
                limit = min(limit, values[f"III.{WHOLES[row]}.{column}"])
            address = f"III.{row}.{column}"
            values[address] = 1 if address in FIXED[name] else draw(st.integers(0, limit))
    return values


def filled() -> st.SearchStrategy[tuple[str, dict[str, int]]]:
    return st.sampled_from(sorted(FORMS)).flatmap(lambda name: st.tuples(st.just(name), fillings(name)))


def view_of(name: str, values: dict[str, int]) -> ReportView:
    return evaluate(FORMS[name], parse_values(FORMS[name], {"values": values}), period=Period(2025))


@given(filled(), st.booleans())
def test_a_right_filling_has_no_violations(given_: tuple[str, dict[str, int]], typed: bool) -> None:
    name, values = given_
    # What the form dictates may be typed or not.
    document = {a: n for a, n in values.items() if typed or a not in FIXED[name]}
    view = view_of(name, document)
    assert view.violations == ()
    assert view.complete
    assert {a: c.value for a, c in view.cells.items() if c.value is not None} == values
    again = evaluate(FORMS[name], parse_values(FORMS[name], dump_values(FORMS[name], view)), period=Period(2025))
    assert {a: c.value for a, c in again.cells.items()} == {a: c.value for a, c in view.cells.items()}


@given(filled(), st.data())
def test_a_single_excess_is_reported_at_its_cell(given_: tuple[str, dict[str, int]], data: st.DataObject) -> None:
    name, values = given_
    limits = [(f"II.{part}.3", f"II.{whole}.3") for part, whole in PARTS[name].items()]
    limits += [(f"III.{row}.{column}", f"III.{row}.3") for row in ROWS for column in "45"]
    limits += [(f"III.{row}.{column}", f"III.{whole}.{column}") for row, whole in WHOLES.items() for column in "345"]
    limits += [(f"III.{row}.3", f"II.{held}.3") for row, held in HELD[name].items()]
    address, limit = data.draw(st.sampled_from([pair for pair in limits if pair[0] in values]))
    values[address] = values[limit] + data.draw(st.integers(1, 9))
    found = [v for v in view_of(name, values).violations if v.cells == (address, limit)]
    assert [(v.left, v.right, str(v.severity)) for v in found] == [(values[address], values[limit], "error")]
    table, row, column = address[:3].rstrip("."), address.split(".", 1)[1].rsplit(".", 1)[0], address[-1]
    assert f"Таблица {table}, строка {row}, графа {column}: " in found[0].message


@given(fillings("fnpr-4"), st.data())
def test_not_more_than_half_needs_an_explanation(values: dict[str, int], data: st.DataObject) -> None:
    came = data.draw(st.integers(0, values["II.1.3"] // 2))
    (violation,) = view_of("fnpr-4", {**values, "II.2.3": came}).violations
    assert (violation.rule, str(violation.severity)) == ("II.quorum", "warning")
    assert violation.cells == ("II.2.3", "II.1.3")


@given(fillings("fnpr-4"), st.sampled_from(FIXED["fnpr-4"]), st.sampled_from([0, 2, 17]))
def test_what_the_form_dictates_stays_one(values: dict[str, int], address: str, number: int) -> None:
    view = view_of("fnpr-4", {**values, address: number})
    assert [v.rule for v in view.violations] == [f"fixed:{address}"]
    assert view.cells[address].value == 1


@given(fillings("fnpr-4"), st.integers(2, 99))
def test_the_mark_is_one_or_zero(values: dict[str, int], number: int) -> None:
    view = view_of("fnpr-4", {**values, "II.3.3": number})
    assert [v.cells for v in view.violations] == [("II.3.3",)]


@given(filled(), st.sampled_from(WITHOUT_CHOICE), st.integers(0, 9))
def test_a_closed_cell_takes_nothing(given_: tuple[str, dict[str, int]], row: str, number: int) -> None:
    name, values = given_
    view = view_of(name, {**values, f"III.{row}.5": number})
    assert [v.rule for v in view.violations] == [f"blocked:III.{row}.5"]
    assert view.cells[f"III.{row}.5"].value is None


@given(filled(), st.data())
def test_a_missing_cell_makes_the_form_incomplete(given_: tuple[str, dict[str, int]], data: st.DataObject) -> None:
    name, values = given_
    marks = {"II.3.3"} if name == "fnpr-4" else set()  # an empty mark is none
    del values[data.draw(st.sampled_from(sorted(values.keys() - set(FIXED[name]) - marks)))]
    assert view_of(name, values).complete is False


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_signatures_do_not_stand_alone_on_a_page(form: FormDefinition) -> None:
    pages = list(pypdfium2.PdfDocument(io.BytesIO(form_pdf(form, None, heading=FormHeading(2026), blank=True))))
    last = pages[-1].get_textpage().get_text_bounded()
    assert len(pages) == 2
    assert "III. Сведения об избрании" in " ".join(last.split())
    assert "М.П." in last
