"""A vault whose password costs next to nothing: tests open vaults by the dozen."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.storage.vault.files import VaultFiles, open_database
from app.storage.vault.header_record import replace_header
from app.storage.vault.keyslots import PASSWORD as SLOT
from app.storage.vault.keyslots import KdfParameters, make_slot

QUICK = KdfParameters(memory_kib=8 * 1024, passes=1, lanes=1)


def cheap_copy(template: Path, folder: Path, password: str) -> Path:
    """Copy a closed vault and put its password under a cheap slot."""
    shutil.copytree(template, folder)
    files = VaultFiles(folder)
    header = files.header()
    found = header.unlock(SLOT, password)
    assert found is not None
    cheap = make_slot(header.vault_id, found.key, password, kind=SLOT, kdf=QUICK, slot_id=found.slot.id, own=found.own)
    database = open_database(files, header, found.key, None)
    replace_header(database, files.keys, header, header.with_slot(cheap))
    database.dispose()
    return folder
