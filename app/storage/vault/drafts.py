"""What each user typed and has not recorded yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models import KeptText


class DraftRepository:
    """Rows of ``draft``; one user never sees those of another."""

    def __init__(self, session: Session, user_name: str) -> None:
        self._session, self._user_name = session, user_name

    def all(self) -> list[KeptText]:
        """This user's, the newest first."""
        query = (
            select(KeptText)
            .where(KeptText.user_name == self._user_name)
            .order_by(KeptText.at.desc(), KeptText.id.desc())
        )
        return list(self._session.scalars(query))

    def put(self, place: str, title: str, page: str, typed: str, at: datetime) -> None:
        """Keep in the place of what was kept there before."""
        self.drop(place)
        draft = KeptText(user_name=self._user_name, place=place, title=title, page=page, typed=typed, at=at)
        self._session.add(draft)
        self._session.flush()

    def drop(self, place: str) -> None:
        """Recorded, or given up."""
        self._session.execute(delete(KeptText).where(KeptText.user_name == self._user_name, KeptText.place == place))

    def drop_all(self, before: datetime | None = None) -> int:
        """Everybody's, or those older than a moment; how many."""
        query = delete(KeptText) if before is None else delete(KeptText).where(KeptText.at < before)
        return self._session.connection().execute(query).rowcount
