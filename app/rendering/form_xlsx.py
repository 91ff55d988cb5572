"""A form as a spreadsheet that looks like its paper, counts by itself and shows mistakes beside the row.

The sheet is protected without a password: only what people type is open. Computed cells hold live formulas, checks
are formulas in the column right of the form (:mod:`app.rendering.xlsx_notes`). Cells are found again by defined names
(:mod:`app.rendering.xlsx_reading`), so that a file saved again by another program can be read back.
"""

from __future__ import annotations

import io
import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from app.domain.enums import CellKind
from app.forms.definition import (
    Cell,
    Column,
    Field,
    FormDefinition,
    Leading,
    ListTable,
    Part,
    PartKind,
    Row,
    Table,
    ValueType,
)
from app.forms.evaluation import evaluate
from app.forms.expressions import Expression, value_of
from app.forms.places import unknown_lines
from app.forms.unknowns import declared
from app.forms.values import TypedValues
from app.forms.view import ReportView, Value
from app.rendering import xlsx_look as look
from app.rendering.layout import (
    DATE_LINE,
    STAMP_LINE,
    FormHeading,
    FormSignatures,
    cell_view,
    column_numbers,
    continues,
    counts_rows,
    date_line,
    ends_here,
    head_cells,
    in_heading,
    is_date_part,
    is_number,
    leading_heads,
    leading_numbers,
    leading_texts,
    list_rows,
    notes_before,
    pieces,
    printed_union,
    rows_in_part,
    shown_columns,
    signatures,
    table_title,
)
from app.rendering.xlsx_formulas import SheetPlace, Translator, decimals
from app.rendering.xlsx_names import (
    EDITION_NAME,
    FORM_NAME,
    PORTION_NAME,
    YEAR_NAME,
    cell_name,
    field_name,
    list_name,
)
from app.rendering.xlsx_notes import NOTE_WIDTH, Notes, absolute
from app.rendering.xlsx_page import column_widths, lines_needed, set_up_page
from app.rendering.xlsx_values import environment_of, with_results

_SPARE_LIST_ROWS = 30
_TALLEST_HEAD = 66.0


def form_xlsx(
    definition: FormDefinition, view: ReportView | None, *, heading: FormHeading, blank: bool = False
) -> bytes:
    """The form as XLSX, filled from the view or empty when ``blank`` or there is no view."""
    writer = _Writer(definition, None if blank else view, heading)
    writer.write()
    data = io.BytesIO()
    writer.book.save(data)
    return with_results(data.getvalue(), {**writer.results, **writer.notes.results})


class _Writer:
    """Goes down the sheet part by part; formulas are written last, when every cell has its place."""

    def __init__(self, definition: FormDefinition, view: ReportView | None, heading: FormHeading) -> None:
        self.definition, self.view, self.heading = definition, view, heading
        self.book = Workbook()
        sheet = self.book.active
        assert sheet is not None
        self.sheet = sheet
        self.sheet.title = re.sub(r"[\[\]:*?/\\]", " ", definition.number)[:31]
        self.row = 1
        self.widths = column_widths(definition)
        self.last = len(self.widths)
        self.places: dict[str, SheetPlace] = {}
        self.formulas: list[tuple[SheetCell, Expression, ValueType, Mapping[str, SheetPlace]]] = []
        self.zeros: set[str] = set()
        """Cells of the sheet whose totals show 0 while nothing is filled."""
        self.heads: dict[int, list[str]] = {}
        """The headings of every column of the sheet."""
        self.notes = Notes(sheet, self.last + 1)
        self.required: list[tuple[SheetCell, Expression]] = []
        self.required_fields: list[tuple[SheetCell, Expression]] = []
        self.lead = max((len(table.leading) for table in definition.tables.values()), default=0)
        self.rules: dict[ValueType, DataValidation] = {}
        self.list_places: dict[str, list[tuple[int, Mapping[str, SheetPlace]]]] = {}
        self.results: dict[str, Decimal | str] = {}
        """What the form's formulas give now, by cell of the sheet."""
        self.now = view or evaluate(definition, TypedValues(), org_kind=heading.org_kind or None)
        self.environment = environment_of(self.now, heading.year, heading.org_kind)

    def write(self) -> None:
        """Fill the whole sheet."""
        self.row = 3
        self._top()
        signed = signatures(self.definition.parts, self.heading, self.view)
        noted = notes_before(self.definition.parts)
        for place, part in enumerate(self.definition.parts):
            if place == noted:
                self._notes()
            if part.new_page:
                self.sheet.row_breaks.append(Break(id=self.row - 1))
            if part.kind is PartKind.FIELDS:
                self._fields(part)
            elif part.kind is PartKind.TABLE:
                self._table(part, self.definition.tables[part.table])
            elif part.kind is PartKind.LIST:
                self._list(part, self.definition.lists[part.table])
            elif part.kind is PartKind.TEXT:
                self._text(part)
            else:
                self._signatures(signed[place])
        if noted == len(self.definition.parts):
            self._notes()
        self._unknown()
        printed = self.row
        self._off_paper()
        self._write_formulas()
        self._missing_on_condition()
        self._checks()
        self.notes.write(self.row, self.last, self.definition.banner)
        self._finish(printed)

    # --- words ---------------------------------------------------------------------------------------------------

    def _line(self, text: str, *, align: str = "left", bold: bool = False, size: float = 11) -> None:
        """A line of words across the form."""
        cell = self._cell(self.row, 1)
        look.put_text(cell, text)
        look.dress(cell, size=size, bold=bold, align=align, frame=False)
        self._merge(self.row, 1, self.last)
        self._height(text, sum(self.widths), size)
        self.row += 1

    def _top(self) -> None:
        self._line(self.definition.number, align="right", bold=True)
        for line in self.definition.approval:
            self._line(line, align="right")
        for line in self.definition.heading:
            self._line(in_heading(line, self.heading), align="center", bold=True, size=12)
        if self.definition.intro:
            self._line(self.definition.intro, size=9)

    def _notes(self) -> None:
        for note in self.heading.notes if self.view is not None else ():
            self.row += 1
            self._line(note, size=9)

    def _title(self, text: str) -> None:
        self.row += 1
        if text:
            self._line(text, align="center", bold=True)

    def _signatures(self, signed: FormSignatures) -> None:
        self.row += 1
        middle = 3 if self.last > 3 else 2
        for line, name in signed.lines:
            who = self._cell(self.row, 1)
            look.put_text(who, line)
            look.dress(who, size=11, frame=False)
            self._height(line, sum(self.widths[: middle - 1]), 11)
            look.put_text(self._cell(self.row, middle + 1), name)
            look.put_text(self._cell(self.row + 1, middle), "(подпись)")
            look.put_text(self._cell(self.row + 1, middle + 1), "(Ф.И.О.)")
            for column in range(middle, self.last + 1):
                look.dress(self._cell(self.row, column), size=11, align="center", frame=False)
                self._cell(self.row, column).border = look.UNDERLINE
                look.dress(self._cell(self.row + 1, column), size=8, align="center", frame=False)
            for row in (self.row, self.row + 1):
                self._merge(row, 1, middle - 1)
                self._merge(row, middle + 1, self.last)
            self.row += 3
        if signed.stamp:
            self._line(STAMP_LINE)
        if signed.date:
            self._line(f"{DATE_LINE}  {date_line(self.heading.filled_on)}")

    def _text(self, part: Part) -> None:
        if is_date_part(part):
            self._line(f"{DATE_LINE}  {date_line(self.heading.filled_on)}")
            return
        self._title(part.title)
        cut = pieces(in_heading(part.text.strip(), self.heading))
        if len(cut) == 1:
            self._line(cut[0][0])
            return
        for number, (words, name) in enumerate(cut[:-1]):
            after = cut[number + 1][0].strip() if number == len(cut) - 2 else ""
            self._field_row(name, words.strip(" ,.;\n") or self.definition.fields[name].title, 3, after)

    # --- fields --------------------------------------------------------------------------------------------------

    def _fields(self, part: Part) -> None:
        self._title(part.title)
        for name in part.fields:
            if part.wide:
                self._line(self.definition.fields[name].title, bold=True, size=10)
                self._wide_row(name)
            else:
                self._field_row(name, self.definition.fields[name].title, self.last)

    def _field_row(self, name: str, title: str, until: int, after: str = "") -> None:
        field = self.definition.fields[name]
        label = self._cell(self.row, 1)
        look.put_text(label, title)
        for column in (1, 2):
            look.dress(self._cell(self.row, column))
        self._merge(self.row, 1, 2)
        number_format, align = look.FORMATS[field.type], "center" if is_number(field.type) else "left"
        for column in range(3, until + 1):
            cell = self._cell(self.row, column)
            look.dress(cell, align=align, fill=look.INPUT_FILL, number_format=number_format)
            look.open_for_typing(self._cell(self.row, column))
        cell = self._cell(self.row, 3)
        shown = cell_view(self.view, name)
        value = (printed_union(field, self.heading) or None) if shown is None else shown.value
        _put(cell, value, field.type)
        self._input(cell, field.type)
        self._merge(self.row, 3, until)
        if after and until < self.last:
            look.put_text(self._cell(self.row, until + 1), after)
            look.dress(self._cell(self.row, until + 1), frame=False)
        self.places[name] = self._place(cell, field.type, typed=True)
        self._name(field_name(name), absolute(cell))
        self._needed(cell, field)
        self.notes.bad_values(self.row, [(cell, field.type)])
        rest = value if isinstance(value, str) else ""
        self._height(title, sum(self.widths[:2]), 10, (rest, sum(self.widths[2:until])))
        self.row += 1

    def _needed(self, cell: SheetCell, field: Field) -> None:
        if not isinstance(field.required, bool):
            self.required_fields.append((cell, field.required))
        elif field.required:
            self.notes.missing(self.row, [cell])

    def _wide_row(self, name: str) -> None:
        """The value of a field over the whole width of the form."""
        field = self.definition.fields[name]
        for column in range(1, self.last + 1):
            cell = self._cell(self.row, column)
            look.dress(cell, fill=look.INPUT_FILL, number_format=look.FORMATS[field.type])
            look.open_for_typing(cell)
        cell = self._cell(self.row, 1)
        shown = cell_view(self.view, name)
        value = None if shown is None else shown.value
        _put(cell, value, field.type)
        self._input(cell, field.type)
        self._merge(self.row, 1, self.last)
        self.places[name] = self._place(cell, field.type, typed=True)
        self._name(field_name(name), absolute(cell))
        self._needed(cell, field)
        self.notes.bad_values(self.row, [(cell, field.type)])
        self._height(value if isinstance(value, str) else "\n\n", sum(self.widths), 10)
        self.row += 1

    # --- tables --------------------------------------------------------------------------------------------------

    def _table(self, part: Part, table: Table) -> None:
        if not continues(part, table):
            self._title(table_title(part, table))
            heads, numbers = leading_heads(table), leading_numbers(table)
            self._head(table.columns, heads, numbers, numbered=table.numbered, spans=self._leading_spans(table))
        for row in rows_in_part(part, table):
            if row.before:
                self._before(table, row.before)
            self._leading(table, row)
            first = self.lead
            texts = [
                (shown.value, self.widths[first + offset])
                for offset, column in enumerate(table.columns)
                if (shown := cell_view(self.view, table.address(row.code, column.code)))
                and isinstance(shown.value, str)
            ]
            left, right = self._leading_spans(table)[table.leading.index(Leading.TITLE)]
            room = sum(self.widths[left - 1 : right]) - 2 * row.indent
            self._height(row.title, room, 10, *texts)
            typed: list[tuple[SheetCell, Cell]] = []
            for offset, column in enumerate(table.columns):
                definition = table.cells[table.address(row.code, column.code)]
                cell = self._cell(self.row, 1 + first + offset)
                self._table_cell(cell, definition, table.blocked_mark)
                if definition.kind is CellKind.INPUT:
                    typed.append((cell, definition))
            unknown = {} if self.view is None else self.view.unknown
            wanted = [(cell, its) for cell, its in typed if not declared(unknown.get(its.address, ()))]
            always = [cell for cell, its in wanted if its.required is True and its.type is not ValueType.TEXT]
            if always:
                self.notes.missing(self.row, always)
            self.required += [(cell, its.required) for cell, its in wanted if not isinstance(its.required, bool)]
            if typed:
                self.notes.bad_values(self.row, [(cell, its.type) for cell, its in typed])
            self.row += 1
        if table.note and ends_here(part, table):
            self._line(table.note, size=9)

    def _leading_spans(self, table: Table) -> list[tuple[int, int]]:
        """First and last sheet column of each leading column; titles take what a table has fewer than others."""
        spans: list[tuple[int, int]] = []
        first = 1
        for place in table.leading:
            last = first + (self.lead - len(table.leading) if place is Leading.TITLE else 0)
            spans.append((first, last))
            first = last + 1
        return spans

    def _leading(self, table: Table, row: Row) -> None:
        spans, texts = self._leading_spans(table), leading_texts(table, row)
        for place, text, (first, last) in zip(table.leading, texts, spans, strict=True):
            for number in range(first, last + 1):
                look.dress(self._cell(self.row, number))
            self._merge(self.row, first, last)
            cell = self._cell(self.row, first)
            if place is Leading.TITLE and row.named_by:
                self._row_name(cell, row)
                continue
            look.put_text(cell, text)
            if place is Leading.TITLE:
                look.dress(cell, indent=row.indent)
                if row.rule:
                    look.add_hint(cell, f"{row.rule}\n({row.source})" if row.source else row.rule)
            else:
                look.dress(cell, align="center")
                cell.number_format = "@"

    def _row_name(self, cell: SheetCell, row: Row) -> None:
        """The title of a row that people name themselves."""
        field = self.definition.fields[row.named_by]
        look.dress(cell, indent=row.indent, fill=look.INPUT_FILL, number_format=look.FORMATS[field.type])
        look.open_for_typing(cell)
        self._input(cell, field.type)
        shown = cell_view(self.view, field.name)
        _put(cell, None if shown is None else shown.value, field.type)
        look.add_hint(cell, f"{row.rule}\n({row.source})" if row.source else row.rule)
        self.places[field.name] = self._place(cell, field.type, typed=True)
        self._name(field_name(field.name), absolute(cell))
        self._needed(cell, field)

    def _before(self, table: Table, text: str) -> None:
        first = self.lead
        until = first + len(table.columns)
        spans = self._leading_spans(table)
        title = spans[table.leading.index(Leading.TITLE)][0]
        codes = [spans[number][0] for number, place in enumerate(table.leading) if place is Leading.CODE]
        for column in range(1, until + 1):
            cell = self._cell(self.row, column)
            look.dress(cell, align="left" if column == title else "center")
            if column > first or column in codes:
                cell.value = table.before_mark or None
        look.put_text(self._cell(self.row, title), text)
        self._height(text, self.widths[title - 1] if table.before_mark else sum(self.widths[title - 1 : until]), 10)
        if not table.before_mark:
            self._merge(self.row, title, until)
        self.row += 1

    def _table_cell(self, cell: SheetCell, definition: Cell, blocked_mark: str) -> None:
        kind, number_format = definition.kind, look.FORMATS[definition.type]
        if kind is CellKind.BLOCKED:
            cell.value = blocked_mark or None
            look.dress(cell, align="center", fill=look.BLOCKED_FILL)
            self.places[definition.address] = SheetPlace("", blocked=True)
            return
        self.places[definition.address] = self._place(cell, definition.type, typed=kind is CellKind.INPUT)
        fill = look.INPUT_FILL if kind is CellKind.INPUT else look.COMPUTED_FILL
        align = "left" if definition.type is ValueType.TEXT else "center"
        look.dress(cell, align=align, fill=fill, number_format=number_format)
        self._name(cell_name(definition.address), absolute(cell))
        if kind is CellKind.FIXED:
            _put(cell, definition.fixed, definition.type)
        elif definition.compute is not None:
            self.formulas.append((cell, definition.compute, definition.type, self.places))
            value = self.now.cells[definition.address].value
            if self.definition.tables[definition.table].zero_totals:
                self.zeros.add(cell.coordinate)
                value = Decimal(0) if value is None else value
            self._result(cell, value)
        else:
            shown = cell_view(self.view, definition.address)
            _put(cell, None if shown is None else shown.value, definition.type)
            look.open_for_typing(cell)
            self._input(cell, definition.type)

    def _head(
        self,
        columns: Sequence[Column],
        stub: Sequence[str],
        stub_codes: Sequence[str],
        *,
        numbered: bool = True,
        spans: Sequence[tuple[int, int]] = (),
    ) -> None:
        cells = head_cells(columns, stub)
        depth = max(cell.row + cell.rows for cell in cells)
        width = len(columns) + (spans[-1][1] if spans else 0)
        places = [*spans, *((number, number) for number in range(width - len(columns) + 1, width + 1))]
        titles = ["", *stub, *(column.title for column in columns)][1:]
        codes = column_numbers(columns, stub_codes) if numbered else [""] * len(titles)
        self._remember_heads(places, titles, codes)
        for row in range(self.row, self.row + depth + int(numbered)):
            for column in range(1, width + 1):
                look.dress(self._cell(row, column), size=9, align="center")
        top = self.row
        for head in cells:
            row, column = top + head.row, places[head.column][0]
            until = places[head.column + head.columns - 1][1]
            look.put_text(self._cell(row, column), head.text)
            if head.rows > 1 or until > column:
                self.sheet.merge_cells(
                    start_row=row, start_column=column, end_row=row + head.rows - 1, end_column=until
                )
        for line in range(depth):
            self.row = top + line
            texts = [
                (head.text, sum(self.widths[first - 1 : places[head.column + head.columns - 1][1]]) * head.rows)
                for head in cells
                for first, _ in (places[head.column],)
                if head.row <= line < head.row + head.rows
            ]
            self._height("", 1, 9, *texts)
        self.row = top + depth
        if numbered:
            for (column, until), code in zip(places, column_numbers(columns, stub_codes), strict=True):
                look.put_text(self._cell(self.row, column), code)
                self._merge(self.row, column, until)
            self.row += 1

    def _remember_heads(self, places: Sequence[tuple[int, int]], texts: Sequence[str], codes: Sequence[str]) -> None:
        for (column, _), text, code in zip(places, texts, codes, strict=False):
            words = f"{code}. {text}" if code and code != text else text
            known = self.heads.setdefault(column, [])
            if words and words not in known:
                known.append(words)

    def _freeze(self) -> None:
        """Keep the banner, the headings of the columns and the leading columns in sight; row 2 is not printed.

        Several tables stand one below the other: a column is called by the headings of all of them.
        """
        if not self.heads:
            self.sheet.freeze_panes = "A3"
            return
        for column in range(1, self.last + 1):
            cell = self._cell(2, column)
            look.put_text(cell, " / ".join(self.heads.get(column, ())))
            look.dress(cell, size=8, align="center", fill=look.COMPUTED_FILL)
        needed = [lines_needed(" / ".join(texts), self.widths[column - 1], 8) for column, texts in self.heads.items()]
        self.sheet.row_dimensions[2].height = min(_TALLEST_HEAD, max(needed) * 10 + 3)
        self.sheet.freeze_panes = f"{get_column_letter(self.lead + 1)}3"

    # --- lists ---------------------------------------------------------------------------------------------------

    def _list(self, part: Part, table: ListTable) -> None:
        self._title(part.title or (table.title if table.show_title else ""))
        self._head(shown_columns(table.columns, self.heading), (), ())
        filled = list_rows(table, self.view)
        first = self.row
        rows: list[tuple[int, Mapping[str, SheetPlace]]] = []
        for number in range(1, len(filled) + _SPARE_LIST_ROWS + 1):
            given = filled[number - 1] if number <= len(filled) else {}
            rows.append((self.row, self._list_row(table, number, given)))
            self.row += 1
        self.list_places[table.id] = rows
        area = f"$A${first}:${get_column_letter(len(table.columns))}${self.row - 1}"
        self._name(list_name(table.id), area)
        if table.note:
            self._line(table.note, size=9)

    def _list_row(self, table: ListTable, number: int, given: Mapping[str, Value]) -> Mapping[str, SheetPlace]:
        places: dict[str, SheetPlace] = {}
        typed: list[tuple[SheetCell, ValueType]] = []
        around = ChainMap(places, self.places)
        for offset, column in enumerate(table.columns):
            cell = self._cell(self.row, 1 + offset)
            kind = column.type or ValueType.TEXT
            align = "center" if is_number(kind) or counts_rows(column) else "left"
            computed = table.compute.get(column.code)
            own = computed is not None or counts_rows(column)
            fill = look.COMPUTED_FILL if own else look.INPUT_FILL
            look.dress(cell, align=align, fill=fill, number_format=look.FORMATS[kind])
            if counts_rows(column):
                cell.value, cell.number_format = number, "0"
                continue
            places[column.code] = self._place(cell, kind, typed=computed is None)
            if computed is not None:
                self.formulas.append((cell, computed, kind, around))
                self._result(cell, given.get(column.code))
                continue
            _put(cell, given.get(column.code), kind)
            look.open_for_typing(cell)
            self._input(cell, kind)
            typed.append((cell, kind))
        self.notes.bad_values(self.row, typed)
        texts = [(value, self.widths[n]) for n, value in enumerate(given.values()) if isinstance(value, str)]
        self._height("", 1, 10, *texts)
        return around

    # --- formulas and notes --------------------------------------------------------------------------------------

    def _translator(self, places: Mapping[str, SheetPlace]) -> Translator:
        return Translator(places.get, self.heading.year, self.heading.org_kind)

    def _unknown(self) -> None:
        """«Нет сведений»: the cells stay empty, the reasons stand below the form."""
        lines = [] if self.view is None else unknown_lines(self.definition, self.view)
        if lines:
            self._title("Нет сведений")
        for number, line in enumerate(lines, start=1):
            self._line(f"{number}. {line}", size=9)

    def _write_formulas(self) -> None:
        for cell, expression, kind, places in self.formulas:
            zero = cell.coordinate in self.zeros
            cell.value = self._translator(places).cell_formula(expression, kind, zero=zero)

    def _missing_on_condition(self) -> None:
        for cell, condition in self.required:
            unless, holds = self._translator(self.places).holds_not(condition), value_of(condition, self.environment)
            self.notes.missing(cell.row, [cell], unless, not_now=holds is False)
        for cell, condition in self.required_fields:
            holds = value_of(condition, self.environment)
            needed = self._translator(self.places).holds(condition)
            self.notes.missing(cell.row, [cell], f"NOT({needed})", not_now=holds is not True)

    def _off_paper(self) -> None:
        """Fields that only rules need stand below what is printed."""
        names = [name for name, field in self.definition.fields.items() if not field.on_paper]
        if names:
            self._title("Для проверки (не печатается)")
        for name in names:
            self._field_row(name, self.definition.fields[name].title, self.last)

    def _checks(self) -> None:
        said = {violation.rule: violation.message for violation in self.now.violations}
        for check in self.definition.checks:
            if check.outside:
                continue  # a sheet knows neither other forms nor last year's
            if not check.list:
                now = said.get(check.id, "")
                self.notes.check(check, self._translator(self.places), self.places, violated_now=now)
                continue
            for number, (row, places) in enumerate(self.list_places.get(check.list, []), start=1):
                now = said.get(f"{check.id}:{number}", "")
                self.notes.check(check, self._translator(places), places, row, violated_now=now)

    def _result(self, cell: SheetCell, value: Value) -> None:
        self.results[cell.coordinate] = "" if value is None else value

    # --- small things --------------------------------------------------------------------------------------------

    def _cell(self, row: int, column: int) -> SheetCell:
        cell = self.sheet.cell(row=row, column=column)
        assert isinstance(cell, SheetCell)
        return cell

    def _merge(self, row: int, first: int, last: int) -> None:
        if last > first:
            self.sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)

    def _place(self, cell: SheetCell, kind: ValueType, *, typed: bool) -> SheetPlace:
        words = kind in (ValueType.TEXT, ValueType.DATE)
        return SheetPlace(absolute(cell), text=words, decimals=decimals(kind) if typed else None)

    def _input(self, cell: SheetCell, kind: ValueType) -> None:
        if kind not in self.rules:
            self.rules[kind] = look.TYPING_RULES[kind].validation()
        self.rules[kind].add(cell)

    def _name(self, name: str, area: str) -> None:
        title = self.sheet.title.replace("'", "''")
        self.book.defined_names[name] = DefinedName(name, attr_text=f"'{title}'!{area}")

    def _height(self, text: str, width: float, size: float, *more: tuple[str, float]) -> None:
        """Rows of merged or wrapped cells do not grow by themselves everywhere: set the height the texts need."""
        lines = max(lines_needed(words, room, size) for words, room in ((text, width), *more))
        self.sheet.row_dimensions[self.row].height = max(15.0, lines * size * 1.25 + 3)

    def _finish(self, printed: int) -> None:
        sheet = self.sheet
        for rule in self.rules.values():
            sheet.add_data_validation(rule)
        for number, width in enumerate((*self.widths, NOTE_WIDTH), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        constants = {FORM_NAME: self.definition.id, EDITION_NAME: self.definition.edition}
        if self.heading.year is not None:
            constants[YEAR_NAME] = str(self.heading.year)
        if self.definition.portion:
            constants[PORTION_NAME] = self.definition.portion
        for name, text in constants.items():
            self.book.defined_names[name] = DefinedName(name, attr_text=f'"{text}"')
        footer = "черновик, не подписан" if self.heading.draft and self.view is not None else ""
        if self.view is None:
            footer = self.heading.union
        self._freeze()
        self.book.security = WorkbookProtection(lockStructure=True)
        set_up_page(sheet, self.definition, (self.last, printed), footer)
        properties = self.book.properties
        properties.title, properties.creator = f"{self.definition.number}. {self.definition.title}", ""


def _put(cell: SheetCell, value: Value, kind: ValueType) -> None:
    if value is None:
        return
    if isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
        return
    if kind is ValueType.DATE:
        try:
            cell.value = date.fromisoformat(value)
        except ValueError:
            look.put_text(cell, value)
        else:
            cell.number_format = look.FORMATS[kind]
        return
    look.put_text(cell, value)
