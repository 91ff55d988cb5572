"""Rows of a table that are not people: totals, signatures, and section lines that speak of the rows below."""

# Tables of words and patterns read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.enums import MemberCategory
from app.domain.names import normalise
from app.services.importing.fields import DATE_FIELDS, ListField
from app.services.importing.names import is_first_name, is_patronymic, looks_like_full_name
from app.services.importing.sheets import SheetCell
from app.services.importing.values import is_phone, read_sex, text_of
from app.services.importing.vocabulary import speaks_of_leaving

_TOTAL = re.compile(r"^\W*(итого|всего|в том числе|в т\. ?ч\.|из них|количество|кол-во|total|sum|итог)(?![\w-])")
_SIGNER = (
    r"зам\w*\.? председател\w*|председател[ья]|секретар[ья]|исполнител[ья]|исп\.|ответственн\w+|составил[аи]?|подготовил[аи]?|подпись|"
    r"главный бухгалтер|гл\. ?бухгалтер|бухгалтер|руководител[ья]|директор|ректор|декан|специалист|согласовано|утвержда\w*|проверил[аи]?|верно|"
    r"казначе[йя]|профорг|начальник|заведующ\w+"
)
_SIGNATURE = re.compile(
    rf"^\W*(?:{_SIGNER}|примечани[ея]:|м\.? ?п\.?$|дата составления|дата заполнения|дата:|список составил\w*|\*)(?![\w-])"
)
_NAME_FIELDS = frozenset({ListField.FULL_NAME, ListField.SURNAME})
_BLANK_LINE = re.compile(r"_{3,}|\.{6,}")
_DATE = re.compile(r"\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2} [а-я]{3,8} \d{4}")
_MASK = re.compile(r"[\s\-–—_.,/\\?*()+0-9@«»\"'“”]*(?:г|год|года)?[\s.]*")
_PLACEHOLDER = re.compile(r"(?:дд|dd|хх|xx|##|чч)[./-](?:мм|mm|хх|xx|##)[./-](?:гг|yy|хх|xx|##){1,2}", re.IGNORECASE)
"""«дд.мм.гггг»: what a form says is to be written there."""
_SECTION_CATEGORY = (
    (re.compile(r"^(не ?раб\w*\.? )?(пенсионер|ветеран)"), MemberCategory.PENSIONER),
    (re.compile(r"^(работающ\w* пенсионер)"), MemberCategory.WORKING),
    (re.compile(r"^(студент|обучающ|учащ|аспирант|магистр)"), MemberCategory.STUDENT),
    (re.compile(r"^(временно не ?раб|безработ|не ?работающ\w*$)"), MemberCategory.UNEMPLOYED),
    (
        re.compile(
            r"^(работник|работающ|сотрудник|преподавател|педагогическ\w+ (работ|состав)|учителя|штатн|персонал)"
        ),
        MemberCategory.WORKING,
    ),
)
_GROUP = re.compile(r"^(учебная )?групп[аы]\b|^\d\s*-?\s*(й|ый|ой)?\s*курс|^[А-ЯЁA-Z]{1,6}[- ]?\d{1,4}[а-яёa-z0-9-]*$")
_UNIT = re.compile(
    r"\b(отдел\w*|цех\w*|участ\w*|кафедр\w*|факультет\w*|служб\w*|управлени\w*|бригад\w*|групп\w*|школ\w*|корпус\w*|администраци\w*|бухгалтери\w*|"
    r"институт\w*|лаборатор\w*|мастерск\w*|столов\w*|библиотек\w*|филиал\w*|смен\w*|профгрупп\w*|курс\w*|пенсионер\w*|студент\w*|работник\w*|сотрудник\w*|"
    r"выбыл\w*|снят\w*|исключ\w*|детск\w*|сад\w*|подразделени\w*|отделени\w*|центр\w*|персонал\w*)\b"
)


@dataclass(frozen=True)
class ListSection:
    """What a section line says of the people below it."""

    category: MemberCategory | None = None
    department: str = ""
    study_group: str = ""
    gone: bool = False


def without_masks(row: tuple[SheetCell, ...]) -> tuple[SheetCell, ...]:
    """Cells that hold an unfilled mask of a paper form («8(___)___-__-__», «__.__.____», «..........») are empty."""
    if not any(isinstance(cell, str) and _may_be_mask(cell) for cell in row):
        return row
    return tuple("" if isinstance(cell, str) and _may_be_mask(cell) and _is_mask(cell) else cell for cell in row)


def _may_be_mask(cell: str) -> bool:
    return "__" in cell or "......" in cell or (len(cell) in {8, 10} and not cell[0].isdigit() and cell[2] in "./-")


def _is_mask(cell: str) -> bool:
    """Underscores or dots where something was to be written, and no more than a code or a century beside them."""
    if _PLACEHOLDER.fullmatch(cell.strip()):
        return True
    empty = cell.count("_") > 2 or ".." * 3 in cell
    return empty and _MASK.fullmatch(cell) is not None and sum(c.isdigit() for c in cell) <= 4


def names_somebody(row: Sequence[SheetCell], fields: Mapping[int, ListField]) -> bool:
    """Whether a row tells of a person: a name, and a date, a telephone or the like beside it."""
    texts = [str(cell) for column, cell in enumerate(row) if cell != "" and fields.get(column) in _NAME_FIELDS]
    if not texts or not any(re.search(r"[^\W\d_]", text) for text in texts):
        return False
    given = any(
        cell != "" and fields.get(column) in {ListField.NAME, ListField.NAME_PATRONYMIC, ListField.PATRONYMIC}
        for column, cell in enumerate(row)
    )
    weight = sum(_weight(cell, fields[column]) for column, cell in enumerate(row) if cell != "" and column in fields)
    low = texts[0].casefold()
    signer = _TOTAL.match(low) or _SIGNATURE.match(low)
    if signer is None or low[signer.start() : signer.end()].endswith("*"):
        return weight > 0
    rest = re.sub(r"[_.…]{3,}", " ", texts[0][signer.end() :]).strip(" :-–—/")
    if given or _is_given(rest):
        return weight > 0  # «Секретарь Анна Ивановна»: the word is the surname
    if low.lstrip().startswith("дата"):
        return False
    if not rest:
        return weight > 3
    return weight > 2 if _LETTER_NAME.search(rest) else False


_LETTER_NAME = re.compile(r"[А-ЯЁ][а-яёА-ЯЁ-]+\s+[А-ЯЁ]")


def _is_given(rest: str) -> bool:
    """«Анна Ивановна», «Анна», «А. И.»: what a surname is still wanted before."""
    words = rest.split()
    if not words:
        return False
    if len(words) == 1:
        return is_first_name(words[0]) or re.fullmatch(r"(?:[А-ЯЁ]\.){1,2}", words[0]) is not None
    if re.fullmatch(r"(?:[А-ЯЁ]\.? ?){1,2}", rest):
        return True
    return len(words) == 2 and is_first_name(words[0]) and is_patronymic(words[1])


def _weight(cell: SheetCell, field: ListField) -> int:
    """How surely a cell is about one person: a date of birth most of all, then other dates and ways to reach them."""
    if field in DATE_FIELDS:
        dated = not isinstance(cell, str | bool | int | float) or bool(isinstance(cell, str) and _DATE.search(cell))
        number = isinstance(cell, float | int) and not isinstance(cell, bool) and 3000 < cell < 80_000
        if not (dated or number):
            return 0
        return 3 if field is ListField.BIRTH_DATE else 2
    if field is ListField.BIRTH_YEAR:
        return 3 if re.fullmatch(r"(?:19|20)\d{2}(?:\.0)?(?: ?г.*)?", text_of(cell)) else 0
    if field is ListField.EMAIL:
        return 2 if "@" in str(cell) else 0
    if field is ListField.PHONE:
        return 2 if is_phone(cell) else 0
    if field in {ListField.SEX, ListField.IS_FEMALE, ListField.IS_MALE}:
        return 1 if isinstance(cell, str) and read_sex(cell) is not None and not cell.strip().isdigit() else 0
    return 0


def is_footer(row: Sequence[SheetCell], fields: Mapping[int, ListField]) -> str:
    """What a line that is no person's is («итог», «подпись», «черта для подписи»); empty for a person's row."""
    reason = _footer_reason(row, fields)
    return "" if not reason or names_somebody(row, fields) else reason


def _footer_reason(row: Sequence[SheetCell], fields: Mapping[int, ListField]) -> str:
    filled = [(column, cell) for column, cell in enumerate(row) if cell != ""]
    if any(isinstance(cell, str) and _BLANK_LINE.search(cell) for _, cell in filled):
        return "строка для подписи"
    for column, cell in filled[:2]:
        if not isinstance(cell, str) or fields.get(column) in {
            ListField.POSITION,
            ListField.DEPARTMENT,
            ListField.NOTE,
        }:
            continue
        low = cell.casefold()
        total = _TOTAL.match(low)
        if total is not None and not _is_given(cell[total.end() :].strip()):
            return "итог"
        if cell.startswith("*") and looks_like_full_name(cell.strip("* ")):
            return ""
        signer = _SIGNATURE.match(low)
        if signer is not None and not _is_given(cell[signer.end() :].strip()) and not _named_beside(row, fields):
            return "подпись или примечание"
        if not re.fullmatch(r"[\d.]+", cell):
            break
    return ""


def _named_beside(row: Sequence[SheetCell], fields: Mapping[int, ListField]) -> bool:
    """A surname column beside a filled column of first names: «Секретарь | Анна | Ивановна» is a person."""
    given = [
        str(c) for k, c in enumerate(row) if c != "" and fields.get(k) in {ListField.NAME, ListField.NAME_PATRONYMIC}
    ]
    return any(is_first_name(text.split()[0]) for text in given if text.split())


def section_in(
    row: Sequence[SheetCell], fields: Mapping[int, ListField], width_mapped: int, *, capitals: bool = False
) -> ListSection | None:
    """The section a lone text begins, or None when the row is about a person (or something is filled beside).

    ``capitals``: the names of the table are written in capitals, so capitals are no sign of a heading.
    """
    filled = [(column, cell) for column, cell in enumerate(row) if cell != ""]
    several: dict[str, None] = {}
    for _, cell in filled:
        several[text_of(cell)] = None
        if len(several) > 2:
            return None
    texts = list(several)
    words = [text for text in texts if not re.fullmatch(r"[\dIVXivx.()]+", text)]
    if len(words) != 1:
        return None
    text = words[0]
    if looks_like_full_name(text):
        return None
    column = next(c for c, cell in filled if text_of(cell) == text)
    named = fields.get(column) in _NAME_FIELDS
    if named and not _speaks_of_unit(text):
        numbered = len(texts) == 2
        alone = fields.get(column) is ListField.SURNAME
        if width_mapped <= 2 or numbered or _could_be_name(text.title() if capitals else text, alone=alone):
            return None
    return read_section(text)


def _speaks_of_unit(text: str) -> bool:
    # «Садовникова», «Цехов»: a surname that begins like a shop.
    words = [word for word in text.split() if word[:1].islower() or not _LONE_SURNAME.search(normalise(word))]
    rest = " ".join(words)
    return bool(_UNIT.search(rest.casefold()) or _GROUP.match(text) or _GROUP.match(normalise(text)))


def _could_be_name(text: str, *, alone: bool) -> bool:
    """A lone text that may be somebody's name: words with capitals, none of them a word of a heading."""
    words = text.replace(".", ". ").split()
    if not words or len(words) > 4 or re.search(r"[\d«»\"№:]", text):
        return False
    if len(words) == 1:
        return alone or bool(_LONE_SURNAME.search(normalise(text)) and text[:1].isupper())
    return all(re.fullmatch(r"[А-ЯЁӘҒҚҢӨҰҮҺІ](?:\.|[а-яёәғқңөұүһі'’-]+(?:-?[А-ЯЁ]?[а-яё]+)*)", word) for word in words)


_LONE_SURNAME = re.compile(r"(ов|ев|ин|ын|ова|ева|ина|ына|енко|юк|чук|янц|швили|дзе|ский|ская|цкий|цкая)$")


def read_section(text: str) -> ListSection:
    """«Пенсионеры» is a category, «Группа ФМ-21» a study group, «Выбывшие» an exit, the rest a department."""
    clean = re.sub(
        r"^[\dIVX]+[.)]\s*|[:.]\s*$|\s+[-–—]\s*\d+(\s*чел\w*\.?)?\s*$|\s*\(\s*\d+[^)]*\)\s*$", "", text
    ).strip()
    low = normalise(clean)
    if speaks_of_leaving(low):
        return ListSection(gone=True)
    category = category_of_section(low)
    if category is not None:
        return ListSection(category=category, department="" if len(low.split()) <= 3 else clean)
    if _GROUP.match(clean) or _GROUP.match(low):
        name = re.sub(r"(?i)^(учебная )?группа\s*№?\s*", "", clean) or clean
        return ListSection(category=None, study_group=name)
    return ListSection(department=clean)


def section_of_title(lines: Sequence[str]) -> ListSection:
    """What the last line above a heading says of all the rows below: «Группа ФМ-21», «Цех № 3»."""
    if not lines or len(lines[-1].split()) > 5 or re.search(r"(?i)список|организаци|профсоюз|итого|\bна \d", lines[-1]):
        return ListSection()
    text = lines[-1].strip()
    if _GROUP.match(text) or _GROUP.match(normalise(text)):
        return read_section(text)
    if re.match(r"(цех|отдел|кафедра|участок|служба|бригада|профгруппа|факультет)\b", normalise(text)):
        return ListSection(department=text)
    return ListSection()


def category_of_section(low: str) -> MemberCategory | None:
    """The category a section line or a sheet's name begins with."""
    for pattern, category in reversed(_SECTION_CATEGORY):
        if pattern.match(low) and not (category is MemberCategory.PENSIONER and low.startswith("работающ")):
            return category if not re.match(r"^работающ\w* пенсионер", low) else MemberCategory.WORKING
    return None


def category_of_title(lines: Sequence[str]) -> MemberCategory | None:
    """The one category that titles or a sheet's name speak of; None when they speak of none or of several."""
    # The union's own name («Профсоюз работников образования») says nothing of these people.
    low = re.sub(r"профсоюз\w* (\w+ )?работник\w*", "", normalise(" ".join(lines)))
    found: set[MemberCategory] = set()
    if re.search(r"пенсионер|ветеранов труда", low):
        found.add(
            MemberCategory.WORKING
            if re.search(r"(?<!не)(?<!не )работающ\w* пенсионер", low)
            else MemberCategory.PENSIONER
        )
    if re.search(r"студент|студенч|обучающ|учащихся|аспирант", low) and not re.search(
        r"преподавател|сотрудник|работник", low
    ):
        found.add(MemberCategory.STUDENT)
    if re.search(r"\b(сотрудник|работник|преподавател|работающ)\w*", low) and not re.search(
        r"студент|обучающ|пенсионер", low
    ):
        found.add(MemberCategory.WORKING)
    return found.pop() if len(found) == 1 else None
