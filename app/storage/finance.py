"""Queries over the ledger: entries of a stretch of time, sums by article. Cancelled entries are in no sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.enums import LedgerKind
from app.models import LedgerEntry
from app.storage.holding import Holding


@dataclass(frozen=True)
class LedgerRow:
    """One entry as it stands."""

    id: int
    on: date
    kind: LedgerKind
    article: str
    amount: Decimal
    note: str
    line_name: str
    recorded_at: datetime
    cancelled: bool


def _cancelled() -> ColumnElement[bool]:
    later = aliased(LedgerEntry)
    return select(later.id).where(later.cancels_id == LedgerEntry.id).correlate(LedgerEntry).exists()


def _within(first: date, last: date) -> ColumnElement[bool]:
    return and_(LedgerEntry.cancels_id.is_(None), LedgerEntry.on_date >= first, LedgerEntry.on_date <= last)


class LedgerRepository(Holding):
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entry: LedgerEntry) -> int:
        """Store a new entry and return its id."""
        self._session.add(entry)
        self._session.flush()
        return entry.id

    def find(self, entry_id: int) -> LedgerRow | None:
        """One entry; None for an unknown one and for what only cancels another."""
        found = self._rows(and_(LedgerEntry.id == entry_id, LedgerEntry.cancels_id.is_(None)))
        return found[0] if found else None

    def entries(self, first: date, last: date, *, cancelled: bool = False) -> Sequence[LedgerRow]:
        """Entries of these days by date and recording; with the cancelled ones when asked."""
        wanted = _within(first, last)
        return self._rows(wanted if cancelled else and_(wanted, ~_cancelled()))

    def _rows(self, wanted: ColumnElement[bool]) -> Sequence[LedgerRow]:
        entry = LedgerEntry
        statement = (
            select(
                entry.id,
                entry.on_date,
                entry.kind,
                entry.article,
                entry.amount,
                entry.note,
                entry.line_name,
                entry.recorded_at,
                _cancelled(),
            )
            .where(wanted)
            .order_by(entry.on_date, entry.id)
        )
        return [LedgerRow(*row) for row in self._session.execute(statement)]

    def sums(self, first: date, last: date) -> Mapping[tuple[LedgerKind, str], Decimal]:
        """Roubles of these days by kind and article; articles without entries are left out."""
        if self.holds:
            found: dict[tuple[LedgerKind, str], Decimal] = {}
            for on, kind, article, amount in self._days():
                if first <= on <= last:
                    found[kind, article] = found.get((kind, article), Decimal(0)) + amount
            return found
        statement = (
            select(LedgerEntry.kind, LedgerEntry.article, func.sum(LedgerEntry.amount))
            .where(_within(first, last), ~_cancelled())
            .group_by(LedgerEntry.kind, LedgerEntry.article)
        )
        return {(kind, article): amount for kind, article, amount in self._session.execute(statement)}

    def any_in(self, year: int) -> bool:
        """Whether the ledger of a year was kept at all."""
        if self.holds:
            return any(day.year == year for day, *_ in self._days())
        wanted = and_(_within(date(year, 1, 1), date(year, 12, 31)), ~_cancelled())
        return self._session.scalars(select(LedgerEntry.id).where(wanted).limit(1)).first() is not None

    def _days(self) -> Sequence[tuple[date, LedgerKind, str, Decimal]]:
        """Roubles by day, kind and article."""
        day, kind, article = LedgerEntry.on_date, LedgerEntry.kind, LedgerEntry.article
        query = (
            select(day, kind, article, func.sum(LedgerEntry.amount))
            .where(LedgerEntry.cancels_id.is_(None), ~_cancelled())
            .group_by(day, kind, article)
        )
        return self.once("days", lambda: [(row[0], row[1], row[2], row[3]) for row in self._session.execute(query)])

    def line_name(self, article: str, first: date, last: date) -> str | None:
        """What a free line was called last in these days."""
        if self.holds:
            query = (
                select(LedgerEntry.on_date, LedgerEntry.article, LedgerEntry.line_name)
                .where(LedgerEntry.cancels_id.is_(None), ~_cancelled(), LedgerEntry.kind == LedgerKind.EXPENSE)
                .order_by(LedgerEntry.on_date.desc(), LedgerEntry.id.desc())
            )
            rows = self.once("line names", lambda: self._session.execute(query).all())
            return next((row[2] for row in rows if row[1] == article and first <= row[0] <= last), None)
        statement = (
            select(LedgerEntry.line_name)
            .where(_within(first, last), ~_cancelled())
            .where(LedgerEntry.kind == LedgerKind.EXPENSE, LedgerEntry.article == article)
            .order_by(LedgerEntry.on_date.desc(), LedgerEntry.id.desc())
            .limit(1)
        )
        return self._session.scalars(statement).first()
