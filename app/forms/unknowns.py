"""«Нет сведений»: which sums lack a number that nobody could give, and what follows for checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.domain.enums import Severity
from app.forms.definition import FormDefinition, ValueType
from app.forms.expressions import Binary, Call, CellRef, Expression, NameRef, Negative, Node, Number, walk
from app.forms.view import ReportView, Unknown, Violation

Unknowns = Mapping[str, tuple[Unknown, ...]]


def bearing_on(expressions: Iterable[Expression], unknown: Unknowns) -> tuple[Unknown, ...]:
    """What the expressions lack, each once."""
    found = (one for formula in expressions for name in formula.references() for one in unknown.get(name, ()))
    return tuple(dict.fromkeys(found))


def lacking(definition: FormDefinition, view: ReportView) -> dict[str, tuple[Unknown, ...]]:
    """By place, what a report does not tell: «нет сведений», places left empty, and the sums that miss them."""
    found: dict[str, tuple[Unknown, ...]] = {place: (Unknown(place, ""),) for place in view.missing}
    for name, field in definition.fields.items():
        if field.type not in (ValueType.TEXT, ValueType.DATE) and view.fields[name].value is None:
            found[name] = (Unknown(name, ""),)
    found |= view.unknown
    if len(found) > len(view.unknown):
        for name in definition.order:
            cell = definition.cell(name)
            if cell is not None and cell.compute is not None and (bears := bearing_on([cell.compute], found)):
                found[name] = bears
    return found


def only_adds(node: Node) -> bool:
    """Whether the formula is a sum: one without a number is the sum of the known ones; a share or a product of it is
    not known at all."""
    if isinstance(node, CellRef | NameRef | Number):
        return True
    if isinstance(node, Negative):
        return only_adds(node.operand)
    if isinstance(node, Binary):
        return node.operator in ("+", "-") and only_adds(node.left) and only_adds(node.right)
    return isinstance(node, Call) and node.function == "sum" and all(only_adds(a) for a in node.arguments)


def told_count(unknown: tuple[Unknown, ...]) -> str:
    """«нет сведений» of our own, «нет сведений: Школа 5, Школа 7» of others."""
    names = list(dict.fromkeys(one.organisation for one in unknown if one.organisation))
    return f"нет сведений: {', '.join(names)}" if names else "нет сведений"


def declared(unknown: tuple[Unknown, ...]) -> tuple[Unknown, ...]:
    """Those of which somebody said that they cannot be known."""
    return tuple(one for one in unknown if one.reason)


def asks_to_fill(expressions: Iterable[Expression], unknown: Unknowns) -> bool:
    """Whether a check wants a place filled of which it is said that nobody knows: that was the answer."""
    calls = (node for formula in expressions for node in walk(formula.node) if isinstance(node, Call))
    places = (a for call in calls if call.function in ("filled", "empty") for a in call.arguments)
    names = (a.address if isinstance(a, CellRef) else a.name if isinstance(a, NameRef) else "" for a in places)
    return any(declared(unknown.get(name, ())) for name in names)


def softened(violation: Violation, unknown: tuple[Unknown, ...]) -> Violation:
    """A check over a number that is said to be unknown cannot be an error: it asks for an explanation."""
    unknown = declared(unknown)
    if not unknown:
        return violation
    message = f"{violation.message} (не все числа известны, {told_count(unknown)})"
    return replace(violation, severity=Severity.WARNING, message=message)
