"""A list against the register that is already there: known, changed, doubtful, held, refused, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from app.domain.enums import EventKind, MemberCategory
from app.errors import UserError
from app.messages import sentence
from app.services.importing import Decisions, RowStatus, apply, last_batch, preview, result_document, undo
from app.services.members import EventDraft, MemberQuery, list_members, record_event
from app.services.privacy.consents import consents_of

HEAD = ["ФИО", "Дата рождения", "Категория", "Телефон", "Дата вступления", "Выбыл", "Причина"]
ANNA = ["Иванова Анна Петровна", "05.11.1978", "работающий", "89093570372", "01.09.2010", "", ""]
OLEG = ["Кузнецов Олег Ильич", "12.03.1955", "работающий", "", "15.02.1999", "", ""]
LEFT = ["Цой Марина Львовна", "30.07.1990", "работающий", "", "20.06.2015", "17.05.2024", "по собственному желанию"]


def events(session, surname):
    query = (
        "SELECT e.kind, e.on_date FROM membership_event e JOIN person p ON p.id = e.person_id "
        "WHERE p.surname = :s ORDER BY e.on_date, e.id"
    )
    with session.unit_of_work() as uow:
        return [(kind, str(on)) for kind, on in uow.session.execute(text(query), {"s": surname})]


def person(session, surname):
    with session.unit_of_work() as uow:
        return uow.session.execute(text("SELECT * FROM person WHERE surname = :s"), {"s": surname}).mappings().one()


def snapshot(session):
    tables = ("person", "membership_event", "membership_span", "consent", "consent_part")
    with session.unit_of_work() as uow:
        return {t: uow.session.execute(text(f"SELECT * FROM {t} ORDER BY id")).all() for t in tables}


def test_new_values_replace_old_and_blanks_do_not(session, load, make_xlsx):
    load(make_xlsx([HEAD, ANNA, OLEG]))
    changed = [ANNA[0], ANNA[1], "работающий", "8 (909) 111-22-33", ANNA[4], "", ""]
    empty = [OLEG[0], OLEG[1], "", "", "", "", ""]
    result = load(make_xlsx([HEAD, changed, empty]))
    assert (result.created, result.updated, result.unchanged) == (0, 1, 1)
    assert person(session, "Иванова")["phone"] == "+7 909 111-22-33"
    assert events(session, "Кузнецов") == [("admitted", "1999-02-15")]


def test_a_later_list_records_who_has_left(session, load, make_xlsx):
    load(make_xlsx([HEAD, ANNA, OLEG]))
    gone = [*OLEG[:5], "10.01.2026", "умер"]
    result = load(make_xlsx([HEAD, ANNA, gone]))
    assert (result.updated, result.unchanged) == (1, 1)
    assert events(session, "Кузнецов") == [("admitted", "1999-02-15"), ("died", "2026-01-10")]
    again = load(make_xlsx([HEAD, ANNA, gone]))
    assert (again.updated, again.unchanged, again.batch_id) == (0, 2, None)


def test_a_changed_category_is_an_event_of_the_lists_day(session, load, make_xlsx):
    load(make_xlsx([HEAD, ANNA, OLEG]))
    rows = [["Список на 01.10.2026"], HEAD, ANNA, [*OLEG[:2], "неработающий пенсионер", *OLEG[3:]]]
    shown = preview(session, make_xlsx(rows))
    (change,) = [row for row in shown.rows if row.status is RowStatus.CHANGED]
    assert "неработающий пенсионер" in change.changes[0].new and "01.10.2026" in change.changes[0].new
    apply(session, shown)
    assert events(session, "Кузнецов")[-1] == ("category_changed", "2026-10-01")
    assert load(make_xlsx(rows)).updated == 0
    page = list_members(session, MemberQuery(as_of=date(2026, 11, 1), category=MemberCategory.PENSIONER))
    assert [row.surname for row in page.items] == ["Кузнецов"]


def test_an_old_list_does_not_turn_the_category_back(session, load, make_xlsx):
    old = make_xlsx([HEAD, ANNA, OLEG], name="old.xlsx")
    load(old)
    load(make_xlsx([["Список на 01.10.2026"], HEAD, [*OLEG[:2], "пенсионер", *OLEG[3:]]]))
    again = load(old)
    assert again.updated == 0
    assert events(session, "Кузнецов")[-1] == ("category_changed", "2026-10-01")


def test_those_who_came_back_are_restored_or_registered(session, load, make_xlsx):
    moved = ["Ли Вера Павловна", "01.02.1980", "работающий", "", "01.03.2012", "01.04.2020", "переведена"]
    load(make_xlsx([HEAD, LEFT, moved]))
    back = [[*LEFT[:4], "01.09.2025", "", ""], [*moved[:4], "01.10.2025", "", ""]]
    path = make_xlsx([HEAD, *back])
    assert load(path).updated == 2
    assert events(session, "Цой")[-1] == ("restored", "2025-09-01")
    assert events(session, "Ли")[-1] == ("registered", "2025-10-01")
    assert load(path).updated == 0


def test_the_chair_of_the_passport_is_the_same_person(session, load, make_xlsx):
    row = ["Щербакова Елена Петровна", "03.03.1968", "работающий", "", "01.09.1990", "", ""]
    result = load(make_xlsx([HEAD, row]))
    assert (result.created, result.updated) == (0, 1)
    assert events(session, "Щербакова") == [("admitted", "1990-09-01")]
    undo(session, result.batch_id)
    assert events(session, "Щербакова") == [] and person(session, "Щербакова")["union_since"] is None


def test_the_same_person_twice_is_one(session, load, make_xlsx):
    head = ["ФИО", "Дата рождения", "№ билета", "Телефон", "Дата вступления"]
    sheets = {
        "Первый": [head, ["Иванова Анна Петровна", "05.11.1978", "111", "", "01.09.2010"],
                   ["ИВАНОВА АННА ПЕТРОВНА", "05.11.78", "111", "89093570372", "01.09.2010"]],
        "Второй": [head, ["Иванова  Анна Петровна", "", "111", "", ""]],
    }  # fmt: skip
    result = load(make_xlsx(sheets))
    assert (result.rows, result.created, len(result.duplicates)) == (3, 1, 2)
    assert [(row.sheet, row.row) for row in result.duplicates] == [("Первый", 3), ("Второй", 2)]
    assert "строке 2 листа «Первый»" in result.duplicates[1].reasons[0]
    assert person(session, "Иванова")["phone"] == "+7 909 357-03-72"
    again = load(make_xlsx(sheets))
    assert (again.created, again.updated, again.unchanged, len(again.duplicates)) == (0, 0, 1, 2)


def test_two_times_of_one_person_are_two_stays(session, load, make_xlsx):
    first = [*LEFT]
    second = [*LEFT[:4], "01.09.2025", "", ""]
    path = make_xlsx([HEAD, first, second])
    load(path)
    assert events(session, "Цой") == [("admitted", "2015-06-20"), ("left", "2024-05-17"), ("restored", "2025-09-01")]
    again = load(path)
    assert (again.created, again.updated) == (0, 0)


def test_what_cannot_be_true_is_rejected_with_row_and_column(load, make_xlsx):
    rows = [
        HEAD,
        ANNA,
        ["Ошибкин Пётр Ильич", "31.02.1980", "работающий", "", "01.09.2010", "", ""],
        ["Ранний Пётр Ильич", "05.11.1980", "работающий", "", "01.09.2010", "01.09.2009", "уволен"],
        ["Будущий Пётр Ильич", "05.11.1980", "работающий", "", "01.09.2031", "", ""],
        ["Поздний Пётр Ильич", "05.11.2011", "работающий", "", "01.09.2010", "", ""],
        ["", "05.11.1980", "работающий", "", "01.09.2010", "", ""],
    ]
    document = result_document(load(make_xlsx(rows)))
    assert document["created"] == 1 and document["rows"] == 6
    assert [(item["row"], item["column"]) for item in document["rejected"]] == [
        (3, "Дата рождения"), (4, "Выбыл"), (5, "Дата вступления"), (6, "Дата рождения"), (7, "ФИО"),
    ]  # fmt: skip
    assert all(item["reason"] for item in document["rejected"])


def test_doubts_are_imported_and_listed(load, make_xlsx):
    rows = [
        HEAD,
        ["Годова Анна Петровна", "1980", "работающий", "", "01.09.2010", "", ""],
        ["Юный Пётр Ильич", "05.11.2010", "работающий", "", "01.09.2020", "", ""],
        ["Краткий И.И.", "05.11.1980", "работающий", "", "01.09.2010", "", ""],
        ["Странный Пётр Ильич", "05.11.1980", "марсианин", "", "01.09.2010", "", ""],
        ["Ушедший Пётр Ильич", "05.11.1980", "работающий", "", "01.09.2010", "01.09.2020", "улетел"],
    ]
    path = make_xlsx(rows)
    first = load(path)
    assert (first.created, len(first.doubtful), first.rejected) == (5, 5, ())
    second = load(path)
    assert (second.created, second.updated, second.unchanged, len(second.doubtful)) == (0, 0, 5, 5)


def test_people_without_any_date_wait_for_the_lists_day_or_a_decision(session, make_xlsx):
    rows = [["ФИО", "Дата рождения"], ["Иванова Анна Петровна", "05.11.1978"]]
    path = make_xlsx(rows)
    shown = preview(session, path)
    assert shown.rows[0].status is RowStatus.REJECTED and "нет даты вступления" in shown.rows[0].reasons[0]
    result = apply(session, shown, Decisions(entry_on=date(2026, 1, 15)))
    assert result.created == 1 and events(session, "Иванова") == [("registered", "2026-01-15")]
    assert apply(session, preview(session, path)).unchanged == 1
    titled = make_xlsx([["по состоянию на 01.10.2026"], rows[0], ["Цой Марина Львовна", "30.07.1990"]])
    assert apply(session, preview(session, titled)).doubtful[0].status is RowStatus.NEW
    assert events(session, "Цой") == [("registered", "2026-10-01")]


def test_namesakes_without_birth_dates_are_held_until_decided(session, load, make_xlsx):
    two = [HEAD, ANNA, ["Иванова Анна Петровна", "06.12.1990", "работающий", "", "01.09.2015", "", ""]]
    assert load(make_xlsx(two)).created == 2
    path = make_xlsx([["ФИО", "Телефон"], ["Иванова Анна Петровна", "89991112233"]])
    shown = preview(session, path)
    (row,) = shown.rows
    assert row.status is RowStatus.HELD and len(row.candidates) == 2
    document = result_document(shown)
    assert document["doubtful"][0]["imported"] is False and document["created"] == 0
    result = apply(session, shown, Decisions(link={(row.sheet, row.row): row.candidates[1]}))
    assert result.updated == 1
    with session.unit_of_work() as uow:
        phones = (
            uow.session.execute(text("SELECT phone FROM person WHERE surname='Иванова' ORDER BY id")).scalars().all()
        )
    assert phones == ["+7 909 357-03-72", "+7 999 111-22-33"]


def test_a_married_name_is_known_by_the_card(session, load, make_xlsx):
    head = ["ФИО", "Дата рождения", "№ билета", "Дата вступления"]
    load(make_xlsx([head, ["Иванова Анна Петровна", "05.11.1978", "111", "01.09.2010"]]))
    result = load(make_xlsx([head, ["Сидорова Анна Петровна", "05.11.1978", "111", "01.09.2010"]]))
    assert (result.created, result.updated) == (0, 1) and "была Иванова" in result.doubtful[0].reasons[0]
    assert person(session, "Сидорова")["search_name"] == "сидорова анна петровна"


def test_consents_of_the_list_are_recorded_once(session, load, make_xlsx):
    rows = [["ФИО", "Дата рождения", "Дата вступления", "Согласие", "Дата согласия"],
            ["Иванова Анна Петровна", "05.11.1978", "01.09.2010", "да", "02.09.2025"],
            ["Цой Марина Львовна", "30.07.1990", "20.06.2015", "нет", ""]]  # fmt: skip
    path = make_xlsx(rows)
    load(path)
    (consent,) = consents_of(session, person(session, "Иванова")["id"])
    assert consent.given_on == date(2025, 9, 2) and consent.edition == session.profile.consent_editions[0].id
    assert consents_of(session, person(session, "Цой")["id"]) == ()
    again = load(path)
    assert again.batch_id is None and again.unchanged == 2


def test_taking_back_restores_overwritten_values_and_added_events(session, load, make_xlsx):
    load(make_xlsx([HEAD, ANNA, OLEG]))
    before = snapshot(session)
    changed = [HEAD, [*ANNA[:3], "89991112233", *ANNA[4:]], [*OLEG[:5], "10.01.2026", "умер"], LEFT]
    result = load(make_xlsx(changed))
    assert (result.created, result.updated) == (1, 2)
    undo(session, result.batch_id)
    assert snapshot(session) == before
    with pytest.raises(UserError) as caught:
        undo(session, result.batch_id)
    assert caught.value.code == "importing.already_undone"


def test_taking_back_is_refused_when_work_was_built_on_it(session, load, make_xlsx):
    first = load(make_xlsx([HEAD, ANNA, OLEG]))
    anna = person(session, "Иванова")["id"]
    record_event(session, anna, EventDraft(EventKind.LEFT, date(2026, 2, 1)))
    with pytest.raises(UserError) as caught:
        undo(session, first.batch_id)
    assert caught.value.code == "importing.later_work" and "снятие" in sentence(caught.value)
    assert last_batch(session).id == first.batch_id


def test_later_lists_are_taken_back_first(session, load, make_xlsx):
    first = load(make_xlsx([HEAD, ANNA, OLEG]))
    second = load(make_xlsx([HEAD, [*ANNA[:3], "89991112233", *ANNA[4:]]]))
    with pytest.raises(UserError):
        undo(session, first.batch_id)
    undo(session, second.batch_id)
    undo(session, first.batch_id)
    assert last_batch(session) is None


def test_the_history_stays_whole(session, load, data):
    """Spans stored by an import are what a replay of its events gives, without problems."""
    from app.domain.membership import replay

    load(data / "kadry_1c.csv")
    with session.unit_of_work() as uow:
        stored = uow.people.all_spans()
        for person_id, items in uow.people.replay_input().items():
            history = replay(items)
            assert not history.problems
            assert list(history.spans) == stored.get(person_id, [])


def test_a_misprinted_name_is_taken_with_a_remark(session, load, make_xlsx):
    load(make_xlsx([HEAD, ANNA, OLEG]))
    typo = ["Ивонова Анна Петровна", *ANNA[1:]]
    twin = ["Кузнецов Егор Ильич", *OLEG[1:]]
    result = load(make_xlsx([HEAD, ANNA, OLEG, typo, twin]))
    assert result.created == 2
    (doubtful,) = result.doubtful
    assert doubtful.name.startswith("Ивонова") and "похож на человека из реестра: Иванова" in doubtful.reasons[0]
