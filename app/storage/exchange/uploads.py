"""Queries over routes and uploads on their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.models import OutboxItem, Route, Upload


class TransferRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def route(self, party_id: int) -> Route | None:
        """How files reach an organisation, when that was told."""
        return self._session.get(Route, party_id)

    def put_route(self, party_id: int, upload_url: str, token: str) -> None:
        """Set it anew."""
        self._session.merge(Route(party_id=party_id, upload_url=upload_url, token=token))
        self._session.flush()

    def upload_of(self, outbox_id: int) -> Upload | None:
        """The upload of a sealed file."""
        return self._session.scalar(select(Upload).where(Upload.outbox_id == outbox_id))

    def uploads(self) -> dict[int, Upload]:
        """All uploads by the sealed file's id."""
        return {upload.outbox_id: upload for upload in self._session.scalars(select(Upload))}

    def add(self, upload: Upload) -> None:
        """A new upload."""
        self._session.add(upload)
        self._session.flush()

    def due(self, now: datetime) -> Sequence[str]:
        """Numbers (uuid) of sealed files to go on with, the oldest first: never tried, or whose hour has come."""
        statement = (
            select(OutboxItem.uuid)
            .join(Upload, Upload.outbox_id == OutboxItem.id)
            .where(
                Upload.finished_at.is_(None),
                or_(Upload.attempts == 0, and_(Upload.next_try_at.is_not(None), Upload.next_try_at <= now)),
            )
            .order_by(OutboxItem.id)
        )
        return self._session.scalars(statement).all()
