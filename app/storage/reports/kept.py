"""Reports as kept: typed entries, explanations, signed revisions, remarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app.domain.enums import ReportState
from app.models import Remark, Report, ReportEntry, ReportExplanation, SignedRevision
from app.storage.holding import Holding

_Of = TypeVar("_Of", ReportEntry, ReportExplanation, Remark)


class ReportRepository(Holding):
    """Reports by form and period."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, form: str, period: str) -> Report | None:
        """The report, when somebody has touched it."""
        if self.holds:
            return self._by_key().get((form, period))
        return self._session.scalars(select(Report).where(Report.form == form, Report.period == period)).first()

    def _by_key(self) -> dict[tuple[str, str], Report]:
        return self.once("reports", lambda: {(r.form, r.period): r for r in self._session.scalars(select(Report))})

    def all(self) -> Sequence[Report]:
        """Every report somebody has touched."""
        if self.holds:
            return sorted(self._by_key().values(), key=lambda report: report.id)
        return self._session.scalars(select(Report).order_by(Report.id)).all()

    def start(self, form: str, edition: str, period: str) -> Report:
        """The report, made as a draft when there is none."""
        found = self.find(form, period)
        if found is not None:
            return found
        now = datetime.now(UTC)
        report = Report(
            form=form, edition=edition, period=period, state=ReportState.DRAFT, created_at=now, changed_at=now
        )
        self._session.add(report)
        self._session.flush()
        return report

    def entries(self, report_id: int) -> Sequence[ReportEntry]:
        """Everything typed."""
        if self.holds:
            return self.once("entries", lambda: self._by_report(select(ReportEntry).order_by(ReportEntry.id)))[
                report_id
            ]
        return self._session.scalars(
            select(ReportEntry).where(ReportEntry.report_id == report_id).order_by(ReportEntry.id)
        ).all()

    def _by_report(self, query: Select[_Of]) -> dict[int, list[_Of]]:
        found: dict[int, list[_Of]] = defaultdict(list)
        for row in self._session.scalars(query):
            found[row.report_id].append(row)
        return found

    def put_entry(self, report_id: int, address: str, value: str, reason: str) -> None:
        """Keep a typed value (JSON) under its address."""
        entry = self._session.scalars(
            select(ReportEntry).where(ReportEntry.report_id == report_id, ReportEntry.address == address)
        ).first()
        if entry is None:
            self._session.add(ReportEntry(report_id=report_id, address=address, value=value, reason=reason))
        else:
            entry.value, entry.reason = value, reason
        self._session.flush()

    def remove_entry(self, report_id: int, address: str) -> None:
        """Forget a typed value."""
        self._session.execute(
            delete(ReportEntry).where(ReportEntry.report_id == report_id, ReportEntry.address == address)
        )

    def explanations(self, report_id: int) -> dict[str, str]:
        """Written explanations by rule."""
        if self.holds:
            told = self.once("explanations", lambda: self._by_report(select(ReportExplanation)))
            return {row.rule: row.text for row in told[report_id]}
        rows = self._session.execute(
            select(ReportExplanation.rule, ReportExplanation.text).where(ReportExplanation.report_id == report_id)
        )
        return {row.rule: row.text for row in rows}

    def put_explanation(self, report_id: int, rule: str, text: str) -> None:
        """Keep an explanation; an empty text forgets it."""
        self._session.execute(
            delete(ReportExplanation).where(ReportExplanation.report_id == report_id, ReportExplanation.rule == rule)
        )
        if text:
            self._session.add(ReportExplanation(report_id=report_id, rule=rule, text=text))
            self._session.flush()

    def last_revision(self, report_id: int) -> SignedRevision | None:
        """The newest signed revision."""
        if self.holds:
            return self._last_revisions().get(report_id)
        return self._session.scalars(
            select(SignedRevision)
            .where(SignedRevision.report_id == report_id)
            .order_by(SignedRevision.revision.desc())
            .limit(1)
        ).first()

    def _last_revisions(self) -> dict[int, SignedRevision]:
        newest = (
            select(SignedRevision.report_id, func.max(SignedRevision.revision).label("revision"))
            .group_by(SignedRevision.report_id)
            .subquery()
        )
        query = select(SignedRevision).join(
            newest,
            (newest.c.report_id == SignedRevision.report_id) & (newest.c.revision == SignedRevision.revision),
        )
        return self.once("revisions", lambda: {row.report_id: row for row in self._session.scalars(query)})

    def signed_content(self, form: str, period: str) -> str | None:
        """The content of the newest signed revision of a form and period."""
        if self.holds:
            report = self.find(form, period)
            last = None if report is None else self._last_revisions().get(report.id)
            return None if last is None else last.content
        return self._session.scalars(
            select(SignedRevision.content)
            .join(Report, Report.id == SignedRevision.report_id)
            .where(Report.form == form, Report.period == period)
            .order_by(SignedRevision.revision.desc())
            .limit(1)
        ).first()

    def add_revision(self, revision: SignedRevision) -> None:
        """Keep a signed revision."""
        self._session.add(revision)
        self._session.flush()

    def open_remarks(self, report_id: int) -> Sequence[Remark]:
        """Remarks of the higher organisation that wait for an answer."""
        if self.holds:
            waiting = select(Remark).where(Remark.closed_at.is_(None)).order_by(Remark.id)
            return self.once("remarks", lambda: self._by_report(waiting))[report_id]
        return self._session.scalars(
            select(Remark).where(Remark.report_id == report_id, Remark.closed_at.is_(None)).order_by(Remark.id)
        ).all()
