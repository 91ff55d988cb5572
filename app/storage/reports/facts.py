"""Answers to the facts that forms ask for: one query for a fact's name answers every cell that asks it.

What each fact means is told in :mod:`app.forms.facts`. The people behind a number come from the very select that
counted it, so the two cannot disagree. People with an unknown sex or birth date count in totals only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, false, func, literal, select
from sqlalchemy.orm import Session

from app.domain.dates import youth_born_after
from app.domain.enums import EventKind, LedgerKind, OrganisationCategory, RoleKind, Sex, TrainingKind
from app.domain.finance import EXPENSE_TABLE, OPENING_ARTICLE, thousands
from app.forms.definition import FactRequest
from app.forms.view import Value
from app.models import (
    EmployerHeadcount,
    MembershipEvent,
    MembershipSpan,
    Person,
)
from app.storage.finance import LedgerRow
from app.storage.reports.election_facts import Counted, ElectionFacts, FactRows
from app.storage.reports.fact_tables import FactTables, Moment, covering, not_cancelled, within

__all__ = ["FactRepository", "FactSource", "Moment"]


@dataclass(frozen=True)
class FactSource:
    """One person (or one training, one event) behind a number."""

    person_id: int
    surname: str
    name: str
    patronymic: str
    on: date
    detail: str = ""

    @property
    def full_name(self) -> str:
        """«Щербакова Елена Петровна»"""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


@dataclass(frozen=True, slots=True)
class _Office:
    """One office that somebody holds."""

    person_id: int
    kind: RoleKind
    full_time: bool
    starts_on: date
    unit: str
    sex: Sex | None
    youth: bool


@dataclass(frozen=True, slots=True)
class _Trained:
    """One training of somebody who held an office on the day."""

    id: int
    person_id: int
    on_date: date
    kind: TrainingKind
    title: str
    role: RoleKind
    full_time: bool
    sex: Sex | None
    youth: bool


_DIMENSIONS = {
    "members.count": ("category", "sex", "youth"),
    "members.first_admitted": ("category", "sex", "youth"),
    "events.count": ("kind", "sex", "youth"),
}
"""The arguments of facts that are counted by the database, each a column of the fact's select."""


_NAMES = (Person.id, Person.surname, Person.name, Person.patronymic)


class FactRepository:
    """Read-only."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: FactTables | None = None

    @contextmanager
    def held(self, moments: Sequence[Moment]) -> Iterator[None]:
        """While many forms are filled and nothing is written: every table is read once, for all these moments."""
        self._held = FactTables(self._session, moments)
        try:
            with self._held.ledger.held():
                yield
        finally:
            self._held = None

    @property
    def _tables(self) -> FactTables:
        return self._held or FactTables(self._session)

    def answer(self, requests: Iterable[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        """A value for each request; None where the vault does not know. ``previous.value`` is not answered here."""
        by_name: dict[str, list[FactRequest]] = {}
        for request in requests:
            by_name.setdefault(request.name, []).append(request)
        result: dict[FactRequest, Value] = {}
        with nullcontext() if self._held else self.held([moment]):
            for name, asked in by_name.items():
                result.update(self._ANSWERS[name](self, asked, moment))
        return result

    def people(self, request: FactRequest, moment: Moment) -> tuple[FactSource, ...]:
        """Who is behind the number, by name; empty for facts that are not about people."""
        arguments = dict(request.arguments)
        if request.name in _DIMENSIONS:
            base = self._base(request.name, moment).subquery()
            wanted = [
                base.c[key].is_(True) if key == "youth" else base.c[key] == text for key, text in arguments.items()
            ]
            found = self._session.execute(
                select(*_NAMES, base.c.on_date, base.c.detail)
                .join(base, base.c.person_id == Person.id)
                .where(and_(*wanted) if wanted else ~false())
                .order_by(Person.search_name, base.c.on_date)
            ).all()
            return tuple(FactSource(*row) for row in found)
        if request.name == "roles.count":
            rows = _matching_roles(self._held_roles(moment), arguments)
            first = {row.person_id: row for row in reversed(rows)}
            chosen: list[tuple[int, date, str]] = [(r.person_id, r.starts_on, r.unit) for r in first.values()]
        elif request.name in _PERSONAL:
            counted = _PERSONAL[request.name](self._elections(moment), arguments) or ()
            found_people = sorted(counted, key=lambda c: (c.person.search_name, c.on))
            return tuple(_behind(c.person, c.on, c.detail) for c in found_people)
        elif request.name == "trainings.count":
            times = {row.id: row for row in _matching_trainings(self._trainings(moment), arguments)}
            chosen = [(row.person_id, row.on_date, row.title) for row in times.values()]
        else:
            return ()
        people = {p.id: p for p in self._people(person_id for person_id, _, _ in chosen)}
        behind = [_behind(people[person_id], on, detail) for person_id, on, detail in chosen]
        return tuple(sorted(behind, key=lambda b: (people[b.person_id].search_name, b.on)))

    def things(self, request: FactRequest, moment: Moment) -> tuple[tuple[str, date | None], ...]:
        """Units and elections behind a number, by name; empty for other facts."""
        elections = self._elections(moment)
        if request.name == "structure.count":
            return elections.units(dict(request.arguments)) or ()
        return elections.held(dict(request.arguments)) or () if request.name == "elections.held" else ()

    def rows(self, request: FactRequest, moment: Moment) -> FactRows:
        """The rows of a list."""
        elections = self._elections(moment)
        return elections.reserve_rows() if request.name == "reserve.rows" else elections.retrained_rows()

    def _elections(self, moment: Moment) -> ElectionFacts:
        return ElectionFacts(self._tables, moment.first_day, moment.last_day, moment.date)

    def _counted_things(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        elections = self._elections(moment)
        answers = {"structure.count": elections.units, "elections.held": elections.held}
        result: dict[FactRequest, Value] = {}
        for request in asked:
            found = answers[request.name](dict(request.arguments))
            result[request] = None if found is None else Decimal(len(found))
        return result

    def _counted_people(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        elections = self._elections(moment)
        result: dict[FactRequest, Value] = {}
        for request in asked:
            found = _PERSONAL[request.name](elections, dict(request.arguments))
            result[request] = None if found is None else Decimal(len(found))
        return result

    def _meeting(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        elections = self._elections(moment)
        return {request: elections.told(dict(request.arguments)) for request in asked}

    def _people(self, ids: Iterable[int]) -> list[Person]:
        wanted = sorted(set(ids))
        result: list[Person] = []
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            result.extend(self._session.scalars(select(Person).where(Person.id.in_(chunk))))
        return result

    # --- counted by the database ---

    def _base(self, name: str, moment: Moment) -> Any:
        """One row for each person (or event) counted: person_id, the fact's dimensions, on_date, detail."""
        young = func.coalesce(Person.birth_date > youth_born_after(moment.date), False).label("youth")
        if name == "events.count":
            return (
                select(
                    Person.id.label("person_id"),
                    MembershipEvent.kind.label("kind"),
                    Person.sex.label("sex"),
                    young,
                    MembershipEvent.on_date.label("on_date"),
                    MembershipEvent.basis.label("detail"),
                )
                .join(MembershipEvent, MembershipEvent.person_id == Person.id)
                .where(within(moment), not_cancelled())
            )
        on = MembershipSpan.starts_on
        statement = select(
            Person.id.label("person_id"),
            MembershipSpan.category.label("category"),
            Person.sex.label("sex"),
            young,
            on.label("on_date"),
            literal("").label("detail"),
        ).join(MembershipSpan, and_(MembershipSpan.person_id == Person.id, covering(moment)))
        if name == "members.count":
            return statement
        admitted = (
            select(MembershipEvent.person_id, func.min(MembershipEvent.on_date).label("on_date"))
            .where(MembershipEvent.kind == EventKind.ADMITTED, within(moment), not_cancelled())
            .group_by(MembershipEvent.person_id)
            .subquery()
        )
        return statement.join(admitted, admitted.c.person_id == Person.id).with_only_columns(
            Person.id.label("person_id"),
            MembershipSpan.category.label("category"),
            Person.sex.label("sex"),
            young,
            admitted.c.on_date.label("on_date"),
            literal("").label("detail"),
        )

    def _counted(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        name = next(iter(asked)).name
        keys = _DIMENSIONS[name]
        groups = self._tables.groups(name, moment)

        def matches(row: tuple[object, ...], request: FactRequest) -> bool:
            found = dict(zip(keys, row, strict=True))
            return all(found[key] if key == "youth" else found[key] == text for key, text in request.arguments)

        return {r: Decimal(sum(count for row, count in groups if matches(row, r))) for r in asked}

    # --- few rows, counted here ---

    def _held_roles(self, moment: Moment) -> list[_Office]:
        """Roles held at the end of the last day."""
        tables = self._tables
        units = {unit.id: unit.name for unit in tables.units}
        born = youth_born_after(moment.date)
        return [
            _Office(
                role.person_id,
                role.kind,
                role.full_time,
                role.starts_on,
                "" if role.unit_id is None else units[role.unit_id],
                person.sex,
                person.birth_date is not None and person.birth_date > born,
            )
            for role, person in sorted(tables.offices, key=lambda pair: (pair[0].starts_on, pair[0].id))
            if role.starts_on <= moment.last_day and (role.ends_on is None or role.ends_on > moment.last_day)
        ]

    def _roles(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        held = self._held_roles(moment)
        return {r: Decimal(len({x.person_id for x in _matching_roles(held, dict(r.arguments))})) for r in asked}

    def _trainings(self, moment: Moment) -> list[_Trained]:
        """Trainings of the year, once for each role their person held on the day."""
        born = youth_born_after(moment.date)
        return [
            _Trained(
                training.id,
                training.person_id,
                training.on_date,
                training.kind,
                training.title,
                role.kind,
                role.full_time,
                person.sex,
                person.birth_date is not None and person.birth_date > born,
            )
            for training, person, held in self._elections(moment).trainings()
            for role in held
        ]

    def _trained(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        rows = self._trainings(moment)
        return {r: Decimal(len({x.id for x in _matching_trainings(rows, dict(r.arguments))})) for r in asked}

    # --- the ledger ---

    def _ledger_sums(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        ledger = self._tables.ledger
        sums = ledger.sums(moment.first_day, moment.last_day)
        kept = bool(sums) or ledger.any_in(moment.first_day.year)
        own = self._tables.own
        kind = None if own is None else own.kind
        result: dict[FactRequest, Value] = {}
        for request in asked:
            arguments = dict(request.arguments)
            found = [sums[place] for place in _ledger_places(request) if place in sums]
            known = bool(found) or (kept and "bare" not in arguments)
            if "own" in arguments and (kind is None or kind.value not in arguments["own"].split("+")):
                known = False
            # Each row of the form is rounded by itself: what remains must close with the rows beside it.
            away = (thousands(sums.get(place, Decimal(0))) for place in _taken_away(request))
            result[request] = thousands(sum(found, Decimal(0))) - sum(away, Decimal(0)) if known else None
        return result

    def _ledger_lines(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        ledger = self._tables.ledger
        return {
            r: ledger.line_name(dict(r.arguments)["article"], moment.first_day, moment.last_day) or None for r in asked
        }

    def ledger_entries(self, request: FactRequest, moment: Moment) -> tuple[LedgerRow, ...]:
        """The entries behind a number of the ledger; empty for other facts."""
        if request.name != "ledger.sum":
            return ()
        places = [*_ledger_places(request), *_taken_away(request)]
        rows = self._tables.ledger.entries(moment.first_day, moment.last_day)
        return tuple(row for row in rows if (row.kind, row.article) in places)

    # --- the passport and the employer ---

    def _headcount(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        tables = self._tables
        last = next((one for one in tables.headcounts if one.on_date <= moment.date), None)
        category = None if tables.own is None else tables.own.category
        result: dict[FactRequest, Value] = {}
        for request in asked:
            arguments = dict(request.arguments)
            suffix = "_women" if "sex" in arguments else "_youth" if "youth" in arguments else ""
            number: int | None = None if last is None else getattr(last, f"{arguments['who']}{suffix}")
            if number is None and arguments["who"] == "students" and category is OrganisationCategory.ENTERPRISE:
                number = 0
            result[request] = None if number is None else Decimal(number)
        return result

    def headcount_date(self, moment: Moment) -> date | None:
        """The date of the employer's word that the form uses."""
        return self._session.scalars(
            select(func.max(EmployerHeadcount.on_date)).where(EmployerHeadcount.on_date <= moment.date)
        ).first()

    def _passport(self, asked: Collection[FactRequest], moment: Moment) -> dict[FactRequest, Value]:
        tables = self._tables
        organisation = tables.own
        result: dict[FactRequest, Value] = {}
        for request in asked:
            name = dict(request.arguments)["field"]
            if name == "chair_name":
                result[request] = self._chair(tables, moment)
            elif name == "contacts":
                told = (organisation.phone, organisation.email) if organisation else ()
                result[request] = ", ".join(part for part in told if part) or None
            else:
                result[request] = (str(getattr(organisation, name)) or None) if organisation else None
        return result

    def _chair(self, tables: FactTables, moment: Moment) -> str | None:
        there = (
            person
            for role, person in tables.chairs
            if role.starts_on <= moment.last_day and (role.ends_on is None or role.ends_on > moment.last_day)
        )
        person = next(there, None)
        return None if person is None else _behind(person, moment.date, "").full_name

    _ANSWERS: Mapping[str, Callable[..., dict[FactRequest, Value]]] = {
        "members.count": _counted,
        "members.first_admitted": _counted,
        "events.count": _counted,
        "roles.count": _roles,
        "trainings.count": _trained,
        "structure.count": _counted_things,
        "elections.held": _counted_things,
        "elections.meeting": _meeting,
        "elections.elected": _counted_people,
        "trained.count": _counted_people,
        "reserve.count": _counted_people,
        "employer.headcount": _headcount,
        "passport": _passport,
        "ledger.sum": _ledger_sums,
        "ledger.line": _ledger_lines,
    }


_PERSONAL: Mapping[str, Callable[[ElectionFacts, Mapping[str, str]], tuple[Counted, ...] | None]] = {
    "elections.elected": ElectionFacts.chosen,
    "trained.count": ElectionFacts.trained,
    "reserve.count": ElectionFacts.reserve,
}
"""Facts whose people are found first and then counted."""


def _ledger_places(request: FactRequest) -> list[tuple[LedgerKind, str]]:
    """Kinds and codes of the entries that a request adds up."""
    arguments = dict(request.arguments)

    def kind(code: str) -> LedgerKind:
        if arguments["table"] == EXPENSE_TABLE:
            return LedgerKind.EXPENSE
        return LedgerKind.OPENING if code == OPENING_ARTICLE else LedgerKind.INCOME

    return [(kind(code), code) for code in arguments["article"].split("+")]


def _taken_away(request: FactRequest) -> list[tuple[LedgerKind, str]]:
    less = dict(request.arguments).get("less", "")
    return [(LedgerKind.EXPENSE, code) for code in less.split("+") if code]


def _behind(person: Person, on: date, detail: str) -> FactSource:
    return FactSource(person.id, person.surname, person.name, person.patronymic, on, detail)


def _words(arguments: Mapping[str, str], key: str) -> frozenset[str]:
    return frozenset(arguments[key].split("+")) if key in arguments else frozenset()


def _fits(row: _Office | _Trained, arguments: Mapping[str, str]) -> bool:
    """Whether full_time, sex and youth are as asked."""
    full_time = arguments.get("full_time")
    return (
        (full_time is None or row.full_time == (full_time == "yes"))
        and ("sex" not in arguments or row.sex == arguments["sex"])
        and ("youth" not in arguments or row.youth)
    )


def _matching_roles(held: Collection[_Office], arguments: Mapping[str, str]) -> list[_Office]:
    roles, left_out = _words(arguments, "role"), _words(arguments, "except")
    others = {row.person_id for row in held if row.kind in left_out}
    return [r for r in held if r.kind in roles and r.person_id not in others and _fits(r, arguments)]


def _matching_trainings(rows: Collection[_Trained], arguments: Mapping[str, str]) -> list[_Trained]:
    roles, left_out = _words(arguments, "role"), _words(arguments, "except")
    others = {row.id for row in rows if row.role in left_out}
    return [
        r
        for r in rows
        if r.role in roles
        and r.id not in others
        and ("kind" not in arguments or r.kind == arguments["kind"])
        and _fits(r, arguments)
    ]
