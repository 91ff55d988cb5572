"""Contrast of the colours, sizes, dates and words: what every page relies on."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from app.domain.addresses import locality
from app.domain.vocabulary.numbers import people
from app.ui import words
from app.ui.help.topics import ORDER, topics
from app.ui.kit.chips import Tone
from app.ui.kit.fields import format_date, parse_date
from app.ui.kit.password import quality
from app.ui.kit.theme import ThemeName, apply_theme, px
from app.ui.kit.tokens import CONTRAST, DARK, LIGHT, Tokens
from app.ui.places import PLACES


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXTS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "side"), ("ink", "accent_soft"), ("ink", "neutral_soft"),
    ("muted", "paper"), ("muted", "card"), ("muted", "side"), ("muted", "neutral_soft"), ("ink", "computed"),
    ("accent", "card"), ("accent", "paper"), ("accent", "accent_soft"), ("on_accent", "accent"),
    ("on_accent", "accent_hover"), ("good", "good_soft"), ("warning", "warning_soft"), ("error", "error_soft"),
    ("error", "paper"), ("error", "card"),
]  # fmt: skip


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
def test_every_text_can_be_read(tokens: Tokens) -> None:
    weak = {
        (ink, ground): round(ratio(getattr(tokens, ink), getattr(tokens, ground)), 2)
        for ink, ground in TEXTS
        if ratio(getattr(tokens, ink), getattr(tokens, ground)) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
def test_fields_can_be_seen(tokens: Tokens) -> None:
    assert ratio(tokens.field_line, tokens.card) >= 3


def test_high_contrast_is_higher() -> None:
    assert ratio(CONTRAST.muted, CONTRAST.card) >= 7
    assert {field.name for field in fields(Tokens)} == set(vars(CONTRAST))


def test_type_size_moves_everything(qapp: QApplication) -> None:
    apply_theme(qapp, ThemeName.DARK, 150)
    assert px(40) == 60
    assert qapp.font().pixelSize() == 22
    apply_theme(qapp)
    assert px(40) == 40


def test_own_font_is_there(look: QApplication) -> None:
    assert look.font().family() == "Golos Text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05.11.1978", date(1978, 11, 5)),
        ("5.11.78", date(1978, 11, 5)),
        (" 1/2/2026 ", date(2026, 2, 1)),
        ("05111978", date(1978, 11, 5)),
        ("31.02.2026", None),
        ("вчера", None),
        ("", None),
        ("1.1.1", None),
    ],
)
def test_dates_as_people_type_them(text: str, expected: date | None) -> None:
    assert parse_date(text, century_of=date(2026, 11, 20)) == expected


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_shown_date_reads_back(day: date) -> None:
    assert parse_date(format_date(day)) == day


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0 человек"), (1, "1 человек"), (2, "2 человека"), (5, "5 человек"), (11, "11 человек"), (22, "22 человека"),
     (111, "111 человек"), (9000, "9\u202f000 человек")],
)  # fmt: skip
def test_numbers_with_words(number: int, expected: str) -> None:
    assert people(number) == expected


def test_when_something_was() -> None:
    now = datetime(2026, 11, 20, 15, 0, tzinfo=UTC).astimezone()
    assert words.moment(now, now).startswith("сегодня в ")
    assert words.moment(now - timedelta(days=1), now).startswith("вчера в ")
    assert words.moment(now - timedelta(days=60), now) == "21 сентября"
    assert words.moment(now - timedelta(days=600), now).endswith("2025")


@pytest.mark.parametrize(
    ("password", "tone"),
    [
        ("", Tone.NEUTRAL),
        ("слон", Tone.ERROR),
        ("qwerty123", Tone.ERROR),
        ("аааааааааа", Tone.ERROR),
        ("синий чайник", Tone.WARNING),
        ("берёза у дороги 14", Tone.GOOD),
    ],
)
def test_password_in_words(password: str, tone: Tone) -> None:
    found, sentence = quality(password)
    assert found is tone
    assert sentence


def test_help_speaks_of_every_place() -> None:
    assert {place.id for place in PLACES if place.id != "help"} <= set(ORDER)
    for topic in topics():
        assert topic.title
        assert len(topic.text) > 100


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("422570, с. Верхний Услон, ул. Школьная, 1", "с. Верхний Услон"),
        ("000000, Учебный край, с. Примерное, ул. Школьная, д. 1", "с. Примерное"),
        ("ул. Ленина, 5", ""),
        ("", ""),
    ],
)
def test_town_of_an_address(address: str, expected: str) -> None:
    assert locality(address) == expected
