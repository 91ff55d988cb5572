"""A consent is read by its words before its dates."""

# Tables of cells read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

from datetime import date

import pytest

TODAY = date(2026, 11, 20)
GIVEN = date(2025, 9, 5)


def consent(tmp_path, read, heads, cells, title=""):
    path = tmp_path / "список.csv"
    head = ["ФИО", "Дата рождения", "Дата вступления", *heads]
    row = ["Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", *cells]
    lines = [title, *(";".join(f'"{cell}"' for cell in line) for line in (head, row))]
    path.write_text("\n".join(lines), encoding="utf-8")
    (person,) = read(path).people
    return person, [doubt.reason for doubt in person.doubts]


@pytest.mark.parametrize(
    "words",
    [
        "отозвано 01.10.2026", "Отозвала 01.10.2026", "отзыв от 01.10.2026", "подписано 05.09.2025, отозвано 01.10.2026",
        "истекло", "срок истёк 05.09.2025", "просрочено", "не действует с 05.09.2025", "закончилось 01.01.2026",
        "отказ 05.09.2025", "отказалась 05.09.2025", "не дал(а), 05.09.2025", "против, 05.09.2025",
        "будет", "принесёт 05.12.2026", "обещала", "на подписи с 05.09.2025", "запрос отправлен", "оформить до 05.09.2026",
        "до 2025", "до 01.01.2026", "действует до 01.01.2026", "05.09.2020-05.09.2025", "05.09.2020 до 05.09.2025",
        "частично", "устно", "см. дело", "да?", "есть, но не подписано 05.09.2025", "уточнить", "только ФИО", "копия",
        "05.09.2027", "01.09.1999", "31.02.2025", "да, кроме фото", "вновь дано 05.09.2025", "согласие аннулировано",
        "в процессе оформления", "жду", "05.09.1977",
    ],
)  # fmt: skip
def test_what_is_no_consent_is_asked_about(tmp_path, read, words):
    person, doubts = consent(tmp_path, read, ["Согласие на обработку ПДн"], [words])
    assert person.consent_on is None
    assert len(doubts) == 1


@pytest.mark.parametrize(
    "words", ["нет", "-", "не дано", "отсутствует", "не дал", "0", "отказ", "Нет", "", "false", "no", "нет согласия"]
)
def test_a_plain_no_is_no_doubt(tmp_path, read, words):
    person, doubts = consent(tmp_path, read, ["Согласие"], [words])
    assert person.consent_on is None
    assert doubts == []


@pytest.mark.parametrize(
    "words",
    [
        "есть, 05.09.2025", "05.09.2025", "дано 05.09.2025", "получено от 05.09.2025 г.", "+ 05.09.2025", "да (05.09.2025)",
        "согласна, 05.09.2025", "подписано 5 сентября 2025 г.", "от 05.09.2025", "№ 15 от 05.09.2025", "2025-09-05",
        "не возражает, 05.09.2025", "с 05.09.2025", "согласие от 05.09.2025 действует", "не отозвано, дано 05.09.2025",
        "05.09.2025, бессрочно",
    ],
)  # fmt: skip
def test_a_consent_with_its_day(tmp_path, read, words):
    person, doubts = consent(tmp_path, read, ["Согласие на обработку ПДн"], [words])
    assert (person.consent_on, person.consent_dated, person.consent_until) == (GIVEN, True, None)
    assert doubts == []


@pytest.mark.parametrize(
    "words",
    [
        "да",
        "есть",
        "+",
        "дано",
        "согласна",
        "имеется",
        "1",
        "подписано",
        "в личном деле есть",
        "не возражает",
        "бессрочно",
    ],
)
def test_a_consent_without_a_day_takes_the_lists(tmp_path, read, words):
    person, doubts = consent(tmp_path, read, ["Согласие"], [words], "Список на 01.10.2026")
    assert (person.consent_on, person.consent_dated) == (date(2026, 10, 1), False)
    assert doubts == []


@pytest.mark.parametrize(
    "words", ["05.09.2025 - 04.09.2030", "05.09.2025 до 04.09.2030", "дано 05.09.2025, действует до 04.09.2030"]
)
def test_a_consent_with_a_term_keeps_it(tmp_path, read, words):
    person, doubts = consent(tmp_path, read, ["Согласие"], [words])
    assert (person.consent_on, person.consent_until, doubts) == (GIVEN, date(2030, 9, 4), [])


@pytest.mark.parametrize(
    ("heads", "cells", "on", "doubted"),
    [
        (["Согласие", "Дата согласия"], ["да", "05.09.2025"], GIVEN, False),
        (["Согласие", "Дата согласия"], ["нет", ""], None, False),
        (["Согласие", "Дата согласия"], ["нет", "05.09.2025"], None, True),
        (["Согласие", "Дата согласия"], ["отозвано", "05.09.2025"], None, True),
        (["Согласие", "Дата согласия"], ["", "отозвано 05.09.2026"], None, True),
        (["Согласие", "Дата согласия"], ["да", "__.__.____"], date(2026, 11, 20), False),
        (["Дата согласия"], ["05.09.2025"], GIVEN, False),
        (["Дата согласия", "Дата отзыва согласия"], ["05.09.2025", "01.10.2026"], None, True),
        (["Дата согласия", "Дата отзыва согласия"], ["05.09.2025", ""], GIVEN, False),
        (["Дата согласия", "Дата отзыва согласия"], ["05.09.2025", "__.__.____"], GIVEN, False),
        (["Согласие", "Согласие отозвано"], ["да", "да"], None, True),
        (["Согласие", "Согласие отозвано"], ["да", "нет"], date(2026, 11, 20), False),
        (["Дата согласия", "Согласие действует до"], ["05.09.2025", "05.09.2030"], GIVEN, False),
        (["Дата согласия", "Согласие действует до"], ["05.09.2020", "05.09.2025"], None, True),
        (["Дата согласия", "Согласие действует до"], ["05.09.2025", "бессрочно"], GIVEN, False),
        (["Дата согласия", "Согласие действует до"], ["05.09.2025", "2025"], None, True),
        (["Дата согласия", "Согласие действует до"], ["05.09.2025", "когда-нибудь"], None, True),
        (["Согласие", "Примечание"], ["да", "согласие отозвано 01.10.2026"], None, True),
        (["Согласие", "Примечание"], ["да", "ветеран; отзыв согласия ждём"], None, True),
        (["Согласие", "Примечание"], ["да", "согласие сдала"], date(2026, 11, 20), False),
    ],
)  # fmt: skip
def test_all_columns_of_a_consent_speak(tmp_path, read, heads, cells, on, doubted):
    person, doubts = consent(tmp_path, read, heads, cells)
    assert person.consent_on == on
    assert bool(doubts) is doubted


def test_a_term_goes_into_the_vault(session, load, tmp_path):
    path = tmp_path / "список.csv"
    path.write_text(
        "ФИО;Дата рождения;Дата вступления;Дата согласия;Согласие действует до\n"
        "Авдеева Анна Ильинична;01.05.1978;01.09.2010;05.09.2025;04.09.2099\n"
        "Бокова Вера Ильинична;02.05.1979;01.09.2011;05.09.2025;\n",
        encoding="utf-8",
    )
    assert load(path).created == 2
    with session.unit_of_work() as uow:
        part = session.profile.consent_parts[0].id
        states = sorted(str(until) for _, _, until, given, _ in uow.people.consent_states(part) if given)
    assert states == ["2099-09-04", "None"]
