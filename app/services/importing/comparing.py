"""A new list against the whole register: who of the register is no longer in it, and what becomes of them.

Rows of the list are planned by :mod:`app.services.importing.plan`; here are the people the list does not name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory
from app.domain.membership import replay
from app.domain.names import normalise
from app.services.importing.history import NewEvent
from app.services.importing.records import ListPerson, RejectedRow, numbers_of, rejected_row
from app.services.members.doubles.likeness import words_alike
from app.storage.importing.batches import RegisterPerson

if TYPE_CHECKING:
    from app.services.importing.lists import ListReading
    from app.services.importing.plan import KnownRegister, Planned

LEAST_SHARE = 50
"""A category is compared when at least one in so many people of the list is of it: a stray row is no category."""


class GoneAs(StrEnum):
    """How somebody whom the new list no longer names leaves the register."""

    GRADUATED = "graduated"
    DISMISSED = "dismissed"
    TRANSFERRED = "transferred"
    OTHER = "other"
    LEFT = "left"
    EXPELLED = "expelled"
    DIED = "died"


_EXITS: Mapping[GoneAs, tuple[EventKind, DeregistrationReason | None]] = {
    GoneAs.GRADUATED: (EventKind.DEREGISTERED, DeregistrationReason.GRADUATED),
    GoneAs.DISMISSED: (EventKind.DEREGISTERED, DeregistrationReason.DISMISSED),
    GoneAs.TRANSFERRED: (EventKind.DEREGISTERED, DeregistrationReason.TRANSFERRED),
    GoneAs.OTHER: (EventKind.DEREGISTERED, DeregistrationReason.OTHER),
    GoneAs.LEFT: (EventKind.LEFT, None),
    GoneAs.EXPELLED: (EventKind.EXPELLED, None),
    GoneAs.DIED: (EventKind.DIED, None),
}


@dataclass(frozen=True)
class ListDecision:
    """The decision by which the new are admitted and the gone taken off: «протокол № 3 от 12.09.2026»."""

    number: str
    on: date | None = None
    body: str = ""


@dataclass(frozen=True)
class ListComparison:
    """How a list is compared with the register.

    ``on``: from this day groups, departments and positions are the new ones, and people without a date of their
    own are admitted; None is the day of the list itself. ``gone_on``: the day of taking off, ``on`` when None.
    ``finished``: what becomes of those whose studies end; ``others``: of the rest of the gone; None leaves them
    as they are. ``whole``: the list is of the whole organisation, else only of the departments it names.
    ``take_back``: people taken off before who stand in the list come back on the register. ``chosen``: decisions
    about single people by their ids.
    """

    on: date | None = None
    gone_on: date | None = None
    finished: GoneAs | None = GoneAs.GRADUATED
    others: GoneAs | None = None
    whole: bool = True
    take_back: bool = False
    chosen: Mapping[int, GoneAs | None] = field(default_factory=dict)
    decision: ListDecision | None = None

    @property
    def day_of_leaving(self) -> date:
        """The day on which the gone are taken off."""
        return self.gone_on or self.on or date.today()


@dataclass(frozen=True)
class Gone:
    """Somebody on the register whom the list does not name. ``leaves`` None: left as they are.

    ``certain`` False: a row of the list may mean this person, so nothing is done unless it was chosen.
    """

    person: RegisterPerson
    category: MemberCategory
    since: date
    finished: bool
    why: str
    leaves: GoneAs | None
    certain: bool = True

    def event(self, comparison: ListComparison) -> NewEvent | None:
        """The membership event to be recorded."""
        if self.leaves is None:
            return None
        kind, reason = _EXITS[self.leaves]
        return NewEvent(kind, comparison.day_of_leaving, None, reason, "нет в новом списке")


def find_gone(
    planned: Sequence[Planned],
    reading: ListReading,
    register: KnownRegister,
    comparison: ListComparison,
) -> list[Gone]:
    """The people the list no longer names, by department, group and name. Nobody whom a row that was not understood
    may mean is taken off."""
    named = {item.known_id for item in planned if item.known_id is not None}
    waiting = {person_id for item in planned for person_id in item.candidates} - named
    unread = _Unread(planned, reading)
    categories = _categories(planned)
    departments = _departments(planned)
    on = comparison.day_of_leaving
    members = _members(register, on)
    stayed: Counter[tuple[str, str]] = Counter()
    all_in: Counter[tuple[str, str]] = Counter()
    for person in register.people:
        if person.id in members and person.study_group:
            all_in[_group(person)] += 1
            stayed[_group(person)] += person.id in named
    last = _last_course(register.people, members)
    result = []
    for person in register.people:
        if person.id in named or person.id not in members or person.blocked_on is not None:
            continue
        category, since = members[person.id]
        if category not in categories or since > on:
            continue
        if not comparison.whole and normalise(person.department) not in departments:
            continue
        certain, doubt = True, ""
        if person.id in waiting:
            certain, doubt = False, "возможно, это человек из строки, о которой нужно решить"
        elif reason := unread.may_mean(person):
            certain, doubt = False, reason
        ending = _ending(person, category, on, stayed, all_in, last)
        wanted = comparison.finished if ending else comparison.others
        leaves = comparison.chosen.get(person.id, wanted if certain else None)
        why = "; ".join(part for part in (doubt, ending) if part) or "в новом списке нет"
        result.append(
            Gone(
                person=person,
                category=category,
                since=since,
                finished=bool(ending),
                why=why,
                leaves=leaves,
                certain=certain,
            )
        )
    return sorted(result, key=lambda gone: (*_group(gone.person), gone.person.search_name))


class _Unread:
    """Rows that were not taken, and whom of the register they may be about."""

    def __init__(self, planned: Sequence[Planned], reading: ListReading) -> None:
        rejected = list(reading.rejected)
        rejected += [rejected_row(item.person, ()) for item in planned if item.left_undone]
        self._by_name: dict[str, RejectedRow] = {row.search_name: row for row in rejected if row.search_name}
        self._by_birth = {r.birth_date: r for r in rejected if r.birth_date is not None and not r.search_name}
        self._by_number = {number: row for row in rejected for number in row.numbers}
        self._by_surname: dict[str, list[RejectedRow]] = defaultdict(list)
        for row in rejected:
            if row.person is not None:
                self._by_surname[normalise(row.person.surname)[:3]].append(row)
        self._nameless = [r for r in rejected if not r.search_name and r.birth_date is None and not r.numbers]
        self._service = [(normalise(row.text), row) for row in reading.service]
        self._service_words = {word for text, _ in self._service for word in re.findall(r"[а-яё-]+", text)}

    def may_mean(self, person: RegisterPerson) -> str:
        """Why the person must be asked about first; empty when no row can be about them."""
        row = self._by_name.get(person.search_name)
        if row is not None:
            return f"в строке {row.place.row} такое имя, но она не принята: сначала решите о ней"
        numbers = numbers_of({"phone": person.phone, "email": person.email, "card_number": person.card_number})
        row = next((self._by_number[number] for number in sorted(numbers) if number in self._by_number), None)
        if row is None and person.birth_date is not None and person.birth_exact:
            row = self._by_birth.get(person.birth_date)
        if row is None:
            near = self._by_surname.get(normalise(person.surname)[:3], ())
            row = next((one for one in near if one.person is not None and _alike(person, one.person)), None)
        if row is not None:
            return f"возможно, это человек из строки {row.place.row}, которая не принята: сначала решите о ней"
        surname = normalise(person.surname)
        if surname in self._service_words:
            for text, service in self._service:
                given = normalise(person.name)[:1]
                if re.search(rf"(?<![\w-]){re.escape(surname)}(?![\w-])", text) and re.search(rf"\b{given}", text):
                    return f"имя стоит в строке {service.place.row}, которую мы не сочли человеком: посмотрите её"
        if self._nameless:
            rows = ", ".join(str(one.place.row) for one in self._nameless[:5])
            return f"в списке есть строки, имя в которых не читается ({rows}): сначала решите о них"
        return ""


def _alike(person: RegisterPerson, row: ListPerson) -> bool:
    return all(words_alike(getattr(person, part), getattr(row, part)) for part in ("surname", "name", "patronymic"))


def _categories(planned: Sequence[Planned]) -> set[MemberCategory]:
    """The categories the list is about."""
    counts = Counter(item.person.category for item in planned)
    return {category for category, count in counts.items() if count * LEAST_SHARE >= len(planned)}


def _departments(planned: Sequence[Planned]) -> set[str]:
    return {normalise(item.person.details.get("department", "")) for item in planned}


def _members(register: KnownRegister, on: date) -> dict[int, tuple[MemberCategory, date]]:
    """Who is on the register on the day and was not taken off since: category and since when."""
    found: dict[int, tuple[MemberCategory, date]] = {}
    for person_id, events in register.events.items():
        history = replay(events)
        if not history.spans or history.spans[-1].ends_on is not None:
            continue
        category, since = history.category_on(on), history.since(on)
        if category is not None and since is not None:
            found[person_id] = (category, since)
    return found


def _group(person: RegisterPerson) -> tuple[str, str]:
    return normalise(person.department), normalise(person.study_group)


_COURSE = re.compile(r"(\d)\s*-?(?:й\s*)?курс")


def _course(person: RegisterPerson) -> int | None:
    found = _COURSE.search(normalise(person.study_group))
    return int(found.group(1)) if found else None


def _last_course(people: Sequence[RegisterPerson], members: Mapping[int, object]) -> dict[str, int]:
    """The highest course of each department where groups are named by courses."""
    last: dict[str, int] = defaultdict(int)
    for person in people:
        course = _course(person)
        if course is not None and person.id in members:
            department = normalise(person.department)
            last[department] = max(last[department], course)
    return last


def _ending(
    person: RegisterPerson,
    category: MemberCategory,
    on: date,
    stayed: Mapping[tuple[str, str], int],
    all_in: Mapping[tuple[str, str], int],
    last: Mapping[str, int],
) -> str:
    """Why the studies of this person are at their end, or an empty text."""
    if category is not MemberCategory.STUDENT:
        return ""
    if person.work_until is not None:
        return f"учёба до {person.work_until:%d.%m.%Y}" if person.work_until <= on else ""
    group = _group(person)
    if person.study_group and all_in[group] > 1 and not stayed[group]:
        return f"в списке нет никого из группы {person.study_group}"
    course = _course(person)
    if course is not None and course > 1 and course == last[group[0]]:
        return f"{course} курс — последний"
    return ""
