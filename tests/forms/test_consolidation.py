"""Consolidation: what the blocks of a definition do, what the loader and the links refuse, and cases worked by hand."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period
from app.domain.enums import CellKind
from app.domain.files import resource_path
from app.errors import UserError
from app.forms.consolidation import Consolidated, ConsolidationSource, Sender, bring_together, sources_of
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.links import linked, require_links
from app.forms.loader import DefinitionError, load_form
from app.forms.sources import period_of, read_report_source
from app.forms.values import parse_values
from app.services.organisation.profiles import load_profile

HEAD = """
edition = "1"
number = "Форма {id}"
title = "Форма"
heading = ["Форма"]
source = "источник"
org_kinds = ["ppo", "oppo"]
period = "year"
as_of = "last_day"
orientation = "portrait"
"""
LOW = f"""
id = "low"
{HEAD}

[[fields]]
name = "schools"
title = "Школ"
type = "count"

[[fields]]
name = "trouble"
title = "Беда"
type = "text"

[[tables]]
id = "A"
title = "Таблица"
columns = [{{ code = "3", title = "Всего" }}, {{ code = "4", title = "Женщин", blocked = ["9"] }}]

[[tables.rows]]
code = "1"
title = "Работает"

[[tables.rows]]
code = "2"
title = "Членов"

[[tables.rows]]
code = "9"
title = "Отметка"
type = "mark"

[[lists]]
id = "L"
title = "Список"

[[lists.columns]]
code = "1"
title = "№"
type = "count"

[[lists.columns]]
code = "2"
title = "Организация"

[[lists.columns]]
code = "3"
title = "Чел."
type = "count"

[[parts]]
kind = "table"
table = "A"

[[parts]]
kind = "list"
table = "L"

[[parts]]
kind = "fields"
fields = ["schools", "trouble"]

[[parts]]
kind = "signatures"
lines = ["Председатель"]
"""
HIGH = f"""
id = "high"
{HEAD}

[[fields]]
name = "schools"
title = "Школ"
type = "count"

[[fields]]
name = "troubles"
title = "Беды"
type = "text"

[[fields]]
name = "share"
title = "Доля"
type = "percent"

[[tables]]
id = "B"
title = "Таблица"

[[tables.columns]]
code = "3"
title = "Предприятия"

[[tables.columns]]
code = "4"
title = "Вузы"
blocked = ["9"]

[[tables.columns]]
code = "5"
title = "Всего"
compute = "sum(col[3..4])"

[[tables.rows]]
code = "0"
title = "Первичек"

[[tables.rows]]
code = "01"
title = "Где охват мал"

[[tables.rows]]
code = "02"
title = "Новых"

[[tables.rows]]
code = "1"
title = "Работает"

[[tables.rows]]
code = "2"
title = "Членов"

[[tables.rows]]
code = "3"
title = "Охват"
type = "percent"
compute = "percent(row[2], row[1])"

[[tables.rows]]
code = "4"
title = "Не членов"
compute = "row[1] - row[2]"

[[tables.rows]]
code = "9"
title = "Отметка"
type = "mark"

[[lists]]
id = "L"
title = "Список"
columns = [{{ code = "1", title = "1" }}, {{ code = "2", title = "2" }}, {{ code = "5", title = "5", type = "count" }}]

[[parts]]
kind = "table"
table = "B"

[[parts]]
kind = "list"
table = "L"

[[parts]]
kind = "fields"
fields = ["schools", "troubles", "share"]

[[parts]]
kind = "signatures"
lines = ["Председатель"]
"""
BLOCKS = """
[[consolidate]]
from = "low"
when = "org_category = 'enterprise'"
table = "B"
source_table = "A"
rows = { "1" = "1", "2" = "2" }
columns = { "3" = "3" }

[[consolidate]]
from = "low"
when = "org_category != 'enterprise'"
table = "B"
source_table = "A"
rows = ["1", "2"]
columns = { "4" = "3" }

[[consolidate]]
from = "low"
when = "org_kind = 'ppo'"
table = "B"
rows = ["0"]
columns = ["3"]
value = "1"

[[consolidate]]
from = "low"
when = "org_category = '{column}' and cell[A.{row}.3] * 2 < cell[A.1.3]"
table = "B"
rows = { "01" = "2" }
columns = { "3" = "enterprise", "4" = "vocational" }
value = "1"

[[consolidate]]
from = "low"
when = "org_created_year = year"
table = "B"
rows = ["02"]
columns = ["3"]
value = "1"

[[consolidate]]
from = "low"
table = "B"
source_table = "A"
rows = ["9"]
columns = ["3"]
how = "max"

[[consolidate]]
from = "low"
fields = { schools = "schools" }

[[consolidate]]
from = "low"
how = "named"
fields = { troubles = "trouble" }

[[consolidate]]
from = "low"
list = "L"
columns = { "2" = "2", "5" = "3" }
label = "2"
number = "1"

[[consolidate]]
from = "high"
table = "B"
rows = ["1", "2"]
"""


def load(folder: Path, **texts: str) -> dict[str, FormDefinition]:
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    forms = {name: load_form(folder / f"{name}.toml") for name in texts}
    require_links(forms)
    return linked(forms)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FormDefinition]:
    return load(tmp_path_factory.mktemp("forms"), low=LOW, high=HIGH + BLOCKS)


def source(form: FormDefinition, label: str = "", *, document: dict[str, Any], **sender: Any) -> ConsolidationSource:
    period = Period(2025)
    return ConsolidationSource(
        form, evaluate(form, parse_values(form, document), period=period), Sender(label, **sender)
    )


def values_of(made: Consolidated) -> dict[str, Any]:
    return {a: c.value for a, c in made.view.cells.items() if c.kind is not CellKind.BLOCKED}


def numbers(staff: int | None, members: int | None) -> dict[str, Any]:
    return {"values": {"A.1.3": staff, "A.2.3": members}}


def test_cells_come_in_by_category_and_counts_by_condition(forms: dict[str, FormDefinition]) -> None:
    low, high = forms["low"], forms["high"]
    made = bring_together(
        high,
        [
            source(low, "Завод", document=numbers(100, 60)),
            source(low, "Промысел", document=numbers(50, 20), category="enterprise", created_on=date(2025, 3, 1)),
            source(low, "Вуз", document=numbers(40, 30), category="higher_education", kind="oppo"),
        ],
        Period(2025),
    )
    values = values_of(made)
    assert {a: values[a] for a in values if values[a] is not None} == {
        "B.0.3": 2, "B.0.5": 2, "B.01.3": 1, "B.01.4": 0, "B.01.5": 1, "B.02.3": 1, "B.02.5": 1,
        "B.1.3": 150, "B.1.4": 40, "B.1.5": 190, "B.2.3": 80, "B.2.4": 30, "B.2.5": 110,
        "B.3.3": Decimal("53.3"), "B.3.4": 75, "B.3.5": Decimal("57.9"), "B.4.3": 70, "B.4.4": 10, "B.4.5": 80,
        "B.9.3": 0, "B.9.5": 0,
    }  # fmt: skip
    named: dict[str, list[Any]] = {place: [(p.label, p.value) for p in found] for place, found in made.parts.items()}
    assert named["B.1.3"] == [("Завод", 100), ("Промысел", 50)]
    assert named["B.1.5"] == [("Завод", 100), ("Промысел", 50), ("Вуз", 40)]
    assert named["B.01.3"] == [("Промысел", 1)]
    assert named["B.4.5"] == [("Завод", 40), ("Промысел", 30), ("Вуз", 10)]
    assert "B.3.5" not in named, "a per cent has no parts"
    for place, found in made.parts.items():
        assert sum(p.value for p in found) == values.get(place, sum(p.value for p in found)), place


def test_empty_is_nobody_knows_and_zero_is_none(forms: dict[str, FormDefinition]) -> None:
    made = bring_together(forms["high"], [source(forms["low"], "Завод", document=numbers(None, 7))], Period(2025))
    values = values_of(made)
    assert values["B.1.3"] is None, "the only sender left it empty"
    assert values["B.1.4"] == 0, "no sender of that kind"
    assert values["B.2.3"] == 7
    assert values["B.01.3"] is None, "whether coverage is low is unknown"
    assert values["B.02.3"] is None, "nobody said when it was created"
    assert bring_together(forms["high"], [], Period(2025)).view.cells["B.1.3"].value is None


def test_fields_texts_marks_and_lists(forms: dict[str, FormDefinition]) -> None:
    low, high = forms["low"], forms["high"]
    first = {
        "values": {"A.9.3": 0}, "fields": {"schools": 2, "trouble": "холодно"},
        "lists": {"L": [{"1": 1, "2": "Цех", "3": 5}, {"1": 2, "3": 6}]},
    }  # fmt: skip
    second = {"values": {"A.9.3": 1}, "fields": {"schools": 1}, "lists": {"L": [{"3": 7}]}}
    made = bring_together(
        high, [source(low, "Завод", document=first), source(low, "Вуз", document=second)], Period(2025)
    )
    assert made.view.fields["schools"].value == 3
    assert made.view.fields["troubles"].value == "Завод: холодно"
    assert made.view.cells["B.9.3"].value == 1
    assert made.view.lists["L"] == (
        {"1": "1", "2": "Цех", "5": 5}, {"1": "2", "2": "Завод", "5": 6}, {"1": "3", "2": "Вуз", "5": 7},
    )  # fmt: skip


def test_a_form_made_from_itself_and_another(forms: dict[str, FormDefinition]) -> None:
    low, high = forms["low"], forms["high"]
    sent = {"values": {"B.1.3": 10, "B.1.4": 1, "B.2.3": 5, "B.3.3": 50, "B.1.5": 11}}
    made = bring_together(
        high, [source(high, "ОППО", document=sent), source(low, "Завод", document=numbers(3, 2))], Period(2025)
    )
    assert made.view.cells["B.1.5"].value == 14
    assert made.view.cells["B.3.3"].value == Decimal("53.8")
    assert {p.source: int(p.value) for p in made.parts["B.1.5"]} == {0: 11, 1: 3}
    assert sources_of(high) == ("low", "high")


def test_what_cannot_be_brought_together_is_refused(forms: dict[str, FormDefinition]) -> None:
    low, high = forms["low"], forms["high"]
    with pytest.raises(UserError) as refused:
        bring_together(low, [])
    assert refused.value.code == "forms.not_consolidated"
    other = load_profile("ngsp").forms["fnpr-2"]
    with pytest.raises(UserError) as refused:
        bring_together(high, [source(other, document={})])
    assert refused.value.code == "forms.not_a_source"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["enterprise", "higher_education", "vocational", None]),
            st.integers(0, 900) | st.none(),
            st.integers(0, 900) | st.none(),
        ),
        max_size=12,
    )
)
def test_sums_agree_with_an_independent_count(
    forms: dict[str, FormDefinition], senders: list[tuple[str | None, int | None, int | None]]
) -> None:
    made = bring_together(
        forms["high"],
        [
            source(forms["low"], str(n), document=numbers(staff, members), category=category)
            for n, (category, staff, members) in enumerate(senders)
        ],
        Period(2025),
    )
    for column, wanted in (("3", {"enterprise", None}), ("4", {"higher_education", "vocational"})):
        for row in ("1", "2"):
            of_kind = [staff if row == "1" else members for category, staff, members in senders if category in wanted]
            told = [number for number in of_kind if number is not None]
            expected = sum(told) if told else (0 if senders and not of_kind else None)
            assert made.view.cells[f"B.{row}.{column}"].value == expected
            assert [p.value for p in made.parts.get(f"B.{row}.{column}", ())] == told


def block(text: str) -> str:
    return f'\n[[consolidate]]\nfrom = "low"\n{text}\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('table = "C"', "no table 'C'"),
        ('table = "B"\nrows = ["77"]', "no such code '77'"),
        ('table = "B"\nrows = ["3"]\ncolumns = ["3"]', "no cell of '3' can take a sum"),
        ('table = "B"\nrows = ["9"]\ncolumns = ["4"]\nhow = "max"', "no cell of '9' can take a max"),
        ('table = "B"\nrows = ["9"]', "no cell of '9' can take a sum"),
        ('table = "B"\nsource_table = "A"\nrows = ["1"]\ncolumns = { "5" = "3" }', "no cell of '1' can take a sum"),
        ('table = "B"\nsource_table = "A"\nrows = { "1" = "7" }\ncolumns = ["3"]', "no 'A.7.3' in 'low'"),
        ('table = "B"\nrows = ["1"]\nvalue = "cell[A.1.9]"', "no 'A.1.9' in 'low'"),
        ('table = "B"\nrows = ["1"]\nvalue = "row[1]"', "row[...] has no meaning"),
        ('table = "B"\nrows = ["1"]\nvalue = "town"', "no 'town' in 'low'"),
        ('table = "B"\nrows = ["1"]\nvalue = "1 = 1"', "must give a number"),
        ('table = "B"\nrows = ["1"]\nvalue = "1"\nwhen = "1"', "must give a condition"),
        ('table = "B"\nrows = ["1"]\nvalue = "previous[B.1.3]"', "previous[...] has no meaning"),
        ('fields = { share = "schools" }', "'share' is percent"),
        ('fields = { town = "schools" }', "no field 'town'"),
        ('fields = { troubles = "trouble" }', "'troubles' is text"),
        ('list = "M"', "no list 'M'"),
        ('list = "L"\ncolumns = { "1" = "8" }', "no column '8' in the list"),
        ('list = "L"\ncolumns = ["1"]\nlabel = "7"', "no column '7'"),
        ('list = "L"\nsource_list = "M"\ncolumns = ["1"]', "no list 'M' in 'low'"),
        ('table = "B"\nlist = "L"', "needs one of table, list and fields"),
        ('table = "B"\nrows = ["1"]\nvalue = "1"\nhow = "mean"', "'mean' is not known"),
        ('table = "B"\nrows = ["1"]\nvalue = "1"\nodd = 1', "unknown key 'odd'"),
        ('table = "B"\nrows = ["1"]\nvalue = "1"' + block('table = "B"\nvalue = "1"\nhow = "max"'), "already brought"),
        ('list = "L"\nvalue = "1"', "needs a table"),
        ('list = "L"\nrow = { "99" = "1" }', "no column '99'"),
        ('list = "L"\nrow = { "1" = "gone" }', "no 'gone' in 'low'"),
        ('list = "L"\ncolumns = ["1"]\nrow = { "1" = "1" }', "in place of columns"),
        ('table = "B"\nrow = { "1" = "1" }', "stands with list"),
        ('list = "L"\nrow = { "1" = [] }', "an expression or a list of them"),
    ],
)
def test_a_wrong_block_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path, low=LOW, high=HIGH + block(text))
    assert told in str(refused.value)
    assert "consolidate" in str(refused.value)


def test_a_source_that_the_profile_lacks(tmp_path: Path) -> None:
    (tmp_path / "high.toml").write_text(HIGH + BLOCKS, encoding="utf-8")
    high = load_form(tmp_path / "high.toml")
    with pytest.raises(DefinitionError, match="no form 'low'"):
        require_links({"high": high})
    require_links({"high": high}, {"high"})
    assert linked({"high": high})["high"].siblings.keys() == {"high"}


def test_a_document_says_who_sent_it(forms: dict[str, FormDefinition]) -> None:
    high = forms["high"]
    told = {
        "form": "low", "period": "2025", "values": {"A.1.3": 5}, "complete": False, "violations": [],
        "organisation": {"kind": "oppo", "category": "vocational", "created_on": "2025-02-03", "short_name": "Колледж"},
    }  # fmt: skip
    read = read_report_source(high, told, "файл.json", Period(2025))
    assert read.sender == Sender("Колледж", "oppo", "vocational", date(2025, 2, 3))
    assert read_report_source(high, {"form": "low"}, "файл.json", None).sender == Sender("файл.json")
    assert period_of([{}, told]) == "2025"


def test_a_document_that_names_no_form_is_recognised(forms: dict[str, FormDefinition]) -> None:
    def recognised(document: dict[str, Any]) -> str:
        return read_report_source(forms["high"], document, "файл.json", None).definition.id

    assert recognised({}) == "low"
    assert recognised({"values": {"A.1.3": 1}}) == "low"
    assert recognised({"values": {"B.1.3": 1}, "fields": {"schools": 1}}) == "high"
    made_from_form_2 = load_profile("ngsp").forms["fnpr-7"]
    for kind, form in (("ppo", "fnpr-2"), ("oppo", "fnpr-7"), (None, "fnpr-2")):
        document = {"values": {"II.1.3": 1}, "organisation": {"kind": kind}}
        assert read_report_source(made_from_form_2, document, "файл.json", None).definition.id == form


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "forms.not_a_document"),
        ({"form": "middle"}, "forms.not_a_source"),
        ({"form": "low", "period": "2024"}, "forms.other_period"),
        ({"form": "low", "organisation": 7}, "forms.bad_organisation"),
        ({"form": "low", "organisation": {"kind": "club"}}, "forms.bad_organisation"),
        ({"form": "low", "organisation": {"category": ["enterprise"]}}, "forms.bad_organisation"),
        ({"form": "low", "organisation": {"created_on": "вчера"}}, "forms.bad_organisation"),
        ({"form": "low", "odd": 1}, "forms.unknown_key"),
        ({"form": "low", "values": {"B.1.3": 1}}, "forms.unknown_cell"),
        ({"values": {"C.1.3": 1}}, "forms.unknown_cell"),
    ],
)
def test_a_document_that_is_no_report_is_refused(forms: dict[str, FormDefinition], document: Any, code: str) -> None:
    with pytest.raises(UserError) as refused:
        read_report_source(forms["high"], document, "файл.json", Period(2025))
    assert refused.value.code == code


# --- cases worked by hand, beside the forms --------------------------------------------------------------------------

KEYS = {"name", "about", "year", "senders", "expect", "empty", "expect_fields", "expect_lists", "parts"}
SENDER_KEYS = {"form", "label", "kind", "category", "created_on", "rows", "set", "fields", "lists"}


def cases_of(profile: str, form: str) -> list[dict[str, Any]]:
    path = resource_path("profiles", profile, "forms", f"{form}.cases.toml")
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal).get(
        "consolidations", []
    )
    return found


MADE = [form for form in load_profile("ngsp").forms.values() if sources_of(form)]
ALL = [pytest.param(form, case, id=f"{form.id}-{case['name']}") for form in MADE for case in cases_of("ngsp", form.id)]


@pytest.mark.parametrize(("form", "case"), ALL)
def test_a_consolidation_comes_out_as_worked_by_hand(form: FormDefinition, case: dict[str, Any]) -> None:
    assert not case.keys() - KEYS
    sources = []
    for sender in case["senders"]:
        assert not sender.keys() - SENDER_KEYS
        sent = form.siblings[sender.get("form", sources_of(form)[0])]
        values = dict(sender.get("set", {}))
        for place, given_row in sender.get("rows", {}).items():
            columns = sent.tables[place.partition(".")[0]].columns
            assert len(given_row) == len(columns), place
            values |= {f"{place}.{c.code}": n for c, n in zip(columns, given_row, strict=True) if n != ""}
        document = {"values": values, "fields": sender.get("fields", {}), "lists": sender.get("lists", {})}
        who = {key: sender[key] for key in ("kind", "category", "created_on") if key in sender}
        sources.append(source(sent, sender["label"], document=document, **who))
    made = bring_together(form, sources, Period(case.get("year", 2025)))
    assert {a: made.view.cells[a].value for a in case.get("expect", {})} == case.get("expect", {})
    assert [a for a in case.get("empty", []) if made.view.cells[a].value is not None] == []
    wanted = case.get("expect_fields", {})
    assert {name: made.view.fields[name].value for name in wanted} == wanted
    for name, rows in case.get("expect_lists", {}).items():
        assert [dict(row) for row in made.view.lists[name]] == rows
    for place, labels in case.get("parts", {}).items():
        assert {part.label: part.value for part in made.parts.get(place, ())} == labels


@pytest.mark.parametrize("form", [pytest.param(form, id=form.id) for form in MADE])
def test_every_form_that_is_made_from_others_has_a_case(form: FormDefinition) -> None:
    assert cases_of("ngsp", form.id)
