"""What Windows is asked about a volume: on which wire it hangs, and to let go of it.

Sources: winioctl.h (IOCTL_STORAGE_QUERY_PROPERTY, STORAGE_DEVICE_DESCRIPTOR, STORAGE_BUS_TYPE, FSCTL_LOCK_VOLUME,
FSCTL_DISMOUNT_VOLUME, IOCTL_STORAGE_EJECT_MEDIA), fileapi.h, ioapiset.h.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_QUERY_PROPERTY = 0x002D1400
_DEVICE_PROPERTY_ASKED = struct.pack("<III", 0, 0, 0)
"""STORAGE_PROPERTY_QUERY: StorageDeviceProperty, PropertyStandardQuery."""
_BUS_TYPE_AT, _ROOM = 28, 1024
_PLUGGED_IN = {4: "1394", 7: "USB", 12: "SD", 13: "MMC"}
_LOCK, _DISMOUNT, _EJECT = 0x00090018, 0x00090020, 0x002D4808
_ASK_ONLY, _READ_WRITE = 0, 0xC0000000
_SHARED, _EXISTING = 3, 3
_INVALID = ctypes.c_void_p(-1).value


def is_plugged_in(root: Path | str, kernel: Any = None) -> bool:
    """Whether a volume (``E:``) hangs on USB or sits in a card reader, whatever Windows calls it.

    Needs no rights: the volume is opened for questions only.
    """
    system = kernel or _kernel()
    with _opened(system, root, _ASK_ONLY) as handle:
        if handle is None:
            return False
        asked = ctypes.create_string_buffer(_DEVICE_PROPERTY_ASKED, len(_DEVICE_PROPERTY_ASKED))
        answer = ctypes.create_string_buffer(_ROOM)
        told = ctypes.c_ulong()
        fine = system.DeviceIoControl(
            handle, _QUERY_PROPERTY, asked, len(_DEVICE_PROPERTY_ASKED), answer, _ROOM, ctypes.byref(told), None
        )
        if not fine or told.value < _BUS_TYPE_AT + 4:
            return False
        return struct.unpack_from("<I", answer.raw, _BUS_TYPE_AT)[0] in _PLUGGED_IN


def eject_volume(root: Path | str, kernel: Any = None) -> bool:
    """Lock, dismount, eject; False when somebody still uses it."""
    system = kernel or _kernel()
    with _opened(system, root, _READ_WRITE) as handle:
        if handle is None:
            return False
        told = ctypes.c_ulong()
        return all(
            system.DeviceIoControl(handle, code, None, 0, None, 0, ctypes.byref(told), None)
            for code in (_LOCK, _DISMOUNT, _EJECT)
        )


@contextmanager
def _opened(system: Any, root: Path | str, rights: int) -> Iterator[ctypes.c_void_p | None]:
    volume = "\\\\.\\" + str(root).rstrip("/\\")
    system.CreateFileW.restype = ctypes.c_void_p
    handle = system.CreateFileW(volume, rights, _SHARED, None, _EXISTING, 0, None)
    if handle in (None, _INVALID):
        yield None
        return
    try:
        yield ctypes.c_void_p(handle)
    finally:
        system.CloseHandle(ctypes.c_void_p(handle))


def _kernel() -> Any:
    return getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - only Windows has it
