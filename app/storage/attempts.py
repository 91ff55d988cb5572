"""How often the password was wrong lately: a small file beside the vault, so that guessing by hand is slow.

It cannot stop a thief who copies the folder (Argon2id does that); it stops fingers at the keyboard.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable
from pathlib import Path

from app.domain.files import read_limited, write_atomically
from app.errors import AccessError, AppError

FREE_FAILURES = 5
LONGEST_DELAY = 30


class Attempts:
    """The counter of failed passwords in a file; ``now`` gives seconds since the epoch."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now

    def require_patience(self) -> None:
        """Raises AccessError ``vault.wait`` (``seconds``) while the delay of the last failure runs."""
        failures, last = self._read()
        since = self._now() - last
        rest = delay_after(failures) - since
        # A failure in the future means that the clock was set back: that must not lock the owner out.
        if since >= 0 and rest > 0:
            raise AccessError("vault.wait", seconds=math.ceil(rest))

    def failed(self) -> None:
        """Count a failure. A folder that cannot be written only loses the count."""
        failures, _ = self._read()
        try:
            write_atomically(self._path, json.dumps({"failures": failures + 1, "last": self._now()}).encode())
        except AppError:
            return

    def succeeded(self) -> None:
        """Forget the failures."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _read(self) -> tuple[int, float]:
        try:
            document = json.loads(read_limited(self._path, 4096))
            return int(document["failures"]), float(document["last"])
        except (AppError, ValueError, KeyError, TypeError):
            return 0, 0.0


def delay_after(failures: int) -> int:
    """Seconds to wait after so many failures: none for the first few, then 1, 2, 4 … 30."""
    if failures < FREE_FAILURES:
        return 0
    return int(min(2 ** min(failures - FREE_FAILURES, 10), LONGEST_DELAY))
