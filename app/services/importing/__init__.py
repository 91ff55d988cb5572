"""Import of lists of people from spreadsheets: read, recognise, compare with the register, write, take back."""

from app.services.importing.comparing import GoneAs, ListComparison, ListDecision
from app.services.importing.fields import ListField
from app.services.importing.lists import SheetReading
from app.services.importing.mapping import ColumnMapping
from app.services.importing.plan import Decisions
from app.services.importing.planned import PlannedChange, RowStatus
from app.services.importing.service import apply, decide_rows, last_batch, preview, undo
from app.services.importing.views import (
    BatchView,
    GoneRow,
    ImportCounts,
    ImportPreview,
    ImportResult,
    PreviewRow,
    ServiceView,
    gone_document,
    result_document,
)
from app.services.importing.waiting import (
    DecidedRow,
    MeantPerson,
    RowDecision,
    WaitingView,
    count_waiting,
    decide_row,
    waiting_rows,
)

__all__ = [
    "BatchView",
    "ColumnMapping",
    "DecidedRow",
    "Decisions",
    "GoneAs",
    "GoneRow",
    "ImportCounts",
    "ImportPreview",
    "ImportResult",
    "ListComparison",
    "ListDecision",
    "ListField",
    "MeantPerson",
    "PlannedChange",
    "PreviewRow",
    "RowDecision",
    "RowStatus",
    "ServiceView",
    "SheetReading",
    "WaitingView",
    "apply",
    "count_waiting",
    "decide_row",
    "decide_rows",
    "gone_document",
    "last_batch",
    "preview",
    "result_document",
    "undo",
    "waiting_rows",
]
