"""Taking a sealed file away to a folder or stick, and the outbox. The outbox keeps the same bytes for every way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from app.bundle.canonical import parse_canonical
from app.domain.enums import HandoverWay, OutboxState, ReportState
from app.errors import UserError
from app.models import Handover, OutboxItem, Upload
from app.services.exchange.exporting import file_name
from app.services.exchange.keyring import party_view
from app.services.exchange.views import HandoverView, OutboxRow, ReceiptView, ReceivedRemark, UploadView
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork
from app.transfer.folder import write_and_read_back


@service(Act.HAND_OVER)
def hand_over_to_folder(session: VaultSession, uuid: str, folder: Path) -> Path:
    """Write a file of the outbox into a folder or onto a stick, wait for it, read it back, record it; the new path.

    EnvironmentFault ``files.*`` or ``exchange.not_safe`` (read back otherwise than written: the stick is failing);
    the outbox then still holds the file and nothing is recorded.
    """
    with session.unit_of_work() as uow:
        item = item_to_send(uow, uuid)
        path = folder / file_name(item)
        sealed = item.sealed
    write_and_read_back(path, sealed)
    _record(session, uuid, HandoverWay.FOLDER, str(folder))
    return path


@service(Act.HAND_OVER)
def write_sealed(session: VaultSession, uuid: str, path: Path) -> Path:
    """The same under a name of the caller's choice (``bundle export --out``)."""
    with session.unit_of_work() as uow:
        sealed = item_to_send(uow, uuid).sealed
    write_and_read_back(path, sealed)
    return path


def find_item(uow: UnitOfWork, uuid: str) -> OutboxItem:
    """A sealed file of ours; UserError ``exchange.unknown_item``."""
    item = uow.exchange.outbox_item(uuid)
    if item is None:
        raise UserError("exchange.unknown_item", uuid=uuid)
    return item


def item_to_send(uow: UnitOfWork, uuid: str) -> OutboxItem:
    """The same, with its bytes; UserError ``exchange.bytes_gone`` when they were destroyed with a person's data."""
    item = find_item(uow, uuid)
    if not item.sealed:
        raise UserError("exchange.bytes_gone", title=item.title)
    return item


def _record(session: VaultSession, uuid: str, way: HandoverWay, place: str) -> None:
    with session.unit_of_work() as uow:
        handed_over(uow, find_item(uow, uuid), way, place)
        uow.commit()


def handed_over(uow: UnitOfWork, item: OutboxItem, way: HandoverWay, place: str) -> None:
    """Record that a file was taken away: the file and its reports are on their way. The caller commits."""
    uow.exchange.add(Handover(outbox_id=item.id, at=datetime.now(UTC), way=way, place=place))
    if item.state is OutboxState.PREPARED:
        item.state = OutboxState.HANDED_OVER
    for revision, report in uow.exchange.contents(item.id):
        if revision.state is ReportState.PREPARED:
            revision.state = ReportState.HANDED_OVER
            latest = uow.exchange.latest_revision(report.id)
            if latest is revision and report.state is ReportState.PREPARED:
                report.state = ReportState.HANDED_OVER
    uow.journal.record("bundle.handed_over", bundle=item.uuid, way=way.value)


@service(Act.LOOK)
def outbox(session: VaultSession) -> tuple[OutboxRow, ...]:
    """Everything ever sealed here with its way so far, the newest first."""
    with session.unit_of_work() as uow:
        uploads = uow.transfers.uploads()
        return tuple(_row(uow, item, uploads.get(item.id)) for item in uow.exchange.outbox_items())


@service(Act.HAND_OVER)
def sealed_bytes(session: VaultSession, uuid: str) -> tuple[str, bytes]:
    """The file's name and its unchanging bytes."""
    with session.unit_of_work() as uow:
        item = item_to_send(uow, uuid)
        return file_name(item), item.sealed


def _row(uow: UnitOfWork, item: OutboxItem, upload: Upload | None) -> OutboxRow:
    party = uow.exchange.party(item.party_id)
    if party is None:
        raise LookupError(item.party_id)
    return OutboxRow(
        uuid=item.uuid,
        name=file_name(item),
        title=item.title,
        recipient=party_view(party),
        state=item.state,
        revision=item.revision,
        created_at=item.created_at,
        size=len(item.sealed),
        sealed_sha256=item.sealed_sha256,
        reports=tuple((report.form, report.period, rev.revision) for rev, report in uow.exchange.contents(item.id)),
        upload=None if upload is None else upload_view(upload),
        handovers=tuple(HandoverView(h.at, h.way, h.place) for h in uow.exchange.handovers(item.id)),
        receipts=tuple(
            ReceiptView(r.uuid, r.verdict, r.issued_at, r.received_at, remarks_in(r.content))
            for r in uow.exchange.receipts(item.id)
        ),
    )


def remarks_in(content: str) -> tuple[ReceivedRemark, ...]:
    """The remarks of a stored receipt."""
    return tuple(ReceivedRemark(**remark) for remark in parse_canonical(content.encode())["remarks"])


def upload_view(row: Upload) -> UploadView:
    """An upload as people see it."""
    return UploadView(
        host=urlsplit(row.endpoint).hostname or row.endpoint,
        sent=row.sent,
        size=row.size,
        error=row.error,
        finished=row.finished_at is not None,
        next_try_at=row.next_try_at,
    )
