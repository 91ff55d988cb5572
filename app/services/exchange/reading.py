"""Looking into a sealed file: without a key, with verification, and unpacked into a folder."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificate

from app.bundle.package import MANIFEST, SIGNATURE, SIGNER
from app.bundle.reader import OpenedBundle, Verification
from app.bundle.seal import SealedFile, inspect_sealed
from app.domain.files import fault_from, move_into_place, sync_folder, write_atomically
from app.domain.outside_names import marked
from app.errors import EnvironmentFault, UserError
from app.models import Party
from app.services.exchange.keyring import open_sealed_file
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


def inspect(data: bytes) -> SealedFile:
    """What can be known of a sealed file without a key."""
    return inspect_sealed(data)


@service(Act.OPEN_SEALED)
def verify_bundle(session: VaultSession, data: bytes) -> Verification:
    """Open and check a file for us or by us; TrustError names what is wrong with a file that does not hold.

    ``problems`` of a valid one: it is our own; a newer file of the same kind has been taken in already.
    """
    with session.unit_of_work() as uow:
        opened, sender = open_sealed_file(uow, data)
        return _verification(uow, opened, sender)


@service(Act.OPEN_SEALED)
def unpack_bundle(session: VaultSession, data: bytes, folder: Path) -> Verification:
    """Unpack a verified file into a new folder, which appears complete or not at all.

    It holds ``manifest.json``, ``manifest.json.sig``, ``signer.pem``, ``data/``, ``print/`` and attachments, readable
    by anybody who gets at the folder. UserError ``exchange.folder_taken`` when the folder exists and is not empty.
    """
    with session.unit_of_work() as uow:
        opened, sender = open_sealed_file(uow, data)
        result = _verification(uow, opened, sender)
        _unpack(opened, folder)
        uow.journal.record("bundle.unpacked", bundle=opened.manifest.uuid)
        uow.commit()
    return result


def _verification(uow: UnitOfWork, opened: OpenedBundle, sender: Party | None) -> Verification:
    manifest = opened.manifest
    problems = []
    if sender is not None:
        stream = uow.exchange.intake_stream(sender.uid, manifest.stream)
        newest = max((b.revision for b in stream if b.outcome == "taken"), default=0)
        if newest > manifest.revision:
            problems.append(f"Уже принят более новый файл (редакция {newest}, а это {manifest.revision}).")
    certificate = load_pem_x509_certificate(opened.signer_pem)
    return Verification(
        valid=True,
        signer=marked(certificate.subject.rfc4514_string()),
        fingerprint=opened.fingerprint,
        organisation=marked(manifest.sender.name if sender is None else sender.full_name),
        created=manifest.created,
        kind=manifest.kind.value,
        uuid=manifest.uuid,
        recipient=marked(manifest.recipient.name),
        contents=tuple(entry.path for entry in manifest.files),
        problems=tuple(problems),
    )


def _unpack(opened: OpenedBundle, folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("exchange.folder_taken", name=folder.name)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    files = {
        MANIFEST: opened.manifest_bytes,
        SIGNATURE: opened.signature,
        SIGNER: opened.signer_pem,
        **opened.files,
    }
    try:
        beside.mkdir(mode=0o700)
        for part in ("data", "print"):
            (beside / part).mkdir()
        for path, content in files.items():
            target = beside / path
            target.parent.mkdir(exist_ok=True)
            write_atomically(target, content)
        if folder.exists():
            folder.rmdir()
        move_into_place(beside, folder)
    except OSError as error:
        raise fault_from(error, folder.name) from error
    except EnvironmentFault as error:
        raise EnvironmentFault(error.code, name=folder.name) from error
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(beside)
    sync_folder(folder.parent)
