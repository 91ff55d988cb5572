"""Meetings: who has a vote, check-in by card and by name, the quorum, the agenda, admission by a decision."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.bundle.union_card import make_code
from app.domain.cards import CardMedium, CardState
from app.domain.enums import EventKind, MemberCategory, RoleKind, UnitKind
from app.domain.meetings import MeetingKind, MeetingState, Quorum
from app.errors import AppError, DataError
from app.messages import sentence
from app.services import cards, meetings
from app.services.cards import NewCard
from app.services.meetings import AgendaDraft, CheckInOutcome, MeetingDraft
from app.services.members import (
    EntryDraft,
    EventDraft,
    MemberQuery,
    PersonDraft,
    add_member,
    list_members,
    member_card,
    record_event,
)
from app.services.organisation.passport import own_identity
from app.services.organisation.profiles import load_profile
from app.services.reports.events import calendar_events
from app.services.session import VaultSession
from app.services.structure import roles
from app.services.structure.units import UnitDraft, add_unit

TODAY = date.today()
JOINED = EntryDraft(EventKind.ADMITTED, date(2020, 5, 1), MemberCategory.WORKING)
NAMES = ("Ахметов", "Воробьёва", "Дьячкова", "Ёлкина", "Зуев", "Зуева")


@pytest.fixture
def people(session: VaultSession) -> list[int]:
    return [add_member(session, PersonDraft(name, "Анна", "Ивановна", department="Лицей"), JOINED) for name in NAMES]


@pytest.fixture
def general(session: VaultSession, people: list[int]) -> int:
    return meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, TODAY, "14.30", "Актовый зал"))


def refused(code: str, function: object, *args: object, **kwargs: object) -> None:
    with pytest.raises(AppError) as caught:
        function(*args, **kwargs)  # type: ignore[operator]
    assert caught.value.code == code


def outcome(session: VaultSession, meeting_id: int, text: str) -> CheckInOutcome:
    return meetings.check_in(session, meeting_id, text).outcome


def test_a_general_meeting_is_of_the_members_on_its_day(session: VaultSession, people: list[int]) -> None:
    record_event(session, people[0], EventDraft(EventKind.LEFT, date(2025, 3, 1)))
    before = meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, date(2025, 2, 1)))
    after = meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, date(2025, 3, 1)))
    assert (meetings.quorum(session, before).entitled, meetings.quorum(session, before).needed) == (6, 4)
    assert (meetings.quorum(session, after).entitled, meetings.quorum(session, after).needed) == (5, 3)


def test_check_in_by_name_number_and_code_and_a_second_scan_is_harmless(
    session: VaultSession, people: list[int], general: int
) -> None:
    cards.issue_cards(session, [NewCard(people[0], "0017"), NewCard(people[1], "0018")], CardMedium.PAPER, TODAY)
    first = meetings.check_in(session, general, "0017")
    assert (first.outcome, first.name) == (CheckInOutcome.RECORDED, "Ахметов Анна Ивановна")
    assert (first.quorum.present, first.quorum.needed, first.quorum.lacking) == (1, 4, 3)
    code = make_code(own_identity(session).identity, "Воробьёва А. И.", "0018", date(TODAY.year + 5, 12, 31))
    assert outcome(session, general, code + "\r") is CheckInOutcome.RECORDED
    assert outcome(session, general, code) is CheckInOutcome.ALREADY
    assert outcome(session, general, "0018") is CheckInOutcome.ALREADY
    assert outcome(session, general, "дьяч") is CheckInOutcome.RECORDED
    fourth = meetings.check_in(session, general, "елкина анна")
    assert fourth.outcome is CheckInOutcome.RECORDED
    assert fourth.quorum.met
    there = meetings.present(session, general)
    assert [p.name.split()[0] for p in there] == ["Ёлкина", "Дьячкова", "Воробьёва", "Ахметов"]
    assert [p.by_card for p in there] == [False, False, True, True]
    assert meetings.undo_check_in(session, general, people[0]).present == 3
    assert outcome(session, general, "0017") is CheckInOutcome.RECORDED


def test_a_name_of_several_is_asked_about(session: VaultSession, people: list[int], general: int) -> None:
    answer = meetings.check_in(session, general, "зуев")
    assert answer.outcome is CheckInOutcome.SEVERAL
    assert [c.name.split()[0] for c in answer.candidates] == ["Зуев", "Зуева"]
    assert meetings.check_in_person(session, general, people[4]).outcome is CheckInOutcome.RECORDED
    assert outcome(session, general, "Зуева Анна Ивановна") is CheckInOutcome.RECORDED


def test_who_cannot_come_in_changes_nothing(session: VaultSession, people: list[int], general: int) -> None:
    cards.issue_cards(session, [NewCard(people[0], "17"), NewCard(people[1], "18")], CardMedium.PAPER, TODAY)
    cards.close_card(session, cards.cards_of(session, people[0])[0].id, CardState.LOST, TODAY)
    lost = meetings.check_in(session, general, "17")
    assert lost.outcome is CheckInOutcome.REFUSED
    assert "утерян" in lost.what
    assert outcome(session, general, "999") is CheckInOutcome.UNKNOWN
    assert outcome(session, general, "1" * 229) is CheckInOutcome.REFUSED
    assert outcome(session, general, "Никтоев") is CheckInOutcome.UNKNOWN
    assert outcome(session, general, "* OR 1=1") is CheckInOutcome.UNKNOWN
    assert outcome(session, general, "") is CheckInOutcome.UNKNOWN
    assert meetings.present(session, general) == ()
    meetings.set_state(session, general, MeetingState.CANCELLED)
    refused("meetings.cancelled", meetings.check_in, session, general, "18")


def test_a_committee_counts_its_members_on_the_day(session: VaultSession, people: list[int]) -> None:
    roles.set_role(session, people[0], RoleKind.DEPUTY_CHAIR, date(2024, 1, 1))
    roles.set_role(session, people[1], RoleKind.COMMITTEE_MEMBER, date(2024, 1, 1))
    ended = roles.set_role(session, people[2], RoleKind.COMMITTEE_MEMBER, date(2024, 1, 1))
    roles.end_role(session, ended, date(2025, 1, 1))
    meeting = meetings.save_meeting(session, MeetingDraft(MeetingKind.COMMITTEE, TODAY))
    entitled = [p.name.split()[0] for p in meetings.entitled_people(session, meeting)]
    assert entitled == ["Ахметов", "Воробьёва", "Щербакова"]
    assert meetings.quorum(session, meeting).needed == 2
    assert meetings.check_in_person(session, meeting, people[2]).outcome is CheckInOutcome.NOT_ENTITLED
    assert outcome(session, meeting, "ахметов") is CheckInOutcome.RECORDED


def test_a_conference_counts_its_delegates(session: VaultSession, people: list[int]) -> None:
    conference = meetings.save_meeting(session, MeetingDraft(MeetingKind.CONFERENCE, TODAY))
    assert not meetings.quorum(session, conference).met
    assert meetings.set_delegates(session, conference, people[:4], "Лицей") == 4
    assert meetings.set_delegates(session, conference, people[:4]) == 0
    assert meetings.quorum(session, conference).needed == 3
    assert {p.elected_by for p in meetings.entitled_people(session, conference)} == {"Лицей"}
    meetings.remove_delegate(session, conference, people[3])
    assert meetings.quorum(session, conference).needed == 2
    assert meetings.check_in_person(session, conference, people[5]).outcome is CheckInOutcome.NOT_ENTITLED
    general = meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, TODAY))
    refused("meetings.no_delegates", meetings.set_delegates, session, general, people)
    draft = MeetingDraft(MeetingKind.GENERAL, TODAY)
    refused("meetings.kind_fixed", meetings.save_meeting, session, draft, conference)


def test_a_shop_meets_by_its_unit_or_its_department(session: VaultSession, people: list[int]) -> None:
    unit = add_unit(session, UnitDraft(UnitKind.SHOP, "Старшая школа"))
    with session.unit_of_work() as uow:
        uow.people.set_fields({people[0]: {"unit_id": unit}, people[1]: {"unit_id": unit}}, changed_on=None)
        uow.commit()
    shop = meetings.save_meeting(session, MeetingDraft(MeetingKind.SHOP, TODAY, unit="старшая школа"))
    assert meetings.quorum(session, shop).entitled == 2
    group = meetings.save_meeting(session, MeetingDraft(MeetingKind.GROUP, TODAY, unit="Лицей"))
    assert meetings.quorum(session, group).entitled == 6
    assert "Старшая школа" in meetings.unit_names(session)
    assert meetings.meeting(session, group).body == "собрание профсоюзной группы «Лицей»"
    refused("meetings.unit", meetings.save_meeting, session, MeetingDraft(MeetingKind.GROUP, TODAY))


def test_the_rule_can_be_another_for_one_meeting(session: VaultSession, people: list[int], general: int) -> None:
    rule = Quorum(Fraction(2, 3), above=False)
    meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, TODAY, quorum=rule), general)
    found = meetings.quorum(session, general)
    assert (found.needed, found.rule) == (4, "не менее двух третей из 6")


def test_nobody_has_come_before_the_day_and_nothing_is_decided(
    session: VaultSession, people: list[int], general: int
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, tomorrow, "15:00"), general)
    for act in (
        lambda: meetings.check_in_person(session, general, people[0]),
        lambda: meetings.check_in(session, general, "елкина анна"),
        lambda: meetings.set_state(session, general, MeetingState.HELD),
    ):
        with pytest.raises(DataError) as early:
            act()
        assert early.value.code == "meetings.not_yet"
        assert f"{tomorrow:%d.%m.%Y}" in sentence(early.value)
    assert meetings.present(session, general) == ()
    meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, TODAY, "15:00"), general)
    assert meetings.check_in_person(session, general, people[0]).outcome is CheckInOutcome.RECORDED


def test_the_day_goes_to_the_calendar_and_moves_with_the_meeting(
    session: VaultSession, people: list[int], general: int
) -> None:
    assert [(e.kind, e.on) for e in calendar_events(session)] == [("conference", TODAY)]
    later = TODAY + timedelta(days=3)
    meetings.save_meeting(session, MeetingDraft(MeetingKind.GENERAL, later, "15:00"), general)
    assert [e.on for e in calendar_events(session)] == [later]
    meetings.set_state(session, general, MeetingState.CANCELLED)
    assert calendar_events(session) == ()
    meetings.set_state(session, general, MeetingState.PLANNED)
    meetings.remove_meeting(session, general)
    assert calendar_events(session) == ()
    refused("meetings.unknown", meetings.meeting, session, general)


def test_times_are_read_or_refused(session: VaultSession, people: list[int], general: int) -> None:
    assert meetings.meeting(session, general).draft.at == "14:30"
    refused("meetings.time", meetings.save_meeting, session, MeetingDraft(MeetingKind.GENERAL, TODAY, "25:00"))


def test_an_agenda_is_kept_changed_and_reordered(session: VaultSession, people: list[int], general: int) -> None:
    meetings.save_agenda(session, general, [AgendaDraft("О плане работы"), AgendaDraft("Разное")])
    first, second = meetings.meeting(session, general).agenda
    meetings.save_agenda(
        session,
        general,
        [
            AgendaDraft("Разное", id=second.id, decided="Принять к сведению"),
            AgendaDraft("О приёме", speaker="Ахметов А. И."),
            AgendaDraft("О плане работы", id=first.id),
        ],
    )
    agenda = meetings.meeting(session, general).agenda
    assert [(i.number, i.title, i.id == first.id) for i in agenda] == [
        (1, "Разное", False), (2, "О приёме", False), (3, "О плане работы", True),
    ]  # fmt: skip
    meetings.save_agenda(session, general, [AgendaDraft("Разное", id=second.id)])
    assert len(meetings.meeting(session, general).agenda) == 1


def test_votes_cannot_be_more_than_those_present(session: VaultSession, people: list[int], general: int) -> None:
    for person in people[:4]:
        meetings.check_in_person(session, general, person)
    good = AgendaDraft("О плане", votes_for=3, votes_against=0, votes_abstained=1)
    meetings.save_agenda(session, general, [good])
    refused("meetings.votes_over_present", meetings.save_agenda, session, general, [AgendaDraft("О", votes_for=5)])
    refused("meetings.votes", meetings.save_agenda, session, general, [AgendaDraft("О", votes_for=-1)])
    refused("meetings.no_title", meetings.save_agenda, session, general, [AgendaDraft("  ")])
    assert meetings.meeting(session, general).agenda[0].votes_for == 3


def test_people_are_admitted_by_a_question_of_the_agenda(
    session: VaultSession, people: list[int], general: int
) -> None:
    record_event(session, people[0], EventDraft(EventKind.LEFT, date(2025, 3, 1)))
    meetings.save_agenda(session, general, [AgendaDraft("О приёме в члены профсоюза")])
    (item,) = meetings.meeting(session, general).agenda
    new = [PersonDraft("Новикова", "Ирина", "Петровна")]
    refused("meetings.no_number", meetings.admit, session, item.id, new)
    draft = MeetingDraft(MeetingKind.GENERAL, TODAY, protocol_number="4")
    meetings.save_meeting(session, draft, general)
    refused("meetings.nobody", meetings.admit, session, item.id, [])
    done = meetings.admit(session, item.id, new, [people[1]])
    assert (done.new, done.known, [line.refusal for line in done.skipped]) == (1, 0, ["people.already_on_register"])
    names = {row.full_name: row.id for row in list_members(session, MemberQuery(as_of=TODAY)).items}
    card = member_card(session, names["Новикова Ирина Петровна"])
    assert "протокол № 4" in " ".join(f"{line.title} {line.detail}" for line in card.history)
    assert meetings.meeting(session, general).agenda[0].decision_id == done.decision_id
    refused("meetings.has_decisions", meetings.remove_meeting, session, general)
    refused("meetings.has_decisions", meetings.save_agenda, session, general, [])


def test_names_of_people_are_not_in_the_journals_details(
    session: VaultSession, people: list[int], general: int
) -> None:
    meetings.check_in(session, general, "дьячкова")
    with session.unit_of_work() as uow:
        told = " ".join(str(entry.details) for entry in uow.journal.entries())
        assert "ьячков" not in told.casefold()
        assert [e.action for e in uow.journal.entries()][-1] == "meeting.present"


@pytest.mark.parametrize("profile", ["ngsp", "eseur", "asm"])
def test_every_union_has_all_kinds_of_meetings(profile: str) -> None:
    rules = meetings.meeting_rules(load_profile(profile))
    assert set(rules) == set(MeetingKind)
    assert rules[MeetingKind.CONFERENCE].quorum == Quorum(Fraction(2, 3), above=False)


def texts_of(pdf: bytes) -> str:
    from pypdfium2 import PdfDocument

    return " ".join(" ".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf)).split())


def test_papers_of_a_meeting_are_filled(session: VaultSession, people: list[int], general: int) -> None:
    draft = MeetingDraft(
        MeetingKind.GENERAL, TODAY, "14:30", "Актовый зал", protocol_number="4", chaired_by="Щербакова Елена Петровна",
        kept_by="Дьячкова Анна Ивановна",
    )  # fmt: skip
    meetings.save_meeting(session, draft, general)
    for person in people[:4]:
        meetings.check_in_person(session, general, person)
    meetings.save_agenda(
        session,
        general,
        [
            AgendaDraft("О плане работы.", speaker="Ахметов Анна Ивановна", decided="Утвердить", votes_for=4),
            AgendaDraft("Разное"),
        ],
    )
    first = meetings.meeting(session, general).agenda[0]
    protocol = texts_of(meetings.protocol_pdf(session, general))
    assert "ПРОТОКОЛ № 4" in protocol
    assert "Всего членов профсоюза: 6. Присутствуют: 4. Кворум: имеется." in protocol
    assert "Утвердить" in protocol
    assert "О плане работы." in protocol
    assert ".." not in protocol.replace("...", "")
    extract = texts_of(meetings.extract_pdf(session, general, [first.id]))
    assert "Утвердить" in extract
    assert "Разное" not in extract
    refused("meetings.no_questions", meetings.extract_pdf, session, general, [])
    there = texts_of(meetings.present_pdf(session, general))
    assert there.index("Ахметов") < there.index("Ёлкина")
    assert "Зуев" not in there
    assert "Актовый зал" in texts_of(meetings.agenda_pdf(session, general))
    invitations = texts_of(meetings.notices_pdf(session, general, people[:2]))
    assert invitations.count("общее собрание") == 2
    assert "14:30" in invitations
    assert "Уважаемые члены профсоюза" in texts_of(meetings.notices_pdf(session, general))
    assert "Зуева Анна Ивановна" in texts_of(meetings.invited_pdf(session, general))


@pytest.mark.parametrize("kind", list(MeetingKind))
def test_blank_papers_of_every_kind_print(session: VaultSession, people: list[int], kind: MeetingKind) -> None:
    meeting = meetings.save_meeting(session, MeetingDraft(kind, TODAY, unit="Лицей"))
    for make in (meetings.protocol_pdf, meetings.agenda_pdf, meetings.present_pdf, meetings.notices_pdf):
        assert make(session, meeting).startswith(b"%PDF")
