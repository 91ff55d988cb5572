"""Users of the vault and the journal of what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import UserRight
from app.models.base import Base, ClosedList, UtcDateTime, personal


class User(Base):
    """Who may open the vault. The key slot of the same id lies in the vault's header, without any name."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(String(36), unique=True)
    name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    right: Mapped[UserRight] = mapped_column(ClosedList(UserRight))
    undertaking_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recipient: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """Where the organisation's keys can be sealed to this user; empty until a password was set or used."""


class JournalEntry(Base):
    """One act, chained: ``digest`` covers the previous digest and this entry (see :mod:`app.storage.vault.journal`).

    ``person_uid`` names whose data it concerned, ``details`` is JSON without names of people. The digest covers only
    salted marks of both, so that they can be erased: then the mark stays, and uid, details and salt are gone.
    """

    __tablename__ = "journal_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    action: Mapped[str] = mapped_column(String(64))
    person_uid: Mapped[str | None] = mapped_column(String(36), index=True)
    person_salt: Mapped[str] = mapped_column(String(32), server_default="")
    person_mark: Mapped[str] = mapped_column(String(64), server_default="")
    details: Mapped[str] = mapped_column(Text)
    details_salt: Mapped[str] = mapped_column(String(32), server_default="")
    details_mark: Mapped[str] = mapped_column(String(64), server_default="")
    digest: Mapped[str] = mapped_column(String(64))


class KeptText(Base):
    """What a user typed into a dialog or a page and has not recorded yet: ``typed`` is JSON, by field.

    ``place`` names the dialog and what it is about, ``page`` the place of the window it was opened from.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_name", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_name: Mapped[str] = mapped_column(Text, info=personal("access"))
    place: Mapped[str] = mapped_column(Text, info=personal("identity"))
    title: Mapped[str] = mapped_column(Text, info=personal("identity"))
    page: Mapped[str] = mapped_column(String(40))
    typed: Mapped[str] = mapped_column(Text, info=personal("identity"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
