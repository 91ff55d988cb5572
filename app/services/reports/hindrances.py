"""What keeps a report from being signed, in one place: signing, the command line, the window ask here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.dates import Period
from app.errors import AppError, DataError
from app.forms.definition import FormDefinition
from app.forms.places import listed
from app.forms.view import ReportView
from app.services.reports.filling import FilledReport


class Hindrance(StrEnum):
    """Why a report cannot be signed; the first of them is what to begin with."""

    NOTHING_TYPED = "nothing_typed"
    MISSING = "missing"
    ERRORS = "errors"
    UNEXPLAINED = "unexplained"
    NOT_OVER = "not_over"


@dataclass(frozen=True)
class Readiness:
    """How a report stands to its signature on a day. ``blank``: legal with nothing in it, and there is nothing."""

    hindrances: tuple[Hindrance, ...]
    ready_on: date | None
    blank: bool = False

    @property
    def ready(self) -> bool:
        """«Можно сдавать»."""
        return not self.hindrances and not self.blank


def readiness(filled: FilledReport, today: date | None = None) -> Readiness:
    """What hinders the report on a day, today unless told."""
    return ready_for(filled.view, filled.definition.blank, filled.ready_on, today or date.today())


def ready_for(view: ReportView, blank: str, ready_on: date | None, today: date) -> Readiness:
    """As :func:`readiness`, of the pieces; ``blank``: why the form is legal with nothing in it."""
    empty = view.untouched
    found = {
        Hindrance.NOTHING_TYPED: empty and not blank,
        Hindrance.MISSING: bool(view.missing),
        Hindrance.ERRORS: bool(view.errors),
        Hindrance.UNEXPLAINED: any(not v.explanation.strip() for v in view.warnings),
        Hindrance.NOT_OVER: ready_on is not None and today < ready_on,
    }
    return Readiness(tuple(h for h, there in found.items() if there), ready_on, empty and bool(blank))


def refusal(definition: FormDefinition, view: ReportView, period: Period, state: Readiness) -> AppError | None:
    """Why it cannot be signed, as an error that says all there is to do first; None when it can."""
    found = state.hindrances
    if Hindrance.NOT_OVER in found and state.ready_on is not None:
        first = f"{state.ready_on:%d.%m.%Y}"
        return DataError("reports.not_over", form=definition.number, period=period.words, first=first)
    if view.missing:
        return DataError("reports.incomplete", count=len(view.missing), places=listed(definition, view.missing))
    if Hindrance.NOTHING_TYPED in found:
        return DataError("reports.nothing_typed", form=definition.number)
    if Hindrance.ERRORS in found:
        return DataError("reports.has_errors", count=len(view.errors), first=view.errors[0].message)
    if Hindrance.UNEXPLAINED in found:
        waiting = [v for v in view.warnings if not v.explanation.strip()]
        return DataError("reports.unexplained", count=len(waiting), first=waiting[0].message)
    return None
