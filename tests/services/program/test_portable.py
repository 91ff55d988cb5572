"""The portable folder: what lies in it, under names that FAT32 takes, with a vault that opens by the same password."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from app.domain.files import safe_name
from app.errors import AppError
from app.services.program import portable
from app.services.program.places import MARKER, Places, as_found, leave_no_trace, places
from app.services.program.portable import make_portable
from app.services.session import VaultSession
from app.services.vault.creating import open_vault
from app.ui.preferences import Preferences
from app.ui.problems import start_log
from tests.conftest import PASSWORD


@pytest.fixture
def packed(here: Places) -> Places:
    """The pretended package with its Python and launcher."""
    for name in ("python.com", "pervichka", "start.py"):
        (here.root / name).write_bytes(b"\x7fELF")
        (here.root / name).chmod(0o755)
    return here


def test_the_program_and_the_data_lie_side_by_side(packed: Places, session: VaultSession, tmp_path: Path) -> None:
    stick = tmp_path / "FLASH"
    stick.mkdir()
    made = make_portable(stick, session, here=packed)
    assert made.systems == ("linux",)
    assert made.vault is not None
    assert {path.name for path in made.folder.iterdir()} == {
        MARKER, "linux", "vault", "Первичка-Linux.com", "Первичка-Linux.sh", "Прочтите.txt",
    }  # fmt: skip
    open_vault(made.vault, PASSWORD).close()
    assert places(made.folder / "linux").stick == made.folder
    assert places(made.folder / "versions" / "pervichka-9.0.0").stick == made.folder, "a newer version knows it too"
    assert [path.name for path in stick.iterdir()] == ["Pervichka"], "nothing half-made lies beside"


def test_a_stick_copies_itself_with_both_programs(packed: Places, session: VaultSession, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    windows = tmp_path / "win"
    (windows / "app").mkdir(parents=True)
    (windows / "app" / "__main__.py").write_text("", "utf-8")
    (windows / "pervichka.exe").write_bytes(b"MZ")
    made = make_portable(first, session, programs=(packed.root, windows), here=packed)
    assert made.systems == ("linux", "windows")
    (made.folder / "settings").mkdir()
    (made.folder / "settings" / "window.json").write_text("{}", "utf-8")
    again = make_portable(second, session, here=places(made.folder / "linux"))
    assert again.systems == ("linux", "windows")
    assert not (again.folder / "settings").exists(), "what one computer's window looked like stays there"
    assert (again.folder / "Первичка-Windows.cmd").read_bytes() == b'@start "" "%~dp0windows\\pervichka.exe" %*\r\n'


def test_names_suit_fat(packed: Places, session: VaultSession, tmp_path: Path) -> None:
    made = make_portable(tmp_path, session, here=packed)
    for path in made.folder.rglob("*"):
        assert not path.is_symlink()
        assert not re.search(r'[<>:"|?*\\\x00-\x1f]', path.name)
        assert len(str(path.relative_to(made.folder))) < 200
        if not path.is_relative_to(made.folder / "linux"):
            assert safe_name(path.name) == path.name


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda stick, _: (stick / "Pervichka").mkdir(), "portable.there_already"),
        (lambda _, at: (at.root / "python.com").unlink(), "portable.not_packed"),
    ],
)
def test_refusals_leave_nothing(packed: Places, tmp_path: Path, spoil: object, code: str) -> None:
    stick = tmp_path / "FLASH"
    stick.mkdir()
    assert callable(spoil)
    spoil(stick, packed)
    before = sorted(path.name for path in stick.iterdir())
    with pytest.raises(AppError) as caught:
        make_portable(stick, here=packed)
    assert caught.value.code == code
    assert sorted(path.name for path in stick.iterdir()) == before


def test_no_room_is_said_before_anything_is_written(
    packed: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1024})())
    with pytest.raises(AppError, match=r"portable\.no_room"):
        make_portable(tmp_path, here=packed)
    assert not (tmp_path / "Pervichka").exists()


def test_places_on_the_stick_are_remembered_without_its_root(tmp_path: Path, vault_folder: Path) -> None:
    stick = vault_folder.parent
    kept = Preferences(tmp_path / "window.json", {}, stick)
    kept.remember_vault(vault_folder)
    told = json.loads((tmp_path / "window.json").read_text("utf-8"))
    assert told["vaults"] == [vault_folder.name]
    elsewhere = tmp_path / "mounted elsewhere"
    elsewhere.mkdir()
    vault_folder.rename(elsewhere / vault_folder.name)
    assert Preferences.load(tmp_path / "window.json", elsewhere).recent_vaults() == [elsewhere / vault_folder.name]


def test_whoever_asks_the_environment_is_led_to_the_stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TMPDIR")
    names = (*folders, "MESA_SHADER_CACHE_DISABLE")
    for name in names:
        monkeypatch.setenv(name, "before")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    leave_no_trace(tmp_path)
    assert os.environ["DBUS_SESSION_BUS_ADDRESS"] == "disabled:", "no bus is started, no address left in the home"
    assert all(Path(os.environ[name]).is_relative_to(tmp_path) for name in folders)
    found = as_found()
    assert found["TMPDIR"] == "before", "other programs get the computer's own"
    assert "XDG_CACHE_HOME" not in found


def test_a_write_protected_stick_starts_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TMPDIR"):
        monkeypatch.setenv(name, "before")
    monkeypatch.setenv("MESA_SHADER_CACHE_DISABLE", "true")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    (tmp_path / "settings").write_text("nothing can be made in here", "utf-8")
    leave_no_trace(tmp_path)
    start_log(tmp_path / "settings" / "log")
    assert Path(os.environ["TMPDIR"]).is_relative_to(tmp_path)
