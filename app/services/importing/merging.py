"""The same person on two rows or two sheets: one record, the later information winning, duplicates listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.enums import EventKind
from app.services.importing.records import DuplicateRow, Episode, ListPerson, Remark


def merge_people(people: Sequence[ListPerson]) -> tuple[list[ListPerson], list[DuplicateRow]]:
    """Put together people of one name with one birth date, or with one card number, or one of whom lacks a birth date
    while the name is otherwise unique. Order is kept."""
    kept: list[ListPerson] = []
    duplicates: list[DuplicateRow] = []
    by_name: dict[str, list[int]] = {}
    for person in people:
        places = by_name.setdefault(person.search_name, [])
        same = next((index for index in places if _same(kept[index], person)), None)
        if same is None:
            places.append(len(kept))
            kept.append(person)
            continue
        first = kept[same]
        duplicates.append(DuplicateRow(person.place, first.place, person.shown_name, _reason(first, person)))
        kept[same] = _merge(first, person)
    return kept, duplicates


def _same(one: ListPerson, other: ListPerson) -> bool:
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
    return f"этот человек уже есть в {where} (по {by})"


def _merge(first: ListPerson, second: ListPerson) -> ListPerson:
    doubts = list(first.doubts)
    episodes, clash = join_episodes([*first.episodes, *second.episodes])
    if clash:
        doubts.append(
            Remark(
                "", f"в строках {first.place.row} и {second.place.row} разные даты: взята более ранняя дата вступления"
            )
        )
    birth, exact = first.birth_date, first.birth_exact
    if second.birth_date and (birth is None or not exact):
        birth, exact = second.birth_date, second.birth_exact
    elif birth and second.birth_date and birth != second.birth_date and exact and second.birth_exact:
        doubts.append(Remark("", f"в строках {first.place.row} и {second.place.row} разные даты рождения"))
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
        if last is None or (last.exit is not None and episode.entry_on is not None and last.exit.on <= episode.entry_on
                            and last.entry_on != episode.entry_on):  # fmt: skip
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
