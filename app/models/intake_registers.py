"""Members of other organisations, as their registers were accepted here; pairs of them; remarks at a member."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcDateTime, personal


class ReceivedRegister(Base):
    """The register of one organisation as it was last accepted: ``manifest_sha256`` is what changes name as base."""

    __tablename__ = "received_register"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_uid: Mapped[str] = mapped_column(String(64), unique=True)
    """The organisation's, whatever key it signs with."""
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), index=True)
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date]
    fields: Mapped[str] = mapped_column(Text)
    """JSON: the names of the fields that came, in the sender's order."""
    members: Mapped[int]
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cards: Mapped[str] = mapped_column(Text, default="", server_default="")
    """JSON: members, plastic, virtual: cards really issued there; empty when its program does not tell."""


class ReceivedMember(Base):
    """One member of another organisation: what its register says, in the fields the consent allows."""

    __tablename__ = "received_member"
    __table_args__ = (UniqueConstraint("register_id", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("received_register.id"), index=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("intake_bundle.id"), index=True)
    """The file these words came in."""
    uid: Mapped[str] = mapped_column(String(64), index=True, info=personal("identity"))
    surname: Mapped[str] = mapped_column(Text, info=personal("identity"))
    name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    patronymic: Mapped[str] = mapped_column(Text, info=personal("identity"))
    search_name: Mapped[str] = mapped_column(Text, index=True, info=personal("identity"))
    birth_date: Mapped[date | None] = mapped_column(index=True, info=personal("identity"))
    birth_year: Mapped[int | None] = mapped_column(info=personal("identity"))
    """Also where only the year is known."""
    card_number: Mapped[str] = mapped_column(Text, info=personal("membership"))
    card_key: Mapped[str] = mapped_column(Text, index=True, info=personal("membership"))
    """The number for comparison."""
    rest: Mapped[str] = mapped_column(Text, info=personal("membership"))
    """JSON: all other fields as they came."""


class ReceivedDouble(Base):
    """What was decided of two members of different organisations: one person or two. The pair is ordered by
    (``register_id``, ``uid``)."""

    __tablename__ = "received_double"

    id: Mapped[int] = mapped_column(primary_key=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("received_register.id"), index=True)
    uid: Mapped[str] = mapped_column(String(64), index=True, info=personal("identity"))
    other_register_id: Mapped[int] = mapped_column(ForeignKey("received_register.id"), index=True)
    other_uid: Mapped[str] = mapped_column(String(64), index=True, info=personal("identity"))
    same: Mapped[bool]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("access"))
    resolved_on: Mapped[date | None]
    """When a later register showed one of them gone; that one's ``uid`` is then empty."""


class WaitingRemark(Base):
    """A remark at a member of another organisation: it goes with the next receipt to it, whatever that is about."""

    __tablename__ = "waiting_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_uid: Mapped[str] = mapped_column(String(64), index=True)
    uid: Mapped[str] = mapped_column(String(64), info=personal("identity"))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt_uuid: Mapped[str | None] = mapped_column(String(36))


class MemberRemark(Base):
    """A remark of a higher organisation at a member of ours, brought by a receipt."""

    __tablename__ = "member_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    bundle_uuid: Mapped[str] = mapped_column(String(36))
    text: Mapped[str] = mapped_column(Text, info=personal("membership"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
