"""What one list says of one person: frozen records between reading, comparing and writing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, Sex
from app.domain.names import normalise


@dataclass(frozen=True, order=True)
class RowPlace:
    """Where a row stands: the sheet's number and name, the row as the spreadsheet numbers it (from 1)."""

    order: int
    sheet: str
    row: int


@dataclass(frozen=True)
class RowRemark:
    """A doubt or a refusal: the column's heading (empty when about the whole row) and the reason in Russian."""

    column: str
    reason: str


@dataclass(frozen=True)
class Exit:
    """Leaving the register as a list tells it. ``basis`` keeps the list's own words."""

    kind: EventKind
    on: date
    reason: DeregistrationReason | None = None
    basis: str = ""


@dataclass(frozen=True)
class Episode:
    """One time on the register. ``entry_on`` None: the list has no date; ``assumed``: it is the list's own date."""

    entry_kind: EventKind
    entry_on: date | None
    exit: Exit | None = None
    basis: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class ListPerson:
    """A person of the list, after the rows about the same person were put together.

    ``category_told``: a column, section or sheet named it (else it was inferred). ``details`` are filled texts by
    column of Person (position, department, study_group, personnel_number, phone, email, address, card_number, note).
    """

    place: RowPlace
    surname: str
    name: str
    patronymic: str
    complete: bool
    sex: Sex | None
    birth_date: date | None
    birth_exact: bool
    details: dict[str, str]
    union_since: date | None
    category: MemberCategory
    category_told: bool
    episodes: tuple[Episode, ...]
    consent_on: date | None = None
    consent_dated: bool = False
    """False: the list only says «да», and ``consent_on`` is a stand-in."""
    consent_until: date | None = None
    doubts: tuple[RowRemark, ...] = ()
    merged: tuple[RowPlace, ...] = field(default=())
    former: tuple[str, ...] = ()
    """Surnames borne before."""
    left_out: bool = False
    """A refused row about which somebody decided that it is not taken."""
    keeps_name: bool = False
    """Of a refused row not even the name is sure: whoever somebody says it is keeps theirs."""
    twin: RowPlace | None = None
    """Another row of the list that may be about the same person: somebody must say."""

    @cached_property
    def search_name(self) -> str:
        """Normalised «фамилия имя отчество» as Person keeps it."""
        return normalise(" ".join(part for part in (self.surname, self.name, self.patronymic) if part))

    @cached_property
    def shown_name(self) -> str:
        """«Фамилия Имя Отчество» as people read it."""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


@dataclass(frozen=True)
class RejectedRow:
    """A row that cannot be taken, with the columns and reasons."""

    place: RowPlace
    name: str
    remarks: tuple[RowRemark, ...]
    search_name: str = ""
    """The whole name as Person keeps it, as far as it could be read."""
    person: ListPerson | None = None
    """The row without the values that were refused; None when not even a name could be read."""
    birth_date: date | None = None
    numbers: frozenset[str] = frozenset()
    """Telephone, address of mail, card: by these somebody of the register may be known in the row."""


@dataclass(frozen=True)
class ServiceRow:
    """A row that is nobody's: a total, a signature, the heading of a section, an unfilled line."""

    place: RowPlace
    text: str
    reason: str


@dataclass(frozen=True)
class DuplicateRow:
    """A row about a person who stands in the list already; ``first`` is where."""

    place: RowPlace
    first: RowPlace
    name: str
    reason: str


def row_fingerprint(row: ListPerson | RejectedRow) -> str:
    """The same for rows of the same words, wherever they stand: by it a decision about a row is remembered."""
    if isinstance(row, RejectedRow) and row.person is not None:
        return row_fingerprint(row.person)
    told = [getattr(row, name) for name in ("search_name", "birth_date")]
    if isinstance(row, RejectedRow):
        told += [row.name, sorted(row.numbers), [(remark.column, remark.reason) for remark in row.remarks]]
    else:
        told += [sorted(row.details.items()), row.episodes, row.category, row.consent_on]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def numbers_of(details: Mapping[str, str]) -> frozenset[str]:
    """Telephones (ten digits), address of mail and card number, for comparison."""
    phone = details.get("phone", "")
    found = {re.sub(r"\D+", "", part)[-10:] for part in re.split(r"[,;]", phone)} if phone else set()
    found = {digits for digits in found if len(digits) >= 7}
    for name in ("email", "card_number"):
        if details.get(name):
            found.add(f"{name}:{normalise(details[name]).replace(' ', '')}")
    return frozenset(found)


def rejected_row(person: ListPerson, refusals: Sequence[RowRemark]) -> RejectedRow:
    """The refusal of a row whose name was read. What was refused is a doubt of the person, should it be taken."""
    doubts = (*person.doubts, *(replace(r, reason=f"не записано: {r.reason}") for r in refusals))
    person = replace(person, doubts=doubts)
    return RejectedRow(
        place=person.place,
        name=person.shown_name,
        remarks=tuple(refusals),
        search_name=person.search_name,
        person=person,
        birth_date=person.birth_date,
        numbers=numbers_of(person.details),
    )
