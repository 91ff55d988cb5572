"""The journal's chain: every kind of tampering is found, and where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.services import journal
from app.services.session import VaultSession

PERSON = "0a0b0c0d-0000-4000-8000-000000000001"


@pytest.fixture
def told(session: VaultSession) -> VaultSession:
    with session.unit_of_work() as uow:
        for number in range(6):
            uow.journal.record("person.viewed", person_uid=PERSON if number % 2 else None, number=number)
        uow.commit()
    return session


def _broken_at(session: VaultSession) -> int | None:
    with session.unit_of_work() as uow:
        return uow.journal.verify_chain()


def _sql(session: VaultSession, statement: str) -> None:
    with session.database.engine.begin() as connection:
        connection.execute(text(statement))


def test_entries_are_numbered_chained_and_found_by_person(told: VaultSession) -> None:
    assert _broken_at(told) is None
    extract = journal.for_person(told, PERSON)
    assert extract.intact
    assert [entry.details["number"] for entry in extract.entries] == [1, 3, 5]
    assert all(entry.user_name == told.user_name for entry in extract.entries)
    assert [e.action for e in journal.recent(told, 2)] == ["person.viewed", "journal.exported"]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        ("UPDATE journal_entry SET details = '{}' WHERE id = 4", lambda last: 4),
        ("UPDATE journal_entry SET user_name = 'Другой' WHERE id = 3", lambda last: 3),
        ("UPDATE journal_entry SET person_uid = NULL WHERE id = 5", lambda last: 5),
        ("UPDATE journal_entry SET at = '2020-01-01 00:00:00.000000' WHERE id = 2", lambda last: 2),
        ("DELETE FROM journal_entry WHERE id = 3", lambda last: 3),
        ("DELETE FROM journal_entry WHERE id = 1", lambda last: 1),
        ("UPDATE journal_entry SET id = id + 1 WHERE id = (SELECT max(id) FROM journal_entry)", lambda last: last),
    ],
)
def test_tampering_is_found_where_it_was(told: VaultSession, tamper: str, expected: Callable[[int], int]) -> None:
    with told.unit_of_work() as uow:
        last = uow.journal.last()[0]
    _sql(told, tamper)
    assert _broken_at(told) == expected(last)


def test_what_was_not_committed_is_not_in_the_journal(told: VaultSession) -> None:
    with told.unit_of_work() as uow:
        before = uow.journal.last()
        uow.journal.record("person.viewed", person_uid=PERSON)
    with told.unit_of_work() as uow:
        assert uow.journal.last() == before
