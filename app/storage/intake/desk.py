"""Queries of a higher organisation's desk: organisations below it, where their reports stand, receipts to give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.domain.enums import PartyRelation, Verdict
from app.models import Base, BorrowedReport, IntakeBundle, IntakeReport, IssuedReceipt, OwnFigure, Party, Subordinate
from app.storage.holding import Holding


@dataclass(frozen=True)
class SentReport:
    """A report taken in, without its contents. ``uid`` is the sender's."""

    uid: str
    form: str
    period: str
    revision: int
    errors: int
    warnings: int
    bundle: str
    bundle_id: int
    outcome: str
    verdict: Verdict
    received_at: datetime

    @property
    def counts(self) -> bool:
        """Taken in, and nothing newer stood in its place when it came."""
        return self.outcome == "taken"

    @property
    def forked(self) -> bool:
        """It contradicts what its sender sent under the same number."""
        return self.outcome == "conflict"

    def open_fork(self, others: Iterable[SentReport]) -> bool:
        """A fork that nobody decided and that no later revision of the same report brought together again."""
        mended = (o.counts and o.revision > self.revision and o.bundle_id > self.bundle_id for o in others)
        return self.forked and self.verdict is Verdict.RECEIVED and not any(mended)


class DeskRepository(Holding):
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Base) -> None:
        """Insert and number a row."""
        self._session.add(row)
        self._session.flush()

    # --- organisations below us

    def subordinates(self) -> Sequence[Subordinate]:
        """All that were entered, by name."""
        query = select(Subordinate).order_by(Subordinate.short_name, Subordinate.id)
        if self.holds:
            return self.once("subordinates", lambda: self._session.scalars(query).all())
        return self._session.scalars(query).all()

    def subordinate(self, number: int) -> Subordinate | None:
        """One of them."""
        return self._session.get(Subordinate, number)

    def subordinate_of(self, uid: str) -> Subordinate | None:
        """The one that is joined with a key."""
        return self._session.scalar(select(Subordinate).where(Subordinate.uid == uid))

    def remove(self, row: Subordinate) -> None:
        """Take it out; what stood under it stands one place higher."""
        self._session.execute(
            update(Subordinate).where(Subordinate.parent_id == row.id).values(parent_id=row.parent_id)
        )
        self._session.delete(row)
        self._session.flush()

    # --- where reports stand

    def sent(self, period: str | None = None, forms: Sequence[str] | None = None) -> Sequence[SentReport]:
        """Reports of subordinate organisations in the order of taking in, in one query without any contents."""
        if self.holds and period is None and forms is not None:
            return [one for one in self.once("sent", self._all_sent) if one.form in forms]
        return self._all_sent(period, forms)

    def _all_sent(self, period: str | None = None, forms: Sequence[str] | None = None) -> Sequence[SentReport]:
        statement = (
            select(
                Party.uid,
                IntakeReport.form,
                IntakeReport.period,
                IntakeReport.revision,
                IntakeReport.errors,
                IntakeReport.warnings,
                IntakeBundle.uuid,
                IntakeBundle.id,
                IntakeBundle.outcome,
                IntakeBundle.verdict,
                IntakeBundle.received_at,
            )
            .join(IntakeBundle, IntakeBundle.id == IntakeReport.bundle_id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(Party.relation == PartyRelation.SUBORDINATE)
            .order_by(IntakeBundle.id, IntakeReport.form)
        )
        if period is not None:
            statement = statement.where(IntakeReport.period == period)
        if forms is not None:
            statement = statement.where(IntakeReport.form.in_(forms))
        return [SentReport(*row) for row in self._session.execute(statement)]

    def problems(self) -> Mapping[int, tuple[int, int]]:
        """(errors, warnings) of every bundle with reports, by its id."""
        statement = select(
            IntakeReport.bundle_id, func.sum(IntakeReport.errors), func.sum(IntakeReport.warnings)
        ).group_by(IntakeReport.bundle_id)
        return {row[0]: (int(row[1]), int(row[2])) for row in self._session.execute(statement)}

    def latest_accepted(self, forms: Sequence[str]) -> Mapping[str, int]:
        """The id of the report of the latest period and revision that was accepted, by the sender's uid."""
        statement = (
            select(Party.uid, IntakeReport.id)
            .join(IntakeBundle, IntakeBundle.id == IntakeReport.bundle_id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(
                IntakeReport.form.in_(forms),
                IntakeBundle.outcome == "taken",
                IntakeBundle.verdict == Verdict.ACCEPTED,
                Party.relation == PartyRelation.SUBORDINATE,
            )
            .order_by(IntakeReport.period, IntakeReport.revision, IntakeReport.id)
        )
        return {row.uid: row.id for row in self._session.execute(statement)}

    # --- receipts

    def receipts_to_give(self) -> Sequence[tuple[IssuedReceipt, str, Party]]:
        """The last receipt of every bundle that nobody saved or put into a letter yet, the bundle's number, whose."""
        last = select(func.max(IssuedReceipt.id)).group_by(IssuedReceipt.bundle_id)
        statement = (
            select(IssuedReceipt, IntakeBundle.uuid, Party)
            .join(IntakeBundle, IntakeBundle.id == IssuedReceipt.bundle_id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(IssuedReceipt.id.in_(last), IssuedReceipt.given_at.is_(None))
            .order_by(Party.short_name, IssuedReceipt.id)
        )
        return [(r, b, p) for r, b, p in self._session.execute(statement)]

    def count_receipts_to_give(self) -> int:
        """How many those are."""
        last = select(func.max(IssuedReceipt.id)).group_by(IssuedReceipt.bundle_id)
        statement = select(func.count()).where(IssuedReceipt.id.in_(last), IssuedReceipt.given_at.is_(None))
        return int(self._session.scalar(statement) or 0)

    def mark_given(self, uuids: Sequence[str]) -> None:
        """These receipts were given."""
        self._session.execute(
            update(IssuedReceipt).where(IssuedReceipt.uuid.in_(uuids)).values(given_at=datetime.now(UTC))
        )

    # --- what we put into a consolidated form ourselves

    def borrowed(self, form: str, period: str) -> frozenset[str]:
        """Organisations whose last year's reports stand in the form."""
        if self.holds:
            rows = self.once("borrowed", lambda: self._session.scalars(select(BorrowedReport)).all())
            return frozenset(row.uid for row in rows if (row.form, row.period) == (form, period))
        statement = select(BorrowedReport.uid).where(BorrowedReport.form == form, BorrowedReport.period == period)
        return frozenset(self._session.scalars(statement))

    def forget_borrowed(self, form: str, period: str, uid: str) -> None:
        """Do without one again."""
        self._session.execute(
            delete(BorrowedReport).where(
                BorrowedReport.form == form, BorrowedReport.period == period, BorrowedReport.uid == uid
            )
        )

    def own_figures(self, form: str, period: str) -> Sequence[OwnFigure]:
        """What we add of our own, by address."""
        if self.holds:
            query = select(OwnFigure).order_by(OwnFigure.address)
            rows = self.once("own figures", lambda: self._session.scalars(query).all())
            return [row for row in rows if (row.form, row.period) == (form, period)]
        statement = select(OwnFigure).where(OwnFigure.form == form, OwnFigure.period == period)
        return self._session.scalars(statement.order_by(OwnFigure.address)).all()

    def forget_own_figure(self, form: str, period: str, address: str) -> None:
        """Add nothing there any more."""
        self._session.execute(
            delete(OwnFigure).where(OwnFigure.form == form, OwnFigure.period == period, OwnFigure.address == address)
        )
