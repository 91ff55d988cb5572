"""Import of a list: preview, apply in one transaction, take back as one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.progress import Progress, silent
from app.services.importing.applying import encoded, write_batch
from app.services.importing.caged import read_source
from app.services.importing.lists import read_list
from app.services.importing.plan import Decisions
from app.services.importing.planned import RowStatus
from app.services.importing.planning import plan_list, with_days
from app.services.importing.views import (
    BatchView,
    ImportPreview,
    ImportResult,
    count_rows,
    gone_rows,
    import_outcome,
    preview_rows,
    service_rows,
)
from app.services.importing.waiting import keep_rows, rows_to_keep
from app.services.one_by_one import only_this_file
from app.services.session import Act, VaultSession, service
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

    ``mapping``: heading or column letter -> value of :class:`app.services.importing.fields.ListField`.
    UserError ``importing.*`` when the file cannot be read as a list.
    """
    progress = progress or silent()
    progress.step("Открываю файл")
    source = read_source(Path(path), progress)
    with session.unit_of_work() as uow:
        organisation = uow.imports.organisation_category()
        decisions = decisions or Decisions()
        with only_this_file(source.name):
            reading = read_list(
                source,
                today=date.today(),
                mapping=mapping,
                organisation=organisation,
                progress=progress,
                people=decisions.people,
            )
        progress.step("Сравниваю с реестром")
        plan = plan_list(uow, session, reading, with_days(decisions, reading))
    rows = preview_rows(plan, reading)
    return ImportPreview(
        file_name=source.name,
        sha256=source.sha256,
        list_date=reading.list_date,
        sheets=reading.sheets,
        rows=rows,
        counts=count_rows(rows),
        assumptions=reading.assumptions,
        already_imported=plan.seen,
        reading=reading,
        gone=gone_rows(plan.gone),
        service=service_rows(reading),
    )


@service(Act.LOOK)
def decide_rows(
    session: VaultSession, shown: ImportPreview, decisions: Decisions, progress: Progress | None = None
) -> ImportPreview:
    """The same list under other decisions: compared anew with the register, but not read anew."""
    (progress or silent()).step("Сравниваю с реестром")
    with session.unit_of_work() as uow:
        plan = plan_list(uow, session, shown.reading, with_days(decisions, shown.reading))
    rows = preview_rows(plan, shown.reading)
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
    decisions = with_days(decisions or Decisions(), reading)
    with session.unit_of_work() as uow:
        progress.step("Сравниваю с реестром")
        plan = plan_list(uow, session, reading, decisions)
        rows, gone = preview_rows(plan, reading), gone_rows(plan.gone)
        active = [item for item in plan.planned if item.status in {RowStatus.NEW, RowStatus.CHANGED}]
        leaving = [item for item in plan.gone if item.leaves is not None]
        kept = rows_to_keep(uow, reading, plan.planned, plan.rejected)
        done = import_outcome(rows, None, reading.assumptions, gone, service_rows(reading), kept.still)
        if not active and not leaving and not kept.rows:
            return done
        written = write_batch(
            uow=uow,
            session=session,
            active=active,
            leaving=leaving,
            reading=reading,
            decisions=decisions,
            progress=progress,
        )
        keep_rows(uow, kept, plan.planned, written, decisions)
        batch_id = written.batch_id
        total = len(active) + len(leaving)
        counts = count_rows(rows)
        uow.journal.record(
            "register.imported",
            batch=batch_id,
            file_sha256=reading.sha256,
            rows=counts.rows,
            created=counts.new,
            updated=counts.changed,
            rejected=counts.rejected,
            taken_off=len(leaving),
            waiting=len(kept.rows),
        )
        progress.step("Сохраняю", total, total)
        uow.commit()
    return replace(done, batch_id=batch_id)


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
        uow.waiting.take_back(batch_id)
        uow.imports.remove(batch_id, created)
        # Names follow the log, so the batch's lines of it go first; what the return itself writes goes after.
        uow.imports.forget_changes(batch_id)
        returned = {
            key: {name: _decoded(name, pair[0]) for name, pair in pairs.items() if name != "search_name"}
            for key, pairs in before.items()
        }
        uow.people.set_fields(returned, changed_on=None, import_batch_id=batch_id)
        uow.imports.forget_changes(batch_id)
        uow.people.refresh_names(sorted(before))
        uow.people.rebuild_spans(sorted(with_events - created.keys()))
        batch.undone_at = datetime.now(UTC)
        batch.before = "{}"
        uow.journal.record("register.import_undone", batch=batch_id, removed=len(created), restored=len(before))
        uow.commit()
    return len(created.keys() | before.keys() | with_events)


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
        key not in now or any(encoded(getattr(now[key], name)) != pair[1] for name, pair in pairs.items())
        for key, pairs in before.items()
    )
    later = any(
        touched & {int(key) for key in json.loads(batch.before)} for batch in uow.imports.later_batches(batch_id)
    )
    reasons = (
        (
            overwritten
            or uow.imports.has_later_edits(at, created.values())
            or uow.imports.has_later_changes(batch_id, created),
            "данные этих людей исправляли",
        ),
        (uow.doubles.merges_since(at, touched), "карточки этих людей объединили с другими"),
        (later, "загружен ещё один список с этими людьми"),
        (uow.imports.has_later_events(batch_id, created, with_events), "записаны приём или снятие с учёта этих людей"),
        (uow.imports.has_offices(created), "этим людям записали должности, обучение или документы"),
        (uow.imports.has_other_consents(batch_id, created), "у этих людей записали или отозвали согласия"),
    )
    for found, what in reasons:
        if found:
            raise UserError("importing.later_work", what=what)


def _decoded(name: str, value: Any) -> Any:
    if value is not None and name in {"birth_date", "union_since"}:
        return date.fromisoformat(value)
    return value
