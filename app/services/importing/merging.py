"""The same person on two rows or two sheets: one record, the later information winning, duplicates listed.

Rows that may be about one person or about two (namesakes born on one day, a date one digit off) are never put together
here: the later one is marked as a twin of the earlier, and somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from itertools import pairwise

from app.domain.enums import EventKind
from app.domain.names import normalise
from app.services.importing.records import DuplicateRow, Episode, ListPerson, RowPlace, RowRemark, numbers_of
from app.services.members.doubles.likeness import one_digit_off


class _Verdict(Enum):
    """What two rows of one name are."""

    SAME = "same"
    ASK = "ask"
    OTHER = "other"


def merge_rows(people: Sequence[ListPerson]) -> tuple[list[ListPerson], list[DuplicateRow]]:
    """Put together people of one name with one birth date, or with one card number, or one of whom lacks a birth date
    while the name is otherwise unique. Order is kept."""
    kept: list[ListPerson] = []
    duplicates: list[DuplicateRow] = []
    index = _Index()
    for person in people:
        verdicts = [(place, *_judge(kept[place], person)) for place in index.near(person)]
        same = next((place for place, verdict, _ in verdicts if verdict is _Verdict.SAME), None)
        if same is not None:
            first = kept[same]
            duplicates.append(DuplicateRow(person.place, first.place, person.shown_name, _reason(first, person)))
            kept[same] = _merge(first, person)
            continue
        asked = next(((place, why) for place, verdict, why in verdicts if verdict is _Verdict.ASK), None)
        index.add(person, len(kept))
        if asked is None:
            kept.append(person)
            continue
        place, why = asked
        first = kept[place]
        kept[place] = replace(first, doubts=(*first.doubts, _twin_remark(person, first, why)))
        kept.append(replace(person, twin=first.place, doubts=(*person.doubts, _twin_remark(first, person, why))))
    return _with_shared_cards(kept), duplicates


def join_twins(people: Sequence[ListPerson], joined: frozenset[tuple[str, int]]) -> Sequence[ListPerson]:
    """The people with these rows (sheet, row) put together with the rows they are twins of."""
    if not joined:
        return people
    kept: list[ListPerson] = []
    stands: dict[RowPlace, int] = {}
    for person in people:
        place = stands.get(person.twin) if person.twin is not None else None
        if place is None or (person.place.sheet, person.place.row) not in joined:
            place = len(kept)
            kept.append(person)
        else:
            kept[place] = _merge(kept[place], person)
        for row in (kept[place].place, *kept[place].merged):
            stands.setdefault(row, place)
    return kept


@dataclass
class _Index:
    """Where people of one name, or of one surname and birth date, stand among those kept."""

    by_name: dict[str, list[int]] = field(default_factory=dict)
    by_birth: dict[tuple[str, str, date], list[int]] = field(default_factory=dict)

    def near(self, person: ListPerson) -> Iterator[int]:
        """Places worth a comparison, the same name first."""
        own = self.by_name.get(person.search_name, [])
        yield from list(own)
        if (key := _birth_key(person)) is not None:
            yield from [place for place in self.by_birth.get(key, []) if place not in own]

    def add(self, person: ListPerson, place: int) -> None:
        self.by_name.setdefault(person.search_name, []).append(place)
        if (key := _birth_key(person)) is not None:
            self.by_birth.setdefault(key, []).append(place)


def _birth_key(person: ListPerson) -> tuple[str, str, date] | None:
    if person.birth_date is None or not person.birth_exact:
        return None
    return normalise(person.surname), normalise(person.name)[:1], person.birth_date


def _judge(one: ListPerson, other: ListPerson) -> tuple[_Verdict, str]:
    """The verdict and, for a question, why it is one."""
    if one.search_name != other.search_name:
        return _judge_shorter(one, other)
    if _equal(one, other):
        if _back_from_the_dead(one, other):
            return _Verdict.ASK, "один умер раньше, чем другой вступил"
        different = _different(one, other)
        if different and not _follow(one, other):
            return _Verdict.ASK, f"то же имя, а {different}"
        return _Verdict.SAME, ""
    if one.birth_date and other.birth_date and one.birth_exact and other.birth_exact and one.patronymic:
        if one_digit_off(one.birth_date, other.birth_date):
            return _Verdict.ASK, "то же имя, а дата рождения отличается одной цифрой"
        if numbers_of(one.details) & numbers_of(other.details):
            return _Verdict.ASK, "то же имя и те же телефон или почта, а дата рождения другая"
    elif one.complete and one.patronymic and not (one.birth_date and other.birth_date):
        return _Verdict.ASK, "то же имя, а даты рождения, чтобы их различить, нет"
    return _Verdict.OTHER, ""


def _judge_shorter(one: ListPerson, other: ListPerson) -> tuple[_Verdict, str]:
    """«Ли Анна» or «Ли А. И.» beside «Ли Анна Ильинична» of the same day of birth."""
    short, long = (one, other) if len(one.search_name) < len(other.search_name) else (other, one)
    given, whole = normalise(short.name).rstrip("."), normalise(long.name).rstrip(".")
    second, whole_second = normalise(short.patronymic).rstrip("."), normalise(long.patronymic).rstrip(".")
    initials = len(given) == 1 and whole.startswith(given)
    if not (given == whole or initials) or not whole_second.startswith(second):
        return _Verdict.OTHER, ""
    return _Verdict.ASK, "та же фамилия и дата рождения, а имя записано короче"


def _different(one: ListPerson, other: ListPerson) -> str:
    """By what two rows of one name and birth date differ as two people do; empty when nothing speaks for two."""
    titles = (("position", "должности разные"), ("card_number", "номера билетов разные"))
    for name, words in (*titles, ("personnel_number", "табельные номера разные")):
        mine, theirs = normalise(one.details.get(name, "")), normalise(other.details.get(name, ""))
        if mine and theirs and mine != theirs:
            return words
    return ""


def _spans(person: ListPerson) -> list[tuple[date, date]]:
    spans = [(e.entry_on or date.min, e.exit.on if e.exit else date.max) for e in person.episodes]
    return sorted(spans)


def _follow(one: ListPerson, other: ListPerson) -> bool:
    """Whether the times of one begin after those of the other have ended: left, and came back."""
    if any(e.assumed or e.entry_on is None for e in (*one.episodes, *other.episodes)):
        return False
    spans = sorted([*_spans(one), *_spans(other)])
    return all(before[1] <= after[0] for before, after in pairwise(spans))


def _back_from_the_dead(one: ListPerson, other: ListPerson) -> bool:
    for dead, alive in ((one, other), (other, one)):
        ends = [e.exit.on for e in dead.episodes if e.exit is not None and e.exit.kind is EventKind.DIED]
        if ends and any(e.entry_on is not None and not e.assumed and e.entry_on > ends[0] for e in alive.episodes):
            return True
    return False


def _twin_remark(of: ListPerson, here: ListPerson, why: str) -> RowRemark:
    where = f"строке {of.place.row}"
    if of.place.order != here.place.order:
        where += f" листа «{of.place.sheet}»"
    return RowRemark("", f"в {where} — {why}: решите, один это человек или двое")


def _with_shared_cards(people: list[ListPerson]) -> list[ListPerson]:
    """One card number at two people is a doubt about both."""
    owners: dict[str, list[int]] = {}
    for place, person in enumerate(people):
        card = normalise(person.details.get("card_number", "")).replace(" ", "")
        if card:
            owners.setdefault(card, []).append(place)
    for places in owners.values():
        for place in places if len(places) > 1 else ():
            person = people[place]
            others = ", ".join(str(people[other].place.row) for other in places if other != place)
            remark = RowRemark("", f"номер билета {person.details['card_number']} стоит и у других: строка {others}")
            people[place] = replace(person, doubts=(*person.doubts, remark))
    return people


def _equal(one: ListPerson, other: ListPerson) -> bool:
    card, other_card = one.details.get("card_number"), other.details.get("card_number")
    if one.birth_date and other.birth_date:
        if one.birth_date == other.birth_date:
            return True
        if not (one.birth_exact and other.birth_exact):
            return one.birth_date.year == other.birth_date.year
        return bool(card and card == other_card)
    if card and other_card:
        return card == other_card
    if not one.complete:
        return False
    # A second table (those who left, their telephones) often gives the name alone.
    return bool(one.patronymic) and (one.place.order != other.place.order or one.details == other.details)


def _reason(first: ListPerson, second: ListPerson) -> str:
    where = f"строке {first.place.row}"
    if first.place.order != second.place.order:
        where += f" листа «{first.place.sheet}»"
    by = "имени и дате рождения"
    if not (first.birth_date and second.birth_date):
        by = (
            "имени и номеру билета"
            if first.details.get("card_number") == second.details.get("card_number") is not None
            else "имени"
        )
    elif first.birth_date != second.birth_date and first.birth_exact and second.birth_exact:
        by = "имени и номеру билета"
    joined = ": периоды соединены" if _follow(first, second) else ""
    return f"этот человек уже есть в {where} (по {by}){joined}"


def _merge(first: ListPerson, second: ListPerson) -> ListPerson:
    doubts = list(first.doubts)
    episodes, clash = join_episodes([*first.episodes, *second.episodes])
    if clash:
        doubts.append(
            RowRemark(
                "", f"в строках {first.place.row} и {second.place.row} разные даты: взята более ранняя дата вступления"
            )
        )
    birth, exact = first.birth_date, first.birth_exact
    if second.birth_date and (birth is None or not exact):
        birth, exact = second.birth_date, second.birth_exact
    elif birth and second.birth_date and birth != second.birth_date and exact and second.birth_exact:
        doubts.append(RowRemark("", f"в строках {first.place.row} и {second.place.row} разные даты рождения"))
    details = {**first.details, **second.details}
    notes = [person.details["note"] for person in (first, second) if "note" in person.details]
    if notes:
        details["note"] = "; ".join(dict.fromkeys(notes))
    told = second.category_told or not first.category_told
    known = {(doubt.column, doubt.reason) for doubt in doubts}
    doubts += [doubt for doubt in second.doubts if (doubt.column, doubt.reason) not in known]
    if birth is not None:
        doubts = [doubt for doubt in doubts if doubt.reason != "дата рождения не указана"]
    days = [day for day in (first.union_since, second.union_since) if day is not None]
    consents = [day for day in (first.consent_on, second.consent_on) if day is not None]
    return replace(
        first,
        sex=second.sex or first.sex,
        birth_date=birth,
        birth_exact=exact,
        details=details,
        union_since=min(days) if days else None,
        category=second.category if told else first.category,
        category_told=first.category_told or second.category_told,
        episodes=tuple(episodes),
        consent_on=min(consents) if consents else None,
        consent_dated=first.consent_dated or second.consent_dated,
        consent_until=second.consent_until or first.consent_until,
        doubts=tuple(doubts),
        merged=(*first.merged, second.place),
    )


def join_episodes(episodes: Sequence[Episode]) -> tuple[list[Episode], bool]:
    """Episodes in order: those that overlap become one (the earliest entry, the exit that is known).

    An episode without a date of entry lends its exit to the dated one before it. The flag: real dates clashed.
    """
    dated = [e for e in episodes if e.entry_on is not None and not e.assumed]
    loose = [e for e in episodes if e.entry_on is None or e.assumed]
    dated.sort(key=lambda e: (e.entry_on or date.max, e.exit.on if e.exit else date.max))
    joined: list[Episode] = []
    clash = False
    for episode in dated:
        last = joined[-1] if joined else None
        if last is None or (
            last.exit is not None
            and episode.entry_on is not None
            and last.exit.on <= episode.entry_on
            and last.entry_on != episode.entry_on
        ):
            joined.append(episode)
            continue
        clash = clash or last.entry_on != episode.entry_on
        kind = last.entry_kind if last.entry_on != episode.entry_on else _surer(last.entry_kind, episode.entry_kind)
        joined[-1] = replace(last, entry_kind=kind, exit=episode.exit or last.exit, basis=last.basis or episode.basis)
    for episode in loose:
        if not joined:
            joined.append(episode)
        elif episode.exit is not None:
            last = joined[-1]
            if last.exit is None and (last.entry_on is None or last.assumed or last.entry_on <= episode.exit.on):
                if last.assumed and last.entry_on is not None and last.entry_on > episode.exit.on:
                    last = replace(last, entry_on=None)
                joined[-1] = replace(last, exit=episode.exit)
    return joined, clash


def _surer(one: EventKind, other: EventKind) -> EventKind:
    """«Поставлен на учёт» is always said on purpose; «принят» may be only assumed."""
    return EventKind.REGISTERED if EventKind.REGISTERED in (one, other) else one
