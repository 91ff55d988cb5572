"""Conditions, queries and what is kept of them, over a small register with a past."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from app.domain.cards import CardMedium, CardState
from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, RoleKind, TrainingKind
from app.domain.members import CardFact
from app.errors import UserError
from app.services import queries
from app.services.members import (
    EntryDraft,
    EventDraft,
    MemberQuery,
    PersonDraft,
    add_member,
    list_members,
    record_event,
)
from app.services.members.register import register_in, whole_register
from app.services.privacy import consents
from app.services.queries import Query, What
from app.services.session import VaultSession
from app.services.structure import roles
from app.services.vault.creating import open_vault

DAY = date(2026, 1, 1)
WORKING, STUDENT = MemberCategory.WORKING, MemberCategory.STUDENT
PEOPLE = (
    ("Авдеева", "Анна", "Ивановна", date(1999, 5, 2), STUDENT, date(2020, 9, 1), "Факультет 2", "+7 900 111-22-33"),
    ("Белов", "Борис", "Ильич", date(1960, 3, 3), WORKING, date(1990, 1, 1), "Факультет 10", ""),
    ("Ёлкина", "Вера", "Олеговна", date(1985, 5, 9), WORKING, date(2025, 2, 1), "факультет 2", ""),
    ("Гусев", "Глеб", "Юрьевич", date(2001, 1, 1), STUDENT, date(2021, 9, 1), "", "8 900 444-55-66"),
)


@pytest.fixture(scope="module")
def peopled(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VaultSession]:
    """Four people: Gusev has left, Belov was chairman of a commission, Avdeeva and Belov were trained."""
    import shutil

    from tests.conftest import PASSWORD

    folder = tmp_path_factory.mktemp("selecting") / "vault"
    shutil.copytree(template_vault, folder)
    session = open_vault(folder, PASSWORD)
    ids = [
        add_member(
            session,
            PersonDraft(surname, name, patronymic, birth_date=born, department=department, phone=phone),
            EntryDraft(EventKind.ADMITTED, since, category),
        )
        for surname, name, patronymic, born, category, since, department, phone in PEOPLE
    ]
    record_event(
        session,
        ids[3],
        EventDraft(EventKind.DEREGISTERED, date(2025, 6, 30), reason=DeregistrationReason.GRADUATED),
    )
    roles.set_role(session, ids[1], RoleKind.DEPUTY_CHAIR, date(2024, 3, 1))
    roles.add_training(session, [ids[0], ids[1]], date(2025, 4, 1), TrainingKind.SEMINAR, hours=8)
    part = next(part.id for part in session.profile.consent_parts if part.required)
    consents.record_consent(session, [ids[1]], {part: True}, date(2025, 1, 1))
    yield session
    session.close()


def chosen(session: VaultSession, where: Any, as_of: date = DAY, status: str = "on_register") -> list[str]:
    """Surnames of the invented people that a selection takes."""
    group = queries.read_group(where, queries.fields_of(session.profile, What.MEMBERS))
    again = queries.read_group(
        json.loads(json.dumps(queries.group_document(group))), queries.fields_of(session.profile, What.MEMBERS)
    )
    assert again == group
    known = {row[0] for row in PEOPLE}
    return [r.surname for r in queries.select_members(session, group, as_of, status) if r.surname in known]


def one(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"all": [{"field": field, "op": op, **({"value": value[0]} if value else {})}]}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (None, ["Авдеева", "Белов", "Ёлкина"]),
        (one("category", "among", ["student"]), ["Авдеева"]),
        (one("category", "not_among", ["student"]), ["Белов", "Ёлкина"]),
        (one("sex", "among", ["female"]), ["Авдеева", "Ёлкина"]),
        (one("age", "between", [18, 35]), ["Авдеева"]),
        (one("age", "from", 60), ["Белов"]),
        (one("youth", "yes"), ["Авдеева"]),
        (one("birth_month", "among", ["5"]), ["Авдеева", "Ёлкина"]),
        (one("department", "equals", "ФАКУЛЬТЕТ 2"), ["Авдеева", "Ёлкина"]),
        (one("department", "not_contains", "2"), ["Белов"]),
        (one("name", "begins", "елк"), ["Ёлкина"]),
        (one("phone", "filled"), ["Авдеева"]),
        (one("card_number", "empty"), ["Авдеева", "Белов", "Ёлкина"]),
        (one("since", "between", ["2020-01-01", "2020-12-31"]), ["Авдеева"]),
        (one("admitted_on", "from", "2025-01-01"), ["Ёлкина"]),
        (one("roles", "among", ["deputy_chair"]), ["Белов"]),
        (one("roles", "empty"), ["Авдеева", "Ёлкина"]),
        ({"any": [one("age", "from", 60), one("phone", "filled")]}, ["Авдеева", "Белов"]),
        ({"all": [one("sex", "among", ["female"]), {"any": [one("age", "from", 60)]}]}, []),
    ],
)
def test_conditions_choose_people(peopled: VaultSession, where: Any, expected: list[str]) -> None:
    assert chosen(peopled, where) == expected


def test_conditions_are_judged_on_the_day(peopled: VaultSession) -> None:
    assert chosen(peopled, one("age", "to", 25), date(2025, 1, 1)) == ["Авдеева", "Гусев"]
    left = one("ended_reason", "among", ["graduated"])
    assert chosen(peopled, left, status="former") == ["Гусев"]
    assert chosen(peopled, left, date(2025, 6, 29), "former") == []
    assert chosen(peopled, one("ended_on", "between", ["2025-06-01", "2025-06-30"]), status="former") == ["Гусев"]
    part = next(part.id for part in peopled.profile.consent_parts if part.required)
    given = one(f"consent.{part}", "among", ["given"])
    assert chosen(peopled, given) == ["Белов"]
    assert chosen(peopled, given, date(2024, 12, 31)) == []


@pytest.mark.parametrize(
    "where",
    [
        [], {"none": []}, {"all": {}}, {"all": [{"field": "age"}]}, one("password", "equals", "x"),
        one("age", "equals", "60"), one("age", "equals", True), one("age", "between", [35, 18]), one("age", "like", 1),
        one("sex", "among", []), one("sex", "among", ["other"]), one("since", "from", "01.02.2026"),
        one("name", "contains", ""), one("youth", "yes", True), one("name", "contains", "x" * 300),
        {"all": [{"field": "age", "op": "from", "value": 1, "sql": "1=1"}]},
        {"all": [{"all": [{"all": [{"all": []}]}]}]},
        {"any": [{"field": "age", "op": "from", "value": 1}] * 51},
    ],
)  # fmt: skip
def test_odd_conditions_are_refused(peopled: VaultSession, where: Any) -> None:
    with pytest.raises(UserError, match=r"selecting\.condition"):
        queries.read_group(where, queries.fields_of(peopled.profile, What.MEMBERS))


@pytest.mark.parametrize(
    "query",
    [
        [], {"what": "people"}, {"columns": ["age", "age"]}, {"columns": ["password"]}, {"until": "вчера"},
        {"status": "dead"}, {"order": [{"descending": True}]}, {"group_by": ["age", "sex", "name"]}, {"version": 2},
        {"limit": 5}, {"what": "members", "columns": ["role"]},
    ],
)  # fmt: skip
def test_odd_queries_are_refused(peopled: VaultSession, query: Any) -> None:
    with pytest.raises(UserError, match=r"selecting\.query"):
        queries.read_query(query, peopled.profile)


def test_a_query_lists_orders_and_groups(peopled: VaultSession) -> None:
    query = queries.read_query(
        {
            "until": "2026-01-01", "columns": ["name", "age"], "order": [{"field": "age", "descending": True}],
            "group_by": ["sex"], "where": one("department", "filled"),
        },
        peopled.profile,
    )  # fmt: skip
    assert queries.read_query(queries.query_document(query), peopled.profile) == query
    result = queries.run_query(peopled, query)
    assert result.title == "Члены профсоюза на 01.01.2026"
    assert result.asked == "на учёте; Подразделение: указано"
    assert [(row.groups[0], *result.texts(row)) for row in result.rows] == [
        ("женский", "Ёлкина Вера Олеговна", "40"),
        ("женский", "Авдеева Анна Ивановна", "26"),
        ("мужской", "Белов Борис Ильич", "65"),
    ]
    assert result.group_counts() == [(("женский",), 2), (("мужской",), 1)]


def test_trainings_activists_and_movements(peopled: VaultSession) -> None:
    year = {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}
    trained = queries.run_query(peopled, Query(What.TRAININGS, columns=("name", "hours", "role_then"), **year))
    assert [trained.texts(row) for row in trained.rows] == [
        ["Авдеева Анна Ивановна", "8", ""],
        ["Белов Борис Ильич", "8", "заместитель председателя"],
    ]
    assert trained.title.endswith("с 01.01.2025 по 31.12.2025")
    active = queries.run_query(peopled, Query(What.ACTIVISTS, until=DAY, columns=("name", "role", "role_since")))
    assert ["Белов Борис Ильич", "заместитель председателя", "01.03.2024"] in [active.texts(r) for r in active.rows]
    moved = queries.run_query(peopled, Query(What.MOVEMENTS, columns=("name", "event_kind", "event_reason"), **year))
    assert [moved.texts(row) for row in moved.rows] == [
        ["Гусев Глеб Юрьевич", "снятие с учёта", "окончание обучения"],
        ["Ёлкина Вера Олеговна", "приём в профсоюз впервые", ""],
    ]
    before = Query(What.ACTIVISTS, until=date(2024, 2, 29), columns=("name",))
    assert "Белов Борис Ильич" not in [row.values[0] for row in queries.run_query(peopled, before).rows]


def test_printed_and_saved_without_blocked_people(peopled: VaultSession) -> None:
    query = Query(until=DAY, columns=("name", "birth_date"), group_by=("category",))
    belov = next(r for r in list_members(peopled, MemberQuery(DAY, search="белов")).items)
    with peopled.unit_of_work() as uow:
        uow.people.set_fields({belov.id: {"blocked_on": date(2025, 1, 1)}}, changed_on=date(2025, 1, 1))
        uow.commit()
    result = queries.run_query(peopled, query)
    assert [row.blocked for row in result.rows if row.values[0] == belov.full_name] == [True]
    sheet = openpyxl.load_workbook(io.BytesIO(queries.query_xlsx(peopled, result))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == result.title
    assert "Не вошли люди с заблокированными данными: 1." in cells[3][0]
    listed = {row[1] for row in cells[5:]}
    assert "Авдеева Анна Ивановна" in listed
    assert belov.full_name not in listed
    text = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(queries.query_pdf(peopled, result))
    )
    assert "учится: 1" in text
    assert "Ёлкина Вера Олеговна" in text
    assert "Белов" not in text
    assert belov.id not in [item["id"] for item in queries.answer_document(peopled, result)["items"]]
    with peopled.unit_of_work() as uow:
        uow.people.set_fields({belov.id: {"blocked_on": None}}, changed_on=None)
        uow.commit()


def test_selections_and_queries_are_kept_for_their_user(peopled: VaultSession) -> None:
    where = queries.read_group(one("age", "to", 35), queries.fields_of(peopled.profile, What.MEMBERS))
    query = Query(where=where, columns=("name",), until=DAY)
    queries.save_selection(peopled, " молодёжь ", where)
    queries.save_query(peopled, "молодёжь", query)
    assert queries.load_selection(peopled, "молодёжь") == where
    assert queries.load_query(peopled, "молодёжь") == query
    assert [n.name for n in queries.saved_names(peopled, queries.SavedKind.QUERY)] == ["молодёжь"]
    own, peopled.user_name = peopled.user_name, "Другой"
    assert queries.saved_names(peopled, queries.SavedKind.QUERY) == ()
    with pytest.raises(UserError, match=r"selecting\.no_such_name"):
        queries.load_query(peopled, "молодёжь")
    peopled.user_name = own
    queries.forget_saved(peopled, queries.SavedKind.QUERY, "молодёжь")
    with pytest.raises(UserError, match=r"selecting\.name"):
        queries.save_query(peopled, "  ", query)


def test_only_those_written_to_are_read_again(peopled: VaultSession) -> None:
    register = whole_register(peopled)
    anna = next(r for r in list_members(peopled, MemberQuery(DAY, search="авдеева")).items)
    kept = {i: record for i, record in register.records.items() if i != anna.id}
    record_event(peopled, anna.id, EventDraft(EventKind.CATEGORY_CHANGED, date(2025, 10, 1), WORKING))
    assert register_in(peopled).touched == {anna.id}
    assert next(r for r in list_members(peopled, MemberQuery(DAY, search="авдеева")).items).category is WORKING
    assert all(whole_register(peopled).records[i] is record for i, record in kept.items())
    with peopled.unit_of_work() as uow:  # taken back: read again, and as it was
        uow.people.set_fields({anna.id: {"surname": "Иная"}}, changed_on=None)
    assert list_members(peopled, MemberQuery(DAY, search="иная")).items == ()


def test_a_former_name_is_found_and_shown_on_its_days(peopled: VaultSession) -> None:
    vera = next(r for r in list_members(peopled, MemberQuery(DAY, search="ёлкина")).items)
    with peopled.unit_of_work() as uow:
        uow.people.set_fields({vera.id: {"surname": "Соснова"}}, changed_on=date(2025, 12, 1))
        uow.commit()
    assert [r.surname for r in list_members(peopled, MemberQuery(DAY, search="елкина")).items] == ["Соснова"]
    before = list_members(peopled, MemberQuery(date(2025, 11, 30), search="соснова")).items
    assert [r.surname for r in before] == ["Ёлкина"]
    with peopled.unit_of_work() as uow:
        uow.people.set_fields({vera.id: {"surname": "Ёлкина"}}, changed_on=date(2025, 12, 1))
        uow.commit()


def test_the_state_of_a_card_on_a_day() -> None:
    card = CardFact(CardMedium.PLASTIC, CardState.LOST, date(2025, 2, 1), date(2025, 3, 1), date(2025, 9, 1))
    days = (date(2025, 1, 31), date(2025, 2, 1), date(2025, 3, 1), date(2025, 8, 31), date(2025, 9, 1))
    assert [card.state_on(day) for day in days] == [
        None, CardState.ORDERED, CardState.ISSUED, CardState.ISSUED, CardState.LOST,
    ]  # fmt: skip


def test_destroyed_people_are_listed_nowhere(peopled: VaultSession) -> None:
    gone = add_member(peopled, PersonDraft("Ушедший"), EntryDraft(EventKind.ADMITTED, date(2020, 1, 1), WORKING))
    with peopled.unit_of_work() as uow:
        uow.people.set_fields({gone: {"erased_on": date(2025, 12, 1), "surname": ""}}, changed_on=None)
        uow.commit()
    assert gone not in {r.id for r in list_members(peopled, MemberQuery(DAY, status="all")).items}
    result = queries.run_query(peopled, Query(status="all", until=DAY))
    assert gone not in queries.listed_people(result)
