"""Named values of one vault, kept as JSON."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from app.models import Setting


class SettingsRepository:
    """``uow.settings.get("practice", False)``; values are anything JSON knows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str, default: object = None) -> object:
        """The value, or ``default`` when it was never set."""
        row = self._session.get(Setting, name)
        return default if row is None else json.loads(row.value)

    def put(self, name: str, value: object) -> None:
        """Set a value; the unit's commit makes it last."""
        self._session.merge(Setting(name=name, value=json.dumps(value, ensure_ascii=False, sort_keys=True)))
        self._session.flush()
