"""Flipped, cut, swapped and foreign files: a clear fault that tells to restore a copy, never a wrong number."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import AccessError, EnvironmentFault, UserError
from app.messages import sentence
from app.services.organisation.passport import draft_from_json, passport
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, back_up, check_vault, create_vault, open_vault

PASSWORD = "берёза у дороги 14"
PAGE = 4096


def _flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 0x10
    path.write_bytes(data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: _flip(path, 3),
        lambda path: _flip(path, 2000),
        lambda path: path.write_bytes(path.read_bytes()[:PAGE]),
        lambda path: path.write_bytes(path.read_bytes()[: PAGE * 3 + 17]),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(PAGE * 4 - 16)),
        lambda path: path.write_text("не база"),
    ],
)
def test_a_damaged_database_is_named_and_not_touched(vault_folder: Path, spoil: Callable[[Path], None]) -> None:
    database = vault_folder / "vault.db"
    spoil(database)
    before = database.read_bytes() if database.exists() else None
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD)
    assert caught.value.code == "vault.damaged"
    assert "копи" in sentence(caught.value)
    assert (database.read_bytes() if database.exists() else None) == before


def test_a_flipped_page_deep_inside_is_found_by_check_and_refused_by_a_copy(
    session: VaultSession, vault_folder: Path, tmp_path: Path
) -> None:
    passport(session)
    database = vault_folder / "vault.db"
    for page in range(20, database.stat().st_size // PAGE, 10):
        _flip(database, PAGE * page + 700)
    found = check_vault(session)
    assert {problem.code for problem in found.problems} == {"vault.page_damaged"}
    assert found.problems[0].where == "страница 21"
    with pytest.raises(EnvironmentFault) as caught:
        back_up(session, tmp_path / "copy")
    assert caught.value.code == "vault.damaged"
    assert not (tmp_path / "copy").exists()


def test_reading_a_damaged_page_is_a_fault_and_never_a_number(vault_folder: Path) -> None:
    database = vault_folder / "vault.db"
    pages = database.stat().st_size // PAGE
    for page in range(1, pages):
        _flip(database, PAGE * page + 100)
    with pytest.raises(EnvironmentFault) as caught:
        passport(open_vault(vault_folder, PASSWORD))
    assert caught.value.code == "vault.damaged"


def test_files_of_two_vaults_do_not_mix(vault_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    draft = draft_from_json({"kind": "tpo", "full_name": "ТПО"})
    create_vault(other, draft, profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF).session.close()
    shutil.copy(other / "vault.db", vault_folder / "vault.db")
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD)
    assert caught.value.code == "vault.damaged"
    shutil.copy(vault_folder / "keys.json", other / "keys.json")
    with pytest.raises(EnvironmentFault):
        open_vault(other, PASSWORD)


@pytest.mark.parametrize("keep", [0, 1, 100, 500])
def test_a_cut_header(vault_folder: Path, keep: int) -> None:
    keys = vault_folder / "keys.json"
    keys.write_bytes(keys.read_bytes()[:keep])
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD)
    assert caught.value.code == "vault.keys_damaged"


def test_a_flipped_bit_anywhere_in_the_header_never_opens_wrongly(
    vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = vault_folder / "keys.json"
    whole = keys.read_bytes()
    counter = vault_folder / "attempts.json"
    for position in range(5, len(whole), max(1, len(whole) // 12)):
        keys.write_bytes(whole[:position] + bytes([whole[position] ^ 0x04]) + whole[position + 1 :])
        counter.unlink(missing_ok=True)
        monkeypatch.setattr("app.storage.vault.attempts._RUN", {})
        try:
            opened = open_vault(vault_folder, PASSWORD)
        except (AccessError, EnvironmentFault, UserError):
            continue
        assert check_vault(opened).ok, "it opens only where the flip changed nothing that counts"
        opened.close()
    keys.write_bytes(whole)
    monkeypatch.setattr("app.storage.vault.attempts._RUN", {})
    counter.unlink(missing_ok=True)
    open_vault(vault_folder, PASSWORD).close()
