"""``make attack``: every row in a process of its own, and a table of what each met.

    python -m tests.attack [--part 1.0] [--only ROW]… [--seed N]

``--part`` makes that part of each row's attempts. Exit 1 when anything was lost, forged, hung, grew or aborted.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.attack.rows import MOST_MEMORY, Ground, Row, all_rows

ROOT = Path(__file__).resolve().parents[2]


def measured(row: Row, attempts: int, seed: int) -> dict[str, Any]:
    """One row, here and now."""
    with tempfile.TemporaryDirectory(prefix=f"attack-{row.name}-") as name:
        found = list(row.attack(Ground(Path(name), random.Random(seed)), attempts))
    own = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * 1024
    wrong = [one.wrong for one in found if one.wrong]
    if own > MOST_MEMORY:
        wrong.append(f"a process took {own // 2**20} MB")
    outcomes = Counter(one.outcome for one in found)
    slowest = max((one.seconds for one in found), default=0.0)
    return {"attempts": len(found), "outcomes": outcomes, "slowest": slowest, "memory": own, "wrong": wrong}


def in_a_process(row: Row, part: float, seed: int) -> dict[str, Any]:
    """The same in a process of its own, so that an abort is the row's and memory is counted from nothing."""
    attempts = max(1, round(row.full * part))
    words = [sys.executable, "-m", "tests.attack", "--row", row.name, str(attempts), "--seed", str(seed)]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        return dict(json.loads(ran.stdout.splitlines()[-1]))
    except (ValueError, IndexError):
        wrong = [f"the row ended with {ran.returncode}: {ran.stderr[-300:]}"]
        return {"attempts": 0, "outcomes": {}, "slowest": 0.0, "memory": 0, "wrong": wrong}


def told(row: Row, found: dict[str, Any]) -> str:
    """A line of the table."""
    common = ", ".join(f"{word} {count}" for word, count in Counter(found["outcomes"]).most_common(4))
    return (
        f"{row.title:<52} {found['attempts']:>7} {len(found['wrong']):>6} {found['slowest']:>8.1f} "
        f"{found['memory'] // 2**20:>6}  {common}"
    )


def main() -> int:
    """Run the table."""
    parser = argparse.ArgumentParser(description="attack the program and tell what became of it")
    parser.add_argument("--part", type=float, default=1.0, help="this part of the attempts of each row")
    parser.add_argument("--only", action="append", default=[], help="only this row (may be repeated)")
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--row", nargs=2, metavar=("ROW", "ATTEMPTS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    rows = all_rows()
    if options.row:
        sys.stdout.write(json.dumps(measured(rows[options.row[0]], int(options.row[1]), options.seed)) + "\n")
        return 0
    unknown = set(options.only) - set(rows)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(rows)}")
    began, bad = time.monotonic(), 0
    sys.stdout.write(f"{'attack':<52} {'times':>7} {'wrong':>6} {'slowest':>8} {'MB':>6}  outcomes\n")
    for name in options.only or rows:
        found = in_a_process(rows[name], options.part, options.seed)
        bad += len(found["wrong"])
        sys.stdout.write(told(rows[name], found) + "\n")
        for sentence in found["wrong"][:20]:
            sys.stdout.write(f"    ! {sentence}\n")
        sys.stdout.flush()
    sys.stdout.write(f"seed {options.seed}; {time.monotonic() - began:.0f} s; wrong: {bad}\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
