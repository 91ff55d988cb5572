"""Queries over meetings: agenda, those entitled, those present."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain.enums import RoleKind
from app.domain.names import normalise
from app.models import AgendaItem, Attendance, Base, Meeting, MeetingDelegate, MembershipSpan, Person, Role

_CHUNK = 500


class MeetingRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Base) -> None:
        """Insert and number a row."""
        self._session.add(row)
        self._session.flush()

    def remove(self, row: Base) -> None:
        """Delete a row; what hangs on a meeting goes with it."""
        self._session.delete(row)
        self._session.flush()

    def flush(self) -> None:
        """Write what was changed so far."""
        self._session.flush()

    def find(self, meeting_id: int) -> Meeting | None:
        """One meeting."""
        return self._session.get(Meeting, meeting_id)

    def all(self) -> Sequence[tuple[Meeting, int]]:
        """Every meeting with how many were present, the latest first."""
        there = select(Attendance.meeting_id, func.count().label("present")).group_by(Attendance.meeting_id).subquery()
        statement = (
            select(Meeting, func.coalesce(there.c.present, 0))
            .outerjoin(there, there.c.meeting_id == Meeting.id)
            .order_by(Meeting.on_date.desc(), Meeting.id.desc())
        )
        return [(meeting, int(n)) for meeting, n in self._session.execute(statement)]

    def items(self, meeting_id: int) -> Sequence[AgendaItem]:
        """The agenda in order."""
        return self._session.scalars(
            select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.number)
        ).all()

    def item(self, item_id: int) -> AgendaItem | None:
        """One question of an agenda."""
        return self._session.get(AgendaItem, item_id)

    # --- those entitled: each answer is a condition on Person, so that counting and listing cannot disagree

    @staticmethod
    def members(on: date, unit: str = "") -> ColumnElement[bool]:
        """Members on a day; of one department or study group when named."""
        span = MembershipSpan
        inside = Person.id.in_(
            select(span.person_id).where(span.starts_on <= on, or_(span.ends_on.is_(None), span.ends_on > on))
        )
        return inside if not unit else and_(inside, or_(Person.department == unit, Person.study_group == unit))

    @staticmethod
    def members_of_units(on: date, unit_ids: Collection[int]) -> ColumnElement[bool]:
        """Members on a day who belong to one of these shop organisations or groups."""
        return and_(MeetingRepository.members(on), Person.unit_id.in_(unit_ids))

    @staticmethod
    def delegates(meeting_id: int) -> ColumnElement[bool]:
        """Delegates of a conference."""
        return Person.id.in_(select(MeetingDelegate.person_id).where(MeetingDelegate.meeting_id == meeting_id))

    @staticmethod
    def body(kinds: Sequence[RoleKind], on: date) -> ColumnElement[bool]:
        """Those who hold one of these offices on a day."""
        return Person.id.in_(
            select(Role.person_id).where(
                Role.kind.in_(kinds), Role.starts_on <= on, or_(Role.ends_on.is_(None), Role.ends_on > on)
            )
        )

    def count(self, who: ColumnElement[bool]) -> int:
        """How many are entitled."""
        return int(self._session.scalar(select(func.count()).select_from(Person).where(who)) or 0)

    def people(self, who: ColumnElement[bool], *, search: str = "", limit: int | None = None) -> Sequence[Person]:
        """Those entitled, by name; only those each word of ``search`` begins a word of the name of, when given."""
        statement = select(Person).where(who).order_by(Person.search_name, Person.id)
        for word in normalise(search).split():
            plain = "".join(c for c in word if c.isalnum() or c in "-'")
            statement = statement.where(
                or_(Person.search_name.op("GLOB")(f"{plain}*"), Person.search_name.op("GLOB")(f"* {plain}*"))
            )
        return self._session.scalars(statement.limit(limit)).all()

    def is_entitled(self, who: ColumnElement[bool], person_id: int) -> bool:
        """Whether one person is."""
        return self._session.scalar(select(Person.id).where(who, Person.id == person_id)) is not None

    def entitled_among(self, who: ColumnElement[bool], person_ids: Sequence[int]) -> set[int]:
        """Which of these people are."""
        found: set[int] = set()
        for start in range(0, len(person_ids), _CHUNK):
            chunk = person_ids[start : start + _CHUNK]
            found.update(self._session.scalars(select(Person.id).where(who, Person.id.in_(chunk))))
        return found

    # --- those present

    def attendance(self, meeting_id: int, person_id: int) -> Attendance | None:
        """That one person came."""
        return self._session.scalar(
            select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
        )

    def present(self, meeting_id: int) -> Sequence[tuple[Attendance, Person]]:
        """Those who came, the last first."""
        statement = (
            select(Attendance, Person)
            .join(Person, Person.id == Attendance.person_id)
            .where(Attendance.meeting_id == meeting_id)
            .order_by(Attendance.id.desc())
        )
        return [(a, p) for a, p in self._session.execute(statement)]

    def count_present(self, meeting_id: int, who: ColumnElement[bool]) -> int:
        """How many of those entitled came."""
        statement = select(func.count()).select_from(Attendance).join(Person, Person.id == Attendance.person_id)
        return int(self._session.scalar(statement.where(Attendance.meeting_id == meeting_id, who)) or 0)

    def delegate(self, meeting_id: int, person_id: int) -> MeetingDelegate | None:
        """One delegate of a conference."""
        return self._session.scalar(
            select(MeetingDelegate).where(
                MeetingDelegate.meeting_id == meeting_id, MeetingDelegate.person_id == person_id
            )
        )

    def delegate_rows(self, meeting_id: int) -> Sequence[tuple[MeetingDelegate, Person]]:
        """Delegates with who sent them, by name."""
        statement = (
            select(MeetingDelegate, Person)
            .join(Person, Person.id == MeetingDelegate.person_id)
            .where(MeetingDelegate.meeting_id == meeting_id)
            .order_by(Person.search_name, Person.id)
        )
        return [(d, p) for d, p in self._session.execute(statement)]

    def units(self) -> Sequence[Any]:
        """Departments and study groups that members are in, for the choice of a unit."""
        found: set[str] = set()
        for column in (Person.department, Person.study_group):
            found.update(self._session.scalars(select(column).where(column != "").distinct()))
        return sorted(found)
