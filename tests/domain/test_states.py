"""What a consent and an office are on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.enums import RoleKind
from app.domain.members import ConsentFact, ConsentState, PersonRecord, RoleFact

DAY = date(2026, 6, 10)
GIVEN = ConsentFact("register", date(2025, 1, 1), None, True, None)


@pytest.mark.parametrize(
    ("changes", "before", "on_the_day", "after"),
    [
        ({}, ConsentState.GIVEN, ConsentState.GIVEN, ConsentState.GIVEN),
        ({"valid_until": DAY}, ConsentState.GIVEN, ConsentState.GIVEN, ConsentState.EXPIRED),
        ({"withdrawn_on": DAY}, ConsentState.GIVEN, ConsentState.WITHDRAWN, ConsentState.WITHDRAWN),
        ({"outdated_on": DAY}, ConsentState.GIVEN, ConsentState.OUTDATED, ConsentState.OUTDATED),
        ({"given": False, "valid_until": DAY}, ConsentState.REFUSED, ConsentState.REFUSED, ConsentState.REFUSED),
        (
            {"withdrawn_on": DAY, "valid_until": DAY - timedelta(days=1)},
            ConsentState.GIVEN,
            *[ConsentState.WITHDRAWN] * 2,
        ),
        ({"outdated_on": DAY, "valid_until": DAY}, ConsentState.GIVEN, ConsentState.OUTDATED, ConsentState.EXPIRED),
    ],
)
def test_a_consent_changes_what_it_says_on_one_day(
    changes: dict[str, object], before: ConsentState, on_the_day: ConsentState, after: ConsentState
) -> None:
    consent = GIVEN._replace(**changes)
    days = (DAY - timedelta(days=1), DAY, DAY + timedelta(days=1))
    assert tuple(consent.state(day) for day in days) == (before, on_the_day, after)


def test_an_office_is_held_from_its_first_day_until_before_its_last() -> None:
    first = RoleFact(1, RoleKind.CHAIR, "", True, date(2020, 1, 1), DAY)
    second = RoleFact(2, RoleKind.COMMITTEE_MEMBER, "", False, DAY, None)
    fields = dict.fromkeys(PersonRecord.__dataclass_fields__)
    person = PersonRecord(**{**fields, "roles": (first, second)})
    held = [[role.id for role in person.roles_on(DAY + timedelta(days=n))] for n in (-1, 0, 1)]
    assert held == [[1], [2], [2]]
    assert person.roles_on(date(2019, 12, 31)) == ()
