"""Where the tables of a sheet are: titles, headings of one to four lines, data, further tables below or beside."""

# Tables of cells read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

from datetime import date

import pytest

from app.services.importing.headings import find_tables
from app.services.importing.sheets import SourceSheet

HEADING_DEPTH = 40
"""A heading is looked for in so many rows: said once more, so that a change of it is noticed."""

ANNA = ["Авдеева Анна Ильинична", "01.05.1978", "01.09.2010"]
OLEG = ["Боков Олег Ильич", "02.05.1979", "01.09.2011"]
HEAD = ["ФИО", "Дата рождения", "Дата вступления"]


def sheet(*rows, merged=()):
    """A sheet of these rows, all as wide as the widest."""
    width = max(len(row) for row in rows)
    return SourceSheet("Лист1", tuple((*row, *[""] * (width - len(row))) for row in rows), width, merged=tuple(merged))


def tables(*rows, merged=(), told=()):
    return find_tables(sheet(*rows, merged=merged), told)


def places(found):
    return [(table.first_heading, table.first_data, table.end) for table in found]


def test_a_table_begins_after_its_heading_and_ends_with_the_sheet():
    (table,) = tables(HEAD, ANNA, OLEG)
    assert (table.first_heading, table.first_data, table.end) == (0, 1, 3)
    assert table.headings == tuple(HEAD)
    assert table.parts == tuple((head,) for head in HEAD)
    assert table.title == ()
    assert table.repeats == frozenset()


def test_titles_stand_above_and_are_kept_from_the_top_down():
    (table,) = tables(["МБОУ «Школа № 14»"], ["Список", "Список", "на 01.09.2026"], [], HEAD, ANNA)
    assert places([table]) == [(3, 4, 5)]
    assert table.title == ("МБОУ «Школа № 14»", "Список на 01.09.2026")


def test_a_heading_is_looked_for_in_the_first_rows_only():
    blank = ["запись"]
    assert places(tables(*[blank] * (HEADING_DEPTH - 1), HEAD, ANNA)) == [
        (HEADING_DEPTH - 1, HEADING_DEPTH, HEADING_DEPTH + 1)
    ]
    assert tables(*[blank] * HEADING_DEPTH, HEAD, ANNA) == ()
    # The title of a heading so far down reaches no further up either.
    (table,) = tables(*[[f"строка {n}"] for n in range(HEADING_DEPTH - 1)], HEAD, ANNA)
    assert table.title[0] == "строка 0"


def test_a_sheet_without_headings_of_people_has_no_table():
    assert tables(["Показатель", "Сумма"], ["Доход", 5]) == ()
    assert tables(ANNA, OLEG) == ()
    assert tables([""]) == ()


@pytest.mark.parametrize(
    "head",
    [
        ["ФИО"],
        ["Ф.И.О."],
        ["ФИО сотрудника школы"],
        ["Фамилия"],
        ["Фамилия Имя Отчество"],
        ["ФИО сотрудника школы", "Телефон"],
        ["ФИО сотрудника школы", "Телефон", "записано"],
        ["Сотрудник", "Телефон", "Адрес", "записано"],
        ["ФИО " + "слово " * 11, "записано"],
        ["ФИО", "телефон " + "слово " * 13, "записано"],
        ["ФИО", "прочитал инструктаж"],
        ["Фамилия", "Имя", "Отчество"],
        ["Сотрудник", "Дата рождения", "Телефон"],
        ["Работник", "Пол", "Должность", "Отдел"],
        ["№", "Ф.И.О.", "Г.р."],
        ["Last name", "First name", "Birth date"],
        ["employee", "birth date", "phone"],
    ],
)
def test_rows_that_are_headings(head):
    data = ["Авдеева", *["1"] * (len(head) - 1)]
    assert places(tables(head, data, data))[0] == (0, 1, 3)
    # Not only for want of a better one below.
    assert places(tables(head, data, data, ["Фамилия", "Имя", "Отчество", "Курс"], ANNA))[0] == (0, 1, 3)


@pytest.mark.parametrize(
    "row",
    [
        ["Сотрудник", "Телефон"],
        ["Сотрудник", "Телефон", "записано"],
        ["Ведомость ФИО сотрудников"],
        ["ФИО", "записано", "прочитано"],
        ["ФИО " + "слово " * 12, "записано"],
        ["ФИО", "телефон " + "слово " * 14, "записано"],
        ["Член профсоюза"],
        ["Список членов профсоюза"],
        ["ФИО", "Дата рождения", 5],
        ["ФИО", "Дата рождения", date(2026, 1, 1)],
        ["ФИО", "Дата рождения", "01.09.2010"],
        ["ФИО", "a@example.org", "Телефон"],
        ["ФИО", "89001112233", "Телефон"],
        ["ФИО", "Авдеева Анна Ильинична", "Телефон"],
        ["Подпись", "ФИО", "__________"],
        ["Имя файла", "Размер"],
        ["Фамилия написана так чтобы никто не мог разобрать её с первого раза и со второго", "Пол"],
        ["ФИО " * 40, "Дата рождения"],
    ],
)
def test_rows_that_are_none(row):
    """What looks like one: too few words of fields, or a value among them."""
    found = tables(row, ["Авдеева", "учитель", "Корпус 1"], HEAD, ANNA)
    assert places(found) == [(2, 3, 4)]


def test_long_texts_are_no_headings():
    twelve = "ФИО " + " ".join("слово" for _ in range(11))
    thirteen = twelve + " слово"
    assert places(tables([twelve, "Дата рождения"], ANNA)) == [(0, 1, 2)]
    assert tables([thirteen, "слово"], ANNA[:2]) == ()


def test_the_row_that_most_speaks_of_fields_is_the_heading_when_none_names_people():
    (table,) = tables(
        ["Отчёт по школе"], ["", "Дата рождения", "Телефон", "e-mail"], ["Анна", "01.05.1978", "89001112233", "a@b.ru"]
    )
    assert places([table]) == [(1, 2, 3)]
    # Half of its cells must speak, and more than one.
    assert tables(["Дата рождения", "да", "нет", "так"], ["01.05.1978", "", "", "5"]) == ()
    assert tables(["Дата рождения", "да", "Телефон", "так"], ["01.05.1978", "", "", "5"]) != ()
    assert tables(["Дата рождения"], ["01.05.1978"]) == ()
    assert tables(["Дата рождения", "да", "Телефон", "так", "нет"], ["01.05.1978", "", "", "5"]) == ()
    (table,) = tables(
        ["Личные данные", "", "Контакты", ""], ["Пол", "Д.р.", "Телефон", "e-mail"], ["ж", "01.05.1978", 1, ""]
    )
    assert (table.first_heading, table.first_data) == (0, 2)
    assert tables(["Дата рождения", "Телефон", 7], ["01.05.1978", "", ""]) == ()
    assert tables(["Дата рождения", "Телефон", "89001112233"], ["01.05.1978", "", ""]) == ()
    # The one that speaks most, the upper of two alike.
    (table,) = tables(["Пол", "Телефон"], ["ж", 1], ["Пол", "Телефон", "Адрес"], ["ж", 1, "ул. Мира"])
    assert table.first_heading == 2
    (table,) = tables(["Пол", "Телефон"], ["ж", 1], ["Курс", "Телефон"], ["ж", 1])
    assert table.first_heading == 0
    assert tables(*[["запись", "о чём-то"]] * HEADING_DEPTH, ["Дата рождения", "Телефон"], ["01.05.1978", "1"]) == ()
    assert (
        tables(*[["запись", "о чём-то"]] * (HEADING_DEPTH - 1), ["Дата рождения", "Телефон"], ["01.05.1978", "1"]) != ()
    )


def test_a_row_with_a_told_heading_is_the_heading():
    rows = (["Сводка"], ["Кто это", "Когда", "Ещё"], ANNA, OLEG)
    assert tables(*rows) == ()
    assert places(tables(*rows, told=("Кто это",))) == [(1, 2, 4)]
    assert places(tables(*rows, told=("КТО  ЭТО",))) == [(1, 2, 4)]
    # A letter of a column is no heading.
    assert tables(["AA", "BB"], ANNA, told=("AA",)) == ()
    assert tables(["Имя", "Что"], ANNA, told=("Имя",)) != ()
    # It begins one table, not one at each of its repetitions below.
    assert len(tables(["Кто это", "Когда"], ANNA, ["Кто это", "Когда"], OLEG, told=("Кто это",))) == 1
    assert tables(*[["запись"]] * HEADING_DEPTH, ["Кто это", "Когда"], ANNA, told=("Кто это",)) == ()
    assert tables(*[["запись"]] * (HEADING_DEPTH - 1), ["Кто это", "Когда"], ANNA, told=("Кто это",)) != ()


# --- headings of several lines


def test_a_line_of_parts_under_a_merged_group_belongs_to_the_heading():
    (table,) = tables(
        ["№", "Ф.И.О.", "Профсоюзный учёт", "", "", "Взносы"],
        ["", "", "встал", "выбыл", "почему", "сумма"],
        [1, "Авдеева Анна Ильинична", "01.09.2010", "", "", 100],
        merged=[(0, 2, 0, 4)],
    )
    assert places([table]) == [(0, 2, 3)]
    assert table.parts == (
        ("№",), ("Ф.И.О.",), ("Профсоюзный учёт", "встал"), ("Профсоюзный учёт", "выбыл"), ("Профсоюзный учёт", "почему"),
        ("Взносы", "сумма"),
    )  # fmt: skip
    assert table.headings[3] == "Профсоюзный учёт выбыл"


@pytest.mark.parametrize("merged", [[], [(0, 1, 0, 2), (0, 3, 0, 4)]])
@pytest.mark.parametrize("repeated", [False, True])
def test_groups_above_the_heading_belong_to_it(merged, repeated):
    groups = ["", "Личные данные", "", "Членство", ""]
    if repeated:
        groups = ["", "Личные данные", "Личные данные", "Членство", "Членство"]
    (table,) = tables(["Список школы"], [], groups, ["№", "ФИО", "Д.р.", "принят", "выбыл"],
                      [1, "Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", ""],
                      merged=[(a + 2, b, c + 2, d) for a, b, c, d in merged])  # fmt: skip
    assert places([table]) == [(2, 4, 5)]
    assert table.parts[1:] == (
        ("Личные данные", "ФИО"),
        ("Личные данные", "Д.р."),
        ("Членство", "принят"),
        ("Членство", "выбыл"),
    )
    assert table.parts[0] == ("№",)
    assert table.title == ("Список школы",)


def test_two_lines_of_groups_above_the_heading():
    (table,) = tables(
        ["", "Карточка", "", "Движение", ""],
        ["", "Личное", "", "Членство", ""],
        ["№", "ФИО", "Д.р.", "принят", "выбыл"],
        [1, "Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", ""],
        merged=[(0, 1, 0, 2), (0, 3, 0, 4)],
    )
    assert places([table]) == [(0, 3, 4)]
    assert table.parts[4] == ("Движение", "Членство", "выбыл")


def test_three_lines_of_groups_are_too_many():
    (table,) = tables(
        ["", "Первое", "", "Второе", ""],
        ["", "Карточка", "", "Движение", ""],
        ["", "Личное", "", "Членство", ""],
        ["№", "ФИО", "Д.р.", "принят", "выбыл"],
        [1, "Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", ""],
        merged=[(0, 1, 0, 2), (0, 3, 0, 4), (1, 1, 1, 2), (1, 3, 1, 4)],
    )
    assert table.first_heading == 1


def test_one_group_over_some_of_the_columns():
    (table,) = tables(
        ["", "", "", "Снятие с учёта", ""],
        ["№", "ФИО", "Д.р.", "дата", "причина"],
        [1, "Авдеева Анна Ильинична", "01.05.1978", "", ""],
    )
    assert places([table]) == [(0, 2, 3)]
    assert table.parts[3:] == (("Снятие с учёта", "дата"), ("Снятие с учёта", "причина"))


@pytest.mark.parametrize(
    ("groups", "merged"),
    [
        (["Профсоюз школы", "", "", "", ""], []),  # from the first column on
        (["", "Важные люди", "", "", ""], []),  # about nothing known
        (["", "", "", "", "Членство"], []),  # over the last alone
        (["", "Членство", "", "", ""], [(0, 1, 0, 4)]),  # nearly all of the width: a title
        (["", "Председатель:", "", "Членство", ""], []),
        (["", "Личные данные", "", "Членство" + " в профсоюзе" * 10, ""], []),
        (["", "Личные данные", "", "01.09.2026", ""], []),
        (["", "Личные данные", "", 2026, ""], []),
    ],
)
def test_lines_above_a_heading_that_are_titles(groups, merged):
    (table,) = tables(groups, ["№", "ФИО", "Д.р.", "принят", "выбыл"],
                      [1, "Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", ""], merged=merged)  # fmt: skip
    assert places([table]) == [(1, 2, 3)]


def test_words_over_filled_columns_without_a_spread_are_a_title():
    (table,) = tables(["запись", "другая запись", "третья"], HEAD, ANNA)
    assert table.first_heading == 1


def test_a_title_of_members_over_several_columns_is_no_heading_of_its_own():
    (table,) = tables(
        ["Член профсоюза", "", "Членство", "", "Контакты", ""],
        ["ФИО", "Дата рождения", "принят", "выбыл", "телефон", "e-mail"],
        [*ANNA, "", "", ""],
    )
    assert places([table]) == [(0, 2, 3)]
    assert table.parts[0] == ("Член профсоюза", "ФИО")
    (table,) = tables(
        ["Член профсоюза", "", "Членство", "", "Членство в профсоюзе"],
        ["Дата рождения", "ФИО", "Адрес", "№ билета", "Согласие"],
        ["01.05.1978", "Авдеева Анна Ильинична", "ул. Мира, 0", "0012341", "да"],
    )
    assert places([table]) == [(0, 2, 3)]
    # A heading that is sure of itself stays one, whatever is below.
    found = tables(["ФИО", "Членство", "Телефон"], ["Фамилия", "Пол", "Курс"], ["Авдеева", "ж", 1])
    assert found[0].first_heading == 0
    found = tables(["ФИО сотрудника школы", "Пол"], ["Фамилия", "Имя"], ["Авдеева", "Анна"])
    assert found[0].first_heading == 0


def test_a_heading_in_the_last_row_has_nobody_below():
    assert places(tables(["Сотрудник", "Телефон", "Адрес"])) == [(0, 1, 1)]


def test_only_the_next_row_makes_a_line_of_titles():
    found = tables(["Сотрудник", "Телефон", "Адрес"], ["Авдеева", 1, ""], ["ФИО", "Отдел", "Курс"], ["Боков", 2, ""])
    assert [table.first_heading for table in found] == [0, 2]


def test_a_title_of_members_over_one_column_beside_a_sure_heading():
    (table,) = tables(["ФИО", "Член профсоюза", "Членство", ""], ["", "Дата рождения", "принят", "выбыл"], [*ANNA, ""])
    assert table.first_data == 2
    (table,) = tables(
        ["ФИО сотрудника школы", "Член профсоюза", "Членство", ""],
        ["", "Дата рождения", "принят", "выбыл"],
        [*ANNA, ""],
    )
    assert table.first_data == 2


def test_a_vague_name_over_several_columns_is_a_title():
    (table,) = tables(
        ["Член профсоюза", "", "Телефон", "Адрес"], ["кратко", "полно", "(номер)", "(дом)"], ["Авдеева", "Анна", 1, ""]
    )
    assert table.first_data == 2


def test_nobody_under_a_vague_name_becomes_a_heading():
    (table,) = tables(["Сотрудник", "Дата рождения", "Телефон"], ["Авдеева", "(дата)", "(номер)"], ["Боков", "", 1])
    assert table.first_data == 1
    (table,) = tables(
        ["ФИО сотрудника школы", "Дата рождения", "Телефон"], ["Авдеева", "(дата)", "(номер)"], ["Боков", "", 1]
    )
    assert table.first_data == 1


def test_a_title_over_a_blank_belongs_to_the_heading():
    (table,) = tables(
        ["Примета", "Учёт", "Членство", ""],
        ["", "ФИО", "принят", "выбыл"],
        ["да", "Авдеева Анна Ильинична", "01.09.2010", ""],
    )
    assert table.first_heading == 0
    assert tables(["Примета", "Учёт", "Членство", ""], ["порода", "ФИО", "принят", "выбыл"],
                  ["", "Авдеева Анна Ильинична", "01.09.2010", ""])[0].first_heading == 1  # fmt: skip


@pytest.mark.parametrize(("letters", "first"), [(80, 0), (81, 1)])
def test_titles_of_groups_are_short(letters, first):
    long = "Членство " + "в" * (letters - 9)
    (table,) = tables(["", "Личные данные", "", long, ""], ["№", "ФИО", "Д.р.", "принят", "выбыл"],
                      [1, "Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", ""])  # fmt: skip
    assert table.first_heading == first


def test_one_group_over_all_but_the_outer_columns():
    (table,) = tables(["", "", "Членство", "Членство", "Членство"], ["ФИО", "пол", "принят", "выбыл", "почему"],
                      ["Авдеева Анна Ильинична", "ж", "01.09.2010", "", ""])  # fmt: skip
    assert table.first_heading == 0


def test_a_head_standing_again_further_on_covers_nothing():
    assert tables(["Знак", "Учёт", "Знак", "Учёт"], ["ФИО", "принят", "пол", "выбыл"],
                  ["Авдеева Анна Ильинична", "01.09.2010", "ж", ""])[0].first_heading == 1  # fmt: skip


def test_the_lines_of_one_heading_are_no_groups_of_the_next():
    found = tables(
        ["ФИО", "Членство", "Членство", "Выбытие", "Выбытие"],
        ["", "принят", "принят", "выбыл", "выбыл"],
        ["", "Приём", "Приём", "Выход", "Выход"],
        ["Фамилия", "Имя", "Отчество", "Телефон", "Адрес"],
        ["Котова", "Анна", "Ильинична", 1, ""],
    )
    assert [table.first_heading for table in found] == [0, 3]


@pytest.mark.parametrize(
    "line",
    [
        ["", "(дд.мм.гггг)", ""],
        ["", "рождения", "вступления"],
        ["(полностью)", "", ""],
        ["члена профсоюза", "", "(день)"],
        ["ФИО", "число", "число"],
        ["", "постановки на учёт", ""],
        ["", "с" * 100, "дата"],
    ],
)
def test_lines_under_a_heading_that_go_on(line):
    assert places(tables(["ФИО", "Дата", "Дата"], line, ANNA)) == [(0, 2, 3)]


@pytest.mark.parametrize(
    "line",
    [
        ["Авдеева", "", ""],
        ["Пенсионеры", "", ""],
        ["", "Отдел кадров", ""],
        ["Авдеева Анна", "учитель", "Корпус 1"],
        ["Авдеева Анна Ильинична", "", ""],
        ["", "", 5],
        ["", "01.09.2010", "дата"],
        ["", "с" * 101, "дата"],
        ["", "25", "26"],
        ["", "...", "дата"],
        ["Отдел кадров", "дата", "дата"],
        ["", "слесарь", "сварщик"],
    ],
)
def test_lines_under_a_heading_that_are_data(line):
    assert tables(HEAD, line, ANNA)[0].first_data == 1


def test_a_heading_has_two_lines_under_its_first_at_most():
    under = ["", "(дата)", "(дата)"]
    assert tables(HEAD, under, under, ANNA)[0].first_data == 3
    assert tables(HEAD, under, under, under, ANNA)[0].first_data == 3
    assert tables(HEAD, under)[0].first_data == 2


def test_the_parts_of_a_name_under_its_group():
    (table,) = tables(
        ["Ф.И.О.", "", "", "Д.р."], ["фамилия", "имя", "отчество", ""], ["Авдеева", "Анна", "Ильинична", "01.05.1978"]
    )
    assert table.first_data == 2
    assert [part[-1] for part in table.parts] == ["фамилия", "имя", "отчество", "Д.р."]


def test_a_head_merged_downwards_is_read_once():
    (table,) = tables(["ФИО", "Членство", ""], ["", "принят", "выбыл"], [*ANNA], merged=[(0, 0, 1, 0), (0, 1, 0, 2)])
    assert table.parts == (("ФИО",), ("Членство", "принят"), ("Членство", "выбыл"))


def test_a_group_repeated_in_each_of_its_cells():
    (table,) = tables(
        ["№", "Ф.И.О.", "Профсоюзное членство", "Профсоюзное членство"],
        ["", "", "Принят (дата, № протокола)", "Выбыл (дата, причина)"],
        [1, "Авдеева Анна Ильинична", "01.09.2010, № 5", ""],
    )
    assert places([table]) == [(0, 2, 3)]
    assert table.parts[2:] == (
        ("Профсоюзное членство", "Принят (дата, № протокола)"), ("Профсоюзное членство", "Выбыл (дата, причина)")
    )  # fmt: skip


def test_a_group_reaches_over_blanks_as_far_as_columns_are_filled():
    (table,) = tables(
        ["ФИО", "Членство", "", "", "Телефон"],
        ["", "принят", "выбыл", "почему", ""],
        ["Авдеева Анна Ильинична", "01.09.2010", "", "", ""],
    )
    assert [part[0] for part in table.parts] == ["ФИО", "Членство", "Членство", "Членство", "Телефон"]
    assert table.parts[4] == ("Телефон",)


# --- numbers of columns, repetitions, further tables


@pytest.mark.parametrize(
    "line", [[1, 2, 3], ["1", "2", "3"], ["А", "1", "2"], ["(1)", "(2)", "(3)"], ["1.", "2.", "3."], [2, 3, 4], [1.0, 2.0, 3.0], [1, 3, 4], [3, 4, 5], [1, 2, ""], ["", 1, 2]]
)  # fmt: skip
def test_the_line_that_numbers_the_columns_is_no_person(line):
    assert tables(HEAD, line, ANNA)[0].first_data == 2


@pytest.mark.parametrize(
    "line", [[4, 5, 6], [1, 2, "Боков"], [1, "", ""], [1, 5, 6], [3, 2, 1], ["Аб", 1, 2], [1, 2, date(2026, 1, 1)], [2, 2, 2]]
)  # fmt: skip
def test_other_numbers_are_data(line):
    assert tables(HEAD, line, ANNA)[0].first_data == 1


def test_a_heading_repeated_on_every_page_is_one_table():
    (table,) = tables(HEAD, [1, 2, 3], ANNA, HEAD, [1, 2, 3], OLEG, HEAD, ANNA)
    assert places([table]) == [(0, 2, 8)]
    assert table.repeats == frozenset({3, 4, 6})


def test_a_nearly_equal_heading_is_a_repetition():
    head = ["ФИО", "Пол", "Дата рождения", "Телефон", "Адрес"]
    changed = ["ФИО", "Пол", "Дата рождения", "Телефон", "Отдел"]
    other = ["ФИО", "Пол", "Дата рождения", "Отдел", "Курс"]
    assert len(tables(head, [*ANNA], changed, [*OLEG])) == 1
    assert len(tables(head, [*ANNA], other, [*OLEG])) == 2
    assert len(tables(head, [*ANNA], ["ФИО", "Пол", "Дата рождения", "", ""], [*OLEG])) == 1
    assert len(tables(head[:4], [*ANNA], [*head[:3], "Курс"], [*OLEG])) == 2
    assert len(tables(head, [*ANNA], ["ФИО.", "Пол", "Дата  рождения", "ТЕЛЕФОН", "адрес"], [*OLEG])) == 1


def test_a_second_table_below_has_its_own_title():
    found = tables(
        ["Работающие"], HEAD, ANNA, OLEG, [], ["Пенсионеры"], ["Фамилия", "Имя", "Отчество", "Телефон"],
        ["Котова", "Анна", "Ильинична", "89001112233"],
    )  # fmt: skip
    assert places(found) == [(1, 2, 6), (6, 7, 8)]
    assert [table.title for table in found] == [("Работающие",), ("Пенсионеры",)]


def test_the_people_of_an_upper_table_are_no_title():
    found = tables(HEAD, ANNA, OLEG, ["Фамилия", "Имя", "Отчество", "Телефон"], ["Котова", "Анна", "Ильинична", "1"])
    assert [table.title for table in found] == [(), ()]
    found = tables(
        HEAD, ANNA, ["Боков", "сторож"], ["Фамилия", "Имя", "Отчество", "Телефон"], ["Котова", "Анна", "Ильинична", "1"]
    )
    assert found[1].title == ("Боков сторож",)


def test_a_second_table_far_below_is_found():
    rows = [
        HEAD,
        *[ANNA] * (HEADING_DEPTH + 5),
        ["Фамилия", "Имя", "Отчество", "Телефон"],
        ["Котова", "Анна", "Ильинична", "1"],
    ]
    assert len(tables(*rows)) == 2


def test_a_line_that_hardly_speaks_of_fields_is_data():
    head = ["ФИО", "Дата рождения", "Цвет", "Запах"]
    assert tables(head, ["", "(дата)", "слесарь", "сварщик"], [*ANNA])[0].first_data == 1
    assert tables(head, ["", "(дата)", "слесарь", ""], [*ANNA])[0].first_data == 2


def test_a_told_heading_may_stand_among_numbers():
    found = tables(["Кто это", 2025, 2026], ["", "(дата)", "(дата)"], ANNA, told=("Кто это",))
    assert places(found) == [(0, 2, 3)]


def test_a_merged_head_covers_no_more_than_its_merge():
    (table,) = tables(
        ["", "Снятие с учёта", "", "", ""],
        ["ФИО", "дата", "причина", "дата", "место"],
        ["Авдеева Анна Ильинична", "", "", "", ""],
        merged=[(0, 1, 0, 2)],
    )
    assert table.parts == (("ФИО",), ("Снятие с учёта", "дата"), ("Снятие с учёта", "причина"), ("дата",), ("место",))
    (table,) = tables(
        ["ФИО", "Членство", "", "", "Взносы", ""],
        ["", "принят", "выбыл", "почему", "сумма", "месяц"],
        ["Авдеева Анна Ильинична", "01.09.2010", "", "", 100, 5],
        merged=[(0, 1, 0, 2)],
    )
    assert [part[0] for part in table.parts] == ["ФИО", "Членство", "Членство", "почему", "Взносы", "Взносы"]


def test_a_title_of_members_over_a_column_of_something_else():
    (table,) = tables(
        ["Членство", "", "Членство в профсоюзе", "", "Член профсоюза"],
        ["ФИО", "Дата рождения", "Адрес", "№ билета", "E-mail"],
        ["Авдеева Анна Ильинична", "01.05.1978", "ул. Мира", "0012341", "a@example.org"],
    )
    assert places([table]) == [(0, 2, 3)]


def test_a_blank_beside_an_unmerged_head_is_covered_whatever_else_is_merged():
    (table,) = tables(["ФИО", "Членство", ""], ["", "принят", "выбыл"], [*ANNA], merged=[(0, 0, 1, 0)])
    assert table.parts[2] == ("Членство", "выбыл")
