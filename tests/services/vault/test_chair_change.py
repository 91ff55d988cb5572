"""A new key for the database and the change of chair: whole or not at all, at every point where it can break off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.enums import UserRight
from app.errors import AccessError, AppError, EnvironmentFault, UserError
from app.services.organisation.passport import passport
from app.services.session import VaultSession
from app.services.vault.chair_change import change_key, hand_over, older_copies, remove_copies
from app.services.vault.creating import back_up, check_vault, open_vault, open_with_recovery, restore
from app.services.vault.users import add_user, list_users, reset_password
from app.storage.vault import header_record, rekeying
from app.storage.vault.files import VaultFiles
from app.storage.vault.keyslots import write_header
from tests.cheap_vault import QUICK, cheap_copy

PASSWORD = "берёза у дороги 14"
NEW = "рябина за мостом 3"


@pytest.fixture(scope="module")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.vault.attempts._RUN", {})


def _refused(folder: Path, password: str, code: str = "vault.wrong_password") -> None:
    with pytest.raises(AccessError) as caught:
        open_vault(folder, password)
    assert caught.value.code == code


def _codes(session: VaultSession) -> set[str]:
    return {problem.code for problem in check_vault(session).problems}


def test_a_new_key_leaves_nothing_of_the_old(session: VaultSession, vault_folder: Path, tmp_path: Path) -> None:
    add_user(session, "Орлова А. А.", UserRight.RECORDS, "пароль Орловой", undertaking=True, kdf=QUICK)
    old_keys = (vault_folder / "keys.json").read_bytes()
    old_key = bytes(session.database.key)
    copy = back_up(session, tmp_path / "до.pervichka-copy")
    done = change_key(session, PASSWORD, kdf=QUICK)
    assert done.waiting == ("Орлова А. А.",)
    assert bytes(session.database.key) != old_key
    assert passport(session).short_name == "ППО СОШ № 14", "the session goes on under the new key"
    assert _codes(session) == {"vault.slot_missing"}, "the other user waits for a password"
    reset_password(session, 2, "новый пароль Орловой", kdf=QUICK)
    assert check_vault(session).ok
    session.close()
    assert sorted(p.name for p in vault_folder.iterdir()) == ["backups", "head.json", "keys.json", "lock", "vault.db"]
    _refused(vault_folder, "пароль Орловой")
    for password in (PASSWORD, "новый пароль Орловой"):
        open_vault(vault_folder, password).close()
    open_with_recovery(vault_folder, done.recovery_code, NEW, kdf=QUICK).close()
    new_keys = (vault_folder / "keys.json").read_bytes()
    (vault_folder / "keys.json").write_bytes(old_keys)
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD)
    assert caught.value.code == "vault.damaged", "the old header opens nothing"
    (vault_folder / "keys.json").write_bytes(new_keys)
    open_vault(restore(copy.path, tmp_path / "old", PASSWORD).folder, PASSWORD).close()


def test_the_chair_changes(session: VaultSession, vault_folder: Path) -> None:
    add_user(session, "Орлова А. А.", UserRight.VIEWER, "пароль Орловой", undertaking=True, kdf=QUICK)
    done = hand_over(session, PASSWORD, "Зайцев В. В.", NEW, kdf=QUICK)
    assert done.act.startswith(b"%PDF") and done.waiting == ("Орлова А. А.",)
    assert session.closed
    for password in (PASSWORD, "пароль Орловой"):
        _refused(vault_folder, password)
    chair = open_vault(vault_folder, NEW)
    assert (chair.user_name, chair.right) == ("Зайцев В. В.", UserRight.CHAIR)
    users = {user.name: user for user in list_users(chair)}
    assert users["Щербакова Е. П."].blocked_at is not None
    with chair.unit_of_work() as uow:
        (entry,) = [e for e in uow.journal.entries() if e.action == "vault.handed_over"]
    assert (entry.user_name, entry.details) == ("Щербакова Е. П.", {"old": 1, "new": 3})
    assert _codes(chair) == {"vault.slot_missing"}
    chair.close()


def test_a_present_user_becomes_the_chair(session: VaultSession, vault_folder: Path) -> None:
    user = add_user(session, "Орлова А. А.", UserRight.RECORDS, "пароль Орловой", undertaking=True, kdf=QUICK)
    hand_over(session, PASSWORD, "", NEW, user_id=user.id, kdf=QUICK)
    _refused(vault_folder, "пароль Орловой")
    chair = open_vault(vault_folder, NEW)
    assert (chair.user_name, chair.right) == ("Орлова А. А.", UserRight.CHAIR)
    assert check_vault(chair).ok
    chair.close()


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: change_key(s, "не он", kdf=QUICK), "vault.wrong_password"),
        (lambda s: hand_over(s, "не он", "Зайцев В. В.", NEW, kdf=QUICK), "vault.wrong_password"),
        (lambda s: hand_over(s, PASSWORD, "Зайцев В. В.", PASSWORD, kdf=QUICK), "vault.password_unfit"),
        (lambda s: hand_over(s, PASSWORD, "Зайцев В. В.", " ", kdf=QUICK), "vault.empty_password"),
        (lambda s: hand_over(s, PASSWORD, " ", NEW, kdf=QUICK), "users.no_name"),
        (lambda s: hand_over(s, PASSWORD, "Щербакова Е. П.", NEW, kdf=QUICK), "users.name_taken"),
        (lambda s: hand_over(s, PASSWORD, "", NEW, user_id=1, kdf=QUICK), "users.same_chair"),
        (lambda s: hand_over(s, PASSWORD, "", NEW, user_id=9, kdf=QUICK), "users.unknown"),
    ],
)
def test_what_is_refused_changes_nothing(
    session: VaultSession, vault_folder: Path, act: Callable[[VaultSession], object], code: str
) -> None:
    before = (vault_folder / "keys.json").read_bytes()
    with pytest.raises(AppError) as caught:
        act(session)
    assert caught.value.code == code
    assert (vault_folder / "keys.json").read_bytes() == before and check_vault(session).ok


class Broken(Exception):
    """The computer went off."""


def _break_in_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise Broken

    monkeypatch.setattr(rekeying, "_rekey", broken)


def _break_before_rename(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, header: object) -> None:
        write_header(path, header)  # type: ignore[arg-type]
        raise Broken

    monkeypatch.setattr(rekeying, "write_header", broken)


def _break_after_rename(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise Broken

    monkeypatch.setattr(rekeying, "replace_header", broken)


def _break_after_header(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, header: object) -> None:
        write_header(path, header)  # type: ignore[arg-type]
        raise Broken

    monkeypatch.setattr(header_record, "write_header", broken)


@pytest.mark.parametrize(
    ("spoil", "opens", "refused"),
    [
        (_break_in_file, PASSWORD, NEW),
        (_break_before_rename, PASSWORD, NEW),
        (_break_after_rename, NEW, PASSWORD),
        (_break_after_header, NEW, PASSWORD),
    ],
)
def test_broken_off_at_each_point_it_is_the_old_or_the_new(
    session: VaultSession,
    vault_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[pytest.MonkeyPatch], None],
    opens: str,
    refused: str,
) -> None:
    with monkeypatch.context() as patch:
        spoil(patch)
        with pytest.raises(Broken):
            hand_over(session, PASSWORD, "Зайцев В. В.", NEW, kdf=QUICK)
    session.database.dispose()  # what the end of the process does
    again = open_vault(vault_folder, opens, wait_seconds=0)
    assert check_vault(again).ok
    assert VaultFiles(vault_folder).header().renewal is None
    again.close()
    _refused(vault_folder, refused)
    assert sorted(p.name for p in vault_folder.iterdir() if p.name != "attempts.json") == [
        "backups", "head.json", "keys.json", "lock", "vault.db"
    ]  # fmt: skip


def test_a_file_that_cannot_be_replaced_leaves_the_old_key_working(
    session: VaultSession, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if target.name == "vault.db":
            raise PermissionError(13, "held by a virus scanner")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refused)
        with pytest.raises(EnvironmentFault) as caught:
            change_key(session, PASSWORD, kdf=QUICK)
    assert caught.value.code == "files.no_right"
    assert check_vault(session).ok, "the session goes on under the old key"
    with pytest.raises(EnvironmentFault):
        open_vault(vault_folder, PASSWORD, wait_seconds=0)
    session.close()
    open_vault(vault_folder, PASSWORD).close()


def test_older_copies_are_found_and_removed(session: VaultSession, vault_folder: Path, tmp_path: Path) -> None:
    made = back_up(session, vault_folder / "backups" / "до.pervichka-copy")
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert older_copies(session, later) == (made.path,)
    assert older_copies(session, later - timedelta(days=1)) == ()
    with pytest.raises(UserError):
        remove_copies(session, (vault_folder / "vault.db",))
    assert remove_copies(session, (made.path,)) == 1 and not made.path.exists()
