"""In which lines of the passport and of the indicators a person stands. The only place that decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.cards import CardMedium, CardState
from app.domain.dates import full_years, is_youth
from app.domain.enums import (
    ENTRY_EVENTS,
    EXIT_EVENTS,
    DeregistrationReason,
    EventKind,
    MemberCategory,
    RoleKind,
    Sex,
    SocialKind,
)
from app.domain.members import ConsentState, EventFact, PersonRecord
from app.services.queries.fields import QueryLine, QueryMoment

AGES = ((0, 17), (18, 24), (25, 30), (31, 35), (36, 45), (46, 55), (56, 65), (66, 200))
"""Full years, both ends inside; 35 is the last year of youth."""
SENIORITY = ((0, 0), (1, 4), (5, 9), (10, 19), (20, 29), (30, 200))
GROWN = 18
"""A child is counted up to this age, not including it."""
CHILD_AGES = ((0, 2), (3, 6), (7, 13), (14, 17))
LARGE_FAMILY = 3
TERM_AHEAD = timedelta(days=365)
"""Powers that end within a year are told of."""
NOT_ELECTED = frozenset({RoleKind.STAFF, RoleKind.COMMISSION_CHAIR, RoleKind.COMMISSION_MEMBER})
"""Commissions are formed by the committee; paid workers are of no body."""

UnionYears = Callable[[QueryLine, QueryMoment], int | None]


class SocialRow(NamedTuple):
    """One line of a person's social passport, as kept."""

    person_id: int
    kind: SocialKind
    born_on: date | None
    since: date | None
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether it is true on a day; a child not yet born is not."""
        return (
            (self.since is None or self.since <= on)
            and (self.until is None or self.until > on)
            and (self.born_on is None or self.born_on <= on)
        )


def band(bands: Sequence[tuple[int, int]], value: int | None) -> str:
    """The number of the band a value lies in, as text; «unknown» when nothing is known."""
    if value is None or value < 0:
        return "unknown"
    return next(str(n) for n, (low, high) in enumerate(bands) if low <= value <= high)


def passport_marks(record: PersonRecord, category: MemberCategory, on: date, union_years: UnionYears) -> list[str]:
    """The lines of the passport in which a member of a category on the day stands, but for the social ones."""
    moment = QueryMoment(date(on.year, 1, 1), on)
    marks = [
        "members",
        f"category.{category.value}",
        f"sex.{record.sex.value if record.sex else 'unknown'}",
        f"age.{band(AGES, record.age_on(on))}",
        f"education.{record.education.value if record.education else 'unknown'}",
        f"seniority.{band(SENIORITY, union_years(QueryLine(record), moment))}",
    ]
    if record.roles:
        held = record.roles_on(on)
        if any(role.kind is not RoleKind.STAFF for role in held):
            marks.append("active.any")
        if any(role.kind not in NOT_ELECTED for role in held):
            marks.append("active.elected")
        if any(role.full_time for role in held):
            marks.append("active.full_time")
    return marks


def social_marks(rows: Sequence[SocialRow], on: date) -> tuple[list[str], list[str]]:
    """Lines of a person whose consent is in force, and one mark for each of the person's children by age."""
    held = [row for row in rows if row.holds(on)]
    kinds = {row.kind for row in held}
    minors = [row for row in held if row.kind is SocialKind.CHILD and _is_minor(row, on)]
    marks = ["social.allowed"]
    if minors:
        marks.append("social.children")
        marks.append(f"social.children.{min(len(minors), 3)}")
    if SocialKind.LARGE_FAMILY in kinds or len(minors) >= LARGE_FAMILY:
        marks.append("social.large_family")
    marks += [f"social.{kind.value}" for kind in SocialKind if kind in kinds and kind not in (SocialKind.CHILD, _LARGE)]
    ages = [f"child.{band(CHILD_AGES, None if row.born_on is None else full_years(row.born_on, on))}" for row in minors]
    return marks, ages


_LARGE = SocialKind.LARGE_FAMILY


def _is_minor(row: SocialRow, on: date) -> bool:
    return row.born_on is None or full_years(row.born_on, on) < GROWN


COVERED = frozenset({MemberCategory.WORKING, MemberCategory.STUDENT})
"""Whom the employer counts too: they alone are compared with its people."""


def state_marks(record: PersonRecord, on: date, part: str) -> Iterator[str]:
    """The lines of the indicators in which a person stands at the end of a day."""
    category = record.category_on(on)
    youth = is_youth(record.birth_date, on)
    if category is not None:
        yield "members"
        yield f"category.{category.value}"
        if category in COVERED:
            yield "covered"
            if record.sex is Sex.FEMALE:
                yield "covered_women"
            if youth:
                yield "covered_youth"
        if record.sex is Sex.FEMALE:
            yield "women"
        if youth:
            yield "youth"
        if record.birth_date is not None:
            yield "age_known"
        if record.consent_on(part, on) is ConsentState.GIVEN:
            yield "consent"
        if record.on(on).card_number:
            yield "card"
        card = record.card_on(on) if record.cards else None
        if card is not None and card[1] is CardState.ISSUED and card[0].medium is not CardMedium.PAPER:
            yield "card_new"
    if record.roles:
        yield from _office_marks(record, on, youth=youth)


def _office_marks(record: PersonRecord, on: date, *, youth: bool) -> Iterator[str]:
    held = [role for role in record.roles_on(on) if role.kind is not RoleKind.STAFF]
    if held:
        yield "active"
    elected = [role for role in held if role.kind not in NOT_ELECTED]
    if not elected:
        return
    yield "bodies"
    if record.sex is Sex.FEMALE:
        yield "bodies_women"
    if youth:
        yield "bodies_youth"
    ends = [role.term_until for role in elected if role.term_until is not None]
    if any(end < on for end in ends):
        yield "terms_over"
    if any(on <= end <= on + TERM_AHEAD for end in ends):
        yield "terms_ending"


def movement_marks(record: PersonRecord, first: date, last: date) -> Iterator[tuple[str, EventFact | None]]:
    """What happened to a person from ``first`` to ``last``, with the event; each event counts."""
    for event in record.events:
        if not first <= event.on <= last:
            continue
        if event.kind in ENTRY_EVENTS:
            yield "entered", event
            yield f"event.{event.kind.value}", event
        elif event.kind in EXIT_EVENTS:
            yield "gone", event
            if event.kind is EventKind.DEREGISTERED:
                reason = event.reason or DeregistrationReason.OTHER
                yield f"event.deregistered.{reason.value}", event
            else:
                yield f"event.{event.kind.value}", event
    if record.trainings and any(first <= t.on <= last for t in record.trainings):
        yield "trained_people", None
        if any(role.kind is not RoleKind.STAFF for role in record.roles_on(last)):
            yield "trained", None
