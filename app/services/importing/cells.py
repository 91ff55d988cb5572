"""The cells of a table's rows by what they mean: first filled value, joined words, dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from app.services.importing.blanks import is_blank_date, is_repeated, lost_value
from app.services.importing.dates import BadDate, DayOrder, Meaning, ReadDate, could_be_either, order_of, read_date
from app.services.importing.fields import DATE_FIELDS, ListField
from app.services.importing.mapping import ColumnMapping
from app.services.importing.records import RowRemark
from app.services.importing.sheets import SheetCell
from app.services.importing.spans import ListedSpan, second_date, spans_in
from app.services.importing.values import descriptive_text, read_yes

_Meant = TypeVar("_Meant")


class RowCells:
    """Reads cells of any row of one table by field."""

    def __init__(self, columns: Sequence[ColumnMapping], body: Sequence[Sequence[SheetCell]], today: date) -> None:
        self.today = today
        self._columns: dict[ListField, list[ColumnMapping]] = {}
        for column in columns:
            self._columns.setdefault(column.field, []).append(column)
        self._orders = {
            column.column: order_of(row[column.column] for row in body)
            for field, found in self._columns.items()
            if field in DATE_FIELDS
            for column in found
        }

        self._losing = [
            column
            for column in columns
            if column.field is not ListField.IGNORE and any(lost_value(row[column.column]) for row in body)
        ]

    def has(self, field: ListField) -> bool:
        """Whether the table has a column of the field."""
        return field in self._columns

    def column(self, field: ListField) -> int | None:
        """The first column of the field."""
        found = self._columns.get(field)
        return found[0].column if found else None

    def raw(self, field: ListField, row: Sequence[SheetCell]) -> tuple[SheetCell, str]:
        """The first filled cell of the field and its column's heading."""
        columns = self._columns.get(field, ())
        for column in columns:
            if row[column.column] != "":
                return row[column.column], column.heading or column.letter
        return "", (columns[0].heading or columns[0].letter) if columns else ""

    def words(
        self, field: ListField, row: Sequence[SheetCell], read: Callable[[SheetCell], str] = descriptive_text
    ) -> str:
        """The texts of all columns of the field, put together."""
        columns = self._columns.get(field, ())
        if not columns:
            return ""
        if len(columns) == 1:
            value = row[columns[0].column]
            return read(value) if value != "" else ""
        texts = [read(row[column.column]) for column in columns]
        return "; ".join(dict.fromkeys(text for text in texts if text))

    def texts(self, field: ListField, row: Sequence[SheetCell]) -> list[tuple[str, str]]:
        """The text and the heading of every filled column of the field."""
        found = [(row[c.column], c.heading or c.letter) for c in self._columns.get(field, ()) if row[c.column] != ""]
        return [(text, heading) for value, heading in found if (text := descriptive_text(value))]

    def heading(self, field: ListField) -> str:
        """The heading of the field's column, for remarks; empty when there is none."""
        columns = self._columns.get(field, ())
        return (columns[0].heading or columns[0].letter) if columns else ""

    def date(
        self,
        field: ListField,
        row: Sequence[SheetCell],
        refusals: list[RowRemark],
        doubts: list[RowRemark],
        meaning: Meaning = Meaning.EVENT,
    ) -> ReadDate | None:
        """The field's date; None for a blank or for nonsense, which goes to ``refusals``. A day that may be another
        one goes to ``doubts``."""
        place = self._place(field, row)
        if place is None:
            return None
        column, value, heading = place
        if is_repeated(value):
            doubts.append(RowRemark(heading, f"стоит знак повтора «{value}»: дата не взята"))
            return None
        if is_blank_date(value) or lost_value(value):
            return None
        order = self._orders.get(column, DayOrder.DAY_FIRST)
        try:
            read = read_date(value, meaning, self.today, us_order=order is DayOrder.MONTH_FIRST)
        except BadDate as error:
            refusals.append(RowRemark(heading, str(error)))
            return None
        if read.doubt:
            doubts.append(RowRemark(heading, read.doubt))
        typed = isinstance(value, date)
        if (order is DayOrder.MIXED or (typed and order is DayOrder.MONTH_FIRST)) and could_be_either(value):
            doubts.append(
                RowRemark(heading, f"в столбце день стоит то до месяца, то после: принято {read.value:%d.%m.%Y}")
            )
        if read.rest and second_date(read, self.today):
            doubts.append(RowRemark(heading, f"в ячейке две даты: взята первая, {read.value:%d.%m.%Y}"))
        return read

    def spans(
        self, field: ListField, row: Sequence[SheetCell], refusals: list[RowRemark]
    ) -> tuple[tuple[ListedSpan, ...], str]:
        """The times from one day to another that the field's cell tells, and the words beside them."""
        value, heading = self.raw(field, row)
        try:
            return spans_in(value, self.today)
        except BadDate as error:
            refusals.append(RowRemark(heading, str(error)))
            return (), ""

    def _place(self, field: ListField, row: Sequence[SheetCell]) -> tuple[int, SheetCell, str] | None:
        """The first cell of the field that holds more than a mark for nothing: column, value, heading."""
        empty: tuple[int, SheetCell, str] | None = None
        for column in self._columns.get(field, ()):
            value = row[column.column]
            if value != "":
                found = (column.column, value, column.heading or column.letter)
                if not is_blank_date(value):
                    return found
                empty = empty or found
        return empty

    def lost(self, row: Sequence[SheetCell], number: int) -> list[RowRemark]:
        """The cells of the row whose value is not in the file, each named by its place."""
        return [
            RowRemark(column.heading or column.letter, f"ячейка {column.letter}{number + 1}: {why}")
            for column in self._losing
            if (why := lost_value(row[column.column]))
        ]

    def ticked(self, ticks: Mapping[ListField, _Meant], row: Sequence[SheetCell]) -> _Meant | None:
        """What the marked one of several columns of marks means."""
        for field, meant in ticks.items():
            value, _ = self.raw(field, row)
            if value != "" and read_yes(value):
                return meant
        return None

    def marked(self, field: ListField, row: Sequence[SheetCell]) -> str:
        """The heading of the first column of the field that is marked in the row; empty when none is."""
        for column in self._columns.get(field, ()):
            if row[column.column] != "" and read_yes(row[column.column]):
                return column.heading
        return ""
