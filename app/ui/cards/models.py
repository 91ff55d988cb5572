"""Tables of cards and their words."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.amounts import percent_words
from app.domain.cards import CardState
from app.domain.vocabulary.words import title_for, word_for
from app.services.cards import CardPerson, CardVerdict, CardView, CoverageRow, OrderRow
from app.ui.kit.chips import Tone
from app.ui.kit.fields import format_date
from app.ui.kit.rows_model import Columns, RowsModel

STATE_TONE: Mapping[CardState, Tone] = {
    CardState.ORDERED: Tone.INFO,
    CardState.ISSUED: Tone.GOOD,
    CardState.LOST: Tone.ERROR,
    CardState.SPOILED: Tone.WARNING,
    CardState.REPLACED: Tone.NEUTRAL,
    CardState.RETURNED: Tone.NEUTRAL,
}
VERDICT_TONE: Mapping[CardVerdict, Tone] = {
    CardVerdict.VALID: Tone.GOOD,
    CardVerdict.EXPIRED: Tone.WARNING,
    CardVerdict.UNKNOWN_ORGANISATION: Tone.WARNING,
    CardVerdict.DAMAGED: Tone.WARNING,
    CardVerdict.NEWER: Tone.WARNING,
    CardVerdict.UNKNOWN_CARD: Tone.WARNING,
    CardVerdict.NOT_MEMBER: Tone.WARNING,
    CardVerdict.CLOSED: Tone.ERROR,
    CardVerdict.REVOKED: Tone.ERROR,
    CardVerdict.FORGED: Tone.ERROR,
}


def _day(card: CardView) -> str:
    if card.state is CardState.ORDERED:
        return f"заказан {format_date(card.ordered_on)}"
    if card.closed_on is not None:
        return f"с {format_date(card.closed_on)}"
    return f"выдан {format_date(card.issued_on)}" if card.issued_on else "дата неизвестна"


def cards_model() -> RowsModel[CardView]:
    """Cards with their holders."""
    columns: Columns[CardView] = (
        ("Фамилия, имя, отчество", lambda c: c.person_name),
        ("Номер", lambda c: c.number),
        ("Билет", lambda c: word_for(c.medium)),
        ("Состояние", lambda c: title_for(c.state)),
        ("Когда", _day),
        ("Действует по", lambda c: format_date(c.valid_until)),
    )
    return RowsModel(columns, lambda c, section: STATE_TONE[c.state] if section == 3 else None)


def people_model() -> RowsModel[CardPerson]:
    """People without a card, or with a number of an unknown kind."""
    columns: Columns[CardPerson] = (
        ("Фамилия, имя, отчество", lambda p: p.name),
        ("Подразделение", lambda p: p.department),
        ("Номер", lambda p: p.card_number),
    )
    return RowsModel(columns)


def orders_model() -> RowsModel[OrderRow]:
    """Orders, the newest first."""
    columns: Columns[OrderRow] = (
        ("Заказ", lambda o: f"от {format_date(o.on)}" + (f", {o.note}" if o.note else "")),
        ("Билеты", lambda o: word_for(o.medium)),
        ("Заказано", lambda o: str(o.cards)),
        ("Выдано", lambda o: str(o.issued)),
        ("Отправка", lambda o: "в файле" if o.sealed else "ещё не отправлен"),
    )

    def tone(order: OrderRow, section: int) -> Tone | None:
        if section != 4:
            return None
        return Tone.GOOD if order.sealed else Tone.NEUTRAL

    return RowsModel(columns, tone)


def coverage_model() -> RowsModel[CoverageRow]:
    """The coverage table."""
    columns: Columns[CoverageRow] = (
        ("Где", lambda r: r.title),
        ("Членов", lambda r: str(r.members)),
        ("Пластик", lambda r: str(r.plastic)),
        ("Виртуальные", lambda r: str(r.virtual)),
        ("Всего новых", lambda r: str(r.electronic)),
        ("%", lambda r: percent_words(r.percent)),
        ("По данным", lambda r: "" if r.on is None else f"{_FIGURES[r.source]} на {r.on:%d.%m.%Y}"),
    )
    return RowsModel(columns)


_FIGURES = {"": "", "register": "реестра", "order": "заказа"}
