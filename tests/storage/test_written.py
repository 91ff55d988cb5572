"""What a unit of work says it has written."""

from __future__ import annotations

from sqlalchemy import update

from app.domain.subjects import Subject
from app.models import Base, Person, Unit
from app.services.session import VaultSession
from app.storage.written import SUBJECTS


def test_every_table_belongs_to_one_subject() -> None:
    told = [table for tables in SUBJECTS.values() for table in tables]
    assert sorted(told) == sorted(Base.metadata.tables)
    assert set(SUBJECTS) == set(Subject)


def test_commit_tells_the_subjects_of_every_kind_of_write(session: VaultSession) -> None:
    session.take_changed()
    with session.unit_of_work() as uow:
        assert uow.commit() == frozenset()
    with session.unit_of_work() as uow:
        uow.settings.put("x", 1)
        uow.session.execute(update(Person).values(note="x"))
        uow.session.connection().execute(update(Unit.__table__).values(name="А"))
        uow.journal.record("vault.checked")
        assert uow.commit() == {Subject.SETTINGS, Subject.MEMBERS, Subject.STRUCTURE, Subject.JOURNAL}
    assert session.take_changed() == {Subject.SETTINGS, Subject.MEMBERS, Subject.STRUCTURE, Subject.JOURNAL}
    assert session.take_changed() == frozenset()


def test_what_is_rolled_back_was_not_written(session: VaultSession) -> None:
    session.take_changed()
    with session.unit_of_work() as uow:
        uow.settings.put("x", 1)
        uow.session.flush()
    with session.unit_of_work() as uow:
        uow.journal.record("vault.checked")
        assert uow.commit() == {Subject.JOURNAL}
    assert session.take_changed() == {Subject.JOURNAL}
