"""The end of filling a report: «Остальное – нули», and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from app.domain.dates import Period
from app.domain.enums import CellKind, ReportState
from app.forms.completeness import with_zeros, zeros_for
from app.forms.definition import FormDefinition
from app.forms.evaluation import evaluate
from app.forms.view import Automatic, ReportView
from app.models import Report
from app.services.reports.filling import OPEN_STATES, form_and_period, living
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

ZERO_REASON = "остальное – нули"
"""Kept beside every zero of «Остальное – нули»: it is told with the number, and by it the zeros are taken back."""
_NO_ROWS = "[]"


@service(Act.RECORD)
def put_zeros(session: VaultSession, form_id: str, period: Period | int | str) -> tuple[str, ...]:
    """«Остальное – нули»: 0 into every empty number that the form lets be zero, no rows into a form that is all lists;
    gives the places.

    Where that is: :func:`app.forms.completeness.zeros_for`. :func:`take_zeros_back` undoes it.
    """
    definition, when = form_and_period(session, form_id, period)
    with session.unit_of_work() as uow:
        places = lay_zeros(uow, definition, when)
        if places:
            uow.journal.record("report.zeros_put", form=form_id, period=str(when), cells=len(places))
            uow.commit()
    return places


@service(Act.RECORD)
def take_zeros_back(session: VaultSession, form_id: str, period: Period | int | str) -> tuple[str, ...]:
    """Empty the places where «Остальное – нули» put its zeros and nobody has typed since; gives the places."""
    definition, when = form_and_period(session, form_id, period)
    with session.unit_of_work() as uow:
        report = uow.reports.find(definition.id, str(when))
        entries = () if report is None else uow.reports.entries(report.id)
        places = tuple(e.address for e in entries if e.value in ("0", _NO_ROWS) and e.reason == ZERO_REASON)
        if places:
            opened = opened_report(uow, definition, when)
            for place in places:
                uow.reports.remove_entry(opened.id, place)
            uow.journal.record("report.zeros_taken_back", form=form_id, period=str(when), cells=len(places))
            uow.commit()
    return places


def lay_zeros(uow: UnitOfWork, definition: FormDefinition, period: Period) -> tuple[str, ...]:
    """As :func:`put_zeros`, inside a transaction of the caller."""
    draft = living(uow, definition, period)
    automatic = {
        place: Automatic(shown.automatic, shown.source)
        for place, shown in (*draft.view.cells.items(), *draft.view.fields.items())
        if shown.kind is CellKind.INPUT and shown.source is not None and shown.automatic is not None
    }

    def evaluated(zeros: Mapping[str, Decimal]) -> ReportView:
        kind = uow.organisation.get().kind
        typed = with_zeros(definition, replace(draft.typed, lists=draft.view.lists), zeros)
        return evaluate(
            definition, typed, automatic, period, org_kind=kind, others=draft.others, previous=draft.previous
        )

    zeros = dict.fromkeys(zeros_for(definition, draft.view, evaluated), "0")
    if draft.view.untouched and not draft.view.cells:
        # A form that is nothing but lists: its zero is a list without rows.
        zeros |= dict.fromkeys(definition.lists, _NO_ROWS)
    if zeros:
        report = opened_report(uow, definition, period)
        for place, zero in zeros.items():
            uow.reports.put_entry(report.id, place, zero, ZERO_REASON)
    return tuple(zeros)


def opened_report(uow: UnitOfWork, definition: FormDefinition, period: Period) -> Report:
    """The report, open for a change: a signed one becomes a draft of its next revision."""
    report = uow.reports.start(definition.id, definition.edition, str(period))
    if report.state not in OPEN_STATES:
        report.state = ReportState.DRAFT
    # A draft follows the edition for its period; only what was signed keeps its own.
    report.edition, report.changed_at = definition.edition, datetime.now(UTC)
    return report
