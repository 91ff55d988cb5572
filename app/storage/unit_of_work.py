"""The unit of work: one transaction, rolled back unless committed, with the repositories that queries live in."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from app.storage.people import PeopleRepository


class Database:
    """The opened encrypted database of one vault."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine = engine
        self.path = path

    def dispose(self) -> None:
        """Close every connection and drop the key they hold."""
        self.engine.dispose()


class UnitOfWork:
    """``with UnitOfWork(...) as uow: uow.people.add(...); uow.commit()``. Leaving without commit rolls back."""

    def __init__(self, database: Database, user_name: str) -> None:
        self.user_name = user_name
        self.session = Session(database.engine, expire_on_commit=False, autoflush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.rollback()
        self.session.close()

    def commit(self) -> None:
        """Make everything of this unit last."""
        self.session.commit()

    @cached_property
    def people(self) -> PeopleRepository:
        """Persons, events, spans, roles, trainings, consents."""
        from app.storage.people import PeopleRepository

        return PeopleRepository(self.session)
