"""Queries over enrolled organisations, what was sent to them, what was taken in from them, and the receipts of both."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from app.domain.enums import OutboxState, PartyRelation, Verdict
from app.models import (
    Base,
    Handover,
    IntakeBundle,
    IntakeRemark,
    IntakeReport,
    IssuedReceipt,
    KeyPair,
    OutboxContent,
    OutboxItem,
    Party,
    ReceivedReceipt,
    Remark,
    Report,
    SignedRevision,
)
from app.storage.holding import Holding

_PARTIES = select(Party).order_by(Party.short_name, Party.id)


class ExchangeRepository(Holding):
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, *rows: Base) -> None:
        """Insert and number rows."""
        self._session.add_all(rows)
        self._session.flush()

    # --- keys and organisations

    def own_keys(self) -> Sequence[KeyPair]:
        """All our key pairs, retired ones too, the current one first; their private halves are the session's."""
        return self._session.scalars(select(KeyPair).order_by(KeyPair.retired_at.is_not(None), KeyPair.id.desc())).all()

    def party(self, party_id: int) -> Party | None:
        """An enrolled organisation."""
        return self._session.get(Party, party_id)

    def party_by_fingerprint(self, fingerprint: str) -> Party | None:
        """The organisation whose certificate has this fingerprint."""
        return self._session.scalar(select(Party).where(Party.fingerprint == fingerprint))

    def was_sent_to(self, party_id: int) -> bool:
        """Whether any file was ever sealed to this key."""
        return self._session.scalar(select(OutboxItem.id).where(OutboxItem.party_id == party_id).limit(1)) is not None

    def parties_by_uid(self, uid: str) -> Sequence[Party]:
        """Everything enrolled under an organisation's identifier, revoked keys too."""
        return self._session.scalars(select(Party).where(Party.uid == uid).order_by(Party.id)).all()

    def parties(self) -> Sequence[Party]:
        """All enrolled organisations by name."""
        if self.holds:
            return self.once("parties", lambda: self._session.scalars(_PARTIES).all())
        return self._session.scalars(_PARTIES).all()

    # --- the register that may leave

    # --- what we send

    def latest_revision(self, report_id: int) -> SignedRevision | None:
        """The last signed revision of a report."""
        statement = select(SignedRevision).where(SignedRevision.report_id == report_id)
        return self._session.scalar(statement.order_by(SignedRevision.revision.desc()).limit(1))

    def earlier_revisions(self, revision: SignedRevision) -> Sequence[SignedRevision]:
        """The signed revisions of the same report before this one."""
        statement = select(SignedRevision).where(
            SignedRevision.report_id == revision.report_id, SignedRevision.revision < revision.revision
        )
        return self._session.scalars(statement).all()

    def outbox_item(self, uuid: str) -> OutboxItem | None:
        """A sealed file of ours by its number."""
        return self._session.scalar(select(OutboxItem).where(OutboxItem.uuid == uuid))

    def outbox_items(self) -> Sequence[OutboxItem]:
        """Sealed files of ours, the newest first."""
        return self._session.scalars(select(OutboxItem).order_by(OutboxItem.id.desc())).all()

    def last_of_stream(self, uid: str, stream: str) -> OutboxItem | None:
        """The file with the highest revision sent to this organisation in this stream, whatever key it had then."""
        keys = select(Party.id).where(Party.uid == uid)
        statement = select(OutboxItem).where(OutboxItem.party_id.in_(keys), OutboxItem.stream == stream)
        return self._session.scalar(statement.order_by(OutboxItem.revision.desc(), OutboxItem.id.desc()).limit(1))

    def receipts_of_stream(self, uid: str, stream: str) -> Sequence[str]:
        """The contents of verified receipts for files sent to this organisation in this stream."""
        keys = select(Party.id).where(Party.uid == uid)
        statement = select(ReceivedReceipt.content).join(OutboxItem, OutboxItem.id == ReceivedReceipt.outbox_id)
        return self._session.scalars(statement.where(OutboxItem.party_id.in_(keys), OutboxItem.stream == stream)).all()

    def outbox_by_manifest(self, manifest_sha256: str) -> OutboxItem | None:
        """A sealed file of ours by the hash of its manifest."""
        return self._session.scalar(select(OutboxItem).where(OutboxItem.manifest_sha256 == manifest_sha256))

    def accepted_items(self, uid: str) -> Sequence[OutboxItem]:
        """Files this organisation accepted, and those of them replaced since, the newest first."""
        keys = select(Party.id).where(Party.uid == uid)
        accepted = select(ReceivedReceipt.outbox_id).where(ReceivedReceipt.verdict == Verdict.ACCEPTED)
        statement = select(OutboxItem).where(
            OutboxItem.party_id.in_(keys),
            OutboxItem.state.in_((OutboxState.ACCEPTED, OutboxState.REPLACED)),
            OutboxItem.id.in_(accepted),
        )
        return self._session.scalars(statement.order_by(OutboxItem.id.desc())).all()

    def contents(self, outbox_id: int) -> Sequence[tuple[SignedRevision, Report]]:
        """The signed revisions a file carries, with their reports."""
        statement = (
            select(SignedRevision, Report)
            .join(OutboxContent, OutboxContent.signed_revision_id == SignedRevision.id)
            .join(Report, Report.id == SignedRevision.report_id)
            .where(OutboxContent.outbox_id == outbox_id)
            .order_by(Report.form, Report.period)
        )
        return [(revision, report) for revision, report in self._session.execute(statement)]

    def handovers(self, outbox_id: int) -> Sequence[Handover]:
        """When and how a file was taken away."""
        return self._session.scalars(
            select(Handover).where(Handover.outbox_id == outbox_id).order_by(Handover.id)
        ).all()

    def receipts(self, outbox_id: int) -> Sequence[ReceivedReceipt]:
        """Verified receipts for a file, in the order of their issue."""
        statement = select(ReceivedReceipt).where(ReceivedReceipt.outbox_id == outbox_id)
        return self._session.scalars(statement.order_by(ReceivedReceipt.issued_at, ReceivedReceipt.id)).all()

    def received_receipt(self, uuid: str) -> ReceivedReceipt | None:
        """A receipt read before."""
        return self._session.scalar(select(ReceivedReceipt).where(ReceivedReceipt.uuid == uuid))

    def open_remarks(self, report_id: int) -> Sequence[Remark]:
        """Remarks at a report's cells that nobody closed yet."""
        return self._session.scalars(
            select(Remark).where(Remark.report_id == report_id, Remark.closed_at.is_(None))
        ).all()

    # --- what we take in

    def intake_by_seal(self, sealed_sha256: str) -> IntakeBundle | None:
        """A bundle taken in from exactly these bytes."""
        return self._session.scalar(select(IntakeBundle).where(IntakeBundle.sealed_sha256 == sealed_sha256))

    def intake_by_manifest(self, party_id: int, manifest_sha256: str) -> IntakeBundle | None:
        """A bundle with this manifest taken in from an organisation."""
        return self._session.scalar(
            select(IntakeBundle).where(
                IntakeBundle.party_id == party_id, IntakeBundle.manifest_sha256 == manifest_sha256
            )
        )

    def intake_by_uuid(self, uuid: str) -> Sequence[IntakeBundle]:
        """Bundles under this number: one, or a taken one and its forks."""
        return self._session.scalars(
            select(IntakeBundle).where(IntakeBundle.uuid == uuid).order_by(IntakeBundle.id)
        ).all()

    def intake_stream(self, uid: str, stream: str) -> Sequence[IntakeBundle]:
        """Everything taken in from an organisation in a stream under any of its keys, by revision, without bytes."""
        statement = self._intake_of(uid).where(IntakeBundle.stream == stream)
        return self._session.scalars(statement.order_by(IntakeBundle.revision, IntakeBundle.id)).all()

    def intake_of(self, uid: str) -> Sequence[IntakeBundle]:
        """Everything taken in from an organisation under any of its keys, without the sealed bytes."""
        return self._session.scalars(self._intake_of(uid).order_by(IntakeBundle.id)).all()

    def _intake_of(self, uid: str) -> Select[IntakeBundle]:
        keys = select(Party.id).where(Party.uid == uid)
        without = (defer(IntakeBundle.sealed), defer(IntakeBundle.evidence))
        return select(IntakeBundle).where(IntakeBundle.party_id.in_(keys)).options(*without)

    def intake_bundles(self) -> Sequence[tuple[IntakeBundle, Party]]:
        """All bundles taken in with their senders, the newest first, without the sealed bytes."""
        statement = select(IntakeBundle, Party).join(Party, Party.id == IntakeBundle.party_id)
        statement = statement.options(defer(IntakeBundle.sealed), defer(IntakeBundle.evidence))
        return [(bundle, party) for bundle, party in self._session.execute(statement.order_by(IntakeBundle.id.desc()))]

    def intake_reports(
        self,
        *,
        bundle_id: int | None = None,
        party_id: int | None = None,
        period: str | None = None,
        contents: bool = True,
        uid: str | None = None,
    ) -> Sequence[tuple[IntakeReport, IntakeBundle]]:
        """Reports taken in, in the order of taking in, narrowed by bundle, sender (one key, or by ``uid`` all its
        keys), period; without contents when they are not wanted."""
        statement = select(IntakeReport, IntakeBundle).join(IntakeBundle, IntakeBundle.id == IntakeReport.bundle_id)
        statement = statement.options(defer(IntakeBundle.sealed), defer(IntakeBundle.evidence))
        if not contents:
            statement = statement.options(defer(IntakeReport.content), defer(IntakeReport.violations))
        if bundle_id is not None:
            statement = statement.where(IntakeReport.bundle_id == bundle_id)
        if party_id is not None:
            statement = statement.where(IntakeBundle.party_id == party_id)
        if uid is not None:
            statement = statement.where(IntakeBundle.party_id.in_(select(Party.id).where(Party.uid == uid)))
        if period is not None:
            statement = statement.where(IntakeReport.period == period)
        statement = statement.order_by(IntakeBundle.id, IntakeReport.form)
        return [(report, bundle) for report, bundle in self._session.execute(statement)]

    def accepted_reports(self, forms: Sequence[str]) -> Sequence[tuple[IntakeReport, IntakeBundle, Party]]:
        """Reports of these forms in accepted bundles, with their senders, without contents, manifests, sealed bytes."""
        statement = (
            select(IntakeReport, IntakeBundle, Party)
            .join(IntakeBundle, IntakeBundle.id == IntakeReport.bundle_id)
            .join(Party, Party.id == IntakeBundle.party_id)
            .where(
                IntakeBundle.outcome == "taken",
                IntakeBundle.verdict == Verdict.ACCEPTED,
                Party.relation == PartyRelation.SUBORDINATE,
            )
            .options(defer(IntakeReport.content), defer(IntakeReport.violations))
            .options(defer(IntakeBundle.sealed), defer(IntakeBundle.evidence), defer(IntakeBundle.manifest))
            .order_by(Party.short_name, Party.id, IntakeBundle.id)
        )

        def read(asked: Select[IntakeReport, IntakeBundle, Party]) -> list[tuple[IntakeReport, IntakeBundle, Party]]:
            return [(report, bundle, party) for report, bundle, party in self._session.execute(asked)]

        if self.holds:
            return [row for row in self.once("accepted", lambda: read(statement)) if row[0].form in forms]
        return read(statement.where(IntakeReport.form.in_(forms)))

    def intake_contents(self, report_ids: Sequence[int]) -> dict[int, str]:
        """The JSON of reports taken in, by the report's id."""
        statement = select(IntakeReport.id, IntakeReport.content).where(IntakeReport.id.in_(report_ids))
        return {row.id: row.content for row in self._session.execute(statement)}

    def intake_remarks(self, bundle_id: int) -> Sequence[IntakeRemark]:
        """Our remarks at a bundle's reports."""
        return self._session.scalars(
            select(IntakeRemark).where(IntakeRemark.bundle_id == bundle_id).order_by(IntakeRemark.id)
        ).all()

    def issued_receipts(self, bundle_id: int) -> Sequence[IssuedReceipt]:
        """Receipts we signed for a bundle, the first stage first."""
        return self._session.scalars(
            select(IssuedReceipt).where(IssuedReceipt.bundle_id == bundle_id).order_by(IssuedReceipt.id)
        ).all()
