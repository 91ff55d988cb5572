"""Shop organisations, groups and commissions: who belongs where on which day, and what closing one does."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.enums import EventKind, MemberCategory, RoleKind, Sex, UnitKind
from app.errors import UserError
from app.services.members import EntryDraft, PersonDraft, add_member, member_card
from app.services.session import VaultSession
from app.services.structure import roles as activists
from app.services.structure import units as structure
from app.services.structure.units import UnitDraft

JOINED = date(2020, 9, 1)
PEOPLE = (
    ("Абрамова", Sex.FEMALE, date(1999, 5, 5)),
    ("Белов", Sex.MALE, date(1970, 5, 5)),
    ("Власова", Sex.FEMALE, date(1966, 5, 5)),
    ("Гусев", Sex.MALE, date(2000, 5, 5)),
)


@pytest.fixture
def people(session: VaultSession) -> list[int]:
    """Four members since 2020; the chair of the organisation is a fifth person, not on the register."""
    return [
        add_member(
            session,
            PersonDraft(surname, "Имя", "", sex, born),
            EntryDraft(EventKind.ADMITTED, JOINED, MemberCategory.WORKING),
        )
        for surname, sex, born in PEOPLE
    ]


def shop(session: VaultSession, name: str = "Цех № 1", kind: UnitKind = UnitKind.SHOP, **more: object) -> int:
    return structure.add_unit(session, UnitDraft(kind, name, **more))  # type: ignore[arg-type]


def tallies(session: VaultSession, on: date) -> dict[str, tuple[int, int, int]]:
    found = structure.structure(session, on)
    shown = {u.name: (u.members.total, u.members.women, u.members.youth) for u in found.units if u.is_part}
    return {**shown, "": (found.without.total, found.without.women, found.without.youth)}


def test_there_is_always_a_committee_and_a_revision_commission(session: VaultSession) -> None:
    found = structure.structure(session, date(2026, 1, 1)).units
    assert [(u.kind, u.name) for u in found] == [
        (UnitKind.COMMITTEE, "Профсоюзный комитет"),
        (UnitKind.AUDIT, "Контрольно-ревизионная комиссия"),
    ]
    assert found[0].heads == ("Щербакова Елена Петровна",)
    with pytest.raises(UserError) as refused:
        structure.close_unit(session, found[0].id, date(2026, 1, 1))
    assert refused.value.code == "structure.always_there"


def test_members_are_counted_where_they_belonged_on_the_day(session: VaultSession, people: list[int]) -> None:
    first = shop(session)
    group = shop(session, "Смена А", UnitKind.GROUP, parent_id=first)
    other = shop(session, "Цех № 2")
    assert structure.assign(session, people[:2], group, date(2024, 1, 10)) == 2
    assert structure.assign(session, people[2:3], first, date(2024, 1, 10)) == 1
    assert structure.assign(session, people[:1], other, date(2025, 3, 1)) == 1
    assert structure.assign(session, people[:1], other, date(2025, 4, 1)) == 0, "there already"
    assert tallies(session, date(2023, 12, 31)) == {
        "Цех № 1": (0, 0, 0), "Смена А": (0, 0, 0), "Цех № 2": (0, 0, 0), "": (4, 2, 2)
    }  # fmt: skip
    assert tallies(session, date(2025, 2, 28)) == {
        "Цех № 1": (3, 2, 1), "Смена А": (2, 1, 1), "Цех № 2": (0, 0, 0), "": (1, 0, 1)
    }  # fmt: skip
    assert tallies(session, date(2025, 3, 1)) == {
        "Цех № 1": (2, 1, 0), "Смена А": (1, 0, 0), "Цех № 2": (1, 1, 1), "": (1, 0, 1)
    }  # fmt: skip
    names = [m.name for m in structure.unit_members(session, first, date(2025, 2, 28))]
    assert names == ["Абрамова Имя", "Белов Имя", "Власова Имя"]
    assert [m.unit_id for m in structure.unit_members(session, first, date(2025, 2, 28))] == [group, group, first]


def test_closing_moves_the_people_and_ends_the_offices(session: VaultSession, people: list[int]) -> None:
    group, other = shop(session, "Смена А", UnitKind.GROUP), shop(session, "Смена Б", UnitKind.GROUP)
    structure.assign(session, people, group, JOINED)
    role = activists.set_role(session, people[0], RoleKind.GROUP_ORGANISER, date(2022, 2, 1), unit="смена  а")
    closed = date(2025, 6, 1)
    assert structure.close_unit(session, group, closed, move_to=other) == 4
    assert tallies(session, date(2025, 5, 31))["Смена А"][0] == 4
    assert "Смена А" not in tallies(session, closed)
    assert tallies(session, closed)["Смена Б"][0] == 4
    (office,) = [r for r in activists.roles_on(session, None) if r.id == role]
    assert (office.unit_id, office.unit, office.ends_on) == (group, "Смена А", closed)
    with pytest.raises(UserError) as refused:
        structure.assign(session, people, group, closed)
    assert refused.value.code == "structure.not_there"


def test_a_name_nobody_uses_makes_a_unit_and_a_known_one_is_found(session: VaultSession, people: list[int]) -> None:
    activists.set_role(session, people[0], RoleKind.COMMISSION_CHAIR, JOINED, unit="Охрана труда и отчёты")
    activists.set_role(session, people[1], RoleKind.COMMISSION_MEMBER, JOINED, unit="охрана труда и отчеты")
    activists.set_role(session, people[2], RoleKind.STAFF, JOINED, unit="бухгалтер", full_time=True)
    commissions = [u for u in structure.structure(session, JOINED).units if u.kind is UnitKind.COMMISSION]
    assert [(u.name, u.held, u.heads) for u in commissions] == [("Охрана труда и отчёты", 2, ("Абрамова Имя",))]
    card = member_card(session, people[2])
    assert [(r.unit, r.note) for r in card.roles] == [("", "бухгалтер")]
    with pytest.raises(UserError) as refused:
        activists.set_role(session, people[3], RoleKind.COMMISSION_CHAIR, JOINED, unit_id=commissions[0].id)
    assert refused.value.code == "activists.office_taken"


@pytest.mark.parametrize(
    ("code", "draft"),
    [
        ("structure.no_name", UnitDraft(UnitKind.SHOP, "  ")),
        ("structure.exists", UnitDraft(UnitKind.SHOP, "цех №  1")),
        ("structure.exists", UnitDraft(UnitKind.COMMITTEE, "Совет")),
        ("structure.seats", UnitDraft(UnitKind.COMMISSION, "Жилищная", seats=0)),
        ("structure.unknown", UnitDraft(UnitKind.GROUP, "Смена", parent_id=999)),
    ],
)
def test_units_that_cannot_be_are_refused(session: VaultSession, code: str, draft: UnitDraft) -> None:
    shop(session)
    with pytest.raises(UserError) as refused:
        structure.add_unit(session, draft)
    assert refused.value.code == code


def test_a_shop_cannot_be_inside_itself(session: VaultSession) -> None:
    outer = shop(session)
    inner = shop(session, "Участок", parent_id=outer)
    with pytest.raises(UserError) as refused:
        structure.update_unit(session, outer, UnitDraft(UnitKind.SHOP, "Цех № 1", parent_id=inner))
    assert refused.value.code == "structure.parent"
    with pytest.raises(UserError) as used:
        structure.remove_unit(session, outer)
    assert used.value.code == "structure.in_use"
    structure.remove_unit(session, inner)
    structure.remove_unit(session, outer)
