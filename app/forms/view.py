"""An evaluated report: what a page, a PDF, an XLSX and a bundle are made from. Frozen; ``Decimal``, never ``float``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.enums import CellKind, CellSource, Severity

Value = Decimal | str | None


@dataclass(frozen=True)
class Automatic:
    """A number the vault gave for a cell or field, and where from."""

    value: Value
    source: CellSource


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
    complete: bool
    """No open cell of a table and no required field is empty."""
    targets: tuple[TargetView, ...] = ()
    """Goals of the union's programme: to be shown, never in the way."""

    @property
    def errors(self) -> tuple[Violation, ...]:
        """Violations that block signing."""
        return tuple(v for v in self.violations if v.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """Violations that need a written explanation."""
        return tuple(v for v in self.violations if v.severity is Severity.WARNING)
