"""Opening the encrypted database: SQLCipher with a raw 256-bit key, through SQLAlchemy.

There is no fallback: when the cipher is missing the program refuses to start. Source of the settings: SQLCipher's
documentation of raw keys and ``facts.md``'s measurements (raw key 0.3 ms; ``cipher_log_level`` before the key).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool


def open_engine(path: Path, key: bytes, *, read_only: bool = False) -> Engine:
    """An engine over the encrypted file ``path`` with the 32-byte ``key``; nothing is read until the first query."""
    if len(key) != 32:
        raise ValueError("the database key has 32 bytes")
    raw_key = f"PRAGMA key = \"x'{key.hex()}'\""

    def connect() -> Any:
        mode = "ro" if read_only else "rwc"
        connection = sqlcipher3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level = NONE")
        cursor.execute(raw_key)
        if not cursor.execute("PRAGMA cipher_version").fetchone():
            raise RuntimeError("SQLCipher is not available")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA cache_size = -64000")
        cursor.close()
        connection.isolation_level = None
        return connection

    engine = create_engine("sqlite://", creator=connect, module=sqlcipher3, poolclass=QueuePool, pool_size=2)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # IMMEDIATE: two writers wait for each other instead of failing in the middle of a transaction.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
