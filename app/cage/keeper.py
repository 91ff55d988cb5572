"""The program's side of the cage: starts a child, hands it one file, waits with a limit, believes only plain values.

A child reads one file and ends. In the window, and from the second file on everywhere, the next child is started
while nothing is asked of it, so that nobody waits for Python to begin.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import app.errors
from app.cage import wire
from app.cage.limits import MAX_ANSWER_BODY, MAX_ANSWER_HEAD, MAX_COMPLAINT, MAX_MEMORY, MAX_SECONDS
from app.cage.tasks import TASKS, Plain
from app.cage.windows import ChildHold, hold
from app.errors import AppError, EnvironmentFault, UserError
from app.progress import Progress, silent

_BOOT = "import sys; sys.path[:] = sys.argv.pop(1).split('\\n'); from app.cage.child import main; main(sys.argv[1:])"
_ROOT = Path(__file__).resolve().parents[2]
_TICK = 0.1
_SHOWN_AFTER = 1.0
_WATCHED_AFTER = 0.3
_MEMORY_WORDS = (b"memory allocation", b"out of memory", b"MemoryError", b"bad_alloc", b"capacity overflow")
_KINDS: Mapping[str, type[AppError]] = {
    kind.__name__: kind
    for kind in (app.errors.UserError, app.errors.DataError, app.errors.TrustError, app.errors.EnvironmentFault)
}


@dataclass(frozen=True)
class Answer:
    """What the child read: plain values, and bytes where the task gives any."""

    told: Plain
    body: bytes


def in_cage(
    task: str,
    data: bytes,
    told: Mapping[str, Plain] | None = None,
    *,
    name: str = "",
    progress: Progress | None = None,
    seconds: float = MAX_SECONDS,
) -> Answer:
    """Have the child do ``task`` (a name of :data:`app.cage.tasks.TASKS`) with a file's bytes.

    Raises what the task raises of :mod:`app.errors`, and UserError ``cage.too_large``, ``cage.too_long``,
    ``cage.damaged``, each with ``file``; EnvironmentFault ``cage.no_child`` when the system starts no process;
    OperationCancelled at the person's wish.
    """
    watch = progress or silent()
    child = _taken(task)
    try:
        return child.do(task, data, dict(told or {}), name, watch, seconds)
    finally:
        child.end()
        _make_ready(task)


class _Child:
    """One process that waits for one job."""

    def __init__(self, task: str) -> None:
        paths = [str(_ROOT), *(path for path in sys.path if path and Path(path) != _ROOT and _holds_code(path))]
        if getattr(sys, "frozen", False):
            command = [sys.executable, "cage", task]
        else:
            # A venv's python.exe of Windows only starts the real one, which the job object would forbid.
            python = getattr(sys, "_base_executable", sys.executable) if sys.platform == "win32" else sys.executable
            command = [python, "-I", "-S", "-B", "-X", "utf8", "-c", _BOOT, "\n".join(paths), task]
        kept = ("SYSTEMROOT", "WINDIR") if sys.platform == "win32" else ()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, nothing of a person's in its arguments
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=str(_ROOT) if sys.platform == "win32" else os.sep,
                env={name: os.environ[name] for name in kept if name in os.environ},
                close_fds=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise EnvironmentFault("cage.no_child") from error
        self._job: ChildHold | None = None
        try:
            self._job = hold(self._process)
        except OSError as error:
            self.end()
            raise EnvironmentFault("cage.no_child") from error
        self._heard: tuple[dict[str, Plain], bytes] | wire.BrokenWire | None = None

    def do(
        self, task: str, data: bytes, told: dict[str, Plain], name: str, progress: Progress, seconds: float
    ) -> Answer:
        """Say the job and wait for the answer."""
        talk = threading.Thread(target=self._talk, args=({"task": task, "told": told}, data), daemon=True)
        talk.start()
        begun = time.monotonic()
        try:
            while talk.is_alive():
                talk.join(_TICK)
                self._watch(name, time.monotonic() - begun, progress, seconds)
        finally:
            self._kill()
            talk.join()
        return self._believed(name)

    def _watch(self, name: str, passed: float, progress: Progress, seconds: float) -> None:
        if progress.cancelled():
            raise app.errors.OperationCancelled
        if passed > seconds:
            raise UserError("cage.too_long", file=_called(name), seconds=round(seconds))
        if passed > _SHOWN_AFTER:
            progress.step(f"Читаю файл{_called(name)}", int(passed), round(seconds))
        if passed > _WATCHED_AFTER and self._memory() > MAX_MEMORY:
            raise UserError("cage.too_large", file=_called(name))

    def _memory(self) -> int:
        """Bytes the child holds; 0 when the system does not tell. Where limits of memory work this never finds any."""
        import psutil  # only who waits long needs it

        with contextlib.suppress(psutil.Error, OSError):
            return int(psutil.Process(self._process.pid).memory_info().rss)
        return 0

    def _talk(self, job: dict[str, Plain], data: bytes) -> None:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with contextlib.suppress(OSError):
                wire.write(process.stdin, job, data)
            with contextlib.suppress(OSError):
                process.stdin.close()
            self._heard = wire.read_message(process.stdout, MAX_ANSWER_HEAD, MAX_ANSWER_BODY)
        except wire.BrokenWire as error:
            self._heard = error
        except (OSError, ValueError):
            self._heard = wire.BrokenWire("cut")

    def _believed(self, name: str) -> Answer:
        heard = self._heard
        if heard is None or isinstance(heard, wire.BrokenWire):
            large = str(heard) == "too large" or any(words in self._complaint() for words in _MEMORY_WORDS)
            raise UserError("cage.too_large" if large else "cage.damaged", file=_called(name))
        head, body = heard
        if "answer" in head:
            return Answer(head["answer"], body)
        refused = head.get("refused")
        if isinstance(refused, dict):
            kind, code, params = (refused.get(key) for key in ("kind", "code", "params"))
            if isinstance(kind, str) and kind in _KINDS and isinstance(code, str) and isinstance(params, dict):
                raise _KINDS[kind](code, **params)
        raise UserError("cage.too_large" if head.get("failed") == "memory" else "cage.damaged", file=_called(name))

    def _complaint(self) -> bytes:
        assert self._process.stderr is not None
        with contextlib.suppress(OSError, ValueError):
            return self._process.stderr.read(MAX_COMPLAINT)
        return b""

    def alive(self) -> bool:
        """Whether it still waits."""
        return self._process.poll() is None

    def _kill(self) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """Nothing of it stays: no process, no pipe."""
        self._kill()
        if getattr(self, "_job", None) is not None:
            assert self._job is not None
            self._job.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _called(name: str) -> str:
    return f" «{name}»" if name else ""


def _holds_code(path: str) -> bool:
    return Path(path).is_dir() or path.endswith(".zip")


_ready_lock = threading.Lock()
_ready: _Child | None = None
_used = 0
_warm = False


def keep_warm() -> None:
    """From now on a child is always ready: for the window, where somebody waits."""
    global _warm
    _warm = True
    _make_ready("table")


def end_waiting_child() -> None:
    """End the child that waits, and keep none until the next file."""
    global _ready, _used, _warm
    with _ready_lock:
        child, _ready, _used, _warm = _ready, None, 0, False
    if child is not None:
        child.end()


def _taken(task: str) -> _Child:
    global _ready, _used
    if task not in TASKS:
        raise LookupError(task)
    with _ready_lock:
        child, _ready = _ready, None
        _used += 1
    if child is not None and not child.alive():
        child.end()
        child = None
    return child or _Child(task)


def _make_ready(task: str) -> None:
    global _ready
    with _ready_lock:
        if _ready is None and (_warm or _used > 1):
            with contextlib.suppress(EnvironmentFault):
                _ready = _Child(task)


def _forget() -> None:
    """A forked process of ours must not speak with its parent's child, nor end it."""
    global _ready, _ready_lock
    _ready, _ready_lock = None, threading.Lock()


atexit.register(end_waiting_child)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
