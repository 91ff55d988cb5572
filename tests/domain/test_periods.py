"""Periods: what a report is about, as text and as days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import Period, months_after

PERIODS = st.builds(Period, st.integers(1990, 2100), st.sampled_from(["", "1", "q1", "q2", "q3"])) | st.dates(
    date(1990, 1, 1), date(2100, 12, 31)
).map(Period.of_day)


@given(PERIODS)
def test_the_text_of_a_period_is_read_back(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(PERIODS)
def test_a_period_runs_from_the_first_of_january(period: Period) -> None:
    assert (period.first_day.month, period.first_day.day) == (1, 1)
    assert period.first_day <= period.last_day < date(period.year + 1, 1, 1)
    assert period.next_first_day == period.last_day + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "kind", "last_day", "words"),
    [
        ("2025", "year", date(2025, 12, 31), "2025 год"),
        ("2025-1", "half_year", date(2025, 6, 30), "I полугодие 2025 года"),
        ("2025-q1", "quarter", date(2025, 3, 31), "I квартал 2025 года"),
        ("2025-q2", "quarter", date(2025, 6, 30), "I полугодие 2025 года"),
        ("2025-q3", "quarter", date(2025, 9, 30), "9 месяцев 2025 года"),
        ("2025-m01", "month", date(2025, 1, 31), "январь 2025 года"),
        ("2025-m12", "month", date(2025, 12, 31), "декабрь 2025 года"),
        ("2024-02-29", "event", date(2024, 2, 29), "29.02.2024"),
    ],
)
def test_kinds_of_periods(text: str, kind: str, last_day: date, words: str) -> None:
    period = Period.parse(text)
    assert (str(period), period.kind, period.last_day, period.words) == (text, kind, last_day, words)


def test_the_fourth_quarter_from_january_is_the_year() -> None:
    assert str(Period.parse("2025-q4")) == "2025"
    assert Period.parse("2025-q4") == Period(2025)


@pytest.mark.parametrize(
    "text", ["", "25", "год", "1800", "2101", "2025.0", "2025-2", "2025-q5", "2025-02-29", "2025-13-01", "٢٠٢٥"]
)
def test_what_is_not_a_period(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Period.parse(text)


def test_periods_stand_in_the_order_they_end() -> None:
    texts = ["2024", "2025-q1", "2025-1", "2025-q2", "2025-q3", "2025-11-14", "2025"]
    assert [str(p) for p in sorted(map(Period.parse, reversed(texts)))] == texts


def test_the_year_before() -> None:
    assert Period(2025, "q1").years_before() == Period(2024, "q1")
    assert Period(2025).years_before(2) == Period(2023)
    assert Period(2025, "11-14").years_before() is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_after(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [("2025", ""), ("2025-1", "I полугодие"), ("2025-q3", "9 месяцев"), ("2025-m03", "март"), ("2025-11-14", "14.11")],
)
def test_words_beside_a_year(text: str, words: str) -> None:
    assert Period.parse(text).words_without_year == words


def test_a_month_begins_on_its_first_day_and_years_end_at_the_bounds() -> None:
    assert Period.parse("2025-m03").first_day == date(2025, 3, 1)
    assert [str(Period.parse(text)) for text in ("1990", "2100")] == ["1990", "2100"]
    for text in ("1989", "2025-m00", "2025-m13"):
        with pytest.raises(ValueError):
            Period.parse(text)
