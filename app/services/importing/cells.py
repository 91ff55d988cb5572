"""The cells of a table's rows by what they mean: first filled value, joined words, dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from app.services.importing.dates import BadDate, Meaning, ReadDate, is_blank_date, month_first, read_date
from app.services.importing.fields import DATE_FIELDS, Field
from app.services.importing.mapping import ColumnMapping
from app.services.importing.records import Remark
from app.services.importing.sheets import Cell
from app.services.importing.values import read_yes, words_of

_Meant = TypeVar("_Meant")


class RowCells:
    """Reads cells of any row of one table by field."""

    def __init__(self, columns: Sequence[ColumnMapping], body: Sequence[Sequence[Cell]], today: date) -> None:
        self.today = today
        self._columns: dict[Field, list[ColumnMapping]] = {}
        for column in columns:
            self._columns.setdefault(column.field, []).append(column)
        self._us_order = {
            field: month_first(row[column.column] for row in body for column in found[:1])
            for field, found in self._columns.items()
            if field in DATE_FIELDS
        }

    def has(self, field: Field) -> bool:
        """Whether the table has a column of the field."""
        return field in self._columns

    def column(self, field: Field) -> int | None:
        """The first column of the field."""
        found = self._columns.get(field)
        return found[0].column if found else None

    def raw(self, field: Field, row: Sequence[Cell]) -> tuple[Cell, str]:
        """The first filled cell of the field and its column's heading."""
        columns = self._columns.get(field, ())
        for column in columns:
            if row[column.column] != "":
                return row[column.column], column.heading or column.letter
        return "", (columns[0].heading or columns[0].letter) if columns else ""

    def words(self, field: Field, row: Sequence[Cell], read: Callable[[Cell], str] = words_of) -> str:
        """The texts of all columns of the field, put together."""
        columns = self._columns.get(field, ())
        if len(columns) == 1:
            value = row[columns[0].column]
            return read(value) if value != "" else ""
        texts = [read(row[column.column]) for column in columns]
        return "; ".join(dict.fromkeys(text for text in texts if text))

    def texts(self, field: Field, row: Sequence[Cell]) -> list[tuple[str, str]]:
        """The text and the heading of every filled column of the field."""
        found = [(row[c.column], c.heading or c.letter) for c in self._columns.get(field, ()) if row[c.column] != ""]
        return [(text, heading) for value, heading in found if (text := words_of(value))]

    def heading(self, field: Field) -> str:
        """The heading of the field's column, for remarks; empty when there is none."""
        columns = self._columns.get(field, ())
        return (columns[0].heading or columns[0].letter) if columns else ""

    def consent_heading(self) -> str:
        """The heading of the column of consents, for remarks."""
        return self.heading(Field.CONSENT_ON) or self.heading(Field.CONSENT)

    def date(
        self, field: Field, row: Sequence[Cell], refusals: list[Remark], meaning: Meaning = Meaning.EVENT
    ) -> ReadDate | None:
        """The field's date; None for a blank or for nonsense, which goes to ``refusals``."""
        value, heading = self.raw(field, row)
        if is_blank_date(value):
            return None
        try:
            return read_date(value, meaning, self.today, us_order=self._us_order.get(field, False))
        except BadDate as error:
            refusals.append(Remark(heading, str(error)))
            return None

    def ticked(self, ticks: Mapping[Field, _Meant], row: Sequence[Cell]) -> _Meant | None:
        """What the marked one of several columns of marks means."""
        for field, meant in ticks.items():
            value, _ = self.raw(field, row)
            if value != "" and read_yes(value):
                return meant
        return None

    def marked(self, field: Field, row: Sequence[Cell]) -> str:
        """The heading of the first column of the field that is marked in the row; empty when none is."""
        for column in self._columns.get(field, ()):
            if row[column.column] != "" and read_yes(row[column.column]):
                return column.heading
        return ""
