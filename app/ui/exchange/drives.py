"""Sticks and cards that can be taken away, as the system knows them now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import QStorageInfo

from app.ui.exchange.words import size_words

_MOUNT_PLACES = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


@dataclass(frozen=True)
class Drive:
    """A removable drive: its name for people, its root, and what is free on it in bytes."""

    name: str
    path: Path
    free: int

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
            name = volume.displayName() or Path(root).name or root
            found.append(Drive(name if name != root else Path(root).name or root, Path(root), volume.bytesAvailable()))
    return tuple(sorted(found, key=lambda drive: drive.name.casefold()))


def _told_removable() -> set[str]:
    """Windows says itself which letters are removable."""
    return {
        part.mountpoint.rstrip("/\\").upper() for part in psutil.disk_partitions(all=False) if "removable" in part.opts
    }
