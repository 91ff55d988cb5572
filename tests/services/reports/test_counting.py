"""Form 2 counts both synthetic lists as they were counted independently; edges of dates, ages, roles, trainings.

People are put in straight through the repositories; the import is tested elsewhere.
"""

from __future__ import annotations

import csv
import itertools
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.domain.enums import CellSource, EventKind, MemberCategory, RoleKind, Sex, TrainingKind
from app.domain.names import normalise
from app.models import EmployerHeadcount, MembershipEvent, Organisation, Person, Role, Training
from app.services import reports
from app.services.session import VaultSession

DATA = Path(__file__).resolve().parents[2] / "data"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
CATEGORIES = {
    "работающий": MemberCategory.WORKING,
    "неработающий": MemberCategory.PENSIONER,
    "временно": MemberCategory.UNEMPLOYED,
    "студент": MemberCategory.STUDENT,
}
EXITS = {
    "по собственному желанию": EventKind.LEFT,
    "исключён": EventKind.EXPELLED,
    "умер": EventKind.DIED,
    "уволен": EventKind.DEREGISTERED,
    "переведён": EventKind.DEREGISTERED,
}


@dataclass(frozen=True)
class Listed:
    """A person of a list."""

    name: str
    sex: Sex | None
    born: date | None
    since: date
    first: bool = True
    category: MemberCategory = MemberCategory.WORKING
    until: date | None = None
    exit: EventKind | None = None


def day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    text = str(value).strip()
    return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=UTC).date() if text else None


def kadry() -> list[Listed]:
    with (DATA / "kadry_1c.csv").open(encoding="cp1251", newline="") as stream:
        return [
            listed(
                f"{r['Фамилия']} {r['Имя']} {r['Отчество']}", r["Пол"], r["ДатаРождения"], r["ВидЧленства"],
                r["ДатаПриема"], r["ПринятВпервые"], r["ДатаВыбытия"], r["ПричинаВыбытия"],
            )
            for r in csv.DictReader(stream, delimiter=";")
        ]  # fmt: skip


def school() -> list[Listed]:
    rows = CalamineWorkbook.from_path(str(DATA / "spisok_shkola.xlsx")).get_sheet_by_index(0).to_python()
    return [
        listed(r[1], r[2], r[3], r[4], r[6], r[7], r[10], r[11]) for r in rows if isinstance(r[0], float) and r[1]
    ]  # fmt: skip


def listed(
    name: object, sex: object, born: object, kind: object, since: object, first: object, until: object, why: object
) -> Listed:
    entered = day(since)
    assert entered is not None
    return Listed(
        str(name),
        Sex.FEMALE if str(sex).lower().startswith("ж") else Sex.MALE,
        day(born),
        entered,
        str(first).lower() == "да",
        next(c for word, c in CATEGORIES.items() if str(kind).lower().startswith(word)),
        day(until),
        EXITS.get(str(why).strip().lower()),
    )


def put_in(session: VaultSession, people: Iterable[Listed]) -> list[int]:
    """Insert persons with their events and spans; their ids."""
    everybody = list(people)
    with session.unit_of_work() as uow:
        ids = uow.people.add_people_bulk(
            [
                {
                    "uid": str(uuid.uuid4()), "surname": p.name, "name": "", "patronymic": "", "sex": p.sex,
                    "search_name": normalise(p.name), "birth_date": p.born, "birth_exact": True, "created_at": NOW,
                }
                for p in everybody
            ]
        )  # fmt: skip
        events = []
        for person_id, p in zip(ids, everybody, strict=True):
            kind = EventKind.ADMITTED if p.first else EventKind.REGISTERED
            events.append(event(person_id, kind, p.since, p.category))
            if p.exit is not None and p.until is not None:
                events.append(event(person_id, p.exit, p.until))
        uow.people.add_events_bulk(events)
        uow.people.rebuild_spans(ids)
        uow.commit()
    return ids


def event(person_id: int, kind: EventKind, on: date, category: MemberCategory | None = None) -> dict[str, object]:
    return {
        "person_id": person_id, "kind": kind, "on_date": on, "category": category, "basis": "", "recorded_at": NOW,
    }  # fmt: skip


def counts(session: VaultSession, table: str, row: str, year: int = 2025) -> list[int | None]:
    """A row of the filled form, its columns in order."""
    cells = reports.fill(session, "fnpr-2", year).view.cells.values()
    found = [c.value for c in cells if c.address.rpartition(".")[0] == f"{table}.{row}"]
    return [None if value is None else int(value) for value in found]


@pytest.mark.parametrize(("file", "people"), [("spisok_shkola.xlsx", school), ("kadry_1c.csv", kadry)])
def test_a_list_is_counted_as_it_was_counted_by_hand(session: VaultSession, file: str, people: object) -> None:
    assert callable(people)
    put_in(session, people())
    expected = json.loads((DATA / "form2_on_2026-01-01.json").read_text(encoding="utf-8"))[file]
    assert {row: counts(session, "II", row) for row in expected} == expected


@pytest.mark.parametrize("address", ["II.2.3", "II.2.5", "II.3.4", "II.10.3", "II.13.3", "II.14.3"])
def test_the_people_behind_a_number_are_as_many_as_it_says(session: VaultSession, address: str) -> None:
    put_in(session, kadry())
    told = reports.why(session, "fnpr-2", address, 2025)
    assert told.source is CellSource.REGISTER
    assert len(told.items) == told.value
    assert len({item.person_id for item in told.items}) == told.value
    assert str(told.value) in told.sentence


YOUNG, OLD = date(2000, 1, 1), date(1960, 1, 1)
BEFORE = date(2010, 1, 1)
OUT_9, OUT_31, OUT_1 = (
    {"until": on, "exit": EventKind.LEFT} for on in (date(2025, 9, 1), date(2025, 12, 31), date(2026, 1, 1))
)


@pytest.mark.parametrize(
    ("person", "row", "expected"),
    [
        (Listed("принят 31 декабря", Sex.FEMALE, OLD, date(2025, 12, 31)), "2", [1, 1, 0]),
        (Listed("принят 1 января", Sex.FEMALE, OLD, date(2026, 1, 1)), "2", [0, 0, 0]),
        (Listed("вышел 31 декабря", Sex.MALE, YOUNG, BEFORE, **OUT_31), "2", [0, 0, 0]),
        (Listed("вышел 31 декабря", Sex.MALE, YOUNG, BEFORE, **OUT_31), "13", [1, 0, 1]),
        (Listed("вышел 1 января", Sex.MALE, YOUNG, BEFORE, **OUT_1), "13", [0, 0, 0]),
        (Listed("вышел 1 января", Sex.MALE, YOUNG, BEFORE, **OUT_1), "2", [1, 0, 1]),
        (Listed("36 лет 1 января", Sex.FEMALE, date(1990, 1, 1), BEFORE), "2", [1, 1, 0]),
        (Listed("36 лет 2 января", Sex.FEMALE, date(1990, 1, 2), BEFORE), "2", [1, 1, 1]),
        (Listed("без пола и даты", None, None, BEFORE), "2", [1, 0, 0]),
        (Listed("принят впервые", Sex.MALE, OLD, date(2025, 3, 1)), "3", [1, 0, 0]),
        (Listed("перешёл", Sex.MALE, OLD, date(2025, 3, 1), first=False), "3", [0, 0, 0]),
        (Listed("и вышел", Sex.MALE, OLD, date(2025, 3, 1), **OUT_9), "3", [0, 0, 0]),
        (Listed("студентка", Sex.FEMALE, YOUNG, date(2025, 9, 1), category=MemberCategory.STUDENT), "6", [1, 1, 1]),
        (Listed("студентка", Sex.FEMALE, YOUNG, date(2025, 9, 1), category=MemberCategory.STUDENT), "3", [0, 0, 0]),
        (Listed("уволен", Sex.MALE, OLD, BEFORE, until=date(2025, 5, 1), exit=EventKind.DEREGISTERED), "13", [0, 0, 0]),
        (Listed("исключён", Sex.MALE, YOUNG, BEFORE, until=date(2025, 5, 1), exit=EventKind.EXPELLED), "14", [1, 0, 1]),
        (Listed("умер", Sex.MALE, OLD, BEFORE, until=date(2025, 5, 1), exit=EventKind.DIED), "14", [0, 0, 0]),
        (Listed("пенсионерка", Sex.FEMALE, OLD, BEFORE, category=MemberCategory.PENSIONER), "10", [1, 1, None]),
    ],
    ids=lambda value: value.name if isinstance(value, Listed) else None,
)  # fmt: skip
def test_edges_of_dates_and_ages(session: VaultSession, person: Listed, row: str, expected: list[int | None]) -> None:
    put_in(session, [person])
    assert counts(session, "II", row) == expected


def test_a_category_is_taken_on_the_date(session: VaultSession) -> None:
    (person_id,) = put_in(session, [Listed("ушла на пенсию", Sex.FEMALE, OLD, BEFORE)])
    with session.unit_of_work() as uow:
        uow.people.add_events_bulk(
            [event(person_id, EventKind.CATEGORY_CHANGED, date(2025, 6, 1), MemberCategory.PENSIONER)]
        )
        uow.people.rebuild_spans([person_id])
        uow.commit()
    assert (counts(session, "II", "2", 2024), counts(session, "II", "10", 2024)) == ([1, 1, 0], [0, 0, None])
    assert (counts(session, "II", "2", 2025), counts(session, "II", "10", 2025)) == ([0, 0, 0], [1, 1, None])


def test_a_cancelled_event_is_no_event(session: VaultSession) -> None:
    (person_id,) = put_in(
        session, [Listed("ошибка", Sex.MALE, YOUNG, date(2025, 2, 1), until=date(2025, 5, 1), exit=EventKind.LEFT)]
    )
    with session.unit_of_work() as uow:
        for wrong in uow.people.events_of(person_id):
            uow.people.add_event(
                MembershipEvent(
                    person_id=person_id, kind=EventKind.CANCELLED, on_date=wrong.on_date, cancels_id=wrong.id,
                    recorded_at=NOW,
                )
            )  # fmt: skip
        uow.people.rebuild_spans([person_id])
        uow.commit()
    assert [counts(session, "II", row) for row in ("2", "3", "13")] == [[0, 0, 0]] * 3


def give_role(session: VaultSession, person_id: int, kind: RoleKind, *, full_time: bool = False, **days: date) -> None:
    with session.unit_of_work() as uow:
        uow.people.add_role(
            Role(
                person_id=person_id, kind=kind, full_time=full_time,
                starts_on=days.get("since", BEFORE), ends_on=days.get("until"),
            )
        )  # fmt: skip
        uow.commit()


def test_roles_are_counted_by_people_on_the_date(session: VaultSession) -> None:
    woman, man, gone = put_in(
        session,
        [
            Listed("а", Sex.FEMALE, YOUNG, BEFORE),
            Listed("б", Sex.MALE, OLD, BEFORE),
            Listed("в", Sex.MALE, OLD, BEFORE),
        ],
    )
    chair = reports.why(session, "fnpr-2", "III.1.3", 2025).items[0].person_id
    assert chair is not None
    give_role(session, chair, RoleKind.COMMITTEE_MEMBER)
    give_role(session, woman, RoleKind.COMMITTEE_MEMBER, full_time=True)
    give_role(session, man, RoleKind.DEPUTY_CHAIR)
    give_role(session, woman, RoleKind.COMMISSION_MEMBER)
    give_role(session, woman, RoleKind.COMMISSION_CHAIR)
    give_role(session, gone, RoleKind.AUDIT_MEMBER, until=date(2025, 12, 31))
    give_role(session, man, RoleKind.AUDIT_CHAIR, until=date(2026, 1, 1))
    give_role(session, man, RoleKind.GROUP_ORGANISER, since=date(2026, 1, 1))
    give_role(session, man, RoleKind.SHOP_CHAIR)
    give_role(session, man, RoleKind.SHOP_COMMITTEE_MEMBER)
    rows = {row: counts(session, "III", row) for row in ("1", "1.1", "2", "2.1", "3", "4", "5", "6", "7")}
    assert rows == {
        "1": [1, 1, 0], "1.1": [0, 0, 0], "2": [2, 1, 1], "2.1": [1, 1, 1], "3": [0, 0, 0], "4": [1, 0, 0],
        "5": [1, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0],
    }  # fmt: skip
    told = reports.why(session, "fnpr-2", "III.2.3", 2025)
    assert {item.person_id for item in told.items} == {woman, man}


def test_members_of_commissions_are_counted_without_the_committee(session: VaultSession) -> None:
    """«без учета председателей и членов профсоюзного комитета»: they stand in rows 1 and 2 already."""
    people = put_in(session, [Listed(n, Sex.FEMALE, YOUNG, BEFORE) for n in ("а", "б", "в", "г", "д")])
    in_committee, deputy, only, leading, paid = people
    chair = reports.why(session, "fnpr-2", "III.1.3", 2025).items[0].person_id
    assert chair is not None
    for person in (chair, *people):
        kind = RoleKind.COMMISSION_CHAIR if person == leading else RoleKind.COMMISSION_MEMBER
        give_role(session, person, kind, full_time=person == paid)
    give_role(session, in_committee, RoleKind.COMMITTEE_MEMBER)
    give_role(session, deputy, RoleKind.DEPUTY_CHAIR)
    rows = {row: counts(session, "III", row) for row in ("2", "3", "3.1")}
    assert rows == {"2": [2, 2, 2], "3": [3, 3, 3], "3.1": [1, 1, 1]}
    told = reports.why(session, "fnpr-2", "III.3.3", 2025)
    assert {item.person_id for item in told.items} == {only, leading, paid}
    assert "кроме" in told.sentence


def test_the_chair_of_a_small_organisation_is_marked(session: VaultSession) -> None:
    assert counts(session, "III", "1.2") == [1, 1, 0]
    put_in(session, [Listed(f"член {n}", Sex.FEMALE, OLD, BEFORE) for n in range(16)])
    assert counts(session, "III", "1.2") == [0, 0, 0]


def test_trainings_are_counted_by_the_role_of_their_day(session: VaultSession) -> None:
    both, shop, staff = put_in(session, [Listed(n, Sex.FEMALE, OLD, BEFORE) for n in ("а", "б", "в")])
    give_role(session, both, RoleKind.SHOP_CHAIR)
    give_role(session, both, RoleKind.COMMISSION_CHAIR)
    give_role(session, shop, RoleKind.SHOP_CHAIR, until=date(2025, 6, 1))
    give_role(session, shop, RoleKind.SHOP_CHAIR, full_time=True, since=date(2025, 6, 1))
    give_role(session, staff, RoleKind.STAFF, full_time=True)
    days = [date(2025, 3, 1), date(2025, 7, 1), date(2024, 12, 31), date(2026, 1, 1)]
    with session.unit_of_work() as uow:
        uow.people.add_trainings(
            Training(person_id=person_id, on_date=on, kind=kind, title="Школа актива")
            for (person_id, kind), on in itertools.product(
                [(both, TrainingKind.SEMINAR), (shop, TrainingKind.QUALIFICATION), (staff, TrainingKind.RETRAINING)],
                days,
            )
        )
        uow.commit()
    rows = {row: counts(session, "IV", row) for row in ("1", "1.2", "1.3", "2", "2.3", "2.4")}
    assert rows == {
        "1": [3, 0, 1, 2], "1.2": [1, 0, 1, 0], "1.3": [2, 0, 0, 2],
        "2": [3, 2, 1, 0], "2.3": [2, 2, 0, 0], "2.4": [1, 0, 1, 0],
    }  # fmt: skip
    told = reports.why(session, "fnpr-2", "IV.2.3.4", 2025)
    assert [(item.on, item.text) for item in told.items] == [(on, "а – Школа актива") for on in days[:2]]


@pytest.mark.parametrize(
    ("category", "students", "expected"),
    [("enterprise", None, [0, 0, 0]), ("higher_education", None, [None, None, None]), ("vocational", 300, [300, 0, 0])],
)
def test_the_employers_word(
    session: VaultSession, category: str, students: int | None, expected: list[int | None]
) -> None:
    with session.unit_of_work() as uow:
        own = uow.organisation.get()
        assert isinstance(own, Organisation)
        own.category = category  # type: ignore[assignment]
        for on, employees in ((date(2026, 1, 1), 61), (date(2026, 1, 2), 62)):
            uow.organisation.add(
                EmployerHeadcount(
                    on_date=on, employees=employees, employees_women=None, employees_youth=5, students=students,
                    students_women=None if students is None else 0, students_youth=None if students is None else 0,
                )
            )  # fmt: skip
        uow.commit()
    assert counts(session, "II", "1") == [61, None, 5]
    assert counts(session, "II", "4") == expected
    assert reports.why(session, "fnpr-2", "II.1.4", 2025).sentence == (
        "По сведениям работодателя на 01.01.2026 работает, женщины – сведений нет."
    )


def test_the_number_of_queries_does_not_grow_with_the_members(session: VaultSession) -> None:
    from sqlalchemy import event as listening

    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    listening.listen(session.database.engine, "before_cursor_execute", note)
    reports.fill(session, "fnpr-2", 2025)
    few, _ = len(asked), asked.clear()
    put_in(session, kadry())
    asked.clear()
    reports.fill(session, "fnpr-2", 2025)
    listening.remove(session.database.engine, "before_cursor_execute", note)
    assert len(asked) == few <= 20


def test_persons_without_membership_are_not_members(session: VaultSession) -> None:
    with session.unit_of_work() as uow:
        uow.people.add(Person(uid=str(uuid.uuid4()), surname="Н", search_name="н", created_at=NOW))
        uow.commit()
    assert counts(session, "II", "12") == [0, 0, 0]
