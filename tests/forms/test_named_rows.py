"""Rows named by a field, cells and fields required on a condition, tables that go on: what the loader refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.dates import Period
from app.forms.evaluation import evaluate
from app.forms.loader import DefinitionError, load_form
from app.forms.values import parse_values

RIGHT = """
id = "small"
edition = "1"
number = "Форма"
title = "Малая форма"
heading = ["за {year} год"]
source = "источник"
org_kinds = ["ppo"]
period = "year"
as_of = "last_day"
orientation = "portrait"

[[fields]]
name = "other"
title = "Название строки 2"
type = "text"
required = "cell[A.2.3] != 0"

[[tables]]
id = "A"
title = "Таблица"
blocked_mark = "X"

[[tables.columns]]
code = "3"
title = "Всего"

[[tables.columns]]
code = "4"
title = "Женщин"

[[tables.rows]]
code = "1"
title = "Членов"
blocked = ["4"]

[[tables.rows]]
code = "2"
title = "-"
named_by = "other"
required = "filled(other)"

[[tables.cells]]
row = "2"
column = "4"
required = false

[[tables]]
id = "B"
title = "Таблица (дальше)"

[[tables.columns]]
code = "3"
title = "Всего"

[[tables.columns]]
code = "4"
title = "Женщин"

[[tables.rows]]
code = "1"
title = "Гостей"
required = false

[[parts]]
kind = "table"
table = "A"

[[parts]]
kind = "table"
table = "B"
continues = true

[[parts]]
kind = "signatures"
lines = ["Председатель"]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("values", "fields", "complete"),
    [
        ({"A.1.3": 1}, {}, True),
        ({"A.1.3": 1, "A.2.3": 0}, {}, True),
        ({"A.1.3": 1, "A.2.3": 5}, {}, False),
        ({"A.1.3": 1, "A.2.3": 5}, {"other": "Гости"}, True),
        ({"A.1.3": 1, "A.2.4": 5}, {"other": "Гости"}, False),
        ({}, {}, False),
    ],
)
def test_a_name_and_a_number_are_needed_together(
    tmp_path: Path, values: dict[str, int], fields: dict[str, str], complete: bool
) -> None:
    form = load_form(write(tmp_path, RIGHT))
    view = evaluate(form, parse_values(form, {"values": values, "fields": fields}), period=Period(2025))
    assert view.complete is complete


MISTAKES = [
    ('named_by = "other"', 'named_by = "another"', "tables[A].rows[2].named_by: no field 'another'"),
    ('named_by = "other"', "", "small.toml: parts: 'other' is printed nowhere"),
    ('table = "A"\n', 'table = "A"\nfields = ["other"]\n', "small.toml: parts: 'other' stands twice"),
    ('required = "cell[A.2.3] != 0"', 'required = "cell[A.2.3]"', "fields[other].required: must give a condition"),
    ('column = "4"\nrequired = false', 'column = "4"\nrequired = "1 + 1"', "required: must give a condition"),
    ("continues = true", 'continues = "yes"', "parts[B].continues: must be true or false"),
    (
        'kind = "table"\ntable = "A"\n',
        'kind = "text"\ntext = "Итоги"\n',
        "parts[B].continues: only a table goes on, after another table",
    ),
    (
        'title = "Женщин"\n\n[[tables.rows]]\ncode = "1"\ntitle = "Гостей"',
        'title = "Женщин"\nwidth = 2.0\n\n[[tables.rows]]\ncode = "1"\ntitle = "Гостей"',
        "parts[B].continues: the tables have different columns",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=[message for *_, message in MISTAKES])
def test_a_mistake_is_refused_by_place_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert RIGHT.count(old) == 1
    with pytest.raises(DefinitionError) as caught:
        load_form(write(tmp_path, RIGHT.replace(old, new)))
    assert message in str(caught.value)
