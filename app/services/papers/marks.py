"""Marks in the words of a template: ``{person:dative}``, ``{date:long}``, ``{blank:30}``. Reading only, no values.

A mark is a name, maybe a colon and modifiers divided by spaces. ``{person:принят|принята}`` chooses by sex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.declension import Case

NAME_MODIFIERS = ("initials", "initials_first", "surname")
DATE_MODIFIERS = ("long", "quoted", "year")
TEXT_MODIFIERS = ("upper", "capital", "small")
MODIFIERS = {
    **{case.value: "the case" for case in Case},
    "initials": "«Щербакова Е. П.»",
    "initials_first": "«Е. П. Щербакова»",
    "surname": "the surname alone",
    "long": "«20 ноября 2026 г.»",
    "quoted": "«20» ноября 2026 г.",
    "year": "2026",
    "upper": "in capitals",
    "capital": "the first letter a capital",
    "small": "the first letter small",
    "optional": "nothing when there is no value, instead of a place for the hand",
}
"""Every word that may stand after the colon; a number is the width of the place for the hand."""

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
MAX_BLANK = 90


class MarkError(ValueError):
    """Words whose marks cannot be understood; the loader adds the place."""


@dataclass(frozen=True)
class Mark:
    """One mark. ``choice``: words for a man and for a woman."""

    name: str
    modifiers: tuple[str, ...] = ()
    blank: int = 0
    choice: tuple[str, str] | None = None

    @property
    def case(self) -> Case:
        """The case asked for."""
        return next((Case(m) for m in self.modifiers if m in set(Case)), Case.NOMINATIVE)


@dataclass(frozen=True)
class Marked:
    """Words as texts and marks in turn."""

    pieces: tuple[str | Mark, ...] = field(default=())

    @property
    def marks(self) -> Iterator[Mark]:
        """The marks in their order."""
        return (piece for piece in self.pieces if isinstance(piece, Mark))

    def __bool__(self) -> bool:
        return bool(self.pieces)


NOTHING = Marked()


def read_marks(text: str) -> Marked:
    """Divide; raises :class:`MarkError` for an unclosed, empty or senseless mark."""
    pieces: list[str | Mark] = []
    place = 0
    while place < len(text):
        opening, closing = text.find("{", place), text.find("}", place)
        if closing >= 0 and (opening < 0 or closing < opening):
            raise MarkError(f"'}}' without '{{' near {text[max(0, closing - 15) : closing + 1]!r}")
        if opening < 0:
            pieces.append(text[place:])
            break
        if opening > place:
            pieces.append(text[place:opening])
        end, inner = text.find("}", opening), text.find("{", opening + 1)
        if end < 0 or 0 <= inner < end:
            raise MarkError(f"mark is not closed: {text[opening : opening + 25]!r}")
        pieces.append(_mark(text[opening + 1 : end]))
        place = end + 1
    return Marked(tuple(pieces))


def _mark(inside: str) -> Mark:
    name, colon, rest = inside.partition(":")
    name, rest = name.strip(), rest.strip()
    if not _NAME.fullmatch(name):
        raise MarkError(f"{{{inside}}} has no name")
    if colon and not rest:
        raise MarkError(f"{{{inside}}}: nothing after the colon")
    if "|" in rest:
        words = tuple(part.strip() for part in rest.split("|"))
        if len(words) != 2 or not all(words):
            raise MarkError(f"{{{inside}}}: two words are needed, for a man and for a woman")
        return Mark(name, choice=(words[0], words[1]))
    modifiers, blank = [], 0
    for word in rest.split():
        if word.isdecimal():
            blank = int(word)
            if not 1 <= blank <= MAX_BLANK:
                raise MarkError(f"{{{inside}}}: a place for the hand is 1 to {MAX_BLANK} signs wide")
        elif word in MODIFIERS:
            modifiers.append(word)
        else:
            raise MarkError(f"{{{inside}}}: {word!r} is not known")
    if sum(m in set(Case) for m in modifiers) > 1:
        raise MarkError(f"{{{inside}}}: two cases")
    return Mark(name, tuple(modifiers), blank)
