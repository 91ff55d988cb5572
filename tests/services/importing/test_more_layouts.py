"""Layouts with a twist of their own: marks in columns, two lists side by side, forms from the web, two tables."""

# Tables of layouts read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, OrganisationCategory, Sex
from app.progress import silent
from app.services.importing.fields import ListField
from app.services.importing.lists import read_list
from app.services.importing.sheets import SourceFile, SourceSheet

HEADINGS = {
    ListField.FULL_NAME: ["ФИО", "Ф.И.О.", "Фамилия, имя, отчество", "ФИО члена профсоюза", "Фамилия И.О.", "Ф. И. О. (полностью)",
                      "Full name", "Фамилия Имя Отчество работника"],
    ListField.BIRTH_DATE: ["Дата рождения", "Дата рожд.", "д.р.", "Д/р", "ДатаРождения", "День рождения", "Родился (дата)",
                       "число, месяц, год рождения", "birth date", "Дата рожде-\nния", "ДАТА РОЖДЕНИЯ"],
    ListField.JOINED_ON: ["Дата вступления", "Дата вступл.", "Член профсоюза с", "Вступил в профсоюз", "ДатаВступления",
                      "Дата приёма в профсоюз", "Принят в профсоюз", "Member since", "Когда вступил(а) в профсоюз",
                      "В профсоюзе с", "Членство с"],
    ListField.REGISTERED_ON: ["Дата постановки на учёт", "Поставлен на учёт", "Принят на учет", "На учёте с", "ДатаПостановкиНаУчет",
                          "Дата постан. на учёт"],
    ListField.LEFT_ON: ["Дата выбытия", "Снят с учёта", "Выбыл", "Дата снятия с учета", "ДатаВыбытия", "Выбыл (дата)",
                    "Дата выхода из профсоюза", "Exit date", "Когда выбыл", "Дата исключения"],
    ListField.LEFT_REASON: ["Причина", "Причина выбытия", "Причина снятия с учёта", "ПричинаВыбытия", "Основание снятия", "Reason",
                        "Причина выхода"],
    ListField.CATEGORY: ["Категория", "Вид членства", "ВидЧленства", "Социальный статус", "Соц. положение", "Категория члена профсоюза",
                     "Работающий / студент / пенсионер", "Category"],
    ListField.SEX: ["Пол", "пол", "ПОЛ", "Пол (м/ж)", "Gender", "Sex"],
    ListField.CARD_NUMBER: ["№ профбилета", "Профбилет", "№ билета", "Номер профсоюзного билета", "ПБ №", "№ ПБ", "Членский билет",
                        "№ проф. билета", "Номер карты"],
    ListField.PHONE: ["Телефон", "тел.", "Моб. телефон", "Контактный телефон", "Сотовый", "Phone", "Номер телефона"],
    ListField.EMAIL: ["E-mail", "Эл. почта", "Электронная почта", "email", "Адрес эл. почты"],
    ListField.POSITION: ["Должность", "Занимаемая должность", "Профессия", "Position", "Должность (профессия)"],
    ListField.DEPARTMENT: ["Подразделение", "Отдел", "Цех", "Структурное подразделение", "Кафедра", "Department", "Место работы"],
    ListField.PERSONNEL_NUMBER: ["Таб. №", "Табельный номер", "ТабельныйНомер", "Таб.номер"],
    ListField.NOTE: ["Примечание", "Прим.: примечания", "Комментарий", "Заметки"],
    ListField.IGNORE: ["Оклад", "Сумма взносов", "Паспорт", "СНИЛС", "Стаж", "Образование", "Подпись", "Дата выдачи билета",
                   "Январь", "Дети"],
}  # fmt: skip

VALUES = {
    ListField.FULL_NAME: ["Иванова Анна Петровна", "Цой Олег Ильич", "Ким Яна Юрьевна", "Петров Семён Львович"],
    ListField.BIRTH_DATE: ["05.11.1978", "12.03.1985", "30.07.1990", "31.12.1969"],
    ListField.JOINED_ON: ["01.09.2010", "15.02.2009", "20.06.2015", "09.01.2020"],
    ListField.REGISTERED_ON: ["01.09.2011", "15.02.2010", "20.06.2016", "09.01.2021"],
    ListField.LEFT_ON: ["", "17.05.2024", "", "29.08.2025"],
    ListField.LEFT_REASON: ["", "по собственному желанию", "", "уволен"],
    ListField.CATEGORY: ["работающий", "неработающий пенсионер", "студент", "временно не работает"],
    ListField.SEX: ["ж", "м", "ж", "м"],
    ListField.CARD_NUMBER: ["0012345", "1234567", "2345678", "3456789"],
    ListField.PHONE: ["89093570372", "8 (909) 357-03-73", "+79093570374", ""],
    ListField.EMAIL: ["a@x.example", "b@x.example", "", "d@x.example"],
    ListField.POSITION: ["учитель", "повар", "", "методист"],
    ListField.DEPARTMENT: ["Школа", "Столовая", "Школа", "Сад"],
    ListField.PERSONNEL_NUMBER: ["0001", "0002", "0003", "0004"],
    ListField.NOTE: ["казначей", "", "", "льготник"],
    ListField.IGNORE: ["35000", "36000", "37000", "38000"],
}
OPTIONAL = [field for field in HEADINGS if field not in {ListField.FULL_NAME, ListField.BIRTH_DATE}]


def reading_of(rows, **extra):
    width = max(len(row) for row in rows)
    even = tuple((*row, *[""] * (width - len(row))) for row in rows)
    source = SourceFile("список.xlsx", "0" * 64, (SourceSheet("Лист1", even, width),))
    return read_list(
        source, today=date(2026, 11, 20), mapping=None, organisation=extra.get("organisation"), progress=silent()
    )


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_headings_in_any_order(data):
    fields = [ListField.FULL_NAME, ListField.BIRTH_DATE, *data.draw(st.lists(st.sampled_from(OPTIONAL), unique=True))]
    fields = data.draw(st.permutations(fields))
    headings = [data.draw(st.sampled_from(HEADINGS[field])) for field in fields]
    title = data.draw(st.sampled_from([[], [["Список членов профсоюза"]], [["ППО школы № 14"], [], ["на 01.10.2026"]]]))
    rows = [*title, headings, *[[VALUES[field][n] for field in fields] for n in range(4)]]
    reading = reading_of(rows)
    mapped = {column.heading: column.field for column in reading.sheets[0].columns}
    for field, heading in zip(fields, headings, strict=True):
        assert mapped[" ".join(heading.split())] is field, (heading, field)
    assert [p.shown_name for p in reading.people] == VALUES[ListField.FULL_NAME] and reading.rejected == ()
    assert [p.birth_date for p in reading.people] == [
        date(1978, 11, 5), date(1985, 3, 12), date(1990, 7, 30), date(1969, 12, 31),
    ]  # fmt: skip


def test_marks_in_columns_named_after_categories_and_sexes():
    reading = reading_of(
        [
            ["ФИО", "Пол", "", "Категория", "", "", "Дата рождения", "Дата вступления"],
            ["", "м", "ж", "работающий", "студент", "пенсионер", "", ""],
            ["Нгуен Хай", "", "+", "+", "", "", "05.11.1978", "01.09.2010"],
            ["Ли Сун", "+", "", "", "+", "", "30.07.2005", "20.06.2024"],
            ["Ким Чен", "+", "", "", "", "+", "30.07.1950", "20.06.1980"],
        ]
    )
    assert [(p.sex, p.category) for p in reading.people] == [
        (Sex.FEMALE, MemberCategory.WORKING), (Sex.MALE, MemberCategory.STUDENT), (Sex.MALE, MemberCategory.PENSIONER),
    ]  # fmt: skip


def test_two_lists_side_by_side_lose_nobody():
    head = ["№", "ФИО", "Дата рождения", "Дата вступления"]
    reading = reading_of(
        [
            [*head, "", *head],
            [
                1,
                "Иванова Анна Петровна",
                "05.11.1978",
                "01.09.2010",
                "",
                3,
                "Ким Олег Ильич",
                "01.02.1980",
                "01.03.2011",
            ],
            [2, "Цой Марина Львовна", "30.07.1990", "20.06.2015", "", "", "", "", ""],
        ]
    )
    assert sorted(p.surname for p in reading.people) == ["Иванова", "Ким", "Цой"]


def test_answers_of_a_web_form():
    reading = reading_of(
        [
            ["Отметка времени", "Укажите вашу фамилию", "Укажите ваше имя", "Укажите ваше отчество", "Дата рождения",
             "Ваш номер телефона", "Даю согласие на обработку персональных данных"],
            ["2026/09/01 10:11:12", "Иванова", "Анна", "Петровна", "11/5/1978", "8 909 357 03 72", "Да"],
            ["2026/09/02 10:11:12", "Цой", "Марина", "Львовна", "7/30/1990", "8 909 357 03 73", "Согласна"],
        ]
    )  # fmt: skip
    assert [p.birth_date for p in reading.people] == [date(1978, 11, 5), date(1990, 7, 30)]
    assert all(p.consent_on for p in reading.people)


def test_a_personnel_export_with_dismissals():
    reading = reading_of(
        [
            ["Сотрудник", "Дата рождения", "Дата приема", "Дата увольнения", "Состояние"],
            ["Иванова Анна Петровна", "05.11.1978", "01.09.2010", "", "Работа"],
            ["Цой Марина Львовна", "30.07.1990", "20.06.2015", "17.05.2024", "Увольнение"],
        ]
    )
    leaving = reading.people[1].episodes[0].exit
    assert (leaving.kind, leaving.reason) == (EventKind.DEREGISTERED, DeregistrationReason.DISMISSED)
    assert reading.people[0].episodes[0].exit is None and reading.people[0].doubts == ()


def test_dates_inside_protocols():
    reading = reading_of(
        [
            ["ФИО", "Дата рождения", "Дата и № протокола о приёме", "Исключён (дата, № протокола)"],
            ["Иванова Анна Петровна", "05.11.1978", "Протокол № 5 от 01.09.2010", ""],
            ["Цой Марина Львовна", "30.07.1990", "пр. № 6 от 20.06.2015", "17.05.2024, пр. № 8"],
        ]
    )
    assert [p.episodes[0].entry_on for p in reading.people] == [date(2010, 9, 1), date(2015, 6, 20)]
    assert reading.people[1].episodes[0].exit.kind is EventKind.EXPELLED
    assert "№ 5" in reading.people[0].episodes[0].basis


def test_reasons_as_marks_and_as_dates():
    marks = reading_of(
        [
            [
                "ФИО",
                "Дата рождения",
                "Принят (дата)",
                "Впервые принят",
                "Переведён из другой организации",
                "Снят (дата)",
                "Вышел по собственному желанию",
                "Исключён",
                "Умер",
            ],
            ["Иванова Анна Петровна", "05.11.1978", "01.09.2010", "+", "", "", "", "", ""],
            ["Цой Марина Львовна", "30.07.1990", "20.06.2015", "", "+", "17.05.2024", "+", "", ""],
            ["Ким Олег Ильич", "30.07.1950", "20.06.1985", "+", "", "18.05.2024", "", "", "+"],
        ]
    )
    assert [p.episodes[0].entry_kind for p in marks.people] == [
        EventKind.ADMITTED, EventKind.REGISTERED, EventKind.ADMITTED,
    ]  # fmt: skip
    assert [p.episodes[0].exit and p.episodes[0].exit.kind for p in marks.people] == [
        None,
        EventKind.LEFT,
        EventKind.DIED,
    ]
    dates = reading_of(
        [
            ["ФИО", "Дата рождения", "Дата вступления", "Дата увольнения", "Дата исключения"],
            ["Иванова Анна Петровна", "05.11.1978", "01.09.2010", "", "03.04.2025"],
            ["Цой Марина Львовна", "30.07.1990", "20.06.2015", "17.05.2024", ""],
        ]
    )
    assert [p.episodes[0].exit.kind for p in dates.people] == [EventKind.EXPELLED, EventKind.DEREGISTERED]
    assert [p.episodes[0].exit.on for p in dates.people] == [date(2025, 4, 3), date(2024, 5, 17)]


def test_where_from_and_where_to():
    reading = reading_of(
        [
            ["№", "ФИО", "Дата рождения", "Постановка на учёт", "", "Снятие с учёта", ""],
            ["", "", "", "Дата", "Откуда", "Дата", "Куда"],
            [1, "Иванова Анна Петровна", "05.11.1978", "01.09.2010", "вновь", "", ""],
            [2, "Цой Марина Львовна", "30.07.1990", "20.06.2015", "СОШ № 3", "17.05.2024", "СОШ № 5"],
        ]
    )
    kinds = [p.episodes[0].entry_kind for p in reading.people]
    assert kinds == [EventKind.ADMITTED, EventKind.REGISTERED]
    assert reading.people[1].episodes[0].exit.reason is DeregistrationReason.TRANSFERRED


def test_cells_that_hold_two_things():
    reading = reading_of(
        [
            ["Член профсоюза", "Контакты", "Домашний адрес, телефон", "Дата вступления в профсоюз"],
            ["Иванова Анна Петровна, 05.11.1978 г.р.", "a@b.example", "ул. Мира 1, кв. 5, 89093570372", "01.09.2010"],
            ["Цой Марина Львовна, 30.07.1990 г.р.", "m@b.example", "ул. Мира 2", "20.06.2015"],
        ]
    )
    first = reading.people[0]
    assert (first.shown_name, first.birth_date) == ("Иванова Анна Петровна", date(1978, 11, 5))
    assert first.details["address"] == "ул. Мира 1, кв. 5" and first.details["phone"] == "+7 909 357-03-72"
    assert first.details["email"] == "a@b.example"


def test_initials_in_a_column_of_their_own():
    people = reading_of([["Фамилия", "И.О.", "Дата рождения", "Дата вступления"],
                         ["Иванова", "А.П.", "05.11.1978", "01.09.2010"]]).people  # fmt: skip
    assert (people[0].name, people[0].patronymic, people[0].complete) == ("А.", "П.", False)


def test_a_mapping_may_be_written_the_other_way_round():
    from app.services.importing.mapping import check_mapping

    assert check_mapping({"full_name": "Кто", "birth_date": "B"}) == {"Кто": "full_name", "B": "birth_date"}


def test_study_groups_in_lines_and_titles():
    reading = reading_of(
        [
            ["Список студентов 2 курса"],
            ["Группа ИС-21"],
            ["№", "ФИО", "Дата рождения", "Дата вступления"],
            [1, "Иванова Анна Петровна", "05.11.2006", "01.09.2024"],
            ["Группа ИС-22"],
            [1, "Ким Олег Ильич", "30.07.2006", "01.09.2024"],
        ]
    )
    assert [(p.category, p.details["study_group"]) for p in reading.people] == [
        (MemberCategory.STUDENT, "ИС-21"), (MemberCategory.STUDENT, "ИС-22"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("organisation", "born", "category"),
    [
        (OrganisationCategory.VOCATIONAL, "05.11.2007", MemberCategory.STUDENT),
        (OrganisationCategory.VOCATIONAL, "05.11.1977", MemberCategory.WORKING),
        (OrganisationCategory.ENTERPRISE, "05.11.2007", MemberCategory.WORKING),
    ],
)
def test_without_any_category_the_organisation_and_the_ages_decide(organisation, born, category):
    rows = [["ФИО", "Дата рождения", "Дата вступления"], ["Иванова Анна Петровна", born, "01.09.2024"]]
    reading = reading_of(rows, organisation=organisation)
    assert reading.people[0].category is category
    assert any("категор" in text for text in reading.assumptions)


def test_a_qualification_is_no_category():
    reading = reading_of(
        [
            ["ФИО", "Дата рождения", "Категория", "Дата вступления"],
            ["Иванова Анна Петровна", "05.11.1978", "высшая", "01.09.2010"],
            ["Цой Марина Львовна", "30.07.1990", "первая", "20.06.2015"],
            ["Ким Олег Ильич", "30.07.1980", "б/к", "20.06.2015"],
        ]
    )
    assert all(p.doubts == () and p.category is MemberCategory.WORKING for p in reading.people)


def test_a_wholly_wrong_birth_column_is_refused_not_lost():
    reading = reading_of([["ФИО", "Дата рождения", "Дата вступления"], ["Цой Олег Ильич", "31.02.1990", "01.09.2010"]])
    assert reading.people == () and reading.rejected[0].remarks[0].column == "Дата рождения"


def test_a_left_mark_in_a_note_is_a_doubt():
    reading = reading_of([["ФИО", "Дата рождения", "Дата вступления", "Примечание"],
                          ["Цой Олег Ильич", "20.02.1990", "01.09.2010", "выбыл 12.05.2025"]])  # fmt: skip
    assert "выбытие" in reading.people[0].doubts[0].reason
