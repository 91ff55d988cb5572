"""Whether tests notice when a module is wrong: some of its mutants, each run through the given tests.

    python -m tests.mutations.mutate app/services/importing/headings.py --tests tests/services/importing \
        --count 20 --seed 1

The same seed chooses the same mutants. Not part of the tests: it runs them over and over. Exit 1 when one survives.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.mutations.operators import Mutant, mutants
from tests.mutations.running import ROOT, survives

_FAILED = 1


def choose(found: Sequence[Mutant], count: int, seed: int, lines: range | None = None) -> list[Mutant]:
    """``count`` of the mutants (0: all), the same for the same seed, in the order of their lines."""
    within = [mutant for mutant in found if lines is None or mutant.line in lines]
    if not count or count >= len(within):
        return within
    return sorted(Random(seed).sample(within, count), key=lambda mutant: mutant.line)


def _lines(told: str) -> range:
    first, _, last = told.partition("-")
    return range(int(first), int(last or first) + 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print every mutant with what became of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", type=Path, help="the module's file, from the root of the project")
    parser.add_argument("--tests", nargs="+", required=True, help="files and folders of tests, the quickest first")
    parser.add_argument("--count", type=int, default=20, help="how many mutants; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=_lines, help="only mutants of these lines, «10-40»")
    parser.add_argument("--seconds", type=float, default=600, help="longest run of the tests")
    told = parser.parse_args(arguments)
    path = (ROOT / told.module).resolve()
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    source = path.read_text(encoding="utf-8")
    if not survives(module, source, told.tests, told.seconds):
        print("the tests fail without any mutant", file=sys.stderr)
        return 2
    survivors = 0
    chosen = choose(mutants(source), told.count, told.seed, told.lines)
    for mutant in chosen:
        alive = survives(module, mutant.source, told.tests, told.seconds)
        survivors += alive
        print("SURVIVED" if alive else "killed  ", mutant, flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants of {told.module} killed")
    return _FAILED if survivors else 0


if __name__ == "__main__":
    raise SystemExit(main())
