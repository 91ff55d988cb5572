"""The seal: age (age-encryption.org/v1) to X25519 recipients, opened with a limit, in memory only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyrage

from app.bundle.damage import damage_of, damage_of_body
from app.bundle.limits import MAX_SEALED_SIZE
from app.errors import TrustError

_MAGIC = b"age-encryption.org/v1\n"
_HEADER_LIMIT = 64 * 1024
_HEADER_END = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")
_SMALLEST_BODY = 16 + 16
"""A nonce and the tag of an empty last chunk."""


@dataclass(frozen=True)
class SealedFile:
    """What anybody can know of a sealed file without a key."""

    size: int
    sha256: str
    sealed: bool
    recipients: int
    damage: str | None = None
    """Code of what became of a file that is not sealed, when it can be told."""


def is_recipient(text: str) -> bool:
    """Whether it is a public age key, ``age1…``."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal(package: bytes, recipients: Iterable[str]) -> bytes:
    """Encrypt to age recipients (``age1…``), each named once. Sealing again gives other bytes."""
    keys = [pyrage.x25519.Recipient.from_str(text) for text in dict.fromkeys(recipients)]
    return bytes(pyrage.encrypt(package, keys))


def inspect_sealed(data: bytes) -> SealedFile:
    """Size, hash, whether it looks like a sealed file and to how many recipients. Nothing is believed yet."""
    header = _header(data)
    recipients = 0 if header is None else len(re.findall(rb"^-> X25519 ", header, re.MULTILINE))
    damage = None if header is None else damage_of_body(data[len(header) :])
    if header is None:
        started = bool(data) and (_MAGIC.startswith(data) or data.startswith(_MAGIC))
        damage = "bundle.truncated" if started else damage_of(data) or "bundle.not_a_bundle"
    return SealedFile(
        len(data), hashlib.sha256(data).hexdigest(), header is not None and damage is None, recipients, damage
    )


def _header(data: bytes) -> bytes | None:
    if not data.startswith(_MAGIC):
        return None
    end = _HEADER_END.search(data, 0, _HEADER_LIMIT)
    return None if end is None else data[: end.end()]


def open_sealed(data: bytes, identities: Iterable[str]) -> bytes:
    """Decrypt with any of our age identities.

    TrustError ``bundle.too_large`` (before decrypting), ``bundle.not_a_bundle`` or what :func:`damage_of` says became
    of it, ``bundle.truncated``, ``bundle.not_for_us``, ``bundle.altered``. A file cut in its last part cannot be told
    from an altered one.
    """
    if len(data) > MAX_SEALED_SIZE:
        raise TrustError("bundle.too_large")
    if not data.startswith(_MAGIC):
        cut = bool(data) and _MAGIC.startswith(data)
        raise TrustError("bundle.truncated" if cut else damage_of(data) or "bundle.not_a_bundle")
    header = _header(data)
    if header is None:
        finished = len(data) >= _HEADER_LIMIT or b"\n--- " in data[:-44]
        raise TrustError("bundle.altered" if finished else "bundle.truncated")
    if len(data) < len(header) + _SMALLEST_BODY:
        raise TrustError("bundle.truncated")
    spoilt = damage_of_body(data[len(header) :])
    if spoilt is not None:
        raise TrustError(spoilt)
    keys = [pyrage.x25519.Identity.from_str(text) for text in identities]
    if not keys:
        raise TrustError("bundle.not_for_us")
    try:
        return bytes(pyrage.decrypt(data, keys))
    except pyrage.DecryptError as error:
        foreign = "no matching keys" in str(error).lower()
        raise TrustError("bundle.not_for_us" if foreign else "bundle.altered") from None
