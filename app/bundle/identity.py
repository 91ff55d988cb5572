"""An organisation's own keys: an ECDSA P-256 signing key with its certificate, and an age X25519 identity.

There is no certificate authority: the certificate only carries the public key and the organisation's name in a shape
that stock OpenSSL understands. Trust comes from comparing :func:`fingerprint` on paper.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID_DAYS = 365 * 40
"""Forty years: reports are kept long, and a lapsed certificate would frighten without protecting anybody."""

_NAME_LIMIT = 64
"""RFC 5280, ub-organization-name."""


@dataclass(frozen=True)
class Identity:
    """All four parts of an organisation's keys; the private ones never show in a traceback."""

    signing_key_pem: bytes = field(repr=False)
    certificate_pem: bytes
    seal_identity: str = field(repr=False)
    seal_recipient: str

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the certificate, 64 hexadecimal digits."""
        return fingerprint(self.certificate_pem)


def make_identity(organisation_name: str, uid: str, *, now: datetime | None = None) -> Identity:
    """Make new keys for an organisation.

    The subject is O = the name (cut to 64 characters, RFC 5280) and serialNumber = ``uid``. KeyUsage is
    digitalSignature; there is no extended usage, because ``openssl cms -verify`` would then demand ``-purpose any``.
    """
    moment = now or datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation_name.strip()[:_NAME_LIMIT].strip() or uid),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, uid),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    seal = pyrage.x25519.Identity.generate()
    return Identity(
        signing_key_pem=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate_pem=certificate.public_bytes(serialization.Encoding.PEM),
        seal_identity=str(seal),
        seal_recipient=str(seal.to_public()),
    )


def fingerprint(certificate_pem: bytes) -> str:
    """SHA-256 of the certificate's DER, 64 lowercase hexadecimal digits; raises ValueError when it is no certificate.

    The same as ``openssl x509 -noout -fingerprint -sha256`` without the colons.
    """
    der = x509.load_pem_x509_certificate(certificate_pem).public_bytes(serialization.Encoding.DER)
    return hashlib.sha256(der).hexdigest()


def grouped_fingerprint(digits: str) -> str:
    """A fingerprint in groups of four, as it is printed and read aloud.

    >>> grouped("0123456789ab")
    '0123 4567 89ab'
    """
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def ungrouped(text: str) -> str:
    """A fingerprint as a person typed it (spaces, colons, dashes, capitals) back to plain digits."""
    return "".join(c for c in text.lower() if c not in " :-\u00a0\t\r\n")
