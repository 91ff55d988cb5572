"""When two names, dates, cards or telephones look like those of one person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein

from app.domain.names import normalise
from app.storage.members.doubles import KnownPerson

PEOPLE_ALIKE = 0.8
"""Below this likeness (0-1) a word of a name is another name: «Анна» and «Инна» are, «Наталья» and «Наталия» not."""

likeness = DamerauLevenshtein.normalized_similarity


def words_alike(one: str, other: str) -> bool:
    """Two surnames, names or patronymics with a misprint at most; an initial fits what begins with it."""
    if one == other:
        return True
    first, second = normalise(one).rstrip("."), normalise(other).rstrip(".")
    if not first or not second:
        return True
    if min(len(first), len(second)) == 1:
        return first[0] == second[0]
    return first == second or likeness(first, second) >= PEOPLE_ALIKE


def names_alike(one: KnownPerson, other: KnownPerson) -> bool:
    """Every part of the name alike, and at least surname and name known."""
    if one.sex is not None and other.sex is not None and one.sex is not other.sex:
        return False
    return all(
        words_alike(getattr(one, part), getattr(other, part)) for part in ("surname", "name", "patronymic")
    ) and bool(one.name and other.name)


def days_alike(one: date, other: date) -> bool:
    """One of day, month and year differs, or day and month stand the other way round."""
    equal = (one.day == other.day) + (one.month == other.month) + (one.year == other.year)
    return equal == 2 or (one.year, one.month, one.day) == (other.year, other.day, other.month)


def one_digit_off(one: date, other: date) -> bool:
    """Whether two different dates are one slip apart: a digit, two digits changed about, or day and month."""
    if one == other:
        return False
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return DamerauLevenshtein.distance(f"{one:%d%m%Y}", f"{other:%d%m%Y}", score_cutoff=1) <= 1


def births_fit(one: KnownPerson, other: KnownPerson) -> bool | None:
    """The same birth date (or year when only that is known); None when one of them is unknown."""
    if one.birth_date is None or other.birth_date is None:
        return None
    if one.birth_exact and other.birth_exact:
        return one.birth_date == other.birth_date
    return one.birth_date.year == other.birth_date.year


def telephones(text: str) -> Iterable[str]:
    """The last ten digits of each telephone."""
    for part in re.split(r"[,;]", text):
        digits = re.sub(r"\D", "", part)
        if len(digits) >= 10:
            yield digits[-10:]


def same_card(text: str) -> str:
    """A card's number for comparison."""
    return normalise(text).replace(" ", "")
