"""A register's workbook read in the cage: rows cross as plain cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from app.cage import in_cage
from app.cage.cells import CagedCell, Packer, of_kind, unpacked
from app.cage.tasks import Plain
from app.errors import UserError
from app.progress import Progress
from app.services.members.exporting.document import Tables
from app.services.members.exporting.workbook import read_workbook


def workbook_of(data: bytes, name: str, progress: Progress | None = None) -> tuple[dict[str, str], Tables]:
    """What a workbook says of itself, and the rows of its hidden sheets.

    UserError ``exporting.not_ours``, ``exporting.damaged`` or ``cage.*``.
    """
    answer = in_cage("register", data, name=name, progress=progress)
    try:
        document = of_kind(dict, answer.told)
        cells = unpacked(document["cells"], answer.body)
        rows: Tables = {}
        for table, about in of_kind(dict, document["tables"]).items():
            names = [of_kind(str, column) for column in of_kind(list, of_kind(dict, about)["names"])]
            count = of_kind(int, of_kind(dict, about)["rows"])
            rows[table] = [dict(zip(names, islice(cells, len(names)), strict=True)) for _ in range(count)]
        about = {key: of_kind(str, value) for key, value in of_kind(dict, document["about"]).items()}
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise UserError("exporting.damaged") from error
    return about, rows


def read_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The child's part."""
    del told
    about, tables = read_workbook(data)
    cells = Packer()
    described: dict[str, Plain] = {}
    for table, rows in tables.items():
        names = list(rows[0]) if rows else []
        described[table] = {"names": [*names], "rows": len(rows)}
        for row in rows:
            cells.add(_plain(row[name]) for name in names)
    return {"about": {**about}, "tables": described, "cells": cells.told()}, cells.body()


def _plain(value: Any) -> CagedCell:
    """A cell's value; a moment that another program made of a text of ours is told as that text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
