"""The named cells of a spreadsheet, read in the cage: what stands where a name points, and nothing besides."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from app.cage import in_cage
from app.cage.cells import CagedCell, Packer, of_kind, unpacked
from app.cage.tasks import Plain
from app.errors import UserError
from app.progress import Progress

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

_UNPACKED_LIMIT = 100 * 1024 * 1024


@dataclass(frozen=True)
class FoundCell:
    """``value`` as the spreadsheet last showed it; ``formula`` when one stands there, shown or not."""

    value: CagedCell
    percent: bool
    formula: bool


@dataclass(frozen=True)
class Area:
    """The cells a name points to; ``left`` and ``top`` count from 1."""

    left: int
    top: int
    rows: Sequence[Sequence[FoundCell]]


@dataclass(frozen=True)
class NamedCells:
    """What the names of a workbook hold: texts of constants, and cells."""

    constants: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)


def get_column_letter(column: int) -> str:
    """1 -> A, 27 -> AA.

    >>> get_column_letter(1), get_column_letter(26), get_column_letter(27), get_column_letter(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def named_cells(
    data: bytes, names: Mapping[str, tuple[int, int]], file: str, progress: Progress | None = None
) -> NamedCells:
    """The cells of the given names, of each at most so many rows and columns; a name that is not there is absent.

    UserError ``xlsx.not_a_table``, ``cage.*``.
    """
    wanted: dict[str, Plain] = {name: [*most] for name, most in names.items()}
    answer = in_cage("form", data, {"names": wanted, "file": file}, name=file, progress=progress)
    try:
        document = of_kind(dict, answer.told)
        constants = {name: of_kind(str, text) for name, text in of_kind(dict, document["constants"]).items()}
        cells = unpacked(document["cells"], answer.body)
        areas = {}
        for name, about in of_kind(dict, document["areas"]).items():
            left, top, width, height = (of_kind(int, number) for number in of_kind(list, about))
            rows = []
            for _ in range(height):
                flat = list(islice(cells, 3 * width))
                if len(flat) != 3 * width:
                    raise ValueError("cut")
                rows.append(
                    [FoundCell(flat[n], flat[n + 1] is True, flat[n + 2] is True) for n in range(0, len(flat), 3)]
                )
            areas[name] = Area(left, top, rows)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise UserError("xlsx.not_a_table", name=file) from error
    return NamedCells(constants, areas)


def read_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The child's part."""
    from openpyxl.utils.cell import range_boundaries

    file = str(told["file"])
    shown, typed = _load(data, file, data_only=True), _load(data, file, data_only=False)
    constants: dict[str, Plain] = {}
    areas: dict[str, Plain] = {}
    cells = Packer()
    for name, most in of_kind(dict, told["names"]).items():
        defined = shown.defined_names.get(str(name))
        if defined is None:
            continue
        constants[str(name)] = "" if defined.value is None else str(defined.value).strip('"')
        for sheet, area in defined.destinations:
            left, top, right, bottom = range_boundaries(area)
            if sheet not in shown.sheetnames or left is None or top is None or right is None or bottom is None:
                continue
            most_rows, most_columns = (of_kind(int, number) for number in of_kind(list, most))
            width, height = min(right - left + 1, most_columns), min(bottom - top + 1, most_rows)
            areas[str(name)] = [left, top, width, height]
            for row in range(top, top + height):
                for column in range(left, left + width):
                    cell = shown[sheet].cell(row=row, column=column)
                    formula = typed[sheet].cell(row=row, column=column).data_type == "f"
                    cells.add((_plain(cell.value), "%" in str(cell.number_format), formula))
            break
    return {"constants": constants, "areas": areas, "cells": cells.told()}, cells.body()


def _load(data: bytes, name: str, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED_LIMIT:
                raise UserError("xlsx.not_a_table", name=name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions of other programs that openpyxl leaves out
            return load_workbook(io.BytesIO(data), data_only=data_only)
    except (UserError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever its parsers meet in a foreign file
        raise UserError("xlsx.not_a_table", name=name) from error


def _plain(value: object) -> CagedCell:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, str | int | float | date) or value is None else str(value)
