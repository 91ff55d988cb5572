"""What the child gives up for good before it sees a byte of a stranger's file. Each step is taken where it is possible.

Everywhere but on Windows: memory, processor time, open files, written bytes, new processes, core dumps are limited.
Linux, where the kernel has it: Landlock leaves reading of the program's own folders and nothing else, and a filter of
system calls (seccomp) leaves no network, no new process and no look at others. On Windows the parent holds the child in
a job object (:mod:`app.cage.windows`). The parent watches the memory besides (:mod:`app.cage.keeper`).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Sequence

from app.cage.limits import MAX_MEMORY, MAX_SECONDS

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _SET_DUMPABLE = 38, 22, 4
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
"""The same numbers on every architecture."""
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS_OF_ABI = ((1, 13), (2, 14), (3, 15), (5, 16))
"""From which version of Landlock on how many rights over files it knows: all known are taken away."""
_NETWORK_FROM, _SCOPE_FROM = 4, 6

_FORBIDDEN = {
    "x86_64": (
        0xC000003E,
        # socket…setsockopt, clone, fork, vfork, execve, kill, ptrace, mount family, keys, namespaces, BPF, io_uring …
        (
            *range(41, 51), 53, 56, 57, 58, 59, 62, 101, 165, 166, 169, 248, 249, 250, 272, 288, 298, 308, 310, 311,
            321, 322, 323, 424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 435, 438,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            39, 40, 97, 117, 129, 142, *range(198, 209), 211, 217, 218, 219, 220, 221, 241, 242, 268, 270, 271, 280,
            281, 282, 424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 435, 438,
        ),
    ),
}  # fmt: skip
_BPF_LOAD, _BPF_EQUAL, _BPF_AT_LEAST, _BPF_RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1
_X32 = 0x40000000


def give_up(readable: Sequence[str]) -> None:
    """Keep nothing but what reading a file takes; ``readable`` are the folders with the program's own code."""
    if sys.platform == "win32":
        return
    _limit()
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError, ValueError):
            libc = ctypes.CDLL(None, use_errno=True)
            libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
            if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
                with contextlib.suppress(OSError):
                    _only_read(libc, readable)
                _filter_calls(libc)


def _limit() -> None:
    import resource

    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_CPU": MAX_SECONDS + 5,
        "RLIMIT_AS": MAX_MEMORY,
    }
    for name, most in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        with contextlib.suppress(OSError, ValueError):
            hard = resource.getrlimit(kind)[1]
            value = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (value, value))


def _only_read(libc: ctypes.CDLL, readable: Sequence[str]) -> None:
    """Landlock: no file may be opened but for reading, and that only below ``readable``."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return
    known = max(count for since, count in _RIGHTS_OF_ABI if version >= since)
    handled = [(1 << known) - 1]
    if version >= _NETWORK_FROM:
        handled.append(3)  # bind and connect
    if version >= _SCOPE_FROM:
        handled.append(3)  # abstract sockets and signals to others
    attributes = struct.pack(f"<{len(handled)}Q", *handled)
    rules = libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return
    try:
        for folder in readable:
            with contextlib.suppress(OSError):
                handle = os.open(folder, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
                try:
                    rights = _READ_FILE | _READ_FOLDER if os.path.isdir(folder) else _READ_FILE  # noqa: PTH112
                    libc.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("<Qi", rights, handle), 0)
                finally:
                    os.close(handle)
        libc.syscall(_LANDLOCK_RESTRICT, rules, 0)
    finally:
        os.close(rules)


def _filter_calls(libc: ctypes.CDLL) -> None:
    """Seccomp: the named system calls fail, as do those of another architecture's numbering."""
    found = _FORBIDDEN.get(os.uname().machine)
    if found is None:
        return
    architecture, numbers = found
    refusal = 4 + len(numbers) + 1
    """Where the program refuses; a jump counts from the step after it."""
    program = [
        (_BPF_LOAD, 0, 0, 4),
        (_BPF_EQUAL, 0, refusal - 2, architecture),
        (_BPF_LOAD, 0, 0, 0),
        (_BPF_AT_LEAST, refusal - 4, 0, _X32),
        *((_BPF_EQUAL, refusal - place - 1, 0, number) for place, number in enumerate(numbers, start=4)),
        (_BPF_RETURN, 0, 0, _ALLOW),
        (_BPF_RETURN, 0, 0, _REFUSE),
    ]
    code = b"".join(struct.pack("<HBBI", *step) for step in program)
    kept = ctypes.create_string_buffer(code, len(code))
    filter_of = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(kept)), 16)
    libc.prctl(_SET_SECCOMP, 2, ctypes.c_void_p(ctypes.addressof(filter_of)), 0, 0)
