"""Rows of lists about which somebody must decide: kept in the vault until then, and decided one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from app.errors import UserError
from app.models import WaitingRow
from app.progress import silent
from app.services.importing.applying import Written, write_batch
from app.services.importing.lists import ListReading
from app.services.importing.plan import Decisions
from app.services.importing.planned import Planned, RowStatus
from app.services.importing.planning import plan_list
from app.services.importing.records import ListPerson, RejectedRow, RowRemark, row_fingerprint
from app.services.importing.records_json import person_from_json, person_to_json
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


class RowDecision(StrEnum):
    """What a waiting row is."""

    NEW = "new"
    SAME = "same"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class MeantPerson:
    """Somebody of the register whom the row may mean."""

    id: int
    name: str
    birth_date: date | None


@dataclass(frozen=True)
class WaitingView:
    """A row that waits. ``readable`` False: not even a name could be read, it can only be left out."""

    id: int
    name: str
    birth_date: date | None
    file_name: str
    sheet: str
    row: int
    reasons: tuple[str, ...]
    candidates: tuple[MeantPerson, ...]
    refused: bool
    """A value of the row could not be taken: who takes the row takes it without."""
    readable: bool
    dated: bool
    """The row tells since when the person is on the register."""
    waits_since: datetime


@dataclass(frozen=True)
class DecidedRow:
    """What became of a row. ``batch_id``: the import that wrote it, to be taken back like any other; None: nothing new
    was written."""

    row_id: int
    decision: RowDecision
    person_id: int | None
    batch_id: int | None
    waiting: int
    """How many rows still wait."""


@service(Act.LOOK)
def waiting_rows(session: VaultSession) -> tuple[WaitingView, ...]:
    """All rows that wait, in the order they came."""
    with session.unit_of_work() as uow:
        rows = uow.waiting.waiting()
        ids = {person_id for row in rows for person_id in json.loads(row.candidates)}
        known = uow.imports.values_of(ids)
        result = []
        for row in rows:
            candidates = tuple(
                MeantPerson(
                    k.id,
                    " ".join(part for part in (k.surname, k.name, k.patronymic) if part),
                    k.birth_date if k.birth_exact else None,
                )
                for person_id in json.loads(row.candidates)
                if (k := known.get(person_id)) is not None and k.surname
            )
            dated = False
            if row.content:
                person = person_from_json(json.loads(row.content)["person"])
                dated = any(e.entry_on is not None for e in person.episodes)
            result.append(
                WaitingView(
                    id=row.id,
                    name=row.name,
                    birth_date=row.birth_date,
                    file_name=row.file_name,
                    sheet=row.sheet,
                    row=row.row,
                    reasons=tuple(json.loads(row.reasons)),
                    candidates=candidates,
                    refused=row.refused,
                    readable=bool(row.content),
                    dated=dated,
                    waits_since=row.waits_since,
                )
            )
    return tuple(result)


@service(Act.LOOK)
def count_waiting(session: VaultSession) -> int:
    """How many rows wait."""
    with session.unit_of_work() as uow:
        return uow.waiting.count()


@service(Act.RECORD)
def decide_row(
    session: VaultSession,
    row_id: int,
    decision: RowDecision,
    *,
    person_id: int | None = None,
    entry_on: date | None = None,
) -> DecidedRow:
    """Take a waiting row as a new person, as that person of the register, or leave it out.

    ``entry_on``: since when on the register, for a row that does not say. A row that is left out loses its words; the
    same row of a later list is then not asked about again. UserError ``importing.no_waiting_row``,
    ``importing.waiting_unreadable``, ``importing.waiting_no_date``, ``people.unknown``.
    """
    with session.unit_of_work() as uow:
        row = uow.waiting.find(row_id)
        if row is None:
            raise UserError("importing.no_waiting_row", row=row_id)
        batch_id: int | None = None
        found: int | None = None
        if decision is not RowDecision.LEAVE_OUT:
            batch_id, found = _take(
                session, uow, row, person_id if decision is RowDecision.SAME else None, decision, entry_on
            )
        uow.waiting.decide(row, found, batch_id)
        uow.journal.record("register.row_decided", decision=decision.value, batch=batch_id)
        left = uow.waiting.count()
        uow.commit()
    return DecidedRow(row_id, decision, found, batch_id, left)


def _take(
    session: VaultSession,
    uow: UnitOfWork,
    row: WaitingRow,
    person_id: int | None,
    decision: RowDecision,
    entry_on: date | None,
) -> tuple[int | None, int]:
    if not row.content:
        raise UserError("importing.waiting_unreadable", row=row.row)
    if decision is RowDecision.SAME and (person_id is None or person_id not in uow.imports.values_of([person_id])):
        raise UserError("people.unknown", id=person_id or 0)
    content = json.loads(row.content)
    person = replace(person_from_json(content["person"]), twin=None)
    if row.refused and person_id is not None:
        person = replace(person, keeps_name=True, former=())
    list_date = date.fromisoformat(content["list_date"]) if content["list_date"] else None
    reading = ListReading(
        source_name=row.file_name,
        sha256=row.file_sha256,
        sheets=(),
        people=(person,),
        rejected=(),
        duplicates=(),
        assumptions=(),
        list_date=list_date,
    )
    key = (person.place.sheet, person.place.row)
    decisions = Decisions(entry_on=entry_on, link={key: person_id})
    (item,) = plan_list(uow, session, reading, decisions).planned
    if item.status is RowStatus.REJECTED:
        raise UserError("importing.waiting_no_date", name=person.shown_name)
    if item.status not in {RowStatus.NEW, RowStatus.CHANGED}:
        assert item.known_id is not None
        return None, item.known_id
    written = write_batch(
        uow=uow, session=session, active=[item], leaving=[], reading=reading, decisions=decisions, progress=silent()
    )
    return written.batch_id, written.people[key]


@dataclass(frozen=True)
class ToKeep:
    """Rows of one list that are to wait."""

    rows: tuple[WaitingRow, ...]
    still: int
    """How many rows of the list wait, those included that waited before."""


def rows_to_keep(
    uow: UnitOfWork, reading: ListReading, planned: Sequence[Planned], rejected: Sequence[RejectedRow]
) -> ToKeep:
    """What of a list has to wait: held and refused rows, none of them twice."""
    waits = uow.waiting.fingerprints()
    seen: set[str] = set()
    rows: list[WaitingRow] = []
    still = 0
    undecided: list[tuple[ListPerson | RejectedRow, tuple[RowRemark, ...], tuple[int, ...], bool]] = [
        (item.person, item.remarks, item.candidates, item.status is RowStatus.REJECTED)
        for item in planned
        if item.status in {RowStatus.HELD, RowStatus.REJECTED}
    ]
    undecided += [(row, row.remarks, (), True) for row in rejected]
    for row, remarks, candidates, refused in undecided:
        still += 1
        key = row_fingerprint(row)
        if key in waits and key not in seen:
            continue  # it waits since an earlier reading of this list
        seen.add(key)
        rows.append(_waiting_row(reading, row, remarks, candidates, refused=refused))
    return ToKeep(tuple(rows), still)


def _waiting_row(
    reading: ListReading,
    row: ListPerson | RejectedRow,
    remarks: Sequence[RowRemark],
    candidates: Sequence[int],
    *,
    refused: bool,
) -> WaitingRow:
    person = row.person if isinstance(row, RejectedRow) else row
    content = ""
    if person is not None:
        list_date = reading.list_date.isoformat() if reading.list_date else None
        content = json.dumps({"person": person_to_json(person), "list_date": list_date}, ensure_ascii=False)
    return WaitingRow(
        file_name=reading.source_name,
        file_sha256=reading.sha256,
        sheet=row.place.sheet,
        row=row.place.row,
        fingerprint=row_fingerprint(row),
        name=person.shown_name if person is not None else getattr(row, "name", ""),
        search_name=row.search_name,
        birth_date=row.birth_date,
        content=content,
        reasons=json.dumps([f"{r.column}: {r.reason}" if r.column else r.reason for r in remarks], ensure_ascii=False),
        candidates=json.dumps(list(candidates)),
        refused=refused,
        waits_since=datetime.now(UTC),
    )


def keep_rows(
    uow: UnitOfWork, kept: ToKeep, planned: Sequence[Planned], written: Written, decisions: Decisions
) -> None:
    """Store the rows; those the list was held for because of a twin of its own name that twin's record."""
    twins = {item.person.place: item.person.twin for item in planned if item.status is RowStatus.HELD}
    by_row = {(twin.sheet, twin.row) for twin in twins.values() if twin is not None}
    ids = {key: written.people[key] for key in by_row if key in written.people}
    of_row = {(place.sheet, place.row): twin for place, twin in twins.items() if twin is not None}
    for row in kept.rows:
        row.import_batch_id = written.batch_id
        twin = of_row.get((row.sheet, row.row))
        found = ids.get((twin.sheet, twin.row)) if twin is not None else None
        candidates = json.loads(row.candidates)
        if found is not None and found not in candidates:
            row.candidates = json.dumps([*candidates, found])
    uow.waiting.add(kept.rows)
    _close_answered(uow, planned, written, decisions)


def _close_answered(uow: UnitOfWork, planned: Sequence[Planned], written: Written, decisions: Decisions) -> None:
    """Rows that waited and were decided in this list, or mended in it, wait no longer; decisions are remembered."""
    waiting = uow.waiting.waiting()
    if not waiting:
        return
    by_key = {row.fingerprint: row for row in waiting}
    by_place = {(row.search_name, row.sheet, row.row): row for row in waiting if row.search_name}
    for item in planned:
        key = (item.person.place.sheet, item.person.place.row)
        taken = written.people.get(key, item.known_id)
        decided = key in decisions.link or key in decisions.join or key in decisions.skip
        if item.status in {RowStatus.HELD, RowStatus.REJECTED} or (taken is None and not decided):
            continue
        row = by_key.get(row_fingerprint(item.person)) or by_place.get((item.person.search_name, *key))
        if item.status is RowStatus.SKIPPED:
            taken = None
        if row is not None and row.decided_at is None:
            uow.waiting.decide(row, taken, written.batch_id)
