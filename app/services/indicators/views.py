"""What the passport and the indicators are, and the rule of small numbers. Plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

SMALLEST_PRINTED = 3
"""A smaller number about health or family is not printed: in a small organisation it would name a person."""
SMALL_NUMBER = "скрыто"


class PassportColumn(StrEnum):
    """Columns of the passport."""

    TOTAL = "total"
    WOMEN = "women"
    YOUTH = "youth"


@dataclass(frozen=True)
class PassportLine:
    """``women`` and ``youth`` None: not counted in this line. ``people`` False: it counts children.

    ``hidden`` columns are not printed. Lines with the same ``parts_of`` add up to the line of that id.
    """

    id: str
    title: str
    total: int
    women: int | None = None
    youth: int | None = None
    people: bool = True
    parts_of: str = ""
    hidden: frozenset[PassportColumn] = frozenset()

    def number(self, column: PassportColumn) -> int | None:
        """The number of a column, hidden or not."""
        return {PassportColumn.TOTAL: self.total, PassportColumn.WOMEN: self.women, PassportColumn.YOUTH: self.youth}[
            column
        ]

    def text(self, column: PassportColumn) -> str:
        """As shown: «—» where nothing is counted, «скрыто» where it must not be printed."""
        value = self.number(column)
        return SMALL_NUMBER if column in self.hidden else "—" if value is None else str(value)


@dataclass(frozen=True)
class PassportGroup:
    """A group of lines. ``guarded``: about health and family, the rule of small numbers holds."""

    id: str
    title: str
    lines: tuple[PassportLine, ...]
    guarded: bool = False
    note: str = ""


@dataclass(frozen=True)
class AgeBand:
    """Women, men and people of unknown sex of five years of age."""

    title: str
    women: int
    men: int
    unknown: int = 0


@dataclass(frozen=True)
class OrganisationPassport:
    """The organisation on a day. ``allowed``: members whose consent to the social passport is in force.

    ``facts``: name and value pairs of the passport's head. ``on_paper``: small numbers are hidden already.
    """

    as_of: date
    facts: tuple[tuple[str, str], ...]
    members: int
    allowed: int
    sections: tuple[PassportGroup, ...]
    pyramid: tuple[AgeBand, ...]
    chair: str = ""
    on_paper: bool = False

    def line(self, line_id: str) -> PassportLine:
        """A line by its id; KeyError when there is none."""
        for section in self.sections:
            for line in section.lines:
                if line.id == line_id:
                    return line
        raise KeyError(line_id)


def for_paper(passport: OrganisationPassport) -> OrganisationPassport:
    """The passport without numbers about health and family from which a person could be told.

    Hidden are numbers from 1 to 2, a part that would tell such a number by subtraction (4 women of 5), and, where
    parts add up to a total that is shown, one more part when only one would be missing.
    """
    sections = tuple(replace(s, lines=_guarded(s.lines)) if s.guarded else s for s in passport.sections)
    return replace(passport, sections=sections, on_paper=True)


def _small(value: int) -> bool:
    return 0 < value < SMALLEST_PRINTED


def _guarded(lines: Sequence[PassportLine]) -> tuple[PassportLine, ...]:
    every = frozenset(PassportColumn)
    result = {}
    for line in lines:
        hidden = every if _small(line.total) else frozenset(
            column
            for column in (PassportColumn.WOMEN, PassportColumn.YOUTH)
            if (value := line.number(column)) is not None and (_small(value) or _small(line.total - value))
        )  # fmt: skip
        result[line.id] = replace(line, hidden=hidden)
    for whole in {line.parts_of for line in lines if line.parts_of}:
        for column in PassportColumn:
            parts = [line for line in result.values() if line.parts_of == whole]
            missing = [line for line in parts if column in line.hidden]
            shown = [line for line in parts if column not in line.hidden and line.number(column)]
            if len(missing) == 1 and shown and column not in result[whole].hidden:
                least = min(shown, key=lambda line: line.number(column) or 0)
                more = every if column is PassportColumn.TOTAL else frozenset({column})
                result[least.id] = replace(least, hidden=least.hidden | more)
            elif len(missing) == 1 and not shown and column not in result[whole].hidden:
                # Everybody stands in the one part, so the total would tell it.
                more = every if column is PassportColumn.TOTAL else frozenset({column})
                result[whole] = replace(result[whole], hidden=result[whole].hidden | more)
    return tuple(result.values())


@dataclass(frozen=True)
class Stretch:
    """A column of the indicators: movements from ``first`` to ``last``, states at the end of ``last``."""

    title: str
    first: date
    last: date


@dataclass(frozen=True)
class Indicator:
    """A line: one value for each stretch; ``people``: counts and shares open the people behind them.

    ``unit``: «чел.», «%», «лет». A share is per cent with one decimal, None where there is nothing to share.
    """

    id: str
    title: str
    unit: str
    values: tuple[Decimal | None, ...]
    people: bool = True

    def text(self, place: int) -> str:
        """As shown: a comma in fractions, «—» for nothing, «+» before a growth."""
        value = self.values[place]
        if value is None:
            return "—"
        sign = "+" if self.id.startswith("growth") and value > 0 else ""
        return sign + str(value).replace(".", ",").replace("-", "−")


@dataclass(frozen=True)
class IndicatorGroup:
    """Lines under a heading."""

    title: str
    lines: tuple[Indicator, ...]


@dataclass(frozen=True)
class IndicatorTable:
    """Indicators over stretches of time, the earliest first."""

    stretches: tuple[Stretch, ...]
    groups: tuple[IndicatorGroup, ...]

    def line(self, line_id: str) -> Indicator:
        """A line by its id; KeyError when there is none."""
        for group in self.groups:
            for line in group.lines:
                if line.id == line_id:
                    return line
        raise KeyError(line_id)


@dataclass(frozen=True)
class BehindRow:
    """A person behind a number. ``detail`` tells what counted («вышел по желанию 12.03.2025»)."""

    person_id: int
    name: str
    detail: str
    blocked: bool = False
    erased: bool = False


@dataclass(frozen=True)
class PeopleBehind:
    """The people behind a number, by name; somebody counted twice stands twice."""

    title: str
    rows: tuple[BehindRow, ...]
