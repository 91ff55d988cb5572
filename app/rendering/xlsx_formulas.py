"""From the expressions of a form's definition to spreadsheet formulas that give the same for any input, blanks too.

A spreadsheet has no empty number, so each expression becomes two formulas that can never fail: what it is worth
(0, "" or FALSE while unknown) and whether it is known. A cell then shows ``IF(known, worth, "")``.
Only functions that every spreadsheet program has are used: AND, OR, NOT, IF, N, SUM, COUNT, MIN, MAX, ROUND, ISNUMBER,
EXACT.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from app.forms.definition import STEPS, Check, ValueType
from app.forms.expressions import (
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
)

_TRUE, _FALSE = "TRUE", "FALSE"


class FormulaKind(Enum):
    """What an expression gives."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"


@dataclass(frozen=True)
class Formula:
    """``worth`` is 0, "" or FALSE while ``known`` is FALSE; neither formula ever gives an error."""

    kind: FormulaKind
    worth: str
    known: str
    place: str = ""
    """The spreadsheet's address when the formula is one plain cell."""


@dataclass(frozen=True)
class SheetPlace:
    """Where a cell or field of the form stands in the sheet (``$D$12``), or that it is blocked."""

    address: str
    text: bool = False
    blocked: bool = False
    decimals: int | None = None
    """Of a typed per cent or sum of money: whatever more people type is rounded before it counts."""


@dataclass(frozen=True)
class Translator:
    """Turns expressions into formulas; ``find`` gives the place of an address or field, None when it has none."""

    find: Callable[[str], SheetPlace | None]
    year: int | None = None
    org_kind: str = ""

    def cell_formula(self, expression: Expression, kind: ValueType, *, zero: bool = False) -> str:
        """What is written into a computed cell, with the equals sign; rounded as the type demands.

        ``zero``: 0 is shown, not nothing, while the result is unknown.
        """
        made = self.node(expression.node)
        worth = made.worth
        digits = decimals(kind)
        if made.kind is FormulaKind.NUMBER and digits is not None:
            worth = f"ROUND({worth},{digits})"
        return f"={worth}" if made.known == _TRUE or zero else f'=IF({made.known},{worth},"")'

    def violated(self, check: Check) -> str:
        """A condition: both sides are known, the comparison is false, and ``when`` holds. Without the equals sign."""
        compared = _compare(self.node(check.left.node), check.operator, self.node(check.right.node))
        conditions = [compared.known, _not(compared.worth)]
        if check.when is not None:
            conditions.append(self.node(check.when.node).worth)
        return _all(conditions)

    def holds_not(self, condition: Expression) -> str:
        """That the condition is known and false. Without the equals sign."""
        made = self.node(condition.node)
        return _all([made.known, _not(made.worth)])

    def holds(self, condition: Expression) -> str:
        """That the condition is known and true. Without the equals sign."""
        return self.node(condition.node).worth

    def message(self, check: Check) -> str:
        """The check's sentence as a formula, its ``{left}``, ``{right}`` and ``{difference}`` put in."""
        left, right = self.node(check.left.node), self.node(check.right.node)
        sides = {"left": _shown(left), "right": _shown(right), "difference": '""'}
        if left.kind is FormulaKind.NUMBER and right.kind is FormulaKind.NUMBER:
            sides["difference"] = f"ROUND(ABS({left.worth}-{right.worth}),6)"
        joined: list[str] = []
        for words, place in _places(check.message):
            joined += [quoted(words)] if words else []
            joined += [sides[place]] if place in sides else []
        return "&".join(joined) or '""'

    def node(self, node: Node) -> Formula:
        """The two formulas of a node."""
        if isinstance(node, Number):
            return Formula(FormulaKind.NUMBER, _constant(node.value), _TRUE)
        if isinstance(node, CellRef):
            return self._reference(node.address)
        if isinstance(node, Text):
            return Formula(FormulaKind.TEXT, quoted(node.value), _TRUE)
        if isinstance(node, NameRef):
            return self._name(node.name)
        if isinstance(node, ColumnRef):
            return self._reference(node.column)
        if isinstance(node, OutsideRef):
            return _unknown()
        if isinstance(node, Negative):
            operand = _as_number(self.node(node.operand))
            return Formula(FormulaKind.NUMBER, f"(-{operand.worth})", operand.known)
        if isinstance(node, Not):
            operand = self.node(node.operand)
            return Formula(FormulaKind.TRUTH, _all([operand.known, _not(operand.worth)]), operand.known)
        if isinstance(node, Binary):
            return self._binary(node)
        return self._call(node)

    def _name(self, name: str) -> Formula:
        if name == "year":
            return _unknown() if self.year is None else Formula(FormulaKind.NUMBER, str(self.year), _TRUE)
        if name == "org_kind":
            return (
                Formula(FormulaKind.TEXT, quoted(self.org_kind), _TRUE) if self.org_kind else _unknown(FormulaKind.TEXT)
            )
        return self._reference(name)

    def _reference(self, name: str) -> Formula:
        place = self.find(name)
        if place is None:
            return _unknown()
        if place.blocked:
            return Formula(FormulaKind.NUMBER, "0", _TRUE)
        if place.text:
            return Formula(FormulaKind.TEXT, f'({place.address}&"")', f'({place.address}<>"")', place.address)
        known = f"ISNUMBER({place.address})"
        if place.decimals is not None:
            return Formula(FormulaKind.NUMBER, f"ROUND(N({place.address}),{place.decimals})", known)
        return Formula(FormulaKind.NUMBER, f"N({place.address})", known, place.address)

    def _is_blocked(self, node: Node) -> bool:
        if not isinstance(node, CellRef):
            return False
        place = self.find(node.address)
        return place is not None and place.blocked

    def _summand(self, node: Node) -> Formula:
        """A blocked cell is nothing here: a sum of blocked and empty cells stays empty."""
        return _unknown() if self._is_blocked(node) else _as_number(self.node(node))

    def _binary(self, node: Binary) -> Formula:
        if node.operator in ("and", "or"):
            left, right = self.node(node.left), self.node(node.right)
            if node.operator == "and":
                worth = _all([left.worth, right.worth])
                decided = [_all([left.known, _not(left.worth)]), _all([right.known, _not(right.worth)])]
            else:
                worth = _any([left.worth, right.worth])
                decided = [left.worth, right.worth]
            return Formula(FormulaKind.TRUTH, worth, _any([_all([left.known, right.known]), *decided]))
        if node.operator in ("+", "-"):
            left, right = self._summand(node.left), self._summand(node.right)
            worth = f"({left.worth}{node.operator}{right.worth})"
            return Formula(FormulaKind.NUMBER, worth, _any([left.known, right.known]))
        if node.operator in ("*", "/"):
            left, right = _as_number(self.node(node.left)), _as_number(self.node(node.right))
            if node.operator == "*":
                return Formula(FormulaKind.NUMBER, f"({left.worth}*{right.worth})", _all([left.known, right.known]))
            return _quotient(left, right, f"{left.worth}/{right.worth}")
        return _compare(self.node(node.left), node.operator, self.node(node.right))

    def _call(self, node: Call) -> Formula:
        if node.function == "sum":
            return self._sum(node.arguments)
        if node.function in ("min", "max"):
            return self._extreme(node.function.upper(), node.arguments)
        if node.function == "percent":
            part, whole = (_as_number(self.node(argument)) for argument in node.arguments)
            return _quotient(part, whole, f"ROUND({part.worth}*100/{whole.worth},1)")
        if node.function == "if":
            return self._if(node.arguments)
        if node.function == "round":
            value = _as_number(self.node(node.arguments[0]))
            digits = _as_number(self.node(node.arguments[1]))
            return Formula(FormulaKind.NUMBER, f"ROUND({value.worth},{digits.worth})", value.known)
        if node.function == "one_of":
            value = self.node(node.arguments[0])
            equal = [_compare(value, "=", self.node(other)) for other in node.arguments[1:]]
            worth = _any([one.worth for one in equal])
            return Formula(FormulaKind.TRUTH, worth, _any([worth, _all([one.known for one in equal])]))
        filled = _FALSE if self._is_blocked(node.arguments[0]) else self.node(node.arguments[0]).known
        return Formula(FormulaKind.TRUTH, filled if node.function == "filled" else _not(filled), _TRUE)

    def _sum(self, arguments: Sequence[Node]) -> Formula:
        parts = [part for part in map(self._summand, arguments) if part.known != _FALSE]
        if not parts:
            return _unknown()
        if all(part.place for part in parts):
            places = ",".join(part.place for part in parts)
            return Formula(FormulaKind.NUMBER, f"SUM({places})", f"(COUNT({places})>0)")
        worth = "+".join(part.worth for part in parts)
        return Formula(FormulaKind.NUMBER, f"({worth})", _any([part.known for part in parts]))

    def _extreme(self, function: str, arguments: Sequence[Node]) -> Formula:
        parts = [part for part in map(self._summand, arguments) if part.known != _FALSE]
        if not parts:
            return _unknown()
        if all(part.place for part in parts):
            places = ",".join(part.place for part in parts)
            return Formula(FormulaKind.NUMBER, f"{function}({places})", f"(COUNT({places})>0)")
        made = parts[0]
        for part in parts[1:]:
            one = f"IF({made.known},{made.worth},{part.worth})"
            both = f"{function}({made.worth},{part.worth})"
            worth = f"IF({_all([made.known, part.known])},{both},{one})"
            made = Formula(FormulaKind.NUMBER, worth, _any([made.known, part.known]))
        return made

    def _if(self, arguments: Sequence[Node]) -> Formula:
        condition, then, other = (self.node(argument) for argument in arguments)
        kind = then.kind if then.known != _FALSE else other.kind
        nothing = {FormulaKind.NUMBER: "0", FormulaKind.TEXT: '""', FormulaKind.TRUTH: _FALSE}[kind]
        then, other = (part if part.kind is kind else _unknown(kind) for part in (then, other))
        worth = f"IF({condition.worth},{then.worth},{other.worth})"
        known = f"IF({condition.worth},{then.known},{other.known})"
        if condition.known == _TRUE:
            return Formula(kind, worth, known)
        return Formula(kind, f"IF({condition.known},{worth},{nothing})", _all([condition.known, known]))


def decimals(kind: ValueType) -> int | None:
    """How many digits after the comma such numbers keep; None when they are not rounded."""
    return -int(STEPS[kind].adjusted()) if kind in STEPS else None


def _shown(side: Formula) -> str:
    return f"ROUND({side.worth},6)" if side.kind is FormulaKind.NUMBER else side.worth


def _places(text: str) -> list[tuple[str, str]]:
    cut = re.split(r"\{(left|right|difference)\}", text)
    return list(zip(cut[::2], [*cut[1::2], ""], strict=True))


def quoted(text: str) -> str:
    """A text inside a formula; spreadsheets allow 255 characters in one, so a long text is joined from pieces."""
    pieces = [text[start : start + 250] for start in range(0, len(text), 250)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def _constant(value: Decimal) -> str:
    return format(value, "f")


def _unknown(kind: FormulaKind = FormulaKind.NUMBER) -> Formula:
    return Formula(kind, {FormulaKind.NUMBER: "0", FormulaKind.TEXT: '""', FormulaKind.TRUTH: _FALSE}[kind], _FALSE)


def _as_number(formula: Formula) -> Formula:
    return formula if formula.kind is FormulaKind.NUMBER else _unknown()


def _quotient(left: Formula, right: Formula, worth: str) -> Formula:
    known = _all([left.known, right.known, f"({right.worth}<>0)"])
    return Formula(FormulaKind.NUMBER, f"IF({known},{worth},0)", known)


def _compare(left: Formula, operator: str, right: Formula) -> Formula:
    known = _all([left.known, right.known])
    if left.kind is FormulaKind.TEXT and right.kind is FormulaKind.TEXT and operator in ("=", "!="):
        same = f"EXACT({left.worth},{right.worth})"
        return Formula(FormulaKind.TRUTH, _all([known, same if operator == "=" else _not(same)]), known)
    if left.kind is not FormulaKind.NUMBER or right.kind is not FormulaKind.NUMBER:
        return _unknown(FormulaKind.TRUTH)
    # Binary fractions of money would make 0.1 + 0.2 differ from 0.3.
    sign = "<>" if operator == "!=" else operator
    return Formula(FormulaKind.TRUTH, _all([known, f"(ROUND({left.worth}-{right.worth},6){sign}0)"]), known)


def _not(condition: str) -> str:
    if condition in (_TRUE, _FALSE):
        return _FALSE if condition == _TRUE else _TRUE
    return f"NOT({condition})"


def _all(conditions: Sequence[str]) -> str:
    kept = [c for c in dict.fromkeys(conditions) if c != _TRUE]
    if _FALSE in kept:
        return _FALSE
    return _joined("AND", kept, _TRUE)


def _any(conditions: Sequence[str]) -> str:
    kept = [c for c in dict.fromkeys(conditions) if c != _FALSE]
    if _TRUE in kept:
        return _TRUE
    return _joined("OR", kept, _FALSE)


def _joined(function: str, conditions: Sequence[str], nothing: str) -> str:
    if not conditions:
        return nothing
    return conditions[0] if len(conditions) == 1 else f"{function}({','.join(conditions)})"
