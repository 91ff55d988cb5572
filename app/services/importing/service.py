"""Import of a list: preview, apply in one transaction, take back as one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from app.domain.enums import ConsentWay
from app.domain.membership import Event
from app.errors import UserError
from app.progress import Progress, silent
from app.services.importing.history import Reference
from app.services.importing.lists import ListReading, read_list
from app.services.importing.plan import ConsentState, Decisions, Planned, Register, RowStatus, make_plan
from app.services.importing.sheets import read_source
from app.services.importing.views import (
    BatchView,
    ImportPreview,
    ImportResult,
    count_rows,
    preview_rows,
    result_of,
)
from app.services.session import READERS, WRITERS, VaultSession
from app.storage.imports import RegisterPerson
from app.storage.unit_of_work import UnitOfWork


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
    session.require(*READERS)
    progress = progress or silent()
    progress.step("Открываю файл")
    source = read_source(Path(path))
    with session.unit_of_work() as uow:
        organisation = uow.imports.organisation_category()
        reading = read_list(source, today=date.today(), mapping=mapping, organisation=organisation, progress=progress)
        progress.step("Сравниваю с реестром")
        planned, seen = _plan(session, uow, reading, decisions or Decisions())
    rows = preview_rows(reading, planned)
    return ImportPreview(
        source.name, source.sha256, reading.list_date, reading.sheets, rows, count_rows(rows),
        reading.assumptions, seen, reading,
    )  # fmt: skip


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
    session.require(*WRITERS)
    progress = progress or silent()
    decisions = decisions or Decisions()
    reading = shown.reading
    with session.unit_of_work() as uow:
        planned, _ = _plan(session, uow, reading, decisions)
        rows = preview_rows(reading, planned)
        active = [item for item in planned if item.status in {RowStatus.NEW, RowStatus.CHANGED}]
        if not active:
            return result_of(rows, None, reading.assumptions)
        now = datetime.now(UTC)
        known = {person.id: person for person in uow.imports.register()}
        batch_id = uow.imports.add_batch(reading.source_name, reading.sha256, now, _before(active, known))
        progress.step("Записываю людей", 0, len(active))
        ids = _write_people(uow, active, batch_id, now)
        progress.step("Записываю членство", len(active) // 2, len(active))
        _write_events(uow, active, ids, batch_id, now)
        _write_consents(session, uow, active, ids, batch_id, now)
        counts = count_rows(rows)
        uow.journal.record(
            "register.imported", batch=batch_id, file_sha256=reading.sha256, rows=counts.rows, created=counts.new,
            updated=counts.changed, rejected=counts.rejected,
        )  # fmt: skip
        progress.step("Сохраняю", len(active), len(active))
        uow.commit()
    return result_of(rows, batch_id, reading.assumptions)


def last_batch(session: VaultSession) -> BatchView | None:
    """The latest import that was not taken back."""
    session.require(*READERS)
    with session.unit_of_work() as uow:
        batch = uow.imports.last_batch()
        return None if batch is None else BatchView(batch.id, batch.at, batch.file_name)


def undo(session: VaultSession, batch_id: int) -> int:
    """Take an import back: its people, events and consents go, overwritten values return. Returns how many people
    were touched. UserError ``importing.later_work`` when somebody has built on it since."""
    session.require(*WRITERS)
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
        uow.imports.update_people(
            [{"id": key, **{name: _decoded(name, pair[0]) for name, pair in pairs.items()}}
             for key, pairs in before.items() if pairs]
        )  # fmt: skip
        uow.people.rebuild_spans(sorted(with_events - created.keys()))
        batch.undone_at = datetime.now(UTC)
        batch.before = "{}"
        uow.journal.record("register.import_undone", batch=batch_id, removed=len(created), restored=len(before))
        uow.commit()
    return len(created.keys() | before.keys() | with_events)


def _plan(
    session: VaultSession, uow: UnitOfWork, reading: ListReading, decisions: Decisions
) -> tuple[list[Planned], bool]:
    seen = uow.imports.was_imported(reading.sha256)
    reference = Reference(date.today(), reading.list_date, decisions.entry_on, old_file=seen)
    events: Mapping[int, Sequence[Event]] = uow.people.replay_input()
    register = Register(uow.imports.register(), events, _consents(session, uow))
    return make_plan(reading.people, register, reference, decisions), seen


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
            }
            for item in active
            if item.known_id is not None
        },
        ensure_ascii=False,
    )


def _write_people(uow: UnitOfWork, active: Sequence[Planned], batch_id: int, now: datetime) -> list[int]:
    """Insert and update; the ids of ``active`` in its order."""
    new = [item for item in active if item.known_id is None]
    created = iter(
        uow.people.add_people_bulk(
            [{**item.values, "uid": str(uuid.uuid4()), "import_batch_id": batch_id, "created_at": now} for item in new]
        )
    )
    uow.imports.update_people([{"id": i.known_id, **i.values} for i in active if i.known_id is not None and i.values])
    return [next(created) if item.known_id is None else item.known_id for item in active]


def _write_events(uow: UnitOfWork, active: Sequence[Planned], ids: Sequence[int], batch_id: int, now: datetime) -> None:
    rows = [
        {
            "person_id": person_id,
            "kind": event.kind,
            "on_date": event.on,
            "category": event.category,
            "reason": event.reason,
            "basis": event.basis,
            "import_batch_id": batch_id,
            "recorded_at": now,
        }
        for item, person_id in zip(active, ids, strict=True)
        for event in item.events
    ]
    uow.people.add_events_bulk(rows)
    uow.people.rebuild_spans([person_id for item, person_id in zip(active, ids, strict=True) if item.events])


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
        (overwritten or uow.imports.has_later_edits(at, created.values()), "данные этих людей исправляли"),
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
