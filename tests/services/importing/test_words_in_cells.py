"""Names, categories, reasons, telephones and card numbers as people write them."""

# Tables of layouts read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, Sex
from app.services.importing.names import clean_word, names_come_first, read_full_name, sex_from_name
from app.services.importing.values import (
    card_text,
    read_category,
    read_email,
    read_leaving,
    read_phone,
    read_sex,
    read_yes,
    text_of,
)

W, S, P, U = MemberCategory.WORKING, MemberCategory.STUDENT, MemberCategory.PENSIONER, MemberCategory.UNEMPLOYED


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Иванова Анна Петровна", ("Иванова", "Анна", "Петровна")),
        ("  ИВАНОВА   АННА  ПЕТРОВНА ", ("Иванова", "Анна", "Петровна")),
        ("иванова анна петровна", ("Иванова", "Анна", "Петровна")),
        ("Анна Петровна Иванова", ("Иванова", "Анна", "Петровна")),
        ("12. Иванова Анна Петровна", ("Иванова", "Анна", "Петровна")),
        ("Иванова, Анна Петровна", ("Иванова", "Анна", "Петровна")),
        ("Петров - Водкин Кузьма Сергеевич", ("Петров-Водкин", "Кузьма", "Сергеевич")),
        ("ПЕТРОВ-ВОДКИН КУЗЬМА СЕРГЕЕВИЧ", ("Петров-Водкин", "Кузьма", "Сергеевич")),
        ("Мамедов Эльчин Рашид оглы", ("Мамедов", "Эльчин", "Рашид оглы")),
        ("Алиева Лейла Ахмед кызы", ("Алиева", "Лейла", "Ахмед кызы")),
        ("Абрамович Роман Аркадьевич", ("Абрамович", "Роман", "Аркадьевич")),
        ("Роман Аркадьевич Абрамович", ("Абрамович", "Роман", "Аркадьевич")),
        ("Ким Ольга", ("Ким", "Ольга", "")),
        ("Нгуен Ван Хай", ("Нгуен", "Ван", "Хай")),
        ("Cидорова Мария Ивановна", ("Сидорова", "Мария", "Ивановна")),
        ("Петрова (Сидорова) Мария Ивановна", ("Петрова", "Мария", "Ивановна")),
        ("О'Коннор Анна Петровна", ("О'Коннор", "Анна", "Петровна")),
        ("Лукич Пётр Никитич", ("Лукич", "Пётр", "Никитич")),
    ],
)
def test_full_names(written, parts):
    name = read_full_name(written)
    assert (name.surname, name.name, name.patronymic) == parts


@pytest.mark.parametrize("written", ["Иванов И.И.", "Иванов И. И.", "И.И. Иванов", "Иванов И.", "ИВАНОВ И.И."])
def test_initials_are_a_doubt(written):
    name = read_full_name(written)
    assert name.surname == "Иванов" and name.name == "И." and not name.complete and name.doubts


@pytest.mark.parametrize("written", ["", "   ", "---", "123", "Иванов 2", "#REF!"])
def test_what_is_no_name_is_refused(written):
    with pytest.raises(ValueError, match=r"."):
        read_full_name(written)


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_a_reason(text):
    try:
        name = read_full_name(text)
    except ValueError as error:
        assert str(error)  # noqa: PT017
    else:
        assert name.surname or name.doubts


def test_a_column_of_names_in_the_other_order():
    assert names_come_first(["Анна Петровна Иванова", "Олег Ильич Цой", "Роман Аркадьевич Абрамович"])
    assert not names_come_first(["Иванова Анна Петровна", "Абрамович Роман Аркадьевич"])


def test_sex_from_patronymic_and_from_a_common_name():
    assert sex_from_name("Саша", "Петровна") == (Sex.FEMALE, True)
    assert sex_from_name("Пётр", "Никитич") == (Sex.MALE, True)
    assert sex_from_name("Анна", "") == (Sex.FEMALE, False)
    assert sex_from_name("Хай", "") == (None, False)
    assert clean_word("  иВАНОВА ") == "иВАНОВА"


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("работающий", W), ("Работающая", W), ("раб.", W), ("сотрудник", W), ("Работник", W), ("работающий пенсионер", W),
        ("пенсионер (работающий)", W), ("декретный отпуск", W), ("отпуск по уходу за ребёнком", W), ("в декрете", W),
        ("преподаватель", W), ("студент", S), ("студентка", S), ("учащийся", S), ("обучающийся", S), ("аспирант", S),
        ("магистрант", S), ("неработающий пенсионер", P), ("пенсионер", P), ("пенс.", P), ("не раб. пенсионер", P),
        ("нераб. пенсионер", P), ("пенсионер неработающий", P), ("ветеран", P), ("ветеран труда", P),
        ("временно не работает", U), ("временно не работающий", U), ("безработный", U), ("врем. не раб.", U),
        ("неработающий", U), ("высшая", None), ("первая", None), ("", None),
    ],
)  # fmt: skip
def test_categories(word, category):
    assert read_category(word) is category


@pytest.mark.parametrize(
    ("words", "kind", "reason"),
    [
        ("по собственному желанию", EventKind.LEFT, None),
        ("по личному заявлению", EventKind.LEFT, None),
        ("вышла из профсоюза", EventKind.LEFT, None),
        ("с/ж", EventKind.LEFT, None),
        ("исключён", EventKind.EXPELLED, None),
        ("искл.", EventKind.EXPELLED, None),
        ("по соб. желанию", EventKind.LEFT, None),
        ("по соб. жел.", EventKind.LEFT, None),
        ("искл. по соб. жел.", EventKind.LEFT, None),
        ("ув.", EventKind.DEREGISTERED, DeregistrationReason.DISMISSED),
        ("перев.", EventKind.DEREGISTERED, DeregistrationReason.TRANSFERRED),
        ("окон. обуч.", EventKind.DEREGISTERED, DeregistrationReason.GRADUATED),
        ("ум.", EventKind.DIED, None),
        ("исключена за неуплату взносов", EventKind.EXPELLED, None),
        ("исключён из профсоюза по личному заявлению", EventKind.LEFT, None),
        ("уволен", EventKind.DEREGISTERED, DeregistrationReason.DISMISSED),
        ("уволена по собственному желанию", EventKind.DEREGISTERED, DeregistrationReason.DISMISSED),
        ("увольнение", EventKind.DEREGISTERED, DeregistrationReason.DISMISSED),
        ("сокращение штата", EventKind.DEREGISTERED, DeregistrationReason.DISMISSED),
        ("переведён", EventKind.DEREGISTERED, DeregistrationReason.TRANSFERRED),
        ("перешла в другую организацию", EventKind.DEREGISTERED, DeregistrationReason.TRANSFERRED),
        ("перевод в СОШ № 3", EventKind.DEREGISTERED, DeregistrationReason.TRANSFERRED),
        ("окончил обучение", EventKind.DEREGISTERED, DeregistrationReason.GRADUATED),
        ("выпуск 2025", EventKind.DEREGISTERED, DeregistrationReason.GRADUATED),
        ("отчислен", EventKind.DEREGISTERED, DeregistrationReason.OTHER),
        ("умер", EventKind.DIED, None),
        ("умерла", EventKind.DIED, None),
        ("в связи со смертью", EventKind.DIED, None),
    ],
)
def test_reasons_of_leaving(words, kind, reason):
    found = read_leaving(words)
    assert (found.kind, found.reason, found.known) == (kind, reason, True)
    assert read_leaving(words.upper()) == found


def test_an_unknown_reason_is_told_apart_from_none():
    assert read_leaving("улетел на Марс").known is False
    assert read_leaving("—") is None and read_leaving("") is None


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("89093570372", "+7 909 357-03-72"), ("+7 (909) 357-03-72", "+7 909 357-03-72"), ("9093570372", "+7 909 357-03-72"),
        (79093570372.0, "+7 909 357-03-72"), ("8-909-357-03-72, 8(843)2223344", "+7 909 357-03-72, +7 843 222-33-44"),
        ("2-34-56", "2-34-56"), ("нет", ""), ("-", ""),
    ],
)  # fmt: skip
def test_telephones(written, shown):
    assert read_phone(written) == shown
    assert read_phone(shown) == shown


def test_cards_keep_their_zeros_and_lose_the_point():
    assert [card_text(v) for v in ("0012345", 1234567.0, "№ 12 34", "ПБ № 0077", "1234567.0", "-")] == [
        "0012345", "1234567", "1234", "0077", "1234567", "",
    ]  # fmt: skip
    assert text_of(1.5) == "1.5"


def test_sex_yes_and_addresses():
    assert [read_sex(v) for v in ("ж", "Жен.", "Женский", "F", "м", "муж", "M", "male", "?")] == [
        Sex.FEMALE, Sex.FEMALE, Sex.FEMALE, Sex.FEMALE, Sex.MALE, Sex.MALE, Sex.MALE, Sex.MALE, None,
    ]  # fmt: skip
    assert [read_yes(v) for v in ("Да", "+", "v", 1.0, True, "нет", "-", 0.0, "переведён", "не знаю что")] == [
        True, True, True, True, True, False, False, False, False, False,
    ]  # fmt: skip
    assert [read_email(v) for v in ("A@B.Example", "нет", "", "a at b")] == ["a@b.example", "", "", None]
