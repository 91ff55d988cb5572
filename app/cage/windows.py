"""A job object of Windows around the child: its memory is limited, it starts nothing, it ends with the program.

Written from the documentation of Microsoft («Job Objects», «JOBOBJECT_EXTENDED_LIMIT_INFORMATION»); on other systems
nothing here runs.
"""

from __future__ import annotations

import ctypes
from typing import Any

from app.cage.limits import MAX_MEMORY

_EXTENDED_LIMITS = 9
_BASIC_UI_RESTRICTIONS = 4
_ACTIVE_PROCESS, _PROCESS_MEMORY, _DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x8, 0x100, 0x400, 0x2000
_ALL_OF_UI = 0xFF


class _Basic(ctypes.Structure):
    _fields_ = [
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    ]


class _Counters(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("ro", "wo", "oo", "rt", "wt", "ot")]


class _Extended(ctypes.Structure):
    _fields_ = [
        ("BasicLimitInformation", _Basic),
        ("IoInfo", _Counters),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    ]


class ChildHold:
    """A job object that holds one child; closing it ends the child."""

    def __init__(self, process_handle: int) -> None:
        kernel: Any = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - only Windows has it
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.CreateJobObjectW.argtypes = [ctypes.c_void_p, ctypes.c_wchar_p]
        kernel.SetInformationJobObject.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32]
        kernel.AssignProcessToJobObject.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        kernel.CloseHandle.argtypes = [ctypes.c_void_p]
        self._kernel = kernel
        self._handle: int | None = kernel.CreateJobObjectW(None, None)
        if not self._handle:
            raise OSError("no job object")
        limits = _Extended()
        limits.BasicLimitInformation.LimitFlags = _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_EXCEPTION | _KILL_ON_CLOSE
        limits.BasicLimitInformation.ActiveProcessLimit = 1
        limits.ProcessMemoryLimit = MAX_MEMORY
        window = ctypes.c_uint32(_ALL_OF_UI)
        done = (
            kernel.SetInformationJobObject(self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
            and kernel.SetInformationJobObject(self._handle, _BASIC_UI_RESTRICTIONS, ctypes.byref(window), 4)
            and kernel.AssignProcessToJobObject(self._handle, process_handle)
        )
        if not done:
            self.close()
            raise OSError("the job object takes no limits")

    def close(self) -> None:
        """End the child, if it lives, and let the job go."""
        if self._handle:
            self._kernel.CloseHandle(self._handle)
            self._handle = None


def hold(process: object) -> ChildHold | None:
    """The job object around a child just started; None on other systems. OSError when Windows refuses."""
    handle = getattr(process, "_handle", None)  # Popen keeps one on Windows only
    return None if handle is None else ChildHold(int(handle))
