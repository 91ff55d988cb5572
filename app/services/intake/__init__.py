"""Receiving, at the higher organisation: enrolled keys, taking files in, deciding, and who has sent what."""

from app.services.intake.accepting import accept
from app.services.intake.bulk import (
    DecidedFile,
    WaitingReceipt,
    accept_clean,
    clean_files,
    count_receipts_to_give,
    mark_receipts_given,
    receipt_letters,
    receipts_to_give,
    write_receipts,
)
from app.services.intake.consolidating import (
    ConsolidatedReport,
    IncludedReport,
    LastYearReport,
    OrganisationPart,
    OwnFigureView,
    consolidate,
    consolidated_forms,
    set_own_figure,
    take_last_year,
)
from app.services.intake.deciding import decide, receipts_of
from app.services.intake.enrolment import enrol, parties, revoke
from app.services.intake.forks import Fork, ForkHalf, ForkLine, choose_half, fork, forks
from app.services.intake.gathering import Gathered, gather, sealed_files_in
from app.services.intake.late import LateOrganisation, WantedReport, late
from app.services.intake.members import (
    ReceivedMemberView,
    ReceivedPage,
    RegisterRow,
    forget_received,
    is_member,
    received_members,
    received_registers,
    received_xlsx,
)
from app.services.intake.overview import received, received_report, status
from app.services.intake.pairs import Double, PairSide, doubles, doubles_xlsx, settle_doubles, settle_pair
from app.services.intake.staff import StaffCheck, StaffMember, staff_check
from app.services.intake.tree import (
    OrganisationNode,
    PassportDraft,
    change_organisation,
    enter_organisation,
    join_with_key,
    organisation_draft,
    remove_organisation,
    tree,
)
from app.services.intake.views import (
    AcceptedReport,
    AcceptOutcome,
    IncludedSource,
    IssuedReceiptView,
    ReceivedReport,
    ReceivedRow,
    StatusCell,
    StatusRow,
    StatusTable,
)

__all__ = [
    "AcceptOutcome", "AcceptedReport", "ConsolidatedReport", "DecidedFile", "Double", "Fork", "ForkHalf",
    "ForkLine", "Gathered", "IncludedReport", "IncludedSource", "IssuedReceiptView", "LastYearReport",
    "LateOrganisation", "OrganisationNode", "OrganisationPart", "OwnFigureView", "PairSide", "PassportDraft",
    "ReceivedMemberView", "ReceivedPage", "ReceivedReport", "ReceivedRow", "RegisterRow", "StaffCheck",
    "StaffMember", "StatusCell", "StatusRow", "StatusTable", "WaitingReceipt", "WantedReport", "accept",
    "accept_clean", "change_organisation", "choose_half", "clean_files", "consolidate", "consolidated_forms",
    "count_receipts_to_give", "decide", "doubles", "doubles_xlsx", "enrol", "enter_organisation", "forget_received",
    "fork", "forks", "gather", "is_member", "join_with_key", "late", "mark_receipts_given", "organisation_draft",
    "parties", "receipt_letters", "receipts_of", "receipts_to_give", "received", "received_members",
    "received_registers", "received_report", "received_xlsx", "remove_organisation", "revoke", "sealed_files_in",
    "set_own_figure", "settle_doubles", "settle_pair", "staff_check", "status", "take_last_year", "tree",
    "write_receipts",
]  # fmt: skip
