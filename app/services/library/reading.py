"""Documents and news as a chair reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.domain.files import safe_name
from app.errors import UserError
from app.services.library.files import BadDocument, examine_document
from app.services.library.keeping import folded_words, read_poll
from app.services.library.views import DocumentContent, DocumentRow, Fresh, NewsView, OwnLibrary
from app.services.session import Act, VaultSession, service

_AROUND = 60


@service(Act.LOOK)
def list_documents(session: VaultSession, query: str = "") -> tuple[DocumentRow, ...]:
    """Documents in which every word of ``query`` occurs (title, section, keywords, text), the newest first."""
    words = [folded_words(word) for word in query.split()]
    with session.unit_of_work() as uow:
        return tuple(
            DocumentRow(
                uid=row.uid,
                title=row.title,
                section=row.section,
                on=row.on,
                keywords=row.keywords,
                kind=row.kind,
                size=row.size,
                sender=row.sender_name,
                found=_around(row.words, words[0]) if words else "",
            )
            for row in uow.library.files(words)
        )


@service(Act.TAKE_NUMBERS)
def open_document(session: VaultSession, uid: str) -> DocumentContent:
    """A document with its bytes and its words. UserError ``library.unknown_document``."""
    with session.unit_of_work() as uow:
        row = uow.library.file(uid)
        if row is None:
            raise UserError("library.unknown_document", uid=uid)
        title, kind, content = row.title, row.kind, row.content
    try:
        text = examine_document(f"x.{kind}", content).text
    except BadDocument as error:
        raise UserError("library.bad_document", name=title, why=str(error)) from error
    name = safe_name(title, instead="документ", longest=100)
    return DocumentContent(title, f"{name}.{kind}", kind, content, text)


@service(Act.LOOK)
def list_news(session: VaultSession) -> tuple[NewsView, ...]:
    """News, letters with packages and notes from below, the newest first."""
    with session.unit_of_work() as uow:
        found = [
            NewsView(r.uid, r.on, r.title, r.text, r.sender_name, r.letter, fresh=r.read_at is None)
            for r in uow.library.news()
        ]
        found += [
            NewsView("", b.received_at.date(), "Записка с файлом", n.text, p.short_name, letter=True, fresh=False)
            for n, b, p in uow.library.notes()
        ]
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))


@service(Act.LOOK)
def own_library(session: VaultSession) -> OwnLibrary:
    """What our packages carry now."""
    with session.unit_of_work() as uow:
        own = uow.organisation.get().uid
        return OwnLibrary(
            tuple((row.uid, row.title, row.size) for row in uow.library.files_of(own)),
            tuple((row.uid, row.title) for row in uow.library.news_of(own) if not row.letter),
            tuple((row.uid, read_poll(row).title) for row in uow.library.polls_of(own) if not row.withdrawn),
        )


@service(Act.RECORD)
def mark_read(session: VaultSession, uid: str) -> bool:
    """Note that a piece of news was read; whether it was new."""
    with session.unit_of_work() as uow:
        row = next((r for r in uow.library.news() if r.uid == uid), None)
        if row is None or row.read_at is not None:
            return False
        row.read_at = datetime.now(UTC)
        uow.journal.record("news.read", news=uid)
        uow.commit()
    return True


@service(Act.LOOK)
def fresh(session: VaultSession, on: date | None = None) -> Fresh:
    """How much news is not read and how many polls of others wait for an answer."""
    today = on or date.today()
    with session.unit_of_work() as uow:
        own = uow.organisation.get().uid
        waiting = [
            row
            for row in uow.library.polls()
            if row.sender_uid != own and not row.withdrawn and row.answered_at is None
        ]
        open_ones = [row for row in waiting if (read_poll(row).until or today) >= today]
        return Fresh(sum(row.read_at is None for row in uow.library.news()), len(open_ones))


def _around(text: str, word: str) -> str:
    place = text.find(word)
    if place < 0:
        return ""
    start, end = max(place - _AROUND, 0), min(place + len(word) + _AROUND, len(text))
    piece = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{piece}{' …' if end < len(text) else ''}"
