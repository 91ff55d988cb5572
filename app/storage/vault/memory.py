"""Keeping secrets out of the swap and out of core dumps, as far as the system and Python allow.

Honest about the limits: Python copies bytes as it works (a password typed in a field, a key given to a library), and
those copies are freed, not wiped. What is done here: the key the program keeps is one buffer, locked in memory and
zeroed at locking, and every copy the program makes of it on the way is overwritten; SQLCipher wipes its keys, not its
pages (``cipher_memory_security`` is off, see :mod:`app.storage.engine`); no core dump is written.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from typing import Any

_PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> None:
    """No core dump of this process, and no other process of this user may read its memory (Linux).

    In Flatpak and Snap and under the portals of a desktop the second is left out: their file dialogs look at the
    process that asks, and refuse one that hides.
    """
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    contained = any(name in os.environ for name in ("FLATPAK_ID", "SNAP"))
    portal = "portal" in os.environ.get("QT_QPA_PLATFORMTHEME", "")
    if sys.platform.startswith("linux") and not contained and not portal:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def keep_in_memory(buffer: bytearray) -> bool:
    """Ask the system never to write this buffer to the swap; False when it does not (no right, no room)."""
    with suppress(OSError, AttributeError, ValueError):
        view = (ctypes.c_char * len(buffer)).from_buffer(buffer)
        address, size = ctypes.c_void_p(ctypes.addressof(view)), ctypes.c_size_t(len(buffer))
        if sys.platform == "win32":
            library: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
            return bool(library.VirtualLock(address, size))
        return bool(ctypes.CDLL(None, use_errno=True).mlock(address, size) == 0)
    return False


def wipe(secret: bytes | bytearray) -> None:
    """Overwrite a secret with zeroes, an immutable one too: the key must not stay in memory that was given back.

    Only for bytes that this program made for itself and that nobody uses any more. What the interpreter may share (the
    empty bytes, single ones) is left alone.
    """
    if isinstance(secret, bytearray):
        secret[:] = bytes(len(secret))
    elif len(secret) > 1:
        # CPython keeps the bytes at the end of the object, one zero byte after them.
        ctypes.memset(id(secret) + bytes.__basicsize__ - 1, 0, len(secret))
