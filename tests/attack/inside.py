"""Rows about those who are inside: what each right may not, and what a locked program still knows.

The tests run the same functions (``tests/services/vault/test_rights.py``, ``tests/faults/test_memory_after_lock.py``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.attack import authority
from tests.attack.rows import Attempt, Ground, row


@row("rights", "services × rights that may not", full=1, sample=0)
def rights(ground: Ground, _: int) -> Iterator[Attempt]:
    """All of them, whatever number is asked for: a service without a row in the table of rights counts as wrong."""
    return _of(authority.rights_row, ground.folder)


@row("memory", "forms of the database key in memory after locking", full=1, sample=0)
def memory(ground: Ground, _: int) -> Iterator[Attempt]:
    """All of them, after each kind of work."""
    return _of(authority.memory_row, ground.folder) if Path("/proc/self/mem").exists() else iter(())


def _of(make: Callable[[Path], authority.Row], folder: Path) -> Iterator[Attempt]:
    began = time.monotonic()
    found = make(folder)
    each = (time.monotonic() - began) / max(1, found.tried)
    yield from (Attempt("got through", each, wrong) for wrong in found.broken)
    yield from (Attempt("refused or gone", each) for _ in range(found.tried - len(found.broken)))
