"""Queries over members' cards, orders of them, orders taken in, and lists of trusted organisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.domain.cards import CardMedium, CardState
from app.models import (
    Base,
    CardOrder,
    IntakeBundle,
    IntakeCardOrder,
    MembershipSpan,
    Party,
    Person,
    TrustedList,
    UnionCard,
)

_CHUNK = 500


class CardRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Base) -> None:
        """Insert and number a row."""
        self._session.add(row)
        self._session.flush()

    def add_cards(self, rows: Sequence[dict[str, Any]]) -> None:
        """Insert many cards (column values each)."""
        if rows:
            self._session.execute(insert(UnionCard), list(rows))

    def remove(self, row: UnionCard | CardOrder | TrustedList) -> None:
        """Take back a row made by mistake."""
        self._session.delete(row)
        self._session.flush()

    def card(self, card_id: int) -> UnionCard | None:
        """One card."""
        return self._session.get(UnionCard, card_id)

    def of_person(self, person_id: int) -> Sequence[UnionCard]:
        """A person's cards, the oldest first."""
        return self._session.scalars(
            select(UnionCard).where(UnionCard.person_id == person_id).order_by(UnionCard.id)
        ).all()

    def of_people(self, person_ids: Sequence[int], states: Sequence[CardState] = ()) -> Sequence[UnionCard]:
        """Cards of these people, the oldest first; of some states only when named."""
        found: list[UnionCard] = []
        for start in range(0, len(person_ids), _CHUNK):
            statement = select(UnionCard).where(UnionCard.person_id.in_(person_ids[start : start + _CHUNK]))
            if states:
                statement = statement.where(UnionCard.state.in_(states))
            found.extend(self._session.scalars(statement.order_by(UnionCard.id)))
        return found

    def by_number(self, number: str) -> Sequence[tuple[UnionCard, Person]]:
        """Cards of this number with their people, the newest first."""
        statement = (
            select(UnionCard, Person)
            .join(Person, Person.id == UnionCard.person_id)
            .where(UnionCard.number == number)
            .order_by(UnionCard.id.desc())
        )
        return [(card, person) for card, person in self._session.execute(statement)]

    def numbers_taken(self, numbers: Sequence[str]) -> dict[str, int]:
        """Which of these numbers somebody holds already, as a card that is valid or as the number in the register."""
        found: dict[str, int] = {}
        for start in range(0, len(numbers), _CHUNK):
            part = numbers[start : start + _CHUNK]
            found.update(
                (n, i)
                for n, i in self._session.execute(
                    select(Person.card_number, Person.id).where(Person.card_number.in_(part))
                )
            )
            held = select(UnionCard.number, UnionCard.person_id).where(UnionCard.number.in_(part))
            found.update((n, i) for n, i in self._session.execute(held))
        return found

    def highest_number(self) -> str | None:
        """The greatest number of digits only that anybody has; None when there is none."""
        found: list[str] = []
        for column in (Person.card_number, UnionCard.number):
            statement = (
                select(column)
                .where(column != "", column.op("NOT GLOB")("*[^0-9]*"))
                .order_by(func.length(func.ltrim(column, "0")).desc(), column.desc())
                .limit(1)
            )
            number = self._session.scalar(statement)
            if number is not None:
                found.append(number)
        return max(found, key=int, default=None)

    def people(self, person_ids: Sequence[int]) -> Sequence[Person]:
        """These people by name; the unknown and the nameless are left out."""
        found: list[Person] = []
        for start in range(0, len(person_ids), _CHUNK):
            found.extend(
                self._session.scalars(
                    select(Person).where(Person.id.in_(person_ids[start : start + _CHUNK]), Person.erased_on.is_(None))
                )
            )
        return sorted(found, key=lambda person: (person.search_name, person.id))

    def by_card_number(self, number: str) -> Sequence[Person]:
        """People whose number in the register this is."""
        return self._session.scalars(select(Person).where(Person.card_number == number).order_by(Person.id)).all()

    def on_register(self, person_ids: Sequence[int], on: date) -> set[int]:
        """Which of these people are members on a day."""
        found: set[int] = set()
        for start in range(0, len(person_ids), _CHUNK):
            part = person_ids[start : start + _CHUNK]
            found.update(self._session.scalars(_members(on).where(MembershipSpan.person_id.in_(part))))
        return found

    # --- lists

    def rows(self, states: Sequence[CardState], *, on: date) -> Sequence[tuple[UnionCard, Person, bool]]:
        """Cards in these states with their people and whether they are members on a day; by name, the newest first."""
        member = UnionCard.person_id.in_(_members(on))
        statement = (
            select(UnionCard, Person, member)
            .join(Person, Person.id == UnionCard.person_id)
            .where(UnionCard.state.in_(states), Person.erased_on.is_(None))
            .order_by(Person.search_name, UnionCard.id.desc())
        )
        return [(card, person, bool(yes)) for card, person, yes in self._session.execute(statement)]

    def without_card(self, on: date) -> Sequence[Person]:
        """Members on a day with neither a valid card, nor an ordered one, nor a number; by name."""
        has = select(UnionCard.person_id).where(UnionCard.state.in_((CardState.ORDERED, CardState.ISSUED)))
        return self._session.scalars(
            select(Person)
            .where(Person.id.in_(_members(on)), Person.card_number == "", Person.id.not_in(has))
            .order_by(Person.search_name, Person.id)
        ).all()

    def unknown_medium(self, on: date) -> Sequence[Person]:
        """Members on a day whose number is known but not what their card is made of; by name."""
        has = select(UnionCard.person_id).where(UnionCard.state == CardState.ISSUED)
        return self._session.scalars(
            select(Person)
            .where(Person.id.in_(_members(on)), Person.card_number != "", Person.id.not_in(has))
            .order_by(Person.search_name, Person.id)
        ).all()

    def coverage(self, on: date) -> Sequence[tuple[str, int, int, int, int, int]]:
        """By department: (department, members, with plastic, with virtual only, with paper only, exchanged) on a day.

        A card counts from the day it was issued (from ever, when that is unknown) up to the day it was closed.
        """
        held = and_(
            UnionCard.number != "",
            or_(UnionCard.issued_on.is_(None), UnionCard.issued_on <= on),
            or_(UnionCard.closed_on.is_(None), UnionCard.closed_on > on),
            UnionCard.state != CardState.ORDERED,
        )
        best = (
            select(
                UnionCard.person_id,
                func.max(case((UnionCard.medium == CardMedium.PLASTIC, 1), else_=0)).label("plastic"),
                func.max(case((UnionCard.medium == CardMedium.VIRTUAL, 1), else_=0)).label("virtual"),
                func.max(
                    case(
                        (
                            and_(
                                UnionCard.instead_of_paper.is_(True),
                                UnionCard.medium.in_((CardMedium.PLASTIC, CardMedium.VIRTUAL)),
                            ),
                            1,
                        ),
                        else_=0,
                    )
                ).label("exchanged"),
            )
            .where(held)
            .group_by(UnionCard.person_id)
            .subquery()
        )
        plastic, virtual = func.coalesce(best.c.plastic, 0), func.coalesce(best.c.virtual, 0)
        statement = (
            select(
                Person.department,
                func.count(),
                func.sum(plastic),
                func.sum(case((and_(plastic == 0, virtual == 1), 1), else_=0)),
                func.sum(case((and_(plastic == 0, virtual == 0, best.c.person_id.is_not(None)), 1), else_=0)),
                func.sum(func.coalesce(best.c.exchanged, 0)),
            )
            .outerjoin(best, best.c.person_id == Person.id)
            .where(Person.id.in_(_members(on)))
            .group_by(Person.department)
            .order_by(Person.department)
        )
        return [
            (name, int(n), int(p or 0), int(v or 0), int(q or 0), int(e or 0))
            for name, n, p, v, q, e in self._session.execute(statement)
        ]

    # --- orders

    def order(self, order_id: int) -> CardOrder | None:
        """One order."""
        return self._session.get(CardOrder, order_id)

    def orders(self) -> Sequence[tuple[CardOrder, int, int]]:
        """Orders, the newest first, with how many cards they hold and how many of those were issued."""
        issued = func.sum(case((UnionCard.state == CardState.ORDERED, 0), else_=1))
        statement = (
            select(CardOrder, func.count(UnionCard.id), issued)
            .outerjoin(UnionCard, UnionCard.order_id == CardOrder.id)
            .group_by(CardOrder.id)
            .order_by(CardOrder.id.desc())
        )
        return [(order, int(n), int(done or 0) if n else 0) for order, n, done in self._session.execute(statement)]

    def of_order(self, order_id: int) -> Sequence[tuple[UnionCard, Person]]:
        """An order's cards with their people, by name."""
        statement = (
            select(UnionCard, Person)
            .join(Person, Person.id == UnionCard.person_id)
            .where(UnionCard.order_id == order_id)
            .order_by(Person.search_name, UnionCard.id)
        )
        return [(card, person) for card, person in self._session.execute(statement)]

    def forget_order(self, order_id: int) -> None:
        """Cards already issued keep no memory of an order that is taken back."""
        self._session.execute(update(UnionCard).where(UnionCard.order_id == order_id).values(order_id=None))

    # --- from below and from above

    def intake_orders(self) -> Sequence[tuple[IntakeCardOrder, IntakeBundle, Party]]:
        """Orders in bundles taken in, the newest first."""
        statement = (
            select(IntakeCardOrder, IntakeBundle, Party)
            .join(IntakeBundle, IntakeBundle.id == IntakeCardOrder.bundle_id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(IntakeBundle.outcome == "taken")
            .order_by(IntakeBundle.id.desc())
        )
        return [(order, bundle, party) for order, bundle, party in self._session.execute(statement)]

    def trusted_lists(self) -> Sequence[TrustedList]:
        """Lists of trusted organisations by who signed them."""
        return self._session.scalars(select(TrustedList).order_by(TrustedList.id)).all()

    def trusted_list_of(self, issuer_uid: str) -> TrustedList | None:
        """The list of one signer."""
        return self._session.scalar(select(TrustedList).where(TrustedList.issuer_uid == issuer_uid))


def _members(on: date) -> Select[int]:
    span = MembershipSpan
    return select(span.person_id).where(span.starts_on <= on, or_(span.ends_on.is_(None), span.ends_on > on))
