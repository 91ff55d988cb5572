"""The register on the screen: what is asked for, found and marked. Plain Python, no Qt.

The first rows come straight from the database; the rest is read in slices in the background, and from then on search,
chips, filters, order and groups work in memory, off the window's thread, so that typing never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge
from typing import Any, Protocol, TypeVar

from app.domain.enums import MemberCategory
from app.domain.names import natural_key
from app.services.members import ConsentState, MemberRow
from app.services.members.register import Register, first_rows, page_of, read_on
from app.services.organisation.profiles import Profile
from app.services.queries import EVERYTHING, ConditionGroup, QueryLine, QueryMoment, What, fields_of, test_of
from app.services.session import VaultSession
from app.ui.words import CATEGORY_MANY, found_words, people

Run = Callable[..., object]
"""``run(work, on_done, key=…)``: work off the window's thread, then ``on_done`` with its result."""
T = TypeVar("T")

ALL, NO_CONSENT, NO_CARD, FORMER = "all", "no_consent", "no_card", "former"
CHIPS: tuple[tuple[str, str], ...] = (
    (ALL, "Все"),
    *((category.value, CATEGORY_MANY[category]) for category in MemberCategory),
    (NO_CONSENT, "Без согласия"),
    (NO_CARD, "Без билета"),
    (FORMER, "Выбывшие"),
)
FIRST = 200
"""Rows painted before the rest is read."""
_UNKNOWN = "Не указано"
_RUN = 2000
"""Rows ordered in one go: a longer sort would hold every other thread."""


@dataclass(frozen=True)
class Filter:
    """What of the register is shown."""

    as_of: date
    chip: str = ALL
    search: str = ""
    where: ConditionGroup = EVERYTHING

    @property
    def status(self) -> str:
        """Which people are listed."""
        return "former" if self.chip == FORMER else "on_register"

    @property
    def narrowed(self) -> bool:
        """Something beside the date and the status leaves people out."""
        return bool(self.search.strip() or self.where.items) or self.chip not in (ALL, FORMER)


@dataclass(frozen=True, slots=True)
class GroupHeading:
    """A line before the people of a group."""

    title: str
    count: int


Line = MemberRow | GroupHeading


@dataclass(frozen=True)
class Order:
    """How the found are laid out. ``sort`` gives the key of a row; ``group`` the title of its group ("" none)."""

    sort: Callable[[MemberRow], Any] | None = None
    descending: bool = False
    group: Callable[[MemberRow], str] | None = None


@dataclass(frozen=True)
class Listing:
    """What was found on a date."""

    wanted: Filter
    rows: Sequence[MemberRow]
    lines: Sequence[Line]
    """The rows with the headings of groups between them."""
    everybody: Mapping[int, MemberRow]
    """All people of the status on the date by id, found or not."""
    counts: Mapping[str, int]
    exact: bool = True
    """False: nobody fits the search line; the rows are those like it."""


class MembersView(Protocol):
    """What the presenter tells the page."""

    def show_rows(self, rows: Sequence[Line], select: int | None) -> None:
        """The found rows; ``select``: whose row gets the cursor."""

    def show_summary(self, subtitle: str, found: str) -> None:
        """«64 человека на сегодня», «найдено 2»."""

    def show_counts(self, counts: Mapping[str, int | None]) -> None:
        """Numbers on the chips; None: no number."""

    def show_nothing(self, reason: str) -> None:
        """No rows: ``register`` is empty, ``search`` found none, the ``chip`` or the ``filter`` leaves none."""

    def show_marked(self, count: int) -> None:
        """How many people are marked."""

    def show_not_exact(self) -> None:
        """Why those who are only like the words looked for are not marked all at once."""


def find_rows(register: Register, profile: Profile, wanted: Filter, order: Order) -> Listing:
    """The rows that fit, laid out."""
    all_rows = register.rows(wanted.as_of, wanted.status)
    page = page_of(all_rows, wanted.as_of)
    counts = {category.value: page.by_category.get(category, 0) for category in MemberCategory}
    counts |= {ALL: page.total, NO_CONSENT: page.without_consent, NO_CARD: page.without_card}
    keep = _chip_test(wanted.chip)
    rows: Sequence[MemberRow] = all_rows if keep is None else [row for row in all_rows if keep(row)]
    if wanted.where.items:
        test, moment = test_of(wanted.where, fields_of(profile, What.MEMBERS)), whole_life(wanted.as_of)
        records = register.records
        rows = [row for row in rows if test(QueryLine(records[row.id].on(wanted.as_of)), moment)]
    exact = True
    if wanted.search.strip():
        rows, exact = register.search(rows, wanted.search)
    if order.sort is not None:
        rows = in_order(rows, order.sort, descending=order.descending)
    rows, lines = rows_by_groups(rows, order.group) if order.group is not None else (rows, rows)
    return Listing(wanted, rows, lines, {row.id: row for row in all_rows}, counts, exact)


def whole_life(as_of: date) -> QueryMoment:
    """The moment of a list: states on the day, trainings of the year up to it."""
    return QueryMoment(date(as_of.year, 1, 1), as_of)


def in_order(rows: Sequence[T], key: Callable[[T], Any], *, descending: bool = False) -> list[T]:
    """Rows sorted by a key: in short runs that are then merged, because one long sort lets no other thread in."""
    runs = [sorted(rows[start : start + _RUN], key=key, reverse=descending) for start in range(0, len(rows), _RUN)]
    return runs[0] if len(runs) == 1 else list(merge(*runs, key=key, reverse=descending))


def rows_by_groups(
    rows: Sequence[MemberRow], title: Callable[[MemberRow], str]
) -> tuple[Sequence[MemberRow], Sequence[Line]]:
    """The rows by groups in the order of the titles, and the same with a line before each group."""
    groups: dict[str, list[MemberRow]] = {}
    for row in rows:
        groups.setdefault(title(row) or _UNKNOWN, []).append(row)
    lines: list[Line] = []
    for name in sorted(groups, key=lambda name: (name == _UNKNOWN, natural_key(name))):
        lines.append(GroupHeading(name, len(groups[name])))
        lines += groups[name]
    return [line for line in lines if isinstance(line, MemberRow)], lines


def _chip_test(chip: str) -> Callable[[MemberRow], bool] | None:
    if chip == NO_CONSENT:
        return lambda row: row.consent is not ConsentState.GIVEN
    if chip == NO_CARD:
        return lambda row: not row.card_number
    if chip in set(MemberCategory):
        category = MemberCategory(chip)
        return lambda row: row.category is category
    return None


class MembersPresenter:
    """Keeps the filter, the rows and the marks."""

    def __init__(self, session: VaultSession, view: MembersView, run: Run, today: date) -> None:
        self._session, self._view, self._run, self._today = session, view, run, today
        self.filter = Filter(as_of=today)
        self.order = Order()
        self.rows: Sequence[MemberRow] = ()
        self.marked: set[int] = set()
        self._listing: Listing | None = None
        self._select: int | None = None
        self._painted = False

    # What the person does.

    def load(self, select: int | None = None) -> None:
        """Read what is new in the register; the cursor goes to ``select``, or where an earlier reading wanted it."""
        self._select = select or self._select
        if not self._painted and not self.filter.narrowed:
            as_of, status, session = self.filter.as_of, self.filter.status, self._session
            self._run(lambda _: first_rows(session, as_of, status, FIRST), self._first, key="first")
        self._read_on()

    def search(self, text: str) -> None:
        """Another search line."""
        self.filter = replace(self.filter, search=text)
        self._find()

    def choose_chip(self, chip: str) -> None:
        """Another chip; people who have left are another list."""
        before = self.filter.status
        self.filter = replace(self.filter, chip=chip)
        if self.filter.status != before:
            self.mark_none()
        self._find()

    def choose_date(self, as_of: date) -> None:
        """The register as it was on a day."""
        self.filter = replace(self.filter, as_of=as_of)
        self._find()

    def choose_where(self, where: ConditionGroup) -> None:
        """Other conditions beside the chip and the search line."""
        self.filter = replace(self.filter, where=where)
        self._find()

    def lay_out(self, order: Order) -> None:
        """Another order or grouping of what is found."""
        self.order = order
        self._find()

    def mark(self, person_ids: Iterable[int], on: bool) -> None:
        """Mark people for a group operation."""
        self.marked = self.marked | set(person_ids) if on else self.marked - set(person_ids)
        self._view.show_marked(len(self.marked))

    def mark_found(self) -> None:
        """Mark everybody found, or nobody when all of them are marked already; those who are only like the words
        looked for are not marked all at once."""
        if not self.exact:
            self._view.show_not_exact()
            return
        ids = {row.id for row in self.rows}
        self.mark(ids, not ids <= self.marked)

    @property
    def exact(self) -> bool:
        """Whether the rows fit the search line, and are not only like it."""
        return self._listing is None or self._listing.exact

    def mark_none(self) -> None:
        """Take all marks away."""
        self.marked = set()
        self._view.show_marked(0)

    def marked_rows(self) -> list[MemberRow]:
        """The marked people that are in the register of this date, in its order."""
        everybody = self._listing.everybody if self._listing else {}
        return [row for i, row in everybody.items() if i in self.marked]

    # What comes back.

    def _first(self, rows: Sequence[MemberRow]) -> None:
        if not self._painted and rows:
            self._painted = True
            self._view.show_summary("читаю список…", "")
            self._view.show_rows(rows, self._select)

    def _read_on(self) -> None:
        session = self._session
        self._run(lambda _: read_on(session), self._read, key="register")

    def _read(self, register: Register) -> None:
        """A slice has come: the next one, with other work of the window between them."""
        if register.current:
            self._find()
        else:
            self._read_on()

    def _find(self) -> None:
        session, wanted, order = self._session, self.filter, self.order

        def work(_: object) -> Listing | None:
            register = read_on(session)
            return find_rows(register, session.profile, wanted, order) if register.current else None

        self._run(work, self._found, key="search")

    def _found(self, listing: Listing | None) -> None:
        if listing is None:
            self._read_on()
            return
        self._listing, self._painted = listing, True
        self.rows = rows = listing.rows
        if self.marked and not self.marked <= listing.everybody.keys():
            self.marked &= listing.everybody.keys()
            self._view.show_marked(len(self.marked))
        if listing.wanted.status == "on_register":
            self._view.show_counts({**listing.counts, FORMER: None})
        total, wanted = len(listing.everybody), listing.wanted
        when = "на сегодня" if wanted.as_of == self._today else f"на {wanted.as_of:%d.%m.%Y}"
        words = f"{people(total)} выбыли {when}" if wanted.status == "former" else f"{people(total)} {when}"
        asked = wanted.search.strip() or wanted.where.items
        self._view.show_summary(words, found_words(len(rows), exact=listing.exact) if asked else "")
        self._view.show_rows(listing.lines, self._select)
        self._select = None
        if not rows:
            self._view.show_nothing(_reason(wanted, total))


def _reason(wanted: Filter, total: int) -> str:
    if total == 0 and wanted.chip == ALL:
        return "register"
    if wanted.search.strip():
        return "search"
    return "filter" if wanted.where.items else "chip"
