"""Dates as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.importing.blanks import is_blank_date
from app.services.importing.dates import BadDate, DayOrder, Meaning, order_of, read_date

TODAY = date(2026, 11, 20)
MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
          "декабря")  # fmt: skip

WRITINGS = [
    lambda d: d,
    lambda d: (d - date(1899, 12, 30)).days if d > date(1910, 1, 1) else d,
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%Y-%m-%d} 00:00:00",
    lambda d: f"{d:%Y-%m-%d}T00:00:00",
    lambda d: f" {d:%d.%m.%Y} г. ",
    lambda d: f"{d:%d.%m.%Y}г.р.",
    lambda d: f"{d:%d. %m. %Y}",
    lambda d: f"{d:%d,%m,%Y}",
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year} г.",
    lambda d: f"«{d.day:02}» {MONTHS[d.month - 1]} {d.year} года",
    lambda d: f"{d.day}-{MONTHS[d.month - 1][:3]}-{d.year}",
    lambda d: f"{d:%d%m%Y}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d:%d.%m.%Y} 0:00:00",
    lambda d: f"{d:%d.%m.%Y}".replace("0", "О", 1) if f"{d:%d}".startswith("0") else f"{d:%d.%m.%Y}",
    lambda d: f"с {d:%d.%m.%Y}",
]


@given(day=st.dates(date(1930, 1, 1), date(2012, 1, 1)), writing=st.sampled_from(WRITINGS))
def test_a_birth_written_any_way_is_the_same_day(day, writing):
    found = read_date(writing(day), Meaning.BIRTH, TODAY)
    assert (found.value, found.precision) == (day, "day")


@given(day=st.dates(date(1930, 1, 1), TODAY), writing=st.sampled_from(WRITINGS))
def test_an_event_written_any_way_is_the_same_day(day, writing):
    assert read_date(writing(day), Meaning.EVENT, TODAY).value == day


@given(day=st.dates(TODAY - timedelta(days=36000), TODAY - timedelta(days=366 * 14)))
def test_two_digits_of_a_birth_year_make_a_grown_person(day):
    assert read_date(f"{day:%d.%m.%y}", Meaning.BIRTH, TODAY).value == day


@given(day=st.dates(date(1940, 1, 1), TODAY))
def test_two_digits_of_a_joining_year_are_never_in_the_future(day):
    found = read_date(f"{day:%d.%m.%y}", Meaning.EVENT, TODAY).value
    assert found <= TODAY and (found == day or found.year == day.year + 100)


@given(text=st.text(max_size=30))
def test_any_text_is_a_date_or_a_reason(text):
    if is_blank_date(text):
        return
    try:
        found = read_date(text, Meaning.BIRTH, TODAY)
    except BadDate as error:
        assert str(error)  # noqa: PT017
    else:
        assert found.value <= TODAY + timedelta(days=1)


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_a_date_or_a_reason(number):
    if is_blank_date(number):
        return
    try:
        read_date(number, Meaning.EVENT, TODAY)
    except BadDate as error:
        assert str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("written", "meaning", "value", "precision"),
    [
        ("1978", Meaning.BIRTH, date(1978, 7, 1), "year"),
        (1978.0, Meaning.BIRTH, date(1978, 7, 1), "year"),
        ("1978 г.р.", Meaning.BIRTH, date(1978, 7, 1), "year"),
        ("00.00.1978", Meaning.BIRTH, date(1978, 7, 1), "year"),
        ("11.1978", Meaning.BIRTH, date(1978, 11, 1), "month"),
        ("ноябрь 1978 г.", Meaning.BIRTH, date(1978, 11, 1), "month"),
        ("с 2010 г.", Meaning.EVENT, date(2010, 1, 1), "year"),
        ("28799", Meaning.BIRTH, date(1978, 11, 5), "day"),
        (28799.0, Meaning.BIRTH, date(1978, 11, 5), "day"),
        (5111978, Meaning.BIRTH, date(1978, 11, 5), "day"),
        ("Nov 5, 1978", Meaning.BIRTH, date(1978, 11, 5), "day"),
        ("5 Nov 1978", Meaning.BIRTH, date(1978, 11, 5), "day"),
        ("11/25/1978", Meaning.BIRTH, date(1978, 11, 25), "day"),
        ("05..11.1978", Meaning.BIRTH, date(1978, 11, 5), "day"),
        ("29.02.2000", Meaning.BIRTH, date(2000, 2, 29), "day"),
    ],
)
def test_uncommon_writings(written, meaning, value, precision):
    found = read_date(written, meaning, TODAY)
    assert (found.value, found.precision) == (value, precision)


def test_what_stands_beside_a_date_is_kept():
    found = read_date("17.05.2024, по собственному желанию", Meaning.EVENT, TODAY)
    assert (found.value, found.rest) == (date(2024, 5, 17), "по собственному желанию")


@pytest.mark.parametrize(
    "nonsense",
    ["31.02.1978", "32.01.1990", "05.13.1978", "29.02.1999", "абв", "#REF!", "01.01.2035", "10.10.1810", "5", True,
     "телефон 12", "99999999"],
)  # fmt: skip
def test_nonsense_is_refused_with_a_reason(nonsense):
    with pytest.raises(BadDate) as caught:
        read_date(nonsense, Meaning.BIRTH, TODAY)
    assert str(caught.value)


@pytest.mark.parametrize(
    "blank", ["", " ", "-", "—", ". .", "  .  .    ", "нет", "н/в", "по настоящее время", 0, date(1899, 12, 30)]
)
def test_blanks_are_no_dates(blank):
    assert is_blank_date(blank)


def test_a_column_tells_whether_the_month_comes_first():
    assert order_of(["3/4/1990", "11/25/1978", ""]) is DayOrder.MONTH_FIRST
    assert order_of(["3/4/1990", "25/11/1978"]) is DayOrder.DAY_FIRST
    assert order_of(["11/25/1978", "25/11/1978"]) is DayOrder.MIXED
    assert order_of(["3/4/1990", "25.11.1978"]) is DayOrder.DAY_FIRST
    assert read_date("3/4/1990", Meaning.BIRTH, TODAY, us_order=True).value == date(1990, 3, 4)
