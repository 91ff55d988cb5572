"""A report as PDF and XLSX bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.dates import Period
from app.domain.names import initials
from app.rendering.layout import FormHeading
from app.services.reports.filling import OPEN_STATES, FilledReport, filled_in, shown_form
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


@service(Act.TAKE_NUMBERS)
def report_pdf(session: VaultSession, form_id: str, period: Period | int | str) -> bytes:
    """The report as the official form; marked as a draft until it is signed."""
    from app.rendering.form_pdf import form_pdf  # heavy: loaded by who prints, not by who starts

    filled, heading = _prepared(session, form_id, period)
    return form_pdf(filled.definition, filled.view, heading=heading)


@service(Act.TAKE_NUMBERS)
def reports_pdf(session: VaultSession, reports: Sequence[tuple[str, Period | int | str]]) -> bytes:
    """Several reports in one document, in this order, with a bookmark to each."""
    from app.rendering.form_pdf import forms_pdf

    with session.unit_of_work() as uow, uow.held(()):
        prepared = [_prepared_in(uow, session, form_id, period) for form_id, period in reports]
    return forms_pdf([(filled.definition, filled.view, heading) for filled, heading in prepared])


@service(Act.TAKE_NUMBERS)
def report_xlsx(session: VaultSession, form_id: str, period: Period | int | str) -> bytes:
    """The report as a spreadsheet with live sums and locked cells."""
    from app.rendering.form_xlsx import form_xlsx

    filled, heading = _prepared(session, form_id, period)
    return form_xlsx(filled.definition, filled.view, heading=heading)


def _prepared(session: VaultSession, form_id: str, asked: Period | int | str) -> tuple[FilledReport, FormHeading]:
    with session.unit_of_work() as uow:
        return _prepared_in(uow, session, form_id, asked)


def _prepared_in(
    uow: UnitOfWork, session: VaultSession, form_id: str, asked: Period | int | str
) -> tuple[FilledReport, FormHeading]:
    definition, period = shown_form(uow, session, form_id, asked)
    filled = filled_in(uow, definition, period)
    report = uow.reports.find(form_id, str(period))
    last = None if report is None or filled.state in OPEN_STATES else uow.reports.last_revision(report.id)
    heading = FormHeading(
        year=period.year,
        period=period.words,
        signers=_signers(uow, period),
        filled_on=None if last is None else last.signed_at.astimezone().date(),
        draft=last is None,
        org_kind=uow.organisation.get().kind.value,
        union=session.profile.union_name,
        notes=() if filled.coverage is None else (filled.coverage.notes(definition)[0],),
    )
    return filled, heading


def _signers(uow: UnitOfWork, period: Period) -> tuple[str, ...]:
    """Who signs now: the chair of today, not of the report's date."""
    found = uow.organisation.chair_on(max(period.next_first_day, date.today()))
    if found is None:
        return ()
    person, _ = found
    return (initials(person.surname, person.name, person.patronymic),)
