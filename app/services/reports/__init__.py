"""Reports: filled from the vault, mended by hand, explained, signed, printed.

Periods are given as :class:`~app.domain.dates.Period`, its text (``2025``, ``2025-1``, ``2025-q3``) or a year.
"""

from app.forms.places import place_title
from app.services.reports.calendar import (
    CalendarRow,
    CalendarState,
    DueReport,
    ReportSummary,
    calendar,
    due,
    list_reports,
    list_years,
)
from app.services.reports.comparing import RuleComparison, Term, comparison
from app.services.reports.documents import report_pdf, report_xlsx, reports_pdf
from app.services.reports.editing import SheetRead, clear_value, explain, read_xlsx, reopen, set_unknown, set_value
from app.services.reports.events import (
    CalendarEvent,
    add_calendar_event,
    calendar_events,
    remove_calendar_event,
    set_asked,
)
from app.services.reports.filling import OPEN_STATES, FilledReport, RemarkView, as_period, fill, places_left_empty
from app.services.reports.finishing import ZERO_REASON, put_zeros, take_zeros_back
from app.services.reports.hindrances import Hindrance, Readiness, readiness
from app.services.reports.signing import SignedReport, sign
from app.services.reports.why import Provenance, ProvenanceItem, why

__all__ = [
    "OPEN_STATES",
    "ZERO_REASON",
    "CalendarEvent",
    "CalendarRow",
    "CalendarState",
    "DueReport",
    "FilledReport",
    "Hindrance",
    "Provenance",
    "ProvenanceItem",
    "Readiness",
    "RemarkView",
    "ReportSummary",
    "RuleComparison",
    "SheetRead",
    "SignedReport",
    "Term",
    "add_calendar_event",
    "as_period",
    "calendar",
    "calendar_events",
    "clear_value",
    "comparison",
    "due",
    "explain",
    "fill",
    "list_reports",
    "list_years",
    "place_title",
    "places_left_empty",
    "put_zeros",
    "read_xlsx",
    "readiness",
    "remove_calendar_event",
    "reopen",
    "report_pdf",
    "report_xlsx",
    "reports_pdf",
    "set_asked",
    "set_unknown",
    "set_value",
    "sign",
    "take_zeros_back",
    "why",
]  # fmt: skip
