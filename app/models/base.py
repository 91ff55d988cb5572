"""The declarative base: naming convention, portable types, and the mark for personal data.

Every column that holds something about a person carries ``info=personal(...)``; destruction and the answer to a
member's request are computed from these marks, and a test refuses an unmarked column of a personal table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from sqlalchemy import BigInteger, Date, DateTime, MetaData, String, Table, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine

from app.errors import EnvironmentFault

T = TypeVar("T")
_Read = Callable[[Any], Any] | None


def _readable(read: _Read) -> _Read:
    """What cannot be read was not written by the program: it is told as such, never as a mistake of ours."""
    if read is None:
        return None

    def told(value: Any) -> Any:
        try:
            return read(value)
        except (ValueError, TypeError) as error:
            raise EnvironmentFault("vault.unknown_value") from error

    return told


class ReadWithCare(TypeDecorator[T]):
    """A column whose values, when they cannot be read, give EnvironmentFault ``vault.unknown_value``."""

    def result_processor(self, dialect: Dialect, coltype: object) -> _Read:
        """SQLAlchemy: how a value of the database becomes one of Python."""
        return _readable(super().result_processor(dialect, coltype))


class Day(ReadWithCare[date]):
    """A day; SQLite keeps it as a text."""

    impl = Date
    cache_ok = True

    @property
    def python_type(self) -> type[date]:
        """SQLAlchemy: what Python sees."""
        return date

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """A day is compared with days, and with texts where a query asks for an open end."""
        return self if isinstance(value, date) else self.impl_instance.coerce_compared_value(op, value)


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar[dict[type, Any]] = {date: Day}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(ReadWithCare[datetime]):
    """An aware UTC moment; SQLite keeps it without a zone, Python always sees one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store UTC without a zone; a naive moment is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class ClosedList(ReadWithCare[StrEnum]):
    """A closed list of :mod:`app.domain.enums`, kept as its text value; an unknown text on reading is a fault."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Refuse a text that is not in the list before it reaches the database."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """The member of the list."""
        return None if value is None else self.kind(value)


class Roubles(ReadWithCare[Decimal]):
    """Roubles and kopecks, kept exactly as whole kopecks; a sum of such a column is roubles again."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Whole kopecks; a part of a kopeck is a mistake of ours."""
        if value is None:
            return None
        kopecks = int(value * 100)
        if kopecks != value * 100:
            raise ValueError("a part of a kopeck")
        return kopecks

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Roubles with two decimals."""
        return None if value is None else Decimal(value).scaleb(-2)


def table_of(model: type[Base]) -> Table:
    """The table of a model: for rows that go in by the thousand without an object each."""
    return Base.metadata.tables[model.__tablename__]


def personal(category: str) -> dict[str, Any]:
    """Mark a column as personal data of a category.

    The categories, each with its purposes, ground and retention, are data of the profile (``privacy.toml``); a test
    refuses a category that is not there. A table whose rows stay after a person is destroyed, with their texts blank,
    says ``info={"erasure": "keep"}``; the rows of every other table that point at the person go.
    """
    return {"personal": category}
