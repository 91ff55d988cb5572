"""Reports as kept: typed entries, explanations, signed revisions, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.enums import ReportState
from app.models import Remark, Report, ReportEntry, ReportExplanation, SignedRevision


class ReportRepository:
    """Reports by form and period."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, form: str, period: str) -> Report | None:
        """The report, when somebody has touched it."""
        return self._session.scalars(select(Report).where(Report.form == form, Report.period == period)).first()

    def all(self) -> Sequence[Report]:
        """Every report somebody has touched."""
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
        return self._session.scalars(
            select(ReportEntry).where(ReportEntry.report_id == report_id).order_by(ReportEntry.id)
        ).all()

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
        return self._session.scalars(
            select(SignedRevision)
            .where(SignedRevision.report_id == report_id)
            .order_by(SignedRevision.revision.desc())
            .limit(1)
        ).first()

    def signed_content(self, form: str, period: str) -> str | None:
        """The content of the newest signed revision of a form and period."""
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
        return self._session.scalars(
            select(Remark).where(Remark.report_id == report_id, Remark.closed_at.is_(None)).order_by(Remark.id)
        ).all()
