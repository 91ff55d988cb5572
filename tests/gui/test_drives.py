"""Sticks, also those that Windows calls fixed; Windows is played by a library of ours."""

from __future__ import annotations

import ctypes
import struct
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from app.ui.kit import drives
from app.ui.kit.windows_volumes import eject_volume, is_plugged_in

USB, SATA, NVME, SD = 7, 11, 17, 12


class Kernel:
    """kernel32 with some volumes, each on its bus; remembers what was asked and what stayed open."""

    def __init__(self, buses: dict[str, int], refuse: frozenset[int] = frozenset()) -> None:
        self.buses, self.refuse = buses, refuse
        self.open: dict[int, str] = {}
        self.asked: list[tuple[str, int]] = []
        self.rights: list[int] = []

        def create(name: str, rights: int, *_: object) -> int | None:
            self.rights.append(rights)
            if name not in buses:
                return ctypes.c_void_p(-1).value
            handle = 0x7FFF_FFFF_0000 + len(self.open)
            self.open[handle] = name
            return handle

        self.CreateFileW = create  # a function takes attributes, as those of ctypes do

    def DeviceIoControl(
        self,
        handle: ctypes.c_void_p,
        code: int,
        _given: object,
        _size: int,
        answer: Any,
        room: int,
        told: Any,
        _: object,
    ) -> int:
        name = self.open[handle.value or 0]
        self.asked.append((name, code))
        if code in self.refuse:
            return 0
        if code == 0x002D1400:
            words = struct.pack("<IIBBBBIIIIII", 40, 40, 0, 0, 0, 1, 0, 0, 0, 0, self.buses[name], 0)
            ctypes.memmove(answer, words, len(words))
            told._obj.value = len(words)
        return 1

    def CloseHandle(self, handle: ctypes.c_void_p) -> int:
        del self.open[handle.value or 0]
        return 1


@pytest.mark.parametrize(("bus", "plugged"), [(USB, True), (SD, True), (SATA, False), (NVME, False), (0, False)])
def test_the_bus_says_what_can_be_taken_away(bus: int, plugged: bool) -> None:
    kernel = Kernel({r"\\.\E:": bus})
    assert is_plugged_in("E:\\", kernel) is plugged
    assert kernel.rights == [0], "questions need no right to read the volume"
    assert not kernel.open


def test_a_volume_that_does_not_answer_is_no_stick() -> None:
    assert not is_plugged_in("Z:", Kernel({}))
    assert not is_plugged_in("E:", Kernel({r"\\.\E:": USB}, frozenset({0x002D1400})))


def test_a_stick_in_use_is_not_said_to_be_ejected() -> None:
    locked = Kernel({r"\\.\E:": USB}, frozenset({0x00090018}))
    assert not eject_volume("E:\\", locked)
    assert [code for _, code in locked.asked] == [0x00090018], "nothing is dismounted under somebody's hands"
    free = Kernel({r"\\.\E:": USB})
    assert eject_volume("E:\\", free)
    assert [code for _, code in free.asked] == [0x00090018, 0x00090020, 0x002D4808]
    assert not free.open and not locked.open


def test_a_stick_that_windows_calls_fixed_is_a_stick_and_the_system_disk_never(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"C:\\": "rw,fixed", "D:\\": "rw,fixed", "E:\\": "rw,fixed", "F:\\": "rw,removable", "G:\\": "ro,cdrom"}
    monkeypatch.setenv("SYSTEMDRIVE", "C:")
    monkeypatch.setattr(
        psutil, "disk_partitions", lambda **_: [SimpleNamespace(mountpoint=m, opts=o) for m, o in parts.items()]
    )
    monkeypatch.setattr(drives, "is_plugged_in", lambda letter: letter in ("C:", "E:"))
    assert drives._told_removable() == {"E:", "F:"}
