"""After locking no form of the database key is left in the memory of the program: looked for from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack.authority import ACTS_IN_MEMORY, database_key, forms_of, found_in, start, wait_for
from tests.cheap_vault import cheap_copy

PASSWORD = "берёза у дороги 14"


@pytest.fixture(scope="module")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux shows a process's memory as a file")
@pytest.mark.parametrize("act", ACTS_IN_MEMORY)
def test_no_form_of_the_key_stays_in_memory(vault_folder: Path, act: str) -> None:
    key = database_key(vault_folder, PASSWORD)
    child = start(vault_folder, act)
    assert child.stdin is not None
    try:
        if act == "open":
            wait_for(child, "open")
            assert "raw" in found_in(child.pid, forms_of(key)), "the look is a look: while open the key is there"
            child.stdin.write("\n")
            child.stdin.flush()
        wait_for(child, "locked")
        assert found_in(child.pid, forms_of(key)) == set()
        if act == "rekey":
            assert found_in(child.pid, forms_of(database_key(vault_folder, PASSWORD))) == set()
    finally:
        child.communicate("\n")
    assert child.returncode == 0
