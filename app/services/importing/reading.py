"""Rows of a mapped table turned into people, refusals and section lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from app.domain.enums import DeregistrationReason, EventKind, MemberCategory, Sex
from app.domain.names import cyrillicise, tidy
from app.services.importing.dates import BadDate, Meaning, ReadDate, is_blank_date, month_first, read_date
from app.services.importing.entering import EntryFacts, ExitFacts, check_ages, entry_of, with_exit
from app.services.importing.fields import CATEGORY_TICKS, DATE_FIELDS, SEX_TICKS, Field
from app.services.importing.headings import Table
from app.services.importing.lines import Section, is_footer, section_of, section_of_title
from app.services.importing.mapping import ColumnMapping
from app.services.importing.names import (
    ReadName,
    clean_word,
    is_patronymic,
    looks_like_full_name,
    names_come_first,
    read_full_name,
    sex_of,
)
from app.services.importing.records import Episode, ListPerson, Place, RejectedRow, Remark
from app.services.importing.sheets import Cell, Sheet
from app.services.importing.values import (
    Leaving,
    Standing,
    category_from_position,
    is_phone,
    read_card,
    read_category,
    read_email,
    read_leaving,
    read_phone,
    read_sex,
    read_standing,
    read_yes,
    text_of,
    words_of,
)

_Meant = TypeVar("_Meant")

_FILLED_DOWN = frozenset(
    {Field.DEPARTMENT, Field.CATEGORY, Field.STUDY_GROUP, Field.COURSE, Field.FACULTY, Field.POSITION}
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


class TableReader:
    """Reads the rows of one table. :meth:`rows` gives people and refusals in the order of the sheet."""

    def __init__(self, sheet: Sheet, table: Table, columns: Sequence[ColumnMapping], context: TableContext) -> None:
        self._sheet = sheet
        self._table = table
        self._context = context
        self._columns: dict[Field, list[ColumnMapping]] = {}
        for column in columns:
            self._columns.setdefault(column.field, []).append(column)
        self._fields = {column.column: column.field for column in columns if column.field is not Field.IGNORE}
        body = sheet.rows[table.first_data : table.end]
        self._us_order = {
            f: month_first(row[c.column] for row in body for c in cs[:1])
            for f, cs in self._columns.items() if f in DATE_FIELDS
        }  # fmt: skip
        names = [str(row[c.column]) for row in body for c in self._columns.get(Field.FULL_NAME, ())[:1]]
        self._name_first = names_come_first(names)
        said = [read_yes(row[c.column]) for row in body for c in self._columns.get(Field.FIRST_TIME, ())[:1]]
        # A column that only ever says yes means no where it is blank.
        self._blank_is_no = said.count(True) > 0 and said.count(False) == 0 and None in said
        self._down = self._merged_down()

    @property
    def blank_first_time_is_no(self) -> bool:
        """Whether a blank «впервые» was taken for «нет»: an assumption to be named."""
        return self._blank_is_no

    def rows(self) -> tuple[list[ListPerson], list[RejectedRow]]:
        """Every person and every refusal of the table."""
        people: list[ListPerson] = []
        rejected: list[RejectedRow] = []
        section, nested, fresh = section_of_title(self._table.title), False, False
        for number in range(self._table.first_data, self._table.end):
            row = self._sheet.rows[number]
            if number in self._table.repeats or not any(cell != "" for cell in row):
                continue
            if is_footer(row, self._fields) or self._only_number(row):
                continue
            found = section_of(row, self._fields, len(self._fields))
            if found is not None:
                section, nested = _enter(section, found, fresh, nested)
                fresh = True
                continue
            fresh = False
            place = Place(self._context.order, self._sheet.name, number + 1)
            outcome = self._read(self._filled_down(number, row), place, section)
            if isinstance(outcome, ListPerson):
                people.append(outcome)
            else:
                rejected.append(outcome)
        return people, rejected

    # --- cells

    def _merged_down(self) -> dict[tuple[int, int], Cell]:
        cells: dict[tuple[int, int], Cell] = {}
        for top, left, bottom, right in self._sheet.merged:
            if left != right or top < self._table.first_data or self._fields.get(left) not in _FILLED_DOWN:
                continue
            for row in range(top + 1, min(bottom + 1, len(self._sheet.rows))):
                cells[row, left] = self._sheet.rows[top][left]
        return cells

    def _filled_down(self, number: int, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        if not self._down:
            return row
        return tuple(self._down.get((number, c), "") if cell == "" else cell for c, cell in enumerate(row))

    def _only_number(self, row: Sequence[Cell]) -> bool:
        """A prepared but unfilled line: nothing but its number, or nothing in any known column."""
        known = [c for c, cell in enumerate(row) if cell != "" and c in self._fields]
        return all(
            self._fields[c] in {Field.ROW_NUMBER, Field.PERSONNEL_NUMBER} and re.search(r"^\W*\d", text_of(row[c]))
            for c in known
        )

    def _raw(self, field: Field, row: Sequence[Cell]) -> tuple[Cell, str]:
        """The first filled cell of the field and its column's heading."""
        columns = self._columns.get(field, ())
        for column in columns:
            if row[column.column] != "":
                return row[column.column], column.heading or column.letter
        return "", (columns[0].heading or columns[0].letter) if columns else ""

    def _words(self, field: Field, row: Sequence[Cell], read: Callable[[Cell], str] = words_of) -> str:
        texts = [read(row[column.column]) for column in self._columns.get(field, ())]
        return "; ".join(dict.fromkeys(text for text in texts if text))

    def _heading(self, field: Field) -> str:
        return self._raw(field, [""] * self._sheet.width)[1]

    def _date(
        self, field: Field, row: Sequence[Cell], refusals: list[Remark], meaning: Meaning = Meaning.EVENT
    ) -> ReadDate | None:
        value, heading = self._raw(field, row)
        if is_blank_date(value):
            return None
        try:
            return read_date(value, meaning, self._context.today, us_order=self._us_order.get(field, False))
        except BadDate as error:
            refusals.append(Remark(heading, str(error)))
            return None

    # --- one person

    def _read(self, row: tuple[Cell, ...], place: Place, section: Section) -> ListPerson | RejectedRow:
        doubts: list[Remark] = []
        refusals: list[Remark] = []
        try:
            name = self._name(row, doubts)
        except ValueError as error:
            heading = self._heading(Field.FULL_NAME) or self._heading(Field.SURNAME)
            return RejectedRow(place, "", (Remark(heading, str(error)),))
        birth, exact = self._birth(row, doubts, refusals)
        sex = self._sex(row, name, doubts)
        category, told = self._category(row, section, doubts)
        episode = self._episode(row, section, doubts, refusals)
        birth_heading = self._heading(Field.BIRTH_DATE) or self._heading(Field.BIRTH_YEAR)
        entry_heading = self._heading(Field.REGISTERED_ON) or self._heading(Field.JOINED_ON)
        check_ages(birth, episode, birth_heading, entry_heading, doubts, refusals)
        if refusals:
            return RejectedRow(place, name.surname, tuple(refusals))
        joined = self._date(Field.JOINED_ON, row, [])
        since = joined.value if joined and self._said_first(row) is not False else None
        if self._columns.get(Field.REGISTERED_ON) and joined:
            since = joined.value
        if since is None and episode.entry_kind is EventKind.ADMITTED and not episode.assumed:
            since = episode.entry_on
        consent_on, consent_dated = self._consent(row, doubts)
        return ListPerson(
            place=place,
            surname=name.surname,
            name=name.name,
            patronymic=name.patronymic,
            complete=name.complete,
            sex=sex,
            birth_date=birth,
            birth_exact=exact,
            details=self._details(row, section, name, doubts),
            union_since=since,
            category=category,
            category_told=told,
            episodes=(episode,),
            consent_on=consent_on,
            consent_dated=consent_dated,
            doubts=tuple(doubts),
        )

    def _name(self, row: Sequence[Cell], doubts: list[Remark]) -> ReadName:
        whole, heading = self._raw(Field.FULL_NAME, row)
        if whole != "":
            name = read_full_name(text_of(whole) or str(whole), name_first=self._name_first)
        else:
            surname_cell, heading = self._raw(Field.SURNAME, row)
            name = self._separate_name(row, text_of(surname_cell) if surname_cell == "" else str(surname_cell))
        doubts.extend(Remark(heading, doubt) for doubt in name.doubts)
        if not name.surname:
            raise ValueError("нет фамилии")
        if re.search(r"[A-Za-z]", name.surname) and re.search(r"[А-Яа-яЁё]", name.surname + name.name):
            doubts.append(Remark(heading, "в фамилии есть латинские буквы"))
        return name

    def _separate_name(self, row: Sequence[Cell], surname: str) -> ReadName:
        given = self._words(Field.NAME, row)
        patronymic = self._words(Field.PATRONYMIC, row)
        both = self._words(Field.NAME_PATRONYMIC, row)
        if both and not given:
            words = tidy(both).split(" ", 1)
            given, patronymic = words[0], words[1] if len(words) > 1 else patronymic
        if surname.startswith("#") or re.search(r"\d", surname + given):
            raise ValueError("в ячейке ошибка формулы" if surname.startswith("#") else "в имени стоят цифры")
        if not surname.strip(" -–—."):
            raise ValueError("нет фамилии")
        if not given and not patronymic and looks_like_full_name(surname):
            return read_full_name(surname)
        extra = "; ".join(part.strip() for part in re.findall(r"\(([^)]*)\)?", surname))
        surname = clean_word(re.sub(r"\([^)]*\)?", " ", surname))
        given, patronymic = clean_word(given), clean_word(patronymic)
        doubts: tuple[str, ...] = ()
        complete = True
        if len(given) == 1 or re.fullmatch(r"[А-ЯЁA-Z]\.?\s?[А-ЯЁA-Z]?", given):
            initials = re.findall(r"[А-ЯЁA-Z]", given + patronymic[:1])
            given, patronymic = f"{initials[0]}.", (f"{initials[1]}." if len(initials) > 1 else "")
            doubts, complete = ("вместо имени инициалы",), False
        elif not given:
            doubts, complete = ("нет имени",), False
        elif is_patronymic(given) and not is_patronymic(patronymic) and patronymic:
            given, patronymic, doubts = patronymic, given, ("имя и отчество стояли наоборот",)
        return ReadName(surname, given, patronymic, doubts, extra, complete)

    def _birth(self, row: Sequence[Cell], doubts: list[Remark], refusals: list[Remark]) -> tuple[date | None, bool]:
        parts = [text_of(self._raw(f, row)[0]) for f in (Field.BIRTH_DAY, Field.BIRTH_MONTH, Field.BIRTH_YEAR)]
        heading = self._heading(Field.BIRTH_DATE)
        found: ReadDate | None = None
        if Field.BIRTH_DATE in self._columns:
            found = self._date(Field.BIRTH_DATE, row, refusals, Meaning.BIRTH)
        if found is None and Field.BIRTH_YEAR in self._columns and parts[2]:
            heading = self._heading(Field.BIRTH_YEAR)
            joined = ".".join(parts) if parts[0] and parts[1].isdigit() else " ".join(part for part in parts if part)
            if not is_blank_date(joined):
                try:
                    found = read_date(joined, Meaning.BIRTH, self._context.today)
                except BadDate as error:
                    refusals.append(Remark(heading, str(error)))
        if found is None:
            if not refusals and (Field.BIRTH_DATE in self._columns or Field.BIRTH_YEAR in self._columns):
                doubts.append(Remark(heading or self._heading(Field.BIRTH_YEAR), "дата рождения не указана"))
            return None, True
        if found.precision != "day":
            year = found.value.year
            doubts.append(
                Remark(heading, f"известен только {'год' if found.precision == 'year' else 'месяц и год'} рождения")
            )
            return date(year, 7, 1), False
        age = (self._context.today - found.value).days // 365
        if age > 100:
            doubts.append(Remark(heading, f"дата рождения {found.value:%d.%m.%Y}: больше 100 лет"))
        return found.value, True

    def _sex(self, row: Sequence[Cell], name: ReadName, doubts: list[Remark]) -> Sex | None:
        value, heading = self._raw(Field.SEX, row)
        told = read_sex(value) if words_of(value) else self._ticked(SEX_TICKS, row)
        if told is None and words_of(value):
            doubts.append(Remark(heading, f"пол «{text_of(value)}» непонятен"))
        guessed, sure = sex_of(name.name, name.patronymic)
        if told is not None:
            if sure and guessed is not told:
                doubts.append(Remark(heading, "пол не соответствует отчеству: взят из списка"))
            return told
        if guessed is None:
            doubts.append(Remark(heading, "пол не указан и не виден из отчества"))
        elif not sure and name.complete:
            doubts.append(Remark(heading, "пол определён по имени"))
        return guessed

    def _category(self, row: Sequence[Cell], section: Section, doubts: list[Remark]) -> tuple[MemberCategory, bool]:
        value, heading = self._raw(Field.CATEGORY, row)
        text = words_of(value)
        told = read_category(value) if text else None
        if told is None:
            told = self._ticked(CATEGORY_TICKS, row)
        if told is not None:
            return told, True
        status = read_category(self._raw(Field.STATUS, row)[0]) if Field.STATUS in self._columns else None
        if status is not None and read_standing(self._raw(Field.STATUS, row)[0]) is None:
            return status, True
        if section.category is not None:
            return section.category, True
        position = category_from_position(self._words(Field.POSITION, row))
        fallback = self._inferred(row, section, position)
        if text:
            doubts.append(Remark(heading, f"категория «{text}» непонятна"))
        elif Field.CATEGORY in self._columns and self._context.category is None and position is None:
            doubts.append(Remark(heading, "категория не указана"))
        if position is None and self._context.category is not None:
            return self._context.category, self._context.category_told
        return fallback, False

    def _inferred(self, row: Sequence[Cell], section: Section, position: MemberCategory | None) -> MemberCategory:
        if position is not None:
            return position
        study = any(self._words(f, row) for f in (Field.STUDY_GROUP, Field.COURSE, Field.FACULTY))
        if (study or section.study_group) and not self._words(Field.POSITION, row):
            return MemberCategory.STUDENT
        if self._words(Field.POSITION, row):
            return MemberCategory.WORKING
        return self._context.default_category

    def _ticked(self, ticks: Mapping[Field, _Meant], row: Sequence[Cell]) -> _Meant | None:
        """What the marked one of several columns of marks means."""
        for field, meant in ticks.items():
            value, _ = self._raw(field, row)
            if value != "" and read_yes(value):
                return meant
        return None

    # --- membership

    def _said_first(self, row: Sequence[Cell]) -> bool | None:
        value, _ = self._raw(Field.FIRST_TIME, row)
        said = read_yes(value) if text_of(value) else None
        return False if said is None and self._blank_is_no else said

    def _episode(self, row: Sequence[Cell], section: Section, doubts: list[Remark], refusals: list[Remark]) -> Episode:
        before = len(refusals)
        facts = EntryFacts(
            joined=self._date(Field.JOINED_ON, row, refusals),
            registered=self._date(Field.REGISTERED_ON, row, refusals),
            first_time=self._said_first(row),
            arrived=bool(self._words(Field.ARRIVED_FROM, row)),
            basis=self._words(Field.ENTRY_BASIS, row),
            joined_column=self._heading(Field.JOINED_ON),
            registered_column=self._heading(Field.REGISTERED_ON),
            registered_known=Field.REGISTERED_ON in self._columns,
        )
        episode = entry_of(facts, self._context.list_date, doubts)
        if len(refusals) > before:
            return episode
        return with_exit(episode, self._exit_facts(row, section, refusals), self._context.list_date, doubts, refusals)

    def _exit_facts(self, row: Sequence[Cell], section: Section, refusals: list[Remark]) -> ExitFacts:
        value, heading = self._raw(Field.LEFT_ON, row)
        words = self._words(Field.LEFT_REASON, row)
        status = self._raw(Field.STATUS, row)[0]
        standing = read_standing(status)
        gone = section.gone or self._context.gone or standing is Standing.GONE
        on: ReadDate | None = None
        if isinstance(value, str) and not is_blank_date(value) and not re.search(r"\d", value):
            # A word where the day should be: a reason, or a plain «да».
            if (
                read_yes(value) is True
                or (read_leaving(value) or Leaving(EventKind.LEFT, None, False)).known
                or (read_standing(value) is Standing.GONE)
            ):
                gone = True
                words = words or ("" if read_yes(value) else tidy(value))
            elif read_yes(value) is None and read_standing(value) is not Standing.ON_REGISTER:
                self._date(Field.LEFT_ON, row, refusals)
        else:
            on = self._date(Field.LEFT_ON, row, refusals)
            if on is not None and on.rest and not words:
                words = on.rest
        leaving = read_leaving(words)
        if leaving is None and (on is not None or gone):
            leaving = self._other_reason(row, status, heading)
            words = words or (text_of(status) if leaving and standing is Standing.GONE else "")
        return ExitFacts(on, leaving, gone, words, heading, self._heading(Field.LEFT_REASON))

    def _other_reason(self, row: Sequence[Cell], status: Cell, heading: str) -> Leaving | None:
        """A reason from «куда выбыл», the status, the note or the heading itself («Дата увольнения»)."""
        if self._words(Field.LEFT_TO, row):
            return Leaving(EventKind.DEREGISTERED, DeregistrationReason.TRANSFERRED)
        for text in (text_of(status), self._words(Field.NOTE, row)):
            found = read_leaving(text)
            if found is not None and found.known:
                return found
        from_heading = read_leaving(heading)
        if (
            from_heading is not None
            and from_heading.known
            and re.search(r"(?i)увол|исключ|смерт", heading)
            and not re.search(r"(?i)выб|снят", heading)
        ):
            return from_heading
        return None

    # --- the rest

    def _details(self, row: Sequence[Cell], section: Section, name: ReadName, doubts: list[Remark]) -> dict[str, str]:
        group = self._words(Field.STUDY_GROUP, row) or section.study_group
        course = self._words(Field.COURSE, row)
        if not group and course:
            group = course if "курс" in course.casefold() else f"{course} курс"
        details = {
            "position": self._words(Field.POSITION, row),
            "department": self._words(Field.DEPARTMENT, row) or self._words(Field.FACULTY, row) or section.department,
            "study_group": group,
            "personnel_number": self._words(Field.PERSONNEL_NUMBER, row),
            "phone": self._words(Field.PHONE, row, read_phone),
            "address": self._words(Field.ADDRESS, row),
            "card_number": read_card(self._raw(Field.CARD_NUMBER, row)[0]),
            "note": "; ".join(part for part in (self._words(Field.NOTE, row), name.extra) if part),
        }
        value, heading = self._raw(Field.EMAIL, row)
        email = read_email(value)
        if email is None:
            doubts.append(Remark(heading, f"адрес «{text_of(value)}» не похож на электронный"))
        details["email"] = email or ""
        if "@" in details["phone"] and not email:
            details["email"] = read_email(details["phone"]) or ""
            details["phone"] = read_phone(re.sub(r"\S+@\S+", "", details["phone"]))
        return {
            key: cyrillicise(text) if key in {"position", "department"} else text
            for key, text in details.items()
            if text
        }

    def _address_beside(self, text: str) -> tuple[str, str]:
        """Telephone and address out of one cell, when its column is headed by both."""
        if not re.search(r"(?i)адрес|прожив", self._heading(Field.PHONE)):
            return text, ""
        parts = [part.strip() for part in re.split(r"[,;]", text)]
        phones = [part for part in parts if is_phone(part) and not re.search(r"(?i)[а-я]{3}", part)]
        return ", ".join(phones), ", ".join(part for part in parts if part and part not in phones)

    def _consent(self, row: Sequence[Cell], doubts: list[Remark]) -> tuple[date | None, bool]:
        """The day of the consent and whether the list gives it; «да» without a day takes the list's date or today."""
        value, _ = self._raw(Field.CONSENT, row)
        problems: list[Remark] = []
        on = self._date(Field.CONSENT_ON, row, problems)
        said = read_yes(value) if text_of(value) else None
        if said is False:
            return None, False
        if on is None and said is None and not is_blank_date(value):
            on = self._date(Field.CONSENT, row, problems)
        if problems:
            doubts.extend(replace(p, reason=f"согласие не записано: {p.reason}") for p in problems)
            return None, False
        if on is None and said:
            return self._context.list_date or self._context.today, False
        return (on.value, True) if on is not None else (None, False)


def _enter(current: Section, found: Section, fresh: bool, nested: bool) -> tuple[Section, bool]:
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
