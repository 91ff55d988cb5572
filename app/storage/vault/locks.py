"""One program at a time in one vault: a lock of the operating system on the file ``lock``.

The system lets go of it when the process ends in any way, so a killed program leaves nothing to clean up.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path

from app.domain.files import fault_from, is_held
from app.errors import EnvironmentFault

_STEP_SECONDS = 0.05

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int, *, shared: bool) -> bool:
        del shared  # a reader of a protected folder takes no lock on Windows
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:  # a network folder that keeps no locks: two programs would spoil the database
            raise EnvironmentFault("vault.cannot_lock") from error
        return True


def _opened(path: Path, deadline: float) -> int:
    """The lock's file, open; a program that holds it for a moment (Windows: a virus scanner, a copy) is waited for."""
    while True:
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            if not is_held(error) or time.monotonic() >= deadline:
                raise
        time.sleep(_STEP_SECONDS)


class VaultLock:
    """Holds the vault's folder for this process until :meth:`release`."""

    def __init__(self, path: Path, *, wait_seconds: float) -> None:
        """Wait up to ``wait_seconds``; raises EnvironmentFault ``vault.in_use`` or ``vault.cannot_lock``."""
        self.read_only = False
        """Nothing can be written in the folder: a CD, a protected stick, another's folder. Then readers are let in."""
        self._handle: int | None = None
        deadline = time.monotonic() + wait_seconds
        try:
            handle = _opened(path, deadline)
        except OSError as error:
            if is_held(error):
                raise EnvironmentFault("vault.in_use") from error
            if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
                raise fault_from(error, path.name) from error
            self.read_only = True
            if sys.platform == "win32" or not path.exists():
                return  # nobody could write beside us either, or nobody ever has
            try:
                handle = os.open(path, os.O_RDONLY)
            except OSError:
                return
        try:
            while not _try_lock(handle, shared=self.read_only):
                if time.monotonic() >= deadline:
                    raise EnvironmentFault("vault.in_use")
                time.sleep(_STEP_SECONDS)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Let others in; closing the file releases the lock. The file itself stays: removing it would race."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
