"""Running tests with a mutant in its module's place: in a fork where the system has one, else in a new process.

A fork begins with everything imported and only forgets what depends on the mutant: seconds become tenths.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutations.in_place import FILE, MODULE, Instead

ROOT = Path(__file__).parents[2]
_NO_TESTS = (4, 5)
_OPTIONS = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-seed=0")


class NoTestsError(Exception):
    """The tests could not be run at all."""


def survives(module: str, source: str, tests: Sequence[str], seconds: float) -> bool:
    """Whether the tests pass with this source in the module's place. A run without an end is noticed as a failure."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "mutant.py"
        place.write_text(source, encoding="utf-8")
        code = _in_fork(module, place, tests, seconds) if hasattr(os, "fork") else _NO_TESTS[0]
        if code in _NO_TESTS:  # no fork here, or one that could not import the tests anew
            code = _in_process(module, place, tests, seconds)
    if code in _NO_TESTS:
        raise NoTestsError(" ".join(tests))
    return code == 0


def _in_process(module: str, place: Path, tests: Sequence[str], seconds: float) -> int:
    environment = {**os.environ, MODULE: module, FILE: str(place), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "pytest", "-p", "tests.mutations.in_place", *_OPTIONS, *tests]
    try:
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return 1


@functools.cache
def _warm(module: str, tests: Sequence[str]) -> None:
    """Import once what every run needs."""
    importlib.import_module(module)
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*_OPTIONS, "--collect-only", *tests])


def _in_fork(module: str, place: Path, tests: Sequence[str], seconds: float) -> int:
    _warm(module, tuple(tests))
    child = os.fork()
    if child == 0:
        os._exit(_child(module, place, tests))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def _child(module: str, place: Path, tests: Sequence[str]) -> int:
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.chdir(ROOT)
        for name in dependents(module):
            del sys.modules[name]
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, Instead(module, place))
        return int(pytest.main([*_OPTIONS, *tests]))
    except BaseException:
        return 1


def dependents(module: str) -> set[str]:
    """The loaded modules of the project that hold anything of the module, itself among them."""
    found = {module}
    ours = {name: loaded for name, loaded in sys.modules.items() if name.split(".")[0] in {"app", "tests"} and loaded}
    while True:
        more = {name for name, loaded in ours.items() if name not in found and _holds(loaded, found)}
        if not more:
            return found
        found |= more


def _holds(loaded: ModuleType, found: set[str]) -> bool:
    if loaded.__name__.rpartition(".")[0] in found:
        return True  # a package imported anew knows none of its modules
    for value in list(vars(loaded).values()):
        if isinstance(value, ModuleType):
            # A package has its modules as attributes without depending on them.
            if value.__name__ in found and not value.__name__.startswith(f"{loaded.__name__}."):
                return True
        elif getattr(value, "__module__", None) in found:
            return True
    return False
