"""What a member's card keeps beside the register itself: membership elsewhere, transfers, the social passport."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import EventKind, MemberCategory, SocialKind, TransferDirection
from app.models.base import Base, ClosedList, UtcDateTime, personal


class OutsideEvent(Base):
    """Membership in another organisation of the union, as a transfer file told it. It counts nothing here."""

    __tablename__ = "outside_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[str] = mapped_column(Text, info=personal("membership"))
    kind: Mapped[EventKind] = mapped_column(ClosedList(EventKind), info=personal("membership"))
    on_date: Mapped[date] = mapped_column(info=personal("membership"))
    category: Mapped[MemberCategory | None] = mapped_column(ClosedList(MemberCategory), info=personal("membership"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Transfer(Base):
    """A transfer file made for a member who left for another organisation, or taken in with one who came."""

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    direction: Mapped[TransferDirection] = mapped_column(ClosedList(TransferDirection), info=personal("membership"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[str] = mapped_column(Text, info=personal("membership"))
    """The other side: to whom it went, or from whom it came."""
    fields: Mapped[str] = mapped_column(Text, info=personal("membership"))
    """Names of the columns inside, by commas."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("identity"))


class SocialFact(Base):
    """One line of a member's social passport, true from ``since`` up to, not including, ``until``."""

    __tablename__ = "social_fact"
    __table_args__ = (CheckConstraint("until IS NULL OR since IS NULL OR until > since", name="ordered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SocialKind] = mapped_column(ClosedList(SocialKind), info=personal("special"))
    detail: Mapped[str] = mapped_column(Text, default="", info=personal("special"))
    born_on: Mapped[date | None] = mapped_column(info=personal("special"))
    """Of a child."""
    since: Mapped[date | None] = mapped_column(info=personal("special"))
    until: Mapped[date | None] = mapped_column(info=personal("special"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
