"""The database's schema: which revision a database is at, and taking it to the program's own.

The revisions lie in ``migrations/`` and run through a connection given to them, in one transaction: a migration that
fails leaves the database as it was. Alembic is imported only when there is something to do, because opening a vault
of the right revision must be quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from app.errors import EnvironmentFault, UserError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0025"
"""The revision this program works with; a test compares it with ``migrations/``. Revisions are numbered in order."""

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def revision_of(connection: Connection) -> str:
    """The revision of a database.

    Raises UserError ``vault.newer`` when a later program made it, EnvironmentFault ``vault.damaged`` when it has none.
    """
    if not inspect(connection).has_table("alembic_version"):
        raise EnvironmentFault("vault.damaged")
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if not isinstance(revision, str) or not revision.isdigit():
        raise EnvironmentFault("vault.damaged")
    if int(revision) > int(HEAD):
        raise UserError("vault.newer")
    return revision


def upgrade(engine: Engine, to: str = "head") -> None:
    """Take the database to a revision, in one transaction."""
    from alembic import command

    with engine.begin() as connection:
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to a revision (``base``: no tables at all), in one transaction."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection), to)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
