"""Reading documents people give and keeping files already there from being overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.domain.bounded_json import MalformedJson, parse_by_hand
from app.domain.files import fault_from, read_limited
from app.errors import EnvironmentFault, UserError

_LARGEST_DOCUMENT = 64 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """The bytes of a document; UserError ``cli.file_unreadable`` when there is no such file."""
    if not path.is_file():
        raise UserError("cli.file_unreadable", name=path.name)
    return read_limited(path, _LARGEST_DOCUMENT)


def read_json(path: Path) -> Any:
    """The document of a JSON file, numbers with a point as Decimal.

    UserError ``cli.file_unreadable`` or ``cli.not_json`` (bad syntax, NaN, the same name twice, nested too deep).
    """
    data = read_bytes(path)
    try:
        return parse_by_hand(data)
    except MalformedJson as error:
        raise UserError("cli.not_json", name=path.name, line=error.line) from error


def refuse_existing(path: Path) -> None:
    """UserError ``cli.file_exists`` rather than lose what lies there."""
    if path.exists():
        raise UserError("cli.file_exists", name=path.name)


def refuse_no_folder(path: Path) -> None:
    """EnvironmentFault ``files.no_folder`` before any work whose outcome could not be saved at ``path``."""
    if not path.absolute().parent.is_dir():
        raise EnvironmentFault("files.no_folder", name=path.name)


def kind_asked(path: Path, *known: str) -> str:
    """What kind of file its name asks for, of those a command can make: ``pdf``, ``xlsx`` …

    UserError ``cli.unknown_format``; EnvironmentFault ``files.no_folder`` before any work that could not be saved.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in known:
        raise UserError("cli.unknown_format", name=path.name, known=" или ".join(f".{name}" for name in known))
    refuse_no_folder(path)
    return kind


def make_folder(folder: Path | None) -> None:
    """The folder for what a command writes, made when it is not there; EnvironmentFault ``files.*``."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault_from(error, folder.name) from error
