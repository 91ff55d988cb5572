"""Answers to what forms ask about units, elections, people trained and the reserve.

A form of elections is about one meeting of the organisation itself: the last one of the form's period (by-elections
are none). The campaign around it is made of the elections of shop organisations and groups from the first day of the
period reported about up to that meeting; of each unit the last one counts. Without such a meeting nothing is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from app.domain.dates import full_years, is_youth
from app.domain.enums import (
    ElectionKind,
    ElectionWay,
    OrganisationKind,
    Rating,
    RoleKind,
    TrainingKind,
    UnitKind,
)
from app.domain.vocabulary.told import BLOCKED, elected_first, for_years, trained_on, year_of_birth
from app.forms.view import Value
from app.models import Election, Person, ReserveCandidate, Role, Training, Unit
from app.storage.reports.fact_tables import FactTables

Arguments = Mapping[str, str]
FactRows = tuple[Mapping[str, Value], ...]


@dataclass(frozen=True)
class Elected:
    """One office given by the campaign."""

    role: Role
    person: Person
    on: date

    @property
    def first(self) -> bool:
        """The person came to this office by this election."""
        return self.role.first_elected_on is None or self.role.first_elected_on >= self.on


@dataclass(frozen=True)
class Counted:
    """A person behind a number: when, and what is said beside the name."""

    person: Person
    on: date
    detail: str = ""


class ElectionFacts:
    """Read-only; made for one moment of one form: ``first`` and ``last`` are the days of its period, ``ages_on`` the
    day on which ages are taken."""

    def __init__(self, tables: FactTables, first: date, last: date, ages_on: date) -> None:
        self._tables = tables
        self._first, self._last, self._ages_on = first, last, ages_on

    # --- the meeting and the campaign around it

    @cached_property
    def meeting(self) -> Election | None:
        """The meeting or conference of the organisation itself that the form is about."""
        held = (
            election
            for election in reversed(self._tables.elections)
            if election.unit_id is None
            and election.kind is not ElectionKind.BY_ELECTION
            and self._first <= election.on_date <= self._last
        )
        return next(held, None)

    @cached_property
    def campaign(self) -> tuple[tuple[Election, Unit], ...]:
        """The last election of each shop organisation and group within the period reported about."""
        meeting = self.meeting
        if meeting is None:
            return ()
        units = {
            unit.id: unit for unit in self._tables.units if unit.closed_on is None or unit.closed_on > meeting.on_date
        }
        last = {
            election.unit_id: (election, units[election.unit_id])
            for election in self._tables.elections
            if election.unit_id in units
            and election.kind is not ElectionKind.BY_ELECTION
            and (meeting.period_from or date.min) <= election.on_date <= meeting.on_date
        }
        return tuple(sorted(last.values(), key=lambda pair: (pair[1].name, pair[1].id)))

    @cached_property
    def elected(self) -> tuple[Elected, ...]:
        """Every office that the meeting and the campaign gave."""
        if self.meeting is None:
            return ()
        days = {self.meeting.id: self.meeting.on_date, **{e.id: e.on_date for e, _ in self.campaign}}
        return tuple(
            Elected(role, person, days[role.election_id])
            for role, person in self._tables.offices
            if role.election_id is not None and role.election_id in days
        )

    @cached_property
    def _own_kind(self) -> str:
        """oppo, mpo, ppo; a territorial organisation directly under the union (of a land) or below another."""
        own = self._tables.own
        if own is None:
            return ""
        if own.kind is OrganisationKind.TPO:
            return "tpo_direct" if own.directly_under_union else "tpo_below"
        return own.kind.value

    # --- answers

    def units(self, arguments: Arguments) -> tuple[tuple[str, date | None], ...] | None:
        """Units of a kind at the end of the last day; None while the vault keeps neither units nor elections."""
        kind = UnitKind(arguments["unit"])
        kept = any(unit.kind in (UnitKind.SHOP, UnitKind.GROUP, kind) for unit in self._tables.units)
        if not kept and self.meeting is None:
            return None
        return tuple(
            (unit.name, unit.created_on)
            for unit in self._tables.units
            if unit.kind is kind
            and (unit.created_on is None or unit.created_on <= self._last)
            and (unit.closed_on is None or unit.closed_on > self._last)
        )

    def held(self, arguments: Arguments) -> tuple[tuple[str, date | None], ...] | None:
        """Shop organisations or groups that held elections, by name and day."""
        if self.meeting is None:
            return None
        return tuple(
            (unit.name, election.on_date)
            for election, unit in self.campaign
            if unit.kind.value == arguments["of"]
            and ("rating" not in arguments or election.rating == arguments["rating"])
        )

    def told(self, arguments: Arguments) -> Value:
        """A field of the meeting."""
        meeting = self.meeting
        if meeting is None:
            return None
        name = arguments["field"]
        if name in ("on", "period_from"):
            day = meeting.on_date if name == "on" else meeting.period_from
            return None if day is None else day.isoformat()
        if name == "unsatisfactory":
            return None if meeting.rating is None else Decimal(meeting.rating is Rating.UNSATISFACTORY)
        if name in ("present", "delegates"):
            number = meeting.present if name == "present" else meeting.eligible
            if name == "delegates" and meeting.way is not ElectionWay.CONFERENCE:
                return None
            return None if number is None else Decimal(number)
        chairs = [e for e in self.elected if e.role.kind is RoleKind.CHAIR and e.role.unit_id is None]
        if not chairs:
            return None
        role, person = chairs[0].role, chairs[0].person
        if name == "chair_post":
            return (role.previous_post or None) if chairs[0].first else None
        if _is_blocked(person):
            return None
        parts = [_name(person), year_of_birth(person.birth_date)]
        if name == "chair_and_post":
            parts.append(role.previous_post or person.position)
        return ", ".join(part for part in parts if part)

    def chosen(self, arguments: Arguments) -> tuple[Counted, ...] | None:
        """The elected as they are counted: a person once for each unit. None without a meeting, and when the question
        is about an organisation of another kind."""
        if self.meeting is None or ("own" in arguments and arguments["own"] != self._own_kind):
            return None
        wanted, left_out = _words(arguments, "role"), _words(arguments, "except")
        others = {(e.person.id) for e in self.elected if e.role.kind in left_out}
        found: dict[tuple[int, int | None], Counted] = {}
        for one in self.elected:
            if one.role.kind not in wanted or one.person.id in others:
                continue
            if not self._fits(one, arguments):
                continue
            detail = elected_first(one.person.sex) if one.first else ""
            found.setdefault((one.person.id, one.role.unit_id), Counted(one.person, one.on, detail))
        return tuple(found.values())

    def _fits(self, one: Elected, arguments: Arguments) -> bool:
        return (
            ("full_time" not in arguments or one.role.full_time == (arguments["full_time"] == "yes"))
            and ("first" not in arguments or one.first)
            and ("contested" not in arguments or one.role.contested)
            and ("sex" not in arguments or one.person.sex == arguments["sex"])
            and ("youth" not in arguments or is_youth(one.person.birth_date, self._ages_on))
        )

    def trained(self, arguments: Arguments) -> tuple[Counted, ...] | None:
        """People trained within the period, each once, by the office held on the day of the training.

        ``reserve``: those of the reserve on the last day. ``first``: those who came to the office within the period;
        None when nobody did.
        """
        rows = self.trainings()
        wanted, left_out = _words(arguments, "role"), _words(arguments, "except")
        if "first" in arguments and not self._newcomers(wanted):
            return None
        reserve = {c.person_id for c, _ in self._reserve()} if "reserve" in arguments else set()
        others = {t.person_id for t, _, held in rows if any(r.kind in left_out for r in held)}
        found: dict[int, Counted] = {}
        for training, person, held in rows:
            paid = any(r.full_time for r in held)
            offices = [
                r
                for r in held
                if r.kind in wanted
                and ("full_time" not in arguments or paid == (arguments["full_time"] == "yes"))
                and ("first" not in arguments or self._is_new(r))
            ]
            if (
                (wanted and not offices)
                or person.id in others
                or ("reserve" in arguments and person.id not in reserve)
                or ("kind" in arguments and training.kind != arguments["kind"])
                or ("programme" in arguments and training.programme != arguments["programme"])
            ):
                continue
            found.setdefault(person.id, Counted(person, training.on_date, training.title))
        return tuple(found.values())

    def reserve(self, arguments: Arguments) -> tuple[Counted, ...] | None:  # noqa: ARG002 - the shape of an answer
        """People of the reserve on the last day; None while the vault keeps none at all."""
        if not self._tables.reserve:
            return None
        found: dict[int, Counted] = {}
        for candidate, person in self._reserve():
            found.setdefault(person.id, Counted(person, candidate.listed_on, candidate.post))
        return tuple(found.values())

    # --- rows of lists

    def reserve_rows(self) -> FactRows:
        """The reserve as Приложение № 6 prints it."""
        candidates = self._reserve()
        ids = {p.id for _, p in candidates}
        trained = self._last_training(ids)
        offices = self._first_office(ids)
        employer = self._tables.own.employer_name if self._tables.own else ""
        rows: list[Mapping[str, Value]] = []
        for number, (candidate, person) in enumerate(candidates, 1):
            since = candidate.position_since or person.work_since
            union = candidate.union_work_since or offices.get(person.id)
            work = ", ".join(part for part in (employer, person.position, person.phone) if part)
            taught = trained.get(person.id)
            learned = trained_on(taught, person.sex)
            years = "" if union is None else for_years(full_years(union, self._last))
            if _is_blocked(person):
                rows.append({"1": str(number), "2": BLOCKED, "9": Decimal(candidate.listed_on.year)})
                continue
            rows.append(
                {
                    "1": str(number),
                    "2": _name(person),
                    "3": person.birth_date.isoformat() if person.birth_date and person.birth_exact else None,
                    "4": candidate.education or None,
                    "5": candidate.speciality or person.speciality or None,
                    "6": work or None,
                    "7": None if since is None else for_years(full_years(since, self._last)),
                    "8": f"{years} / {learned}" if years else learned,
                    "9": Decimal(candidate.listed_on.year),
                }
            )
        return tuple(rows)

    def retrained_rows(self) -> FactRows:
        """People who finished programmes of more than 250 hours (Приложение № 7, item 9)."""
        found = [(t, p) for t, p, _ in self.trainings() if t.kind is TrainingKind.RETRAINING]
        return tuple(
            {
                "1": str(number),
                "2": BLOCKED if _is_blocked(person) else _name(person),
                "3": None if _is_blocked(person) else person.position or None,
                "4": training.organiser or None,
                "5": training.title or None,
            }
            for number, (training, person) in enumerate(found, 1)
        )

    # --- parts

    def trainings(self) -> list[tuple[Training, Person, list[Role]]]:
        """Trainings of the period with the offices that their people held on the day."""
        held: dict[int, list[Role]] = {}
        for role, person in self._tables.offices:
            held.setdefault(person.id, []).append(role)
        return [
            (training, person, [role for role in held.get(person.id, []) if _covers(role, training.on_date)])
            for training, person in self._tables.trainings
            if self._first <= training.on_date <= self._last
        ]

    def _newcomers(self, wanted: Collection[str]) -> bool:
        return any(role.kind in wanted and self._is_new(role) for role, _ in self._tables.offices)

    def _is_new(self, role: Role) -> bool:
        return (
            role.election_id is not None
            and role.first_elected_on is not None
            and self._first <= role.first_elected_on <= self._last
        )

    def _reserve(self) -> list[tuple[ReserveCandidate, Person]]:
        return [
            (candidate, person)
            for candidate, person in self._tables.reserve
            if candidate.listed_on <= self._last and (candidate.removed_on is None or candidate.removed_on > self._last)
        ]

    def _last_training(self, ids: Collection[int]) -> dict[int, date]:
        last: dict[int, date] = {}
        for training, person in self._tables.trainings:
            if person.id in ids and training.on_date <= self._last:
                last[person.id] = max(last.get(person.id, date.min), training.on_date)
        return last

    def _first_office(self, ids: Collection[int]) -> dict[int, date]:
        first: dict[int, date] = {}
        for role, person in self._tables.offices:
            if person.id in ids:
                first[person.id] = min(first.get(person.id, date.max), role.first_elected_on or role.starts_on)
        return first


def _covers(role: Role, on: date) -> bool:
    return role.starts_on <= on and (role.ends_on is None or role.ends_on > on)


def _words(arguments: Arguments, key: str) -> frozenset[str]:
    return frozenset(arguments[key].split("+")) if key in arguments else frozenset()


def _is_blocked(person: Person) -> bool:
    """Such a person is counted and not named: a report is a paper that leaves."""
    return person.blocked_on is not None and person.blocked_on <= date.today()


def _name(person: Person) -> str:
    return " ".join(part for part in (person.surname, person.name, person.patronymic) if part)
