"""How a presenter asks for work off the window's thread. Plain Python: a test runs the work at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.progress import Progress

T = TypeVar("T")


class Run(Protocol):
    """Do ``work``, then ``on_done`` with its result; a failure goes to ``on_error`` or to the calm dialog."""

    def __call__(
        self,
        work: Callable[[Progress], T],
        on_done: Callable[[T], object] | None = None,
        *,
        title: str = "",
        key: str = "",
        on_error: Callable[[Exception], object] | None = None,
    ) -> object:
        """Begin."""
