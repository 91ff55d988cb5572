"""What was sent, what was taken in, and the receipts of both."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import HandoverWay, OutboxState, Verdict
from app.models.base import Base, ClosedList, UtcDateTime


class OutboxItem(Base):
    """A sealed file of ours. Its bytes are kept unchanged until a receipt verifies, and after it as the evidence."""

    __tablename__ = "outbox_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[OutboxState] = mapped_column(ClosedList(OutboxState))
    title: Mapped[str] = mapped_column(Text)
    stream: Mapped[str] = mapped_column(String(96), index=True)
    """What the revision counts: the sorted list of report keys and register mode, e.g. ``fnpr-2:2025``."""
    revision: Mapped[int]
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    sealed_sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    manifest: Mapped[str] = mapped_column(Text)


class OutboxContent(Base):
    """Which signed revisions a sealed file carries."""

    __tablename__ = "outbox_content"
    __table_args__ = (UniqueConstraint("outbox_id", "signed_revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox_item.id"), index=True)
    signed_revision_id: Mapped[int] = mapped_column(ForeignKey("signed_revision.id"), index=True)


class Handover(Base):
    """One time a sealed file was taken away: to a folder or stick, or as an e-mail draft."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox_item.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[HandoverWay] = mapped_column(ClosedList(HandoverWay))
    place: Mapped[str] = mapped_column(Text)


class Route(Base):
    """How files reach an organisation without hands: where its server takes uploads, and the word it knows us by."""

    __tablename__ = "route"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    upload_url: Mapped[str] = mapped_column(Text, default="")
    token: Mapped[str] = mapped_column(Text, default="")


class Upload(Base):
    """A sealed file on its way to a server. ``url`` goes with ``sealed_sha256``: other bytes never go on there."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox_item.id"), unique=True)
    endpoint: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text, default="")
    sealed_sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    sent: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(64), default="")
    """The code of what stopped the last attempt."""
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: as soon as there is a connection, or, with ``finished_at``, never again."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReceivedReceipt(Base):
    """A verified receipt for a sealed file of ours, kept with its bytes."""

    __tablename__ = "received_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox_item.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(ClosedList(Verdict))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class IntakeBundle(Base):
    """A bundle taken in at the higher organisation, with its sealed bytes."""

    __tablename__ = "intake_bundle"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    stream: Mapped[str] = mapped_column(String(96), index=True)
    revision: Mapped[int]
    previous_manifest_sha256: Mapped[str | None] = mapped_column(String(64))
    manifest_sha256: Mapped[str] = mapped_column(String(64), index=True)
    sealed_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(16))
    """taken | older | conflict (a fork): only a taken bundle counts."""
    verdict: Mapped[Verdict] = mapped_column(ClosedList(Verdict))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    manifest: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Empty when somebody in the register inside is gone or was destroyed; then there is ``evidence``."""
    evidence: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What is kept instead: the inner package with manifest, signature and reports, without the people's lists."""


class IntakeReport(Base):
    """A report inside a bundle taken in, as canonical JSON, with the violations that our own check found."""

    __tablename__ = "intake_report"
    __table_args__ = (UniqueConstraint("bundle_id", "form", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), index=True)
    form: Mapped[str] = mapped_column(String(32), index=True)
    period: Mapped[str] = mapped_column(String(16), index=True)
    content: Mapped[str] = mapped_column(Text)
    violations: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=0)
    """The signed revision that the manifest names; with the counts of ``violations`` it spares reading the texts."""
    errors: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[int] = mapped_column(default=0)


class IntakeRegister(Base):
    """The part of a sender's register that came in a bundle (JSON). Only those whose consent allows it are in it."""

    __tablename__ = "intake_register"

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), unique=True)
    content: Mapped[str] = mapped_column(Text, info={"personal": "identity"})
    scrubbed_on: Mapped[date | None]
    """Since when somebody who is gone is no longer in it: no changes can be laid over it any more."""


class IntakeRemark(Base):
    """Our remark at a cell of a report taken in."""

    __tablename__ = "intake_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), index=True)
    form: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(16))
    cell: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)


class IssuedReceipt(Base):
    """A receipt we signed: its bytes are kept, so asking again gives the same file."""

    __tablename__ = "issued_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(ClosedList(Verdict))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was saved or put into a letter for its organisation."""


class ProfilePackage(Base):
    """Forms and deadlines from above (or our own for those below), as the signed inner package: the proof as well."""

    __tablename__ = "profile_package"
    __table_args__ = (UniqueConstraint("profile", "sender_uid", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    profile: Mapped[str] = mapped_column(String(32))
    sender_uid: Mapped[str] = mapped_column(String(64))
    """The number is the sender's, also after it renewed its key."""
    sender_fingerprint: Mapped[str] = mapped_column(String(64))
    sender_name: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    manifest_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    package: Mapped[bytes] = mapped_column(LargeBinary)
