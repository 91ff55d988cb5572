"""The table of attacks: each row is one kind, made as often as asked, and counts what it met.

Add a row: a function that takes :class:`Ground` and the number of attempts and yields one :class:`Attempt` each; put
:func:`row` over it and name its module in :data:`MODULES`. A row must end by itself; what it finds wrong is a sentence.
"""

from __future__ import annotations

import importlib
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError

MODULES = (
    "tests.attack.files", "tests.attack.bundles", "tests.attack.damage", "tests.attack.kills", "tests.attack.inside",
)  # fmt: skip
LONGEST_SECONDS = 30.0
"""What a person may have to wait; the child's own limit leaves room for starting and ending it."""
MOST_MEMORY = 600 * 1024 * 1024


@dataclass(frozen=True)
class Ground:
    """Where a row works: an empty folder of its own, and its chance."""

    folder: Path
    chance: random.Random


@dataclass(frozen=True)
class Attempt:
    """One attack. ``outcome`` is a word to be counted, ``wrong`` a sentence when it did harm."""

    outcome: str
    seconds: float = 0.0
    wrong: str = ""


Attack = Callable[[Ground, int], Iterator[Attempt]]


@dataclass(frozen=True)
class Row:
    """One kind of attack. ``full`` attempts by ``make attack``, ``sample`` in the tests; ``title`` for the table."""

    name: str
    title: str
    full: int
    sample: int
    attack: Attack


ROWS: dict[str, Row] = {}


def row(name: str, title: str, *, full: int, sample: int) -> Callable[[Attack], Attack]:
    """Add a row to the table."""

    def add(attack: Attack) -> Attack:
        ROWS[name] = Row(name, title, full, sample, attack)
        return attack

    return add


def all_rows() -> dict[str, Row]:
    """Every row, by name, in the order of the table."""
    for module in MODULES:
        importlib.import_module(module)
    return ROWS


def tried(act: Callable[[], object], label: str, *, allowed: bool = True) -> Attempt:
    """Do it: a foreseen refusal is well, an unforeseen end is not, nor is success where ``allowed`` is False."""
    began = time.monotonic()
    wrong, outcome = "", "read"
    try:
        act()
    except AppError as error:
        outcome = error.code
    except BaseException as error:
        outcome, wrong = type(error).__name__, f"{label}: {type(error).__name__} {str(error)[:120]}"
    else:
        if not allowed:
            wrong = f"{label}: was taken"
    seconds = time.monotonic() - began
    if not wrong and seconds > LONGEST_SECONDS:
        wrong = f"{label}: took {seconds:.0f} s"
    return Attempt(outcome, seconds, wrong)
