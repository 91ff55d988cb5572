"""Signs that the person has gone: the screen was locked, the computer sleeps, the session ends.

Each source emits ``gone`` with a sentence for the password screen. Linux: D-Bus signals of logind (sleep, lock) and of
the desktops' screen savers. Windows: session and power messages of the window. Where neither is there, idle time and
the lock by hand remain.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot

LOCKED = "Программа закрылась паролем: экран был заблокирован."
SLEPT = "Программа закрылась паролем: компьютер засыпал."
ENDED = "Программа закрылась паролем: сеанс завершался или передавался."

SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
"""Interfaces whose ``ActiveChanged(b)`` says that the screen was locked; each desktop has its own."""


class Absence(QObject):
    """A source of :attr:`gone`; by itself silent, so tests and other systems can give their own."""

    gone = Signal(str)

    def watch(self, window_id: int) -> None:
        """Begin; ``window_id`` is the native window's, for systems that send messages to windows."""

    def stop(self) -> None:
        """Watch no more."""


def _slot(signature: str) -> Any:
    """Qt's way to name a method of a receiver: a text, although PySide's stubs ask for bytes (6.9 refuses those)."""
    return SLOT(signature)


class LinuxAbsence(Absence):
    """Signals on the session's and the system's bus. Any sender is believed: the worst that comes of it is a lock."""

    def __init__(self, session_bus: Any = None, system_bus: Any = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given = (session_bus, system_bus)

    def watch(self, window_id: int) -> None:  # noqa: ARG002 - D-Bus knows no windows
        """Subscribe; a bus that is not there is passed over."""
        from PySide6.QtDBus import QDBusConnection

        session = self._given[0] or QDBusConnection.sessionBus()
        system = self._given[1] or QDBusConnection.systemBus()
        if session.isConnected():
            for interface in SCREEN_SAVERS:
                session.connect("", "", interface, "ActiveChanged", self, _slot("screen_saver(bool)"))
        if system.isConnected():
            manager, own = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
            system.connect("", "", manager, "PrepareForSleep", self, _slot("sleep(bool)"))
            system.connect("", "", own, "Lock", self, _slot("session_locked()"))

    @Slot(bool)
    def screen_saver(self, active: bool) -> None:
        """The screen saver began (True) or ended."""
        if active:
            self.gone.emit(LOCKED)

    @Slot(bool)
    def sleep(self, begins: bool) -> None:
        """The computer goes to sleep (True) or woke up."""
        if begins:
            self.gone.emit(SLEPT)

    @Slot()
    def session_locked(self) -> None:
        """Somebody asked logind to lock the session."""
        self.gone.emit(LOCKED)


# Windows SDK: winuser.h, wtsapi32.h.
WM_QUERYENDSESSION, WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0011, 0x0218, 0x02B1
PBT_APMSUSPEND = 0x0004
_SESSION_GONE = {0x2: ENDED, 0x4: ENDED, 0x6: ENDED, 0x7: LOCKED}
"""WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK."""
_THIS_SESSION = 0


def meaning(message: int, parameter: int) -> str | None:
    """The sentence for a window message of Windows; None when it says nothing about absence."""
    if message == WM_WTSSESSION_CHANGE:
        return _SESSION_GONE.get(parameter)
    if message == WM_POWERBROADCAST and parameter == PBT_APMSUSPEND:
        return SLEPT
    if message == WM_QUERYENDSESSION:
        return ENDED
    return None


class _Messages(QAbstractNativeEventFilter):
    """Reads the window messages that Windows sends; swallows none."""

    def __init__(self, owner: Absence) -> None:
        super().__init__()
        self._owner = owner

    def nativeEventFilter(self, event_type: QByteArray | bytes | bytearray | memoryview[int], message: int) -> object:
        """Qt: every native event."""
        kind = event_type.data() if isinstance(event_type, QByteArray) else bytes(event_type)
        if kind in (b"windows_generic_MSG", b"windows_dispatcher_MSG"):
            told = wintypes.MSG.from_address(int(message))
            sentence = meaning(int(told.message), int(told.wParam))
            if sentence is not None:
                self._owner.gone.emit(sentence)
        return False, 0


class WindowsAbsence(Absence):
    """Window messages about the session and the power."""

    def __init__(self, library: Any = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self.messages = _Messages(self)
        self._window = 0

    def watch(self, window_id: int) -> None:
        """Ask Windows for the messages and listen to them."""
        if self._window:
            return
        self._window = window_id
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self.messages)
        self._wts().WTSRegisterSessionNotification(wintypes.HWND(window_id), _THIS_SESSION)

    def stop(self) -> None:
        """Tell Windows that nobody listens."""
        if not self._window:
            return
        self._wts().WTSUnRegisterSessionNotification(wintypes.HWND(self._window))
        self._window = 0
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self.messages)

    def _wts(self) -> Any:
        if self._library is None:
            self._library = getattr(ctypes, "windll").wtsapi32  # noqa: B009 - only Windows has it
        return self._library


def absence_of_this_system(parent: QObject | None = None) -> Absence:
    """The source for the system the program runs on."""
    kinds: dict[str, type[Absence]] = {"win32": WindowsAbsence, "linux": LinuxAbsence}
    return kinds.get(sys.platform, Absence)(parent=parent)
