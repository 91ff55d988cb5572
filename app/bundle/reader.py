"""Making a bundle, and the one order in which a bundle from outside is believed.

Decrypt with limits; take the manifest's bytes; verify their signature against an *enrolled* certificate; only then
parse the manifest; compare the hashes; only then may anybody parse the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.x509 import load_pem_x509_certificate

from app.bundle import signature as cms
from app.bundle.card import canonical_certificate
from app.bundle.identity import Identity, fingerprint
from app.bundle.manifest import FileEntry, Manifest, read_manifest
from app.bundle.package import MANIFEST, SIGNATURE, SIGNER, read_entries, write_package
from app.bundle.seal import open_sealed, seal
from app.errors import TrustError


@dataclass(frozen=True)
class PackedBundle:
    """A finished bundle of ours. ``sealed`` never changes from now on."""

    manifest: Manifest
    manifest_bytes: bytes
    manifest_sha256: str
    package: bytes
    sealed: bytes
    sealed_sha256: str


@dataclass(frozen=True)
class OpenedBundle:
    """A bundle whose signature and hashes hold. ``files`` are the data, not parsed by anybody yet."""

    manifest: Manifest
    manifest_bytes: bytes
    manifest_sha256: str
    signature: bytes
    signer_pem: bytes
    signed_at: datetime
    fingerprint: str
    sealed_sha256: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Verification:
    """The outcome of checking a bundle, as a person or a script wants to see it.

    ``contents`` are the paths inside; ``problems`` are what does not make it invalid but should be known.
    """

    valid: bool
    signer: str
    fingerprint: str
    organisation: str
    created: datetime
    kind: str
    uuid: str
    recipient: str
    contents: tuple[str, ...]
    problems: tuple[str, ...] = ()


def pack(manifest: Manifest, files: Mapping[str, bytes], identity: Identity) -> tuple[Manifest, bytes]:
    """Fill in the manifest's list of files, sign it, write the package. Returns the full manifest and the package."""
    entries = tuple(
        FileEntry(path, len(files[path]), hashlib.sha256(files[path]).hexdigest()) for path in sorted(files)
    )
    full = replace(manifest, files=entries)
    content = full.to_bytes()
    return full, write_package(content, cms.sign_detached(content, identity), identity.certificate_pem, files)


def make_bundle(
    manifest: Manifest, files: Mapping[str, bytes], identity: Identity, recipients: Iterable[str]
) -> PackedBundle:
    """Pack, sign and seal to the recipients and to the sender itself, so that it can read its own file later."""
    full, package = pack(manifest, files, identity)
    content = full.to_bytes()
    sealed = seal(package, [*recipients, identity.seal_recipient])
    return PackedBundle(
        manifest=full,
        manifest_bytes=content,
        manifest_sha256=hashlib.sha256(content).hexdigest(),
        package=package,
        sealed=sealed,
        sealed_sha256=hashlib.sha256(sealed).hexdigest(),
    )


def open_package(package: bytes, enrolled: Callable[[str], bytes | None]) -> OpenedBundle:
    """Verify an inner package. ``enrolled`` gives the certificate (PEM) trusted under a fingerprint, or None.

    TrustError ``bundle.unsafe_contents``, ``bundle.too_large``, ``bundle.unknown_sender``, ``bundle.forged``,
    ``bundle.newer_format`` or ``bundle.altered``.
    """
    entries = read_entries(package)
    try:
        claimed = fingerprint(canonical_certificate(entries[SIGNER]))
    except ValueError:
        raise TrustError("bundle.unsafe_contents", place=SIGNER) from None
    certificate = enrolled(claimed)
    if certificate is None:
        raise TrustError("bundle.unknown_sender", fingerprint=claimed)
    content = entries[MANIFEST]
    signed_at = cms.verify_detached(content, entries[SIGNATURE], certificate)
    manifest = read_manifest(content)
    if manifest.sender.fingerprint != claimed:
        raise TrustError("bundle.forged")
    files = {path: entries[path] for path in entries if path not in (MANIFEST, SIGNATURE, SIGNER)}
    if [entry.path for entry in manifest.files] != sorted(files):
        raise TrustError("bundle.unsafe_contents", place="manifest.json: files")
    for entry in manifest.files:
        data = files[entry.path]
        if len(data) != entry.size or hashlib.sha256(data).hexdigest() != entry.sha256:
            raise TrustError("bundle.altered")
    return OpenedBundle(
        manifest=manifest,
        manifest_bytes=content,
        manifest_sha256=hashlib.sha256(content).hexdigest(),
        signature=entries[SIGNATURE],
        signer_pem=load_pem_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM),
        signed_at=signed_at,
        fingerprint=claimed,
        sealed_sha256="",
        files=files,
    )


def open_bundle(
    sealed: bytes, seal_identities: Iterable[str], enrolled: Callable[[str], bytes | None], ours: Iterable[str]
) -> OpenedBundle:
    """Everything from sealed bytes to believed files.

    ``ours`` are the fingerprints of our own keys: the manifest must name one of them as recipient, or as sender (our
    own copy), unless it is a circular. Otherwise somebody sealed a letter to another organisation anew for us:
    ``bundle.not_for_us``.
    """
    opened = open_package(open_sealed(sealed, seal_identities), enrolled)
    named = {opened.manifest.recipient.fingerprint, opened.manifest.sender.fingerprint}
    if not opened.manifest.circular and not named & set(ours):
        raise TrustError("bundle.not_for_us")
    return replace(opened, sealed_sha256=hashlib.sha256(sealed).hexdigest())
