"""What a thief with the key would read: the pages of a vault without their cipher."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from app.services.session import VaultSession


def decrypted_pages(session: VaultSession, to: Path) -> bytes:
    """The pages of the database without the cipher, and its dump in SQL: what a thief with the key would read."""
    connection = session.database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"ATTACH DATABASE '{to}' AS plain KEY ''")
        cursor.execute("SELECT sqlcipher_export('plain')")
        cursor.execute("DETACH DATABASE plain")
    finally:
        connection.close()
    data = to.read_bytes()
    with closing(sqlite3.connect(to)) as plain:
        data += "\n".join(plain.iterdump()).encode()
    to.unlink()
    return data


def found_in(data: bytes, words: Iterable[str]) -> list[str]:
    """Which of the words stand in the bytes, in any of the encodings a database writes."""
    return [w for w in words if w.encode() in data or w.encode("utf-16-le") in data or w.encode("utf-16-be") in data]
