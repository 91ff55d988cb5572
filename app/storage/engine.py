"""Opening the encrypted database: SQLCipher with a raw 256-bit key, through SQLAlchemy.

There is no fallback: when the cipher is missing the program refuses to start. Source of the settings: SQLCipher's
documentation of raw keys and ``facts.md``'s measurements (raw key 0.3 ms; ``cipher_log_level`` before the key).

Journal mode DELETE with ``synchronous = EXTRA``, not WAL. Vaults live on sticks and network folders: WAL needs shared
memory, which network file systems do not give, and keeps committed work in a second file, which is lost when somebody
copies ``vault.db`` alone. Measured on 2 cores: one small commit 0.9 ms against 0.3 ms in WAL, which no person notices;
EXTRA (the folder is synced after the journal is removed, so a power cut cannot bring back a rolled back commit) costs
nothing measurable over FULL.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from app.errors import AccessError, EnvironmentFault
from app.storage.vault.cipher_key import set_key

_FAULTS = {
    "SQLITE_CORRUPT": "vault.damaged",
    "SQLITE_NOTADB": "vault.damaged",
    "SQLITE_FULL": "vault.no_space",
    "SQLITE_IOERR": "vault.disk_error",
    "SQLITE_READONLY": "vault.cannot_write",
    "SQLITE_CANTOPEN": "vault.cannot_write",
    "SQLITE_PERM": "vault.cannot_write",
    "SQLITE_BUSY": "vault.busy",
    "SQLITE_LOCKED": "vault.busy",
}
"""SQLite's result codes (https://sqlite.org/rescode.html), extended ones by their beginning, that are not our bugs."""


_TRACES = (
    "CREATE TEMP TABLE journal_entry AS SELECT * FROM main.journal_entry",
    "CREATE UNIQUE INDEX temp.journal_entry_number ON journal_entry (id)",
)
"""What is only read leaves traces in the journal all the same. On a medium that takes no writing they go into a copy in
memory (SQLite finds a temporary table first), so that looking and exporting work; they end with the session."""


def open_engine(
    path: Path,
    key: bytes | bytearray,
    *,
    read_only: bool = False,
    create: bool = False,
    traces_apart: bool = False,
) -> Engine:
    """An engine over the encrypted file ``path`` with the 32-byte ``key``; nothing is read until the first query.

    The key is looked up at each new connection and never copied: zeroing a bytearray afterwards (locking the vault)
    leaves an engine that cannot connect again.

    A full disk, a pulled stick, a damaged page come out of any query or commit as :class:`EnvironmentFault`
    ``vault.no_space``, ``vault.disk_error``, ``vault.damaged``, ``vault.cannot_write`` or ``vault.busy``; with
    ``traces_apart`` (a vault on a read-only medium) a write is ``vault.read_only``, but for the journal.
    """
    if len(key) != 32:
        raise ValueError("the database key has 32 bytes")

    def connect() -> Any:
        if not any(key):
            raise AccessError("vault.locked")
        # Without "c": when the stick was pulled, nothing must spring up where its folder was.
        mode = "ro" if read_only else "rwc" if create else "rw"
        connection = sqlcipher3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level = NONE")
        # Wiping and locking every page of its memory doubles the time of a large import (9,000 people: 44 s against
        # 20 s under load), and a system's limit of locked memory (8 MB) would not hold the pages. Keys it wipes always.
        cursor.execute("PRAGMA cipher_memory_security = OFF")
        if not cursor.execute("PRAGMA cipher_version").fetchone():
            connection.close()
            raise EnvironmentFault("vault.no_cipher")
        set_key(connection, key)
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA cache_size = -64000")
        cursor.execute("PRAGMA synchronous = EXTRA")
        cursor.close()
        connection.isolation_level = None
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, module=sqlcipher3, poolclass=QueuePool, pool_size=2, pool_use_lifo=True
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if traces_apart and not connection.info.get("traces apart"):
            for statement in _TRACES:
                connection.exec_driver_sql(statement)
            connection.info["traces apart"] = True
        # IMMEDIATE: two writers wait for each other instead of failing in the middle of a transaction.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def _name_fault(context: ExceptionContext) -> None:
        fault = fault_of(context.original_exception)
        if traces_apart and getattr(context.original_exception, "sqlite_errorname", "") == "SQLITE_READONLY":
            fault = EnvironmentFault("vault.read_only")
        if fault is not None:
            raise fault from context.original_exception

    return engine


def fault_of(error: BaseException | None) -> EnvironmentFault | None:
    """The fault a person can act on for an error of SQLite; None when it is our own mistake."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return next((EnvironmentFault(code) for prefix, code in _FAULTS.items() if name.startswith(prefix)), None)
