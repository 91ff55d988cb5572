"""Every way a person's name, telephone or e-mail may be written, as patterns.

A word comes in its six cases by the program's own declension, and with the endings people put by mistake; a name in
full or in initials, in either order, in Russian letters or in Latin ones by any of the usual schemes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.domain.declension import OBLIQUE, PersonName, decline_name
from app.domain.enums import Sex

START = r"(?<![^\W_])"
"""Before it no letter or figure; an underscore joins words in names of files."""
END = r"(?![^\W_])"
SPACE = r"[\s\u00a0,_.\-]+"
_GAP = r"[\s\u00a0_.]*"
_DASH = r"\s*[-\u2010-\u2013]\s*"

_CONSONANT_ENDS = ("а", "у", "ом", "ем", "е", "ы")
_SOFT_ENDS = ("я", "ю", "ем", "ём", "е", "и")
_VOWEL_ENDS = ("а", "ы", "и", "е", "у", "ю", "ой", "ей", "ою", "ею", "я")

_LATIN = {
    "а": "a", "б": "b", "в": "(?:v|w)", "г": "(?:g|h)", "д": "d", "е": "(?:e|ye|je|ie)", "ё": "(?:yo|io|jo|e|ye|ë)",
    "ж": "(?:zh|ž|j|z)", "з": "(?:z|s)", "и": "(?:i|y)", "й": "(?:y|i|j|ĭ)?", "к": "(?:k|c)", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s+", "т": "t", "у": "(?:u|ou)", "ф": "(?:f|ph)", "х": "(?:kh|h|x|ch)",
    "ц": "(?:ts|tz|cz|c)", "ч": "(?:ch|tch|č)", "ш": "(?:sh|sch|š)", "щ": "(?:shch|sch|shh|sh|ŝ|šč)",
    "ъ": "(?:ie|[\"'`ʺ]+)?", "ы": "(?:y[`']?|i)", "ь": "['`ʹ’jy]?", "э": "(?:e[`']?|è)", "ю": "(?:yu|iu|ju|u|û)",
    "я": "(?:ya|ia|ja|a|â)",
}  # fmt: skip
_LATIN_ENDS = (("ий", "(?:iy|ij|ii|yi|yy|y|i)"), ("ый", "(?:yy|iy|yj|y|i)"), ("ие", "(?:iye|ie|ye)"))


@lru_cache(maxsize=256)
def forms(word: str, kind: str, sex: Sex | None) -> tuple[str, ...]:
    """A word of a name (``surname``, ``name``, ``patronymic``) in all its cases, right and mistaken, the longest first.

    An unknown sex gives the forms of both.
    """
    if not word:
        return ()
    found = {word}
    for one in (sex,) if sex is not None else tuple(Sex):
        parts = {kind: word} if kind == "surname" else {"surname": "", kind: word}
        for case in OBLIQUE:
            declined: str = getattr(decline_name(PersonName(**parts, sex=one), case), kind)
            found.add(declined)
    if len(word) > 2 and word[-1].isalpha():
        found |= _mistaken(word)
    return tuple(sorted(found, key=lambda form: (-len(form), form)))


def _mistaken(word: str) -> set[str]:
    last = word[-1].casefold()
    if last in "ьй":
        return {word[:-1] + end for end in _SOFT_ENDS}
    if last in "аеёиоуыэюя":
        return {word[:-1] + end for end in _VOWEL_ENDS}
    return {word + end for end in _CONSONANT_ENDS} if "а" <= last <= "я" else set()


def letters(text: str) -> str:
    """A text as a pattern: ё and е alike, any dash with or without spaces."""
    made = []
    for sign in text:
        if sign in "еёЕЁ":
            made.append("[её]" if sign in "её" else "[ЕЁ]")
        elif sign == "-":
            made.append(_DASH)
        elif sign.isspace():
            made.append(r"[\s\u00a0_]+")
        else:
            made.append(re.escape(sign))
    return "".join(made)


def any_of(words: Iterable[str]) -> str:
    """One of these words, as a pattern; one that matches nothing when there are none."""
    made = [letters(word) for word in words]
    return f"(?:{'|'.join(made)})" if made else "(?!)"


def latin(word: str) -> str:
    """A Russian word in Latin letters by any usual scheme, as a pattern; what is not Russian stays as it is."""
    low, tail = word.casefold(), ""
    for end, pattern in _LATIN_ENDS:
        if low.endswith(end):
            low, tail = low[: -len(end)], pattern
    made = [_DASH if sign == "-" else SPACE if sign.isspace() else _LATIN.get(sign, re.escape(sign)) for sign in low]
    # Before a soft vowel some schemes write nothing for the soft sign and others «i» or «y».
    return "".join(made).replace("['`ʹ’j]?(?:yu", "['`ʹ’jiy]?(?:yu") + tail


def initial(word: str, *, in_latin: bool = False) -> str:
    """The first letter as a capital, whatever the case of the rest."""
    letter = word[0].upper()
    if not in_latin:
        return f"(?-i:{'[ЕЁ]' if letter in 'ЕЁ' else re.escape(letter)})"
    ways = re.sub(
        r"[a-zžščŝèâûëĭ]", lambda found: f"[{found[0]}{found[0].upper()}]", _LATIN.get(letter.casefold(), letter)
    )
    return f"(?-i:{ways.rstrip('?')})"


def full_ways(surname: str, first: str, patronymic: str) -> list[str]:
    """Patterns of a surname with the name, and with the patronymic when it stands there, in either order."""
    whole = first + (rf"(?:{SPACE}{patronymic}{END})?" if patronymic else "")
    before = first + (rf"(?:{SPACE}{patronymic})?" if patronymic else "")
    return [rf"{START}{surname}{SPACE}{whole}{END}", rf"{START}{before}{SPACE}{surname}{END}"]


def initial_ways(surname: str, one: str, two: str) -> list[str]:
    """Patterns of a surname with initials in either order: «Л. И.», «Л.И.», «ЛИ», «Л.»."""
    both = rf"{one}\.?{_GAP}{two}(?:\.|{END})" if two else rf"{one}\."
    single = rf"{one}\.(?!{_GAP}(?-i:[А-ЯЁA-Z])\.)"
    either = rf"(?:{both}|{single})"
    return [rf"{START}{surname}{SPACE}{either}", rf"{START}{either}{_GAP}{surname}{END}"]


def telephone(text: str) -> str:
    """A telephone in any spelling as a pattern, "" for one too short to be somebody's alone."""
    figures = re.sub(r"\D", "", text)
    if len(figures) < 6:
        return ""
    lead = ""
    if len(figures) == 11 and figures[0] in "78":
        figures = figures[1:]
    if len(figures) == 10:
        lead = r"(?:(?:\+?\s*7|8)[\s\u00a0()\-–.]*)?\(?"
    return rf"(?<!\d){lead}" + r"[\s\u00a0()\-–./_]*".join(figures) + r"(?!\d)"


def email(text: str) -> str:
    """An e-mail in any case, with spaces or words in place of the sign."""
    name, sign, host = text.strip().partition("@")
    if not sign:
        return re.escape(text.strip())
    at = r"\s*(?:@|[(\[]\s*(?:at|собака)\s*[)\]])\s*"
    return rf"(?<![\w.+-]){re.escape(name)}{at}{re.escape(host)}(?![\w-])"


def spaced(text: str) -> str:
    """Some other text that is nobody else's (a card number, an address): any spaces and marks between its words."""
    if re.fullmatch(r"\d{6,}", text):
        return r"(?<!\d)" + r"[\s\u00a0\-]*".join(text) + r"(?!\d)"
    words: Sequence[str] = re.findall(r"\w+", text)
    if not words:
        return re.escape(text)
    return START + r"[\W_]+".join(letters(word) for word in words) + END
