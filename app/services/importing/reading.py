"""Rows of a mapped table turned into people, refusals and section lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from app.domain.dates import full_years
from app.domain.enums import DeregistrationReason, EventKind, MemberCategory
from app.domain.names import tidy
from app.services.importing.blanks import is_blank_date, lost_value
from app.services.importing.cells import RowCells
from app.services.importing.consents import consent_in
from app.services.importing.dates import BadDate, Meaning, ReadDate, read_date
from app.services.importing.details import details_in, sex_in
from app.services.importing.entering import OLDEST, EntryFacts, ExitFacts, check_ages, entry_of, with_exit
from app.services.importing.fields import CATEGORY_TICKS, NAME_FIELDS, ListField
from app.services.importing.headings import SourceTable
from app.services.importing.lines import ListSection, is_footer, section_in, section_of_title, without_masks
from app.services.importing.mapping import ColumnMapping
from app.services.importing.names import (
    ReadName,
    is_first_name,
    is_patronymic,
    looks_like_full_name,
    names_come_first,
    read_full_name,
    read_parts,
)
from app.services.importing.records import (
    Episode,
    Exit,
    ListPerson,
    RejectedRow,
    RowPlace,
    RowRemark,
    ServiceRow,
    numbers_of,
    rejected_row,
)
from app.services.importing.sheets import SheetCell, SourceSheet
from app.services.importing.spans import ListedSpan
from app.services.importing.values import (
    ExitReason,
    Standing,
    category_from_position,
    descriptive_text,
    read_category,
    read_leaving,
    read_standing,
    read_yes,
    reason_of_heading,
    text_of,
)

_Meant = TypeVar("_Meant")

_FILLED_DOWN = frozenset(
    {
        ListField.DEPARTMENT,
        ListField.CATEGORY,
        ListField.STUDY_GROUP,
        ListField.COURSE,
        ListField.FACULTY,
        ListField.POSITION,
    }
)
"""Columns in which one cell merged over several rows speaks of all of them."""


@dataclass(frozen=True)
class TableContext:
    """What is known of a whole table before its rows are read."""

    order: int
    today: date
    list_date: date | None
    category: MemberCategory | None
    category_told: bool
    default_category: MemberCategory
    gone: bool
    people: frozenset[tuple[str, int]] = frozenset()
    """Rows (sheet, row) that are people's whatever they look like: somebody said so."""


class TableReader:
    """Reads the rows of one table. :meth:`rows` gives people and refusals in the order of the sheet."""

    def __init__(
        self, sheet: SourceSheet, table: SourceTable, columns: Sequence[ColumnMapping], context: TableContext
    ) -> None:
        self._sheet = sheet
        self._table = table
        self._context = context
        body = sheet.rows[table.first_data : table.end]
        self._cells = RowCells(columns, body, context.today)
        self._headings = {column.column: column.heading or column.letter for column in columns}
        self._doubtful = [column for column in columns if column.doubt]
        self._fields = {column.column: column.field for column in columns if column.field is not ListField.IGNORE}
        full, first = self._cells.column(ListField.FULL_NAME), self._cells.column(ListField.FIRST_TIME)
        names = [] if full is None else [str(row[full]) for row in body]
        self._name_first = names_come_first(names)
        said = [] if first is None else [read_yes(row[first]) if row[first] != "" else None for row in body]
        # A column that only ever says yes means no where it is blank.
        self._blank_is_no = said.count(True) > 0 and said.count(False) == 0 and None in said
        self._down = self._merged_down()
        words = [word for name in names for word in name.split()[:1] if len(word) > 2]
        self._capitals = sum(word.isupper() for word in words) * 2 > len(words)
        self.service: list[ServiceRow] = []
        """Rows that are nobody's, known once :meth:`rows` was asked."""

    @property
    def blank_first_time_is_no(self) -> bool:
        """Whether a blank «впервые» was taken for «нет»: an assumption to be named."""
        return self._blank_is_no

    def rows(self) -> tuple[list[ListPerson], list[RejectedRow]]:
        """Every person and every refusal of the table; :attr:`service` then holds the rows that are nobody's."""
        people: list[ListPerson] = []
        rejected: list[RejectedRow] = []
        section, nested, fresh = section_of_title(self._table.title), False, False
        for number in range(self._table.first_data, self._table.end):
            row = self._sheet.rows[number]
            if not any(cell != "" for cell in row):
                continue
            place = RowPlace(self._context.order, self._sheet.name, number + 1)
            if number in self._table.repeats:
                self._serve(place, row, "повтор заголовка")
                continue
            whole, row = row, without_masks(row)
            if (place.sheet, place.row) not in self._context.people:
                reason = is_footer(whole, self._fields) or ("строка без имени" if self._only_number(row) else "")
                if reason:
                    self._serve(place, whole, reason)
                    continue
                found = section_in(row, self._fields, len(self._fields), capitals=self._capitals)
                if found is not None:
                    self._serve(place, whole, "название раздела")
                    section, nested = _enter(section, found, fresh, nested)
                    fresh = True
                    continue
            fresh = False
            outcome = self._read(self._filled_down(number, row), place, section)
            if isinstance(outcome, ListPerson):
                people.append(outcome)
            else:
                rejected.append(outcome)
        return people, rejected

    def _serve(self, place: RowPlace, row: Sequence[SheetCell], reason: str) -> None:
        text = " ".join(dict.fromkeys(text_of(cell) for cell in row if cell != ""))
        self.service.append(ServiceRow(place, text[:120], reason))

    # --- cells

    def _merged_down(self) -> dict[tuple[int, int], SheetCell]:
        cells: dict[tuple[int, int], SheetCell] = {}
        for top, left, bottom, right in self._sheet.merged:
            if left != right or top < self._table.first_data or self._fields.get(left) not in _FILLED_DOWN:
                continue
            for row in range(top + 1, min(bottom + 1, len(self._sheet.rows))):
                cells[row, left] = self._sheet.rows[top][left]
        return cells

    def _filled_down(self, number: int, row: tuple[SheetCell, ...]) -> tuple[SheetCell, ...]:
        if not self._down:
            return row
        return tuple(self._down.get((number, c), "") if cell == "" else cell for c, cell in enumerate(row))

    def _only_number(self, row: Sequence[SheetCell]) -> bool:
        """A prepared but unfilled line: nothing but its number, or nothing in any known column."""
        known = [c for c, cell in enumerate(row) if cell != "" and c in self._fields]
        return all(
            self._fields[c] in {ListField.ROW_NUMBER, ListField.PERSONNEL_NUMBER}
            and re.search(r"^\W*\d", text_of(row[c]))
            for c in known
        )

    # --- one person

    def _read(self, row: tuple[SheetCell, ...], place: RowPlace, section: ListSection) -> ListPerson | RejectedRow:
        number = place.row - 1
        if number in self._sheet.broken:
            return RejectedRow(place, self._first_name_in(row), (RowRemark("", self._sheet.broken[number]),))
        doubts: list[RowRemark] = [*self._marks(row, number), *self._cells.lost(row, number)]
        refusals: list[RowRemark] = []
        try:
            name = self._name(row, doubts)
        except ValueError as error:
            heading = self._cells.heading(ListField.FULL_NAME) or self._cells.heading(ListField.SURNAME)
            return self._unnamed(row, place, section, RowRemark(heading, str(error)))
        birth, exact = self._birth(row, doubts, refusals)
        sex = sex_in(self._cells, row, name, doubts)
        category, told = self._category(row, section, doubts)
        earlier, episode = self._episodes(row, section, doubts, refusals)
        birth_heading = self._cells.heading(ListField.BIRTH_DATE) or self._cells.heading(ListField.BIRTH_YEAR)
        entry_heading = self._cells.heading(ListField.REGISTERED_ON) or self._cells.heading(ListField.JOINED_ON)
        read_so_far = len(refusals)
        check_ages(birth, episode, birth_heading, entry_heading, doubts, refusals)
        untrue = len(refusals) > read_so_far  # the birth contradicts the dates: whoever takes the row takes it without
        if self._name_only(row, name):
            refusals.append(RowRemark("", "в строке только имя: решите, кто это, или дополните строку"))
        joined = self._cells.date(ListField.JOINED_ON, row, [], [])
        since = joined.value if joined and self._said_first(row) is not False else None
        if self._cells.has(ListField.REGISTERED_ON) and joined:
            since = joined.value
        if since is None and episode.entry_kind is EventKind.ADMITTED and not episode.assumed:
            since = episode.entry_on
        consent = consent_in(self._cells, row, doubts, self._context.list_date, birth if exact else None)
        person = ListPerson(
            place=place,
            surname=name.surname,
            name=name.name,
            patronymic=name.patronymic,
            complete=name.complete,
            sex=sex,
            birth_date=None if untrue else birth,
            birth_exact=untrue or exact,
            details=details_in(self._cells, row, section, name, doubts),
            union_since=since,
            category=category,
            category_told=told,
            episodes=(*earlier, episode),
            consent_on=consent.on,
            consent_dated=consent.dated,
            consent_until=consent.until,
            doubts=tuple(doubts),
            former=name.former,
        )
        return rejected_row(person, refusals) if refusals else person

    def _unnamed(
        self, row: Sequence[SheetCell], place: RowPlace, section: ListSection, refusal: RowRemark
    ) -> RejectedRow:
        """A row whose name cannot be read may still tell who it is by other cells."""
        birth, _ = self._birth(row, [], [])
        named = (
            ListField.FULL_NAME,
            ListField.SURNAME,
            ListField.NAME,
            ListField.PATRONYMIC,
            ListField.NAME_PATRONYMIC,
        )
        cells = [self._cells.raw(field, row)[0] for field in named]
        shown = " ".join(text_of(cell) or str(cell) for cell in cells if cell != "")
        details = details_in(self._cells, row, section, ReadName(""), [])
        return RejectedRow(place, shown, (refusal,), birth_date=birth, numbers=numbers_of(details))

    def _name_only(self, row: Sequence[SheetCell], name: ReadName) -> bool:
        """Nothing but a name of which one cannot tell that it is one: it may be anything."""
        dated = {ListField.BIRTH_DATE, ListField.BIRTH_YEAR, ListField.JOINED_ON, ListField.REGISTERED_ON}
        if not dated & set(self._fields.values()):
            return False
        named = {
            ListField.FULL_NAME,
            ListField.SURNAME,
            ListField.NAME,
            ListField.PATRONYMIC,
            ListField.NAME_PATRONYMIC,
            ListField.ROW_NUMBER,
        }
        if any(
            cell != "" and self._fields.get(place, ListField.ROW_NUMBER) not in named for place, cell in enumerate(row)
        ):
            return False
        return not (is_patronymic(name.patronymic) or is_first_name(name.name))

    def _first_name_in(self, row: Sequence[SheetCell]) -> str:
        return next((text_of(cell).split(" ")[0] for cell in row if looks_like_full_name(cell)), "")

    def _marks(self, row: Sequence[SheetCell], number: int) -> list[RowRemark]:
        """What the file's own look says of the row: hidden, struck out, torn; and columns that are in doubt."""
        remarks: list[RowRemark] = []
        if number in self._sheet.hidden_rows:
            remarks.append(RowRemark("", "строка скрыта фильтром" if self._sheet.filtered else "строка скрыта в файле"))
        if (struck := self._sheet.struck.get(number)) is not None:
            remarks += self._struck(row, struck)
        if number in self._sheet.uneven:
            remarks.append(RowRemark("", self._sheet.uneven[number]))
        remarks += [
            RowRemark(column.heading or column.letter, column.doubt)
            for column in self._doubtful
            if not is_blank_date(row[column.column])
        ]
        return remarks

    def _struck(self, row: Sequence[SheetCell], struck: frozenset[int]) -> list[RowRemark]:
        filled = [place for place, cell in enumerate(row) if cell != "" and place in self._fields]
        named = any(self._fields.get(place) in NAME_FIELDS for place in struck)
        if named or 2 * sum(place in struck for place in filled) > len(filled):
            return [RowRemark("", "строка зачёркнута: проверьте, состоит ли человек на учёте")]
        return [
            RowRemark(heading, "значение зачёркнуто: проверьте его")
            for heading in dict.fromkeys(self._headings[place] for place in filled if place in struck)
        ]

    def _name(self, row: Sequence[SheetCell], doubts: list[RowRemark]) -> ReadName:
        whole, heading = self._cells.raw(ListField.FULL_NAME, row)
        if whole != "":
            name = read_full_name(str(whole) if isinstance(whole, str) else text_of(whole), name_first=self._name_first)
        else:
            surname_cell, heading = self._cells.raw(ListField.SURNAME, row)
            name = self._separate_name(row, text_of(surname_cell) if surname_cell == "" else str(surname_cell))
        doubts.extend(RowRemark(heading, doubt) for doubt in name.doubts)
        if not name.surname:
            raise ValueError("нет фамилии")
        return name

    def _separate_name(self, row: Sequence[SheetCell], surname: str) -> ReadName:
        given = self._cells.words(ListField.NAME, row, str)
        patronymic = self._cells.words(ListField.PATRONYMIC, row, str)
        both = self._cells.words(ListField.NAME_PATRONYMIC, row)
        if both and not given:
            words = tidy(both).split(" ", 1)
            given, patronymic = words[0], words[1] if len(words) > 1 else patronymic
        if not given and not patronymic and looks_like_full_name(surname):
            return read_full_name(surname)
        return read_parts(surname, *(text if descriptive_text(text) else "" for text in (given, patronymic)))

    def _birth(
        self, row: Sequence[SheetCell], doubts: list[RowRemark], refusals: list[RowRemark]
    ) -> tuple[date | None, bool]:
        parts = [
            text_of(self._cells.raw(f, row)[0])
            for f in (ListField.BIRTH_DAY, ListField.BIRTH_MONTH, ListField.BIRTH_YEAR)
        ]
        heading = self._cells.heading(ListField.BIRTH_DATE)
        found: ReadDate | None = None
        if self._cells.has(ListField.BIRTH_DATE):
            found = self._cells.date(ListField.BIRTH_DATE, row, refusals, doubts, Meaning.BIRTH)
        if found is None and self._cells.has(ListField.BIRTH_YEAR) and parts[2]:
            heading = self._cells.heading(ListField.BIRTH_YEAR)
            joined = ".".join(parts) if parts[0] and parts[1].isdecimal() else " ".join(part for part in parts if part)
            if not is_blank_date(joined) and not lost_value(joined):
                try:
                    found = read_date(joined, Meaning.BIRTH, self._context.today)
                except BadDate as error:
                    refusals.append(RowRemark(heading, str(error)))
        if found is None and not self._cells.has(ListField.BIRTH_DATE) and not self._cells.has(ListField.BIRTH_YEAR):
            found = self._birth_beside_name(row)
        if found is None:
            if not refusals and (self._cells.has(ListField.BIRTH_DATE) or self._cells.has(ListField.BIRTH_YEAR)):
                doubts.append(
                    RowRemark(heading or self._cells.heading(ListField.BIRTH_YEAR), "дата рождения не указана")
                )
            return None, True
        if found.precision != "day":
            year = found.value.year
            doubts.append(
                RowRemark(heading, f"известен только {'год' if found.precision == 'year' else 'месяц и год'} рождения")
            )
            return date(year, 7, 1), False
        if (age := full_years(found.value, self._context.today)) >= OLDEST:
            doubts.append(RowRemark(heading, f"дата рождения {found.value:%d.%m.%Y}: вышло бы {age} лет, проверьте"))
        return found.value, True

    def _birth_beside_name(self, row: Sequence[SheetCell]) -> ReadDate | None:
        """«Иванова Анна Петровна, 05.11.1978 г.р.»: the date in the cell of the name."""
        text = str(self._cells.raw(ListField.FULL_NAME, row)[0])
        if not re.search(r"\d", text):
            return None
        try:
            return read_date(re.sub(r"^\s*\d{1,5}\s*[.)]\s*(?=[^\d])", "", text), Meaning.BIRTH, self._context.today)
        except BadDate:
            return None

    def _category(
        self, row: Sequence[SheetCell], section: ListSection, doubts: list[RowRemark]
    ) -> tuple[MemberCategory, bool]:
        value, heading = self._cells.raw(ListField.CATEGORY, row)
        text = descriptive_text(value)
        told = read_category(value) if text else None
        if told is None:
            told = self._cells.ticked(CATEGORY_TICKS, row)
        if told is not None:
            return told, True
        status = read_category(self._cells.raw(ListField.STATUS, row)[0]) if self._cells.has(ListField.STATUS) else None
        if status is not None and read_standing(self._cells.raw(ListField.STATUS, row)[0]) is None:
            return status, True
        if section.category is not None:
            return section.category, True
        position = category_from_position(self._cells.words(ListField.POSITION, row))
        fallback = self._inferred(row, section, position)
        if text:
            doubts.append(RowRemark(heading, f"категория «{text}» непонятна"))
        elif self._cells.has(ListField.CATEGORY) and self._context.category is None and position is None:
            doubts.append(RowRemark(heading, "категория не указана"))
        if position is None and self._context.category is not None:
            return self._context.category, self._context.category_told
        return fallback, False

    def _inferred(
        self, row: Sequence[SheetCell], section: ListSection, position: MemberCategory | None
    ) -> MemberCategory:
        if position is not None:
            return position
        study = any(self._cells.words(f, row) for f in (ListField.STUDY_GROUP, ListField.COURSE, ListField.FACULTY))
        if (study or section.study_group) and not self._cells.words(ListField.POSITION, row):
            return MemberCategory.STUDENT
        if self._cells.words(ListField.POSITION, row):
            return MemberCategory.WORKING
        return self._context.default_category

    # --- membership

    def _said_first(self, row: Sequence[SheetCell]) -> bool | None:
        value, _ = self._cells.raw(ListField.FIRST_TIME, row)
        said = read_yes(value) if text_of(value) else None
        return False if said is None and self._blank_is_no else said

    def _episodes(
        self, row: Sequence[SheetCell], section: ListSection, doubts: list[RowRemark], refusals: list[RowRemark]
    ) -> tuple[list[Episode], Episode]:
        """The last time on the register by the row, after the earlier ones that a cell of several times tells."""
        before = len(refusals)
        spans: dict[ListField, tuple[ListedSpan, ...]] = {}
        beside = ""
        for field in (ListField.JOINED_ON, ListField.REGISTERED_ON, ListField.LEFT_ON):
            spans[field], words = self._cells.spans(field, row, refusals)
            beside = beside or words
        if len(refusals) > before:
            return [], Episode(EventKind.REGISTERED, None)
        told = spans[ListField.REGISTERED_ON] or spans[ListField.JOINED_ON]
        joined = self._entry_date(ListField.JOINED_ON, spans, row, refusals, doubts)
        arrived = self._cells.words(ListField.ARRIVED_FROM, row)
        facts = EntryFacts(
            joined=joined,
            registered=self._entry_date(ListField.REGISTERED_ON, spans, row, refusals, doubts),
            first_time=self._said_first(row),
            arrived=(bool(arrived) and read_yes(arrived) is not True) or arrived in {"+", "да"},
            basis=self._cells.words(ListField.ENTRY_BASIS, row) or (_basis(joined.rest) if joined is not None else ""),
            joined_column=self._cells.heading(ListField.JOINED_ON),
            registered_column=self._cells.heading(ListField.REGISTERED_ON),
            registered_known=self._cells.has(ListField.REGISTERED_ON),
        )
        earlier: list[Episode] = []
        if len(told) > 1:
            facts, earlier = self._several(told, facts, doubts)
        elif not told and spans[ListField.LEFT_ON] and joined is None and facts.registered is None:
            facts = replace(facts, registered=spans[ListField.LEFT_ON][-1].start)
        episode = entry_of(facts, self._context.list_date, doubts)
        if len(refusals) > before:
            return earlier, episode
        exits = self._exit_facts(row, section, refusals, doubts, spans[ListField.LEFT_ON])
        if told and told[-1].end is not None:
            exits = self._exit_of_span(told[-1].end, beside, exits, doubts)
        context = self._context
        return earlier, with_exit(episode, exits, context.list_date, context.today, doubts, refusals)

    def _entry_date(
        self,
        field: ListField,
        spans: dict[ListField, tuple[ListedSpan, ...]],
        row: Sequence[SheetCell],
        refusals: list[RowRemark],
        doubts: list[RowRemark],
    ) -> ReadDate | None:
        return spans[field][0].start if spans[field] else self._cells.date(field, row, refusals, doubts)

    def _several(
        self, told: Sequence[ListedSpan], facts: EntryFacts, doubts: list[RowRemark]
    ) -> tuple[EntryFacts, list[Episode]]:
        """«2005–2010; 2012–2018»: each time of its own; the first is an admission where the row does not deny it."""
        earlier: list[Episode] = []
        for place, span in enumerate(told[:-1]):
            admitted = place == 0 and facts.first_time is not False and not facts.arrived
            kind = EventKind.ADMITTED if admitted else EventKind.REGISTERED
            end = (span.end or told[place + 1].start).value
            gone = Exit(EventKind.DEREGISTERED, end, DeregistrationReason.OTHER)
            earlier.append(Episode(kind, span.start.value, gone, facts.basis if place == 0 else ""))
        column = facts.registered_column or facts.joined_column
        doubts.append(RowRemark(column, "в ячейке несколько сроков: записан каждый, причины выбытия не указаны"))
        return replace(facts, joined=None, registered=told[-1].start, first_time=False, basis=""), earlier

    def _exit_of_span(self, end: ReadDate, words: str, exits: ExitFacts, doubts: list[RowRemark]) -> ExitFacts:
        """The exit that ends a cell of two dates, where the row tells no other."""
        column = self._cells.heading(ListField.REGISTERED_ON) or self._cells.heading(ListField.JOINED_ON)
        if exits.on is not None:
            if exits.on.value != end.value:
                doubts.append(RowRemark(column, f"срок в ячейке кончается {end.value:%d.%m.%Y}: взята дата выбытия"))
            return exits
        leaving = exits.leaving or read_leaving(words)
        return replace(exits, on=end, leaving=leaving, words=exits.words or words, on_column=exits.on_column or column)

    def _exit_facts(
        self,
        row: Sequence[SheetCell],
        section: ListSection,
        refusals: list[RowRemark],
        doubts: list[RowRemark],
        spans: Sequence[ListedSpan],
    ) -> ExitFacts:
        value, heading = self._cells.raw(ListField.LEFT_ON, row)
        words = self._cells.words(ListField.LEFT_REASON, row)
        status = self._cells.raw(ListField.STATUS, row)[0]
        marked = self._cells.marked(ListField.LEFT_MARK, row)
        words = words or marked
        standing = read_standing(status)
        gone = section.gone or self._context.gone or standing is Standing.GONE or bool(marked)
        on: ReadDate | None = None
        if spans and spans[-1].end is not None:
            on = spans[-1].end
        elif (
            isinstance(value, str)
            and not is_blank_date(value)
            and not lost_value(value)
            and not re.search(r"\d", value)
        ):
            # A word where the day should be: a reason, or a plain «да».
            if (
                read_yes(value) is True
                or (read_leaving(value) or ExitReason(EventKind.LEFT, None, False)).known
                or (read_standing(value) is Standing.GONE)
            ):
                gone = True
                words = words or ("" if read_yes(value) else tidy(value))
            elif read_yes(value) is None and read_standing(value) is not Standing.ON_REGISTER:
                self._cells.date(ListField.LEFT_ON, row, refusals, doubts)
        else:
            on = self._cells.date(ListField.LEFT_ON, row, refusals, doubts, Meaning.PLANNED)
            if on is not None and on.rest and not words:
                words = on.rest
        leaving = read_leaving(words)
        if (leaving is None or not leaving.known) and (on is not None or gone):
            leaving = self._other_reason(row, status, heading) or leaving
            words = words or (text_of(status) if leaving and standing is Standing.GONE else "")
        return ExitFacts(on, leaving, gone, words, heading, self._cells.heading(ListField.LEFT_REASON))

    def _other_reason(self, row: Sequence[SheetCell], status: SheetCell, heading: str) -> ExitReason | None:
        """A reason from «куда выбыл», the status, the note or the heading itself («Дата увольнения»)."""
        if self._cells.words(ListField.LEFT_TO, row):
            return ExitReason(EventKind.DEREGISTERED, DeregistrationReason.TRANSFERRED)
        for text in (text_of(status), self._cells.words(ListField.NOTE, row)):
            found = read_leaving(text)
            if found is not None and found.known:
                return found
        return reason_of_heading(heading)


def _basis(text: str) -> str:
    """What stands beside a date of entry, when it is more than a «с» or «от»."""
    clean = re.sub(r"(?i)\b(от|с|г)\b\.?", " ", text)
    return " ".join(clean.split()) if re.search(r"\w{2}|\d", clean) else ""


def _enter(current: ListSection, found: ListSection, fresh: bool, nested: bool) -> tuple[ListSection, bool]:
    """The section in force after a section line. A unit right under a category line is inside it."""
    if found.category is not None or found.gone:
        return found, False
    if (fresh or nested) and (current.category is not None or current.gone):
        return replace(current, department=found.department, study_group=found.study_group), True
    if fresh and current.department and found.study_group:
        return replace(found, department=current.department), nested
    if found.study_group and current.department and current.study_group:
        return replace(found, department=current.department), nested
    return found, False
