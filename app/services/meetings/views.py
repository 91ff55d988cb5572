"""What meetings show and take: frozen dataclasses, no rows of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.meetings import Entitled, MeetingKind, MeetingState, Quorum


@dataclass(frozen=True)
class MeetingDraft:
    """A meeting as it is typed. ``quorum`` None: by the union's rule. ``unit`` for a shop organisation or a group."""

    kind: MeetingKind
    on: date
    at: str = ""
    place: str = ""
    title: str = ""
    unit: str = ""
    quorum: Quorum | None = None
    protocol_number: str = ""
    chaired_by: str = ""
    kept_by: str = ""
    guests: str = ""


@dataclass(frozen=True)
class AgendaDraft:
    """A question of the agenda as it is typed. ``id`` None: a new one. Votes None: not counted."""

    title: str
    id: int | None = None
    speaker: str = ""
    heard: str = ""
    decided: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None


@dataclass(frozen=True)
class AgendaView:
    """A question of the agenda. ``decision_id``: it admitted members by this decision."""

    id: int
    number: int
    title: str
    speaker: str
    heard: str
    decided: str
    votes_for: int | None
    votes_against: int | None
    votes_abstained: int | None
    decision_id: int | None


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in the list. ``name`` is its title, or what such a meeting is called."""

    id: int
    kind: MeetingKind
    state: MeetingState
    name: str
    unit: str
    on: date
    at: str
    place: str
    present: int
    protocol_number: str


@dataclass(frozen=True)
class QuorumView:
    """Whether those present can decide. ``rule`` is the quorum in words."""

    entitled: int
    present: int
    needed: int
    rule: str
    source: str

    @property
    def met(self) -> bool:
        """There are enough."""
        return self.entitled > 0 and self.present >= self.needed

    @property
    def lacking(self) -> int:
        """How many are still needed."""
        return max(self.needed - self.present, 0)


@dataclass(frozen=True)
class PresentPerson:
    """Somebody who came. ``entitled``: has a vote (somebody may have left the body or the union since)."""

    person_id: int
    uid: str
    name: str
    position: str
    department: str
    card_number: str
    at: datetime
    by_card: bool
    entitled: bool


@dataclass(frozen=True)
class EntitledPerson:
    """Somebody who has a vote. ``elected_by`` of a delegate; ``present`` came already."""

    person_id: int
    name: str
    position: str
    department: str
    card_number: str
    present: bool = False
    elected_by: str = ""


@dataclass(frozen=True)
class MeetingView:
    """A meeting whole."""

    id: int
    draft: MeetingDraft
    state: MeetingState
    name: str
    body: str
    who: Entitled
    quorum: QuorumView
    agenda: tuple[AgendaView, ...]


class CheckInOutcome(StrEnum):
    """What became of a scan or a name. Only RECORDED changed anything."""

    RECORDED = "recorded"
    ALREADY = "already"
    NOT_ENTITLED = "not_entitled"
    SEVERAL = "several"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True)
class CheckIn:
    """The answer to a scan, in words for the table at the door, with the quorum after it.

    ``candidates``: whom a name may mean, when there are several.
    """

    outcome: CheckInOutcome
    what: str
    todo: str
    name: str
    person_id: int | None
    quorum: QuorumView
    candidates: tuple[EntitledPerson, ...] = ()
