"""Users of the vault. Their key slots lie in the header; here are the names and rights."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.enums import UserRight
from app.models import User


class UserRepository:
    """Rows of ``user``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, user: User) -> User:
        """Insert and number a user."""
        self._session.add(user)
        self._session.flush()
        return user

    def all(self) -> list[User]:
        """Everybody, the blocked too, in the order of their making."""
        return list(self._session.scalars(select(User).order_by(User.id)))

    def active(self) -> list[User]:
        """Users who may open the vault."""
        return [user for user in self.all() if user.blocked_at is None]

    def by_slot(self, slot: str) -> User | None:
        """The user of a key slot."""
        return self._session.scalar(select(User).where(User.slot == slot))

    def by_name(self, name: str) -> User | None:
        """The active user of that name."""
        return self._session.scalar(select(User).where(User.name == name, User.blocked_at.is_(None)))

    def count_active_chairs(self) -> int:
        """How many may still do everything."""
        query = select(func.count()).where(User.right == UserRight.CHAIR, User.blocked_at.is_(None))
        return self._session.scalar(query) or 0
