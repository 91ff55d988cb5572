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
    gone_document,
    result_document,
)

__all__ = [
    "TITLES", "BatchView", "ColumnMapping", "Comparison", "DecisionDraft", "Decisions", "Field", "FieldChange",
    "GoneAs", "GoneRow", "ImportCounts", "ImportPreview", "ImportResult", "PreviewRow", "RowStatus", "SheetReading",
    "apply", "decide", "gone_document", "last_batch", "preview", "result_document", "undo",
]  # fmt: skip
