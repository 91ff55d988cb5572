"""What intake shows: frozen dataclasses, no rows of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.enums import Verdict
from app.forms.definition import FormDefinition
from app.forms.view import ReportView, Violation
from app.services.exchange.views import PartyView, RemarkView


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

    outcome: str
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
    outcome: str
    verdict: Verdict
    decided_at: datetime | None
    current: bool
    reports: tuple[tuple[str, str], ...]
    errors: int
    warnings: int
    members: int


@dataclass(frozen=True)
class ReceivedReport:
    """Everything a page needs to show a report taken in: evaluated again here, beside the sender's words."""

    bundle: str
    organisation: PartyView
    definition: FormDefinition
    view: ReportView
    revision: int
    explanations: Mapping[str, str]
    remarks: tuple[RemarkView, ...]
    verdict: Verdict
    outcome: str
    current: bool
    created_at: datetime
    received_at: datetime
    printed: bytes | None


@dataclass(frozen=True)
class StatusCell:
    """Where one organisation's report stands.

    ``state``: missing | received | accepted | returned | refused | conflict. ``late``: it came after
    ``due``, or did not come and ``due`` is past. ``accepted_bundle``: the last accepted file, which consolidation
    counts, even when a newer one waits for a decision.
    """

    form: str
    state: str
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
