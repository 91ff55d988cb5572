"""Our organisation's passport, the employer's headcount by date, and the organisations whose keys we trust."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.enums import AttachmentKind, OrganisationCategory, OrganisationKind, PartyRelation
from app.models.base import Base, ClosedList, UtcDateTime


class Organisation(Base):
    """The passport. One row: the vault's own organisation."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36))
    profile: Mapped[str] = mapped_column(String(32))
    kind: Mapped[OrganisationKind] = mapped_column(ClosedList(OrganisationKind))
    category: Mapped[OrganisationCategory | None] = mapped_column(ClosedList(OrganisationCategory))
    """Of the employer; a territorial or interregional organisation has none."""
    full_name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(Text)
    union: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    inn: Mapped[str] = mapped_column(String(12), default="")
    ogrn: Mapped[str] = mapped_column(String(15), default="")
    okpo: Mapped[str] = mapped_column(String(14), default="")
    okfs: Mapped[str] = mapped_column(String(2), default="")
    directly_under_union: Mapped[bool] = mapped_column(default=False)
    parent_name: Mapped[str] = mapped_column(Text, default="")
    parent_address: Mapped[str] = mapped_column(Text, default="")
    """Consents name the organisation above with its address."""
    employer_name: Mapped[str] = mapped_column(Text, default="")
    employer_head: Mapped[str] = mapped_column(Text, default="")
    employer_address: Mapped[str] = mapped_column(Text, default="")
    created_on: Mapped[date | None]


class EmployerHeadcount(Base):
    """What the employer said of its people on a date; None is unknown."""

    __tablename__ = "employer_headcount"
    __table_args__ = (UniqueConstraint("on_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    on_date: Mapped[date]
    employees: Mapped[int | None]
    employees_women: Mapped[int | None]
    employees_youth: Mapped[int | None]
    students: Mapped[int | None]
    students_women: Mapped[int | None]
    students_youth: Mapped[int | None]


class KeyPair(Base):
    """The organisation's own keys: PEM of the signing key and certificate, the age identity. One pair is current.

    The private halves (``signing_key``, ``seal_identity``) are empty: they lie in :class:`KeyGrant`, sealed to each who
    may use them. They stand here only in a vault of an older program, until its chair has opened it.
    """

    __tablename__ = "key_pair"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signing_key: Mapped[bytes] = mapped_column(LargeBinary)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    seal_identity: Mapped[str] = mapped_column(Text)
    seal_recipient: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    card: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The public card as the chair last signed it, for those who may hand it over and have no keys."""


class KeyGrant(Base):
    """The private halves of a key pair, sealed (age) to one user who may use them, or to the recovery sheet."""

    __tablename__ = "key_grant"
    __table_args__ = (UniqueConstraint("key_pair_id", "recipient"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_pair_id: Mapped[int] = mapped_column(ForeignKey("key_pair.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    """None is the recovery sheet."""
    recipient: Mapped[str] = mapped_column(String(80))
    """The public half of the secret that only the user's password (or the sheet) opens."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Party(Base):
    """Another organisation whose card was enrolled after its fingerprint was compared."""

    __tablename__ = "party"

    id: Mapped[int] = mapped_column(primary_key=True)
    relation: Mapped[PartyRelation] = mapped_column(ClosedList(PartyRelation))
    uid: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(ClosedList(OrganisationKind))
    category: Mapped[OrganisationCategory | None] = mapped_column(ClosedList(OrganisationCategory))
    full_name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    card: Mapped[bytes] = mapped_column(LargeBinary)
    phone: Mapped[str] = mapped_column(Text, default="")
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    compared: Mapped[bool] = mapped_column(default=False)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Setting(Base):
    """A named value of this vault: JSON text."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Attachment(Base):
    """A scan or another file kept inside the encrypted database."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AttachmentKind] = mapped_column(ClosedList(AttachmentKind))
    title: Mapped[str] = mapped_column(Text, info={"personal": "identity"})
    media_type: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, info={"personal": "identity"})
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
