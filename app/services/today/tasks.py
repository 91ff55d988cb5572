"""One thing to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.vocabulary.numbers import plural
from app.services.today.urgency import TaskKind, Urgency, urgency


@dataclass(frozen=True)
class Task:
    """One thing to do, in words for a person and with its subject for a program.

    ``mark``: the few words about time or number («3 дня», «вернули»); ``action``: the verb that does it;
    ``about``: what it is about, as ids («form», «period», «uuid», «person_id» …).
    """

    kind: TaskKind
    mark: str
    title: str
    text: str
    action: str
    urgency: Urgency
    due: date | None = None
    about: Mapping[str, object] = field(default_factory=dict)


def task(
    kind: TaskKind,
    title: str,
    text: str,
    action: str,
    *,
    mark: str,
    due: date | None = None,
    pressing: Urgency | None = None,
    about: Mapping[str, object] | None = None,
) -> Task:
    """A thing to do; ``pressing`` None: as the table has it for a thing without a day."""
    return Task(kind, mark, title, text, action, urgency(kind) if pressing is None else pressing, due, about or {})


def until(left: int, over: str = "срок прошёл") -> str:
    """«3 дня», «сегодня», or that the day has passed.

    >>> until(3), until(0), until(-1, "истекли")
    ('3 дня', 'сегодня', 'истекли')
    """
    return over if left < 0 else "сегодня" if not left else plural(left, "день", "дня", "дней")


def ranked(tasks: list[Task]) -> tuple[Task, ...]:
    """The most pressing first; the line about all other reports after everything."""
    return tuple(sorted(tasks, key=lambda one: (one.kind is TaskKind.OTHER_REPORTS, one.urgency)))
