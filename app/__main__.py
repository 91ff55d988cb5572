"""``pervichka``: the window without arguments, the command line with them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ARRIVING = (".pervichka", ".pervichka-part")
"""Endings of the sealed files that the desktop opens with this program."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the window or the command line; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
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


if __name__ == "__main__":
    sys.exit(main())
