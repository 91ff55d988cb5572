"""How often the password was wrong lately: a small file beside the vault, so that guessing by hand is slow.

It cannot stop a thief who copies the folder (Argon2id does that); it stops fingers at the keyboard. The count outlives
the program and the computer's clock: a clock set back makes the delay begin anew, and within one run of the program
the time that really passed counts, so neither turning the clock nor deleting the file helps.
"""

from __future__ import annotations

import contextlib
import json
import math
import time
from collections.abc import Callable
from pathlib import Path

from app.domain.bounded_json import parse_bounded
from app.domain.files import read_limited, write_atomically
from app.errors import AccessError, AppError

FREE_FAILURES = 5
LONGEST_DELAY = 30

_RUN: dict[Path, tuple[int, float]] = {}
"""Failures seen by this run of the program and when the last was, by a clock that nobody can turn."""


class Attempts:
    """The counter of failed passwords in a file.

    ``now`` gives seconds since the epoch, ``steady`` seconds of a clock that only goes on.
    """

    def __init__(self, path: Path, now: Callable[[], float], steady: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._now = now
        self._steady = steady

    def require_patience(self) -> None:
        """Raises AccessError ``vault.wait`` (``seconds``) while the delay of the last failure runs."""
        failures, last = self._read()
        now = self._now()
        if now < last:
            # The clock was set back (or had been ahead). Wait the delay once more by today's clock: longer would lock
            # the owner out, not at all would make turning the clock a way in.
            self._write(failures, now)
            last = now
        rest = delay_after(failures) - (now - last)
        seen, when = _RUN.get(self._path, (0, 0.0))
        rest = max(rest, delay_after(seen) - (self._steady() - when))
        if rest > 0:
            raise AccessError("vault.wait", seconds=math.ceil(rest))

    def failed(self) -> None:
        """Count a failure. In a folder that cannot be written only this run of the program remembers it."""
        failures = max(self._read()[0], _RUN.get(self._path, (0, 0.0))[0]) + 1
        _RUN[self._path] = (failures, self._steady())
        self._write(failures, self._now())

    def succeeded(self) -> None:
        """Forget the failures."""
        _RUN.pop(self._path, None)
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _write(self, failures: int, last: float) -> None:
        with contextlib.suppress(AppError):
            write_atomically(self._path, json.dumps({"failures": failures, "last": last}).encode())

    def _read(self) -> tuple[int, float]:
        try:
            document = parse_bounded(read_limited(self._path, 4096), fraction=float)
            failures, last = int(document["failures"]), float(document["last"])
        except (AppError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return 0, 0.0
        return (failures, last) if failures >= 0 and math.isfinite(last) else (0, 0.0)


def delay_after(failures: int) -> int:
    """Seconds to wait after so many failures: none for the first few, then 1, 2, 4 … 30."""
    if failures < FREE_FAILURES:
        return 0
    return int(min(2 ** min(failures - FREE_FAILURES, 10), LONGEST_DELAY))
