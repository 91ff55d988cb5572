"""Elections and what forms 4, 15, Приложения № 6 and № 7 fill themselves with from them, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.enums import (
    ElectionKind,
    ElectionWay,
    EventKind,
    MemberCategory,
    Rating,
    RoleKind,
    Sex,
    TrainingKind,
    TrainingProgramme,
    UnitKind,
)
from app.errors import UserError
from app.services import reports
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.organisation.passport import draft_from_json
from app.services.session import VaultSession
from app.services.structure import bodies as composition
from app.services.structure import elections, reserve
from app.services.structure import roles as activists
from app.services.structure import units as structure
from app.services.structure.elections import ElectedDraft, ElectionDraft
from app.services.structure.reserve import CandidateDraft
from app.services.structure.units import UnitDraft
from app.services.today import Urgency
from app.services.today.listing import power_tasks
from app.services.vault.creating import MINIMUM_KDF, create_vault
from tests.conftest import ORGANISATION, PASSWORD

DAY = date(2026, 2, 11)
"""The meeting of the organisation."""
ROWS = ("1", "1.1", "2", "2.1", "3", "4", "5", "5.1", "6", "7")
OLD = date(1970, 5, 5)
YOUNG = date(1995, 5, 5)
NAMES = ("Абрамова", "Белов", "Власова", "Гусев", "Дёмина", "Ежов", "Жукова", "Зимин", "Игнатова", "Козлов")


@pytest.fixture
def people(session: VaultSession) -> list[int]:
    """Ten members: women have even places, the first four are young."""
    return [
        add_member(
            session,
            PersonDraft(
                name, "Имя", "", Sex.MALE if place % 2 else Sex.FEMALE, YOUNG if place < 4 else OLD, position="инженер"
            ),
            EntryDraft(EventKind.ADMITTED, date(2015, 1, 10), MemberCategory.WORKING),
        )
        for place, name in enumerate(NAMES)
    ]


def held(session: VaultSession, on: date) -> set[tuple[int, RoleKind]]:
    return {(r.person_id, r.kind) for r in activists.roles_on(session, on)}


def meeting(people: list[int], **changes: object) -> ElectionDraft:
    """Chair with a rival, a deputy, two members of the committee, a paid shop chair among them; KRK of two."""
    draft = ElectionDraft(
        DAY,
        (
            ElectedDraft(people[0], RoleKind.CHAIR, full_time=True, contested=True, previous_post="инженер 1 разряда"),
            ElectedDraft(people[1], RoleKind.DEPUTY_CHAIR, full_time=True),
            ElectedDraft(people[2], RoleKind.COMMITTEE_MEMBER),
            ElectedDraft(people[5], RoleKind.COMMITTEE_MEMBER, full_time=True),
            ElectedDraft(people[3], RoleKind.AUDIT_CHAIR),
            ElectedDraft(people[4], RoleKind.AUDIT_MEMBER),
        ),
        eligible=10,
        present=8,
        rating=Rating.SATISFACTORY,
        protocol="7",
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


@pytest.fixture
def campaign(session: VaultSession, people: list[int]) -> dict[str, int]:
    """Three shops of which two voted (one rated badly), two groups of which one voted, then the meeting."""
    activists.set_role(session, people[2], RoleKind.COMMITTEE_MEMBER, date(2021, 2, 10))
    activists.set_role(session, people[4], RoleKind.AUDIT_MEMBER, date(2021, 2, 10))
    units = {
        name: structure.add_unit(session, UnitDraft(UnitKind.SHOP, name)) for name in ("Цех № 1", "Цех № 2", "Цех № 3")
    }
    units |= {name: structure.add_unit(session, UnitDraft(UnitKind.GROUP, name)) for name in ("Смена А", "Смена Б")}
    activists.set_role(session, people[6], RoleKind.SHOP_CHAIR, date(2021, 1, 20), unit="Цех № 2")

    def vote(unit: str, on: date, *elected: ElectedDraft, rating: Rating = Rating.SATISFACTORY) -> None:
        elections.record_election(session, ElectionDraft(on, elected, units[unit], present=5, rating=rating))

    vote("Цех № 1", date(2019, 1, 15), ElectedDraft(people[9], RoleKind.SHOP_CHAIR))  # before the period
    vote(
        "Цех № 1",
        date(2026, 1, 15),
        ElectedDraft(people[5], RoleKind.SHOP_CHAIR, full_time=True, contested=True),
        ElectedDraft(people[7], RoleKind.SHOP_COMMITTEE_MEMBER),
        rating=Rating.UNSATISFACTORY,
    )
    vote("Цех № 2", date(2026, 1, 16), ElectedDraft(people[6], RoleKind.SHOP_CHAIR))
    vote("Смена А", date(2026, 1, 20), ElectedDraft(people[8], RoleKind.GROUP_ORGANISER, contested=True))
    units["meeting"] = elections.record_election(session, meeting(people, period_from=date(2021, 2, 10)))
    return units


def form(session: VaultSession, form_id: str, period: str) -> dict[str, object]:
    view = reports.fill(session, form_id, period).view
    numbers = {a: c.value for a, c in view.cells.items()} | {n: c.value for n, c in view.fields.items()}
    return {a: int(v) if isinstance(v, Decimal) else v for a, v in numbers.items()}


def test_form_4_fills_itself_from_the_campaign(
    session: VaultSession, people: list[int], campaign: dict[str, int]
) -> None:
    got = form(session, "fnpr-4", "2026-02-11")
    assert [got[f"II.{row}.3"] for row in range(1, 9)] == [10, 8, 0, 3, 2, 1, 2, 1]
    rows = {
        row: [got[f"III.{row}.{c}"] for c in "345"] for row in ("1", "1.1", "2", "2.1", "3", "4", "5", "5.1", "6", "7")
    }
    assert rows == {
        "1": [1, 1, 1],
        "1.1": [1, 1, 1],
        "2": [3, 2, None],  # the deputy and the shop chair for the first time, the third was there before
        "2.1": [1, 1, None],  # the paid chair of a shop is row 5.1's
        "3": [1, 1, 0],
        "4": [1, 0, None],
        "5": [2, 1, 1],
        "5.1": [1, 1, 1],
        "6": [1, 1, None],
        "7": [1, 1, 1],
    }
    assert (got["period_from"], got["period_to"], got["meeting_date"]) == ("2021-02-10", "2026-02-11", "2026-02-11")
    assert got["elected_chair"] == "Абрамова Имя, 1995 г. р., инженер 1 разряда"
    assert got["contacts"] == "+7 843 000-00-14, school14@example.org"
    view = reports.fill(session, "fnpr-4", "2026-02-11").view
    assert view.complete
    assert not view.errors


def test_the_numbers_name_the_people_and_the_units_behind_them(session: VaultSession, campaign: dict[str, int]) -> None:
    told = reports.why(session, "fnpr-4", "III.2.4", "2026-02-11")
    assert [item.text for item in told.items] == ["Белов Имя – избран впервые", "Ежов Имя – избран впервые"]
    told = reports.why(session, "fnpr-4", "II.6.3", "2026-02-11")
    assert [(item.text, item.on) for item in told.items] == [("Цех № 1", date(2026, 1, 15))]
    assert "неудовлетворительной" in told.sentence
    assert len(reports.why(session, "fnpr-4", "II.4.3", "2026-02-11").items) == 3


def test_without_a_recorded_election_nothing_is_claimed(session: VaultSession, people: list[int]) -> None:
    got = form(session, "fnpr-4", "2026-02-11")
    assert {got[f"II.{row}.3"] for row in range(2, 9) if row != 3} == {None}
    assert got["II.3.3"] == 0, "a mark that is not put is none"
    assert got["III.2.3"] is None
    assert got["meeting_date"] is None


def test_an_election_ends_the_old_offices_and_begins_the_new(
    session: VaultSession, people: list[int], campaign: dict[str, int]
) -> None:
    before, after = held(session, date(2026, 2, 10)), held(session, DAY)
    old_chair = next(p for p, kind in before if kind is RoleKind.CHAIR)
    assert (old_chair, RoleKind.CHAIR) not in after
    assert {(people[0], RoleKind.CHAIR), (people[2], RoleKind.COMMITTEE_MEMBER)} <= after
    again = next(r for r in activists.roles_on(session, DAY) if r.person_id == people[2])
    assert (again.first_elected_on, again.term_until) == (date(2021, 2, 10), date(2031, 2, 10))
    assert again.basis == "собрание 11.02.2026, протокол № 7"
    events = [(e.kind, e.on) for e in reports.calendar_events(session)]
    assert events == [("election", DAY)], "the day is not typed twice"
    due = [row for row in reports.calendar(session, DAY) if row.form == "fnpr-4"]
    assert [row.due for row in due] == [date(2026, 2, 13)]


def test_taking_an_election_back_leaves_everything_as_it_was(session: VaultSession, people: list[int]) -> None:
    activists.set_role(session, people[2], RoleKind.COMMITTEE_MEMBER, date(2021, 2, 10))
    typed = activists.set_role(session, people[0], RoleKind.COMMITTEE_MEMBER, DAY)  # typed by hand that day
    before = activists.roles_on(session, None)
    draft = meeting(people, elected=(ElectedDraft(people[0], RoleKind.COMMITTEE_MEMBER, contested=True),))
    election = elections.record_election(session, draft)
    (kept,) = [r for r in activists.roles_on(session, DAY) if r.person_id == people[0]]
    assert (kept.id, kept.contested, kept.election_id) == (typed, True, election)
    elections.undo_election(session, election)
    assert activists.roles_on(session, None) == before
    assert reports.calendar_events(session) == ()
    assert elections.elections(session) == ()


def test_a_by_election_ends_only_what_it_replaces(
    session: VaultSession, people: list[int], campaign: dict[str, int]
) -> None:
    later = date(2027, 3, 1)
    draft = ElectionDraft(later, (ElectedDraft(people[2], RoleKind.CHAIR),), kind=ElectionKind.BY_ELECTION)
    elections.record_election(session, draft)
    after = held(session, later)
    assert (people[2], RoleKind.CHAIR) in after
    assert not {(people[0], RoleKind.CHAIR), (people[2], RoleKind.COMMITTEE_MEMBER)} & after
    assert (people[1], RoleKind.DEPUTY_CHAIR) in after
    chair = next(r for r in activists.roles_on(session, later) if r.kind is RoleKind.CHAIR)
    assert chair.term_until == date(2031, 2, 10), "until the committee's powers end"
    assert chair.first_elected_on == later, "chair for the first time, though of the committee before"
    with pytest.raises(UserError) as refused:
        elections.undo_election(session, campaign["meeting"])
    assert refused.value.code == "elections.not_last"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("elections.nobody", {"elected": ()}),
        ("elections.present", {"present": 11}),
        ("elections.term", {"term_until": DAY}),
        ("elections.period", {"period_from": date(2026, 2, 12)}),
        ("elections.other_office", {"elected": (ElectedDraft(2, RoleKind.SHOP_CHAIR),)}),
        ("elections.two_heads", {"elected": (ElectedDraft(2, RoleKind.CHAIR), ElectedDraft(3, RoleKind.CHAIR))}),
        (
            "elections.twice",
            {"elected": (ElectedDraft(2, RoleKind.CHAIR), ElectedDraft(2, RoleKind.COMMITTEE_MEMBER))},
        ),
        ("people.unknown", {"elected": (ElectedDraft(999, RoleKind.CHAIR),)}),
    ],
)
def test_elections_that_cannot_be_are_refused(
    session: VaultSession, people: list[int], code: str, changes: dict[str, object]
) -> None:
    before = activists.roles_on(session, None)
    with pytest.raises(UserError) as refused:
        elections.record_election(session, meeting(people, **changes))
    assert refused.value.code == code
    assert activists.roles_on(session, None) == before


def test_bodies_stand_beside_the_membership(session: VaultSession, people: list[int], campaign: dict[str, int]) -> None:
    bodies = {b.name: b for b in composition.compositions(session, DAY)}
    committee = bodies["Профсоюзный комитет"]
    assert [m.role.kind for m in committee.members][:2] == [RoleKind.CHAIR, RoleKind.DEPUTY_CHAIR]
    assert (committee.people.total, committee.people.women, committee.people.youth) == (4, 2, 3)
    assert (committee.women_share, committee.women_among_members) == (Decimal("50.0"), Decimal("50.0"))
    assert (committee.youth_share, committee.youth_among_members) == (Decimal("75.0"), Decimal("40.0"))
    assert committee.vacancies is None
    unit = committee.unit_id
    structure.update_unit(session, unit, UnitDraft(UnitKind.COMMITTEE, "", seats=7))
    again = next(b for b in composition.compositions(session, DAY) if b.unit_id == unit)
    assert (again.vacancies, again.youth_wanted) == (3, 0)
    audit = bodies["Контрольно-ревизионная комиссия"]
    assert (audit.people.total, audit.people.youth, audit.youth_wanted) == (2, 1, 0)
    assert bodies["Цех № 3"].members == ()


def test_ends_of_powers_are_told_ninety_days_before(
    session: VaultSession, people: list[int], campaign: dict[str, int]
) -> None:
    end = date(2031, 2, 10)
    assert composition.ending_powers(session, date(2030, 10, 1)) == ()
    soon = composition.ending_powers(session, date(2030, 11, 20))
    committee = next(e for e in soon if e.kind is UnitKind.COMMITTEE)
    assert (committee.until, committee.days_left) == (end, 82)
    assert {task.urgency for task in power_tasks(soon)} == {Urgency.LATER}
    later = power_tasks(composition.ending_powers(session, date(2031, 1, 20)))
    assert later and all(task.urgency <= Urgency.SOON for task in later)
    chair = next(r for r in activists.roles_on(session, DAY) if r.kind is RoleKind.CHAIR)
    activists.record_undertakings(session, [chair.id], DAY, date(2026, 6, 30))
    (undertaking,) = composition.ending_powers(session, date(2026, 5, 1))
    assert (undertaking.person, undertaking.days_left) == ("Абрамова Имя", 60)


def test_the_reserve_fills_its_form(session: VaultSession, people: list[int]) -> None:
    draft = CandidateDraft(
        listed_on=date(2025, 3, 1),
        education="КГУ, 2007\nАТиСО, 2015",
        speciality="юрист",
        position_since=date(2019, 12, 1),
    )
    (candidate,) = reserve.add_candidates(session, [people[1]], draft)
    reserve.add_candidates(session, [people[0]], replace(draft, listed_on=date(2028, 1, 1)))
    activists.set_role(session, people[1], RoleKind.COMMITTEE_MEMBER, date(2015, 12, 1))
    activists.add_training(session, [people[1]], date(2024, 4, 16), TrainingKind.SEMINAR, hours=8)
    view = reports.fill(session, "rezerv", "2025").view
    (row,) = view.lists["1"]
    assert row == {
        "1": "1",
        "2": "Белов Имя",
        "3": "1995-05-05",
        "4": "КГУ, 2007\nАТиСО, 2015",
        "5": "юрист",
        "6": "МБОУ «Средняя школа № 14», инженер",
        "7": "6 лет",
        "8": "10 лет / апрель 2024 года",
        "9": Decimal(2025),
    }
    assert not view.errors
    with pytest.raises(UserError) as refused:
        reserve.add_candidates(session, [people[1]], draft)
    assert refused.value.code == "reserve.listed_already"
    reserve.end_candidate(session, candidate, date(2025, 12, 31))
    assert reports.fill(session, "rezerv", "2025").view.lists.get("1", ()) == ()


def test_trainings_fill_the_seventh_appendix(
    session: VaultSession, people: list[int], campaign: dict[str, int]
) -> None:
    reserve.add_candidates(session, [people[2], people[9]], CandidateDraft(listed_on=date(2026, 3, 1)))
    seminar = date(2026, 4, 16)
    activists.add_training(session, people[:5], seminar, TrainingKind.SEMINAR, hours=8, title="Охрана труда")
    activists.add_training(session, people[:2], date(2026, 5, 1), TrainingKind.SEMINAR, hours=8)
    activists.add_training(
        session,
        [people[2]],
        date(2026, 6, 1),
        TrainingKind.RETRAINING,
        hours=260,
        title="Менеджмент",
        organiser="АТиСО",
    )
    activists.add_training(
        session,
        [people[7]],
        date(2026, 7, 1),
        TrainingKind.QUALIFICATION,
        hours=36,
        programme=TrainingProgramme.TEACHER,
    )
    activists.add_training(session, [people[9]], date(2025, 7, 1), TrainingKind.SEMINAR)
    got = form(session, "obuchenie", "2026")
    numbers = {row: got[f"1.{row}.3"] for row in ("4", "5", "6", "7", "7.1", "8", "9", "10", "11", "12")}
    assert numbers == {
        "4": 2,  # the paid chair and deputy, each once
        "5": 4,  # a member of the committee, two of the KRK, one of a shop committee
        "6": 2,
        "7": 2,
        "7.1": 1,
        "8": 3,  # chair, deputy and head of the KRK are new this year
        "9": 1,
        "10": 1,
        "11": 0,
        "12": 0,
    }
    (row,) = reports.fill(session, "obuchenie", "2026").view.lists["9"]
    assert (row["2"], row["4"], row["5"]) == ("Власова Имя", "АТиСО", "Менеджмент")
    listed = activists.trainings(session, 2026)
    assert next(t.roles for t in listed if t.person_id == people[1]) == (RoleKind.DEPUTY_CHAIR,)


@pytest.fixture
def district(tmp_path: Path) -> Iterator[VaultSession]:
    """A district organisation below a regional one."""
    told = {**ORGANISATION, "kind": "tpo", "category": None, "directly_under_union": False}
    told.pop("employer")
    draft = draft_from_json(told)
    created = create_vault(tmp_path / "tpo", draft, profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF)
    yield created.session
    created.session.close()


def test_form_15_fills_the_row_of_its_own_organisation(district: VaultSession) -> None:
    people = [
        add_member(
            district,
            PersonDraft(name, "Имя", "", sex, born),
            EntryDraft(EventKind.ADMITTED, date(2015, 1, 10), MemberCategory.WORKING),
        )
        for name, sex, born in (("Абрамова", Sex.FEMALE, YOUNG), ("Белов", Sex.MALE, OLD), ("Власова", Sex.FEMALE, OLD))
    ]
    elected = (
        ElectedDraft(people[0], RoleKind.CHAIR, full_time=True),
        ElectedDraft(people[1], RoleKind.COMMITTEE_MEMBER),
        ElectedDraft(people[2], RoleKind.AUDIT_CHAIR, contested=True),
    )
    elections.record_election(
        district, ElectionDraft(DAY, elected, way=ElectionWay.CONFERENCE, eligible=30, present=28)
    )
    got = form(district, "fnpr-15", "2026-02-11")
    assert [got[f"III.5.{c}"] for c in range(3, 12)] == [1, 0, 0, 1, 1, 1, 0, 1, 1]
    assert [got[f"III.6.{c}"] for c in range(3, 11)] == [0, 0, 0, 1, 1, 0, 1, 1]
    assert {got[f"III.{row}.{c}"] for row in ("3", "4", "7", "8", "9", "10") for c in range(3, 11)} == {None}
    assert (got["delegates_elected"], got["delegates_present"], got["conference_date"]) == (30, 28, "2026-02-11")
    assert got["elected_chair"] == "Абрамова Имя, 1995 г. р."


def test_the_next_election_is_suggested_from_the_holders(
    session: VaultSession, people: list[int], campaign: dict[str, int]
) -> None:
    reports.add_calendar_event(session, "election", date(2031, 1, 20))
    assert elections.planned(session, date(2030, 12, 1)) == date(2031, 1, 20)
    draft = elections.suggested(session, None, date(2031, 1, 20))
    assert {(e.person_id, e.kind) for e in draft.elected} == {(e.person_id, e.kind) for e in meeting(people).elected}
    assert (draft.eligible, draft.period_from, draft.term_until) == (10, DAY, date(2036, 1, 19))
    shop = elections.suggested(session, campaign["Цех № 2"], date(2031, 1, 10))
    assert [(e.person_id, e.kind) for e in shop.elected] == [(people[6], RoleKind.SHOP_CHAIR)]
