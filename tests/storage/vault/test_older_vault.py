"""A vault of an older program: a sealed copy first, then the migration; a failed one changes nothing.

A revision after the last one is written here, and the program is told that it is its own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect

from app.services.vault.creating import check_vault, open_vault, restore
from app.storage import schema

PASSWORD = "берёза у дороги 14"

OWN = schema.HEAD
NEXT = f"{int(OWN) + 1:04d}"
AFTER = """
import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{own}"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("organisation", sa.Column("probe", sa.Text(), server_default="да", nullable=False))
    op.create_table("probe", sa.Column("id", sa.Integer(), primary_key=True))
    {more}


def downgrade():
    op.drop_table("probe")
"""


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's revisions, with one more; returns its file."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    added = folder / "versions" / f"{NEXT}_probe.py"
    added.write_text(AFTER.format(more="pass", next=NEXT, own=OWN), encoding="utf-8")
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "HEAD", NEXT)
    return added


def _copies(folder: Path) -> list[Path]:
    return sorted((folder / "backups").iterdir())


def test_an_older_vault_is_copied_and_brought_up(newer_program: Path, vault_folder: Path, tmp_path: Path) -> None:
    session = open_vault(vault_folder, PASSWORD)
    with session.database.engine.connect() as connection:
        assert schema.revision_of(connection) == NEXT
        assert connection.exec_driver_sql("SELECT probe FROM organisation").scalar() == "да"
    assert check_vault(session).ok
    session.close()
    (copy,) = _copies(vault_folder)
    open_vault(vault_folder, PASSWORD).close()
    assert _copies(vault_folder) == [copy], "the second time there is nothing to do"
    restored = restore(copy, tmp_path / "old", PASSWORD)
    session = open_vault(restored.folder, PASSWORD)
    assert check_vault(session).ok, "an old copy is brought up too"
    session.close()


def test_a_failed_migration_leaves_the_older_vault(
    newer_program: Path, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program.write_text(AFTER.format(more='raise RuntimeError("сбой")', next=NEXT, own=OWN), encoding="utf-8")
    with pytest.raises(RuntimeError, match="сбой"):
        open_vault(vault_folder, PASSWORD)
    assert len(_copies(vault_folder)) == 1
    monkeypatch.setattr(schema, "HEAD", OWN)
    session = open_vault(vault_folder, PASSWORD)
    with session.database.engine.connect() as connection:
        assert "probe" not in inspect(connection).get_table_names()
    assert check_vault(session).ok
    session.close()
