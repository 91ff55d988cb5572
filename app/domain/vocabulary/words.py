"""The Russian words of closed lists: ``resources/vocabulary.toml`` has a line for each value of each enum.

A value has one word, whoever shows it: the window, the command line, a paper, a message. Where grammar or room asks
for another form, the table has that form beside it; a form that a value does not have is its label.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from app.domain.enums import Sex
from app.domain.files import resource_path


class Wording(StrEnum):
    """Forms that the table may have of a value; all in small letters but for names and abbreviations."""

    LABEL = "label"
    """As a value stands in a table; of a man where the word has a gender."""
    HER = "her"
    """Of a woman: «снята с учёта»."""
    NEUTRAL = "neutral"
    """Of somebody whose sex is unknown, and of the thing itself: «снятие с учёта»."""
    MANY = "many"
    """Of several: «пенсионеры»."""
    SHORT = "short"
    """Where there is little room: «ППО»."""
    FULL = "full"
    """With what it takes to choose it: «семинар, до 16 часов»."""
    NOUN = "noun"
    """As a noun where the label is a verb: «работающий» beside «работает»."""
    DO = "do"
    """What one does to bring it about: «снять с учёта»."""
    GENITIVE = "genitive"
    """After «председатель», «из числа»: «первичной профсоюзной организации»."""
    INSTRUMENTAL = "instrumental"
    """After «признать»: «удовлетворительной»."""


_LONGEST_ABBREVIATION = 4


@cache
def table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Name of the enum → value → form → words."""
    read = tomllib.loads(resource_path("vocabulary.toml").read_text("utf-8"))
    return {
        name: {value: {Wording.LABEL: said} if isinstance(said, str) else said for value, said in values.items()}
        for name, values in read.items()
    }


def word_for(value: StrEnum | None, form: Wording = Wording.LABEL) -> str:
    """The word of a value; nothing for None. KeyError for a value without a word, which a test finds first.

    >>> from app.domain.enums import MemberCategory
    >>> word_for(MemberCategory.WORKING), word_for(MemberCategory.WORKING, Wording.MANY)
    ('работает', 'работающие')
    """
    if value is None:
        return ""
    forms = table()[type(value).__name__][value.value]
    return forms.get(form) or forms[Wording.LABEL]


def word_of(value: StrEnum, sex: Sex | None) -> str:
    """The word with the ending that suits a person: «снята с учёта»; «снятие с учёта» when the sex is unknown."""
    return word_for(value, {Sex.MALE: Wording.LABEL, Sex.FEMALE: Wording.HER, None: Wording.NEUTRAL}[sex])


def title_for(value: StrEnum | None, form: Wording = Wording.LABEL) -> str:
    """The word at the beginning of a line: «Председатель»."""
    return capital(word_for(value, form))


def words(kind: type[StrEnum], form: Wording = Wording.LABEL) -> dict[str, str]:
    """The words of all values, in the order of the enum; the keys are its members."""
    return {value: word_for(value, form) for value in kind}


def capital(text: str) -> str:
    """The first letter a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence_case(text: str) -> str:
    """A heading printed in capitals, quietly: «СТАТИСТИЧЕСКИЙ ОТЧЕТ» as «Статистический отчет»."""
    quiet = [word.lower() if word.isupper() and len(word) > _LONGEST_ABBREVIATION else word for word in text.split()]
    return capital(" ".join(quiet))
