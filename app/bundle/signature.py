"""The signature of the manifest: detached CMS in DER, ECDSA P-256 with SHA-256 (RFC 5652, RFC 5754).

``cryptography`` writes CMS but does not verify it; the verification here accepts exactly the shape we write (and that
``openssl cms -sign`` would be told to write), with exactly one signer, whose certificate is the one the caller
enrolled, never merely the one that travels inside.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

from app.bundle.identity import Identity
from app.errors import TrustError

_ATTRIBUTES = {"content_type", "message_digest", "signing_time"}


def sign_detached(content: bytes, identity: Identity) -> bytes:
    """A detached CMS signature (DER) of ``content``, the certificate inside."""
    key = serialization.load_pem_private_key(identity.signing_key_pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the signing key is an elliptic curve key")
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]
    return (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(content)
        .add_signer(x509.load_pem_x509_certificate(identity.certificate_pem), key, hashes.SHA256())
        .sign(serialization.Encoding.DER, options)
    )


def verify_detached(content: bytes, signature: bytes, certificate_pem: bytes) -> datetime:
    """Check ``signature`` of ``content`` against an enrolled certificate; the moment of signing the signer claims.

    Raises TrustError ``bundle.forged`` when it does not hold for that certificate.
    """
    try:
        return _verify(content, signature, certificate_pem)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, InvalidSignature, UnsupportedAlgorithm):
        raise TrustError("bundle.forged") from None


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(what)


def _verify(content: bytes, signature: bytes, certificate_pem: bytes) -> datetime:
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TypeError("curve")
    envelope = cms.ContentInfo.load(signature, strict=True)
    _require(envelope["content_type"].native == "signed_data", "content type")
    signed = envelope["content"]
    _require(signed["version"].native == "v1", "version")
    _require([a["algorithm"].native for a in signed["digest_algorithms"]] == ["sha256"], "digest")
    inner = signed["encap_content_info"]
    _require(inner["content_type"].native == "data" and inner["content"].native is None, "detached")
    carried = signed["certificates"]
    _require(len(carried) == 1, "one certificate")
    _require(carried[0].dump() == certificate.public_bytes(serialization.Encoding.DER), "certificate")
    _require(len(signed["crls"]) == 0 and len(signed["signer_infos"]) == 1, "one signer")
    signer = signed["signer_infos"][0]
    _require(signer["version"].native == "v1" and signer["sid"].name == "issuer_and_serial_number", "signer")
    _require(signer["sid"].chosen["serial_number"].native == certificate.serial_number, "serial")
    _require(signer["sid"].chosen["issuer"].dump() == certificate.issuer.public_bytes(), "issuer")
    _require(signer["digest_algorithm"]["algorithm"].native == "sha256", "digest")
    _require(signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa", "algorithm")
    _require(len(signer["unsigned_attrs"]) == 0, "unsigned attributes")
    attributes = {a["type"].native: a["values"] for a in signer["signed_attrs"]}
    _require(set(attributes) == _ATTRIBUTES and len(signer["signed_attrs"]) == len(_ATTRIBUTES), "attributes")
    _require(all(len(values) == 1 for values in attributes.values()), "one value")
    _require(attributes["content_type"][0].native == "data", "content type attribute")
    _require(attributes["message_digest"][0].native == hashlib.sha256(content).digest(), "digest of the content")
    # What is signed is the attributes as a plain SET, not with the tag [0] they carry (RFC 5652, 5.4).
    plain = b"\x31" + signer["signed_attrs"].dump()[1:]
    key.verify(signer["signature"].native, plain, ec.ECDSA(hashes.SHA256()))
    # Spelt again, it must be the same bytes: nothing outside the signed attributes may differ unseen.
    _require(envelope.dump(force=True) == signature, "spelling")
    moment = attributes["signing_time"][0].native
    if not isinstance(moment, datetime):
        raise TypeError("signing time")
    return moment.astimezone(UTC)
