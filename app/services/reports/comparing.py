"""What a rule compares, term by term, with the people behind every term: the balance of members and its like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.dates import Period
from app.errors import UserError
from app.forms.definition import Check
from app.forms.expressions import (
    Binary,
    Call,
    CellRef,
    NameRef,
    Negative,
    Node,
    OutsideRef,
    compare,
    value_of,
)
from app.forms.expressions import Environment as Values
from app.forms.view import Value
from app.services.reports.filling import filled_in, shown_form
from app.services.reports.why import ProvenanceItem, Story
from app.services.session import Act, VaultSession, service


@dataclass(frozen=True)
class Term:
    """A number that a side is made of. ``sign``: 1 added, -1 subtracted, 0 used in another way."""

    text: str
    value: Value
    sign: int
    items: tuple[ProvenanceItem, ...] = ()
    """The people behind it, or the numbers it is made of."""


@dataclass(frozen=True)
class RuleComparison:
    """Both sides of a rule. ``holds`` None: something is unknown and the rule is not applied."""

    rule: str
    left: Value
    operator: str
    right: Value
    holds: bool | None
    left_terms: tuple[Term, ...]
    right_terms: tuple[Term, ...]


@service(Act.LOOK)
def comparison(session: VaultSession, form_id: str, rule: str, period: Period | int | str) -> RuleComparison:
    """Take a rule apart, whether it fails or not. UserError ``reports.no_such_rule``."""
    with session.unit_of_work() as uow:
        definition, when = shown_form(uow, session, form_id, period)
        check = next((c for c in definition.checks if c.id == rule and not c.list), None)
        if check is None:
            raise UserError("reports.no_such_rule", rule=rule)
        filled = filled_in(uow, definition, when)
        return _apart(check, Story(uow, definition, filled, when))


def _apart(check: Check, story: Story) -> RuleComparison:
    values = {a: c.value for a, c in (*story.view.cells.items(), *story.view.fields.items())}
    outside = {ref: story.outside_value(ref) for ref in check.outside}
    here = Values(values, story.period.year, outside=outside)
    sides = [value_of(side, here) for side in (check.left, check.right)]
    known = all(value is not None for value in outside.values())
    left, right = (side if not isinstance(side, bool) and known else None for side in sides)
    return RuleComparison(
        check.id,
        left,
        check.operator,
        right,
        compare(left, check.operator, right),
        tuple(_term(node, sign, story) for node, sign in _terms(check.left.node, 1)),
        tuple(_term(node, sign, story) for node, sign in _terms(check.right.node, 1)),
    )


def _terms(node: Node, sign: int) -> Iterator[tuple[Node, int]]:
    """Places of an expression, left to right, with the sign each has in it."""
    if isinstance(node, CellRef | OutsideRef | NameRef):
        yield node, sign
    elif isinstance(node, Negative):
        yield from _terms(node.operand, -sign)
    elif isinstance(node, Binary):
        plain = sign if node.operator in ("+", "-") else 0
        yield from _terms(node.left, plain)
        yield from _terms(node.right, -plain if node.operator == "-" else plain)
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from _terms(argument, sign if node.function == "sum" else 0)


def _term(node: Node, sign: int, story: Story) -> Term:
    if isinstance(node, OutsideRef):
        named = story.definition.facts.get(node.place) if node.where == "fact" else None
        items = () if named is None else story.people(named.request)
        return Term(story.outside_words(node), story.outside_value(node), sign, items)
    name = node.address if isinstance(node, CellRef) else node.name if isinstance(node, NameRef) else ""
    cell, field = story.definition.cell(name), story.definition.fields.get(name)
    if cell is None and field is None:
        return Term(name, None, sign)
    told = story.tell(cell, field)
    text = f"Таблица {cell.table}, строка {cell.row}, графа {cell.column}" if cell else field.title if field else name
    return Term(text, told.value, sign, told.items)
