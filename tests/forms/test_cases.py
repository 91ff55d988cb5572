"""Cases as data: each form has a ``<form>.cases.toml`` beside it, worked by hand, and the engine must agree."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.dates import Period
from app.domain.enums import CellKind, CellSource
from app.domain.files import resource_path
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate, fact_key
from app.forms.loader import load_form
from app.forms.values import parse_values
from app.forms.view import Automatic, ReportView

FORM_FILES = sorted(
    path for path in resource_path("profiles").glob("*/forms/*.toml") if not path.name.endswith(".cases.toml")
)
KEYS = {
    "name", "about", "base", "rows", "set", "unset", "fields", "lists", "all_inputs", "expect", "empty", "violations",
    "messages", "complete", "year", "org_kind", "previous", "others", "facts", "expect_lists",
    "missing", "unknown", "lacking",
}  # fmt: skip


def cases_of(form_file: Path) -> list[dict[str, Any]]:
    path = form_file.with_name(f"{form_file.stem}.cases.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["cases"]


ALL = [pytest.param(f, c["name"], id=f"{f.stem}-{c['name']}") for f in FORM_FILES for c in cases_of(f)]


def inputs(definition: FormDefinition, cases: list[dict[str, Any]], name: str) -> dict[str, Any]:
    case = next(c for c in cases if c["name"] == name)
    document: dict[str, Any] = {"values": {}, "fields": {}, "lists": {}}
    if "base" in case:
        document = inputs(definition, cases, case["base"])
    values = document["values"]
    if "all_inputs" in case:
        for table in definition.tables.values():
            values.update({a: case["all_inputs"] for a, c in table.cells.items() if c.kind is CellKind.INPUT})
    for place, numbers in case.get("rows", {}).items():
        table_id, _, row = place.partition(".")
        columns = definition.tables[table_id].columns
        assert len(numbers) == len(columns), place
        values.update({f"{place}.{c.code}": n for c, n in zip(columns, numbers, strict=True) if n != ""})
        assert row in {r.code for r in definition.tables[table_id].rows}
    values.update(case.get("set", {}))
    for address in case.get("unset", []):
        del values[address]
    document["fields"].update(case.get("fields", {}))
    document["lists"].update(case.get("lists", {}))
    document["unknown"] = case.get("unknown", {})
    return document


def evaluated(form_file: Path, name: str) -> tuple[dict[str, Any], ReportView]:
    definition, cases = load_form(form_file), cases_of(form_file)
    case = next(c for c in cases if c["name"] == name)
    typed = parse_values(definition, inputs(definition, cases, name))
    facts = {fact_key(name): Automatic(Decimal(n), CellSource.REGISTER) for name, n in case.get("facts", {}).items()}
    view = evaluate(
        definition,
        typed,
        facts or None,
        Period(case.get("year", 2025)),
        org_kind=case.get("org_kind"),
        previous=decimals(case.get("previous", {})),
        others={form: decimals(known) for form, known in case.get("others", {}).items()},
    )
    return case, view


def decimals(known: dict[str, Any]) -> dict[str, Any]:
    return {place: Decimal(value) if isinstance(value, int) else value for place, value in known.items()}


@pytest.mark.parametrize(("form_file", "name"), ALL)
def test_a_case_comes_out_as_worked_by_hand(form_file: Path, name: str) -> None:
    case, view = evaluated(form_file, name)
    assert not case.keys() - KEYS
    assert {a: view.cells[a].value for a in case.get("expect", {})} == case.get("expect", {})
    for name, rows in case.get("expect_lists", {}).items():
        shown = view.lists[name]
        assert [{c: row[c] for c in wanted} for row, wanted in zip(shown, rows, strict=True)] == rows
    assert [a for a in case.get("empty", []) if view.cells[a].value is not None] == []
    assert sorted(v.rule for v in view.violations) == sorted(case["violations"])
    told = "\n".join(v.message for v in view.violations)
    assert [m for m in case.get("messages", []) if m not in told] == []
    assert view.complete is case["complete"]
    if "missing" in case:
        assert list(view.missing) == case["missing"]
    for place, lacking in case.get("lacking", {}).items():
        assert [one.place for one in view.unknown.get(place, ())] == lacking


@pytest.mark.parametrize("form_file", FORM_FILES, ids=lambda path: path.stem)
def test_every_rule_of_a_form_fails_in_some_case(form_file: Path) -> None:
    failed = {rule for case in cases_of(form_file) for rule in case["violations"]}
    failed |= {rule.rpartition(":")[0] for rule in failed}  # a rule of a list is followed by the number of its row
    never = {check.id for check in load_form(form_file).checks} - failed
    # A blocked cell counts as zero and cannot exceed anything.
    assert never <= {"II.group:10.5"}


@pytest.mark.parametrize("form_file", FORM_FILES, ids=lambda path: path.stem)
def test_cases_have_different_names(form_file: Path) -> None:
    names = [case["name"] for case in cases_of(form_file)]
    assert len(names) == len(set(names))
