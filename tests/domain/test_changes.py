"""What a column held on a day, by the log of its changes and corrections."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.changes import FieldChange, known_at, periods, put_away, value_on

FIRST, NOON = date(2024, 1, 1), datetime(2024, 6, 1, 12, tzinfo=UTC)


def log(*steps: tuple[str, str, int | None]) -> list[FieldChange]:
    """Lines of (before, after, day of 2024 or None for a correction), recorded an hour apart."""
    return [
        FieldChange(
            sequence=number,
            field="surname",
            before=before,
            after=after,
            changed_on=None if day is None else FIRST + timedelta(day),
            recorded_at=NOON + timedelta(hours=number),
        )
        for number, (before, after, day) in enumerate(steps)
    ]


@st.composite
def ordered(draw: st.DrawFn) -> list[FieldChange]:
    """Dated changes in the order of their days, each to another value than before."""
    days = sorted(draw(st.sets(st.integers(0, 60), max_size=8)))
    return log(*((f"v{number}", f"v{number + 1}", day) for number, day in enumerate(days)))


@given(ordered(), st.integers(-2, 62))
def test_the_value_of_a_day_is_that_of_the_last_change_up_to_it(lines: list[FieldChange], day: int) -> None:
    current, on = f"v{len(lines)}", FIRST + timedelta(day)
    begun = sum(line.changed_on is not None and line.changed_on <= on for line in lines)
    assert value_on(lines, current, on) == f"v{begun}"
    assert [value for value, _ in put_away(lines, current)] == [line.before for line in lines]
    assert [day for _, day in put_away(lines, current)] == [line.changed_on for line in lines]


@given(ordered(), st.integers(-1, 9))
def test_what_was_known_at_a_moment(lines: list[FieldChange], hours: int) -> None:
    moment = NOON + timedelta(hours=hours)
    recorded = sum(line.recorded_at <= moment for line in lines)
    assert known_at(lines, f"v{len(lines)}", moment) == f"v{recorded}"


def test_a_column_that_never_changed_always_held_its_value() -> None:
    assert periods([], "Иванова") == [(None, "Иванова")]
    assert value_on([], "Иванова", FIRST) == "Иванова"
    assert known_at([], "Иванова", NOON) == "Иванова"
    assert put_away([], "Иванова") == []


def test_a_correction_mends_what_was_always_wrong() -> None:
    lines = log(("Ивонова", "Иванова", None))
    assert periods(lines, "Иванова") == [(None, "Иванова")]
    assert put_away(lines, "Иванова") == []


def test_a_correction_of_a_changed_value_keeps_the_day_of_the_change() -> None:
    lines = log(("Иванова", "Питрова", 10), ("Питрова", "Петрова", None))
    day = FIRST + timedelta(10)
    assert periods(lines, "Петрова") == [(None, "Иванова"), (day, "Петрова")]
    assert put_away(lines, "Петрова") == [("Иванова", day)]


def test_a_correction_back_to_the_value_before_takes_the_change_away() -> None:
    lines = log(("Иванова", "Петрова", 10), ("Петрова", "Иванова", None))
    assert periods(lines, "Иванова") == [(None, "Иванова")]


def test_a_change_recorded_later_of_an_earlier_or_the_same_day_replaces_what_follows() -> None:
    day = FIRST + timedelta(5)
    lines = log(("Иванова", "Петрова", 10), ("Петрова", "Сидорова", 5))
    assert periods(lines, "Сидорова") == [(None, "Иванова"), (day, "Сидорова")]
    lines = log(("Иванова", "Петрова", 5), ("Петрова", "Сидорова", 5))
    assert periods(lines, "Сидорова") == [(None, "Иванова"), (day, "Сидорова")]


def test_a_value_that_came_back_is_not_put_away() -> None:
    lines = log(("Иванова", "Петрова", 5), ("Петрова", "Иванова", 20))
    assert put_away(lines, "Иванова") == [("Петрова", FIRST + timedelta(20))]
