"""Queries over persons, membership events and spans, roles, trainings and consents.

Spans are written only here (:meth:`PeopleRepository.rebuild_spans`), always from the events.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import case, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.domain.dates import youth_born_after
from app.domain.enums import MemberCategory, Sex
from app.domain.membership import Event, Span, replay
from app.domain.names import normalise
from app.models import Consent, ConsentPart, MembershipEvent, MembershipSpan, Person, PersonChange, Role, Training
from app.models.base import Base, table_of
from app.storage.members.changes import encode_value

_NAMES = frozenset({"surname", "name", "patronymic"})

_CHUNK = 500
"""People per statement: well under SQLite's limit of bound values."""


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


@dataclass(frozen=True, slots=True)
class BriefPerson:
    """What an act upon many needs to know of one. ``extra``: the columns asked for besides."""

    id: int
    uid: str
    full_name: str
    sex: Sex | None
    birth_date: date | None
    extra: Mapping[str, Any]


class PeopleRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session, user_name: str) -> None:
        self._session = session
        self._user_name = user_name

    # --- persons

    def find(self, person_id: int) -> Person | None:
        """The person's row, or None."""
        return self._session.get(Person, person_id)

    def by_uid(self, uid: str) -> Person | None:
        """The person of this lasting identifier, or None."""
        return self._session.scalars(select(Person).where(Person.uid == uid)).first()

    def uids(self, person_ids: Sequence[int]) -> dict[int, str]:
        """The lasting identifiers of these people; the unknown are left out."""
        found: dict[int, str] = {}
        for chunk in _chunks(person_ids):
            found.update(self._session.execute(select(Person.id, Person.uid).where(Person.id.in_(chunk))).all())
        return found

    def brief(self, person_ids: Sequence[int], columns: Sequence[str] = ()) -> dict[int, BriefPerson]:
        """These people in short, by id, with these columns of theirs; the unknown and destroyed are left out."""
        found: dict[int, BriefPerson] = {}
        more = [Person.__table__.c[name] for name in columns]
        own = (Person.id, Person.uid, Person.surname, Person.name, Person.patronymic, Person.sex, Person.birth_date)
        for chunk in _chunks(person_ids):
            statement = select(*own, *more).where(Person.id.in_(chunk), Person.erased_on.is_(None))
            for person_id, uid, surname, name, patronymic, sex, birth_date, *values in self._session.execute(statement):
                full_name = " ".join(part for part in (surname, name, patronymic) if part)
                extra = dict(zip(columns, values, strict=True))
                found[person_id] = BriefPerson(person_id, uid, full_name, sex, birth_date, extra)
        return found

    def add(self, person: Person) -> int:
        """Store a new person and return the id."""
        self._session.add(person)
        self._session.flush()
        return person.id

    def same_name(self, search_name: str) -> Sequence[Person]:
        """Persons with exactly this normalised name."""
        return self._session.scalars(select(Person).where(Person.search_name == search_name)).all()

    def add_people_bulk(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert many persons (column values each); the new ids in the same order."""
        if not rows:
            return []
        first = self._next_id(Person)
        self._insert(Person, [{"id": number, **row} for number, row in enumerate(rows, first)])
        return list(range(first, first + len(rows)))

    def _next_id(self, model: type[Person] | type[Consent]) -> int:
        """The id SQLite would give next; who has read keeps everybody else from writing until the end of the unit."""
        return (self._session.scalar(select(func.max(model.id))) or 0) + 1

    def _insert(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows straight into the table, in their order, one statement for neighbours of the same columns: an ORM
        object, or an id to be asked for, for each costs more than the row."""
        self._session.flush()
        for _, alike in groupby(rows, key=tuple):
            self._session.execute(insert(table_of(model)), list(alike))

    def set_fields(
        self,
        values: Mapping[int, Mapping[str, Any]],
        *,
        changed_on: date | None,
        import_batch_id: int | None = None,
        operation_id: int | None = None,
    ) -> dict[int, tuple[str, ...]]:
        """Write columns of persons and the log of it: the only way a Person's column changes after its creation.

        ``values``: person id -> {column: new value}. ``changed_on``: the day from which the new values are true, or
        None when they correct what was always wrong. Equal values are left alone. Names are followed by
        ``search_name`` and ``former_names``, which are not named here. Returns the columns changed, by person;
        people with nothing to change, and unknown ones, are absent. Thousands cost a few statements.
        """
        self._session.flush()
        wanted = sorted({name for row in values.values() for name in row})
        columns = [Person.__table__.c[name] for name in wanted]
        now = datetime.now(UTC)
        log: list[dict[str, Any]] = []
        updates: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        changed: dict[int, tuple[str, ...]] = {}
        for chunk in _chunks(sorted(values)):
            for row in self._session.execute(select(Person.id, *columns).where(Person.id.in_(chunk))).mappings():
                person_id = row["id"]
                fields = tuple(name for name, value in values[person_id].items() if row[name] != value)
                if not fields:
                    continue
                changed[person_id] = fields
                updates[fields].append({"id": person_id, **{name: values[person_id][name] for name in fields}})
                log += [
                    {
                        "person_id": person_id,
                        "field": name,
                        "before": encode_value(row[name]),
                        "after": encode_value(values[person_id][name]),
                        "changed_on": changed_on,
                        "recorded_at": now,
                        "user_name": self._user_name,
                        "import_batch_id": import_batch_id,
                        "operation_id": operation_id,
                    }
                    for name in fields
                ]
        for rows in updates.values():
            self._session.execute(update(Person), rows)
        if log:
            self._session.execute(insert(PersonChange), log)
        renamed = [person_id for person_id, fields in changed.items() if not _NAMES.isdisjoint(fields)]
        if renamed:
            self._keep_names(renamed)
        for held in self._session.identity_map.values():
            if isinstance(held, Person) and held.id in changed:
                self._session.expire(held)
        return changed

    def refresh_names(self, person_ids: Sequence[int]) -> None:
        """Make ``search_name`` and ``former_names`` anew after lines of the log came or went by themselves."""
        self._session.flush()
        self._keep_names(person_ids)
        self._session.expire_all()

    def _keep_names(self, person_ids: Sequence[int]) -> None:
        """Make ``search_name`` and ``former_names`` anew: a former name is one that a dated change put away."""
        rows: list[dict[str, Any]] = []
        for chunk in _chunks(person_ids):
            former: dict[int, list[str]] = defaultdict(list)
            statement = (
                select(PersonChange.person_id, PersonChange.before)
                .where(
                    PersonChange.person_id.in_(chunk),
                    PersonChange.field.in_(_NAMES),
                    PersonChange.changed_on.is_not(None),
                )
                .order_by(PersonChange.id)
            )
            for person_id, before in self._session.execute(statement):
                former[person_id].append(normalise(json.loads(before)))
            names = select(Person.id, Person.surname, Person.name, Person.patronymic).where(Person.id.in_(chunk))
            for person_id, *parts in self._session.execute(names):
                now = {normalise(part) for part in parts}
                old = dict.fromkeys(name for name in former[person_id] if name and name not in now)
                rows.append({"id": person_id, "search_name": normalise(" ".join(parts)), "former_names": " ".join(old)})
        self._session.execute(update(Person), rows)

    # --- events and spans

    def add_event(self, event: MembershipEvent) -> int:
        """Store a new event and return its id. The caller rebuilds the spans."""
        self._session.add(event)
        self._session.flush()
        return event.id

    def add_events_bulk(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert many events (column values each). The caller rebuilds the spans."""
        if rows:
            self._insert(MembershipEvent, rows)

    def event(self, event_id: int) -> MembershipEvent | None:
        """One event, or None."""
        return self._session.get(MembershipEvent, event_id)

    def events_of(self, person_id: int) -> Sequence[MembershipEvent]:
        """All events of a person, cancelled ones and cancellations too, by date and recording."""
        return self._session.scalars(
            select(MembershipEvent)
            .where(MembershipEvent.person_id == person_id)
            .order_by(MembershipEvent.on_date, MembershipEvent.id)
        ).all()

    def replay_input(self, person_ids: Sequence[int] | None = None) -> dict[int, list[Event]]:
        """Events of these persons (all when None) as :func:`app.domain.membership.replay` takes them."""
        columns = select(
            MembershipEvent.person_id,
            MembershipEvent.id,
            MembershipEvent.kind,
            MembershipEvent.on_date,
            MembershipEvent.category,
            MembershipEvent.cancels_id,
        )
        result: dict[int, list[Event]] = defaultdict(list)
        statements = (
            [columns]
            if person_ids is None
            else [columns.where(MembershipEvent.person_id.in_(chunk)) for chunk in _chunks(person_ids)]
        )
        for statement in statements:
            for person_id, sequence, kind, on, category, cancels in self._session.execute(statement):
                result[person_id].append(Event(sequence, kind, on, category, cancels))
        return result

    def rebuild_spans(self, person_ids: Sequence[int]) -> None:
        """Derive the spans of these persons anew from their events."""
        events = self.replay_input(person_ids)
        for chunk in _chunks(person_ids):
            self._session.execute(delete(MembershipSpan).where(MembershipSpan.person_id.in_(chunk)))
        rows = [
            {"person_id": pid, "starts_on": s.starts_on, "ends_on": s.ends_on, "category": s.category}
            for pid, items in events.items()
            for s in replay(items).spans
        ]
        if rows:
            self._insert(MembershipSpan, rows)

    def all_spans(self) -> dict[int, list[Span]]:
        """Stored spans by person, by their start; ``vault check`` compares them with a replay."""
        result: dict[int, list[Span]] = defaultdict(list)
        statement = select(
            MembershipSpan.person_id, MembershipSpan.starts_on, MembershipSpan.ends_on, MembershipSpan.category
        ).order_by(MembershipSpan.person_id, MembershipSpan.starts_on)
        for person_id, starts_on, ends_on, category in self._session.execute(statement):
            result[person_id].append(Span(starts_on, ends_on, category))
        return result

    def spans_of(self, person_ids: Sequence[int]) -> dict[int, list[Span]]:
        """Stored spans of these people, by their start."""
        result: dict[int, list[Span]] = defaultdict(list)
        for chunk in _chunks(person_ids):
            statement = (
                select(
                    MembershipSpan.person_id, MembershipSpan.starts_on, MembershipSpan.ends_on, MembershipSpan.category
                )
                .where(MembershipSpan.person_id.in_(chunk))
                .order_by(MembershipSpan.person_id, MembershipSpan.starts_on)
            )
            for person_id, starts_on, ends_on, category in self._session.execute(statement):
                result[person_id].append(Span(starts_on, ends_on, category))
        return result

    # --- counting

    def count(self, as_of: date) -> Sequence[tuple[MemberCategory, int, int, int]]:
        """(category, total, women, youth by age on ``as_of``) of those on the register, in one query."""
        span = MembershipSpan
        statement = (
            select(
                span.category,
                func.count(),
                func.sum(case((Person.sex == Sex.FEMALE, 1), else_=0)),
                func.sum(case((Person.birth_date > youth_born_after(as_of), 1), else_=0)),
            )
            .join(Person, Person.id == span.person_id)
            .where(span.starts_on <= as_of, or_(span.ends_on.is_(None), span.ends_on > as_of))
            .group_by(span.category)
        )
        return [(c, int(n), int(w), int(y)) for c, n, w, y in self._session.execute(statement)]

    # --- roles and trainings

    def add_role(self, role: Role) -> int:
        """Store a role and return its id."""
        self._session.add(role)
        self._session.flush()
        return role.id

    def role(self, role_id: int) -> Role | None:
        """One role, or None."""
        return self._session.get(Role, role_id)

    def roles(self, *, on: date | None = None, person_id: int | None = None) -> Sequence[tuple[Role, Person]]:
        """Roles with their holders, held on a date and/or by one person, chairs first."""
        statement = select(Role, Person).join(Person, Person.id == Role.person_id)
        if on is not None:
            statement = statement.where(Role.starts_on <= on, or_(Role.ends_on.is_(None), Role.ends_on > on))
        if person_id is not None:
            statement = statement.where(Role.person_id == person_id)
        return [(r, p) for r, p in self._session.execute(statement.order_by(Role.starts_on, Role.id))]

    def add_trainings(self, trainings: Iterable[Training]) -> None:
        """Store trainings."""
        self._session.add_all(list(trainings))
        self._session.flush()

    def training(self, training_id: int) -> Training | None:
        """One training, or None."""
        return self._session.get(Training, training_id)

    def remove(self, row: Training | Role) -> None:
        """Take back a training or role recorded by mistake."""
        self._session.delete(row)

    def trainings(
        self, *, first: date | None = None, last: date | None = None, person_id: int | None = None
    ) -> Sequence[tuple[Training, Person]]:
        """Trainings with the people, between two days inclusive and/or of one person, by date."""
        statement = select(Training, Person).join(Person, Person.id == Training.person_id)
        if first is not None:
            statement = statement.where(Training.on_date >= first)
        if last is not None:
            statement = statement.where(Training.on_date <= last)
        if person_id is not None:
            statement = statement.where(Training.person_id == person_id)
        return [(t, p) for t, p in self._session.execute(statement.order_by(Training.on_date, Training.id))]

    # --- consents

    def add_consents(
        self,
        consents: Sequence[Mapping[str, Any]],
        parts: Mapping[str, bool],
        ends: Mapping[str, date | None] | None = None,
    ) -> None:
        """Store consents (column values each), every one with the same parts, given or refused, and their last days."""
        if not consents:
            return
        first = self._next_id(Consent)
        self._insert(Consent, [{"id": number, **consent} for number, consent in enumerate(consents, first)])
        rows = [
            {"consent_id": i, "part": part, "given": given, "valid_until": (ends or {}).get(part) if given else None}
            for i in range(first, first + len(consents))
            for part, given in parts.items()
        ]
        if rows:
            self._insert(ConsentPart, rows)

    def consent_parts(
        self, *, person_id: int | None = None, part: str | None = None
    ) -> Sequence[tuple[Consent, ConsentPart]]:
        """Consents with their parts, in the order in which they were given."""
        statement = select(Consent, ConsentPart).join(ConsentPart, ConsentPart.consent_id == Consent.id)
        if person_id is not None:
            statement = statement.where(Consent.person_id == person_id)
        if part is not None:
            statement = statement.where(ConsentPart.part == part)
        return [(c, p) for c, p in self._session.execute(statement.order_by(Consent.given_on, Consent.id))]

    def consent_states(self, part: str) -> Sequence[tuple[int, date, date | None, bool, date | None]]:
        """(person, given on, valid until, given, withdrawn on) of one part in order; a person's last one counts."""
        statement = (
            select(
                Consent.person_id, Consent.given_on, Consent.valid_until, ConsentPart.given, ConsentPart.withdrawn_on
            )
            .join(ConsentPart, ConsentPart.consent_id == Consent.id)
            .where(ConsentPart.part == part)
            .order_by(Consent.given_on, Consent.id)
        )
        return [(a, b, c, d, e) for a, b, c, d, e in self._session.execute(statement)]
