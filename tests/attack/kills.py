"""SIGKILL inside long work (:mod:`tests.faults.rounds`), as rows of the table."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

from tests.attack.rows import Attempt, Ground, row


@row("kills", "killed inside import, signing, copy, key, migration …", full=500, sample=0)
def kills(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """A round each: as before or as after, never between."""
    if not hasattr(os, "fork"):
        return
    from tests.faults.rounds import ALL, Range, Rounds

    rounds = Rounds(Range(ground.folder), ground.chance.randrange(2**32))
    for number in range(attempts):
        lost, began = len(rounds.outcome.losses), time.monotonic()
        rounds.run(number)
        new = rounds.outcome.losses[lost:]
        yield Attempt(ALL[number % len(ALL)], time.monotonic() - began, new[0] if new else "")


@row("steps", "killed at the steps of every act, both sides", full=560, sample=0)
def steps(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """An act each, its steps spread evenly: finished or undone at the next opening, nothing left over."""
    if not hasattr(os, "fork"):
        return
    from tests.faults import exchange_steps
    from tests.faults import steps as vault_steps

    each_act = max(1, attempts // (len(vault_steps.ACTS) + len(exchange_steps.ACTS)))
    for make, acts in ((vault_steps.Ground, vault_steps.ACTS), (exchange_steps.Desk, exchange_steps.ACTS)):
        folder = ground.folder / make.__name__
        folder.mkdir()
        killed: vault_steps.Steps[Any] = vault_steps.Steps(make(folder), acts)
        for name in acts:
            lost, began = len(killed.outcome.losses), time.monotonic()
            killed.kill(name, each_act)
            count, new = killed.outcome.by_act[name], killed.outcome.losses[lost:]
            each = (time.monotonic() - began) / max(1, count)
            yield from (Attempt(name, each, wrong) for wrong in new)
            yield from (Attempt(name, each) for _ in range(count - len(new)))
