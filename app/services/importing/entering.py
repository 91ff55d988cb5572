"""What the dates of one row say of membership: the kind and day of entry, the exit and its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.domain.dates import full_years
from app.domain.enums import DeregistrationReason, EventKind
from app.services.importing.dates import ReadDate
from app.services.importing.records import Episode, Exit, RowRemark
from app.services.importing.values import ExitReason

YOUNGEST = 14
OLDEST = 100
"""From this age on a date of birth is asked about."""


@dataclass(frozen=True)
class EntryFacts:
    """The cells of a row that tell of entering. ``first_time`` None: nothing is said."""

    joined: ReadDate | None
    registered: ReadDate | None
    first_time: bool | None
    arrived: bool
    basis: str
    joined_column: str
    registered_column: str
    registered_known: bool
    """The table has a column for the day on the register."""


@dataclass(frozen=True)
class ExitFacts:
    """The cells of a row that tell of leaving. ``gone``: said to have left, with or without a day."""

    on: ReadDate | None
    leaving: ExitReason | None
    gone: bool
    words: str
    on_column: str
    reason_column: str


def entry_of(facts: EntryFacts, list_date: date | None, doubts: list[RowRemark]) -> Episode:
    """The entry: an explicit «впервые» wins; a joining day before the day on the register means «поставлен на учёт»;
    a single date means «принят впервые». Without any date the list's own date stands in, as a doubt."""
    joined, registered, first = facts.joined, facts.registered, facts.first_time
    for found, column in ((joined, facts.joined_column), (registered, facts.registered_column)):
        if found is not None and found.precision != "day":
            unit = "год" if found.precision == "year" else "месяц и год"
            doubts.append(RowRemark(column, f"указан только {unit}: принято {found.value:%d.%m.%Y}"))
    if first is None and facts.arrived:
        first = False
    if joined is not None and registered is not None:
        same = joined.value == registered.value or (
            joined.precision == "year" and joined.value.year == registered.value.year
        )
        on = registered.value
        if not same and joined.value > registered.value:
            doubts.append(RowRemark(facts.joined_column, "вступление позже постановки на учёт: взята дата вступления"))
            on, same = joined.value, True
        elif first and not same and (registered.value - joined.value).days > 31:
            doubts.append(
                RowRemark(facts.registered_column, "отмечен как принятый впервые, но вступил раньше постановки")
            )
        admitted = same if first is None else first
    elif registered is not None:
        on, admitted = registered.value, first is not False
    elif joined is not None:
        on, admitted = joined.value, first is not False
        if facts.registered_known and first is None:
            doubts.append(RowRemark(facts.registered_column, "не указана: взята дата вступления"))
    else:
        kind = EventKind.ADMITTED if first else EventKind.REGISTERED
        return Episode(kind, list_date, None, facts.basis, assumed=True)
    return Episode(EventKind.ADMITTED if admitted else EventKind.REGISTERED, on, None, facts.basis)


def with_exit(
    episode: Episode,
    facts: ExitFacts,
    list_date: date | None,
    today: date,
    doubts: list[RowRemark],
    refusals: list[RowRemark],
) -> Episode:
    """The episode with its exit, if the row tells of one. An exit before the entry refuses the row, one ahead of
    ``today`` is planned."""
    leaving = facts.leaving
    if facts.on is None:
        if not facts.gone and not (leaving is not None and leaving.known):
            return episode
        if list_date is None:
            doubts.append(
                RowRemark(
                    facts.on_column or facts.reason_column, "сказано о выбытии, но нет его даты: выбытие не записано"
                )
            )
            return episode
        doubts.append(
            RowRemark(
                facts.on_column or facts.reason_column, f"нет даты выбытия: принята дата списка {list_date:%d.%m.%Y}"
            )
        )
        on = list_date
        if episode.assumed:
            episode = replace(episode, entry_on=None)
    else:
        on = facts.on.value
        if facts.on.precision != "day":
            doubts.append(RowRemark(facts.on_column, f"дата неполная: принято {on:%d.%m.%Y}"))
            if episode.entry_on is not None and on < episode.entry_on and on.year == episode.entry_on.year:
                on = episode.entry_on
        if episode.assumed:
            episode = replace(episode, entry_on=None)
    if leaving is None:
        leaving = ExitReason(EventKind.DEREGISTERED, DeregistrationReason.OTHER)
        doubts.append(
            RowRemark(facts.reason_column or facts.on_column, "причина выбытия не указана: записано «прочее»")
        )
    elif not leaving.known:
        doubts.append(
            RowRemark(facts.reason_column or facts.on_column, f"причина «{facts.words}» непонятна: записано «прочее»")
        )
    if on > today and leaving.kind is EventKind.DIED:
        doubts.append(RowRemark(facts.on_column, f"дата смерти {on:%d.%m.%Y} ещё впереди: выбытие не записано"))
        return episode
    if on > today:
        doubts.append(RowRemark(facts.on_column, f"выбытие {on:%d.%m.%Y} ещё впереди: до этого дня человек на учёте"))
    if episode.entry_on is not None and on < episode.entry_on:
        refusals.append(
            RowRemark(facts.on_column, f"выбытие {on:%d.%m.%Y} раньше вступления {episode.entry_on:%d.%m.%Y}")
        )
        return episode
    return replace(episode, exit=Exit(leaving.kind, on, leaving.reason, facts.words))


def check_ages(
    birth: date | None,
    episode: Episode,
    column: str,
    entry_column: str,
    doubts: list[RowRemark],
    refusals: list[RowRemark],
) -> None:
    """Birth after entry refuses the row; entry before the age of 14 is a doubt."""
    if birth is None:
        return
    days = [day for day in (episode.entry_on, episode.exit.on if episode.exit else None) if day is not None]
    if any(birth >= day for day in days):
        refusals.append(RowRemark(column, f"дата рождения {birth:%d.%m.%Y} позже вступления или выбытия"))
    elif episode.entry_on is not None and not episode.assumed and full_years(birth, episode.entry_on) < YOUNGEST:
        age = full_years(birth, episode.entry_on)
        doubts.append(RowRemark(entry_column or column, f"на день вступления было {age} лет"))
