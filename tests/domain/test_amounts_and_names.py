"""Numbers as they are typed, and names of files that every system takes."""

from __future__ import annotations

import errno
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amounts import plain_number
from app.domain.files import fault_from, safe_name, too_long, write_atomically
from app.domain.finance import parse_amount
from app.errors import EnvironmentFault
from app.forms.definition import ValueType
from app.forms.values import number_from_text
from app.ui.forms.values import Rejected, parse_value

GOOD = {
    "12": "12", "12 345": "12345", "1 250 000,5": "1250000.5", "12\u00a0345,50": "12345.50", "1\u202f000": "1000",
    "1\u2009000.25": "1000.25", "12345,5": "12345.5", "−3": "-3", "- 5": "-5", "0,5": "0.5", " 7 ": "7",
}  # fmt: skip
BAD = [
    "12 34,5", "1 2", "12 3456", "1234 567", "1 25 000", "12,34,5", "1.250.000", "12 345,5 6", "1  000 00", "", "—",
    "5-",     "1e5", "12 34", "NaN", "١٢", "12.", ",5",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "plain"), GOOD.items())
def test_thousands_are_groups_of_three(typed: str, plain: str) -> None:
    assert plain_number(typed) == plain
    assert number_from_text(typed) == Decimal(plain)


@pytest.mark.parametrize("typed", BAD)
def test_what_is_no_number_is_refused_everywhere(typed: str) -> None:
    with pytest.raises(ValueError):
        plain_number(typed)
    with pytest.raises(ValueError):
        parse_amount(typed)
    if typed:
        with pytest.raises(ValueError):
            number_from_text(typed)
        with pytest.raises(Rejected):
            parse_value(typed, ValueType.MONEY)


@given(st.integers(0, 10**14), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_any_number_with_thousands_reads_back(number: int, space: str) -> None:
    assert plain_number(f"{number:,}".replace(",", space)) == str(number)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ППО Школы № 14.", "ППО Школы № 14"), ("Отчёт ", "Отчёт"), ("a. . .", "a"),
        ('ООО "Рога/копыта"', "ООО Рога копыта"),
        ("CON", "CON_"), ("nul.pdf", "nul_.pdf"), ("com1", "com1_"), ("конь", "конь"), ("Console", "Console"),
        ("Отчёт .pdf", "Отчёт.pdf"), ("x" * 300 + ".pdf", "x" * 116 + ".pdf"), ("...", "без имени"), ("", "без имени"),
        ("а" * 119 + " б", "а" * 119), ("LPT9 .txt", "LPT9_.txt"),
    ],
)  # fmt: skip
def test_names_every_system_takes(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=300))
def test_no_name_ends_in_a_space_or_a_dot(text: str) -> None:
    name = safe_name(text)
    assert name and name == name.strip(" .") and len(name) <= 121
    assert not set(name) & set('\\/:*?"<>|\n\t\0')
    assert safe_name(name) == name


def test_a_name_too_long_says_so(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        write_atomically(tmp_path / ("я" * 300), b"x")
    assert caught.value.code == "files.name_too_long"
    with pytest.raises(OSError) as raised:
        (tmp_path / ("я" * 300)).stat()
    fault = too_long(raised.value)
    assert fault is not None and fault.code == "files.name_too_long"
    assert too_long(OSError(errno.ENOENT, "x")) is None
    assert fault_from(OSError(errno.ENAMETOOLONG, "x"), "a" * 300).params["name"] == "a" * 60
