"""Writing columns of persons with the log of it."""

from __future__ import annotations

from datetime import date

from app.domain.enums import Education, Sex
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.session import VaultSession
from app.storage.members.changes import decode_value
from tests.services.members.test_people import JOINED


def _person(session: VaultSession, surname: str = "Щербакова", entry: EntryDraft = JOINED) -> int:
    return add_member(session, PersonDraft(surname, "Нина", "Ильинична", phone="1"), entry)


def test_only_what_differs_is_written_and_logged(session: VaultSession) -> None:
    one, two = _person(session), _person(session, "Юсупова")
    with session.unit_of_work() as uow:
        values = {"phone": "2", "education": Education.HIGHER, "birth_date": date(1980, 5, 6), "sex": Sex.FEMALE}
        changed = uow.people.set_fields({one: values, two: {"phone": "1"}, 999: {"phone": "3"}}, changed_on=None)
        assert changed == {one: ("phone", "education", "birth_date")}
        log = uow.changes.of_person(one)
        assert [(c.field, decode_value(c.field, c.before), decode_value(c.field, c.after)) for c in log] == [
            ("phone", "1", "2"),
            ("education", None, Education.HIGHER),
            ("birth_date", None, date(1980, 5, 6)),
        ]
        assert {(c.changed_on, c.user_name) for c in log} == {(None, session.user_name)}
        assert uow.changes.of_person(two) == []
        person = uow.people.find(one)
        assert person is not None and (person.phone, person.education) == ("2", Education.HIGHER)


def test_names_are_followed_by_the_search_name_and_former_names_come_from_changes_only(session: VaultSession) -> None:
    one = _person(session)
    with session.unit_of_work() as uow:
        person = uow.people.find(one)
        assert person is not None
        uow.people.set_fields({one: {"surname": "Щербаковa-Ёлкина"}}, changed_on=None)
        assert (person.search_name, person.former_names) == ("щербакова-елкина нина ильинична", "")
        uow.people.set_fields({one: {"surname": "Ёжикова"}}, changed_on=date(2024, 5, 1))
        assert (person.search_name, person.former_names) == ("ежикова нина ильинична", "щербакова-елкина")
        uow.people.set_fields({one: {"surname": "Щербаковa-Ёлкина"}}, changed_on=None)
        assert person.former_names == "", "the change was a mistake: nobody was ever called so"


def test_thousands_are_written_with_a_few_statements(session: VaultSession) -> None:
    from sqlalchemy import event

    people = [_person(session, f"Иванова{n}") for n in range(20)]
    statements: list[str] = []
    with session.unit_of_work() as uow:
        event.listen(session.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        uow.people.set_fields({p: {"surname": "Петрова", "position": "учитель"} for p in people}, changed_on=None)
    assert len(statements) <= 8
