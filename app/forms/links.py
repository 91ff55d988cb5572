"""What forms say of each other: checked, and made reachable, when all forms of a profile are loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from app.forms.consolidation_rules import SENDER_NAMES
from app.forms.definition import Consolidation, FormDefinition
from app.forms.expressions import BUILT_IN_NAMES, Expression
from app.forms.reading import DefinitionError


def require_links(forms: Mapping[str, FormDefinition], borrowed: Collection[str] = ()) -> None:
    """Raise :class:`DefinitionError` for a reference to nothing.

    A ``borrowed`` form (of another profile) may speak of forms that this profile does not have: such a rule is never
    applied, such a sender never comes.
    """
    for form in forms.values():
        for place, problem in _problems(form, forms, missing_allowed=form.id in borrowed):
            raise DefinitionError(f"{form.id}.toml", place, problem)


def linked(forms: Mapping[str, FormDefinition]) -> dict[str, FormDefinition]:
    """The same forms, each knowing the others."""
    result: dict[str, FormDefinition] = {}
    for name, form in forms.items():
        result[name] = replace(form, siblings=result)
    return result


def _problems(
    form: FormDefinition, forms: Mapping[str, FormDefinition], *, missing_allowed: bool
) -> Iterator[tuple[str, str]]:
    for ref in form.outside:
        if ref.where != "other":
            continue
        other = forms.get(ref.form)
        if other is None:
            if not missing_allowed:
                yield f"other[{ref.form}:{ref.place}]", f"no form {ref.form!r}"
        elif other.cell(ref.place) is None and ref.place not in other.fields:
            yield f"other[{ref.form}:{ref.place}]", f"no such place in {ref.form!r}"
    for number, block in enumerate(form.consolidations, 1):
        place = f"consolidate[{number}]"
        source = forms.get(block.source)
        if source is None:
            if not missing_allowed:
                yield place, f"no form {block.source!r}"
            continue
        yield from ((place, text) for text in _wrong(block, source))


def _wrong(block: Consolidation, source: FormDefinition) -> Iterator[str]:
    formulas = [block.when]
    for given in block.places.values():
        formulas += [given.value, given.when]
    for several in block.row.values():
        formulas += several
    for formula in formulas:
        if formula is not None:
            yield from (f"no {name!r} in {source.id!r}" for name in _unknown(formula, source))
    if block.list and not block.row:
        listed = source.lists.get(block.source_list)
        if listed is None:
            yield f"no list {block.source_list!r} in {source.id!r}"
            return
        known = {column.code for column in listed.columns}
        yield from (
            f"no column {code!r} in the list of {source.id!r}" for code in block.columns.values() if code not in known
        )


def _unknown(formula: Expression, source: FormDefinition) -> Iterator[str]:
    names = {*BUILT_IN_NAMES, *SENDER_NAMES, *source.fields}
    for reference in formula.references():
        if reference not in names and source.cell(reference) is None:
            yield reference
