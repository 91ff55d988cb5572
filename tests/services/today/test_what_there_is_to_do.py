"""The list of what there is to do: each thing once, by one table of urgency, few lines where there are many."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.domain.enums import EventKind, MemberCategory, ReportState, RequestKind, Sex, UnitKind
from app.domain.meetings import MeetingState
from app.services.meetings import MeetingRow
from app.services.members import ConsentState, EntryDraft, MemberRow, PersonDraft, add_member
from app.services.privacy.requests import add_request
from app.services.reports import DueReport
from app.services.session import VaultSession
from app.services.structure.bodies import EndOfPowers
from app.services.today import TaskKind, Urgency, to_do
from app.services.today.data_terms import data_tasks
from app.services.today.listing import (
    birthday_tasks,
    copy_tasks,
    meeting_tasks,
    people_tasks,
    power_tasks,
    report_tasks,
)
from app.services.today.urgency import urgency

DAY = date(2026, 11, 20)


def row(number: int, surname: str, card: str = "1", consent: ConsentState = ConsentState.GIVEN) -> MemberRow:
    return MemberRow(
        id=number, uid=str(number), surname=surname, name="Нина", patronymic="Ильинична", sex=Sex.FEMALE,
        birth_date=date(1980, 1, 1), birth_exact=True, category=MemberCategory.WORKING, since=date(2010, 1, 1),
        position="учитель", department="", study_group="", card_number=card, phone="", email="", consent=consent,
        ended_on=None, ended_kind=None,
    )  # fmt: skip


def due(form: str, days: int, state: ReportState = ReportState.DRAFT, condition: str = "") -> DueReport:
    day = DAY + timedelta(days)
    return DueReport(form, form, "", str(day.year), day, days, state, "", condition)


def add_person(session: VaultSession) -> int:
    person = PersonDraft(surname="Ахметов", name="Ильдар", sex=Sex.MALE, birth_date=date(1985, 4, 2))
    entry = EntryDraft(EventKind.ADMITTED, date(2024, 9, 2), MemberCategory.WORKING)
    return add_member(session, person, entry)


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        (TaskKind.REPORT, -1, Urgency.OVERDUE), (TaskKind.REPORT, 30, Urgency.SOON),
        (TaskKind.REPORT, 31, Urgency.LATER), (TaskKind.REQUEST, 4, Urgency.SOON), (TaskKind.REQUEST, 5, Urgency.OPEN),
        (TaskKind.DATA_END, 10, Urgency.SOON), (TaskKind.MEETING, 1, Urgency.SOON), (TaskKind.MEETING, 2, Urgency.OPEN),
        (TaskKind.BIRTHDAY, None, Urgency.PLEASANT),
    ],
)  # fmt: skip
def test_one_table_says_how_pressing_a_thing_is(kind: TaskKind, days: int | None, expected: Urgency) -> None:
    assert urgency(kind, days) is expected


def test_every_kind_has_its_place_in_the_table() -> None:
    for kind in TaskKind:
        assert urgency(kind, 0) in Urgency


def test_a_request_stands_in_the_list_once(session: VaultSession) -> None:
    add_request(session, add_person(session), RequestKind.ACCESS, date.today())
    about_data = [task for task in to_do(session, date.today()) if task.kind is TaskKind.REQUEST]
    assert [task.title for task in about_data] == ["Ответьте: Ахметов Ильдар"]
    assert not [task for task in to_do(session, date.today()) if task.title.startswith("Личные данные")]


def test_no_request_of_a_person_goes_unsaid(session: VaultSession) -> None:
    person_id = add_person(session)
    for _ in range(7):
        add_request(session, person_id, RequestKind.ACCESS, date.today())
    tasks = [task for task in data_tasks(session, date.today()) if task.kind is TaskKind.REQUEST]
    assert len(tasks) == 4
    assert tasks[-1].title == "Ответьте ещё на запросы: 4"


def test_the_list_is_ranked_by_urgency(session: VaultSession) -> None:
    add_request(session, add_person(session), RequestKind.ACCESS, date.today() - timedelta(days=60))
    tasks = to_do(session, date.today())
    pressing = [task.urgency for task in tasks if task.kind is not TaskKind.OTHER_REPORTS]
    assert pressing == sorted(pressing)
    assert tasks[0].urgency is Urgency.OVERDUE
    assert tasks[-1].kind is TaskKind.OTHER_REPORTS


def test_few_reports_are_named_and_the_others_counted() -> None:
    items = [due("old", -300), due("late", -30), due("maybe", 5, condition="если есть инспектор"),
             due("soon", 10), due("next", 61), due("later", 80), due("after", 90),
             due("back", 200, ReportState.RETURNED)]  # fmt: skip
    tasks = report_tasks(items)
    assert [str(task.about.get("form", "")) for task in tasks] == ["back", "late", "soon", "next", ""]
    assert tasks[-1].mark == "ещё 4"
    assert report_tasks([]) == []


def test_the_nearest_meeting() -> None:
    def meeting(number: int, days: int, state: MeetingState = MeetingState.PLANNED) -> MeetingRow:
        on = DAY + timedelta(days=days)
        return MeetingRow(number, "meeting", state, "Собрание", "", on, "14:00", "зал", 0, "")  # type: ignore[arg-type]

    rows = [meeting(1, 9), meeting(2, 5), meeting(3, 2, MeetingState.CANCELLED), meeting(4, 40), meeting(5, -3)]
    (shown,) = meeting_tasks(rows, DAY)
    assert (shown.mark, shown.title, shown.about["meeting"]) == ("5 дней", "Собрание: 25 ноября", 2)
    assert shown.text == "14:00, зал; ещё собраний: 1"
    assert meeting_tasks([meeting(4, 40)], DAY) == []


def test_many_powers_and_birthdays_are_told_together() -> None:
    ends = [EndOfPowers(n, UnitKind.GROUP, f"Профгруппа {n}", DAY - timedelta(days=1), -1) for n in range(5)]
    (shown,) = power_tasks(ends)
    assert (shown.mark, shown.urgency) == ("истекли: 5", Urgency.OVERDUE)
    assert shown.text == "Профгруппа 0, Профгруппа 1, Профгруппа 2 и ещё 2"
    assert len(power_tasks(ends[:2])) == 2
    (told,) = birthday_tasks([(DAY, row(1, "А"), 41), (DAY + timedelta(days=2), row(2, "Б"), 60)], DAY)
    assert (told.mark, told.about) == ("юбилей", {"person_id": 2})
    assert "20 ноября" in told.text


def test_people_without_a_consent_and_without_a_card() -> None:
    rows = [row(1, "Ахметова"), row(3, "Дьячкова", "", ConsentState.MISSING),
            row(4, "Ёлкина", consent=ConsentState.WITHDRAWN)]  # fmt: skip
    consent, card = people_tasks(rows)
    assert (consent.mark, consent.text) == ("2 человека", "Дьячкова Н. И., Ёлкина Н. И.")
    assert (card.mark, card.kind) == ("1 человек", TaskKind.NO_CARD)
    assert people_tasks(rows[:1]) == []


def test_a_copy_is_asked_for_in_time() -> None:
    now = datetime(2026, 11, 20, 12).astimezone()
    (missing,) = copy_tasks(None, now)
    assert missing.urgency is Urgency.SOON
    assert copy_tasks(now - timedelta(days=2), now) == []
    (old,) = copy_tasks(now - timedelta(days=9), now)
    assert old.mark == "9 дней"
