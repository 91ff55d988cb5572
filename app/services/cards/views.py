"""What the rooms of cards show: frozen dataclasses, no rows of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.amounts import percent
from app.domain.cards import CardMedium, CardState


@dataclass(frozen=True)
class CardView:
    """One card. ``member``: its holder is on the register today; ``current``: its number is the one in the register."""

    id: int
    person_id: int
    person_name: str
    number: str
    medium: CardMedium
    state: CardState
    ordered_on: date | None
    issued_on: date | None
    closed_on: date | None
    valid_until: date | None
    instead_of_paper: bool
    order_id: int | None
    member: bool
    current: bool
    department: str = ""


@dataclass(frozen=True)
class CardPerson:
    """Somebody a card can be made for."""

    id: int
    name: str
    department: str
    card_number: str


@dataclass(frozen=True)
class NewCard:
    """A card to be handed out: to whom, and its number as scanned or typed."""

    person_id: int
    number: str


@dataclass(frozen=True)
class LeftOut:
    """Somebody who stays out of an order or of printing, and why, in words."""

    person_id: int
    name: str
    why: str


@dataclass(frozen=True)
class OrderLine:
    """One card of an order: the very values that leave, by field."""

    person_id: int
    uid: str
    name: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class OrderPreview:
    """What an order would carry, before it is made or sent. ``titles`` are the fields in words."""

    medium: CardMedium
    on: date
    part: str
    part_title: str
    recipient: str
    fields: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[OrderLine, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class OrderRow:
    """An order in the list. ``sealed``: the number of the file it went in, empty when it did not yet."""

    id: int
    uid: str
    on: date
    medium: CardMedium
    cards: int
    issued: int
    note: str
    sealed: str


@dataclass(frozen=True)
class IncomingOrder:
    """An order that came from below."""

    id: int
    organisation: str
    on: date
    received_at: datetime
    medium: CardMedium
    fields: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[OrderLine, ...]
    accepted: bool


@dataclass(frozen=True)
class CoverageRow:
    """A line of the table «Данные об обмене бумажной формы профсоюзного билета на новую форму»."""

    title: str
    members: int
    plastic: int
    virtual: int
    exchanged: int = 0
    """Given for a paper card that was known here; not a column of the table."""
    paper: int = 0
    """Members who hold a paper card; not a column either."""
    on: date | None = None
    """Of an organisation below: the day its figures are of."""
    source: str = ""
    """Of an organisation below, where they came from: ``register`` or ``order``."""

    @property
    def electronic(self) -> int:
        """Members with a card of the new form."""
        return self.plastic + self.virtual

    @property
    def percent(self) -> Decimal | None:
        """Of all members, to one decimal; None without members."""
        return percent(self.electronic, self.members)


@dataclass(frozen=True)
class CardCoverage:
    """The table as of a day: its lines and their sum. ``silent``: organisations below that told nothing of cards."""

    on: date
    head: str
    rows: tuple[CoverageRow, ...]
    total: CoverageRow
    silent: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """Who is not in the table: «Не сообщили о билетах (2): ППО А, ППО Б.»; empty when everybody is."""
        return f"Не сообщили о билетах ({len(self.silent)}): {', '.join(self.silent)}." if self.silent else ""


class CardVerdict(StrEnum):
    """What the check of a card found. Only VALID lets in."""

    VALID = "valid"
    EXPIRED = "expired"
    FORGED = "forged"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    REVOKED = "revoked"
    DAMAGED = "damaged"
    NEWER = "newer"
    CLOSED = "closed"
    NOT_MEMBER = "not_member"
    UNKNOWN_CARD = "unknown_card"


@dataclass(frozen=True)
class CheckedCard:
    """The outcome of a check in words for the person at the door. Name and number only when the signature holds.

    ``person_id``: whose card it is, when it is one of our own.
    """

    verdict: CardVerdict
    what: str
    todo: str
    on: date
    name: str = ""
    number: str = ""
    until: date | None = None
    organisation: str = ""
    vouched_by: str = ""
    person_id: int | None = None

    @property
    def valid(self) -> bool:
        """Genuine and in force."""
        return self.verdict is CardVerdict.VALID
