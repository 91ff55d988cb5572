"""What the library shows: frozen dataclasses, no rows of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.polls import Poll, PollAnswers, Score


@dataclass(frozen=True)
class DocumentRow:
    """A document in the list. ``found``: a piece of its text around the words looked for, or empty."""

    uid: str
    title: str
    section: str
    on: date
    keywords: str
    kind: str
    size: int
    sender: str
    found: str


@dataclass(frozen=True)
class DocumentContent:
    """A document to open or to save. ``text``: the words found in it; ``name`` has the right ending."""

    title: str
    name: str
    kind: str
    content: bytes
    text: str


@dataclass(frozen=True)
class NewsView:
    """News, or a letter: ``letter``; ``uid`` empty for a note from below, which is never «new»."""

    uid: str
    on: date
    title: str
    text: str
    sender: str
    letter: bool
    fresh: bool


@dataclass(frozen=True)
class PollView:
    """A poll or a test. ``own``: we asked it ourselves. ``closed``: withdrawn, or its last day is over."""

    poll: Poll
    sender: str
    own: bool
    closed: bool
    answered_at: datetime | None
    answers: PollAnswers
    score: Score | None


@dataclass(frozen=True)
class AnsweredBy:
    """One organisation's answers; ``answered_at`` None: none came."""

    organisation: str
    uid: str
    answered_at: datetime | None
    answers: PollAnswers
    score: Score | None


@dataclass(frozen=True)
class PollResults:
    """Everything that came to one poll of ours.

    ``counts``: question's id → option (or number, or text) → how many. ``sums``: of questions with a number.
    """

    poll: Poll
    rows: tuple[AnsweredBy, ...]
    missing: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]
    sums: Mapping[str, str]


@dataclass(frozen=True)
class OwnLibrary:
    """What our own packages carry now: (uid, title, size) of documents, (uid, title) of news and polls."""

    documents: tuple[tuple[str, str, int], ...]
    news: tuple[tuple[str, str], ...]
    polls: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fresh:
    """What waits for the chair."""

    news: int
    polls: int
