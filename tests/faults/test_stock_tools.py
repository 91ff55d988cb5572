"""A stranger opens the vault with published primitives: the script in docs/ imports nothing of ours."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from app.services.organisation.passport import draft_from_json
from app.services.vault.creating import create_vault
from tests.cheap_vault import QUICK
from tests.faults.conftest import PASSWORD

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "open_vault.py"


def _run(folder: Path, secret: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PERVICHKA_PASSWORD": secret, "PYTHONPATH": "", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(folder), *words],
        env=environment, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_script_imports_nothing_of_ours() -> None:
    names = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names - set(sys.stdlib_module_names) == {"cryptography", "sqlcipher3"}


def test_password_and_recovery_code_open_it(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    draft = draft_from_json({"kind": "tpo", "full_name": "Территориальная организация"})
    created = create_vault(folder, draft, profile="ngsp", password=PASSWORD, kdf=QUICK)
    created.session.close()
    assert _run(folder, PASSWORD).stdout == "Территориальная организация\n"
    assert _run(folder, created.recovery_code.lower(), "--recovery").stdout == "Территориальная организация\n"
    counted = _run(folder, PASSWORD, "--sql", "SELECT count(*) FROM user")
    assert counted.stdout == "1\n"
    refused = _run(folder, "не он")
    assert refused.returncode != 0 and refused.stdout == ""
