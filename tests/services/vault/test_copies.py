"""Sealed copies: made, verified, kept by generations, restored without losing what is newer."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.enums import UserRight
from app.errors import AccessError, AppError, EnvironmentFault, UserError
from app.services.organisation.passport import draft_from_json, passport, update_passport
from app.services.session import VaultSession
from app.services.vault.chair_change import change_key
from app.services.vault.copies import generations
from app.services.vault.creating import (
    back_up,
    backup_folder,
    backup_if_due,
    check_vault,
    choose_backup_folder,
    compare_copy,
    create_vault,
    last_backup,
    open_vault,
    restore,
)
from app.services.vault.users import change_password
from tests.cheap_vault import QUICK, cheap_copy

PASSWORD = "берёза у дороги 14"


@pytest.fixture(scope="module")
def template_vault(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared template under a cheap slot: these tests open vaults by the dozen."""
    return cheap_copy(template_vault, tmp_path_factory.mktemp("cheap") / "vault", PASSWORD)


def _code(error: pytest.ExceptionInfo[AppError]) -> str:
    return error.value.code


def _work(session: VaultSession, phone: str) -> None:
    update_passport(session, replace(passport(session), phone=phone))


def test_a_copy_restores_to_another_folder(session: VaultSession, tmp_path: Path) -> None:
    _work(session, "111")
    assert last_backup(session) is None
    made = back_up(session, tmp_path / "стик.pervichka-copy")
    assert made.size == made.path.stat().st_size and last_backup(session) == made.created
    assert check_vault(session).ok
    done = restore(made.path, tmp_path / "новая" / "папка", PASSWORD)
    assert done.kept is None and done.created == made.created
    second = open_vault(done.folder, PASSWORD)
    assert passport(second).phone == "111" and check_vault(second).ok
    second.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["vault", "новая", "стик.pervichka-copy"]
    if os.name == "posix":
        assert made.path.stat().st_mode & 0o077 == 0


def test_a_copy_replaces_an_older_copy_whole(session: VaultSession, tmp_path: Path) -> None:
    target = tmp_path / "copy.pervichka-copy"
    back_up(session, target)
    first = target.read_bytes()
    _work(session, "222")
    back_up(session, target)
    assert target.read_bytes() != first
    restore(target, tmp_path / "r", PASSWORD)


def test_copies_do_not_go_among_the_vaults_own_files(session: VaultSession, vault_folder: Path, tmp_path: Path) -> None:
    for place in (vault_folder / "vault.db", vault_folder / "keys.json", tmp_path):
        with pytest.raises(UserError) as caught:
            back_up(session, place)
        assert _code(caught) == "vault.copy_inside"
    with pytest.raises(EnvironmentFault) as fault:
        back_up(session, tmp_path / "нет" / "копия")
    assert _code(fault) == "files.no_folder"


def test_restoring_over_a_newer_vault_says_what_would_be_lost(
    session: VaultSession, vault_folder: Path, tmp_path: Path
) -> None:
    _work(session, "было")
    made = back_up(session, tmp_path / "copy")
    _work(session, "стало 1")
    _work(session, "стало 2")
    session.close()
    with pytest.raises(UserError) as caught:
        restore(made.path, vault_folder, PASSWORD)
    assert _code(caught) == "vault.restore_would_lose" and caught.value.params["count"] == 2
    untouched = open_vault(vault_folder, PASSWORD)
    assert passport(untouched).phone == "стало 2"
    untouched.close()
    done = restore(made.path, vault_folder, PASSWORD, force=True)
    back = open_vault(vault_folder, PASSWORD)
    assert passport(back).phone == "было"
    back.close()
    assert done.kept is not None
    kept = open_vault(done.kept, PASSWORD)
    assert passport(kept).phone == "стало 2", "nothing is deleted"
    kept.close()


def test_restoring_over_an_older_or_damaged_vault_needs_no_force(
    session: VaultSession, vault_folder: Path, tmp_path: Path
) -> None:
    made = back_up(session, tmp_path / "copy")
    session.close()
    restore(made.path, vault_folder, PASSWORD)
    database = vault_folder / "vault.db"
    database.write_bytes(database.read_bytes()[:5000])
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD)
    assert _code(caught) == "vault.damaged"
    restore(made.path, vault_folder, PASSWORD)
    (vault_folder / "keys.json").write_text("{")
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD)
    assert _code(caught) == "vault.keys_damaged"
    restore(made.path, vault_folder, PASSWORD)
    mended = open_vault(vault_folder, PASSWORD)
    assert check_vault(mended).ok
    mended.close()


def test_restoring_the_newer_copy_of_another_branch_says_so_too(
    session: VaultSession, vault_folder: Path, tmp_path: Path
) -> None:
    """After going back to an old copy and working on, a copy of the abandoned branch is longer but knows less."""
    old = back_up(session, tmp_path / "old")
    for number in range(5):
        _work(session, f"первая ветвь {number}")
    abandoned = back_up(session, tmp_path / "abandoned")
    session.close()
    restore(old.path, vault_folder, PASSWORD, force=True)
    again = open_vault(vault_folder, PASSWORD)
    _work(again, "вторая ветвь")
    again.close()
    with pytest.raises(UserError) as caught:
        restore(abandoned.path, vault_folder, PASSWORD)
    assert _code(caught) == "vault.restore_would_lose" and caught.value.params["count"] == 1
    assert not list(tmp_path.glob("*restored*"))


def test_the_recovery_sheet_opens_a_copy_too(tmp_path: Path) -> None:
    draft = draft_from_json({"kind": "tpo", "full_name": "ТПО"})
    created = create_vault(tmp_path / "v", draft, profile="ngsp", password="забытый", kdf=QUICK)
    made = back_up(created.session, tmp_path / "copy")
    created.session.close()
    restore(made.path, tmp_path / "r", created.recovery_code.lower())
    open_vault(tmp_path / "r", "забытый").close()


def test_restoring_into_an_open_vault_or_a_strangers_folder_is_refused(
    session: VaultSession, vault_folder: Path, tmp_path: Path
) -> None:
    made = back_up(session, tmp_path / "copy")
    with pytest.raises(EnvironmentFault) as caught:
        restore(made.path, vault_folder, PASSWORD, force=True)
    assert _code(caught) == "vault.in_use"
    other = draft_from_json({"kind": "tpo", "full_name": "ТПО"})
    create_vault(tmp_path / "соседи", other, profile="ngsp", password="свой", kdf=QUICK).session.close()
    with pytest.raises(UserError) as elsewhere:
        restore(made.path, tmp_path / "соседи", PASSWORD, force=True)
    assert _code(elsewhere) == "vault.restore_elsewhere"
    (tmp_path / "чужая").mkdir()
    (tmp_path / "чужая" / "файл").write_text("1")
    with pytest.raises(UserError) as refused:
        restore(made.path, tmp_path / "чужая", PASSWORD, force=True)
    assert _code(refused) == "vault.folder_not_empty"
    with pytest.raises(AccessError) as wrong:
        restore(made.path, tmp_path / "новая", "не он")
    assert _code(wrong) == "vault.wrong_password"
    assert not (tmp_path / "новая").exists()


def test_a_copy_keeps_the_password_of_its_day(session: VaultSession, tmp_path: Path) -> None:
    made = back_up(session, tmp_path / "copy")
    change_password(session, PASSWORD, "новый", kdf=QUICK)
    session.close()
    with pytest.raises(AccessError):
        restore(made.path, tmp_path / "r", "новый")
    restore(made.path, tmp_path / "r", PASSWORD)


def _flip_in_database(data: bytes) -> bytes:
    position = len(data) // 2
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_flip_in_database, "vault.copy_damaged"),
        (lambda data: data[: len(data) // 2], "vault.copy_damaged"),
        (lambda data: data[:-1], "vault.copy_damaged"),
        (lambda data: b"", "vault.not_a_copy"),
        (lambda data: b"%PDF-1.7 " + bytes(5000), "vault.not_a_copy"),
    ],
)
def test_a_damaged_copy_restores_nothing(
    session: VaultSession, tmp_path: Path, spoil: Callable[[bytes], bytes], code: str
) -> None:
    made = back_up(session, tmp_path / "copy")
    made.path.write_bytes(spoil(made.path.read_bytes()))
    with pytest.raises(UserError) as caught:
        restore(made.path, tmp_path / "r", PASSWORD)
    assert _code(caught) == code
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy", "vault"]


def _repacked(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(source) as archive:
        items = {name: archive.read(name) for name in archive.namelist()}
    change(items)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in items.items():
            archive.writestr(name, data)


def test_a_copy_with_other_files_or_swapped_parts_is_refused(session: VaultSession, tmp_path: Path) -> None:
    made = back_up(session, tmp_path / "copy")

    def manifest(items: dict[str, bytes], **changes: object) -> None:
        items["manifest.json"] = json.dumps(json.loads(items["manifest.json"]) | changes).encode()

    cases: list[tuple[Callable[[dict[str, bytes]], object], str]] = [
        (lambda items: items.update({"../../беда": b"1"}), "vault.not_a_copy"),
        (lambda items: items.pop("keys.json"), "vault.not_a_copy"),
        (lambda items: items.update({"vault.db": b"SQLite format 3\0"}), "vault.copy_damaged"),
        (lambda items: items.update({"keys.json": items["keys.json"] + b" "}), "vault.copy_damaged"),
        (lambda items: items.update({"manifest.json": b"{"}), "vault.copy_damaged"),
        (lambda items: items.update({"manifest.json": b"[]"}), "vault.copy_damaged"),
        (lambda items: manifest(items, version=2), "vault.newer"),
        (lambda items: manifest(items, format="other"), "vault.not_a_copy"),
        (lambda items: manifest(items, sha256={}), "vault.copy_damaged"),
        (lambda items: manifest(items, created="вчера"), "vault.copy_damaged"),
    ]
    for number, (change, code) in enumerate(cases):
        spoiled = tmp_path / f"copy{number}"
        _repacked(made.path, spoiled, lambda items, change=change: change(items) and None)  # type: ignore[misc]
        with pytest.raises(UserError) as caught:
            restore(spoiled, tmp_path / "r", PASSWORD)
        assert _code(caught) == code, number
    assert not (tmp_path / "r").exists()


def test_a_copy_is_made_when_something_changed(session: VaultSession, tmp_path: Path) -> None:
    stick = tmp_path / "флешка"
    with pytest.raises(EnvironmentFault) as caught:
        backup_if_due(session, stick)
    assert _code(caught) == "files.no_folder"
    stick.mkdir()
    (stick / "чужой файл.txt").write_text("1")
    monday = date(2026, 11, 16)
    assert backup_if_due(session, stick, monday) is not None
    assert backup_if_due(session, stick, monday + timedelta(days=1)) is None, "nothing changed"
    _work(session, "1")
    made = backup_if_due(session, stick, monday + timedelta(days=2))
    assert made is not None and made.path.name.endswith("-2026-11-18.pervichka-copy")
    for day in range(3, 40):
        _work(session, str(day))
        backup_if_due(session, stick, monday + timedelta(days=day))
    names = sorted(p.name for p in stick.iterdir())
    assert "чужой файл.txt" in names and 9 <= len(names) <= 13


def test_the_place_for_copies_is_remembered(session: VaultSession, vault_folder: Path, tmp_path: Path) -> None:
    assert backup_folder(session) is None
    choose_backup_folder(session, tmp_path)
    assert backup_folder(session) == tmp_path
    for place in (vault_folder, vault_folder / "backups"):
        with pytest.raises(UserError):
            choose_backup_folder(session, place)
    with pytest.raises(EnvironmentFault):
        choose_backup_folder(session, tmp_path / "нет")
    choose_backup_folder(session, None)
    assert backup_folder(session) is None


def test_generations_keep_days_weeks_and_months() -> None:
    today = date(2026, 11, 20)
    days = {today - timedelta(days=n) for n in range(600)}
    kept = generations(days, today)
    assert {today - timedelta(days=n) for n in range(7)} <= kept
    assert date(2026, 11, 8) in kept and date(2026, 10, 31) in kept and date(2025, 12, 31) in kept
    assert date(2025, 11, 30) not in kept
    assert len(kept) <= 7 + 4 + 12
    future = today + timedelta(days=3)
    assert future in generations({future}, today), "a clock set back deletes nothing"
    assert generations(set(), today) == set()
    assert generations({today}, today) == {today}


def test_the_difference_is_shown_before_anything_is_replaced(session: VaultSession, tmp_path: Path) -> None:
    made = back_up(session, tmp_path / "копия.pervichka-copy")
    _work(session, "222")
    open_now = compare_copy(made.path, PASSWORD, session=session)
    assert (open_now.lost, open_now.gained) == (1, 0) and open_now.lost_since is not None
    assert open_now.present is not None and open_now.present.people == open_now.copy.people == 1
    folder = session.folder
    session.close()
    closed = compare_copy(made.path, PASSWORD, folder=folder)
    assert closed == replace(open_now, present=closed.present)
    assert closed.present is not None and closed.present.acts == open_now.present.acts
    restored = restore(made.path, folder, PASSWORD, force=True)
    again = compare_copy(made.path, PASSWORD, folder=restored.folder)
    assert (again.lost, again.gained) == (0, 0)
    assert compare_copy(made.path, PASSWORD, folder=tmp_path / "пусто").present is None
    left = {path.name for path in tmp_path.iterdir()}
    assert restored.kept is not None
    assert left == {"vault", "копия.pervichka-copy", restored.kept.name}, "nothing temporary stays"


def test_a_vault_with_a_newer_key_is_not_taken_for_a_damaged_one(session: VaultSession, tmp_path: Path) -> None:
    made = back_up(session, tmp_path / "копия.pervichka-copy")
    change_key(session, PASSWORD, kdf=QUICK)
    session.close()
    with pytest.raises(UserError) as caught:
        restore(made.path, session.folder, PASSWORD)
    assert _code(caught) == "vault.restore_would_lose"
    again = open_vault(session.folder, PASSWORD)
    change_password(again, PASSWORD, "рябина за мостом 3", kdf=QUICK)
    again.close()
    with pytest.raises(UserError) as caught:
        restore(made.path, session.folder, PASSWORD)
    assert _code(caught) == "vault.restore_cannot_compare"
    kept = restore(made.path, session.folder, PASSWORD, force=True).kept
    assert kept is not None
    open_vault(kept, "рябина за мостом 3").close()


def test_only_the_chair_compares(session: VaultSession, tmp_path: Path) -> None:
    made = back_up(session, tmp_path / "копия.pervichka-copy")
    session.right = UserRight.RECORDS
    with pytest.raises(AccessError):
        compare_copy(made.path, PASSWORD, session=session)
