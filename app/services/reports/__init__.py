"""Reports: filled from the vault, mended by hand, explained, signed, printed.

Periods are given as :class:`~app.domain.dates.Period`, a year or its text.
"""

from app.services.reports.calendar import DueReport, ReportSummary, due, list_reports
from app.services.reports.documents import report_pdf, report_xlsx
from app.services.reports.editing import clear_value, explain, read_xlsx, reopen, set_value
from app.services.reports.filling import OPEN_STATES, FilledReport, RemarkView, as_period, fill
from app.services.reports.signing import SignedReport, sign
from app.services.reports.why import Provenance, ProvenanceItem, why

__all__ = [
    "OPEN_STATES", "DueReport", "FilledReport", "Provenance", "ProvenanceItem", "RemarkView", "ReportSummary",
    "SignedReport", "as_period", "clear_value", "due", "explain", "fill", "list_reports", "read_xlsx", "reopen",
    "report_pdf", "report_xlsx", "set_value", "sign", "why",
]  # fmt: skip
