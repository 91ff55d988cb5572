"""A member's card (профбилет): of what it is made and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum


class CardMedium(StrEnum):
    """What a member holds: a plastic card, a picture in a telephone, or paper."""

    PLASTIC = "plastic"
    VIRTUAL = "virtual"
    PAPER = "paper"


ELECTRONIC = frozenset({CardMedium.PLASTIC, CardMedium.VIRTUAL})
"""The new form of the card, which paper ones are exchanged to."""


class CardState(StrEnum):
    """Ordered, in the member's hands, or no longer valid for one of four reasons."""

    ORDERED = "ordered"
    ISSUED = "issued"
    LOST = "lost"
    SPOILED = "spoiled"
    REPLACED = "replaced"
    RETURNED = "returned"


CLOSED = frozenset({CardState.LOST, CardState.SPOILED, CardState.REPLACED, CardState.RETURNED})
"""States in which a card is shown to nobody any more."""

NEXT: Mapping[CardState, frozenset[CardState]] = {
    CardState.ORDERED: frozenset({CardState.ISSUED}),
    CardState.ISSUED: CLOSED,
    CardState.LOST: frozenset({CardState.ISSUED}),
    CardState.SPOILED: frozenset(),
    CardState.REPLACED: frozenset(),
    CardState.RETURNED: frozenset(),
}
"""Where a card can go from a state; a lost one may be found."""

_FIGURES = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def numbers_after(number: str) -> Iterator[str]:
    """The numbers that go on from this one, with its zeros and whatever stands before and after the figures.

    The last figures count, unless they are the year at the end («ИС-017/2026», «017/26»). Nothing for a number without
    figures.

    >>> next(numbers_after("ИС-0099/К"))
    'ИС-0100/К'
    """
    runs = list(_FIGURES.finditer(number))
    if len(runs) > 1 and runs[-1].end() == len(number):
        year, mark = runs[-1][0], number[runs[-1].start() - 1]
        if _YEAR.fullmatch(year) or (mark == "/" and len(year) == 2):
            runs.pop()
    if not runs:
        return
    before, figures, after = number[: runs[-1].start()], runs[-1][0], number[runs[-1].end() :]
    value = int(figures)
    while True:
        value += 1
        yield f"{before}{value:0{len(figures)}d}{after}"
