"""The ledger of dues and expenses. It is about money, not about people: the window asks to write no names in it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import LedgerKind
from app.models.base import Base, ClosedList, Roubles, UtcDateTime


class LedgerEntry(Base):
    """One sum on one day. Never changed: a mistake is voided by a later entry whose ``cancels_id`` names it."""

    __tablename__ = "ledger_entry"
    __table_args__ = (CheckConstraint("amount >= 0", name="not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    on_date: Mapped[date] = mapped_column(index=True)
    kind: Mapped[LedgerKind] = mapped_column(ClosedList(LedgerKind))
    article: Mapped[str] = mapped_column(String(8))
    """Code of a row of 10-ПБ: of table 1A for income and the opening balance, of table 1B for expenses."""
    amount: Mapped[Decimal] = mapped_column(Roubles)
    note: Mapped[str] = mapped_column(Text, default="")
    line_name: Mapped[str] = mapped_column(Text, default="")
    """What the organisation calls a row that the form leaves to it (11, 15, 28)."""
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
