"""What the paper and the spreadsheet of a form share: printed values, heads of tables, the words around the numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from app.domain.enums import CellKind
from app.domain.vocabulary.calendar import quoted_date
from app.forms.definition import Column, Field, Leading, ListTable, Part, PartKind, Row, Table, ValueType
from app.forms.rows import is_shown, row_title
from app.forms.values import shortened
from app.forms.view import CellView, ReportView, Value

STAMP_LINE = "М.П."
DATE_LINE = "Дата заполнения"
BLANK = "_____"
_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True)
class FormHeading:
    """What stands on the paper besides the form's numbers.

    ``year`` None leaves «20__» to the hand. ``signers`` are the Ф.И.О. in the order of the lines to be signed;
    missing or empty ones are left to the hand, as is a ``filled_on`` of None. ``draft`` marks every page «черновик».
    ``org_kind`` is the kind of the organisation that reports (``ppo``), for rules of a spreadsheet that ask for it.
    """

    year: int | None = None
    signers: tuple[str, ...] = ()
    filled_on: date | None = None
    draft: bool = False
    period: str = ""
    """Put in for ``{period}`` in the form's heading: «за I полугодие 2026 года»."""
    org_kind: str = ""
    notes: tuple[str, ...] = ()
    """Sentences that stand before the signatures: whose reports a consolidated form is made from."""
    union: str = ""
    """The union's printed name: a blank form carries it."""


def notes_before(parts: Sequence[Part]) -> int:
    """The place of the first signatures, or after everything: what is signed is above the names."""
    return next((place for place, part in enumerate(parts) if part.kind is PartKind.SIGNATURES), len(parts))


@dataclass(frozen=True)
class HeadCell:
    """A cell of a table's head: zero-based place, how many rows and columns it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


def value_text(value: Value, kind: ValueType | None) -> str:
    """As printed: a comma in fractions, one decimal for per cents and money, Russian dates; empty for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        if kind is ValueType.DATE:
            return russian_date(value)
        return value
    if kind is ValueType.MILLIONS:
        return format(shortened(value), "f").replace(".", ",")
    if kind in (ValueType.PERCENT, ValueType.MONEY):
        return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",")
    if value == value.to_integral_value():
        return str(value.to_integral_value())
    return format(value, "f").replace(".", ",")


def russian_date(text: str) -> str:
    """``2026-01-20`` as ``20.01.2026``; anything else unchanged."""
    try:
        return date.fromisoformat(text).strftime("%d.%m.%Y")
    except ValueError:
        return text


def date_line(day: date | None) -> str:
    """«20» января 2027 г., or the same with blanks."""
    if day is None:
        return "« ____ » ______________ 20__ г."
    return quoted_date(day)


def is_number(kind: ValueType | None) -> bool:
    """Whether such values stand at the centre of a narrow column and are numbers in a spreadsheet."""
    return kind not in (None, ValueType.TEXT, ValueType.DATE)


def in_heading(text: str, heading: FormHeading) -> str:
    """A line of the form's heading with its ``{year}``, ``{next_year}`` and ``{period}`` put in."""
    year = "20__" if heading.year is None else str(heading.year)
    following = "20__" if heading.year is None else str(heading.year + 1)
    places = {"year": year, "next_year": following, "period": heading.period or BLANK}
    return _PLACE.sub(lambda m: places.get(m[1], m[0]), text)


def shown_columns(columns: Sequence[Column], heading: FormHeading) -> tuple[Column, ...]:
    """Columns with the headings people see."""
    return tuple(replace(c, title=in_heading(c.shown, heading)) if c.shown else c for c in columns)


def pieces(text: str) -> tuple[tuple[str, str], ...]:
    """A TEXT part cut at its places: pairs of (words, field's name after them); the last name is empty."""
    found: list[tuple[str, str]] = []
    place = 0
    for match in _PLACE.finditer(text):
        found.append((text[place : match.start()], match[1]))
        place = match.end()
    found.append((text[place:], ""))
    return tuple(found)


def cell_view(view: ReportView | None, address: str) -> CellView | None:
    """The evaluated cell or field; None on a blank form."""
    if view is None:
        return None
    return view.cells.get(address) or view.fields.get(address)


def printed_union(field: Field, heading: FormHeading) -> str:
    """What a blank form prints in a field for the union's name; empty for every other field."""
    asked = field.fact
    return heading.union if asked is not None and ("field", "union") in asked.arguments else ""


def head_cells(columns: Sequence[Column], stub: Sequence[str] = ()) -> tuple[HeadCell, ...]:
    """The head of a table: stub columns first, neighbours of one group under their group's heading."""
    levels = [[c.over for c in columns], [c.group for c in columns]]
    levels = [names for names in levels if any(names)]
    depth = len(levels) + 1
    cells = [HeadCell(text, 0, place, depth) for place, text in enumerate(stub)]
    for place, column in enumerate(columns):
        top = max((level for level, names in enumerate(levels, 1) if names[place]), default=0)
        cells.append(HeadCell(column.title, top, len(stub) + place, depth - top))
        for level, names in enumerate(levels):
            # A heading ends where any heading above it ends.
            own = [above[place] for above in levels[: level + 1]]
            if not names[place] or (place and [above[place - 1] for above in levels[: level + 1]] == own):
                continue
            end = place
            while end < len(columns) and [above[end] for above in levels[: level + 1]] == own:
                end += 1
            higher = max((n for n, above in enumerate(levels[:level], 1) if above[place]), default=0)
            cells.append(HeadCell(names[place], higher, len(stub) + place, level + 1 - higher, end - place))
    return tuple(cells)


def column_numbers(columns: Sequence[Column], stub: Sequence[str] = ()) -> tuple[str, ...]:
    """The line of numbers under the head."""
    return (*stub, *(column.printed or column.code for column in columns))


def leading_heads(table: Table) -> tuple[str, ...]:
    """Headings of the leading columns, in order."""
    heads = {Leading.CODE: table.stub[0], Leading.TITLE: table.stub[1], Leading.LABEL: table.label[0]}
    return tuple(heads[place] for place in table.leading)


def leading_numbers(table: Table) -> tuple[str, ...]:
    """Their numbers."""
    numbers = {Leading.CODE: table.stub_codes[0], Leading.TITLE: table.stub_codes[1], Leading.LABEL: table.label[1]}
    return tuple(numbers[place] for place in table.leading)


def leading_texts(table: Table, row: Row, view: ReportView | None = None) -> tuple[str, ...]:
    """What stands in them beside a row."""
    texts = {Leading.CODE: row.printed or row.code, Leading.TITLE: row_title(row, view), Leading.LABEL: row.label}
    return tuple(texts[place] for place in table.leading)


def rows_in_part(part: Part, table: Table) -> tuple[Row, ...]:
    """The rows of the table that stand in the part."""
    return tuple(row for row in table.rows if not part.rows or row.code in part.rows)


def printed_rows(part: Part, table: Table, view: ReportView | None) -> tuple[Row, ...]:
    """As :func:`rows_in_part`; of a filled form without rows to be named that have neither a name nor numbers."""
    return tuple(row for row in rows_in_part(part, table) if view is None or is_shown(table, row, view))


def continues(part: Part, table: Table) -> bool:
    """Whether the part goes on with a table that began in another: it has no title and no head of its own."""
    return part.continues or (bool(part.rows) and part.rows[0] != table.rows[0].code)


def ends_here(part: Part, table: Table) -> bool:
    """Whether the table's last row stands in the part."""
    return not part.rows or part.rows[-1] == table.rows[-1].code


def table_title(part: Part, table: Table) -> str:
    """The title printed above the part's table."""
    if part.title or continues(part, table):
        return part.title
    return table.title if table.show_title else ""


def counts_rows(column: Column) -> bool:
    """Whether a list's column is the running number («№ п/п»), filled by the program."""
    return column.title.strip().startswith("№") and column.type in (None, ValueType.COUNT)


def shown_cell(table: Table, address: str, view: ReportView | None) -> str:
    """What is printed in a cell of a table."""
    cell = table.cells.get(address)
    if cell is None or cell.kind is CellKind.BLOCKED:
        return table.blocked_mark
    shown = cell_view(view, address)
    if shown is None:
        return value_text(cell.fixed, cell.type)
    return value_text(shown.value, cell.type)


def list_rows(table: ListTable, view: ReportView | None) -> tuple[Mapping[str, Value], ...]:
    """The filled rows of a list; none on a blank form."""
    return () if view is None else view.lists.get(table.id, ())


def is_date_part(part: Part) -> bool:
    """Whether a TEXT part is the line for the date of filling; its blanks are printed as a date when that is known."""
    return part.kind is PartKind.TEXT and part.text.strip().startswith(DATE_LINE)


@dataclass(frozen=True)
class FormSignatures:
    """A SIGNATURES part: pairs of (who signs, Ф.И.О. or empty), places for the stamp and for the date of filling."""

    lines: tuple[tuple[str, str], ...]
    stamp: bool
    date: bool


def _typed_name(view: ReportView | None, field: str) -> str:
    shown = cell_view(view, field)
    return shown.value if shown is not None and isinstance(shown.value, str) else ""


def signatures(parts: Sequence[Part], heading: FormHeading, view: ReportView | None) -> Mapping[int, FormSignatures]:
    """The SIGNATURES parts by their place in the form; signers are counted over all of them in order.

    The lines «М.П.» and «Дата заполнения» take no signer. The date stands after the first signatures unless the form
    has a part for it.
    """
    chairs = iter(heading.signers)
    dated = any(is_date_part(part) for part in parts)
    found: dict[int, FormSignatures] = {}
    for place, part in enumerate(parts):
        if part.kind is PartKind.SIGNATURES:
            stripped = [line.strip() for line in part.lines]
            names = chain([_typed_name(view, part.signer)], chairs) if part.signer else chairs
            signed = tuple((line, next(names, "")) for line in stripped if line not in (STAMP_LINE, DATE_LINE))
            found[place] = FormSignatures(signed, STAMP_LINE in stripped, not dated)
            dated = True
    return found
