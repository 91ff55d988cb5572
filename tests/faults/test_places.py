"""Folders that vaults really lie in: FAT, a stick pulled away, a network folder without locks, a read-only place."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.enums import UnitKind
from app.errors import AppError, EnvironmentFault
from app.messages import sentence
from app.services.members import count_members
from app.services.members.exporting import export_register
from app.services.organisation.passport import draft_from_json, passport, update_passport
from app.services.session import VaultSession
from app.services.structure.units import UnitDraft, add_unit
from app.services.vault.chair_change import change_key
from app.services.vault.creating import (
    back_up,
    backup_if_due,
    check_vault,
    create_vault,
    open_vault,
    restore,
    vault_info,
)
from app.services.vault.journal import recent
from app.storage.vault import journal as journal_module
from tests.cheap_vault import QUICK
from tests.faults.conftest import PASSWORD

DRAFT = draft_from_json({"kind": "tpo", "full_name": "ТПО"})


def _live(session: VaultSession, place: Path) -> None:
    """Everything that writes files: a change, a copy, a new key, a restore over what is there."""
    update_passport(session, replace(passport(session), phone="111"))
    copy = back_up(session, place / "копия.pervichka-copy")
    change_key(session, PASSWORD, kdf=QUICK)
    assert check_vault(session).ok
    session.close()
    restored = restore(copy.path, session.folder, PASSWORD, force=True)
    again = open_vault(restored.folder, PASSWORD)
    assert passport(again).phone == "111" and check_vault(again).ok
    again.close()


@pytest.fixture
def fat(tmp_path: Path) -> Iterator[Path]:
    """A real FAT file system, where the system lets us mount one."""
    image, place = tmp_path / "fat.img", tmp_path / "fat"
    place.mkdir()
    if shutil.which("mkfs.vfat") is None or os.geteuid() != 0:
        pytest.skip("no mkfs.vfat, or no right to mount; the emulated FAT below is tested")
    image.write_bytes(bytes(64 * 1024 * 1024))
    made = subprocess.run(["mkfs.vfat", str(image)], capture_output=True, check=False)
    mounted = subprocess.run(["mount", "-o", "loop", str(image), str(place)], capture_output=True, check=False)
    if made.returncode or mounted.returncode:
        pytest.skip("this machine mounts no images; the emulated FAT below is tested")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_vault_lives_on_fat(fat: Path) -> None:
    created = create_vault(fat / "vault", DRAFT, profile="ngsp", password=PASSWORD, kdf=QUICK)
    _live(created.session, fat)


def test_a_vault_lives_where_there_are_no_modes_and_folders_cannot_be_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What FAT does not have: permissions (chmod fails), links, names that differ by case, a folder's fsync."""
    real_fsync = os.fsync

    def no_modes(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    def no_folder_sync(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").is_dir():
            raise OSError(errno.EINVAL, "Invalid argument")
        real_fsync(handle)

    monkeypatch.setattr(Path, "chmod", no_modes)
    monkeypatch.setattr(os, "link", no_modes)
    monkeypatch.setattr(os, "symlink", no_modes)
    monkeypatch.setattr(os, "fsync", no_folder_sync)
    created = create_vault(tmp_path / "vault", DRAFT, profile="ngsp", password=PASSWORD, kdf=QUICK)
    folder = created.session.folder
    _live(created.session, tmp_path)
    names = [path.name for path in folder.iterdir()]
    assert len({name.casefold() for name in names}) == len(names), "no two names differ by case alone"


def test_a_network_folder_that_keeps_no_locks_is_refused(vault_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    before = (vault_folder / "vault.db").read_bytes()
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD)
    assert caught.value.code == "vault.cannot_lock"
    assert (vault_folder / "vault.db").read_bytes() == before


def test_a_stick_pulled_away_while_the_vault_is_open(session: VaultSession, vault_folder: Path, tmp_path: Path) -> None:
    """The folder is gone: a clear fault, nothing springs up in its place, and back in the port all is whole."""
    update_passport(session, replace(passport(session), phone="111"))
    away = tmp_path / "away"
    vault_folder.rename(away)
    session.database.engine.dispose()  # what an I/O error of the system leads to
    for act in (
        lambda: update_passport(session, replace(passport(session), phone="222")),
        lambda: back_up(session, tmp_path / "копия"),
        lambda: change_key(session, PASSWORD, kdf=QUICK),
    ):
        with pytest.raises(AppError):
            act()
    assert not vault_folder.exists(), "nothing springs up where the stick was"
    session.close()
    assert not any(session.database.key), "the key is forgotten even so"
    away.rename(vault_folder)
    again = open_vault(vault_folder, PASSWORD)
    assert passport(again).phone == "111" and check_vault(again).ok
    again.close()


def test_the_place_of_the_copies_goes_away_in_the_middle(session: VaultSession, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    update_passport(session, replace(passport(session), phone="111"))
    made = backup_if_due(session, stick)
    assert made is not None
    stick.rename(tmp_path / "gone")
    update_passport(session, replace(passport(session), phone="222"))
    with pytest.raises(EnvironmentFault) as caught:
        backup_if_due(session, stick)
    assert caught.value.code == "files.no_folder"
    assert check_vault(session).ok and not stick.exists()


@pytest.fixture
def protected(vault_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A write-protected stick: a bind mount where the system lets us, else files and folders without the right."""
    open_vault(vault_folder, PASSWORD).close()
    place = tmp_path / "locked"
    place.mkdir()
    if os.geteuid() == 0:
        words = ["mount", "--bind", "-o", "ro", str(vault_folder), str(place)]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("this machine mounts nothing")
    else:
        place.rmdir()
        shutil.copytree(vault_folder, place)
        for path in (*place.iterdir(), place):
            path.chmod(0o500 if path.is_dir() else 0o400)
    yield place
    if os.geteuid() == 0:
        subprocess.run(["umount", "-l", str(place)], check=False)
    else:
        place.chmod(0o700)


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_read_only_place_is_read_and_says_so(protected: Path, tmp_path: Path) -> None:
    before = _bytes_of(protected)
    session = open_vault(protected, PASSWORD)
    assert session.read_only and vault_info(session).read_only and session.warnings == ("vault.read_only",)
    assert passport(session).full_name and count_members(session, date(2026, 1, 1)).total == 0
    assert check_vault(session).ok
    # What goes elsewhere and only leaves a trace in the journal works.
    assert export_register(session, tmp_path / "реестр.json").path.is_file()
    copy = back_up(session, tmp_path / "копия.pervichka-copy")
    assert recent(session)[-1].action == "register.exported"
    assert backup_if_due(session, tmp_path) is None
    for write in (
        lambda: update_passport(session, replace(passport(session), phone="111")),
        lambda: change_key(session, PASSWORD, kdf=QUICK),
        lambda: add_unit(session, UnitDraft(UnitKind.SHOP, "Цех", None, date(2026, 1, 1))),
    ):
        with pytest.raises(EnvironmentFault) as caught:
            write()
        assert caught.value.code in ("vault.read_only", "files.no_right", "files.cannot_write")
        assert "записи" in sentence(caught.value) or "записывать" in sentence(caught.value)
    assert passport(session).phone != "111"
    session.close()
    assert _bytes_of(protected) == before
    restored = restore(copy.path, tmp_path / "новая", PASSWORD)
    again = open_vault(restored.folder, PASSWORD)
    update_passport(again, replace(passport(again), phone="111"))
    assert not again.read_only and check_vault(again).ok
    again.close()


def test_two_read_a_read_only_place_at_once(protected: Path) -> None:
    first, second = open_vault(protected, PASSWORD), open_vault(protected, PASSWORD)
    assert passport(first) == passport(second)
    first.close()
    second.close()


def test_files_copied_from_a_cd_are_read(vault_folder: Path) -> None:
    """Only the database is protected, as Windows leaves what it copies from a CD; the folder takes writing."""
    open_vault(vault_folder, PASSWORD).close()
    before = _bytes_of(vault_folder)
    real = os.access

    def access(path: object, mode: int, **more: object) -> bool:
        return not (mode == os.W_OK and str(path).endswith("vault.db")) and real(path, mode, **more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "access", access)
        session = open_vault(vault_folder, PASSWORD)
        with pytest.raises(EnvironmentFault, match=r"vault\.read_only"):
            update_passport(session, replace(passport(session), phone="111"))
        session.close()
    assert _bytes_of(vault_folder) == before, "the head does not tell of traces that were never kept"


def test_the_clock_set_back_spoils_nothing(
    session: VaultSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import datetime

    stick = tmp_path / "stick"
    stick.mkdir()

    class Back(datetime):
        """A clock that begins anew in 1970."""

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(0, UTC)

    first = backup_if_due(session, stick, date(2030, 1, 2))
    monkeypatch.setattr(journal_module, "datetime", Back)
    update_passport(session, replace(passport(session), phone="111"))
    second = backup_if_due(session, stick, date(2026, 1, 2), rest=timedelta(hours=4))
    assert first is not None and first.path.exists(), "a copy from the future is not thinned away"
    assert second is None or second.path.exists()
    assert check_vault(session).ok, "the chain goes by numbers, not by times"
