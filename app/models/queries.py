"""Selections and queries that a user keeps under a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, UtcDateTime, personal


class SavedQuery(Base):
    """``kind``: ``selection`` (conditions of the list) or ``query``. ``definition`` is JSON, read strictly again.

    It belongs to one user. A definition may hold a name somebody typed, so it counts as personal data.
    """

    __tablename__ = "saved_query"
    __table_args__ = (UniqueConstraint("user_name", "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_name: Mapped[str] = mapped_column(Text, info=personal("identity"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text, info=personal("identity"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
