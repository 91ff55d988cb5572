"""Sticks and cards that can be taken away, as the system knows them now."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import QStorageInfo

from app.ui.words import size_words

_MOUNT_PLACES = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


@dataclass(frozen=True)
class Drive:
    """A removable drive: its name for people, its root, and what is free on it in bytes."""

    name: str
    path: Path
    free: int
    device: str = ""

    @property
    def words(self) -> str:
        """«Флешка KINGSTON, свободно 3,2 ГБ»"""
        return f"Флешка {self.name}, свободно {size_words(self.free)}"


def removable_drives() -> tuple[Drive, ...]:
    """Drives that are there, can be written to, and look removable; by name."""
    told = _told_removable()
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if not volume.isReady() or volume.isReadOnly() or not volume.isValid():
            continue
        if root.startswith(_MOUNT_PLACES) or root.rstrip("/\\").upper() in told:
            device = bytes(volume.device().data()).decode("utf-8", "replace")
            name = volume.displayName() or Path(root).name or root
            found.append(
                Drive(name if name != root else Path(root).name or root, Path(root), volume.bytesAvailable(), device)
            )
    return tuple(sorted(found, key=lambda drive: drive.name.casefold()))


def _told_removable() -> set[str]:
    """Windows says itself which letters are removable."""
    return {
        part.mountpoint.rstrip("/\\").upper() for part in psutil.disk_partitions(all=False) if "removable" in part.opts
    }


def can_eject(drive: Drive) -> bool:
    """Whether this computer lets us switch the stick off safely."""
    if sys.platform == "win32":
        return True
    return drive.device.startswith("/dev/") and shutil.which("udisksctl") is not None


def eject(drive: Drive) -> bool:
    """Unmount the stick and switch it off; False when somebody still uses it."""
    if sys.platform == "win32":
        return _eject_windows(drive.path)
    tool = shutil.which("udisksctl")
    if tool is None:
        return False
    for act in ("unmount", "power-off"):
        done = subprocess.run(  # noqa: S603 - a device name of the system's own list
            [tool, act, "--no-user-interaction", "-b", drive.device], capture_output=True, timeout=60, check=False
        )
        if done.returncode and act == "unmount":
            return False
    return True


def _eject_windows(root: Path) -> bool:
    """FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME, IOCTL_STORAGE_EJECT_MEDIA (winioctl.h)."""
    import ctypes  # only where it is used

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    volume = "\\\\.\\" + str(root).rstrip("/\\")
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(volume, 0xC0000000, 3, None, 3, 0, None)
    if handle in (None, ctypes.c_void_p(-1).value):
        return False
    try:
        told = ctypes.c_ulong()
        return all(
            kernel.DeviceIoControl(ctypes.c_void_p(handle), code, None, 0, None, 0, ctypes.byref(told), None)
            for code in (0x00090018, 0x00090020, 0x002D4808)
        )
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))
