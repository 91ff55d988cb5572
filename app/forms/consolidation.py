"""Bringing reports of subordinate organisations together, as the form's ``[[consolidate]]`` blocks say.

Every total can name its parts: what each sender gave to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.domain.dates import Period
from app.domain.enums import CellKind, OrganisationCategory
from app.errors import UserError
from app.forms.definition import Consolidation, FormDefinition, How, ValueType
from app.forms.evaluation import evaluate
from app.forms.expressions import Binary, Call, CellRef, Environment, Expression, Negative, Node, value_of
from app.forms.unknowns import Unknowns, bearing_on, declared, lacking
from app.forms.values import MAX_LIST_ROWS, TypedValues
from app.forms.view import ReportView, Unknown, Value


@dataclass(frozen=True)
class Sender:
    """Who sent a report. ``kind`` unknown: the first kind that fills the form; ``category`` unknown: an enterprise."""

    label: str
    kind: str | None = None
    category: str | None = None
    created_on: date | None = None


@dataclass(frozen=True)
class ConsolidationSource:
    """An evaluated report of a sender."""

    definition: FormDefinition
    view: ReportView
    sender: Sender


@dataclass(frozen=True)
class SenderPart:
    """What one sender gave to a total; ``source`` is its place among the sources."""

    source: int
    label: str
    value: Decimal


@dataclass(frozen=True)
class Consolidated:
    """The form made from the senders' reports. ``typed`` is what goes into a draft; ``parts`` by address or field.

    Parts of a cell that adds and subtracts others are those cells' parts; a per cent has none.
    """

    typed: TypedValues
    view: ReportView
    parts: Mapping[str, tuple[SenderPart, ...]]


def sources_of(definition: FormDefinition) -> tuple[str, ...]:
    """Ids of the forms this one is made from, in the order of the definition; empty for one that is not."""
    return tuple(dict.fromkeys(block.source for block in definition.consolidations))


def bring_together(
    definition: FormDefinition,
    sources: Sequence[ConsolidationSource],
    period: Period | None = None,
    *,
    org_kind: str | None = None,
) -> Consolidated:
    """Bring the reports together. UserError ``forms.not_consolidated``, ``forms.not_a_source``.

    A place is empty only when every sender it concerns left it empty; when it concerns no sender, it is zero. What a
    sender left empty or had no number for is named at the total: ``typed.unknown``, ``view.unknown``.
    """
    known = sources_of(definition)
    if not known:
        raise UserError("forms.not_consolidated", form=definition.number)
    for source in sources:
        if source.definition.id not in known:
            raise UserError(
                "forms.not_a_source", given=source.definition.id, form=definition.id, known=", ".join(known)
            )
    gathered = _Gathered()
    environments = [_environment(source, period) for source in sources]
    untold = [lacking(source.definition, source.view) for source in sources]
    for block in definition.consolidations:
        for index, (source, environment) in enumerate(zip(sources, environments, strict=True)):
            if source.definition.id == block.source:
                _gather(block, index, source, environment, untold[index], gathered)
    typed = _typed(definition, gathered)
    view = evaluate(definition, typed, None, period, org_kind=org_kind)
    return Consolidated(typed, view, _all_parts(definition, gathered.parts()))


_CREATED = Unknown("день создания организации", "")
"""Whether the sender is one of those created in the year."""


@dataclass
class _Gathered:
    """Contributions by place: (source, label, value), None for a sender it does not concern or who left it empty."""

    def __post_init__(self) -> None:
        self.given: dict[str, list[tuple[int, str, Value]]] = {}
        self.ways: dict[str, How] = {}
        self.zero: set[str] = set()
        self.rows: dict[str, list[Mapping[str, Value]]] = {}
        self.unknown: dict[str, dict[Unknown, None]] = {}

    def lacks(self, place: str, label: str, found: Iterable[Unknown]) -> None:
        """A total that misses something of a sender, or of those whose reports the sender brought together."""
        for one in found:
            named = one if one.organisation else replace(one, organisation=label)
            self.unknown.setdefault(place, {})[named] = None

    def parts(self) -> dict[str, tuple[SenderPart, ...]]:
        """Numbers only; more than one contribution of a sender to a place is one part."""
        result: dict[str, tuple[SenderPart, ...]] = {}
        for place, given in self.given.items():
            by_source: dict[int, SenderPart] = {}
            for index, label, value in given:
                if isinstance(value, Decimal):
                    before = by_source.get(index)
                    if before is not None and self.ways[place] is How.SUM:
                        value += before.value
                    by_source[index] = SenderPart(index, label, value)
            result[place] = tuple(by_source.values())
        return result


def _environment(source: ConsolidationSource, period: Period | None) -> Environment:
    view, definition, sender = source.view, source.definition, source.sender
    values: dict[str, Decimal | str | None] = {address: cell.value for address, cell in view.cells.items()}
    values |= {name: field.value for name, field in view.fields.items()}
    values["org_category"] = sender.category or OrganisationCategory.ENTERPRISE.value
    values["org_created_year"] = None if sender.created_on is None else Decimal(sender.created_on.year)
    blocked = frozenset(address for address, cell in view.cells.items() if cell.kind is CellKind.BLOCKED)
    kind = sender.kind or definition.org_kinds[0].value
    return Environment(values, None if period is None else period.year, blocked, kind)


def _gather(
    block: Consolidation,
    index: int,
    source: ConsolidationSource,
    environment: Environment,
    untold: Unknowns,
    gathered: _Gathered,
) -> None:
    label = source.sender.label
    for place, contribution in block.places.items():
        gathered.ways[place] = block.how
        concerned = _holds(contribution.when, environment)
        if concerned is False:
            gathered.zero.add(place)
            continue
        if concerned is True:
            value = _given(contribution.value, environment)
            gathered.given.setdefault(place, []).append((index, label, value))
        if block.how not in (How.JOIN, How.NAMED):
            # Whether it concerns the sender may itself depend on what the sender did not tell.
            asked = contribution.value if concerned is True or contribution.when is None else contribution.when
            missed = bearing_on([asked], untold)
            if concerned is None and not missed and "org_created_year" in asked.references():
                missed = (_CREATED,)
            gathered.lacks(place, label, missed)
    if block.list and _holds(block.when, environment) is True:
        gathered.lacks(block.list, label, untold.get(block.source_list, ()))
        gathered.lacks(block.list, label, bearing_on((f for made in block.row.values() for f in made), untold))
        rows = gathered.rows.setdefault(block.list, [])
        for row in _sent_rows(block, source, environment):
            if block.label and not row.get(block.label):
                row[block.label] = label
            if block.number:
                row[block.number] = Decimal(len(rows) + 1)
            rows.append({code: value for code, value in row.items() if value is not None})


def _sent_rows(
    block: Consolidation, source: ConsolidationSource, environment: Environment
) -> Iterable[dict[str, Value]]:
    """The sender's rows as columns of ours, or the one row that is made of the report itself."""
    if not block.row:
        for given in source.view.lists.get(block.source_list, ()):
            yield {own: given.get(code) for own, code in block.columns.items()}
        return
    made: dict[str, Value] = {}
    for code, formulas in block.row.items():
        values = [_given(formula, environment) for formula in formulas]
        texts = [str(value) for value in values if value not in (None, "")]
        made[code] = values[0] if len(values) == 1 else ", ".join(texts) or None
    yield made


def _holds(condition: Expression | None, environment: Environment) -> object:
    return True if condition is None else value_of(condition, environment)


def _given(formula: Expression, environment: Environment) -> Value:
    node = formula.node
    if isinstance(node, CellRef) and node.address in environment.blocked:
        return None
    value = value_of(formula, environment)
    return value if isinstance(value, Decimal | str) else None


def _typed(definition: FormDefinition, gathered: _Gathered) -> TypedValues:
    values: dict[str, Value] = {}
    fields: dict[str, Value] = {}
    for place, how in gathered.ways.items():
        none = place in gathered.zero and all(one.place == _CREATED.place for one in gathered.unknown.get(place, ()))
        total = _total(how, gathered.given.get(place, []), none=none)
        if total == 0 and declared(tuple(gathered.unknown.get(place, ()))):
            total = None  # «0» would be read as «none»
        if total is not None:
            (fields if place in definition.fields else values)[place] = total
    for name, rows in gathered.rows.items():
        if len(rows) > MAX_LIST_ROWS:
            raise UserError("forms.not_a_list", list=name, limit=MAX_LIST_ROWS)
    lists = {name: tuple(_numbered(definition, name, rows)) for name, rows in gathered.rows.items()}
    unknown = {place: tuple(found) for place, found in gathered.unknown.items() if found}
    return TypedValues(values, fields, lists, unknown)


def _numbered(
    definition: FormDefinition, name: str, rows: Iterable[Mapping[str, Value]]
) -> Iterable[Mapping[str, Value]]:
    """Running numbers as the column holds them: a text column holds texts."""
    texts = {c.code for c in definition.lists[name].columns if c.type in (None, ValueType.TEXT)}
    for row in rows:
        yield {c: str(v) if c in texts and isinstance(v, Decimal) else v for c, v in row.items()}


def _total(how: How, given: list[tuple[int, str, Value]], *, none: bool) -> Value:
    if how in (How.JOIN, How.NAMED):
        texts = ((label, value) for _, label, value in given if isinstance(value, str) and value)
        named = (f"{label}: {value}" if how is How.NAMED else value for label, value in texts)
        return "\n".join(dict.fromkeys(named)) or None
    numbers = [value for _, _, value in given if isinstance(value, Decimal)]
    if not numbers:
        return Decimal(0) if none and not given else None
    if how is How.SUM:
        return sum(numbers, Decimal(0))
    return max(numbers) if how is How.MAX else min(numbers)


def _all_parts(
    definition: FormDefinition, parts: dict[str, tuple[SenderPart, ...]]
) -> dict[str, tuple[SenderPart, ...]]:
    """Parts of computed cells too, wherever they only add and subtract."""
    for place in definition.order:
        cell = definition.cell(place)
        if cell is None or cell.compute is None:
            continue
        shares: dict[str, int] | None = {}
        shares = _shares(cell.compute.node, 1, shares)
        if not shares:
            continue
        by_source: dict[int, SenderPart] = {}
        for address, sign in shares.items():
            for part in parts.get(address, ()):
                before = by_source.get(part.source)
                value = sign * part.value + (before.value if before else 0)
                by_source[part.source] = replace(part, value=value)
        parts[place] = tuple(by_source[index] for index in sorted(by_source))
    return {place: found for place, found in parts.items() if found}


def _shares(node: Node, sign: int, found: dict[str, int] | None) -> dict[str, int] | None:
    """How often each cell is added (negative: subtracted); None when the formula does more than that."""
    if found is None:
        return None
    if isinstance(node, CellRef):
        found[node.address] = found.get(node.address, 0) + sign
        return found
    if isinstance(node, Negative):
        return _shares(node.operand, -sign, found)
    if isinstance(node, Binary) and node.operator in ("+", "-"):
        found = _shares(node.left, sign, found)
        return _shares(node.right, sign if node.operator == "+" else -sign, found)
    if isinstance(node, Call) and node.function == "sum":
        for argument in node.arguments:
            found = _shares(argument, sign, found)
        return found
    return None
