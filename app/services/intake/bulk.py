"""For many files at once: accepting what has no errors, and the receipts that nobody was given yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.enums import TakenOutcome, Verdict
from app.domain.files import safe_name, write_atomically
from app.errors import AppError, OperationCancelled
from app.progress import Progress, silent
from app.services.exchange.keyring import card_organisation
from app.services.intake.answering import receipt_file_name
from app.services.intake.deciding import decide
from app.services.intake.overview import received
from app.services.intake.views import ReceivedRow
from app.services.one_by_one import only_this_file
from app.services.session import Act, VaultSession, service
from app.transfer.mail import Attached, as_bytes, letter


@dataclass(frozen=True)
class DecidedFile:
    """What became of one file. ``problem``: the refusal's code; empty when it was accepted."""

    uuid: str
    organisation: str
    title: str
    problem: str = ""


@dataclass(frozen=True)
class WaitingReceipt:
    """A receipt that was signed and not given yet; of a file only the last one counts."""

    uuid: str
    bundle: str
    organisation: str
    email: str
    phone: str
    verdict: Verdict
    issued_at: datetime
    name: str
    sealed: bytes


@service(Act.LOOK)
def clean_files(session: VaultSession, period: str | None = None) -> tuple[ReceivedRow, ...]:
    """Files that wait for a decision and in whose reports our check found no error, the oldest first.

    ``period``: only files with a report about it. A fork and a file that was replaced are never among them.
    """
    return tuple(
        row
        for row in reversed(received(session))
        if row.verdict is Verdict.RECEIVED
        and row.outcome is TakenOutcome.TAKEN
        and row.current
        and not row.forked
        and not row.errors
        and (period is None or any(about == period for _, about in row.reports))
    )


@service(Act.RECEIVE)
def accept_clean(
    session: VaultSession, period: str | None = None, progress: Progress | None = None
) -> tuple[DecidedFile, ...]:
    """Accept every one of :func:`clean_files`, each in a transaction of its own; a refused one stops nobody else."""
    told = progress or silent()
    waiting = clean_files(session, period)
    result = []
    for number, row in enumerate(waiting):
        told.step(row.organisation.short_name, number, len(waiting))
        problem = ""
        try:
            with only_this_file(row.title):
                decide(session, row.uuid, Verdict.ACCEPTED)
        except OperationCancelled:
            raise
        except AppError as error:
            problem = error.code
        result.append(DecidedFile(row.uuid, row.organisation.short_name, row.title, problem))
    return tuple(result)


@service(Act.LOOK)
def receipts_to_give(session: VaultSession) -> tuple[WaitingReceipt, ...]:
    """The last receipt of every file, as long as it was neither saved nor put into a letter; by organisation."""
    with session.unit_of_work() as uow:
        return tuple(
            WaitingReceipt(
                uuid=receipt.uuid,
                bundle=bundle,
                organisation=party.short_name,
                email=card_organisation(party.card).email,
                phone=party.phone,
                verdict=receipt.verdict,
                issued_at=receipt.issued_at,
                name=receipt_file_name(bundle, receipt.verdict),
                sealed=receipt.sealed,
            )
            for receipt, bundle, party in uow.desk.receipts_to_give()
        )


@service(Act.LOOK)
def count_receipts_to_give(session: VaultSession) -> int:
    """How many receipts wait to be given."""
    with session.unit_of_work() as uow:
        return uow.desk.count_receipts_to_give()


@service(Act.RECEIVE)
def mark_receipts_given(session: VaultSession, uuids: Sequence[str]) -> None:
    """These receipts are on their way: they are not offered again, though they can always be saved once more."""
    with session.unit_of_work() as uow:
        uow.desk.mark_given(uuids)
        uow.journal.record("receipts.given", count=len(uuids))
        uow.commit()


@service(Act.RECEIVE)
def write_receipts(
    session: VaultSession, receipts: Sequence[WaitingReceipt], folder: Path, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write every receipt into a folder or onto a stick, and remember that they were given. EnvironmentFault."""
    told = progress or silent()
    written = []
    for number, receipt in enumerate(receipts):
        told.step(receipt.organisation, number, len(receipts))
        write_atomically(folder / receipt.name, receipt.sealed)
        written.append(folder / receipt.name)
    mark_receipts_given(session, [receipt.uuid for receipt in receipts])
    return tuple(written)


@service(Act.RECEIVE)
def receipt_letters(
    session: VaultSession, receipts: Sequence[WaitingReceipt], folder: Path, progress: Progress | None = None
) -> tuple[Path, ...]:
    """A draft of a letter (``.eml``) for each organisation with all its receipts, into a folder.

    Remembered as given. An organisation whose card has no address gets a draft without one.
    """
    told = progress or silent()
    by_organisation: dict[tuple[str, str], list[WaitingReceipt]] = defaultdict(list)
    for receipt in receipts:
        by_organisation[receipt.organisation, receipt.email].append(receipt)
    with session.unit_of_work() as uow:
        own = uow.organisation.get().full_name
    written: list[Path] = []
    for number, ((name, address), mine) in enumerate(by_organisation.items()):
        told.step(name, number, len(by_organisation))
        message = letter(
            "Квитанции о ваших отчётах" if len(mine) > 1 else "Квитанция о вашем отчёте",
            "Здравствуйте!\n\n"
            f"Во вложении: квитанций {len(mine)}. Откройте их в программе «Первичка»: «Обмен», "
            "«Прочитать квитанцию».\n\n"
            f"{own}\n",
            [Attached(receipt.name, receipt.sealed) for receipt in mine],
            to=address,
            draft=True,
        )
        path = folder / f"{number + 1:03d} {_safe(name)}.eml"
        write_atomically(path, as_bytes(message))
        written.append(path)
    mark_receipts_given(session, [receipt.uuid for receipt in receipts])
    return tuple(written)


def _safe(name: str) -> str:
    return safe_name("".join(sign for sign in name if sign not in "«»"), instead="организация", longest=60)
