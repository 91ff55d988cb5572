"""A whole file read as a list of people: its sheets, tables, mappings, people, and what was assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.enums import MemberCategory, OrganisationCategory
from app.domain.names import normalise
from app.domain.vocabulary.words import Wording, word_for
from app.errors import UserError
from app.progress import Progress
from app.services.importing.dates import BadDate, Meaning, read_date
from app.services.importing.fields import CATEGORY_TICKS, NAME_FIELDS, ListField
from app.services.importing.headings import SourceTable, find_tables
from app.services.importing.lines import category_of_section, category_of_title
from app.services.importing.mapping import ColumnMapping, check_mapping, map_columns, told_columns, without_names
from app.services.importing.merging import merge_rows
from app.services.importing.reading import TableContext, TableReader
from app.services.importing.records import DuplicateRow, ListPerson, RejectedRow, ServiceRow
from app.services.importing.sheets import SourceFile, SourceSheet
from app.services.importing.telling import notes_of
from app.services.importing.vocabulary import fold_heading, meanings, speaks_of_leaving

_NOT_PEOPLE = re.compile(
    r"^(справочник|инструкц|пример|образец|шаблон|как заполн|описание|легенда|lists?$|списки$|словар)"
)
_BARE = frozenset(
    {
        ListField.FULL_NAME,
        ListField.SURNAME,
        ListField.NAME,
        ListField.PATRONYMIC,
        ListField.NAME_PATRONYMIC,
        ListField.ROW_NUMBER,
        ListField.IGNORE,
    }
)


_MOST_BESIDE = 12
"""Lists printed side by side on a sheet; each is mapped by itself, and hundreds would never end."""


@dataclass(frozen=True)
class SheetReading:
    """One sheet as it was understood. ``skipped`` is the reason in Russian why it is no list, or empty."""

    name: str
    rows: int
    columns: tuple[ColumnMapping, ...] = ()
    people: int = 0
    skipped: str = ""
    heading_rows: tuple[int, ...] = ()
    """The rows of the headings, from 1."""


@dataclass(frozen=True)
class ListReading:
    """Everything a file says."""

    source_name: str
    sha256: str
    sheets: tuple[SheetReading, ...]
    people: tuple[ListPerson, ...]
    rejected: tuple[RejectedRow, ...]
    duplicates: tuple[DuplicateRow, ...]
    assumptions: tuple[str, ...]
    list_date: date | None
    service: tuple[ServiceRow, ...] = ()
    """Rows that are nobody's, each with what it was taken for."""

    @property
    def rows(self) -> int:
        """Rows about people: taken, repeated and refused."""
        return len(self.people) + len(self.duplicates) + len(self.rejected)


@dataclass(frozen=True)
class _Found:
    order: int
    sheet: SourceSheet
    table: SourceTable
    columns: tuple[ColumnMapping, ...]


def read_list(
    source: SourceFile,
    *,
    today: date,
    mapping: Mapping[str, str] | None,
    organisation: OrganisationCategory | None,
    progress: Progress,
    people: frozenset[tuple[str, int]] = frozenset(),
) -> ListReading:
    """Read every sheet; UserError ``importing.no_people`` when none holds a list, or for a mapping that fits none.

    ``people``: rows (sheet, row) that somebody said are people's.
    """
    told = check_mapping(mapping) if mapping else {}
    used: set[str] = set()
    found: list[_Found] = []
    skipped: dict[int, str] = {}
    all_hidden = all(sheet.hidden for sheet in source.sheets)
    for order, sheet in enumerate(source.sheets):
        progress.step("Читаю листы", order, len(source.sheets))
        reason = _why_not(sheet, all_hidden, len(source.sheets))
        tables = [] if reason else _find(sheet, order, today, told, used)
        if not reason and not tables:
            reason = "нет столбца с фамилиями"
        skipped[order] = reason
        found.extend(tables)
    missing = [name for name in told if name not in used]
    if missing:
        raise UserError("importing.mapping_unknown_column", name=source.name, column=missing[0])
    found = _without_bare(found, skipped)
    if not found:
        why = "; ".join(f"{sheet.name} — {skipped[order]}" for order, sheet in enumerate(source.sheets))
        raise UserError("importing.no_people", name=source.name, why=why)
    return _read_tables(
        source=source,
        found=found,
        skipped=skipped,
        today=today,
        organisation=organisation,
        progress=progress,
        told=people,
    )


def _why_not(sheet: SourceSheet, all_hidden: bool, count: int) -> str:
    if not any(cell != "" for row in sheet.rows for cell in row):
        return "пустой лист"
    if sheet.hidden and not all_hidden:
        return "скрытый лист"
    if count > 1 and _NOT_PEOPLE.match(normalise(sheet.name)):
        return "не список людей"
    return ""


def _find(sheet: SourceSheet, order: int, today: date, told: Mapping[str, str], used: set[str]) -> list[_Found]:
    result: list[_Found] = []
    for table in find_tables(sheet, tuple(told)):
        chosen = told_columns(told, table.headings, sheet.width, used)
        for outside in _side_by_side(table.headings):
            columns = map_columns(sheet, table, today, {**outside, **chosen})
            if not without_names(columns):
                result.append(_Found(order, sheet, table, columns))
    if result:
        return result
    bare = SourceTable(0, 0, len(sheet.rows), ("",) * sheet.width, ((),) * sheet.width, ())
    chosen = told_columns(told, bare.headings, sheet.width, used)
    columns = map_columns(sheet, bare, today, chosen, headless=True)
    if without_names(columns):
        return []
    return [_Found(order, sheet, _without_titles(sheet, bare, columns), columns)]


def _side_by_side(headings: tuple[str, ...]) -> list[dict[int, ListField]]:
    """Lists printed side by side repeat their headings: for each of them, the columns of the others are ignored."""
    folded = [fold_heading(heading) for heading in headings]
    first = next((text for text in folded if text), "")
    starts = [place for place, text in enumerate(folded) if text == first]
    named = [text for text in folded if any(field in NAME_FIELDS and weight >= 10 for field, weight in meanings(text))]
    if not 2 <= len(starts) <= _MOST_BESIDE or len(named) < len(starts) or len(set(named)) != 1:
        return [{}]
    blocks = [range(a, b) for a, b in zip(starts, [*starts[1:], len(folded)], strict=True)]
    return [{column: ListField.IGNORE for column in range(len(folded)) if column not in block} for block in blocks]


def _without_titles(sheet: SourceSheet, table: SourceTable, columns: tuple[ColumnMapping, ...]) -> SourceTable:
    """A table without headings begins at the first row with a name and something beside it."""
    names = [column.column for column in columns if column.field in NAME_FIELDS]
    least = min(2, sum(column.field is not ListField.IGNORE for column in columns))
    for number, row in enumerate(sheet.rows):
        if any(row[c] != "" for c in names) and sum(cell != "" for cell in row) >= least:
            title = tuple(str(cell) for above in sheet.rows[:number] for cell in above if cell != "")
            return replace(table, first_heading=number, first_data=number, title=title)
    return table


def _without_bare(found: list[_Found], skipped: dict[int, str]) -> list[_Found]:
    """Leave out tables of names alone (dues, a pivot) when another table tells more."""

    def bare(item: _Found) -> bool:
        return all(column.field in _BARE for column in item.columns)

    if all(bare(item) for item in found):
        return found
    kept = [item for item in found if not bare(item)]
    for order in {item.order for item in found} - {item.order for item in kept}:
        skipped[order] = "нет сведений, кроме имён"
    return kept


def _read_tables(
    source: SourceFile,
    found: list[_Found],
    skipped: dict[int, str],
    today: date,
    organisation: OrganisationCategory | None,
    progress: Progress,
    told: frozenset[tuple[str, int]],
) -> ListReading:
    people: list[ListPerson] = []
    service: list[ServiceRow] = []
    rejected: list[RejectedRow] = []
    counts: dict[int, int] = {}
    assumptions: list[str] = []
    titles = [line for item in found for line in item.table.title]
    common = _list_date([*titles, source.name], today)
    for place, item in enumerate(found):
        progress.step("Разбираю строки", place, len(found))
        context = replace(_context(item, source, today, common, organisation, assumptions), people=told)
        reader = TableReader(item.sheet, item.table, item.columns, context)
        taken, refused = reader.rows()
        assumptions += notes_of(item.sheet, item.columns, range(item.table.first_data, item.table.end))
        if reader.blank_first_time_is_no:
            assumptions.append("Пустая отметка «впервые» понята как «нет»: в столбце есть только «да».")
        service += reader.service
        people += taken
        rejected += refused
        counts[item.order] = counts.get(item.order, 0) + len(taken) + len(refused)
    kept, duplicates = merge_rows(people)
    sheets = tuple(
        SheetReading(
            sheet.name,
            len(sheet.rows),
            next((item.columns for item in found if item.order == order), ()),
            counts.get(order, 0),
            skipped[order],
            tuple(item.table.first_data for item in found if item.order == order and item.table.first_data),
        )
        for order, sheet in enumerate(source.sheets)
    )
    return ListReading(
        source_name=source.name,
        sha256=source.sha256,
        sheets=sheets,
        people=tuple(kept),
        rejected=tuple(rejected),
        duplicates=tuple(duplicates),
        assumptions=tuple(dict.fromkeys(assumptions)),
        list_date=common,
        service=tuple(service),
    )


def _context(
    item: _Found,
    source: SourceFile,
    today: date,
    common: date | None,
    organisation: OrganisationCategory | None,
    assumptions: list[str],
) -> TableContext:
    fields = {column.field for column in item.columns}
    list_date = _list_date(item.table.title, today) or common
    sheet_name = item.sheet.name if len(source.sheets) > 1 else ""
    by_sheet = category_of_section(normalise(sheet_name)) or category_of_title([sheet_name])
    category = by_sheet or category_of_title(item.table.title)
    default = _default_category(item, fields, organisation, today)
    if not fields & {ListField.REGISTERED_ON, ListField.JOINED_ON}:
        day = list_date
        assumptions.append(
            f"Дат вступления в списке нет: все поставлены на учёт {day:%d.%m.%Y}."
            if day
            else "Дат вступления в списке нет: новые люди без даты не принимаются."
        )
    if not fields & {ListField.BIRTH_DATE, ListField.BIRTH_YEAR}:
        assumptions.append("Дат рождения в списке нет: в отчёте эти люди не попадут в молодёжь.")
    if fields & {ListField.REGISTERED_ON, ListField.JOINED_ON} and ListField.FIRST_TIME not in fields:
        if {ListField.REGISTERED_ON, ListField.JOINED_ON} <= fields:
            assumptions.append(
                "Впервые принятыми считаются те, у кого дата вступления совпадает с датой постановки на учёт."
            )
        elif ListField.REGISTERED_ON in fields:
            assumptions.append("Все в списке считаются впервые принятыми в день постановки на учёт.")
        else:
            assumptions.append("Все в списке считаются впервые принятыми в день вступления.")
    if not fields & {ListField.CATEGORY, *CATEGORY_TICKS}:
        study = fields & {ListField.STUDY_GROUP, ListField.COURSE, ListField.FACULTY}
        shown = category or (MemberCategory.STUDENT if study else default)
        assumptions.append(f"Столбца с категорией нет: если не сказано иного, все — {word_for(shown, Wording.MANY)}.")
    gone = speaks_of_leaving(normalise(sheet_name)) or (
        bool(item.table.title) and speaks_of_leaving(normalise(item.table.title[-1]))
    )
    return TableContext(
        order=item.order,
        today=today,
        list_date=list_date,
        category=category,
        category_told=by_sheet is not None,
        default_category=default,
        gone=gone,
    )


def _default_category(
    item: _Found, fields: set[ListField], organisation: OrganisationCategory | None, today: date
) -> MemberCategory:
    """Students where students are taught, when the list has no positions and its people are young."""
    if organisation not in {OrganisationCategory.HIGHER_EDUCATION, OrganisationCategory.VOCATIONAL}:
        return MemberCategory.WORKING
    if fields & {ListField.POSITION, ListField.PERSONNEL_NUMBER}:
        return MemberCategory.WORKING
    years: list[int] = []
    for column in item.columns:
        if column.field is ListField.BIRTH_DATE:
            for row in item.sheet.rows[item.table.first_data : item.table.end : 5] or ():
                try:
                    years.append(read_date(row[column.column], Meaning.BIRTH, today).value.year)
                except (BadDate, ValueError):
                    continue
    years.sort()
    young = bool(years) and today.year - years[len(years) // 2] <= 26
    return MemberCategory.STUDENT if young else MemberCategory.WORKING


def _list_date(lines: list[str] | tuple[str, ...], today: date) -> date | None:
    """The date a title gives: «по состоянию на 15.11.2026», «на 1 января 2026 г.», in a file's name «на 01.09.2025»."""
    for line in lines:
        for match in re.finditer(r"(?i)(?:^|[\s_(])на[\s_]+([«\"\d].{4,30})", line):
            text = re.sub(r"\.(xlsx?|ods|csv|tsv|txt)$", "", match.group(1).replace("_", "."))
            try:
                found = read_date(text, Meaning.EVENT, today)
            except BadDate:
                continue
            if found.precision == "day":
                return found.value
    return None
