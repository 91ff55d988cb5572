"""Attacks on authority: services × rights, and the database key in memory after locking.

Rows of ``make attack`` (:mod:`tests.attack.inside`); the same functions run in ``tests/services/vault/test_rights.py``
and ``tests/faults/test_memory_after_lock.py``.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import app.services
from app.domain.enums import UserRight
from app.errors import AccessError
from app.services.authority import MAY
from app.services.organisation.passport import draft_from_json
from app.services.session import ACTS, VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault
from app.storage.vault.files import VaultFiles
from app.storage.vault.keyslots import PASSWORD as SLOT

PASSWORD = "берёза у дороги 14"


@dataclass(frozen=True)
class Row:
    """One attack: what was tried how often, and what got through."""

    what: str
    tried: int
    broken: tuple[str, ...]


class Anything:
    """Stands for any argument; whoever looks at it has not asked for the right first."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"looked at an argument ({name}) before asking for the right")


def service_named(name: str) -> Any:
    """The function of a service by its full name."""
    module, _, function = name.rpartition(".")
    return getattr(importlib.import_module(module), function)


def call(name: str, session: VaultSession, **more: object) -> None:
    """Call a service with arguments that must not be looked at."""
    function = service_named(name)
    needed = [
        parameter.name
        for parameter in list(inspect.signature(function).parameters.values())[1:]
        if parameter.default is inspect.Parameter.empty and parameter.kind is not inspect.Parameter.VAR_POSITIONAL
    ]
    outcome = function(session, **{name: Anything() for name in needed}, **more)
    if inspect.isgenerator(outcome):
        next(outcome)


def is_refused(name: str, session: VaultSession) -> bool:
    """Whether the session refuses the service for want of the right, before anything else happens."""
    try:
        call(name, session)
    except AccessError as error:
        return error.code == "access.right_missing"
    except Exception:
        return False
    return False


def bare_session(folder: Path, right: UserRight, *, closed: bool = False) -> VaultSession:
    """A session that has no database at all: the right is asked for before anything is read."""
    return VaultSession(folder, None, "Кто-то", right, None, closed=closed)  # type: ignore[arg-type]


def rights_row(folder: Path) -> Row:
    """Every service by every right that may not: how many were not refused."""
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        importlib.import_module(module.name)
    tries = [(name, right) for name, act in ACTS.items() for right in UserRight if right not in MAY[act]]
    broken = tuple(
        f"{name} as {right.value}" for name, right in tries if not is_refused(name, bare_session(folder, right))
    )
    return Row("services × rights", len(tries), broken)


CHILD = """
import sys
from pathlib import Path
from app.services.organisation.passport import own_card, own_identity, passport
from app.services.vault.users import change_password
from app.services.vault.creating import back_up, check_vault, open_vault
from app.services.vault.chair_change import change_key
from tests.cheap_vault import QUICK

folder, act, password = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
session = open_vault(folder, password)
passport(session), own_card(session)
if act == "work":
    back_up(session, folder.parent / "copy.pervichka-copy")
    change_password(session, password, "рябина за мостом 3", kdf=QUICK)
    assert check_vault(session).ok
elif act == "rekey":
    change_key(session, password, kdf=QUICK)
elif act == "open":
    print("open", flush=True)
    sys.stdin.readline()
session.close()
print("locked", flush=True)
sys.stdin.readline()
"""


ACTS_IN_MEMORY = ("open", "work", "rekey")


def database_key(folder: Path, password: str) -> bytes:
    found = VaultFiles(folder).header().unlock(SLOT, password)
    assert found is not None
    return found.key


def forms_of(key: bytes) -> dict[str, bytes]:
    hexes = key.hex()
    return {
        "raw": key,
        "hex": hexes.encode(),
        "capital hex": hexes.upper().encode(),
        "utf-16 hex": hexes.encode("utf-16-le"),
        "ucs-4 hex": hexes.encode("utf-32-le"),
        "half of the hex": hexes[:32].encode(),
    }


def found_in(process: int, forms: dict[str, bytes]) -> set[str]:
    """Which forms stand anywhere in the memory that the process can write."""
    found, place = set(), Path("/proc") / str(process)
    with (place / "maps").open() as maps, (place / "mem").open("rb", buffering=0) as memory:
        for line in maps:
            span = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if span is None or "[vvar" in line or "[vsyscall" in line:
                continue
            start, end = (int(part, 16) for part in span.groups())
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, ValueError):
                continue
            found |= {name for name, form in forms.items() if form in data}
    return found


def start(folder: Path, act: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(folder), act, PASSWORD]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def wait_for(child: subprocess.Popen[str], wanted: str) -> None:
    assert child.stdout is not None
    assert child.stdout.readline().strip() == wanted


def memory_row(folder: Path) -> Row:
    """Every form of the database key in the memory of a locked program, after each kind of work."""
    tried, broken = 0, []
    for act in ACTS_IN_MEMORY:
        place = folder / act
        draft = draft_from_json(_ORGANISATION)
        create_vault(place, draft, profile="ngsp", password=PASSWORD, kdf=MINIMUM_KDF).session.close()
        forms = forms_of(database_key(place, PASSWORD))
        child = start(place, act)
        assert child.stdin is not None
        if act == "open":
            wait_for(child, "open")
            child.stdin.write("\n")
            child.stdin.flush()
        wait_for(child, "locked")
        tried += len(forms)
        broken += [f"{form} after {act}" for form in sorted(found_in(child.pid, forms))]
        child.communicate("\n")
    return Row("the key in memory after locking", tried, tuple(broken))


_ORGANISATION: dict[str, Any] = {
    "kind": "ppo", "full_name": "Первичная профсоюзная организация", "short_name": "ППО", "category": "enterprise",
    "union": "Нефтегазстройпрофсоюз России",
}  # fmt: skip
