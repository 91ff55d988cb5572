"""The small tables that facts are answered from, each read once: units, elections, offices, trainings, the reserve.

And the counts of members and events for several moments in one walk over the register.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.domain.dates import Period, youth_born_after
from app.domain.enums import EventKind, RoleKind
from app.models import (
    Election,
    EmployerHeadcount,
    MembershipEvent,
    MembershipSpan,
    Organisation,
    Person,
    ReserveCandidate,
    Role,
    Training,
    Unit,
)
from app.storage.finance import LedgerRepository


@dataclass(frozen=True)
class Moment:
    """When a form counts: events from ``first_day`` to ``last_day``, states at the end of ``last_day``, ages and the
    employer's word on ``date``."""

    first_day: date
    last_day: date
    date: date

    @classmethod
    def of(cls, period: Period, as_of: str) -> Moment:
        """The moment of a form's ``as_of``: ``next_first_day`` or ``last_day``."""
        day = period.next_first_day if as_of == "next_first_day" else period.last_day
        return cls(period.first_day, period.last_day, day)


Group = tuple[tuple[Any, Any, bool], int]
"""(category or kind, sex, young) and how many."""


class FactTables:
    """Read-only; true of the moment when each was first asked for."""

    def __init__(self, session: Session, moments: Sequence[Moment] = ()) -> None:
        self._session = session
        self._moments = moments
        self.ledger = LedgerRepository(session)
        self._groups: dict[str, dict[Moment, list[Group]]] = {}

    @cached_property
    def own(self) -> Organisation | None:
        """The organisation itself."""
        return self._session.scalars(select(Organisation)).first()

    @cached_property
    def elections(self) -> Sequence[Election]:
        """All, by day."""
        return self._session.scalars(select(Election).order_by(Election.on_date, Election.id)).all()

    @cached_property
    def units(self) -> Sequence[Unit]:
        """All, by name."""
        return self._session.scalars(select(Unit).order_by(Unit.name, Unit.id)).all()

    @cached_property
    def offices(self) -> Sequence[tuple[Role, Person]]:
        """All offices with who held them, by name."""
        rows = self._session.execute(
            select(Role, Person).join(Person, Person.id == Role.person_id).order_by(Person.search_name, Role.id)
        )
        return [(role, person) for role, person in rows]

    @cached_property
    def chairs(self) -> Sequence[tuple[Role, Person]]:
        """Who was the chair, the newest first."""
        rows = self._session.execute(
            select(Role, Person)
            .join(Person, Person.id == Role.person_id)
            .where(Role.kind == RoleKind.CHAIR)
            .order_by(Role.starts_on.desc())
        )
        return [(role, person) for role, person in rows]

    @cached_property
    def trainings(self) -> Sequence[tuple[Training, Person]]:
        """All, by the person's name."""
        rows = self._session.execute(
            select(Training, Person)
            .join(Person, Person.id == Training.person_id)
            .order_by(Person.search_name, Training.on_date, Training.id)
        )
        return [(training, person) for training, person in rows]

    @cached_property
    def reserve(self) -> Sequence[tuple[ReserveCandidate, Person]]:
        """Everybody who ever was in it, by name."""
        rows = self._session.execute(
            select(ReserveCandidate, Person)
            .join(Person, Person.id == ReserveCandidate.person_id)
            .order_by(Person.search_name, ReserveCandidate.id)
        )
        return [(candidate, person) for candidate, person in rows]

    @cached_property
    def headcounts(self) -> Sequence[EmployerHeadcount]:
        """The employer's word, the newest first."""
        return self._session.scalars(select(EmployerHeadcount).order_by(EmployerHeadcount.on_date.desc())).all()

    def groups(self, name: str, moment: Moment) -> Sequence[Group]:
        """How many people (events) there are of each kind, sex and age; for all moments in one walk."""
        known = self._groups.get(name)
        if known is None or moment not in known:
            moments = list(dict.fromkeys((*self._moments, moment)))
            known = self._groups[name] = self._walk(name, moments)
        return known[moment]

    def _walk(self, name: str, moments: Sequence[Moment]) -> dict[Moment, list[Group]]:
        if name == "events.count":
            first: InstrumentedAttribute[Any] = MembershipEvent.kind
            counted = [within(moment) for moment in moments]
            asked = (
                select(first, Person.sex)
                .select_from(MembershipEvent)
                .join(Person, Person.id == MembershipEvent.person_id)
                .where(
                    MembershipEvent.on_date >= min(moment.first_day for moment in moments),
                    MembershipEvent.on_date <= max(moment.last_day for moment in moments),
                    not_cancelled(),
                )
            )
        else:
            first = MembershipSpan.category
            counted = [covering(moment) for moment in moments]
            asked = (
                select(first, Person.sex)
                .select_from(MembershipSpan)
                .join(Person, Person.id == MembershipSpan.person_id)
            )
            if name == "members.first_admitted":
                admitted = _admitted(moments)
                asked = asked.join(admitted, admitted.c.person_id == MembershipSpan.person_id)
                counted = [and_(one, admitted.c[f"m{n}"] == 1) for n, one in enumerate(counted)]
        # Per moment: nothing when the row is not counted, else whether the person is young then.
        marks = [
            case((one, func.coalesce(Person.birth_date > youth_born_after(moment.date), False))).label(f"mark{n}")
            for n, (one, moment) in enumerate(zip(counted, moments, strict=True))
        ]
        rows = self._session.execute(
            asked.add_columns(*marks, func.count()).group_by(first, Person.sex, *(m.name for m in marks))
        ).all()
        return {
            moment: [((row[0], row[1], bool(row[2 + n])), row[-1]) for row in rows if row[2 + n] is not None]
            for n, moment in enumerate(moments)
        }


def _admitted(moments: Sequence[Moment]) -> Any:
    return (
        select(
            MembershipEvent.person_id,
            *(func.max(case((within(moment), 1), else_=0)).label(f"m{n}") for n, moment in enumerate(moments)),
        )
        .where(
            MembershipEvent.kind == EventKind.ADMITTED,
            MembershipEvent.on_date >= min(moment.first_day for moment in moments),
            MembershipEvent.on_date <= max(moment.last_day for moment in moments),
            not_cancelled(),
        )
        .group_by(MembershipEvent.person_id)
        .subquery()
    )


def covering(moment: Moment) -> ColumnElement[bool]:
    """Memberships at the end of the last day."""
    return and_(
        MembershipSpan.starts_on <= moment.last_day,
        or_(MembershipSpan.ends_on.is_(None), MembershipSpan.ends_on > moment.last_day),
    )


def within(moment: Moment) -> ColumnElement[bool]:
    """Events of the period."""
    return and_(MembershipEvent.on_date >= moment.first_day, MembershipEvent.on_date <= moment.last_day)


def not_cancelled() -> ColumnElement[bool]:
    """Events that nothing took back."""
    later = aliased(MembershipEvent)
    return ~select(later.id).where(later.cancels_id == MembershipEvent.id).correlate(MembershipEvent).exists()
