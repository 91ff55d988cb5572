"""Rows of any table as plain JSON values and back, by the types of the columns: nothing is lost on the way."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, DateTime, LargeBinary, Table

from app.models.base import ClosedList, Day, Roubles, UtcDateTime


def to_plain(column: Column[Any], value: Any) -> Any:
    """A value of the column as JSON holds it: days and moments as ISO 8601, bytes as base64, sums as text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(column.type, LargeBinary):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.value if isinstance(column.type, ClosedList) else value


def from_plain(column: Column[Any], value: Any) -> Any:
    """The value again. ValueError (or TypeError) for one that does not fit the column."""
    if value is None:
        if not column.nullable:
            raise ValueError(column.name)
        return None
    kind = column.type
    if isinstance(kind, ClosedList):
        return kind.kind(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    if isinstance(kind, UtcDateTime | DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Day):
        return date.fromisoformat(value)
    if isinstance(kind, Roubles):
        return Decimal(value)
    wanted = kind.python_type
    if type(value) is not wanted:
        raise ValueError(column.name)
    return value


def plain_row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A whole row as plain values."""
    return {column.name: to_plain(column, row[column.name]) for column in table.columns}


def row_from_plain(table: Table, plain: Mapping[str, Any]) -> dict[str, Any]:
    """A whole row again; columns that came later than the text was made keep their defaults."""
    return {column.name: from_plain(column, plain[column.name]) for column in table.columns if column.name in plain}
