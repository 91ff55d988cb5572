"""A form that is only partly asked for a shorter period: the tables that remain, and all that speaks of them alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.domain.dates import Period
from app.forms import keys
from app.forms.definition import Check, Consolidation, Field, FormDefinition, Part, PartKind, Portion, Table
from app.forms.expressions import Expression
from app.forms.reading import Section, unique

_PERIODS = ("half_year", "quarter")


def load_portions(
    sections: list[Section], fields: Mapping[str, Field], tables: Mapping[str, Table]
) -> tuple[Portion, ...]:
    """The portions that a definition names; what remains of the form must not need what is left out."""
    result: list[Portion] = []
    for section in sections:
        portion = Portion(
            period=section.need("period", str),
            title=section.need("title", str),
            heading=section.texts("heading", required=True),
            approval=section.texts("approval"),
            fields=section.texts("fields"),
            tables=section.texts("tables", required=True),
        )
        if portion.period not in _PERIODS:
            section.fail(f"{portion.period!r} is not known", "period")
        for key, names, known in (("fields", portion.fields, fields), ("tables", portion.tables, tables)):
            for name in names:
                if name not in known:
                    section.fail(f"no such name {name!r}", key)
        kept = _kept(portion, tables)
        for formula in _formulas(portion, fields, tables):
            for place in formula.references():
                if place not in kept:
                    section.fail(f"{place!r} is left out, but is needed", "tables")
        section.done(keys.PORTION)
        unique(section, "period", [*(p.period for p in result), portion.period])
        result.append(portion)
    return tuple(result)


def _kept(portion: Portion, tables: Mapping[str, Table]) -> set[str]:
    return {*portion.fields, *(address for name in portion.tables for address in tables[name].cells)}


def _formulas(portion: Portion, fields: Mapping[str, Field], tables: Mapping[str, Table]) -> Iterator[Expression]:
    for name in portion.fields:
        yield from _expressions(fields[name].auto, fields[name].required)
    for name in portion.tables:
        for cell in tables[name].cells.values():
            yield from _expressions(cell.compute, cell.auto, cell.required)


def _expressions(*given: Expression | bool | None) -> Iterator[Expression]:
    yield from (one for one in given if isinstance(one, Expression))


def portion_for(definition: FormDefinition, period: Period | None) -> FormDefinition:
    """The form as it is asked for a period: the whole of it, or its portion for periods of that kind."""
    return definition if period is None else portion_of(definition, period.kind)


def portion_of(definition: FormDefinition, kind: str) -> FormDefinition:
    """The portion for periods of a kind; the form itself when it has none, or is one already.

    Rules, totals and targets that need what is left out are left out with it.
    """
    portion = next((p for p in definition.portions if p.period == kind), None)
    if portion is None or definition.portion:
        return definition
    tables = {name: definition.tables[name] for name in portion.tables}
    fields = {name: definition.fields[name] for name in portion.fields}
    kept = _kept(portion, definition.tables)
    checks = tuple(check for check in definition.checks if _stands(check, kept))
    outside = [ref for formula in _formulas(portion, fields, tables) for ref in formula.outside()]
    outside += [ref for check in checks for ref in check.outside]
    return replace(
        definition,
        title=portion.title,
        heading=portion.heading,
        approval=portion.approval,
        intro="",
        fields=fields,
        tables=tables,
        lists={},
        checks=checks,
        parts=tuple(part for part in definition.parts if _printed(part, portion)),
        order=tuple(place for place in definition.order if place in kept),
        consolidations=_consolidations(definition, kept),
        outside=tuple(dict.fromkeys(outside)),
        targets=(),
        portion=kind,
    )


def _stands(check: Check, kept: set[str]) -> bool:
    formulas = [check.left, check.right, *([] if check.when is None else [check.when])]
    return not check.list and kept.issuperset(check.cells) and all(kept.issuperset(f.references()) for f in formulas)


def _printed(part: Part, portion: Portion) -> bool:
    if part.kind is PartKind.FIELDS:
        return set(part.fields) <= set(portion.fields)
    if part.kind is PartKind.SIGNATURES:
        return True
    return part.kind is PartKind.TABLE and part.table in portion.tables


def _consolidations(definition: FormDefinition, kept: set[str]) -> tuple[Consolidation, ...]:
    found = []
    for block in definition.consolidations:
        places = {place: given for place, given in block.places.items() if place in kept}
        if places:
            found.append(replace(block, places=places, list=""))
    return tuple(found)
