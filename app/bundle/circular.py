"""``data/library.json`` of a package: documents, news, polls and a letter; ``data/answers.json`` and ``data/note.json``
of a file that goes up. Read strictly, like everything from outside."""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Never

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.domain.polls import Poll, PollAnswers, Question, QuestionKind, mistake_in
from app.errors import TrustError

LIBRARY_PATH = "data/library.json"
ANSWERS_PATH = "data/answers.json"
NOTE_PATH = "data/note.json"
EXTRA_TITLES = {ANSWERS_PATH: "Ответы на опросы", NOTE_PATH: "Записка"}
"""What goes up beside reports, as people call it."""
ATTACHED = "attachments/"
LIBRARY_FORMAT, ANSWERS_FORMAT, NOTE_FORMAT = "pervichka-library/1", "pervichka-answers/1", "pervichka-note/1"
MOST_DOCUMENTS, MOST_NEWS, MOST_POLLS = 200, 100, 50
LONGEST_TITLE, LONGEST_NEWS, LONGEST_NOTE = 300, 20_000, 4000
LARGEST_LIBRARY = 2 * 1024 * 1024
ENDINGS = ("pdf", "docx", "odt", "txt", "png", "jpg")
"""What a document may be; the ending of its path says which."""
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class LibraryDocument:
    """A document of the library. ``kind`` is one of :data:`ENDINGS`, ``sha256`` that of its bytes."""

    uid: str
    title: str
    section: str
    on: date
    keywords: str
    kind: str
    sha256: str

    @property
    def path(self) -> str:
        """Where its bytes lie in the package."""
        return f"{ATTACHED}{self.uid}.{self.kind}"


@dataclass(frozen=True)
class NewsItem:
    """A piece of news: plain text; a line that begins with ``# `` is a heading."""

    uid: str
    on: date
    title: str
    text: str


@dataclass(frozen=True)
class Library:
    """Everything that a sender's library holds now; what is not here is withdrawn."""

    documents: tuple[LibraryDocument, ...] = ()
    news: tuple[NewsItem, ...] = ()
    polls: tuple[Poll, ...] = ()
    note: str = ""

    def to_bytes(self) -> bytes:
        """``data/library.json``."""
        return canonical({"format": LIBRARY_FORMAT, **_dated(asdict(self))})


@dataclass(frozen=True)
class GivenAnswers:
    """The answers of one organisation to one poll."""

    poll: str
    answered: datetime
    values: PollAnswers


def write_answers(given: tuple[GivenAnswers, ...]) -> bytes:
    """``data/answers.json``."""
    rows = [
        {
            "poll": one.poll,
            "answered": one.answered.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "values": {key: list(texts) for key, texts in one.values.items()},
        }
        for one in given
    ]
    return canonical({"format": ANSWERS_FORMAT, "answers": rows})


def write_note(text: str) -> bytes:
    """``data/note.json``."""
    return canonical({"format": NOTE_FORMAT, "text": text})


def read_library(data: bytes) -> Library:
    """Read a library of a verified package; TrustError ``bundle.newer_format`` or ``bundle.unsafe_contents``."""
    try:
        top = _top(data, LIBRARY_FORMAT, {"format", "documents", "news", "polls", "note"})
        found = Library(
            tuple(_document(item) for item in _items(top["documents"], MOST_DOCUMENTS)),
            tuple(_news(item) for item in _items(top["news"], MOST_NEWS)),
            tuple(_poll(item) for item in _items(top["polls"], MOST_POLLS)),
            _text(top["note"], LONGEST_NOTE),
        )
        for group in (found.documents, found.news, found.polls):
            if len({item.uid for item in group}) != len(group):
                raise ValueError("uid")
        if found.to_bytes() != data:
            raise ValueError("spelling")
    except (MalformedJson, KeyError, TypeError, ValueError):
        _refuse(LIBRARY_PATH)
    return found


def read_answers(data: bytes) -> tuple[GivenAnswers, ...]:
    """Read answers of a verified file; TrustError as above."""
    try:
        top = _top(data, ANSWERS_FORMAT, {"format", "answers"})
        found = tuple(_given(item) for item in _items(top["answers"], MOST_POLLS))
        if len({one.poll for one in found}) != len(found) or write_answers(found) != data:
            raise ValueError("spelling")
    except (MalformedJson, KeyError, TypeError, ValueError):
        _refuse(ANSWERS_PATH)
    return found


def read_note(data: bytes) -> str:
    """Read a note of a verified file; TrustError as above."""
    try:
        text = _text(_top(data, NOTE_FORMAT, {"format", "text"})["text"], LONGEST_NOTE)
        if not text.strip() or write_note(text) != data:
            raise ValueError("spelling")
    except (MalformedJson, KeyError, TypeError, ValueError):
        _refuse(NOTE_PATH)
    return text


def is_plain(text: str) -> bool:
    """Whether a text has nothing in it but letters, signs, spaces and new lines: no control and no turning signs."""
    return all(sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn") for sign in text)


def _refuse(place: str) -> Never:
    raise TrustError("bundle.unsafe_contents", place=place) from None


def _dated(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dated(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _top(data: bytes, label: str, keys: set[str]) -> dict[str, Any]:
    if len(data) > LARGEST_LIBRARY:
        raise ValueError("size")
    document = parse_canonical(data)
    if not isinstance(document, dict):
        raise TypeError("object")
    found = document.get("format")
    if isinstance(found, str) and found != label and found.startswith(label.partition("/")[0] + "/"):
        raise TrustError("bundle.newer_format")
    if set(document) != keys or found != label:
        raise KeyError("keys")
    return document


def _items(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError("list")
    return value


def _fields(value: Any, kind: type) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(kind.__dataclass_fields__):  # type: ignore[attr-defined]
        raise KeyError("keys")
    return value


def _text(value: Any, most: int, *, filled: bool = False) -> str:
    if not isinstance(value, str) or len(value) > most or not is_plain(value) or (filled and not value.strip()):
        raise TypeError("text")
    return value


def _uid(value: Any) -> str:
    if not isinstance(value, str) or str(uuid.UUID(value)) != value:
        raise ValueError("uid")
    return value


def _document(item: Any) -> LibraryDocument:
    found = _fields(item, LibraryDocument)
    if found["kind"] not in ENDINGS or not isinstance(found["sha256"], str) or not _HASH.match(found["sha256"]):
        raise ValueError("document")
    return LibraryDocument(
        uid=_uid(found["uid"]),
        title=_text(found["title"], LONGEST_TITLE, filled=True),
        section=_text(found["section"], LONGEST_TITLE),
        on=date.fromisoformat(found["on"]),
        keywords=_text(found["keywords"], LONGEST_TITLE),
        kind=found["kind"],
        sha256=found["sha256"],
    )


def _news(item: Any) -> NewsItem:
    found = _fields(item, NewsItem)
    title = _text(found["title"], LONGEST_TITLE, filled=True)
    return NewsItem(_uid(found["uid"]), date.fromisoformat(found["on"]), title, _text(found["text"], LONGEST_NEWS))


def _poll(item: Any) -> Poll:
    found = _fields(item, Poll)
    until = found["until"]
    if type(found["test"]) is not bool:
        raise TypeError("test")
    poll = Poll(
        _uid(found["uid"]),
        _text(found["title"], LONGEST_TITLE, filled=True),
        _text(found["text"], LONGEST_NOTE),
        found["test"],
        None if until is None else date.fromisoformat(until),
        tuple(_question(one) for one in _items(found["questions"], 1000)),
    )
    if mistake_in(poll):
        raise ValueError("poll")
    return poll


def _question(item: Any) -> Question:
    found = _fields(item, Question)
    options, right = (tuple(_text(text, LONGEST_NOTE) for text in _items(found[k], 1000)) for k in ("options", "right"))
    return Question(
        _text(found["id"], 32), _text(found["text"], LONGEST_NOTE), QuestionKind(found["kind"]), options, right
    )


def _given(item: Any) -> GivenAnswers:
    found = _fields(item, GivenAnswers)
    values = found["values"]
    if not isinstance(values, dict) or len(values) > 1000:
        raise TypeError("values")
    kept = {_text(k, 32): tuple(_text(text, LONGEST_NOTE) for text in _items(v, 1000)) for k, v in values.items()}
    answered = datetime.strptime(found["answered"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return GivenAnswers(_uid(found["poll"]), answered, kept)
