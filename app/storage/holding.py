"""Reads that a repository can be asked to hold: while many forms are filled and nothing is written, what each of them
asks for is read once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

_T = TypeVar("_T")


class Holding:
    """A repository that can hold what it read."""

    _read: dict[str, object] | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Until the end everything is read whole, once; nothing may be written meanwhile."""
        self._read = {}
        try:
            yield
        finally:
            self._read = None

    @property
    def holds(self) -> bool:
        """Whether reads are answered from what is held."""
        return self._read is not None

    def once(self, name: str, work: Callable[[], _T]) -> _T:
        """What ``work`` gives, asked for the first time only."""
        assert self._read is not None
        if name not in self._read:
            self._read[name] = work()
        return cast("_T", self._read[name])
