"""Members' cards (профбилеты), orders of them, orders taken in from below, and lists of organisations to be trusted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.cards import CardMedium, CardState
from app.models.base import Base, ClosedList, UtcDateTime, personal


class CardOrder(Base):
    """A list of cards asked for at the higher organisation, as it was on the day it was made."""

    __tablename__ = "card_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    on_date: Mapped[date]
    medium: Mapped[CardMedium] = mapped_column(ClosedList(CardMedium))
    part: Mapped[str] = mapped_column(String(32))
    """The consent part that lets the list leave."""
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bundle: Mapped[str | None] = mapped_column(String(36))
    """The number of the last sealed file that carries it."""


class UnionCard(Base):
    """One card of one person. ``person.card_number`` is the number of the one that is valid now."""

    __tablename__ = "union_card"
    __table_args__ = (Index("ix_union_card_state_medium", "state", "medium"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    number: Mapped[str] = mapped_column(Text, default="", index=True, info=personal("membership"))
    """Empty until the card is issued."""
    medium: Mapped[CardMedium] = mapped_column(ClosedList(CardMedium), info=personal("membership"))
    state: Mapped[CardState] = mapped_column(ClosedList(CardState), info=personal("membership"))
    ordered_on: Mapped[date | None] = mapped_column(info=personal("membership"))
    issued_on: Mapped[date | None] = mapped_column(info=personal("membership"))
    closed_on: Mapped[date | None] = mapped_column(info=personal("membership"))
    valid_until: Mapped[date | None] = mapped_column(info=personal("membership"))
    instead_of_paper: Mapped[bool] = mapped_column(default=False, info=personal("membership"))
    """Given for a paper card: what the coverage table calls the exchange."""
    order_id: Mapped[int | None] = mapped_column(ForeignKey("card_order.id"), index=True)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    """The list that told what the card is made of."""


class IntakeCardOrder(Base):
    """An order of cards that came in a bundle from below (JSON)."""

    __tablename__ = "intake_card_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), unique=True)
    content: Mapped[str] = mapped_column(Text, info=personal("identity"))


class TrustedList(Base):
    """A list of organisations whose cards are genuine, signed by one above us; the newest of each signer is kept."""

    __tablename__ = "trusted_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_uid: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)
