"""The next numbers of members' cards, and where a card can go from a state."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import CLOSED, NEXT, CardState, numbers_after


@pytest.mark.parametrize(
    ("number", "following"),
    [
        ("7", ["8", "9", "10"]),
        ("0099", ["0100", "0101", "0102"]),
        ("ИС-0099/К", ["ИС-0100/К", "ИС-0101/К", "ИС-0102/К"]),
        ("ИС-017/2026", ["ИС-018/2026", "ИС-019/2026", "ИС-020/2026"]),
        ("5-1998", ["6-1998", "7-1998", "8-1998"]),
        ("017/26", ["018/26", "019/26", "020/26"]),
        ("017/126", ["017/127", "017/128", "017/129"]),  # three figures are no year
        ("017-26", ["017-27", "017-28", "017-29"]),  # nor two after a hyphen
        ("5-2126", ["5-2127", "5-2128", "5-2129"]),
        ("12/2026-К", ["12/2027-К", "12/2028-К", "12/2029-К"]),  # a year stands at the very end
        ("2026", ["2027", "2028", "2029"]),  # figures alone are the number
        ("без номера", []),
        ("", []),
    ],
)
def test_numbers_go_on_from_the_last_figures_that_are_no_year(number: str, following: list[str]) -> None:
    assert list(islice(numbers_after(number), 3)) == following


@given(st.text("АБВ-/ ", max_size=4), st.integers(0, 10**6), st.integers(1, 7), st.text("КЛ.", max_size=2))
def test_each_number_follows_and_keeps_what_is_around(before: str, value: int, width: int, after: str) -> None:
    made = list(islice(numbers_after(f"{before}{value:0{width}d}{after}"), 5))
    assert made == [f"{before}{value + step:0{width}d}{after}" for step in range(1, 6)]


def test_a_card_that_is_no_longer_valid_comes_back_only_when_it_was_lost() -> None:
    assert {state for state in CLOSED if NEXT[state]} == {CardState.LOST}
    assert NEXT[CardState.ISSUED] == CLOSED
    assert NEXT[CardState.ORDERED] == {CardState.ISSUED}
