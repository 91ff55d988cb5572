"""Reads back what people typed into a form's spreadsheet, also after another program saved it.

Only open cells count: computed, dictated and closed cells are the form's own business. Nothing in the file is run;
formulas that people typed count as the number the spreadsheet program last showed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from app.domain.enums import CellKind
from app.domain.files import read_limited
from app.errors import UserError
from app.forms.definition import FormDefinition, ListTable, ValueType
from app.forms.values import MAX_LIST_ROWS, TypedValues, number_from_text, parse_values
from app.forms.view import Value
from app.progress import Progress
from app.rendering.layout import counts_rows
from app.rendering.xlsx_cells import Area, NamedCells, get_column_letter, named_cells
from app.rendering.xlsx_names import EDITION_NAME, FORM_NAME, YEAR_NAME, cell_name, field_name, list_name

_LIMIT = 10 * 1024 * 1024


def read_form_xlsx(
    definition: FormDefinition, path: Path, *, year: int | None = None, progress: Progress | None = None
) -> TypedValues:
    """The typed values of a filled form.

    Raises UserError: ``xlsx.not_a_table`` (not an XLSX), ``xlsx.not_our_form`` (made by another hand),
    ``xlsx.other_form``, ``xlsx.other_edition``, ``xlsx.other_year`` (when ``year`` is given and the file was made for
    another), ``xlsx.not_a_number``, ``xlsx.not_a_date``, ``xlsx.no_value`` (a formula never worked out), each naming
    the sheet's cell; ``forms.*`` for values beyond all bounds, ``cage.*``. EnvironmentFault when it cannot be read.
    """
    names = dict.fromkeys((FORM_NAME, EDITION_NAME, YEAR_NAME), (0, 0))
    for table in definition.tables.values():
        names |= {cell_name(a): (1, 1) for a, cell in table.cells.items() if cell.kind is CellKind.INPUT}
    names |= {field_name(name): (1, 1) for name in definition.fields}
    names |= {list_name(name): (MAX_LIST_ROWS, len(rows.columns)) for name, rows in definition.lists.items()}
    reader = _Reader(definition, named_cells(read_limited(path, _LIMIT), names, path.name, progress), path.name)
    reader.check_identity(year)
    document = {"values": reader.cells(), "fields": reader.fields(), "lists": reader.lists()}
    return parse_values(definition, document)


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
            found: dict[str, Value] = {}
            for offset, column in enumerate(table.columns):
                if counts_rows(column) or column.code in table.compute:
                    continue
                value = self._value(area, row, offset, column.type or ValueType.TEXT)
                if value is not None:
                    found[column.code] = value
            if found:
                yield found

    def _value(self, area: Area, row: int, column: int, kind: ValueType) -> Value:
        cells = area.rows[row]
        if column >= len(cells):
            return None
        cell, place = cells[column], f"{get_column_letter(area.left + column)}{area.top + row}"
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


def _text(raw: object) -> str | None:
    if isinstance(raw, bool):
        return "да" if raw else "нет"
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime | date):
        return raw.strftime("%d.%m.%Y")
    return str(raw).strip() or None
