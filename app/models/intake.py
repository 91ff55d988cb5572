"""The desk of a higher organisation: the organisations below it, and what it adds to a consolidated form."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import OrganisationCategory, OrganisationKind
from app.models.base import Base, ClosedList, personal


class Subordinate(Base):
    """An organisation below us as we keep it. ``uid`` joins it with its enrolled key; None until it has one.

    A text left empty is taken from the organisation's card or its last accepted report.
    """

    __tablename__ = "subordinate"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str | None] = mapped_column(String(36), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("subordinate.id"), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(ClosedList(OrganisationKind))
    category: Mapped[OrganisationCategory | None] = mapped_column(ClosedList(OrganisationCategory))
    full_name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    chair: Mapped[str] = mapped_column(Text, default="", info=personal("identity"))
    committee_since: Mapped[date | None]
    committee_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")


class BorrowedReport(Base):
    """Last year's report of an organisation that stands in our form as long as this year's is wanting."""

    __tablename__ = "borrowed_report"
    __table_args__ = (UniqueConstraint("form", "period", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(16))
    uid: Mapped[str] = mapped_column(String(36))


class OwnFigure(Base):
    """What we add of our own to a total of a consolidated form; ``value`` is a decimal number as text."""

    __tablename__ = "own_figure"
    __table_args__ = (UniqueConstraint("form", "period", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text, default="")
