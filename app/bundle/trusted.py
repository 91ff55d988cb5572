"""A list of organisations whose cards are genuine, signed by the one above them. ``docs/card-qr.md``.

Signed like an organisation's card: DER ECDSA over the canonical JSON without ``signature``. Whose list it is, people
settle once by comparing the signer's fingerprint with its printed key sheet (or by having enrolled it in a vault).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.bundle.card import canonical_certificate
from app.bundle.damage import damage_of
from app.bundle.identity import Identity, fingerprint
from app.domain.outside_names import visible
from app.errors import TrustError

TRUSTED_FORMAT = "pervichka-trusted/1"
MAX_TRUSTED_SIZE = 8 * 1024 * 1024
"""About four thousand organisations."""

_KEYS = frozenset({"format", "issuer", "organisations", "created", "signature"})
_TEXT_LIMIT = 2000


@dataclass(frozen=True)
class TrustedOrganisation:
    """One organisation: its certificate (PEM), and from when its key is believed no more (ISO day, or empty)."""

    uid: str
    name: str
    certificate: str
    revoked_on: str = ""

    @property
    def fingerprint(self) -> str:
        """Of its certificate."""
        return fingerprint(self.certificate.encode("ascii"))


@dataclass(frozen=True)
class TrustedFile:
    """A list whose signature agrees with the certificate in it. ``issuer_fingerprint`` is what people compare."""

    issuer: TrustedOrganisation
    organisations: tuple[TrustedOrganisation, ...]
    created: datetime
    data: bytes

    @property
    def issuer_fingerprint(self) -> str:
        """Of the signer's certificate."""
        return self.issuer.fingerprint


def make_trusted(
    identity: Identity,
    uid: str,
    name: str,
    organisations: Sequence[TrustedOrganisation],
    created: datetime | None = None,
) -> bytes:
    """The signed list as canonical JSON."""
    issuer = TrustedOrganisation(uid, name, identity.certificate_pem.decode("ascii"))
    document: dict[str, Any] = {
        "format": TRUSTED_FORMAT,
        "issuer": asdict(issuer),
        "organisations": [asdict(one) for one in sorted(organisations, key=lambda o: (o.uid, o.certificate))],
        "created": (created or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    key = serialization.load_pem_private_key(identity.signing_key_pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the signing key is an elliptic curve key")
    document["signature"] = base64.b64encode(key.sign(canonical(document), ec.ECDSA(hashes.SHA256()))).decode("ascii")
    return canonical(document)


def read_trusted(data: bytes) -> TrustedFile:
    """Read a list; TrustError ``cards.not_a_list``, ``cards.list_newer`` or ``cards.list_damaged``."""
    if len(data) > MAX_TRUSTED_SIZE:
        raise TrustError("cards.not_a_list")
    try:
        document = parse_canonical(data)
    except MalformedJson:
        raise TrustError(damage_of(data) or "cards.not_a_list") from None
    label = document.get("format") if isinstance(document, dict) else None
    if not isinstance(label, str) or not label.startswith("pervichka-trusted/"):
        raise TrustError("cards.not_a_list")
    if label != TRUSTED_FORMAT:
        raise TrustError("cards.list_newer")
    try:
        return _checked(document, data)
    except (KeyError, TypeError, ValueError, binascii.Error, InvalidSignature, UnsupportedAlgorithm):
        raise TrustError("cards.list_damaged") from None


def _checked(document: dict[str, Any], data: bytes) -> TrustedFile:
    if set(document) != _KEYS or canonical(document) != data:
        raise KeyError("keys")
    signed = {key: value for key, value in document.items() if key != "signature"}
    issuer = _organisation(document["issuer"])
    key = x509.load_pem_x509_certificate(issuer.certificate.encode("ascii")).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TypeError("curve")
    key.verify(base64.b64decode(document["signature"], validate=True), canonical(signed), ec.ECDSA(hashes.SHA256()))
    if not isinstance(document["organisations"], list):
        raise TypeError("organisations")
    return TrustedFile(
        issuer=issuer,
        organisations=tuple(_organisation(one) for one in document["organisations"]),
        created=datetime.strptime(document["created"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        data=data,
    )


def _organisation(value: Any) -> TrustedOrganisation:
    if not isinstance(value, dict) or set(value) != {"uid", "name", "certificate", "revoked_on"}:
        raise KeyError("organisation")
    if any(not isinstance(text, str) or len(text) > _TEXT_LIMIT for text in value.values()):
        raise TypeError("text")
    canonical_certificate(value["certificate"].encode("ascii"))
    if value["revoked_on"]:
        datetime.strptime(value["revoked_on"], "%Y-%m-%d").replace(tzinfo=UTC)
    return TrustedOrganisation(**{**value, "name": visible(value["name"])})
