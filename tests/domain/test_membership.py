"""Membership by date: what the events mean, against an independent day-by-day walk."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import full_years, is_youth, youth_born_after
from app.domain.enums import ENTRY_EVENTS, EXIT_EVENTS, EventKind, MemberCategory
from app.domain.membership import Event, History, replay

START = date(2024, 1, 1)
KINDS = [k for k in EventKind if k is not EventKind.CANCELLED]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    count = draw(st.integers(0, 12))
    events = [
        Event(
            sequence=n,
            kind=draw(st.sampled_from(KINDS)),
            on=START + timedelta(draw(st.integers(0, 40))),
            category=draw(st.sampled_from([*MemberCategory, None])),
        )
        for n in range(1, count + 1)
    ]
    voided = draw(st.sets(st.integers(1, max(count, 1)), max_size=3)) if count else set()
    return events + [Event(100 + n, EventKind.CANCELLED, START, cancels=n) for n in voided]


def walk(events: list[Event], on: date) -> MemberCategory | None:
    """The category at the end of a day, found by walking from the first event on: no spans, no shared code."""
    voided = {e.cancels for e in events if e.kind is EventKind.CANCELLED}
    state: MemberCategory | None = None
    last: MemberCategory | None = None
    usable = [e for e in events if e.kind is not EventKind.CANCELLED and e.sequence not in voided and e.on <= on]
    for e in sorted(usable, key=lambda e: (e.on, e.sequence)):
        if e.kind in ENTRY_EVENTS and state is None:
            state = e.category or last
        elif e.kind in EXIT_EVENTS:
            state = None
        elif e.kind is EventKind.CATEGORY_CHANGED and state is not None and e.category is not None:
            state = e.category
        last = state or last
    return state


@given(histories())
def test_spans_say_what_a_walk_through_the_events_says(events: list[Event]) -> None:
    history = replay(events)
    for day in range(42):
        on = START + timedelta(day)
        assert history.category_on(on) == walk(events, on)


@given(histories())
def test_spans_never_overlap_and_follow_each_other(events: list[Event]) -> None:
    spans = replay(events).spans
    for earlier, later in itertools.pairwise(spans):
        assert earlier.ends_on is not None
        assert earlier.ends_on <= later.starts_on
    assert all(s.ends_on is None or s.starts_on < s.ends_on for s in spans)


def member(*events: tuple[EventKind, date, MemberCategory | None]) -> History:
    return replay([Event(n, kind, on, category) for n, (kind, on, category) in enumerate(events)])


def test_counted_on_the_day_of_admission_and_not_on_the_day_of_leaving() -> None:
    history = member(
        (EventKind.ADMITTED, date(2025, 3, 1), MemberCategory.WORKING), (EventKind.LEFT, date(2025, 12, 31), None)
    )
    assert history.category_on(date(2025, 2, 28)) is None
    assert history.category_on(date(2025, 3, 1)) is MemberCategory.WORKING
    assert history.category_on(date(2025, 12, 30)) is MemberCategory.WORKING
    assert history.category_on(date(2025, 12, 31)) is None


def test_a_restored_member_keeps_the_former_category_and_since_starts_anew() -> None:
    history = member(
        (EventKind.ADMITTED, date(2020, 1, 1), MemberCategory.PENSIONER),
        (EventKind.LEFT, date(2021, 1, 1), None),
        (EventKind.RESTORED, date(2022, 1, 1), None),
    )
    assert history.category_on(date(2023, 1, 1)) is MemberCategory.PENSIONER
    assert history.since(date(2023, 1, 1)) == date(2022, 1, 1)
    assert history.since(date(2021, 6, 1)) is None


def test_since_does_not_begin_anew_with_a_change_of_category() -> None:
    history = member(
        (EventKind.ADMITTED, date(2020, 1, 1), MemberCategory.WORKING),
        (EventKind.CATEGORY_CHANGED, date(2021, 1, 1), MemberCategory.PENSIONER),
    )
    assert history.since(date(2024, 1, 1)) == date(2020, 1, 1)


def test_a_second_admission_is_named_and_changes_nothing() -> None:
    history = member(
        (EventKind.ADMITTED, date(2020, 1, 1), MemberCategory.WORKING),
        (EventKind.ADMITTED, date(2021, 1, 1), MemberCategory.STUDENT),
    )
    assert [p.code for p in history.problems] == ["already_on_register"]
    assert history.category_on(date(2022, 1, 1)) is MemberCategory.WORKING


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_the_bound_for_queries_is_the_same_as_counting_years(born: date, on: date) -> None:
    assert (born > youth_born_after(on)) == is_youth(born, on)


def test_thirty_five_full_years_is_still_youth() -> None:
    on = date(2026, 1, 1)
    assert full_years(date(1990, 1, 2), on) == 35
    assert is_youth(date(1990, 1, 2), on)
    assert not is_youth(date(1990, 1, 1), on)
    assert not is_youth(None, on)


def test_what_does_not_fit_is_named_by_its_event() -> None:
    history = member(
        (EventKind.LEFT, date(2019, 1, 1), None),
        (EventKind.CATEGORY_CHANGED, date(2019, 2, 1), MemberCategory.STUDENT),
        (EventKind.ADMITTED, date(2019, 3, 1), None),
        (EventKind.ADMITTED, date(2020, 1, 1), MemberCategory.WORKING),
        (EventKind.CATEGORY_CHANGED, date(2020, 2, 1), None),
        (EventKind.ADMITTED, date(2021, 1, 1), MemberCategory.STUDENT),
    )
    assert [(p.sequence, p.code) for p in history.problems] == [
        (0, "not_on_register"),
        (1, "not_on_register"),
        (2, "no_category"),
        (4, "no_category"),
        (5, "already_on_register"),
    ]
    assert [(s.starts_on, s.ends_on, s.category) for s in history.spans] == [
        (date(2020, 1, 1), None, MemberCategory.WORKING)
    ]


@given(histories(), st.integers(-1, 42))
def test_unbroken_membership_begins_where_a_walk_back_day_by_day_ends(events: list[Event], day: int) -> None:
    on = START + timedelta(day)
    expected = None
    history = replay(events)
    while any(span.covers(on) for span in history.spans):
        expected, on = on, on - timedelta(days=1)
    assert history.since(START + timedelta(day)) == expected


def test_the_same_category_once_more_does_not_part_the_span() -> None:
    history = member(
        (EventKind.ADMITTED, date(2020, 1, 1), MemberCategory.WORKING),
        (EventKind.CATEGORY_CHANGED, date(2021, 1, 1), MemberCategory.WORKING),
    )
    assert len(history.spans) == 1
    assert history.problems == ()
