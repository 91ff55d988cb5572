"""Vaults that released programs made open in this one: copied first, brought up, whole, and nothing is lost."""

from __future__ import annotations

import contextlib
import lzma
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3

from app.services.members import MemberQuery, list_members
from app.services.vault import journal
from app.services.vault.creating import check_vault, open_vault, restore
from app.storage import schema
from app.storage.vault.files import VaultFiles
from app.storage.vault.keyslots import PASSWORD as SLOT
from app.storage.vault.keyslots import parse_header

RELEASED = Path(__file__).resolve().parents[2] / "data" / "released"
PASSWORD = "2026-2026"
ENTRIES = 25
"""How long the journal of each of them was."""


def _vault(revision: str, folder: Path) -> Path:
    copy = RELEASED / f"{revision}.pervichka-copy"
    if copy.exists():
        return restore(copy, folder, PASSWORD).folder
    folder.mkdir()
    files = VaultFiles(folder)
    header = (RELEASED / f"{revision}.keys.json").read_bytes()
    files.keys.write_bytes(header)
    found = parse_header(header).unlock(SLOT, PASSWORD)
    assert found is not None
    with contextlib.closing(sqlcipher3.connect(str(files.database))) as connection:
        connection.execute(f"PRAGMA key = \"x'{found[1].hex()}'\"")
        connection.executescript(lzma.decompress((RELEASED / f"{revision}.sql.xz").read_bytes()).decode())
    return folder


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_a_vault_of_a_released_program_opens(revision: str, tmp_path: Path) -> None:
    folder = _vault(revision, tmp_path / "vault")
    session = open_vault(folder, PASSWORD)
    with session.database.engine.connect() as connection:
        assert schema.revision_of(connection) == schema.HEAD
    assert check_vault(session).problems == ()
    assert len(list_members(session, MemberQuery(as_of=date(2026, 1, 1))).items) >= 18
    assert len(journal.find(session, limit=None)) >= ENTRIES
    with session.unit_of_work() as uow:
        assert uow.checks.sizes().reports == 1
    session.close()
    (copy,) = (path for path in (folder / "backups").iterdir())
    assert f"from-{revision}" in copy.name, "a copy of the older vault was made first"


def test_every_revision_before_the_released_ones_end_is_here() -> None:
    """Whoever releases a program adds its vault here; the first three are released."""
    kept = sorted({path.name[:4] for path in RELEASED.iterdir() if path.name[:4].isdigit()})
    assert kept == [f"{number:04d}" for number in range(1, len(kept) + 1)] and len(kept) >= 3
