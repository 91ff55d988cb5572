"""A small expression language of our own for form definitions: exact decimals, empty cells, nothing else.

Grammar, loosest first: ``or``, ``and``, ``not``, one comparison (``= != < <= > >=``), ``+ -``, ``* /``, unary ``-``.
Operands: numbers (``100``, ``0.5``), texts (``'mpo'``), ``cell[II.12.3]`` (an address), ``row[1.1]`` (that row, own
column), ``col[4]`` (that column, own row), names of fields, ``year`` (the reporting year), ``org_kind`` (the kind of
the organisation that reports: ``'ppo'``), and calls of :data:`FUNCTIONS`.
``other[kdk-1:1.401.3]`` (a place of another form of the same period), ``previous[II.12.3]`` (a place of last year's
signed report), ``fact[left]`` (a question to the vault that the form names) are values from elsewhere.
Inside ``sum(...)`` a reference may name several cells: ``row[2.1..2.5]`` in the table's order, ``row[25, 28]``.

Empty values (``None``): in ``+``, ``-`` and ``sum`` an empty side counts as zero, and only empties give an empty; in
``* /`` and every comparison an empty side gives an empty ("unknown"). A blocked cell counts as zero. Division by
zero is empty. ``and``, ``or``, ``not`` treat an unknown side as three-valued logic does.

The tree is public: :mod:`app.rendering` walks ``Expression.node`` to write spreadsheet formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext

from app.forms.parsing import (
    DEEPEST_EXPRESSION,
    FUNCTIONS,
    KEYWORDS,
    MAX_LENGTH,
    ExpressionError,
    Scope,
    parse_expression,
)
from app.forms.syntax import (
    BUILT_IN_NAMES,
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
    walk,
)

__all__ = [
    "BUILT_IN_NAMES",
    "DEEPEST_EXPRESSION",
    "FUNCTIONS",
    "KEYWORDS",
    "MAX_LENGTH",
    "Binary",
    "Call",
    "CellRef",
    "ColumnRef",
    "Environment",
    "Expression",
    "ExpressionError",
    "NameRef",
    "Negative",
    "Node",
    "Not",
    "Number",
    "OutsideRef",
    "Result",
    "Scope",
    "Text",
    "compare",
    "half_up",
    "parse_expression",
    "value_of",
    "walk",
]

_ONE_DECIMAL = Decimal("0.1")

Result = Decimal | bool | str | None


@dataclass(frozen=True)
class Environment:
    """Values during evaluation. A missing key is an empty value; addresses in ``blocked`` count as zero."""

    values: Mapping[str, Decimal | str | None]
    year: int | None
    """The reporting year; None when nobody said for which period."""
    blocked: frozenset[str] = frozenset()
    org_kind: str | None = None
    row: Mapping[str, Decimal | str | None] = field(default_factory=dict)
    """The current row of a list table."""
    outside: Mapping[OutsideRef, Decimal | str | None] = field(default_factory=dict)
    """Values from elsewhere; a missing key is an empty value."""


def value_of(expression: Expression, environment: Environment) -> Result:
    """The value of the expression; never raises for any values of cells and fields."""
    with localcontext() as context:
        context.prec = 40
        return _value(expression.node, environment)


def _value(node: Node, env: Environment) -> Result:
    if isinstance(node, Number | Text):
        return node.value
    if isinstance(node, CellRef):
        return Decimal(0) if node.address in env.blocked else env.values.get(node.address)
    if isinstance(node, ColumnRef):
        return env.row.get(node.column)
    if isinstance(node, OutsideRef):
        return env.outside.get(node)
    if isinstance(node, NameRef):
        built_in: Mapping[str, Decimal | str | None] = {
            "year": None if env.year is None else Decimal(env.year),
            "org_kind": env.org_kind,
        }
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


def _one_of(arguments: tuple[Node, ...], env: Environment) -> Result:
    value = _value(arguments[0], env)
    equal = [compare(value, "=", _value(other, env)) for other in arguments[1:]]
    if True in equal:
        return True
    return None if None in equal else False


_CALLS: Mapping[str, Callable[[tuple[Node, ...], Environment], Result]] = {
    "sum": _sum,
    "percent": _percent,
    "if": _if,
    "min": _least,
    "max": _greatest,
    "round": _round,
    "filled": _filled,
    "empty": _empty,
    "one_of": _one_of,
}
