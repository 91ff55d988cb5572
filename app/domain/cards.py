"""A member's card (профбилет): of what it is made and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
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
