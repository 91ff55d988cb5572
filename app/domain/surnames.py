"""Kinds of surnames, first names and patronymics that decline by rules of their own, which a general table gets wrong.

Each kind gives the five oblique forms, or says that the word stays. What is of no kind here is left to the library
(:mod:`app.domain.declension`). Sources: Розенталь, «Справочник по правописанию», § 149; Калакуцкая, «Склонение
фамилий и личных имён»; Суперанская, «Словарь русских личных имён».
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from app.domain.enums import Sex
from app.domain.files import resource_path

Forms = tuple[str, str, str, str, str]
"""Genitive, dative, accusative, instrumental, prepositional."""

OOL = "оол"
"""«Сын» in Tuvan: the last part of a name, which alone declines."""
_VOWELS = "аеёиоуыэюя"
_HUSHING = "жшщчц"


_EC_STRESSED = re.compile(
    r"(^бо|молод|^город|холод|гороб|горох?ов|голуб|огур|леден|варен|студен|удал|жереб|пласт|бубен|червон|зелен|верет)ец$"
)
"""Of three syllables with the stress on the last: «Молодцом», «Горобцом»."""


_ADJECTIVAL_PLURAL = re.compile(r"(?:ых|[гкхжшщчнь]их)$")
_ONE_SYLLABLE = re.compile(rf"(?=[а-яё]{{2,}}$)[^{_VOWELS}]*[{_VOWELS}]+[^{_VOWELS}]*$")
_FIXED_A = re.compile(rf"(?:[уиоэ]а|^[^{_VOWELS}]{{1,3}}[ая]|^(?:дюма|золя|петипа|труайя|дега|люка|гавальда))$")
"""Georgian and Abkhaz «Гулуа», «Гулиа», Chinese «Ма», French names with the stress at the end."""


@cache
def corrections() -> Mapping[str, Any]:
    """``resources/declension.toml``: single words, and the words of each kind."""
    return tomllib.loads(resource_path("declension.toml").read_text("utf-8"))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(corrections()["kinds"][kind])


def surname_forms(word: str, sex: Sex) -> Forms | str | None:
    """The five forms of a surname in small letters, ``""`` when it stays, None for no kind of these."""
    plain = word.replace("ё", "е")
    if plain.endswith(OOL):
        return _noun(word) if sex is Sex.MALE else ""
    if _ADJECTIVAL_PLURAL.search(plain) and plain not in _words("not_plural") and len(plain) > 4:
        return ""
    if plain.endswith(("ко", "во", "го", "хо")) or plain[-1:] in "еиоуыэю":
        return ""
    if _FIXED_A.search(plain):
        return ""
    if plain[-1:] not in _VOWELS and sex is Sex.FEMALE:
        return ""
    return _women(word, plain) if sex is Sex.FEMALE else _men(word, plain)


def _women(word: str, plain: str) -> Forms | None:
    if re.search(r"[жшщч]ая$", plain) and len(plain) > 4:
        end = "ой" if plain[:-2] in _words("adjectives_stressed") else "ей"
        stem = word[:-2]
        return (stem + end, stem + end, f"{stem}ую", stem + end, stem + end)
    if plain.endswith("ья") and f"{plain[:-2]}ий" in _words("possessive"):
        stem = word[:-1]
        return (f"{stem}ей", f"{stem}ей", f"{stem}ю", f"{stem}ей", f"{stem}ей")
    return _hushing_a(word, plain)


def _men(word: str, plain: str) -> Forms | None:
    if plain in _words("possessive"):
        stem = f"{word[:-2]}ь"
        return (f"{stem}его", f"{stem}ему", f"{stem}его", f"{stem}им", f"{stem}ем")
    if re.search(r"[жшщч]ой$", plain) and len(plain) > 4:
        stem = word[:-2]
        return (f"{stem}ого", f"{stem}ому", f"{stem}ого", f"{stem}им", f"{stem}ом")
    if plain.endswith("ец") and len(plain) > 3:
        return _ec(word, plain)
    if plain in _words("eastern") and plain[-1] in "нмкпг":  # «Шин, Шином», not as «Шукшин, Шукшиным»
        return _noun(word)
    if plain in _words("hushing_stressed") or re.search(r"[бвгдзклмнпрстфх]ач$", plain):
        return _noun(word, stressed=True)
    if plain.endswith("их"):
        return _noun(word)
    return _hushing_a(word, plain)


def _hushing_a(word: str, plain: str) -> Forms | None:
    """«Груша, Грушей», «Ганжа, Ганжой»."""
    if not re.search(r"[жшщчц]а$", plain):
        return None
    stem = word[:-1]
    vowel = "ы" if plain.endswith("ца") else "и"
    instrumental = "ой" if plain in _words("a_stressed") else "ей"
    return (stem + vowel, f"{stem}е", f"{stem}у", stem + instrumental, f"{stem}е")


def _ec(word: str, plain: str) -> Forms:
    """«Кузнец, Кузнеца» after two consonants and in one syllable, «Кравец, Кравца» otherwise."""
    before = plain[:-2]
    two = re.search(rf"[^{_VOWELS}ьй]{{2}}$", before) is not None and not before.endswith("нд")  # «Голландца»
    one_syllable = not any(letter in _VOWELS for letter in before)
    if (two or one_syllable) and plain not in _words("ec_drops"):
        return _noun(word, stressed=True)
    stem = word[:-2]
    if stem[-1:] in _VOWELS:
        stem += "й"
    elif stem.endswith("л"):
        stem += "ь"
    short = sum(letter in _VOWELS for letter in before) == 1
    stressed = (short and plain not in _words("ec_unstressed") and before[-1] not in _VOWELS) or plain in (
        "боец",
        "столбец",
    )
    return _noun(f"{stem}ц", stressed=stressed or _EC_STRESSED.search(plain) is not None)


def _noun(stem: str, *, stressed: bool = False) -> Forms:
    instrumental = "ем" if stem[-1] in _HUSHING and not stressed else "ом"
    return (f"{stem}а", f"{stem}у", f"{stem}а", stem + instrumental, f"{stem}е")


def patronymic_forms(word: str) -> Forms | None:
    """The five forms of a patronymic in small letters, None for what does not end as one."""
    if word.endswith("на") and len(word) > 4:
        stem = word[:-1]
        return (f"{stem}ы", f"{stem}е", f"{stem}у", f"{stem}ой", f"{stem}е")
    if word.endswith(("ич", "ыч")) and len(word) > 3:
        return _noun(word, stressed=word.replace("ё", "е") in _words("stressed_fathers"))
    return None


def only_last_declines(words: Sequence[str]) -> bool:
    """«Ким Чен Ир»: a Chinese, Korean or Vietnamese name of three words is one whole, and its last word changes."""
    return (
        len(words) == 3
        and words[0].casefold() in _words("eastern")
        and all(_ONE_SYLLABLE.match(word.casefold()) for word in words[1:])
    )
