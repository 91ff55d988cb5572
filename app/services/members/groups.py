"""Acts upon many people: tried first, done in one transaction, taken back in one.

Thousands cost a handful of statements: histories are read together, checked in memory, written together. Whoever it
does not fit is skipped and named with the reason; nothing is half done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from app.domain.enums import ENTRY_EVENTS, EXIT_EVENTS, EventKind
from app.domain.membership import Event, History, replay
from app.domain.names import tidy
from app.domain.personal_fields import COLUMN_TITLES
from app.domain.vocabulary.words import Wording, title_for, word_for, word_of
from app.errors import UserError
from app.services.members.views import EventDraft, GroupLine, GroupOutcome, OperationView
from app.services.members.wording import state_words, value_words
from app.services.members.writing import check_change_day, event_columns, refusal_of
from app.services.session import Act, VaultSession, service
from app.storage.members.people import BriefPerson
from app.storage.unit_of_work import UnitOfWork

GROUP_FIELDS = (
    "department", "study_group", "position", "work_since", "work_until", "education", "speciality", "dues_way",
)  # fmt: skip
"""Columns that many people may be given at once."""

_AFTER_ALL = 2**62


@dataclass(frozen=True)
class Undoing:
    """What taking an act back does: how many people it touched, and those whose later records rest on it."""

    touched: int
    held: tuple[GroupLine, ...] = ()


@service(Act.LOOK)
def record_event_for_many(
    session: VaultSession,
    person_ids: Sequence[int],
    draft: EventDraft,
    *,
    dry_run: bool = False,
    title: str = "",
) -> GroupOutcome:
    """Record the same event for many in one transaction; those it does not fit are skipped and named.

    ``dry_run`` only tells what would happen, and needs only the right to look. ``title`` is how the act is called in
    the list of acts; «Снято с учёта: 312» when empty.
    """
    if not dry_run:
        session.require(Act.RECORD)
    with session.unit_of_work() as uow:
        if dry_run:
            return GroupOutcome(_event_lines(uow, dict.fromkeys(person_ids, draft)))
        outcome = record_events_in(uow, dict.fromkeys(person_ids, draft), draft.kind.value, title)
        if outcome.operation_id is not None:
            uow.commit()
    return outcome


def record_events_in(
    uow: UnitOfWork, drafts: Mapping[int, EventDraft], kind: str, title: str = "", operation_id: int | None = None
) -> GroupOutcome:
    """An event of their own for each of these people (person id -> event) under one act, within a unit of work.

    ``operation_id`` joins an act opened before; a new one is opened otherwise, when there is anything to do.
    """
    lines = _event_lines(uow, drafts)
    done = [line.person_id for line in lines if not line.refusal]
    if not done:
        return GroupOutcome(lines, operation_id)
    if operation_id is None:
        words = title or f"{title_for(drafts[done[0]].kind, Wording.NEUTRAL)}: {len(done)}"
        operation_id = uow.changes.add_operation(kind, words)
    columns: dict[EventDraft, dict[str, Any]] = {}
    for person_id in done:
        draft = drafts[person_id]
        if draft not in columns:
            columns[draft] = event_columns(uow, person_id, draft, operation_id)
    uow.people.add_events_bulk([{**columns[drafts[person_id]], "person_id": person_id} for person_id in done])
    uow.people.rebuild_spans(done)
    uids = uow.people.uids(done)
    by_kind: dict[EventKind, list[str]] = defaultdict(list)
    for person_id in done:
        by_kind[drafts[person_id].kind].append(uids[person_id])
    for event_kind, whose in by_kind.items():
        uow.journal.record_for_many("membership.recorded", whose, kind=event_kind.value, operation=operation_id)
    return GroupOutcome(lines, operation_id)


@service(Act.LOOK)
def change_fields_for_many(
    session: VaultSession,
    person_ids: Sequence[int],
    values: Mapping[str, Any],
    changed_on: date | None,
    *,
    dry_run: bool = False,
    title: str = "",
) -> GroupOutcome:
    """Give many people the same group, department, position … in one transaction.

    ``values``: columns of :data:`GROUP_FIELDS`. ``changed_on`` as in :func:`update_person`. People who have these
    values already are skipped (``people.nothing_to_change``).
    """
    if not dry_run:
        session.require(Act.RECORD)
    unknown = sorted(set(values) - set(GROUP_FIELDS))
    if unknown or not values:
        raise ValueError(f"not for many at once: {unknown}")
    check_change_day(changed_on)
    tidied = {name: tidy(value) if type(value) is str else value for name, value in values.items()}
    with session.unit_of_work() as uow:
        people = uow.people.brief(person_ids, tuple(tidied))
        lines = tuple(_field_line(person_id, people.get(person_id), tidied) for person_id in person_ids)
        done = [line.person_id for line in lines if not line.refusal]
        if dry_run or not done:
            return GroupOutcome(lines)
        words = title or f"{', '.join(COLUMN_TITLES[name] for name in tidied)}: {len(done)}"
        operation_id = uow.changes.add_operation("fields", words)
        uow.people.set_fields(dict.fromkeys(done, tidied), changed_on=changed_on, operation_id=operation_id)
        uow.journal.record_for_many(
            "person.changed",
            [people[person_id].uid for person_id in done],
            fields=sorted(tidied),
            correction=changed_on is None,
            operation=operation_id,
        )
        uow.commit()
    return GroupOutcome(lines, operation_id)


@service(Act.LOOK)
def operations(session: VaultSession) -> tuple[OperationView, ...]:
    """The acts upon many, the latest first."""
    with session.unit_of_work() as uow:
        return tuple(
            OperationView(o.id, o.at, o.kind, o.title, o.user_name, o.undone_at) for o in uow.changes.operations()
        )


@service(Act.LOOK)
def undo_operation(
    session: VaultSession, operation_id: int, *, leave_held: bool = False, dry_run: bool = False
) -> Undoing:
    """Take an act upon many back in one transaction; the records stay in the histories as voided.

    People with later records that rest on it hold it: UserError ``people.operation_held``, and nothing is done,
    unless ``leave_held``, which takes it back for the others. ``dry_run`` only tells. UserError
    ``people.no_such_operation``, ``people.operation_undone``.
    """
    if not dry_run:
        session.require(Act.RECORD)
    with session.unit_of_work() as uow:
        undoing = undo_operation_in(uow, operation_id)
        if dry_run:
            return undoing
        if undoing.held and not leave_held:
            raise UserError("people.operation_held", count=len(undoing.held), who=_few(undoing.held))
        uow.commit()
    return undoing


def undo_operation_in(uow: UnitOfWork, operation_id: int) -> Undoing:
    """The same within a unit of work: taken back for all whom nothing holds; the caller looks at ``held``."""
    operation = uow.changes.operation(operation_id)
    if operation is None:
        raise UserError("people.no_such_operation")
    if operation.undone_at is not None:
        raise UserError("people.operation_undone")
    mine = defaultdict(list)
    for event in uow.changes.events_of_operation(operation_id):
        mine[event.person_id].append(event)
    log = defaultdict(list)
    for change in uow.changes.of_operation(operation_id):
        log[change.person_id].append(change)
    ids = sorted({*mine, *log})
    people = uow.people.brief(ids)
    histories = uow.people.replay_input([person_id for person_id in ids if person_id in mine])
    held: dict[int, str] = {}
    voided: dict[int, list[Any]] = {}
    for person_id, events in mine.items():
        before = histories[person_id]
        gone = {e.cancels for e in before if e.cancels is not None}
        left = [e for e in events if e.id not in gone]
        after = [*before, *(Event(_AFTER_ALL + e.id, EventKind.CANCELLED, e.on_date, cancels=e.id) for e in left)]
        if len(replay(after).problems) > len(replay(before).problems):
            held[person_id] = "people.later_events"
        voided[person_id] = left
    back = _values_before(uow, log, held)
    touched = [person_id for person_id in ids if person_id not in held]
    now = datetime.now(UTC)
    uow.people.add_events_bulk(
        [
            {
                "person_id": person_id,
                "kind": EventKind.CANCELLED,
                "on_date": event.on_date,
                "basis": f"отменено действие «{operation.title}»",
                "cancels_id": event.id,
                "recorded_at": now,
            }
            for person_id in touched
            for event in voided.get(person_id, ())
        ]
    )
    uow.people.rebuild_spans([person_id for person_id in touched if person_id in voided])
    uow.people.set_fields(
        {person_id: values for person_id, values in back.items() if person_id not in held}, changed_on=None
    )
    uow.changes.close_operation(operation_id)
    uow.journal.record_for_many(
        "operation.undone", [people[person_id].uid for person_id in touched], operation=operation_id
    )
    lines = tuple(
        GroupLine(i, people[i].full_name if i in people else "", "", refusal=code) for i, code in sorted(held.items())
    )
    return Undoing(len(touched), lines)


def _values_before(
    uow: UnitOfWork, log: Mapping[int, Sequence[Any]], held: dict[int, str]
) -> dict[int, dict[str, Any]]:
    """The values to give back, by person; people whose column was written later again go to ``held``."""
    from app.storage.members.changes import decode_value

    back: dict[int, dict[str, Any]] = defaultdict(dict)
    fields = sorted({change.field for changes in log.values() for change in changes})
    for field in fields:
        whose = {i: [c for c in changes if c.field == field] for i, changes in log.items()}
        last = uow.changes.last_ids([i for i, changes in whose.items() if changes], field)
        for person_id, changes in whose.items():
            if not changes:
                continue
            if last[person_id] != changes[-1].id:
                held.setdefault(person_id, "people.later_changes")
            back[person_id][field] = decode_value(field, changes[0].before)
    return dict(back)


def _event_lines(uow: UnitOfWork, drafts: Mapping[int, EventDraft]) -> tuple[GroupLine, ...]:
    people = uow.people.brief(list(drafts))
    histories = uow.people.replay_input(list(people))
    return tuple(
        _event_line(person_id, people.get(person_id), histories.get(person_id, []), draft)
        for person_id, draft in drafts.items()
    )


def _event_line(person_id: int, person: BriefPerson | None, before: Sequence[Event], draft: EventDraft) -> GroupLine:
    if person is None:
        return GroupLine(person_id, "", "", refusal="people.unknown")
    history = replay(before)
    line = GroupLine(person_id, person.full_name, state_words(history.category_on(draft.on)))
    refusal = refusal_of(draft, before, person.birth_date)
    if refusal:
        return replace(line, refusal=refusal)
    return replace(line, becomes=_becomes(person, draft, history))


def _becomes(person: BriefPerson, draft: EventDraft, history: History) -> str:
    words = word_of(draft.kind, person.sex)
    if draft.kind in EXIT_EVENTS:
        return words + (f" ({word_for(draft.reason)})" if draft.reason else "")
    if draft.kind in ENTRY_EVENTS:
        last = history.spans[-1].category if history.spans else None
        category = draft.category or last
        return words + (f": {word_for(category)}" if category else "")
    return state_words(draft.category)


def _field_line(person_id: int, person: BriefPerson | None, values: Mapping[str, Any]) -> GroupLine:
    if person is None:
        return GroupLine(person_id, "", "", refusal="people.unknown")
    other = {name: value for name, value in values.items() if person.extra[name] != value}
    shown = other or values
    was = _told(shown, person.extra, alone=len(values) == 1)
    if not other:
        return GroupLine(person_id, person.full_name, was, refusal="people.nothing_to_change")
    return GroupLine(person_id, person.full_name, was, _told(other, other, alone=len(values) == 1))


def _told(names: Iterable[str], values: Mapping[str, Any], *, alone: bool) -> str:
    """«учебная группа: Т-21; образование: высшее»; the bare value when only one column changes."""
    texts = {name: value_words(name, values[name]) for name in names}
    return (
        next(iter(texts.values())) if alone else "; ".join(f"{COLUMN_TITLES[n].lower()}: {t}" for n, t in texts.items())
    )


def _few(lines: Sequence[GroupLine], most: int = 3) -> str:
    names = ", ".join(line.full_name for line in lines[:most])
    return names + (f" и ещё {len(lines) - most}" if len(lines) > most else "")
