"""Orders of cards at the higher organisation: who may be in the list, what of them leaves, the list itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from app.bundle.canonical import canonical, parse_canonical
from app.domain.cards import CardMedium, CardState
from app.domain.enums import Verdict as BundleVerdict
from app.domain.names import tidy
from app.domain.personal_fields import FIELD_WORDS
from app.errors import UserError
from app.models import CardOrder
from app.services.cards.coverage import own_coverage_in
from app.services.cards.records import issue_cards
from app.services.cards.rules import card_rules, title_of_field
from app.services.cards.views import IncomingOrder, LeftOut, NewCard, OrderLine, OrderPreview, OrderRow
from app.services.members.reading import person_name
from app.services.organisation.profiles import Profile
from app.services.privacy.disclosure import DISCLOSED_COLUMNS, Allowed, Disclosure, disclose
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

ORDER_PATH = "data/card-order.json"
ORDER_KEYS = frozenset({"order", "on", "medium", "part", "fields", "cards", "coverage"})

ORDER_CHANNEL = "cards"
"""The way out whose rule the order obeys (:mod:`app.services.privacy.disclosure`)."""


@service(Act.LOOK)
def preview_order(
    session: VaultSession, person_ids: Sequence[int], medium: CardMedium, on: date | None = None
) -> OrderPreview:
    """Who of these people would be in an order, with exactly what leaves of each, and who would not, and why.

    UserError ``cards.medium`` when the union orders no such cards.
    """
    with session.unit_of_work() as uow:
        return _preview(uow, session.profile, person_ids, medium, on or date.today())


@service(Act.RECORD)
def place_order(
    session: VaultSession, person_ids: Sequence[int], medium: CardMedium, on: date | None = None, note: str = ""
) -> int:
    """Make the order of those who may be in it; returns its number. UserError ``cards.nobody_allowed``."""
    day = on or date.today()
    with session.unit_of_work() as uow:
        preview = _preview(uow, session.profile, person_ids, medium, day)
        if not preview.lines:
            raise UserError("cards.nobody_allowed")
        order = CardOrder(
            uid=str(uuid4()), on_date=day, medium=medium, part=preview.part, note=tidy(note),
            created_at=datetime.now(UTC), bundle=None,
        )  # fmt: skip
        uow.cards.add(order)
        uow.cards.add_cards(
            [
                {
                    "person_id": line.person_id, "number": "", "medium": medium, "state": CardState.ORDERED,
                    "ordered_on": day, "order_id": order.id, "instead_of_paper": False,
                }
                for line in preview.lines
            ]
        )  # fmt: skip
        uow.journal.record_for_many(
            "card.ordered", [line.uid for line in preview.lines], order=order.uid, medium=medium.value
        )
        uow.commit()
        return order.id


@service(Act.LOOK)
def orders(session: VaultSession) -> tuple[OrderRow, ...]:
    """Orders made here, the newest first."""
    with session.unit_of_work() as uow:
        return tuple(
            OrderRow(o.id, o.uid, o.on_date, o.medium, count, issued, o.note, o.bundle or "")
            for o, count, issued in uow.cards.orders()
        )


@service(Act.LOOK)
def order_list(session: VaultSession, order_id: int, on: date | None = None) -> OrderPreview:
    """An order as it would leave on a day: consent is asked anew, so somebody may have dropped out since."""
    with session.unit_of_work() as uow:
        return order_in(uow, session.profile, order_id, on or date.today())


def order_in(uow: UnitOfWork, profile: Profile, order_id: int, on: date) -> OrderPreview:
    """The same inside somebody's unit of work."""
    return _order_then(uow, profile, order_id, on)[0]


def _order_then(uow: UnitOfWork, profile: Profile, order_id: int, on: date) -> tuple[OrderPreview, tuple[Allowed, ...]]:
    order = _order(uow, order_id)
    rows = uow.cards.of_order(order_id)
    waiting = [person.id for card, person in rows if card.state is CardState.ORDERED]
    left_out = [
        LeftOut(person.id, person_name(person), "билет уже выдан")
        for card, person in rows
        if card.state is not CardState.ORDERED and person.erased_on is None
    ]
    told = disclose(uow, profile, ORDER_CHANNEL, on, waiting)
    left_out += [LeftOut(one.person_id, one.name, one.sentence) for one in told.withheld]
    return _described(profile, told, order.medium, order.on_date, left_out), told.allowed


@service(Act.RECORD)
def cancel_order(session: VaultSession, order_id: int) -> int:
    """Take an order back: cards not handed out yet are no longer asked for; returns how many they were."""
    with session.unit_of_work() as uow:
        order = _order(uow, order_id)
        waiting = [(c, p) for c, p in uow.cards.of_order(order_id) if c.state is CardState.ORDERED]
        for card, _ in waiting:
            uow.cards.remove(card)
        uow.cards.forget_order(order_id)
        uow.cards.remove(order)
        uow.journal.record_for_many("card.order_cancelled", [p.uid for _, p in waiting], order=order.uid)
        uow.commit()
    return len(waiting)


@service(Act.LOOK)
def waiting_for(session: VaultSession, order_id: int) -> tuple[tuple[int, str], ...]:
    """(person, name) of an order's cards that were not handed out yet."""
    with session.unit_of_work() as uow:
        _order(uow, order_id)
        return tuple(
            (person.id, person_name(person))
            for card, person in uow.cards.of_order(order_id)
            if card.state is CardState.ORDERED
        )


@service(Act.RECORD)
def issue_order(
    session: VaultSession, order_id: int, cards: Sequence[NewCard], on: date, *, instead_of_paper: bool = False
) -> int:
    """Hand out cards that came by an order; those without a number yet stay ordered."""
    with session.unit_of_work() as uow:
        order = _order(uow, order_id)
    filled = [card for card in cards if tidy(card.number)]
    return issue_cards(session, filled, order.medium, on, instead_of_paper=instead_of_paper)


def order_document(uow: UnitOfWork, profile: Profile, order_id: int, on: date) -> tuple[OrderPreview, bytes]:
    """``data/card-order.json`` of a bundle: the list as it may leave, and the coverage in numbers, without names.

    UserError ``cards.nobody_allowed`` when nobody is left in it.
    """
    order = _order(uow, order_id)
    preview, allowed = _order_then(uow, profile, order_id, on)
    if not preview.lines:
        raise UserError("cards.nobody_allowed")
    covered = own_coverage_in(uow, on)
    document = {
        "order": order.uid,
        "on": preview.on.isoformat(),
        "medium": preview.medium.value,
        "part": preview.part,
        "fields": list(preview.fields),
        "cards": [{"uid": one.uid, **{name: _plain(one.data[name]) for name in preview.fields}} for one in allowed],
        "coverage": {
            "on": on.isoformat(), "members": covered.members, "plastic": covered.plastic, "virtual": covered.virtual,
        },
    }  # fmt: skip
    return preview, canonical(document)


def well_formed_order(document: dict[str, Any]) -> bool:
    """Whether the parsed ``data/card-order.json`` of a verified bundle is what we write."""
    try:
        date.fromisoformat(document["on"])
        CardMedium(document["medium"])
        fields, cards, coverage = document["fields"], document["cards"], document["coverage"]
        numbers = ("members", "plastic", "virtual")
        date.fromisoformat(coverage["on"])
        return (
            set(document) == ORDER_KEYS
            and isinstance(document["order"], str)
            and isinstance(document["part"], str)
            and set(fields) <= set(FIELD_WORDS)
            and all(set(card) == {"uid", *fields} and all(isinstance(v, str) for v in card.values()) for card in cards)
            and set(coverage) == {"on", *numbers}
            and all(type(coverage[n]) is int and coverage[n] >= 0 for n in numbers)
        )
    except (KeyError, TypeError, ValueError):
        return False


@service(Act.LOOK)
def incoming_orders(session: VaultSession) -> tuple[IncomingOrder, ...]:
    """Orders in files taken in from below, the newest first; a later revision of an order stands for the earlier."""
    found: dict[tuple[int, str], IncomingOrder] = {}
    with session.unit_of_work() as uow:
        for row, bundle, party in uow.cards.intake_orders():
            document = parse_canonical(row.content.encode())
            key = (party.id, document["order"])
            if key in found:
                continue
            fields = tuple(document["fields"])
            found[key] = IncomingOrder(
                id=row.id,
                organisation=party.short_name,
                on=date.fromisoformat(document["on"]),
                received_at=bundle.received_at,
                medium=CardMedium(document["medium"]),
                fields=fields,
                titles=tuple(title_of_field(name) for name in fields),
                lines=tuple(
                    OrderLine(
                        0,
                        card["uid"],
                        " ".join(card.get(n, "") for n in ("surname", "name", "patronymic")).strip(),
                        {name: _shown(card[name]) for name in fields},
                    )
                    for card in document["cards"]
                ),
                accepted=bundle.verdict is BundleVerdict.ACCEPTED,
            )
    return tuple(found.values())


def _preview(
    uow: UnitOfWork, profile: Profile, person_ids: Sequence[int], medium: CardMedium, on: date
) -> OrderPreview:
    if medium not in card_rules(profile).media:
        raise UserError("cards.medium")
    members = uow.cards.on_register(person_ids, on)
    open_cards = {
        (card.person_id, card.state, card.medium)
        for card in uow.cards.of_people(person_ids, (CardState.ORDERED, CardState.ISSUED))
    }
    wanted: list[int] = []
    left_out: list[LeftOut] = []
    for person in uow.cards.people(person_ids):
        why = ""
        if person.id not in members:
            why = "не состоит на учёте"
        elif (person.id, CardState.ORDERED, medium) in open_cards:
            why = "билет уже заказан"
        elif (person.id, CardState.ISSUED, medium) in open_cards:
            why = "такой билет уже выдан"
        if why:
            left_out.append(LeftOut(person.id, person_name(person), why))
        else:
            wanted.append(person.id)
    told = disclose(uow, profile, ORDER_CHANNEL, on, wanted)
    left_out += [LeftOut(one.person_id, one.name, one.sentence) for one in told.withheld]
    return _described(profile, told, medium, on, left_out)


def _described(
    profile: Profile, told: Disclosure, medium: CardMedium, on: date, left_out: Sequence[LeftOut]
) -> OrderPreview:
    part = next(part for part in profile.consent_parts if part.id == told.part)
    fields = tuple(name for name in told.fields if name == "category" or name in DISCLOSED_COLUMNS)
    lines = []
    for one in told.allowed:
        texts = one.values()
        lines.append(OrderLine(one.person_id, one.uid, one.name, {name: texts[name] for name in fields}))
    return OrderPreview(
        medium=medium,
        on=on,
        part=part.id,
        part_title=part.title,
        recipient=told.recipient,
        fields=fields,
        titles=tuple(title_of_field(name) for name in fields),
        lines=tuple(lines),
        left_out=tuple(left_out),
    )


def _plain(value: object) -> str:
    """A value in the file: days as ISO 8601."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _shown(text: str) -> str:
    """A value of a file as people read it."""
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


def _order(uow: UnitOfWork, order_id: int) -> CardOrder:
    order = uow.cards.order(order_id)
    if order is None:
        raise UserError("cards.unknown_order")
    return order
