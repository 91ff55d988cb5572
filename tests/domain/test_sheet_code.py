"""The figures under the square sign of a printed consent: read back whole, and never with one figure misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.sheet_code import SheetCode, edition_figures, read_sheet_code, sheet_code

UIDS, EDITIONS, SHEETS = st.uuids().map(str), st.text(max_size=10), st.integers(0, 9)


@given(UIDS, EDITIONS, SHEETS)
def test_a_sign_is_read_back(uid: str, edition: str, sheet: int) -> None:
    figures = sheet_code(uid, edition, sheet)
    expected = SheetCode(uid, edition_figures(edition), sheet)
    assert figures.isdigit()
    assert len(figures) == 52
    assert read_sheet_code(figures) == read_sheet_code(f" {figures[:26]} {figures[26:]}\n") == expected


@given(UIDS, SHEETS, st.integers(0, 51), st.integers(1, 9))
def test_one_figure_misread_is_noticed(uid: str, sheet: int, place: int, more: int) -> None:
    figures = sheet_code(uid, "2026-01", sheet)
    wrong = figures[:place] + str((int(figures[place]) + more) % 10) + figures[place + 1 :]
    assert read_sheet_code(wrong) is None


@given(UIDS, st.integers(0, 50))
def test_two_neighbours_swapped_are_noticed(uid: str, place: int) -> None:
    figures = sheet_code(uid, "2026-01")
    wrong = figures[:place] + figures[place + 1] + figures[place] + figures[place + 2 :]
    assert wrong == figures or read_sheet_code(wrong) is None


@pytest.mark.parametrize("sheet", [-1, 10])
def test_there_are_ten_sheets(sheet: int) -> None:
    with pytest.raises(ValueError):
        sheet_code("00000000-0000-0000-0000-000000000000", "2026", sheet)


def test_another_sign_is_not_taken_for_ours() -> None:
    largest = f"520{2**128:039d}00000000"
    signed = largest + f"{98 - int(largest) * 100 % 97:02d}"
    for text in ("", "52", "5" * 52, "а" * 52, "5" * 51 + "²", signed):
        assert read_sheet_code(text) is None
