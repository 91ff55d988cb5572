"""Papers to be signed: an organisation's own wording of templates, and corrections of Russian cases."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.declension import Case
from app.models.base import Base, ClosedList, UtcDateTime, personal


class DocumentTemplate(Base):
    """A template that the organisation has worded anew; without a row the delivered one stands."""

    __tablename__ = "document_template"

    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    """The TOML file, checked before it was kept."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_name: Mapped[str] = mapped_column(Text, info=personal("access"))


class NameCase(Base):
    """A person's whole name in a case as they want it; void once the name is no longer ``original``."""

    __tablename__ = "name_case"
    __table_args__ = (UniqueConstraint("person_id", "grammatical_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    grammatical_case: Mapped[Case] = mapped_column(ClosedList(Case), info=personal("identity"))
    original: Mapped[str] = mapped_column(Text, info=personal("identity"))
    text: Mapped[str] = mapped_column(Text, info=personal("identity"))


class PhraseCase(Base):
    """An office, an organisation or its head in a case as it was corrected."""

    __tablename__ = "phrase_case"
    __table_args__ = (UniqueConstraint("original", "grammatical_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    original: Mapped[str] = mapped_column(Text)
    grammatical_case: Mapped[Case] = mapped_column(ClosedList(Case))
    text: Mapped[str] = mapped_column(Text)
