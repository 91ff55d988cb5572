"""What a list adds to the events the register already has; the register's own dates are never rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.enums import ENTRY_EVENTS, EXIT_EVENTS, DeregistrationReason, EventKind, MemberCategory
from app.domain.membership import Event, effective, replay
from app.domain.vocabulary.words import Wording, word_for
from app.services.importing.records import Episode, ListPerson, RowRemark


@dataclass(frozen=True)
class NewEvent:
    """A membership event to be recorded."""

    kind: EventKind
    on: date
    category: MemberCategory | None = None
    reason: DeregistrationReason | None = None
    basis: str = ""


@dataclass(frozen=True)
class _Stay:
    """One time on the register, as the events tell it."""

    entry_on: date
    exit_on: date | None = None
    exit_kind: EventKind | None = None


@dataclass(frozen=True)
class Outcome:
    """Events to add, remarks, and reasons (if any) why a new person cannot be dated at all."""

    events: tuple[NewEvent, ...] = ()
    remarks: tuple[RowRemark, ...] = ()
    undated: bool = False


@dataclass(frozen=True)
class Reference:
    """Days a comparison needs. ``old_file``: this very file was imported before.

    ``admits``: people without a date of their own are admitted on ``entry_on``, not only put on the register.
    ``take_back``: who was taken off before and stands in the list comes back on ``entry_on``.
    """

    today: date
    list_date: date | None
    entry_on: date | None = None
    old_file: bool = False
    admits: bool = False
    take_back: bool = False
    changed_on: date | None = None


def compare_history(person: ListPerson, existing: Sequence[Event], reference: Reference) -> Outcome:
    """Compare the list's times on the register with the recorded ones."""
    stays = _stays(existing)
    events: list[NewEvent] = []
    remarks: list[RowRemark] = []
    undated = False
    for told in person.episodes:
        episode = told
        if told.assumed and told.exit is None and reference.entry_on is not None:
            kind = EventKind.ADMITTED if reference.admits and not stays else told.entry_kind
            episode = replace(told, entry_on=reference.entry_on, entry_kind=kind)
        if not stays and episode.entry_on is None:
            undated = True
            continue
        added = _returned(person, episode, stays, reference) or _compare(person, episode, stays, remarks)
        events += added
        stays = _stays([*existing, *_as_events(events)])
    events = _fitting(existing, events, remarks)
    change = _category_change(person, [*existing, *_as_events(events)], events, reference, remarks)
    if change is not None:
        events.append(change)
    return Outcome(tuple(events), tuple(remarks), undated and not events)


def death_of(events: Sequence[Event]) -> date | None:
    """The day of death when that is how the last stay ended."""
    stays = _stays(events)
    return stays[-1].exit_on if stays and stays[-1].exit_kind is EventKind.DIED else None


def _stays(events: Sequence[Event]) -> list[_Stay]:
    stays: list[_Stay] = []
    for event in effective(events):
        open_now = bool(stays) and stays[-1].exit_on is None
        if event.kind in ENTRY_EVENTS and not open_now:
            stays.append(_Stay(event.on))
        elif event.kind in EXIT_EVENTS and open_now:
            stays[-1] = _Stay(stays[-1].entry_on, event.on, event.kind)
    return stays


def _as_events(events: Sequence[NewEvent]) -> list[Event]:
    return [Event(2**62 + n, event.kind, event.on, event.category) for n, event in enumerate(events)]


def _returned(person: ListPerson, episode: Episode, stays: list[_Stay], reference: Reference) -> list[NewEvent]:
    """Coming back, when it was asked for and the last stay has ended before the day of the list."""
    on = reference.entry_on
    if not reference.take_back or on is None or not stays or episode.exit is not None:
        return []
    last = stays[-1]
    if last.exit_on is None or last.exit_on > on or last.exit_kind is EventKind.DIED:
        return []
    if episode.entry_on is not None and not episode.assumed and episode.entry_on > last.exit_on:
        return []  # the list has a date of its own for the new stay
    kind = EventKind.REGISTERED if last.exit_kind is EventKind.DEREGISTERED else EventKind.RESTORED
    return [NewEvent(kind, on, person.category, None, episode.basis)]


def _compare(person: ListPerson, episode: Episode, stays: list[_Stay], remarks: list[RowRemark]) -> list[NewEvent]:
    if not stays:
        return _both(person, episode, episode.entry_kind)
    stay = _overlapping(episode, stays)
    if stay is None:
        return _another(person, episode, stays, remarks)
    if not episode.assumed and episode.entry_on is not None and episode.entry_on != stay.entry_on:
        remarks.append(
            RowRemark(
                "",
                f"в списке дата вступления {episode.entry_on:%d.%m.%Y}, "
                f"в реестре {stay.entry_on:%d.%m.%Y}: оставлена дата реестра",
            )
        )
    if episode.exit is None:
        if stay.exit_on is not None:
            remarks.append(
                RowRemark(
                    "",
                    f"в реестре {'записана смерть' if stay.exit_kind is EventKind.DIED else 'снят с учёта'} "
                    f"{stay.exit_on:%d.%m.%Y}, в списке выбытия нет: оставлено как в реестре",
                )
            )
        return []
    if stay.exit_on is None:
        if episode.exit.on < stay.entry_on:
            remarks.append(
                RowRemark("", f"выбытие {episode.exit.on:%d.%m.%Y} раньше вступления по реестру: не записано")
            )
            return []
        return _both(person, episode, episode.entry_kind)[1:] if episode.entry_on else _exit(episode)
    if stay.exit_on != episode.exit.on:
        remarks.append(
            RowRemark(
                "",
                f"в списке выбытие {episode.exit.on:%d.%m.%Y}, в реестре {stay.exit_on:%d.%m.%Y}: "
                "оставлена дата реестра",
            )
        )
    return []


def _overlapping(episode: Episode, stays: list[_Stay]) -> _Stay | None:
    if episode.entry_on is None or episode.assumed:
        day = episode.exit.on if episode.exit else episode.entry_on
        for stay in stays:
            if day is None or (stay.entry_on <= day and (stay.exit_on is None or day <= stay.exit_on)):
                return stay
        return stays[-1]
    end = episode.exit.on if episode.exit else date.max
    for stay in stays:
        until = stay.exit_on or date.max
        if stay.entry_on == episode.entry_on or (episode.entry_on < until and stay.entry_on < end):
            return stay
    return None


def _another(person: ListPerson, episode: Episode, stays: list[_Stay], remarks: list[RowRemark]) -> list[NewEvent]:
    """A stay the register does not know: an older one, or a return after leaving."""
    before = [stay for stay in stays if episode.entry_on is not None and stay.entry_on < episode.entry_on]
    if not before:
        return _both(person, episode, episode.entry_kind)
    last = before[-1]
    if last.exit_kind is EventKind.DIED:
        remarks.append(RowRemark("", "в реестре записана смерть, в списке более позднее вступление: не записано"))
        return []
    back = EventKind.REGISTERED if last.exit_kind is EventKind.DEREGISTERED else EventKind.RESTORED
    return _both(person, episode, back)


def _both(person: ListPerson, episode: Episode, kind: EventKind) -> list[NewEvent]:
    if episode.entry_on is None:
        return []
    return [NewEvent(kind, episode.entry_on, person.category, None, episode.basis), *_exit(episode)]


def _exit(episode: Episode) -> list[NewEvent]:
    if episode.exit is None:
        return []
    return [NewEvent(episode.exit.kind, episode.exit.on, None, episode.exit.reason, episode.exit.basis)]


def _fitting(existing: Sequence[Event], events: list[NewEvent], remarks: list[RowRemark]) -> list[NewEvent]:
    """Only events that make sense where they stand: replaying them must raise no new problem."""
    if not events:
        return events
    if len(replay([*existing, *_as_events(events)]).problems) > len(replay(existing).problems):
        remarks.append(RowRemark("", "даты списка не сходятся с историей в реестре: события не записаны"))
        return []
    return events


def _category_change(
    person: ListPerson, events: Sequence[Event], added: list[NewEvent], reference: Reference, remarks: list[RowRemark]
) -> NewEvent | None:
    if any(event.kind in ENTRY_EVENTS for event in added) or not events:
        return None
    spans = replay(events).spans
    if not spans or spans[-1].ends_on is not None or spans[-1].category is person.category:
        return None
    last = person.episodes[-1]
    if not person.category_told or last.exit is not None:
        return None
    now, wanted = word_for(spans[-1].category, Wording.NOUN), word_for(person.category, Wording.NOUN)
    on = reference.changed_on or reference.list_date or reference.today
    if reference.old_file or on < spans[-1].starts_on:
        remarks.append(
            RowRemark("", f"в реестре более новая категория «{now}», в списке «{wanted}»: оставлена категория реестра")
        )
        return None
    return NewEvent(EventKind.CATEGORY_CHANGED, on, person.category, None, "список")
