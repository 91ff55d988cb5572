"""From the text of an expression to its tree. The grammar is told in :mod:`app.forms.expressions`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from app.forms.syntax import (
    BUILT_IN_NAMES,
    COMPARISONS,
    Binary,
    Call,
    CellRef,
    ColumnRef,
    Expression,
    NameRef,
    Negative,
    Node,
    Not,
    Number,
    OutsideRef,
    Text,
    is_condition,
)

MAX_LENGTH = 2000
DEEPEST_EXPRESSION = 40

FUNCTIONS = {
    "sum": "sum(a, b, …): the sum, ranges allowed",
    "percent": "percent(part, whole): part / whole · 100, one decimal, half-up; empty when whole is 0",
    "if": "if(condition, then, else)",
    "min": "min(a, b, …): the least of the filled values",
    "max": "max(a, b, …): the greatest of the filled values",
    "round": "round(a, digits): half-up",
    "filled": "filled(x): true when the cell or field holds something",
    "empty": "empty(x): true when the cell or field holds nothing",
    "one_of": "one_of(x, a, b, …): true when x equals one of the others",
}
"""Every function and what it does."""

KEYWORDS = frozenset({"and", "or", "not"}) | BUILT_IN_NAMES


class ExpressionError(ValueError):
    """An expression that cannot be understood; the text says why. The loader adds the place."""


class Scope(Protocol):
    """What surrounds an expression: turns what was written in brackets into addresses, knows the fields."""

    def cells(self, kind: str, text: str) -> tuple[Node, ...]:
        """References for ``kind`` and the text in brackets; raises :class:`ExpressionError`.

        Kinds: cell, row, col; other, previous, fact.
        """

    def has_name(self, name: str) -> bool:
        """Whether a field of that name exists."""


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|'(?P<text>[^']*)'"
    r"|(?P<ref>(?:cell|row|col|other|previous|fact))\s*\[(?P<inside>[^\[\]]*)\]"
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
        if self.depth > DEEPEST_EXPRESSION:
            raise ExpressionError(f"nested deeper than {DEEPEST_EXPRESSION}")

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
        if self.peek() in COMPARISONS:
            operator = self.take().text
            node = Binary(operator, _numeric(node, operator), _numeric(self.addition(), operator))
            if self.peek() in COMPARISONS:
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


def _condition(node: Node, where: str) -> Node:
    if not is_condition(node):
        raise ExpressionError(f"{where!r} needs a condition")
    return node


def _numeric(node: Node, where: str) -> Node:
    if is_condition(node):
        raise ExpressionError(f"{where!r} needs a number, not a condition")
    return node


def _check_call(name: str, arguments: list[Node]) -> None:
    wanted = {"percent": 2, "if": 3, "round": 2, "filled": 1, "empty": 1}.get(name)
    if wanted is not None and len(arguments) != wanted:
        raise ExpressionError(f"{name}() takes {wanted} values, {len(arguments)} given")
    if name == "if":
        _condition(arguments[0], "if")
        if is_condition(arguments[1]) != is_condition(arguments[2]):
            raise ExpressionError("both outcomes of if() must be of one kind")
        return
    for argument in arguments:
        _numeric(argument, name)
    if name == "one_of" and len(arguments) < 2:
        raise ExpressionError("one_of() takes a value and what it may equal")
    if name in ("filled", "empty") and not isinstance(arguments[0], CellRef | NameRef | ColumnRef | OutsideRef):
        raise ExpressionError(f"{name}() takes a cell or a field")
    if name == "round" and not (
        isinstance(arguments[1], Number) and arguments[1].value == int(arguments[1].value) and arguments[1].value <= 6
    ):
        raise ExpressionError("round() takes a number of digits from 0 to 6")


def parse_expression(source: str, scope: Scope) -> Expression:
    """Parse and resolve; raises :class:`ExpressionError` with the reason (unknown name, cell, function, kind, size)."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters")
    tokens = _tokens(source)
    if not tokens:
        raise ExpressionError("empty expression")
    return Expression(source, _Parser(tokens, scope).whole())
