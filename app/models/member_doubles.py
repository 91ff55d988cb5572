"""People recorded twice: what was put together, and which likeness was only a likeness."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcDateTime, personal


class DistinctPair(Base):
    """Two people who look alike and are not the same: they are not offered again."""

    __tablename__ = "distinct_pair"
    __table_args__ = (UniqueConstraint("person_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("identity"))


class PersonMerge(Base):
    """Two records of one person put together, with all that is needed to take it back.

    ``person_id`` is the person who stayed, ``merged_uid`` the lasting identifier of the record that went; ``record``
    is JSON: its row, which rows were moved, which were left out as repeated, what was overwritten.
    """

    __tablename__ = "person_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    merged_uid: Mapped[str] = mapped_column(String(36), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    record: Mapped[str] = mapped_column(Text, info=personal("identity"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
