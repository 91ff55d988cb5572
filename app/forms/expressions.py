"""A small expression language of our own for form definitions: exact decimals, empty cells, nothing else.

Grammar, loosest first: ``or``, ``and``, ``not``, one comparison (``= != < <= > >=``), ``+ -``, ``* /``, unary ``-``.
Operands: numbers (``100``, ``0.5``), texts (``'mpo'``), ``cell[II.12.3]`` (an address), ``row[1.1]`` (that row, own
column), ``col[4]`` (that column, own row), names of fields, ``year`` (the reporting year), ``org_kind`` (the kind of
the organisation that reports: ``'ppo'``), and calls of :data:`FUNCTIONS`.
Inside ``sum(...)`` a reference may name several cells: ``row[2.1..2.5]`` in the table's order, ``row[25, 28]``.

Empty values (``None``): in ``+``, ``-`` and ``sum`` an empty side counts as zero, and only empties give an empty; in
``* /`` and every comparison an empty side gives an empty ("unknown"). A blocked cell counts as zero. Division by
zero is empty. ``and``, ``or``, ``not`` treat an unknown side as three-valued logic does.

The tree is public: :mod:`app.rendering` walks ``Expression.node`` to write spreadsheet formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Protocol

MAX_LENGTH = 2000
MAX_DEPTH = 40

FUNCTIONS = {
    "sum": "sum(a, b, …): the sum, ranges allowed",
    "percent": "percent(part, whole): part / whole · 100, one decimal, half-up; empty when whole is 0",
    "if": "if(condition, then, else)",
    "min": "min(a, b, …): the least of the filled values",
    "max": "max(a, b, …): the greatest of the filled values",
    "round": "round(a, digits): half-up",
    "filled": "filled(x): true when the cell or field holds something",
    "empty": "empty(x): true when the cell or field holds nothing",
}
"""Every function and what it does."""

BUILT_IN_NAMES = frozenset({"year", "org_kind"})
KEYWORDS = frozenset({"and", "or", "not"}) | BUILT_IN_NAMES
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_ONE_DECIMAL = Decimal("0.1")

Result = Decimal | bool | str | None


class ExpressionError(ValueError):
    """An expression that cannot be understood; the text says why. The loader adds the place."""


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


Node = Number | Text | CellRef | ColumnRef | NameRef | Negative | Not | Binary | Call


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text as written and its tree with every address resolved."""

    source: str
    node: Node

    @property
    def is_condition(self) -> bool:
        """True for a yes/no expression, False for a number or text."""
        return _is_condition(self.node)

    def references(self) -> tuple[str, ...]:
        """Addresses and names of fields the expression needs, each once, in the order of the text."""
        found = dict.fromkeys(
            node.address if isinstance(node, CellRef) else node.name
            for node in walk(self.node)
            if isinstance(node, CellRef) or (isinstance(node, NameRef) and node.name not in BUILT_IN_NAMES)
        )
        return tuple(found)


class Scope(Protocol):
    """What surrounds an expression: turns what was written in brackets into addresses, knows the fields."""

    def cells(self, kind: str, text: str) -> tuple[Node, ...]:
        """References for ``kind`` (cell, row, col) and the text in brackets; raises :class:`ExpressionError`."""

    def has_name(self, name: str) -> bool:
        """Whether a field of that name exists."""


@dataclass(frozen=True)
class Environment:
    """Values during evaluation. A missing key is an empty value; addresses in ``blocked`` count as zero."""

    values: Mapping[str, Decimal | str | None]
    year: int
    blocked: frozenset[str] = frozenset()
    org_kind: str | None = None
    row: Mapping[str, Decimal | str | None] = field(default_factory=dict)
    """The current row of a list table."""


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


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|'(?P<text>[^']*)'"
    r"|(?P<ref>(?:cell|row|col))\s*\[(?P<inside>[^\[\]]*)\]"
    r"|(?P<word>[a-z_][a-z0-9_]*)"
    r"|(?P<symbol><=|>=|!=|[-+*/=<>(),]))"
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    inside: str = ""


def _tokens(source: str) -> list[_Token]:
    result: list[_Token] = []
    place = 0
    text = source.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(f"unexpected {text[place:].lstrip()[:10]!r}")
        kind = match.lastgroup if match.lastgroup != "inside" else "ref"
        assert kind is not None
        result.append(_Token(kind, match[kind], (match["inside"] or "").strip()))
        place = match.end()
    return result


class _Parser:
    def __init__(self, tokens: list[_Token], scope: Scope) -> None:
        self.tokens = tokens
        self.place = 0
        self.scope = scope
        self.depth = 0

    def peek(self, ahead: int = 0) -> str:
        """The next word or sign; constants and references are never mistaken for one."""
        place = self.place + ahead
        if place >= len(self.tokens):
            return ""
        token = self.tokens[place]
        return token.text if token.kind in ("word", "symbol") else f"{token.kind} {token.text}"

    def take(self) -> _Token:
        if self.place >= len(self.tokens):
            raise ExpressionError("unexpected end")
        self.place += 1
        return self.tokens[self.place - 1]

    def expect(self, text: str) -> None:
        found = self.peek()
        self.take()
        if found != text:
            raise ExpressionError(f"expected {text!r}, found {found!r}")

    def whole(self) -> Node:
        node = self.disjunction()
        if self.place < len(self.tokens):
            raise ExpressionError(f"unexpected {self.peek()!r}")
        return node

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_DEPTH}")

    def disjunction(self) -> Node:
        self.enter()
        node = self.conjunction()
        while self.peek() == "or":
            self.take()
            node = Binary("or", _condition(node, "or"), _condition(self.conjunction(), "or"))
        self.depth -= 1
        return node

    def conjunction(self) -> Node:
        node = self.negation()
        while self.peek() == "and":
            self.take()
            node = Binary("and", _condition(node, "and"), _condition(self.negation(), "and"))
        return node

    def negation(self) -> Node:
        if self.peek() == "not":
            self.take()
            self.enter()
            node = Not(_condition(self.negation(), "not"))
            self.depth -= 1
            return node
        return self.comparison()

    def comparison(self) -> Node:
        node = self.addition()
        if self.peek() in _COMPARISONS:
            operator = self.take().text
            node = Binary(operator, _numeric(node, operator), _numeric(self.addition(), operator))
            if self.peek() in _COMPARISONS:
                raise ExpressionError("comparisons cannot be chained")
        return node

    def addition(self) -> Node:
        node = self.product()
        while self.peek() in ("+", "-"):
            operator = self.take().text
            node = Binary(operator, _numeric(node, operator), _numeric(self.product(), operator))
        return node

    def product(self) -> Node:
        node = self.unary()
        while self.peek() in ("*", "/"):
            operator = self.take().text
            node = Binary(operator, _numeric(node, operator), _numeric(self.unary(), operator))
        return node

    def unary(self) -> Node:
        if self.peek() == "-":
            self.take()
            self.enter()
            node = Negative(_numeric(self.unary(), "-"))
            self.depth -= 1
            return node
        return self.operand()

    def operand(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return Number(Decimal(token.text))
        if token.kind == "text":
            return Text(token.text)
        if token.kind == "ref":
            found = self.scope.cells(token.text, token.inside)
            if len(found) != 1:
                raise ExpressionError(
                    f"{token.text}[{token.inside}] names {len(found)} cells, only sum() takes several"
                )
            return found[0]
        if token.kind == "symbol" and token.text == "(":
            node = self.disjunction()
            self.expect(")")
            return node
        if token.kind == "word":
            if self.peek() == "(":
                return self.call(token.text)
            if token.text not in BUILT_IN_NAMES and (token.text in KEYWORDS or not self.scope.has_name(token.text)):
                raise ExpressionError(f"unknown name {token.text!r}")
            return NameRef(token.text)
        raise ExpressionError(f"unexpected {token.text!r}")

    def call(self, name: str) -> Node:
        if name not in FUNCTIONS:
            raise ExpressionError(f"unknown function {name!r}")
        self.expect("(")
        arguments: list[Node] = []
        while True:
            token = self.tokens[self.place] if self.place < len(self.tokens) else None
            several = name in ("sum", "min", "max") and token is not None and token.kind == "ref"
            if several and token is not None and self.peek(1) in (",", ")"):
                self.take()
                arguments.extend(self.scope.cells(token.text, token.inside))
            else:
                arguments.append(self.disjunction())
            if self.peek() != ",":
                break
            self.take()
        self.expect(")")
        _check_call(name, arguments)
        return Call(name, tuple(arguments))


def _is_condition(node: Node) -> bool:
    if isinstance(node, Not):
        return True
    if isinstance(node, Binary):
        return node.operator in _COMPARISONS or node.operator in ("and", "or")
    if isinstance(node, Call):
        if node.function == "if":
            return _is_condition(node.arguments[1])
        return node.function in ("filled", "empty")
    return False


def _condition(node: Node, where: str) -> Node:
    if not _is_condition(node):
        raise ExpressionError(f"{where!r} needs a condition")
    return node


def _numeric(node: Node, where: str) -> Node:
    if _is_condition(node):
        raise ExpressionError(f"{where!r} needs a number, not a condition")
    return node


def _check_call(name: str, arguments: list[Node]) -> None:
    wanted = {"percent": 2, "if": 3, "round": 2, "filled": 1, "empty": 1}.get(name)
    if wanted is not None and len(arguments) != wanted:
        raise ExpressionError(f"{name}() takes {wanted} values, {len(arguments)} given")
    if name == "if":
        _condition(arguments[0], "if")
        if _is_condition(arguments[1]) != _is_condition(arguments[2]):
            raise ExpressionError("both outcomes of if() must be of one kind")
        return
    for argument in arguments:
        _numeric(argument, name)
    if name in ("filled", "empty") and not isinstance(arguments[0], CellRef | NameRef | ColumnRef):
        raise ExpressionError(f"{name}() takes a cell or a field")
    if name == "round" and not (
        isinstance(arguments[1], Number) and arguments[1].value == int(arguments[1].value) and arguments[1].value <= 6
    ):
        raise ExpressionError("round() takes a number of digits from 0 to 6")


def parse(source: str, scope: Scope) -> Expression:
    """Parse and resolve; raises :class:`ExpressionError` with the reason (unknown name, cell, function, kind, size)."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters")
    tokens = _tokens(source)
    if not tokens:
        raise ExpressionError("empty expression")
    return Expression(source, _Parser(tokens, scope).whole())


def evaluate(expression: Expression, environment: Environment) -> Result:
    """The value of the expression; never raises for any values of cells and fields."""
    with localcontext() as context:
        context.prec = 40
        return _value(expression.node, environment)


def number(expression: Expression, environment: Environment) -> Decimal | None:
    """The value as a number; a text or an unknown is None."""
    value = evaluate(expression, environment)
    return value if isinstance(value, Decimal) else None


def _value(node: Node, env: Environment) -> Result:
    if isinstance(node, Number | Text):
        return node.value
    if isinstance(node, CellRef):
        return Decimal(0) if node.address in env.blocked else env.values.get(node.address)
    if isinstance(node, ColumnRef):
        return env.row.get(node.column)
    if isinstance(node, NameRef):
        built_in: Mapping[str, Decimal | str | None] = {"year": Decimal(env.year), "org_kind": env.org_kind}
        return built_in[node.name] if node.name in built_in else env.values.get(node.name)
    if isinstance(node, Negative):
        operand = _decimal(node.operand, env)
        return None if operand is None else -operand
    if isinstance(node, Not):
        truth = _value(node.operand, env)
        return None if truth is None else not truth
    if isinstance(node, Binary):
        return _binary(node, env)
    return _CALLS[node.function](node.arguments, env)


def _decimal(node: Node, env: Environment) -> Decimal | None:
    value = _value(node, env)
    return value if isinstance(value, Decimal) else None


def _summand(node: Node, env: Environment) -> Decimal | None:
    """As :func:`_decimal`, but a blocked cell is nothing: a sum of blocked and empty cells stays empty."""
    if isinstance(node, CellRef) and node.address in env.blocked:
        return None
    return _decimal(node, env)


def _binary(node: Binary, env: Environment) -> Result:
    operator = node.operator
    if operator in ("and", "or"):
        decisive = operator == "or"
        sides = (_value(node.left, env), _value(node.right, env))
        if decisive in sides:
            return decisive
        return None if None in sides else not decisive
    if operator in ("+", "-"):
        left, right = _summand(node.left, env), _summand(node.right, env)
        if left is None and right is None:
            return None
        left, right = left or Decimal(0), right or Decimal(0)
        return left + right if operator == "+" else left - right
    if operator in ("*", "/"):
        left, right = _decimal(node.left, env), _decimal(node.right, env)
        if left is None or right is None or (operator == "/" and right == 0):
            return None
        return left * right if operator == "*" else left / right
    return compare(_value(node.left, env), operator, _value(node.right, env))


def compare(left: Result, operator: str, right: Result) -> bool | None:
    """The comparison of two values; None when a side is empty or they are of different kinds."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right if operator == "=" else left != right if operator == "!=" else None
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[operator]


def half_up(value: Decimal, step: Decimal = _ONE_DECIMAL) -> Decimal:
    """Round half away from zero to ``step`` (one decimal unless told)."""
    with localcontext() as context:
        context.prec = 60
        return value.quantize(step, rounding=ROUND_HALF_UP)


def _sum(arguments: tuple[Node, ...], env: Environment) -> Result:
    known = [value for value in (_summand(a, env) for a in arguments) if value is not None]
    return sum(known, Decimal(0)) if known else None


def _percent(arguments: tuple[Node, ...], env: Environment) -> Result:
    part, whole = _decimal(arguments[0], env), _decimal(arguments[1], env)
    if part is None or whole is None or whole == 0:
        return None
    return half_up(part * 100 / whole)


def _if(arguments: tuple[Node, ...], env: Environment) -> Result:
    condition = _value(arguments[0], env)
    return None if condition is None else _value(arguments[1] if condition else arguments[2], env)


def _least(arguments: tuple[Node, ...], env: Environment) -> Result:
    known = [value for value in (_summand(a, env) for a in arguments) if value is not None]
    return min(known, default=None)


def _greatest(arguments: tuple[Node, ...], env: Environment) -> Result:
    known = [value for value in (_summand(a, env) for a in arguments) if value is not None]
    return max(known, default=None)


def _round(arguments: tuple[Node, ...], env: Environment) -> Result:
    value, digits = _decimal(arguments[0], env), _decimal(arguments[1], env)
    return None if value is None or digits is None else half_up(value, Decimal(1).scaleb(-int(digits)))


def _filled(arguments: tuple[Node, ...], env: Environment) -> Result:
    node = arguments[0]
    if isinstance(node, CellRef) and node.address in env.blocked:
        return False
    return _value(node, env) not in (None, "")


def _empty(arguments: tuple[Node, ...], env: Environment) -> Result:
    return not _filled(arguments, env)


_CALLS: Mapping[str, Callable[[tuple[Node, ...], Environment], Result]] = {
    "sum": _sum,
    "percent": _percent,
    "if": _if,
    "min": _least,
    "max": _greatest,
    "round": _round,
    "filled": _filled,
    "empty": _empty,
}
