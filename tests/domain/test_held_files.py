"""A file that another program holds open, as Windows tells it: said as such, waited for a moment, nothing lost."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.domain import files
from app.domain.files import HeldOpen, fault_from, move_into_place, read_limited, write_atomically
from app.errors import EnvironmentFault
from app.messages import message_for
from app.storage.vault.locks import VaultLock

SHARING, LOCK, DENIED = 32, 33, 5


def windows_error(number: int, name: str = "") -> PermissionError:
    """What Python makes of an error of Windows; all three arrive as EACCES."""
    error = PermissionError(errno.EACCES, "refused", name or None)
    error.winerror = number  # type: ignore[attr-defined]
    return error


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Renames are refused ``left`` times with the error ``number``; nobody waits for real."""
    told = {"left": 10**6, "number": DENIED, "asked": 0}
    really = Path.replace

    def refuse(fresh: Path, place: Path) -> Path:
        told["asked"] += 1
        if told["left"]:
            told["left"] -= 1
            raise windows_error(told["number"], str(place))
        return really(fresh, place)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(files.time, "sleep", lambda _: None)
    return told


@pytest.mark.parametrize("number", [SHARING, LOCK, DENIED])
def test_a_table_open_in_excel_is_not_called_a_missing_right(tmp_path: Path, held: dict[str, int], number: int) -> None:
    held["number"] = number
    table = tmp_path / "Форма 2.xlsx"
    table.write_bytes(b"old")
    with pytest.raises(EnvironmentFault) as caught:
        write_atomically(table, b"new")
    assert caught.value.code == "files.held_open"
    told = message_for(caught.value)
    assert "Форма 2.xlsx» открыт в другой программе" in told.what
    assert "Закройте" in told.todo
    assert table.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["Форма 2.xlsx"]


def test_a_scanner_that_lets_go_is_waited_for(tmp_path: Path, held: dict[str, int]) -> None:
    held["left"] = 3
    write_atomically(tmp_path / "отчёт.pdf", b"new")
    assert (tmp_path / "отчёт.pdf").read_bytes() == b"new"
    assert held["asked"] == 4


def test_a_file_marked_read_only_is_a_missing_right(
    tmp_path: Path, held: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, table = tmp_path / "a", tmp_path / "b"
    fresh.write_bytes(b"new")
    table.write_bytes(b"old")
    marked = SimpleNamespace(st_file_attributes=stat.FILE_ATTRIBUTE_READONLY)
    monkeypatch.setattr(Path, "stat", lambda _path, **_: marked)
    with pytest.raises(PermissionError) as caught:
        move_into_place(fresh, table)
    assert not isinstance(caught.value, HeldOpen)
    assert fault_from(caught.value, "b").code == "files.no_right"
    assert held["asked"] == 1, "nobody waits for what will not change"


def test_a_missing_right_stays_a_missing_right(tmp_path: Path, held: dict[str, int]) -> None:
    held["number"] = 0
    with pytest.raises(EnvironmentFault) as caught:
        write_atomically(tmp_path / "отчёт.pdf", b"new")
    assert caught.value.code == "files.no_right"


def test_reading_what_another_program_keeps_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object) -> None:
        raise windows_error(SHARING, str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(EnvironmentFault) as caught:
        read_limited(tmp_path / "список.xlsx", 10)
    assert caught.value.code == "files.held_open"


def test_a_lock_file_held_for_a_moment_does_not_make_the_vault_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, refusals = os.open, [SHARING, SHARING]

    def sometimes(path: Path, *rest: int) -> int:
        if refusals:
            raise windows_error(refusals.pop(), str(path))
        return really(path, *rest)

    monkeypatch.setattr("app.storage.vault.locks.os.open", sometimes)
    lock = VaultLock(tmp_path / "lock", wait_seconds=5.0)
    assert not lock.read_only
    lock.release()


def test_a_lock_file_held_for_good_means_the_vault_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: int) -> int:
        raise windows_error(SHARING, str(path))

    monkeypatch.setattr("app.storage.vault.locks.os.open", refuse)
    with pytest.raises(EnvironmentFault) as caught:
        VaultLock(tmp_path / "lock", wait_seconds=0.0)
    assert caught.value.code == "vault.in_use"


def test_finished_files_take_their_names_in_one_way() -> None:
    """A rename past :func:`move_into_place` would call a file open in Excel a missing right again."""
    root = Path(files.__file__).parents[1]
    renames = re.compile(r"\.rename\(|os\.replace\(|shutil\.move\(|\b(?:beside|fresh|temporary|part)\.replace\(")
    found = {
        path.relative_to(root).as_posix(): path.read_text("utf-8").count("fresh.replace(place)")
        for path in root.rglob("*.py")
        if renames.search(path.read_text("utf-8"))
    }
    assert found == {"domain/files.py": 1}
