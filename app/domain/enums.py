"""The closed lists of the field. Values are what the command line, the database and bundles carry, not people."""

from __future__ import annotations

from enum import StrEnum


class OrganisationKind(StrEnum):
    """ППО, ОППО, МПО, ТПО."""

    PPO = "ppo"
    OPPO = "oppo"
    MPO = "mpo"
    TPO = "tpo"


class OrganisationCategory(StrEnum):
    """Columns 3, 4, 5 of form 7, table II."""

    ENTERPRISE = "enterprise"
    HIGHER_EDUCATION = "higher_education"
    VOCATIONAL = "vocational"


class Sex(StrEnum):
    """As recorded; an unknown sex is None."""

    FEMALE = "female"
    MALE = "male"


class MemberCategory(StrEnum):
    """What a member is counted as (form 2, table II): PENSIONER is not working, UNEMPLOYED temporarily so."""

    WORKING = "working"
    STUDENT = "student"
    PENSIONER = "pensioner"
    UNEMPLOYED = "unemployed"


class EventKind(StrEnum):
    """Membership events. ``CANCELLED`` voids an earlier event recorded by mistake."""

    ADMITTED = "admitted"
    REGISTERED = "registered"
    DEREGISTERED = "deregistered"
    LEFT = "left"
    EXPELLED = "expelled"
    DIED = "died"
    CATEGORY_CHANGED = "category_changed"
    RESTORED = "restored"
    CANCELLED = "cancelled"


ENTRY_EVENTS = frozenset({EventKind.ADMITTED, EventKind.REGISTERED, EventKind.RESTORED})
EXIT_EVENTS = frozenset({EventKind.DEREGISTERED, EventKind.LEFT, EventKind.EXPELLED, EventKind.DIED})


class DeregistrationReason(StrEnum):
    """Why a member was taken off the register without leaving the union."""

    DISMISSED = "dismissed"
    TRANSFERRED = "transferred"
    GRADUATED = "graduated"
    OTHER = "other"


class Education(StrEnum):
    """The highest level of education a member told."""

    GENERAL = "general"
    VOCATIONAL = "vocational"
    HIGHER = "higher"
    DEGREE = "degree"


class DuesWay(StrEnum):
    """How a member pays dues: withheld by the employer on an application, in cash, by transfer, or freed of them."""

    EMPLOYER = "employer"
    CASH = "cash"
    TRANSFER = "transfer"
    EXEMPT = "exempt"


class SocialKind(StrEnum):
    """What the social passport tells of a member; kept only while the consent to it is in force."""

    CHILD = "child"
    LARGE_FAMILY = "large_family"
    SINGLE_PARENT = "single_parent"
    GUARDIAN = "guardian"
    DISABILITY = "disability"
    DISABLED_CHILD = "disabled_child"
    COMBAT_VETERAN = "combat_veteran"
    LABOUR_VETERAN = "labour_veteran"
    CHERNOBYL = "chernobyl"
    ORPHAN = "orphan"
    HOUSING_NEED = "housing_need"
    DORMITORY = "dormitory"
    OTHER = "other"


class TransferDirection(StrEnum):
    """A transfer file went out with a member, or came with one."""

    OUT = "out"
    IN = "in"


class AttachmentKind(StrEnum):
    """What a file kept beside a person is."""

    PHOTO = "photo"
    CONSENT = "consent"
    APPLICATION = "application"
    UNDERTAKING = "undertaking"
    OTHER = "other"


class RoleKind(StrEnum):
    """Offices and employments that forms 2 and 7 count."""

    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    PRESIDIUM_MEMBER = "presidium_member"
    COMMITTEE_MEMBER = "committee_member"
    COMMISSION_CHAIR = "commission_chair"
    COMMISSION_MEMBER = "commission_member"
    AUDIT_CHAIR = "audit_chair"
    AUDIT_MEMBER = "audit_member"
    SHOP_CHAIR = "shop_chair"
    SHOP_COMMITTEE_MEMBER = "shop_committee_member"
    GROUP_ORGANISER = "group_organiser"
    STAFF = "staff"


class TrainingKind(StrEnum):
    """Form 2, table IV, columns 4-6: up to 16 hours, more than 16 hours, professional retraining over 250 hours."""

    SEMINAR = "seminar"
    QUALIFICATION = "qualification"
    RETRAINING = "retraining"


class TrainingProgramme(StrEnum):
    """Programmes that Приложение № 7 counts apart (items 10-12)."""

    TEACHER = "teacher"
    NEGOTIATOR = "negotiator"
    RECRUITER = "recruiter"


class UnitKind(StrEnum):
    """Parts of an organisation that members belong to (shop organisation, group) and bodies it elects or forms."""

    SHOP = "shop"
    GROUP = "group"
    COMMITTEE = "committee"
    PRESIDIUM = "presidium"
    AUDIT = "audit"
    COMMISSION = "commission"


class ElectionKind(StrEnum):
    """At the end of the powers, before it, or of single members in the place of those who left."""

    REGULAR = "regular"
    EARLY = "early"
    BY_ELECTION = "by_election"


class ElectionWay(StrEnum):
    """Who elected: all members, or delegates."""

    MEETING = "meeting"
    CONFERENCE = "conference"


class Rating(StrEnum):
    """What the meeting said of the work of the body before."""

    SATISFACTORY = "satisfactory"
    UNSATISFACTORY = "unsatisfactory"


class LedgerKind(StrEnum):
    """What an entry of the ledger of dues and expenses is: money at the year's beginning, received, spent."""

    OPENING = "opening"
    INCOME = "income"
    EXPENSE = "expense"


class ConsentWay(StrEnum):
    """How a consent was given."""

    HANDWRITTEN = "handwritten"
    SIMPLE_SIGNATURE = "simple_signature"


class RequestKind(StrEnum):
    """What a person may ask about their data (152-ФЗ, articles 14, 20, 21)."""

    ACCESS = "access"
    CORRECT = "correct"
    BLOCK = "block"
    WITHDRAW = "withdraw"
    DESTROY = "destroy"


class EndCause(StrEnum):
    """Why the purpose of keeping somebody's data is over."""

    WITHDRAWN = "withdrawn"
    RETENTION = "retention"
    REQUEST = "request"


class NoticeKind(StrEnum):
    """What Roskomnadzor is told of: the processing itself, a change of what was told, its end (152-ФЗ, article 22)."""

    FIRST = "first"
    CHANGE = "change"
    END = "end"


class EndDecision(StrEnum):
    """What was decided then."""

    DESTROY = "destroy"
    KEEP = "keep"


class UserRight(StrEnum):
    """What a user of the vault may do: everything; the register, reports and what organisations below send, with the
    organisation's keys; the register and reports; look only."""

    CHAIR = "chair"
    DESK = "desk"
    RECORDS = "records"
    VIEWER = "viewer"


class Severity(StrEnum):
    """An error blocks signing and sending; a warning needs a written explanation."""

    ERROR = "error"
    WARNING = "warning"


class CellKind(StrEnum):
    """Typed, computed, closed, or dictated by the form."""

    INPUT = "input"
    COMPUTED = "computed"
    BLOCKED = "blocked"
    FIXED = "fixed"


class CellSource(StrEnum):
    """Where a number in a report came from."""

    REGISTER = "register"
    ROLES = "roles"
    TRAINING = "training"
    ELECTIONS = "elections"
    LEDGER = "ledger"
    EMPLOYER = "employer"
    PREVIOUS = "previous"
    MANUAL = "manual"
    PASSPORT = "passport"
    COMPUTED = "computed"
    CONSOLIDATED = "consolidated"


class ReportState(StrEnum):
    """A report's way: filled here, signed, put in a file, handed over, received above, decided above."""

    DRAFT = "draft"
    SIGNED = "signed"
    PREPARED = "prepared"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REFUSED = "refused"
    REPLACED = "replaced"


class OutboxState(StrEnum):
    """A sealed file's way: made, taken away, answered."""

    PREPARED = "prepared"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REFUSED = "refused"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    """Not delivered, and the data of somebody in it were destroyed: it must be prepared anew."""


class HandoverWay(StrEnum):
    """How a sealed file leaves the computer."""

    FOLDER = "folder"
    EMAIL = "email"
    SENT_MAIL = "sent_mail"
    UPLOAD = "upload"


class Verdict(StrEnum):
    """What a receipt says: taken in, then one of the three decisions."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REFUSED = "refused"


class TakenOutcome(StrEnum):
    """What taking a file in did: taken; had already; a newer one is here; two files of one number differ; nothing."""

    TAKEN = "taken"
    REPEATED = "repeated"
    OLDER = "older"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class DeskState(StrEnum):
    """Where one organisation's report stands at the desk above: not here, waiting, decided, or two that differ."""

    MISSING = "missing"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REFUSED = "refused"
    CONFLICT = "conflict"


class KeyState(StrEnum):
    """What is known of an organisation's key."""

    NONE = "none"
    UNCHECKED = "unchecked"
    COMPARED = "compared"
    REVOKED = "revoked"


class TermState(StrEnum):
    """How the powers of a committee stand: not told, in force, ending soon, ended."""

    UNKNOWN = ""
    OK = "ok"
    SOON = "soon"
    OVER = "over"


class EventOfYear(StrEnum):
    """What an organisation tells the days of, for deadlines that follow them."""

    ELECTION = "election"
    CAMPAIGN = "campaign"
    CONFERENCE = "conference"
    PLAN = "plan"
    ACTIVITY = "activity"


class Likelihood(StrEnum):
    """How surely two records are of one person, the least first."""

    POSSIBLE = "1"
    LIKELY = "2"
    SURE = "3"


class PartyRelation(StrEnum):
    """An enrolled organisation stands above or below ours."""

    HIGHER = "higher"
    SUBORDINATE = "subordinate"
