"""Russian cases of names of people, of positions and of names of organisations.

Surnames, names and patronymics by pytrovich, phrases by pymorphy3; what they are known to do wrong stands in
``resources/declension.toml``. No machine declines every surname as its owner does, so whoever prints shows the outcome
for correction (:mod:`app.services.papers`). Both libraries are loaded on first use: they take a fifth of a second.
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from app.domain.enums import Sex
from app.domain.files import resource_path
from app.domain.names import sex_from_patronymic, tidy


class Case(StrEnum):
    """The six cases; the words are those of templates."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    INSTRUMENTAL = "instrumental"
    PREPOSITIONAL = "prepositional"


OBLIQUE = tuple(case for case in Case if case is not Case.NOMINATIVE)
"""The cases that change a word, in the order of tables."""

_GRAMMEMES: Mapping[Case, str] = {
    Case.GENITIVE: "gent",
    Case.DATIVE: "datv",
    Case.ACCUSATIVE: "accs",
    Case.INSTRUMENTAL: "ablt",
    Case.PREPOSITIONAL: "loct",
}
_FATHER_WORDS = frozenset({"оглы", "оглу", "кызы", "гызы", "улы", "уулу", "кизи", "угли", "оол"})
_STAYS = re.compile(r"(?i)\s*(и\.?\s?о\.?|вр\.?\s?и\.?\s?о\.?|врио|(зам|нач|зав|пом|исп|рук|пред|отв)\.)\s")
"""Shortened words after which the rest is in the genitive already: «зам. директора», «и. о. ректора»."""
_WOMENS = ("ова", "ева", "ина", "ына", "ская", "цкая")
_MENS = ("ов", "ев", "ин", "ын", "ский", "цкий")
_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_ENDS = ',;(«"“–—:/'


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
    return PersonName(
        _parts(name.surname, "surnames", sex, case),
        _parts(name.name, "names", sex, case),
        _patronymic(name.patronymic, sex, case),
        name.sex,
    )


def name_of(text: str, sex: Sex | None = None) -> PersonName:
    """A name written in one line as parts; «Смирнов И. И.» keeps its initials as they are."""
    parts = tidy(text).split(" ")
    if len(parts) > 3 and parts[-1].casefold() in _FATHER_WORDS:
        parts = [*parts[:2], " ".join(parts[2:])]
    surname, name, patronymic = (
        [*parts, "", "", ""][:3] if len(parts) <= 3 else (parts[0], parts[1], " ".join(parts[2:]))
    )
    return PersonName(surname, name, patronymic, sex)


def decline_phrase(text: str, case: Case) -> str:
    """«заместитель председателя профкома» → «заместителю председателя профкома».

    The first noun and the adjectives before it change, and nouns joined to it by «и» or a comma; what depends on them
    («председателя профкома»), what stands in quotation marks, abbreviations and unknown words do not.
    """
    if case is Case.NOMINATIVE or not text.strip() or _STAYS.match(text):
        return text
    return _phrase(text, case)


def cases_of(text: str) -> tuple[str, ...]:
    """All six forms of a phrase, the nominative first."""
    return tuple(decline_phrase(text, case) for case in Case)


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
        if index % 2 or not piece:
            continue
        pieces[index] = _part(piece, kind, sex, case, first=index == 0 and last > 0)
    return "".join(pieces)


def _part(word: str, kind: str, sex: Sex, case: Case, *, first: bool) -> str:
    if _is_fixed(word) or (first and word.casefold() in _fixed_beginnings()):
        return word
    found = _exception(kind, sex, word, case)
    if found is not None:
        return found
    return _pytrovich(word, kind, sex, case)


def _is_fixed(word: str) -> bool:
    """Initials, particles, a name in other letters: nothing to decline."""
    return word.endswith(".") or len(word) == 1 or not _WORD.fullmatch(word) or word.casefold() in _FATHER_WORDS


def _patronymic(text: str, sex: Sex | None, case: Case) -> str:
    if not text or sex is None:
        return text
    words = re.split(r"[\s-]+", text)
    if len(words) > 1:  # «Мамед оглы»: the father's name does not change
        return text
    ending = sex_from_patronymic(text)
    if ending is not sex or text.casefold().endswith(tuple(_FATHER_WORDS)):
        return text
    return _part(text, "patronymics", sex, case, first=False)


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
    return _as_written(made, word)


@cache
def _maker() -> Any:
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()


def _as_written(made: str, word: str) -> str:
    """Capital letters where the word has them."""
    if word.isupper() and len(word) > 1:
        return made.upper()
    return made[:1].upper() + made[1:] if word[:1].isupper() else made


# What the libraries do wrong


@cache
def _exceptions() -> Mapping[str, Any]:
    return tomllib.loads(resource_path("declension.toml").read_text("utf-8"))


@cache
def _fixed_beginnings() -> frozenset[str]:
    return frozenset(_exceptions()["fixed_beginnings"])


def _exception(kind: str, sex: Sex, word: str, case: Case) -> str | None:
    forms = _exceptions()[kind][sex.value].get(word.casefold().replace("ё", "е"))
    if forms is None:
        return None
    return word if not forms else _as_written(forms[OBLIQUE.index(case)], word)


# Phrases


@dataclass(frozen=True)
class _Token:
    text: str
    """With the spaces after it."""

    @property
    def word(self) -> str:
        return self.text.strip()


@lru_cache(maxsize=5_000)
def _phrase(text: str, case: Case) -> str:
    found = re.findall(r"\S+\s*|\s+", text)
    tokens = list(found)
    result: list[str] = []
    index = 0
    while index < len(tokens):
        head = _head(tokens, index)
        if head is None:
            break
        last = _last_adjective(tokens, head)
        forms = _inflected([token.strip() for token in tokens[index : last + 1]], head - index, case)
        for offset, form in enumerate(forms):
            whole = tokens[index + offset]
            result.append(whole.replace(whole.strip(), form, 1))
        index = last + 1
        joined = _joined(tokens, index, tokens[last].strip())
        if joined is None:
            break
        result += tokens[index:joined]
        index = joined
    return "".join([*result, *tokens[index:]])


def _joined(tokens: Sequence[str], index: int, before: str) -> int | None:
    """Where the next noun of a row begins («директор, председатель профкома»), None when there is none.

    It may stand after words that depend on the noun before; they are passed over only up to «и» or a comma.
    """
    place = index
    ended = before.endswith(",")
    while place < len(tokens):
        word = tokens[place].strip()
        if word.startswith(("«", '"', "(")):
            return None
        if ended and re.fullmatch(r"(?:[а-яё]+\.-?){2,}[а-яё]*,?", word.casefold()):  # «к.т.н.,»
            ended = word.endswith(",")
            place += 1
            continue
        if ended or word.casefold() == "и":
            start = place if ended else place + 1
            return start if _nominative_noun(tokens, start) else None
        ended = word.endswith(",")
        place += 1
    return None


def _nominative_noun(tokens: Sequence[str], index: int) -> bool:
    """Whether a phrase that begins here has a person's office in the nominative as its head."""
    head = _head(tokens, index)
    if head is None:
        return False
    word = _bare(tokens[head])
    return any(_is(p, "NOUN", "nomn", "sing", "anim") for p in _parses(word)) and not any(
        _is(p, "NOUN", "gent") for p in _parses(word)
    )


def _bare(token: str) -> str:
    return token.strip().strip(".,;:()")


def _head(tokens: Sequence[str], index: int) -> int | None:
    """The place of the noun (or of a word used as one) that the phrase beginning at ``index`` is about."""
    last_adjective = None
    for place in range(index, len(tokens)):
        token = tokens[place].strip()
        if token.startswith(("«", '"', "(", "№")):
            break
        word = _bare(token)
        if token.endswith(".") and _shortened(word):  # «гл. бухгалтер»: the next word is the noun
            continue
        if not _WORD.fullmatch(word) or _abbreviation(word):
            break
        adjective, noun = _is_adjective(word), _is_noun(word)
        if adjective and (not noun or _agrees(tokens, place)):
            last_adjective = place
            if token.endswith(","):
                break
            continue
        if noun and (last_adjective is None or _agree(_bare(tokens[last_adjective]), word)):
            return place
        break
    return last_adjective


def _last_adjective(tokens: Sequence[str], head: int) -> int:
    """Where the adjectives that stand after their noun end: «врач-терапевт участковый»."""
    place = head
    while place + 1 < len(tokens) and not tokens[place].strip().endswith((",", ".")):
        word = _bare(tokens[place + 1])
        if not _WORD.fullmatch(word) or _abbreviation(word) or not _is_adjective(word):
            break
        following = _head(tokens, place + 1)
        before_noun = following is not None and not _is_adjective(_bare(tokens[following]))
        if before_noun or not _agree(word, _bare(tokens[head])):
            break
        place += 1
    return place


def _shortened(word: str) -> bool:
    return len(word) <= 5


def _abbreviation(word: str) -> bool:
    """«ППО», «МБОУ», «ОАО»: two capitals somewhere."""
    return sum(letter.isupper() for letter in word) > 1 and not word.istitle() and not all(
        part.istitle() for part in word.split("-")
    ) and not (word.isupper() and len(word) > 6)  # fmt: skip


def _agrees(tokens: Sequence[str], place: int) -> bool:
    """Whether the word at ``place`` is an adjective of a noun after it: «рабочий посёлок», not «рабочий котельной»."""
    if tokens[place].strip().endswith(","):
        return False
    following = _head(tokens, place + 1) if place + 1 < len(tokens) else None
    return following is not None and _agree(_bare(tokens[place]), _bare(tokens[following]))


def _agree(adjective: str, noun: str) -> bool:
    """Whether both can stand together in the nominative."""
    genders = {_gender(p) for p in _parses(adjective) if p.tag.POS in ("ADJF", "PRTF") and "nomn" in p.tag}
    own = {_gender(p) for p in _parses(noun) if "nomn" in p.tag}
    return bool(genders & own) or ("ms-f" in own and bool(genders & {"masc", "femn"}))


def _gender(parse: Any) -> str:
    if "plur" in parse.tag:
        return "plur"
    return "ms-f" if "ms-f" in str(parse.tag) else str(parse.tag.gender)


def _is(parse: Any, *grammemes: str) -> bool:
    return all(g in parse.tag for g in grammemes)


def _is_adjective(word: str) -> bool:
    return any(p.tag.POS in ("ADJF", "PRTF") and "nomn" in p.tag for p in _parses(word))


def _is_noun(word: str) -> bool:
    if word.casefold().replace("ё", "е") in _exceptions()["words"]:
        return True
    parses = _parses(word)
    if parses[0].tag.POS in ("PREP", "CONJ"):  # «по» is a noun too, the software
        return False
    return any(_is(p, "NOUN", "nomn") and not _is(p, "Name") and not _is(p, "Surn") for p in parses)


@lru_cache(maxsize=5_000)
def _parses(word: str) -> tuple[Any, ...]:
    return tuple(_analyzer().parse(word.lower()))


@cache
def _analyzer() -> Any:
    import pymorphy3

    logging.getLogger("pymorphy3").setLevel(logging.WARNING)  # it tells where its dictionaries lie
    return pymorphy3.MorphAnalyzer(lang="ru")


def _inflected(words: Sequence[str], head: int, case: Case) -> list[str]:
    """A noun and the adjectives around it in a case."""
    noun = _best(_bare(words[head]))
    animate = noun is not None and ("anim" in noun.tag or noun.tag.POS != "NOUN")
    gender = _gender(noun) if noun is not None else ""
    result = []
    for number, token in enumerate(words):
        word = _bare(token)
        if number < head and token.endswith(".") and _shortened(word):
            result.append(token)
            continue
        form = _word_form(word, case, gender, animate=animate, is_head=number == head)
        result.append(token.replace(word, _as_written(form, word), 1) if word else token)
    return result


def _best(word: str) -> Any:
    """The parse of a head: a noun in the nominative singular first, then a plural, then an adjective used as a noun."""
    found = [p for p in _parses(word) if "nomn" in p.tag and p.tag.POS in ("NOUN", "ADJF", "PRTF")]
    order = {"NOUN": 0, "ADJF": 2, "PRTF": 2}
    found.sort(key=lambda p: (order[p.tag.POS], "plur" in p.tag, "inan" in p.tag and p.tag.POS == "NOUN", -p.score))
    return found[0] if found else None


def _word_form(word: str, case: Case, gender: str, *, animate: bool, is_head: bool) -> str:
    known = _exceptions()["words"].get(word.casefold().replace("ё", "е"))
    if known is not None:
        return str(known[OBLIQUE.index(case)]) if known else word.lower()
    if is_head:
        parse = _best(word)
        candidates: Iterable[Any] = [] if parse is None else [parse]
    else:
        fitting = {"masc", "femn"} if gender == "ms-f" else {gender}
        candidates = [
            p for p in _parses(word) if p.tag.POS in ("ADJF", "PRTF") and "nomn" in p.tag and _gender(p) in fitting
        ]
    for parse in candidates:
        wanted = {_GRAMMEMES[case]}
        if parse.tag.POS in ("ADJF", "PRTF") and case is Case.ACCUSATIVE and _gender(parse) in ("masc", "plur"):
            wanted.add("anim" if animate else "inan")
        made = parse.inflect(wanted)
        if made is not None:
            return _both_parts(str(made.word), word, case) if is_head else str(made.word)
    return word.lower()


def _both_parts(made: str, word: str, case: Case) -> str:
    """«секретарь-машинистка»: both nouns change when both are people; «бизнес-тренер»: the second alone."""
    first, hyphen, second = word.lower().partition("-")
    if not hyphen or "-" in second or not made.startswith(f"{first}-") or _parses(word)[0].is_known:
        return made
    people = [next((p for p in _parses(part) if _is(p, "NOUN", "nomn", "anim", "sing") and p.is_known), None)
              for part in (first, second)]  # fmt: skip
    if None in people:
        return made
    parts = [p.inflect({_GRAMMEMES[case]}) for p in people if p is not None]
    return "-".join(str(p.word) for p in parts) if all(parts) else made
