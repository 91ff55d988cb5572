"""Meetings: their kinds, and when there are enough people to decide (quorum)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class MeetingKind(StrEnum):
    """Which body meets."""

    GENERAL = "general"
    CONFERENCE = "conference"
    COMMITTEE = "committee"
    SHOP = "shop"
    GROUP = "group"
    PRESIDIUM = "presidium"
    AUDIT = "audit"


class MeetingState(StrEnum):
    """A meeting is planned, was held, or was called off."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Entitled(StrEnum):
    """Who counts: members on the day, delegates chosen before, those who hold an office of the body on the day."""

    MEMBERS = "members"
    DELEGATES = "delegates"
    BODY = "body"


@dataclass(frozen=True)
class Quorum:
    """How many must be there: more than the share (``above``) or at least the share of those entitled."""

    share: Fraction
    above: bool

    def needed(self, entitled: int) -> int:
        """The least number of those present at which the meeting can decide; at least one.

        >>> Quorum(Fraction(1, 2), True).needed(10)
        6
        >>> Quorum(Fraction(2, 3), False).needed(10)
        7
        """
        exact = self.share * entitled
        least = int(exact) + 1 if self.above else -(-exact.numerator // exact.denominator)
        return max(least, 1)

    def __str__(self) -> str:
        return f"{'>' if self.above else '>='}{self.share.numerator}/{self.share.denominator}"

    @property
    def words(self) -> str:
        """«более 1/2», «не менее 2/3»."""
        if self.share == 1:
            return "все"
        share = {Fraction(1, 2): "половины", Fraction(2, 3): "двух третей", Fraction(3, 4): "трёх четвертей"}
        said = share.get(self.share, f"{self.share.numerator}/{self.share.denominator}")
        return f"{'более' if self.above else 'не менее'} {said}"

    @classmethod
    def parse(cls, text: str) -> Quorum:
        """Read what ``str()`` writes; ValueError for anything else or a share outside 0-1."""
        above = text.startswith(">") and not text.startswith(">=")
        numerator, slash, denominator = text.removeprefix(">").removeprefix("=").partition("/")
        if not text.startswith(">") or not slash or not numerator.isdecimal() or not denominator.isdecimal():
            raise ValueError(text)
        if int(denominator) == 0:
            raise ValueError(text)
        share = Fraction(int(numerator), int(denominator))
        if not 0 < share <= 1 or (above and share == 1):
            raise ValueError(text)
        return cls(share, above)
