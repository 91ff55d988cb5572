"""Documents, news and polls of packages, our answers, and what those below answered and wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, defer

from app.models import IntakeAnswers, IntakeBundle, IntakeNote, LibraryFile, LibraryNews, LibraryPoll, Party

LibraryRow = LibraryFile | LibraryNews | LibraryPoll | IntakeAnswers | IntakeNote


class LibraryRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: LibraryRow) -> None:
        """Insert a row."""
        self._session.add(row)
        self._session.flush()

    def files(self, words: Iterable[str] = ()) -> Sequence[LibraryFile]:
        """Documents that have every one of the words (small letters), without their bytes; the newest first."""
        statement = select(LibraryFile).options(defer(LibraryFile.content), defer(LibraryFile.words))
        for word in words:
            statement = statement.where(func.instr(LibraryFile.words, word) > 0)
        statement = statement.order_by(LibraryFile.on.desc(), LibraryFile.title, LibraryFile.id)
        return self._session.scalars(statement).all()

    def file(self, uid: str) -> LibraryFile | None:
        """A document with its bytes."""
        return self._session.scalars(select(LibraryFile).where(LibraryFile.uid == uid)).first()

    def files_of(self, sender_uid: str) -> Sequence[LibraryFile]:
        """Everything of one sender, without the bytes."""
        statement = select(LibraryFile).where(LibraryFile.sender_uid == sender_uid).order_by(LibraryFile.id)
        return self._session.scalars(statement.options(defer(LibraryFile.content), defer(LibraryFile.words))).all()

    def news(self) -> Sequence[LibraryNews]:
        """All news and letters, the newest first."""
        return self._session.scalars(select(LibraryNews).order_by(LibraryNews.on.desc(), LibraryNews.id.desc())).all()

    def news_of(self, sender_uid: str) -> Sequence[LibraryNews]:
        """Those of one sender."""
        statement = select(LibraryNews).where(LibraryNews.sender_uid == sender_uid).order_by(LibraryNews.id)
        return self._session.scalars(statement).all()

    def polls(self) -> Sequence[LibraryPoll]:
        """All polls, the last to arrive first."""
        return self._session.scalars(select(LibraryPoll).order_by(LibraryPoll.id.desc())).all()

    def polls_of(self, sender_uid: str) -> Sequence[LibraryPoll]:
        """Those of one sender."""
        statement = select(LibraryPoll).where(LibraryPoll.sender_uid == sender_uid).order_by(LibraryPoll.id)
        return self._session.scalars(statement).all()

    def remove(self, row: LibraryFile | LibraryNews) -> None:
        """Take a withdrawn row away."""
        self._session.execute(delete(type(row)).where(type(row).id == row.id))
        self._session.expunge(row)

    def answers_to(self, poll_uid: str) -> Sequence[tuple[IntakeAnswers, IntakeBundle, Party]]:
        """Answers taken in to a poll, with their bundle and its sender, in the order they were given."""
        statement = (
            select(IntakeAnswers, IntakeBundle, Party)
            .join(IntakeBundle, IntakeAnswers.bundle_id == IntakeBundle.id)
            .join(Party, IntakeBundle.party_id == Party.id)
            .where(IntakeAnswers.poll_uid == poll_uid)
            .options(defer(IntakeBundle.sealed))
            .order_by(IntakeAnswers.answered_at, IntakeAnswers.id)
        )
        return [(a, b, p) for a, b, p in self._session.execute(statement).all()]

    def notes(self) -> Sequence[tuple[IntakeNote, IntakeBundle, Party]]:
        """Notes that came with bundles, the newest first."""
        statement = (
            select(IntakeNote, IntakeBundle, Party)
            .join(IntakeBundle, IntakeNote.bundle_id == IntakeBundle.id)
            .join(Party, IntakeBundle.party_id == Party.id)
            .options(defer(IntakeBundle.sealed))
            .order_by(IntakeBundle.received_at.desc(), IntakeNote.id.desc())
        )
        return [(n, b, p) for n, b, p in self._session.execute(statement).all()]
