"""The journal's chain: every kind of tampering is found, and where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.models import JournalEntry
from app.services.session import VaultSession
from app.services.vault import journal
from app.storage import schema
from app.storage.vault.journal import _person_mark

BEFORE = "0005"
"""The last revision whose chain held the texts themselves."""

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


OTHER = "0a0b0c0d-0000-4000-8000-000000000002"


def test_a_destroyed_person_is_unlinked_and_the_chain_holds(told: VaultSession) -> None:
    with told.unit_of_work() as uow:
        uow.journal.record("person.merged", person_uid=OTHER, merged=PERSON)
        uow.commit()
    with told.unit_of_work() as uow:
        assert uow.journal.forget(PERSON) == 4
        uow.commit()
    assert _broken_at(told) is None
    with told.unit_of_work() as uow:
        assert uow.journal.entries(PERSON) == ()
        entries = uow.journal.entries()
        assert [e.action for e in entries if e.erased] == ["person.viewed"] * 3, "the acts stay"
        (merged,) = [e for e in entries if e.action == "person.merged"]
        assert (merged.person_uid, merged.details) == (OTHER, {}), "only what named the destroyed person went"
    with told.database.engine.connect() as connection:
        rows = [str(row) for row in connection.execute(text("SELECT * FROM journal_entry"))]
    assert not [row for row in rows if PERSON in row]
    with told.unit_of_work() as uow:
        assert uow.journal.forget(PERSON) == 0, "there is nothing more to forget"


def test_the_chain_of_an_older_vault_is_written_anew(told: VaultSession) -> None:
    with told.unit_of_work() as uow:
        number = uow.journal.last()[0]
        uow.settings.put("last_backup", {"journal": number, "digest": uow.journal.last()[1]})
        uow.commit()
    for _ in range(2):
        schema.downgrade(told.database.engine, BEFORE)
        schema.upgrade(told.database.engine)
        with told.unit_of_work() as uow:
            assert uow.journal.verify_chain() is None
            assert len(uow.journal.entries(PERSON)) == 3
            last = uow.settings.get("last_backup")
            assert isinstance(last, dict) and last["digest"] == uow.journal.digest_of(number)


def test_a_chain_that_was_broken_stays_broken_at_the_same_entry(told: VaultSession) -> None:
    schema.downgrade(told.database.engine, BEFORE)
    _sql(told, "UPDATE journal_entry SET details = '{}' WHERE id = 4")
    schema.upgrade(told.database.engine)
    assert _broken_at(told) == 4


def test_forgetting_is_undone_by_a_rollback(told: VaultSession) -> None:
    with told.unit_of_work() as uow:
        uow.journal.forget(PERSON)
    assert len(journal.for_person(told, PERSON).entries) == 3


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        ("UPDATE journal_entry SET person_uid = '{other}' WHERE id = {own}", "own"),
        ("UPDATE journal_entry SET person_mark = replace(person_mark, 'a', 'b') || 'c' WHERE id = {own}", "own"),
        ("UPDATE journal_entry SET details = '{{\"number\": 9}}', details_mark = '' WHERE id = {own}", "own"),
        ("DELETE FROM journal_entry WHERE id = {last}", "own"),
    ],
)
def test_tampering_with_what_was_erased_is_found(told: VaultSession, tamper: str, expected: str) -> None:
    with told.unit_of_work() as uow:
        own = uow.journal.entries(PERSON)[0].id
        uow.journal.forget(PERSON)
        uow.commit()
        last = uow.journal.last()[0]
    _sql(told, tamper.format(other=OTHER, own=own, last=last))
    assert _broken_at(told) == {"own": own, "last": last}[expected]


def test_an_erasure_that_no_entry_orders_is_found(told: VaultSession) -> None:
    with told.unit_of_work() as uow:
        own = uow.journal.entries(PERSON)[1].id
        entry = uow.session.get_one(JournalEntry, own)
        entry.person_mark = str(_person_mark(entry))
        entry.person_uid, entry.person_salt = None, ""
        uow.commit()
    assert _broken_at(told) == own
