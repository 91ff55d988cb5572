"""Records of electronic signatures as tables: CSV, XLSX or JSON, read in the cage. What they mean is not asked here."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime

from app.cage import in_cage
from app.cage.cells import Packer, of_kind, unpacked
from app.cage.tasks import Plain
from app.domain.bounded_json import parse_by_hand
from app.errors import UserError
from app.progress import Progress

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": ("фио", "фамилия имя отчество", "фамилия, имя, отчество", "person"),
    "surname": ("фамилия", "surname"),
    "name": ("имя", "name"),
    "patronymic": ("отчество", "patronymic"),
    "birth_date": ("дата рождения", "birth_date"),
    "card_number": ("номер билета", "профбилет", "номер профбилета", "card_number"),
    "given_on": ("дата согласия", "given_on"),
    "edition": ("редакция", "edition"),
    "parts": ("части", "согласен", "parts"),
    "refused": ("отказ", "не согласен", "refused"),
    "system": ("система", "system"),
    "record": ("номер записи", "record"),
    "signed_at": ("время подписи", "signed_at"),
}


def record_rows(file_name: str, data: bytes, progress: Progress | None = None) -> list[dict[str, str]]:
    """Rows by the English names of the columns; an empty cell of a column is an empty text.

    UserError ``consents.records_unreadable`` (``why``), ``cage.*``.
    """
    if len(data) > MOST_BYTES:
        raise UserError("consents.records_unreadable", why="файл слишком велик")
    answer = in_cage("records", data, {"name": file_name}, name=file_name, progress=progress)
    try:
        document = of_kind(dict, answer.told)
        cells = unpacked(document["cells"], answer.body)
        rows = []
        for heads in of_kind(list, document["rows"]):
            names = of_kind(str, heads).split()
            rows.append({name: of_kind(str, next(cells)) for name in names})
    except (KeyError, IndexError, TypeError, ValueError, StopIteration) as error:
        raise UserError("consents.records_unreadable", why="файл повреждён") from error
    return rows


def read_caged(data: bytes, told: Mapping[str, Plain]) -> tuple[Plain, bytes]:
    """The child's part."""
    rows = _table(str(told["name"]), data)
    if len(rows) > MOST_ROWS:
        raise UserError("consents.records_unreadable", why=f"больше {MOST_ROWS} строк")
    cells = Packer()
    for row in rows:
        cells.add(row.values())
    return {"rows": [" ".join(row) for row in rows], "cells": cells.told()}, cells.body()


def _table(file_name: str, data: bytes) -> list[dict[str, str]]:
    try:
        if data[:4] == b"PK\x03\x04":
            return _sheet(data)
        if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{") or file_name.lower().endswith(".json"):
            return _json(data)
        return _csv(data)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError, csv.Error) as error:
        raise UserError("consents.records_unreadable", why=str(error)[:120]) from error


def _json(data: bytes) -> list[dict[str, str]]:
    document = parse_by_hand(data, fraction=float)
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        raise ValueError("нужен список записей")
    rows = []
    for item in document:
        row = {}
        for key, value in item.items():
            if key in _COLUMNS:
                row[key] = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        rows.append(row)
    return rows


def _csv(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251")
    first = text.splitlines()[0] if text.splitlines() else ""
    divider = max(";,\t", key=first.count)
    return _headed(list(csv.reader(io.StringIO(text), delimiter=divider)))


def _sheet(data: bytes) -> list[dict[str, str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except CalamineError as error:
        raise ValueError("таблица не открывается") from error
    return _headed([[_cell(value) for value in line] for line in sheet.to_python()])


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _headed(lines: list[list[str]]) -> list[dict[str, str]]:
    names = {title: key for key, titles in _COLUMNS.items() for title in titles}
    while lines and not any(cell.strip() for cell in lines[0]):
        lines.pop(0)
    if not lines:
        raise ValueError("файл пуст")
    heads = [names.get(" ".join(cell.casefold().split())) for cell in lines[0]]
    if "given_on" not in heads and "signed_at" not in heads:
        raise ValueError("нет столбца «Дата согласия»")
    return [
        {head: cell.strip() for head, cell in zip(heads, line, strict=False) if head is not None}
        for line in lines[1:]
        if any(cell.strip() for cell in line)
    ]
