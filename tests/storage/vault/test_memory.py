"""Secrets stay out of core dumps and, where the system lets us, out of the swap."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.services.session import VaultSession
from app.storage.vault.memory import keep_in_memory

ROOT = Path(__file__).resolve().parents[3]

LOOK = """
import ctypes, resource
from app.storage.vault.memory import forbid_core_dumps
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is of Linux")
@pytest.mark.parametrize(("surroundings", "dumpable"), [({}, 0), ({"FLATPAK_ID": "x"}, 1)])
def test_no_core_is_dumped(surroundings: dict[str, str], dumpable: int) -> None:
    environment = {"PYTHONPATH": str(ROOT), **surroundings}
    said = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["0", str(dumpable)]


def test_the_key_is_one_buffer_that_can_be_kept_and_zeroed(session: VaultSession) -> None:
    buffer = bytearray(b"k" * 32)
    assert keep_in_memory(buffer) in (True, False), "a system without the right says no, and nothing breaks"
    buffer[:] = bytes(32)
    key = session.database.key
    session.close()
    assert key == bytes(32)
