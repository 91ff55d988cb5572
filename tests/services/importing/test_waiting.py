"""Rows that need a decision wait in the vault, are decided one by one, and go when they must."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from app.errors import UserError
from app.services.importing import RowDecision, count_waiting, decide_row, result_document, undo, waiting_rows
from app.services.importing.records_json import person_from_json, person_to_json
from app.services.members import member_card
from app.services.privacy.destroying import destroy, plan_destruction

HEAD = ["ФИО", "Дата рождения", "Дата вступления", "Должность", "Телефон", "Согласие", "Дата согласия"]
KOTOVA = ["Котова Анна Ильинична", "01.05.1978", "01.09.2010", "учитель", "89001112233", "да", "02.09.2025"]
SLIP = ["Котова Анна Ильинична", "01.05.1979", "01.09.2010", "завуч", "89007778899", "да", "02.09.2025"]
BAD = ["Лапина Вера Ильинична", "1/5", "01.09.2011", "повар", "89004445566", "", ""]
BARE = ["Сат Чойгана", "", "", "", "", "", ""]
NOTHING = ["#ССЫЛКА!", "", "01.09.2010", "", "", "", ""]


def rows_of(session, table):
    with session.unit_of_work() as uow:
        return [dict(row) for row in uow.session.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()]


def events(session, person_id):
    return [(e["kind"], e["on_date"]) for e in rows_of(session, "membership_event") if e["person_id"] == person_id]


@pytest.fixture
def kept(session, load, make_xlsx):
    """Four rows that wait: a slip of a digit, a bad date, a name alone, no name at all."""
    load(make_xlsx([HEAD, KOTOVA], name="первый.xlsx"))
    path = make_xlsx([HEAD, SLIP, BAD, BARE, NOTHING], name="второй.xlsx")
    result = load(path)
    assert (result.created, result.waiting) == (0, 4)
    return path


def test_rows_that_were_not_taken_wait_with_their_reasons(session, load, kept):
    slip, bad, bare, nothing = waiting_rows(session)
    (anna,) = [p for p in rows_of(session, "person") if p["surname"] == "Котова"]
    assert [c.id for c in slip.candidates] == [anna["id"]] and not slip.refused
    assert (bad.name, bad.refused, bad.file_name, bad.row) == ("Лапина Вера Ильинична", True, "второй.xlsx", 3)
    assert "1/5" in bad.reasons[0] and not bare.dated and bare.readable
    assert not nothing.readable
    again = load(kept)
    assert (again.batch_id, again.waiting, count_waiting(session)) == (None, 4, 4)


def test_a_row_is_a_new_person(session, load, kept):
    slip, bad, bare, _ = waiting_rows(session)
    done = decide_row(session, slip.id, RowDecision.NEW)
    new = member_card(session, done.person_id).person
    assert (new.birth_date, new.position) == (date(1979, 5, 1), "завуч")
    assert events(session, done.person_id) == [("admitted", "2010-09-01")] and done.waiting == 3
    done = decide_row(session, bad.id, RowDecision.NEW)
    assert member_card(session, done.person_id).person.birth_date is None
    with pytest.raises(UserError) as caught:
        decide_row(session, bare.id, RowDecision.NEW)
    assert caught.value.code == "importing.waiting_no_date"
    done = decide_row(session, bare.id, RowDecision.NEW, entry_on=date(2026, 1, 15))
    assert events(session, done.person_id) == [("registered", "2026-01-15")]
    again = load(kept)
    assert (again.created, again.updated, again.waiting) == (0, 0, 1)


def test_a_row_is_somebody_of_the_register(session, load, kept):
    slip, _, bare, _ = waiting_rows(session)
    anna = slip.candidates[0].id
    done = decide_row(session, slip.id, RowDecision.SAME, person_id=anna)
    person = member_card(session, anna).person
    assert (person.position, person.phone, person.birth_date) == ("завуч", "+7 900 777-88-99", date(1978, 5, 1))
    assert done.batch_id is not None and events(session, anna) == [("admitted", "2010-09-01")]
    nothing_new = decide_row(session, bare.id, RowDecision.SAME, person_id=anna)
    assert member_card(session, anna).person.surname == "Котова" and nothing_new.person_id == anna
    again = load(kept)
    assert (again.created, again.updated, again.waiting) == (0, 0, 2)
    with pytest.raises(UserError):
        decide_row(session, slip.id, RowDecision.NEW)


def test_a_row_left_out_loses_its_words_and_is_not_asked_again(session, load, kept):
    for row in waiting_rows(session):
        decide_row(session, row.id, RowDecision.LEAVE_OUT)
    assert count_waiting(session) == 0
    left = rows_of(session, "waiting_row")
    assert all((r["content"], r["name"], r["search_name"], r["birth_date"]) == ("", "", "", None) for r in left)
    assert "Лапина" not in str(left)
    again = load(kept)
    assert (again.waiting, again.batch_id, result_document(again)["rejected"]) == (0, None, [])


def test_a_decision_is_taken_back_and_the_row_waits_again(session, kept):
    slip = waiting_rows(session)[0]
    people = rows_of(session, "person")
    done = decide_row(session, slip.id, RowDecision.NEW)
    undo(session, done.batch_id)
    assert rows_of(session, "person") == people
    assert waiting_rows(session)[0].id == slip.id and count_waiting(session) == 4


def test_an_import_taken_back_takes_its_waiting_rows_along(session, kept):
    from app.services.importing import last_batch

    undo(session, last_batch(session).id)
    assert rows_of(session, "waiting_row") == []


def test_a_mended_row_waits_no_longer(session, load, make_xlsx, kept):
    mended = [BAD[0], "01.05.1979", *BAD[2:]]
    result = load(make_xlsx([HEAD, SLIP, mended, BARE, NOTHING], name="второй.xlsx"))
    assert (result.created, result.waiting, count_waiting(session)) == (1, 3, 3)
    assert "Лапина Вера Ильинична" not in [row.name for row in waiting_rows(session)]


def test_destruction_reaches_the_rows_that_wait(session, kept):
    slip = waiting_rows(session)[0]
    anna = slip.candidates[0].id
    decided = decide_row(session, waiting_rows(session)[2].id, RowDecision.SAME, person_id=anna)
    assert decided.person_id == anna
    destroy(session, plan_destruction(session, anna, "отзыв согласия"))
    assert [row.name for row in waiting_rows(session)] == ["Лапина Вера Ильинична", "#ССЫЛКА!"]
    left = str(rows_of(session, "waiting_row"))
    assert "Котова" not in left and "котова" not in left and "Чойгана" not in left


def test_a_row_is_the_same_after_the_vault(read, data):
    for name in ("p16.csv", "kadry_1c.csv"):
        for person in read(data / name).people:
            back = person_from_json(person_to_json(person))
            assert back == person or back.twin != person.twin or back.merged != person.merged
            assert person_to_json(back) == person_to_json(person)


def test_joining_and_consents_have_bounds(session, load, kept):
    from app.domain.enums import EventKind, MemberCategory
    from app.services.members import EventDraft, record_event
    from app.services.privacy.consents import record_consent

    anna = waiting_rows(session)[0].candidates[0].id
    parts = {session.profile.consent_parts[0].id: True}
    for day, code in ((date(2005, 12, 31), "consents.before_law"), (date(1978, 5, 1), "consents.before_law")):
        with pytest.raises(UserError) as caught:
            record_consent(session, [anna], parts, day)
        assert caught.value.code == code
    record_event(session, anna, EventDraft(EventKind.DIED, date(2026, 1, 10)))
    with pytest.raises(UserError) as caught:
        record_event(session, anna, EventDraft(EventKind.RESTORED, date(2026, 2, 1), MemberCategory.WORKING))
    assert caught.value.code == "people.died_before"
