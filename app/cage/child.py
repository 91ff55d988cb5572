"""The child's side: gives up its rights, hears one job, does it, answers, ends.

Started as ``python -I -S -c …`` by :mod:`app.cage.keeper`, or as ``pervichka cage`` where the program is one packed
file; a person has no use for that command. The front doors of packages (``app/services/importing/__init__.py`` and the
like) gather half the product, which would cost half a second: they are left shut, only what a task imports is loaded.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types
from typing import BinaryIO

from app.cage import wire
from app.cage.limits import MAX_ANSWER_BODY
from app.cage.rights import give_up
from app.cage.tasks import LIBRARIES, TASKS, Plain, Task
from app.errors import AppError

MOST_TOLD = 16 * 1024 * 1024
MOST_FILE = 128 * 1024 * 1024


def main(arguments: list[str]) -> int:
    """Do one job. ``arguments``: the task to make ready for, when it is known before the job comes."""
    answers = os.fdopen(os.dup(1), "wb")
    jobs = os.fdopen(os.dup(0), "rb")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    if sys.platform != "win32":
        os.set_blocking(2, False)  # a chattering library must not wait for a listener
    give_up(_own_folders())
    for task in arguments[:1]:
        if task in TASKS:
            _found(task)
            for library in LIBRARIES.get(task, ()):
                importlib.import_module(library)
    return _serve(jobs, answers)


def _serve(jobs: BinaryIO, answers: BinaryIO) -> int:
    try:
        job, data = wire.read_message(jobs, MOST_TOLD, MOST_FILE)
    except wire.BrokenWire:
        return 0  # nobody asked anything: the program has ended
    told = job.get("told")
    try:
        answer, body = _found(str(job["task"]))(data, told if isinstance(told, dict) else {})
        head: dict[str, Plain] = {"answer": answer}
    except AppError as error:
        head, body = {"refused": {"kind": type(error).__name__, "code": error.code, "params": _plain(error)}}, b""
    except MemoryError:
        head, body = {"failed": "memory"}, b""
    except BaseException as error:  # what a library does to its caller is none of the program's business
        head, body = {"failed": "damaged", "why": _where(error)}, b""
    try:
        if len(body) > MAX_ANSWER_BODY:
            raise MemoryError
        wire.write(answers, head, body)
    except MemoryError:
        wire.write(answers, {"failed": "memory"})
    return 0


def _plain(error: AppError) -> dict[str, Plain]:
    return {
        name: value if isinstance(value, bool | int | float | str) or value is None else str(value)
        for name, value in error.params.items()
    }


def _where(error: BaseException) -> str:
    """Kind and place of a mistake, never its words: they may hold names of people."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119
    return type(error).__name__ + place


def _found(task: str) -> Task:
    module, _, name = TASKS[task].partition(":")
    if "openpyxl" in LIBRARIES.get(task, ()):
        import mimetypes

        mimetypes.knownfiles.clear()  # openpyxl has them read, and a file of the system is no business of the child
    _shut_front_doors(module)
    found: Task = getattr(importlib.import_module(module), name)
    return found


def _shut_front_doors(module: str) -> None:
    """Empty packages in place of those above ``module``, so that importing it runs nothing but itself."""
    parts = module.split(".")[:-1]
    for length in range(2, len(parts) + 1):
        name = ".".join(parts[:length])
        if name in sys.modules:
            continue
        found = importlib.util.find_spec(name)
        if found is None or found.submodule_search_locations is None:
            raise ModuleNotFoundError(name)
        empty = types.ModuleType(name)
        empty.__path__ = list(found.submodule_search_locations)
        empty.__spec__ = found
        sys.modules[name] = empty


def _own_folders() -> list[str]:
    """The folders with the code of the program and of Python, and what a library needs to be loaded."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib costs 10 ms
    beside = os.path.dirname(here)  # noqa: PTH120
    code = [here, os.path.join(beside, "resources"), *(path for path in sys.path if path and path != beside)]  # noqa: PTH118
    packed = getattr(sys, "_MEIPASS", None)
    if packed:
        code.append(packed)
    return [*code, "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/fonts"]
