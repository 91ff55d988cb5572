"""What 152-ФЗ asks to be written down: requests of people, ends of processing, destruction, incidents.

A row here outlives the person it was about: after destruction it points at the nameless marker and its texts are blank.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import EndCause, EndDecision, NoticeKind, RequestKind
from app.models.base import Base, ClosedList, UtcDateTime, personal


class SubjectRequest(Base):
    """A request of a person about their data (152-ФЗ, articles 14, 20, 21) with the day the answer is due."""

    __tablename__ = "subject_request"
    __table_args__ = {"info": {"erasure": "keep"}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RequestKind] = mapped_column(ClosedList(RequestKind))
    received_on: Mapped[date] = mapped_column(index=True, info=personal("request"))
    text: Mapped[str] = mapped_column(Text, default="", info=personal("request"))
    due_on: Mapped[date] = mapped_column(info=personal("request"))
    extended_to: Mapped[date | None] = mapped_column(info=personal("request"))
    extension_reason: Mapped[str] = mapped_column(Text, default="", info=personal("request"))
    answered_on: Mapped[date | None] = mapped_column(info=personal("request"))
    outcome: Mapped[str] = mapped_column(Text, default="", info=personal("request"))
    user_name: Mapped[str] = mapped_column(Text, info=personal("access"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProcessingEnd(Base):
    """The purpose of keeping a person's data is over: by which day they are destroyed, or on what ground kept."""

    __tablename__ = "processing_end"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    cause: Mapped[EndCause] = mapped_column(ClosedList(EndCause))
    since: Mapped[date] = mapped_column(info=personal("request"))
    due_on: Mapped[date] = mapped_column(info=personal("request"))
    """Thirty days after ``since`` (152-ФЗ, article 21, parts 4 and 5)."""
    decision: Mapped[EndDecision | None] = mapped_column(ClosedList(EndDecision))
    ground: Mapped[str] = mapped_column(String(64), default="")
    """Id of a ground to keep in the union's profile."""
    note: Mapped[str] = mapped_column(Text, default="", info=personal("request"))
    keep_until: Mapped[date | None] = mapped_column(info=personal("request"))
    decided_on: Mapped[date | None] = mapped_column(info=personal("request"))
    user_name: Mapped[str] = mapped_column(Text, default="", info=personal("access"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Destruction(Base):
    """An act of destruction, without the name: the signed paper holds it (Roskomnadzor's order № 179).

    ``uid_hash`` lets a copy made before the act forget the person again when it is restored.
    """

    __tablename__ = "destruction"
    __table_args__ = {"info": {"erasure": "keep"}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    uid_hash: Mapped[str] = mapped_column(String(64), unique=True)
    destroyed_on: Mapped[date] = mapped_column(info=personal("request"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ground: Mapped[str] = mapped_column(Text, info=personal("request"))
    categories: Mapped[str] = mapped_column(Text, info=personal("request"))
    """JSON: ids of the categories that were destroyed."""
    rows: Mapped[int] = mapped_column(default=0)
    act_sha256: Mapped[str] = mapped_column(String(64), default="")
    user_name: Mapped[str] = mapped_column(Text, info=personal("access"))


class SignedRedaction(Base):
    """Names in a signed list were blacked out: the hash before and after, so that `vault check` can follow."""

    __tablename__ = "signed_redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("signed_revision.id"), index=True)
    destruction_id: Mapped[int] = mapped_column(ForeignKey("destruction.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    before_sha256: Mapped[str] = mapped_column(String(64))
    after_sha256: Mapped[str] = mapped_column(String(64))


class RegulatorNotice(Base):
    """A notification of Roskomnadzor that was sent (152-ФЗ, article 22): what kind, when, under which number."""

    __tablename__ = "regulator_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(ClosedList(NoticeKind))
    sent_on: Mapped[date]
    number: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[str] = mapped_column(Text, default="{}", info=personal("identity"))
    """JSON: the lines of the form as they were then, so that a change is noticed."""
    user_name: Mapped[str] = mapped_column(Text, info=personal("access"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Incident(Base):
    """Data leaked, were lost or changed: the record with the clocks of 24 and 72 hours (152-ФЗ, article 21, 3.1)."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    discovered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    happened: Mapped[str] = mapped_column(Text)
    people: Mapped[int | None]
    categories: Mapped[str] = mapped_column(Text, default="[]")
    cause: Mapped[str] = mapped_column(Text, default="")
    harm: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="", info=personal("access"))
    first_notice_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_notice_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    findings: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("access"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
