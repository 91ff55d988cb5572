"""Handing the raw key to SQLCipher without leaving its text in memory.

``PRAGMA key = "x'…'"`` would leave the digits in the text of the statement, in SQLite's copy of it and in the cache of
statements, in memory that is given back and not overwritten. The C interface takes them from a buffer of ours, which is
overwritten; SQLCipher overwrites its own copies (https://www.zetetic.net/sqlcipher/sqlcipher-api/, ``sqlite3_key``).
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import sqlcipher3
from sqlcipher3 import _sqlite3

from app.errors import EnvironmentFault
from app.storage.vault.memory import wipe

_DIGITS = b"0123456789abcdef"
_OK = 0


def set_key(connection: Any, key: bytes | bytearray) -> None:
    """Give a new connection its key; nothing was read through it yet."""
    if not _through_c(connection, key, "sqlite3_key"):
        _through_text(connection, key, "key")


def encrypt_anew(connection: Any, key: bytes | bytearray) -> None:
    """Encrypt the opened database anew; EnvironmentFault ``vault.no_space`` when there is no room for it."""
    if not _through_c(connection, key, "sqlite3_rekey"):
        _through_text(connection, key, "rekey")


@cache
def _library() -> ctypes.CDLL | None:
    """SQLCipher's own functions, when the extension shows them; on Windows it does not."""
    try:
        library = ctypes.CDLL(str(_sqlite3.__file__))
        for name in ("sqlite3_key", "sqlite3_rekey"):
            function = getattr(library, name)
            function.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
            function.restype = ctypes.c_int
    except (OSError, AttributeError):
        return None
    return library


def _through_c(connection: Any, key: bytes | bytearray, name: str) -> bool:
    library = _library()
    if library is None or not isinstance(connection, sqlcipher3.Connection):
        return False
    # The first thing in the connection object, after what every Python object begins with, is its ``sqlite3 *``.
    handle = ctypes.c_void_p.from_address(id(connection) + object.__basicsize__).value
    spelled = _spelled(key)
    try:
        view = (ctypes.c_char * len(spelled)).from_buffer(spelled)
        outcome = getattr(library, name)(handle, ctypes.addressof(view), len(spelled))
    finally:
        wipe(spelled)
    if outcome != _OK:
        raise EnvironmentFault("vault.no_space" if name == "sqlite3_rekey" else "vault.no_cipher")
    return True


def _spelled(key: bytes | bytearray) -> bytearray:
    """``x'…'`` in one buffer, without a text in between."""
    spelled = bytearray(3 + 2 * len(key))
    spelled[0], spelled[1], spelled[-1] = ord("x"), ord("'"), ord("'")
    for place, value in enumerate(key):
        spelled[2 + 2 * place] = _DIGITS[value >> 4]
        spelled[3 + 2 * place] = _DIGITS[value & 15]
    return spelled


def _through_text(connection: Any, key: bytes | bytearray, pragma: str) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA {pragma} = \"x'{key.hex()}'\"")
    cursor.close()
