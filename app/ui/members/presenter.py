"""The register on the screen: what is asked for, found and marked. Plain Python, no Qt.

The rows of one date are read once; search and chips work on them in the background, so typing never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from app.domain.enums import MemberCategory
from app.domain.names import normalise
from app.progress import Progress
from app.services.people import ConsentState, MemberPage, MemberQuery, MemberRow, list_members
from app.services.people.reading import find_rows
from app.services.session import VaultSession
from app.ui.words import CATEGORY_MANY, people

Run = Callable[..., object]
"""``run(work, on_done, key=…)``: work off the window's thread, then ``on_done`` with its result."""

ALL, NO_CONSENT, NO_CARD, FORMER = "all", "no_consent", "no_card", "former"
CHIPS: tuple[tuple[str, str], ...] = (
    (ALL, "Все"),
    *((category.value, CATEGORY_MANY[category]) for category in MemberCategory),
    (NO_CONSENT, "Без согласия"),
    (NO_CARD, "Без билета"),
    (FORMER, "Выбывшие"),
)


@dataclass(frozen=True)
class Filter:
    """What of the register is shown."""

    as_of: date
    chip: str = ALL
    search: str = ""

    @property
    def status(self) -> str:
        """Which people the service lists."""
        return "former" if self.chip == FORMER else "on_register"


@dataclass(frozen=True)
class Register:
    """The rows of a date, with names prepared for search."""

    page: MemberPage
    status: str
    names: tuple[str, ...]


class MembersView(Protocol):
    """What the presenter tells the page."""

    def show_rows(self, rows: Sequence[MemberRow], select: int | None) -> None:
        """The found rows; ``select``: whose row gets the cursor."""

    def show_summary(self, subtitle: str, found: str) -> None:
        """«64 человека на сегодня», «найдено 2»."""

    def show_counts(self, counts: dict[str, int | None]) -> None:
        """Numbers on the chips; None: no number."""

    def show_nothing(self, reason: str) -> None:
        """No rows: ``register`` is empty, ``search`` found none, or the ``chip`` leaves none."""

    def show_marked(self, count: int) -> None:
        """How many people are marked."""


def read_register(session: VaultSession, as_of: date, status: str) -> Register:
    """Read the rows of a date and prepare the names."""
    page = list_members(session, MemberQuery(as_of=as_of, status=status))
    return Register(page, status, tuple(normalise(row.full_name) for row in page.items))


def matching(register: Register, wanted: Filter) -> list[MemberRow]:
    """Rows of the chip that fit the search line."""
    keep = _chip_test(wanted.chip)
    words = normalise(wanted.search).split()
    if words and not any(c.isdigit() for c in wanted.search):
        pairs = zip(register.page.items, register.names, strict=True)
        found = [row for row, name in pairs if all(word in name for word in words) and keep(row)]
        if found:
            return found
    rows = [row for row in register.page.items if keep(row)]
    return find_rows(rows, wanted.search) if words else rows


def _chip_test(chip: str) -> Callable[[MemberRow], bool]:
    if chip == NO_CONSENT:
        return lambda row: row.consent is not ConsentState.GIVEN
    if chip == NO_CARD:
        return lambda row: not row.card_number
    if chip in set(MemberCategory):
        category = MemberCategory(chip)
        return lambda row: row.category is category
    return lambda _: True


class MembersPresenter:
    """Keeps the filter, the rows and the marks."""

    def __init__(self, session: VaultSession, view: MembersView, run: Run, today: date) -> None:
        self._session, self._view, self._run, self._today = session, view, run, today
        self.filter = Filter(as_of=today)
        self.rows: Sequence[MemberRow] = ()
        self.marked: set[int] = set()
        self._register: Register | None = None
        self._select: int | None = None

    # What the person does.

    def load(self, select: int | None = None) -> None:
        """Read the register again; the cursor goes to ``select``."""
        self._select = select
        wanted = self.filter
        self._run(lambda _: read_register(self._session, wanted.as_of, wanted.status), self._loaded, key="register")

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
            self.load()
        else:
            self._find()

    def choose_date(self, as_of: date) -> None:
        """The register as it was on a day."""
        self.filter = replace(self.filter, as_of=as_of)
        self.load()

    def mark(self, person_ids: Iterable[int], on: bool) -> None:
        """Mark people for a group operation."""
        self.marked = self.marked | set(person_ids) if on else self.marked - set(person_ids)
        self._view.show_marked(len(self.marked))

    def mark_found(self) -> None:
        """Mark everybody found, or nobody when all of them are marked already."""
        ids = {row.id for row in self.rows}
        self.mark(ids, not ids <= self.marked)

    def mark_none(self) -> None:
        """Take all marks away."""
        self.marked = set()
        self._view.show_marked(0)

    def marked_rows(self) -> list[MemberRow]:
        """The marked people that are in the register of this date, in its order."""
        page = self._register.page.items if self._register else ()
        return [row for row in page if row.id in self.marked]

    # What comes back.

    def _loaded(self, register: Register) -> None:
        self._register = register
        present = {row.id for row in register.page.items}
        if not self.marked <= present:
            self.marked &= present
            self._view.show_marked(len(self.marked))
        page = register.page
        if register.status == "on_register":
            counts: dict[str, int | None] = {
                category.value: page.by_category.get(category, 0) for category in MemberCategory
            }
            counts |= {ALL: page.total, NO_CONSENT: page.without_consent, NO_CARD: page.without_card, FORMER: None}
            self._view.show_counts(counts)
        self._find()

    def _find(self) -> None:
        register, wanted = self._register, self.filter
        if register is None:
            return

        def work(_: Progress) -> Any:
            return matching(register, wanted)

        if not wanted.search and len(register.page.items) < 2000:
            self._found(matching(register, wanted))
        else:
            self._run(work, self._found, key="search")

    def _found(self, rows: Sequence[MemberRow]) -> None:
        self.rows = rows
        register = self._register
        assert register is not None
        total = register.page.total
        when = "на сегодня" if self.filter.as_of == self._today else f"на {self.filter.as_of:%d.%m.%Y}"
        what = "выбыли" if register.status == "former" else people(total)
        subtitle = f"{people(total)} {what} {when}" if register.status == "former" else f"{what} {when}"
        self._view.show_summary(subtitle, f"найдено {len(rows)}" if self.filter.search.strip() else "")
        self._view.show_rows(rows, self._select)
        self._select = None
        if not rows:
            reason = (
                "register" if total == 0 and self.filter.chip == ALL else "search" if self.filter.search else "chip"
            )
            self._view.show_nothing(reason)
