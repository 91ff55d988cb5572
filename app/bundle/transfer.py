"""The file that goes with one member to another organisation: signed by the sender, sealed to the receiver.

Inside the seal stands canonical JSON: ``format``, ``card`` (the sender's public card as it is), ``content`` (canonical
JSON as text) and ``signature`` (CMS of that text, base64). To a receiver whose key is enrolled the seal is age. Else
the file is closed with a code that the two chairs tell each other by telephone: ``pervichka-code/1``, a line end,
16 bytes of salt, 12 of nonce, then AES-256-GCM under Argon2id of the code (64 MiB, 3 passes, one lane; age's own
passphrases would take half a gigabyte of an old computer). Nothing inside is believed before the signature holds for
the certificate of the card; whose card it is, the reader of the file has to know or to ask.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.bundle.card import Card, read_card
from app.bundle.damage import damage_of
from app.bundle.identity import Identity
from app.bundle.seal import seal
from app.bundle.signature import sign_detached, verify_detached
from app.errors import TrustError

TRANSFER_FORMAT = "pervichka-transfer/1"
MAX_TRANSFER_SIZE = 2 * 1024 * 1024
"""A card with a photo is some 60 KB."""
_MAGIC = b"age-encryption.org/v1\n"
_CODE_MAGIC = b"pervichka-code/1\n"
_SALT, _NONCE = 16, 12
_CODE_GROUPS, _CODE_DIGITS = 5, 4


@dataclass(frozen=True)
class SignedTransfer:
    """What a file said after its signature held. ``content`` is still a stranger's document."""

    card: Card
    content: dict[str, Any]


def new_transfer_code() -> str:
    """A code to be told by telephone: «4821-0937-…», 66 bits; age makes each guess slow."""
    digits = "".join(secrets.choice("0123456789") for _ in range(_CODE_GROUPS * _CODE_DIGITS))
    return "-".join(digits[i : i + _CODE_DIGITS] for i in range(0, len(digits), _CODE_DIGITS))


def plain_transfer_code(text: str) -> str:
    """A code as somebody typed it, with the dashes where they belong."""
    digits = "".join(c for c in text if c.isdigit())
    return "-".join(digits[i : i + _CODE_DIGITS] for i in range(0, len(digits), _CODE_DIGITS))


def make_transfer(
    content: dict[str, Any], card: bytes, identity: Identity, *, recipient: str = "", code: str = ""
) -> bytes:
    """Sign and seal: to an age ``recipient``, or under ``code``; exactly one of the two."""
    if bool(recipient) == bool(code):
        raise ValueError("one of recipient and code")
    text = canonical(content)
    package = canonical(
        {
            "format": TRANSFER_FORMAT,
            "card": card.decode(),
            "content": text.decode(),
            "signature": base64.b64encode(sign_detached(text, identity)).decode("ascii"),
        }
    )
    return seal(package, [recipient]) if recipient else close_with_code(package, code)


def close_with_code(package: bytes, code: str) -> bytes:
    """Encrypt under a code told by telephone."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    return _CODE_MAGIC + salt + nonce + AESGCM(_key(code, salt)).encrypt(nonce, package, _CODE_MAGIC)


def _open_with_code(data: bytes, code: str) -> bytes:
    body = data[len(_CODE_MAGIC) :]
    salt, nonce, sealed = body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]
    if len(nonce) < _NONCE:
        raise TrustError("transfer.damaged")
    try:
        return AESGCM(_key(code, salt)).decrypt(nonce, sealed, _CODE_MAGIC)
    except InvalidTag:
        raise TrustError("transfer.wrong_code") from None


def _key(code: str, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(
        plain_transfer_code(code).encode()
    )


def needs_code(data: bytes) -> bool:
    """Whether the file is sealed under a code; TrustError ``transfer.not_a_transfer`` when it is no sealed file."""
    if len(data) > MAX_TRANSFER_SIZE:
        raise TrustError("transfer.too_large")
    if data.startswith(_CODE_MAGIC):
        return True
    if not data.startswith(_MAGIC):
        raise TrustError(damage_of(data) or "transfer.not_a_transfer")
    return False


def read_transfer(data: bytes, identities: list[str], code: str) -> SignedTransfer:
    """Open and verify.

    TrustError ``transfer.too_large``, ``transfer.not_a_transfer``, ``transfer.wrong_code``, ``transfer.not_for_us``,
    ``transfer.damaged``, ``transfer.newer_format``, ``transfer.forged``; those of :func:`app.bundle.card.read_card`.
    """
    package = _open_with_code(data, code) if needs_code(data) else _opened(data, identities)
    if len(package) > MAX_TRANSFER_SIZE:
        raise TrustError("transfer.too_large")
    try:
        outer = parse_canonical(package)
    except MalformedJson:
        raise TrustError("transfer.not_a_transfer") from None
    label = outer.get("format") if isinstance(outer, dict) else None
    if not isinstance(label, str) or not label.startswith("pervichka-transfer/"):
        raise TrustError("transfer.not_a_transfer")
    if label != TRANSFER_FORMAT:
        raise TrustError("transfer.newer_format")
    return _verified(outer)


def _opened(data: bytes, identities: list[str]) -> bytes:
    try:
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(text) for text in identities]))
    except pyrage.DecryptError as error:
        foreign = "no matching keys" in str(error).lower()
        raise TrustError("transfer.not_for_us" if foreign else "transfer.damaged") from None


def _verified(outer: dict[str, Any]) -> SignedTransfer:
    texts = [outer.get(name) for name in ("card", "content", "signature")]
    if set(outer) != {"format", "card", "content", "signature"} or not all(isinstance(t, str) for t in texts):
        raise TrustError("transfer.damaged")
    card = read_card(outer["card"].encode())
    text = outer["content"].encode()
    try:
        signature = base64.b64decode(outer["signature"], validate=True)
        verify_detached(text, signature, card.certificate_pem)
        content = parse_canonical(text)
    except (binascii.Error, MalformedJson):
        raise TrustError("transfer.damaged") from None
    except TrustError:
        raise TrustError("transfer.forged") from None
    if not isinstance(content, dict):
        raise TrustError("transfer.damaged")
    return SignedTransfer(card, content)
