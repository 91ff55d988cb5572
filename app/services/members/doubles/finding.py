"""Who looks like whom: a hint while a name is typed, and the suspects of the whole register.

The index of names lies in the memory of the open vault and is made anew when people or names have changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import combinations

from rapidfuzz import process

from app.domain.names import normalise
from app.progress import Progress, silent
from app.services.members.doubles.likeness import (
    PEOPLE_ALIKE,
    births_fit,
    days_alike,
    likeness,
    names_alike,
    same_card,
    telephones,
    words_alike,
)
from app.services.members.doubles.views import Hint, Side, Suspect
from app.services.session import Act, VaultSession, service
from app.storage.members.doubles import KnownPerson
from app.storage.unit_of_work import UnitOfWork

_Add = Callable[[KnownPerson, KnownPerson, int, str], None]
_WHOLE = 0.6
"""Below this likeness of whole names their parts are not looked at: it only saves time."""
_MOST_HINTS = 5
_MOST_OF_ONE_PHONE = 6
"""A telephone of more people is the office's."""


class _Index:
    """People by their normalised surnames: of those there are a few thousand, and misprints are looked for there."""

    def __init__(self, people: Iterable[KnownPerson]) -> None:
        self._people: dict[str, list[KnownPerson]] = defaultdict(list)
        for person in people:
            self._people[normalise(person.surname)].append(person)
        self._surnames = list(self._people)

    def near(self, surname: str) -> Iterable[KnownPerson]:
        """Everybody whose surname is this one, perhaps with a misprint."""
        found = process.extract(surname, self._surnames, scorer=likeness, score_cutoff=PEOPLE_ALIKE, limit=None)
        return (person for known, _, _ in found for person in self._people[known])


def _index(uow: UnitOfWork) -> _Index:
    stamp = uow.doubles.stamp()
    kept = uow.memory.get("doubles.index")
    if isinstance(kept, tuple) and kept[0] == stamp and isinstance(kept[1], _Index):
        return kept[1]
    index = _Index(uow.doubles.people())
    uow.memory["doubles.index"] = (stamp, index)
    return index


@service(Act.LOOK)
def likely(
    session: VaultSession,
    surname: str,
    name: str,
    patronymic: str = "",
    birth_date: date | None = None,
    *,
    birth_exact: bool = True,
    leave_out: int | None = None,
) -> tuple[Hint, ...]:
    """People of the register who may be the one being typed, the likest first; nobody until there is a first name."""
    words = [normalise(text) for text in (surname, name, patronymic)]
    if len(words[0]) < 2 or len(words[1]) < 2:
        return ()
    query = " ".join(word for word in words if word)
    with session.unit_of_work() as uow:
        index = _index(uow)
    found: list[tuple[float, Hint]] = []
    for person in index.near(words[0]):
        born = person.birth_date
        exact = birth_exact and person.birth_exact
        if birth_date and exact and born and born != birth_date and not days_alike(born, birth_date):
            continue
        if person.id == leave_out or not (
            words_alike(words[1], person.name) and words_alike(words[2], person.patronymic)
        ):
            continue
        known = person.search_name if words[2] else " ".join(person.search_name.split()[:2])
        score = likeness(query, known)
        if why := _why(person, score, birth_date, birth_exact):
            found.append((score, Hint(person.id, _full(person), person.birth_date, person.birth_exact, why)))
    found.sort(key=lambda pair: (-pair[0], pair[1].full_name))
    return tuple(hint for _, hint in found[:_MOST_HINTS])


def _why(person: KnownPerson, score: float, birth: date | None, exact: bool) -> str:
    name = "то же имя" if score == 1 else "похожее имя"
    if birth is None:
        return name
    if person.birth_date is None:
        return f"{name}, дата рождения не записана"
    if not (exact and person.birth_exact):
        return f"{name}, тот же год рождения"
    if birth == person.birth_date:
        return f"{name}, та же дата рождения"
    return f"{name}, похожая дата рождения" if days_alike(birth, person.birth_date) else ""


@service(Act.RECORD)
def keep_apart(session: VaultSession, one: int, other: int) -> None:
    """«Это разные люди»: they are not offered again."""
    with session.unit_of_work() as uow:
        uow.doubles.keep_apart(one, other)
        uow.journal.record_for_many("doubles.kept_apart", sorted(uow.people.uids([one, other]).values()))
        uow.commit()


@service(Act.LOOK)
def suspects(session: VaultSession, progress: Progress | None = None) -> tuple[Suspect, ...]:
    """Pairs that may be one person, the surest first, without those told to be different."""
    progress = progress or silent()
    progress.step("Читаю реестр")
    with session.unit_of_work() as uow:
        people = uow.doubles.people()
        former = uow.doubles.former_surnames()
        apart = uow.doubles.distinct_pairs()
        pairs = find_pairs(people, former, progress)
        kept = {pair: found for pair, found in pairs.items() if pair not in apart}
        sides = sides_of(uow, {person_id for pair in kept for person_id in pair})
    result = [
        Suspect(sides[one], sides[other], tuple(dict.fromkeys(reason for _, reason in found)), _certainty(found))
        for (one, other), found in kept.items()
    ]
    return tuple(sorted(result, key=lambda s: (-s.certainty, s.one.full_name, s.one.person_id, s.other.person_id)))


_Found = dict[tuple[int, int], list[tuple[int, str]]]


def _certainty(found: Sequence[tuple[int, str]]) -> int:
    """The weightiest reason; two different ones make it a degree surer."""
    return min(3, max(weight for weight, _ in found) + (len({reason for _, reason in found}) > 1))


def find_pairs(
    people: Sequence[KnownPerson], former: Sequence[tuple[int, str]], progress: Progress
) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """Pairs (the smaller id first) with reasons and their weights 1-3."""
    found: _Found = defaultdict(list)

    def add(one: KnownPerson, other: KnownPerson, weight: int, reason: str) -> None:
        if one.id != other.id:
            found[min(one.id, other.id), max(one.id, other.id)].append((weight, reason))

    progress.step("Сравниваю имена", 0, 4)
    _same_names(people, add)
    progress.step("Сравниваю даты рождения", 1, 4)
    _same_births(people, add, progress)
    progress.step("Сравниваю билеты и телефоны", 2, 4)
    _same_numbers(people, add)
    progress.step("Сравниваю прежние фамилии", 3, 4)
    _former_names(people, former, add)
    return found


def _same_names(people: Sequence[KnownPerson], add: _Add) -> None:
    groups: dict[str, list[KnownPerson]] = defaultdict(list)
    for person in people:
        groups[person.search_name].append(person)
    for group in groups.values():
        for one, other in combinations(group, 2):
            fit = births_fit(one, other)
            if fit:
                exact = one.birth_exact and other.birth_exact
                add(one, other, 3 if exact else 2, "то же имя и дата рождения" if exact else "то же имя и год рождения")
            elif fit is None and len(group) <= 4:
                add(one, other, 2, "то же имя, дата рождения записана не у всех")
            elif one.birth_date and other.birth_date and days_alike(one.birth_date, other.birth_date):
                add(one, other, 2, "то же имя, похожая дата рождения")


def _same_births(people: Sequence[KnownPerson], add: _Add, progress: Progress) -> None:
    days: dict[date, list[KnownPerson]] = defaultdict(list)
    for person in people:
        if person.birth_date is not None and person.birth_exact:
            days[person.birth_date].append(person)
    for number, group in enumerate(days.values()):
        if number % 2000 == 0:
            progress.step("Сравниваю даты рождения", 1, 4)
        for one, other in combinations(group, 2):
            if one.search_name == other.search_name or likeness(one.search_name, other.search_name) < _WHOLE:
                continue
            if names_alike(one, other):
                add(one, other, 2, "похожее имя, та же дата рождения")


def _same_numbers(people: Sequence[KnownPerson], add: _Add) -> None:
    cards: dict[str, list[KnownPerson]] = defaultdict(list)
    phones: dict[str, list[KnownPerson]] = defaultdict(list)
    for person in people:
        if same_card(person.card_number):
            cards[same_card(person.card_number)].append(person)
        for number in set(telephones(person.phone)):
            phones[number].append(person)
    for group in cards.values():
        few = len(group) <= _MOST_OF_ONE_PHONE
        for one, other in combinations(group, 2) if few else ((group[0], other) for other in group[1:]):
            add(one, other, 2, "один номер билета")
    for group in phones.values():
        if len(group) > _MOST_OF_ONE_PHONE:
            continue
        for one, other in combinations(group, 2):
            # Families share a telephone: it tells something only beside a name or a birth date.
            if words_alike(one.name, other.name) and (one.sex is None or other.sex is None or one.sex is other.sex):
                add(one, other, 2 if births_fit(one, other) else 1, "один телефон")


def _former_names(people: Sequence[KnownPerson], former: Sequence[tuple[int, str]], add: _Add) -> None:
    by_id = {person.id: person for person in people}
    named: dict[tuple[str, str, str], list[KnownPerson]] = defaultdict(list)
    for person in people:
        named[normalise(person.surname), normalise(person.name), normalise(person.patronymic)].append(person)
    for person_id, surname in former:
        known = by_id.get(person_id)
        if known is None or not surname or surname == normalise(known.surname):
            continue
        for other in named.get((surname, normalise(known.name), normalise(known.patronymic)), ()):
            if births_fit(known, other) is not False:
                add(known, other, 2, f"прежняя фамилия: {other.surname}")


def sides_of(uow: UnitOfWork, person_ids: Iterable[int]) -> dict[int, Side]:
    """These people as one side of a pair."""
    wanted = sorted(person_ids)
    found: dict[int, Side] = {}
    today = date.today()
    spans = uow.people.spans_of(wanted)
    for person_id, row in uow.imports.values_of(wanted).items():
        category = next((span.category for span in spans.get(person_id, ()) if span.covers(today)), None)
        found[person_id] = Side(
            person_id,
            " ".join(part for part in (row.surname, row.name, row.patronymic) if part),
            row.birth_date,
            row.birth_exact,
            category,
            row.card_number,
            row.phone,
            ", ".join(part for part in (row.study_group or row.position, row.department) if part),
        )
    return found


def _full(person: KnownPerson) -> str:
    return " ".join(part for part in (person.surname, person.name, person.patronymic) if part)
