"""The register through its services: add, find, dated events, corrections, counts, consents, offices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.dates import full_years
from app.domain.enums import ENTRY_EVENTS, EventKind, MemberCategory, RoleKind, Sex, TrainingKind
from app.errors import AppError, UserError
from app.services.members import (
    ConsentState,
    EntryDraft,
    EventDraft,
    MemberQuery,
    PersonDraft,
    add_member,
    birthdays_among,
    cancel_event,
    count_members,
    find_doubles,
    list_members,
    member_card,
    membership_by_year,
    record_event,
    record_event_for_many,
    update_person,
)
from app.services.privacy import consents
from app.services.session import VaultSession
from app.services.structure import roles

JOINED = EntryDraft(EventKind.ADMITTED, date(2020, 5, 1), MemberCategory.WORKING, "протокол № 3")
NINA = PersonDraft("Щербакова", "Нина", "Ильинична", birth_date=date(1960, 3, 3), card_number="1204418",
                   phone="+7 917 000-14-22")  # fmt: skip


def found(session: VaultSession, search: str) -> list[str]:
    page = list_members(session, MemberQuery(as_of=date(2026, 1, 1), search=search))
    return [row.full_name for row in page.items]


def test_a_new_member_is_counted_and_found(session: VaultSession) -> None:
    person_id = add_member(session, NINA, JOINED)
    add_member(session, PersonDraft("Ёлкин", "Пётр", "Ильич", birth_date=date(1995, 1, 1)), JOINED)
    count = count_members(session, date(2026, 1, 1))
    assert (count.total, count.women, count.youth) == (2, 1, 1)
    card = member_card(session, person_id)
    assert card.person.sex is Sex.FEMALE
    assert card.since == date(2020, 5, 1)
    assert [e.basis for e in card.events] == ["протокол № 3"]


@pytest.mark.parametrize(
    "search",
    ["щерб", "нина щерб", "ИЛЬИНИЧНА", "1204418", "9170001422", "8 917 000-14-22", "Шербакова Нина", "Щербкаова"],
)
def test_one_line_finds_by_any_word_card_telephone_and_with_a_misprint(session: VaultSession, search: str) -> None:
    add_member(session, NINA, JOINED)
    add_member(session, PersonDraft("Ахметов", "Ильдар", "Магомедович"), JOINED)
    assert found(session, search) == ["Щербакова Нина Ильинична"]


@pytest.mark.parametrize("line", ["ИС-371", "Щербкаова", "бухгалтор", "ИС-371 Щербакова"])
def test_a_search_says_when_it_found_only_the_like(session: VaultSession, line: str) -> None:
    add_member(session, replace(NINA, study_group="ИС-31", position="бухгалтер"), JOINED)
    add_member(session, PersonDraft("Ахметов", "Ильдар", "Магомедович"), JOINED)
    page = list_members(session, MemberQuery(as_of=date(2026, 1, 1), search=line))
    assert (page.exact, [row.surname for row in page.items]) == (False, ["Щербакова"])
    for exact in ("ИС-31", "щерб", "бухгалтер нина", ""):
        assert list_members(session, MemberQuery(as_of=date(2026, 1, 1), search=exact)).exact
    nobody = list_members(session, MemberQuery(as_of=date(2026, 1, 1), search="12345678"))
    assert (nobody.exact, nobody.items) == (True, ())


def test_yo_is_ye_in_search(session: VaultSession) -> None:
    add_member(session, PersonDraft("Ёлкина", "Анна", "Фёдоровна"), JOINED)
    assert found(session, "елкина федоровна") == ["Ёлкина Анна Фёдоровна"]
    assert found(session, "ёлкина") == ["Ёлкина Анна Фёдоровна"]
    assert found(session, "никого такого нет") == []


def test_history_as_of_any_date(session: VaultSession) -> None:
    person_id = add_member(session, NINA, JOINED)
    record_event(session, person_id, EventDraft(EventKind.CATEGORY_CHANGED, date(2023, 1, 1), MemberCategory.PENSIONER))
    record_event(session, person_id, EventDraft(EventKind.LEFT, date(2024, 6, 1)))
    assert count_members(session, date(2020, 4, 30)).total == 0
    assert count_members(session, date(2022, 12, 31)).by_category[MemberCategory.WORKING].total == 1
    assert count_members(session, date(2023, 1, 1)).by_category[MemberCategory.PENSIONER].women == 1
    assert count_members(session, date(2024, 6, 1)).total == 0
    former = list_members(session, MemberQuery(as_of=date(2025, 1, 1), status="former"))
    assert [(r.full_name, r.ended_on, r.ended_kind) for r in former.items] == [
        ("Щербакова Нина Ильинична", date(2024, 6, 1), EventKind.LEFT)
    ]


def test_a_mistaken_event_is_cancelled_and_stays_readable(session: VaultSession) -> None:
    person_id = add_member(session, NINA, JOINED)
    event_id = record_event(session, person_id, EventDraft(EventKind.EXPELLED, date(2024, 6, 1)))
    assert count_members(session, date(2025, 1, 1)).total == 0
    cancel_event(session, event_id, "ошибка ввода")
    assert count_members(session, date(2025, 1, 1)).total == 1
    events = member_card(session, person_id).events
    assert [e.cancelled for e in events if e.id == event_id] == [True]
    with pytest.raises(UserError) as caught:
        cancel_event(session, event_id)
    assert caught.value.code == "people.already_cancelled"


def test_an_event_others_stand_on_is_not_cancelled(session: VaultSession) -> None:
    person_id = add_member(session, NINA, JOINED)
    first = member_card(session, person_id).events[0].id
    record_event(session, person_id, EventDraft(EventKind.LEFT, date(2024, 6, 1)))
    with pytest.raises(UserError) as caught:
        cancel_event(session, first)
    assert caught.value.code == "people.cancel_does_not_fit"


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (EventDraft(EventKind.ADMITTED, date(2021, 1, 1), MemberCategory.WORKING), "people.already_on_register"),
        (EventDraft(EventKind.LEFT, date(2019, 1, 1)), "people.not_on_register"),
        (EventDraft(EventKind.LEFT, date(1950, 1, 1)), "people.before_birth"),
        (EventDraft(EventKind.LEFT, date(2925, 1, 1)), "people.date_too_far"),
        (EventDraft(EventKind.CATEGORY_CHANGED, date(2021, 1, 1)), "people.no_category"),
        (EventDraft(EventKind.CANCELLED, date(2021, 1, 1)), "people.not_an_event"),
    ],
)
def test_an_impossible_event_is_refused_and_changes_nothing(
    session: VaultSession, draft: EventDraft, code: str
) -> None:
    person_id = add_member(session, NINA, JOINED)
    with pytest.raises(UserError) as caught:
        record_event(session, person_id, draft)
    assert caught.value.code == code
    assert len(member_card(session, person_id).events) == 1


def test_a_group_operation_names_those_it_skipped(session: VaultSession) -> None:
    stays = add_member(session, NINA, JOINED)
    gone = add_member(session, PersonDraft("Ли", "Анна"), JOINED)
    record_event(session, gone, EventDraft(EventKind.DIED, date(2021, 1, 1)))
    draft = EventDraft(EventKind.DEREGISTERED, date(2025, 6, 30), basis="ликвидация")
    preview = record_event_for_many(session, [stays, gone], draft, dry_run=True)
    assert count_members(session, date(2025, 7, 1)).total == 1
    outcome = record_event_for_many(session, [stays, gone], draft)
    assert (outcome.done, outcome.skipped) == (preview.done, preview.skipped)
    assert (outcome.done, dict(outcome.skipped)) == ((stays,), {gone: "people.not_on_register"})
    assert count_members(session, date(2025, 7, 1)).total == 0


def test_doubles_are_found_before_they_are_made(session: VaultSession) -> None:
    person_id = add_member(session, NINA, JOINED)
    assert find_doubles(session, PersonDraft("щербакова", "Нина", "Ильинична")) == (person_id,)
    assert find_doubles(session, PersonDraft("Щербакова", "Нина", "Ильинична", birth_date=date(1999, 1, 1))) == ()


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (PersonDraft("  "), "people.no_surname"),
        (PersonDraft("Ли", birth_date=date(1800, 1, 1)), "people.birth_date"),
        (PersonDraft("Ли", birth_date=date.today() + timedelta(1)), "people.birth_date"),
    ],
)
def test_impossible_people_are_refused(session: VaultSession, draft: PersonDraft, code: str) -> None:
    with pytest.raises(UserError) as caught:
        add_member(session, draft, JOINED)
    assert caught.value.code == code


def test_a_person_is_changed(session: VaultSession) -> None:
    person_id = add_member(session, NINA, JOINED)
    update_person(session, person_id, PersonDraft("Петрова", "Нина", "Ильинична", position="завуч"))
    card = member_card(session, person_id)
    assert (card.person.surname, card.person.position) == ("Петрова", "завуч")
    assert found(session, "петрова") == ["Петрова Нина Ильинична"]


def test_consents_by_part_and_withdrawal(session: VaultSession) -> None:
    part = session.profile.consent_parts[0].id
    ids = [add_member(session, PersonDraft(s), JOINED) for s in ("Один", "Два", "Три")]
    assert consents.record_consent(session, ids[:2], {part: True}, date(2025, 9, 12)) == 2
    consents.record_consent(session, ids[2:], {part: False}, date(2025, 9, 12))
    assert consents.allowed_on(session, part, date(2025, 9, 12)) == frozenset(ids[:2])
    assert consents.allowed_on(session, part, date(2025, 9, 11)) == frozenset()
    assert consents.withdraw_consent(session, ids[0], [], date(2025, 10, 1)) == (part,)
    assert consents.allowed_on(session, part, date(2025, 10, 1)) == frozenset(ids[1:2])
    states = {r.id: r.consent for r in list_members(session, MemberQuery(as_of=date(2026, 1, 1))).items}
    assert [states[i] for i in ids] == [ConsentState.WITHDRAWN, ConsentState.GIVEN, ConsentState.REFUSED]
    with pytest.raises(UserError):
        consents.withdraw_consent(session, ids[2], [], date(2025, 10, 1))
    # a new consent after the withdrawal counts
    consents.record_consent(session, ids[:1], {part: True}, date(2025, 11, 1))
    assert ids[0] in consents.allowed_on(session, part, date(2025, 11, 1))


def test_a_consent_runs_out(session: VaultSession) -> None:
    part = session.profile.consent_parts[0].id
    person_id = add_member(session, NINA, JOINED)
    consents.record_consent(session, [person_id], {part: True}, date(2024, 1, 1), valid_until=date(2024, 12, 31))
    assert consents.allowed_on(session, part, date(2024, 12, 31)) == {person_id}
    assert consents.allowed_on(session, part, date(2025, 1, 1)) == frozenset()


@pytest.mark.parametrize(
    ("parts", "on", "until"),
    [({"нет такой": True}, date(2024, 1, 1), None), ({}, date(2024, 1, 1), None),
     (None, date.today() + timedelta(1), None), (None, date(2024, 1, 2), date(2024, 1, 1))],
)  # fmt: skip
def test_impossible_consents_are_refused(
    session: VaultSession, parts: dict[str, bool] | None, on: date, until: date | None
) -> None:
    person_id = add_member(session, NINA, JOINED)
    given_parts = {session.profile.consent_parts[0].id: True} if parts is None else parts
    with pytest.raises(UserError):
        consents.record_consent(session, [person_id], given_parts, on, valid_until=until)
    assert consents.consents_of(session, person_id) == ()


def test_offices_and_trainings(session: VaultSession) -> None:
    person_id = add_member(session, NINA, JOINED)
    role = roles.set_role(session, person_id, RoleKind.AUDIT_CHAIR, date(2024, 1, 1))
    with pytest.raises(UserError):
        roles.set_role(session, person_id, RoleKind.CHAIR, date(2024, 1, 1))  # the organisation has one
    roles.end_role(session, role, date(2025, 1, 1))
    assert [r.kind for r in roles.roles_on(session, date(2024, 12, 31))] == [RoleKind.CHAIR, RoleKind.AUDIT_CHAIR]
    assert [r.kind for r in roles.roles_on(session, date(2025, 1, 1))] == [RoleKind.CHAIR]
    assert roles.add_training(session, [person_id], date(2024, 3, 1), TrainingKind.SEMINAR, hours=8) == 1
    assert [(t.on, t.hours) for t in roles.trainings(session, 2024)] == [(date(2024, 3, 1), 8)]
    with pytest.raises(UserError):
        roles.add_training(session, [person_id], date(2024, 3, 1), TrainingKind.SEMINAR, hours=17)


def test_birthdays_come_in_order_across_the_new_year(session: VaultSession) -> None:
    add_member(session, PersonDraft("Январская", birth_date=date(1966, 1, 3)), JOINED)
    add_member(session, PersonDraft("Декабрьская", birth_date=date(1980, 12, 28)), JOINED)
    on = date(2025, 12, 25)
    near = birthdays_among(list_members(session, MemberQuery(as_of=on)).items, on)
    assert [(day, row.surname, age) for day, row, age in near] == [
        (date(2025, 12, 28), "Декабрьская", 45),
        (date(2026, 1, 3), "Январская", 60),
    ]


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 4), st.sampled_from([k for k in EventKind if k is not EventKind.CANCELLED]),
        st.integers(0, 700), st.sampled_from(list(MemberCategory)),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_counts_as_of_any_date_equal_an_independent_count(
    session: VaultSession, actions: list[tuple[int, EventKind, int, MemberCategory]]
) -> None:
    """Whatever is recorded through the service, the queries agree with a walk through what was accepted."""
    start = date(2024, 1, 1)
    people = [
        add_member(session, PersonDraft(f"Проверкин{n}", patronymic=p, birth_date=date(1986 + n, 7, 1)), JOINED)
        for n, p in enumerate(["Ильич", "Петровна", "", "Ильинична", "Юрьевич"])
    ]
    accepted: dict[int, list[tuple[date, int, EventKind, MemberCategory]]] = {
        p: [(JOINED.on, -1, JOINED.kind, JOINED.category)] for p in people
    }
    for order, (who, kind, day, category) in enumerate(actions):
        on = start + timedelta(day)
        try:
            record_event(session, people[who], EventDraft(kind, on, category))
        except AppError:
            continue
        accepted[people[who]].append((on, order, kind, category))
    base = {c.id for c in list_members(session, MemberQuery(as_of=date(2019, 1, 1), status="all")).items}
    assert set(people) <= base
    for day in (0, 100, 350, 700):
        on = start + timedelta(day)
        expected: dict[MemberCategory, int] = dict.fromkeys(MemberCategory, 0)
        for history in accepted.values():
            state: MemberCategory | None = None
            for when, _, kind, category in sorted(history, key=lambda item: item[:2]):
                if when > on:
                    break
                state = category if kind in ENTRY_EVENTS or kind is EventKind.CATEGORY_CHANGED else None
            if state is not None:
                expected[state] += 1
        listed = list_members(session, MemberQuery(as_of=on)).items
        mine = [row for row in listed if row.id in accepted]
        for category in MemberCategory:
            assert sum(r.category is category for r in mine) == expected[category]
        count = count_members(session, on)
        assert count.total == len(listed)
        if on == start + timedelta(700):
            by_year = dict(membership_by_year(session, [2019, 2020, 2023, 2024, 2025]))
            assert all(by_year[y] == count_members(session, date(y, 12, 31)).total for y in by_year)
        assert count.youth == sum(r.birth_date is not None and full_years(r.birth_date, on) <= 35 for r in listed)
        assert count.women == sum(r.sex is Sex.FEMALE for r in listed)
