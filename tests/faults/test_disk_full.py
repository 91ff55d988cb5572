"""No room, no right to write: one clear fault, the last saved state stays, nothing half-made is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import EnvironmentFault
from app.services.organisation.passport import draft_from_json
from app.services.vault.creating import MINIMUM_KDF, check_vault, create_vault, open_vault

PASSWORD = "берёза у дороги 14"

STARVED = """
import json, resource, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
from app.errors import AppError
from app.models import Person
from app.services.organisation.passport import draft_from_json
from app.services.vault.users import change_password
from app.services.vault.creating import MINIMUM_KDF, back_up, check_vault, create_vault, open_vault

folder, what, password = Path(sys.argv[1]), sys.argv[2], "берёза у дороги 14"

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def write(session):
    with session.unit_of_work() as uow:
        uow.people.add_people_bulk([dict(uid=str(uuid.uuid4()), surname="Тестов" * 20, search_name="тестов",
                                         created_at=datetime.now(UTC)) for _ in range(3000)])
        uow.commit()

codes = []
if what == "create":
    limit(100_000)
    draft = draft_from_json({"kind": "tpo", "full_name": "ТПО"})
    try:
        create_vault(folder / "new", draft, profile="ngsp", password="пароль", kdf=MINIMUM_KDF)
    except AppError as error:
        codes.append(error.code)
else:
    session = open_vault(folder / "vault", password)
    size = (folder / "vault" / "vault.db").stat().st_size
    act = {
        "write": lambda: write(session),
        "copy": lambda: back_up(session, folder / "copy"),
        "password": lambda: change_password(session, password, "новый пароль", kdf=MINIMUM_KDF),
    }[what]
    limit({"write": size + 60_000, "copy": size // 2, "password": 100}[what])
    for _ in range(2):
        try:
            act()
        except AppError as error:
            codes.append(error.code)
    codes.append(check_vault(session).ok)
    limit(resource.RLIM_INFINITY)
    act()
    codes.append(check_vault(session).ok)
    session.close()
print(json.dumps(codes))
"""


@pytest.fixture
def starved(vault_folder: Path, tmp_path: Path, output: Callable[..., str]) -> Callable[[str], list[object]]:
    def run(what: str) -> list[object]:
        return list(json.loads(output(STARVED, tmp_path, what)))

    return run


def test_a_write_without_room_keeps_what_was_saved(starved: Callable[[str], list[object]], vault_folder: Path) -> None:
    first, second, whole, whole_after = starved("write")
    assert {first, second} <= {"vault.no_space", "vault.disk_error"}
    assert whole and whole_after
    session = open_vault(vault_folder, PASSWORD)
    with session.unit_of_work() as uow:
        assert len(uow.people.same_name("тестов")) == 3000, "only the attempt that had room"
    assert check_vault(session).ok
    session.close()


def test_a_copy_without_room_leaves_nothing(starved: Callable[[str], list[object]], tmp_path: Path) -> None:
    assert starved("copy") == ["files.no_space", "files.no_space", True, True]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "vault"]


def test_making_a_vault_without_room_leaves_nothing(starved: Callable[[str], list[object]], tmp_path: Path) -> None:
    (code,) = starved("create")
    assert code in ("vault.no_space", "vault.disk_error", "files.no_space")
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


def test_places_where_no_vault_can_be_made(tmp_path: Path) -> None:
    draft = draft_from_json({"kind": "tpo", "full_name": "ТПО"})
    (tmp_path / "file").write_text("1")
    for place in (tmp_path / "file" / "vault", Path("/proc/vault"), Path("/proc/self/status/vault")):
        with pytest.raises(EnvironmentFault) as caught:
            create_vault(place, draft, profile="ngsp", password="пароль", kdf=MINIMUM_KDF)
        assert caught.value.code.startswith("files.")
    assert (tmp_path / "file").read_text() == "1"


def test_a_header_that_cannot_be_written_keeps_the_old_password(
    starved: Callable[[str], list[object]], vault_folder: Path
) -> None:
    before = (vault_folder / "keys.json").read_bytes()
    first, second, whole, whole_after = starved("password")
    assert {first, second} <= {"files.no_space", "vault.no_space", "vault.disk_error"}
    assert whole and whole_after
    assert (vault_folder / "keys.json").read_bytes() != before, "the last attempt had room"
    assert sorted(path.name for path in vault_folder.iterdir()) == [
        "backups",
        "head.json",
        "keys.json",
        "lock",
        "vault.db",
    ]
    open_vault(vault_folder, "новый пароль").close()
