"""Evaluation apart from form 2: dictated cells, automatic values, lists, order, explanations; and quality of forms."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.dates import Period
from app.domain.enums import CellKind, CellSource, OrganisationKind, Severity
from app.domain.files import resource_path
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate, fact_key
from app.forms.links import linked, require_links
from app.forms.loader import DefinitionError, load_form
from app.forms.values import TypedValues, parse_values
from app.forms.view import Automatic

FORM = """
id = "mini"
edition = "1"
number = "Форма"
title = "Форма"
heading = ["Форма"]
source = "источник"
org_kinds = ["ppo"]
period = "year"
as_of = "last_day"
orientation = "portrait"

[[fields]]
name = "note"
title = "Пояснение"
type = "text"
required = true

[[fields]]
name = "year_of"
title = "Год договора"
type = "year"

[[tables]]
id = "1"
title = "Таблица"

[[tables.columns]]
code = "3"
title = "Всего"

[[tables.rows]]
code = "101"
title = "Отметка"
type = "mark"

[[tables.rows]]
code = "102"
title = "Задано"
fixed = { 3 = 1 }

[[tables.rows]]
code = "103"
title = "Деньги"
type = "money"
fact = { name = "previous.value", address = "1.103.3" }

[[tables.rows]]
code = "104"
title = "Заполняется само"
auto = "row[103] * 2"

[[tables.rows]]
code = "105"
title = "Было"
auto = "previous[1.101.3] + previous[year_of]"

[[tables.rows]]
code = "106"
title = "По другой форме"
auto = "other[big:I.1.3]"

[[facts]]
name = "gone"
title = "Вышли"
fact = { name = "events.count", kind = "left" }

[[lists]]
id = "L"
title = "Список"

[[lists.columns]]
code = "1"
title = "Имя"

[[lists.columns]]
code = "2"
title = "Цена"
type = "money"

[[lists.columns]]
code = "3"
title = "За день"
type = "money"
compute = "col[2] / 3"

[[checks]]
id = "year"
severity = "error"
when = "cell[1.101.3] = 1"
left = "year_of"
operator = "="
right = "year"
cells = ["year_of"]
message = "договор {left} года, а не {right}"
source = "с. 1"

[[checks]]
id = "only_mpo"
severity = "warning"
when = "org_kind = 'mpo'"
must = "filled(note)"
cells = ["note"]
message = "нет пояснения"
source = "с. 2"

[[checks]]
id = "price"
severity = "warning"
list = "L"
left = "col[2]"
operator = "<="
right = "100"
cells = ["col[2]"]
message = "дорого: {left}, на {difference} больше {right}"
source = "с. 3"

[[checks]]
id = "balance"
severity = "warning"
left = "cell[1.103.3]"
operator = "="
right = "previous[1.103.3] - fact[gone]"
cells = ["cell[1.103.3]"]
message = "теперь {left}, а по движению {right}"
source = "с. 4"

[[checks]]
id = "other"
severity = "warning"
when = "other[big:flag] = 1"
left = "cell[1.106.3]"
operator = "="
right = "other[big:I.1.3]"
cells = ["cell[1.106.3]"]
message = "здесь {left}, а там {right}"
source = "с. 5"

[[parts]]
kind = "table"
table = "1"

[[parts]]
kind = "list"
table = "L"

[[parts]]
kind = "fields"
fields = ["note", "year_of"]

[[parts]]
kind = "signatures"
lines = ["Председатель"]
"""


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> FormDefinition:
    path = tmp_path_factory.mktemp("forms") / "mini.toml"
    path.write_text(FORM, encoding="utf-8")
    return load_form(path)


def test_a_dictated_cell_keeps_its_number(mini: FormDefinition) -> None:
    view = evaluate(mini, parse_values(mini, {"values": {"1.102.3": 2}}))
    assert view.cells["1.102.3"].value == 1
    assert [v.rule for v in view.violations] == ["fixed:1.102.3"]
    assert evaluate(mini, parse_values(mini, {"values": {"1.102.3": 1}})).violations == ()


def test_automatic_numbers_fill_and_stay_beside_typed_ones(mini: FormDefinition) -> None:
    counted = {"1.103.3": Automatic(Decimal("7.5"), CellSource.PREVIOUS)}
    view = evaluate(mini, TypedValues(), counted)
    assert (view.cells["1.103.3"].value, view.cells["1.103.3"].source) == (Decimal("7.5"), CellSource.PREVIOUS)
    assert (view.cells["1.104.3"].value, view.cells["1.104.3"].source) == (15, CellSource.COMPUTED)
    typed = TypedValues({"1.103.3": Decimal(9), "1.104.3": Decimal(1)})
    view = evaluate(mini, typed, counted, reasons={"1.103.3": "ошибка в прошлом году"})
    cell = view.cells["1.103.3"]
    assert (cell.value, cell.automatic, cell.source, cell.reason) == (
        9, Decimal("7.5"), CellSource.MANUAL, "ошибка в прошлом году",
    )  # fmt: skip
    assert (view.cells["1.104.3"].value, view.cells["1.104.3"].automatic) == (1, 18)


def test_a_document_from_elsewhere_is_not_filled_in(mini: FormDefinition) -> None:
    assert evaluate(mini, TypedValues({"1.103.3": Decimal(9)})).cells["1.104.3"].value is None


def test_a_rule_applies_only_under_its_condition(mini: FormDefinition) -> None:
    wrong = {"values": {"1.101.3": 1}, "fields": {"year_of": 2020}}
    view = evaluate(mini, parse_values(mini, wrong), period=Period(2025))
    assert [v.message for v in view.violations] == ["договор 2020 года, а не 2025"]
    wrong["values"] = {"1.101.3": 0}
    assert evaluate(mini, parse_values(mini, wrong), period=Period(2025)).violations == ()
    wrong["values"] = {"1.101.3": 1}
    assert evaluate(mini, parse_values(mini, wrong), period=None).violations == ()
    assert evaluate(mini, TypedValues(), org_kind=OrganisationKind.PPO).violations == ()
    assert [v.rule for v in evaluate(mini, TypedValues(), org_kind=OrganisationKind.MPO).violations] == ["only_mpo"]


def test_rows_of_a_list_are_computed_and_checked_each(mini: FormDefinition) -> None:
    rows = [{"1": "а", "2": 10}, {"1": "б", "2": 1250.5}, {"1": "в"}]
    view = evaluate(mini, parse_values(mini, {"lists": {"L": rows}}))
    assert [row["3"] for row in view.lists["L"]] == [Decimal("3.3"), Decimal("416.8"), None]
    assert [(v.rule, v.cells) for v in view.violations] == [("price:2", ("L.2.2",))]
    assert view.violations[0].message == "дорого: 1\u00a0250,5, на 1\u00a0150,5 больше 100,0"


def test_failures_come_all_at_once_in_the_order_of_the_form(mini: FormDefinition) -> None:
    document = {"values": {"1.102.3": 5, "1.101.3": 7}, "fields": {"year_of": 3000}, "lists": {"L": [{"2": 101}]}}
    view = evaluate(mini, parse_values(mini, document), org_kind="mpo")
    assert [v.rule for v in view.violations][:2] == ["mark:1.101.3", "fixed:1.102.3"]
    assert {v.rule for v in view.violations} == {
        "mark:1.101.3", "fixed:1.102.3", "year:year_of", "only_mpo", "price:1",
    }  # fmt: skip


def test_only_warnings_take_explanations(mini: FormDefinition) -> None:
    told = {"only_mpo": "потом напишем", "fixed:1.102.3": "так надо"}
    view = evaluate(mini, TypedValues({"1.102.3": Decimal(3)}), explanations=told, org_kind="mpo")
    assert {v.rule: v.explanation for v in view.violations} == {"only_mpo": "потом напишем", "fixed:1.102.3": ""}
    assert [v.severity for v in view.errors + view.warnings] == [Severity.ERROR, Severity.WARNING]


def test_a_form_is_complete_with_every_open_cell_and_required_field(mini: FormDefinition) -> None:
    values = {f"1.{row}.3": Decimal(0) for row in (101, 103, 104, 105, 106)}
    assert not evaluate(mini, TypedValues(values)).complete
    assert evaluate(mini, TypedValues(values, {"note": "да"})).complete


def rules(mini: FormDefinition, typed: dict[str, int], **elsewhere: Any) -> list[str]:
    automatic = {fact_key("gone"): Automatic(Decimal(elsewhere.pop("gone")), CellSource.REGISTER)}
    view = evaluate(mini, TypedValues({a: Decimal(n) for a, n in typed.items()}), automatic, **elsewhere)
    return [v.rule for v in view.violations]


def test_a_rule_compares_with_last_year_and_the_vault(mini: FormDefinition) -> None:
    before = {"1.103.3": Decimal(10)}
    assert rules(mini, {"1.103.3": 8}, previous=before, gone=2) == []
    assert rules(mini, {"1.103.3": 9}, previous=before, gone=2) == ["balance"]
    assert rules(mini, {"1.103.3": 9}, gone=2) == [], "no report of last year: not applied"
    assert evaluate(mini, TypedValues({"1.103.3": Decimal(9)}), previous=before).violations == (), "nobody counted"


def test_a_rule_compares_with_another_form(mini: FormDefinition) -> None:
    there = {"big": {"I.1.3": Decimal(5), "flag": Decimal(1)}}
    assert rules(mini, {"1.106.3": 5}, others=there, gone=0) == []
    assert rules(mini, {"1.106.3": 6}, others=there, gone=0) == ["other"]
    assert rules(mini, {"1.106.3": 6}, others={"big": {"flag": Decimal(1)}}, gone=0) == []
    assert rules(mini, {"1.106.3": 6}, others={"big": {"I.1.3": Decimal(5)}}, gone=0) == []


def test_cells_fill_from_last_year_and_another_form(mini: FormDefinition) -> None:
    view = evaluate(
        mini,
        TypedValues(),
        {},
        previous={"1.101.3": Decimal(1), "year_of": Decimal(2020)},
        others={"big": {"I.1.3": Decimal(5)}},
    )
    assert (view.cells["1.105.3"].value, view.cells["1.105.3"].source) == (2021, CellSource.PREVIOUS)
    assert (view.cells["1.106.3"].value, view.cells["1.106.3"].source) == (5, CellSource.COMPUTED)
    half = evaluate(mini, TypedValues(), {}, previous={"year_of": Decimal(2020)})
    assert half.cells["1.105.3"].value is None, "half of it is unknown"


def test_places_of_other_forms_are_checked_when_all_are_loaded(mini: FormDefinition, fnpr_2: FormDefinition) -> None:
    with pytest.raises(DefinitionError, match=r"other\[big:I.1.3\]: no form 'big'"):
        require_links({"mini": mini})
    with pytest.raises(DefinitionError, match=r"no such place in 'big'"):
        require_links({"mini": mini, "big": fnpr_2})
    require_links({"mini": mini}, {"mini"})
    assert linked({"mini": mini})["mini"].siblings["mini"] == mini


FORM_FILES = sorted(
    path for path in resource_path("profiles").glob("*/forms/*.toml") if not path.name.endswith(".cases.toml")
)


@pytest.mark.parametrize("form_file", FORM_FILES, ids=lambda path: path.stem)
def test_every_row_field_and_rule_says_how_and_where_from(form_file: Path) -> None:
    form = load_form(form_file)
    assert [row.code for t in form.tables.values() for row in t.rows if not row.rule or not row.source] == []
    assert [f.name for f in form.fields.values() if not f.rule or not f.source] == []
    assert [c.id for c in form.checks if len(c.message) < 20 or not c.source] == []
    assert max((len(c.id) for c in form.checks), default=0) <= 96


def test_form_2_has_the_official_rows_and_columns(fnpr_2: FormDefinition) -> None:
    codes = {t.id: ([r.code for r in t.rows], [c.code for c in t.columns]) for t in fnpr_2.tables.values()}
    assert codes == {
        "II": ([str(n) for n in range(1, 15)], ["3", "4", "5"]),
        "III": (
            ["1", "1.1", "1.2", "2", "2.1", "3", "3.1", "4", "4.1", "5", "5.1", "6", "6.1", "7"],
            ["3", "4", "5"],
        ),
        "IV": (["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3", "2.4", "2.5"], ["3", "4", "5", "6"]),
    }
    closed = [a for t in fnpr_2.tables.values() for a, c in t.cells.items() if c.kind is CellKind.BLOCKED]
    assert closed == ["II.10.5"]
    titles = {r.code: r.title for r in fnpr_2.tables["II"].rows}
    assert titles["9"] == "Процент охвата профсоюзным членством работающих и учащихся"
    assert [r.printed for r in fnpr_2.tables["IV"].rows if r.printed] == ["1.", "2."]
