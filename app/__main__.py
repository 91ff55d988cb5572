"""``pervichka``: the window without arguments, the command line with them."""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.services.program.places import is_packed, leave_no_trace, newer_program, places

ARRIVING = (".pervichka", ".pervichka-part")
"""Endings of the sealed files that the desktop opens with this program."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the window or the command line; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if is_packed():
        here = places()
        newer = None if os.environ.get("PERVICHKA_THIS_VERSION") else newer_program(here)
        if newer is not None:
            return hand_over(newer, given)
        if here.stick is not None and given[:1] != ["cage"]:
            leave_no_trace(here.stick)
    if given[:1] == ["cage"]:
        from app.cage.child import main as read_one_file

        return read_one_file(given[1:])
    from app.storage.vault.memory import forbid_core_dumps

    forbid_core_dumps()
    if len(given) == 1 and Path(given[0]).suffix.lower() in ARRIVING:
        given = ["window", given[0]]  # double-clicked: the system gives the file and nothing else
    if given and given[0] != "window":
        from app.cli.main import run

        return run(given)
    parser = argparse.ArgumentParser(prog="pervichka window", description="Открыть окно программы")
    parser.add_argument("file", type=Path, nargs="?", help="файл .pervichka, который открыть в окне")
    parser.add_argument("--vault", type=Path, help="папка организации")
    parser.add_argument("--password-file", type=Path, help="файл с паролем в первой строке (для учебной организации)")
    options = parser.parse_args(given[1:])
    from app.bootstrap import run_window

    return run_window(options.vault, options.password_file, options.file)


def hand_over(newer: Path, given: list[str]) -> int:
    """Run an installed newer version in our place: its own Python when it brought one, else ours with its code."""
    windows = sys.platform == "win32"
    quiet = windows and Path(sys.executable).stem.lower() == "pervichka"
    launcher = newer / ("pervichka.exe" if quiet else "pervichka-cli.exe" if windows else "pervichka")
    if launcher.is_file():
        if windows:
            return subprocess.call([str(launcher), *given])  # noqa: S603 - our own program
        os.execv(launcher, [str(launcher), *given])  # noqa: S606 - our own program
    for name in [name for name in sys.modules if name == "app" or name.startswith("app.")]:
        del sys.modules[name]
    sys.path.insert(0, str(newer))
    return int(importlib.import_module("app.__main__").main(given))


if __name__ == "__main__":
    sys.exit(main())
