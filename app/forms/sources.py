"""A values document as a sender's report: what ``form check`` reads, prints and what a signed report holds.

Beside the values it may say ``form`` (else guessed from the organisation's kind and the places), ``period`` and
``organisation`` (kind, category, created_on, short_name).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.dates import Period, months_after
from app.domain.enums import OrganisationCategory, OrganisationKind
from app.errors import UserError
from app.forms.consolidation import ConsolidationSource, Sender, sources_of
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.values import parse_values

_CAMPAIGN_MONTHS = 12
"""How far before the end of an election campaign an election belongs to it."""
_BESIDE = frozenset(
    {"form", "period", "organisation", "edition", "revision", "violations", "explanations", "complete"}
    | {"parts", "outside", "consolidated", "missing", "targets", "own_figures"}
)
"""What such documents carry beside the values."""


def read_report_source(
    definition: FormDefinition, document: object, name: str, period: Period | None
) -> ConsolidationSource:
    """The sender's report for ``definition``; ``name`` is the file's, and the sender's when the document has none.

    Raises UserError: ``forms.not_consolidated``, ``forms.not_a_source``, ``forms.other_period``,
    ``forms.bad_organisation`` and those of :func:`~app.forms.values.parse_values`.
    """
    if not isinstance(document, dict):
        raise UserError("forms.not_a_document")
    source = _form(definition, document)
    given = document.get("period")
    if period is not None and given is not None and not _fits(source, period, str(given)):
        raise UserError("forms.other_period", file=name, given=given, period=period)
    sender = _sender(document.get("organisation"), name)
    typed = parse_values(source, {key: value for key, value in document.items() if key not in _BESIDE})
    view = evaluate(source, typed, None, period, org_kind=sender.kind or source.org_kinds[0].value)
    return ConsolidationSource(source, view, sender)


def belongs(source: FormDefinition, own: Period, theirs: Period) -> bool:
    """Whether a report about ``theirs`` comes into our report about ``own``: the same period; of elections, those of
    the year, or of the year before the day that the campaign ended."""
    if own == theirs:
        return True
    if source.period not in ("election", "event"):
        return False
    if own.day is None or theirs.day is None:
        return own.year == theirs.year and "year" in (own.kind, theirs.kind)
    return months_after(own.day, -_CAMPAIGN_MONTHS) < theirs.day <= own.day


def _fits(source: FormDefinition, own: Period, theirs: str) -> bool:
    try:
        return belongs(source, own, Period.parse(theirs))
    except ValueError:
        return False


def period_of(documents: list[object]) -> str | None:
    """The period that the first document naming one names; of a campaign's days the last, the day it ended."""
    said = [document.get("period") for document in documents if isinstance(document, dict)]
    named = [str(period) for period in said if period is not None]
    try:
        days = [Period.parse(text) for text in named]
    except ValueError:
        days = []
    if days and all(period.day is not None for period in days):
        return str(max(days))
    return next(iter(named), None)


def _form(definition: FormDefinition, document: Mapping[str, object]) -> FormDefinition:
    known = sources_of(definition)
    if not known:
        raise UserError("forms.not_consolidated", form=definition.number)
    given = document.get("form")
    if given is None:
        return _guessed([definition.siblings[form] for form in known if form in definition.siblings], document)
    if given not in known or str(given) not in definition.siblings:
        raise UserError("forms.not_a_source", given=given, form=definition.id, known=", ".join(known))
    return definition.siblings[str(given)]


def _guessed(candidates: list[FormDefinition], document: Mapping[str, object]) -> FormDefinition:
    """The form of a document that names none: one that such an organisation fills and that has all its places.

    When several do, the one that the definition names first; when none does, the first, which will say what is wrong.
    """
    told = document.get("organisation")
    kind = told.get("kind") if isinstance(told, dict) else None
    of_kind = [form for form in candidates if kind is None or kind in form.org_kinds] or candidates
    places: set[object] = set()
    for key in ("values", "fields", "lists"):
        named = document.get(key)
        places |= set(named) if isinstance(named, dict) else set()
    fitting = [form for form in of_kind if all(_has(form, place) for place in places)]
    return (fitting or of_kind)[0]


def _has(form: FormDefinition, place: object) -> bool:
    return form.cell(str(place)) is not None or place in form.fields or place in form.lists


def _sender(told: object, name: str) -> Sender:
    if told is None:
        told = {}
    if not isinstance(told, dict):
        raise UserError("forms.bad_organisation", file=name, key="organisation")
    kind, category, created = told.get("kind"), told.get("category"), told.get("created_on")
    if kind is not None and kind not in [k.value for k in OrganisationKind]:
        raise UserError("forms.bad_organisation", file=name, key="kind")
    if category is not None and category not in [c.value for c in OrganisationCategory]:
        raise UserError("forms.bad_organisation", file=name, key="category")
    try:
        created_on = None if created is None else date.fromisoformat(str(created))
    except ValueError as error:
        raise UserError("forms.bad_organisation", file=name, key="created_on") from error
    label = told.get("short_name") or told.get("full_name") or name
    return Sender(str(label), kind, category, created_on)
