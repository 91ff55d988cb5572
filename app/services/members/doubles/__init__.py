"""People recorded twice: hints while typing, suspects, putting two records together, taking it back."""

from app.services.members.doubles.finding import keep_apart, likely, suspects
from app.services.members.doubles.merging import look, merge, merged, undo
from app.services.members.doubles.views import (
    Choice,
    FieldPair,
    Hint,
    MergedView,
    MergeView,
    Side,
    Suspect,
    VoidedEvent,
)

__all__ = [
    "Choice", "FieldPair", "Hint", "MergeView", "MergedView", "Side", "Suspect", "VoidedEvent", "keep_apart", "likely",
    "look", "merge", "merged", "suspects", "undo",
]  # fmt: skip
