"""Cards of paper printed here, the coverage table and the order list on paper and as spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.bundle.union_card import make_code
from app.domain.amounts import percent_words
from app.domain.cards import CardState
from app.domain.names import initials
from app.domain.vocabulary.words import Wording, word_for
from app.errors import UserError
from app.progress import Progress, silent
from app.services.cards.rules import card_rules
from app.services.cards.views import CardCoverage, CoverageRow, IncomingOrder, LeftOut, OrderPreview
from app.services.members.reading import person_name
from app.services.organisation.passport import identity_in, passport
from app.services.privacy.disclosure import Reason
from app.services.session import Act, VaultSession, service


@dataclass(frozen=True)
class PrintedCards:
    """The sheets, and who is not on them and why."""

    pdf: bytes
    cards: int
    left_out: tuple[LeftOut, ...]


@service(Act.SIGN)
def print_cards(
    session: VaultSession,
    person_ids: Sequence[int],
    *,
    backs: bool = True,
    on: date | None = None,
    progress: Progress | None = None,
) -> PrintedCards:
    """Sheets with the valid cards of these people, each with a code signed by the organisation's key.

    A card without a last day gets one by the union's rule, and keeps it. Who has no valid card, is not a member, or
    whose data are blocked, is left out and told. UserError ``cards.nothing_to_print``. The printing is written in the
    journal.
    """
    from app.rendering.union_cards import CardBack, CardFace, union_cards_pdf  # reportlab, only for who prints

    day = on or date.today()
    steps = progress or silent()
    years = card_rules(session.profile).valid_years
    faces: list[CardFace] = []
    left_out: list[LeftOut] = []
    uids: list[str] = []
    with session.unit_of_work() as uow:
        own, row = identity_in(uow), uow.organisation.get()
        members = uow.cards.on_register(person_ids, day)
        valid = {c.person_id: c for c in uow.cards.of_people(person_ids, (CardState.ISSUED,))}
        people = uow.cards.people(person_ids)
        unusable = uow.papers.unusable(day)
        for number, person in enumerate(people, start=1):
            steps.step("Подписываем билеты", number, len(people))
            card = valid.get(person.id)
            if person.id in unusable:
                left_out.append(LeftOut(person.id, person_name(person), word_for(Reason.BLOCKED)))
                continue
            if card is None or person.id not in members:
                why = "не состоит на учёте" if person.id not in members else "нет выданного билета с номером"
                left_out.append(LeftOut(person.id, person_name(person), why))
                continue
            if card.valid_until is None:
                card.valid_until = date(day.year + years, 12, 31)
            short = initials(person.surname, person.name, person.patronymic)
            faces.append(
                CardFace(
                    union=row.union,
                    organisation=row.full_name,
                    surname=person.surname,
                    first_names=" ".join(part for part in (person.name, person.patronymic) if part),
                    number=card.number,
                    until=card.valid_until,
                    code=make_code(own.identity, short, card.number, card.valid_until),
                    since=person.union_since,
                )
            )
            uids.append(person.uid)
        if not faces:
            raise UserError("cards.nothing_to_print")
        uow.journal.record_for_many("card.printed", uids)
        back = CardBack(row.full_name, row.address, row.phone) if backs else None
        pdf = union_cards_pdf(faces, back, steps)
        uow.commit()
    return PrintedCards(pdf, len(faces), tuple(left_out))


@service(Act.TAKE_NUMBERS)
def coverage_paper(session: VaultSession, table: CardCoverage, kind: str) -> bytes:
    """The coverage table as ``pdf`` or ``xlsx``."""
    from app.rendering.card_papers import CoverageLine, coverage_pdf, coverage_xlsx

    def line(row: CoverageRow) -> CoverageLine:
        percent = percent_words(row.percent)
        return CoverageLine(row.title, row.members, row.plastic, row.virtual, row.electronic, percent)

    make = coverage_pdf if kind == "pdf" else coverage_xlsx
    lines = [line(row) for row in table.rows]
    return make(passport(session).full_name, table.head, table.on, lines, line(table.total), table.told)


@service(Act.TAKE_NAMES)
def order_paper(session: VaultSession, order: OrderPreview | IncomingOrder, kind: str) -> bytes:
    """The list of an order as ``pdf`` or ``xlsx``: exactly the fields that leave. It is written in the journal whose
    data were put on it."""
    if not order.lines:
        raise UserError("cards.nobody_allowed")
    title = f"Заказ профсоюзных билетов: {word_for(order.medium, Wording.MANY)}"
    whose = order.organisation if isinstance(order, IncomingOrder) else passport(session).full_name
    subtitle = f"{whose}, {order.on:%d.%m.%Y}"
    rows = [[line.values[name] for name in order.fields] for line in order.lines]
    if kind == "pdf":
        from app.rendering.lists import member_list_pdf

        data = member_list_pdf(title, order.titles, rows, subtitle=subtitle, landscape=len(order.titles) > 5)
    else:
        from app.rendering.card_papers import list_xlsx

        data = list_xlsx(title, subtitle, order.titles, rows)
    with session.unit_of_work() as uow:
        uow.journal.record_for_many("card.order_printed", [line.uid for line in order.lines], kind=kind)
        uow.commit()
    return data
