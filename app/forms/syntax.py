"""The tree of an expression: what the parser makes, what evaluation and the spreadsheet's formulas walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

BUILT_IN_NAMES = frozenset({"year", "org_kind"})
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: Decimal


@dataclass(frozen=True)
class Text:
    """A constant text; only ``=`` and ``!=`` make sense of it."""

    value: str


@dataclass(frozen=True)
class CellRef:
    """The value of a cell, by its full address."""

    address: str


@dataclass(frozen=True)
class ColumnRef:
    """The value of a column in the current row of a list table."""

    column: str


@dataclass(frozen=True)
class OutsideRef:
    """A value that does not stand in the report itself.

    ``where``: ``other`` (a place of another form of the same period), ``previous`` (the same form signed for the year
    before), ``fact`` (a question to the vault that the form names). ``form`` only for ``other``.
    """

    where: str
    place: str
    form: str = ""


@dataclass(frozen=True)
class NameRef:
    """The value of a field, or one of :data:`BUILT_IN_NAMES`."""

    name: str


@dataclass(frozen=True)
class Negative:
    """Unary minus."""

    operand: Node


@dataclass(frozen=True)
class Not:
    """Logical not."""

    operand: Node


@dataclass(frozen=True)
class Binary:
    """``operator`` is one of ``+ - * / = != < <= > >= and or``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """A call of one of :data:`FUNCTIONS`; ranges are already spread into single cells."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Text | CellRef | ColumnRef | OutsideRef | NameRef | Negative | Not | Binary | Call


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text as written and its tree with every address resolved."""

    source: str
    node: Node

    @property
    def is_condition(self) -> bool:
        """True for a yes/no expression, False for a number or text."""
        return is_condition(self.node)

    def references(self) -> tuple[str, ...]:
        """Addresses and names of fields the expression needs, each once, in the order of the text."""
        found = dict.fromkeys(
            node.address if isinstance(node, CellRef) else node.name
            for node in walk(self.node)
            if isinstance(node, CellRef) or (isinstance(node, NameRef) and node.name not in BUILT_IN_NAMES)
        )
        return tuple(found)

    def outside(self) -> tuple[OutsideRef, ...]:
        """What the expression needs from elsewhere, each once, in the order of the text."""
        return tuple(dict.fromkeys(node for node in walk(self.node) if isinstance(node, OutsideRef)))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, left to right."""
    yield node
    children: tuple[Node, ...] = ()
    if isinstance(node, Negative | Not):
        children = (node.operand,)
    elif isinstance(node, Binary):
        children = (node.left, node.right)
    elif isinstance(node, Call):
        children = node.arguments
    for child in children:
        yield from walk(child)


def is_condition(node: Node) -> bool:
    """True for a yes/no tree, False for one that gives a number or text."""
    if isinstance(node, Not):
        return True
    if isinstance(node, Binary):
        return node.operator in COMPARISONS or node.operator in ("and", "or")
    if isinstance(node, Call):
        if node.function == "if":
            return is_condition(node.arguments[1])
        return node.function in ("filled", "empty", "one_of")
    return False
