"""After locking no form of the database key is left in the memory of the program: looked for from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage.keyslots import PASSWORD as SLOT
from app.storage.vault_files import VaultFiles
from tests.cheap_vault import cheap_copy

PASSWORD = "берёза у дороги 14"

CHILD = """
import sys
from pathlib import Path
from app.services.organisation import own_card, own_identity, passport
from app.services.users import change_password
from app.services.vaults import back_up, check_vault, open_vault
from app.services.chair_change import change_key
from tests.cheap_vault import QUICK

folder, act, password = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
session = open_vault(folder, password)
passport(session), own_card(session)
if act == "work":
    back_up(session, folder.parent / "copy.pervichka-copy")
    change_password(session, password, "рябина за мостом 3", kdf=QUICK)
    assert check_vault(session).ok
elif act == "rekey":
    change_key(session, password, kdf=QUICK)
elif act == "open":
    print("open", flush=True)
    sys.stdin.readline()
session.close()
print("locked", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)


def _key(folder: Path, password: str) -> bytes:
    found = VaultFiles(folder).header().unlock(SLOT, password)
    assert found is not None
    return found.key


def _forms(key: bytes) -> dict[str, bytes]:
    hexes = key.hex()
    return {
        "raw": key,
        "hex": hexes.encode(),
        "capital hex": hexes.upper().encode(),
        "utf-16 hex": hexes.encode("utf-16-le"),
        "ucs-4 hex": hexes.encode("utf-32-le"),
        "half of the hex": hexes[:32].encode(),
    }


def _found(process: int, forms: dict[str, bytes]) -> set[str]:
    """Which forms stand anywhere in the memory that the process can write."""
    found, place = set(), Path("/proc") / str(process)
    with (place / "maps").open() as maps, (place / "mem").open("rb", buffering=0) as memory:
        for line in maps:
            span = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if span is None or "[vvar" in line or "[vsyscall" in line:
                continue
            start, end = (int(part, 16) for part in span.groups())
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, ValueError):
                continue
            found |= {name for name, form in forms.items() if form in data}
    return found


def _child(folder: Path, act: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(folder), act, PASSWORD]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _tell(child: subprocess.Popen[str], wanted: str) -> None:
    assert child.stdout is not None
    assert child.stdout.readline().strip() == wanted


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux shows a process's memory as a file")
@pytest.mark.parametrize("act", ["open", "work", "rekey"])
def test_no_form_of_the_key_stays_in_memory(vault_folder: Path, act: str) -> None:
    key = _key(vault_folder, PASSWORD)
    child = _child(vault_folder, act)
    assert child.stdin is not None
    try:
        if act == "open":
            _tell(child, "open")
            assert "raw" in _found(child.pid, _forms(key)), "the look is a look: while open the key is there"
            child.stdin.write("\n")
            child.stdin.flush()
        _tell(child, "locked")
        assert _found(child.pid, _forms(key)) == set()
        if act == "rekey":
            assert _found(child.pid, _forms(_key(vault_folder, PASSWORD))) == set()
    finally:
        child.communicate("\n")
    assert child.returncode == 0
