"""The order in which computed cells are worked out; a circle is a mistake of the definition."""

from __future__ import annotations

from collections.abc import Mapping

from app.forms.definition import Field, Table
from app.forms.expressions import Expression
from app.forms.reading import DefinitionError


def dependency_order(file: str, fields: Mapping[str, Field], tables: Mapping[str, Table]) -> tuple[str, ...]:
    """Addresses and names with ``compute`` or ``auto``, each after what it needs; DefinitionError names a circle."""
    needs: dict[str, tuple[str, ...]] = {}

    def note(name: str, formula: Expression | None) -> None:
        if formula is not None:
            needs[name] = formula.references()

    for table in tables.values():
        for cell in table.cells.values():
            note(cell.address, cell.compute or cell.auto)
    for field in fields.values():
        note(field.name, field.auto)

    order: list[str] = []
    settled: set[str] = set()
    for start in needs:
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            name, left = stack.pop()
            if left:
                path.pop()
                settled.add(name)
                order.append(name)
                continue
            if name in settled or name not in needs:
                continue
            if name in path:
                circle = [*path[path.index(name) :], name]
                raise DefinitionError(file, name, f"computed in a circle: {' -> '.join(circle)}")
            path.append(name)
            stack.append((name, True))
            stack.extend((needed, False) for needed in reversed(needs[name]))
    return tuple(order)
