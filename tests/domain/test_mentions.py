"""A person in texts that are not theirs: every form of the name is found, and nobody else's."""

from __future__ import annotations

import pytest

from app.domain.declension import Case, PersonName, decline_name
from app.domain.enums import Sex
from app.domain.mentions import BLACK, NOTE, PersonMarks, redact

LEV = PersonMarks(
    (("Кравец", "Лев", "Ильич"),),
    ("7788990011", "г. Нурлат, ул. Вымышленная, 77"),
    ("1971-11-23", "23.11.1971"),
    sex=Sex.MALE,
    telephones=("+7 917 555-44-33",),
    emails=("lev.kravets@example.org",),
)
ANNA = PersonMarks((("Непомнящая", "Анна", "Юрьевна"), ("Щукина", "Анна", "Юрьевна")), (), sex=Sex.FEMALE)
TUVAN = PersonMarks((("Ондар", "Чечен-оол", "Никитич"),), (), sex=Sex.MALE)


@pytest.mark.parametrize("case", list(Case))
@pytest.mark.parametrize(
    ("who", "name"),
    [
        (LEV, PersonName("Кравец", "Лев", "Ильич", Sex.MALE)),
        (ANNA, PersonName("Непомнящая", "Анна", "Юрьевна", Sex.FEMALE)),
        (ANNA, PersonName("Щукина", "Анна", "Юрьевна", Sex.FEMALE)),
        (TUVAN, PersonName("Ондар", "Чечен-оол", "Никитич", Sex.MALE)),
    ],
)
def test_all_cases_in_full_and_with_initials_both_ways(who: PersonMarks, name: PersonName, case: Case) -> None:
    made = decline_name(name, case)
    one, two = made.name[0], made.patronymic[0]
    for way in (
        made.full, f"{made.surname} {made.name}", f"{made.name} {made.patronymic} {made.surname}",
        f"{made.name} {made.surname}", f"{made.surname} {one}. {two}.", f"{made.surname} {one}.{two}.",
        f"{one}. {two}. {made.surname}", f"{one}.{two}.{made.surname}", f"{made.surname} {one}.",
        f"{one}. {made.surname}", made.full.upper(), made.full.lower(), f"{made.surname}_{made.name}_{made.patronymic}",
        f"{made.surname},  {made.name}", f"{made.surname} {one}{two}",
    ):  # fmt: skip
        assert BLACK in who.without(f"Премию – {way}: решено"), way
        assert who.may_name(f"Премию – {way}: решено"), way
        assert who.without(f"Премию – {way}: решено").endswith(": решено"), way


@pytest.mark.parametrize(
    "text",
    [
        "Kravets Lev Ilyich", "Kravets Lev Ilich", "KRAVETS LEV", "Lev Kravets", "Kravec Lev Il'ič", "Kravetz L.I.",
        "L. I. Kravets", "kravets_lev.jpg", "Кравецу Леву Ильичу", "Кравецом Левом", "89175554433", "8(917)555-44-33",
        "+7-917-555-44-33", "917 555 44 33", "8.917.555.44.33", "LEV.KRAVETS@EXAMPLE.ORG", "lev.kravets @ example.org",
        "lev.kravets(at)example.org", "77 8899 0011", "Нурлат; г. Нурлат ул. Вымышленная 77",
    ],
)  # fmt: skip
def test_letters_and_spellings_of_every_kind(text: str) -> None:
    assert LEV.may_name(text)
    assert BLACK in LEV.without(text), text


@pytest.mark.parametrize(
    "text",
    [
        "Непомнящей А. Ю.", "Neponyashchaya", "Shchukina Anna", "Schukina A.Yu.", "Ščukina Anna",
        "Nepomniashchaia Anna",        "NEPOMNYASHCHAYA ANNA YURYEVNA",
    ],
)  # fmt: skip
def test_letters_of_many_schemes(text: str) -> None:
    assert (BLACK in ANNA.without(text)) is (text != "Neponyashchaya"), text


@pytest.mark.parametrize(
    "text",
    [
        "Кравцов Лев Петрович", "Кравченко Л. И.", "Кравец Пётр Олегович", "Кравец П. О.", "П. О. Кравец",
        "Лев Толстой",        "номер 91755544331", "19175554433", "ул. Кравецкая, 7", "Кравецкий Л. И.",
    ],
)  # fmt: skip
def test_others_are_left_alone(text: str) -> None:
    assert LEV.without(text) == text
    assert LEV.doubtful(text) == "", text


@pytest.mark.parametrize(
    "text",
    ["Выдать Кравцу премию", "КРАВЕЦ", "Лев Ильич просил слова", "у Льва Ильича", "Kravets",
     "ilev.kravets@example.org"],
)  # fmt: skip
def test_what_cannot_be_decided_is_told(text: str) -> None:
    assert LEV.without(text) == text
    assert LEV.may_name(text)
    assert LEV.doubtful(text)
    assert BLACK in PersonMarks(LEV.names, (), sex=LEV.sex, loose=True).without(text)


def test_namesakes_are_told_apart_by_what_stands_beside() -> None:
    twin = PersonMarks(LEV.names, (), ("23.11.1971",), namesakes=True, sex=Sex.MALE, telephones=LEV.telephones)
    assert twin.without("Кравцу Льву Ильичу") == "Кравцу Льву Ильичу"
    assert twin.doubtful("Кравцу Льву Ильичу") == "Кравцу Льву Ильичу"
    assert "Крав" not in twin.without("Кравцу Льву Ильичу, 23.11.1971")
    assert "Крав" not in twin.without("Кравцу Льву Ильичу, 89175554433")
    shared = PersonMarks(LEV.names, (), sex=Sex.MALE, shared_initials=True)
    assert shared.without("Кравцу Л. И.") == "Кравцу Л. И." and shared.doubtful("Кравцу Л. И.")
    assert "Крав" not in shared.without("Кравцу Льву Ильичу")


def test_a_long_text_is_shown_by_the_place() -> None:
    text = "Слушали: " + "о разном, " * 20 + "выступил Кравец и просил " + "перенести, " * 20
    assert LEV.doubtful(text).startswith("…") and "выступил Кравец и просил" in LEV.doubtful(text)
    assert len(LEV.doubtful(text)) < 90


@pytest.mark.parametrize("text", ["Kravets Lev Ilyich", "Lev Ilyich Kravets", "KRAVETS LEV ILICH"])
def test_nothing_of_a_name_in_latin_letters_is_left(text: str) -> None:
    assert LEV.without(f"scan {text}.jpg") == f"scan {BLACK}.jpg"


@pytest.mark.parametrize("text", ["Шевченку Льву Ильичу", "Шевченке Льву Ильичу", "у Шевченки Л. И."])
def test_a_surname_declined_by_mistake_is_found(text: str) -> None:
    assert "Шевчен" not in PersonMarks((("Шевченко", "Лев", "Ильич"),), (), sex=Sex.MALE).without(text)


@pytest.mark.parametrize(
    "text", ["Ilyin Lev Ilyich", "Ilin Lev Ilich", "Ilʹin L.I.", "Lev Ilyin", "Iljin Lev Iljitsch"]
)
def test_a_soft_sign_in_latin_letters_may_be_y(text: str) -> None:
    assert PersonMarks((("Ильин", "Лев", "Ильич"),), (), sex=Sex.MALE).without(text).startswith(BLACK), text


def test_a_short_surname_alone_is_told() -> None:
    kim = PersonMarks((("Ким", "Лев", "Ильич"),), (), sex=Sex.MALE)
    assert "Киму" in kim.doubtful("Выдать Киму премию")


@pytest.mark.parametrize("name", [("Кравец", "", ""), ("Кравец", "", "Ильич")])
def test_who_has_no_first_name_is_never_blacked_out_by_the_surname_alone(name: tuple[str, str, str]) -> None:
    who = PersonMarks((name,), (), sex=Sex.MALE)
    for text in ("Выдать Кравцу премию", "Выдать премию Кравцу."):
        assert who.without(text) == text
    assert who.doubtful("Выдать Кравцу премию")


def test_a_telephone_of_six_figures_is_found_and_a_shorter_one_is_nobodys() -> None:
    six, five = (PersonMarks(LEV.names, (), telephones=(text,)) for text in ("55-44-33", "5-44-33"))
    assert six.without("тел. 554433") == f"тел. {BLACK}"
    assert five.without("счёт 54433") == "счёт 54433"


def test_a_line_of_cells_keeps_its_places_and_numbers_only() -> None:
    rows = [["Кравец Лев Ильич", "1971-11-23", "сторож", 7], ["Уткин Олег Ильич", "1980-02-03", "повар", 9]]
    document, changed = redact({"rows": rows}, LEV)
    assert changed
    assert document == {"rows": [[NOTE, None, BLACK, 7], rows[1]]}
    assert redact({"rows": rows}, LEV, drop=True) == ({"rows": [rows[1]]}, True)
    assert redact({"rows": rows[1:]}, LEV) == ({"rows": rows[1:]}, False)


def test_a_surname_with_a_soft_sign_declined_by_mistake_is_found() -> None:
    swan = PersonMarks((("Лебедь", "Анна", "Юрьевна"),), (), sex=Sex.FEMALE)
    assert swan.without("Лебеди Анне Юрьевне") == BLACK
