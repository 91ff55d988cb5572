"""The square code on a member's card: who holds it, until when, and the organisation's signature. ``docs/card-qr.md``.

The code is one decimal number. Digits are what a USB scanner types alike in the Russian and the English keyboard, and
what a QR code packs best (ten bits for three digits). Knows no database: whose key may be believed the caller tells.

    version 1 | key 6 | until 2 | n 1 | name n | m 1 | number m | signature 64 | check 2     (bytes)
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from app.bundle.identity import Identity
from app.errors import TrustError

VERSION = 1
KEY_BYTES = 6
"""The beginning of the certificate's fingerprint that names the key. It only finds it; the signature proves it."""

NAME_LIMIT, NUMBER_LIMIT = 56, 20
"""Bytes: with both full the code still fits QR version 8 at level M."""

LONGEST_CODE_TEXT = 400
"""Digits; longer input is not looked at."""

_CONTEXT = b"pervichka-union-card/1\0"
"""Signed before the contents, so that no other signature of the same key can stand for a card's."""

_EPOCH = date(2020, 1, 1)
LAST_DAY = _EPOCH + timedelta(days=2**16 - 1)
"""6 June 2199: the last day a code can say; a later one is said so."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (FIPS 186-4, D.1.2.3)."""

_SIGNATURE, _CHECK = 64, 2


@dataclass(frozen=True)
class UnionCardCode:
    """What a card says. ``name`` is the surname with initials, ``number`` the card's; ``until`` is its last day."""

    name: str
    number: str
    until: date
    key: str
    """12 hexadecimal digits: the beginning of the fingerprint of the key that signed."""


@dataclass(frozen=True)
class ReadCode:
    """A code as it was read; nothing of it is believed before :meth:`signed_by` is true."""

    code: UnionCardCode
    body: bytes
    signature: bytes

    def signed_by(self, certificate_pem: bytes) -> bool:
        """Whether this certificate's key signed it. Only the smaller of the two equivalent ``s`` counts, so that a
        changed code never passes for a genuine one."""
        key = x509.load_pem_x509_certificate(certificate_pem).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            return False
        r, s = int.from_bytes(self.signature[:32], "big"), int.from_bytes(self.signature[32:], "big")
        if not 0 < r < _ORDER or not 0 < s <= _ORDER // 2:
            return False
        try:
            key.verify(encode_dss_signature(r, s), _CONTEXT + self.body, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def make_code(identity: Identity, name: str, number: str, until: date) -> str:
    """The digits of a card signed by the organisation. A name over the limit loses its end; ValueError for a number
    over the limit or empty, or a day before 2020."""
    body = _body(identity.fingerprint[: 2 * KEY_BYTES], name, number, until)
    key = serialization.load_pem_private_key(identity.signing_key_pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the signing key is an elliptic curve key")
    r, s = decode_dss_signature(key.sign(_CONTEXT + body, ec.ECDSA(hashes.SHA256())))
    s = min(s, _ORDER - s)
    return _digits(body + r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def looks_like_code(text: str) -> bool:
    """Whether a scanned line is a card's square code and not a number typed by hand."""
    squeezed = "".join(text.split())
    return len(squeezed) >= 100 and squeezed.isascii() and squeezed.isdigit()


def read_code(text: str) -> ReadCode:
    """Take the digits apart. TrustError ``cards.code_damaged`` (not read whole, or no card) or ``cards.code_newer``.

    The two check bytes tell a slip of the scanner from a forgery: whoever forges can mend them, whoever misreads
    cannot.
    """
    squeezed = "".join(text.split())
    if not squeezed or len(squeezed) > LONGEST_CODE_TEXT or not (squeezed.isascii() and squeezed.isdigit()):
        raise TrustError("cards.code_damaged")
    if squeezed.startswith("0"):
        raise TrustError("cards.code_damaged")
    number = int(squeezed)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) < 3 or binascii.crc_hqx(data[:-_CHECK], 0xFFFF) != int.from_bytes(data[-_CHECK:], "big"):
        raise TrustError("cards.code_damaged")
    if data[0] != VERSION:
        raise TrustError("cards.code_newer")
    signed = data[:-_CHECK]
    if len(signed) <= _SIGNATURE:
        raise TrustError("cards.code_damaged")
    body, signature = signed[:-_SIGNATURE], signed[-_SIGNATURE:]
    try:
        code = _parse(body)
    except (ValueError, IndexError, OverflowError):
        raise TrustError("cards.code_damaged") from None
    return ReadCode(code, body, signature)


def cut_name(text: str) -> str:
    """A name as it goes into a code: cut at whole letters when its bytes are over the limit."""
    while len(_letters(text)) > NAME_LIMIT:
        text = text[:-1]
    return text


def _body(key: str, name: str, number: str, until: date) -> bytes:
    days = (min(until, LAST_DAY) - _EPOCH).days
    if days < 0:
        raise ValueError("until")
    packed = _packed_number(number)
    letters = _letters(cut_name(name))
    return b"".join(
        (
            bytes([VERSION]),
            bytes.fromhex(key),
            days.to_bytes(2, "big"),
            bytes([len(letters)]),
            letters,
            bytes([len(packed)]),
            packed,
        )
    )


def _parse(body: bytes) -> UnionCardCode:
    key = body[1 : 1 + KEY_BYTES].hex()
    place = 1 + KEY_BYTES
    days = int.from_bytes(body[place : place + 2], "big")
    place += 2
    length = body[place]
    letters = body[place + 1 : place + 1 + length]
    place += 1 + length
    size = body[place]
    packed = body[place + 1 : place + 1 + size]
    if place + 1 + size != len(body) or not 0 < length <= NAME_LIMIT:
        raise ValueError("lengths")
    code = UnionCardCode(_text(letters), _number(packed), _EPOCH + timedelta(days=days), key)
    if _body(code.key, code.name, code.number, code.until) != body:
        raise ValueError("spelling")
    return code


def _letters(text: str) -> bytes:
    """Windows-1251, one byte a letter, for Russian and its neighbours; other letters as UTF-8 after a zero byte."""
    try:
        return text.encode("cp1251")
    except UnicodeEncodeError:
        return b"\0" + text.encode()


def _text(data: bytes) -> str:
    text = data[1:].decode() if data[:1] == b"\0" else data.decode("cp1251")
    if not text.isprintable() or not text.strip():
        raise ValueError("name")
    return text


def _packed_number(number: str) -> bytes:
    """Digits only: their count after the mark 0x80, then the number in binary. Anything else: its letters."""
    if number.isascii() and number.isdigit() and 0 < len(number) <= NUMBER_LIMIT:
        value = int(number)
        return bytes([0x80 + len(number)]) + value.to_bytes((value.bit_length() + 7) // 8, "big")
    letters = number.encode("ascii") if number.isascii() else b"\x01" + number.encode()
    if not 0 < len(letters) <= NUMBER_LIMIT or not number.isprintable() or number != number.strip():
        raise ValueError("number")
    return letters


def _number(data: bytes) -> str:
    if not data:
        raise ValueError("number")
    if data[0] > 0x80:
        return str(int.from_bytes(data[1:], "big")).zfill(data[0] - 0x80)
    return data[1:].decode() if data[0] == 1 else data.decode("ascii")


def _digits(signed: bytes) -> str:
    check = binascii.crc_hqx(signed, 0xFFFF).to_bytes(2, "big")
    return str(int.from_bytes(signed + check, "big"))
