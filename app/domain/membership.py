"""Dated membership: what a list of events means.

The events are the only truth. Spans (from, until, category) are derived from them by :func:`replay`, stored beside
them for fast counting, and can be made again at any moment; ``vault check`` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.enums import ENTRY_EVENTS, EXIT_EVENTS, EventKind, MemberCategory


@dataclass(frozen=True)
class Event:
    """One event as replay needs it. ``sequence`` orders events of one day; ``cancels`` names a voided sequence."""

    sequence: int
    kind: EventKind
    on: date
    category: MemberCategory | None = None
    cancels: int | None = None


@dataclass(frozen=True)
class Span:
    """Membership in one category: on the register from ``starts_on`` until before ``ends_on`` (None: still)."""

    starts_on: date
    ends_on: date | None
    category: MemberCategory

    def covers(self, on: date) -> bool:
        """Whether the person is on the register in this span at the end of the day ``on``."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True)
class EventProblem:
    """An event that makes no sense where it stands: entry while on the register, exit while not, no category."""

    sequence: int
    code: str


@dataclass(frozen=True)
class History:
    """The outcome of a replay."""

    spans: tuple[Span, ...]
    problems: tuple[EventProblem, ...]

    def since(self, on: date) -> date | None:
        """The first day of the unbroken membership that covers ``on``, whatever the categories; None when not in."""
        begun: date | None = None
        ended: date | None = None
        for span in self.spans:
            if span.starts_on > on:
                break
            begun = begun if begun is not None and span.starts_on == ended else span.starts_on
            ended = span.ends_on
        return begun if ended is None or on < ended else None

    def category_on(self, on: date) -> MemberCategory | None:
        """The category at the end of the day ``on``; None when not on the register."""
        for span in self.spans:
            if span.covers(on):
                return span.category
        return None


def effective(events: Iterable[Event]) -> list[Event]:
    """Events that were not cancelled, in the order of their dates, then of their recording."""
    items = list(events)
    cancelled = {event.cancels for event in items if event.kind is EventKind.CANCELLED}
    kept = [e for e in items if e.kind is not EventKind.CANCELLED and e.sequence not in cancelled]
    return sorted(kept, key=lambda e: (e.on, e.sequence))


def replay(events: Iterable[Event]) -> History:
    """Turn events into spans. Counted "as of D" means up to and including D.

    An event that does not fit (a second admission, leaving twice) changes nothing and is named in ``problems``.
    Spans of no length (in and out on one day) are dropped: at the end of that day the person was not on the register.
    """
    spans: list[Span] = []
    problems: list[EventProblem] = []
    since: date | None = None
    category: MemberCategory | None = None
    last_category: MemberCategory | None = None

    def close(on: date) -> None:
        if since is not None and category is not None and since < on:
            spans.append(Span(since, on, category))

    for event in effective(events):
        if event.kind in ENTRY_EVENTS:
            if since is not None:
                problems.append(EventProblem(event.sequence, "already_on_register"))
                continue
            entered_as = event.category or last_category
            if entered_as is None:
                problems.append(EventProblem(event.sequence, "no_category"))
                continue
            since, category, last_category = event.on, entered_as, entered_as
        elif event.kind in EXIT_EVENTS:
            if since is None:
                problems.append(EventProblem(event.sequence, "not_on_register"))
                continue
            close(event.on)
            since = category = None
        else:
            if since is None:
                problems.append(EventProblem(event.sequence, "not_on_register"))
                continue
            if event.category is None:
                problems.append(EventProblem(event.sequence, "no_category"))
                continue
            if event.category == category:
                continue
            close(event.on)
            since, category, last_category = event.on, event.category, event.category
    if since is not None and category is not None:
        spans.append(Span(since, None, category))
    return History(tuple(spans), tuple(problems))
