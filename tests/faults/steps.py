"""SIGKILL at every step of every act: a step is a change of the disk (a file opened for writing, a rename, a removal,
a new folder) or a stretch of work inside the database. Exhaustive where ``rounds`` is random.

    python -m tests.faults.steps --acts destroy,handover --most 200

Each round lays the same ground (a vault, its copies in it and on a stick, a copy carried elsewhere), lets a forked
process carry out one act, kills it at one step, opens the vault and looks: whole, before or after, nothing left over,
and whoever was destroyed or lost their access stays so.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import event
from sqlalchemy.pool import Pool

from app.domain.enums import EventKind, MemberCategory, Sex
from app.errors import AccessError, EnvironmentFault, UserError
from app.services.members import EntryDraft, MemberQuery, PersonDraft, add_member, list_members
from app.services.organisation.passport import draft_from_json
from app.services.privacy.destroying import destroy, plan_destruction
from app.services.session import VaultSession
from app.services.vault.chair_change import change_key, hand_over
from app.services.vault.copies import back_up, backup_if_due, choose_backup_folder, compare_copy, restore
from app.services.vault.creating import check_vault, create_vault, open_vault
from app.storage.engine import open_engine
from app.storage.schema import revision_of
from app.storage.vault.files import VaultFiles
from app.storage.vault.keyslots import PASSWORD as SLOT
from app.storage.vault.leftovers import MEMBERS
from tests.cheap_vault import QUICK, cheap_copy
from tests.plain_pages import decrypted_pages, found_in

PASSWORD, NEXT_PASSWORD = "берёза у дороги 14", "клён у колодца 15"
WHO = PersonDraft(
    surname="Жмыхова", name="Аполлинария", patronymic="Евстигнеевна", sex=Sex.FEMALE, phone="+7 917 555-44-33"
)
SCHOOL = {
    "kind": "ppo", "full_name": "ППО школы № 5", "category": "enterprise",
    "chair": {"surname": "Зимина", "name": "Анна", "patronymic": "Ивановна", "sex": "female"},
}  # fmt: skip
NEEDLES = ("Жмыхов", "Аполлинари", "917 555-44-33")
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate")
_INSTRUCTIONS = 1000
"""How many instructions of the database's machine make one step."""


class Ground:
    """What each round begins with, made once in ``folder``, and the place where rounds happen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / "round"
        self._ready = folder / "ready"
        self.place.mkdir()
        (self.place / "stick").mkdir()
        draft = draft_from_json(SCHOOL)
        create_vault(folder / "slow", draft, profile="ngsp", password=PASSWORD, kdf=QUICK).session.close()
        cheap_copy(folder / "slow", self.vault, PASSWORD)
        with self.opened() as session:
            choose_backup_folder(session, self.stick)
            entry = EntryDraft(EventKind.ADMITTED, date(2019, 9, 1), MemberCategory.WORKING)
            self.who = add_member(session, WHO, entry)
            add_member(session, PersonDraft(surname="Остаева", name="Ольга"), entry)
            backup_if_due(session, self.stick, date(2026, 11, 1))
            back_up(session, VaultFiles(self.vault).backups / "before-schema-0001-from-0000.pervichka-copy")
        self.carried = folder / "carried.pervichka-copy"
        with self.opened() as session:
            back_up(session, self.carried)
        self.old_key = self._key(PASSWORD)
        self.old_copies = {_sha(path) for path in self.copies()}
        shutil.copytree(self.place, self._ready)
        # The same place after the destruction, with the copy from before beside it: for restores.
        with self.opened() as session:
            destroy(session, plan_destruction(session, self.who, "по требованию"))
        self._destroyed = folder / "destroyed"
        for path in self.place.rglob("forgotten.json"):
            path.unlink()  # lost: only the database itself knows who was destroyed
        shutil.copytree(self.place, self._destroyed)

    @property
    def vault(self) -> Path:
        """The vault of the round."""
        return self.place / "vault"

    @property
    def stick(self) -> Path:
        """Where its copies go."""
        return self.place / "stick"

    def copies(self) -> list[Path]:
        """The sealed copies within reach of the program."""
        return sorted([*self.stick.glob("*.pervichka-copy"), *VaultFiles(self.vault).backups.glob("*.pervichka-copy")])

    def lay(self, *, destroyed: bool = False, empty: bool = False) -> None:
        """Everything as it was before."""
        shutil.rmtree(self.place)
        shutil.copytree(self._destroyed if destroyed else self._ready, self.place)
        if empty:
            shutil.rmtree(self.vault)

    @contextlib.contextmanager
    def opened(self, password: str = PASSWORD) -> Iterator[VaultSession]:
        """The vault of the round, opened."""
        with contextlib.closing(open_vault(self.vault, password, wait_seconds=5)) as session:
            yield session

    def _key(self, password: str) -> bytes:
        found = VaultFiles(self.vault).header().unlock(SLOT, password)
        assert found is not None
        return found[1]


class Laid(Protocol):
    """A ground on which acts are killed: where it lies, and laying it anew."""

    place: Path

    def lay(self, **how: Any) -> None:
        """Everything as it was before the act."""


L = TypeVar("L", bound=Laid)


@dataclass(frozen=True)
class Act(Generic[L]):
    """Something of several steps. ``look`` returns "before" or "after", or raises.

    ``how``: what its ground is laid with.
    """

    carry_out: Callable[[L], None]
    look: Callable[[L], str]
    how: Mapping[str, Any] = field(default_factory=dict)


def _make(ground: Ground) -> None:
    draft = draft_from_json({"kind": "tpo", "full_name": "ТПО"})
    create_vault(ground.vault, draft, profile="ngsp", password=PASSWORD, kdf=QUICK).session.close()


def _look_created(ground: Ground) -> str:
    made = ground.vault.exists()
    if not made:
        _make(ground)
    _look_whole(ground)
    return "after" if made else "before"


def _copy(ground: Ground) -> None:
    with ground.opened() as session:
        back_up(session, ground.stick / "Копия для района.pervichka-copy")


def _look_copied(ground: Ground) -> str:
    _look_whole(ground)
    made = ground.stick / "Копия для района.pervichka-copy"
    if not made.exists():
        return "before"
    restore(made, ground.place / "again", PASSWORD)
    open_vault(ground.place / "again", PASSWORD).close()
    shutil.rmtree(ground.place / "again")
    return "after"


def _rekey(ground: Ground) -> None:
    with ground.opened() as session:
        change_key(session, PASSWORD, kdf=QUICK)


def _look_rekeyed(ground: Ground) -> str:
    _look_whole(ground)
    return _look_for_old_key(ground)


def _hand_over(ground: Ground) -> None:
    with ground.opened() as session:
        hand_over(session, PASSWORD, "Новая Нина", NEXT_PASSWORD, kdf=QUICK)


def _look_handed_over(ground: Ground) -> str:
    try:
        with ground.opened(NEXT_PASSWORD):
            pass
    except AccessError:
        _look_whole(ground)
        return "before"
    _look_whole(ground, NEXT_PASSWORD)
    with contextlib.suppress(AccessError), ground.opened():
        raise AssertionError("the old chair's password still opens the vault")
    assert _look_for_old_key(ground) == "after"
    return "after"


def _look_for_old_key(ground: Ground) -> str:
    """Whether the old key opens anything but copies made before."""
    inside = [path for path in ground.vault.rglob("*") if path.is_file() and path.suffix in (".db", "")]
    opening = [path.name for path in inside if path.name != "lock" and _opens(path, ground.old_key)]
    if opening == ["vault.db"]:
        return "before"
    assert not opening, f"the old key opens {opening}"
    return "after"


def _opens(path: Path, key: bytes) -> bool:
    engine = open_engine(path, key, read_only=True)
    try:
        with engine.connect() as connection:
            revision_of(connection)
    except (EnvironmentFault, UserError):
        return False
    finally:
        engine.dispose()
    return True


def _destroy(ground: Ground) -> None:
    with ground.opened() as session:
        destroy(session, plan_destruction(session, ground.who, "по требованию"))


def _look_destroyed(ground: Ground) -> str:
    _look_whole(ground)
    with ground.opened() as session:
        names = {row.surname for row in list_members(session, MemberQuery(date.today())).items}
        if "Жмыхова" in names:
            assert {_sha(path) for path in ground.copies()} == ground.old_copies
            return "before"
    assert not ground.old_copies & {_sha(path) for path in ground.copies()}, "an older copy is still there"
    _look_gone(ground)
    for copy in ground.copies():
        restore(copy, ground.place / "again", PASSWORD)
        with contextlib.closing(open_vault(ground.place / "again", PASSWORD)) as session:
            assert not _names(session, ground), f"{copy.name} brings the person back"
        shutil.rmtree(ground.place / "again")
    for path in ground.place.rglob("forgotten.json"):
        path.unlink()
    restore(ground.carried, ground.vault, PASSWORD, force=True)
    _look_gone(ground)
    return "after"


def _look_gone(ground: Ground) -> None:
    with ground.opened() as session:
        found = _names(session, ground)
        assert not found, f"still there: {found}"


def _names(session: VaultSession, ground: Ground) -> list[str]:
    return found_in(decrypted_pages(session, ground.folder / "plain.db"), NEEDLES)


def _restore(ground: Ground) -> None:
    restore(ground.carried, ground.vault, PASSWORD, force=True)


def _look_restored(ground: Ground) -> str:
    _look_whole(ground)
    _look_gone(ground)
    return "after" if list(ground.place.glob("vault.before-restore-*")) else "before"


def _compare(ground: Ground) -> None:
    compare_copy(ground.carried, PASSWORD, folder=ground.vault)


def _look_compared(ground: Ground) -> str:
    _look_whole(ground)
    return "before"


ACTS: dict[str, Act[Ground]] = {
    "create": Act(_make, _look_created, {"empty": True}),
    "copy": Act(_copy, _look_copied),
    "rekey": Act(_rekey, _look_rekeyed),
    "handover": Act(_hand_over, _look_handed_over),
    "destroy": Act(_destroy, _look_destroyed),
    "restore": Act(_restore, _look_restored, {"destroyed": True}),
    "compare": Act(_compare, _look_compared),
}


def _look_whole(ground: Ground, password: str = PASSWORD) -> None:
    """The vault opens, is whole, and nothing lies about that the program does not know."""
    with ground.opened(password) as session:
        found = check_vault(session)
    assert found.ok, found.problems
    assert not found.remarks, found.remarks
    known = {name for name, _ in MEMBERS}
    strange = [p.name for p in ground.vault.iterdir() if p.name not in known]
    strange += [p.name for p in ground.stick.iterdir() if p.suffix != ".pervichka-copy" and p.name != "forgotten.json"]
    strange += [
        p.name for p in ground.place.iterdir() if p.name not in ("vault", "stick") and ".before-restore-" not in p.name
    ]
    assert not strange, f"left over: {strange}"


@dataclass
class Outcome:
    """What was found. ``losses`` are sentences; empty when every act was finished or undone."""

    killed: int = 0
    by_act: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Count what another ground found."""
        self.killed += other.killed
        self.by_act += other.by_act
        self.states += other.states
        self.losses += other.losses


class Steps(Generic[L]):
    """Kills an act at its steps, each in a process of its own."""

    def __init__(self, ground: L, acts: Mapping[str, Act[L]]) -> None:
        self.ground, self.acts = ground, acts
        self.outcome = Outcome()

    def kill(self, name: str, most: int) -> None:
        """Kill the act at ``most`` of its steps, spread evenly, the first and the last among them."""
        act = self.acts[name]
        total = self._run(act, None)
        assert act.look(self.ground) in ("after", "before"), name
        count = min(most, total)
        for number in sorted({1 + round(index * (total - 1) / max(count - 1, 1)) for index in range(count)}):
            self._run(act, number)
            self.outcome.killed += 1
            self.outcome.by_act[name] += 1
            try:
                state = act.look(self.ground)
            except Exception as error:  # whatever it is, it is a loss to be told with its step
                self.outcome.losses.append(f"{name}, step {number} of {total}: {type(error).__name__} {error}")
            else:
                self.outcome.states[f"{name} {state}"] += 1

    def _run(self, act: Act[L], stop_at: int | None) -> int:
        """Carry the act out in a child; how many steps it took when it was not stopped."""
        self.ground.lay(**act.how)
        read, told = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                counter = _Counter(self.ground.place, stop_at)
                act.carry_out(self.ground)
                os.write(told, str(counter.steps).encode())
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(told)
        with os.fdopen(read) as stream:
            told_steps = stream.read()
        _, status = os.waitpid(child, 0)
        if stop_at is not None:
            assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the act failed by itself"
            return stop_at
        assert os.WEXITSTATUS(status) == 0, "the act failed undisturbed"
        return int(told_steps)


class _Counter:
    """Counts the steps of this process and ends it at the given one."""

    def __init__(self, place: Path, stop_at: int | None) -> None:
        self.steps = 0
        self._place, self._stop_at = str(place), stop_at
        sys.addaudithook(self._hook)
        event.listen(Pool, "connect", self._watch)

    def _step(self) -> int:
        self.steps += 1
        if self.steps == self._stop_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def _hook(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "open":
            if not arguments[2] & (os.O_WRONLY | os.O_RDWR):
                return
        elif name not in _CHANGES:
            return
        if str(arguments[0]).startswith(self._place):
            self._step()

    def _watch(self, connection: Any, _: object) -> None:
        connection.set_progress_handler(self._step, _INSTRUCTIONS)


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser(description="kill every act at its steps and look what is left")
    parser.add_argument("--acts", default="", help="some of them; all by default")
    parser.add_argument("--most", type=int, default=80, help="steps of each act")
    options = parser.parse_args()
    from tests.faults import exchange_steps

    wanted = set(filter(None, options.acts.split(",")))
    found = Outcome()
    for make, acts in ((Ground, ACTS), (exchange_steps.Desk, exchange_steps.ACTS)):
        chosen = [name for name in acts if not wanted or name in wanted]
        if chosen:
            with tempfile.TemporaryDirectory(prefix="steps-") as folder:
                steps: Steps[Any] = Steps(make(Path(folder)), acts)
                for name in chosen:
                    steps.kill(name, options.most)
                found.add(steps.outcome)
    states = ", ".join(f"{state} {count}" for state, count in sorted(found.states.items()))
    sys.stdout.write(f"killed: {found.killed}; losses: {len(found.losses)}; {states}\n")
    for loss in found.losses:
        sys.stdout.write(loss + "\n")
    return 1 if found.losses else 0


if __name__ == "__main__":
    sys.exit(main())
