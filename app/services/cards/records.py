"""Cards of people: handing out, closing, finding again. The number in the register follows what is valid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import islice

from app.bundle.union_card import NUMBER_LIMIT
from app.domain.cards import CLOSED, ELECTRONIC, NEXT, CardMedium, CardState, numbers_after
from app.domain.names import tidy
from app.errors import UserError
from app.models import Person, UnionCard
from app.services.cards.rules import card_rules
from app.services.cards.views import CardPerson, CardView, NewCard
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_BATCH = 500
"""Numbers asked about at once."""


def card_view(card: UnionCard, person: Person, *, member: bool) -> CardView:
    """A card as people see it."""
    return CardView(
        id=card.id,
        person_id=person.id,
        person_name=person_name(person),
        number=card.number,
        medium=card.medium,
        state=card.state,
        ordered_on=card.ordered_on,
        issued_on=card.issued_on,
        closed_on=card.closed_on,
        valid_until=card.valid_until,
        instead_of_paper=card.instead_of_paper,
        order_id=card.order_id,
        member=member,
        current=bool(card.number) and card.number == person.card_number and card.state is CardState.ISSUED,
        department=person.department,
    )


@service(Act.LOOK)
def cards_of(session: VaultSession, person_id: int) -> tuple[CardView, ...]:
    """A person's cards, the newest first. UserError ``people.unknown``."""
    with session.unit_of_work() as uow:
        person = _person(uow, person_id)
        member = person_id in uow.cards.on_register([person_id], date.today())
        return tuple(card_view(card, person, member=member) for card in reversed(uow.cards.of_person(person_id)))


@service(Act.LOOK)
def list_cards(session: VaultSession, states: Sequence[CardState] = tuple(CardState)) -> tuple[CardView, ...]:
    """Cards in these states by the name of their holders."""
    with session.unit_of_work() as uow:
        return tuple(card_view(c, p, member=m) for c, p, m in uow.cards.rows(states, on=date.today()))


@service(Act.LOOK)
def without_card(session: VaultSession) -> tuple[CardPerson, ...]:
    """Members who hold no card and wait for none."""
    with session.unit_of_work() as uow:
        return tuple(_card_person(p) for p in uow.cards.without_card(date.today()))


@service(Act.LOOK)
def unknown_medium(session: VaultSession) -> tuple[CardPerson, ...]:
    """Members whose number is known (from a list, perhaps) but not what the card is made of."""
    with session.unit_of_work() as uow:
        return tuple(_card_person(p) for p in uow.cards.unknown_medium(date.today()))


@service(Act.RECORD)
def issue_cards(
    session: VaultSession,
    cards: Sequence[NewCard],
    medium: CardMedium,
    on: date,
    *,
    valid_until: date | None = None,
    instead_of_paper: bool = False,
) -> int:
    """Hand out these cards in one transaction; returns how many.

    A card ordered for the person becomes the one handed out. An earlier card of the same kind, and a paper one when
    this is electronic, is replaced; a plastic card and its picture in the telephone live side by side.
    UserError ``cards.future``, ``cards.until_before``, ``cards.no_number``, ``cards.bad_number``,
    ``cards.number_twice``, ``cards.number_taken``, ``cards.not_a_member``, ``people.unknown``.
    """
    if on > date.today():
        raise UserError("cards.future", date=f"{on:%d.%m.%Y}")
    if valid_until is not None and valid_until < on:
        raise UserError("cards.until_before", date=f"{valid_until:%d.%m.%Y}")
    wanted = _numbers(cards)
    until = valid_until or _end_of_validity(session, on)
    with session.unit_of_work() as uow:
        people = {person.id: person for person in uow.cards.people(list(wanted))}
        unknown = [person_id for person_id in wanted if person_id not in people]
        if unknown:
            raise UserError("people.unknown", id=unknown[0])
        _require_members(uow, people, on)
        _require_free(uow, wanted)
        before: dict[int, list[UnionCard]] = {}
        for card in uow.cards.of_people(list(wanted), (CardState.ORDERED, CardState.ISSUED)):
            before.setdefault(card.person_id, []).append(card)
        for person_id, number in wanted.items():
            _hand_out(
                uow,
                person_id=person_id,
                number=number,
                medium=medium,
                on=on,
                until=until,
                before=before.get(person_id, []),
                instead_of_paper=instead_of_paper,
            )
        uow.people.set_fields(
            {person_id: {"card_number": number} for person_id, number in wanted.items()}, changed_on=on
        )
        uow.journal.record_for_many("card.issued", [people[i].uid for i in wanted], medium=medium.value)
        uow.commit()
    return len(wanted)


@service(Act.RECORD)
def set_medium(session: VaultSession, person_ids: Sequence[int], medium: CardMedium) -> int:
    """Say what the cards of these people are made of, whose numbers are in the register already; returns how many.

    People without a number, and those whose card is recorded, are left as they are.
    """
    with session.unit_of_work() as uow:
        recorded = {card.person_id for card in uow.cards.of_people(person_ids, (CardState.ISSUED,))}
        people = [p for p in uow.cards.people(person_ids) if p.card_number and p.id not in recorded]
        uow.cards.add_cards(
            [
                {
                    "person_id": p.id,
                    "number": p.card_number,
                    "medium": medium,
                    "state": CardState.ISSUED,
                    "instead_of_paper": False,
                }
                for p in people
            ]
        )
        uow.journal.record_for_many("card.recorded", [p.uid for p in people], medium=medium.value)
        uow.commit()
    return len(people)


@service(Act.RECORD)
def close_card(session: VaultSession, card_id: int, state: CardState, on: date) -> None:
    """Record that a card is lost, spoiled, replaced or given back: from then on it is not valid.

    UserError ``cards.unknown``, ``cards.not_so`` (only a card handed out can be closed), ``cards.future``,
    ``cards.closed_before_issued``.
    """
    if on > date.today():
        raise UserError("cards.future", date=f"{on:%d.%m.%Y}")
    with session.unit_of_work() as uow:
        card = _card(uow, card_id)
        if state not in CLOSED or state not in NEXT[card.state]:
            raise UserError("cards.not_so")
        if card.issued_on is not None and on < card.issued_on:
            raise UserError("cards.closed_before_issued", date=f"{card.issued_on:%d.%m.%Y}")
        card.state, card.closed_on = state, on
        person = _person(uow, card.person_id)
        _follow(uow, person, on)
        uow.journal.record("card.closed", person_uid=person.uid, state=state.value)
        uow.commit()


@service(Act.RECORD)
def find_again(session: VaultSession, card_id: int) -> None:
    """A lost card turned up and no other was given for it. UserError ``cards.not_so``, ``cards.number_taken``."""
    with session.unit_of_work() as uow:
        card = _card(uow, card_id)
        if card.state is not CardState.LOST:
            raise UserError("cards.not_so")
        other = uow.cards.numbers_taken([card.number]).get(card.number)
        if other not in (None, card.person_id):
            raise UserError("cards.number_taken", number=card.number)
        others = uow.cards.of_people([card.person_id], (CardState.ISSUED,))
        if any(c.medium is card.medium for c in others):
            raise UserError("cards.not_so")
        card.state, card.closed_on = CardState.ISSUED, None
        person = _person(uow, card.person_id)
        _follow(uow, person, date.today())
        uow.journal.record("card.found", person_uid=person.uid)
        uow.commit()


@service(Act.RECORD)
def remove_card(session: VaultSession, card_id: int) -> None:
    """Take back a card recorded by mistake."""
    with session.unit_of_work() as uow:
        card = _card(uow, card_id)
        person = _person(uow, card.person_id)
        was_current = card.state is CardState.ISSUED and card.number == person.card_number
        uow.cards.remove(card)
        if was_current:
            _follow(uow, person, None)
        uow.journal.record("card.removed", person_uid=person.uid, state=card.state.value)
        uow.commit()


@service(Act.LOOK)
def suggest_numbers(session: VaultSession, count: int) -> tuple[str, ...]:
    """Free numbers after the highest one of digits only, as wide as it is; for cards the organisation numbers."""
    return number_on(session, [""] * count)


@service(Act.LOOK)
def number_on(session: VaultSession, typed: Sequence[str]) -> tuple[str, ...]:
    """A column of numbers with its empty places filled: each goes on from the number typed above it.

    Places above the first typed number go on after the last one; where none is typed, after the highest number of
    digits only that anybody has. Numbers that somebody holds, or that are typed further on, are passed over.
    UserError ``cards.cannot_count`` for a number without figures.
    """
    numbers = [tidy(number) for number in typed]
    first = next((place for place, number in enumerate(numbers) if number), 0)
    with session.unit_of_work() as uow:
        used = {number for number in numbers if number}
        last = numbers[first] if used else uow.cards.highest_number() or "000000"
        free: Iterator[str] | None = None
        for place in [*range(first, len(numbers)), *range(first)]:
            if numbers[place]:
                last, free = numbers[place], None
                continue
            if free is None:
                free = _free_after(uow, last, used)
            found = next(free, None)
            if found is None:
                raise UserError("cards.cannot_count", number=last)
            numbers[place] = found
            used.add(found)
    return tuple(numbers)


def _free_after(uow: UnitOfWork, number: str, used: Set[str]) -> Iterator[str]:
    following = numbers_after(number)
    while batch := list(islice(following, _BATCH)):
        taken = uow.cards.numbers_taken(batch)
        yield from (one for one in batch if one not in taken and one not in used)


def _hand_out(
    uow: UnitOfWork,
    person_id: int,
    number: str,
    medium: CardMedium,
    on: date,
    until: date,
    before: Sequence[UnionCard],
    instead_of_paper: bool,
) -> None:
    exchanged = instead_of_paper and medium in ELECTRONIC
    for old in before:
        if old.state is not CardState.ISSUED:
            continue
        of_paper = old.medium is CardMedium.PAPER and medium in ELECTRONIC
        if of_paper or old.medium is medium or (old.medium in ELECTRONIC and medium is CardMedium.PAPER):
            old.state, old.closed_on = CardState.REPLACED, on
            exchanged = exchanged or of_paper
    ordered = next((c for c in before if c.state is CardState.ORDERED and c.medium is medium), None)
    if ordered is None:
        uow.cards.add(
            UnionCard(
                person_id=person_id,
                number=number,
                medium=medium,
                state=CardState.ISSUED,
                issued_on=on,
                valid_until=until,
                instead_of_paper=exchanged,
            )
        )
    else:
        ordered.number, ordered.state, ordered.issued_on = number, CardState.ISSUED, on
        ordered.valid_until, ordered.instead_of_paper = until, exchanged


def _follow(uow: UnitOfWork, person: Person, on: date | None) -> None:
    """The number in the register is that of the card handed out last and still valid; none when there is none."""
    valid = [c for c in uow.cards.of_people([person.id], (CardState.ISSUED,)) if c.number]
    valid.sort(key=lambda c: (c.issued_on or date.min, c.id))
    uow.people.set_fields({person.id: {"card_number": valid[-1].number if valid else ""}}, changed_on=on)


def _numbers(cards: Sequence[NewCard]) -> dict[int, str]:
    """Person -> number, each there once and once only."""
    wanted: dict[int, str] = {}
    seen: set[str] = set()
    for card in cards:
        number = tidy(card.number)
        if not number:
            raise UserError("cards.no_number")
        if len(number.encode()) >= NUMBER_LIMIT or not number.isprintable():
            raise UserError("cards.bad_number", number=number)
        if number in seen or card.person_id in wanted:
            raise UserError("cards.number_twice", number=number)
        seen.add(number)
        wanted[card.person_id] = number
    if not wanted:
        raise UserError("cards.nobody")
    return wanted


def _require_free(uow: UnitOfWork, wanted: Mapping[int, str]) -> None:
    taken = uow.cards.numbers_taken(list(wanted.values()))
    for person_id, number in wanted.items():
        if taken.get(number, person_id) != person_id:
            raise UserError("cards.number_taken", number=number)


def _require_members(uow: UnitOfWork, people: Mapping[int, Person], on: date) -> None:
    members = uow.cards.on_register(list(people), on)
    for person_id in people:
        if person_id not in members:
            raise UserError("cards.not_a_member", id=person_id)


def _end_of_validity(session: VaultSession, on: date) -> date:
    return date(on.year + card_rules(session.profile).valid_years, 12, 31)


def _card(uow: UnitOfWork, card_id: int) -> UnionCard:
    card = uow.cards.card(card_id)
    if card is None:
        raise UserError("cards.unknown")
    return card


def _person(uow: UnitOfWork, person_id: int) -> Person:
    person = uow.people.find(person_id)
    if person is None:
        raise UserError("people.unknown", id=person_id)
    return person


def _card_person(person: Person) -> CardPerson:
    return CardPerson(person.id, person_name(person), person.department, person.card_number)
