"""Working out a report: typed values and the vault's facts in, every cell and every failed check out.

One form's arithmetic is never written here: it comes from the definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.dates import Period
from app.domain.enums import CellKind, CellSource, Severity
from app.forms.completeness import missing_cells, missing_places
from app.forms.definition import STEPS, Cell, Check, FormDefinition, ListTable, Target, ValueType
from app.forms.expressions import Environment, Expression, OutsideRef, compare, half_up, value_of
from app.forms.unknowns import Unknowns, asks_to_fill, bearing_on, declared, only_adds, softened
from app.forms.values import TypedValues, format_value
from app.forms.view import Automatic, CellView, ReportView, TargetView, Unknown, Value, Violation


def evaluate(
    definition: FormDefinition,
    typed: TypedValues,
    automatic: Mapping[str, Automatic] | None = None,
    period: Period | None = None,
    explanations: Mapping[str, str] | None = None,
    *,
    reasons: Mapping[str, str] | None = None,
    org_kind: str | None = None,
    others: Mapping[str, Mapping[str, Value]] | None = None,
    previous: Mapping[str, Value] | None = None,
) -> ReportView:
    """Evaluate a report.

    ``automatic``: facts by address or field name. None means that nothing fills itself: neither facts nor ``auto``
    (a document from elsewhere is checked as it is). Without a ``period`` the year is unknown. ``explanations`` are by
    rule, ``reasons`` by address, ``org_kind`` is a value of :class:`~app.domain.enums.OrganisationKind`. ``others``:
    values of other forms of the period by form and place; ``previous``: of this form for the year before. Answers to
    the form's named facts stand in ``automatic`` under :func:`fact_key`. A rule that needs what is not given is not
    applied.
    """
    outside = _outside(definition, automatic or {}, others or {}, previous or {})
    work = _Work(definition, typed, automatic, reasons or {}, _environment(definition, period, org_kind, outside))
    cells, fields = work.cells(), work.fields()
    lists = {name: work.list_rows(table) for name, table in definition.lists.items()}
    unknown = work.unknown
    misuse = [
        *_misuse(definition, typed, cells, fields, lists),
        *_missing(definition, cells, unknown, work.environment),
    ]
    failed = [v for check in definition.checks for v in _check(definition, check, work.environment, lists, unknown)]
    order = _order(definition)
    violations = sorted((*misuse, *failed), key=lambda v: order.get(v.cells[0], len(order)))
    told = explanations or {}
    return ReportView(
        form=definition.id,
        edition=definition.edition,
        period="" if period is None else str(period),
        cells=cells,
        fields=fields,
        lists=lists,
        violations=tuple(_explained(v, told) for v in violations),
        missing=tuple(
            sorted(
                missing_places(definition, cells, fields, lists, unknown, work.environment),
                key=lambda place: order.get(place, order.get(place.partition(".")[0], len(order))),
            )
        ),
        targets=tuple(_target(target, work.environment) for target in definition.targets),
        unknown={place: unknown[place] for place in sorted(unknown, key=lambda place: order.get(place, len(order)))},
    )


def _target(target: Target, environment: Environment) -> TargetView:
    found = value_of(target.value, environment)
    value = found if isinstance(found, Decimal) else None
    reached = None if value is None else value >= target.least
    told = {True: "цель достигнута", False: "цель не достигнута", None: "пока неизвестно"}[reached]
    shown = "" if value is None else f"{format_value(value, ValueType.PERCENT)} %, "
    least = format_value(target.least, ValueType.PERCENT)
    sentence = f"{target.title}: {shown}цель – не меньше {least} %, {told}"
    return TargetView(target.id, sentence, value, target.least, reached, target.source)


def fact_key(name: str) -> str:
    """Under what key of ``automatic`` the answer to a named fact stands."""
    return f"fact:{name}"


def _outside(
    definition: FormDefinition,
    automatic: Mapping[str, Automatic],
    others: Mapping[str, Mapping[str, Value]],
    previous: Mapping[str, Value],
) -> dict[OutsideRef, Value]:
    found: dict[OutsideRef, Value] = {}
    for ref in definition.outside:
        if ref.where == "other":
            found[ref] = others.get(ref.form, {}).get(ref.place)
        elif ref.where == "previous":
            found[ref] = previous.get(ref.place)
        else:
            answer = automatic.get(fact_key(ref.place))
            found[ref] = None if answer is None else answer.value
    return found


def _environment(
    definition: FormDefinition, period: Period | None, org_kind: str | None, outside: Mapping[OutsideRef, Value]
) -> Environment:
    blocked = frozenset(
        cell.address for t in definition.tables.values() for cell in t.cells.values() if cell.kind is CellKind.BLOCKED
    )
    return Environment(
        {},
        None if period is None else period.year,
        blocked,
        None if org_kind is None else str(org_kind),
        outside=outside,
    )


def rounded(value: Value, kind: ValueType) -> Value:
    """A number to the precision its type prints."""
    return half_up(value, STEPS[kind]) if isinstance(value, Decimal) and kind in STEPS else value


@dataclass
class _Work:
    """Values in the making; ``environment.values`` grows as cells become known."""

    definition: FormDefinition
    typed: TypedValues
    automatic: Mapping[str, Automatic] | None
    reasons: Mapping[str, str]
    environment: Environment

    def __post_init__(self) -> None:
        self.known: dict[str, Decimal | str | None] = {}
        self.auto: dict[str, Automatic] = dict(self.automatic or {})
        self.unknown: dict[str, tuple[Unknown, ...]] = dict(self.typed.unknown)
        for name, found in self.auto.items():
            # A total typed by hand is known; one that is brought together lacks what nobody below could give.
            if found.unknown and name not in self.unknown and not self._is_typed(name):
                self.unknown[name] = found.unknown
        self.environment = replace(self.environment, values=self.known)
        definition = self.definition
        for table in definition.tables.values():
            for cell in table.cells.values():
                if cell.kind is CellKind.FIXED:
                    self.known[cell.address] = cell.fixed
                elif cell.kind is CellKind.INPUT and cell.auto is None:
                    self.known[cell.address] = self._given(cell.address, self.typed.values.get(cell.address))
                    self._unmarked(cell)
        for name, field in definition.fields.items():
            if field.auto is None:
                self.known[name] = self._given(name, self.typed.fields.get(name))
        for name in definition.order:
            self._work_out(name)

    def _is_typed(self, name: str) -> bool:
        return name in self.typed.values or name in self.typed.fields

    def _unmarked(self, cell: Cell) -> None:
        """An empty place for a mark is an absent mark."""
        place = cell.type is ValueType.MARK and cell.required is False and cell.address not in self.unknown
        if place and self.known.get(cell.address) is None:
            self.known[cell.address] = Decimal(0)

    def _given(self, name: str, typed: Value) -> Value:
        if typed is not None:
            return typed
        if any(not one.organisation for one in self.unknown.get(name, ())):
            return None
        found = self.auto.get(name)
        return None if found is None else found.value

    def _work_out(self, name: str) -> None:
        cell, field = self.definition.cell(name), self.definition.fields.get(name)
        if cell is not None and cell.kind is CellKind.COMPUTED and cell.compute is not None:
            self.known[name] = self._number(self._worked_out(name, cell.compute), cell.type)
            return
        source = cell or field
        if source is None or source.auto is None:
            return
        if self.automatic is not None and name not in self.auto:
            given = self._is_typed(name) or name in self.typed.unknown
            formula = value_of(source.auto, self.environment) if given else self._worked_out(name, source.auto)
            value = self._number(formula, source.type)
            needed = source.auto.outside()
            if any(self.environment.outside.get(ref) is None for ref in needed):
                value = None
            last_year = any(ref.where == "previous" for ref in needed)
            self.auto[name] = Automatic(value, CellSource.PREVIOUS if last_year else CellSource.COMPUTED)
        typed = self.typed.values.get(name) if cell is not None else self.typed.fields.get(name)
        self.known[name] = self._given(name, typed)
        if cell is not None:
            self._unmarked(cell)

    def _worked_out(self, name: str, formula: Expression) -> object:
        """The value of a formula; a sum says what it lacks, anything else over an unknown number is unknown.

        So is a sum of nothing but zeros: it would be read as «none».
        """
        lacking = bearing_on([formula], self.unknown)
        if lacking:
            self.unknown[name] = lacking
        value = value_of(formula, self.environment)
        return None if declared(lacking) and (value == 0 or not only_adds(formula.node)) else value

    @staticmethod
    def _number(value: object, kind: ValueType) -> Value:
        return rounded(value, kind) if isinstance(value, Decimal | str) else None

    def cells(self) -> dict[str, CellView]:
        """Every cell in the form's order."""
        return {
            cell.address: self._cell(cell) for table in self.definition.tables.values() for cell in table.cells.values()
        }

    def _cell(self, cell: Cell) -> CellView:
        if cell.kind is CellKind.INPUT:
            return self._input(cell.address, self.typed.values.get(cell.address))
        value = None if cell.kind is CellKind.BLOCKED else self.known.get(cell.address)
        source = CellSource.COMPUTED if cell.kind is CellKind.COMPUTED else None
        return CellView(cell.address, cell.kind, value, source)

    def _input(self, name: str, typed: Value) -> CellView:
        found = self.auto.get(name)
        automatic = None if found is None else found.value
        if typed is not None:
            source: CellSource | None = CellSource.MANUAL
        else:
            source = None if found is None or found.value is None else found.source
        return CellView(name, CellKind.INPUT, self.known.get(name), source, automatic, self.reasons.get(name, ""))

    def fields(self) -> dict[str, CellView]:
        """Every field."""
        return {name: self._input(name, self.typed.fields.get(name)) for name in self.definition.fields}

    def list_rows(self, table: ListTable) -> tuple[Mapping[str, Value], ...]:
        """Rows of a list with their computed columns."""
        types = {column.code: column.type or ValueType.TEXT for column in table.columns}
        result = []
        for given in self.typed.lists.get(table.id, ()):
            row = dict(given)
            for code, formula in table.compute.items():
                here = replace(self.environment, row=row)
                row[code] = self._number(value_of(formula, here), types[code])
            result.append(row)
        return tuple(result)


def _misuse(
    definition: FormDefinition,
    typed: TypedValues,
    cells: Mapping[str, CellView],
    fields: Mapping[str, CellView],
    lists: Mapping[str, tuple[Mapping[str, Value], ...]],
) -> Iterator[Violation]:
    """Values typed where none belong, or of a kind that cannot be."""
    for table in definition.tables.values():
        for cell in table.cells.values():
            place = f"Таблица {cell.table}, строка {cell.row}, графа {cell.column}"
            given = typed.values.get(cell.address)
            view = cells[cell.address]
            if given is not None and cell.kind is CellKind.BLOCKED:
                yield _wrong(
                    "blocked",
                    cell.address,
                    f"{place}: не заполняется, а указано {_text(given, cell.type)}",
                    definition.source,
                    given,
                )
            elif given is not None and cell.kind in (CellKind.COMPUTED, CellKind.FIXED):
                if rounded(given, cell.type) != view.value:
                    why = "считается сама" if cell.kind is CellKind.COMPUTED else "задана формой"
                    shown = _text(view.value, cell.type) or "пусто"
                    yield _wrong(
                        rule=cell.kind.value,
                        address=cell.address,
                        message=f"{place}: {why} – {shown}, а указано {_text(given, cell.type)}",
                        source=definition.source,
                        left=given,
                        operator="=",
                        right=view.value,
                    )
            elif isinstance(view.value, Decimal) and cell.kind is CellKind.INPUT:
                yield from _bad_number(cell.address, place, view.value, cell.type, definition)
    for name, field in definition.fields.items():
        value = fields[name].value
        if isinstance(value, Decimal):
            yield from _bad_number(name, f"«{field.title}»", value, field.type, definition)
    for name, rows in lists.items():
        for column in definition.lists[name].columns:
            for index, row in enumerate(rows, 1):
                value = row.get(column.code)
                place = f"Список {name}, строка {index}, графа {column.code}"
                kind = column.type or ValueType.TEXT
                given = typed.lists[name][index - 1].get(column.code)
                if column.code in definition.lists[name].compute:
                    if given is not None and rounded(given, kind) != value:
                        words = f"{place}: считается сама – {_text(value, kind) or 'пусто'}, а указано "
                        yield _wrong(
                            rule="computed",
                            address=f"{name}.{index}.{column.code}",
                            message=words + _text(given, kind),
                            source=definition.source,
                            left=given,
                            operator="=",
                            right=value,
                        )
                elif isinstance(value, Decimal):
                    yield from _bad_number(f"{name}.{index}.{column.code}", place, value, kind, definition)


def _missing(
    definition: FormDefinition, cells: Mapping[str, CellView], unknown: Unknowns, environment: Environment
) -> Iterator[Violation]:
    """Empty cells of the tables that must be filled."""
    for cell in missing_cells(definition, cells, unknown, environment):
        if definition.tables[cell.table].empty_is_error:
            place = f"Таблица {cell.table}, строка {cell.row}, графа {cell.column}"
            message = f"{place}: не заполнено. Если сообщить нечего, поставьте 0"
            yield Violation(f"empty:{cell.address}", Severity.ERROR, (cell.address,), message, definition.source)


def _bad_number(
    address: str, place: str, value: Decimal, kind: ValueType, definition: FormDefinition
) -> Iterator[Violation]:
    shown, source = _text(value, kind), definition.source
    if kind is ValueType.COUNT and value > definition.largest:
        words = (
            f"{place}: {shown} – слишком большое число. Проверьте, нет ли лишних цифр; если оно верно, напишите почему"
        )
        largest = Decimal(definition.largest)
        yield Violation(
            rule=f"size:{address}",
            severity=Severity.WARNING,
            cells=(address,),
            message=words,
            source=source,
            left=value,
            operator="<=",
            right=largest,
        )
    if kind is ValueType.COUNT and (value < 0 or value != value.to_integral_value()):
        yield _wrong("count", address, f"{place}: должно быть целое число от нуля, а указано {shown}", source, value)
    elif kind is ValueType.MARK and value not in (0, 1):
        yield _wrong("mark", address, f"{place}: отметка – это 1 или 0, а указано {shown}", source, value)
    elif kind is ValueType.YEAR and value != 0 and (value != value.to_integral_value() or not 1900 <= value <= 2100):
        yield _wrong("year", address, f"{place}: должен быть год, а указано {shown}", source, value)
    elif kind is ValueType.PERCENT and not 0 <= value <= 100:
        yield _wrong("percent", address, f"{place}: процент – от 0 до 100, а указано {shown}", source, value)


def _wrong(
    rule: str, address: str, message: str, source: str, left: Value, operator: str = "", right: Value = None
) -> Violation:
    own, other = (side if isinstance(side, Decimal) else None for side in (left, right))
    return Violation(
        rule=f"{rule}:{address}",
        severity=Severity.ERROR,
        cells=(address,),
        message=message,
        source=source,
        left=own,
        operator=operator,
        right=other,
    )


def _text(value: Value, kind: ValueType) -> str:
    return format_value(value, kind)


def _check(
    definition: FormDefinition,
    check: Check,
    environment: Environment,
    lists: Mapping[str, tuple[Mapping[str, Value], ...]],
    unknown: Unknowns,
) -> Iterator[Violation]:
    if not check.list:
        failed = _failed(definition, check, environment, check.cells, "")
        if failed is not None and not asks_to_fill((check.left, check.right), unknown):
            yield softened(failed, bearing_on((check.left, check.right), unknown))
        return
    for index, row in enumerate(lists[check.list], 1):
        here = replace(environment, row=row)
        columns = {c.code for c in definition.lists[check.list].columns}
        cells = tuple(f"{check.list}.{index}.{c}" if c in columns else c for c in check.cells)
        failed = _failed(definition, check, here, cells, f":{index}")
        if failed is not None:
            yield failed


def _failed(
    definition: FormDefinition, check: Check, environment: Environment, cells: tuple[str, ...], suffix: str
) -> Violation | None:
    if any(environment.outside.get(ref) is None for ref in check.outside):
        return None
    if check.when is not None and value_of(check.when, environment) is not True:
        return None
    left, right = value_of(check.left, environment), value_of(check.right, environment)
    if compare(left, check.operator, right) is not False:
        return None
    kind = _type_at(definition, cells[0])
    numbers = isinstance(left, Decimal) and isinstance(right, Decimal)
    difference = left - right if isinstance(left, Decimal) and isinstance(right, Decimal) else None
    words = {
        "left": _shown(left, kind),
        "right": _shown(right, kind),
        "difference": _shown(abs(difference) if difference is not None else None, kind),
    }
    message = check.message
    for name, text in words.items():
        message = message.replace(f"{{{name}}}", text)
    return Violation(
        rule=check.id + suffix,
        severity=check.severity,
        cells=cells,
        message=message,
        source=check.source,
        left=left if numbers and isinstance(left, Decimal) else None,
        operator=check.operator,
        right=right if numbers and isinstance(right, Decimal) else None,
    )


def _shown(value: object, kind: ValueType) -> str:
    return format_value(value, kind) if isinstance(value, Decimal | str) else ""


def _type_at(definition: FormDefinition, place: str) -> ValueType:
    cell = definition.cell(place)
    if cell is not None:
        return cell.type
    field = definition.fields.get(place)
    if field is not None:
        return field.type
    table, _, rest = place.partition(".")
    listed = definition.lists.get(table)
    code = rest.rpartition(".")[2]
    return (
        next((c.type for c in listed.columns if c.code == code and c.type), ValueType.COUNT)
        if listed
        else (ValueType.COUNT)
    )


def _order(definition: FormDefinition) -> dict[str, int]:
    """Places in the order of the printed form."""
    order: dict[str, int] = {}
    for part in definition.parts:
        for name in part.fields:
            order.setdefault(name, len(order))
        table = definition.tables.get(part.table)
        for address, cell in table.cells.items() if table else ():
            if not part.rows or cell.row in part.rows:
                order.setdefault(address, len(order))
        if part.table in definition.lists:
            order.setdefault(part.table, len(order))
        if not part.table:
            for name in definition.fields:
                if f"{{{name}}}" in part.text:
                    order.setdefault(name, len(order))
    return order


def _explained(violation: Violation, told: Mapping[str, str]) -> Violation:
    text = told.get(violation.rule, "")
    if not text or violation.severity is Severity.ERROR:
        return violation
    return replace(violation, explanation=text)
