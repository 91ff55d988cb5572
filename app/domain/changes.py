"""What a column of a person held on a day, and what was known of it at a moment.

The log tells two kinds of things apart: a change is true from a day on, a correction mends what was always wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

UNKNOWN_DAY = date(1900, 1, 1)
"""Stands for the day of a change of which only is known that it was long ago: a surname borne before."""


@dataclass(frozen=True)
class FieldChange:
    """One line of the log. ``changed_on`` None: a correction. ``sequence`` orders the lines by recording."""

    sequence: int
    field: str
    before: Any
    after: Any
    changed_on: date | None
    recorded_at: datetime


def periods(changes: Iterable[FieldChange], current: Any) -> list[tuple[date | None, Any]]:
    """(from which day, value) of one column in the order of time; the first has no day.

    ``changes``: every line of that column, in the order of recording. A change that is true from a day on replaces
    what was thought to hold from that day; a correction mends the last value, and when that gives the value before
    it, the change between them never was.
    """
    lines = list(changes)
    found: list[tuple[date | None, Any]] = [(None, lines[0].before if lines else current)]
    for line in lines:
        if line.changed_on is None:
            since, _ = found.pop()
            if not found or found[-1][1] != line.after:
                found.append((since, line.after))
            continue
        while len(found) > 1 and (found[-1][0] or date.min) >= line.changed_on:
            found.pop()
        found.append((line.changed_on, line.after))
    return found


def value_on(changes: Iterable[FieldChange], current: Any, on: date) -> Any:
    """What one column held at the end of a day, as it is known now."""
    result: Any = None
    for since, value in periods(changes, current):
        if since is None or since <= on:
            result = value
    return result


def known_at(changes: Sequence[FieldChange], current: Any, moment: datetime) -> Any:
    """What one column was written as at a moment: everything recorded later is taken back."""
    later = [line for line in changes if line.recorded_at > moment]
    return later[0].before if later else current


def put_away(changes: Iterable[FieldChange], current: Any) -> list[tuple[Any, date]]:
    """Values that a dated change replaced, each with the day on which it ceased to hold; not the current one."""
    line = periods(changes, current)
    return [(value, since) for (_, value), (since, _) in pairwise(line) if since and value != current]
