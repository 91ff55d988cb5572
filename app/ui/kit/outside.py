"""Handing a file to another program of the computer: it gets the environment as the computer set it, not ours."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.services.program.places import as_found


def open_outside(path: Path) -> bool:
    """Open a file with the program the person uses for it; False when there is none."""
    ours, found = dict(os.environ), as_found()
    try:
        _become(found)
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
    finally:
        _become(ours)


def _become(wanted: dict[str, str]) -> None:
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            os.environ[name] = value
