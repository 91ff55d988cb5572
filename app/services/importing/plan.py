"""The list against the register: who is new, who is known, what changes, and what cannot be decided here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein

from app.domain.enums import EventKind, Sex
from app.domain.membership import Event
from app.domain.names import normalise
from app.services.importing.comparing import Comparison
from app.services.importing.fields import TITLES, Field
from app.services.importing.history import CATEGORY_WORDS, NewEvent, Reference, compare_history
from app.services.importing.records import ListPerson, Remark
from app.services.importing.values import digits_of
from app.storage.imports import RegisterPerson


class RowStatus(StrEnum):
    """What the import does with a row."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    HELD = "held"
    """Left out until a person decides who this is."""
    SKIPPED = "skipped"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True)
class FieldChange:
    """A value of the register that the list replaces; ``title``, ``old`` and ``new`` are for people."""

    field: str
    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Planned:
    """What is to be done about one person of the list."""

    person: ListPerson
    status: RowStatus
    known_id: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    """New values of columns of Person."""
    changes: tuple[FieldChange, ...] = ()
    events: tuple[NewEvent, ...] = ()
    consent: bool = False
    remarks: tuple[Remark, ...] = ()
    candidates: tuple[int, ...] = ()
    """Persons of the register whom a held row may mean."""


@dataclass(frozen=True)
class Decisions:
    """What a person decided in the preview. Rows are named (sheet, row).

    ``entry_on``: the day on the register for people whom the list gives no date; ``link``: who a held row is,
    a person's id or None for a new person; ``skip``: rows not to import.
    """

    entry_on: date | None = None
    link: Mapping[tuple[str, int], int | None] = field(default_factory=dict)
    skip: frozenset[tuple[str, int]] = frozenset()
    compare: Comparison | None = None
    """The list is compared with the whole register: who is not in it is gone."""


@dataclass(frozen=True)
class ConsentState:
    """The last consent of a person: in force, or since when it is withdrawn or refused."""

    in_force: bool
    ended_on: date | None


@dataclass(frozen=True)
class Register:
    """The register as it stands when the plan is made."""

    people: Sequence[RegisterPerson]
    events: Mapping[int, Sequence[Event]]
    consents: Mapping[int, ConsentState]


def make_plan(
    people: Sequence[ListPerson], register: Register, reference: Reference, decisions: Decisions
) -> list[Planned]:
    """One entry for every person of the list, in its order."""
    matcher = _Matcher(people, register.people)
    planned: list[Planned] = []
    for person in people:
        key = (person.place.sheet, person.place.row)
        if key in decisions.skip:
            known = matcher.match(person).known  # left out of the import, yet named by the list: nobody to take off
            planned.append(Planned(person, RowStatus.SKIPPED, known.id if known else None, remarks=person.doubts))
            continue
        decided = key in decisions.link
        match = _Match(matcher.by_id.get(decisions.link[key] or 0)) if decided else matcher.match(person)
        if match.candidates:
            planned.append(
                Planned(person, RowStatus.HELD, remarks=(*person.doubts, *match.remarks), candidates=match.candidates)
            )
        else:
            planned.append(_plan(person, match, register, reference))
    planned = _name_likenesses(planned, register)
    return planned if decisions.compare is None else _ask_about_surnames(planned, register, decisions)


_ALIKE = 0.8
"""Below this likeness (0-1) a word of a name is another name, not a misprint."""


def _name_likenesses(planned: list[Planned], register: Register) -> list[Planned]:
    """New people with a name like that of somebody born on the same day are taken with a remark: perhaps a double."""
    born: dict[date, list[RegisterPerson]] = {}
    for known in register.people:
        if known.birth_date is not None and known.birth_exact:
            born.setdefault(known.birth_date, []).append(known)
    result = []
    for item in planned:
        person = item.person
        if item.status is RowStatus.NEW and person.birth_date is not None and person.birth_exact:
            alike = next((known for known in born.get(person.birth_date, ()) if _words_alike(known, person)), None)
            if alike is not None:
                shown = " ".join(part for part in (alike.surname, alike.name, alike.patronymic) if part)
                remark = Remark("", f"похож на человека из реестра: {shown}, та же дата рождения")
                item = replace(item, remarks=(*item.remarks, remark))
        result.append(item)
    return result


def _words_alike(known: RegisterPerson, person: ListPerson) -> bool:
    if known.sex is not None and person.sex is not None and known.sex is not person.sex:
        return False
    pairs = [
        (normalise(getattr(known, part)), normalise(getattr(person, part)))
        for part in ("surname", "name", "patronymic")
    ]
    return all(
        not one or not other or DamerauLevenshtein.normalized_similarity(one, other) >= _ALIKE for one, other in pairs
    )


def _ask_about_surnames(planned: list[Planned], register: Register, decisions: Decisions) -> list[Planned]:
    """A new person who differs from somebody missing only by the surname is held: people marry."""
    named = {item.known_id for item in planned}
    missing: dict[tuple[str, str, date], list[RegisterPerson]] = {}
    for known in register.people:
        if known.id not in named and known.birth_date is not None and known.birth_exact and known.patronymic:
            key = (normalise(known.name), normalise(known.patronymic), known.birth_date)
            missing.setdefault(key, []).append(known)
    result = []
    for item in planned:
        person = item.person
        undecided = item.status is RowStatus.NEW and (person.place.sheet, person.place.row) not in decisions.link
        if undecided and person.birth_date is not None and person.birth_exact:
            key = (normalise(person.name), normalise(person.patronymic), person.birth_date)
            same = missing.get(key, [])
            if same:
                remark = Remark("", f"возможно, сменилась фамилия: была {same[0].surname}")
                item = Planned(person, RowStatus.HELD, remarks=(*person.doubts, remark), candidates=_ids(same))
        result.append(item)
    return result


@dataclass(frozen=True)
class _Match:
    known: RegisterPerson | None
    remarks: tuple[Remark, ...] = ()
    candidates: tuple[int, ...] = ()


class _Matcher:
    """Finds the register's person for a person of the list; each is found at most once."""

    def __init__(self, people: Sequence[ListPerson], known: Sequence[RegisterPerson]) -> None:
        self.by_id = {person.id: person for person in known}
        self._by_name: dict[str, list[RegisterPerson]] = {}
        self._by_card: dict[str, RegisterPerson] = {}
        self._by_surname: dict[str, list[RegisterPerson]] = {}
        self._by_number: dict[str, RegisterPerson | None] = {}
        for person in known:
            if person.personnel_number:
                number = _card(person.personnel_number)
                self._by_number[number] = None if number in self._by_number else person
            self._by_name.setdefault(person.search_name, []).append(person)
            self._by_surname.setdefault(normalise(person.surname), []).append(person)
            if person.card_number:
                self._by_card.setdefault(_card(person.card_number), person)
        self._names = Counter(person.search_name for person in people)
        self._taken: set[int] = set()
        # An exact match anywhere in the list goes before a match by the name alone.
        self._exact = {p.place: exact for p in people if (exact := self._exactly(p)) is not None}
        self._reserved = {exact.id for exact in self._exact.values()}

    def match(self, person: ListPerson) -> _Match:
        """The person of the register, a doubtful one with a remark, or candidates when nobody can tell."""
        found = self._match(person)
        if found.known is not None:
            if found.known.id in self._taken:
                remark = Remark("", "в реестре один такой человек, в списке двое")
                return _Match(None, (remark,), (found.known.id,))
            self._taken.add(found.known.id)
        return found

    def _exactly(self, person: ListPerson) -> RegisterPerson | None:
        if person.birth_date is None:
            return None
        same = self._by_name.get(person.search_name, ())
        return next(
            (k for k in same if k.birth_date == person.birth_date and k.birth_exact == person.birth_exact), None
        )

    def _match(self, person: ListPerson) -> _Match:
        if person.place in self._exact:
            return _Match(self._exact[person.place])
        namesakes = [k for k in self._by_name.get(person.search_name, ()) if k.id not in self._reserved]
        by_year = [k for k in namesakes if _same_year(k, person)]
        if len(by_year) == 1:
            return _Match(by_year[0])
        by_number = self._match_number(person)
        if by_number is not None:
            return by_number
        by_card = self._match_card(person, namesakes)
        if by_card is not None:
            return by_card
        bare = [k for k in namesakes if k.birth_date is None]
        if person.birth_date is None:
            return self._match_without_birth(person, namesakes, bare)
        if len(bare) == 1 and person.complete and self._names[person.search_name] == 1:
            return _Match(bare[0], (Remark("", "в реестре нет даты рождения: сопоставлен по имени"),))
        if bare:
            return _Match(None, (Remark("", "в реестре есть такие же имена без даты рождения"),), _ids(bare))
        if not person.complete:
            fitting = [k for k in self._fitting_initials(person) if k.birth_date == person.birth_date]
            if len(fitting) == 1:
                return _Match(fitting[0], (Remark("", "сопоставлен по инициалам и дате рождения"),))
        close = [k for k in namesakes if k.birth_date and _nearly(k.birth_date, person.birth_date)]
        if close:
            return _Match(None, (Remark("", "в реестре есть человек с тем же именем и похожей датой рождения"),))
        return _Match(None)

    def _match_number(self, person: ListPerson) -> _Match | None:
        """The same personnel number, and nothing that speaks against it: the key of a personnel program."""
        number = _card(person.details.get("personnel_number", ""))
        known = self._by_number.get(number) if number else None
        if known is None or known.id in self._reserved:
            return None
        same_birth = person.birth_date is not None and known.birth_date == person.birth_date
        given = (normalise(person.name), normalise(person.patronymic))
        if same_birth and given == (normalise(known.name), normalise(known.patronymic)):
            if normalise(person.surname) == normalise(known.surname):
                return _Match(known)
            return _Match(known, (Remark("", f"фамилия изменилась: была {known.surname}"),))
        if person.search_name == known.search_name and (person.birth_date is None or known.birth_date is None):
            return _Match(known)
        return None

    def _match_card(self, person: ListPerson, namesakes: Sequence[RegisterPerson]) -> _Match | None:
        card = _card(person.details.get("card_number", ""))
        known = self._by_card.get(card) if card else None
        if known is None or known.id in self._reserved:
            return None
        if known in namesakes:
            if known.birth_date and person.birth_date and known.birth_date != person.birth_date:
                shown = f"{known.birth_date:%d.%m.%Y}"
                return _Match(known, (Remark("", f"тот же билет, но в реестре дата рождения {shown}: она оставлена"),))
            return _Match(known)
        same_given = (normalise(known.name), normalise(known.patronymic)) == (
            normalise(person.name),
            normalise(person.patronymic),
        )
        if same_given and known.birth_date == person.birth_date and person.birth_date is not None:
            return _Match(known, (Remark("", f"фамилия изменилась: была {known.surname}"),))
        return (
            _Match(None, (Remark("", f"номер билета {card} в реестре записан за другим человеком"),))
            if not (namesakes and person.birth_date is None)
            else None
        )

    def _match_without_birth(
        self, person: ListPerson, namesakes: Sequence[RegisterPerson], bare: Sequence[RegisterPerson]
    ) -> _Match:
        alone = self._names[person.search_name] == 1
        if len(bare) == 1 and alone and len(namesakes) == 1:
            return _Match(bare[0])
        alike = [k for k in bare if k.id not in self._taken and _alike(k, person)]
        if alike:
            return _Match(alike[0])
        if len(bare) == 1 and alone:
            return _Match(bare[0])
        if len(namesakes) == 1 and alone and person.complete and person.patronymic:
            return _Match(namesakes[0], (Remark("", "в списке нет даты рождения: сопоставлен по имени"),))
        if namesakes:
            return _Match(
                None, (Remark("", "в реестре есть люди с таким именем, а даты рождения в списке нет"),), _ids(namesakes)
            )
        if not person.complete and (fitting := self._fitting_initials(person)):
            return _Match(None, (Remark("", "по инициалам подходит человек из реестра"),), _ids(fitting))
        return _Match(None)

    def _fitting_initials(self, person: ListPerson) -> list[RegisterPerson]:
        first, second = normalise(person.name)[:1], normalise(person.patronymic)[:1]
        return [
            known
            for known in self._by_surname.get(normalise(person.surname), ())
            if known.id not in self._reserved
            and normalise(known.name)[:1] == first
            and (not second or normalise(known.patronymic)[:1] == second)
        ]


def _ids(people: Sequence[RegisterPerson]) -> tuple[int, ...]:
    return tuple(person.id for person in people)


def _card(text: str) -> str:
    return normalise(text).replace(" ", "")


def _same_year(known: RegisterPerson, person: ListPerson) -> bool:
    if known.birth_date is None or person.birth_date is None or (known.birth_exact and person.birth_exact):
        return False
    return known.birth_date.year == person.birth_date.year


def _nearly(one: date, other: date) -> bool:
    equal = (one.day == other.day) + (one.month == other.month) + (one.year == other.year)
    return equal == 2 or (one.year, one.month, one.day) == (other.year, other.day, other.month)


def _alike(known: RegisterPerson, person: ListPerson) -> bool:
    """Whether everything the list tells stands in the register already."""
    return not _changed_values(known, person)


def _plan(person: ListPerson, match: _Match, register: Register, reference: Reference) -> Planned:
    known = match.known
    existing = register.events.get(known.id, ()) if known is not None else ()
    outcome = compare_history(person, existing, reference)
    remarks = (*person.doubts, *match.remarks, *outcome.remarks)
    if known is not None and known.blocked_on is not None:
        remarks = (Remark("", f"данные заблокированы с {known.blocked_on:%d.%m.%Y}: не изменены"),)
        return Planned(person, RowStatus.KNOWN, known.id, remarks=remarks)
    if (known is None and outcome.undated) or (known is not None and outcome.undated and not existing):
        gone = person.episodes[-1].exit is not None
        reason = (
            "нет даты вступления или постановки на учёт, а человек уже выбыл"
            if gone else "нет даты вступления или постановки на учёт"
        )  # fmt: skip
        return Planned(person, RowStatus.REJECTED, known.id if known else None, remarks=(Remark("", reason),))
    assumed = person.episodes[-1].assumed and any(event.kind in _ENTRIES for event in outcome.events)
    if assumed:
        on = next(event.on for event in outcome.events if event.kind in _ENTRIES)
        remarks = (*remarks, Remark("", f"даты вступления нет: поставлен на учёт {on:%d.%m.%Y}"))
    consent = _consent_wanted(person, register.consents.get(known.id) if known is not None else None)
    if known is None:
        return Planned(person, RowStatus.NEW, None, _all_values(person), (), outcome.events, consent, remarks)
    values = _changed_values(known, person)
    if known.sex is not None and person.sex is not None and known.sex is not person.sex:
        remarks = (*remarks, Remark("", "пол в списке другой: оставлен пол из реестра"))
    changes = [
        FieldChange(name, _title(name), _shown(getattr(known, name)), _shown(new)) for name, new in values.items()
    ]
    changes += [_event_change(event) for event in outcome.events]
    if consent and person.consent_on is not None:
        changes.append(FieldChange("consent", "согласие", "", f"{person.consent_on:%d.%m.%Y}"))
    status = RowStatus.CHANGED if changes else RowStatus.KNOWN
    return Planned(person, status, known.id, values, tuple(changes), outcome.events, consent, remarks)


_ENTRIES = {EventKind.ADMITTED, EventKind.REGISTERED, EventKind.RESTORED}

_EVENT_WORDS = {
    EventKind.ADMITTED: "принят впервые",
    EventKind.REGISTERED: "поставлен на учёт",
    EventKind.RESTORED: "восстановлен",
    EventKind.DEREGISTERED: "снят с учёта",
    EventKind.LEFT: "вышел по собственному желанию",
    EventKind.EXPELLED: "исключён",
    EventKind.DIED: "умер",
    EventKind.CATEGORY_CHANGED: "категория",
}


def _event_change(event: NewEvent) -> FieldChange:
    what = _EVENT_WORDS[event.kind]
    if event.kind is EventKind.CATEGORY_CHANGED and event.category is not None:
        what = f"категория «{CATEGORY_WORDS[event.category]}»"
    return FieldChange("event", "членство", "", f"{what} с {event.on:%d.%m.%Y}")


def _consent_wanted(person: ListPerson, state: ConsentState | None) -> bool:
    if person.consent_on is None:
        return False
    if state is None:
        return True
    if state.in_force:
        return False
    # A consent that was withdrawn comes back only with a later day written in the list.
    return person.consent_dated and state.ended_on is not None and person.consent_on > state.ended_on


_TEXTS = ("position", "department", "study_group", "personnel_number", "phone", "email", "address", "card_number")


def _all_values(person: ListPerson) -> dict[str, object]:
    values: dict[str, object] = {
        "surname": person.surname,
        "name": person.name,
        "patronymic": person.patronymic,
        "search_name": person.search_name,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "birth_exact": person.birth_exact,
        "union_since": person.union_since,
        "note": person.details.get("note", ""),
    }
    values.update({name: person.details.get(name, "") for name in _TEXTS})
    return values


def _changed_values(known: RegisterPerson, person: ListPerson) -> dict[str, object]:
    """Columns the list fills or replaces; a blank never does, nor does a date the register knows exactly."""
    values: dict[str, object] = {}
    for name in _TEXTS:
        new, old = person.details.get(name, ""), getattr(known, name)
        if new and not _equal_texts(name, old, new):
            values[name] = new
    note = person.details.get("note", "")
    if note and normalise(note) not in normalise(known.note):
        values["note"] = f"{known.note}; {note}" if known.note else note
    if person.birth_date and (known.birth_date is None or (not known.birth_exact and person.birth_exact)):
        values["birth_date"], values["birth_exact"] = person.birth_date, person.birth_exact
    if known.sex is None and person.sex is not None:
        values["sex"] = Sex(person.sex)
    if known.union_since is None and person.union_since is not None:
        values["union_since"] = person.union_since
    if known.search_name != person.search_name and person.complete:
        values |= {"surname": person.surname, "name": person.name, "patronymic": person.patronymic}
        values["search_name"] = person.search_name
    return values


def _equal_texts(name: str, old: str, new: str) -> bool:
    if name == "phone":
        return _phones(new) <= _phones(old)
    return normalise(old) == normalise(new)


def _phones(text: str) -> set[str]:
    return {digits_of(part) or normalise(part) for part in re.split(r"[,;]", text) if part.strip()}


def _title(name: str) -> str:
    extra = {
        "union_since": TITLES[Field.JOINED_ON],
        "birth_exact": "дата рождения точная",
        "search_name": "имя для поиска",
    }
    return extra.get(name) or TITLES[Field(name)]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, Sex):
        return "женский" if value is Sex.FEMALE else "мужской"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)
