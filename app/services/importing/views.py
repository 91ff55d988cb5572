"""What the import gives to the window and the command line: previews, outcomes, and their JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.enums import MemberCategory
from app.services.importing.comparing import Gone, GoneAs
from app.services.importing.lists import ListReading, SheetReading
from app.services.importing.plan import PlannedChange, RowStatus
from app.services.importing.planning import ListPlan
from app.services.importing.records import RowRemark


@dataclass(frozen=True)
class PreviewRow:
    """One row of the list and what the import would do with it. ``row`` counts from 1 as the spreadsheet does."""

    sheet: str
    row: int
    name: str
    status: RowStatus
    reasons: tuple[str, ...]
    changes: tuple[PlannedChange, ...] = ()
    person_id: int | None = None
    candidates: tuple[int, ...] = ()
    column: str = ""
    """The column of the first reason; empty when it is about the whole row."""
    twin: tuple[str, int] | None = None
    """The earlier row (sheet, row) that may be about the same person."""
    readable: bool = True
    """A name could be read, so that the row can be taken."""

    @property
    def key(self) -> tuple[str, int]:
        """By this a decision names the row."""
        return self.sheet, self.row

    @property
    def waits(self) -> bool:
        """Not taken: the row is kept in the vault until somebody decides."""
        return self.status in {RowStatus.HELD, RowStatus.REJECTED}

    @property
    def doubtful(self) -> bool:
        """Taken or held with a remark."""
        return bool(self.reasons) and self.status not in {RowStatus.DUPLICATE, RowStatus.REJECTED, RowStatus.SKIPPED}


@dataclass(frozen=True)
class ServiceView:
    """A row that was taken for nobody's: ``reason`` is what for (a total, a signature, a heading)."""

    sheet: str
    row: int
    text: str
    reason: str


def service_rows(reading: ListReading) -> tuple[ServiceView, ...]:
    """All rows that are nobody's, in the order of the sheets."""
    found = sorted(reading.service, key=lambda row: row.place)
    return tuple(ServiceView(row.place.sheet, row.place.row, row.text, row.reason) for row in found)


@dataclass(frozen=True)
class GoneRow:
    """A person of the register whom the list does not name. ``leaves`` None: left as they are."""

    person_id: int
    name: str
    birth_date: date | None
    department: str
    study_group: str
    category: MemberCategory
    since: date
    finished: bool
    """Their studies are at their end."""
    certain: bool
    """False: a row of the list may mean this person."""
    why: str
    leaves: GoneAs | None


def gone_rows(gone: Sequence[Gone]) -> tuple[GoneRow, ...]:
    """The gone as they are shown."""
    return tuple(
        GoneRow(
            person_id=item.person.id,
            name=" ".join(part for part in (item.person.surname, item.person.name, item.person.patronymic) if part),
            birth_date=item.person.birth_date if item.person.birth_exact else None,
            department=item.person.department,
            study_group=item.person.study_group,
            category=item.category,
            since=item.since,
            finished=item.finished,
            certain=item.certain,
            why=item.why,
            leaves=item.leaves,
        )
        for item in gone
    )


@dataclass(frozen=True)
class ImportCounts:
    """How many rows end how. ``doubtful`` are also among new, changed, unchanged or held."""

    rows: int
    new: int
    changed: int
    unchanged: int
    duplicates: int
    doubtful: int
    rejected: int
    held: int


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do. ``sheets`` hold the mapping with its confidence and samples."""

    file_name: str
    sha256: str
    list_date: date | None
    sheets: tuple[SheetReading, ...]
    rows: tuple[PreviewRow, ...]
    counts: ImportCounts
    assumptions: tuple[str, ...]
    already_imported: bool
    """This very file was imported before."""
    reading: ListReading
    gone: tuple[GoneRow, ...] = ()
    """On the register, not in the list; empty when the list is not compared with the whole register."""
    service: tuple[ServiceView, ...] = ()
    """Rows taken for totals, signatures and headings."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did. ``batch_id`` None: nothing had to be changed (or it was only a trial)."""

    rows: int
    created: int
    updated: int
    unchanged: int
    duplicates: tuple[PreviewRow, ...]
    doubtful: tuple[PreviewRow, ...]
    rejected: tuple[PreviewRow, ...]
    batch_id: int | None
    assumptions: tuple[str, ...] = ()
    gone: tuple[GoneRow, ...] = ()
    service: tuple[ServiceView, ...] = ()
    waiting: int = 0
    """How many rows of the list wait for a decision."""

    @property
    def taken_off(self) -> int:
        """How many of the gone were taken off the register."""
        return sum(row.leaves is not None for row in self.gone)


@dataclass(frozen=True)
class BatchView:
    """An import that can be taken back."""

    id: int
    at: datetime
    file_name: str


def preview_rows(plan: ListPlan, reading: ListReading) -> tuple[PreviewRow, ...]:
    """All rows in the order of the sheets."""
    rows = [
        (
            item.person.place,
            PreviewRow(
                sheet=item.person.place.sheet,
                row=item.person.place.row,
                name=item.person.shown_name,
                status=item.status,
                reasons=_texts(item.remarks),
                changes=item.changes,
                person_id=item.known_id,
                candidates=item.candidates,
                column=_column(item.remarks),
                twin=None if item.person.twin is None else (item.person.twin.sheet, item.person.twin.row),
            ),
        )
        for item in plan.planned
    ]
    rows += [
        (r.place, PreviewRow(r.place.sheet, r.place.row, r.name, RowStatus.REJECTED, _texts(r.remarks),
                             column=_column(r.remarks), readable=r.person is not None))
        for r in plan.rejected
    ]  # fmt: skip
    rows += [
        (d.place, PreviewRow(d.place.sheet, d.place.row, d.name, RowStatus.DUPLICATE, (d.reason,)))
        for d in reading.duplicates
    ]
    return tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))


def _texts(remarks: Sequence[RowRemark]) -> tuple[str, ...]:
    return tuple(f"{remark.column}: {remark.reason}" if remark.column else remark.reason for remark in remarks)


def _column(remarks: Sequence[RowRemark]) -> str:
    return next((remark.column for remark in remarks if remark.column), "")


def count_rows(rows: Sequence[PreviewRow]) -> ImportCounts:
    """The counts of these rows."""

    def count(status: RowStatus) -> int:
        return sum(row.status is status for row in rows)

    return ImportCounts(
        rows=len(rows),
        new=count(RowStatus.NEW),
        changed=count(RowStatus.CHANGED),
        unchanged=count(RowStatus.KNOWN),
        duplicates=count(RowStatus.DUPLICATE),
        doubtful=sum(row.doubtful for row in rows),
        rejected=count(RowStatus.REJECTED),
        held=count(RowStatus.HELD),
    )


def import_outcome(
    rows: Sequence[PreviewRow],
    batch_id: int | None,
    assumptions: Sequence[str] = (),
    gone: Sequence[GoneRow] = (),
    service: Sequence[ServiceView] = (),
    waiting: int | None = None,
) -> ImportResult:
    """The outcome that these rows stand for."""
    counts = count_rows(rows)
    return ImportResult(
        rows=counts.rows,
        created=counts.new,
        updated=counts.changed,
        unchanged=counts.unchanged,
        duplicates=tuple(row for row in rows if row.status is RowStatus.DUPLICATE),
        doubtful=tuple(row for row in rows if row.doubtful),
        rejected=tuple(row for row in rows if row.status is RowStatus.REJECTED),
        batch_id=batch_id,
        assumptions=tuple(assumptions),
        gone=tuple(gone),
        service=tuple(service),
        waiting=sum(row.waits for row in rows) if waiting is None else waiting,
    )


def result_document(result: ImportResult | ImportPreview) -> dict[str, object]:
    """The JSON of ``register import`` (``contract.md``); a preview tells what would happen."""
    if isinstance(result, ImportPreview):
        result = import_outcome(result.rows, None, result.assumptions, result.gone, result.service)
    return {
        "rows": result.rows,
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "duplicates": [_line(row) for row in result.duplicates],
        "doubtful": [{**_line(row), "imported": row.status is not RowStatus.HELD} for row in result.doubtful],
        "rejected": [_line(row) for row in result.rejected],
        "batch_id": result.batch_id,
        "assumptions": list(result.assumptions),
        "waiting": result.waiting,
        "service_rows": [
            {"sheet": row.sheet, "row": row.row, "text": row.text, "reason": row.reason} for row in result.service
        ],
    }


def gone_document(result: ImportResult | ImportPreview) -> dict[str, object]:
    """What ``register import --compare`` adds to the JSON: who is not in the list, and who of them is taken off."""
    return {
        "taken_off": sum(row.leaves is not None for row in result.gone),
        "gone": [
            {
                "id": row.person_id,
                "name": row.name,
                "department": row.department,
                "study_group": row.study_group,
                "finished": row.finished,
                "leaves": row.leaves,
                "reason": row.why,
            }
            for row in result.gone
        ],
    }


def _line(row: PreviewRow) -> dict[str, object]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "column": row.column or None,
        "name": row.name,
        "reason": "; ".join(row.reasons),
    }
