"""A sender's library inside the vault: what its newest package says replaces what was there before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.bundle.canonical import canonical, parse_canonical
from app.bundle.circular import ATTACHED, LIBRARY_PATH, Library, LibraryDocument, NewsItem, read_library
from app.domain.polls import Poll, Question, QuestionKind
from app.errors import TrustError
from app.models import LibraryFile, LibraryNews, LibraryPoll
from app.services.library.files import BadDocument, examine_document
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ReadLibrary:
    """The library of a package: verified, and every new document of it examined (``words`` by uid)."""

    library: Library
    contents: Mapping[str, bytes]
    words: Mapping[str, str]


def library_in(uow: UnitOfWork, sender_uid: str, files: Mapping[str, bytes]) -> ReadLibrary | None:
    """The library among the files of a verified package, None when it has none.

    TrustError ``bundle.unsafe_contents``, ``packages.bad_document`` (name, why): then nothing of the package is taken.
    """
    attached = {path for path in files if path.startswith(ATTACHED)}
    if LIBRARY_PATH not in files:
        if attached:
            raise TrustError("bundle.unsafe_contents", place=min(attached))
        return None
    library = read_library(files[LIBRARY_PATH])
    listed = {document.path for document in library.documents}
    if listed != attached:
        raise TrustError("bundle.unsafe_contents", place=min(listed ^ attached))
    here = {(row.uid, row.sha256, row.kind) for row in uow.library.files_of(sender_uid)}
    words = {}
    for document in library.documents:
        data = files[document.path]
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise TrustError("bundle.altered")
        if (document.uid, document.sha256, document.kind) in here:
            continue
        try:
            words[document.uid] = examine_document(document.path, data).text
        except BadDocument as error:
            raise TrustError("packages.bad_document", name=document.title, why=str(error)) from error
    return ReadLibrary(library, {one.uid: files[one.path] for one in library.documents}, words)


def keep_library(
    uow: UnitOfWork, sender: tuple[str, str], number: int, made: datetime, found: ReadLibrary, *, own: bool = False
) -> None:
    """Put a library in the place of the sender's (uid, name) earlier one. The caller commits."""
    _keep_files(uow, sender, found)
    _keep_news(uow, sender, number, made, found.library, own=own)
    here = {row.uid: row for row in uow.library.polls_of(sender[0])}
    given = {poll.uid: poll for poll in found.library.polls}
    for uid, row in here.items():
        row.withdrawn = uid not in given
    for uid, poll in given.items():
        # What was asked stays as it was asked: the answers are answers to that.
        if uid not in here:
            content = poll_json(poll)
            uow.library.add(
                LibraryPoll(
                    sender_uid=sender[0], sender_name=sender[1], uid=uid, content=content, withdrawn=False,
                    answered_at=None, answers="",
                )
            )  # fmt: skip


def _keep_files(uow: UnitOfWork, sender: tuple[str, str], found: ReadLibrary) -> None:
    given = {document.uid: document for document in found.library.documents}
    for row in uow.library.files_of(sender[0]):
        if row.uid not in given or row.uid in found.words:
            uow.library.remove(row)
    kept = {row.uid: row for row in uow.library.files_of(sender[0])}
    for uid, document in given.items():
        if uid in kept:
            continue
        content = found.contents[uid]
        uow.library.add(
            LibraryFile(
                sender_uid=sender[0], sender_name=sender[1], uid=uid, title=document.title, section=document.section,
                on=document.on, keywords=document.keywords, kind=document.kind, sha256=document.sha256,
                size=len(content), words=search_words(document, found.words[uid]), content=content,
            )
        )  # fmt: skip


def _keep_news(
    uow: UnitOfWork, sender: tuple[str, str], number: int, made: datetime, library: Library, *, own: bool
) -> None:
    here = {row.uid: row for row in uow.library.news_of(sender[0])}
    given = {item.uid: item for item in library.news}
    letters = {uid for uid, row in here.items() if row.letter}
    for uid, row in here.items():
        if uid not in given and uid not in letters:
            uow.library.remove(row)
    new = [(item, False) for uid, item in given.items() if uid not in here]
    if library.note:
        uid = str(uuid5(NAMESPACE_URL, f"{sender[0]}:{number}"))
        new.append((NewsItem(uid, made.date(), f"Письмо к пакету № {number}", library.note), True))
    for item, letter in new:
        uow.library.add(
            LibraryNews(
                sender_uid=sender[0], sender_name=sender[1], uid=item.uid, on=item.on, title=item.title,
                text=item.text, letter=letter, read_at=datetime.now(UTC) if own else None,
            )
        )  # fmt: skip


def search_words(document: LibraryDocument, text: str) -> str:
    """Everything of a document that the search looks through, in small letters; «ё» is «е»."""
    return folded_words("\n".join((document.title, document.section, document.keywords, text)))


def folded_words(text: str) -> str:
    """As the search compares."""
    return text.casefold().replace("ё", "е")


def library_of(uow: UnitOfWork, sender_uid: str) -> tuple[Library, dict[str, bytes]]:
    """What a sender's library is now, and the bytes of its documents by uid."""
    documents, contents = [], {}
    for row in uow.library.files_of(sender_uid):
        documents.append(LibraryDocument(row.uid, row.title, row.section, row.on, row.keywords, row.kind, row.sha256))
        whole = uow.library.file(row.uid)
        contents[row.uid] = b"" if whole is None else whole.content
    news = [NewsItem(r.uid, r.on, r.title, r.text) for r in uow.library.news_of(sender_uid) if not r.letter]
    polls = [read_poll(row) for row in uow.library.polls_of(sender_uid) if not row.withdrawn]
    return Library(tuple(documents), tuple(news), tuple(polls)), contents


def poll_json(poll: Poll) -> str:
    """A poll for the database."""
    return canonical(
        {
            "uid": poll.uid,
            "title": poll.title,
            "text": poll.text,
            "test": poll.test,
            "until": None if poll.until is None else poll.until.isoformat(),
            "questions": [
                {"id": q.id, "text": q.text, "kind": q.kind.value, "options": q.options, "right": q.right}
                for q in poll.questions
            ],
        }
    ).decode()


def read_poll(row: LibraryPoll) -> Poll:
    """The same back."""
    top: dict[str, Any] = parse_canonical(row.content.encode())
    until = top["until"]
    questions = tuple(
        Question(q["id"], q["text"], QuestionKind(q["kind"]), tuple(q["options"]), tuple(q["right"]))
        for q in top["questions"]
    )
    day = None if until is None else date.fromisoformat(until)
    return Poll(top["uid"], top["title"], top["text"], top["test"], day, questions)


def answers_json(values: Mapping[str, tuple[str, ...]]) -> str:
    """Answers for the database."""
    return canonical({key: list(texts) for key, texts in values.items()}).decode()


def read_answers_json(text: str) -> dict[str, tuple[str, ...]]:
    """The same back; empty for no answers."""
    return {key: tuple(texts) for key, texts in parse_canonical(text.encode()).items()} if text else {}
