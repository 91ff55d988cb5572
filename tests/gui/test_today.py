"""«Сегодня»: the most urgent first, no more than fits, one line from each room, links that lead there."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QAbstractButton, QPushButton

from app.domain.enums import RequestKind, RoleKind, UnitKind
from app.domain.meetings import MeetingState
from app.services.meetings import MeetingRow
from app.services.members import MemberQuery, list_members
from app.services.privacy.requests import add_request
from app.services.session import VaultSession
from app.services.structure.bodies import EndOfPowers
from app.services.structure.roles import OfficeDetails, set_role
from app.ui.kit import Tone
from app.ui.today.lines import TodayLine
from app.ui.today.presenter import ROOM, birthday_lines, powers_lines
from app.ui.today.presenter import privacy_lines as presented_privacy_lines
from app.ui.today.reminders import deadlines_line, fold_lines, meeting_lines
from tests.gui.conftest import House
from tests.gui.test_members_presenter import person

DAY = date(2026, 11, 20)


def line(tone: Tone, title: str, *, last: bool = False) -> TodayLine:
    return TodayLine(tone, "", title, "", "Открыть", "members", last=last)


def test_the_most_urgent_stand_first_and_one_congratulation_stays() -> None:
    lines = [line(Tone.NEUTRAL, "n", last=True), line(Tone.GOOD, "g"), line(Tone.INFO, "i"), line(Tone.WARNING, "w")]
    lines += [line(Tone.ERROR, f"e{n}") for n in range(3)]
    shown, rest = fold_lines(lines, 5)
    assert [one.title for one in shown] == ["e0", "e1", "e2", "w", "g"]
    assert [one.title for one in rest] == ["i", "n"]
    assert fold_lines(lines[:2], 5) == ([lines[1], lines[0]], [])


def test_deadlines_about_personal_data_are_one_line() -> None:
    assert deadlines_line([], DAY) == []
    found = [(DAY + timedelta(days=3), "обращение"), (DAY + timedelta(days=9), "обращение"), (DAY, "происшествие")]
    (shown,) = deadlines_line(sorted(found), DAY)
    assert (shown.chip, shown.tone) == ("сегодня", Tone.WARNING)
    assert shown.title == "Личные данные: 2 обращения, 1 происшествие"
    assert deadlines_line([(DAY - timedelta(days=1), "решение о данных")], DAY)[0].tone is Tone.ERROR


def test_the_nearest_meeting() -> None:
    def row(number: int, days: int, state: MeetingState = MeetingState.PLANNED) -> MeetingRow:
        on = DAY + timedelta(days=days)
        return MeetingRow(number, "meeting", state, "Собрание", "", on, "14:00", "зал", 0, "")  # type: ignore[arg-type]

    (shown,) = meeting_lines([row(1, 9), row(2, 5), row(3, 2, MeetingState.CANCELLED), row(4, 40), row(5, -3)], DAY)
    assert (shown.chip, shown.title, shown.params["meeting"]) == ("5 дней", "Собрание: 25 ноября", 2)
    assert shown.text == "14:00, зал; ещё собраний: 1"
    assert meeting_lines([row(4, 40)], DAY) == []


def test_many_powers_and_birthdays_are_told_together() -> None:
    ends = [EndOfPowers(n, UnitKind.GROUP, f"Профгруппа {n}", DAY - timedelta(days=1), -1) for n in range(5)]
    (shown,) = powers_lines(ends)
    assert (shown.chip, shown.tone) == ("истекли: 5", Tone.ERROR)
    assert shown.text == "Профгруппа 0, Профгруппа 1, Профгруппа 2 и ещё 2"
    assert len(powers_lines(ends[:2])) == 2
    people = [(DAY, person(1, "А"), 41), (DAY + timedelta(days=2), person(2, "Б"), 60)]
    (shown,) = birthday_lines(people, DAY)
    assert shown.chip == "юбилей"
    assert shown.params == {"person_id": 2}
    assert "20 ноября" in shown.text


def test_less_urgent_lines_wait_behind_a_button(house: House, session: VaultSession) -> None:
    late = OfficeDetails(term_until=date.today() - timedelta(days=3))
    set_role(session, 2, RoleKind.COMMITTEE_MEMBER, date(2024, 10, 1), details=late)
    add_request(session, 3, RequestKind.ACCESS, date.today())
    page = house.go("today")
    page.refresh()
    house.settle()
    lines = page.today.lines
    assert page.today.shown == ROOM < len(lines)
    assert any(one.title.startswith("Личные данные: 1 обращение") for one in lines)
    weights = [one.tone for one in lines if one.tone in (Tone.ERROR, Tone.WARNING)]
    assert weights == sorted(weights, key=lambda tone: tone is Tone.WARNING)
    hidden = lines[-1]
    go = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == f"{hidden.button}: {hidden.title}")
    assert not go.isVisible()
    page.unfold_button.click()
    assert go.isVisible()
    page.refresh()
    house.settle()
    again = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == f"{hidden.button}: {hidden.title}")
    assert again.isVisible(), "what was opened stays open"


def test_the_numbers_lead_to_all_of_them(house: House) -> None:
    page = house.go("today")
    link = next(b for b in page.findChildren(QAbstractButton) if b.accessibleName() == "Все показатели организации")
    link.click()
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.current == "reports"
    assert house.window.workspace.pages["reports"].indicators.isVisible()  # type: ignore[attr-defined]


def test_no_request_of_a_person_goes_unsaid(session: VaultSession) -> None:
    person_id = list_members(session, MemberQuery(as_of=date.today())).items[0].id
    for _ in range(7):
        add_request(session, person_id, RequestKind.ACCESS, date.today())
    lines = presented_privacy_lines(session, date.today())
    assert len(lines) == 4
    assert lines[-1].title == "Ответьте ещё на запросы: 4"
