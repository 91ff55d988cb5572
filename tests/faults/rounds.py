"""SIGKILL at random moments of long work: hundreds of rounds by hand, a few in the suite.

    python -m tests.faults.rounds --rounds 300 --seed 7

Each round copies a small vault, lets a forked process import a list, sign a report, make a copy, change the key,
migrate an older vault or restore, kills it at a random moment, and looks: the vault opens, everything is whole, and it
is either as before or as after, and as after when the process had said that it was done.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.progress import silent
from app.services.demo.practice import fill_school, invented_people, last_period, write_list
from app.services.demo.reporting import sign_form_2
from app.services.importing import apply, preview
from app.services.session import VaultSession
from app.services.vault.chair_change import change_key
from app.services.vault.creating import back_up, check_vault, open_vault, restore
from app.storage import schema
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.files import VaultFiles, open_database
from app.storage.vault.head import HEAD_KEPT
from app.storage.vault.keyslots import PASSWORD as SLOT
from tests.cheap_vault import QUICK, cheap_copy

PASSWORD = "2026-2026"
OLDER = "0003"
MEMBERS, MORE = 20, 30


@dataclass(frozen=True)
class State:
    """What a vault holds."""

    people: int
    events: int
    reports: int
    schema: str


@dataclass
class Outcome:
    """What the rounds found. ``losses`` are sentences; empty when nothing was ever lost."""

    survived: int = 0
    by_work: Counter[str] = field(default_factory=Counter)
    in_the_middle: int = 0
    losses: list[str] = field(default_factory=list)


class Range:
    """The vaults that rounds begin with, made once in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        first, more = invented_people(MEMBERS, 1), invented_people(MORE, 2)
        write_list(folder / "first.xlsx", first)
        self.more = folder / "more.xlsx"
        write_list(self.more, more)
        fill_school(folder / "slow", first, folder / "first.xlsx", silent())
        self.ready = cheap_copy(folder / "slow", folder / "ready", PASSWORD)
        self.older = folder / "older"
        shutil.copytree(self.ready, self.older)
        self._downgrade(self.older)
        self.copy = folder / "copy.pervichka-copy"
        with contextlib.closing(open_vault(self.ready, PASSWORD)) as session:
            back_up(session, self.copy)
        self.before, _ = _state(self.ready)

    @staticmethod
    def _downgrade(folder: Path) -> None:
        files = VaultFiles(folder)
        header = files.header()
        found = header.unlock(SLOT, PASSWORD)
        assert found is not None
        database = open_database(files, header, found[1], None)
        schema.downgrade(database.engine, OLDER)
        with UnitOfWork(database, "") as uow:
            uow.settings.put(HEAD_KEPT, False)
            uow.commit()
        database.dispose()
        files.head.unlink()  # programs of that day wrote none


def _import(session: VaultSession, ground: Range, _: Path) -> None:
    apply(session, preview(session, ground.more))


def _sign(session: VaultSession, _: Range, __: Path) -> None:
    sign_form_2(session, last_period())


def _back_up(session: VaultSession, _: Range, place: Path) -> None:
    back_up(session, place / "made.pervichka-copy")


def _rekey(session: VaultSession, _: Range, __: Path) -> None:
    change_key(session, PASSWORD, kdf=QUICK)


WORK: dict[str, Callable[[VaultSession, Range, Path], None]] = {
    "import": _import, "sign": _sign, "backup": _back_up, "rekey": _rekey
}  # fmt: skip
ALL = (*WORK, "migrate", "restore")


def _carry_out(work: str, ground: Range, place: Path) -> None:
    vault = place / "vault"
    if work == "restore":
        restore(ground.copy, vault, PASSWORD, force=True)
    elif work == "migrate":
        open_vault(vault, PASSWORD).close()
    else:
        session = open_vault(vault, PASSWORD)
        WORK[work](session, ground, place)
        session.close()


def _state(vault: Path) -> tuple[State, list[str]]:
    with contextlib.closing(open_vault(vault, PASSWORD, wait_seconds=5)) as session:
        problems = [f"{problem.code} {problem.where}" for problem in check_vault(session).problems]
        with session.unit_of_work() as uow:
            sizes = uow.checks.sizes()
        with session.database.engine.connect() as connection:
            revision = schema.revision_of(connection)
    return State(sizes.people, sizes.events, sizes.reports, revision), problems


class Rounds:
    """Runs rounds and remembers how long each work takes, so that the kill falls inside it."""

    def __init__(self, ground: Range, seed: int) -> None:
        self.ground, self.chance = ground, random.Random(seed)
        self.outcome = Outcome()
        self._after: dict[str, State] = {}
        self._seconds: dict[str, float] = {}

    def _place(self, work: str, number: int) -> Path:
        place = self.ground.folder / f"round-{number}"
        place.mkdir()
        shutil.copytree(self.ground.older if work == "migrate" else self.ground.ready, place / "vault")
        return place

    def _learn(self, work: str) -> None:
        """Once undisturbed: what it leads to and how long it takes."""
        place = self._place(work, -len(self._after) - 1)
        start = time.perf_counter()
        child = self._fork(work, place, os.pipe()[1])
        os.waitpid(child, 0)
        self._seconds[work] = time.perf_counter() - start
        self._after[work], problems = _state(place / "vault")
        assert not problems, (work, problems)
        shutil.rmtree(place)

    def _fork(self, work: str, place: Path, told: int) -> int:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _carry_out(work, self.ground, place)
                os.write(told, b"done")
                code = 0
            finally:
                os._exit(code)
        return child

    def run(self, number: int) -> None:
        """One round."""
        work = ALL[number % len(ALL)]
        if work not in self._after:
            self._learn(work)
        place = self._place(work, number)
        read, told = os.pipe()
        child = self._fork(work, place, told)
        os.close(told)
        time.sleep(self.chance.uniform(0, self._seconds[work]))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        done = os.read(read, 16) == b"done"
        os.close(read)
        self.outcome.in_the_middle += not done
        try:
            self._look(work, place, done)
        except Exception as error:  # whatever it is, it is a loss to be told with its round
            self.outcome.losses.append(f"round {number} {work}: {type(error).__name__} {error}")
        else:
            self.outcome.survived += 1
            self.outcome.by_work[work] += 1
        shutil.rmtree(place)

    def _look(self, work: str, place: Path, done: bool) -> None:
        state, problems = _state(place / "vault")
        if problems:
            raise AssertionError(problems)
        after, before = self._after[work], self.ground.before
        if state != after and (done or state != before):
            raise AssertionError(f"{state}, neither {before} nor {after}")
        made = place / "made.pervichka-copy"
        if made.exists():
            restore(made, place / "again", PASSWORD)
            if _state(place / "again") != (after, []):
                raise AssertionError("the copy is not what was copied")
        elif done and work == "backup":
            raise AssertionError("the copy is not there")


def main() -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser(description="kill the program at random moments and look what is left")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rounds-") as name:
        rounds = Rounds(Range(Path(name)), options.seed)
        for number in range(options.rounds):
            rounds.run(number)
    found = rounds.outcome
    works = ", ".join(f"{work} {count}" for work, count in sorted(found.by_work.items()))
    sys.stdout.write(f"rounds survived: {found.survived} of {options.rounds} (seed {options.seed}; {works})" + "\n")
    sys.stdout.write(f"killed before the work had ended: {found.in_the_middle}; losses: {len(found.losses)}" + "\n")
    for loss in found.losses:
        sys.stdout.write(loss + "\n")
    return 1 if found.losses else 0


if __name__ == "__main__":
    sys.exit(main())
