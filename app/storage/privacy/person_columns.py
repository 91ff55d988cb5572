"""Which columns of the schema name a person: found in the tables themselves, so that no later one is forgotten."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Column

from app.models import Base, Person


@cache
def columns_of_people() -> tuple[Column[Any], ...]:
    """Every column with a foreign key to ``person.id``, in the order of table and column names."""
    found = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column is Person.__table__.c.id
    ]
    return tuple(sorted(found, key=lambda column: (column.table.name, column.name)))
