"""A person of the register with all that is dated, and what is true of them on a day. Plain Python, no database.

:class:`PersonRecord` is read once and answers for any day: lists, filters, searches and queries ask the same object, so
they cannot disagree. Days are compared as the rest of the register does: "as of D" means up to and including D.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from app.domain.cards import CLOSED, CardMedium, CardState
from app.domain.dates import full_years
from app.domain.enums import (
    ENTRY_EVENTS,
    EXIT_EVENTS,
    DeregistrationReason,
    Education,
    EventKind,
    MemberCategory,
    RoleKind,
    Sex,
    TrainingKind,
)


class ConsentState(StrEnum):
    """A part of the consent on a day. Only GIVEN lets anything out."""

    GIVEN = "given"
    MISSING = "missing"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OUTDATED = "outdated"
    """Given under a text that a newer edition asks to sign anew."""


class RegisterStatus(StrEnum):
    """What somebody who is kept here is on a day: a member, one before, or never yet."""

    ON_REGISTER = "on_register"
    FORMER = "former"
    NEVER = "never"


class SpanFact(NamedTuple):
    """On the register in a category from ``starts_on`` until before ``ends_on`` (None: still)."""

    starts_on: date
    ends_on: date | None
    category: MemberCategory


class EventFact(NamedTuple):
    """A membership event that was not cancelled; a person's events stand by their date, then by recording."""

    on: date
    kind: EventKind
    reason: DeregistrationReason | None
    basis: str


class ConsentFact(NamedTuple):
    """One part of one consent; a person's stand in the order in which they were given.

    ``outdated_on``: from this day a newer text asks for a new signature.
    """

    part: str
    given_on: date
    valid_until: date | None
    given: bool
    withdrawn_on: date | None
    outdated_on: date | None = None

    def state(self, on: date) -> ConsentState:
        """What it says on a day not before ``given_on``."""
        if not self.given:
            return ConsentState.REFUSED
        if self.withdrawn_on is not None and self.withdrawn_on <= on:
            return ConsentState.WITHDRAWN
        if self.valid_until is not None and self.valid_until < on:
            return ConsentState.EXPIRED
        if self.outdated_on is not None and self.outdated_on <= on:
            return ConsentState.OUTDATED
        return ConsentState.GIVEN


class RoleFact(NamedTuple):
    """An office held from ``starts_on`` until before ``ends_on`` (None: still)."""

    id: int
    kind: RoleKind
    unit: str
    full_time: bool
    starts_on: date
    ends_on: date | None
    first_elected_on: date | None = None
    term_until: date | None = None

    def held(self, on: date) -> bool:
        """Whether it is held at the end of the day."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


class TrainingFact(NamedTuple):
    """One time of training."""

    id: int
    on: date
    kind: TrainingKind
    hours: int | None
    title: str
    organiser: str = ""


class CardFact(NamedTuple):
    """One card (профбилет) of a person; ``state`` is the present one."""

    medium: CardMedium
    state: CardState
    ordered_on: date | None
    issued_on: date | None
    closed_on: date | None

    def state_on(self, on: date) -> CardState | None:
        """What it was on the day; None before it was."""
        if self.closed_on is not None and self.closed_on <= on and self.state in CLOSED:
            return self.state
        if self.issued_on is not None and self.issued_on <= on:
            return CardState.ISSUED
        if self.ordered_on is not None and self.ordered_on <= on:
            return CardState.ORDERED
        return None


class ChangeFact(NamedTuple):
    """Until before ``changed_on`` the field had the value ``before``; a person's stand by the day."""

    field: str
    changed_on: date
    before: str


NAME_FIELDS = ("surname", "name", "patronymic")
DATED_FIELDS = (*NAME_FIELDS, "position", "department", "study_group", "unit", "card_number")
"""Texts whose changes are dated, so that a past day shows what was true then."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything lists and queries ask of one person."""

    id: int
    uid: str
    surname: str
    name: str
    patronymic: str
    search_name: str
    former_names: str
    """Names the person once had, normalised, with spaces between them."""
    sex: Sex | None
    birth_date: date | None
    birth_exact: bool
    position: str
    department: str
    study_group: str
    unit: str
    """The shop organisation or group of the union."""
    personnel_number: str
    work_since: date | None
    work_until: date | None
    education: Education | None
    speciality: str
    phone: str
    email: str
    address: str
    card_number: str
    union_since: date | None
    note: str
    blocked_on: date | None
    erased_on: date | None
    spans: tuple[SpanFact, ...] = ()
    events: tuple[EventFact, ...] = ()
    consents: tuple[ConsentFact, ...] = ()
    roles: tuple[RoleFact, ...] = ()
    trainings: tuple[TrainingFact, ...] = ()
    changes: tuple[ChangeFact, ...] = ()
    cards: tuple[CardFact, ...] = ()

    @property
    def full_name(self) -> str:
        """«Щербакова Нина Ильинична»"""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)

    def category_on(self, on: date) -> MemberCategory | None:
        """The category at the end of the day; None when not on the register."""
        for span in self.spans:
            if span.starts_on <= on and (span.ends_on is None or on < span.ends_on):
                return span.category
        return None

    def last_event(self, kinds: frozenset[EventKind], on: date) -> EventFact | None:
        """The last event of these kinds up to the day."""
        found = None
        for event in self.events:
            if event.on > on:
                break
            if event.kind in kinds:
                found = event
        return found

    def since(self, on: date) -> date | None:
        """The last entry up to the day."""
        found = self.last_event(ENTRY_EVENTS, on)
        return None if found is None else found.on

    def ended(self, on: date) -> EventFact | None:
        """The last exit up to the day."""
        return self.last_event(EXIT_EVENTS, on)

    def consent_on(self, part: str, on: date) -> ConsentState:
        """The state of a consent part; the last one given up to the day counts."""
        state = ConsentState.MISSING
        for consent in self.consents:
            if consent.part == part and consent.given_on <= on:
                state = consent.state(on)
        return state

    def card_on(self, on: date) -> tuple[CardFact, CardState] | None:
        """The card that says most on the day: one in the member's hands, else the last that was."""
        found = None
        for card in self.cards:
            state = card.state_on(on)
            if state is not None and (found is None or found[1] is not CardState.ISSUED):
                found = (card, state)
        return found

    def age_on(self, on: date) -> int | None:
        """Full years on the day; None when the birth date is unknown."""
        return None if self.birth_date is None else full_years(self.birth_date, on)

    def roles_on(self, on: date) -> tuple[RoleFact, ...]:
        """The offices held at the end of the day."""
        return tuple(role for role in self.roles if role.held(on)) if self.roles else ()

    def blocked(self, on: date) -> bool:
        """Whether the data are only kept on the day, not used (152-ФЗ, article 21)."""
        return self.blocked_on is not None and self.blocked_on <= on

    def on(self, day: date) -> PersonRecord:
        """The same person with the texts that were true on the day; itself when nothing has changed since."""
        if not self.changes or self.changes[-1].changed_on <= day:
            return self
        before: dict[str, str] = {}
        for change in self.changes:
            if change.changed_on > day:
                before.setdefault(change.field, change.before)
        return replace(self, **_known(before)) if before else self


def _known(values: Mapping[str, str]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if field in DATED_FIELDS}
