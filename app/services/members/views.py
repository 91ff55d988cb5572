"""What the register shows and takes: frozen dataclasses, no rows of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.enums import (
    ConsentWay,
    DeregistrationReason,
    DuesWay,
    Education,
    EventKind,
    MemberCategory,
    RoleKind,
    Sex,
    SocialKind,
    TrainingKind,
    TrainingProgramme,
)
from app.domain.members import ConsentState as ConsentState
from app.storage.members.person_cards import StoredFile
from app.storage.structure import Tally


@dataclass(frozen=True)
class MemberQuery:
    """Which people to list. ``status``: on_register, former, all. ``search``: words in any order, card, telephone."""

    as_of: date
    search: str = ""
    category: MemberCategory | None = None
    without_consent: bool = False
    without_card: bool = False
    status: str = "on_register"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of the register on a date. ``category`` is None for people who are not on the register then."""

    id: int
    uid: str
    surname: str
    name: str
    patronymic: str
    sex: Sex | None
    birth_date: date | None
    birth_exact: bool
    category: MemberCategory | None
    since: date | None
    position: str
    department: str
    study_group: str
    card_number: str
    phone: str
    email: str
    consent: ConsentState
    ended_on: date | None
    ended_kind: EventKind | None
    blocked: bool = False
    """The data are only kept, not used (152-ФЗ, article 21): such people are in no export."""
    unit: str = ""
    """The shop organisation or group of the union."""

    @property
    def full_name(self) -> str:
        """«Щербакова Нина Ильинична»"""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


@dataclass(frozen=True)
class MemberPage:
    """The people found and the numbers on the filter chips (of everybody with this status on the date)."""

    as_of: date
    total: int
    by_category: Mapping[MemberCategory, int]
    without_consent: int
    without_card: int
    items: tuple[MemberRow, ...]
    exact: bool = True
    """False: nobody fits the search line, and these people are only like it."""


@dataclass(frozen=True)
class DecisionDraft:
    """A body's decision that events rest on: «протокол № 3 от 12.09.2026, собрание»."""

    number: str
    on: date
    body: str = ""


@dataclass(frozen=True)
class DecisionView:
    """A decision in the vault."""

    id: int
    number: str
    on: date
    body: str

    @property
    def words(self) -> str:
        """«протокол № 3 от 12.09.2026, профком»"""
        body = f", {self.body}" if self.body else ""
        return f"протокол № {self.number} от {self.on:%d.%m.%Y}{body}"


@dataclass(frozen=True)
class EventView:
    """One event of a person's history. ``cancelled``: voided by a later correction."""

    id: int
    kind: EventKind
    on: date
    category: MemberCategory | None
    reason: DeregistrationReason | None
    basis: str
    recorded_at: datetime
    cancelled: bool
    cancels: int | None
    organisation: str = ""
    """Where the person came from or went to."""
    decision: DecisionView | None = None
    operation: int | None = None


@dataclass(frozen=True)
class ConsentView:
    """One consent document: its parts as given (True) or refused, and the parts withdrawn with their dates."""

    id: int
    edition: str
    given_on: date
    way: ConsentWay
    valid_until: date | None
    parts: Mapping[str, bool]
    withdrawn: Mapping[str, date]
    record: str = ""
    """Of an electronic signature: the system, the number of the record and the moment, as they were told."""


@dataclass(frozen=True)
class RoleView:
    """An office of a person; ``ends_on`` is the first day without it, ``term_until`` the last day of the powers.

    ``unit`` is the name of the commission, shop organisation or group; ``note`` the post in words.
    """

    id: int
    person_id: int
    person_name: str
    kind: RoleKind
    unit: str
    full_time: bool
    starts_on: date
    ends_on: date | None
    unit_id: int | None = None
    note: str = ""
    first_elected_on: date | None = None
    contested: bool = False
    term_until: date | None = None
    basis: str = ""
    previous_post: str = ""
    undertaking_on: date | None = None
    undertaking_until: date | None = None
    election_id: int | None = None


@dataclass(frozen=True)
class TrainingView:
    """One time of training of a person."""

    id: int
    person_id: int
    person_name: str
    on: date
    kind: TrainingKind
    hours: int | None
    title: str
    organiser: str = ""
    programme: TrainingProgramme | None = None
    roles: tuple[RoleKind, ...] = ()
    """Offices held on the day, by whose weight form 2 counts it; empty where nobody asked."""


@dataclass(frozen=True)
class PersonDraft:
    """What is typed about a person. ``birth_exact`` False: only the year of ``birth_date`` is known."""

    surname: str
    name: str = ""
    patronymic: str = ""
    sex: Sex | None = None
    birth_date: date | None = None
    birth_exact: bool = True
    position: str = ""
    department: str = ""
    study_group: str = ""
    personnel_number: str = ""
    work_since: date | None = None
    work_until: date | None = None
    education: Education | None = None
    speciality: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    card_number: str = ""
    union_since: date | None = None
    dues_way: DuesWay | None = None
    note: str = ""

    @property
    def full_name(self) -> str:
        """«Щербакова Нина Ильинична»"""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


@dataclass(frozen=True)
class EntryDraft:
    """How a new member comes: admitted for the first time or registered from another organisation."""

    kind: EventKind
    on: date
    category: MemberCategory
    basis: str = ""
    organisation: str = ""
    decision: DecisionDraft | None = None


@dataclass(frozen=True)
class FormerName:
    """A name the person bore until a day; None: nobody knows until when."""

    full_name: str
    until: date | None


@dataclass(frozen=True)
class HistoryLine:
    """One line of a person's history in plain Russian. ``on`` None: a correction, which has no day of its own.

    ``kind``: event, change, correction, role, training, consent, outside. ``event_id``: the membership event that can
    be voided. ``cancelled``: voided already, shown as what was once thought.
    """

    kind: str
    on: date | None
    title: str
    detail: str
    recorded_at: datetime | None
    user_name: str = ""
    event_id: int | None = None
    cancelled: bool = False

    @property
    def day(self) -> date:
        """The day it is ordered by: its own, else that of recording."""
        if self.on is not None:
            return self.on
        return date.min if self.recorded_at is None else self.recorded_at.astimezone().date()


@dataclass(frozen=True)
class SocialFactView:
    """One line of the social passport."""

    id: int
    kind: SocialKind
    detail: str
    born_on: date | None
    since: date | None
    until: date | None


@dataclass(frozen=True)
class SocialPassport:
    """The social passport of a person. ``facts`` is empty unless ``allowed``; ``kept`` counts what lies hidden."""

    allowed: bool
    consent: ConsentState
    facts: tuple[SocialFactView, ...] = ()
    kept: int = 0


@dataclass(frozen=True)
class MemberCard:
    """Everything the card at the right of the list shows."""

    id: int
    uid: str
    person: PersonDraft
    category: MemberCategory | None
    since: date | None
    consent: ConsentState
    events: tuple[EventView, ...]
    consents: tuple[ConsentView, ...]
    roles: tuple[RoleView, ...]
    trainings: tuple[TrainingView, ...]
    former_names: tuple[FormerName, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    photo: bytes | None = field(default=None, repr=False)
    attachments: tuple[StoredFile, ...] = ()
    social: SocialPassport = SocialPassport(allowed=False, consent=ConsentState.MISSING)
    as_of: date | None = None
    """The day the card was asked for; None for today's."""
    known_at: datetime | None = None

    @property
    def full_name(self) -> str:
        """«Щербакова Нина Ильинична»"""
        return self.person.full_name


@dataclass(frozen=True)
class MemberCount:
    """Members on a date."""

    as_of: date
    total: int
    women: int
    youth: int
    by_category: Mapping[MemberCategory, Tally]


@dataclass(frozen=True)
class EventDraft:
    """An event to record for one or many people."""

    kind: EventKind
    on: date
    category: MemberCategory | None = None
    reason: DeregistrationReason | None = None
    basis: str = ""
    organisation: str = ""
    """Where the person came from or goes to."""
    decision: DecisionDraft | None = None


@dataclass(frozen=True)
class GroupLine:
    """One person of a group operation: what was, what becomes, or the error code of why not."""

    person_id: int
    full_name: str
    was: str
    becomes: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class GroupOutcome:
    """What a group operation did, or would do: one line for each person, in the order asked for.

    ``operation_id`` takes it back (:func:`undo_operation`); None after a trial and when nothing was done.
    """

    lines: tuple[GroupLine, ...]
    operation_id: int | None = None

    @property
    def done(self) -> tuple[int, ...]:
        """For whom it was done."""
        return tuple(line.person_id for line in self.lines if not line.refusal)

    @property
    def skipped(self) -> Mapping[int, str]:
        """For whom not, with the error code of each."""
        return {line.person_id: line.refusal for line in self.lines if line.refusal}


@dataclass(frozen=True)
class OperationView:
    """One act upon many people, for the list of what can be taken back."""

    id: int
    at: datetime
    kind: str
    title: str
    user_name: str
    undone_at: datetime | None
