"""What becomes of the rows of a list, and the register they are held against: frozen records of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from app.domain.membership import Event
from app.services.importing.history import NewEvent
from app.services.importing.records import ListPerson, RowRemark
from app.storage.members.register_person import RegisterPerson


class RowStatus(StrEnum):
    """What the import does with a row."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    HELD = "held"
    """Left out until a person decides who this is."""
    SKIPPED = "skipped"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    SERVICE = "service"
    """A total, a signature, a heading: nobody's row."""


@dataclass(frozen=True)
class PlannedChange:
    """A value of the register that the list replaces; ``title``, ``old`` and ``new`` are for people."""

    field: str
    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Planned:
    """What is to be done about one person of the list."""

    person: ListPerson
    status: RowStatus
    known_id: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    """New values of columns of Person."""
    changes: tuple[PlannedChange, ...] = ()
    events: tuple[NewEvent, ...] = ()
    consent: bool = False
    remarks: tuple[RowRemark, ...] = ()
    candidates: tuple[int, ...] = ()
    """Persons of the register whom a held row may mean."""

    @property
    def is_new(self) -> bool:
        """Somebody whom the register does not know yet."""
        return self.status is RowStatus.NEW

    @property
    def left_undone(self) -> bool:
        """Nobody knows yet whether the row is somebody's of the register."""
        return self.status in {RowStatus.REJECTED, RowStatus.HELD} and self.known_id is None

    def held(self, remarks: tuple[RowRemark, ...], candidates: tuple[int, ...]) -> Planned:
        """The same row, left until somebody decides."""
        return Planned(self.person, RowStatus.HELD, remarks=remarks, candidates=candidates)


@dataclass(frozen=True)
class KnownConsent:
    """The last consent of a person: in force, or since when it is withdrawn or refused."""

    in_force: bool
    ended_on: date | None


@dataclass(frozen=True)
class KnownRegister:
    """The register as it stands when the plan is made."""

    people: Sequence[RegisterPerson]
    events: Mapping[int, Sequence[Event]]
    consents: Mapping[int, KnownConsent]
    carded: frozenset[int] = frozenset()
    """People a card of whom is recorded, so that its kind is known."""

    @cached_property
    def ids(self) -> frozenset[int]:
        """Everybody's number."""
        return frozenset(person.id for person in self.people)
