"""What a spreadsheet would run is made text, and comes back as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.defusing import defuse, undefuse


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "+7 900"])
def test_formulas_are_defuse(text: str) -> None:
    assert defuse(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Иванова", "-5", "+79001234567", "-1,5", "12-14", "O'Генри"])
def test_plain_things_stay(text: str) -> None:
    assert defuse(text) == text


@given(st.text())
def test_it_never_begins_a_formula_and_comes_back(text: str) -> None:
    safe = defuse(text)
    assert safe[:1] not in ("=", "@", "\t", "\r", "\n")
    assert undefuse(safe) == text


def test_every_text_table_of_the_program_defuses_its_cells() -> None:
    """Whoever writes CSV or sets a spreadsheet's cell by hand says how a formula is kept a text."""
    root = Path(__file__).resolve().parents[2] / "app"
    for path in root.rglob("*.py"):
        source = path.read_text("utf-8")
        if "csv.writer(" in source:
            assert "defuse" in source, f"{path.name} writes CSV and defuses nothing"
        if re.search(r"\.(save|append)\(", source) and "Workbook(" in source:
            assert "put_text" in source or "data_type" in source or "demo" in path.parts, path.name


@pytest.mark.parametrize("text", ["'=1", "''+x", "'Ив"])
def test_apostrophes_of_ones_own_come_back(text: str) -> None:
    assert undefuse(defuse(text)) == text
