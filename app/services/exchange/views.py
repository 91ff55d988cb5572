"""What exchange shows: frozen dataclasses, no rows of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.enums import HandoverWay, OrganisationCategory, OrganisationKind, OutboxState, PartyRelation, Verdict


@dataclass(frozen=True)
class PartyView:
    """An enrolled organisation. ``compared``: somebody compared the fingerprint with the printed key sheet."""

    id: int
    uid: str
    relation: PartyRelation
    kind: OrganisationKind
    category: OrganisationCategory | None
    full_name: str
    short_name: str
    phone: str
    email: str
    fingerprint: str
    compared: bool
    enrolled_at: datetime
    revoked: bool


@dataclass(frozen=True)
class LeavingReport:
    """A report that would leave: numbers only. ``cells`` filled cells and fields, ``explanations`` texts with them."""

    form: str
    period: str
    title: str
    revision: int
    cells: int
    explanations: int
    unknown: int = 0
    """Places of which «нет сведений» was said."""


@dataclass(frozen=True)
class Excluded:
    """A member who stays out of the register in the file, and why (a word of ``ConsentState``)."""

    person_id: int
    name: str
    reason: str
    sentence: str


@dataclass(frozen=True)
class LeavingRegister:
    """The part of the register that would leave."""

    mode: str
    as_of: date
    people: int
    gone: int
    fields: tuple[str, ...]
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True)
class LeavingFile:
    """Everything that would leave, and the same as plain sentences for the chair."""

    reports: tuple[LeavingReport, ...]
    register: LeavingRegister | None
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ExportedBundle:
    """A file of ours, sealed and stored in the outbox. ``name`` is the file's name."""

    uuid: str
    name: str
    title: str
    recipient: PartyView
    stream: str
    revision: int
    manifest_sha256: str
    sealed_sha256: str
    size: int
    created_at: datetime
    contents: tuple[str, ...]
    members: int
    sealed: bytes


@dataclass(frozen=True)
class HandoverView:
    """One time a file was taken away."""

    at: datetime
    way: HandoverWay
    place: str


@dataclass(frozen=True)
class ReceivedRemark:
    """A remark at a cell; ``cell`` empty: about the report as a whole.

    ``person_id``, ``person``: a remark at a member of ours whose uid is the ``cell``; None: nobody has it.
    """

    form: str
    period: str
    cell: str
    text: str
    person_id: int | None = None
    person: str = ""


@dataclass(frozen=True)
class ReceiptView:
    """A verified receipt."""

    uuid: str
    verdict: Verdict
    issued_at: datetime
    received_at: datetime
    remarks: tuple[ReceivedRemark, ...]


@dataclass(frozen=True)
class RouteView:
    """Where an organisation's server takes files; "" when it was never told."""

    party_id: int
    name: str
    upload_url: str
    has_token: bool


@dataclass(frozen=True)
class UploadView:
    """A file on its way to a server, in bytes. ``error``: code of what stopped the last attempt."""

    host: str
    sent: int
    size: int
    error: str
    finished: bool
    next_try_at: datetime | None

    @property
    def percent(self) -> int:
        """How much the server has; 100 only when it has all."""
        return 100 if self.finished or not self.size else min(self.sent * 100 // self.size, 99)


@dataclass(frozen=True)
class OutboxRow:
    """A sealed file of ours with its way so far. ``reports`` are (form, period, signed revision)."""

    uuid: str
    name: str
    title: str
    recipient: PartyView
    state: OutboxState
    revision: int
    created_at: datetime
    size: int
    sealed_sha256: str
    reports: tuple[tuple[str, str, int], ...]
    handovers: tuple[HandoverView, ...]
    receipts: tuple[ReceiptView, ...]
    upload: UploadView | None = None


@dataclass(frozen=True)
class ReceiptOutcome:
    """What reading a receipt did. ``outcome``: new | repeated | late (an earlier stage after a decision).

    ``send_whole``: the recipient has other files under our numbers (our vault came back from an older copy): the next
    file should carry the register whole; its number is taken from the receipt.
    """

    outcome: str
    receipt: str
    bundle: str
    title: str
    verdict: Verdict
    issued_at: datetime
    sender: PartyView
    state: OutboxState
    remarks: tuple[ReceivedRemark, ...]
    send_whole: bool = False
