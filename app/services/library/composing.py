"""What a higher organisation puts into its library: from files it chooses and texts it writes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import uuid4

from app.bundle.circular import (
    LONGEST_NEWS,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_DOCUMENTS,
    MOST_NEWS,
    MOST_POLLS,
    Library,
    LibraryDocument,
    NewsItem,
    is_plain,
)
from app.domain.files import read_limited
from app.domain.polls import Poll, Question, QuestionKind, mistake_in, number_text
from app.errors import UserError
from app.forms.reading import DefinitionError, Section, read_toml_bytes
from app.services.library.files import LARGEST_DOCUMENT, BadDocument, examine_document

MOST_TOGETHER = 20 * 1024 * 1024
"""Of all documents of one sender: a package carries them all, and mailboxes stop at 20-25 MB."""
LIMIT_WORDS = f"{MOST_TOGETHER // (1024 * 1024)} МБ"
_TEXT_FILE = 256 * 1024


@dataclass(frozen=True)
class NewDocument:
    """A document to be added. ``name`` is the file's."""

    name: str
    content: bytes
    title: str
    section: str = ""
    on: date | None = None
    keywords: str = ""


@dataclass(frozen=True)
class Additions:
    """What a new package adds to the library, takes out of it (``withdraw``: uids), and the letter with it."""

    documents: tuple[NewDocument, ...] = ()
    news: tuple[NewsItem, ...] = ()
    polls: tuple[Poll, ...] = ()
    withdraw: frozenset[str] = field(default_factory=frozenset)
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.documents or self.news or self.polls or self.withdraw or self.note.strip())


def document_from(path: Path, section: str = "", keywords: str = "", title: str = "") -> NewDocument:
    """A document of a file; its title is the file's name when none is given. EnvironmentFault ``files.*``."""
    name = title or path.stem.replace("_", " ")
    return NewDocument(path.name, read_limited(path, LARGEST_DOCUMENT), name, section, None, keywords)


def news_of(title: str, text: str, on: date | None = None) -> NewsItem:
    """A new piece of news. UserError ``library.bad_news``."""
    title, text = title.strip(), text.strip()
    if not (0 < len(title) <= LONGEST_TITLE and len(text) <= LONGEST_NEWS and is_plain(title + text)):
        raise UserError("library.bad_news", length=LONGEST_NEWS)
    return NewsItem(str(uuid4()), on or date.today(), title, text)


def news_from(path: Path) -> NewsItem:
    """News of a text file: the first line is the title. UserError ``library.bad_news``; EnvironmentFault."""
    text = read_limited(path, _TEXT_FILE).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    title, _, rest = text.strip().partition("\n")
    return news_of(title, rest)


def new_poll(
    title: str, questions: Iterable[Question], *, text: str = "", test: bool = False, until: date | None = None
) -> Poll:
    """A new poll or test. UserError ``library.bad_poll`` says what is wrong."""
    poll = Poll(str(uuid4()), title.strip(), text.strip(), test, until, tuple(questions))
    texts = [poll.title, poll.text, *(t for q in poll.questions for t in (q.text, *q.options, *q.right))]
    wrong = mistake_in(poll)
    if not wrong and (len(poll.title) > LONGEST_TITLE or len(poll.text) > LONGEST_NOTE):
        wrong = "слишком длинное название или пояснение"
    if not wrong and not all(map(is_plain, texts)):
        wrong = "в тексте невидимые или управляющие знаки"
    if wrong:
        raise UserError("library.bad_poll", text=wrong)
    return poll


def poll_from(path: Path) -> Poll:
    """A poll of a TOML file (``docs/packages.md``). UserError ``library.bad_poll``, EnvironmentFault ``files.*``."""
    try:
        top = read_toml_bytes(path.name, read_limited(path, _TEXT_FILE))
        test = bool(top.get("test", bool, False))
        made = [_question(number, section) for number, section in enumerate(top.sections("questions"), 1)]
        until = top.get("until", date, None)
        title, text = top.need("title", str), top.get("text", str, "")
        top.done(("test", "questions", "until", "title", "text"))
    except DefinitionError as error:
        raise UserError("library.bad_poll", text=f"{error.place or 'файл'}: {error.text}") from error
    return new_poll(title, made, text=str(text or ""), test=test, until=until)


def _question(number: int, section: Section) -> Question:
    try:
        kind = QuestionKind(section.need("kind", str))
    except ValueError:
        section.fail("is not one, many, number or text", "kind")
    text, options, right = section.need("text", str).strip(), section.texts("options"), section.texts("right")
    if kind is QuestionKind.NUMBER:
        right = tuple(number_text(item) or item for item in right)
    section.done(("text", "kind", "options", "right"))
    return Question(str(number), text, kind, options, right)


def composed(before: Library, kept: Mapping[str, bytes], additions: Additions) -> tuple[Library, dict[str, bytes]]:
    """The library after the additions, and the bytes of its documents by their paths in the package.

    ``kept``: the bytes of the documents of ``before`` by uid. UserError ``library.bad_document``,
    ``library.too_large``, ``library.too_many``, ``library.bad_note``.
    """
    if len(additions.note) > LONGEST_NOTE or not is_plain(additions.note):
        raise UserError("library.bad_note", length=LONGEST_NOTE)
    documents = [one for one in before.documents if one.uid not in additions.withdraw]
    contents = {one.path: kept[one.uid] for one in documents}
    for given in additions.documents:
        made = _checked(given)
        documents.append(made)
        contents[made.path] = given.content
    news = [one for one in before.news if one.uid not in additions.withdraw] + list(additions.news)
    polls = [one for one in before.polls if one.uid not in additions.withdraw] + list(additions.polls)
    if sum(map(len, contents.values())) > MOST_TOGETHER:
        raise UserError("library.too_large", limit=MOST_TOGETHER // (1024 * 1024))
    if len(documents) > MOST_DOCUMENTS or len(news) > MOST_NEWS or len(polls) > MOST_POLLS:
        raise UserError("library.too_many", documents=MOST_DOCUMENTS, news=MOST_NEWS, polls=MOST_POLLS)
    return Library(tuple(documents), tuple(news), tuple(polls), additions.note.strip()), contents


def _checked(given: NewDocument) -> LibraryDocument:
    words = (given.title.strip(), given.section.strip(), given.keywords.strip())
    if not words[0] or any(len(text) > LONGEST_TITLE or not is_plain(text) for text in words):
        raise UserError("library.bad_title", length=LONGEST_TITLE)
    try:
        kind = examine_document(given.name, given.content).kind
    except BadDocument as error:
        raise UserError("library.bad_document", name=given.title, why=str(error)) from error
    sha256 = hashlib.sha256(given.content).hexdigest()
    return LibraryDocument(str(uuid4()), words[0], words[1], given.on or date.today(), words[2], kind, sha256)
