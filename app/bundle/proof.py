"""Who asks: an organisation's answer to a receiving server's challenge, signed with the key that is enrolled there.

The signed words name the server by the fingerprint of its organisation, so a proof made for one server is worth
nothing at another, and the challenge, which the server made and which ends by itself.
"""

from __future__ import annotations

import base64
import binascii

from app.bundle.canonical import canonical
from app.bundle.identity import Identity
from app.bundle.signature import sign_detached, verify_detached
from app.errors import TrustError

SCHEME = "Pervichka"
"""The word of the HTTP headers ``WWW-Authenticate`` and ``Authorization``."""
_PURPOSE = "pervichka-intake-1"
_LONGEST = 8192


def _content(challenge: str, server: str) -> bytes:
    return canonical({"challenge": challenge, "purpose": _PURPOSE, "server": server})


def make_proof(identity: Identity, challenge: str, server: str) -> str:
    """The value of ``Authorization``. ``server``: the fingerprint of the receiving organisation, as enrolled by us."""
    signature = base64.b64encode(sign_detached(_content(challenge, server), identity)).decode()
    return f"{SCHEME} sender={identity.fingerprint}, challenge={challenge}, proof={signature}"


def read_proof(header: str) -> tuple[str, str, str]:
    """Sender's fingerprint, challenge and signature (base64); TrustError ``bundle.forged`` for anything else."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if scheme != SCHEME or len(header) > _LONGEST or set(parts) != {"sender", "challenge", "proof"}:
        raise TrustError("bundle.forged")
    return parts["sender"], parts["challenge"], parts["proof"]


def check_proof(challenge: str, server: str, proof: str, certificate_pem: bytes) -> None:
    """TrustError ``bundle.forged`` unless the enrolled key signed exactly this."""
    try:
        signature = base64.b64decode(proof, validate=True)
    except (binascii.Error, ValueError):
        raise TrustError("bundle.forged") from None
    verify_detached(_content(challenge, server), signature, certificate_pem)
