"""Running tests with a mutant in its module's place: in a fork where the system has one, else in a new process.

A fork begins with every library imported and imports only the project anew: nothing of the right module is left in it.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutations.in_place import FILE, MODULE, Instead

ROOT = Path(__file__).parents[2]
_NO_TESTS = 5
_OPTIONS = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-seed=0")
"""A test without an end is a failure after the seconds that ``pyproject.toml`` names."""


class NoTestsError(Exception):
    """The tests could not be run at all."""


def survives(module: str, source: str, tests: Sequence[str], seconds: float) -> bool:
    """Whether the tests pass with this source in the module's place. A run without an end is noticed as a failure."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "mutant.py"
        place.write_text(source, encoding="utf-8")
        run = _in_fork if hasattr(os, "fork") else _in_process
        code = run(module, place, tests, seconds)
    if code == _NO_TESTS:
        raise NoTestsError(" ".join(tests))
    return code == 0


def told_by_pytest(tests: Sequence[str]) -> str:
    """The last lines of the tests' own report, without any mutant."""
    command = [sys.executable, "-m", "pytest", *_OPTIONS, *tests]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "\n".join(ran.stdout.splitlines()[-30:])


def _in_process(module: str, place: Path, tests: Sequence[str], seconds: float) -> int:
    environment = {**os.environ, MODULE: module, FILE: str(place), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "pytest", "-p", "tests.mutations.in_place", *_OPTIONS, *tests]
    try:
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return 1


def _project() -> list[str]:
    return [
        name
        for name in sys.modules
        if name.split(".")[0] in {"app", "tests", "migrations"} and not name.startswith("tests.mutations")
    ]


@functools.cache
def _warm(tests: Sequence[str]) -> None:
    """Import every library the tests need, and nothing of the project."""
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*_OPTIONS, "--collect-only", *tests])
    for name in _project():
        del sys.modules[name]


def _in_fork(module: str, place: Path, tests: Sequence[str], seconds: float) -> int:
    _warm(tuple(tests))
    child = os.fork()
    if child == 0:
        os._exit(_child(module, place, tests))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def _child(module: str, place: Path, tests: Sequence[str]) -> int:
    try:
        os.setpgid(0, 0)  # what it starts ends with it
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.chdir(ROOT)
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, Instead(module, place))
        return int(pytest.main([*_OPTIONS, *tests]))
    except BaseException:
        return 1
