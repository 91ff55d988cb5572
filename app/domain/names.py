"""Names of people: normal forms for search and comparison, and sex from a patronymic."""

from __future__ import annotations

import re
import unicodedata

from app.domain.enums import Sex
from app.domain.outside_names import visible

_LOOKALIKES = str.maketrans("AaBEeKkMHOoPpCcTXxyY", "АаВЕеКкМНОоРрСсТХхуУ")
_ORDINARY = re.compile(
    f"[{re.escape(''.join(s for s in bytes(range(256)).decode('cp1251', 'ignore') if s.isprintable()))}]*"
)
"""Signs of a Russian typewriter alone: nothing is unseen or composed, and looking is cheap."""
_NUMBER = re.compile(r"\d+")
_DAUGHTERS = ("вна", "чна", "шна", "кызы", "гызы", "кизи")
_SONS = ("ич", "ыч", "оглы", "оглу", "улы", "уулу", "угли")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_LATIN = re.compile(r"[A-Za-z]")


def tidy(text: str) -> str:
    """NFC, one space between words, no space at the ends; no-break spaces are spaces, unseen signs are none."""
    if not _ORDINARY.fullmatch(text):
        text = visible(unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def cyrillicise(text: str) -> str:
    """Replace Latin look-alikes when the word is otherwise Cyrillic («Cоколов» typed with a Latin C)."""
    if not _LATIN.search(text):
        return text
    return " ".join(w.translate(_LOOKALIKES) if _CYRILLIC.search(w) else w for w in text.split(" "))


def normalise(text: str) -> str:
    """The form for comparison and search: look-alikes mended, folded case, ё as е, single spaces.

    >>> normalise("  ЁЛКИНА  Анна ")
    'елкина анна'
    """
    return cyrillicise(tidy(text)).casefold().replace("ё", "е")


def natural_key(text: str) -> str:
    """The key for order where numbers count as numbers: «Факультет 2» before «Факультет 10»."""
    return _NUMBER.sub(lambda found: found[0].rjust(12, "0"), normalise(text))


def sex_from_patronymic(patronymic: str) -> Sex | None:
    """Female for …вна/…чна/…шна/кызы, male for …ич/…ыч/оглы; None when the ending says nothing.

    For what is known to be a patronymic: surnames end so too («Чехович»).
    """
    word = normalise(patronymic)
    if word.endswith(_DAUGHTERS):
        return Sex.FEMALE
    if word.endswith(_SONS) and len(word) > 3:
        return Sex.MALE
    return None


def initials(surname: str, name: str, patronymic: str = "") -> str:
    """«Щербакова Е. П.»"""
    parts = [f"{part[0]}." for part in (name, patronymic) if part]
    return " ".join([surname, *parts])
