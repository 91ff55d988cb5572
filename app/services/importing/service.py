"""Import of a list: preview, apply in one transaction, take back as one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from app.domain.enums import ENTRY_EVENTS, EXIT_EVENTS, ConsentWay
from app.domain.membership import Event
from app.errors import UserError
from app.progress import Progress, silent
from app.services.importing.caged import read_source
from app.services.importing.comparing import Gone, find_gone
from app.services.importing.history import NewEvent, Reference
from app.services.importing.lists import ListReading, read_list
from app.services.importing.plan import ConsentState, Decisions, Planned, Register, RowStatus, make_plan
from app.services.importing.views import (
    BatchView,
    ImportPreview,
    ImportResult,
    count_rows,
    gone_rows,
    preview_rows,
    result_of,
)
from app.services.one_by_one import only_this_file
from app.services.session import Act, VaultSession, service
from app.storage.imports import RegisterPerson
from app.storage.unit_of_work import UnitOfWork


@service(Act.LOOK)
def preview(
    session: VaultSession,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    *,
    decisions: Decisions | None = None,
) -> ImportPreview:
    """Read a list and tell what its import would do; nothing is written.

    ``mapping``: heading or column letter -> value of :class:`app.services.importing.fields.Field`.
    UserError ``importing.*`` when the file cannot be read as a list.
    """
    progress = progress or silent()
    progress.step("Открываю файл")
    source = read_source(Path(path), progress)
    with session.unit_of_work() as uow:
        organisation = uow.imports.organisation_category()
        with only_this_file(source.name):
            reading = read_list(
                source, today=date.today(), mapping=mapping, organisation=organisation, progress=progress
            )
        progress.step("Сравниваю с реестром")
        plan = _plan(session, uow, reading, _dated(decisions or Decisions(), reading))
    rows = preview_rows(reading, plan.planned)
    return ImportPreview(
        source.name, source.sha256, reading.list_date, reading.sheets, rows, count_rows(rows),
        reading.assumptions, plan.seen, reading, gone_rows(plan.gone),
    )  # fmt: skip


@service(Act.LOOK)
def decide(
    session: VaultSession, shown: ImportPreview, decisions: Decisions, progress: Progress | None = None
) -> ImportPreview:
    """The same list under other decisions: compared anew with the register, but not read anew."""
    (progress or silent()).step("Сравниваю с реестром")
    with session.unit_of_work() as uow:
        plan = _plan(session, uow, shown.reading, _dated(decisions, shown.reading))
    rows = preview_rows(shown.reading, plan.planned)
    return replace(shown, rows=rows, counts=count_rows(rows), already_imported=plan.seen, gone=gone_rows(plan.gone))


@service(Act.RECORD)
def apply(
    session: VaultSession,
    shown: ImportPreview,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Write what the preview told, compared once more with the register of now, in one transaction.

    Doubtful rows are taken, rows whose person is uncertain are held unless decided. Nothing to change: nothing is
    written, not even a batch.
    """
    progress = progress or silent()
    reading = shown.reading
    decisions = _dated(decisions or Decisions(), reading)
    with session.unit_of_work() as uow:
        progress.step("Сравниваю с реестром")
        plan = _plan(session, uow, reading, decisions)
        rows, gone = preview_rows(reading, plan.planned), gone_rows(plan.gone)
        active = [item for item in plan.planned if item.status in {RowStatus.NEW, RowStatus.CHANGED}]
        leaving = [item for item in plan.gone if item.leaves is not None]
        if not active and not leaving:
            return result_of(rows, None, reading.assumptions, gone)
        total = len(active) + len(leaving)
        now = datetime.now(UTC)
        known = {person.id: person for person in uow.imports.register()}
        batch_id = uow.imports.add_batch(reading.source_name, reading.sha256, now, _before(active, known))
        ids = _write_people(uow, active, known, _Batch(batch_id, now, reading, decisions, progress))
        progress.step("Записываю членство", len(active) // 2, total)
        _write_events(uow, active, ids, leaving, _Batch(batch_id, now, reading, decisions, progress))
        progress.step("Записываю согласия", len(active), total)
        _write_consents(session, uow, active, ids, batch_id, now)
        counts = count_rows(rows)
        uow.journal.record(
            "register.imported", batch=batch_id, file_sha256=reading.sha256, rows=counts.rows, created=counts.new,
            updated=counts.changed, rejected=counts.rejected, taken_off=len(leaving),
        )  # fmt: skip
        progress.step("Сохраняю", total, total)
        uow.commit()
    return result_of(rows, batch_id, reading.assumptions, gone)


@service(Act.LOOK)
def last_batch(session: VaultSession) -> BatchView | None:
    """The latest import that was not taken back."""
    with session.unit_of_work() as uow:
        batch = uow.imports.last_batch()
        return None if batch is None else BatchView(batch.id, batch.at, batch.file_name)


@service(Act.RECORD)
def undo(session: VaultSession, batch_id: int) -> int:
    """Take an import back: its people, events and consents go, overwritten values return. Returns how many people
    were touched. UserError ``importing.later_work`` when somebody has built on it since."""
    with session.unit_of_work() as uow:
        batch = uow.imports.batch(batch_id)
        if batch is None:
            raise UserError("importing.no_batch")
        if batch.undone_at is not None:
            raise UserError("importing.already_undone")
        created = uow.imports.created_people(batch_id)
        before: dict[int, dict[str, Any]] = {int(key): value for key, value in json.loads(batch.before).items()}
        with_events = uow.imports.people_with_events(batch_id)
        _refuse_later_work(uow, batch_id, batch.at, created, before, with_events)
        uow.imports.remove(batch_id, created)
        # Names follow the log, so the batch's lines of it go first; what the return itself writes goes after.
        uow.imports.forget_changes(batch_id)
        returned = {
            key: {name: _decoded(name, pair[0]) for name, pair in pairs.items() if name != "search_name"}
            for key, pairs in before.items()
        }
        uow.people.set_fields(returned, changed_on=None, import_batch_id=batch_id)
        uow.imports.forget_changes(batch_id)
        uow.people.rebuild_spans(sorted(with_events - created.keys()))
        batch.undone_at = datetime.now(UTC)
        batch.before = "{}"
        uow.journal.record("register.import_undone", batch=batch_id, removed=len(created), restored=len(before))
        uow.commit()
    return len(created.keys() | before.keys() | with_events)


@dataclass(frozen=True)
class _Plan:
    """What an import would do: each person of the list, those the list no longer names; whether it was seen before."""

    planned: list[Planned]
    gone: list[Gone]
    seen: bool


@dataclass(frozen=True)
class _Batch:
    """What every row written by one import shares."""

    id: int
    at: datetime
    reading: ListReading
    decisions: Decisions
    progress: Progress

    @property
    def changed_on(self) -> date:
        """From when the list's values are true."""
        compare = self.decisions.compare
        return (compare.on if compare is not None else self.reading.list_date) or date.today()


def _dated(decisions: Decisions, reading: ListReading) -> Decisions:
    """The days that were left to the list are its own day, or today."""
    compare = decisions.compare
    if compare is None:
        return decisions
    on = compare.on or reading.list_date or date.today()
    decision = compare.decision
    if decision is not None and decision.on is None:
        decision = replace(decision, on=on)
    return replace(decisions, compare=replace(compare, on=on, decision=decision))


def _plan(session: VaultSession, uow: UnitOfWork, reading: ListReading, decisions: Decisions) -> _Plan:
    seen = uow.imports.was_imported(reading.sha256)
    compare = decisions.compare
    if compare is None:
        reference = Reference(date.today(), reading.list_date, decisions.entry_on, old_file=seen)
    else:
        entry_on = decisions.entry_on or (compare.decision.on if compare.decision else compare.on)
        reference = Reference(
            date.today(), reading.list_date, entry_on, old_file=seen, admits=True, take_back=compare.take_back,
            changed_on=compare.on,
        )  # fmt: skip
    events: Mapping[int, Sequence[Event]] = uow.people.replay_input()
    register = Register(uow.imports.register(), events, _consents(session, uow))
    planned = make_plan(reading.people, register, reference, decisions)
    gone = [] if compare is None else find_gone(planned, reading, register, compare)
    return _Plan(planned, gone, seen)


def _required_parts(session: VaultSession) -> tuple[str, ...]:
    parts = session.profile.consent_parts
    return tuple(part.id for part in parts if part.required) or tuple(part.id for part in parts[:1])


def _consents(session: VaultSession, uow: UnitOfWork) -> dict[int, ConsentState]:
    states: dict[int, ConsentState] = {}
    for part in _required_parts(session)[:1]:
        for person_id, given_on, valid_until, given, withdrawn_on in uow.people.consent_states(part):
            in_force = given and withdrawn_on is None and (valid_until is None or valid_until >= date.today())
            states[person_id] = ConsentState(in_force, withdrawn_on or valid_until or given_on)
    return states


def _before(active: Sequence[Planned], known: Mapping[int, RegisterPerson]) -> str:
    """The overwritten values of known persons: {id: {column: [old, new]}}."""
    return json.dumps(
        {
            item.known_id: {
                name: [_encoded(getattr(known[item.known_id], name)), _encoded(new)]
                for name, new in item.values.items()
                if name != "search_name"
            }
            for item in active
            if item.known_id is not None
        },
        ensure_ascii=False,
    )


_AT_ONCE = 500
"""People written between two looks at the progress: so fast is «Отмена» heard."""


def _write_people(
    uow: UnitOfWork, active: Sequence[Planned], known: Mapping[int, RegisterPerson], batch: _Batch
) -> list[int]:
    """Insert and update; the ids of ``active`` in its order."""
    ids: list[int] = []
    for start in range(0, len(active), _AT_ONCE):
        batch.progress.step("Записываю людей", start // 2, len(active))
        some = active[start : start + _AT_ONCE]
        created = iter(
            uow.people.add_people_bulk(
                [
                    {**item.values, "uid": str(uuid.uuid4()), "import_batch_id": batch.id, "created_at": batch.at}
                    for item in some
                    if item.known_id is None
                ]
            )
        )
        dated, mended = _by_truth(some, known)
        uow.people.set_fields(dated, changed_on=batch.changed_on, import_batch_id=batch.id)
        uow.people.set_fields(mended, changed_on=None, import_batch_id=batch.id)
        ids += [next(created) if item.known_id is None else item.known_id for item in some]
    return ids


_LASTING = frozenset({"sex", "birth_date", "birth_exact", "union_since", "note"})
"""What does not change in life: another value corrects the one before."""


def _by_truth(
    some: Sequence[Planned], known: Mapping[int, RegisterPerson]
) -> tuple[dict[int, dict[str, object]], dict[int, dict[str, object]]]:
    """New values true from the day of the list, and those that only fill a gap or correct."""
    dated: dict[int, dict[str, object]] = {}
    mended: dict[int, dict[str, object]] = {}
    for item in some:
        if item.known_id is None:
            continue
        for name, value in item.values.items():
            if name == "search_name":  # follows the names by itself
                continue
            fills = name in _LASTING or getattr(known[item.known_id], name) in (None, "")
            (mended if fills else dated).setdefault(item.known_id, {})[name] = value
    return dated, mended


def _write_events(
    uow: UnitOfWork, active: Sequence[Planned], ids: Sequence[int], leaving: Sequence[Gone], batch: _Batch
) -> None:
    compare = batch.decisions.compare
    draft = compare.decision if compare is not None else None
    decided_on = None if draft is None else draft.on
    decision_id = None
    if draft is not None and decided_on is not None:
        decision_id = uow.changes.decision_id(decided_on, draft.number, draft.body)
    pairs = [(person_id, event) for item, person_id in zip(active, ids, strict=True) for event in item.events]
    gone: list[tuple[int, NewEvent]] = []
    if compare is not None:
        gone = [(item.person.id, event) for item in leaving if (event := item.event(compare)) is not None]
    rows = [
        {
            "person_id": person_id,
            "kind": event.kind,
            "on_date": event.on,
            "category": event.category,
            "reason": event.reason,
            "basis": event.basis,
            "decision_id": decision_id if decided_on is not None and _decided(event, decided_on) else None,
            "import_batch_id": batch.id,
            "recorded_at": batch.at,
        }
        for person_id, event in [*pairs, *gone]
    ]
    uow.people.add_events_bulk(rows)
    touched = list(dict.fromkeys(person_id for person_id, _ in [*pairs, *gone]))
    for start in range(0, len(touched), _AT_ONCE):
        batch.progress.step("Записываю членство", len(ids) // 2 + start // 2, len(ids) + len(gone))
        uow.people.rebuild_spans(touched[start : start + _AT_ONCE])


_NEAR = 62
"""Days between a decision and the events it may have been taken about."""


def _decided(event: NewEvent, on: date) -> bool:
    """Whether the decision of the list stands behind an event: not behind old dates that the list only tells of."""
    return event.kind in ENTRY_EVENTS | EXIT_EVENTS and abs((event.on - on).days) <= _NEAR


def _write_consents(
    session: VaultSession,
    uow: UnitOfWork,
    active: Sequence[Planned],
    ids: Sequence[int],
    batch_id: int,
    now: datetime,
) -> None:
    rows = [
        {
            "person_id": person_id,
            "edition": session.profile.consent_edition.id,
            "given_on": item.person.consent_on,
            "way": ConsentWay.HANDWRITTEN,
            "import_batch_id": batch_id,
            "recorded_at": now,
        }
        for item, person_id in zip(active, ids, strict=True)
        if item.consent
    ]
    uow.people.add_consents(rows, dict.fromkeys(_required_parts(session), True))


def _refuse_later_work(
    uow: UnitOfWork,
    batch_id: int,
    at: datetime,
    created: Mapping[int, str],
    before: Mapping[int, Mapping[str, Any]],
    with_events: set[int],
) -> None:
    touched = created.keys() | before.keys() | with_events
    now = uow.imports.values_of(before)
    overwritten = any(
        key not in now or any(_encoded(getattr(now[key], name)) != pair[1] for name, pair in pairs.items())
        for key, pairs in before.items()
    )
    later = any(
        touched & {int(key) for key in json.loads(batch.before)} for batch in uow.imports.later_batches(batch_id)
    )
    reasons = (
        (
            overwritten or uow.imports.has_later_edits(at, created.values())
            or uow.imports.has_later_changes(batch_id, created),
            "данные этих людей исправляли",
        ),
        (uow.doubles.merges_since(at, touched), "карточки этих людей объединили с другими"),
        (later, "загружен ещё один список с этими людьми"),
        (uow.imports.has_later_events(batch_id, created, with_events), "записаны приём или снятие с учёта этих людей"),
        (uow.imports.has_offices(created), "этим людям записали должности, обучение или документы"),
        (uow.imports.has_other_consents(batch_id, created), "у этих людей записали или отозвали согласия"),
    )  # fmt: skip
    for found, what in reasons:
        if found:
            raise UserError("importing.later_work", what=what)


def _encoded(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _decoded(name: str, value: Any) -> Any:
    if value is not None and name in {"birth_date", "union_since"}:
        return date.fromisoformat(value)
    return value
