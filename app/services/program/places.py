"""Where the program lies and where it keeps what is its own: beside itself on a stick, else in the user's folders.

Read before anything else is loaded, so only the standard library and, off the stick, ``platformdirs``.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from app import __version__

MARKER = "pervichka.portable"
"""Lies in the root of a stick beside ``linux`` and ``windows``; its text is for whoever opens it."""

NAME = "pervichka"
_ROOT = Path(__file__).resolve().parents[3]
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})")
_POINTER = "current.json"


@dataclass(frozen=True)
class Places:
    """``root``: the folder with ``app``; ``stick``: the root of the portable folder, None off a stick."""

    root: Path
    stick: Path | None
    settings: Path
    log: Path
    data: Path
    documents: Path
    programs: Path
    """Newer versions and ``current.json``, which says which of them is used."""


def places(root: Path = _ROOT) -> Places:
    """Where everything is. Nothing is made."""
    stick = stick_of(root)
    if stick is not None:
        own = stick / "settings"
        return Places(root, stick, own, own / "log", own, stick / "vault", stick / "versions")
    import platformdirs

    data = Path(platformdirs.user_data_dir(NAME, appauthor=False))
    return Places(
        root,
        None,
        Path(platformdirs.user_config_dir(NAME, appauthor=False)),
        Path(platformdirs.user_log_dir(NAME, appauthor=False)),
        data,
        Path(platformdirs.user_documents_dir()) / "Первичка",
        data / "program",
    )


def stick_of(root: Path) -> Path | None:
    """The root of the portable folder that the program in ``root`` belongs to."""
    for folder in (root.parent, root.parent.parent):
        if (folder / MARKER).is_file():
            return folder
    return None


def is_packed(root: Path = _ROOT) -> bool:
    """Whether this is a package (with its own Python) or a newer version laid over one, not a checkout."""
    return (root / "runtime.json").is_file()


def runtime(root: Path = _ROOT) -> dict[str, str]:
    """``platform`` and ``id`` of the Python and the libraries that run us; empty in a checkout."""
    try:
        read = json.loads((root / "runtime.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in read.items()} if isinstance(read, dict) else {}


def ordered(version: str) -> tuple[int, int, int]:
    """``1.20.3`` to compare; ValueError for anything else."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError(version)
    return int(found[1]), int(found[2]), int(found[3])


def read_pointer(programs: Path) -> dict[str, str]:
    """What ``current.json`` says: ``version``, its ``folder``, ``previous``. Empty when it is not there or damaged."""
    try:
        read = json.loads((programs / _POINTER).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(read, dict) or not all(isinstance(read.get(name), str) for name in ("version", "folder")):
        return {}
    return {str(name): value for name, value in read.items() if isinstance(value, str)}


def pointer_path(programs: Path) -> Path:
    """The file that one atomic replacement switches."""
    return programs / _POINTER


def newer_program(here: Places) -> Path | None:
    """The folder of the installed version that is to run instead of this one: newer and whole. None: we run."""
    told = read_pointer(here.programs)
    if not told or "/" in told["folder"] or "\\" in told["folder"] or told["folder"].startswith("."):
        return None
    folder = here.programs / told["folder"]
    try:
        newer = ordered(told["version"]) > ordered(__version__)
    except ValueError:
        return None
    return folder if newer and (folder / "app" / "__main__.py").is_file() else None


def leave_no_trace(stick: Path) -> None:
    """From now on everything that asks the environment where to write is told: on the stick. Before the window's
    library is loaded."""
    own = stick / "settings"
    for name, folder in (
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("TMPDIR", "tmp"),
        ("TEMP", "tmp"),
        ("TMP", "tmp"),
    ):
        if (name in ("TEMP", "TMP")) == (sys.platform == "win32"):
            _KEPT[name] = os.environ.get(name)
            with contextlib.suppress(OSError):  # a write-protected stick is read all the same
                (own / folder).mkdir(parents=True, exist_ok=True)
            os.environ[name] = str(own / folder)
    os.environ.setdefault("MESA_SHADER_CACHE_DISABLE", "true")
    bus = Path(os.environ.get("XDG_RUNTIME_DIR", ""), "bus")
    if sys.platform == "linux" and not bus.exists():
        # Without a session bus libdbus starts one, and leaves its address in the home of the strange computer.
        os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "disabled:")


_KEPT: dict[str, str | None] = {}


def as_found() -> dict[str, str]:
    """The environment as the computer gave it: for other programs that we start (a mail program, a viewer)."""
    told = dict(os.environ)
    for name, value in _KEPT.items():
        if value is None:
            told.pop(name, None)
        else:
            told[name] = value
    return told
