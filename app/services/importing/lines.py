"""Rows of a table that are not people: totals, signatures, and section lines that speak of the rows below."""

# Tables of words and patterns read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.enums import MemberCategory
from app.domain.names import normalise
from app.services.importing.fields import Field
from app.services.importing.names import looks_like_full_name
from app.services.importing.sheets import Cell
from app.services.importing.values import text_of
from app.services.importing.vocabulary import speaks_of_leaving

_FOOTER = re.compile(
    r"^\W*(итого|итог|всего|в том числе|из них|количество|кол-во|председател[ья]\b|зам\w* председател|секретар[ья]\b|исполнител[ья]\b|исп\.|"
    r"ответственн\w+ |составил|подготовил|подпись|главный бухгалтер|бухгалтер\b|руководител[ья]\b|директор\b|ректор\b|декан\b|специалист\b|согласовано|"
    r"утвержда|примечани[ея]:|м\.? ?п\.?$|дата составления|дата заполнения|дата:|список составил|верно:?$|проверил|total\b|sum\b|\*)",
)
_SECTION_CATEGORY = (
    (re.compile(r"^(не ?раб\w*\.? )?(пенсионер|ветеран)"), MemberCategory.PENSIONER),
    (re.compile(r"^(работающ\w* пенсионер)"), MemberCategory.WORKING),
    (re.compile(r"^(студент|обучающ|учащ|аспирант|магистр)"), MemberCategory.STUDENT),
    (re.compile(r"^(временно не ?раб|безработ|не ?работающ\w*$)"), MemberCategory.UNEMPLOYED),
    (re.compile(r"^(работник|работающ|сотрудник|преподавател|педагогическ\w+ (работ|состав)|учителя|штатн|персонал)"),
     MemberCategory.WORKING),
)  # fmt: skip
_GROUP = re.compile(r"^(учебная )?групп[аы]\b|^\d\s*-?\s*(й|ый|ой)?\s*курс|^[А-ЯЁA-Z]{1,6}[- ]?\d{1,4}[а-яёa-z0-9-]*$")
_UNIT = re.compile(
    r"\b(отдел\w*|цех\w*|участ\w*|кафедр\w*|факультет\w*|служб\w*|управлени\w*|бригад\w*|групп\w*|школ\w*|корпус\w*|администраци\w*|бухгалтери\w*|"
    r"институт\w*|лаборатор\w*|мастерск\w*|столов\w*|библиотек\w*|филиал\w*|смен\w*|профгрупп\w*|курс\w*|пенсионер\w*|студент\w*|работник\w*|сотрудник\w*|"
    r"выбыл\w*|снят\w*|исключ\w*|детск\w*|сад\w*|подразделени\w*|отделени\w*|центр\w*|персонал\w*)\b"
)


@dataclass(frozen=True)
class Section:
    """What a section line says of the people below it."""

    category: MemberCategory | None = None
    department: str = ""
    study_group: str = ""
    gone: bool = False


def is_footer(row: Sequence[Cell], fields: Mapping[int, Field]) -> bool:
    """A total or a signature line: few cells, the first one telling, or a line to sign on."""
    filled = [(column, cell) for column, cell in enumerate(row) if cell != ""]
    if any(isinstance(cell, str) and re.search(r"_{3,}|\.{6,}", cell) for _, cell in filled):
        return True
    for column, cell in filled[:2]:
        if not isinstance(cell, str) or fields.get(column) in {Field.POSITION, Field.DEPARTMENT, Field.NOTE}:
            continue
        if _FOOTER.match(cell.casefold()):
            others = [
                c for k, c in filled if k != column and fields.get(k) in {Field.BIRTH_DATE, Field.JOINED_ON, Field.SEX}
            ]
            return len(filled) <= 4 or not any(isinstance(c, str) and c for c in others)
        if not re.fullmatch(r"[\d.]+", cell):
            break
    return False


def section_of(row: Sequence[Cell], fields: Mapping[int, Field], width_mapped: int) -> Section | None:
    """The section a lone text begins, or None when the row is about a person (or something is filled beside)."""
    filled = [(column, cell) for column, cell in enumerate(row) if cell != ""]
    texts = list(dict.fromkeys(text_of(cell) for _, cell in filled))
    words = [text for text in texts if not re.fullmatch(r"[\dIVXivx.()]+", text)]
    if len(words) != 1 or len(texts) > 2:
        return None
    text = words[0]
    if looks_like_full_name(text) and not _UNIT.search(text.casefold()):
        return None
    column = next(c for c, cell in filled if text_of(cell) == text)
    named = fields.get(column) in {Field.FULL_NAME, Field.SURNAME}
    numbered = len(texts) == 2
    if named and (width_mapped <= 2 or numbered) and not _UNIT.search(text.casefold()) and not _GROUP.match(text):
        return None
    if named and " " not in text and fields.get(column) is Field.SURNAME and not _UNIT.search(text.casefold()):
        return None
    return read_section(text)


def read_section(text: str) -> Section:
    """«Пенсионеры» is a category, «Группа ФМ-21» a study group, «Выбывшие» an exit, the rest a department."""
    clean = re.sub(
        r"^[\dIVX]+[.)]\s*|[:.]\s*$|\s+[-–—]\s*\d+(\s*чел\w*\.?)?\s*$|\s*\(\s*\d+[^)]*\)\s*$", "", text
    ).strip()
    low = normalise(clean)
    if speaks_of_leaving(low):
        return Section(gone=True)
    category = category_of_section(low)
    if category is not None:
        return Section(category=category, department="" if len(low.split()) <= 3 else clean)
    if _GROUP.match(clean) or _GROUP.match(low):
        name = re.sub(r"(?i)^(учебная )?группа\s*№?\s*", "", clean) or clean
        return Section(category=None, study_group=name)
    return Section(department=clean)


def section_of_title(lines: Sequence[str]) -> Section:
    """What the last line above a heading says of all the rows below: «Группа ФМ-21», «Цех № 3»."""
    if not lines or len(lines[-1].split()) > 5 or re.search(r"(?i)список|организаци|профсоюз|итого|\bна \d", lines[-1]):
        return Section()
    text = lines[-1].strip()
    if _GROUP.match(text) or _GROUP.match(normalise(text)):
        return read_section(text)
    if re.match(r"(цех|отдел|кафедра|участок|служба|бригада|профгруппа|факультет)\b", normalise(text)):
        return Section(department=text)
    return Section()


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
