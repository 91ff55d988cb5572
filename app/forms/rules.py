"""Reading the rules of a definition (one rule written once stands for many rows and columns) and its printed parts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.enums import Severity
from app.forms import keys
from app.forms.definition import Check, Field, ListTable, Part, PartKind, Table
from app.forms.expressions import (
    Call,
    CellRef,
    ColumnRef,
    Expression,
    ExpressionError,
    NameRef,
    Number,
    parse_expression,
)
from app.forms.reading import Section, unique
from app.forms.scope import FormScope, spread

OPERATORS = frozenset({"=", "!=", "<", "<=", ">", ">="})
LATER = frozenset({"left", "right", "difference"})
"""Places of a message that are filled when the rule has failed."""

_PLACE = re.compile(r"\{([a-z_]*)\}")
_KEY = re.compile(r"[0-9A-Za-zА-Яа-я._-]+")


@dataclass(frozen=True)
class _Instance:
    """One rule out of a family: the words to put in, and where it stands."""

    suffix: str
    words: Mapping[str, str]
    scope: FormScope


MAX_CHECKS = 2000
"""Of one form, families spread out; ours have up to 250. More would make every edit slow."""


def load_checks(
    sections: list[Section], scope: FormScope, tables: Mapping[str, Table], lists: Mapping[str, ListTable]
) -> tuple[Check, ...]:
    """All rules, families spread out, in the order of the file."""
    result: list[Check] = []
    for section in sections:
        identifier = section.need("id", str)
        family = _instances(section, scope, tables, lists)
        if len(result) + len(family) > MAX_CHECKS:
            section.fail(f"makes more than {MAX_CHECKS} checks")
        result.extend(_check(section, identifier + instance.suffix, instance) for instance in family)
        section.done(keys.CHECK)
        unique(section, "id", (check.id for check in result))
    return tuple(result)


def _family(section: Section, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of a family: a list of them or ``"all"``; one empty code when the key is absent."""
    if section.data.get(key) == "all":
        section.known.add(key)
        return known
    codes = section.texts(key)
    for code in codes:
        if code not in known:
            section.fail(f"no such code {code!r}", key)
    return codes or ("",)


def _instances(
    section: Section, scope: FormScope, tables: Mapping[str, Table], lists: Mapping[str, ListTable]
) -> list[_Instance]:
    table_id, list_id = section.get("table", str, ""), section.get("list", str, "")
    table, listed = tables.get(table_id), lists.get(list_id)
    if table_id and table is None:
        section.fail(f"no table {table_id!r}", "table")
    if list_id and listed is None:
        section.fail(f"no list {list_id!r}", "list")
    if table_id and list_id:
        section.fail("table and list exclude each other", "list")
    rows = {row.code: row.title for row in table.rows} if table else {}
    columns = {column.code: column.title for column in table.columns} if table else {}
    column_words, row_words = _words(section, "column_words", columns), _words(section, "row_words", rows)
    result = []
    sets = _each(section)
    for words, row, column in itertools.product(
        sets, _family(section, "rows", tuple(rows)), _family(section, "columns", tuple(columns))
    ):
        place = {"table": table_id, "list": list_id}
        if row:
            place |= {"row": row, "row_title": rows[row]} | {n: by[row] for n, by in row_words.items() if row in by}
        if column:
            place |= {"column": column, "column_title": columns[column]}
            place |= {n: by[column] for n, by in column_words.items() if column in by}
        suffix = ".".join(part for part in (words.get("key", ""), row, column) if part)
        own = replace(
            scope,
            table=table_id,
            row=row,
            column=column,
            list_columns=tuple(c.code for c in listed.columns) if listed else None,
        )
        result.append(_Instance(f":{suffix}" if suffix else "", {**place, **words}, own))
    return result


def _each(section: Section) -> list[Mapping[str, str]]:
    sets: list[Mapping[str, str]] = []
    for index, words in enumerate(section.get("each", list, [])):
        if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
            section.fail("must be a list of tables of texts", "each")
        if not _KEY.fullmatch(words.get("key", "")):
            section.fail("needs a key", f"each[{index + 1}]")
        sets.append(words)
    return sets or [{}]


def _words(section: Section, key: str, codes: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    result: dict[str, Mapping[str, str]] = {}
    for name, by_code in section.get(key, dict, {}).items():
        if not isinstance(by_code, dict) or not all(isinstance(text, str) for text in by_code.values()):
            section.fail("must be a table of texts by code", f"{key}.{name}")
        for code in by_code:
            if code not in codes:
                section.fail(f"no such code {code!r}", f"{key}.{name}")
        result[name] = by_code
    return result


def _put_in(section: Section, key: str, text: str, words: Mapping[str, str], later: frozenset[str]) -> str:
    def word(match: re.Match[str]) -> str:
        name = match[1]
        if name in later:
            return match[0]
        if not words.get(name) and name not in words:
            section.fail(f"nothing to put in {match[0]}", key)
        return words[name]

    result = _PLACE.sub(word, text)
    if set(_PLACE.sub("", result)) & set("{}"):
        section.fail("a stray brace", key)
    return result


def _check(section: Section, identifier: str, instance: _Instance) -> Check:
    def text(key: str, later: frozenset[str] = frozenset()) -> str:
        return _put_in(section, key, section.get(key, str, ""), instance.words, later)

    def formula(key: str, *, condition: bool) -> Expression | None:
        source = text(key)
        if not source:
            return None
        try:
            result = parse_expression(source, instance.scope)
        except ExpressionError as error:
            section.fail(str(error), key)
        if result.is_condition != condition:
            section.fail("must give a condition" if condition else "must give a number, not a condition", key)
        return result

    left, right, must = (
        formula("left", condition=False),
        formula("right", condition=False),
        formula("must", condition=True),
    )
    operator = section.get("operator", str, "")
    if must is not None:
        if left is not None or right is not None or operator:
            section.fail("stands instead of left, operator and right", "must")
        left, operator = _as_number(must), "="
        right = Expression("1", Number(_ONE))
    if left is None:
        section.fail("is missing", "left")
    if right is None:
        section.fail("is missing", "right")
    if operator not in OPERATORS:
        section.fail(f"{operator!r} is not a comparison", "operator")
    section.need("message", str)
    section.need("source", str)
    when = formula("when", condition=True)
    sides = (left, right) if when is None else (left, right, when)
    return Check(
        id=identifier,
        severity=section.choice("severity", Severity),
        left=left,
        operator=operator,
        right=right,
        cells=_places(section, instance),
        message=text("message", LATER),
        source=text("source"),
        when=when,
        list=section.get("list", str, ""),
        outside=tuple(dict.fromkeys(ref for side in sides for ref in side.outside())),
    )


_ONE = Decimal(1)


def _as_number(condition: Expression) -> Expression:
    """1 when the condition holds, 0 when not, unknown when unknown."""
    return Expression(f"if({condition.source}, 1, 0)", Call("if", (condition.node, Number(_ONE), Number(_ONE - _ONE))))


def _places(section: Section, instance: _Instance) -> tuple[str, ...]:
    result: list[str] = []
    for written in section.texts("cells", required=True):
        text = _put_in(section, "cells", written, instance.words, frozenset())
        try:
            # sum() is the one place of the language where a reference may name several cells
            tree = parse_expression(f"sum({text})", instance.scope).node
        except ExpressionError as error:
            section.fail(str(error), "cells")
        assert isinstance(tree, Call)
        for node in tree.arguments:
            if isinstance(node, CellRef):
                result.append(node.address)
            elif isinstance(node, ColumnRef):
                result.append(node.column)
            elif isinstance(node, NameRef):
                result.append(node.name)
            else:
                section.fail("must name cells or fields", "cells")
    if not result:
        section.fail("must name at least one place", "cells")
    return tuple(result)


def _rows_of_part(section: Section, tables: Mapping[str, Table]) -> tuple[str, ...]:
    written = section.texts("rows")
    table = tables.get(section.get("table", str, ""))
    if not written:
        return ()
    if table is None:
        section.fail("only a table has rows to choose", "rows")
    try:
        return tuple(spread(", ".join(written), [row.code for row in table.rows], "row"))
    except ExpressionError as error:
        section.fail(str(error), "rows")


def _check_continued(section: Section, part: Part, before: Part | None, tables: Mapping[str, Table]) -> None:
    """A table goes on in another only when both have the same columns."""
    if part.kind is not PartKind.TABLE or before is None or before.kind is not PartKind.TABLE:
        section.fail("only a table goes on, after another table", "continues")
    one, other = tables[before.table], tables[part.table]
    if one.leading != other.leading or [c.width for c in one.columns] != [c.width for c in other.columns]:
        section.fail("the tables have different columns", "continues")


def load_parts(
    top: Section,
    sections: list[Section],
    fields: Mapping[str, Field],
    tables: Mapping[str, Table],
    lists: Mapping[str, ListTable],
) -> tuple[Part, ...]:
    """The printed pieces; every table, list and field stands in exactly one of them, and somebody signs."""
    result: list[Part] = []
    printed: list[str] = []
    for section in sections:
        part = Part(
            kind=section.choice("kind", PartKind),
            title=section.get("title", str, ""),
            table=section.get("table", str, ""),
            rows=_rows_of_part(section, tables),
            continues=section.get("continues", bool, False),
            fields=section.texts("fields"),
            text=section.get("text", str, "").strip(),
            lines=section.texts("lines"),
            signer=section.get("signer", str, ""),
            wide=section.get("wide", bool, False),
            new_page=section.get("new_page", bool, False),
        )
        wanted = {PartKind.TABLE: "table", PartKind.LIST: "table", PartKind.FIELDS: "fields"} | {
            PartKind.TEXT: "text",
            PartKind.SIGNATURES: "lines",
        }
        if not getattr(part, wanted[part.kind]):
            section.fail("is missing", wanted[part.kind])
        if part.wide and part.kind is not PartKind.FIELDS:
            section.fail("only fields can be wide", "wide")
        known: Mapping[str, object] = tables if part.kind is PartKind.TABLE else lists
        if part.table and part.table not in known:
            section.fail(f"no such table {part.table!r}", "table")
        places = [name for name in _PLACE.findall(part.text) if name != "year"]
        if part.signer and (part.kind is not PartKind.SIGNATURES or part.signer not in fields):
            section.fail(f"no field {part.signer!r} to name who signs", "signer")
        for name in (*part.fields, *places):
            if name not in fields:
                section.fail(f"no field {name!r}", "fields" if name in part.fields else "text")
        if part.continues:
            _check_continued(section, part, result[-1] if result else None, tables)
        for row in tables[part.table].rows if part.kind is PartKind.TABLE else ():
            printed.extend([row.named_by] if row.named_by and row.code in (part.rows or (row.code,)) else [])
        printed.extend([part.table] if part.table and not part.rows else [])
        printed.extend(f"{part.table}.{code}" for code in part.rows)
        printed.extend((*part.fields, *places))
        result.append(part)
        section.done(keys.PART)
    unique(top, "parts", printed)
    for name in (*lists, *(name for name, field in fields.items() if field.on_paper)):
        if name not in printed:
            top.fail(f"{name!r} is printed nowhere", "parts")
    for name, field in fields.items():
        if not field.on_paper and name in printed:
            top.fail(f"{name!r} is not for the paper", "parts")
    for table in tables.values():
        codes = [f"{table.id}.{row.code}" for row in table.rows]
        if [name for name in printed if name in codes] != ([] if table.id in printed else codes):
            top.fail(f"{table.id!r} is printed nowhere, in part, twice or in another order", "parts")
    if not any(part.kind is PartKind.SIGNATURES for part in result):
        top.fail("nobody signs the form", "parts")
    return tuple(result)
