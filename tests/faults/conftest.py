"""Running a piece of the program in a process of its own, to be killed or starved."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.storage.keyslots import PASSWORD as SLOT
from app.storage.keyslots import KdfParameters, make_slot, write_header
from app.storage.vault_files import VaultFiles

PASSWORD = "берёза у дороги 14"

QUICK = KdfParameters(memory_kib=8 * 1024, passes=1, lanes=1)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """``start(code, *arguments)``: Python of the same environment, text pipes."""

    def run(code: str, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return run


@pytest.fixture
def output(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., str]:
    """``output(code, *arguments)``: what the process printed; it must end well."""

    def run(code: str, *arguments: object) -> str:
        out, err = start(code, *arguments).communicate(timeout=60)
        assert err == ""
        return out

    return run


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
