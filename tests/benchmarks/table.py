"""The table of ``make bench``: what a person waits for, beside the least that such work can cost, and the aim.

A part is a module ``tests.benchmarks.rows_<part>`` with ``rows(folder)``: it yields :class:`Outcome` and runs in a
process of its own, so that the memory and the caches of one part are not those of the next. Ours and the bare work are
measured in turn (:func:`pairs`), so that what else the machine does falls on both; medians and spread are told.
"""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles

import psutil

from app.cli.output import Reply, say, table_lines
from app.domain.files import write_atomically

ROOT = Path(__file__).parents[2]
PARTS = ("window", "import", "forms", "exchange")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row. ``measured`` and ``aim`` share a unit: times as long, milliseconds, statements, megabytes (``unit``).

    ``ours`` and ``bare`` are seconds on this machine (0: there is no such time), ``spread`` the distance between the
    quartiles of ours as a part of the median.
    """

    what: str
    against: str
    measured: float
    aim: float
    unit: str = "×"
    ours: float = 0.0
    bare: float = 0.0
    spread: float = 0.0

    @property
    def met(self) -> bool:
        """The aim is reached."""
        return self.measured <= self.aim


@dataclass(frozen=True, slots=True)
class Pair:
    """Seconds of our work and of the bare work, measured in turn."""

    ours: tuple[float, ...]
    bare: tuple[float, ...]

    def outcome(self, what: str, against: str, aim: float) -> Outcome:
        """How many times as long, by the medians."""
        ours, bare = median(self.ours), median(self.bare)
        return Outcome(what, against, ours / bare, aim, "×", ours, bare, _spread(self.ours))


def _spread(times: Sequence[float]) -> float:
    if len(times) < 3:
        return 0.0
    first, _, third = quantiles(times, n=4)
    return (third - first) / median(times)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def pairs(ours: Callable[[], object], bare: Callable[[], object], times: int = 7, *, warm: bool = True) -> Pair:
    """Both works in turn, so many times each; ``warm``: once before, unmeasured (bytecode, the disk's cache)."""
    if warm:
        ours()
        bare()
    taken = [(_seconds(ours), _seconds(bare)) for _ in range(times)]
    return Pair(tuple(one for one, _ in taken), tuple(other for _, other in taken))


def command(*arguments: str, **environment: str) -> Callable[[], object]:
    """The whole of another process, its output thrown away; a failure is an error of the measurement."""
    surroundings = os.environ | environment
    return lambda: subprocess.run(arguments, check=True, capture_output=True, env=surroundings, cwd=ROOT)


def _number(value: float) -> str:
    if math.isinf(value):
        return "–"
    return f"{value:.2f}".replace(".", ",") if value < 10 else f"{value:.0f}"


def shown(rows: Sequence[Outcome]) -> list[str]:
    """The table as lines."""
    cells = [
        (
            "да" if row.met else "НЕТ",
            row.what,
            row.against,
            f"{_number(row.measured)} {row.unit}",
            f"{_number(row.aim)} {row.unit}",
            _number(row.ours) if row.ours else "",
            _number(row.bare) if row.bare else "",
            f"±{row.spread:.0%}" if row.spread else "",
        )
        for row in rows
    ]
    return list(table_lines(("Цель", "Что", "Против чего", "Вышло", "Надо", "Наши, с", "Голые, с", "Разброс"), cells))


def _part_in_a_child(part: str) -> list[Outcome]:
    """Its rows; a part that is not there or that failed is a row that missed its aim, never silence."""
    if find_spec(f"tests.benchmarks.rows_{part}") is None:
        return [Outcome(f"часть «{part}»", f"нет модуля rows_{part}.py", math.inf, 0, "")]
    child = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.table", "--part", part], stdout=subprocess.PIPE, cwd=ROOT
    )
    if child.returncode:
        return [Outcome(f"часть «{part}»", "не измерена: ошибка выше", math.inf, 0, "")]
    return [Outcome(**row) for row in json.loads(child.stdout)]


def main() -> int:
    """Measure, show, keep; 1 when an aim is missed."""
    parser = ArgumentParser(description="Замеры рядом с голой работой того же рода")
    parser.add_argument("--only", choices=PARTS, action="append", help="только эта часть")
    parser.add_argument("--part", choices=PARTS, help="для самой программы: одна часть, строки как JSON")
    arguments = parser.parse_args()
    if arguments.part:
        with tempfile.TemporaryDirectory(prefix="pervichka-bench-") as folder:
            rows = import_module(f"tests.benchmarks.rows_{arguments.part}").rows(Path(folder))
            sys.stdout.write(json.dumps([asdict(row) for row in rows]))
        return 0
    outcomes = [row for part in arguments.only or PARTS for row in _part_in_a_child(part)]
    facts = {
        "python": platform.python_version(),
        "cores": psutil.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 2**20,
        "machine": platform.platform(),
    }
    missed = sum(not row.met for row in outcomes)
    lines = [
        *shown(outcomes),
        f"Целей: {len(outcomes)}, не достигнуто: {missed}. Python {facts['python']}, ядер {facts['cores']}, "
        f"памяти {facts['memory_mb']} МБ, {facts['machine']}.",
    ]
    say(Reply(lines=lines), as_json=False)
    kept = ROOT / "build" / "benchmarks.json"
    kept.parent.mkdir(exist_ok=True)
    document = facts | {"rows": [asdict(row) for row in outcomes]}
    write_atomically(kept, json.dumps(document, ensure_ascii=False, indent=2).encode())
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
