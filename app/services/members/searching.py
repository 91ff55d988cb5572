"""One search line over everything: names (former ones too), department, group, position, card, telephone, e-mail.

Words in any order, each a part of a word; ё is е; a line of figures is a card or a telephone however it is written.
When a word fits nothing, words with a misprint in it are taken. Measured with 50,000 people: the distinct words are a
few thousand, so looking through all of them costs less than any tree of beginnings would, and the likeness of texts
(rapidfuzz, which does not let other threads in) is asked only of those few hundred that length and letters allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from app.domain.members import PersonRecord
from app.domain.names import normalise

_MISPRINT_SCORE = 0.75
"""Below this likeness (0-1) a word is another word, not a misprint; two letters swapped count as one mistake."""
_SHORTEST = 3
"""A shorter word that fits nothing is not looked for with misprints: everything is like it."""
_NUMBER = frozenset("0123456789+-()")


def digits(text: str) -> str:
    """The figures of a text."""
    return "".join(c for c in text if c.isdigit())


def telephone_figures(text: str) -> str:
    """The figures of a telephone without the country's 7 or 8."""
    figures = digits(text)
    return figures[1:] if len(figures) == 11 and figures[0] in "78" else figures


@dataclass(frozen=True)
class FoundPeople:
    """Who fits a line. ``exact``: every word stands so; else these people are only like it, for want of better ones."""

    ids: set[int]
    exact: bool


class SearchIndex:
    """Words of people to the people; kept up to date with :meth:`put` and :meth:`drop`."""

    def __init__(self) -> None:
        self._words: dict[str, set[int]] = {}
        self._letters: dict[str, int] = {}
        self._cards: dict[int, str] = {}
        self._phones: dict[int, str] = {}
        self._mails: dict[int, str] = {}
        self._split: dict[str, tuple[str, ...]] = {}

    def put(self, record: PersonRecord) -> None:
        """Know one more person."""
        for word in self._of(record):
            holders = self._words.get(word)
            if holders is None:
                self._words[word] = {record.id}
                self._letters[word] = _letters(word)
            else:
                holders.add(record.id)
        if record.card_number:
            self._cards[record.id] = record.card_number.casefold()
        if record.phone:
            self._phones[record.id] = " ".join(telephone_figures(part) for part in record.phone.split(","))
        if record.email:
            self._mails[record.id] = record.email.casefold()

    def drop(self, record: PersonRecord) -> None:
        """Forget a person, as they were put."""
        for word in self._of(record):
            holders = self._words.get(word)
            if holders is not None:
                holders.discard(record.id)
                if not holders:
                    del self._words[word], self._letters[word]
        for known in (self._cards, self._phones, self._mails):
            known.pop(record.id, None)

    def find(self, line: str) -> FoundPeople | None:
        """Who fits the line; None when it says nothing."""
        found: set[int] | None = None
        exact = True
        for part in sorted(_parts(line), key=len, reverse=True):
            holders = self._number(part) if _NUMBER.issuperset(part) else self._named(part)
            if not holders:
                holders, exact = self._misprinted(part), False
            found = holders if found is None else found & holders
            if not found:
                break
        return None if found is None else FoundPeople(found, exact)

    def _of(self, record: PersonRecord) -> set[str]:
        words: set[str] = set()
        texts = (record.surname, record.name, record.patronymic, record.department, record.study_group, record.position)
        for text in (*texts, record.unit, record.personnel_number, record.former_names):
            if text:
                known = self._split.get(text)
                if known is None:
                    known = self._split[text] = tuple(normalise(text).split())
                words.update(known)
        return words

    def _number(self, part: str) -> set[int]:
        figures = digits(part)
        found = {i for i, card in self._cards.items() if figures in card}
        tail = telephone_figures(part)
        if len(tail) >= 4:
            found |= {i for i, phone in self._phones.items() if tail in phone}
        return found | self._standing_in(part)

    def _standing_in(self, word: str) -> set[int]:
        return set().union(*[holders for text, holders in self._words.items() if word in text])

    def _named(self, word: str) -> set[int]:
        found = self._standing_in(word)
        found |= {i for i, card in self._cards.items() if word == card}
        if "@" in word or (not found and word.isascii()):
            found |= {i for i, mail in self._mails.items() if word in mail}
        return found

    def _misprinted(self, word: str) -> set[int]:
        """Who has a word, or the beginning of one, that may be ``word`` with a misprint; a number has none."""
        size = len(word)
        if size < _SHORTEST or _NUMBER.issuperset(word):
            return set()
        from rapidfuzz.distance import DamerauLevenshtein

        allowed = max(1, size // 3)
        letters = _letters(word)
        likely: set[int] = set()
        judged: dict[str, bool] = {}
        for text, holders in self._words.items():
            # A beginning of the same length has at most twice as many strange letters as it has mistakes.
            if len(text) < size - allowed or (letters & ~self._letters[text]).bit_count() > allowed:
                continue
            for candidate in {text[:size], text if len(text) <= size + allowed else text[: size + 1]}:
                fits = judged.get(candidate)
                if fits is None:
                    fits = DamerauLevenshtein.normalized_similarity(word, candidate) >= _MISPRINT_SCORE
                    judged[candidate] = fits
                if fits:
                    likely |= holders
                    break
        return likely


def _letters(word: str) -> int:
    """The letters of a word as bits: which occur."""
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) & 63)
    return mask


def _parts(line: str) -> Iterator[str]:
    """The words of a line; figures that stand side by side are one number («8 917 000-00-14»)."""
    for is_number, words in groupby(normalise(line).split(), key=_NUMBER.issuperset):
        texts = list(words)
        if is_number and any(digits(text) for text in texts):
            yield "".join(texts)
        elif not is_number:
            yield from texts


def surname_first(found: Iterable[tuple[str, int]], line: str) -> list[int]:
    """(search name, id) in the order of the list: those whose surname begins with a word of the line come first."""
    words = tuple(part for part in _parts(line) if not _NUMBER.issuperset(part))
    if not words:
        return [i for _, i in found]
    ranked = [(not name.startswith(words), i) for name, i in found]
    return [i for first in (False, True) for rest, i in ranked if rest is first]
