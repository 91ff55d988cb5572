"""Double registration: what speaks for it and what does not, one line a person, and staff on nobody's register."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.domain.enums import EventKind, MemberCategory, RoleKind
from app.domain.names import normalise
from app.errors import UserError
from app.models import IntakeBundle, ReceivedRegister
from app.services import intake
from app.services.intake.likeness import CHANGED_SURNAME, MEMBERS_ALIKE, NO_PATRONYMIC, SAME_NAME, likely_pairs
from app.services.intake.merging import card_key
from app.services.members import EntryDraft, PersonDraft, add_member
from app.services.session import VaultSession
from app.services.structure.roles import OfficeDetails, end_role, roles_on, set_role
from app.storage.intake.registers import LightMember
from tests.primaries import Primary, whole_form_2

Someone = tuple[str, str, str, str | None, str]
"""Surname, name, patronymic, birth date, card."""
ANNA: Someone = ("Иванова", "Анна", "Петровна", "1980-05-03", "")


def light(number: int, register: int, who: Someone) -> LightMember:
    surname, name, patronymic, born, card = who
    day = None if born is None else date.fromisoformat(born)
    search = normalise(f"{surname} {name} {patronymic}".strip())
    year = None if day is None else day.year
    return LightMember(number, register, search, day, year, card_key(card), surname, name, patronymic, f"u{number}")


def signs(one: Someone, other: Someone, rest: Mapping[int, Mapping[str, str]] | None = None) -> set[str]:
    said = {number: json.dumps(fields) for number, fields in (rest or {}).items()}
    found = likely_pairs([light(1, 1, one), light(2, 2, other)], lambda _: said)
    return found.get((1, 2), set())


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (ANNA, {SAME_NAME}),
        (("Иванова", "Анна", "", "1980-05-03", ""), {NO_PATRONYMIC}),
        (("Ивонова", "Анна", "Петровна", "1980-05-03", ""), {MEMBERS_ALIKE}),
        (("Иванова", "Анна", "Петровна", "1980-03-05", ""), {MEMBERS_ALIKE}),
        (("Иванова", "Анна", "Петровна", "1980-05-30", ""), {MEMBERS_ALIKE}),
        (("Иванова-Смирнова", "Анна", "Петровна", "1980-05-03", ""), {CHANGED_SURNAME}),
        # What fifteen of sixteen pairs were: a birthday and a name, a patronymic or none, nothing else.
        (("Смирнова", "Анна", "Петровна", "1980-05-03", ""), set()),
        (("Смирнова", "Анна", "", "1980-05-03", ""), set()),
        (("Смирнова", "Анна", "Сергеевна", "1980-05-03", ""), set()),
        (("Иванова", "Анна", "Сергеевна", "1980-05-03", ""), set()),
        (("Ивонова", "Анна", "Петровна", "1980-05-30", ""), set()),
        (("Иванова", "Анна", "Петровна", "1981-05-03", ""), set()),
    ],
)
def test_what_speaks_for_one_person(other: Someone, expected: set[str]) -> None:
    assert signs(ANNA, other) == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({"phone": "+7 900 123-45-67"}, {"phone": "8 (900) 123 45 67"}, {CHANGED_SURNAME}),
        ({"email": "Anna@Example.org"}, {"email": "anna@example.org "}, {CHANGED_SURNAME}),
        ({"phone": "+7 900 123-45-67"}, {"phone": "+7 900 123-45-68"}, set()),
        ({"phone": "нет"}, {"phone": "нет"}, set()),
        ({}, {}, set()),
    ],
)
def test_a_changed_surname_wants_another_sign(mine: dict[str, str], theirs: dict[str, str], expected: set[str]) -> None:
    married: Someone = ("Смирнова", "Анна", "Петровна", "1980-05-03", "")
    assert signs(ANNA, married, {1: mine, 2: theirs}) == expected


def test_men_do_not_change_their_surnames_so_often() -> None:
    one: Someone = ("Иванов", "Олег", "Петрович", "1980-05-03", "")
    other: Someone = ("Смирнов", "Олег", "Петрович", "1980-05-03", "")
    phone = {"phone": "+7 900 123-45-67"}
    assert signs(one, other, {1: phone, 2: phone}) == set()


# --- lines


def receive(higher: VaultSession, registers: Mapping[str, list[Someone]]) -> dict[str, str]:
    """Registers as they stand after acceptance; the organisations' uids by name."""
    result = {}
    for name, people in registers.items():
        primary = Primary(name)
        intake.enrol(higher, primary.card)
        bundle = intake.accept(higher, primary.report(higher, whole_form_2(higher, 10, 5))).bundle
        with higher.unit_of_work() as uow:
            row: IntakeBundle = uow.exchange.intake_by_uuid(bundle)[0]
            register = ReceivedRegister(
                organisation_uid=primary.uid, party_id=row.party_id, bundle_id=row.id, manifest_sha256="",
                as_of=date(2026, 1, 1), fields="[]", members=len(people), accepted_at=datetime.now(UTC),
            )  # fmt: skip
            uow.received.add(register)
            uow.received.put_members(register.id, [_row(row.id, n, who) for n, who in enumerate(people)])
            uow.commit()
        result[name] = primary.uid
    return result


def _row(bundle: int, number: int, who: Someone) -> dict[str, object]:
    surname, name, patronymic, born, card = who
    day = None if born is None else date.fromisoformat(born)
    return {
        "bundle_id": bundle, "uid": f"m{number}", "surname": surname, "name": name, "patronymic": patronymic,
        "search_name": normalise(f"{surname} {name} {patronymic}".strip()), "birth_date": day,
        "birth_year": None if day is None else day.year, "card_number": card, "card_key": card_key(card), "rest": "{}",
    }  # fmt: skip


@pytest.fixture
def four(exchange) -> VaultSession:
    """Anna on four registers, once with a misprint; a namesake of her day by another surname in a fifth."""
    misprint: Someone = ("Ивонова", "Анна", "Петровна", "1980-05-03", "")
    other: Someone = ("Смирнова", "Анна", "Петровна", "1980-05-03", "")
    receive(
        exchange.district,
        {"ППО А": [ANNA], "ППО Б": [ANNA], "ППО В": [ANNA], "ППО Г": [misprint], "ППО Д": [other]},
    )
    return exchange.district


def test_one_person_in_four_organisations_is_one_line(four: VaultSession) -> None:
    (found,) = intake.doubles(four)
    assert [place.organisation for place in found.places] == ["ППО А", "ППО Б", "ППО В", "ППО Г"]
    assert (found.signs, found.weak, found.same) == ((SAME_NAME, MEMBERS_ALIKE), False, None)
    sheet = load_workbook(BytesIO(intake.doubles_xlsx(four))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows() if row[3].value == 4]
    assert len(rows) == 1 and str(rows[0][4]).count("реестр на 01.01.2026") == 4


def test_three_of_four_are_one_person_and_the_fourth_another(four: VaultSession) -> None:
    (found,) = intake.doubles(four)
    intake.settle_doubles(four, found.keys[:3], same=True, others=found.keys[3:])
    assert intake.doubles(four) == ()
    decided = intake.doubles(four, decided=True)
    assert sorted((len(one.places), one.same) for one in decided) == [(2, False)] * 3 + [(3, True)]
    with four.unit_of_work() as uow:
        told = [len(uow.received.waiting_remarks(place.organisation_uid)) for place in found.places]
    assert told == [2, 2, 2, 0]


def test_all_different_at_once_and_a_decision_anew(four: VaultSession) -> None:
    (found,) = intake.doubles(four)
    intake.settle_doubles(four, found.keys, same=False)
    assert intake.doubles(four) == ()
    intake.settle_doubles(four, found.keys, same=True)
    (again,) = intake.doubles(four, decided=True)
    assert (len(again.places), again.same) == (4, True)
    with pytest.raises(UserError, match="unknown_double"):
        intake.settle_doubles(four, found.keys[:1], same=True)
    with pytest.raises(UserError, match="unknown_double"):
        intake.settle_doubles(four, (found.keys[0], ("нет", "такого")), same=True)


def test_hundreds_of_organisations_and_chance_birthdays(exchange) -> None:
    """Three hundred registers of fifty: nobody is shown for a shared birthday, name and patronymic."""
    chance = random.Random(7)
    people = []
    for register in range(300):
        for number in range(50):
            surname = "".join(chance.choices("абвгдежзиклмнопрст", k=9)).capitalize()
            born = f"19{60 + number % 40:02d}-05-{register % 28 + 1:02d}"
            people.append(light(len(people), register, (surname, "Елена", "Александровна", born, "")))
    assert likely_pairs(people, lambda _: {}) == {}


# --- staff


def employ(
    district: VaultSession, surname: str, name: str, patronymic: str, born: date | None = None,
    kind: RoleKind = RoleKind.STAFF,
) -> int:  # fmt: skip
    """On our own list since 2020 (a person is there by being a member), in an office since 2021."""
    draft = PersonDraft(surname=surname, name=name, patronymic=patronymic, birth_date=born)
    person = add_member(district, draft, EntryDraft(EventKind.ADMITTED, date(2020, 1, 9), MemberCategory.WORKING))
    paid = kind is RoleKind.STAFF
    set_role(district, person, kind, date(2021, 1, 9), full_time=paid, details=OfficeDetails(note="бухгалтер"))
    return person


def test_staff_on_no_register_is_listed(exchange) -> None:
    district = exchange.district
    receive(district, {"ППО А": [("Учётова", "Нина", "Ивановна", "1970-02-02", "")]})
    intake.enrol(district, Primary("ППО Тишины").card)
    for surname, name, patronymic, born in (
        ("Учётова", "Нина", "Ивановна", date(1970, 2, 2)),
        ("Забытая", "Ольга", "Ильинична", date(1981, 3, 4)),
        ("Учётова", "Нина", "Ивановна", date(1971, 2, 2)),
    ):
        employ(district, surname, name, patronymic, born)
    found = intake.staff_check(district)
    assert (found.staff, found.found, found.silent) == (3, 1, ("ППО Тишины",))
    assert [(one.full_name, one.birth, one.alike, one.own) for one in found.outside] == [
        ("Забытая Ольга Ильинична", "04.03.1981", (), True),
        ("Учётова Нина Ивановна", "02.02.1971", ("ППО А",), True),
    ]
    assert found.outside[0].post == "бухгалтер"


def test_who_left_the_staff_or_serves_without_pay_is_not_asked_about(exchange) -> None:
    district = exchange.district
    employ(district, "Бывшая", "Ольга", "Ильинична", date(1981, 3, 4))
    employ(district, "Выборная", "Яна", "Львовна", kind=RoleKind.COMMITTEE_MEMBER)
    (role,) = (role for role in roles_on(district, date(2022, 1, 1)) if role.kind is RoleKind.STAFF)
    end_role(district, role.id, date(2024, 1, 9))
    assert intake.staff_check(district).outside == ()
    assert [one.full_name for one in intake.staff_check(district, date(2023, 1, 1)).outside] == [
        "Бывшая Ольга Ильинична"
    ]
