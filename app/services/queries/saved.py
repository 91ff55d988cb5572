"""Selections of the list and queries kept under a name, each user's own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.names import tidy
from app.errors import UserError
from app.services.queries.conditions import ConditionGroup, group_document, read_group
from app.services.queries.fields import What, fields_of
from app.services.queries.parameters import Query, query_document, read_query
from app.services.session import Act, VaultSession, service

_LONGEST = 80


class SavedKind(StrEnum):
    """Conditions of the list of members, or a whole query."""

    SELECTION = "selection"
    QUERY = "query"


@dataclass(frozen=True)
class SavedName:
    """What is kept; ``works`` False: it asks for something this vault no longer knows."""

    name: str
    works: bool


@service(Act.LOOK)
def saved_names(session: VaultSession, kind: SavedKind) -> tuple[SavedName, ...]:
    """What this user keeps, by name."""
    with session.unit_of_work() as uow:
        rows = [(row.name, row.definition) for row in uow.selecting.all(kind)]
    return tuple(SavedName(name, _reads(session, kind, definition)) for name, definition in rows)


def _reads(session: VaultSession, kind: SavedKind, definition: str) -> bool:
    try:
        _read(session, kind, definition)
    except UserError:
        return False
    return True


def _read(session: VaultSession, kind: SavedKind, definition: str) -> Query | ConditionGroup:
    data = json.loads(definition)
    if kind is SavedKind.QUERY:
        return read_query(data, session.profile)
    return read_group(data, fields_of(session.profile, What.MEMBERS))


def _load(session: VaultSession, kind: SavedKind, name: str) -> Query | ConditionGroup:
    with session.unit_of_work() as uow:
        row = uow.selecting.find(kind, tidy(name))
        if row is None:
            raise UserError("selecting.no_such_name", name=name)
        definition = row.definition
    return _read(session, kind, definition)


@service(Act.LOOK)
def load_query(session: VaultSession, name: str) -> Query:
    """A kept query. UserError ``selecting.no_such_name``."""
    found = _load(session, SavedKind.QUERY, name)
    assert isinstance(found, Query)
    return found


@service(Act.LOOK)
def load_selection(session: VaultSession, name: str) -> ConditionGroup:
    """Kept conditions. UserError ``selecting.no_such_name``."""
    found = _load(session, SavedKind.SELECTION, name)
    assert isinstance(found, ConditionGroup)
    return found


@service(Act.RECORD)
def save_query(session: VaultSession, name: str, query: Query) -> None:
    """Keep a query; one of the same name is replaced."""
    _save(session, SavedKind.QUERY, name, query_document(query))


@service(Act.RECORD)
def save_selection(session: VaultSession, name: str, where: ConditionGroup) -> None:
    """Keep conditions; those of the same name are replaced."""
    _save(session, SavedKind.SELECTION, name, group_document(where))


def _save(session: VaultSession, kind: SavedKind, name: str, document: dict[str, Any]) -> None:
    tidied = tidy(name)
    if not tidied or len(tidied) > _LONGEST:
        raise UserError("selecting.name")
    with session.unit_of_work() as uow:
        uow.selecting.put(kind, tidied, json.dumps(document, ensure_ascii=False, sort_keys=True))
        uow.journal.record("selection.saved", kind=kind.value)
        uow.commit()


@service(Act.RECORD)
def forget_saved(session: VaultSession, kind: SavedKind, name: str) -> None:
    """Keep it no longer. UserError ``selecting.no_such_name``."""
    with session.unit_of_work() as uow:
        row = uow.selecting.find(kind, tidy(name))
        if row is None:
            raise UserError("selecting.no_such_name", name=name)
        uow.selecting.remove(row)
        uow.journal.record("selection.forgotten", kind=kind.value)
        uow.commit()
