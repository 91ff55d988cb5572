"""What the network brought: taken in from the spool by whoever has the vault open, and the answers laid down there.

The receiving server (:mod:`app.intake`) and the desk's window call the same two functions, so the desk goes on working
while the server runs. Each file is taken in exactly once: its bytes stay in the spool until the transaction that took
them in is over, and taking the same bytes in again gives the same receipt.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.bundle.card import read_card
from app.domain.enums import PartyRelation
from app.errors import AppError, EnvironmentFault
from app.progress import Progress, silent
from app.services.intake.accepting import accept
from app.services.intake.answering import receipt_file_name
from app.services.intake.views import AcceptOutcome
from app.services.one_by_one import only_this_file
from app.services.session import Act, VaultSession, service
from app.storage.intake.spool import ArrivedFile, Spool, SpoolSender, spool_folder


@dataclass(frozen=True)
class SpooledFile:
    """A file of the spool and what became of it: ``outcome``, or the code of why it was set aside."""

    file: ArrivedFile
    outcome: AcceptOutcome | None
    problem: str = ""


def _spool(session: VaultSession) -> Spool:
    """The spool of an open vault; it exists once a server was started for it."""
    return Spool(spool_folder(session.folder))


@service(Act.LOOK)
def has_arrived(session: VaultSession) -> bool:
    """Whether anything waits in the spool; no database is asked."""
    spool = _spool(session)
    return spool.exists and bool(spool.arrived())


@service(Act.RECEIVE)
def take_arrived(session: VaultSession, progress: Progress | None = None) -> tuple[SpooledFile, ...]:
    """Take in what waits, one by one, and lay the receipts down. A file that cannot be taken in is set aside.

    A full disk or a vault that cannot be written stops the work: the files wait (EnvironmentFault).
    """
    told, spool = progress or silent(), _spool(session)
    if not spool.exists:
        return ()
    waiting = spool.arrived()
    done = []
    for number, file in enumerate(waiting):
        told.step(file.name, number, len(waiting))
        done.append(_take(session, spool, file))
    publish(session)
    return tuple(done)


def _take(session: VaultSession, spool: Spool, file: ArrivedFile) -> SpooledFile:
    try:
        with only_this_file(file.name):
            outcome = accept(session, spool.data(file), file.name)
    except EnvironmentFault:
        raise
    except AppError as error:
        spool.set_aside(file, error.code)
        return SpooledFile(file, None, error.code)
    spool.taken(file)
    return SpooledFile(file, outcome)


@service(Act.RECEIVE)
def publish(session: VaultSession) -> None:
    """Tell the server who may send, lay down the receipts nobody was given, and note the fetched ones as given."""
    spool = _spool(session)
    if not spool.exists:
        return
    with session.unit_of_work() as uow:
        own, organisation = uow.organisation.key_pair().fingerprint, uow.organisation.get()
        senders = [
            SpoolSender(party.fingerprint, read_card(party.card).certificate_pem.decode(), party.short_name)
            for party in uow.exchange.parties()
            if party.relation is PartyRelation.SUBORDINATE and party.revoked_at is None
        ]
        waiting = [
            (party.fingerprint, f"{receipt.uuid}-{receipt_file_name(bundle, receipt.verdict)}", receipt)
            for receipt, bundle, party in uow.desk.receipts_to_give()
        ]
        spool.put_directory(own, organisation.short_name or organisation.full_name, senders)
        fetched = set(spool.fetched())
        if given := [receipt.uuid for _, name, receipt in waiting if name in fetched]:
            uow.desk.mark_given(given)
            uow.journal.record("receipts.given", count=len(given))
            uow.commit()
        for fingerprint, name, receipt in waiting:
            spool.put_answer(fingerprint, name, receipt.sealed)


@service(Act.LOOK)
def refused_files(session: VaultSession) -> tuple[ArrivedFile, ...]:
    """Files that could not be taken in, each with the code of the reason."""
    return tuple(_spool(session).refused())
