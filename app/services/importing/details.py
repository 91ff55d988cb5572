"""What a row says of a person besides name and membership: sex, work, contacts, card, note, consent."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.enums import Sex
from app.domain.names import cyrillicise
from app.services.importing.cells import RowCells
from app.services.importing.contacts import contacts_in
from app.services.importing.fields import SEX_TICKS, Field
from app.services.importing.lines import Section
from app.services.importing.names import ReadName, sex_of
from app.services.importing.records import Remark
from app.services.importing.sheets import Cell
from app.services.importing.values import (
    Standing,
    read_sex,
    read_standing,
    text_of,
    words_of,
)


def sex_in(cells: RowCells, row: Sequence[Cell], name: ReadName, doubts: list[Remark]) -> Sex | None:
    value, heading = cells.raw(Field.SEX, row)
    told = read_sex(value) if words_of(value) else cells.ticked(SEX_TICKS, row)
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


def details_in(
    cells: RowCells, row: Sequence[Cell], section: Section, name: ReadName, doubts: list[Remark]
) -> dict[str, str]:
    group = cells.words(Field.STUDY_GROUP, row) or section.study_group
    course = cells.words(Field.COURSE, row)
    if not group and course:
        group = course if "курс" in course.casefold() else f"{course} курс"
    notes = [part for part in (cells.words(Field.NOTE, row), name.extra) if part]
    details = {
        "position": cells.words(Field.POSITION, row),
        "department": cells.words(Field.DEPARTMENT, row) or cells.words(Field.FACULTY, row) or section.department,
        "study_group": group,
        **contacts_in(cells, row, doubts, notes),
    }
    details["note"] = "; ".join(notes)
    if not cells.has(Field.LEFT_ON) and read_standing(details["note"]) is Standing.GONE:
        doubts.append(Remark(cells.heading(Field.NOTE), "похоже на выбытие: оно не записано"))
    return {
        key: cyrillicise(text) if key in {"position", "department"} else text for key, text in details.items() if text
    }
