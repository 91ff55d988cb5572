"""A people's list read in the cage: the sheets cross as plain cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any

from app.cage import in_cage
from app.cage.cells import Packer, meant, of_kind, told_plainly, unpacked
from app.cage.tasks import Plain
from app.domain.files import read_limited
from app.errors import UserError
from app.progress import Progress
from app.services.importing.sheets import MAX_BYTES, SheetCell, SourceFile, SourceSheet, read_content

MAX_CROSSING = 4_000_000
"""Cells that come back: 50,000 people with eighty columns."""
MAX_CELL = 32_767
"""Signs of one cell, as in Excel: more is a text table whose quotation marks do not close."""
_ABOUT = tuple(field.name for field in fields(SourceSheet) if field.name != "rows")


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
    cells = Packer()
    for sheet in found.sheets:
        for number, row in enumerate(sheet.rows, start=1):
            if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in row):
                raise UserError("cage.cell_too_long", name=found.name, sheet=sheet.name, row=number)
            cells.add(row)
    sheets: list[Plain] = [
        {"rows": len(sheet.rows), "about": {name: told_plainly(getattr(sheet, name)) for name in _ABOUT}}
        for sheet in found.sheets
    ]
    return {"sha256": found.sha256, "sheets": sheets, "cells": cells.told()}, cells.body()


def _put_together(name: str, told: Plain, body: bytes) -> SourceFile:
    document = of_kind(dict, told)
    cells = unpacked(document["cells"], body)
    sheets = []
    for about in of_kind(list, document["sheets"]):
        sheet = of_kind(dict, about)
        told_of = of_kind(dict, sheet["about"])
        if set(told_of) != set(_ABOUT):
            raise KeyError("about")
        known: dict[str, Any] = {name: meant(value) for name, value in told_of.items()}
        width = of_kind(int, known["width"])
        rows = tuple(_row(tuple(islice(cells, width)), width) for _ in range(of_kind(int, sheet["rows"])))
        sheets.append(SourceSheet(rows=rows, **known))
    return SourceFile(name, of_kind(str, document["sha256"]), tuple(sheets))


def _row(cells: tuple[SheetCell | None, ...], width: int) -> tuple[SheetCell, ...]:
    row = tuple(cell for cell in cells if cell is not None)
    if len(row) != width:
        raise ValueError("cut")
    return row
