"""Import of lists of people from spreadsheets: read, recognise, compare with the register, write, take back."""

from app.services.importing.comparing import Comparison, DecisionDraft, GoneAs
from app.services.importing.fields import TITLES, Field
from app.services.importing.lists import SheetReading
from app.services.importing.mapping import ColumnMapping
from app.services.importing.plan import Decisions, FieldChange, RowStatus
from app.services.importing.service import apply, decide, last_batch, preview, undo
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
    Candidate,
    DecidedRow,
    RowDecision,
    WaitingView,
    count_waiting,
    decide_row,
    waiting_rows,
)

__all__ = [
    "TITLES", "BatchView", "Candidate", "ColumnMapping", "Comparison", "DecidedRow", "DecisionDraft", "Decisions",
    "Field", "FieldChange", "GoneAs", "GoneRow", "ImportCounts", "ImportPreview", "ImportResult", "PreviewRow",
    "RowDecision", "RowStatus", "ServiceView", "SheetReading", "WaitingView", "apply", "count_waiting", "decide",
    "decide_row", "gone_document", "last_batch", "preview", "result_document", "undo", "waiting_rows",
]  # fmt: skip
