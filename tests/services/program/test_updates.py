"""Updates from a file: only signed, only newer, never half, with a copy of the data before and a way back."""

from __future__ import annotations

import errno
import io
import json
import shutil
import signal
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import __version__
from app.errors import AppError, EnvironmentFault, TrustError, UserError
from app.services.program import updates
from app.services.program.places import Places, newer_program, ordered
from app.services.program.update_file import project_keys, read_update
from app.services.program.updates import check_update, go_back, install_update, program_state
from app.services.session import VaultSession
from app.services.vault.creating import open_vault
from tests.services.program.conftest import TEST_KEYS, MakeUpdate

PROJECT = Path(__file__).parents[3]


def refused(code: str, path: Path, here: Places) -> AppError:
    """The refusal; nothing was installed and nothing is left lying about."""
    with pytest.raises(AppError) as caught:
        install_update(path, here=here, keys=TEST_KEYS)
    assert caught.value.code == code
    assert newer_program(here) is None
    left = list(here.programs.iterdir()) if here.programs.is_dir() else []
    assert left == []
    return caught.value


def test_an_update_is_shown_installed_and_taken_back(here: Places, make_update: MakeUpdate) -> None:
    file = make_update("9.0.0")
    offer = check_update(file, here=here, keys=TEST_KEYS)
    assert (offer.version, offer.present, offer.newer) == ("9.0.0", __version__, True)
    assert offer.news == ("Форма № 2 печатается быстрее.",)
    done = install_update(file, here=here, keys=TEST_KEYS)
    assert newer_program(here) == done.folder
    assert (done.folder / "runtime.json").is_file(), "it runs on the same Python and says so"
    state = program_state(here=here)
    assert (state.present, state.next, state.previous) == (__version__, "9.0.0", __version__)
    assert go_back(here=here) == (__version__, None)
    assert newer_program(here) is None
    assert install_update(file, here=here, keys=TEST_KEYS).version == "9.0.0", "and forward again"


def test_back_leads_to_the_update_before(here: Places, make_update: MakeUpdate) -> None:
    first = install_update(make_update("9.0.0"), here=here, keys=TEST_KEYS)
    install_update(make_update("9.1.0"), here=here, keys=TEST_KEYS)
    assert go_back(here=here)[0] == "9.0.0"
    assert newer_program(here) == first.folder
    with pytest.raises(UserError, match=r"update\.nowhere_back"):
        go_back(here=replace(here, programs=here.programs / "elsewhere"))


def test_the_data_are_copied_before(here: Places, make_update: MakeUpdate, session: VaultSession) -> None:
    done = install_update(make_update(), session, here=here, keys=TEST_KEYS)
    assert done.copy is not None
    assert done.copy.is_file()
    assert go_back(here=here) == (__version__, done.copy)


@pytest.mark.parametrize("version", ["0.0.1", __version__])
def test_never_older(here: Places, make_update: MakeUpdate, version: str) -> None:
    file = make_update(version)
    assert check_update(file, here=here, keys=TEST_KEYS).why == "update.not_newer"
    refused("update.not_newer", file, here)


def test_never_older_than_what_was_installed(here: Places, make_update: MakeUpdate) -> None:
    install_update(make_update("9.1.0"), here=here, keys=TEST_KEYS)
    with pytest.raises(UserError, match=r"update\.not_newer"):
        install_update(make_update("9.0.9"), here=here, keys=TEST_KEYS)


def test_a_strangers_signature_is_refused(here: Places, make_update: MakeUpdate) -> None:
    refused("update.forged", make_update(key=Ed25519PrivateKey.generate()), here)


def test_the_projects_key_is_not_the_test_key() -> None:
    assert project_keys()
    assert not set(TEST_KEYS) & set(project_keys())


def test_another_system_and_other_libraries_are_refused(here: Places, make_update: MakeUpdate) -> None:
    refused("update.other_system", make_update(kind="windows-x86_64", runtimes=()), here)
    refused("update.other_system", make_update(runtimes=("linux-x86_64-older",)), here)


def test_a_checkout_is_not_updated(here: Places, make_update: MakeUpdate) -> None:
    (here.root / "runtime.json").unlink()
    refused("update.not_packed", make_update(), here)


def test_a_file_of_another_kind_is_named(here: Places, tmp_path: Path) -> None:
    other = tmp_path / "письмо.txt"
    other.write_bytes(b"PK\x03\x04 something else")
    refused("update.not_one", other, here)
    refused("files.cannot_read", tmp_path / "нет такого", here)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), cut=st.booleans(), bit=st.integers(0, 7))
def test_no_changed_byte_and_no_cut_gets_in(
    here: Places, make_update: MakeUpdate, where: float, cut: bool, bit: int
) -> None:
    whole = make_update().read_bytes()
    place = int(len(whole) * where)
    file = here.root.parent / "damaged.pervichka-update"
    file.write_bytes(whole[:place] if cut else _flipped(whole, place, bit))
    with pytest.raises(TrustError):
        install_update(file, here=here, keys=TEST_KEYS)
    assert newer_program(here) is None


def _flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def test_a_version_that_calls_itself_otherwise_is_not_switched_on(here: Places, make_update: MakeUpdate) -> None:
    refused("update.does_not_run", make_update("9.0.0", says="8.0.0"), here)


@pytest.mark.parametrize("name", ["../outside", "/outside", "app/../../outside", "c:outside", "a\\b"])
def test_nothing_lands_outside_its_folder(here: Places, make_update: MakeUpdate, tmp_path: Path, name: str) -> None:
    packed = tmp_path / "crooked.tar.xz"
    with tarfile.open(packed, "w:xz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"bad"))
    refused("update.damaged", make_update(packed=packed), here)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_only_plain_files_are_laid(here: Places, make_update: MakeUpdate, tmp_path: Path, kind: bytes) -> None:
    packed = tmp_path / "linked.tar.xz"
    with tarfile.open(packed, "w:xz") as archive:
        entry = tarfile.TarInfo("app")
        entry.type, entry.linkname = kind, "/etc"
        archive.addfile(entry)
    refused("update.damaged", make_update(packed=packed), here)


def test_a_full_disk_leaves_the_old_version(
    here: Places, make_update: MakeUpdate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(updates.shutil, "copyfileobj", full)
    error = refused("files.no_space", make_update(), here)
    assert isinstance(error, EnvironmentFault)


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from app.progress import Progress
from app.services.program import updates
from app.services.program.places import Places
from tests.services.program.conftest import TEST_KEYS
root, data = Path(sys.argv[3]), Path(sys.argv[4])
left = int(sys.argv[5])
def count(function):
    def counted(*given, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*given, **named)
    return counted
for module, names in ((updates, ("_clear", "_unpack", "_lay", "_take_along", "_try_out", "_sync_tree", "sync_folder",
                                 "write_atomically")),
                      (os, ("fsync", "rename", "replace"))):
    for name in names:
        setattr(module, name, count(getattr(module, name)))
updates.install_update(Path(sys.argv[2]), here=Places(root, None, data, data, data, data, data / "program"),
                       keys=TEST_KEYS)
print("done")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_at_any_step_the_old_version_or_the_whole_new_one_runs(
    here: Places, make_update: MakeUpdate, tmp_path: Path
) -> None:
    file = make_update()
    outcomes = []
    for step in range(0, 60, 2):
        shutil.rmtree(here.programs, ignore_errors=True)
        command = [sys.executable, "-c", _KILLED, PROJECT, file, here.root, here.data, str(step)]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        newer = newer_program(here)
        if newer is not None:  # what runs is whole
            assert (newer / "app" / "__init__.py").read_text("utf-8") == '__version__ = "9.0.0"\n'
            json.loads((here.programs / "current.json").read_text("utf-8"))
        outcomes.append((done.returncode, newer is not None))
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        if newer is None:
            assert install_update(file, here=here, keys=TEST_KEYS).version == "9.0.0", "the next attempt ends it"
            assert sorted(path.name for path in here.programs.iterdir()) == ["current.json", "pervichka-9.0.0"]
    assert outcomes[0] == (-signal.SIGKILL, False)
    assert outcomes[-1] == (0, True)
    assert len(outcomes) >= 5


def test_a_spoilt_pointer_runs_the_program_that_is_there(here: Places, make_update: MakeUpdate) -> None:
    install_update(make_update(), here=here, keys=TEST_KEYS)
    pointer = here.programs / "current.json"
    for text in (
        "",
        "{",
        "[]",
        '{"version": 9}',
        '{"version": "9.0.0", "folder": "../x"}',
        '{"version":"x","folder":"y"}',
    ):
        pointer.write_text(text, "utf-8")
        assert newer_program(here) is None


def test_versions_are_compared_as_numbers() -> None:
    assert ordered("0.10.0") > ordered("0.9.9")
    for text in ("1.0", "1.0.0-rc1", "", "1.0.0.0", "v1.0.0"):
        with pytest.raises(ValueError):
            ordered(text)


def test_the_header_is_read_without_the_contents(make_update: MakeUpdate) -> None:
    update = read_update(make_update("9.0.0"), TEST_KEYS)
    assert [content.kind for content in update.contents] == ["program"]
    assert update.released == "2026-12-01"


def test_the_way_back_opens_data_that_the_new_version_has_not_touched(
    here: Places, make_update: MakeUpdate, session: VaultSession
) -> None:
    done = install_update(make_update(), session, here=here, keys=TEST_KEYS)
    folder, password = session.folder, "берёза у дороги 14"
    session.close()
    assert done.copy is not None
    assert done.copy.parent == folder / "backups"
    open_vault(folder, password).close()
