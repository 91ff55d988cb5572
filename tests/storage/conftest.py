"""A vault that opens quickly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.storage.keyslots import PASSWORD as SLOT
from app.storage.keyslots import KdfParameters, make_slot, write_header
from app.storage.vault_files import VaultFiles

PASSWORD = "берёза у дороги 14"

QUICK = KdfParameters(memory_kib=8 * 1024, passes=1, lanes=1)


@pytest.fixture(scope="session")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot: these tests open vaults by the dozen."""
    folder = tmp_path_factory.mktemp("cheap") / "vault"
    shutil.copytree(template_vault, folder)
    files = VaultFiles(folder)
    header = files.header()
    found = header.unlock(SLOT, PASSWORD)
    assert found is not None
    cheap = make_slot(header.vault_id, found[1], PASSWORD, kind=SLOT, kdf=QUICK, slot_id=found[0].id)
    write_header(files.keys, header.with_slot(cheap))
    return folder
