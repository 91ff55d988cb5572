"""People recorded twice: hints while typing, suspects, putting two records together, taking it back."""

from app.services.members.doubles.finding import keep_apart, likely, suspects
from app.services.members.doubles.merging import look, merge, merges_made, undo_merge
from app.services.members.doubles.views import (
    FieldPair,
    Hint,
    MergeChoice,
    MergedView,
    MergeView,
    Side,
    Suspect,
    VoidedEvent,
)

__all__ = [
    "FieldPair",
    "Hint",
    "MergeChoice",
    "MergeView",
    "MergedView",
    "Side",
    "Suspect",
    "VoidedEvent",
    "keep_apart",
    "likely",
    "look",
    "merge",
    "merges_made",
    "suspects",
    "undo_merge",
]  # fmt: skip
