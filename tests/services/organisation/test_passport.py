"""The organisation: reading ORG.json strictly, passport, headcounts, chair, keys and card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest

from app.bundle.card import read_card
from app.domain.enums import OrganisationCategory, OrganisationKind, Sex, UserRight
from app.errors import AccessError, UserError
from app.messages import sentence
from app.services.organisation.passport import (
    Headcount,
    chair_on,
    draft_from_json,
    headcounts,
    key_sheet,
    own_card,
    own_identity,
    passport,
    recovery_sheet,
    remove_headcount,
    set_headcount,
    update_passport,
)
from app.services.session import VaultSession
from app.storage.vault.recovery_code import new_code

FULL: dict[str, Any] = {
    "kind": "ppo", "full_name": " Первичная  организация ", "short_name": "ППО", "union": "Профсоюз",
    "address": "адрес", "phone": "+7", "email": "a@example.org", "inn": "1600000000",
    "ogrn": "1021600000000", "okpo": "00000000", "okfs": "14", "category": "vocational", "directly_under_union": True,
    "parent": {"name": "Выше", "card": "card.pervichka"},
    "chair": {"surname": "Ёлкина", "name": "Анна", "patronymic": "Ильинична", "sex": "female",
              "birth_date": "1980-02-29", "full_time": True},
    "employer": {"name": "Колледж", "head": "Тестов Т. Т.", "address": "там",
                 "headcount": [{"on": "2025-12-31", "employees": 60, "employees_women": 48, "employees_youth": 22,
                                "students": 0, "students_women": None, "students_youth": 0}]},
    "created_on": "2010-02-01",
}  # fmt: skip


def test_every_key_of_the_contract_is_read() -> None:
    draft = draft_from_json(FULL)
    assert draft.kind is OrganisationKind.PPO and draft.category is OrganisationCategory.VOCATIONAL
    assert draft.full_name == "Первичная организация" and draft.directly_under_union
    assert (draft.parent_name, draft.parent_card) == ("Выше", "card.pervichka")
    assert draft.chair is not None and draft.chair.sex is Sex.FEMALE and draft.chair.full_time
    assert draft.chair.birth_date == date(1980, 2, 29) and draft.created_on == date(2010, 2, 1)
    assert draft.employer.head == "Тестов Т. Т."
    assert draft.headcounts == (Headcount(date(2025, 12, 31), 60, 48, 22, 0, None, 0),)


def test_only_what_every_organisation_has_is_required() -> None:
    assert draft_from_json({"kind": "tpo", "full_name": "ТПО", "chair": None, "employer": None}).chair is None
    assert draft_from_json({"kind": "ppo", "full_name": "ППО", "category": "enterprise"}).short_name == ""


def _with(path: str, value: object) -> dict[str, Any]:
    import copy

    document = copy.deepcopy(FULL)
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("kind", "ооо", "kind"),
        ("kind", None, "kind"),
        ("full_name", "  ", "full_name"),
        ("full_name", 5, "full_name"),
        ("category", "school", "category"),
        ("category", None, "category"),
        ("directly_under_union", "да", "directly_under_union"),
        ("inn", "12345", "inn"),
        ("inn", 1600000000, "inn"),
        ("okfs", "1а", "okfs"),
        ("created_on", "01.02.2010", "created_on"),
        ("created_on", "20100201", "created_on"),
        ("colour", "синий", "colour"),
        ("parent", [], "parent"),
        ("parent.name", 1, "parent.name"),
        ("chair.surname", "", "chair.surname"),
        ("chair.name", None, "chair.name"),
        ("chair.sex", "ж", "chair.sex"),
        ("chair.birth_date", "1981-02-29", "chair.birth_date"),
        ("chair.full_time", 1, "chair.full_time"),
        ("chair.age", 44, "chair.age"),
        ("employer", "Колледж", "employer"),
        ("employer.headcount", {}, "employer.headcount"),
        ("employer.headcount.0.on", None, "employer.headcount[1].on"),
        ("employer.headcount.0.employees", -1, "employer.headcount[1].employees"),
        ("employer.headcount.0.employees", 60.0, "employer.headcount[1].employees"),
        ("employer.headcount.0.students", True, "employer.headcount[1].students"),
        ("employer.headcount.0.people", 1, "employer.headcount[1].people"),
    ],
)
def test_a_mistake_names_its_key(path: str, value: object, key: str) -> None:
    with pytest.raises(UserError) as caught:
        draft_from_json(_with(path, value))
    assert caught.value.params["key"] == key
    assert key in sentence(caught.value)


@pytest.mark.parametrize("document", [None, [], "текст", 5])
def test_not_an_object(document: object) -> None:
    with pytest.raises(UserError) as caught:
        draft_from_json(document)
    assert "ORG.json" in sentence(caught.value)


def test_one_date_twice_is_refused() -> None:
    twice = FULL["employer"]["headcount"] * 2
    with pytest.raises(UserError) as caught:
        draft_from_json(_with("employer.headcount", twice))
    assert caught.value.code == "organisation.repeated_date"


def test_the_passport_is_edited_by_the_chair_only(session: VaultSession) -> None:
    before = passport(session)
    assert before.short_name == "ППО СОШ № 14" and before.profile == "ngsp"
    update_passport(session, replace(before, phone=" +7 843  1 ", inn="1600000000"))
    assert passport(session) == replace(before, phone="+7 843 1", inn="1600000000")
    for wrong in ({"full_name": " "}, {"inn": "12"}, {"uid": "другой"}, {"profile": "asm"}, {"category": None}):
        with pytest.raises(UserError):
            update_passport(session, replace(before, **wrong))  # type: ignore[arg-type]
    session.right = UserRight.RECORDS
    with pytest.raises(AccessError):
        update_passport(session, replace(before, phone="1"))


def test_headcounts_are_kept_by_date(session: VaultSession) -> None:
    set_headcount(session, Headcount(date(2026, 12, 31), 61, 47, 20))
    set_headcount(session, Headcount(date(2026, 12, 31), 62, 47, None))
    assert [(h.on.year, h.employees, h.employees_youth) for h in headcounts(session)] == [
        (2025, 60, 22),
        (2026, 62, None),
    ]
    for wrong in (Headcount(date(2027, 1, 1), 5, 6), Headcount(date(2027, 1, 1), students=-1)):
        with pytest.raises(UserError):
            set_headcount(session, wrong)
    remove_headcount(session, date(2026, 12, 31))
    remove_headcount(session, date(2026, 12, 31))
    assert len(headcounts(session)) == 1


def test_the_chair_is_in_office_but_not_yet_a_member(session: VaultSession) -> None:
    chair = chair_on(session, date(2026, 1, 1))
    assert chair is not None and chair.short == "Щербакова Е. П." and chair.since == date(2010, 2, 1)
    assert chair_on(session, date(2010, 1, 31)) is None
    with session.unit_of_work() as uow:
        person = uow.people.find(chair.person_id)
        assert person is not None and person.search_name == "щербакова елена петровна"
        assert list(uow.people.events_of(chair.person_id)) == []


def test_the_card_is_ours_and_the_private_keys_are_not_for_viewers(session: VaultSession) -> None:
    own = own_identity(session)
    card = read_card(own_card(session))
    assert card.fingerprint == own.fingerprint
    assert card.organisation.uid == passport(session).uid
    assert b"PRIVATE" not in own_card(session) and b"AGE-SECRET" not in own_card(session)
    session.right = UserRight.VIEWER
    with pytest.raises(AccessError):
        own_identity(session)
    assert own_card(session)


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return " ".join(" ".join(pages).split())


def test_the_sheets_for_printing_say_what_is_compared_and_typed(session: VaultSession) -> None:
    printed = _text(key_sheet(session))
    digits = own_identity(session).fingerprint
    for group in (digits[:4], digits[-4:], passport(session).full_name.split()[0], "Щербакова"):
        assert group in printed
    code = new_code()
    printed = _text(recovery_sheet(session, code))
    assert all(group in printed for group in code.split("-"))
    session.right = UserRight.RECORDS
    with pytest.raises(AccessError):
        recovery_sheet(session, code)
