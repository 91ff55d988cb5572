"""Whether somebody is at the keyboard: after a time without keys and mouse it says so."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_SIGNS = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.MouseMove},
)
"""Keys and mouse say that somebody is here."""


class IdleWatch(QObject):
    """Looks at the window that has the focus, dialogs too. ``idle``: ``minutes`` went by; 0 minutes is never."""

    idle = Signal()

    def __init__(self, minutes: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._minutes = minutes
        self._running = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self._watched: QWindow | None = None
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)

    def start(self) -> None:
        """Somebody opened a vault: count from now on."""
        self._running = True
        self.touch()

    def stop(self) -> None:
        """The vault is locked: there is nothing to lock."""
        self._running = False
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is here: count anew."""
        minutes = self._minutes()
        if self._running and minutes > 0:
            self._timer.start(minutes * 60_000)

    def forget(self) -> None:
        """The program ends: look no longer."""
        self.stop()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._watch)

    def _watch(self, window: QWindow | None) -> None:
        if self._watched is not None:
            with contextlib.suppress(RuntimeError):  # the window of a closed dialog is gone
                self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: what the watched window hears."""
        if event.type() in _SIGNS:
            self.touch()
        return super().eventFilter(watched, event)
