"""What the window and the command line see of people recorded twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.enums import EventKind, MemberCategory


class MergeChoice(StrEnum):
    """Whose value of a field stays. ``BOTH``: notes are joined."""

    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


@dataclass(frozen=True)
class Hint:
    """Somebody of the register who may be the one being typed."""

    person_id: int
    full_name: str
    birth_date: date | None
    birth_exact: bool
    why: str


@dataclass(frozen=True)
class Side:
    """One of two people as a list of suspects shows them."""

    person_id: int
    full_name: str
    birth_date: date | None
    birth_exact: bool
    category: MemberCategory | None
    """None: not on the register today."""
    card_number: str
    phone: str
    work: str
    """Group, department or position."""


@dataclass(frozen=True)
class Suspect:
    """Two records that may be of one person. ``certainty``: 3 almost surely, 2 probably, 1 perhaps."""

    one: Side
    other: Side
    reasons: tuple[str, ...]
    certainty: int


@dataclass(frozen=True)
class FieldPair:
    """A field whose values differ. ``kept`` and ``other`` are texts for people; ``proposed`` is what we would take."""

    name: str
    title: str
    kept: str
    other: str
    proposed: MergeChoice


@dataclass(frozen=True)
class VoidedEvent:
    """A membership event that contradicts or repeats another once the records are one; ``why`` it is voided."""

    event_id: int
    kind: EventKind
    on: date
    category: MemberCategory | None
    of_kept: bool
    why: str


@dataclass(frozen=True)
class MergeView:
    """Two records side by side before they are put together."""

    kept: Side
    other: Side
    fields: tuple[FieldPair, ...]
    same: tuple[tuple[str, str], ...]
    """Title and value of the fields in which both agree."""
    moves: Mapping[str, int]
    """How many records of each kind (in Russian) the person who stays gets from the other."""
    voided: tuple[VoidedEvent, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class MergedView:
    """A merge that can be taken back."""

    id: int
    at: datetime
    person_id: int
    full_name: str
    other_name: str
    user_name: str
    last: bool
    """False: a later merge of this person must be taken back first."""
