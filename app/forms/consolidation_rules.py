"""Reading ``[[consolidate]]``: which place of a form is made from which places of the senders' reports.

What the senders' forms have is known only when all forms are there: :mod:`app.forms.links`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.enums import CellKind
from app.forms import keys
from app.forms.definition import Consolidation, Contribution, Field, How, ListTable, Table, ValueType
from app.forms.expressions import CellRef, Expression, ExpressionError, Node, parse_expression
from app.forms.reading import Section
from app.forms.scope import split_address

SENDER_NAMES = ("org_category", "org_created_year")
"""What expressions may ask of the sender beside ``org_kind``; no field may be named so."""

_TYPES = {
    How.SUM: frozenset({ValueType.COUNT, ValueType.MONEY, ValueType.MILLIONS}),
    How.MAX: frozenset(ValueType) - {ValueType.TEXT, ValueType.DATE, ValueType.PERCENT},
    How.MIN: frozenset(ValueType) - {ValueType.TEXT, ValueType.DATE, ValueType.PERCENT},
    How.JOIN: frozenset({ValueType.TEXT}),
    How.NAMED: frozenset({ValueType.TEXT}),
}
"""Which places a way can fill. Per cents are worked out anew, never brought together."""


@dataclass(frozen=True)
class SenderScope:
    """The sender's report as far as it is known here: any well-formed address, any name."""

    def has_name(self, name: str) -> bool:  # noqa: ARG002
        """Any: :mod:`app.forms.links` asks the sender's form."""
        return True

    def cells(self, kind: str, text: str) -> tuple[Node, ...]:
        """``cell[...]`` only: a sender's report has no row or column of its own here."""
        if kind != "cell":
            raise ExpressionError(f"{kind}[...] has no meaning in a sender's report; write cell[...]")
        addresses = [part.strip() for part in text.split(",")]
        for address in addresses:
            if split_address(address) is None:
                raise ExpressionError(f"{address!r} is not an address")
        return tuple(CellRef(address) for address in addresses)


def load_consolidations(
    sections: list[Section], fields: Mapping[str, Field], tables: Mapping[str, Table], lists: Mapping[str, ListTable]
) -> tuple[Consolidation, ...]:
    """All blocks in the order of the file; a place is brought together in one way only."""
    result: list[Consolidation] = []
    ways: dict[str, How] = {}
    for section in sections:
        for name in SENDER_NAMES:
            if name in fields:
                section.fail(f"{name!r} is a name of the sender, not of a field")
        block = _block(section, fields, tables, lists)
        for place in block.places:
            if ways.setdefault(place, block.how) is not block.how:
                section.fail(f"{place} is already brought together as {ways[place].value}", "how")
        result.append(block)
        section.done(keys.CONSOLIDATE)
    return tuple(result)


def _block(
    section: Section, fields: Mapping[str, Field], tables: Mapping[str, Table], lists: Mapping[str, ListTable]
) -> Consolidation:
    how = section.choice("how", How, default=How.SUM)
    table_id, list_id = section.get("table", str, ""), section.get("list", str, "")
    source_table = section.get("source_table", str, table_id)
    source_list = section.get("source_list", str, list_id)
    value = section.get("value", str, "")
    words = section.words("fields")
    if bool(table_id) + bool(list_id) + bool(words) != 1:
        section.fail("needs one of table, list and fields")
    places: dict[str, Contribution] = {}
    when: Expression | None = None
    condition = section.get("when", str, "")
    columns: Mapping[str, str] = {}
    if table_id:
        if table_id not in tables:
            section.fail(f"no table {table_id!r}", "table")
        places = _cells(section, tables[table_id], source_table, how)
    elif value or "rows" in section.data:
        section.fail("needs a table", "value" if value else "rows")
    for key in ("rows", "columns"):
        section.known.add(key)
    if list_id:
        if list_id not in lists:
            section.fail(f"no list {list_id!r}", "list")
        known = tuple(c.code for c in lists[list_id].columns if c.code not in lists[list_id].compute)
        columns = {} if "row" in section.data else _codes(section, "columns", known)
        when = _condition(section, condition)
    row = _row(section, lists.get(list_id))
    for name, text in words.items():
        field = fields.get(name)
        if field is None:
            section.fail(f"no field {name!r}", "fields")
        if field.type not in _TYPES[how]:
            section.fail(f"{name!r} is {field.type.value}, which {how.value} cannot bring together", "fields")
        places[name] = Contribution(_expression(section, f"fields.{name}", text), _condition(section, condition))
    extra = {key: section.get(key, str, "") for key in ("label", "number")}
    for key, code in extra.items():
        if code and (not list_id or code not in {c.code for c in lists[list_id].columns}):
            section.fail(f"no column {code!r}", key)
    return Consolidation(
        source=section.need("from", str),
        how=how,
        places=places,
        list=list_id,
        source_list=source_list,
        columns=columns,
        row=row,
        when=when,
        label=extra["label"],
        number=extra["number"],
    )


def _row(section: Section, target: ListTable | None) -> Mapping[str, tuple[Expression, ...]]:
    """``row``: an expression or several for each column of the list."""
    given = section.get("row", dict, {})
    if given and (target is None or "columns" in section.data or "source_list" in section.data):
        section.fail("stands with list, in place of columns and source_list", "row")
    result: dict[str, tuple[Expression, ...]] = {}
    for code, formulas in given.items():
        column = next((c for c in target.columns if c.code == code), None) if target is not None else None
        if column is None:
            section.fail(f"no column {code!r}", "row")
        texts = formulas if isinstance(formulas, list) else [formulas]
        if not texts or not all(isinstance(text, str) for text in texts):
            section.fail("must be an expression or a list of them", f"row.{code}")
        if len(texts) > 1 and column.type not in (None, ValueType.TEXT):
            section.fail("several expressions are joined as text", f"row.{code}")
        result[code] = tuple(_expression(section, f"row.{code}", text) for text in texts)
    return result


def _condition(section: Section, text: str) -> Expression | None:
    return _expression(section, "when", text, condition=True) if text else None


def _expression(section: Section, key: str, text: str, *, condition: bool = False) -> Expression:
    try:
        result = parse_expression(text, SenderScope())
    except ExpressionError as error:
        section.fail(str(error), key)
    if result.is_condition != condition:
        section.fail("must give a condition" if condition else "must give a number, not a condition", key)
    return result


def _cells(section: Section, table: Table, source_table: str, how: How) -> dict[str, Contribution]:
    """Open cells where the rows and columns cross. Computed, closed and dictated ones are nobody's business here.

    A row or column that is named and gives no cell is a mistake.
    """
    rows = _codes(section, "rows", tuple(row.code for row in table.rows))
    columns = _codes(section, "columns", tuple(column.code for column in table.columns))
    value = section.get("value", str, "") or "cell[{table}.{row}.{column}]"
    condition = section.get("when", str, "")
    result: dict[str, Contribution] = {}
    met: set[tuple[str, str]] = set()
    for row, source_row in rows.items():
        for column, source_column in columns.items():
            cell = table.cells[table.address(row, column)]
            if cell.kind is not CellKind.INPUT or cell.type not in _TYPES[how]:
                continue
            met |= {("rows", row), ("columns", column)}
            at = {"table": source_table, "row": source_row, "column": source_column}
            result[cell.address] = Contribution(
                _expression(section, "value", _put_in(value, at)), _condition(section, _put_in(condition, at))
            )
    for key, codes in (("rows", rows), ("columns", columns)):
        named = section.data.get(key, "all") != "all"
        for code in codes:
            if (named or not result) and (key, code) not in met:
                section.fail(f"no cell of {code!r} can take a {how.value}", key)
    return result


def _put_in(text: str, words: Mapping[str, str]) -> str:
    for word, code in words.items():
        text = text.replace(f"{{{word}}}", code)
    return text


def _codes(section: Section, key: str, known: tuple[str, ...]) -> Mapping[str, str]:
    """Own codes by the sender's: a table of them, a list of codes that are the same on both sides, or ``"all"``."""
    section.known.add(key)
    given = section.data.get(key, "all")
    if given == "all":
        return {code: code for code in known}
    pairs = section.words(key) if isinstance(given, dict) else {code: code for code in section.texts(key)}
    for code in pairs:
        if code not in known:
            section.fail(f"no such code {code!r}", key)
    return pairs
