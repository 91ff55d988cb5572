"""Reports: what a person typed over the automatic numbers, and what was signed, revision by revision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import ReportState
from app.models.base import Base, ClosedList, UtcDateTime


class Report(Base):
    """One form for one period. Automatic numbers are not kept here: they follow the register until signing."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("form", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(32))
    edition: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(16))
    state: Mapped[ReportState] = mapped_column(ClosedList(ReportState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReportEntry(Base):
    """A typed cell, field or list: its address, the value as JSON, and why it differs from the automatic one."""

    __tablename__ = "report_entry"
    __table_args__ = (UniqueConstraint("report_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")


class ReportExplanation(Base):
    """The written explanation of a warning; it goes with the report."""

    __tablename__ = "report_explanation"
    __table_args__ = (UniqueConstraint("report_id", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    rule: Mapped[str] = mapped_column(String(96))
    text: Mapped[str] = mapped_column(Text)


class SignedRevision(Base):
    """A signed report, frozen: canonical JSON of its content. Numbers never change after this."""

    __tablename__ = "signed_revision"
    __table_args__ = (UniqueConstraint("report_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="RESTRICT"), index=True)
    revision: Mapped[int]
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_by: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ReportState] = mapped_column(ClosedList(ReportState))


class Remark(Base):
    """A remark of the higher organisation at a cell of a report we sent."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    bundle_uuid: Mapped[str] = mapped_column(String(36))
    cell: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
