"""What is kept of a file taken in after somebody in it is gone: everything that was signed but the lists of people.

The sealed bytes hold the register, and nothing can be taken out of sealed bytes. So they are replaced by the inner
package without the people's lists: the manifest with its signature and certificate, the reports and their prints. The
manifest still names the hash of each file, so the reports stay provable with stock ``openssl``, and the hashes by which
receipts name the file stay in the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from app.bundle import signature as cms
from app.bundle.card import canonical_certificate
from app.bundle.identity import fingerprint
from app.bundle.manifest import read_manifest
from app.bundle.package import MANIFEST, SIGNATURE, SIGNER, read_entries, write_package
from app.errors import AppError, TrustError
from app.models import IntakeBundle
from app.services.cards.orders import ORDER_PATH
from app.services.exchange.keyring import open_sealed_file
from app.services.exchange.register_part import REGISTER_PATH
from app.storage.unit_of_work import UnitOfWork

PEOPLE_PATHS = frozenset({REGISTER_PATH, ORDER_PATH})
"""Files of a bundle that list members; only these may be missing from what is kept."""


def strip_people(uow: UnitOfWork, bundle: IntakeBundle) -> None:
    """Keep of a file only what names nobody. The caller commits. A file stripped before is left as it is."""
    sealed = bundle.sealed
    if not sealed:
        return
    try:
        opened, _ = open_sealed_file(uow, sealed, believed_before=True)
    except TrustError:
        uow.received.strip(bundle.id, None)  # it cannot be looked into: better gone than kept
        return
    kept = {path: data for path, data in opened.files.items() if path not in PEOPLE_PATHS}
    package = write_package(opened.manifest_bytes, opened.signature, opened.signer_pem, kept)
    uow.received.strip(bundle.id, package)


def kept_files(uow: UnitOfWork, bundle: IntakeBundle) -> Mapping[str, bytes]:
    """The files of a bundle taken in that are still here, verified; empty when nothing is.

    A key revoked since does not undo what was believed then. TrustError ``bundle.*`` when what is kept does not hold.
    """
    if bundle.sealed:
        return open_sealed_file(uow, bundle.sealed, believed_before=True)[0].files
    return {} if bundle.evidence is None else verified_evidence(bundle.evidence, bundle.manifest.encode())


def verified_evidence(package: bytes, manifest: bytes) -> Mapping[str, bytes]:
    """The files kept of a stripped bundle; every one must be what the signed manifest says.

    TrustError ``bundle.forged`` for another manifest or signature, ``bundle.altered`` for another or missing file.
    """
    entries = read_entries(package)
    if entries[MANIFEST] != manifest:
        raise TrustError("bundle.forged")
    stated_sender = read_manifest(manifest).sender.fingerprint
    try:
        if fingerprint(canonical_certificate(entries[SIGNER])) != stated_sender:
            raise TrustError("bundle.forged")
    except ValueError:
        raise TrustError("bundle.forged") from None
    cms.verify_detached(manifest, entries[SIGNATURE], entries[SIGNER])
    files = {path: data for path, data in entries.items() if path not in (MANIFEST, SIGNATURE, SIGNER)}
    stated = {entry.path: (entry.size, entry.sha256) for entry in read_manifest(manifest).files}
    found = {path: (len(data), hashlib.sha256(data).hexdigest()) for path, data in files.items()}
    if any(stated.get(path) != mark for path, mark in found.items()) or set(stated) - set(found) - PEOPLE_PATHS:
        raise TrustError("bundle.altered")
    return files


def evidence_problem(bundle: IntakeBundle) -> AppError | None:
    """Why what is kept of a stripped bundle does not hold; None when it does, or when nothing was stripped."""
    if bundle.evidence is None:
        return None
    try:
        verified_evidence(bundle.evidence, bundle.manifest.encode())
    except AppError as error:
        return error
    return None
