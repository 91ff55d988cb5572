"""Columns whose values contradict their headings are doubted, or corrected and told; never taken silently."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.enums import EventKind

NAMES = ["Авдеева Анна Ильинична", "Боков Олег Ильич", "Вершина Яна Ильинична", "Гусев Лев Ильич"]
BORN = ["01.05.1978", "02.05.1979", "03.05.1980", "04.05.1981"]
CAME = ["01.09.2010", "01.09.2011", "01.09.2012", "01.09.2013"]
GONE = ["15.06.2018", "", "01.02.2020", ""]
WHY = ["по собственному желанию", "", "уволена", ""]


def table(tmp_path, read, columns, **extra):
    path = tmp_path / "список.csv"
    lines = [";".join(columns), *(";".join(row) for row in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(lines), encoding="utf-8")
    return read(path, **extra)


def exits(found):
    return [person.episodes[0].exit and person.episodes[0].exit.on for person in found.people]


def doubted(found):
    return [person.place.row for person in found.people if person.doubts]


OFF = [date(2018, 6, 15), None, date(2020, 2, 1), None]


@pytest.mark.parametrize("head", ["Дата постановки на учёт", "На учёте", "Учёт", "Дата", "Дата приказа", "Отметка"])
def test_days_where_the_reasons_of_leaving_stand_are_leavings(tmp_path, read, head):
    found = table(
        tmp_path, read, {"ФИО": NAMES, "Дата рождения": BORN, "Дата вступления": CAME, head: GONE, "Причина": WHY}
    )
    assert exits(found) == OFF
    if head != "Дата":
        assert doubted(found) == [2, 4]
        assert any(f"Столбец «{head}»" in line for line in found.assumptions)


def test_a_lone_entry_where_the_reasons_stand_is_doubted(tmp_path, read):
    found = table(
        tmp_path,
        read,
        {"ФИО": NAMES, "Дата рождения": BORN, "Дата вступления": GONE, "Причина": WHY},
    )
    assert {2, 4} <= set(doubted(found))
    assert any("Столбец «Дата вступления»" in line for line in found.assumptions)


def test_a_second_entry_always_later_and_not_for_all_is_doubted(tmp_path, read):
    names = [*NAMES, "Дымов Ян Ильич", "Ершов Ян Ильич", "Жилин Ян Ильич", "Зимин Ян Ильич"]
    late = ["15.06.2018", "", "01.02.2020", "", "", "01.03.2021", "", ""]
    found = table(tmp_path, read, {"ФИО": names, "Вступил": [*CAME, *CAME], "Постановка на учёт": late})
    assert {2, 4, 7} <= set(doubted(found))
    assert any("Столбец «Постановка на учёт»" in line for line in found.assumptions)


def test_a_register_kept_a_little_later_is_no_doubt(tmp_path, read):
    found = table(
        tmp_path,
        read,
        {"ФИО": NAMES, "Вступил": CAME, "Поставлен на учёт": ["03.09.2010", "05.09.2011", "02.09.2012", "02.09.2013"]},
    )
    assert doubted(found) == []


def test_a_person_who_names_the_column_is_believed(tmp_path, read):
    columns = {"ФИО": NAMES, "Дата рождения": BORN, "Вступил": CAME, "Поставлен на учёт": GONE, "Причина": WHY}
    found = table(tmp_path, read, columns, mapping={"Поставлен на учёт": "registered_on"})
    assert [column.field.value for column in found.sheets[0].columns][3] == "registered_on"
    assert any("Столбец «Поставлен на учёт»" in line for line in found.assumptions)


@pytest.mark.parametrize("gone", [["15.06.2018", "16.06.2018", "01.02.2020", "02.02.2020"], ["15.06.2018", "", "", ""]])
def test_headings_of_entry_and_leaving_that_are_changed_round(tmp_path, read, gone):
    found = table(tmp_path, read, {"ФИО": NAMES, "Снят с учёта": CAME, "Вступил": gone})
    assert [person.episodes[0].entry_on for person in found.people] == [date(2010 + n, 9, 1) for n in range(4)]
    assert exits(found)[0] == date(2018, 6, 15)
    assert doubted(found) == [2, 3, 4, 5]


def test_headings_of_birth_and_entry_that_are_changed_round(tmp_path, read):
    found = table(tmp_path, read, {"ФИО": NAMES, "Дата рождения": CAME, "Вступил": BORN})
    assert [person.birth_date for person in found.people] == [date(1978 + n, 5, 1 + n) for n in range(4)]
    assert [person.episodes[0].entry_kind for person in found.people] == [EventKind.ADMITTED] * 4
    assert doubted(found) == [2, 3, 4, 5]


def test_births_in_the_future_are_refused_and_told(tmp_path, read):
    found = table(
        tmp_path,
        read,
        {"ФИО": NAMES, "Дата рождения": ["01.05.2030", "02.05.2031", "03.05.2032", "04.05.2033"], "Вступил": CAME},
    )
    assert len(found.rejected) == 4
    assert any("Столбец «Дата рождения»" in line for line in found.assumptions)


def test_births_of_children_are_told(tmp_path, read):
    found = table(
        tmp_path,
        read,
        {"ФИО": NAMES, "Дата рождения": ["01.05.2018", "02.05.2019", "03.05.2020", "04.05.2021"], "Вступил": CAME},
    )
    assert not found.people
    assert any("Столбец «Дата рождения»" in line for line in found.assumptions)


@pytest.mark.parametrize(
    "days", [BORN, ["01.05.1999", "02.05.2001", "", "03.05.2000"], ["01.05.2031", "02.05.2032", "03.05.2033", ""]]
)
def test_days_that_cannot_be_consents(tmp_path, read, days):
    found = table(tmp_path, read, {"ФИО": NAMES, "Дата рождения": BORN, "Вступил": CAME, "Дата согласия": days})
    assert [person.consent_on for person in found.people] == [None] * 4
    assert len(doubted(found)) == sum(bool(day) for day in days)
    assert any("Столбец «Дата согласия»" in line for line in found.assumptions)


def test_columns_that_agree_with_their_headings_have_no_doubt(tmp_path, read):
    columns = {"ФИО": NAMES, "Дата рождения": BORN, "Вступил": CAME, "Снят с учёта": GONE, "Причина": WHY,
               "Дата согласия": ["05.09.2025", "", "06.09.2025", ""]}  # fmt: skip
    found = table(tmp_path, read, columns)
    assert exits(found) == OFF
    assert doubted(found) == []
    assert not any("Столбец «" in line for line in found.assumptions)
