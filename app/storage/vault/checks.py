"""Queries of ``vault check`` over the rows: spans made again from the events, contents of signed reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from app.domain.membership import replay
from app.models import Base, IntakeBundle, MembershipEvent, OutboxItem, Person, SignedRedaction, SignedRevision
from app.models.base import ClosedList, Day
from app.storage.members.people import PeopleRepository


@dataclass(frozen=True)
class Sizes:
    """How much a vault holds: cards of people, membership events, signed revisions of reports."""

    people: int
    events: int
    reports: int


class CheckRepository:
    """Reads only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sizes(self) -> Sizes:
        """How much there is."""
        people, events, reports = (
            self._session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Person, MembershipEvent, SignedRevision)
        )
        return Sizes(people, events, reports)

    def people_with_wrong_spans(self) -> list[int]:
        """Ids of people whose stored spans are not what their events mean."""
        people = PeopleRepository(self._session, "")
        stored = people.all_spans()
        wrong = [
            person
            for person, events in people.replay_input().items()
            if list(replay(events).spans) != stored.pop(person, [])
        ]
        return sorted([*wrong, *stored])

    def unknown_values(self) -> list[str]:
        """«user.right: 3» for every value of a closed list or a day that the program does not know."""
        found = []
        for table in Base.metadata.sorted_tables:
            key = next(iter(table.primary_key.columns))
            for column in table.columns:
                if isinstance(column.type, ClosedList):
                    wrong = cast(column, String).not_in([member.value for member in column.type.kind])
                elif isinstance(column.type, Day):
                    wrong = func.date(cast(column, String)).is_(None)
                else:
                    continue
                rows = self._session.execute(select(cast(key, String)).where(column.is_not(None), wrong))
                found += [f"{table.name}.{column.name}: {number}" for (number,) in rows]
        return found

    def redactions(self) -> dict[int, list[tuple[str, str]]]:
        """Signed revisions in which a destroyed person was blacked out: (hash before, hash after) in order."""
        query = select(SignedRedaction.revision_id, SignedRedaction.before_sha256, SignedRedaction.after_sha256)
        found: dict[int, list[tuple[str, str]]] = {}
        for revision, before, after in self._session.execute(query.order_by(SignedRedaction.id)):
            found.setdefault(revision, []).append((before, after))
        return found

    def signed_contents(self) -> Iterator[tuple[int, str, str]]:
        """Id, content and recorded SHA-256 of every signed revision."""
        query = select(SignedRevision.id, SignedRevision.content, SignedRevision.content_sha256)
        for row in self._session.execute(query.order_by(SignedRevision.id)):
            yield row[0], row[1], row[2]

    def sealed_files(self) -> Iterator[tuple[str, bytes, str]]:
        """«sent 12» or «taken in 3», the sealed bytes and their recorded SHA-256; emptied ones are left out."""
        for name, table in (("отправлен", OutboxItem), ("принят", IntakeBundle)):
            query = select(table.id, table.sealed, table.sealed_sha256).order_by(table.id)
            for number, sealed, digest in self._session.execute(query.execution_options(yield_per=20)):
                if sealed:
                    yield f"{name} № {number}", sealed, digest

    def stripped_bundles(self) -> Sequence[IntakeBundle]:
        """Files taken in of which only the part that names nobody is kept."""
        return self._session.scalars(
            select(IntakeBundle).where(IntakeBundle.evidence.is_not(None)).order_by(IntakeBundle.id)
        ).all()
