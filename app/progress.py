"""The progress and cancel protocol that long work speaks and that the window and the command line listen to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.errors import OperationCancelled

Listener = Callable[[str, int, int], None]


@dataclass
class Progress:
    """Handed to long work, which calls :meth:`step`; the listener hears (what in Russian, done, total).

    ``total`` 0 means that nobody knows how much there is. ``cancelled`` is asked at every step.
    """

    listener: Listener | None = None
    cancelled: Callable[[], bool] = field(default=lambda: False)

    def step(self, what: str, done: int = 0, total: int = 0) -> None:
        """Report one step; raises :class:`OperationCancelled` when the person has asked to stop."""
        if self.cancelled():
            raise OperationCancelled
        if self.listener is not None:
            self.listener(what, done, total)


def silent() -> Progress:
    """A progress nobody watches."""
    return Progress()
