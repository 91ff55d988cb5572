"""What came in packages for reading and answering, our answers, and the answers and notes of those below."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcDateTime


class LibraryFile(Base):
    """A document of a sender's library, with its words for the search. A withdrawn one has no row."""

    __tablename__ = "library_file"
    __table_args__ = (UniqueConstraint("sender_uid", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_uid: Mapped[str] = mapped_column(String(64))
    sender_name: Mapped[str] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    on: Mapped[date]
    keywords: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(8))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    """Title, section, keywords and text, in small letters."""
    content: Mapped[bytes] = mapped_column(LargeBinary)


class LibraryNews(Base):
    """A piece of news, or the letter of a package (``letter``)."""

    __tablename__ = "library_news"
    __table_args__ = (UniqueConstraint("sender_uid", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_uid: Mapped[str] = mapped_column(String(64))
    sender_name: Mapped[str] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(String(36))
    on: Mapped[date]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    letter: Mapped[bool]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LibraryPoll(Base):
    """A poll or a test (JSON as in the package). A withdrawn one stays for its answers."""

    __tablename__ = "library_poll"
    __table_args__ = (UniqueConstraint("sender_uid", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_uid: Mapped[str] = mapped_column(String(64))
    sender_name: Mapped[str] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(String(36))
    content: Mapped[str] = mapped_column(Text)
    withdrawn: Mapped[bool]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answers: Mapped[str] = mapped_column(Text)
    """Ours, as JSON; empty until answered."""


class IntakeAnswers(Base):
    """Answers of an organisation below to one poll, from a bundle taken in."""

    __tablename__ = "intake_answers"
    __table_args__ = (UniqueConstraint("bundle_id", "poll_uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), index=True)
    poll_uid: Mapped[str] = mapped_column(String(36), index=True)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answers: Mapped[str] = mapped_column(Text)


class IntakeNote(Base):
    """A note that came with a bundle taken in."""

    __tablename__ = "intake_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
