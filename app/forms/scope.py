"""What surrounds an expression in a definition: which cell it stands in, which cells, columns and fields exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.forms.expressions import CellRef, ColumnRef, ExpressionError, Node, OutsideRef


@dataclass(frozen=True)
class Grid:
    """The codes of a table, in order."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]


def split_address(address: str) -> tuple[str, str, str] | None:
    """``II.1.1.3`` as (II, 1.1, 3): split at the first and the last dot; None when there are fewer than two dots."""
    table, dot, rest = address.partition(".")
    row, other_dot, column = rest.rpartition(".")
    return (table, row, column) if dot and other_dot and table and row and column else None


def spread(text: str, codes: Sequence[str], what: str) -> list[str]:
    """Codes named by ``a``, ``a, b`` or ``a..b`` (in the table's order); raises :class:`ExpressionError`."""
    result: list[str] = []
    for piece in (part.strip() for part in text.split(",")):
        first, dots, last = (part.strip() for part in piece.partition(".."))
        for code in (first, last) if dots else (first,):
            if code not in codes:
                raise ExpressionError(f"no {what} {code!r}")
        if not dots:
            result.append(first)
            continue
        start, end = codes.index(first), codes.index(last)
        if start > end:
            raise ExpressionError(f"{what}s {piece!r} are in the wrong order")
        result.extend(codes[start : end + 1])
    return result


@dataclass(frozen=True)
class FormScope:
    """Scope of a cell (table, row and column known), of a check (some of them), of a field (none)."""

    grids: Mapping[str, Grid]
    names: Collection[str]
    table: str = ""
    row: str = ""
    column: str = ""
    list_columns: tuple[str, ...] | None = None
    facts: Collection[str] = ()
    """Names of the form's questions to the vault."""

    def has_name(self, name: str) -> bool:
        """Whether a field of that name exists."""
        return name in self.names

    def cells(self, kind: str, text: str) -> tuple[Node, ...]:
        """References for ``cell[...]``, ``row[...]``, ``col[...]`` and for values from elsewhere.

        Whether a place of another form exists is known only when all forms are there: :mod:`app.forms.links`.
        """
        if kind == "cell":
            return tuple(CellRef(self._checked(part.strip())) for part in text.split(","))
        if kind == "other":
            form, colon, place = (part.strip() for part in text.partition(":"))
            if not colon or not form or not place:
                raise ExpressionError("other[...] needs a form and a place: other[fnpr-2:II.12.3]")
            return (OutsideRef("other", place, form),)
        if kind == "previous":
            return tuple(
                OutsideRef("previous", place if place in self.names else self._checked(place))
                for place in (part.strip() for part in text.split(","))
            )
        if kind == "fact":
            if text not in self.facts:
                raise ExpressionError(f"no fact {text!r}")
            return (OutsideRef("fact", text),)
        if self.list_columns is not None:
            if kind == "row":
                raise ExpressionError("a list has no rows to name")
            return tuple(ColumnRef(code) for code in spread(text, self.list_columns, "column"))
        grid = self.grids.get(self.table)
        if grid is None:
            raise ExpressionError(f"{kind}[...] needs a table")
        if kind == "row":
            if not self.column:
                raise ExpressionError("row[...] needs a column of its own")
            return tuple(CellRef(f"{self.table}.{code}.{self.column}") for code in spread(text, grid.rows, "row"))
        if not self.row:
            raise ExpressionError("col[...] needs a row of its own")
        return tuple(CellRef(f"{self.table}.{self.row}.{code}") for code in spread(text, grid.columns, "column"))

    def _checked(self, address: str) -> str:
        parts = split_address(address)
        grid = self.grids.get(parts[0]) if parts else None
        if parts is None or grid is None or parts[1] not in grid.rows or parts[2] not in grid.columns:
            raise ExpressionError(f"no cell {address!r}")
        return address
