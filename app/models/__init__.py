"""SQLAlchemy tables. Constraints and names only; queries live in :mod:`app.storage`."""

from app.models.base import (
    Base,
)
from app.models.cards import (
    CardOrder,
    IntakeCardOrder,
    TrustedList,
    UnionCard,
)
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
    Route,
    Upload,
)
from app.models.finance import LedgerEntry
from app.models.intake import BorrowedReport, OwnFigure, Subordinate
from app.models.intake_registers import MemberRemark, ReceivedDouble, ReceivedMember, ReceivedRegister, WaitingRemark
from app.models.library import (
    IntakeAnswers,
    IntakeNote,
    LibraryFile,
    LibraryNews,
    LibraryPoll,
)
from app.models.meetings import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingDelegate,
)
from app.models.member_cards import OutsideEvent, SocialFact, Transfer
from app.models.member_doubles import DistinctPair, PersonMerge
from app.models.members import (
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
    WaitingRow,
)
from app.models.organisation import (
    Attachment,
    EmployerHeadcount,
    KeyGrant,
    KeyPair,
    Organisation,
    Party,
    Setting,
)
from app.models.papers import (
    DocumentTemplate,
    NameCase,
    PhraseCase,
)
from app.models.privacy import (
    Destruction,
    Incident,
    ProcessingEnd,
    SignedRedaction,
    SubjectRequest,
)
from app.models.queries import SavedQuery
from app.models.reports import (
    Remark,
    Report,
    ReportEntry,
    ReportExplanation,
    SignedRevision,
)
from app.models.structure import (
    Election,
    ReserveCandidate,
    Unit,
)
from app.models.vault import JournalEntry, KeptText, User

__all__ = [
    "AgendaItem",
    "Attachment",
    "Attendance",
    "Base",
    "BorrowedReport",
    "CardOrder",
    "Consent",
    "ConsentPart",
    "Decision",
    "Destruction",
    "DistinctPair",
    "DocumentTemplate",
    "Election",
    "EmployerHeadcount",
    "GroupOperation",
    "Handover",
    "ImportBatch",
    "Incident",
    "IntakeAnswers",
    "IntakeBundle",
    "IntakeCardOrder",
    "IntakeNote",
    "IntakeRegister",
    "IntakeRemark",
    "IntakeReport",
    "IssuedReceipt",
    "JournalEntry",
    "KeptText",
    "KeyGrant",
    "KeyPair",
    "LedgerEntry",
    "LibraryFile",
    "LibraryNews",
    "LibraryPoll",
    "Meeting",
    "MeetingDelegate",
    "MemberRemark",
    "MembershipEvent",
    "MembershipSpan",
    "NameCase",
    "Organisation",
    "OutboxContent",
    "OutboxItem",
    "OutsideEvent",
    "OwnFigure",
    "Party",
    "Person",
    "PersonChange",
    "PersonMerge",
    "PhraseCase",
    "ProcessingEnd",
    "ProfilePackage",
    "ReceivedDouble",
    "ReceivedMember",
    "ReceivedReceipt",
    "ReceivedRegister",
    "Remark",
    "Report",
    "ReportEntry",
    "ReportExplanation",
    "ReserveCandidate",
    "Role",
    "Route",
    "SavedQuery",
    "Setting",
    "SignedRedaction",
    "SignedRevision",
    "SocialFact",
    "SubjectRequest",
    "Subordinate",
    "Training",
    "Transfer",
    "TrustedList",
    "UnionCard",
    "Unit",
    "Upload",
    "User",
    "WaitingRemark",
    "WaitingRow",
]
