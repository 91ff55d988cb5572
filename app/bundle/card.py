"""The organisation's public card: who it is, its certificate, its age recipient; signed by itself.

The own signature proves only that nobody changed the file on its way and that the sender holds the key. Whose key it
is, people settle by comparing the fingerprint with the printed key sheet.
"""

from __future__ import annotations

import base64
import binascii
import unicodedata
import warnings
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

import pyrage
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.utils import CryptographyDeprecationWarning

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.bundle.damage import damage_of
from app.bundle.identity import Identity, fingerprint
from app.domain.enums import OrganisationCategory, OrganisationKind
from app.domain.outside_names import visible
from app.errors import TrustError

CARD_FORMAT = "pervichka-card/1"
MAX_CARD_SIZE = 64 * 1024
_TEXT_LIMIT = 2000
_EXACT = frozenset({"uid", "kind", "category"})
_KEYS = frozenset({"format", "organisation", "certificate", "age_recipient", "fingerprint", "created", "signature"})


@dataclass(frozen=True)
class CardOrganisation:
    """What the card says of the organisation. ``category`` may be empty (a territorial organisation has none)."""

    uid: str
    kind: str
    category: str
    full_name: str
    short_name: str
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Card:
    """A card whose own signature and fingerprint agree."""

    organisation: CardOrganisation
    certificate_pem: bytes
    seal_recipient: str
    fingerprint: str
    created: datetime


def make_card(identity: Identity, organisation: CardOrganisation, created: datetime | None = None) -> bytes:
    """The card as canonical JSON, with a DER ECDSA signature (base64) over the same JSON without ``signature``."""
    document: dict[str, Any] = {
        "format": CARD_FORMAT,
        "organisation": asdict(organisation),
        "certificate": identity.certificate_pem.decode("ascii"),
        "age_recipient": identity.seal_recipient,
        "fingerprint": identity.fingerprint,
        "created": (created or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    key = serialization.load_pem_private_key(identity.signing_key_pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the signing key is an elliptic curve key")
    signature = key.sign(canonical(document), ec.ECDSA(hashes.SHA256()))
    document["signature"] = base64.b64encode(signature).decode("ascii")
    return canonical(document)


def read_card(data: bytes) -> Card:
    """Read a card.

    TrustError ``bundle.not_a_card`` or what :func:`damage_of` says became of it, ``bundle.newer_format``,
    ``bundle.card_damaged``.
    """
    if len(data) > MAX_CARD_SIZE:
        raise TrustError(damage_of(data) or "bundle.not_a_card")
    try:
        document = parse_canonical(data)
    except MalformedJson:
        raise TrustError(damage_of(data) or "bundle.not_a_card") from None
    label = document.get("format") if isinstance(document, dict) else None
    if not isinstance(label, str) or not label.startswith("pervichka-card/"):
        raise TrustError("bundle.not_a_card")
    if label != CARD_FORMAT:
        raise TrustError("bundle.newer_format")
    try:
        return _checked(document)
    except (KeyError, TypeError, ValueError, InvalidSignature, UnsupportedAlgorithm, pyrage.RecipientError):
        raise TrustError("bundle.card_damaged") from None


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _TEXT_LIMIT:
        raise TypeError("text")
    return value


def _checked(document: dict[str, Any]) -> Card:
    if set(document) != _KEYS:
        raise KeyError("keys")
    signed = {key: value for key, value in document.items() if key != "signature"}
    signature_text = _text(document["signature"])
    try:
        signature = base64.b64decode(signature_text, validate=True)
    except binascii.Error:
        raise ValueError("base64") from None
    if base64.b64encode(signature).decode() != signature_text:
        raise ValueError("base64")
    pem = canonical_certificate(_text(document["certificate"]).encode("ascii"))
    certificate = x509.load_pem_x509_certificate(pem)
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TypeError("curve")
    key.verify(signature, canonical(signed), ec.ECDSA(hashes.SHA256()))
    if fingerprint(pem) != document["fingerprint"]:
        raise ValueError("fingerprint")
    described = document["organisation"]
    names = {f.name for f in fields(CardOrganisation)}
    if not isinstance(described, dict) or set(described) != names:
        raise KeyError("organisation")
    organisation = CardOrganisation(
        **{name: _text(described[name]) if name in _EXACT else visible(_text(described[name])) for name in names}
    )
    OrganisationKind(organisation.kind)
    if organisation.category:
        OrganisationCategory(organisation.category)
    if any(unicodedata.category(sign) == "Cc" for name in names for sign in described[name]):
        raise ValueError("control characters")
    if visible(organisation.uid) != organisation.uid:
        raise ValueError("uid")
    if not organisation.uid.strip() or not organisation.full_name.strip():
        raise ValueError("organisation")
    recipient = _text(document["age_recipient"])
    pyrage.x25519.Recipient.from_str(recipient)
    created = datetime.strptime(_text(document["created"]), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return Card(organisation, pem, recipient, document["fingerprint"], created)


def canonical_certificate(pem: bytes) -> bytes:
    """The same certificate in the one PEM spelling we write; ValueError when the bytes are spelt otherwise."""
    with warnings.catch_warnings():
        # What the library only warns of (a serial number below one) no certificate of ours has ever had.
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        try:
            spelt = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.PEM)
        except (CryptographyDeprecationWarning, x509.InvalidVersion) as error:
            raise ValueError("an outdated certificate") from error
    if spelt != pem:
        raise ValueError("spelling of the certificate")
    return spelt
