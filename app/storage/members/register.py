"""Reading the register in slices: people with everything dated about them, a few thousand at a time.

A slice is eight range queries over the people's ids. Texts come as the database keeps them and are turned here, each
distinct one once: fifty thousand people share a few hundred departments, dates and first names, and the memory with
them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, String, and_, exists, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.domain.cards import CardMedium, CardState
from app.domain.enums import (
    EXIT_EVENTS,
    DeregistrationReason,
    Education,
    EventKind,
    MemberCategory,
    RoleKind,
    Sex,
    TrainingKind,
)
from app.domain.members import (
    DATED_FIELDS,
    CardFact,
    ChangeFact,
    ConsentFact,
    EventFact,
    PersonRecord,
    RoleFact,
    SpanFact,
    TrainingFact,
)
from app.errors import EnvironmentFault
from app.models import (
    Consent,
    ConsentPart,
    MembershipEvent,
    MembershipSpan,
    Person,
    PersonChange,
    Role,
    Training,
    UnionCard,
    Unit,
)

_CHUNK = 500
T = TypeVar("T")


class _Shared(dict[Any, Any]):
    """Turns a text into its value once, and gives the same object for the same text ever after."""

    def __init__(self, turn: Callable[[Any], Any]) -> None:
        super().__init__()
        self._turn = turn

    def __missing__(self, text: Any) -> Any:
        try:
            value = self[text] = self._turn(text)
        except (ValueError, TypeError) as error:
            raise EnvironmentFault("vault.unknown_value") from error
        return value


class Readers:
    """The shared values of one register in memory.

    ``outdated``: from which day a part given under an edition on a day no longer counts (the union's texts know).
    """

    def __init__(self, outdated: Callable[[str, str, date], date | None] = lambda *_: None) -> None:
        self.outdated = _Shared(lambda key: outdated(*key))
        self.day = _Shared(date.fromisoformat)
        self.text = _Shared(str)
        self.kinds = {
            kind: _Shared(kind)
            for kind in (
                Sex,
                Education,
                MemberCategory,
                EventKind,
                DeregistrationReason,
                RoleKind,
                TrainingKind,
                CardMedium,
                CardState,
            )
        }


def _raw(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return type_coerce(column, String)


_PERSON = (
    Person.id,
    Person.uid,
    Person.surname,
    Person.name,
    Person.patronymic,
    Person.search_name,
    Person.former_names,
    _raw(Person.sex),
    _raw(Person.birth_date),
    Person.birth_exact,
    Person.position,
    Person.department,
    Person.study_group,
    Person.unit_id,
    Person.personnel_number,
    _raw(Person.work_since),
    _raw(Person.work_until),
    _raw(Person.education),
    Person.speciality,
    Person.phone,
    Person.email,
    Person.address,
    Person.card_number,
    _raw(Person.union_since),
    Person.note,
    _raw(Person.blocked_on),
    _raw(Person.erased_on),
)


class RegisterRepository:
    """Read-only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def order(self) -> list[int]:
        """The ids of everybody by name: the order of every list."""
        return list(self._session.scalars(select(Person.id).order_by(Person.search_name, Person.id)))

    def size(self) -> int:
        """How many people there are, former ones too."""
        return self._session.scalar(select(func.count()).select_from(Person)) or 0

    def slice_after(self, after: int, limit: int, readers: Readers) -> list[PersonRecord]:
        """The next ``limit`` people by id after the id ``after``; fewer at the end."""
        ids = self._session.scalars(select(Person.id).where(Person.id > after).order_by(Person.id).limit(limit)).all()
        if not ids:
            return []
        first, last = ids[0], ids[-1]
        return self._records(lambda column: and_(column >= first, column <= last), readers)

    def of_people(self, ids: Sequence[int], readers: Readers) -> list[PersonRecord]:
        """These people; those who are gone are left out."""
        found: list[PersonRecord] = []
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            found += self._records(lambda column, chosen=chunk: column.in_(chosen), readers)  # type: ignore[misc]
        return found

    def first_on(self, as_of: date, limit: int, readers: Readers) -> list[PersonRecord]:
        """The first people of the list on a day: what a window paints before the rest is read."""
        span = aliased(MembershipSpan)
        covered = exists().where(
            span.person_id == Person.id, span.starts_on <= as_of, or_(span.ends_on.is_(None), span.ends_on > as_of)
        )
        query = select(Person.id).where(covered).order_by(Person.search_name, Person.id).limit(limit)
        return self._in_order(self._session.scalars(query).all(), readers)

    def first_former(self, as_of: date, limit: int, readers: Readers) -> list[PersonRecord]:
        """The same of those who have left."""
        span, cancel = aliased(MembershipSpan), aliased(MembershipEvent)
        covered = exists().where(
            span.person_id == Person.id, span.starts_on <= as_of, or_(span.ends_on.is_(None), span.ends_on > as_of)
        )
        left = exists().where(
            MembershipEvent.person_id == Person.id,
            MembershipEvent.kind.in_(EXIT_EVENTS),
            MembershipEvent.on_date <= as_of,
            ~exists().where(cancel.cancels_id == MembershipEvent.id),
        )
        query = select(Person.id).where(~covered, left).order_by(Person.search_name, Person.id).limit(limit)
        return self._in_order(self._session.scalars(query).all(), readers)

    def _in_order(self, ids: Sequence[int], readers: Readers) -> list[PersonRecord]:
        place = {person_id: number for number, person_id in enumerate(ids)}
        return sorted(self.of_people(ids, readers), key=lambda record: place[record.id])

    def _records(self, chosen: Callable[[Any], Any], readers: Readers) -> list[PersonRecord]:
        spans = self._spans(chosen(MembershipSpan.person_id), readers)
        events = self._events(chosen(MembershipEvent.person_id), readers)
        consents = self._consents(chosen(Consent.person_id), readers)
        units = {row[0]: row[1] for row in self._session.execute(select(Unit.id, Unit.name))}
        roles = self._roles(chosen(Role.person_id), units, readers)
        trainings = self._trainings(chosen(Training.person_id), readers)
        changes = self._changes(chosen(PersonChange.person_id), units, readers)
        cards = self._cards(chosen(UnionCard.person_id), readers)
        text, day, sex, education = readers.text, readers.day, readers.kinds[Sex], readers.kinds[Education]
        records = []
        for row in self._session.execute(select(*_PERSON).where(chosen(Person.id)).order_by(Person.id)):
            i = row[0]
            records.append(
                PersonRecord(
                    i,
                    row[1],
                    text[row[2]],
                    text[row[3]],
                    text[row[4]],
                    row[5],
                    row[6],
                    row[7] and sex[row[7]],
                    row[8] and day[row[8]],
                    row[9],
                    text[row[10]],
                    text[row[11]],
                    text[row[12]],
                    units.get(row[13], ""),
                    row[14],
                    row[15] and day[row[15]],
                    row[16] and day[row[16]],
                    row[17] and education[row[17]],
                    text[row[18]],
                    row[19],
                    row[20],
                    row[21],
                    row[22],
                    row[23] and day[row[23]],
                    row[24],
                    row[25] and day[row[25]],
                    row[26] and day[row[26]],
                    _of(spans, i),
                    _of(events, i),
                    _of(consents, i),
                    _of(roles, i),
                    _of(trainings, i),
                    _of(changes, i),
                    _of(cards, i),
                )
            )
        return records

    def _spans(self, chosen: Any, readers: Readers) -> dict[int, list[SpanFact]]:
        day, category = readers.day, readers.kinds[MemberCategory]
        span = MembershipSpan
        query = (
            select(span.person_id, _raw(span.starts_on), _raw(span.ends_on), _raw(span.category))
            .where(chosen)
            .order_by(span.person_id, span.starts_on)
        )
        return _grouped(
            (r[0], SpanFact(day[r[1]], r[2] and day[r[2]], category[r[3]])) for r in self._session.execute(query)
        )

    def _events(self, chosen: Any, readers: Readers) -> dict[int, list[EventFact]]:
        day, text = readers.day, readers.text
        kinds, reasons = readers.kinds[EventKind], readers.kinds[DeregistrationReason]
        event, cancel = MembershipEvent, aliased(MembershipEvent)
        query = (
            select(event.person_id, _raw(event.on_date), _raw(event.kind), _raw(event.reason), event.basis)
            .where(chosen, event.kind != EventKind.CANCELLED, ~exists().where(cancel.cancels_id == event.id))
            .order_by(event.person_id, event.on_date, event.id)
        )
        return _grouped(
            (r[0], EventFact(day[r[1]], kinds[r[2]], r[3] and reasons[r[3]], text[r[4]]))
            for r in self._session.execute(query)
        )

    def _consents(self, chosen: Any, readers: Readers) -> dict[int, list[ConsentFact]]:
        day, text = readers.day, readers.text
        query = (
            select(
                Consent.person_id,
                ConsentPart.part,
                Consent.edition,
                _raw(Consent.given_on),
                _raw(Consent.valid_until),
                _raw(ConsentPart.valid_until).label("part_until"),
                ConsentPart.given,
                _raw(ConsentPart.withdrawn_on),
            )
            .join(ConsentPart, ConsentPart.consent_id == Consent.id)
            .where(chosen)
            .order_by(Consent.person_id, Consent.given_on, Consent.id)
        )

        def fact(row: Any) -> ConsentFact:
            part, given_on = text[row[1]], day[row[3]]
            ends = [day[end] for end in (row[4], row[5]) if end]
            return ConsentFact(
                part,
                given_on,
                min(ends) if ends else None,
                row[6],
                row[7] and day[row[7]],
                readers.outdated[part, row[2], given_on],
            )

        return _grouped((row[0], fact(row)) for row in self._session.execute(query))

    def _roles(self, chosen: Any, units: Mapping[int, str], readers: Readers) -> dict[int, list[RoleFact]]:
        day, kinds = readers.day, readers.kinds[RoleKind]
        query = (
            select(
                Role.person_id,
                Role.id,
                _raw(Role.kind),
                Role.unit_id,
                Role.full_time,
                _raw(Role.starts_on),
                _raw(Role.ends_on),
                _raw(Role.first_elected_on),
                _raw(Role.term_until),
                Role.note,
            )
            .where(chosen)
            .order_by(Role.person_id, Role.starts_on, Role.id)
        )
        return _grouped(
            (
                r[0],
                RoleFact(
                    r[1],
                    kinds[r[2]],
                    units.get(r[3], "") or r[9],
                    r[4],
                    day[r[5]],
                    r[6] and day[r[6]],
                    r[7] and day[r[7]],
                    r[8] and day[r[8]],
                ),
            )
            for r in self._session.execute(query)
        )

    def _trainings(self, chosen: Any, readers: Readers) -> dict[int, list[TrainingFact]]:
        day, text, kinds = readers.day, readers.text, readers.kinds[TrainingKind]
        query = (
            select(
                Training.person_id,
                Training.id,
                _raw(Training.on_date),
                _raw(Training.kind),
                Training.hours,
                Training.title,
                Training.organiser,
            )
            .where(chosen)
            .order_by(Training.person_id, Training.on_date, Training.id)
        )
        return _grouped(
            (r[0], TrainingFact(r[1], day[r[2]], kinds[r[3]], r[4], text[r[5]], text[r[6]]))
            for r in self._session.execute(query)
        )

    def _cards(self, chosen: Any, readers: Readers) -> dict[int, list[CardFact]]:
        day, media, states = readers.day, readers.kinds[CardMedium], readers.kinds[CardState]
        card = UnionCard
        query = (
            select(
                card.person_id,
                _raw(card.medium),
                _raw(card.state),
                _raw(card.ordered_on),
                _raw(card.issued_on),
                _raw(card.closed_on),
            )
            .where(chosen)
            .order_by(card.person_id, card.id)
        )
        return _grouped(
            (
                r[0],
                CardFact(media[r[1]], states[r[2]], r[3] and day[r[3]], r[4] and day[r[4]], r[5] and day[r[5]]),
            )
            for r in self._session.execute(query)
        )

    def _changes(self, chosen: Any, units: Mapping[int, str], readers: Readers) -> dict[int, list[ChangeFact]]:
        change = PersonChange
        query = (
            select(change.person_id, change.field, _raw(change.changed_on), change.before)
            .where(chosen, change.changed_on.is_not(None), change.field.in_((*DATED_FIELDS, "unit_id")))
            .order_by(change.person_id, change.changed_on, change.id)
        )

        def fact(row: Any) -> ChangeFact:
            before = json.loads(row[3])
            if row[1] == "unit_id":
                return ChangeFact("unit", readers.day[row[2]], units.get(before, ""))
            return ChangeFact(readers.text[row[1]], readers.day[row[2]], str(before or ""))

        return _grouped((row[0], fact(row)) for row in self._session.execute(query))


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    result: dict[int, list[T]] = defaultdict(list)
    for person_id, fact in pairs:
        result[person_id].append(fact)
    return result


def _of(facts: dict[int, list[T]], person_id: int) -> tuple[T, ...]:
    found = facts.get(person_id)
    return tuple(found) if found else ()
