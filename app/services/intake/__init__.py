"""Receiving, at the higher organisation: enrolled keys, taking files in, deciding, and who has sent what."""

from app.services.intake.accepting import accept
from app.services.intake.consolidating import (
    ConsolidatedReport,
    IncludedReport,
    OrganisationPart,
    consolidate,
    consolidated_forms,
)
from app.services.intake.deciding import decide, receipts_of
from app.services.intake.enrolment import enrol, parties, revoke
from app.services.intake.gathering import Gathered, gather, sealed_files_in
from app.services.intake.overview import received, received_report, status
from app.services.intake.views import (
    AcceptedReport,
    AcceptOutcome,
    IssuedReceiptView,
    ReceivedReport,
    ReceivedRow,
    StatusCell,
    StatusRow,
    StatusTable,
)

__all__ = [
    "AcceptOutcome", "AcceptedReport", "ConsolidatedReport", "Gathered", "IncludedReport", "IssuedReceiptView",
    "OrganisationPart", "ReceivedReport", "ReceivedRow", "StatusCell", "StatusRow", "StatusTable", "accept",
    "consolidate", "consolidated_forms", "decide", "enrol", "gather", "parties", "receipts_of", "received",
    "received_report", "revoke", "sealed_files_in", "status",
]  # fmt: skip
