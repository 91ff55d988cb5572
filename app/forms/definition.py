"""What a form is, after its data file was loaded and checked: plain frozen dataclasses, no behaviour of one form.

Made by :mod:`app.forms.loader`, computed by :mod:`app.forms.evaluation`, drawn by :mod:`app.rendering`.
Addresses are ``TABLE.ROW.COLUMN`` split at the first and the last dot (``II.1.1.3`` is table II, row 1.1, column 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.dates import Period
from app.domain.enums import CellKind, OrganisationKind, Severity
from app.forms.expressions import Expression, OutsideRef


class ValueType(StrEnum):
    """How a value is typed, rounded (:data:`STEPS`, half-up), printed.

    COUNT is an integer >= 0; a YEAR of 0 says «none».
    """

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    MILLIONS = "millions"
    MARK = "mark"
    YEAR = "year"
    TEXT = "text"
    DATE = "date"


STEPS: Mapping[ValueType, Decimal] = {
    ValueType.PERCENT: Decimal("0.1"),
    ValueType.MONEY: Decimal("0.1"),
    ValueType.MILLIONS: Decimal("0.001"),
}
"""The precision of the kinds that are rounded; MONEY is thousands of roubles, MILLIONS counts to the thousand."""


@dataclass(frozen=True)
class FactRequest:
    """A question to the vault: a name of :mod:`app.forms.facts` with arguments: members.count category=working."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Field:
    """A scalar outside the tables. ``auto`` is an expression, ``fact`` a question to the vault; at most one of them."""

    name: str
    title: str
    type: ValueType
    required: Expression | bool = False
    """Whether the report is incomplete without it, or a condition under which it is."""
    fact: FactRequest | None = None
    auto: Expression | None = None
    rule: str = ""
    source: str = ""
    on_paper: bool = True
    """False: only rules need it, the printed form has no place for it."""
    zero: bool = True
    """False: «Остальное – нули» leaves it alone, because a zero there is a number that somebody must know."""
    why_empty: str = ""
    """Why a complete report may have it empty."""


@dataclass(frozen=True)
class Column:
    """A numbered column. ``group`` is the heading printed above this and its neighbours with the same group.

    ``over`` is a heading above the groups, likewise shared by neighbours.
    """

    code: str
    title: str
    group: str = ""
    printed: str = ""
    """The number printed under the heading when it differs from the code (misprints of the source)."""
    width: float = 1.0
    type: ValueType | None = None
    over: str = ""
    rule: str = ""
    """How to fill it; told by the columns of lists, whose rows have no rules of their own."""
    source: str = ""
    shown: str = ""
    """The heading to show instead of the title, which keeps years the source printed: ``{year}``, ``{next_year}``."""
    on_paper: bool = True
    """False for a column of a list that only rules and formulas need."""
    required: Expression | bool = False
    """A column of a list: whether a begun row needs it, or a condition over the row under which it does."""


@dataclass(frozen=True)
class Row:
    """A numbered row. ``before`` is an unnumbered line printed above it («в том числе:»), ``rule`` its filling rule."""

    code: str
    title: str
    printed: str = ""
    before: str = ""
    indent: int = 0
    label: str = ""
    """What stands in the third leading column: the unit, or the number of the item when the code stands elsewhere."""
    named_by: str = ""
    """The field that holds the rest of the title; while it and the row are empty, a filled form leaves the row out."""
    rule: str = ""
    source: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell. ``compute`` only for COMPUTED, ``fixed`` only for FIXED; ``fact`` or ``auto`` fill an INPUT."""

    address: str
    table: str
    row: str
    column: str
    kind: CellKind
    type: ValueType
    compute: Expression | None = None
    fixed: Decimal | None = None
    fact: FactRequest | None = None
    auto: Expression | None = None
    required: Expression | bool = True
    """False, or a condition that is false: an INPUT may stay empty in a complete report. An empty MARK that is not
    required counts as 0: the mark is absent."""
    zero: bool = True
    """As of a :class:`Field`."""
    why_empty: str = ""
    """Why it may stay empty."""


class Leading(StrEnum):
    """What stands in a leading column of a table: the row's code, its title, its label."""

    CODE = "code"
    TITLE = "title"
    LABEL = "label"


@dataclass(frozen=True)
class Table:
    """A table of numbered rows and columns. ``stub`` names the columns of numbers and of titles (№№ п/п, …)."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    cells: Mapping[str, Cell]
    stub: tuple[str, str] = ("№№ п/п", "Наименование показателей")
    stub_codes: tuple[str, str] = ("1", "2")
    note: str = ""
    leading: tuple[Leading, ...] = (Leading.CODE, Leading.TITLE)
    """The leading columns on paper, in order."""
    label: tuple[str, str] = ("", "")
    """Heading and number of the leading column of labels."""
    numbered: bool = True
    """Whether a line of column numbers stands under the head."""
    before_mark: str = ""
    """Printed in the other columns of a ``before`` line («х»)."""
    blocked_mark: str = "*"
    """Printed in closed cells."""
    show_title: bool = True
    """Whether the title is printed; on the screen it always is."""
    empty_is_error: bool = False
    """An empty open cell that must be filled is an error, not only incomplete."""
    zero_totals: bool = False
    """The spreadsheet shows 0 in a total of which nothing is filled yet."""

    def address(self, row: str, column: str) -> str:
        """The address of a cell of this table."""
        return f"{self.id}.{row}.{column}"


@dataclass(frozen=True)
class ListTable:
    """A table of any number of rows: the columns with their types."""

    id: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""
    show_title: bool = True
    """False when the paper prints no title: the screen shows it all the same."""
    fact: FactRequest | None = None
    """What answers with the rows, while nothing is typed."""
    compute: Mapping[str, Expression] = field(default_factory=dict)
    """Columns computed from others of the same row, in an order in which each needs only earlier ones."""


@dataclass(frozen=True)
class Check:
    """A rule: left, operator, right; violated when both sides are known and the comparison is false.

    ``when`` limits the rule (false or unknown: not applied). ``cells`` are the addresses to mark, the faulty one first.
    """

    id: str
    severity: Severity
    left: Expression
    operator: str
    right: Expression
    cells: tuple[str, ...]
    message: str
    source: str
    when: Expression | None = None
    list: str = ""
    """The list whose every row is checked; ``cells`` are then column codes."""
    outside: tuple[OutsideRef, ...] = ()
    """What it needs from elsewhere; while any of it is unknown, the rule is not applied."""


class How(StrEnum):
    """How values of many reports become one: added, the greatest, the least, texts one below the other (JOIN: each
    once; NAMED: with the sender's name)."""

    SUM = "sum"
    MAX = "max"
    MIN = "min"
    JOIN = "join"
    NAMED = "named"


@dataclass(frozen=True)
class Contribution:
    """What a sender gives to a place, while the condition holds. Both stand in the sender's report."""

    value: Expression
    when: Expression | None = None


@dataclass(frozen=True)
class Consolidation:
    """How reports of subordinate organisations come into this form.

    Names of the sender there: :data:`app.forms.consolidation_rules.SENDER_NAMES`.
    """

    source: str
    """The form that the senders fill."""
    how: How
    places: Mapping[str, Contribution]
    """Cells and fields."""
    list: str = ""
    """The list that rows come into, and the sender's list."""
    source_list: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Columns of the list by the sender's."""
    row: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)
    """Instead of the sender's list: columns of the one row a sender gives; texts of several are joined by commas."""
    when: Expression | None = None
    """Whose rows come into the list."""
    label: str = ""
    """The list's column for the sender's name, when the sender left it empty."""
    number: str = ""
    """The list's column of running numbers."""


@dataclass(frozen=True)
class Target:
    """A goal of a union's programme for one per cent of a form: shown, never a rule. From the union's profile."""

    id: str
    title: str
    value: Expression
    least: Decimal
    source: str


@dataclass(frozen=True)
class NamedFact:
    """A question to the vault that only rules ask."""

    name: str
    title: str
    request: FactRequest


class PartKind(StrEnum):
    """What a piece of the printed form is."""

    FIELDS = "fields"
    TABLE = "table"
    LIST = "list"
    TEXT = "text"
    SIGNATURES = "signatures"


@dataclass(frozen=True)
class Part:
    """A piece of the printed form, in order. TEXT has ``{field}`` places; SIGNATURES has lines «кто» to be signed.

    ``wide`` FIELDS print each title as a line and under it the text over the whole width: a narrative.
    ``new_page`` begins a page, so that signatures do not stand alone on one.
    """

    kind: PartKind
    title: str = ""
    table: str = ""
    rows: tuple[str, ...] = ()
    """TABLE: only these rows, the rest stands in other parts; empty: all."""
    continues: bool = False
    """TABLE: printed as the rest of the table of the part before, without a title and a head of its own."""
    fields: tuple[str, ...] = ()
    text: str = ""
    lines: tuple[str, ...] = ()
    signer: str = ""
    """SIGNATURES: the field with the name of who signs the first line; empty: the organisation's signers do."""
    wide: bool = False
    new_page: bool = False


@dataclass(frozen=True)
class Portion:
    """What of a form is asked for periods of a kind: table 2 of 10-ПБ alone for the half-year.

    :mod:`app.forms.portions` makes the form of it.
    """

    period: str
    """``half_year`` or ``quarter``: :attr:`app.domain.dates.Period.kind`."""
    title: str
    heading: tuple[str, ...]
    approval: tuple[str, ...]
    fields: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class FormDefinition:
    """A whole form of one edition, or (``portion``) what of it is asked for a shorter period."""

    id: str
    edition: str
    number: str
    title: str
    heading: tuple[str, ...]
    """Lines printed in the middle above the form; ``{year}`` is the reporting year."""
    approval: tuple[str, ...]
    """Lines printed at the upper right («Утверждена …»)."""
    intro: str
    source: str
    org_kinds: tuple[OrganisationKind, ...]
    period: str
    as_of: str
    """``next_first_day`` (на 1 января: events to 31 December, ages on 1 January) or ``last_day`` (на 31 декабря)."""
    orientation: str
    fields: Mapping[str, Field]
    tables: Mapping[str, Table]
    lists: Mapping[str, ListTable]
    checks: tuple[Check, ...]
    parts: tuple[Part, ...]
    banner: tuple[str, str] = ("", "")
    """What the spreadsheet says below the form while something is missing, and when nothing is."""
    order: tuple[str, ...] = field(default=())
    """Addresses and names with ``compute`` or ``auto`` in an order in which each needs only earlier ones."""
    facts: Mapping[str, NamedFact] = field(default_factory=dict)
    consolidations: tuple[Consolidation, ...] = ()
    outside: tuple[OutsideRef, ...] = ()
    """Everything that rules and ``auto`` need from elsewhere."""
    targets: tuple[Target, ...] = ()
    """Goals of the union's programme; given by its profile."""
    siblings: Mapping[str, FormDefinition] = field(default_factory=dict, compare=False, repr=False)
    """All forms of the profile, this one too: whence other forms' places and senders' reports are understood."""
    applies_from: date | None = None
    """The first date of a form (:meth:`day_of` a period) that this edition is for; None: it always was."""
    editions: Mapping[str, FormDefinition] = field(default_factory=dict, compare=False, repr=False)
    """All editions of the form that are known, this one too: what a report was made by is read with its own."""
    portions: tuple[Portion, ...] = ()
    portion: str = ""
    """Of which kind of period this is a portion; empty for the whole form."""
    blank: str = ""
    """Why the form is legal with nothing in its tables; empty: a report without anything is none."""
    announces: bool = False
    """Whether it tells of what is still ahead: signed before the day it is about."""
    sign_from: tuple[int, int] | None = None
    """Month and day of the reporting year from which it can be signed, of a form that is due before the year ends."""
    largest: int = 999_999_999
    """A count above it is asked about: no such number of people or things is met with."""
    day: str = ""
    """The field with the day of the election or event, which says when it is over if the report names only a year."""

    def day_of(self, period: Period) -> date:
        """The date that such a form bears: 1 January after the year, or the last day of the period."""
        return period.next_first_day if self.as_of == "next_first_day" else period.last_day

    def ready_on(self, period: Period, day: date | None = None) -> date | None:
        """The first day on which a report about the period can be signed; None: on any. ``day``: of the event."""
        if self.announces:
            return None
        if period.day is not None:
            return period.day
        if day is not None and self.day:
            return day
        if self.sign_from is not None and period.kind == "year":
            return date(period.year, *self.sign_from)
        return period.next_first_day

    def applies_to(self, period: Period) -> bool:
        """Whether this edition was in force already on the date of the form."""
        return self.applies_from is None or self.applies_from <= self.day_of(period)

    def cell(self, address: str) -> Cell | None:
        """The cell at an address; None when the form has none there."""
        table = self.tables.get(address.partition(".")[0])
        return None if table is None else table.cells.get(address)
