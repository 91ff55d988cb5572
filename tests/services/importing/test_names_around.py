"""What stands around a name: words of status, marks, former surnames, letters that are not what they look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.importing.names import read_full_name, read_parts

WORDS = (
    "пенсионер", "пенсионерка", "д/о", "Д/О", "декрет", "в декрете", "совместитель", "внутр. совм.", "внеш. совм.",
    "инвалид", "инвалид 2 гр.", "ветеран труда", "0,5 ст.", "0.25 ставки", "студ.", "студентка", "стажёр", "б/л", "б/с",
    "уволена", "на больничном", "молодой специалист", "отпуск по уходу за ребёнком", "раб. пенсионер",
    "неработающий пенсионер",
    "к.п.н.", "мл.", "учитель начальных классов", "главный хранитель фондов",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("shape", ["{name} {word}", "{name}, {word}", "{name} ({word})", "{name} - {word}"])
def test_words_after_a_name_go_to_the_note(word: str, shape: str) -> None:
    found = read_full_name(shape.format(name="Зуева Анна Ильинична", word=word))
    assert (found.surname, found.name, found.patronymic) == ("Зуева", "Анна", "Ильинична")
    assert found.extra.rstrip(".") == word.rstrip(".")
    assert any("примечание" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("word", ["пенсионер", "студентка", "инвалид", "г-жа", "доц.", "ветеран труда", "стажёр"])
def test_words_before_a_name_go_to_the_note(word: str) -> None:
    found = read_full_name(f"{word} Зуева Анна Ильинична")
    assert (found.surname, found.name, found.patronymic) == ("Зуева", "Анна", "Ильинична")
    assert found.extra == word and found.doubts


SURNAMES_LIKE_WORDS = ("Секретарь", "Казначей", "Директор", "Мастер", "Новый", "Стажёр", "Сторож", "Бухгалтер", "Вдова",
                       "Директоренко", "Председателев", "Пенсионеров", "Итогов", "Всегова", "Старший")  # fmt: skip


@pytest.mark.parametrize("surname", SURNAMES_LIKE_WORDS)
def test_a_surname_that_is_also_a_word_stays_a_surname(surname: str) -> None:
    for text in (f"{surname} Анна Ивановна", f"Анна Ивановна {surname}", f"{surname} Анна"):
        found = read_full_name(text, name_first=text.startswith("Анна"))
        assert found.surname == surname and found.extra == ""
    parts = read_parts(surname, "Анна", "Ивановна")
    assert (parts.surname, parts.extra, parts.doubts) == (surname, "", ())


@pytest.mark.parametrize(
    "written",
    [
        "Сидорова (Иванова) Анна Петровна", "Сидорова Анна Петровна (Иванова)",
        "Сидорова (урожд. Иванова) Анна Петровна",
        "Сидорова Анна Петровна (урождённая Иванова)", "Сидорова Анна Петровна (до брака Иванова)",
        "Сидорова Анна Петровна (в девичестве Иванова)", "Сидорова Анна Петровна (дев. фам. Иванова)",
        "Сидорова Анна Петровна [ранее Иванова]", "Сидорова Анна Петровна (бывш. Иванова",
        "СИДОРОВА (ИВАНОВА) АННА ПЕТРОВНА",
        "Сидорова Анна Петровна, урожд. Иванова", "Сидорова/Иванова Анна Петровна",
        "Сидорова (до 2015 г. Иванова) Анна Петровна",
    ],
)  # fmt: skip
def test_a_maiden_name_is_a_former_name(written: str) -> None:
    found = read_full_name(written)
    assert (found.surname, found.name, found.patronymic) == ("Сидорова", "Анна", "Петровна")
    assert found.former == ("Иванова",) and found.extra == ""


def test_what_else_stands_in_brackets_is_no_former_name() -> None:
    for inside in ("совместитель", "0,5 ставки", "Анна", "мать Иванова И.", "2", "Пенсионер"):
        found = read_full_name(f"Сидорова Анна Петровна ({inside})")
        assert found.former == () and found.extra


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("О Ен Сук", ("О", "Ен", "Сук")),
        ("И Сергей Петрович", ("И", "Сергей", "Петрович")),
        ("Э Анна", ("Э", "Анна", "")),
        ("О Н.К.", ("О", "Н.", "К.")),
        ("Юн А Ри", ("Юн", "А", "Ри")),
        ("ван дер Вельде Анна Ивановна", ("ван дер Вельде", "Анна", "Ивановна")),
        ("ВАН ДЕР ВЕЛЬДЕ АННА ИВАНОВНА", ("ван дер Вельде", "Анна", "Ивановна")),
        ("де ла Круа Жан", ("де ла Круа", "Жан", "")),
        ("Бен Али Мохаммед", ("Бен Али", "Мохаммед", "")),
        ("Бен Али Мохаммед Ахмедович", ("Бен Али", "Мохаммед", "Ахмедович")),
        ("фон Берг Карл Иванович", ("фон Берг", "Карл", "Иванович")),
        ("Алиева Лейла Мамед кызы", ("Алиева", "Лейла", "Мамед кызы")),
        ("АЛИЕВ РАШИД МАМЕД ОГЛЫ", ("Алиев", "Рашид", "Мамед оглы")),
        ("ОНДАР ЧЕЧЕН-ООЛ СЕРГЕЕВИЧ", ("Ондар", "Чечен-оол", "Сергеевич")),
        ("О'НИЛ АННА ПЕТРОВНА", ("О'Нил", "Анна", "Петровна")),
        ("Гарсия Лопес Мария Ивановна", ("Гарсия Лопес", "Мария", "Ивановна")),
        ("Ли Мин Сын", ("Ли", "Мин", "Сын")),
        ("Сат Чойгана", ("Сат", "Чойгана", "")),
    ],
)
def test_names_of_other_peoples_keep_their_shape(written: str, parts: tuple[str, str, str]) -> None:
    found = read_full_name(written)
    assert (found.surname, found.name, found.patronymic) == parts


UNSEEN = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e")


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(UNSEEN)), max_size=6))
def test_unseen_signs_change_no_name(inserted: list[tuple[int, str]]) -> None:
    text = "Петрова-Водкина Анна Ильинична"
    for place, sign in inserted:
        text = text[:place] + sign + text[place:]
    found = read_full_name(text)
    assert (found.surname, found.name, found.patronymic) == ("Петрова-Водкина", "Анна", "Ильинична")


@pytest.mark.parametrize("written", ["Петрова\u2011Водкина", "Петрова\u2010Водкина", "Петрова-\u2011Водкина",
                                     "Петрова\u00adВодкина", "ПЕТРОВА\u2011ВОДКИНА",
                                     "Петро\u2011ва-Водкина"])  # fmt: skip
def test_hyphens_that_are_none(written: str) -> None:
    assert read_full_name(f"{written} Анна Ильинична").surname == "Петрова-Водкина"
    assert read_parts(written, "Анна", "Ильинична").surname == "Петрова-Водкина"


@pytest.mark.parametrize(
    ("written", "surname", "said"),
    [
        ("Cоколов Иван Петрович", "Соколов", "латинские"),
        ("Сокoлов Иван Петрович", "Соколов", "латинские"),
        ("Сок0лов Иван Петрович", "Соколов", "цифры"),
        ("3айцев Иван Петрович", "Зайцев", "цифры"),
        ("Соколоv Иван Петрович", "Соколоv", "латинские"),
        ("Соколов* Иван Петрович", "Соколов", "знак сноски"),
        ("Соколов Иван Петрович¹", "Соколов", "знак сноски"),
        ("Соколов Иван Петрович1", "Соколов", "знак сноски"),
    ],
)
def test_damage_is_mended_and_told(written: str, surname: str, said: str) -> None:
    found = read_full_name(written)
    assert found.surname == surname and any(said in doubt for doubt in found.doubts)
