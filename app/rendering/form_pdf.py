"""A form as it looks on official paper: PDF of a definition and an evaluated report, or blank to be filled by hand.

Everything comes from the definition; no form is known by name here.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from app.forms.definition import (
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
from app.forms.places import unknown_lines
from app.forms.view import ReportView
from app.rendering.fonts import REGULAR, drawing, register_fonts, text_width
from app.rendering.hyphens import hyphenated
from app.rendering.keeping import Ending, TitleBreak, kept_title
from app.rendering.layout import (
    BLANK,
    DATE_LINE,
    STAMP_LINE,
    FormHeading,
    FormSignatures,
    HeadCell,
    cell_view,
    column_numbers,
    continues,
    counts_rows,
    date_line,
    ends_here,
    head_cells,
    in_heading,
    is_date_part,
    leading_heads,
    leading_numbers,
    leading_texts,
    list_rows,
    notes_before,
    pieces,
    printed_rows,
    printed_union,
    shown_cell,
    shown_columns,
    signatures,
    table_title,
    value_text,
)
from app.rendering.paper import (
    CENTRED,
    JUSTIFIED,
    RIGHTWARDS,
    PaperSection,
    page_width,
    paragraph_markup,
    plain,
    sections_document,
    style,
)

_LINE = 0.5
_PADDING = 2.5
_BODY, _TABLE, _HEAD, _SMALL = 10.5, 9.5, 8.5, 8.0
_LEAST = 7.0
"""No text of a form is smaller: what has no room breaks with a hyphen."""
_BLANK_LIST_ROWS = {"portrait": 5, "landscape": 12}
_BLANK_LINES = 3
_TALLEST_ROW = 60 * mm
_WIDEST_LABEL = 22 * mm


def form_pdf(
    definition: FormDefinition, view: ReportView | None, *, heading: FormHeading, blank: bool = False
) -> bytes:
    """The form as PDF, A4 as the definition says; the same input gives the same bytes.

    ``blank`` (or no view) prints the form to be filled by hand. Explanations of warnings are printed after the form.
    """
    return forms_pdf([(definition, None if blank else view, heading)])


def forms_pdf(forms: Sequence[tuple[FormDefinition, ReportView | None, FormHeading]]) -> bytes:
    """Several forms in one PDF, with a bookmark to each: what their fonts weigh is carried once."""
    with drawing:
        register_fonts()
        sheets = [_Sheet(*form) for form in forms]
        names = [f"{sheet.definition.number}. {sheet.definition.title}" for sheet in sheets]
        sections = [
            PaperSection(
                sheet.story(),
                name,
                is_landscape=sheet.is_landscape,
                footer=_footer(sheet.definition, sheet.heading, blank=sheet.view is None),
            )
            for sheet, name in zip(sheets, names, strict=True)
        ]
        return sections_document(sections, title="; ".join(names))


def _footer(definition: FormDefinition, heading: FormHeading, *, blank: bool) -> str:
    words = [definition.number]
    if heading.period or heading.year is not None:
        words.append(heading.period or in_heading("{year}", heading))
    if heading.draft and not blank:
        words.append("черновик, не подписан")
    if blank and heading.union:
        words.append(heading.union)
    return ", ".join(words)


@dataclass(frozen=True)
class _Sheet:
    definition: FormDefinition
    view: ReportView | None
    heading: FormHeading

    @property
    def is_landscape(self) -> bool:
        return self.definition.orientation == "landscape"

    @property
    def width(self) -> float:
        return page_width(self.is_landscape)

    def story(self) -> list[Flowable]:
        flow = self._top()
        signed = signatures(self.definition.parts, self.heading, self.view)
        noted = notes_before(self.definition.parts)
        ending: list[Flowable] = []
        """From the signatures on: it never stands alone at the head of a page."""
        for place, part in enumerate(self.definition.parts):
            if part.new_page:
                flow.append(PageBreak())
            if place == noted:
                flow += self._notes()
            if part.kind is PartKind.SIGNATURES:
                ending += self._signatures(part, signed[place])
                continue
            made = self._part(part, place)
            if ending and part.kind is PartKind.TEXT:
                ending += made
                continue
            flow = [*_ended(flow, ending), *made]
            ending = []
        flow = _ended(flow, ending)
        if noted == len(self.definition.parts):
            flow += self._notes()
        return flow + self._unknown() + self._explanations()

    def _part(self, part: Part, place: int) -> list[Flowable]:
        if part.kind is PartKind.FIELDS:
            return self._fields(part)
        if part.kind is PartKind.TABLE:
            return [] if part.continues else self._table(part, self._following(place))
        if part.kind is PartKind.LIST:
            return self._list(part, self.definition.lists[part.table])
        return self._text(part)

    def _notes(self) -> list[Flowable]:
        if self.view is None:
            return []
        return [plain(note, style(_SMALL + 1, spaceBefore=6)) for note in self.heading.notes]

    def _top(self) -> list[Flowable]:
        right = style(_BODY, align=RIGHTWARDS)
        flow: list[Flowable] = [plain(self.definition.number, style(_BODY, bold=True, align=RIGHTWARDS)), Spacer(0, 5)]
        if self.definition.approval:
            flow += [plain("\n".join(self.definition.approval), right), Spacer(0, 8)]
        lines = "\n".join(in_heading(line, self.heading) for line in self.definition.heading)
        flow += [plain(lines, style(12, bold=True, align=CENTRED)), Spacer(0, 8)]
        if self.definition.intro:
            flow += [plain(self.definition.intro, style(_SMALL + 1, align=JUSTIFIED)), Spacer(0, 8)]
        return flow

    def _title(self, text: str, over: Flowable | None = None) -> list[Flowable]:
        """A title, with enough of what stands under it on the same page."""
        if not text:
            return []
        title = plain(text, style(_BODY, bold=True, align=CENTRED, spaceBefore=8, spaceAfter=4))
        # keepWithNext would push a whole long table to the next page.
        return [kept_title(title, over), title]

    def _field_text(self, field: Field) -> str:
        shown = cell_view(self.view, field.name)
        return printed_union(field, self.heading) if shown is None else value_text(shown.value, field.type)

    def _fields(self, part: Part) -> list[Flowable]:
        if part.wide:
            return self._narrative(part)
        look = style(_TABLE)
        widths = [self.width * 0.44, self.width * 0.56]
        rows: list[list[Any]] = []
        for name in part.fields:
            field = self.definition.fields[name]
            rows += _cut([plain(field.title, look), plain(self._field_text(field), look)], widths)
        if not rows:
            return self._title(part.title)
        grid = Grid(rows, colWidths=widths, style=[*_FRAME, *_TIGHT])
        return [*self._title(part.title, grid), grid, Spacer(0, 4)]

    def _narrative(self, part: Part) -> list[Flowable]:
        flow = self._title(part.title)
        for name in part.fields:
            field = self.definition.fields[name]
            text = self._field_text(field)
            flow.append(plain(field.title, style(_BODY, bold=True, spaceBefore=6, keepWithNext=True)))
            if self.view is None:
                flow += [Grid([[""]] * _BLANK_LINES, colWidths=[self.width], style=_RULED, rowHeights=16)]
            else:
                flow += [plain(line, style(_BODY, align=JUSTIFIED)) for line in (text or "—").split("\n")]
            flow.append(Spacer(0, 6))
        return flow

    def _text(self, part: Part) -> list[Flowable]:
        if is_date_part(part):
            return [plain(f"{DATE_LINE}\n{date_line(self.heading.filled_on)}", style(_BODY, spaceBefore=4))]
        words = ""
        for text, name in pieces(in_heading(part.text.strip(), self.heading)):
            words += paragraph_markup(text)
            if name:
                value = self._field_text(self.definition.fields[name])
                words += f"<u>&nbsp;{paragraph_markup(value)}&nbsp;</u>" if value else BLANK
        return [*self._title(part.title), Paragraph(words, style(_BODY, spaceBefore=8))]

    def _following(self, place: int) -> list[Part]:
        """Parts that go on with the table of the part at that place."""
        rest = self.definition.parts[place + 1 :]
        return list(itertools.takewhile(lambda part: part.continues, rest))

    def _table(self, part: Part, following: Sequence[Part]) -> list[Flowable]:
        table = self.definition.tables[part.table]
        goes_on = continues(part, table)
        head = () if goes_on else head_cells(table.columns, leading_heads(table))
        numbers = column_numbers(table.columns, leading_numbers(table)) if table.numbered and not goes_on else ()
        widths = _table_widths(table, self.width)
        left = style(_TABLE)
        rows: list[list[Any]] = []
        spans: list[tuple[Any, ...]] = []
        for its in (part, *following):
            table = self.definition.tables[its.table]
            for row in printed_rows(its, table, self.view):
                if row.before:
                    if not table.before_mark:
                        spans.append(("SPAN", (table.leading.index(Leading.TITLE), len(rows)), (-1, len(rows))))
                    rows.append([*_before(table, plain(row.before, left)), *[table.before_mark] * len(table.columns)])
                places = [table.address(row.code, column.code) for column in table.columns]
                rooms = widths[len(table.leading) :]
                cells = [self._table_cell(table, at, room) for at, room in zip(places, rooms, strict=True)]
                rows += _cut([*self._leading(table, row, widths), *cells], widths)
        grid = _grid(head, numbers, widths, rows, spans)
        table = self.definition.tables[part.table]
        below = [*_note(table.note), Spacer(0, 4)] if ends_here(part, table) else []
        return [*self._title(table_title(part, table), grid), grid, *below]

    def _leading(self, table: Table, row: Row, widths: Sequence[float]) -> list[Paragraph | str]:
        cells: list[Paragraph | str] = []
        texts = leading_texts(table, row, self.view)
        for place, text, width in zip(table.leading, texts, widths, strict=False):
            room = width - 2 * _PADDING - 0.5
            if place is Leading.CODE:
                cells.append(text)
            elif place is Leading.LABEL:
                cells.append(_in_room(text, style(_TABLE - 0.5, align=CENTRED), room))
            else:
                look = style(_TABLE, leftIndent=row.indent * 8.0 if row.indent else 0)
                cells.append(_in_room(text, look, room))
        return cells

    def _table_cell(self, table: Table, address: str, width: float) -> Paragraph | str:
        text = shown_cell(table, address, self.view)
        if text and self.view is not None and self.view.unknown.get(address):
            text += "*"  # what is not in it is told below the form
        # Texts wrap; numbers are plain strings, because a paragraph each would make the file a quarter larger.
        if table.cells[address].type is not ValueType.TEXT:
            return text
        room = width - 2 * _PADDING - 0.5
        return _in_room(text, style(_fitting(text, room, _TABLE)), room)

    def _list(self, part: Part, table: ListTable) -> list[Flowable]:
        columns = [column for column in shown_columns(table.columns, self.heading) if column.on_paper]
        head = head_cells(columns)
        units = sum(column.width for column in columns)
        widths = [self.width * column.width / units for column in columns]
        filled = list_rows(table, self.view)
        rows: list[list[Any]] = []
        for number, row in enumerate(filled, start=1):
            cells = [
                self._list_cell(column, row.get(column.code), number, width)
                for column, width in zip(columns, widths, strict=True)
            ]
            rows += _cut(cells, widths)
        if self.view is None:
            rows += [["\n"] * len(columns) for _ in range(_BLANK_LIST_ROWS[self.definition.orientation])]
        elif not rows:
            rows.append(["—"] * len(columns))
        grid = _grid(head, column_numbers(columns), widths, rows, [])
        title = part.title or (table.title if table.show_title else "")
        return [*self._title(title, grid), grid, *_note(table.note), Spacer(0, 4)]

    def _list_cell(self, column: Column, value: Any, number: int, width: float) -> Paragraph | str:
        text = str(number) if value is None and counts_rows(column) else value_text(value, column.type)
        if isinstance(value, str):
            return _in_room(text, style(_TABLE - 0.5), width - 2 * _PADDING - 0.5)
        return text

    def _signatures(self, part: Part, signed: FormSignatures) -> list[Flowable]:
        flow: list[Flowable] = [Spacer(0, 14), *self._title(part.title)]
        if part.text:
            flow.append(plain(part.text, style(_BODY, spaceAfter=6)))
        small = style(_SMALL - 0.5, align=CENTRED)
        widths = [share * self.width for share in (0.46, 0.03, 0.2, 0.03, 0.28)]
        for line, name in signed.lines:
            rows = [
                [plain(line, style(_BODY)), "", "", "", plain(name, style(_BODY, align=CENTRED))],
                ["", "", plain("(подпись)", small), "", plain("(Ф.И.О.)", small)],
            ]
            lines = [
                ("LINEBELOW", (2, 0), (2, 0), _LINE, colors.black),
                ("LINEBELOW", (4, 0), (4, 0), _LINE, colors.black),
            ]
            flow += [
                Grid(rows, colWidths=widths, style=[*lines, *_TIGHT, ("VALIGN", (0, 0), (-1, 0), "BOTTOM")]),
                Spacer(0, 8),
            ]
        filled = plain(f"{DATE_LINE}\n{date_line(self.heading.filled_on)}" if signed.date else "", style(_BODY))
        if signed.stamp:
            row = [[plain(STAMP_LINE, style(_BODY)), filled]]
            flow.append(Grid(row, colWidths=[self.width * 0.3, self.width * 0.7], style=_TIGHT))
        elif signed.date:
            flow.append(filled)
        return flow

    def _unknown(self) -> list[Flowable]:
        """«Нет сведений»: the places stay empty above, the reasons stand here."""
        lines = [] if self.view is None else unknown_lines(self.definition, self.view)
        if not lines:
            return []
        told = [plain(f"{number}. {line}", style(_TABLE, spaceAfter=4)) for number, line in enumerate(lines, start=1)]
        return [Spacer(0, 10), *self._title("Нет сведений"), *told]

    def _explanations(self) -> list[Flowable]:
        if self.view is None:
            return []
        explained = [v for v in self.view.violations if v.explanation]
        if not explained:
            return []
        flow: list[Flowable] = [Spacer(0, 10), *self._title("Пояснения к отчёту")]
        for number, violation in enumerate(explained, start=1):
            words = f"{number}. {violation.message}\nПояснение: {violation.explanation}"
            flow.append(plain(words, style(_TABLE, spaceAfter=4)))
        return flow


def _ended(flow: list[Flowable], ending: list[Flowable]) -> list[Flowable]:
    """The story with the ending, which keeps the end of the last text or table (and its title) with it."""
    if not ending:
        return flow
    place = next((n for n in range(len(flow) - 1, -1, -1) if isinstance(flow[n], Paragraph | Grid)), -1)
    if place < 0 or any(isinstance(part, PageBreak) for part in flow[place:]):
        return [*flow, KeepTogether(ending)]
    start = place
    while start and (isinstance(flow[start - 1], TitleBreak) or _leads(flow, start)):
        start -= 1
    lead = [part for part in flow[start:place] if not isinstance(part, TitleBreak)]
    return [*flow[:start], Ending(lead, flow[place], [*flow[place + 1 :], *ending])]


def _leads(flow: Sequence[Flowable], place: int) -> bool:
    """Whether what stands before is the title of what stands there."""
    before = flow[place - 1] if place else None
    if not isinstance(before, Paragraph):
        return False
    titled = place > 1 and isinstance(flow[place - 2], TitleBreak)
    return titled or bool(getattr(before.style, "keepWithNext", 0))


_FRAME: list[tuple[Any, ...]] = [("GRID", (0, 0), (-1, -1), _LINE, colors.black)]
_RULED: list[tuple[Any, ...]] = [
    ("FONT", (0, 0), (-1, -1), REGULAR, _TABLE),
    ("LINEBELOW", (0, 0), (-1, -1), _LINE, colors.black),
]
_TIGHT: list[tuple[Any, ...]] = [
    ("FONT", (0, 0), (-1, -1), REGULAR, _TABLE),  # or empty cells would name a font that is not embedded
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), 1.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
]


def _note(text: str) -> list[Flowable]:
    return [plain(text, style(_SMALL, spaceBefore=3))] if text else []


def _before(table: Table, words: Paragraph) -> list[Any]:
    """The leading cells of an unnumbered line."""
    marks = {Leading.TITLE: words, Leading.CODE: table.before_mark, Leading.LABEL: ""}
    return [marks[place] for place in table.leading]


def _table_widths(table: Table, width: float) -> list[float]:
    """Codes and labels as wide as they need, then the titles, then the columns by their weights."""
    narrow = [_leading_width(table, place) for place in table.leading]
    left = width - sum(narrow)
    units = sum(column.width for column in table.columns)
    share = min(0.76, 0.118 * units)
    columns = [left * share * column.width / units for column in table.columns]
    return [*(one or left - sum(columns) for one in narrow), *columns]


def _leading_width(table: Table, place: Leading) -> float:
    """The width of a leading column; 0 for the titles, which take what is left."""
    if place is Leading.TITLE:
        return 0.0
    index = table.leading.index(place)
    texts = [leading_texts(table, row)[index] for row in table.rows]
    room = max(text_width(text, REGULAR, _TABLE) for text in texts) + 2 * _PADDING + 2
    words = leading_heads(table)[index].split()
    heading = max([0.0, *(text_width(word, REGULAR, _HEAD) + 2 * _PADDING + 1 for word in words)])
    return max(9 * mm, heading, room if place is Leading.CODE else min(room, _WIDEST_LABEL))


def _grid(
    head: Sequence[HeadCell],
    numbers: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[list[Any]],
    spans: Sequence[tuple[Any, ...]],
) -> Grid:
    """A framed table whose head and line of numbers are repeated on every page."""
    depth = max((cell.row + cell.rows for cell in head), default=0)
    above: list[list[Any]] = [[""] * len(widths) for _ in range(depth)]
    head = [replace(cell, text=_broken(cell.text, _room(cell, widths))) for cell in head]
    look = _head_style(head, widths)
    # Numbers are plain strings, centred: a paragraph each would make the file a quarter larger.
    commands: list[tuple[Any, ...]] = [*_FRAME, *_TIGHT, ("ALIGN", (0, 0), (-1, -1), "CENTER")]
    for cell in head:
        above[cell.row][cell.column] = _in_room(cell.text, look, _room(cell, widths))
        if cell.rows > 1 or cell.columns > 1:
            last = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
            commands.append(("SPAN", (cell.column, cell.row), last))
    above += [list(numbers)] if numbers else []
    shift = len(above)
    for name, (left, top), (right, bottom) in spans:
        commands.append((name, (left, top + shift), (right, bottom + shift)))
    return Grid(
        [*above, *rows],
        colWidths=list(widths),
        repeatRows=shift,
        style=commands,
    )


def _cut(cells: Sequence[Paragraph | str], widths: Sequence[float]) -> list[list[Any]]:
    """A row of a table, or several when a text is too tall: rows are not broken across pages."""
    columns: list[list[Any]] = []
    for cell, width in zip(cells, widths, strict=True):
        if isinstance(cell, str):
            columns.append([cell])
            continue
        rest: list[Any] = [cell]
        found: list[Any] = []
        while rest:
            parts = rest[-1].split(width - 2 * _PADDING, _TALLEST_ROW) or rest
            found.append(parts[0])
            rest = parts[1:]
        columns.append(found)
    tallest = max(len(found) for found in columns)
    return [[found[n] if n < len(found) else "" for found in columns] for n in range(tallest)]


def _head_style(head: Sequence[HeadCell], widths: Sequence[float]) -> ParagraphStyle:
    """Type small enough for the longest word of every heading to stand unbroken in its column."""
    size = _HEAD - 0.1
    for cell in head:
        size = _fitting(cell.text, _room(cell, widths), size)
    return style(size, align=CENTRED)


def _room(cell: HeadCell, widths: Sequence[float]) -> float:
    return sum(widths[cell.column : cell.column + cell.columns]) - 2 * _PADDING - 0.5


def _broken(text: str, room: float) -> str:
    """Words joined by a stroke that are too long for their column go on in the next line after it."""
    words = text.split(" ")
    return " ".join(w.replace("/", "/\n") if text_width(w, REGULAR, _HEAD) > room else w for w in words)


def _in_room(text: str, look: ParagraphStyle, room: float) -> Paragraph:
    """A paragraph whose words that are too long for the room break with a hyphen."""
    return plain(hyphenated(text, look.fontName, look.fontSize, room - look.leftIndent), look)


def _fitting(text: str, room: float, size: float) -> float:
    """The size, or less, in which the longest word stands unbroken."""
    longest = max((text_width(word, REGULAR, 1.0) for word in text.split()), default=0.0)
    return size if longest * size <= room else max(round(room / longest - 0.05, 1), _LEAST)
