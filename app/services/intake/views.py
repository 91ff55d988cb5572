"""What intake shows: frozen dataclasses, no rows of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.domain.enums import CellKind, DeskState, TakenOutcome, Verdict
from app.forms.definition import FormDefinition
from app.forms.view import ReportView, Value, Violation
from app.services.exchange.views import PartyView, ReceivedRemark
from app.services.reports.coverage import ReportCoverage


@dataclass(frozen=True)
class AcceptedReport:
    """A report inside a bundle taken in, with the violations that our own check found."""

    form: str
    period: str
    title: str
    revision: int
    violations: tuple[Violation, ...]


@dataclass(frozen=True)
class AcceptOutcome:
    """What taking a file in did.

    ``outcome``: taken; repeated (had it already: nothing changed); older (a newer one is here); conflict (two different
    files under one number of revision: recorded, shown, never counted). ``sentence`` says it in Russian.
    ``receipt`` are the sealed bytes of the latest receipt for this file, ``receipt_name`` a name for them.
    """

    outcome: TakenOutcome
    bundle: str
    name: str
    organisation: PartyView
    title: str
    revision: int
    verdict: Verdict
    received_at: datetime
    reports: tuple[AcceptedReport, ...]
    members: int
    sentence: str
    receipt: bytes
    receipt_name: str


@dataclass(frozen=True)
class IssuedReceiptView:
    """A receipt we signed."""

    uuid: str
    verdict: Verdict
    issued_at: datetime
    name: str
    sealed: bytes


@dataclass(frozen=True)
class ReceivedRow:
    """A bundle taken in. ``current``: taken, and no newer file of the same kind is here."""

    uuid: str
    organisation: PartyView
    title: str
    revision: int
    created_at: datetime
    received_at: datetime
    outcome: TakenOutcome
    verdict: Verdict
    decided_at: datetime | None
    current: bool
    reports: tuple[tuple[str, str], ...]
    errors: int
    warnings: int
    members: int
    forked: bool = False
    """One of two different files under one number of which none was chosen yet."""


@dataclass(frozen=True)
class CellChange:
    """A number beside last year's. ``per_cent`` None: it was nothing. ``now`` None: it was left empty."""

    address: str
    before: Decimal
    now: Decimal | None
    per_cent: Decimal | None


@dataclass(frozen=True)
class IncludedSource:
    """A report that the sender's consolidated one is made from: whose, and the hash of the file it came to them in."""

    organisation: str
    uid: str
    form: str
    period: str
    revision: int
    bundle: str
    manifest_sha256: str
    last_year: bool


@dataclass(frozen=True)
class ReceivedReport:
    """Everything a page needs to show a report taken in: evaluated again here, beside the sender's words.

    ``previous``: the accepted report of the same organisation about ``previous_period``, by address and field name.
    ``sources``: what a consolidated report is made from, as its sender signed it; ``own``: what they added themselves;
    ``coverage``: whom the sender did without.
    """

    bundle: str
    organisation: PartyView
    definition: FormDefinition
    view: ReportView
    revision: int
    explanations: Mapping[str, str]
    remarks: tuple[ReceivedRemark, ...]
    verdict: Verdict
    outcome: TakenOutcome
    current: bool
    created_at: datetime
    received_at: datetime
    printed: bytes | None
    previous: Mapping[str, Value] = field(default_factory=dict)
    previous_period: str = ""
    sources: tuple[IncludedSource, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    coverage: ReportCoverage | None = None
    forked: bool = False
    """As :attr:`ReceivedRow.forked`."""

    def changes(self, per_cent: int) -> tuple[CellChange, ...]:
        """Numbers that differ from last year's by more than so many per cent, the greatest change first.

        A number that was nothing, became nothing or was left empty is always told.
        """
        found = []
        for address, cell in self.view.cells.items():
            now, before = cell.value, self.previous.get(address)
            if not isinstance(before, Decimal) or now == before or isinstance(now, str):
                continue
            if now is None:
                if cell.kind is CellKind.INPUT and before:
                    found.append(CellChange(address, before, None, None))
                continue
            grown = None if not before else (now - before) * 100 / abs(before)
            if grown is None or not now or abs(grown) > per_cent:
                found.append(CellChange(address, before, now, grown))
        return tuple(sorted(found, key=lambda c: (c.per_cent is not None, -abs(c.per_cent or Decimal(0)))))


@dataclass(frozen=True)
class StatusCell:
    """Where one organisation's report stands.

    ``late``: it came after
    ``due``, or did not come and ``due`` is past. ``accepted_bundle``: the last accepted file, which consolidation
    counts, even when a newer one waits for a decision.
    """

    form: str
    state: DeskState
    due: date | None
    late: bool
    days_late: int
    bundle: str | None
    revision: int | None
    received_at: datetime | None
    errors: int
    warnings: int
    accepted_bundle: str | None


@dataclass(frozen=True)
class StatusRow:
    """One subordinate organisation."""

    organisation: PartyView
    cells: tuple[StatusCell, ...]


@dataclass(frozen=True)
class StatusTable:
    """Who has sent what for a period. ``forms`` in the profile's order, those it does not know last."""

    period: str
    on: date
    forms: tuple[str, ...]
    rows: tuple[StatusRow, ...]
    complete: int
    late: int
