"""Making and opening vaults, users, recovery, checking."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlcipher3
from sqlalchemy import text

from app.domain.enums import UserRight
from app.errors import AccessError, AppError, EnvironmentFault, OperationCancelled, UserError
from app.progress import Progress
from app.services.organisation.passport import draft_from_json
from app.services.session import VaultSession
from app.services.vault.creating import (
    check_vault,
    create_vault,
    is_vault,
    new_recovery_code,
    open_vault,
    open_with_recovery,
    vault_info,
)
from app.services.vault.users import (
    UserView,
    add_user,
    block_user,
    change_password,
    list_users,
    record_undertaking,
    reset_password,
)
from tests.cheap_vault import QUICK, cheap_copy

PASSWORD = "берёза у дороги 14"
"""The password of the shared template vault (``tests/conftest.py``)."""

SMALL = draft_from_json({"kind": "tpo", "full_name": "Территориальная организация"})


@pytest.fixture(scope="module")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot: these tests open vaults by the dozen."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)


def _code(error: pytest.ExceptionInfo[AppError]) -> str:
    return error.value.code


def _add(session: VaultSession, name: str, right: UserRight, password: str, *, signed: bool = True) -> UserView:
    return add_user(session, name, right, password, undertaking=signed, kdf=QUICK)


# --- making


def test_a_new_vault_is_open_whole_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "база" / "наша"
    created = create_vault(folder, SMALL, profile="ngsp", password="п", kdf=QUICK, practice=True)
    info = vault_info(created.session)
    assert info.practice and info.has_recovery and info.users == 1 and info.last_backup is None
    assert check_vault(created.session).ok
    created.session.close()
    assert is_vault(folder) and not is_vault(tmp_path)
    assert sorted(p.name for p in folder.iterdir()) == ["backups", "head.json", "keys.json", "lock", "vault.db"]
    assert [p.name for p in folder.parent.iterdir()] == ["наша"], "nothing temporary is left"
    if os.name == "posix":
        assert [oct(p.stat().st_mode & 0o077) for p in (folder, *folder.iterdir())] == ["0o0"] * 6


def test_a_vault_is_made_in_an_empty_folder_but_never_over_files(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    create_vault(tmp_path / "empty", SMALL, profile="ngsp", password="п", kdf=QUICK).session.close()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "важное.txt").write_text("1")
    (tmp_path / "file").write_text("1")
    for name in ("empty", "full", "file"):
        with pytest.raises(UserError) as caught:
            create_vault(tmp_path / name, SMALL, profile="ngsp", password="п", kdf=QUICK)
        assert _code(caught) == "vault.folder_not_empty"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "file", "full"]


def test_an_empty_password_and_an_unknown_profile_make_nothing(tmp_path: Path) -> None:
    for password, profile in (("  ", "ngsp"), ("пароль", "нет-такого")):
        with pytest.raises(UserError):
            create_vault(tmp_path / "v", SMALL, profile=profile, password=password, kdf=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    asked = iter([False, False, False, True])
    with pytest.raises(OperationCancelled):
        create_vault(
            tmp_path / "v", SMALL, profile="ngsp", password="п", kdf=QUICK,
            progress=Progress(cancelled=lambda: next(asked)),
        )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_without_the_cipher_nothing_is_made_or_opened(
    vault_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlcipher3, "connect", sqlite3.connect)
    for act in (
        lambda: open_vault(vault_folder, PASSWORD),
        lambda: create_vault(tmp_path / "new", SMALL, profile="ngsp", password="п", kdf=QUICK),
    ):
        with pytest.raises(EnvironmentFault) as caught:
            act()
        assert _code(caught) == "vault.no_cipher"
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


# --- opening


def test_the_password_opens_and_another_does_not(vault_folder: Path) -> None:
    for wrong in ("", "берёза у дороги", PASSWORD.upper()):
        with pytest.raises(AccessError) as caught:
            open_vault(vault_folder, wrong)
        assert _code(caught) == "vault.wrong_password"
    session = open_vault(vault_folder, PASSWORD)
    assert (session.user_name, session.right) == ("Щербакова Е. П.", UserRight.CHAIR)
    session.close()


def test_guessing_slows_down(vault_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.vault.attempts._RUN", {})
    for _ in range(5):
        with pytest.raises(AccessError):
            open_vault(vault_folder, "не он")
    with pytest.raises(AccessError) as caught:
        open_vault(vault_folder, PASSWORD)
    assert _code(caught) == "vault.wait"
    monkeypatch.setattr("app.storage.vault.attempts._RUN", {})  # the program is started again, later
    counter = vault_folder / "attempts.json"
    counter.write_text(json.dumps(json.loads(counter.read_text()) | {"last": 0}))
    open_vault(vault_folder, PASSWORD).close()
    assert not counter.exists()


def test_a_closed_session_reaches_nothing(session: VaultSession) -> None:
    database = session.database
    session.close()
    with pytest.raises(AccessError) as caught:
        session.unit_of_work()
    assert _code(caught) == "vault.locked"
    assert not any(database.key), "the key is forgotten"
    with pytest.raises(AccessError), database.engine.connect():
        pass


def test_a_second_opener_is_told_and_the_first_goes_on(session: VaultSession, vault_folder: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD, wait_seconds=0.05)
    assert _code(caught) == "vault.in_use"
    assert check_vault(session).ok
    session.close()
    open_vault(vault_folder, PASSWORD, wait_seconds=0).close()


def test_a_folder_without_a_vault(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UserError) as caught:
            open_vault(folder, PASSWORD)
        assert _code(caught) == "vault.not_a_vault"
    assert list(tmp_path.iterdir()) == []


def test_a_vault_of_a_later_program_is_refused_untouched(session: VaultSession, vault_folder: Path) -> None:
    with session.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0777'"))
    session.close()
    before = (vault_folder / "vault.db").read_bytes()
    with pytest.raises(UserError) as caught:
        open_vault(vault_folder, PASSWORD)
    assert _code(caught) == "vault.newer"
    assert (vault_folder / "vault.db").read_bytes() == before


# --- recovery


def test_the_recovery_sheet_gives_a_new_password(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    created = create_vault(folder, SMALL, profile="ngsp", password="забытый", kdf=QUICK)
    created.session.close()
    session = open_with_recovery(folder, created.recovery_code.lower(), "новый", kdf=QUICK)
    assert session.right is UserRight.CHAIR and check_vault(session).ok
    second = new_recovery_code(session)
    session.close()
    with pytest.raises(AccessError) as caught:
        open_vault(folder, "забытый")
    assert _code(caught) == "vault.wrong_password"
    with pytest.raises(AccessError) as caught:
        open_with_recovery(folder, created.recovery_code, "третий", kdf=QUICK)
    assert _code(caught) == "vault.recovery_code_wrong", "a renewed sheet makes the old one void"
    open_with_recovery(folder, second, "третий", kdf=QUICK).close()
    open_vault(folder, "третий").close()


# --- users


def test_each_user_has_a_right_and_a_slot(session: VaultSession, vault_folder: Path) -> None:
    _add(session, "Орлова  А. А.", UserRight.RECORDS, "пароль Орловой")
    _add(session, "Зайцев В. В.", UserRight.VIEWER, "пароль Зайцева")
    assert [u.name for u in list_users(session)] == ["Щербакова Е. П.", "Орлова А. А.", "Зайцев В. В."]
    assert check_vault(session).ok
    session.close()
    theirs = open_vault(vault_folder, "пароль Орловой")
    assert (theirs.user_name, theirs.right) == ("Орлова А. А.", UserRight.RECORDS)
    for refused in (
        lambda: add_user(theirs, "Х", UserRight.CHAIR, "пароль", kdf=QUICK),
        lambda: list_users(theirs),
        lambda: block_user(theirs, 1),
        lambda: reset_password(theirs, 1, "пароль", kdf=QUICK),
        lambda: new_recovery_code(theirs),
    ):
        with pytest.raises(AccessError) as caught:
            refused()
        assert _code(caught) == "access.right_missing"
    theirs.close()


def test_a_user_comes_in_only_after_the_undertaking(session: VaultSession, vault_folder: Path) -> None:
    user = _add(session, "Орлова А. А.", UserRight.VIEWER, "пароль Орловой", signed=False)
    session.close()
    with pytest.raises(AccessError) as caught:
        open_vault(vault_folder, "пароль Орловой")
    assert _code(caught) == "vault.undertaking_missing"
    chair = open_vault(vault_folder, PASSWORD)
    record_undertaking(chair, user.id)
    chair.close()
    open_vault(vault_folder, "пароль Орловой").close()


def test_a_blocked_user_is_out_even_with_the_old_header(session: VaultSession, vault_folder: Path) -> None:
    user = _add(session, "Орлова А. А.", UserRight.RECORDS, "пароль Орловой")
    old_header = (vault_folder / "keys.json").read_bytes()
    block_user(session, user.id)
    session.close()
    with pytest.raises(AccessError) as caught:
        open_vault(vault_folder, "пароль Орловой")
    assert _code(caught) == "vault.wrong_password", "the slot is gone"
    (vault_folder / "keys.json").write_bytes(old_header)
    with pytest.raises(AccessError) as caught:
        open_vault(vault_folder, "пароль Орловой")
    assert _code(caught) == "vault.user_blocked"
    with pytest.raises(AccessError) as caught:
        open_vault(vault_folder, PASSWORD)
    assert _code(caught) == "vault.keys_unconfirmed", "the chair's own password is of today, the file is not"
    chair = open_vault(vault_folder, PASSWORD, accept_keys=True)
    assert check_vault(chair).ok, "the slot of the blocked user is gone again"
    chair.close()
    open_vault(vault_folder, PASSWORD).close()


def test_the_last_chair_stays(session: VaultSession) -> None:
    with pytest.raises(UserError) as caught:
        block_user(session, 1)
    assert _code(caught) == "users.last_chair"
    other = _add(session, "Орлова А. А.", UserRight.CHAIR, "пароль Орловой")
    block_user(session, 1)
    with pytest.raises(UserError):
        block_user(session, other.id)
    with pytest.raises(UserError) as caught:
        block_user(session, 1)
    assert _code(caught) == "users.unknown"


def test_changing_a_password(session: VaultSession, vault_folder: Path) -> None:
    _add(session, "Орлова А. А.", UserRight.RECORDS, "пароль Орловой")
    with pytest.raises(AccessError):
        change_password(session, "не он", "новый", kdf=QUICK)
    for unfit, code in (("пароль Орловой", "vault.password_unfit"), (" ", "vault.empty_password")):
        with pytest.raises(UserError) as caught:
            change_password(session, PASSWORD, unfit, kdf=QUICK)
        assert _code(caught) == code
    change_password(session, PASSWORD, "новый", kdf=QUICK)
    reset_password(session, 2, "другой пароль", kdf=QUICK)
    session.close()
    for password in ("новый", "другой пароль"):
        open_vault(vault_folder, password).close()
    for password in (PASSWORD, "пароль Орловой"):
        with pytest.raises(AccessError):
            open_vault(vault_folder, password)


def test_names_of_users_are_needed_and_unique(session: VaultSession) -> None:
    for name, code in ((" ", "users.no_name"), ("Щербакова  Е. П.", "users.name_taken")):
        with pytest.raises(UserError) as caught:
            _add(session, name, UserRight.VIEWER, "пароль")
        assert _code(caught) == code
    assert len(list_users(session)) == 1


# --- checking


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE journal_entry SET action = 'x' WHERE id = 1", "vault.journal_broken"),
        (
            "INSERT INTO membership_span (person_id, starts_on, category) VALUES (1, '2020-01-01', 'working')",
            "vault.spans_differ",
        ),
        ("DELETE FROM user", "vault.no_chair"),
    ],
)
def test_check_finds_what_somebody_changed_behind_our_back(session: VaultSession, statement: str, code: str) -> None:
    assert check_vault(session).ok
    with session.database.engine.begin() as connection:
        connection.execute(text(statement))
    found = check_vault(session)
    assert not found.ok and code in [problem.code for problem in found.problems]


def test_check_finds_a_changed_signed_report_and_a_lost_reference(session: VaultSession) -> None:
    with session.database.engine.connect() as connection:
        connection.commit()
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            connection.execute(
                text(
                    "INSERT INTO signed_revision (report_id, revision, signed_at, signed_by, content, content_sha256,"
                    " state) VALUES (77, 1, '2026-01-01', 'x', '{}', 'нет', 'signed')"
                )
            )
        connection.connection.cursor().execute("PRAGMA foreign_keys = ON")
    assert {p.code for p in check_vault(session).problems} == {"vault.reference_lost", "vault.signed_changed"}


def test_a_copied_folder_is_a_vault_of_its_own(session: VaultSession, vault_folder: Path, tmp_path: Path) -> None:
    session.close()
    shutil.copytree(vault_folder, tmp_path / "stick")
    shutil.rmtree(vault_folder)
    moved = open_vault(tmp_path / "stick", PASSWORD)
    assert check_vault(moved).ok
    moved.close()
