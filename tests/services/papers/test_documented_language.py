"""``docs/papers.md`` and the loader know the same keys, kinds, modifiers and values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.services.papers import template, values
from app.services.papers.loading import template_from_bytes
from app.services.papers.marks import MODIFIERS

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "papers.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def names(title: str) -> list[str]:
    return re.findall(r"^\| `([a-z_.]+)` \|", section(title), re.MULTILINE)


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("Документ", template.TEMPLATE),
        ("Поле", template.FIELD),
        ("Список", template.LIST),
        ("Графа списка", template.COLUMN),
        ("Часть документа", template.BLOCK),
        ("Графа таблицы", template.TABLE_COLUMN),
        ("Поля в скобках", MODIFIERS),
        ("Что известно само", {**values.ORGANISATION_VALUES, **values.PERSON}),
    ],
)
def test_every_key_is_documented_and_every_documented_key_exists(title: str, keys: Mapping[str, object]) -> None:
    assert names(title) == list(keys)


def test_every_kind_is_documented_with_its_keys() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \|.*\| (.*) \|$", section("Виды частей"), re.MULTILINE)
    assert {kind: tuple(re.findall(r"`([a-z_]+)`", words)) for kind, words in rows} == dict(template.BLOCK_KINDS)


def test_the_example_loads() -> None:
    example = re.search(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    assert example is not None
    assert template_from_bytes("membership-certificate.toml", example[1].encode()).title
