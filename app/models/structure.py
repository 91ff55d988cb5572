"""The organisation's parts and bodies, its elections, and the reserve of cadres."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import ElectionKind, ElectionWay, Rating, UnitKind
from app.models.base import Base, ClosedList, UtcDateTime, personal


class Unit(Base):
    """A part of the organisation (shop organisation, group) or a body of it (committee, commission and so on).

    There is always one committee and one revision commission; their name may be empty: the usual one is meant.
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("closed_on IS NULL OR created_on IS NULL OR closed_on > created_on", name="ordered"),
        CheckConstraint("seats IS NULL OR seats > 0", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[UnitKind] = mapped_column(ClosedList(UnitKind), index=True)
    name: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    created_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    """The first day without it."""
    seats: Mapped[int | None]
    """How many members the meeting decided to elect."""


class Election(Base):
    """A meeting or conference that elected bodies: of the whole organisation (``unit_id`` None), a shop, a group.

    Whom it elected are the roles with its id.
    """

    __tablename__ = "election"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    on_date: Mapped[date] = mapped_column(index=True)
    kind: Mapped[ElectionKind] = mapped_column(ClosedList(ElectionKind))
    way: Mapped[ElectionWay] = mapped_column(ClosedList(ElectionWay))
    period_from: Mapped[date | None]
    """The first day of the period reported about."""
    term_until: Mapped[date | None]
    """The last day of the powers it gave."""
    eligible: Mapped[int | None]
    """Members on the register; of a conference, delegates elected."""
    present: Mapped[int | None]
    rating: Mapped[Rating | None] = mapped_column(ClosedList(Rating))
    protocol: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column(Text, default="{}", info=personal("work"))
    """What it changed of roles held before (JSON), so that it can be taken back."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReserveCandidate(Base):
    """A person of the reserve for a post (Приложение № 6 of the union's list), from listed_on up to removed_on."""

    __tablename__ = "reserve_candidate"
    __table_args__ = (CheckConstraint("removed_on IS NULL OR removed_on > listed_on", name="ordered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    post: Mapped[str] = mapped_column(Text, info=personal("work"))
    """For which post: «председатель первичной организации»."""
    listed_on: Mapped[date] = mapped_column(info=personal("work"))
    removed_on: Mapped[date | None] = mapped_column(info=personal("work"))
    education: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    """What was finished and when, a line each."""
    speciality: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    position_since: Mapped[date | None] = mapped_column(info=personal("work"))
    union_work_since: Mapped[date | None] = mapped_column(info=personal("work"))
    basis: Mapped[str] = mapped_column(Text, default="", info=personal("work"))
    """The decision that approved the reserve."""
