"""The recovery code printed at creation: letters a person can read aloud and type back.

Seven groups of five letters: six are random (30 letters of 26: 141 bits), the seventh is a check of the others, so a
slip of the pen is told apart from a foreign sheet.
"""

from __future__ import annotations

import hashlib
import secrets

from app.domain.names import cyrillicise
from app.errors import AccessError

ALPHABET = "АБВГДЕЖИКЛМНОПРСТУФХЦЧШЭЮЯ"
"""Without З (3), Ё, Й, Щ, Ъ, Ы, Ь, which are mixed up in handwriting."""
_GROUPS, _LETTERS = 6, 5
_MENDED = str.maketrans("ЁЙЩ0", "ЕИШО")


def new_code() -> str:
    """A new code as printed: ``XXXXX-XXXXX-…`` with the check group last."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_GROUPS * _LETTERS))
    whole = letters + _check(letters)
    return "-".join(whole[i : i + _LETTERS] for i in range(0, len(whole), _LETTERS))


def plain_code(text: str) -> str:
    """The 30 letters of a code as somebody typed it: any case, spaces, hyphens, Latin look-alikes, ё for е.

    Raises AccessError ``vault.recovery_code_typo`` when the letters or the check group are not right.
    """
    # A Cyrillic letter in front makes every word Cyrillic, so that a group of look-alikes alone is mended too.
    joined = cyrillicise("Я" + "".join(ch for ch in text.upper() if ch.isalnum()))[1:].translate(_MENDED)
    letters, check = joined[: _GROUPS * _LETTERS], joined[_GROUPS * _LETTERS :]
    if len(letters) != _GROUPS * _LETTERS or not set(letters) <= set(ALPHABET) or check != _check(letters):
        raise AccessError("vault.recovery_code_typo")
    return letters


def _check(letters: str) -> str:
    number = int.from_bytes(hashlib.sha256(letters.encode()).digest(), "big")
    result = ""
    for _ in range(_LETTERS):
        number, rest = divmod(number, len(ALPHABET))
        result += ALPHABET[rest]
    return result
