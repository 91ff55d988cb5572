"""Union profiles: what is delivered is whole, honest and refuses mistakes."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.dates import Period
from app.domain.enums import OrganisationKind
from app.domain.personal_fields import FIELD_WORDS
from app.errors import UserError
from app.messages import sentence
from app.models import Person
from app.services.organisation.profiles import Profile, available_profiles, load_profile
from app.services.privacy.disclosure import DISCLOSED_COLUMNS

PROFILES = [summary.id for summary in available_profiles()]


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(request.param)


def test_three_unions_are_known_the_first_with_forms_of_its_own() -> None:
    assert PROFILES[0] == "ngsp"
    assert set(PROFILES) == {"ngsp", "eseur", "asm"}


def test_a_profile_has_form_2_with_a_day_for_every_primary_organisation(profile: Profile) -> None:
    assert profile.form("fnpr-2").number == ("Форма 5-СП" if profile.id == "eseur" else "Форма № 2")
    for directly in (True, False):
        deadline = profile.deadline("fnpr-2", OrganisationKind.PPO, directly)
        assert deadline is not None
        assert date(2026, 1, 1) <= deadline.due(Period(2025)) <= date(2026, 2, 1)
    assert profile.deadline("fnpr-2", OrganisationKind.MPO, False) is None


def test_days_of_form_2_at_the_union(profile: Profile) -> None:
    days = {
        directly: load_profile("ngsp").deadline("fnpr-2", OrganisationKind.PPO, directly) for directly in (True, False)
    }
    assert {directly: d.due(Period(2025)) for directly, d in days.items() if d} == {
        True: date(2026, 2, 1),
        False: date(2026, 1, 20),
    }


def test_a_consent_says_all_that_the_law_asks(profile: Profile) -> None:
    edition = profile.consent_editions[-1]
    text = edition.text
    places = ("organisation", "organisation_address", "person", "person_birth", "person_address", "parts")
    for place in places:
        assert f"{{{place}}}" in text
        for sheet in (edition.part_text, edition.special_text, edition.child_text):
            assert f"{{{place}}}" in sheet
    assert all(part.term and part.recipient for part in profile.consent_parts)
    assert profile.union_address
    assert all(part.to in ("chain", "operator") for part in profile.main_parts)
    assert "Полномочия подтверждает документ" in edition.child_text and "{child}" in edition.child_text
    for words in ("документ, удостоверяющий личность", "Действия с данными", "Срок:", "Отзыв:", "Подпись", "152-ФЗ"):
        assert all(words in sheet for sheet in (text, edition.part_text, edition.child_text))
    assert edition.applies_from >= date(2025, 9, 1)


def test_parts_of_a_consent_name_real_data(profile: Profile) -> None:
    columns = set(Person.__table__.columns.keys())
    assert set(DISCLOSED_COLUMNS) <= columns & set(FIELD_WORDS)
    assert [p.id for p in profile.consent_parts if p.required] == ["union"]
    for part in profile.consent_parts:
        assert part.purpose
        assert part.recipient
        assert set(part.fields) <= set(FIELD_WORDS)
    assert set(profile.register_fields) <= columns | {"category"}


def test_the_register_in_a_bundle_carries_only_what_the_consent_covers(profile: Profile) -> None:
    union = next(p for p in profile.consent_parts if p.id == "union")
    assert set(profile.register_fields) <= set(union.fields)


def test_parts_of_the_education_union() -> None:
    parts = load_profile("eseur").main_parts
    assert [p.id for p in parts] == ["union", "bonus", "messages"]
    assert set(parts[1].fields) == {"surname", "name", "patronymic", "card_number", "phone", "email"}


@pytest.mark.parametrize("profile_id", ["nope", "../ngsp", "NGSP", ""])
def test_an_unknown_profile_is_refused(profile_id: str) -> None:
    with pytest.raises(UserError) as caught:
        load_profile(profile_id)
    assert "нет" in sentence(caught.value)
