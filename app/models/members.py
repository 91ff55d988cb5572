"""People, their append-only membership events, roles, trainings and consents."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import (
    ConsentWay,
    DeregistrationReason,
    DuesWay,
    Education,
    EventKind,
    MemberCategory,
    RoleKind,
    Sex,
    TrainingKind,
    TrainingProgramme,
)
from app.models.base import Base, ClosedList, UtcDateTime, personal


class Person(Base):
    """A human being the organisation keeps data about. Being a member is a matter of events, not of this row."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    surname: Mapped[str] = mapped_column(Text, info=personal("identity"))
    name: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))
    patronymic: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))
    search_name: Mapped[str] = mapped_column(Text, index=True, info=personal("identity"))
    """Normalised «фамилия имя отчество» (:func:`app.domain.names.normalise`)."""
    former_names: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))
    """Normalised names the person had before, joined by spaces; the search finds by them too."""
    sex: Mapped[Sex | None] = mapped_column(ClosedList(Sex), info=personal("identity"))
    birth_date: Mapped[date | None] = mapped_column(info=personal("identity"))
    birth_exact: Mapped[bool] = mapped_column(default=True, info=personal("identity"))
    """False when only the year is known; birth_date is then 1 July of it, which counts the same on 1 January."""
    position: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    department: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True, info=personal("membership"))
    """The shop organisation or group that the person belongs to now."""
    study_group: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    personnel_number: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    work_since: Mapped[date | None] = mapped_column(info=personal("work"))
    """Taken on at work, or enrolled as a student."""
    work_until: Mapped[date | None] = mapped_column(info=personal("work"))
    """The expected end: of a contract, of studies."""
    education: Mapped[Education | None] = mapped_column(ClosedList(Education), info=personal("work"))
    speciality: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    phone: Mapped[str] = mapped_column(Text, default="", info=personal("contact"))
    email: Mapped[str] = mapped_column(Text, default="", info=personal("contact"))
    address: Mapped[str] = mapped_column(Text, default="", info=personal("contact"))
    card_number: Mapped[str] = mapped_column(Text, default="", index=True, info=personal("membership"))
    union_since: Mapped[date | None] = mapped_column(info=personal("membership"))
    """When the person first joined the union, anywhere."""
    dues_way: Mapped[DuesWay | None] = mapped_column(ClosedList(DuesWay), info=personal("membership"))
    note: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))
    blocked_on: Mapped[date | None] = mapped_column(info=personal("consent"))
    """From this day the data are only kept, not used (blocking, 152-ФЗ, article 21)."""
    erased_on: Mapped[date | None]
    """From this day the row is a nameless marker: the person's data were destroyed."""
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonChange(Base):
    """One column of :class:`Person` got another value. Appended only: it tells what was known when.

    ``before`` and ``after`` are JSON. A change has the day from which it is true; a correction mends what was
    always wrong, and its ``changed_on`` is None.
    """

    __tablename__ = "person_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(String(32))
    before: Mapped[str] = mapped_column(Text, info=personal("identity"))
    after: Mapped[str] = mapped_column(Text, info=personal("identity"))
    changed_on: Mapped[date | None] = mapped_column(index=True, info=personal("identity"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    operation_id: Mapped[int | None] = mapped_column(ForeignKey("group_operation.id"), index=True)


class Decision(Base):
    """A dated decision of a body that membership events rest on: «протокол № 3 от 12.09.2026»."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    on_date: Mapped[date] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, default="")
    """Who decided: the meeting, the committee."""


class GroupOperation(Base):
    """One act upon many people, so that it can be taken back as one."""

    __tablename__ = "group_operation"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(Text)
    user_name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MembershipEvent(Base):
    """One dated fact of membership. Never changed: a mistake is voided by a later event of kind CANCELLED."""

    __tablename__ = "membership_event"
    __table_args__ = (Index("ix_membership_event_kind_on_date", "kind", "on_date"), {"info": {"erasure": "keep"}})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EventKind] = mapped_column(ClosedList(EventKind), info=personal("membership"))
    on_date: Mapped[date] = mapped_column(info=personal("membership"))
    category: Mapped[MemberCategory | None] = mapped_column(ClosedList(MemberCategory), info=personal("membership"))
    reason: Mapped[DeregistrationReason | None] = mapped_column(
        ClosedList(DeregistrationReason), info=personal("membership")
    )
    basis: Mapped[str] = mapped_column(Text, default="", info=personal("membership"))
    organisation: Mapped[str] = mapped_column(Text, default="", info=personal("membership"))
    """Where a person came from or was transferred to."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    operation_id: Mapped[int | None] = mapped_column(ForeignKey("group_operation.id"), index=True)
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("membership_event.id", ondelete="CASCADE"), unique=True)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MembershipSpan(Base):
    """Derived from the events by :func:`app.domain.membership.replay`; what counting asks. Ends before ends_on."""

    __tablename__ = "membership_span"
    __table_args__ = (
        UniqueConstraint("person_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ordered"),
        Index("ix_membership_span_starts_on_ends_on", "starts_on", "ends_on"),
        {"info": {"erasure": "keep"}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date] = mapped_column(info=personal("membership"))
    ends_on: Mapped[date | None] = mapped_column(info=personal("membership"))
    category: Mapped[MemberCategory] = mapped_column(ClosedList(MemberCategory), info=personal("membership"))


class Role(Base):
    """An office or employment of a person, on from starts_on up to, not including, ends_on."""

    __tablename__ = "role"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ordered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RoleKind] = mapped_column(ClosedList(RoleKind), index=True, info=personal("work"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True, info=personal("work"))
    """Which commission, shop organisation or group; None for bodies of which there is one."""
    full_time: Mapped[bool] = mapped_column(default=False, info=personal("work"))
    starts_on: Mapped[date] = mapped_column(info=personal("work"))
    ends_on: Mapped[date | None] = mapped_column(info=personal("work"))
    first_elected_on: Mapped[date | None] = mapped_column(info=personal("work"))
    """When the person came to this office first; the day of ``starts_on`` for who is elected for the first time."""
    contested: Mapped[bool] = mapped_column(default=False, info=personal("work"))
    """There were rivals: more candidates than seats."""
    term_until: Mapped[date | None] = mapped_column(info=personal("work"))
    """The last day of the powers given."""
    basis: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    """What it rests on: «отчётно-выборное собрание, протокол № 4»."""
    note: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    """The post in words: «бухгалтер» of a paid worker."""
    previous_post: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    """What the elected person worked as before (forms 4 and 15 ask it of the chair)."""
    undertaking_on: Mapped[date | None] = mapped_column(info=personal("work"))
    """When the holder undertook in writing not to disclose personal data."""
    undertaking_until: Mapped[date | None] = mapped_column(info=personal("work"))
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"), index=True, info=personal("work"))


class Training(Base):
    """One time of training of one person."""

    __tablename__ = "training"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    on_date: Mapped[date] = mapped_column(index=True, info=personal("work"))
    kind: Mapped[TrainingKind] = mapped_column(ClosedList(TrainingKind), info=personal("work"))
    hours: Mapped[int | None] = mapped_column(info=personal("work"))
    title: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    organiser: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    """Who taught: «Учебный центр профсоюзов»."""
    programme: Mapped[TrainingProgramme | None] = mapped_column(ClosedList(TrainingProgramme), info=personal("work"))
    """Special programmes that Приложение № 7 counts apart."""


class Consent(Base):
    """A consent document a person gave: the edition of its text, when, how, until when, withdrawn when."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    edition: Mapped[str] = mapped_column(String(32), info=personal("consent"))
    given_on: Mapped[date] = mapped_column(info=personal("consent"))
    way: Mapped[ConsentWay] = mapped_column(ClosedList(ConsentWay), info=personal("consent"))
    valid_until: Mapped[date | None] = mapped_column(info=personal("consent"))
    record: Mapped[str] = mapped_column(Text, default="", info=personal("consent"))
    """Of a simple electronic signature: the system that took it, the number and the moment of its record."""
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id", ondelete="SET NULL"))
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConsentPart(Base):
    """One part of a consent: given or refused, and withdrawn from a date on."""

    __tablename__ = "consent_part"
    __table_args__ = (UniqueConstraint("consent_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(String(32), info=personal("consent"))
    given: Mapped[bool] = mapped_column(info=personal("consent"))
    valid_until: Mapped[date | None] = mapped_column(info=personal("consent"))
    """The part's own term, counted when it was recorded; the document's term may be shorter."""
    withdrawn_on: Mapped[date | None] = mapped_column(info=personal("consent"))


class ImportBatch(Base):
    """One import of a spreadsheet, so that it can be undone as one. ``before`` holds what was overwritten (JSON)."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    file_name: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(String(64))
    before: Mapped[str] = mapped_column(Text, default="{}", info=personal("identity"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WaitingRow(Base):
    """A row of a list about which somebody must decide: a new person, one of the register, or nobody's.

    Once decided, the row stays without its words: ``fingerprint`` keeps the same row of a later list from being asked
    about again, and ``person_id`` says who it was (None: left out).
    """

    __tablename__ = "waiting_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    file_name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    file_sha256: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(Text, info=personal("identity"))
    row: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64), index=True, info=personal("identity"))
    name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    search_name: Mapped[str] = mapped_column(Text, index=True, info=personal("identity"))
    birth_date: Mapped[date | None] = mapped_column(info=personal("identity"))
    content: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))
    """JSON: the person as the row tells of them; empty when not even a name could be read."""
    reasons: Mapped[str] = mapped_column(Text, info=personal("identity"))
    """JSON: why it waits, a list of texts."""
    candidates: Mapped[str] = mapped_column(Text, default="[]", info=personal("identity"))
    """JSON: ids of the people whom the row may mean."""
    refused: Mapped[bool] = mapped_column(default=False)
    """A value of the row could not be taken; else only the person is uncertain."""
    waits_since: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    decided_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    user_name: Mapped[str] = mapped_column(Text, default="", info=personal("access"))
