"""What can be checked of a database as a file: the seal of every page, SQLite's own check, foreign keys."""

from __future__ import annotations

import re

from sqlalchemy import Engine

from app.errors import EnvironmentFault

_PAGE = re.compile(r"page (\d+)")


def damaged_pages(engine: Engine) -> tuple[int, ...]:
    """Numbers of pages whose authentication fails (0: the file's size is wrong); empty when all are whole.

    SQLCipher reads the file itself here, beside the page cache, so this finds damage of pages already in memory.
    """
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
    found = (_PAGE.search(str(row[0])) for row in rows)
    return tuple(int(match.group(1)) if match else 0 for match in found)


def structure_problems(engine: Engine) -> tuple[str, ...]:
    """What SQLite says of its trees and indices; empty when they are right."""
    try:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("PRAGMA integrity_check").fetchall()
    except EnvironmentFault as error:
        if error.code != "vault.damaged":
            raise
        return ("malformed",)
    return tuple(str(row[0]) for row in rows if row[0] != "ok")


def dangling_references(engine: Engine) -> tuple[str, ...]:
    """Tables in which a row points at nothing."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return tuple(sorted({str(row[0]) for row in rows}))
