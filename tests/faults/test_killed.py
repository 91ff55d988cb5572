"""SIGKILL at any moment leaves the last committed state, and the vault opens and is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.enums import UserRight
from app.errors import EnvironmentFault
from app.services.organisation.profiles import load_profile
from app.services.session import VaultSession
from app.services.vault.creating import check_vault, open_vault
from app.storage.vault.files import VaultFiles, open_database
from app.storage.vault.keyslots import PASSWORD as PASSWORD_SLOT

PASSWORD = "берёза у дороги 14"

Start = Callable[..., subprocess.Popen[str]]

NURSERY = """
import os, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
from app.models import Person
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.files import VaultFiles, open_database

def write(number):
    files = VaultFiles(Path(sys.argv[1]))
    database = open_database(files, files.header(), key, files.take_lock(5))
    while True:
        number += 1
        with UnitOfWork(database, "испытание") as uow:
            for _ in range(20):
                uow.people.add(Person(uid=str(uuid.uuid4()), surname="Тестов", search_name=f"тестов {number}",
                                      created_at=datetime.now(UTC)))
            uow.settings.put("number", number)
            uow.journal.record("test", number=number)
            uow.commit()
        print(number, flush=True)

key = bytes.fromhex(sys.stdin.readline())
for line in iter(sys.stdin.readline, ""):
    child = os.fork()
    if child == 0:
        write(int(line))
    print("child", child, flush=True)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""
"""One process that has imported everything and forks a writer for each round: only so are tens of rounds quick."""

ROUNDS = 24


def _state(folder: Path, key: bytes) -> tuple[int, int, bool]:
    """The last committed number, how many people it has, whether all is whole."""
    files = VaultFiles(folder)
    database = open_database(files, files.header(), key, files.take_lock(5))
    session = VaultSession(folder, database, "проверка", UserRight.CHAIR, load_profile("ngsp"))
    with session.unit_of_work() as uow:
        number = uow.settings.get("number", 0)
        assert isinstance(number, int)
        people = len(uow.people.same_name(f"тестов {number}"))
    whole = check_vault(session).ok
    session.close()
    return number, people, whole


@pytest.mark.parametrize("seed", [14])
def test_killed_while_writing(vault_folder: Path, start: Start, seed: int) -> None:
    found = VaultFiles(vault_folder).header().unlock(PASSWORD_SLOT, PASSWORD)
    assert found is not None
    chance = random.Random(seed)
    nursery = start(NURSERY, vault_folder)
    assert nursery.stdin is not None and nursery.stdout is not None
    nursery.stdin.write(found[1].hex() + "\n")
    committed = interrupted = 0
    for _ in range(ROUNDS):
        nursery.stdin.write(f"{committed}\n")
        nursery.stdin.flush()
        child, told = 0, [committed]
        moment = None
        while (line := nursery.stdout.readline()) != "dead\n":
            if line.startswith("child"):
                child = int(line.split()[1])
            else:
                told.append(int(line))
            if child and len(told) > 1 and moment is None:
                moment = chance.uniform(0, 0.03)
                time.sleep(moment)
                os.kill(child, signal.SIGKILL)
        interrupted += (vault_folder / "vault.db-journal").exists()
        number, people, whole = _state(vault_folder, found[1])
        assert number >= told[-1] > committed, "what was said to be saved is saved"
        assert people == 20, "a transaction is whole"
        assert whole
        committed = number
    nursery.communicate()
    assert interrupted, "some of the kills came in the middle of a commit"


MAKER = """
import sys
from pathlib import Path
from app.services.organisation.passport import draft_from_json
from app.services.vault.creating import MINIMUM_KDF, create_vault
print("go", flush=True)
create_vault(Path(sys.argv[1]), draft_from_json({"kind": "tpo", "full_name": "ТПО"}), profile="ngsp",
             password="пароль", kdf=MINIMUM_KDF)
"""


@pytest.mark.parametrize("delay", [0.1, 0.3, 0.5])
def test_killed_while_making_a_vault(tmp_path: Path, start: Start, delay: float) -> None:
    folder = tmp_path / "vault"
    process = start(MAKER, folder)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.kill()
    process.communicate()
    if folder.exists():
        session = open_vault(folder, "пароль")
        assert check_vault(session).ok
        session.close()
    else:
        assert all(path.name.startswith(".vault.") for path in tmp_path.iterdir())


HOLDER = """
import sys
from pathlib import Path
from app.services.vault.creating import open_vault
session = open_vault(Path(sys.argv[1]), sys.stdin.readline().rstrip())
print("open", flush=True)
sys.stdin.readline()
session.close()
"""


def test_the_lock_of_another_process(vault_folder: Path, start: Start) -> None:
    def holder() -> subprocess.Popen[str]:
        process = start(HOLDER, vault_folder)
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(PASSWORD + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "open\n"
        return process

    first = holder()
    with pytest.raises(EnvironmentFault) as caught:
        open_vault(vault_folder, PASSWORD, wait_seconds=0.1)
    assert caught.value.code == "vault.in_use"
    assert first.stdin is not None
    first.stdin.write("\n")
    first.stdin.flush()
    open_vault(vault_folder, PASSWORD, wait_seconds=10).close()
    first.communicate()
    second = holder()
    second.kill()
    second.communicate()
    open_vault(vault_folder, PASSWORD, wait_seconds=5).close()
