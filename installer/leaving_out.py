"""Reads ``leave-out.toml``: what a package carries and what it leaves out, for Linux and Windows alike."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

LIST = tomllib.loads(Path(__file__).with_name("leave-out.toml").read_text("utf-8"))


def _any(path: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def keeps_of_wheel(path: str, system: str) -> bool:
    """Whether a file of a wheel goes into the package; ``system``: ``linux`` or ``windows``."""
    wheels, qt = LIST["wheels"], LIST["qt"]
    if path.startswith(("PySide6/", "pyside6_essentials-")):
        modules = [
            pattern.format(name)
            for name in qt["modules"]
            for pattern in (
                ("PySide6/Qt{}.abi3.so", "PySide6/Qt/lib/libQt6{}.so*")
                if system == "linux"
                else ("PySide6/Qt{}.pyd", "PySide6/Qt6{}.dll")
            )
        ]
        if not _any(path, [*qt["keep"], *modules, *qt[system]]):
            return False
    return _any(path, wheels["keep_anyway"]) or not _any(path, wheels["leave_out"])


def keeps_of_stdlib(path: str) -> bool:
    """Whether a file of ``lib/python3.11`` goes into the zipped standard library."""
    return path.endswith(".py") and not _any(path, LIST["stdlib"]["leave_out"])


def keeps_module(name: str) -> bool:
    """Whether a compiled module of CPython goes into the package; ``name`` is that of its file."""
    return not _any(name.partition(".")[0], LIST["modules"]["leave_out"]) and "_failed" not in name
