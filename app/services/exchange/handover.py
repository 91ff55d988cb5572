"""Taking a sealed file away: to a folder or stick, or as a draft of an e-mail. The outbox keeps the same bytes."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from app.bundle.canonical import parse
from app.domain.enums import HandoverWay, OutboxState, ReportState
from app.domain.files import write_atomically
from app.errors import EnvironmentFault, UserError
from app.models import Handover, OutboxItem
from app.services.exchange.exporting import file_name
from app.services.exchange.keyring import party_view
from app.services.exchange.views import HandoverView, OutboxRow, ReceiptView, RemarkView
from app.services.session import READERS, WRITERS, VaultSession
from app.storage.unit_of_work import UnitOfWork

_ADDRESS = re.compile(r"[!-~]+@[!-~]+\Z")
"""Good enough to prefill a draft; anything else of a card is left for the person to type."""


def hand_over_to_folder(session: VaultSession, uuid: str, folder: Path) -> Path:
    """Write a file of the outbox into a folder or onto a stick, wait for it, read it back, record it; the new path.

    EnvironmentFault ``files.*`` or ``exchange.not_safe`` (read back otherwise than written: the stick is failing);
    the outbox then still holds the file and nothing is recorded.
    """
    session.require(*WRITERS)
    with session.unit_of_work() as uow:
        item = _to_hand_over(uow, uuid)
        path = folder / file_name(item)
        sealed = item.sealed
    _write_and_read_back(path, sealed)
    _record(session, uuid, HandoverWay.FOLDER, str(folder))
    return path


def write_sealed(session: VaultSession, uuid: str, path: Path) -> Path:
    """The same under a name of the caller's choice (``bundle export --out``)."""
    session.require(*WRITERS)
    with session.unit_of_work() as uow:
        sealed = _to_hand_over(uow, uuid).sealed
    _write_and_read_back(path, sealed)
    return path


def email_draft(session: VaultSession, uuid: str, path: Path) -> Path:
    """Write a draft (``.eml``, X-Unsent: 1) with the file attached; the mail program opens it ready to send."""
    session.require(*WRITERS)
    with session.unit_of_work() as uow:
        item = _to_hand_over(uow, uuid)
        recipient = uow.exchange.party(item.party_id)
        own = uow.organisation.get()
        message = EmailMessage()
        message["X-Unsent"] = "1"
        if recipient is not None and _ADDRESS.match(address := party_view(recipient).email):
            message["To"] = address
        message["Subject"] = f"{own.short_name}: {item.title}"
        message.set_content(
            "Здравствуйте!\n\n"
            f"Во вложении запечатанный файл: {item.title}. Прочесть его может только ваша организация "
            "в программе «Первичка» (Приём).\n"
            "Пожалуйста, пришлите в ответ квитанцию.\n\n"
            f"{own.full_name}\n"
        )
        message.add_attachment(item.sealed, maintype="application", subtype="octet-stream", filename=file_name(item))
    write_atomically(path, message.as_bytes(policy=SMTP))
    _record(session, uuid, HandoverWay.EMAIL, path.name)
    return path


def _item(uow: UnitOfWork, uuid: str) -> OutboxItem:
    item = uow.exchange.outbox_item(uuid)
    if item is None:
        raise UserError("exchange.unknown_item", uuid=uuid)
    return item


def _to_hand_over(uow: UnitOfWork, uuid: str) -> OutboxItem:
    item = _item(uow, uuid)
    if not item.sealed:
        raise UserError("exchange.bytes_gone", title=item.title)
    return item


def _write_and_read_back(path: Path, sealed: bytes) -> None:
    write_atomically(path, sealed)
    try:
        with path.open("rb") as stream:
            if hasattr(os, "posix_fadvise"):
                # Ask for the bytes on the stick, not for the computer's memory of them.
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            back = stream.read(len(sealed) + 1)
    except OSError:
        raise EnvironmentFault("exchange.not_safe", name=path.name) from None
    if back != sealed:
        raise EnvironmentFault("exchange.not_safe", name=path.name)


def _record(session: VaultSession, uuid: str, way: HandoverWay, place: str) -> None:
    with session.unit_of_work() as uow:
        item = _item(uow, uuid)
        uow.exchange.add(Handover(outbox_id=item.id, at=datetime.now(UTC), way=way, place=place))
        if item.state is OutboxState.PREPARED:
            item.state = OutboxState.HANDED_OVER
        for revision, report in uow.exchange.contents(item.id):
            if revision.state is ReportState.PREPARED:
                revision.state = ReportState.HANDED_OVER
                latest = uow.exchange.latest_revision(report.id)
                if latest is revision and report.state is ReportState.PREPARED:
                    report.state = ReportState.HANDED_OVER
        uow.journal.record("bundle.handed_over", bundle=uuid, way=way.value)
        uow.commit()


def outbox(session: VaultSession) -> tuple[OutboxRow, ...]:
    """Everything ever sealed here with its way so far, the newest first."""
    session.require(*READERS)
    with session.unit_of_work() as uow:
        return tuple(_row(uow, item) for item in uow.exchange.outbox_items())


def sealed_bytes(session: VaultSession, uuid: str) -> tuple[str, bytes]:
    """The file's name and its unchanging bytes."""
    session.require(*READERS)
    with session.unit_of_work() as uow:
        item = _to_hand_over(uow, uuid)
        return file_name(item), item.sealed


def _row(uow: UnitOfWork, item: OutboxItem) -> OutboxRow:
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
        handovers=tuple(HandoverView(h.at, h.way, h.place) for h in uow.exchange.handovers(item.id)),
        receipts=tuple(
            ReceiptView(r.uuid, r.verdict, r.issued_at, r.received_at, remarks_in(r.content))
            for r in uow.exchange.receipts(item.id)
        ),
    )


def remarks_in(content: str) -> tuple[RemarkView, ...]:
    """The remarks of a stored receipt."""
    return tuple(RemarkView(**remark) for remark in parse(content.encode())["remarks"])
