"""Positions and names of organisations in the six cases, by pymorphy3.

Which word changes and which depends on another is told by the order of words; single words the dictionary does not know
stand in ``resources/declension.toml``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from app.domain.cases import OBLIQUE, Case, as_written
from app.domain.surnames import corrections

_GRAMMEMES: Mapping[Case, str] = {
    Case.GENITIVE: "gent",
    Case.DATIVE: "datv",
    Case.ACCUSATIVE: "accs",
    Case.INSTRUMENTAL: "ablt",
    Case.PREPOSITIONAL: "loct",
}
_STAYS = re.compile(r"(?i)\s*(и\.?\s?о\.?|вр\.?\s?и\.?\s?о\.?|врио|(зам|нач|зав|пом|исп|рук|пред|отв)\.)\s")
"""Shortened words after which the rest is in the genitive already: «зам. директора», «и. о. ректора»."""
_ASIDE = re.compile(r"((?=\s*[^\s(«\"])[^()]+)\(([^()]*)\)(\s*)(.*)", re.DOTALL)
_SLASH = re.compile(r"(\s*/\s*)")
_TRADES = ("чик", "щик", "ник", "тель", "ист", "лог", "чица", "щица", "ница", "истка")
_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")


def decline_phrase(text: str, case: Case) -> str:
    """«заместитель председателя профкома» → «заместителю председателя профкома».

    The first noun and the adjectives before it change, and nouns joined to it by «и» or a comma; what depends on them
    («председателя профкома»), what stands in quotation marks, abbreviations and unknown words do not.
    """
    if case is Case.NOMINATIVE or not text.strip():
        return text
    return _phrase(text, case)


def cases_of(text: str) -> tuple[str, ...]:
    """All six forms of a phrase, the nominative first."""
    return tuple(decline_phrase(text, case) for case in Case)


@lru_cache(maxsize=5_000)
def _phrase(text: str, case: Case) -> str:
    aside = _ASIDE.fullmatch(text)
    if aside is not None:
        return _with_aside(*aside.groups(), case=case)
    first, *others = _SLASH.split(text)
    if others and first.strip():  # «дворник/истопник»: the marks stand between
        return _row(first, case) + "".join(
            part if place % 2 == 0 or not _is_office(part) else _phrase(part, case) for place, part in enumerate(others)
        )
    return _row(text, case)


def _with_aside(before: str, inside: str, gap: str, after: str, *, case: Case) -> str:
    """«сторож (вахтёр) школы»: what stands in brackets changes when it names an office too."""
    pad = "" if before[-1].isspace() else " "
    declined = re.findall(r"\S+\s*|\s+", _phrase(before + pad + after, case))
    count = len(re.findall(r"\S+\s*|\s+", before + pad))
    first = "".join(declined[:count])
    if _is_office(inside) or _adjectives_of(inside, before):
        inside = _phrase(inside, case)
    return f"{first[: len(first) - len(pad)]}({inside}){gap}{''.join(declined[count:])}"


def _is_office(text: str) -> bool:
    tokens = re.findall(r"\S+\s*", text.strip())
    if not tokens or _STAYS.match(text):
        return False
    first = _bare(tokens[0]).casefold()
    return first in corrections()["kinds"]["offices"] or _nominative_noun(tokens, 0)


def _adjectives_of(inside: str, before: str) -> bool:
    """«(неосвобождённый)» after «председатель»: nothing but adjectives that agree with the head."""
    tokens = before.split()
    head = _head(tokens, 0)
    words = inside.split()
    return (
        head is not None
        and bool(words)
        and all(_WORD.fullmatch(word) and _is_adjective(word) and _agree(word, _bare(tokens[head])) for word in words)
    )


def _row(text: str, case: Case) -> str:
    if _STAYS.match(text):
        return text
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
    likely = next((p for p in _parses(word) if _is(p, "NOUN", "nomn", "sing")), None)  # «язык» is a captive too
    return (
        likely is not None
        and "anim" in likely.tag
        and not any(
            _is(p, "NOUN", "gent") and not _is(p, "plur", "inan")  # «техник» is also of «техника»
            for p in _parses(word)
        )
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
    return (
        sum(letter.isupper() for letter in word) > 1
        and not word.istitle()
        and not all(part.istitle() for part in word.split("-"))
        and not (word.isupper() and (len(word) > 6 or (len(word) > 3 and _person(word.lower()) is not None)))
    )


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
    if word.casefold().replace("ё", "е") in corrections()["words"]:
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
        result.append(token.replace(word, as_written(form, word), 1) if word else token)
    return result


def _best(word: str) -> Any:
    """The parse of a head: a noun in the nominative singular first, then a plural, then an adjective used as a noun."""
    found = [p for p in _parses(word) if "nomn" in p.tag and p.tag.POS in ("NOUN", "ADJF", "PRTF")]
    order = {"NOUN": 0, "ADJF": 2, "PRTF": 2}
    found.sort(key=lambda p: (order[p.tag.POS], "plur" in p.tag, "inan" in p.tag and p.tag.POS == "NOUN", -p.score))
    return found[0] if found else None


def _word_form(word: str, case: Case, gender: str, *, animate: bool, is_head: bool) -> str:
    known = corrections()["words"].get(word.casefold().replace("ё", "е"))
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
    """«секретарь-машинистка»: every noun that is a person changes; «бизнес-тренер»: the last alone."""
    parts, forms = word.lower().split("-"), made.split("-")
    whole = _parses(word)[0].is_known and not parts[0].endswith(_TRADES)  # «генерал-майор»
    if len(parts) == 1 or len(parts) != len(forms) or whole:
        return made
    for place, part in enumerate(parts[:-1]):
        person = _person(part)
        if forms[place] == part and person is not None:
            inflected = person.inflect({_GRAMMEMES[case]})
            forms[place] = part if inflected is None else str(inflected.word)
    return "-".join(forms) if _person(parts[-1]) is not None else made


def _person(word: str) -> Any:
    """The parse of a noun that names a person by trade; a word unknown to the dictionary by its ending."""
    return next(
        (p for p in _parses(word) if _is(p, "NOUN", "nomn", "anim", "sing") and (p.is_known or word.endswith(_TRADES))),
        None,
    )
