"""Which members of different organisations may be one person, and what speaks for it.

A birthday with a first name says nothing: of twenty thousand people a dozen pairs share a birthday, a name and a
patronymic by chance. A changed surname wants another sign beside them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from app.domain.enums import Sex
from app.domain.names import normalise, sex_from_patronymic
from app.storage.intake.registers import LightMember

SAME_NAME = "имя и дата рождения"
SAME_CARD = "номер билета"
NO_PATRONYMIC = "фамилия, имя и дата рождения, отчество указано не везде"
MEMBERS_ALIKE = "похожие имена, год рождения тот же"
CHANGED_SURNAME = "другая фамилия: имя, отчество, дата рождения и ещё один признак те же"
STRENGTH = {SAME_NAME: 0, SAME_CARD: 1, NO_PATRONYMIC: 2, MEMBERS_ALIKE: 3, CHANGED_SURNAME: 4}
_MISPRINT = 1
"""Letters wrong, wanting, too many or swapped in one word."""
_CROWD = 60
"""So many in one group of likeness are no sign of anything (a card «б/н», a birth date nobody knew)."""

Rest = Callable[[Iterable[int]], Mapping[int, str]]
"""Other fields of members by number, as JSON: read only of those for whom they decide."""


def likely_pairs(people: Sequence[LightMember], rest: Rest) -> dict[tuple[int, int], set[str]]:
    """Pairs of numbers of members of different registers, with what they have in common."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    dated = [p for p in people if p.birth_date is not None and p.search_name]
    for a, b in _together(dated, lambda p: (p.search_name, p.birth_date)):
        found[a.id, b.id].add(SAME_NAME)
    for a, b in _together([p for p in people if p.card_key], lambda p: p.card_key):
        found[a.id, b.id].add(SAME_CARD)

    def add(pairs: Iterable[tuple[LightMember, LightMember]], sign: str) -> None:
        for a, b in pairs:
            pair = (a.id, b.id)
            if SAME_NAME not in found.get(pair, ()):
                found[pair].add(sign)

    add(_without_patronymic(dated), NO_PATRONYMIC)
    add(_near([p for p in people if p.birth_year is not None and p.search_name]), MEMBERS_ALIKE)
    known = {pair for pair, signs in found.items() if MEMBERS_ALIKE in signs or SAME_NAME in signs}
    add(_changed_surname(dated, rest, known), CHANGED_SURNAME)
    return dict(found)


def _without_patronymic(people: Sequence[LightMember]) -> Iterator[tuple[LightMember, LightMember]]:
    """The whole name and the birth date but for a patronymic that one of the registers lacks."""

    def key(p: LightMember) -> Hashable:
        return normalise(f"{p.surname} {p.name}"), p.birth_date

    bare = {key(p) for p in people if not p.patronymic.strip()}
    if bare:
        few = [p for p in people if key(p) in bare]
        yield from ((a, b) for a, b in _together(few, key) if bool(a.patronymic.strip()) != bool(b.patronymic.strip()))


def _changed_surname(
    people: Sequence[LightMember], rest: Rest, known: set[tuple[int, int]]
) -> Iterator[tuple[LightMember, LightMember]]:
    """Women of one birth date, name and patronymic with another sign in common: a telephone, an address of e-mail, a
    card, or a part of a double surname."""
    women = [p for p in people if p.patronymic.strip() and sex_from_patronymic(p.patronymic) is not Sex.MALE]
    same = _together(women, lambda p: (p.birth_date, normalise(f"{p.name} {p.patronymic}")))
    pairs = [(a, b) for a, b in same if (a.id, b.id) not in known]
    more = rest({p.id for pair in pairs for p in pair}) if pairs else {}
    for a, b in pairs:
        if _share_surname(a.surname, b.surname) or _contacts(a, more) & _contacts(b, more):
            yield a, b


def _share_surname(one: str, other: str) -> bool:
    """«Петрова» and «Петрова-Водкина»."""
    first, second = (set(normalise(surname).replace("-", " ").split()) for surname in (one, other))
    return any(len(part) > 2 for part in first & second)


def _contacts(person: LightMember, more: Mapping[int, str]) -> set[str]:
    found = {f"card:{person.card_key}"} if person.card_key else set()
    said = json.loads(more.get(person.id) or "{}")
    digits = "".join(sign for sign in str(said.get("phone") or "") if sign.isdecimal())
    if len(digits) >= 10:
        found.add(f"phone:{digits[-10:]}")
    if "@" in str(said.get("email") or ""):
        found.add(f"email:{str(said['email']).strip().casefold()}")
    return found


def _near(people: Sequence[LightMember]) -> Iterator[tuple[LightMember, LightMember]]:
    """Names with a misprint of people born on one day, or the same name with a birth that fits.

    Only those are compared who share the surname, or the name with the patronymic, or the birth date: of a hundred
    thousand that is a few comparisons each, and a likeness without any of these is none.
    """
    from rapidfuzz.distance import DamerauLevenshtein

    distance = DamerauLevenshtein.distance
    seen: set[tuple[int, int]] = set()
    for group in _close_births(people):
        for a, b in group:
            if (a.id, b.id) in seen:
                continue
            seen.add((a.id, b.id))
            one_day = a.birth_date is not None and a.birth_date == b.birth_date
            if a.search_name == b.search_name or (one_day and _words_alike(a.search_name, b.search_name, distance)):
                yield a, b


def _words_alike(one: str, other: str, distance: Callable[[str, str], int]) -> bool:
    """Every word of the name the same but for a misprint: «Иванова» and «Иванцова» are one letter apart, «Вера» and
    «Зоя» are two people whatever follows."""
    first, second = one.split(), other.split()
    return len(first) == len(second) and all(
        x == y or distance(x, y) <= _MISPRINT for x, y in zip(first, second, strict=True)
    )


def _close_births(people: Sequence[LightMember]) -> Iterator[Iterator[tuple[LightMember, LightMember]]]:
    """Pairs with births that fit: the same day, or of one year with one of day and month mistyped or both swapped and
    the surname or the name with the patronymic the same; or one of the two known by the year alone."""
    days = {p.id: p.birth_date for p in people if p.birth_date is not None}
    known = [p for p in people if p.id in days]

    def year_and(of: Callable[[date], Hashable] | None = None) -> Callable[[LightMember], Hashable]:
        def key(p: LightMember) -> Hashable:
            return p.birth_year, p.search_name, None if of is None else of(days[p.id])

        return key

    yield _together(known, lambda p: p.birth_date)
    yield _together(known, year_and(lambda day: day.month))
    yield _together(known, year_and(lambda day: day.day))
    yield _together(known, year_and(lambda day: frozenset((day.day, day.month))))
    alone = year_and()
    undated = {alone(p) for p in people if p.birth_date is None}
    few = _together([p for p in people if alone(p) in undated], alone)
    yield ((a, b) for a, b in few if a.birth_date is None or b.birth_date is None)


def _together(
    people: Iterable[LightMember], key: Callable[[LightMember], Hashable]
) -> Iterator[tuple[LightMember, LightMember]]:
    """Pairs of different organisations with the same key, the smaller number first."""
    groups: dict[Hashable, list[LightMember]] = defaultdict(list)
    for person in people:
        groups[key(person)].append(person)
    for group in groups.values():
        if 1 < len(group) <= _CROWD:
            for a, b in combinations(sorted(group, key=lambda p: p.id), 2):
                if a.register_id != b.register_id:
                    yield a, b
