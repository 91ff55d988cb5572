"""Users of the vault and the journal of what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import UserRight
from app.models.base import Base, Choice, UtcDateTime, personal


class User(Base):
    """Who may open the vault. The key slot of the same id lies in the vault's header, without any name."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(String(36), unique=True)
    name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    right: Mapped[UserRight] = mapped_column(Choice(UserRight))
    undertaking_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class JournalEntry(Base):
    """One act, chained: ``digest`` = SHA-256 of the previous digest and this entry's canonical JSON.

    ``person_uid`` names whose data it concerned, ``details`` is JSON without names of people.
    """

    __tablename__ = "journal_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    action: Mapped[str] = mapped_column(String(64))
    person_uid: Mapped[str | None] = mapped_column(String(36), index=True)
    details: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
