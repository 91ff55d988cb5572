"""Lists as different chairs keep them. Each layout tells the same four people, so each must be understood the same."""

# Tables of layouts read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, Sex

# surname, name, patronymic, sex, born, category, position, joined, left, reason
PEOPLE = [
    ("Иванова", "Анна", "Петровна", "ж", date(1978, 11, 5), "работающий", "учитель", date(2010, 9, 1), None, ""),
    ("Кузнецов", "Олег", "Ильич", "м", date(1955, 3, 12), "неработающий пенсионер", "сторож", date(1999, 2, 15), None, ""),
    ("Цой", "Марина", "Львовна", "ж", date(1990, 7, 30), "работающий", "повар", date(2015, 6, 20), date(2024, 5, 17), "по собственному желанию"),
    ("Петров-Водкин", "Семён", "Фёдорович", "м", date(1985, 12, 31), "работающий", "методист", date(2020, 1, 9), date(2025, 8, 29), "переведён"),
]  # fmt: skip


def ru(day: date | None) -> str:
    return "" if day is None else f"{day:%d.%m.%Y}"


def fio(p) -> str:
    return f"{p[0]} {p[1]} {p[2]}"


def blank(day):
    return "" if day is None else day


MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
          "декабря")  # fmt: skip


def in_words(day: date | None) -> str:
    return "" if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year} г."


def short(day: date | None) -> str:
    return "" if day is None else f"{day:%d.%m.%y}"


def serial(day: date | None):
    return "" if day is None else (day - date(1899, 12, 30)).days


def swap_latin(text: str) -> str:
    return text.replace("о", "o").replace("а", "a").replace("с", "c").replace("е", "e")


def plain():
    head = ["ФИО", "Дата рождения", "Дата вступления", "Дата выбытия", "Причина выбытия"]
    return [head] + [[fio(p), p[4], p[7], blank(p[8]), p[9]] for p in PEOPLE]


def titled():
    return [
        ["Первичная профсоюзная организация МБОУ «Школа № 14»"],
        ["СПИСОК ЧЛЕНОВ ПРОФСОЮЗА"],
        ["на 1 ноября 2026 года"],
        [],
        ["№ п/п", "Ф.И.О.", "Пол", "Дата рожд.", "Член профсоюза с", "Снят с учёта", "Основание снятия"],
        *[[n, fio(p), p[3], ru(p[4]), ru(p[7]), ru(p[8]), p[9]] for n, p in enumerate(PEOPLE, 1)],
        ["Итого:", 4],
        [],
        ["Председатель ППО", "________________", "Щербакова Е.П."],
    ]


def two_line_groups():
    return [
        ["№", "Фамилия Имя Отчество", "Дата", "", "Снятие с учёта", ""],
        ["", "", "рождения", "вступления", "дата", "причина"],
        *[[n, fio(p), p[4], p[7], blank(p[8]), p[9]] for n, p in enumerate(PEOPLE, 1)],
    ]


def three_line_groups():
    return [
        ["№ п/п", "Сведения о члене профсоюза", "", "", "", "Членство в профсоюзе", "", "", ""],
        ["", "Личные данные", "", "", "Дата рождения", "Дата вступления", "№ билета", "Выбытие", ""],
        ["", "Фамилия", "Имя", "Отчество", "", "", "", "дата", "причина"],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        *[[n, p[0], p[1], p[2], ru(p[4]), ru(p[7]), f"00{n}7", ru(p[8]), p[9]] for n, p in enumerate(PEOPLE, 1)],
    ]


def name_group():
    return [
        ["Ф.И.О.", "", "", "Д.р.", "Дата вступл.", "Дата снятия", "Причина снятия"],
        ["фамилия", "имя", "отчество", "", "", "", ""],
        *[[p[0], p[1], p[2], p[4], p[7], blank(p[8]), p[9]] for p in PEOPLE],
    ]


def camel_case():
    head = ["Код", "Фамилия", "Имя", "Отчество", "ДатаРождения", "ДатаВступления", "ДатаСнятияСУчета", "ПричинаСнятия"]
    return [head] + [[n, p[0], p[1], p[2], ru(p[4]), ru(p[7]), ru(p[8]), p[9]] for n, p in enumerate(PEOPLE, 1)]


def english():
    head = [
        "Last name",
        "First name",
        "Middle name",
        "Gender",
        "Birth date",
        "Member since",
        "Exit date",
        "Exit reason",
    ]
    return [head] + [
        [p[0], p[1], p[2], "F" if p[3] == "ж" else "M", f"{p[4]:%Y-%m-%d}", f"{p[7]:%Y-%m-%d}",
         f"{p[8]:%Y-%m-%d}" if p[8] else "", p[9]]
        for p in PEOPLE
    ]  # fmt: skip


def serials():
    head = ["фио", "дата рожд", "дата вступления в профсоюз", "выбыл", "причина"]
    return [head] + [[fio(p), serial(p[4]), str(serial(p[7])), serial(p[8]), p[9]] for p in PEOPLE]


def short_years():
    head = ["ФИО члена профсоюза", "Дата рожд.", "Дата приёма в профсоюз", "Дата выхода", "Причина выхода"]
    return [head] + [[fio(p), short(p[4]), short(p[7]), short(p[8]), p[9]] for p in PEOPLE]


def words_dates():
    head = ["ФИО", "Родился", "Вступил(а) в профсоюз", "Выбыл(а)", "Причина"]
    return [head] + [[fio(p), in_words(p[4]), in_words(p[7]), in_words(p[8]), p[9]] for p in PEOPLE]


def american():
    head = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Дата вступления", "Дата выбытия", "Причина"]
    us = lambda d: "" if d is None else f"{d.month}/{d.day}/{d.year}"  # noqa: E731
    return [head] + [[p[0], p[1], p[2], us(p[4]), us(p[7]), us(p[8]), p[9]] for p in PEOPLE]


def capitals_and_spaces():
    head = ["  ФАМИЛИЯ ,  ИМЯ,ОТЧЕСТВО ", "ДАТА  РОЖДЕНИЯ", "ДАТА ВСТУПЛЕНИЯ", "СНЯТ С УЧЁТА", "ПРИЧИНА"]
    return [head] + [
        [f"  {fio(p).upper().replace(' ', '   ')} ", f" {ru(p[4])} ", ru(p[7]) + "г.", ru(p[8]), p[9].upper()]
        for p in PEOPLE
    ]


def latin_lookalikes():
    head = [
        swap_latin(h)
        for h in ["Фамилия, имя, отчество", "Дата рождения", "Дата вступления", "Дата выбытия", "Причина выбытия"]
    ]
    return [head] + [[swap_latin(fio(p)), ru(p[4]), ru(p[7]), ru(p[8]), swap_latin(p[9])] for p in PEOPLE]


def no_heading():
    return [[fio(p), p[3], ru(p[4]), ru(p[7]), ru(p[8]), p[9]] for p in PEOPLE]


def no_heading_separate():
    return [[n, p[0], p[1], p[2], ru(p[4]), ru(p[7]), ru(p[8]), p[9]] for n, p in enumerate(PEOPLE, 1)]


def names_first():
    head = ["Сотрудник", "Дата рождения", "Дата вступления", "Дата выбытия", "Причина"]
    return [head] + [[f"{p[1]} {p[2]} {p[0]}", p[4], p[7], blank(p[8]), p[9]] for p in PEOPLE]


def numbered_names():
    head = ["Список", "Дата рождения", "Дата вступления", "Выбыл", "Причина"]
    return [head] + [[f"{n}. {fio(p)}", p[4], p[7], blank(p[8]), p[9]] for n, p in enumerate(PEOPLE, 1)]


def with_ignored_money():
    head = ["Таб. №", "ФИО", "Паспорт", "Дата рождения", "Оклад", "Дата приёма на работу", "Дата вступления",
            "Взносы за январь", "Взносы за февраль", "Выбыл", "Причина"]  # fmt: skip
    return [head] + [
        [f"00{n}", fio(p), "9200 123456", p[4], 35000, date(2001, 1, 1), p[7], 350.5, 350.5, blank(p[8]), p[9]]
        for n, p in enumerate(PEOPLE, 1)
    ]


def reason_in_date_cell():
    head = ["ФИО", "Дата рождения", "Дата вступления", "Отметка о выбытии (дата, причина)"]
    return [head] + [[fio(p), p[4], p[7], f"{ru(p[8])}, {p[9]}" if p[8] else ""] for p in PEOPLE]


def just_dates():
    """Two columns called «Дата»: the values tell which is which."""
    head = ["ФИО", "Дата", "Дата", "Дата выбытия", "Причина выбытия"]
    return [head] + [[fio(p), p[4], p[7], blank(p[8]), p[9]] for p in PEOPLE]


def repeated_headings():
    head = ["№", "ФИО", "Дата рождения", "Дата вступления", "Выбыл", "Причина"]
    rows = [[n, fio(p), p[4], p[7], blank(p[8]), p[9]] for n, p in enumerate(PEOPLE, 1)]
    return [head, *rows[:2], ["Продолжение списка"], head, [1, 2, 3, 4, 5, 6], *rows[2:], ["ИТОГО", "4 человека"]]


def left_in_a_second_table():
    return [
        ["Список членов профсоюза"],
        ["№", "ФИО", "Дата рождения", "Дата вступления"],
        *[[n, fio(p), p[4], p[7]] for n, p in enumerate(PEOPLE, 1)],
        [],
        ["Выбывшие"],
        ["№", "ФИО", "Дата рождения", "Дата выбытия", "Причина"],
        *[[n, fio(p), p[4], p[8], p[9]] for n, p in enumerate([p for p in PEOPLE if p[8]], 1)],
    ]


def birth_in_three_columns():
    head = [["Фамилия", "Имя", "Отчество", "Дата рождения", "", "", "Дата вступления", "Выбыл", "Причина"],
            ["", "", "", "число", "месяц", "год", "", "", ""]]  # fmt: skip
    return head + [[p[0], p[1], p[2], p[4].day, p[4].month, p[4].year, p[7], blank(p[8]), p[9]] for p in PEOPLE]


def surname_and_given():
    head = ["Фамилия", "Имя, отчество", "Дата рождения", "Принят в профсоюз", "Исключён/выбыл", "Причина"]
    return [head] + [[p[0], f"{p[1]} {p[2]}", p[4], p[7], blank(p[8]), p[9]] for p in PEOPLE]


def shifted():
    """The table begins in column C, row 6, with blank columns between."""
    rows = [[], [], ["", "", "Список"], [], []]
    rows.append(["", "", "ФИО", "", "Дата рождения", "", "Дата вступления", "Дата снятия с учета", "Причина снятия"])
    return rows + [["", "", fio(p), "", p[4], "", p[7], blank(p[8]), p[9]] for p in PEOPLE]


def multi_line_cells():
    head = [
        "Фамилия,\nимя,\nотчество",
        "Дата рожде-\nния",
        "Дата вступ-\nления\nв профсоюз",
        "Дата\nвыбытия",
        "Причина\nвыбытия",
    ]
    return [head] + [[fio(p), p[4], p[7], blank(p[8]), p[9]] for p in PEOPLE]


def moments():
    head = ["ФИО", "Дата рождения", "Дата вступления", "Дата выбытия", "Причина выбытия"]
    at = lambda d: "" if d is None else datetime(d.year, d.month, d.day, 0, 0)  # noqa: E731, DTZ001
    return [head] + [[fio(p), f"{p[4]:%d.%m.%Y} 0:00:00", f"{p[7]:%Y-%m-%d}T00:00:00", at(p[8]), p[9]] for p in PEOPLE]


def digits_only():
    head = ["ФИО", "Дата рождения (ДДММГГГГ)", "Дата вступления", "Дата выбытия", "Причина выбытия"]
    return [head] + [
        [fio(p), int(f"{p[4]:%d%m%Y}"), f"{p[7]:%Y%m%d}", f"{p[8]:%Y%m%d}" if p[8] else "", p[9]] for p in PEOPLE
    ]


def particles():
    head = [
        "Член профсоюза",
        "Год и дата рождения",
        "Состоит в профсоюзе с",
        "Когда снят с учета",
        "Почему снят с учета (причина)",
    ]
    return [head] + [[fio(p), ru(p[4]), "с " + ru(p[7]) + " г.", ru(p[8]) or "-", p[9] or "-"] for p in PEOPLE]


LAYOUTS = [
    plain, titled, two_line_groups, three_line_groups, name_group, camel_case, english, serials, short_years, words_dates,
    american, capitals_and_spaces, latin_lookalikes, no_heading, no_heading_separate, names_first, numbered_names,
    with_ignored_money, reason_in_date_cell, just_dates, repeated_headings, left_in_a_second_table,
    birth_in_three_columns, surname_and_given, shifted, multi_line_cells, moments, digits_only, particles,
]  # fmt: skip


def check(people) -> None:
    """The four people, with their membership."""
    assert [p.shown_name for p in people] == [fio(p) for p in PEOPLE]
    for found, told in zip(people, PEOPLE, strict=True):
        assert found.birth_date == told[4] and found.birth_exact, found.shown_name
        assert found.sex is (Sex.FEMALE if told[3] == "ж" else Sex.MALE)
        (episode,) = found.episodes
        assert (episode.entry_kind, episode.entry_on) == (EventKind.ADMITTED, told[7]), found.shown_name
    assert people[0].episodes[0].exit is None and people[1].episodes[0].exit is None
    left, moved = people[2].episodes[0].exit, people[3].episodes[0].exit
    assert (left.kind, left.on, left.reason) == (EventKind.LEFT, date(2024, 5, 17), None)
    assert (moved.kind, moved.on, moved.reason) == (
        EventKind.DEREGISTERED, date(2025, 8, 29), DeregistrationReason.TRANSFERRED,
    )  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_layout_is_understood_as_a_spreadsheet(make_xlsx, read, layout):
    reading = read(make_xlsx(layout()))
    assert reading.rejected == ()
    check(reading.people)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_layout_is_understood_as_text(tmp_path, read, layout):
    def text(cell):
        if isinstance(cell, datetime):
            return f"{cell:%d.%m.%Y %H:%M}"
        if isinstance(cell, date):
            return ru(cell)
        return f'"{cell}"' if isinstance(cell, str) and (set(cell) & set(';\n"')) else str(cell)

    path = tmp_path / "список.csv"
    rows = layout()
    width = max(len(row) for row in rows)
    lines = [";".join(text(cell) for cell in [*row, *[""] * (width - len(row))]) for row in rows]
    path.write_bytes("\r\n".join(lines).encode("cp1251", errors="replace"))
    reading = read(path)
    assert reading.rejected == ()
    check(reading.people)


def test_merged_headings(make_xlsx, read):
    rows = two_line_groups()
    path = make_xlsx(
        {"Лист1": rows},
        merges=["A1:A2", "B1:B2", "C1:D1", "E1:F1"],
    )
    check(read(path).people)


def test_category_position_contacts_and_card(make_xlsx, read):
    head = ["ФИО", "Соц. статус", "Должность", "Структурное подразделение", "Моб. тел.", "Эл. почта", "Домашний адрес",
            "ПБ №", "Табельный номер", "Дата вступления", "Согласие на ОПД", "Дата согласия", "Примечание"]  # fmt: skip
    row = ["Иванова Анна Петровна", "раб.", "учитель", "Начальная школа", 89093570372, "Anna@School.Example",
           "ул. Мира, 1", "0012345", "00017", "01.09.2010", "да", "02.09.2010", "казначей"]  # fmt: skip
    other = [
        "Ким Ольга Сергеевна",
        "студ.",
        "",
        "Физмат",
        "8 (909) 357-03-73",
        "нет",
        "",
        1234567.0,
        18,
        "01.09.2024",
        "+",
        "",
        "",
    ]
    reading = read(make_xlsx([head, row, other]))
    first, second = reading.people
    assert first.category is MemberCategory.WORKING and second.category is MemberCategory.STUDENT
    assert first.details == {
        "position": "учитель", "department": "Начальная школа", "phone": "+7 909 357-03-72",
        "email": "anna@school.example", "address": "ул. Мира, 1", "card_number": "0012345", "personnel_number": "00017",
        "note": "казначей",
    }  # fmt: skip
    assert second.details["card_number"] == "1234567" and second.details["phone"] == "+7 909 357-03-73"
    assert "email" not in second.details
    assert (first.consent_on, first.consent_dated) == (date(2010, 9, 2), True)
    assert (second.consent_on, second.consent_dated) == (date(2026, 11, 20), False)


def test_sections_give_category_and_department(make_xlsx, read):
    rows = [
        ["№", "ФИО", "Дата рождения", "Дата вступления"],
        ["Отдел кадров"],
        [1, "Иванова Анна Петровна", "05.11.1978", "01.09.2010"],
        ["Бухгалтерия", "", "", ""],
        [2, "Цой Марина Львовна", "30.07.1990", "20.06.2015"],
        ["Неработающие пенсионеры"],
        [3, "Кузнецов Олег Ильич", "12.03.1955", "15.02.1999"],
        ["Всего", 3],
    ]
    people = read(make_xlsx(rows)).people
    assert [p.details.get("department") for p in people] == ["Отдел кадров", "Бухгалтерия", None]
    assert [p.category for p in people] == [MemberCategory.WORKING, MemberCategory.WORKING, MemberCategory.PENSIONER]


def test_department_merged_over_rows(make_xlsx, read):
    rows = [
        ["Цех", "ФИО", "Дата рождения", "Дата вступления"],
        ["Цех № 1", "Иванова Анна Петровна", "05.11.1978", "01.09.2010"],
        ["", "Цой Марина Львовна", "30.07.1990", "20.06.2015"],
    ]
    people = read(make_xlsx({"Лист1": rows}, merges=["A2:A3"])).people
    assert [p.details["department"] for p in people] == ["Цех № 1", "Цех № 1"]


def test_sheets_that_are_no_lists_are_skipped_and_named(make_xlsx, read):
    sheets = {
        "Работники": plain(),
        "Справочник": [["Категории"], ["работающий"], ["студент"]],
        "Взносы": [["ФИО", "Январь", "Февраль"], *[[fio(p), 100, 100] for p in PEOPLE]],
        "Пусто": [],
        "Свод": [["Показатель", "Кол-во"], ["Всего", 4], ["Женщин", 2]],
        "Старый": plain(),
    }
    reading = read(make_xlsx(sheets, hidden=["Старый"]))
    check(reading.people)
    assert reading.duplicates == ()
    skipped = {sheet.name: sheet.skipped for sheet in reading.sheets}
    assert skipped == {
        "Работники": "", "Справочник": "не список людей", "Взносы": "нет сведений, кроме имён", "Пусто": "пустой лист",
        "Свод": "нет столбца с фамилиями", "Старый": "скрытый лист",
    }  # fmt: skip


def test_sheet_names_tell_the_category_and_the_leaving(make_xlsx, read):
    head = ["ФИО", "Дата рождения", "Дата вступления"]
    sheets = {
        "Студенты": [head, ["Ким Ольга Сергеевна", "05.11.2006", "01.09.2024"]],
        "Пенсионеры": [head, ["Кузнецов Олег Ильич", "12.03.1955", "15.02.1999"]],
        "Выбывшие": [[*head, "Дата", "Причина"],
                     ["Цой Марина Львовна", "30.07.1990", "20.06.2015", "17.05.2024", "умерла"]],
    }  # fmt: skip
    people = read(make_xlsx(sheets)).people
    assert [p.category for p in people] == [MemberCategory.STUDENT, MemberCategory.PENSIONER, MemberCategory.WORKING]
    assert people[2].episodes[0].exit.kind is EventKind.DIED


def test_entry_dates_decide_how_they_came(make_xlsx, read):
    head = ["ФИО", "Дата рождения", "Дата вступления в профсоюз", "Дата постановки на учёт"]
    rows = [
        ["Иванова Анна Петровна", "05.11.1978", "01.09.2010", "01.09.2010"],
        ["Цой Марина Львовна", "30.07.1990", "20.06.2011", "20.06.2015"],
        ["Кузнецов Олег Ильич", "12.03.1955", "", "15.02.1999"],
    ]
    people = read(make_xlsx([head, *rows])).people
    assert [(p.episodes[0].entry_kind, p.episodes[0].entry_on) for p in people] == [
        (EventKind.ADMITTED, date(2010, 9, 1)),
        (EventKind.REGISTERED, date(2015, 6, 20)),
        (EventKind.ADMITTED, date(1999, 2, 15)),
    ]
    assert [p.union_since for p in people] == [date(2010, 9, 1), date(2011, 6, 20), date(1999, 2, 15)]


def test_first_time_marks_win(make_xlsx, read):
    head = ["ФИО", "Дата рождения", "Дата постановки на учет", "Принят впервые (да/нет)"]
    rows = [
        ["Иванова Анна Петровна", "05.11.1978", "01.09.2010", "впервые"],
        ["Цой Марина Львовна", "30.07.1990", "20.06.2015", "переведена"],
        ["Кузнецов Олег Ильич", "12.03.1955", "15.02.1999", "нет"],
    ]
    kinds = [p.episodes[0].entry_kind for p in read(make_xlsx([head, *rows])).people]
    assert kinds == [EventKind.ADMITTED, EventKind.REGISTERED, EventKind.REGISTERED]


def test_told_mapping_wins(make_xlsx, read):
    rows = [["Кто", "Когда 1", "Когда 2"], ["Иванова Анна Петровна", "05.11.1978", "01.09.2010"]]
    people = read(make_xlsx(rows), mapping={"Кто": "full_name", "B": "birth_date", "Когда 2": "registered_on"}).people
    assert people[0].birth_date == date(1978, 11, 5)
    assert people[0].episodes[0].entry_on == date(2010, 9, 1)
