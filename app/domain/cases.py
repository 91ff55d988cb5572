"""The six cases of Russian, and writing a changed word as the word before it was written."""

from __future__ import annotations

from enum import StrEnum


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


def as_written(made: str, word: str) -> str:
    """Capital letters where the word has them."""
    if word.isupper() and len(word) > 1:
        return made.upper()
    return made[:1].upper() + made[1:] if word[:1].isupper() else made
