"""Columns whose values contradict what their headings say: dates of leaving under a heading of joining, birthdays in
the future, consents before there were any. None is taken silently: the meaning is corrected and told, or doubted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.vocabulary.words import word_for
from app.services.importing.blanks import is_blank_date
from app.services.importing.dates import BadDate, DayOrder, Meaning, order_of, read_date
from app.services.importing.fields import ListField
from app.services.importing.sheets import SheetCell
from app.services.importing.values import read_leaving, text_of

_ENTRIES = (ListField.REGISTERED_ON, ListField.JOINED_ON)
_LEAST = 2
"""So many rows must speak before a column is doubted."""
_MOST = 0.8
_YOUNGEST = 14
_SAMPLE = 400
_LAW_ON_DATA = 2006


@dataclass
class Contradictions:
    """Meanings that the values overrule, and doubts, by column."""

    corrected: dict[int, ListField] = field(default_factory=dict)
    doubts: dict[int, str] = field(default_factory=dict)


class _Columns:
    """The dates of a table's columns, read once."""

    def __init__(self, body: Sequence[Sequence[SheetCell]], fields: Mapping[int, ListField], today: date) -> None:
        self.fields = fields
        self.today = today
        step = max(1, len(body) // _SAMPLE)
        self._body = body[::step]
        self.width = len(body[0]) if body else 0
        self._days: dict[int, list[date | None]] = {}

    def of(self, *wanted: ListField) -> list[int]:
        return [column for column, meant in self.fields.items() if meant in wanted]

    def days(self, column: int) -> list[date | None]:
        """The dates of the column by row; None for a blank and for what is no date."""
        if column not in self._days:
            values = [row[column] for row in self._body]
            us_order = order_of(values) is DayOrder.MONTH_FIRST
            self._days[column] = [_day(value, self.today, us_order=us_order) for value in values]
        return self._days[column]

    def reasons(self) -> list[bool] | None:
        """In which rows a known reason of leaving stands; None when no column tells reasons."""
        columns = self.of(ListField.LEFT_REASON)
        if not columns:
            return None
        return [any(_is_reason(row[column]) for column in columns) for row in self._body]

    def filled(self, column: int) -> int:
        return sum(day is not None for day in self.days(column))

    def pairs(self, one: int, other: int) -> list[tuple[date, date]]:
        return [
            (a, b) for a, b in zip(self.days(one), self.days(other), strict=True) if a is not None and b is not None
        ]


def _is_reason(value: SheetCell) -> bool:
    leaving = read_leaving(text_of(value)) if value != "" else None
    return leaving is not None


def _day(value: SheetCell, today: date, *, us_order: bool) -> date | None:
    if is_blank_date(value):
        return None
    try:
        return read_date(value, Meaning.EVENT, date(today.year + 60, 1, 1), us_order=us_order).value
    except BadDate:
        return None


def _mostly(count: int, of: int) -> bool:
    return of >= _LEAST and count >= _MOST * of


def check_contents(
    body: Sequence[Sequence[SheetCell]], fields: Mapping[int, ListField], told: frozenset[int], today: date
) -> Contradictions:
    """What the values of the columns say against their meanings. Columns that a person named are never overruled."""
    verdict = Contradictions()
    columns = _Columns(body, fields, today)
    _swapped_births(columns, told, verdict)
    if not verdict.corrected:
        _leavings_unnamed(columns, told, verdict)
        _leavings_as_entries(columns, told, verdict)
        _swapped_exits(columns, told, verdict)
        _impossible_births(columns, verdict)
    _consents(columns, verdict)
    return verdict


def _leavings_unnamed(columns: _Columns, told: frozenset[int], verdict: Contradictions) -> None:
    """Days under a heading that says nothing of leaving, exactly where the reasons of leaving stand."""
    reasons = columns.reasons()
    if reasons is None or not any(reasons) or all(reasons) or columns.of(ListField.LEFT_ON):
        return
    for column in range(columns.width):
        if columns.fields.get(column, ListField.IGNORE) not in {ListField.IGNORE, ListField.NOTE} or column in told:
            continue
        if [day is not None for day in columns.days(column)] == reasons:
            verdict.corrected[column] = ListField.LEFT_ON
            verdict.doubts[column] = (
                f"даты стоят там же, где причины выбытия: понято как «{word_for(ListField.LEFT_ON)}», проверьте"
            )
            return


def _leavings_as_entries(columns: _Columns, told: frozenset[int], verdict: Contradictions) -> None:
    """A day of entry that stands exactly where a reason of leaving does, after another entry, is a leaving."""
    reasons = columns.reasons()
    for column in columns.of(*_ENTRIES):
        days = columns.days(column)
        filled = [day is not None for day in days]
        if not any(filled):
            continue
        others = [other for other in columns.of(*_ENTRIES) if other != column]
        later = [_later_than(columns, column, other) for other in others]
        partly = not all(filled)
        with_reason = reasons is not None and any(reasons) and partly and filled == reasons
        if not with_reason and not (partly and any(later) and not _close(columns, column, others)):
            continue
        sure = with_reason and (any(later) or not others) and not columns.of(ListField.LEFT_ON)
        heading = word_for(columns.fields[column])
        if sure and others and column not in told:
            verdict.corrected[column] = ListField.LEFT_ON
            verdict.doubts[column] = (
                f"заголовок говорит «{heading}», но рядом причины выбытия: понято как «{word_for(ListField.LEFT_ON)}»"
            )
        elif with_reason:
            verdict.doubts[column] = (
                f"«{heading}» стоит только там, где причина выбытия: проверьте, не даты ли это выбытия"
            )
        else:
            verdict.doubts[column] = (
                f"«{heading}» стоит не у всех и всегда позже вступления: проверьте, не даты ли это выбытия"
            )


def _later_than(columns: _Columns, column: int, other: int) -> bool:
    pairs = columns.pairs(column, other)
    return len(pairs) >= 1 and all(day > earlier for day, earlier in pairs)


def _close(columns: _Columns, column: int, others: Sequence[int]) -> bool:
    """Few rows, or most days within three months of the other entry: a register kept late, no leaving."""
    pairs = [pair for other in others for pair in columns.pairs(column, other)]
    near = sum((day - earlier).days <= 92 for day, earlier in pairs)
    filled = sum(day is not None for day in columns.days(column))
    return len(pairs) < 3 or near * 2 >= len(pairs) or filled * 2 > len(columns.days(column))


def _swapped_exits(columns: _Columns, told: frozenset[int], verdict: Contradictions) -> None:
    """Leaving before entering in nearly all rows: the two headings stand over each other's columns."""
    for left in columns.of(ListField.LEFT_ON):
        for entry in columns.of(*_ENTRIES):
            pairs = columns.pairs(left, entry)
            before = sum(gone < came for gone, came in pairs)
            # Days of leaving for everybody, days of entry for a few and later: so are the others told.
            fuller = len(pairs) > 0 and before == len(pairs) and columns.filled(left) > columns.filled(entry) >= 1
            if not fuller and not _mostly(before, len(pairs)):
                continue
            if (fuller or len(pairs) >= 3) and not {left, entry} & told and not verdict.corrected:
                verdict.corrected = {left: columns.fields[entry], entry: ListField.LEFT_ON}
                for column in (left, entry):
                    verdict.doubts[column] = "даты вступления и выбытия стояли наоборот: поняты по смыслу, проверьте"
            else:
                verdict.doubts[left] = "выбытие почти везде раньше вступления: проверьте заголовки"
            return


def _swapped_births(columns: _Columns, told: frozenset[int], verdict: Contradictions) -> None:
    """Births after the entry in nearly all rows, where the days of entry would do for births."""
    for birth in columns.of(ListField.BIRTH_DATE):
        for other in columns.of(*_ENTRIES):
            pairs = columns.pairs(birth, other)
            late = sum(born >= came for born, came in pairs)
            if not _mostly(late, len(pairs)):
                continue
            grown = sum((born - came).days >= _YOUNGEST * 365 for born, came in pairs)
            future = any(born > columns.today for born, _ in pairs)
            if len(pairs) >= 3 and _mostly(grown, len(pairs)) and not future and not {birth, other} & told:
                verdict.corrected = {birth: columns.fields[other], other: ListField.BIRTH_DATE}
                for column in (birth, other):
                    verdict.doubts[column] = "даты рождения и вступления стояли наоборот: поняты по смыслу, проверьте"
                return


def _impossible_births(columns: _Columns, verdict: Contradictions) -> None:
    """Birthdays of children or in the future: these are not the members'."""
    for column in columns.of(ListField.BIRTH_DATE):
        days = [day for day in columns.days(column) if day is not None]
        young = sum(day.year > columns.today.year - _YOUNGEST for day in days)
        if _mostly(young, len(days)):
            verdict.doubts[column] = "почти все даты — младше 14 лет: проверьте, члены ли профсоюза в этом столбце"


def _consents(columns: _Columns, verdict: Contradictions) -> None:
    """Days of consent that cannot be: before the law, in the future, or each person's birthday."""
    births = columns.of(ListField.BIRTH_DATE)
    for column in columns.of(ListField.CONSENT_ON):
        days = [day for day in columns.days(column) if day is not None]
        early = sum(day.year < _LAW_ON_DATA for day in days)
        future = sum(day > columns.today for day in days)
        same = max((sum(a == b for a, b in columns.pairs(column, birth)) for birth in births), default=0)
        if _mostly(early, len(days)) or _mostly(future, len(days)) or _mostly(same, len(days)):
            verdict.doubts[column] = "такими датами согласия быть не могут: проверьте, что это за столбец"
