"""Russian cases: a table checked by hand, and what must hold for every name and phrase."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.declension import OBLIQUE, Case, PersonName, cases_of, decline_name, decline_phrase, name_of, sex_of
from app.domain.enums import Sex

SEX = {"ж": Sex.FEMALE, "м": Sex.MALE}
HERE = Path(__file__).parent


def _kinds() -> dict[str, list[list[str]]]:
    """Heading -> its lines, of the table of kinds."""
    kinds: dict[str, list[list[str]]] = {}
    heading = ""
    for line in (HERE / "declension_kinds.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            heading = line
        elif "|" in line:
            kinds.setdefault(heading, []).append([part.strip() for part in line.split("|")])
    return kinds


KINDS = _kinds()
LINES = [
    [part.strip() for part in line.split("|")]
    for line in (HERE / "declension.txt").read_text("utf-8").splitlines()
    if "|" in line
] + [line for lines in KINDS.values() for line in lines]
NAMES = [line for line in LINES if line[0] in SEX]
PHRASES = [line for line in LINES if line[0] == "="]


def test_the_table_is_long_enough() -> None:
    assert len(NAMES) >= 75
    assert len(PHRASES) >= 75


def test_every_kind_has_a_table_of_its_own() -> None:
    assert len(KINDS) == 11
    assert all(len({line[1] for line in lines}) >= 30 for lines in KINDS.values())


def test_what_a_shortened_post_says_in_brackets_changes() -> None:
    assert decline_phrase("зам. директора (учитель)", Case.DATIVE) == "зам. директора (учителю)"
    assert decline_phrase("СТОРОЖ (ВАХТЁР)", Case.DATIVE) == "СТОРОЖУ (ВАХТЁРУ)"
    assert decline_phrase("специалист (отдел кадров)", Case.DATIVE) == "специалисту (отдел кадров)"
    assert decline_phrase("генерал-майор", Case.DATIVE) == "генерал-майору"


@pytest.mark.parametrize("line", NAMES, ids=lambda line: line[1])
def test_names(line: list[str]) -> None:
    name = name_of(line[1], SEX[line[0]])
    assert [name.full, *(decline_name(name, case).full for case in OBLIQUE)] == line[1:]


@pytest.mark.parametrize("line", PHRASES, ids=lambda line: line[1])
def test_positions_and_organisations(line: list[str]) -> None:
    assert list(cases_of(line[1])) == line[1:]


@pytest.mark.parametrize(
    ("text", "sex", "dative"),
    [
        ("Смирнов И. И.", None, "Смирнову И. И."),
        ("Смирнова И. И.", None, "Смирновой И. И."),
        ("Ким И. И.", None, "Ким И. И."),
        ("Ким И. И.", Sex.MALE, "Киму И. И."),
        ("СИДОРОВ ПЁТР", Sex.MALE, "СИДОРОВУ ПЕТРУ"),
        ("Smith John", Sex.MALE, "Smith John"),
        ("Фон-Дервиз Павел", Sex.MALE, "Фон-Дервизу Павлу"),
        ("Тер-Петросян Левон", Sex.MALE, "Тер-Петросяну Левону"),
        ("Мухамед-Али Рустам", Sex.MALE, "Мухамеду-Али Рустаму"),
        ("", None, ""),
    ],
)
def test_initials_unknown_sex_capitals_and_other_letters(text: str, sex: Sex | None, dative: str) -> None:
    assert decline_name(name_of(text, sex), Case.DATIVE).full == dative


def test_the_ways_a_name_is_written() -> None:
    name = PersonName("Щербакова", "Елена", "Петровна", Sex.FEMALE)
    assert (name.short, name.short_first) == ("Щербакова Е. П.", "Е. П. Щербакова")
    assert PersonName("Ли", "Ён").short == "Ли Ё."
    assert decline_name(name, Case.DATIVE).short == "Щербаковой Е. П."
    assert sex_of(PersonName("Абдуллаев", "Вагиф")) is Sex.MALE
    assert sex_of(PersonName("Шевчук", "Саша")) is None


LETTERS = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВЁЖЯ-' .XYz1", max_size=20)


@settings(max_examples=300, deadline=None)
@given(LETTERS, LETTERS, LETTERS, st.sampled_from([None, *Sex]), st.sampled_from(Case))
def test_any_name_keeps_its_words(surname: str, name: str, patronymic: str, sex: Sex | None, case: Case) -> None:
    given_name = PersonName(surname.strip(), name.strip(), patronymic.strip(), sex)
    made = decline_name(given_name, case)
    for before, after in (
        (given_name.surname, made.surname),
        (given_name.name, made.name),
        (given_name.patronymic, made.patronymic),
    ):
        assert len(before.split()) == len(after.split())
        assert bool(before) == bool(after)
        assert before.count("-") == after.count("-")
    if case is Case.NOMINATIVE:
        assert made == given_name


@settings(max_examples=300, deadline=None)
@given(st.text('абвгеёклмнорстуыьяАБПО «»"№1-,.()', max_size=40), st.sampled_from(OBLIQUE))
def test_any_phrase_keeps_its_words_marks_and_what_is_quoted(text: str, case: Case) -> None:
    made = decline_phrase(text, case)
    assert len(made.split()) == len(text.split())
    quoted = text[text.index("«") :] if "«" in text else ""
    assert made.endswith(quoted)
    assert [c for c in made if not c.isalpha()] == [c for c in text if not c.isalpha()]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["ППО", "МБОУ", "ООО", "ФГБОУ ВО", "АО"]),
    st.text("абвг№ 12", max_size=12),
    st.sampled_from(OBLIQUE),
)
def test_abbreviations_stay(head: str, rest: str, case: Case) -> None:
    text = f"{head} «{rest}»"
    assert decline_phrase(text, case) == text
