"""An older file put back in the place of a newer one: keys, database, head; told, and no alarm where it is rightful."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.enums import UserRight
from app.errors import AccessError
from app.services.organisation.passport import passport, update_passport
from app.services.session import VaultSession
from app.services.vault.creating import (
    back_up,
    check_vault,
    confirm_rollback,
    new_recovery_code,
    open_vault,
    open_with_recovery,
    restore,
)
from app.services.vault.users import add_user, change_password
from app.storage.vault import header_record
from app.storage.vault.files import VaultFiles
from app.storage.vault.keyslots import Header, Renewal, write_header
from tests.cheap_vault import QUICK, cheap_copy

PASSWORD = "берёза у дороги 14"


@pytest.fixture(scope="module")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.vault.attempts._RUN", {})


def test_an_older_database_put_back_is_told_until_the_chair_confirms(
    session: VaultSession, vault_folder: Path, tmp_path: Path
) -> None:
    session.close()
    shutil.copy(vault_folder / "vault.db", tmp_path / "older.db")
    later = open_vault(vault_folder, PASSWORD)
    update_passport(later, replace(passport(later), phone="111"))
    later.close()
    shutil.copy(tmp_path / "older.db", vault_folder / "vault.db")
    for _ in range(2):
        again = open_vault(vault_folder, PASSWORD)
        (problem,) = check_vault(again).problems
        assert problem.code == "vault.rolled_back"
        again.close()
    again = open_vault(vault_folder, PASSWORD)
    confirm_rollback(again)
    assert check_vault(again).ok
    again.close()
    again = open_vault(vault_folder, PASSWORD)
    assert check_vault(again).ok
    again.close()


HEADS = [
    None, b"", b"[", b"{}", b'{"journal": 99, "digest": "x", "mac": "y"}',
    '{"journal": 1, "digest": "x", "mac": "й"}'.encode(), b"[" * 4000,
]  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_an_older_database_with_its_head_gone_or_altered_is_told(
    session: VaultSession, vault_folder: Path, tmp_path: Path, head: bytes | None
) -> None:
    session.close()
    shutil.copy(vault_folder / "vault.db", tmp_path / "older.db")
    later = open_vault(vault_folder, PASSWORD)
    update_passport(later, replace(passport(later), phone="111"))
    later.close()
    shutil.copy(tmp_path / "older.db", vault_folder / "vault.db")
    place = vault_folder / "head.json"
    place.unlink()
    if head is not None:
        place.write_bytes(head)
    code = "vault.head_missing" if head is None else "vault.head_unknown"
    for _ in range(2):
        again = open_vault(vault_folder, PASSWORD)
        assert again.warnings == (code,), "told at opening"
        assert [problem.code for problem in check_vault(again).problems] == [code]
        again.close()
    again = open_vault(vault_folder, PASSWORD)
    confirm_rollback(again)
    assert check_vault(again).ok
    again.close()
    again = open_vault(vault_folder, PASSWORD)
    assert check_vault(again).ok and again.warnings == ()
    again.close()


def test_a_vault_of_an_older_program_misses_no_head(session: VaultSession, vault_folder: Path) -> None:
    session.close()
    again = open_vault(vault_folder, PASSWORD)
    with again.unit_of_work() as uow:
        uow.settings.put("head_kept", None)
        uow.commit()
    again.database.engine.dispose()
    (vault_folder / "head.json").unlink()
    again.close()  # writes it
    (vault_folder / "head.json").unlink()
    told = open_vault(vault_folder, PASSWORD)
    assert told.warnings == ("vault.head_missing",), "from the first closing on it is expected"
    told.close()


def test_killed_before_the_head_is_written_is_no_alarm(vault_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The head tells of the last closing; a program that was killed since left a database that went further."""
    session = open_vault(vault_folder, PASSWORD)
    update_passport(session, replace(passport(session), phone="111"))
    monkeypatch.setattr("app.services.session.write_head", lambda *_: None)
    session.close()
    again = open_vault(vault_folder, PASSWORD)
    assert again.warnings == () and check_vault(again).ok
    again.close()


NEW_PASSWORD = "рябина за мостом 3"


def test_an_older_header_put_back_opens_nothing_with_the_old_password(
    session: VaultSession, vault_folder: Path
) -> None:
    """The intruder knows a password that was changed because of that."""
    code = new_recovery_code(session)
    older = (vault_folder / "keys.json").read_bytes()
    change_password(session, PASSWORD, NEW_PASSWORD, kdf=QUICK)
    session.close()
    newest = (vault_folder / "keys.json").read_bytes()
    (vault_folder / "keys.json").write_bytes(older)
    for accept in (False, True):
        with pytest.raises(AccessError) as caught:
            open_vault(vault_folder, PASSWORD, accept_keys=accept)
        assert caught.value.code == "vault.keys_unknown"
    assert (vault_folder / "keys.json").read_bytes() == older, "nothing is written for a stranger"
    (vault_folder / "keys.json").write_bytes(newest)
    open_vault(vault_folder, NEW_PASSWORD).close()
    (vault_folder / "keys.json").write_bytes(older)
    again = open_with_recovery(vault_folder, code, "третий пароль тут", kdf=QUICK)
    assert check_vault(again).ok, "the sheet is of today: it settles the file"
    again.close()
    with pytest.raises(AccessError) as caught:
        open_vault(vault_folder, PASSWORD)
    assert caught.value.code == "vault.wrong_password"


def test_an_older_sheet_confirms_nothing(session: VaultSession, vault_folder: Path) -> None:
    code = new_recovery_code(session)
    older = (vault_folder / "keys.json").read_bytes()
    new_recovery_code(session)
    session.close()
    (vault_folder / "keys.json").write_bytes(older)
    with pytest.raises(AccessError) as caught:
        open_with_recovery(vault_folder, code, NEW_PASSWORD, kdf=QUICK)
    assert caught.value.code == "vault.keys_unknown"


def test_the_chair_whose_slot_is_of_today_confirms_an_older_header(session: VaultSession, vault_folder: Path) -> None:
    older = (vault_folder / "keys.json").read_bytes()
    add_user(session, "Орлова А. А.", UserRight.RECORDS, NEW_PASSWORD, undertaking=True, kdf=QUICK)
    session.close()
    (vault_folder / "keys.json").write_bytes(older)
    with pytest.raises(AccessError) as caught:
        open_vault(vault_folder, PASSWORD)
    assert caught.value.code == "vault.keys_unconfirmed"
    chair = open_vault(vault_folder, PASSWORD, accept_keys=True)
    assert [p.code for p in check_vault(chair).problems] == ["vault.slot_missing"], "she needs a new password"
    chair.close()
    open_vault(vault_folder, PASSWORD).close()


@pytest.mark.parametrize("after_file", [False, True])
def test_a_crash_between_header_and_database_settles_by_itself(
    session: VaultSession, vault_folder: Path, monkeypatch: pytest.MonkeyPatch, *, after_file: bool
) -> None:
    """Killed before or after the new header was written: the one that lies there counts, and from then on alone."""
    older = (vault_folder / "keys.json").read_bytes()

    def killed(path: Path, header: Header) -> None:
        if after_file:
            write_header(path, header)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(header_record, "write_header", killed)
        with pytest.raises(KeyboardInterrupt):
            change_password(session, PASSWORD, NEW_PASSWORD, kdf=QUICK)
    session.close()
    again = open_vault(vault_folder, NEW_PASSWORD if after_file else PASSWORD)
    assert check_vault(again).ok and again.warnings == ()
    again.close()
    if after_file:
        (vault_folder / "keys.json").write_bytes(older)
        with pytest.raises(AccessError) as caught:
            open_vault(vault_folder, PASSWORD)
        assert caught.value.code == "vault.keys_unknown"


def test_a_header_in_the_middle_of_a_renewal_made_by_hand_is_not_settled(
    session: VaultSession, vault_folder: Path
) -> None:
    """An older header dressed up as a renewal that a crash broke off must not be tidied into the present one."""
    older = VaultFiles(vault_folder).header()
    change_password(session, PASSWORD, NEW_PASSWORD, kdf=QUICK)
    session.close()
    dressed = replace(older, renewal=Renewal(str(uuid.uuid4()), frozenset()))
    write_header(VaultFiles(vault_folder).keys, dressed)
    with pytest.raises(AccessError) as caught:
        open_vault(vault_folder, PASSWORD)
    assert caught.value.code == "vault.keys_unknown"


def test_a_restored_copy_raises_no_alarm(session: VaultSession, vault_folder: Path, tmp_path: Path) -> None:
    copy = back_up(session, tmp_path / "копия.pervichka-copy")
    update_passport(session, replace(passport(session), phone="111"))
    session.close()
    restore(copy.path, vault_folder, PASSWORD, force=True)
    for _ in range(2):
        again = open_vault(vault_folder, PASSWORD)
        assert again.warnings == () and check_vault(again).ok
        again.close()
