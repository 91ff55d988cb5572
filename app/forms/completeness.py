"""What a complete report still lacks, and which of it may be filled with zeros in one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from app.domain.enums import CellKind
from app.forms.definition import Cell, Field, FormDefinition, ListTable, ValueType
from app.forms.expressions import Environment, value_of
from app.forms.unknowns import Unknowns, declared
from app.forms.values import TypedValues
from app.forms.view import CellView, ReportView, Value

if TYPE_CHECKING:
    from collections.abc import Callable

_NOT_NUMBERS = frozenset({ValueType.TEXT, ValueType.DATE})


def missing_cells(
    definition: FormDefinition, cells: Mapping[str, CellView], unknown: Unknowns, environment: Environment
) -> Iterator[Cell]:
    """Open cells of the tables that are empty and must not be."""
    for table in definition.tables.values():
        for cell in table.cells.values():
            told = cells[cell.address].value is not None or declared(unknown.get(cell.address, ()))
            if not told and _needed(cell, environment):
                yield cell


def _needed(cell: Cell, environment: Environment) -> bool:
    if cell.kind is not CellKind.INPUT or cell.type is ValueType.TEXT:
        return False
    if isinstance(cell.required, bool):
        return cell.required
    return value_of(cell.required, environment) is not False


def missing_places(
    definition: FormDefinition,
    cells: Mapping[str, CellView],
    fields: Mapping[str, CellView],
    lists: Mapping[str, tuple[Mapping[str, Value], ...]],
    unknown: Unknowns,
    environment: Environment,
) -> Iterator[str]:
    """Every empty place that a complete report has filled."""
    for name, field in definition.fields.items():
        told = fields[name].value is not None or declared(unknown.get(name, ()))
        if not told and _wanted(field, environment):
            yield name
    for cell in missing_cells(definition, cells, unknown, environment):
        yield cell.address
    for name, table in definition.lists.items():
        for index, row in enumerate(lists[name], 1):
            here = replace(environment, row=row)
            yield from (f"{name}.{index}.{code}" for code in _wanting(table, row, here))


def _wanted(field: Field, environment: Environment) -> bool:
    return field.required if isinstance(field.required, bool) else value_of(field.required, environment) is True


def _wanting(table: ListTable, row: Mapping[str, Value], environment: Environment) -> Iterator[str]:
    """Columns that a begun row needs and lacks; a row without anything is none."""
    if all(value is None for value in row.values()):
        return
    for column in table.columns:
        needed = column.required
        if not isinstance(needed, bool):
            needed = value_of(needed, environment) is not False
        if needed and row.get(column.code) is None:
            yield column.code


def zeros_for(
    definition: FormDefinition, view: ReportView, evaluated: Callable[[Mapping[str, Decimal]], ReportView]
) -> dict[str, Decimal]:
    """Places for «Остальное – нули»: empty open numbers that the form allows to be zero.

    Left out are those of which the form says ``zero = false`` (nobody may guess them), those that are rightly empty,
    totals of what others left empty, and those where a zero would break a rule of the form. ``evaluated`` gives the
    report with the zeros in it.
    """
    found = {p: Decimal(0) for p in view.missing if _may_be_zero(definition, p) and p not in view.unknown}
    found |= {
        name: Decimal(0)
        for name, field in definition.fields.items()
        if field.type not in _NOT_NUMBERS
        and field.zero
        and view.fields[name].value is None
        and name not in view.unknown
    }
    before = {(v.rule, v.cells) for v in view.errors}
    while found:
        after = evaluated(found)
        broken = {place for v in after.errors if (v.rule, v.cells) not in before for place in v.cells} & found.keys()
        if not broken:
            return found
        found = {place: zero for place, zero in found.items() if place not in broken}
    return found


def _may_be_zero(definition: FormDefinition, place: str) -> bool:
    """Rows of lists are left to people: whoever begins one knows what it is about."""
    found = definition.cell(place) or definition.fields.get(place)
    return found is not None and found.zero and found.type not in _NOT_NUMBERS


def with_zeros(definition: FormDefinition, typed: TypedValues, zeros: Mapping[str, Decimal]) -> TypedValues:
    """What was typed, and the zeros."""
    cells = {place: zero for place, zero in zeros.items() if definition.cell(place) is not None}
    fields = {place: zero for place, zero in zeros.items() if place in definition.fields}
    return replace(typed, values={**typed.values, **cells}, fields={**typed.fields, **fields})
