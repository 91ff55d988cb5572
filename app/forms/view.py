"""An evaluated report: what a page, a PDF, an XLSX and a bundle are made from. Frozen; ``Decimal``, never ``float``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.enums import CellKind, CellSource, Severity

Value = Decimal | str | None


@dataclass(frozen=True)
class Unknown:
    """«Нет сведений»: a number that nobody can give, and why. It stays empty on paper and is never a zero.

    ``place`` stands in the report of ``organisation``; an empty name is ours. Without a ``reason`` it was left empty in
    a report that was brought together: that is counted and named as well, but nobody said that it cannot be known.
    """

    place: str
    reason: str
    organisation: str = ""


@dataclass(frozen=True)
class Automatic:
    """A number the vault gave for a cell or field, and where from; ``unknown``: what of it nobody below could give."""

    value: Value
    source: CellSource
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True)
class CellView:
    """A cell after evaluation. ``automatic`` stays beside a typed value, so that both can be shown."""

    address: str
    kind: CellKind
    value: Value
    source: CellSource | None = None
    automatic: Value = None
    reason: str = ""
    """Why the typed number differs from the automatic one, in the chair's words."""


@dataclass(frozen=True)
class Violation:
    """A failed check: the sentence names the places and both sides. ``cells``: the faulty one first."""

    rule: str
    severity: Severity
    cells: tuple[str, ...]
    message: str
    source: str
    left: Decimal | None = None
    operator: str = ""
    right: Decimal | None = None
    explanation: str = ""


@dataclass(frozen=True)
class TargetView:
    """How a report stands to a goal of the union's programme; ``reached`` is None while the value is unknown."""

    id: str
    sentence: str
    value: Decimal | None
    least: Decimal
    reached: bool | None
    source: str


@dataclass(frozen=True)
class ReportView:
    """The whole evaluated report."""

    form: str
    edition: str
    period: str
    cells: Mapping[str, CellView]
    """Every cell of every table, blocked ones too, in the form's order."""
    fields: Mapping[str, CellView]
    lists: Mapping[str, tuple[Mapping[str, Value], ...]]
    violations: tuple[Violation, ...]
    missing: tuple[str, ...] = ()
    """Places that a complete report has and that are empty here, in the order of the paper: addresses of cells, names
    of fields, ``LIST.ROW.COLUMN`` of a begun row."""
    targets: tuple[TargetView, ...] = ()
    """Goals of the union's programme: to be shown, never in the way."""
    unknown: Mapping[str, tuple[Unknown, ...]] = field(default_factory=dict)
    """What nobody could give, by every place it bears on: the empty cell itself and all sums that lack it."""

    emptied: tuple[str, ...] = ()
    """Lists of which a person said that they have no rows."""

    @property
    def complete(self) -> bool:
        """Nothing is missing."""
        return not self.missing

    @property
    def untouched(self) -> bool:
        """Neither a person nor the vault has put anything into the tables, the lists or the required fields."""
        given = (
            (*self.cells.values(), *self.fields.values()) if not self.cells and not self.lists else self.cells.values()
        )
        return not any(cell.source for cell in given if cell.kind is CellKind.INPUT) and not any(
            (*self.lists.values(), *self.unknown.values(), *self.emptied)
        )

    @property
    def errors(self) -> tuple[Violation, ...]:
        """Violations that block signing."""
        return tuple(v for v in self.violations if v.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """Violations that need a written explanation."""
        return tuple(v for v in self.violations if v.severity is Severity.WARNING)
