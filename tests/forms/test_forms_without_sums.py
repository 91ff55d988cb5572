"""Приложения № 1, 4 и 6: any words are a right filling, and nothing of them is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.files import resource_path
from app.forms.evaluation import evaluate
from app.forms.loader import load_form
from app.forms.values import dump_values, parse_values
from app.rendering.form_pdf import form_pdf
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_reading import read_form_xlsx

REESTR, REZERV, KD = (
    load_form(resource_path("profiles", "ngsp", "forms", f"{name}.toml")) for name in ("reestr", "rezerv", "kd-hod")
)
WORDS = st.text(st.sampled_from("абвгд АБВ123«»№,.;:-/()"), min_size=1, max_size=60).map(str.strip).filter(bool)
ROWS = {
    "reestr": st.fixed_dictionaries(dict.fromkeys("234678", WORDS) | {"5": st.integers(0, 10**6)}),
    "rezerv": st.fixed_dictionaries(
        dict.fromkeys("245678", WORDS)
        | {"3": st.dates(date(1930, 1, 1), date(2010, 1, 1)).map(date.isoformat), "9": st.integers(1900, 2100)}
    ),
}


@pytest.mark.parametrize("form", [REESTR, REZERV], ids=lambda form: form.id)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_words_are_right_and_kept(form: Any, data: st.DataObject) -> None:
    rows = data.draw(st.lists(ROWS[form.id], max_size=4))
    typed = parse_values(form, {"lists": {"1": rows}})
    view = evaluate(form, typed, period=Period(2025))
    assert view.violations == ()
    assert view.complete
    assert parse_values(form, dump_values(form, view)).lists == typed.lists


@settings(max_examples=25, deadline=None)
@given(st.lists(st.none() | WORDS, min_size=14, max_size=14))
def test_a_story_is_complete_with_all_its_sections(sections: list[str | None]) -> None:
    fields = {f"section_{n}": text for n, text in enumerate(sections, 1)}
    view = evaluate(KD, parse_values(KD, {"fields": fields}), period=Period(2025, "1"))
    assert view.violations == ()
    assert view.complete == all(sections)


@pytest.mark.parametrize("name", ["reestr", "rezerv", "soc-econ", "deti", "kd-hod", "obuchenie"])
def test_longest_texts_are_printed_and_read_back(name: str, tmp_path: Path) -> None:
    form = load_form(resource_path("profiles", "ngsp", "forms", f"{name}.toml"))
    long = "Очень длинное слово и ещё одно. " * 120
    lists = {
        table.id: [{c.code: long for c in table.columns if c.type in (None, "text") and not c.title.startswith("№")}]
        for table in form.lists.values()
    }
    values = {
        a: long for t in form.tables.values() for a, c in t.cells.items() if c.type == "text" and c.kind == "input"
    }
    document = {
        "values": values,
        "fields": {n: long for n, f in form.fields.items() if f.type == "text"},
        "lists": lists,
    }
    typed = parse_values(form, document)
    view = evaluate(form, typed, period=Period(2025))
    assert form_pdf(form, view, heading=FormHeading(2025)).startswith(b"%PDF")
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_xlsx(form, view, heading=FormHeading(2025)))
    again = read_form_xlsx(form, path)
    assert (again.values, again.fields) == (typed.values, typed.fields)
    assert {k: v for k, v in again.lists.items() if v} == typed.lists
