"""Queries over the organisation's units, elections and the reserve, and over the roles that hang on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.dates import youth_born_after
from app.domain.enums import RoleKind, Sex, UnitKind
from app.models import Election, MembershipSpan, Person, PersonChange, ReserveCandidate, Role, Training, Unit
from app.storage.members.changes import chunks, decode_value


@dataclass(frozen=True)
class Tally:
    """Members counted: all, women, those of 35 and younger."""

    total: int = 0
    women: int = 0
    youth: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.total + other.total, self.women + other.women, self.youth + other.youth)

    def __sub__(self, other: Tally) -> Tally:
        return Tally(self.total - other.total, self.women - other.women, self.youth - other.youth)


class StructureRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- units

    def units(self, *, kind: UnitKind | None = None, on: date | None = None) -> Sequence[Unit]:
        """Units by name: of a kind, and/or those that are there on a day."""
        statement = select(Unit).order_by(Unit.name, Unit.id)
        if kind is not None:
            statement = statement.where(Unit.kind == kind)
        if on is not None:
            statement = statement.where(
                or_(Unit.created_on.is_(None), Unit.created_on <= on),
                or_(Unit.closed_on.is_(None), Unit.closed_on > on),
            )
        return self._session.scalars(statement).all()

    def unit(self, unit_id: int) -> Unit | None:
        """One unit, or None."""
        return self._session.get(Unit, unit_id)

    def names(self) -> dict[int, str]:
        """Names of all units."""
        return {row.id: row.name for row in self._session.execute(select(Unit.id, Unit.name))}

    def add_unit(self, unit: Unit) -> int:
        """Store a unit and return its id."""
        self._session.add(unit)
        self._session.flush()
        return unit.id

    def is_used(self, unit_id: int) -> bool:
        """Whether anything hangs on the unit: people now or before, offices, elections, smaller units."""
        said = PersonChange.field == "unit_id"
        return bool(
            self._session.scalar(
                select(
                    or_(
                        exists().where(Person.unit_id == unit_id),
                        exists().where(Role.unit_id == unit_id),
                        exists().where(Election.unit_id == unit_id),
                        exists().where(Unit.parent_id == unit_id),
                        exists().where(
                            said, or_(PersonChange.before == str(unit_id), PersonChange.after == str(unit_id))
                        ),
                    )
                )
            )
        )

    def remove(self, row: Unit | Election | ReserveCandidate) -> None:
        """Take back what was recorded by mistake."""
        self._session.delete(row)
        self._session.flush()

    def belonging(self, on: date) -> dict[int | None, Tally]:
        """Members on a day by the unit they belonged to then; None: to no unit.

        The column tells of today; the log of dated changes leads back from there. Corrections (changes without a
        day) hold for all times.
        """
        covering = and_(
            MembershipSpan.person_id == Person.id,
            MembershipSpan.starts_on <= on,
            or_(MembershipSpan.ends_on.is_(None), MembershipSpan.ends_on > on),
        )
        women = case((Person.sex == Sex.FEMALE, 1), else_=0)
        young = case((Person.birth_date > youth_born_after(on), 1), else_=0)
        settled = (
            select(Person.unit_id, func.count(), func.sum(women), func.sum(young))
            .join(MembershipSpan, covering)
            .group_by(Person.unit_id)
        )
        result: dict[int | None, Tally] = {}
        for unit_id, total, of_women, of_young in self._session.execute(settled):
            result[unit_id] = Tally(int(total), int(of_women), int(of_young))
        then = self.units_then(on)
        if not then:
            return result
        moved = select(Person.id, Person.unit_id, women, young).join(MembershipSpan, covering).where(_moved(on))
        for person_id, now, woman, youth in self._session.execute(moved):
            one = Tally(1, int(woman), int(youth))
            result[now] -= one
            result[then[person_id]] = result.get(then[person_id], Tally()) + one
        return result

    def units_then(self, on: date) -> dict[int, int | None]:
        """The unit on a past day of the people who changed it later; all others belong where they do now."""
        changes = self._session.execute(
            select(PersonChange.person_id, PersonChange.before)
            .where(PersonChange.field == "unit_id", PersonChange.changed_on > on)
            .order_by(PersonChange.changed_on.desc(), PersonChange.id.desc())
        )
        return {person_id: decode_value("unit_id", before) for person_id, before in changes}

    def members_of(self, unit_ids: Collection[int], on: date) -> Sequence[Row[Any]]:
        """Members on a day who belonged to one of these units then: person, name, position, unit; by name."""
        covering = and_(
            MembershipSpan.person_id == Person.id,
            MembershipSpan.starts_on <= on,
            or_(MembershipSpan.ends_on.is_(None), MembershipSpan.ends_on > on),
        )
        then = self.units_then(on)
        rows: Sequence[Any] = self._session.execute(
            select(Person.id, Person.surname, Person.name, Person.patronymic, Person.position, Person.unit_id)
            .join(MembershipSpan, covering)
            .where(Person.erased_on.is_(None), or_(Person.unit_id.in_(unit_ids), _moved(on)))
            .order_by(Person.search_name, Person.id)
        ).all()
        return [row for row in rows if then.get(row.id, row.unit_id) in unit_ids]

    # --- roles

    def roles(
        self,
        *,
        on: date | None = None,
        kinds: Collection[RoleKind] = (),
        unit_id: int | None = None,
        election_id: int | None = None,
    ) -> Sequence[tuple[Role, Person]]:
        """Roles with their holders: held on a day, of these kinds, of a unit, given by an election."""
        statement = select(Role, Person).join(Person, Person.id == Role.person_id)
        if on is not None:
            statement = statement.where(Role.starts_on <= on, or_(Role.ends_on.is_(None), Role.ends_on > on))
        if kinds:
            statement = statement.where(Role.kind.in_(kinds))
        if unit_id is not None:
            statement = statement.where(Role.unit_id == unit_id)
        if election_id is not None:
            statement = statement.where(Role.election_id == election_id)
        return [(r, p) for r, p in self._session.execute(statement.order_by(Role.starts_on, Role.id))]

    def roles_of_people(self, person_ids: Collection[int]) -> Sequence[Role]:
        """All roles of these people ever, the earliest first."""
        found: list[Role] = []
        for chunk in chunks(sorted(set(person_ids))):
            found += self._session.scalars(select(Role).where(Role.person_id.in_(chunk)))
        return sorted(found, key=lambda role: (role.starts_on, role.id))

    def roles_from(self, on: date, kinds: Collection[RoleKind], unit_id: int | None) -> Sequence[Role]:
        """Roles of these kinds and of this unit (None: of no unit) that have not ended by a day."""
        of_unit = Role.unit_id.is_(None) if unit_id is None else Role.unit_id == unit_id
        return self._session.scalars(
            select(Role)
            .where(Role.kind.in_(kinds), of_unit, or_(Role.ends_on.is_(None), Role.ends_on > on))
            .order_by(Role.starts_on, Role.id)
        ).all()

    # --- elections

    def add_election(self, election: Election) -> int:
        """Store an election and return its id."""
        self._session.add(election)
        self._session.flush()
        return election.id

    def election(self, election_id: int) -> Election | None:
        """One election, or None."""
        return self._session.get(Election, election_id)

    def elections(self, *, unit_id: int | None = None, own: bool = False) -> Sequence[Election]:
        """Elections, the earliest first: of a unit, of the organisation itself (``own``), or all."""
        statement = select(Election).order_by(Election.on_date, Election.id)
        if own:
            statement = statement.where(Election.unit_id.is_(None))
        elif unit_id is not None:
            statement = statement.where(Election.unit_id == unit_id)
        return self._session.scalars(statement).all()

    def elected(self) -> Sequence[tuple[Role, Person]]:
        """Every office that an election gave, with its holder."""
        statement = select(Role, Person).join(Person, Person.id == Role.person_id).where(Role.election_id.is_not(None))
        return [(r, p) for r, p in self._session.execute(statement.order_by(Role.id))]

    # --- reserve

    def add_candidate(self, candidate: ReserveCandidate) -> int:
        """Store a candidate and return the id."""
        self._session.add(candidate)
        self._session.flush()
        return candidate.id

    def candidate(self, candidate_id: int) -> ReserveCandidate | None:
        """One candidate, or None."""
        return self._session.get(ReserveCandidate, candidate_id)

    def reserve(self, on: date | None = None) -> Sequence[tuple[ReserveCandidate, Person]]:
        """The reserve on a day (all ever when None), by post and name."""
        statement = select(ReserveCandidate, Person).join(Person, Person.id == ReserveCandidate.person_id)
        if on is not None:
            statement = statement.where(
                ReserveCandidate.listed_on <= on,
                or_(ReserveCandidate.removed_on.is_(None), ReserveCandidate.removed_on > on),
            )
        found = self._session.execute(statement.order_by(ReserveCandidate.post, Person.search_name))
        return [(c, p) for c, p in found]

    def last_trainings(self, person_ids: Collection[int], on: date) -> Mapping[int, date]:
        """When each of these people was trained last, up to a day."""
        rows = self._session.execute(
            select(Training.person_id, func.max(Training.on_date))
            .where(Training.person_id.in_(person_ids), Training.on_date <= on)
            .group_by(Training.person_id)
        )
        return {row[0]: row[1] for row in rows}

    def first_roles(self, person_ids: Collection[int]) -> Mapping[int, date]:
        """When each of these people held an office first."""
        rows = self._session.execute(
            select(Role.person_id, func.min(func.coalesce(Role.first_elected_on, Role.starts_on)))
            .where(Role.person_id.in_(person_ids))
            .group_by(Role.person_id)
        )
        return {row[0]: row[1] for row in rows}


def _moved(on: date) -> ColumnElement[bool]:
    """People who changed their unit after a day."""
    later = select(PersonChange.person_id).where(PersonChange.field == "unit_id", PersonChange.changed_on > on)
    return Person.id.in_(later)
