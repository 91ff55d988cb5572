"""Which column is which field: headings and contents weighed together, or told by a person."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.vocabulary.words import word_for, words
from app.errors import UserError
from app.services.importing.contents import ColumnLook, agreement, look_at
from app.services.importing.contradictions import Contradictions, check_contents
from app.services.importing.fields import CATEGORY_TICKS, DATE_FIELDS, NAME_FIELDS, REPEATABLE, ListField
from app.services.importing.headings import SourceTable
from app.services.importing.sheets import SheetCell, SourceSheet
from app.services.importing.values import read_category, read_leaving, text_of
from app.services.importing.vocabulary import fold_heading, meanings, understand

_TYPED = DATE_FIELDS | {
    ListField.SEX,
    ListField.CATEGORY,
    ListField.STATUS,
    ListField.FIRST_TIME,
    ListField.CONSENT,
    ListField.EMAIL,
    ListField.PHONE,
    ListField.BIRTH_YEAR,
    ListField.LEFT_REASON,
    ListField.CARD_NUMBER,
}
_SAMPLES = 3


@dataclass(frozen=True)
class ColumnMapping:
    """One column of a table. ``confidence`` 0 to 1; ``samples`` are values as written; ``letter`` as in Excel."""

    column: int
    letter: str
    heading: str
    field: ListField
    confidence: float
    samples: tuple[str, ...] = ()
    told: bool = False
    doubt: str = ""
    """Why the meaning is not sure, in Russian: told at every row that has a value in the column."""

    @property
    def title(self) -> str:
        """The field in Russian."""
        return word_for(self.field)


def column_letter(column: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters


def map_columns(
    sheet: SourceSheet, table: SourceTable, today: date, told: Mapping[int, ListField], *, headless: bool = False
) -> tuple[ColumnMapping, ...]:
    """Assign a field to every column of the table; what means nothing known is IGNORE."""
    rows = [
        row
        for number, row in enumerate(sheet.rows[table.first_data : table.end], table.first_data)
        if number not in table.repeats
    ]
    body = [row for row in rows if sum(cell != "" for cell in row) >= min(3, sheet.width)] or rows
    looks = [look_at([row[column] for row in body], today) for column in range(sheet.width)]
    scores: list[tuple[float, int, ListField]] = []
    ignored: set[int] = set()
    for column in range(sheet.width):
        if column in told:
            continue
        parts = table.parts[column] if column < len(table.parts) else ()
        tick = _tick(parts, looks[column])
        if tick is not None:
            scores.append((12.0, column, tick))
            continue
        found = understand(parts)
        if found and found[0][0] is ListField.IGNORE:
            ignored.add(column)
            continue
        for field, score in _weigh(found, looks[column], today, headless).items():
            if score > 3 or (score > 0 and not found):
                scores.append((score, column, field))
    scores.sort(key=lambda item: (-item[0], item[1]))
    chosen: dict[int, tuple[ListField, float]] = {column: (field, 20.0) for column, field in told.items()}
    taken = {field for field in told.values() if field not in REPEATABLE}
    for score, column, field in scores:
        another_exit = field is ListField.LEFT_ON and score >= 8 and looks[column].dates >= 0.6
        if column not in chosen and (field not in taken or another_exit):
            chosen[column] = (field, score)
            if field not in REPEATABLE:
                taken.add(field)
    _name_triple(looks, chosen, ignored, headless)
    _mend_names(looks, chosen, told)
    _leftover_dates(table, looks, chosen, ignored, headless, today)
    verdict = check_contents(rows, {column: field for column, (field, _) in chosen.items()}, frozenset(told), today)
    for column, field in verdict.corrected.items():
        chosen[column] = (field, 6.0)
    return tuple(_describe(table, body, column, chosen, told, verdict) for column in range(sheet.width))


def _tick(parts: Sequence[str], look: ColumnLook) -> ListField | None:
    """The category or sex a column of marks is named after: «Пол: м | ж», «работающий | студент | пенсионер»."""
    if (
        not parts
        or look.filled == 0
        or look.yes_no < 0.9
        or (look.share_filled == 1 and look.distinct * look.filled < 2)
    ):
        return None
    word = fold_heading(parts[-1])
    sex = {
        "м": ListField.IS_MALE,
        "муж": ListField.IS_MALE,
        "мужской": ListField.IS_MALE,
        "мужчина": ListField.IS_MALE,
        "мужчины": ListField.IS_MALE,
        "ж": ListField.IS_FEMALE,
        "жен": ListField.IS_FEMALE,
        "женский": ListField.IS_FEMALE,
        "женщина": ListField.IS_FEMALE,
        "женщины": ListField.IS_FEMALE,
    }
    if word in sex:
        return sex[word]
    if {field for field, _ in meanings(word)} & {
        ListField.ARRIVED_FROM,
        ListField.FIRST_TIME,
        ListField.CONSENT,
        ListField.CONSENT_ON,
    }:
        return None
    leaving = read_leaving(parts[-1])
    if leaving is not None and leaving.known and look.dates == 0:
        return ListField.LEFT_MARK  # «Снят: по собственному желанию | исключён | умер»
    if len(word.split()) > 4 or {field for field, _ in meanings(word)} - {
        ListField.FULL_NAME,
        ListField.POSITION,
        ListField.CATEGORY,
    }:
        return None
    category = read_category(parts[-1])
    return next((field for field, meant in CATEGORY_TICKS.items() if meant is category), None)


def _weigh(
    found: Sequence[tuple[ListField, float]], look: ColumnLook, today: date, headless: bool
) -> dict[ListField, float]:
    scores: dict[ListField, float] = {}
    for field, weight in found:
        fit = agreement(field, look, today)
        score = weight
        if fit is not None:
            score += 2 * fit
            # Contents overrule a vague heading; under a telling one nonsense must be seen and refused, not lost.
            vague = weight < 10 or field in {ListField.CATEGORY, ListField.STATUS}
            if fit < 0.25 and field in _TYPED and vague and (look.filled >= 3 or fit == 0):
                score -= 9
        elif look.filled == 0:
            score -= 0.5
        scores[field] = score
    if ListField.STATUS in scores and look.categories > look.standings and look.categories >= 0.5:
        scores[ListField.CATEGORY] = max(
            scores.get(ListField.CATEGORY, 0), scores.pop(ListField.STATUS) - 1 + look.categories * 2
        )
    elif ListField.CATEGORY in scores and look.standings > look.categories and look.standings >= 0.5:
        scores[ListField.STATUS] = scores.pop(ListField.CATEGORY)
    if ListField.BIRTH_YEAR in scores and look.dates >= 0.5:
        scores[ListField.BIRTH_DATE] = scores.pop(ListField.BIRTH_YEAR)  # «число, месяц и год рождения»
    if ListField.LEFT_REASON in scores and look.dates >= 0.5:
        # «Отметка о выбытии (дата, причина)»: both stand in one cell
        scores[ListField.LEFT_ON] = max(scores.get(ListField.LEFT_ON, 0.0), 10 + 2 * look.dates)
        del scores[ListField.LEFT_REASON]
    if ListField.LEFT_REASON in scores and look.protocols >= 0.5 and look.leavings < 0.3:
        scores[ListField.ENTRY_BASIS] = 4.0
    if ListField.ENTRY_BASIS in scores and look.dates >= 0.5 and ListField.JOINED_ON not in scores:
        scores[ListField.JOINED_ON], scores[ListField.ENTRY_BASIS] = 8.0, 4.0  # «Дата и № протокола о приёме»
    if ListField.PHONE in scores and look.emails >= 0.5 and look.phones < 0.5:
        del scores[ListField.PHONE]
        scores[ListField.EMAIL] = 6.0
    if not found or max(scores.values(), default=0) <= 3:
        for field, fit in _content_only(look, headless):
            scores[field] = max(scores.get(field, 0), 4 * fit)
    return scores


def _content_only(look: ColumnLook, headless: bool) -> list[tuple[ListField, float]]:
    """Fields that contents alone betray."""
    if look.filled == 0 or (look.filled < 2 and not headless):
        return []
    found = [
        (ListField.FULL_NAME, look.full_names),
        (ListField.EMAIL, look.emails),
        (ListField.PHONE, look.phones if look.counting < 0.8 and look.dates < 0.5 else 0.0),
        (ListField.SEX, look.sexes if look.yes_no < 1 else 0.0),
        (ListField.PATRONYMIC, look.patronymics),
        (ListField.LEFT_REASON, look.leavings if look.categories < 0.9 else 0.0),
        (ListField.CATEGORY, look.categories - 0.01 if look.distinct < 0.8 or look.filled < 6 else 0.0),
    ]
    return [(field, fit) for field, fit in found if fit >= 0.6]


def _name_triple(
    looks: Sequence[ColumnLook], chosen: dict[int, tuple[ListField, float]], ignored: set[int], headless: bool
) -> None:
    """A patronymic column without the others: the two columns left of it are the surname and the name."""
    fields = {field: column for column, (field, _) in chosen.items()}
    if fields.keys() & NAME_FIELDS:
        return
    place = fields.get(ListField.PATRONYMIC)
    if place is None:
        if headless:
            _name_pair(looks, chosen)
        return
    names = [
        c
        for c in (place - 1, place - 2, place + 1)
        if 0 <= c < len(looks)
        and c not in ignored
        and looks[c].single_words >= 0.6
        and (c not in chosen or chosen[c][1] < 10)
    ]
    if ListField.NAME in fields:
        names = [c for c in names if c != fields[ListField.NAME]]
        if names:
            chosen[names[0]] = (ListField.SURNAME, 4.0)
        return
    if len(names) >= 2:
        first, second = sorted(names[:2], key=lambda c: -looks[c].first_names)
        chosen[first], chosen[second] = (ListField.NAME, 4.0), (ListField.SURNAME, 4.0)


def _name_pair(looks: Sequence[ColumnLook], chosen: dict[int, tuple[ListField, float]]) -> None:
    """No patronymics at all: a column of common first names beside a column of other single words."""
    for column, look in enumerate(looks):
        if look.first_names < 0.6 or (column in chosen and chosen[column][1] >= 4):
            continue
        for beside in (column - 1, column + 1):
            if 0 <= beside < len(looks) and looks[beside].single_words >= 0.8 and looks[beside].first_names < 0.3:
                chosen[column], chosen[beside] = (ListField.NAME, 3.0), (ListField.SURNAME, 3.0)
                return


def _mend_names(
    looks: Sequence[ColumnLook], chosen: dict[int, tuple[ListField, float]], told: Mapping[int, ListField]
) -> None:
    """«Фамилия» or «Name» over full names is ФИО; surname and name columns whose headings were swapped."""
    fields = {field: column for column, (field, _) in chosen.items() if column not in told}
    for field in (ListField.SURNAME, ListField.NAME, ListField.NAME_PATRONYMIC):
        column = fields.get(field)
        if column is not None and ListField.FULL_NAME not in fields and looks[column].full_names >= 0.6:
            beside = fields.get(ListField.NAME if field is ListField.SURNAME else ListField.SURNAME)
            if looks[column].single_words < 0.5 and (beside is None or not looks[beside].filled):
                chosen[column] = (ListField.FULL_NAME, chosen[column][1])
                return
    surname, name = fields.get(ListField.SURNAME), fields.get(ListField.NAME)
    if surname is None or name is None or looks[surname].filled < 5:
        return
    if looks[surname].first_names >= 0.7 and looks[name].first_names <= 0.2:
        chosen[surname], chosen[name] = (ListField.NAME, 4.0), (ListField.SURNAME, 4.0)


def _leftover_dates(
    table: SourceTable,
    looks: Sequence[ColumnLook],
    chosen: dict[int, tuple[ListField, float]],
    ignored: set[int],
    headless: bool,
    today: date,
) -> None:
    """Columns of dates whose heading says nothing («Дата», none): birth, entry or leaving by their years and fill."""
    fields = {field: column for column, (field, _) in chosen.items()}
    left = [
        column
        for column, look in enumerate(looks)
        if column not in chosen
        and column not in ignored
        and look.dates >= 0.6
        and look.filled >= 1
        and (headless or not any(_says_other(part) for part in table.parts[column]))
    ]
    left.sort(key=lambda column: (looks[column].median_year, column))
    for column in left:
        look = looks[column]
        reason_beside = fields.get(ListField.LEFT_REASON) in (column + 1, column - 1)
        if (
            ListField.BIRTH_DATE not in fields
            and ListField.BIRTH_YEAR not in fields
            and look.median_year <= today.year - 14
        ):
            field = ListField.BIRTH_DATE
        elif ListField.LEFT_ON not in fields and (reason_beside or look.share_filled < 0.5):
            field = ListField.LEFT_ON
        elif ListField.JOINED_ON not in fields and ListField.REGISTERED_ON not in fields:
            field = ListField.JOINED_ON
        elif ListField.LEFT_ON not in fields and headless:
            field = ListField.LEFT_ON
        else:
            continue
        chosen[column] = (field, 3.0)
        fields[field] = column


def _says_other(part: str) -> bool:
    """A heading with a word of its own that we do not know: its dates are about something else."""
    words = set(fold_heading(part).split()) - {
        "дата",
        "год",
        "число",
        "профсоюз",
        "п",
        "date",
        "г",
        "дд",
        "мм",
        "гггг",
        "столбец",
    }
    return any(not word.isdecimal() and len(word) > 2 for word in words)


def _describe(
    table: SourceTable,
    body: Sequence[tuple[SheetCell, ...]],
    column: int,
    chosen: Mapping[int, tuple[ListField, float]],
    told: Mapping[int, ListField],
    verdict: Contradictions,
) -> ColumnMapping:
    field, score = chosen.get(column, (ListField.IGNORE, 0.0))
    samples: list[str] = []
    for row in body:
        if row[column] != "" and (text := text_of(row[column])) not in samples:
            samples.append(text)
            if len(samples) == _SAMPLES:
                break
    heading = table.headings[column] if column < len(table.headings) else ""
    confidence = 1.0 if column in told else round(min(1.0, score / 12), 2)
    return ColumnMapping(
        column=column,
        letter=column_letter(column),
        heading=heading,
        field=field,
        confidence=confidence,
        samples=tuple(samples),
        told=column in told,
        doubt=verdict.doubts.get(column, ""),
    )


def told_columns(
    mapping: Mapping[str, str], headings: Sequence[str], width: int, used: set[str] | None = None
) -> dict[int, ListField]:
    """Columns that the told mapping names, by heading or by letter. ``used`` collects the names that were found."""
    result: dict[int, ListField] = {}
    letters = {column_letter(column): column for column in range(width)}
    for name, wanted in mapping.items():
        folded = fold_heading(name)
        places = [c for c, heading in enumerate(headings) if heading and fold_heading(heading) == folded]
        if not places and name.strip().upper() in letters:
            places = [letters[name.strip().upper()]]
        if places:
            result[places[0]] = ListField(wanted)
            if used is not None:
                used.add(name)
    return result


def check_mapping(mapping: object) -> dict[str, str]:
    """The told mapping as texts; UserError for another shape or an unknown field."""
    if not isinstance(mapping, Mapping):
        raise UserError("importing.mapping_shape")
    known = {field.value for field in ListField}
    if mapping and all(name in known for name in mapping) and not any(wanted in known for wanted in mapping.values()):
        # Written the other way round: {"full_name": "Кто"}.
        mapping = {str(wanted): name for name, wanted in mapping.items()}
    by_title = {title: field for field, title in words(ListField).items()}
    aliases = {"last_name": "surname", "first_name": "name", "middle_name": "patronymic", "birthday": "birth_date",
               "union_since": "joined_on", "first_admitted": "first_time", "group": "study_group",
               "card": "card_number",
               "since": "registered_on", "reason": "left_reason", "fio": "full_name", "consent_date": "consent_on",
               "skip": "ignore", "": "ignore"}  # fmt: skip
    result: dict[str, str] = {}
    for name, wanted in mapping.items():
        if not isinstance(name, str) or not isinstance(wanted, str | None):
            raise UserError("importing.mapping_shape")
        text = (wanted or "ignore").strip()
        text = by_title.get(text, aliases.get(text, text))
        if text not in known:
            raise UserError("importing.mapping_unknown_field", field=wanted, known=", ".join(sorted(known)))
        result[name] = text
    return result


def without_names(columns: Sequence[ColumnMapping]) -> bool:
    """Whether no column of the table names people."""
    return not any(column.field in NAME_FIELDS for column in columns)
