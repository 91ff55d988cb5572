"""Bodies, offices and terms of powers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bodies import OFFICES, UNIT_OF, body_name, counts_as, powers_end_soon, usual_term
from app.domain.enums import OrganisationKind, RoleKind, UnitKind


@pytest.mark.parametrize("head", [RoleKind.CHAIR, RoleKind.AUDIT_CHAIR, RoleKind.SHOP_CHAIR, RoleKind.COMMISSION_CHAIR])
def test_only_who_was_the_head_before_is_not_the_head_for_the_first_time(head: RoleKind) -> None:
    assert counts_as(head) == {head}
    members = [role for role in OFFICES[UNIT_OF[head]] if role is not head]
    assert all(counts_as(member) == set(OFFICES[UNIT_OF[head]]) for member in members)


@pytest.mark.parametrize("role", [RoleKind.PRESIDIUM_MEMBER, RoleKind.GROUP_ORGANISER])
def test_an_office_alone_in_its_body_counts_as_itself(role: RoleKind) -> None:
    assert counts_as(role) == {role}


@pytest.mark.parametrize(
    ("kind", "name", "organisation", "shown"),
    [
        (UnitKind.SHOP, "Цех № 1", OrganisationKind.PPO, "Цех № 1"),
        (UnitKind.COMMITTEE, "Профбюро", OrganisationKind.PPO, "Профбюро"),
        (UnitKind.COMMITTEE, "", OrganisationKind.PPO, "Профсоюзный комитет"),
        (UnitKind.COMMITTEE, "", OrganisationKind.TPO, "Комитет"),
        (UnitKind.PRESIDIUM, "", OrganisationKind.PPO, "Президиум"),
        (UnitKind.AUDIT, "", OrganisationKind.TPO, "Контрольно-ревизионная комиссия"),
        (UnitKind.COMMISSION, "", OrganisationKind.PPO, "Без названия"),
    ],
)
def test_a_body_is_called_by_its_name_or_the_usual_one(
    kind: UnitKind, name: str, organisation: OrganisationKind, shown: str
) -> None:
    assert body_name(kind, name, organisation) == shown


@given(st.dates(date(1990, 1, 1), date(2080, 12, 31)), st.integers(1, 10))
def test_powers_end_on_the_eve_of_the_same_day(on: date, years: int) -> None:
    after = usual_term(on, years) + timedelta(days=1)
    assert after.year == on.year + years
    assert (after.month, after.day) == (on.month, on.day) or (on.month, on.day, after.day) == (2, 29, 28)


@pytest.mark.parametrize(("left", "soon"), [(91, False), (90, True), (1, True), (0, True), (-400, True)])
def test_powers_end_soon_from_ninety_days_before_and_when_they_are_over(left: int, soon: bool) -> None:
    today = date(2026, 3, 1)
    assert powers_end_soon(today + timedelta(days=left), today) is soon


def test_powers_without_an_end_do_not_end_soon() -> None:
    assert not powers_end_soon(None, date(2026, 3, 1))
