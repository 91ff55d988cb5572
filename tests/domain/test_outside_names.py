"""Names from outside: nothing unseen stays in them, and what poses as Russian is named."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import tidy
from app.domain.outside_names import marked, strange_words, visible


def test_no_sign_that_turns_hides_or_controls_stays() -> None:
    kept = [
        f"{code:x}"
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Co", "Cs")
        and visible(f"а{chr(code)}б") != "аб"
        and not chr(code).isspace()
    ]
    assert kept == []


@given(st.text(max_size=60))
def test_what_is_seen_stays(text: str) -> None:
    seen = visible(text)
    assert visible(seen) == seen
    assert [c for c in text if unicodedata.category(c)[0] in "LNPSZ" and c not in "\u115f\u1160\u2800\u3164\uffa0"] == [
        c for c in seen if unicodedata.category(c)[0] in "LNPSZ"
    ]


def test_a_name_loses_what_nobody_sees() -> None:
    assert tidy("Петрова-\xadВодкина\u200b \u202eаннА\u2066") == "Петрова-Водкина аннА"
    assert visible("Й" + "\u0301" * 50) == "Й" + "\u0301" * 2


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("ППО «Шкoла № 14»", "o"),
        ("РАО «Зaвод»", "a"),
        ("Профсоюз PAO «Завод»", "PAO"),
        ("Ρайонная", "Ρ"),
    ],
)
def test_a_name_that_poses_as_another_is_marked(text: str, letters: str) -> None:
    ((_, found),) = strange_words(text)
    assert found == letters
    assert marked(text).startswith(f"{text} [в слове «") and marked(text).endswith(f"буквы: {letters}]")


@pytest.mark.parametrize(
    "text", ["ППО СОШ № 14", "Отдел IT", "Школа XXI века", "Wi-Fi", "ООО «Ромашка» (Romashka LLC)", "Müller Anna", ""]
)
def test_an_ordinary_name_is_shown_as_it_is(text: str) -> None:
    assert marked(text) == text
