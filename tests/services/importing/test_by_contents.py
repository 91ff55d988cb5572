"""Columns without telling headings: what they hold says what they are."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import UserError
from app.services.importing.fields import ListField
from app.services.importing.headings import SourceTable, find_tables
from app.services.importing.mapping import check_mapping, map_columns
from app.services.importing.sheets import SourceSheet

TODAY = date(2026, 11, 20)
SURNAMES = ["Авдеева", "Боков", "Вершина", "Гусев", "Дымова", "Ершов"]
GIVEN = ["Анна", "Олег", "Яна", "Лев", "Инна", "Иван"]
FATHERS = ["Ильинична", "Ильич", "Ильинична", "Ильич", "Ильинична", "Ильич"]
FULL = [" ".join(parts) for parts in zip(SURNAMES, GIVEN, FATHERS, strict=True)]


def fields(columns, heads=None):
    """The meanings of columns of values, under headings or under none."""
    rows = tuple(zip(*columns, strict=True))
    if heads is None:
        sheet = SourceSheet("Лист1", rows, len(columns))
        bare = SourceTable(0, 0, len(rows), ("",) * len(columns), ((),) * len(columns), ())
        return [column.field for column in map_columns(sheet, bare, TODAY, {}, headless=True)]
    sheet = SourceSheet("Лист1", (tuple(heads), *rows), len(columns))
    return [column.field for column in map_columns(sheet, find_tables(sheet)[0], TODAY, {})]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (["ж", "м", "ж", "м", "ж", "м"], ListField.SEX),
        (["a@b.ru", "c@d.ru", "e@f.ru", "g@h.ru", "i@j.ru", "k@l.ru"], ListField.EMAIL),
        ([f"8900111223{n}" for n in (7, 3, 9, 1, 5, 2)], ListField.PHONE),
        (["уволен", "по собственному желанию", "исключён", "умер", "переведён", "уволен"], ListField.LEFT_REASON),
        (["студент", "работающий", "студент", "пенсионер", "студент", "работающий"], ListField.CATEGORY),
        (["да", "нет", "да", "нет", "да", "нет"], ListField.IGNORE),
        (["синий", "красный", "белый", "жёлтый", "алый", "чёрный"], ListField.IGNORE),
    ],
)
def test_contents_betray_a_column_without_a_heading(values, field):
    assert fields([FULL, values]) == [ListField.FULL_NAME, field]
    assert fields([FULL, values], ["ФИО", "Сведения"]) == [ListField.FULL_NAME, field]


def test_the_names_of_a_list_without_headings():
    assert fields([SURNAMES, GIVEN, FATHERS]) == [ListField.SURNAME, ListField.NAME, ListField.PATRONYMIC]
    assert fields([GIVEN, SURNAMES, FATHERS]) == [ListField.NAME, ListField.SURNAME, ListField.PATRONYMIC]
    assert fields([GIVEN, FATHERS, SURNAMES]) == [ListField.NAME, ListField.PATRONYMIC, ListField.SURNAME]
    assert fields([SURNAMES, GIVEN]) == [ListField.SURNAME, ListField.NAME]
    assert fields([GIVEN, SURNAMES]) == [ListField.NAME, ListField.SURNAME]
    assert fields([SURNAMES, SURNAMES[::-1]]) == [ListField.IGNORE, ListField.IGNORE]


def test_dates_of_a_list_without_headings_by_their_years():
    born = [f"0{n + 1}.05.197{n}" for n in range(6)]
    came = [f"0{n + 1}.09.201{n}" for n in range(6)]
    assert fields([FULL, born, came]) == [ListField.FULL_NAME, ListField.BIRTH_DATE, ListField.JOINED_ON]
    assert fields([FULL, came, born]) == [ListField.FULL_NAME, ListField.JOINED_ON, ListField.BIRTH_DATE]


def test_headings_of_surname_and_name_changed_round():
    assert fields([GIVEN, SURNAMES], ["Фамилия", "Имя"]) == [ListField.NAME, ListField.SURNAME]
    assert fields([SURNAMES, GIVEN], ["Фамилия", "Имя"]) == [ListField.SURNAME, ListField.NAME]
    # Too few to tell: four people are taken as their headings say.
    assert fields([GIVEN[:4], SURNAMES[:4]], ["Фамилия", "Имя"]) == [ListField.SURNAME, ListField.NAME]


def test_a_surname_column_of_full_names():
    assert fields([FULL], ["Фамилия"]) == [ListField.FULL_NAME]
    assert fields([FULL, [""] * 6], ["Фамилия", "Имя"])[0] is ListField.FULL_NAME


def test_lines_of_sections_do_not_speak_for_their_column():
    """Only rows with some cells are people: a few words of sections do not make telephones a column of words."""
    phones = [f"8900111223{n}" for n in (7, 3, 9, 1, 5, 2)]
    sheet = SourceSheet(
        "Лист1",
        (
            ("ФИО", "Пол", "Сведения"),
            *(("", "", "Отдел кадров"),) * 12,
            *zip(FULL, ["ж", "м"] * 3, phones, strict=True),
        ),
        3,
    )
    columns = map_columns(sheet, find_tables(sheet)[0], TODAY, {})
    assert [column.field for column in columns] == [ListField.FULL_NAME, ListField.SEX, ListField.PHONE]


def test_a_told_meaning_must_be_one():
    assert check_mapping({"Кто": "full_name", "Что": None}) == {"Кто": "full_name", "Что": "ignore"}
    assert check_mapping({"full_name": "Кто"}) == {"Кто": "full_name"}
    assert check_mapping({"Кто": "фамилия, имя, отчество", "Когда": "birthday"}) == {
        "Кто": "full_name",
        "Когда": "birth_date",
    }
    for wrong, code in (({"Кто": "nonsense"}, "importing.mapping_unknown_field"), (["Кто"], "importing.mapping_shape"),
                        ({"Кто": 5}, "importing.mapping_shape")):  # fmt: skip
        with pytest.raises(UserError) as caught:
            check_mapping(wrong)
        assert caught.value.code == code


def test_what_only_contents_say_is_little_sure():
    bare = SourceSheet("Лист1", tuple(zip(SURNAMES, GIVEN, FATHERS, strict=True)), 3)
    headless = SourceTable(0, 0, 6, ("",) * 3, ((),) * 3, ())
    assert [column.confidence for column in map_columns(bare, headless, TODAY, {}, headless=True)][:2] == [0.33, 0.33]
    two = SourceSheet("Лист1", tuple(zip(SURNAMES, GIVEN, strict=True)), 2)
    headless = SourceTable(0, 0, 6, ("",) * 2, ((),) * 2, ())
    assert [column.confidence for column in map_columns(two, headless, TODAY, {}, headless=True)] == [0.25, 0.25]
    one = SourceSheet("Лист1", (("", "Имя", "Отчество"), *zip(SURNAMES, GIVEN, FATHERS, strict=True)), 3)
    surname = map_columns(
        one, SourceTable(0, 1, 7, ("", "Имя", "Отчество"), ((), ("Имя",), ("Отчество",)), ()), TODAY, {}
    )[0]
    assert (surname.field, surname.confidence) == (ListField.SURNAME, 0.33)
