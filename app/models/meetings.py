"""Meetings: agenda, delegates, who was there."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.meetings import MeetingKind, MeetingState
from app.models.base import Base, ClosedList, UtcDateTime, personal


class Meeting(Base):
    """One meeting of a body. ``unit`` names the shop organisation or group that meets, as it was called then."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MeetingKind] = mapped_column(ClosedList(MeetingKind))
    state: Mapped[MeetingState] = mapped_column(ClosedList(MeetingState))
    title: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(Text, default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    on_date: Mapped[date] = mapped_column(index=True)
    at_time: Mapped[str] = mapped_column(String(5), default="")
    """«14:30»; empty when it was not told."""
    place: Mapped[str] = mapped_column(Text, default="")
    quorum: Mapped[str] = mapped_column(String(16))
    """The rule of this meeting (:class:`app.domain.meetings.Quorum`)."""
    protocol_number: Mapped[str] = mapped_column(Text, default="")
    chaired_by: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    kept_by: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    """Who keeps the minutes."""
    guests: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))


class AgendaItem(Base):
    """A question of the agenda: who spoke, what was heard and decided, how the votes fell."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND votes_abstained >= 0", name="votes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    heard: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))
    decided: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstained: Mapped[int | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    """The decision that admissions rest on, when this question admitted members."""


class MeetingDelegate(Base):
    """A delegate of a conference."""

    __tablename__ = "meeting_delegate"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    elected_by: Mapped[str] = mapped_column(Text, default="", info=personal("work"))


class Attendance(Base):
    """Somebody came: written once, a second scan of the same card changes nothing."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, info=personal("work"))
    by_card: Mapped[bool] = mapped_column(info=personal("work"))
