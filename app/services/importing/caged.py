"""A people's list read in the cage: what crosses is each different value once, and for each cell its number."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast

from app.cage import in_cage
from app.cage.tasks import Plain
from app.domain.files import read_limited
from app.errors import UserError
from app.progress import Progress
from app.services.importing.sheets import MAX_BYTES, Cell, Sheet, SourceFile, read_content

_T = TypeVar("_T")

MAX_CROSSING = 4_000_000
"""Cells that come back; 50,000 people with eighty columns."""


def read_source(path: Path, progress: Progress | None = None) -> SourceFile:
    """Read a spreadsheet or a text table.

    UserError ``importing.*`` and ``cage.*`` when it cannot be read; EnvironmentFault ``files.*`` for the disk and size.
    """
    if path.is_dir() or not path.exists():
        raise UserError("importing.no_file", name=path.name)
    answer = in_cage("table", read_limited(path, MAX_BYTES), {"name": path.name}, name=path.name, progress=progress)
    try:
        return _put_together(path.name, answer.told, answer.body)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise UserError("importing.damaged", name=path.name) from error


def read_table(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The child's part."""
    found = read_content(data, str(told["name"]))
    if sum(sheet.width * len(sheet.rows) for sheet in found.sheets) > MAX_CROSSING:
        raise UserError("importing.too_large", name=found.name)
    numbers: dict[tuple[type, Cell], int] = {}
    places = array("I")
    for sheet in found.sheets:
        for row in sheet.rows:
            places.extend([numbers.setdefault((type(cell), cell), len(numbers)) for cell in row])
    sheets: list[Plain] = [
        {
            "name": sheet.name, "rows": len(sheet.rows), "width": sheet.width, "hidden": sheet.hidden,
            "merged": [place for region in sheet.merged for place in region],
        }
        for sheet in found.sheets
    ]  # fmt: skip
    kinds: list[Plain] = []
    values: list[Plain] = []
    for kind, cell in numbers:
        kinds.append(_LETTERS[kind])
        # A fraction goes as hexadecimal text: exact, and no number the bounded reader would think too long.
        values.append(cell.hex() if isinstance(cell, float) else str(cell))
    letters = "".join(cast("list[str]", kinds))
    return {"sha256": found.sha256, "sheets": sheets, "kinds": letters, "values": values}, places.tobytes()


_LETTERS: Mapping[type, str] = {str: "s", bool: "b", int: "i", float: "f", date: "d"}


def _value(kind: str, text: str) -> Cell:
    if kind == "s":
        return text
    if kind == "i":
        return int(text)
    if kind == "f":
        return float.fromhex(text)
    if kind == "d":
        return date.fromisoformat(text)
    if kind == "b":
        return text == "True"
    raise ValueError(kind)


def _put_together(name: str, told: Plain, body: bytes) -> SourceFile:
    document = _of(dict, told)
    values = [_value(kind, _of(str, text)) for kind, text in zip(
        _of(str, document["kinds"]), _of(list, document["values"]), strict=True
    )]  # fmt: skip
    places = array("I")
    places.frombytes(body)
    cells = iter(places)
    sheets = []
    for about in _of(list, document["sheets"]):
        sheet = _of(dict, about)
        count, width = _of(int, sheet["rows"]), _of(int, sheet["width"])
        rows = tuple(tuple(values[place] for place in islice(cells, width)) for _ in range(count))
        if rows and len(rows[-1]) != width:
            raise ValueError("cut")
        corners = [_of(int, place) for place in _of(list, sheet["merged"])]
        merged = tuple(zip(*[iter(corners)] * 4, strict=True))
        sheets.append(Sheet(_of(str, sheet["name"]), rows, width, _of(bool, sheet["hidden"]), merged))
    return SourceFile(name, _of(str, document["sha256"]), tuple(sheets))


def _of(kind: type[_T], value: object) -> _T:
    if not isinstance(value, kind):
        raise TypeError(kind.__name__)
    return value
