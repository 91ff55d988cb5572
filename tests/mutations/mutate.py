"""Whether tests notice when a module is wrong: some of its mutants, each run through the tests nearest to it.

    make mutate                                   # every group, 60 mutants each
    ./installer/mutate --only forms --count 200
    ./installer/mutate app/services/importing/headings.py --tests tests/services/importing --count 0

The same seed chooses the same mutants. It works in a copy of the tree. Not part of the tests: it runs them over and
over. Exit 1 when one survives unexplained (`explained.toml`), 2 when the tests fail without any mutant.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutations.groups import Group, Site, explained, groups, outdated
from tests.mutations.running import ROOT, survives, told_by_pytest

_SURVIVED, _BROKEN = 1, 2
_COPIED = ("app", "tests", "migrations", "resources", "docs", "installer", ".ci")
_FILES = "*.*", "Makefile", "LICENSE", "requirements.lock"


@dataclass
class Tally:
    """What became of one group."""

    sites: int
    tried: int = 0
    killed: int = 0
    explained: int = 0
    alive: list[Site] = field(default_factory=list)

    def share(self) -> str:
        """Killed of those that can be noticed."""
        return f"{100 * self.killed / self.tried:.0f} %" if self.tried else "–"


def copy_tree(into: Path) -> None:
    """What tests need, without what was built: the tree itself may be worked on meanwhile."""
    leave = shutil.ignore_patterns("__pycache__", ".venv", "*.egg-info")
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, into / name, ignore=leave)
    for pattern in _FILES:
        for file in ROOT.glob(pattern):
            if file.is_file():
                shutil.copy2(file, into / file.name)


def _is_alive(group: Group, site: Site, source: str, told: argparse.Namespace) -> bool:
    stages = group.stages(site.module())[: 1 if told.near else None]
    return all(survives(site.module(), source, stage, told.seconds) for stage in stages)


def work(group: Group, told: argparse.Namespace, part: int, parts: int) -> int:
    """Try every ``parts``-th mutant of the sample; a line for each on stdout: its number and whether it lives."""
    reasons = explained()
    chosen = group.sample(told.count, told.seed)
    if part == 0 and chosen and not _is_alive(group, chosen[0], _source(chosen[0]), told):
        for stage in group.stages(chosen[0].module()):
            print(told_by_pytest(stage), file=sys.stderr)
        return _BROKEN
    for number, site in list(enumerate(chosen))[part::parts]:
        if site.key() not in reasons:
            alive = _is_alive(group, site, site.mutant.source(), told)
            print(number, int(alive), flush=True)
    return 0


def _source(site: Site) -> str:
    return (ROOT / site.file).read_text(encoding="utf-8")


def _spread(group: Group, told: argparse.Namespace, tree: Path) -> Tally | None:
    """The group's mutants over several processes in the copied tree; None when the tests fail without any."""
    chosen, reasons = group.sample(told.count, told.seed), explained()
    tally = Tally(len(group.sites()), explained=sum(site.key() in reasons for site in chosen))

    def run(part: int) -> int:
        command = [sys.executable, "-m", "tests.mutations.mutate", "--only", group.name, "--count", str(told.count)]
        command += ["--seed", str(told.seed), "--seconds", str(told.seconds), "--part", f"{part}/{told.processes}"]
        command += ["--near"] if told.near else []
        if told.module:
            command += [told.module, "--tests", *told.tests]
        environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0", "QT_QPA_PLATFORM": "offscreen"}
        with subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for line in child.stdout:
                number, alive = map(int, line.split())
                tally.tried += 1
                tally.killed += not alive
                if alive:
                    tally.alive.append(chosen[number])
                print(f"{group.name:10} {'SURVIVED' if alive else 'killed  '} {chosen[number]}", flush=True)
        return child.returncode

    with ThreadPoolExecutor(told.processes) as pool:
        codes = list(pool.map(run, range(told.processes)))
    if any(codes):
        return None
    tally.alive.sort(key=lambda site: (site.file, site.mutant.line))
    return tally


def _table(tallies: dict[str, Tally]) -> None:
    print(f"\n{'group':12}{'sites':>7}{'tried':>7}{'killed':>8}{'survived':>10}{'share':>7}{'explained':>11}")
    for name, one in tallies.items():
        survived = len(one.alive)
        print(f"{name:12}{one.sites:7}{one.tried:7}{one.killed:8}{survived:10}{one.share():>7}{one.explained:11}")


def _entry(site: Site) -> str:
    """A survivor as an entry of ``explained.toml``; the reason is left to a person."""
    made = site.mutant
    fields = {"file": site.file, "where": made.where, "operator": made.operator}
    lines = ["[[mutant]]", *(f'{name} = "{value}"' for name, value in fields.items())]
    lines += [f"before = '''{made.before}'''", f"after = '''{made.after}'''"]
    if made.number > 1:
        lines.append(f"number = {made.number}")
    return "\n".join([*lines, 'reason = ""'])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", nargs="?", help="one module's file, from the root of the project; with --tests")
    parser.add_argument("--tests", nargs="+", default=[], help="files and folders of tests, the quickest first")
    parser.add_argument("--only", action="append", default=[], help="a group of groups.toml; may be told repeatedly")
    parser.add_argument("--count", type=int, default=60, help="how many mutants of a group; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=900, help="longest run of the tests with one mutant")
    parser.add_argument("--near", action="store_true", help="only the nearest tests: quicker and harder to pass")
    parser.add_argument("--explain", action="store_true", help="print survivors as entries of explained.toml")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every chosen mutant, print what became of it, and a table of the groups."""
    parser = _parser()
    told = parser.parse_args(arguments)
    if bool(told.module) != bool(told.tests):
        parser.error("a module and --tests go together")
    chosen = [Group("one", (told.module,), tuple(told.tests))] if told.module else groups()
    if told.only and not told.module:
        chosen = [group for name in told.only for group in chosen if group.name == name]
    if told.part:
        part, _, parts = told.part.partition("/")
        return work(chosen[0], told, int(part), int(parts))
    if gone := outdated():
        print("explained.toml names mutants that no longer exist:", *gone, sep="\n", file=sys.stderr)
        return _BROKEN
    tallies: dict[str, Tally] = {}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        copy_tree(Path(folder))
        for group in chosen:
            tally = _spread(group, told, Path(folder))
            if tally is None:
                print(f"{group.name}: the tests fail without any mutant", file=sys.stderr)
                return _BROKEN
            tallies[group.name] = tally
    survivors = [site for tally in tallies.values() for site in tally.alive]
    _table(tallies)
    print(f"seed {told.seed}, {time.monotonic() - began:.0f} s")
    if survivors:
        print("\nsurvived:", *(_entry(site) if told.explain else site for site in survivors), sep="\n")
    return _SURVIVED if survivors else 0


if __name__ == "__main__":
    raise SystemExit(main())
