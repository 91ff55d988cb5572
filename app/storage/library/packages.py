"""Packages of forms and deadlines that lie over the union's profile."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ProfilePackage


class PackageRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: ProfilePackage) -> None:
        """Insert and number a row."""
        self._session.add(row)
        self._session.flush()

    def all(self, profile: str) -> Sequence[ProfilePackage]:
        """Everything for a profile in the order of arrival: what came later lies on top."""
        return self._session.scalars(
            select(ProfilePackage).where(ProfilePackage.profile == profile).order_by(ProfilePackage.id)
        ).all()

    def of_sender(self, profile: str, sender_uid: str) -> Sequence[ProfilePackage]:
        """Everything of one sender by its numbers."""
        statement = select(ProfilePackage).where(
            ProfilePackage.profile == profile, ProfilePackage.sender_uid == sender_uid
        )
        return self._session.scalars(statement.order_by(ProfilePackage.number)).all()
