"""Selections and queries kept under a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import SavedQuery


class SelectingRepository:
    """Those of one user at a time."""

    def __init__(self, session: Session, user_name: str) -> None:
        self._session, self._user_name = session, user_name

    def all(self, kind: str) -> Sequence[SavedQuery]:
        """By name."""
        return self._session.scalars(
            select(SavedQuery)
            .where(SavedQuery.user_name == self._user_name, SavedQuery.kind == kind)
            .order_by(SavedQuery.name)
        ).all()

    def find(self, kind: str, name: str) -> SavedQuery | None:
        """One of this name, or None."""
        return self._session.scalars(
            select(SavedQuery).where(
                SavedQuery.user_name == self._user_name, SavedQuery.kind == kind, SavedQuery.name == name
            )
        ).first()

    def put(self, kind: str, name: str, definition: str) -> None:
        """Keep, in place of an older one of the same name."""
        found = self.find(kind, name)
        if found is None:
            found = SavedQuery(user_name=self._user_name, kind=kind, name=name)
            self._session.add(found)
        found.definition, found.saved_at = definition, datetime.now(UTC)
        self._session.flush()

    def remove(self, row: SavedQuery) -> None:
        """Forget one."""
        self._session.delete(row)
        self._session.flush()
