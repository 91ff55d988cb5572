"""SQLAlchemy tables. Constraints and names only; queries live in :mod:`app.storage`."""

from app.models.access import JournalEntry, User
from app.models.base import Base
from app.models.exchange import (
    Handover,
    IntakeBundle,
    IntakeRegister,
    IntakeRemark,
    IntakeReport,
    IssuedReceipt,
    OutboxContent,
    OutboxItem,
    ProfilePackage,
    ReceivedReceipt,
)
from app.models.ledger import LedgerEntry
from app.models.organisation import Attachment, EmployerHeadcount, KeyPair, Organisation, Party, Setting
from app.models.people import (
    Consent,
    ConsentPart,
    Decision,
    GroupOperation,
    ImportBatch,
    MembershipEvent,
    MembershipSpan,
    Person,
    PersonChange,
    Role,
    Training,
)
from app.models.reports import Remark, Report, ReportEntry, ReportExplanation, SignedRevision

__all__ = [
    "Attachment", "Base", "Consent", "ConsentPart", "Decision", "EmployerHeadcount", "GroupOperation", "Handover",
    "ImportBatch", "IntakeBundle", "IntakeRegister", "IntakeRemark", "IntakeReport", "IssuedReceipt",
    "JournalEntry", "KeyPair", "LedgerEntry", "MembershipEvent", "MembershipSpan", "Organisation", "OutboxContent",
    "OutboxItem", "Party", "Person", "PersonChange", "ProfilePackage", "ReceivedReceipt", "Remark", "Report",
    "ReportEntry", "ReportExplanation", "Role", "Setting", "SignedRevision", "Training", "User",
]  # fmt: skip
