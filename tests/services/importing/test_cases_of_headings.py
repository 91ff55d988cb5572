"""Whole files that once came out wrong, each for a kind of its own."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.enums import DeregistrationReason, EventKind
from app.errors import UserError


def row(person):
    (episode,) = person.episodes
    return person.surname, episode.entry_on, episode.exit and (episode.exit.kind, episode.exit.on)


def doubted(found):
    return [person.place.row for person in found.people if person.doubts]


OFF, LEFT = EventKind.DEREGISTERED, EventKind.LEFT


def test_a_group_of_the_register_over_its_verbs(data, read):
    found = read(data / "p07.xlsx")
    assert [row(person) for person in found.people] == [
        ("Котова", date(2010, 9, 1), (OFF, date(2024, 6, 15))),
        ("Лапина", date(2011, 9, 1), None),
        ("Мишин", date(2012, 9, 1), (LEFT, date(2025, 2, 1))),
    ]
    assert found.people[0].episodes[0].exit.reason is DeregistrationReason.DISMISSED
    assert not found.rejected
    assert not doubted(found)


def test_a_group_repeated_in_each_cell(data, read):
    found = read(data / "c24-head-d.xlsx")
    assert [row(person) for person in found.people] == [
        ("Авдеева", date(2010, 9, 1), (OFF, date(2024, 6, 15))),
        ("Бокова", date(2011, 9, 1), None),
        ("Вершина", date(2012, 9, 1), None),
    ]
    assert not found.rejected


@pytest.mark.parametrize("name", ["c42-mask.csv", "c40b-zero.csv"])
def test_masks_and_zero_dates_are_empty(data, read, name):
    found = read(data / name)
    assert len(found.people) == (4 if "mask" in name else 2)
    assert not found.rejected
    assert not doubted(found)
    assert all(person.episodes[0].exit is None for person in found.people)
    assert [person.details.get("phone") for person in found.people][1:] == [None] * (len(found.people) - 1)


def test_the_empty_dates_of_1c(data, read):
    found = read(data / "c11b-1c.xlsx")
    assert [row(person) for person in found.people] == [
        ("Авдеева", date(2010, 9, 1), None), ("Бокова", date(2011, 9, 1), (OFF, date(2024, 6, 15)))
    ]  # fmt: skip
    assert not found.rejected


def test_ranges(data, read):
    found = read(data / "c16-range.csv")
    assert [row(person)[1:] for person in found.people] == [
        (date(2010, 9, 1), (OFF, date(2018, 6, 5))), (date(2011, 9, 1), (OFF, date(2018, 6, 15))),
        (date(2012, 9, 1), (OFF, date(2018, 6, 5))), (date(2013, 9, 1), (OFF, date(2019, 6, 5))),
        (date(2013, 9, 1), (OFF, date(2019, 6, 5))),
    ]  # fmt: skip


def test_a_withdrawn_consent(data, read):
    found = read(data / "c21a-consent.csv")
    assert [person.consent_on for person in found.people] == [None, date(2025, 9, 5)]
    assert doubted(found) == [2]


def test_a_ragged_file(data, read):
    found = read(data / "c17-ragged.csv")
    assert len(found.people) == 12
    assert [person.details["address"] for person in found.people] == [f"ул. Мира, {n}" for n in range(1, 13)]
    assert not found.rejected


@pytest.mark.parametrize(("name", "rows"), [("c01b-hidden.xlsx", [3, 5]), ("c38.xls", [4])])
def test_hidden_rows(data, read, name, rows):
    found = read(data / name)
    assert doubted(found) == rows
    assert any("скрыты строки" in line for line in found.assumptions)
    assert not found.rejected


def test_a_formula_without_a_value(data, read):
    found = read(data / "c02c-formulas.xlsx")
    assert doubted(found) == [2]
    assert "E2" in found.people[0].doubts[0].reason
    assert found.people[0].episodes[0].exit is None


def test_moments(data, read):
    found = read(data / "c12-utc.csv")
    assert [(person.birth_date, person.episodes[0].entry_on) for person in found.people] == [
        (date(1978, 5, 1), date(2010, 9, 1)), (date(1979, 5, 2), date(2011, 9, 1)), (date(1980, 5, 3), date(2012, 9, 1))
    ]  # fmt: skip


def test_mixed_orders(data, read):
    assert doubted(read(data / "c14b-mixed.csv")) == [2, 5]


def test_a_file_of_1c(data, read):
    with pytest.raises(UserError) as caught:
        read(data / "c27-list.mxl")
    assert caught.value.code == "importing.from_1c"
