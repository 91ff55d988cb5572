"""Names and words that came from outside, as they may be kept and shown: nothing unseen, nothing that poses as another.

:func:`visible` is for what comes in: signs that show nothing but turn the text round, hide or split words are left out.
:func:`marked` is for what is shown: a word whose letters are of several alphabets, or that looks Russian and is not, is
named beside it. A name is never changed into another one: whose it is, people settle.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
_HEAPED = re.compile(
    r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})"
    r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_LOOKS_RUSSIAN = frozenset("AaBEeKkMHOoPpCcTXxyY")
_ALPHABETS = {"LATIN": "латинские", "GREEK": "греческие", "CYRILLIC": "русские"}


def visible(text: str) -> str:
    """Without signs that nobody sees: controls, those of direction and width, private ones, heaps of accents.

    >>> visible("Ива\\u200bнова \\u202eаннА")
    'Иванова аннА'
    """
    return _HEAPED.sub(r"\1", _UNSEEN.sub("", text))


def strange_words(text: str) -> tuple[tuple[str, str], ...]:
    """Words with letters of other alphabets that pose as Russian ones, and those letters.

    >>> strange_words("Шкoла № 14"), strange_words("ППО PAO Завод"), strange_words("Wi-Fi и Школа")
    ((('Шкoла', 'o'),), (('PAO', 'PAO'),), ())
    """
    words = _WORD.findall(text)
    russian = any(_alphabet(letter) == "CYRILLIC" for word in words for letter in word)
    found = []
    for word in dict.fromkeys(words):
        if word.isascii():
            poses = russian and len(word) > 1 and set(word) <= _LOOKS_RUSSIAN and not _ROMAN.match(word)
            if poses:
                found.append((word, word))
            continue
        alphabets = {_alphabet(letter) for letter in word}
        if len(alphabets) > 1:
            home = "CYRILLIC" if "CYRILLIC" in alphabets else "LATIN"
            found.append((word, "".join(dict.fromkeys(c for c in word if _alphabet(c) != home))))
    return tuple(found)


def marked(text: str) -> str:
    """The text as it may be shown: :func:`visible`, and behind it what is strange in it.

    >>> marked("Шкoла № 14"), marked("Школа № 14")
    ('Шкoла № 14 [в слове «Шкoла» латинские буквы: o]', 'Школа № 14')
    """
    clean = visible(text)
    strange = strange_words(clean)
    if not strange:
        return clean
    word, letters = strange[0]
    kind = _ALPHABETS.get(_alphabet(letters[0]), "чужие")
    more = "" if len(strange) == 1 else f", и ещё слов: {len(strange) - 1}"
    return f"{clean} [в слове «{word}» {kind} буквы: {letters}{more}]"


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
