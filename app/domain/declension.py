"""Russian cases of names of people, of positions and of names of organisations.

Names by pytrovich, phrases by pymorphy3 (:mod:`app.domain.phrases`); kinds of names the library gets wrong have rules
of their own (:mod:`app.domain.surnames`), single words stand in ``resources/declension.toml``. No machine declines
every surname as its owner does, so whoever prints shows the outcome for correction (:mod:`app.services.papers`). Both
libraries are loaded on first use: they take a fifth of a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from app.domain.cases import OBLIQUE, Case, as_written
from app.domain.enums import Sex
from app.domain.names import sex_from_patronymic, tidy
from app.domain.phrases import cases_of, decline_phrase
from app.domain.surnames import OOL, corrections, only_last_declines, patronymic_forms, surname_forms

_FATHER_WORDS = frozenset({"оглы", "оглу", "кызы", "гызы", "улы", "уулу", "кизи", "угли"})
_WOMENS = ("ова", "ева", "ина", "ына", "ская", "цкая")
_MENS = ("ов", "ев", "ин", "ын", "ский", "цкий")
_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")


@dataclass(frozen=True)
class PersonName:
    """A name as parts; an unknown sex is told by the patronymic, else nothing is declined that depends on it."""

    surname: str
    name: str = ""
    patronymic: str = ""
    sex: Sex | None = None

    @property
    def full(self) -> str:
        """«Щербакова Елена Петровна»"""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)

    @property
    def short(self) -> str:
        """«Щербакова Е. П.»"""
        return " ".join([self.surname, *self._initials()]).strip()

    @property
    def short_first(self) -> str:
        """«Е. П. Щербакова»"""
        return " ".join([*self._initials(), self.surname]).strip()

    def _initials(self) -> list[str]:
        return [f"{part[0].upper()}." for part in (self.name, self.patronymic) if part]

    def __str__(self) -> str:
        return self.full


def sex_of(name: PersonName) -> Sex | None:
    """As recorded, else by the patronymic, else by a Russian surname's ending; None when nothing tells."""
    found = name.sex or sex_from_patronymic(name.patronymic)
    if found is not None:
        return found
    surname = name.surname.casefold().replace("ё", "е")
    if surname.endswith(_WOMENS) and len(surname) > 4:
        return Sex.FEMALE
    return Sex.MALE if surname.endswith(_MENS) and len(surname) > 4 else None


def decline_name(name: PersonName, case: Case) -> PersonName:
    """The name in a case, as parts."""
    if case is Case.NOMINATIVE:
        return name
    sex = sex_of(name)
    if sex is not None and only_last_declines((name.surname, name.name, name.patronymic)):
        stays = sex is Sex.FEMALE or name.patronymic[-1:].casefold() in "аеёиоуыэюя"
        last = name.patronymic if stays else _part(name.patronymic, "names", sex, case, first=False)
        return PersonName(name.surname, name.name, last, name.sex)
    return PersonName(
        _parts(name.surname, "surnames", sex, case),
        _parts(name.name, "names", sex, case),
        _patronymic(name.patronymic, sex, case),
        name.sex,
    )


def name_of(text: str, sex: Sex | None = None) -> PersonName:
    """A name written in one line as parts; «Смирнов И. И.» keeps its initials as they are."""
    surname, name, patronymic = [*tidy(text).split(" ", 2), "", ""][:3]
    return PersonName(surname, name, patronymic, sex)


# Names


def _parts(text: str, kind: str, sex: Sex | None, case: Case) -> str:
    """A surname or a name, whose parts are joined by hyphens or spaces."""
    if not text or sex is None:
        return text
    whole = _exception(kind, sex, text, case)
    if whole is not None:
        return whole
    pieces = re.split(r"([-\s]+)", text)
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        if index % 2 or not piece or (index < last and pieces[last].casefold() == OOL):  # «Чечен-оолу»
            continue
        pieces[index] = _part(piece, kind, sex, case, first=index < last)
    return "".join(pieces)


def _part(word: str, kind: str, sex: Sex, case: Case, *, first: bool) -> str:
    if _is_fixed(word) or (first and word.casefold() in _fixed_beginnings()):
        return word
    found = _exception(kind, sex, word, case)
    if found is not None:
        return found
    forms = _forms_of_kind(word.lower(), kind, sex)
    if forms is not None:
        return as_written(forms[OBLIQUE.index(case)], word) if forms else word
    return _pytrovich(word, kind, sex, case)


def _forms_of_kind(word: str, kind: str, sex: Sex) -> Sequence[str] | None:
    """Five forms, an empty row for a word that stays, None when no rule of the project's own covers it."""
    if kind == "surnames" or word == OOL:
        return surname_forms(word, sex)
    return patronymic_forms(word) if kind == "patronymics" else None


def _is_fixed(word: str) -> bool:
    """Initials, particles, a name in other letters: nothing to decline."""
    return word.endswith(".") or len(word) == 1 or not _WORD.fullmatch(word) or word.casefold() in _FATHER_WORDS


def _patronymic(text: str, sex: Sex | None, case: Case) -> str:
    if not text or sex is None:
        return text
    start = max(text.rfind(" "), text.rfind("-")) + 1
    last = text[start:]
    if sex_from_patronymic(text) is not sex or last.casefold() in _FATHER_WORDS:
        return text  # «Мамед оглы»: the father's name does not change
    return text[:start] + _part(last, "patronymics", sex, case, first=False)


@lru_cache(maxsize=20_000)
def _pytrovich(word: str, kind: str, sex: Sex, case: Case) -> str:
    from pytrovich.enums import Case as TheirCase
    from pytrovich.enums import Gender, NamePart

    part = {"surnames": NamePart.LASTNAME, "names": NamePart.FIRSTNAME, "patronymics": NamePart.MIDDLENAME}[kind]
    gender = Gender.FEMALE if sex is Sex.FEMALE else Gender.MALE
    lower = word.lower()
    made = str(_maker().make(part, gender, TheirCase[case.name], lower))
    if made.endswith("иёй"):  # «Альфией» is how it is written
        made = f"{made[:-3]}ией"
    return as_written(made, word)


@cache
def _maker() -> Any:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()


# What the libraries do wrong


@cache
def _fixed_beginnings() -> frozenset[str]:
    return frozenset(corrections()["fixed_beginnings"])


def _exception(kind: str, sex: Sex, word: str, case: Case) -> str | None:
    forms = corrections()[kind][sex.value].get(word.casefold().replace("ё", "е"))
    if forms is None:
        return None
    return word if not forms else as_written(forms[OBLIQUE.index(case)], word)


__all__ = ["OBLIQUE", "Case", "PersonName", "cases_of", "decline_name", "decline_phrase", "name_of", "sex_of"]
