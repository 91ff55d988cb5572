"""``docs/forms.md`` and the loader know the same keys, facts and functions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.forms import facts, keys
from app.forms.expressions import BUILT_IN_NAMES, FUNCTIONS

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")


def section(title: str, level: str = "###") -> str:
    found = re.search(rf"^{level} {re.escape(title)}$(.*?)(?=^##|\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


@pytest.mark.parametrize("kind", keys.KINDS)
def test_every_key_is_documented_and_every_documented_key_exists(kind: str) -> None:
    assert re.findall(r"^\| `([a-z_]+)` \|", section(kind), re.MULTILINE) == list(keys.KINDS[kind])


def test_every_fact_is_documented_with_its_words() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \|.*\| (`[^|]*`) \|$", section("Вопросы к базе", "##"), re.MULTILINE)
    documented = {name: set(re.findall(r"`([a-z_]+)`", words)) for name, words in rows}
    assert documented == {name: set(kind.words) for name, kind in facts.FACT_KINDS.items()}


def test_every_function_and_name_is_documented() -> None:
    told = section("Выражения", "##")
    assert set(re.findall(r"`([a-z_]+)\(", told)) == set(FUNCTIONS)
    assert all(f"`{name}`" in told for name in BUILT_IN_NAMES)


def test_what_is_asked_instead_of_last_year_is_a_question_the_ledger_knows() -> None:
    asked = facts.FactRequest("previous.value", (("address", "1A.39.4"), ("ledger", "opening")))
    instead = facts.instead(asked)
    assert instead is not None
    assert facts.problem(instead) is None
    assert dict(instead.arguments)["bare"] == "yes"  # a ledger without an opening balance does not say there is none
    assert facts.instead(facts.FactRequest("previous.value", (("address", "1A.39.4"),))) is None
    assert facts.instead(facts.FactRequest("passport", (("field", "inn"), ("ledger", "opening")))) is None
