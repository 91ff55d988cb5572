"""The organisation's private keys are sealed to who may use them: another user's session cannot have them at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bundle.grants import OwnSecret
from app.domain.enums import UserRight
from app.errors import AccessError
from app.services.exchange import verify_bundle
from app.services.organisation.passport import key_sheet, own_card, own_identity, passport, update_passport
from app.services.session import VaultSession
from app.services.vault.chair_change import change_key, hand_over
from app.services.vault.creating import (
    back_up,
    check_vault,
    new_recovery_code,
    open_vault,
    open_with_recovery,
    restore,
    vault_info,
)
from app.services.vault.own_keys import opened_keys
from app.services.vault.users import add_user, block_user, change_password, change_right, list_users, reset_password
from app.storage.vault.files import VaultFiles
from app.storage.vault.keyslots import PASSWORD as SLOT
from tests.cheap_vault import QUICK, cheap_copy

PASSWORD = "берёза у дороги 14"
HELPER = "пароль помощницы"
NEW = "рябина за мостом 3"


@pytest.fixture(scope="module")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.vault.attempts._RUN", {})


def _add(session: VaultSession, right: UserRight, name: str = "Орлова А. А.", password: str = HELPER) -> int:
    return add_user(session, name, right, password, undertaking=True, kdf=QUICK).id


def _signs(session: VaultSession) -> bool:
    """Whether the session can sign with the organisation's current key."""
    with session.unit_of_work() as uow:
        return uow.organisation.key_pair().fingerprint in uow.keys


def _everything(session: VaultSession) -> bytes:
    """Every byte of every cell of the open database: what a user can read with other tools."""
    found = []
    with session.database.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        for table in tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(found)


def _as_by_an_older_program(session: VaultSession, *, sheet: bool = True) -> None:
    """What 0021 left: private keys open in the database, slots without a secret of their owner."""
    own = own_identity(session).identity
    with session.unit_of_work() as uow:
        pair = uow.organisation.key_pair()
        pair.signing_key, pair.seal_identity, pair.card = own.signing_key_pem, own.seal_identity, None
        for user in uow.users.all():
            uow.organisation.remove_grants(user_id=user.id)
            user.recipient = ""
        if sheet:
            uow.organisation.remove_grants(user_id=None)
        uow.commit()


@pytest.mark.parametrize("right", [UserRight.RECORDS, UserRight.VIEWER])
def test_the_keys_are_nowhere_in_an_open_database(session: VaultSession, vault_folder: Path, right: UserRight) -> None:
    own = own_identity(session).identity
    body = own.signing_key_pem.splitlines()[1]
    _add(session, right)
    session.close()
    helper = open_vault(vault_folder, HELPER)
    assert helper.keys == {} and helper.own is not None
    everything = _everything(helper)
    assert own.certificate_pem in everything, "the look is a look"
    for secret in (body, b"PRIVATE KEY", own.seal_identity.encode(), b"AGE-SECRET-KEY"):
        assert secret not in everything
    with helper.unit_of_work() if right is UserRight.CHAIR else _by_hand(helper) as uow:
        assert opened_keys(uow, helper.own) == {}, "what is sealed to others does not open"
    helper.close()
    raw = b"".join(path.read_bytes() for path in vault_folder.rglob("*") if path.is_file())
    assert body not in raw


def _by_hand(session: VaultSession):  # type: ignore[no-untyped-def]
    from app.storage.unit_of_work import UnitOfWork

    return UnitOfWork(session.database, session.user_name)


def test_a_right_written_into_the_database_by_hand_brings_no_keys(session: VaultSession, vault_folder: Path) -> None:
    _add(session, UserRight.RECORDS)
    with session.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE user SET right = 'chair' WHERE id = 2")
    session.close()
    intruder = open_vault(vault_folder, HELPER)
    assert intruder.right is UserRight.CHAIR and not _signs(intruder)
    with pytest.raises(AccessError) as caught:
        own_identity(intruder)
    assert caught.value.code == "keys.not_given"
    assert "Щербакова" in caught.value.params["who"]
    intruder.close()


def test_who_has_no_keys_still_hands_over_the_card(session: VaultSession, vault_folder: Path) -> None:
    card = own_card(session)
    _add(session, UserRight.RECORDS)
    update_passport(session, _renamed(session))
    session.close()
    helper = open_vault(vault_folder, HELPER)
    given = own_card(helper)
    assert given != card and "Новое имя".encode() in given
    for act in (key_sheet, own_identity):
        with pytest.raises(AccessError) as caught:
            act(helper)
        assert caught.value.code == "access.right_missing"
    with pytest.raises(AccessError) as caught:
        verify_bundle(helper, b"")
    assert caught.value.code == "access.right_missing"
    helper.close()


def _renamed(session: VaultSession):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(passport(session), short_name="Новое имя")


def test_the_desk_has_the_keys_and_loses_them_with_the_right(session: VaultSession, vault_folder: Path) -> None:
    user = _add(session, UserRight.DESK)
    session.close()
    desk = open_vault(vault_folder, HELPER)
    assert _has_keys(desk)
    with pytest.raises(AccessError):
        own_identity(desk)
    desk.close()
    chair = open_vault(vault_folder, PASSWORD)
    change_right(chair, user, UserRight.RECORDS)
    with chair.unit_of_work() as uow:
        assert {row.user_id for row in uow.organisation.grants()} == {1, None}
    change_right(chair, user, UserRight.DESK)
    chair.close()
    desk = open_vault(vault_folder, HELPER)
    assert _has_keys(desk), "given again without knowing the password"
    desk.close()
    chair = open_vault(vault_folder, PASSWORD)
    block_user(chair, user)
    with chair.unit_of_work() as uow:
        assert {row.user_id for row in uow.organisation.grants()} == {1, None}
    chair.close()


def _has_keys(session: VaultSession) -> bool:
    return vault_info(session).fingerprint in session.keys


def _change_own(session: VaultSession, _: Path) -> str:
    change_password(session, PASSWORD, NEW, kdf=QUICK)
    return NEW


def _reset_own(session: VaultSession, _: Path) -> str:
    reset_password(session, 1, NEW, kdf=QUICK)
    return NEW


def _rekey(session: VaultSession, _: Path) -> str:
    change_key(session, PASSWORD, kdf=QUICK)
    return PASSWORD


def _hand_over(session: VaultSession, _: Path) -> str:
    hand_over(session, PASSWORD, "Зайцев В. В.", NEW, kdf=QUICK)
    return NEW


def _recover(session: VaultSession, folder: Path) -> str:
    code = new_recovery_code(session)
    session.close()
    open_with_recovery(folder, code, NEW, kdf=QUICK).close()
    return NEW


def _recover_twice(session: VaultSession, folder: Path) -> str:
    code = new_recovery_code(session)
    session.close()
    open_with_recovery(folder, code, "первый новый пароль", kdf=QUICK).close()
    open_with_recovery(folder, code, NEW, kdf=QUICK).close()
    return NEW


def _rekey_and_recover(session: VaultSession, folder: Path) -> str:
    code = change_key(session, PASSWORD, kdf=QUICK).recovery_code
    session.close()
    open_with_recovery(folder, code, NEW, kdf=QUICK).close()
    return NEW


ACTS: list[Callable[[VaultSession, Path], str]] = [
    _change_own, _reset_own, _rekey, _hand_over, _recover, _recover_twice, _rekey_and_recover,
]  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_the_chair_keeps_the_keys_through(
    session: VaultSession, vault_folder: Path, act: Callable[[VaultSession, Path], str]
) -> None:
    identity = own_identity(session).identity
    _add(session, UserRight.DESK)
    password = act(session, vault_folder)
    session.close()
    chair = open_vault(vault_folder, password)
    assert own_identity(chair).identity == identity
    assert "keys.renewed" not in chair.warnings
    assert {p.code for p in check_vault(chair).problems} <= {"vault.slot_missing"}
    desk = next(user for user in list_users(chair) if user.right is UserRight.DESK)
    reset_password(chair, desk.id, "ещё один пароль", kdf=QUICK)
    chair.close()
    other = open_vault(vault_folder, "ещё один пароль")
    assert _has_keys(other)
    other.close()


def test_a_restored_copy_has_the_keys_for_the_same_passwords(session: VaultSession, tmp_path: Path) -> None:
    identity = own_identity(session).identity
    copy = back_up(session, tmp_path / "копия.pervichka-copy")
    session.close()
    restored = open_vault(restore(copy.path, tmp_path / "снова", PASSWORD).folder, PASSWORD)
    assert own_identity(restored).identity == identity and restored.warnings == ()
    restored.close()


def test_a_crash_between_the_grant_and_the_slot_leaves_the_old_password(
    session: VaultSession, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = _add(session, UserRight.DESK)

    def off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("app.services.vault.users.replace_header", off)
        with pytest.raises(KeyboardInterrupt):
            reset_password(session, user, NEW, kdf=QUICK)
    session.close()
    desk = open_vault(vault_folder, HELPER)
    assert _has_keys(desk)
    desk.close()


@pytest.mark.parametrize("old_sheet", [False, True])
def test_a_crash_in_the_middle_of_a_recovery_loses_no_keys(
    session: VaultSession, vault_folder: Path, monkeypatch: pytest.MonkeyPatch, *, old_sheet: bool
) -> None:
    """Killed between the header and the database, the sheet opens everything the second time."""
    identity = own_identity(session).identity
    code = new_recovery_code(session)
    if old_sheet:
        _as_by_an_older_program(session)
    session.close()
    if old_sheet:
        _forget_sheet_secret(vault_folder)

    def off(*_: object) -> None:
        raise KeyboardInterrupt

    for place in ("replace_header", "_keys_of_sheet"):
        with monkeypatch.context() as patch:
            patch.setattr(f"app.services.vault.opening.{place}", off)
            with pytest.raises(KeyboardInterrupt):
                open_with_recovery(vault_folder, code, NEW, kdf=QUICK)
    recovered = open_with_recovery(vault_folder, code, NEW, kdf=QUICK)
    assert own_identity(recovered).identity == identity and recovered.warnings == ()
    assert identity.seal_identity.encode() not in _everything(recovered)
    recovered.close()


def test_an_older_vault_closes_its_keys_when_its_chair_logs_in(session: VaultSession, vault_folder: Path) -> None:
    identity = own_identity(session).identity
    user = _add(session, UserRight.DESK)
    _as_by_an_older_program(session, sheet=False)
    session.close()
    desk = open_vault(vault_folder, HELPER)
    assert not _has_keys(desk), "until the chair has come nobody else may use them"
    assert identity.seal_identity.encode() in _everything(desk)
    desk.close()
    chair = open_vault(vault_folder, PASSWORD)
    assert own_identity(chair).identity == identity
    assert identity.seal_identity.encode() not in _everything(chair)
    change_right(chair, user, UserRight.DESK)
    chair.close()
    desk = open_vault(vault_folder, HELPER)
    assert _has_keys(desk)
    desk.close()


def test_a_chair_alone_with_an_old_sheet_loses_nothing(session: VaultSession, vault_folder: Path) -> None:
    """The sheet of an older program cannot carry the keys; where nobody else could read them they wait for a new."""
    identity = own_identity(session).identity
    code = new_recovery_code(session)
    _as_by_an_older_program(session)
    session.close()
    chair = open_vault(vault_folder, PASSWORD)
    assert chair.warnings == ("vault.sheet_without_keys",)
    chair.close()
    _forget_sheet_secret(vault_folder)
    recovered = open_with_recovery(vault_folder, code, NEW, kdf=QUICK)
    assert own_identity(recovered).identity == identity and recovered.warnings == ()
    assert identity.seal_identity.encode() not in _everything(recovered)
    recovered.close()
    again = open_with_recovery(vault_folder, code, "третий пароль", kdf=QUICK)
    assert own_identity(again).identity == identity, "the same sheet carries them from now on"
    again.close()


def test_keys_that_nobody_can_open_are_made_anew_and_that_is_told(session: VaultSession, vault_folder: Path) -> None:
    before = vault_info(session).fingerprint
    code = new_recovery_code(session)
    _as_by_an_older_program(session)
    _add(session, UserRight.RECORDS)
    session.close()
    open_vault(vault_folder, PASSWORD).close()
    _forget_sheet_secret(vault_folder)
    recovered = open_with_recovery(vault_folder, code, NEW, kdf=QUICK)
    assert "keys.renewed" in recovered.warnings
    assert vault_info(recovered).fingerprint != before
    assert own_identity(recovered).fingerprint == vault_info(recovered).fingerprint
    assert check_vault(recovered).ok
    recovered.close()


def _forget_sheet_secret(folder: Path) -> None:
    """The recovery slot as an older program made it."""
    from dataclasses import replace

    from app.storage.vault.files import open_database
    from app.storage.vault.header_record import replace_header
    from app.storage.vault.keyslots import RECOVERY

    files = VaultFiles(folder)
    header = files.header()
    found = header.unlock(SLOT, PASSWORD)
    assert found is not None
    old = replace(header, slots=tuple(replace(s, own=b"") if s.kind == RECOVERY else s for s in header.slots))
    database = open_database(files, header, found.key, None)
    replace_header(database, files.keys, header, old)
    database.dispose()


def test_an_own_secret_opens_only_what_was_sealed_to_it() -> None:
    from app.bundle.grants import grant, new_secret, open_grant
    from app.bundle.identity import make_identity

    identity, other = make_identity("Организация", "1"), make_identity("Другая", "2")
    own, stranger = new_secret(), new_secret()
    sealed = grant(identity, own.recipient)
    certificate, recipient = identity.certificate_pem, identity.seal_recipient
    assert open_grant(sealed, own, certificate, recipient) == identity
    assert open_grant(sealed, stranger, certificate, recipient) is None
    assert open_grant(sealed, own, other.certificate_pem, recipient) is None, "keys of another certificate"
    assert open_grant(sealed, own, certificate, other.seal_recipient) is None
    assert open_grant(sealed[:-1], own, certificate, recipient) is None
    assert open_grant(b"", OwnSecret(own.secret), certificate, recipient) is None
