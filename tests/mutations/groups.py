"""Groups of modules with the tests that belong to them, and the survivors somebody has explained."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.mutations.operators import Mutant, mutants
from tests.mutations.running import ROOT

_HERE = Path(__file__).parent
Key = tuple[str, str, str, str, str, int]
"""The file and :meth:`Mutant.key`."""


@dataclass(frozen=True)
class Site:
    """A mutant of a file, named from the root of the project."""

    file: str
    mutant: Mutant

    def module(self) -> str:
        """The module's dotted name."""
        return ".".join(Path(self.file).with_suffix("").parts).removesuffix(".__init__")

    def key(self) -> Key:
        """What an explanation names."""
        return (self.file, *self.mutant.key())

    def __str__(self) -> str:
        return f"{self.file}:{self.mutant.line} {str(self.mutant).partition(', ')[2]}"


@dataclass(frozen=True)
class Group:
    """Modules and tests, as files and folders from the root of the project."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    last: tuple[str, ...] = ()
    """Tests among them that take long: asked when all others see nothing."""

    def files(self) -> list[str]:
        """Every module's file."""
        return list(_below(self.modules, "*.py"))

    def sites(self) -> list[Site]:
        """Every mutant of every module."""
        return [Site(file, made) for file in self.files() for made in mutants(_text(file))]

    def sample(self, count: int, seed: int) -> list[Site]:
        """``count`` of the mutants (0: all), the same for the same seed and sources."""
        found = self.sites()
        if not count or count >= len(found):
            return found
        chosen = random.Random(f"{self.name} {seed}").sample(range(len(found)), count)
        return [found[number] for number in sorted(chosen)]

    def stages(self, module: str) -> list[tuple[str, ...]]:
        """The tests nearest to a module, then the others, then those that take long."""
        files = [file for file in _below(self.tests, "test_*.py") if file not in self.last]
        near = tuple(file for file in files if _is_near(module, file))
        others = tuple(file for file in files if file not in near)
        return [stage for stage in (near, others, self.last) if stage]


def _below(places: tuple[str, ...], pattern: str) -> Iterator[str]:
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob(pattern)) if path.is_dir() else [path]:
            yield file.relative_to(ROOT).as_posix()


def _text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def _is_near(module: str, test: str) -> bool:
    package, _, name = module.rpartition(".")
    imports = rf"{re.escape(module)}\b|from {re.escape(package)} import [^\n]*\b{re.escape(name)}\b"
    return name in Path(test).stem or bool(re.search(imports, _text(test)))


def groups() -> tuple[Group, ...]:
    """The groups of ``groups.toml``."""
    told = tomllib.loads((_HERE / "groups.toml").read_text(encoding="utf-8"))
    return tuple(
        Group(one["name"], tuple(one["modules"]), tuple(one["tests"]), tuple(one.get("last", ())))
        for one in told["group"]
    )


def explained() -> Mapping[Key, str]:
    """Why a mutant may live: it does the same as the module."""
    told = tomllib.loads((_HERE / "explained.toml").read_text(encoding="utf-8"))
    return {
        (one["file"], one["operator"], one["where"], one["before"], one["after"], one.get("number", 1)): one["reason"]
        for one in told.get("mutant", ())
    }


def outdated() -> list[Key]:
    """Explanations of mutants that no longer exist."""
    asked = explained()
    files = {key[0] for key in asked if (ROOT / key[0]).is_file()}
    there = {Site(file, made).key() for file in files for made in mutants(_text(file))}
    return [key for key in asked if key not in there]
