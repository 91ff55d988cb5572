"""How patiently to try again on a line that breaks."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.progress import Progress


@dataclass
class Pace:
    """How patiently to try. Seconds; tests give another clock."""

    first_wait: float = 1.0
    longest_wait: float = 120.0
    failures: int = 8
    """Failures in a row without one byte more on the server before giving up until the next time."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = field(default=random.random)

    def wait(self, failures: int, progress: Progress) -> None:
        """Wait after so many failures in a row: twice as long each time, never quite the same for all."""
        seconds = min(self.first_wait * 2 ** (failures - 1), self.longest_wait) * (0.5 + self.jitter() / 2)
        until = self.clock() + seconds
        while (left := until - self.clock()) > 0:
            progress.step("Жду связи")
            self.sleep(min(left, 0.5))
