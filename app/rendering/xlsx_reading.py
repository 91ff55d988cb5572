"""Reads back what people typed into a form's spreadsheet, also after another program saved it.

Only open cells count: computed, dictated and closed cells are the form's own business, but a number that somebody
typed over them is told. Nothing in the file is run; formulas that people typed count as the number the spreadsheet
program last showed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from app.domain.enums import CellKind
from app.domain.files import read_limited
from app.errors import UserError
from app.forms.definition import FormDefinition, ListTable, ValueType
from app.forms.evaluation import evaluate
from app.forms.portions import portion_of
from app.forms.values import MAX_LIST_ROWS, TypedValues, number_from_text, parse_values
from app.forms.view import Value
from app.progress import Progress
from app.rendering.layout import counts_rows
from app.rendering.xlsx_cells import Area, FoundCell, NamedCells, get_column_letter, named_cells
from app.rendering.xlsx_names import (
    EDITION_NAME,
    FORM_NAME,
    PORTION_NAME,
    YEAR_NAME,
    cell_name,
    field_name,
    list_name,
)

_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True)
class Overtyped:
    """A number typed by hand where the form counts or dictates. ``right`` is the form's own, None while it knows none;
    ``place`` is the sheet's cell."""

    cell: str
    place: str
    typed: Decimal
    right: Value


@dataclass(frozen=True)
class SheetContent:
    """What a filled sheet says."""

    typed: TypedValues
    overtyped: tuple[Overtyped, ...]


def read_form_xlsx(
    definition: FormDefinition, path: Path, *, year: int | None = None, progress: Progress | None = None
) -> TypedValues:
    """The typed values of a filled form; raises what :func:`read_sheet` raises."""
    return read_sheet(definition, path, year=year, progress=progress).typed


def read_sheet(
    definition: FormDefinition, path: Path, *, year: int | None = None, progress: Progress | None = None
) -> SheetContent:
    """What a filled form says. Without a ``year`` the form is read as the whole or the portion that the file holds.

    Raises UserError: ``xlsx.not_a_table`` (not an XLSX), ``xlsx.not_our_form`` (made by another hand),
    ``xlsx.other_form``, ``xlsx.other_edition``, ``xlsx.other_year`` (when ``year`` is given and the file was made for
    another), ``xlsx.other_period`` (for a whole year instead of a half, or the reverse), ``xlsx.not_a_number``,
    ``xlsx.not_a_date``, ``xlsx.no_value`` (a formula never worked out), each naming the sheet's cell; ``forms.*`` for
    values beyond all bounds, ``cage.*``. EnvironmentFault when the file cannot be read.
    """
    names = dict.fromkeys((FORM_NAME, EDITION_NAME, YEAR_NAME, PORTION_NAME), (0, 0))
    for table in definition.tables.values():
        names |= {cell_name(a): (1, 1) for a, cell in table.cells.items() if cell.kind is not CellKind.BLOCKED}
    names |= {field_name(name): (1, 1) for name in definition.fields}
    names |= {list_name(name): (MAX_LIST_ROWS, len(rows.columns)) for name, rows in definition.lists.items()}
    reader = _Reader(definition, named_cells(read_limited(path, _LIMIT), names, path.name, progress), path.name)
    reader.check_identity(year)
    if year is None:
        definition = portion_of(definition, reader.portion)
        reader = replace(reader, definition=definition)
    if reader.portion != definition.portion:
        raise UserError("xlsx.other_period", name=path.name, number=definition.number)
    document = {"values": reader.cells(), "fields": reader.fields(), "lists": reader.lists()}
    typed = parse_values(definition, document)
    return SheetContent(typed, tuple(reader.overtyped(typed)))


@dataclass(frozen=True)
class _Reader:
    definition: FormDefinition
    found: NamedCells
    file: str

    def check_identity(self, year: int | None) -> None:
        """The file must be of this form and edition."""
        form, edition, made_for = (self._constant(name) for name in (FORM_NAME, EDITION_NAME, YEAR_NAME))
        if not form:
            raise UserError("xlsx.not_our_form", name=self.file, number=self.definition.number)
        if form != self.definition.id:
            raise UserError("xlsx.other_form", name=self.file, number=self.definition.number)
        if edition != self.definition.edition:
            raise UserError("xlsx.other_edition", name=self.file, number=self.definition.number)
        if year is not None and made_for and made_for != str(year):
            raise UserError("xlsx.other_year", name=self.file, made=made_for, wanted=year)

    @property
    def portion(self) -> str:
        """The kind of shorter period that the file was made for; empty for the whole form."""
        return self._constant(PORTION_NAME)

    def overtyped(self, typed: TypedValues) -> Iterator[Overtyped]:
        """Numbers that somebody typed where the form has its own, when they differ from it.

        A program may save a formula's last result without the formula: equal numbers are not told.
        """
        view = evaluate(self.definition, typed)
        for table in self.definition.tables.values():
            for address, cell in table.cells.items():
                if cell.kind in (CellKind.COMPUTED, CellKind.FIXED):
                    area = self._area(cell_name(address), address)
                    yield from self._over(area, 0, 0, address, view.cells[address].value)
        for name, listed in self.definition.lists.items():
            yield from self._overtyped_rows(listed, view.lists.get(name, ()))

    def _overtyped_rows(self, table: ListTable, rows: Sequence[Mapping[str, Value]]) -> Iterator[Overtyped]:
        area = self._area(list_name(table.id), table.title)
        filled = iter(enumerate(rows, 1))
        for row in range(len(area.rows)):
            if not any(True for _ in self._row_values(table, area, row)):
                continue
            number, shown = next(filled)
            for offset, column in enumerate(table.columns):
                if column.code in table.compute:
                    address = f"{table.id}.{number}.{column.code}"
                    yield from self._over(area, row, offset, address, shown.get(column.code))

    def _over(self, area: Area, row: int, column: int, address: str, right: Value) -> Iterator[Overtyped]:
        cell, place = _cell_of(area, row, column)
        raw = cell.value
        if cell.formula or isinstance(raw, bool) or raw is None:
            return
        try:
            number = number_from_text(str(raw).strip().removesuffix("%"))
        except (ValueError, ArithmeticError):
            return
        same = number == 0 if right is None else isinstance(right, Decimal) and _near(number, right)
        if number is not None and not same:
            yield Overtyped(address, place, number, right)

    def _constant(self, name: str) -> str:
        return self.found.constants.get(name, "")

    def _area(self, name: str, title: str) -> Area:
        area = self.found.areas.get(name)
        if area is None or not area.rows or not area.rows[0]:
            raise UserError("xlsx.cell_gone", name=self.file, cell=title)
        return area

    def cells(self) -> dict[str, Value]:
        """Open cells of the tables, by address."""
        found: dict[str, Value] = {}
        for table in self.definition.tables.values():
            for address, cell in table.cells.items():
                if cell.kind is not CellKind.INPUT:
                    continue
                value = self._value(self._area(cell_name(address), address), 0, 0, cell.type)
                if value is not None:
                    found[address] = value
        return found

    def fields(self) -> dict[str, Value]:
        """Fields by name."""
        found: dict[str, Value] = {}
        for name, field in self.definition.fields.items():
            value = self._value(self._area(field_name(name), field.title), 0, 0, field.type)
            if value is not None:
                found[name] = value
        return found

    def lists(self) -> dict[str, list[Mapping[str, Value]]]:
        """Filled rows of the lists; empty rows between them are left out."""
        return {name: list(self._list(table)) for name, table in self.definition.lists.items()}

    def _list(self, table: ListTable) -> Iterator[Mapping[str, Value]]:
        area = self._area(list_name(table.id), table.title)
        for row in range(len(area.rows)):
            found = dict(self._row_values(table, area, row))
            if found:
                yield found

    def _row_values(self, table: ListTable, area: Area, row: int) -> Iterator[tuple[str, Value]]:
        for offset, column in enumerate(table.columns):
            if counts_rows(column) or column.code in table.compute:
                continue
            value = self._value(area, row, offset, column.type or ValueType.TEXT)
            if value is not None:
                yield column.code, value

    def _value(self, area: Area, row: int, column: int, kind: ValueType) -> Value:
        cell, place = _cell_of(area, row, column)
        raw = cell.value
        if raw is None:
            if cell.formula:
                raise UserError("xlsx.no_value", name=self.file, cell=place)
            return None
        if kind is ValueType.TEXT:
            return _text(raw)
        if kind is ValueType.DATE:
            return self._date(raw, place)
        return self._number(raw, place, is_percent=cell.percent, kind=kind)

    def _number(self, raw: object, place: str, *, is_percent: bool, kind: ValueType) -> Decimal | None:
        if isinstance(raw, bool):
            return Decimal(int(raw))
        if isinstance(raw, int | float):
            number = Decimal(str(raw))
            # «4,5%» typed into a cell makes it 0,045 shown as a per cent.
            return number * 100 if is_percent and kind is ValueType.PERCENT else number
        if isinstance(raw, str):
            try:
                return number_from_text(raw.strip().removesuffix("%"))
            except (ValueError, ArithmeticError):
                pass
        raise UserError("xlsx.not_a_number", name=self.file, cell=place)

    def _date(self, raw: object, place: str) -> str | None:
        if isinstance(raw, datetime):
            return raw.date().isoformat()
        if isinstance(raw, date):
            return raw.isoformat()
        text = str(raw).strip()
        if not text:
            return None
        russian = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
        try:
            if russian is not None:
                return date(int(russian[3]), int(russian[2]), int(russian[1])).isoformat()
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise UserError("xlsx.not_a_date", name=self.file, cell=place) from error


def _cell_of(area: Area, row: int, column: int) -> tuple[FoundCell, str]:
    """A cell of an area, from 0, and its place on the sheet; one beyond the area is empty."""
    cells, place = area.rows[row], f"{get_column_letter(area.left + column)}{area.top + row}"
    return (cells[column] if column < len(cells) else FoundCell(None, False, False)), place


def _near(number: Decimal | None, right: Decimal) -> bool:
    """Equal but for what binary fractions lose."""
    return number is not None and abs(number - right) < Decimal("0.000001")


def _text(raw: object) -> str | None:
    if isinstance(raw, bool):
        return "да" if raw else "нет"
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime | date):
        return raw.strftime("%d.%m.%Y")
    return str(raw).strip() or None
