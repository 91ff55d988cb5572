"""What a command answers and how it is said: one JSON document or readable lines on stdout, sentences on stderr.

A command carries out one service call and returns a :class:`Reply`; here alone is decided what of it is printed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from app.errors import EnvironmentFault

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclasses.dataclass(frozen=True)
class Aside:
    """A sentence for the reader of the lines, on stderr at its place among them; ``--json`` leaves it out."""

    sentence: str


Lines: TypeAlias = "Iterable[str | Aside]"


@dataclasses.dataclass(frozen=True)
class Reply:
    """What a command came to, both ways of saying it, and how it ended.

    Documents and lines may be lazy: only the one that was asked for is read.
    """

    document: object = None
    """The one document of ``--json``."""
    lines: Lines = ()
    """The same for a person."""
    notes: Iterable[str] = ()
    """Sentences on stderr beside either."""
    code: int = 0
    """0 done, 1 the data has errors; a refusal is an error that was raised, with a code of its own."""


def plain(value: object) -> Json:
    """A value as JSON knows it: Decimal a number, date ISO 8601, dataclass an object, StrEnum its text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    raise TypeError(type(value).__name__)


def entries(record: object, *, without: Sequence[str] = ()) -> dict[str, object]:
    """The fields of a dataclass, to print with others in one object."""
    return {name: value for name, value in vars(record).items() if name not in without}


def _write(text: str) -> None:
    """A line on stdout; EnvironmentFault ``cli.stdout`` when it cannot take it. A reader gone away is no fault."""
    try:
        print(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise EnvironmentFault("cli.stdout") from error


def say(reply: Reply, *, as_json: bool) -> int:
    """Print the answer the way that was asked for; gives its exit code."""
    if as_json:
        _write(json_text(reply.document))
    else:
        for line in reply.lines:
            if isinstance(line, Aside):
                note(line.sentence)
            else:
                _write(line)
    for sentence in reply.notes:
        note(sentence)
    return reply.code


def json_text(document: object) -> str:
    """A document as ``--json`` and a file of it hold it."""
    return json.dumps(plain(document), ensure_ascii=False, indent=2)


def note(text: str) -> None:
    """A sentence beside the answer, on stderr."""
    print(text, file=sys.stderr)


def russian(value: object) -> str:
    """A value for a person: dates day first, yes and no, an empty place for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Decimal):
        return str(plain(value)).replace(".", ",")
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)


def table_lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a table, columns as wide as their longest text; numbers to the right."""
    lines = [[russian(value).replace("\n", " ") for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *lines, strict=True)]
    numeric = [
        bool(lines) and all(not line[i] or line[i].replace(",", "").replace("-", "").isdigit() for line in lines)
        for i in range(len(headings))
    ]
    for line in [list(headings), ["─" * width for width in widths], *lines]:
        cells = (
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        )
        yield "  ".join(cells).rstrip()
    if not lines:
        yield "(пусто)"


def pair_lines(items: Iterable[tuple[str, object]]) -> Iterator[str]:
    """«Название: значение», one a line."""
    named = [(name, russian(value)) for name, value in items]
    width = max((len(name) for name, _ in named), default=0)
    for name, value in named:
        yield f"{name + ':':{width + 1}} {value}".rstrip()


def speak_utf8() -> None:
    """Whatever the system's locale, our text is UTF-8; a character a terminal lacks never ends the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def silence_stdout() -> None:
    """After the reader went away: let the interpreter's last flush fall into nothing."""
    with contextlib.suppress(OSError, ValueError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
