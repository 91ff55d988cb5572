"""What a spreadsheet would run is made text, and comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.spreadsheets import defused, plain_text


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "+7 900"])
def test_formulas_are_defused(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Иванова", "-5", "+79001234567", "-1,5", "12-14", "O'Генри"])
def test_plain_things_stay(text: str) -> None:
    assert defused(text) == text


@given(st.text())
def test_it_never_begins_a_formula_and_comes_back(text: str) -> None:
    safe = defused(text)
    assert safe[:1] not in ("=", "@", "\t", "\r", "\n")
    assert plain_text(safe) == text or text.startswith("'")
