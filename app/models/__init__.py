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
from app.models.privacy import Destruction, Incident, ProcessingEnd, SignedRedaction, SubjectRequest
from app.models.reports import Remark, Report, ReportEntry, ReportExplanation, SignedRevision

__all__ = [
    "Attachment", "Base", "Consent", "ConsentPart", "Decision", "Destruction", "EmployerHeadcount", "GroupOperation",
    "Handover", "ImportBatch", "Incident", "IntakeBundle", "IntakeRegister", "IntakeRemark", "IntakeReport",
    "IssuedReceipt", "JournalEntry", "KeyPair", "LedgerEntry", "MembershipEvent", "MembershipSpan", "Organisation",
    "OutboxContent", "OutboxItem", "Party", "Person", "PersonChange", "ProcessingEnd", "ProfilePackage",
    "ReceivedReceipt", "Remark", "Report", "ReportEntry", "ReportExplanation", "Role", "Setting", "SignedRedaction",
    "SignedRevision", "SubjectRequest", "Training", "User",
]  # fmt: skip
