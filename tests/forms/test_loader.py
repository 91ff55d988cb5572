"""The strict loader: a small right form loads, and every single mistake in it is refused by name of place and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.forms.definition import CellKind, FormDefinition
from app.forms.loader import DefinitionError, load_form

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
name = "schools"
title = "Школ"
type = "count"
auto = "cell[A.1.3]"

[[fields]]
name = "town"
title = "Город"
type = "text"
fact = { name = "passport", field = "address" }

[[tables]]
id = "A"
title = "Таблица"

[[tables.columns]]
code = "3"
title = "Всего"

[[tables.columns]]
code = "4"
title = "Женщин"
with = { sex = "female" }

[[tables.rows]]
code = "1"
title = "Членов"
fact = { name = "members.count", category = "working" }

[[tables.rows]]
code = "2"
title = "Доля"
type = "percent"
compute = "percent(row[1], row[3])"

[[tables.rows]]
code = "3"
title = "Всех"
blocked = ["4"]
fixed = { 3 = 7 }

[[tables.cells]]
row = "1"
column = "4"
auto = "col[3]"

[[lists]]
id = "B"
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
compute = "col[2] / 7"

[[checks]]
id = "part"
severity = "error"
table = "A"
columns = ["4"]
each = [{ key = "1", row = "1" }]
left = "row[{row}]"
operator = "<="
right = "cell[A.{row}.3]"
cells = ["row[{row}]", "schools"]
message = "{who}: {left} > {right}"
source = "табл. A"

[checks.column_words.who]
4 = "женщин"

[[checks]]
id = "named"
severity = "warning"
list = "B"
must = "filled(col[1])"
cells = ["col[1]"]
message = "нет имени"
source = "список B"

[[parts]]
kind = "fields"
fields = ["schools"]

[[parts]]
kind = "table"
table = "A"

[[parts]]
kind = "list"
table = "B"

[[parts]]
kind = "text"
text = "Город {town}, {year}"

[[parts]]
kind = "signatures"
lines = ["Председатель"]
"""


def load(tmp_path: Path, text: str) -> FormDefinition:
    path = tmp_path / "small.toml"
    path.write_text(text, encoding="utf-8")
    return load_form(path)


def test_a_right_form_loads_with_every_part(tmp_path: Path) -> None:
    form = load(tmp_path, RIGHT)
    kinds = {a: c.kind for a, c in form.tables["A"].cells.items()}
    assert kinds == {
        "A.1.3": CellKind.INPUT,
        "A.1.4": CellKind.INPUT,
        "A.2.3": CellKind.COMPUTED,
        "A.2.4": CellKind.COMPUTED,
        "A.3.3": CellKind.FIXED,
        "A.3.4": CellKind.BLOCKED,
    }
    first, second = form.cell("A.1.3"), form.cell("A.1.4")
    assert first is not None
    assert first.fact is not None
    assert first.fact.arguments == (("category", "working"),)
    assert second is not None
    assert second.fact is None
    assert second.auto is not None
    assert [c.id for c in form.checks] == ["part:1.4", "named"]
    assert form.checks[0].cells == ("A.1.4", "schools")
    assert form.checks[0].message == "женщин: {left} > {right}"
    assert form.order.index("A.1.4") < form.order.index("A.2.4")


MISTAKES = [
    ('edition = "1"', f'edition = "{"1" * 33}"', "edition: must not be longer"),
    ('edition = "1"', 'edition = "1"\napplies_from = "завтра"', "applies_from: must be a date"),
    ('edition = "1"', 'edition = "1"\napplies_from = 2027-01-01T00:00:00', "applies_from: must be a date"),
    ('edition = "1"', 'edition = "1"\napplies_from = 0001-01-01', "applies_from: is not a year of reports"),
    ('edition = "1"', 'edition = "1"\ncolour = "red"', "small.toml: unknown key 'colour'"),
    ('edition = "1"', "edition = 1", "small.toml: edition: must be text"),
    ('edition = "1"', "", "small.toml: edition: is missing"),
    ('edition = "1"', 'edition = ""', "small.toml: edition: must not be empty"),
    ('id = "small"', 'id = "other"', "small.toml: id: 'other' is not the name of the file"),
    ('period = "year"', 'period = "week"', "small.toml: period: 'week' is not known"),
    ('as_of = "last_day"', 'as_of = "now"', "small.toml: as_of: 'now' is not known"),
    ('orientation = "portrait"', 'orientation = "round"', "orientation: 'round' is not known"),
    ('org_kinds = ["ppo"]', 'org_kinds = ["zzz"]', "org_kinds: 'zzz' is not known"),
    ('org_kinds = ["ppo"]', "org_kinds = []", "org_kinds: somebody must fill the form"),
    ('name = "town"', 'name = "schools"', "small.toml: fields: 'schools' stands twice"),
    ('name = "schools"', 'name = "Schools"', "fields[Schools].name: 'Schools' is not a name that may stand here"),
    ('name = "schools"', 'name = "sum"', "fields[sum].name: 'sum' is a word of the expression language"),
    ('type = "text"', 'type = "colour"', "fields[town].type: 'colour' is not known"),
    ('auto = "cell[A.1.3]"', 'auto = "cell[A.9.3]"', "fields[schools].auto: no cell 'A.9.3'"),
    ('auto = "cell[A.1.3]"', 'auto = "1 < 2"', "fields[schools].auto: must give a number, not a condition"),
    ('auto = "cell[A.1.3]"', 'auto = "schools + 1"', "schools: computed in a circle: schools -> schools"),
    (
        'auto = "cell[A.1.3]"',
        'auto = "1"\nfact = { name = "passport", field = "inn" }',
        "fields[schools].auto: fact and auto exclude each other",
    ),
    ('field = "address"', 'field = "colour"', "fields[town].fact: fact 'passport': field cannot be 'colour'"),
    ('name = "passport", ', 'name = "weather", ', "fields[town].fact: unknown fact 'weather'"),
    ('name = "passport", ', "", "fields[town].fact: names no fact"),
    ('field = "address"', 'town = "x"', "fields[town].fact: fact 'passport' lacks field"),
    ('category = "working"', 'colour = "red"', "fact 'members.count' has no argument 'colour'"),
    ('category = "working"', 'sex = "female"', "tables[A].rows[1].fact: 'sex' is also given by the column"),
    ('id = "A"', 'id = "A.1"', "tables[A.1].id: 'A.1' is not a name that may stand here"),
    ('id = "B"', 'id = "A"', "small.toml: tables: 'A' stands twice"),
    ('code = "4"', 'code = "3"', "tables[A].columns: '3' stands twice"),
    ('code = "2"\ntitle = "Доля"', 'code = "1"\ntitle = "Доля"', "tables[A].rows: '1' stands twice"),
    ('title = "Всех"', 'title = "Всех"\ncolour = 1', "tables[A].rows[3]: unknown key 'colour'"),
    ('title = "Женщин"', 'title = "Женщин"\nhue = 1', "tables[A].columns[4]: unknown key 'hue'"),
    ('title = "Женщин"', 'title = "Женщин"\nwidth = "wide"', "tables[A].columns[4].width: must be a number"),
    ('type = "percent"', 'type = "date"', "tables[A].rows[2].type: cells of a table hold numbers or texts"),
    ('type = "percent"', 'type = "text"', "tables[A].rows[2].type: a text is only typed by hand: A.2.3"),
    ("percent(row[1], row[3])", "percent(row[1], row[5])", "tables[A].rows[2].compute: no row '5'"),
    ("percent(row[1], row[3])", "percent(row[1], row[2])", "A.2.3: computed in a circle: A.2.3 -> A.2.3"),
    ('blocked = ["4"]', 'blocked = ["9"]', "tables[A].rows[3].blocked: no such code '9'"),
    ("fixed = { 3 = 7 }", "fixed = { 9 = 7 }", "tables[A].rows[3].fixed: no such code '9'"),
    ("fixed = { 3 = 7 }", 'fixed = { 3 = "7" }', "tables[A].rows[3].fixed.3: must be a whole number"),
    ('row = "1"\ncolumn = "4"', 'row = "8"\ncolumn = "4"', "no such code '8'"),
    ('row = "1"\ncolumn = "4"', 'row = "3"\ncolumn = "4"', "this cell is closed or dictated"),
    ('compute = "col[2] / 7"', 'compute = "row[2] / 7"', "lists[B].columns[3].compute: a list has no rows to name"),
    ('compute = "col[2] / 7"', 'compute = "col[8] / 7"', "lists[B].columns[3].compute: no column '8'"),
    ('severity = "error"', 'severity = "grave"', "checks[part].severity: 'grave' is not known"),
    ('id = "named"', 'id = "part:1.4"', "checks[part:1.4].id: 'part:1.4' stands twice"),
    ('table = "A"\ncolumns', 'table = "C"\ncolumns', "checks[part].table: no table 'C'"),
    ('list = "B"', 'list = "C"', "checks[named].list: no list 'C'"),
    ('columns = ["4"]\neach', 'columns = ["8"]\neach', "checks[part].columns: no such code '8'"),
    ('{ key = "1", row = "1" }', '{ row = "1" }', "checks[part].each[1]: needs a key"),
    ('left = "row[{row}]"', 'left = "row[{line}]"', "checks[part].left: nothing to put in {line}"),
    ('left = "row[{row}]"', 'left = "row[9]"', "checks[part].left: no row '9'"),
    ('left = "row[{row}]"', "", "checks[part].left: is missing"),
    ('operator = "<="', 'operator = "=<"', "checks[part].operator: '=<' is not a comparison"),
    ('operator = "<="', 'operator = "<="\nmust = "1 < 2"', "checks[part].must: stands instead of"),
    ('cells = ["col[1]"]', "cells = []", "checks[named].cells: must name at least one place"),
    ('cells = ["col[1]"]', 'cells = ["1 + 1"]', "checks[named].cells: must name cells or fields"),
    ('message = "нет имени"', "", "checks[named].message: is missing"),
    ('message = "нет имени"', 'message = "нет {имени"', "checks[named].message: a stray brace"),
    ('source = "список B"', "", "checks[named].source: is missing"),
    ('must = "filled(col[1])"', 'must = "col[2]"', "checks[named].must: must give a condition"),
    ('4 = "женщин"', '8 = "женщин"', "checks[part].column_words.who: no such code '8'"),
    (
        'kind = "signatures"',
        'kind = "stamps"',
        "parts[stamps].kind: 'stamps' is not known",
    ),
    ('kind = "table"\ntable = "A"', 'kind = "table"\ntable = "Z"', "parts[Z].table: no such table 'Z'"),
    ('fields = ["schools"]', 'fields = ["schools", "schools"]', "small.toml: parts: 'schools' stands twice"),
    ('fields = ["schools"]', 'fields = ["pools"]', "parts[fields].fields: no field 'pools'"),
    ('fields = ["schools"]', "", "parts[fields].fields: is missing"),
    ("Город {town}", "Город {city}", "parts[text].text: no field 'city'"),
    ("Город {town}", "Город", "small.toml: parts: 'town' is printed nowhere"),
    ('[[parts]]\nkind = "list"\ntable = "B"\n', "", "small.toml: parts: 'B' is printed nowhere"),
    ('[[parts]]\nkind = "signatures"\nlines = ["Председатель"]\n', "", "small.toml: parts: nobody signs the form"),
    ('id = "small"', "id = ", "small.toml: is not TOML"),
    ('edition = "1"', 'edition = "1"\nbanner = { missing = "Нет" }', "banner: needs the texts missing and complete"),
    ('title = "Таблица"', 'title = "Таблица"\nleading = ["code"]', "tables[A].leading: rows need their titles"),
    ('title = "Таблица"', 'title = "Таблица"\nleading = ["title", "title"]', "tables[A].leading: must name code"),
    ('title = "Таблица"', 'title = "Таблица"\nleading = ["title", "rule"]', "tables[A].leading: must name code"),
    ('title = "Таблица"', 'title = "Таблица"\nrequired = "col[3]"', "tables[A].required: must give a condition"),
    ('title = "Членов"', 'title = "Членов"\nrequired = 1', "tables[A].rows[1].required: must be true or false"),
    ('title = "Женщин"', 'title = "Женщин"\nprevious = "4"', "columns[4].previous: no other column '4'"),
    ('title = "Женщин"', 'title = "Женщин"\nprevious = "9"', "columns[4].previous: no other column '9'"),
    ('table = "A"\n\n[[parts]]', 'table = "A"\nrows = ["1..9"]\n\n[[parts]]', "parts[A].rows: no row '9'"),
    ('table = "A"\n\n[[parts]]', 'table = "A"\nrows = ["1..2"]\n\n[[parts]]', "'A' is printed nowhere, in part"),
    ('table = "B"\n\n[[parts]]', 'table = "B"\nrows = ["1"]\n\n[[parts]]', "parts[B].rows: only a table has rows"),
    ('title = "Город"', 'title = "Город"\non_paper = false', "small.toml: parts: 'town' is not for the paper"),
    (
        'lines = ["Председатель"]',
        'lines = ["Председатель"]\nsigner = "who"',
        "signer: no field 'who' to name who signs",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=[message for *_, message in MISTAKES])
def test_a_mistake_is_refused_by_place_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert RIGHT.count(old) == 1
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path, RIGHT.replace(old, new))
    assert message in str(caught.value)


def test_a_longer_circle_is_named_in_full(tmp_path: Path) -> None:
    circle = RIGHT.replace('auto = "col[3]"', 'auto = "schools"').replace('"cell[A.1.3]"', '"cell[A.2.4]"')
    with pytest.raises(
        DefinitionError, match=r"schools -> A\.2\.4 -> A\.1\.4 -> schools|A\.1\.4 -> schools -> A\.2\.4"
    ):
        load(tmp_path, circle)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"small\.toml: cannot be read"):
        load_form(tmp_path / "small.toml")
