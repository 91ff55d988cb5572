"""Sticks and cards that can be taken away, as the system knows them now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import QStorageInfo

from app.ui.kit.windows_volumes import eject_volume, is_plugged_in
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
    """The letters that Windows calls removable, and those it calls fixed although they hang on USB: many large sticks
    and every disk in a pocket case."""
    own = os.environ.get("SYSTEMDRIVE", "C:").upper()
    letters = {
        part.mountpoint.rstrip("/\\").upper(): part.opts.split(",") for part in psutil.disk_partitions(all=False)
    }
    return {
        letter
        for letter, marks in letters.items()
        if "removable" in marks or ("fixed" in marks and letter != own and is_plugged_in(letter))
    }


def can_eject(drive: Drive) -> bool:
    """Whether this computer lets us switch the stick off safely."""
    if sys.platform == "win32":
        return True
    return drive.device.startswith("/dev/") and shutil.which("udisksctl") is not None


def eject(drive: Drive) -> bool:
    """Unmount the stick and switch it off; False when somebody still uses it."""
    if sys.platform == "win32":
        return eject_volume(drive.path)
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
