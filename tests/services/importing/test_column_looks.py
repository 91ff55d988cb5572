"""What the values of a column look like, and how well that fits each meaning."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.importing.contents import agreement, look_at
from app.services.importing.fields import ListField

TODAY = date(2026, 11, 20)


def fit(field, *values):
    return agreement(field, look_at(values, TODAY), TODAY)


@pytest.mark.parametrize(
    ("field", "values", "fits"),
    [
        (ListField.SEX, ["ж", "м", "ж", "м"], 1.0),
        (ListField.SEX, ["ж", "м", "5", "6"], 0.5),
        (ListField.STATUS, ["состоит", "выбыл", "x", "y"], 0.5),
        (ListField.CATEGORY, ["студент", "работающий", "1", "2"], 0.5),
        (ListField.FIRST_TIME, ["да", "нет", "может", "x-y"], 0.5),
        (ListField.LEFT_REASON, ["уволен", "умер", "1", "2"], 0.5),
        (ListField.EMAIL, ["a@b.ru", "c@d.ru", "1", "2"], 0.5),
        (ListField.PHONE, ["12", "13", "14", "15"], 0.5),
        (ListField.PHONE, ["89001112233", "89001112234"], 1.0),
        (ListField.PHONE, ["a@b.ru 89001112233", "c@d.ru 89001112233"], 0.0),
        (ListField.CARD_NUMBER, ["0012", "0013", "нет", "нет"], 0.5),
        (ListField.CARD_NUMBER, ["01.09.2010", "02.09.2010"], 0.0),
        (ListField.ROW_NUMBER, ["1", "2", "3", "4"], 1.0),
        (ListField.ROW_NUMBER, ["9", "7", "5", "3"], 0.1),
        (ListField.ROW_NUMBER, [1], 1.0),
        (ListField.ROW_NUMBER, [7], 0.1),
        (ListField.ROW_NUMBER, ["a", "b"], 0.1),
        (ListField.COURSE, ["1", "2 курс", "3", "4"], 1.0),
        (ListField.COURSE, ["первый", "второй"], 0.3),
        (ListField.SURNAME, ["Авдеева", "5"], 0.5),
        (ListField.NAME_PATRONYMIC, ["Анна Ильинична", "5"], 0.5),
        (ListField.PATRONYMIC, ["Ильинична", "Ильич"], 1.0),
        (ListField.PATRONYMIC, ["синий", "белый"], 0.3),
        (ListField.FULL_NAME, ["Авдеева Анна Ильинична", "Боков Олег Ильич"], 1.0),
        (ListField.FULL_NAME, ["синий", "белый"], 0.3),
        (ListField.BIRTH_DATE, ["01.05.1978", "02.05.1979"], 1.0),
        (ListField.BIRTH_DATE, [date(2016, 5, 1), date(2016, 5, 2)], 1.0),
        (ListField.BIRTH_DATE, [date(2017, 5, 1), date(2017, 5, 2)], 0.3),
        (ListField.BIRTH_YEAR, ["1978", "1979"], 1.0),
        (ListField.JOINED_ON, ["01.09.2010", "x"], 0.5),
        (ListField.JOINED_ON, [40000, 40100, 10_000, 60_000], 0.5),
        (ListField.JOINED_ON, [10_001, 59_999], 0.5),  # the second day lies ahead
        (ListField.LEFT_ON, ["00.00.0000", "15.06.2024"], 0.5),
        (ListField.CONSENT, ["да", "05.09.2025"], 0.5),
        (ListField.NOTE, ["что угодно"], None),
        (ListField.SEX, ["", ""], None),
    ],
)
def test_how_well_values_fit(field, values, fits):
    assert fit(field, *values) == (None if fits is None else pytest.approx(fits))


def test_a_look_counts_what_is_filled():
    look = look_at(["да", "", "нет", ""], TODAY)
    assert (look.filled, look.share_filled, look.distinct) == (2, 0.5, 1.0)
    empty = look_at([], TODAY)
    assert (empty.filled, empty.share_filled, empty.distinct, empty.median_year) == (0, 0.0, 0.0, 0)


def test_a_look_samples_a_long_column_evenly():
    values = ["01.09.2010"] * 3000 + ["нет даты такой"] * 3000
    look = look_at(values, TODAY)
    assert (look.filled, look.share_filled) == (6000, 1.0)
    assert look.dates == pytest.approx(0.5, abs=0.02)
    assert look_at([str(n + 1) for n in range(3000)], TODAY).counting == pytest.approx(1.0, abs=0.02)


def test_the_middle_year_of_typed_dates():
    look = look_at(["01.05.1978", "02.05.1980", "03.05.1982", "00.00.0000", 5], TODAY)
    assert look.median_year == 1980
