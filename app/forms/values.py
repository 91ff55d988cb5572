"""Reading and writing a values document: ``{"values": {address: number}, "fields": {name: …}, "lists": {id: [row]}}``,
and ``"unknown": {place: reason}`` for what nobody can give.

Strict about shape (an unknown address, text where a number belongs: UserError naming the place), lenient about
sense: a negative count is a number and is left to the checks, so that all failures show at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.amounts import plain_number
from app.domain.bounded_json import MalformedJson, parse_by_hand
from app.domain.enums import CellKind
from app.domain.names import tidy
from app.errors import UserError
from app.forms.definition import STEPS, FormDefinition, ValueType
from app.forms.expressions import half_up
from app.forms.view import ReportView, Unknown, Value

DOCUMENT_KEYS = ("values", "fields", "lists", "unknown")
MAX_NUMBER = Decimal(10) ** 12
MAX_TEXT = 10_000
MAX_LIST_ROWS = 5_000
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_TEXTS = frozenset({ValueType.TEXT, ValueType.DATE})


@dataclass(frozen=True)
class TypedValues:
    """What a person typed: cells, fields, rows of lists. Empty ones are absent."""

    values: Mapping[str, Value] = field(default_factory=dict)
    fields: Mapping[str, Value] = field(default_factory=dict)
    lists: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)
    unknown: Mapping[str, tuple[Unknown, ...]] = field(default_factory=dict)
    """«Нет сведений» by open cell, field or list: ours, or of the reports that a total was made from."""


def load_document(data: bytes | str) -> object:
    """JSON with exact numbers; UserError ``forms.not_json`` for anything else, NaN and repeated names included."""
    try:
        document: object = parse_by_hand(data if isinstance(data, bytes) else data.encode())
    except MalformedJson as error:
        raise UserError("forms.too_big", cell=error.place) if error.place else UserError("forms.not_json") from error
    except ValueError as error:
        raise UserError("forms.not_json") from error
    return document


def parse_values(definition: FormDefinition, document: object) -> TypedValues:
    """The typed values of a document made by :func:`load_document` or ``json.loads``.

    Raises UserError: ``forms.not_a_document``, ``forms.unknown_key``, ``forms.unknown_cell``, ``forms.unknown_field``,
    ``forms.unknown_list``, ``forms.unknown_column``, ``forms.not_a_number``, ``forms.not_a_text``, ``forms.too_big``.
    """
    top = _mapping(document)
    for key in top:
        if key not in DOCUMENT_KEYS:
            raise UserError("forms.unknown_key", key=key)
    values: dict[str, Value] = {}
    for address, raw in _mapping(top.get("values", {})).items():
        value = parse_cell(definition, address, raw)
        if value is not None:
            values[address] = value
    fields: dict[str, Value] = {}
    for name, raw in _mapping(top.get("fields", {})).items():
        value = parse_field(definition, name, raw)
        if value is not None:
            fields[name] = value
    lists = {name: _parse_list(definition, name, raw) for name, raw in _mapping(top.get("lists", {})).items()}
    return TypedValues(values, fields, lists, _parse_unknown(definition, top.get("unknown"), {**values, **fields}))


def _parse_unknown(
    definition: FormDefinition, raw: object, given: Mapping[str, Value]
) -> dict[str, tuple[Unknown, ...]]:
    """``{place: reason}`` or ``{place: [{place, reason, organisation}]}``; what follows for sums is not read.

    A number and «нет сведений» of our own exclude each other: ``forms.unknown_with_value``.
    """
    found: dict[str, tuple[Unknown, ...]] = {}
    for place, told in _mapping(raw).items():
        cell = definition.cell(place)
        if cell is None and place not in definition.fields and place not in definition.lists:
            raise UserError("forms.unknown_cell", cell=place, form=definition.number)
        if cell is not None and cell.kind is not CellKind.INPUT:
            continue
        items = told if isinstance(told, list) else [told]
        unknown = tuple(_one_unknown(place, item) for item in items)
        if place in given and any(not one.organisation for one in unknown):
            raise UserError("forms.unknown_with_value", cell=place)
        if unknown:
            found[place] = unknown
    return found


def _one_unknown(place: str, told: object) -> Unknown:
    said: Mapping[str, object] = {"reason": told} if isinstance(told, str) else _mapping(told)
    texts = {key: _value(said.get(key), ValueType.TEXT, place) for key in ("place", "reason", "organisation")}
    if not texts["reason"] and not texts["organisation"]:
        raise UserError("forms.unknown_without_reason", cell=place)
    return Unknown(str(texts["place"] or place), str(texts["reason"] or ""), str(texts["organisation"] or ""))


def _mapping(raw: object) -> Mapping[str, object]:
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise UserError("forms.not_a_document")
    return raw


def parse_cell(definition: FormDefinition, address: str, raw: object) -> Value:
    """A cell's number (or text in a cell of texts); None for an empty one. UserError names the cell."""
    cell = definition.cell(address)
    if cell is None:
        raise UserError("forms.unknown_cell", cell=address, form=definition.number)
    return _value(raw, cell.type, address)


def parse_field(definition: FormDefinition, name: str, raw: object) -> Value:
    """A field's value; None for an empty one. UserError names the field."""
    known = definition.fields.get(name)
    if known is None:
        raise UserError("forms.unknown_field", field=name, form=definition.number)
    return _value(raw, known.type, name)


def _parse_list(definition: FormDefinition, name: str, raw: object) -> tuple[Mapping[str, Value], ...]:
    table = definition.lists.get(name)
    if table is None:
        raise UserError("forms.unknown_list", list=name, form=definition.number)
    if not isinstance(raw, list) or len(raw) > MAX_LIST_ROWS:
        raise UserError("forms.not_a_list", list=name, limit=MAX_LIST_ROWS)
    types = {column.code: column.type or ValueType.TEXT for column in table.columns}
    rows = []
    for index, row in enumerate(raw, 1):
        parsed: dict[str, Value] = {}
        for code, item in _mapping(row).items():
            place = f"{name}.{index}.{code}"
            if code not in types:
                raise UserError("forms.unknown_cell", cell=place, form=definition.number)
            value = _value(item, types[code], place)
            if value is not None:
                parsed[code] = value
        rows.append(parsed)
    return tuple(rows)


def _value(raw: object, kind: ValueType, place: str) -> Value:
    if kind not in _TEXTS:
        return _number(raw, kind, place)
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise UserError("forms.not_a_text", cell=place)
    text = "\n".join(tidy(line) for line in raw.splitlines()).strip()
    if len(text) > MAX_TEXT or any(ord(sign) < 32 and not sign.isspace() for sign in raw):
        raise UserError("forms.bad_text", cell=place, limit=MAX_TEXT)
    if kind is ValueType.DATE and text:
        try:
            date.fromisoformat(text)
        except ValueError as error:
            raise UserError("forms.not_a_date", cell=place) from error
    return text or None


def _number(raw: object, kind: ValueType, place: str) -> Decimal | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise UserError("forms.not_a_number", cell=place)
    if isinstance(raw, float) and not math.isfinite(raw):
        raise UserError("forms.not_a_number", cell=place)
    number = raw if isinstance(raw, Decimal) else Decimal(raw) if isinstance(raw, int) else Decimal(str(raw))
    if not number.is_finite():
        raise UserError("forms.not_a_number", cell=place)
    if abs(number) > MAX_NUMBER:
        raise UserError("forms.too_big", cell=place)
    if kind in STEPS:
        return half_up(number, STEPS[kind])
    return half_up(number, Decimal("0.000001")).normalize() if number != number.to_integral_value() else +number


def number_from_text(text: str) -> Decimal | None:
    """A number as people type it: «1 250», «66,7», «−3»; None for an empty text; ValueError for anything else."""
    if not text.strip():
        return None
    plain = plain_number(text)
    if not _PLAIN_NUMBER.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain)


def json_value(value: Value, kind: ValueType) -> int | float | str | None:
    """A value for JSON: a whole number is an int, a percent or a sum of money a number rounded as its kind demands."""
    if value is None or isinstance(value, str):
        return value
    if kind in STEPS:
        return float(half_up(value, STEPS[kind]))
    return int(value) if value == value.to_integral_value() else float(value)


def dump_values(definition: FormDefinition, view: ReportView) -> dict[str, object]:
    """``{"values", "fields", "lists", "unknown"}`` of an evaluated report: every cell that is not blocked."""
    values: dict[str, object] = {}
    for table in definition.tables.values():
        for address, cell in table.cells.items():
            if cell.kind != "blocked":
                values[address] = json_value(view.cells[address].value, cell.type)
    lists: dict[str, object] = {}
    for name, rows in view.lists.items():
        types = {c.code: c.type or ValueType.TEXT for c in definition.lists[name].columns}
        lists[name] = [{code: json_value(value, types[code]) for code, value in row.items()} for row in rows]
    fields = {name: json_value(view.fields[name].value, f.type) for name, f in definition.fields.items()}
    return {"values": values, "fields": fields, "lists": lists, "unknown": dump_unknown(view)}


def dump_unknown(view: ReportView) -> dict[str, object]:
    """What nobody could give, by every place it bears on; nothing is said of an organisation that is ours."""
    return {
        place: [
            {
                "place": one.place,
                "reason": one.reason,
                **({"organisation": one.organisation} if one.organisation else {}),
            }
            for one in found
        ]
        for place, found in view.unknown.items()
    }


def shortened(number: Decimal) -> Decimal:
    """Without zeros at the end, but with one decimal: 1.250 -> 1.25, 2.000 -> 2.0."""
    one = half_up(number)
    return one if one == number else half_up(number.normalize(), Decimal("0.001")).normalize()


def format_value(value: Value, kind: ValueType = ValueType.COUNT) -> str:
    """A value for a Russian reader: «1 250», «66,7», «»."""
    if value is None or isinstance(value, str):
        return value or ""
    number = half_up(value, STEPS[kind]) if kind in STEPS else value
    if kind is ValueType.MILLIONS:
        number = shortened(number)
    whole = number == number.to_integral_value() and kind not in STEPS
    text = f"{int(number):,}" if whole else f"{number:,f}"
    if kind is ValueType.YEAR:
        text = text.replace(",", "")
    return text.replace(",", "\u00a0").replace(".", ",")
