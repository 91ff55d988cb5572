"""Who may use the organisation's keys: the private halves, sealed to each user who may.

A user has a secret of their own (an age identity), which only their password opens; the chair seals the organisation's
keys to its public half without knowing it. What is opened must belong to the certificate: keys swapped by somebody who
can write the database are not used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from app.bundle.identity import Identity


@dataclass(frozen=True)
class OwnSecret:
    """A user's own secret, and the public half that others may seal to."""

    secret: bytes = field(repr=False)

    @property
    def recipient(self) -> str:
        """Where the chair seals what this user is given."""
        return str(pyrage.x25519.Identity.from_str(self.secret.decode("ascii")).to_public())


def new_secret() -> OwnSecret:
    """A new secret for a user or a recovery sheet."""
    return OwnSecret(str(pyrage.x25519.Identity.generate()).encode("ascii"))


def grant(identity: Identity, recipient: str) -> bytes:
    """The private keys, sealed so that only the owner of ``recipient`` opens them."""
    document = {"signing_key": identity.signing_key_pem.decode("ascii"), "seal_identity": identity.seal_identity}
    return bytes(pyrage.encrypt(json.dumps(document).encode("ascii"), [pyrage.x25519.Recipient.from_str(recipient)]))


def open_grant(sealed: bytes, own: OwnSecret, certificate_pem: bytes, seal_recipient: str) -> Identity | None:
    """The keys of a grant; None when it is not for this owner, damaged, or of another certificate."""
    try:
        opened = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(own.secret.decode("ascii"))])
        document = json.loads(opened)
        identity = Identity(
            str(document["signing_key"]).encode("ascii"),
            certificate_pem,
            str(document["seal_identity"]),
            seal_recipient,
        )
        key = serialization.load_pem_private_key(identity.signing_key_pem, None)
        stated = x509.load_pem_x509_certificate(certificate_pem).public_key()
        seal = str(pyrage.x25519.Identity.from_str(identity.seal_identity).to_public())
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError, KeyError, TypeError):
        return None
    return identity if key.public_key() == stated and seal == seal_recipient else None
